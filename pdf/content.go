package pdf

import (
	"strings"
	"time"

	"github.com/budkavle/budkavle/templating/locale"
)

// Content is what was ordered or done. It is plain data that goes through
// encoding/json and back unchanged. Sums are given by the host, never
// computed. The zero value is a document without any of it.
type Content struct {
	// the article table; a column that no line fills is left out
	Lines        []Line        `json:"lines,omitempty"`
	Totals       []Total       `json:"totals,omitempty"`       // sum, VAT, rounding, deduction (ROT, RUT), to pay
	Checklists   []Checklist   `json:"checklists,omitempty"`   // one without checks is left out
	Measurements []Measurement `json:"measurements,omitempty"` // in one table
	Photos       []Picture     `json:"photos,omitempty"`       // two in a row, 84 by 62 mm each at most
	// two in a row; a quote without any has lines for the customer's acceptance
	Signatures []Signature `json:"signatures,omitempty"`
	Terms      string      `json:"terms,omitzero"` // of payment and delivery, after all else
}

// Money is an amount in the smallest unit of a currency. One without a
// currency is no amount and prints nothing.
type Money struct {
	Minor    int64  `json:"minor"`    // öre for SEK; may be negative
	Currency string `json:"currency"` // ISO 4217
}

// Line is a row of the article table.
type Line struct {
	// ID tells lines apart for the comparison of two documents and is never
	// printed; blank: the article number and the name do.
	ID       string `json:"id,omitzero"`
	Article  string `json:"article,omitzero"`  // number
	Name     string `json:"name"`              // what it is
	Quantity int64  `json:"quantity,omitzero"` // in 1/1000 of Unit; 0 prints nothing
	Unit     string `json:"unit,omitzero"`     // "st", "tim", in the document's language
	Price    Money  `json:"price,omitzero"`    // of one
	Discount int64  `json:"discount,omitzero"` // in 1/1000 of a percent: 12500 is 12,5 %; 0 prints nothing
	Sum      Money  `json:"sum,omitzero"`      // of the line, as the host has it
}

// Total is a line under the table. Nothing of it is computed: VAT, rounding and
// deductions are the host's.
type Total struct {
	Label  string `json:"label"`           // one of the constants, or any words in the document's language
	Amount Money  `json:"amount"`          // negative for a deduction
	Strong bool   `json:"strong,omitzero"` // the one to pay: larger, under a line
	// Rate is that of [TotalVAT], in 1/1000 of a percent: 25000 is 25 %. There is
	// one line for each rate.
	Rate int64 `json:"rate,omitzero"`
	Base Money `json:"base,omitzero"` // what VAT is paid on, said after the label; zero: not said
}

// The labels of totals that have words in each language. ROT, RUT and the like
// have those of the host.
const (
	TotalNet      = "net"      // summa exkl. moms
	TotalVAT      = "vat"      // moms, with its rate
	TotalGross    = "gross"    // summa inkl. moms
	TotalRounding = "rounding" // öresavrundning
	TotalToPay    = "to-pay"   // att betala
)

// Message is the line's label as a paper has it: "Moms 25 % på 4 790,00 kr".
func (t Total) Message(l locale.Language) string {
	label := printed(t.Label)
	switch label {
	case TotalVAT:
		label = l.Phrase("pdf.total.vat", percent(l, t.Rate))
	case TotalNet, TotalGross, TotalRounding, TotalToPay:
		label = printed(l.Phrase("pdf.total." + label))
	}
	if t.Base.Currency == "" {
		return label
	}
	return strings.TrimSpace(l.Phrase("pdf.total.on", label, l.Money(t.Base.Minor, t.Base.Currency)))
}

// Checklist is a list of things that were checked.
type Checklist struct {
	Title  string  `json:"title,omitzero"` // such as the machine; blank: "Checklista" in the language
	Checks []Check `json:"checks"`
}

// Check is one thing that was checked. One without a result that has not failed
// is said not to have been checked.
type Check struct {
	Name   string `json:"name"`            // what was checked
	Result string `json:"result,omitzero"` // "OK", in the document's language, after a tick
	Remark string `json:"remark,omitzero"` // in words
	Failed bool   `json:"failed,omitzero"` // a cross in place of the tick; a blank Result: "Ej godkänd" in the language
	// NotApplicable is a check that does not concern the object: a dash in place
	// of the tick. Failed goes before it; a blank Result: "Ej aktuellt" in the
	// language.
	NotApplicable bool `json:"notApplicable,omitzero"`
}

// Measurement is a value that was read off.
type Measurement struct {
	Name  string `json:"name"`
	Value string `json:"value"` // as the host writes it in the language: "42,5"
	Unit  string `json:"unit,omitzero"`
}

// Picture is a photo, a logo or a drawn signature: PNG, JPEG, GIF or WebP, of
// [DefaultMaxPixels] at most. A logo or a drawing without data is none; a photo
// without is a broken one.
type Picture struct {
	Name    string `json:"name,omitzero"`    // for errors, and on the paper where it is left out
	Caption string `json:"caption,omitzero"` // of a photo, after its number, six lines at most
	Data    []byte `json:"data,omitempty"`   // the file
	// SHA256 is the hash of the file in hexadecimal, which tells pictures apart in
	// [Document.Fields] without reading them; blank: it is computed from Data.
	SHA256 string `json:"sha256,omitzero"`
}

// Signature is who signed, when, and the drawing. The zero value is a line to
// sign on.
type Signature struct {
	Role    string    `json:"role,omitzero"`    // "Kund"; blank: "Underskrift" in the language
	Name    string    `json:"name,omitzero"`    // under the line
	At      time.Time `json:"at,omitzero"`      // shown in the document's zone; zero: not
	Picture Picture   `json:"picture,omitzero"` // 84 by 18 mm at most
}
