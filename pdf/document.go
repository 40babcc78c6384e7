package pdf

import (
	"time"

	"github.com/budkavle/budkavle/templating/locale"
)

// Kind is a kind of document (R503). The zero value is none, and an error of
// [Engine.Render].
type Kind string

// The documents.
const (
	OrderConfirmation Kind = "order-confirmation" // orderbekräftelse
	WorkOrder         Kind = "work-order"         // arbetsorder
	WorkProtocol      Kind = "work-protocol"      // protokoll över utfört arbete
	ServiceProtocol   Kind = "service-protocol"   // serviceprotokoll
	Quote             Kind = "quote"              // offert
	PurchaseOrder     Kind = "purchase-order"     // inköpsorder
)

// Kinds returns all of them.
func Kinds() []Kind {
	return []Kind{OrderConfirmation, WorkOrder, WorkProtocol, ServiceProtocol, Quote, PurchaseOrder}
}

// A Document is what a PDF shows (R503). It is plain data; sections without
// content are left out. Kind, Number and Date are needed. Texts are of any length
// and run over pages where nothing else is said.
type Document struct {
	Kind     Kind
	Language locale.Language // the recipient's; zero: Swedish
	Date     time.Time       // on the paper and in the file, so that the same input gives the same bytes (R504)
	Zone     *time.Location  // of times on the paper; nil: that of Date
	Number   string          // of the order

	Company     Company
	Parties     []Party // customer, facility, invoiced to, supplier: three in a row
	Facts       []Fact  // the order's head: references, bookings, contact person
	Description string  // what the order is about, in lines of the host's
	Content     Content
}

// Company is the sender of a document. The zero value names none.
type Company struct {
	Name    string   // at the head when there is no logo, and in the file's metadata
	Details []string // address, telephone, organisation number: joined at the foot of each page, four lines at most
	Logo    Picture  // 62 by 20 mm at most; zero: none
}

// Party is somebody whom the document names, in 14 lines at most.
type Party struct {
	Role  Role
	Name  string
	Lines []string // address and the like
}

// Role says what a party is to the order. One that is none of the constants
// stands on the paper as it is, so that a host has roles of its own.
type Role string

// The roles.
const (
	Customer   Role = "customer"
	Facility   Role = "facility"
	InvoicedTo Role = "invoiced-to"
	Supplier   Role = "supplier"
)

// A Fact is a line of the order's head. Label is a key of the catalogue
// ("customer-order-number", "contact-person", "booking", "service-objects") or
// any words of the host's. A line break in Value is kept.
type Fact struct{ Label, Value string }

// Content is what was ordered or done. It is plain data that goes through
// encoding/json and back unchanged. Sums are given by the host, never computed
// (R505). The zero value is a document without any of it.
type Content struct {
	Lines        []Line        `json:"lines,omitempty"`        // the article table; a column that no line fills is left out
	Totals       []Total       `json:"totals,omitempty"`       // sum, VAT, rounding, deduction (ROT, RUT), to pay
	Checklists   []Checklist   `json:"checklists,omitempty"`   // one without checks is left out
	Measurements []Measurement `json:"measurements,omitempty"` // in one table
	Photos       []Picture     `json:"photos,omitempty"`       // two in a row, 84 by 62 mm each at most
	Signatures   []Signature   `json:"signatures,omitempty"`   // two in a row
	Terms        string        `json:"terms,omitzero"`         // of payment and delivery, after all else
}

// Money is an amount in the smallest unit of a currency (R505). One without a
// currency is no amount and prints nothing.
type Money struct {
	Minor    int64  `json:"minor"`    // öre for SEK; may be negative
	Currency string `json:"currency"` // ISO 4217
}

// Line is a row of the article table.
type Line struct {
	Article  string `json:"article,omitzero"`  // number
	Name     string `json:"name"`              // what it is
	Quantity int64  `json:"quantity,omitzero"` // in 1/1000 of Unit; 0 prints nothing
	Unit     string `json:"unit,omitzero"`     // "st", "tim", in the document's language
	Price    Money  `json:"price,omitzero"`    // of one
	Sum      Money  `json:"sum,omitzero"`      // of the line, as the host has it
}

// Total is a line under the table.
type Total struct {
	Label  string `json:"label"`           // "Moms 25 %", in the document's language
	Amount Money  `json:"amount"`          // negative for a deduction
	Strong bool   `json:"strong,omitzero"` // the one to pay: larger, under a line
}

// Checklist is a list of things that were checked.
type Checklist struct {
	Title  string  `json:"title,omitzero"` // such as the machine; blank: "Checklista" in the language
	Checks []Check `json:"checks"`
}

// Check is one thing that was checked.
type Check struct {
	Name   string `json:"name"`            // what was checked
	Result string `json:"result,omitzero"` // "OK", in the document's language, shown in green
	Remark string `json:"remark,omitzero"` // in words
	Failed bool   `json:"failed,omitzero"` // the result is shown in red
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
	Caption string `json:"caption,omitzero"` // of a photo, six lines at most
	Data    []byte `json:"data,omitempty"`   // the file
}

// Signature is who signed, when, and the drawing. The zero value is a line to
// sign on.
type Signature struct {
	Role    string    `json:"role,omitzero"`    // "Kund"; blank: "Underskrift" in the language
	Name    string    `json:"name,omitzero"`    // under the line
	At      time.Time `json:"at,omitzero"`      // shown in the document's zone; zero: not
	Picture Picture   `json:"picture,omitzero"` // 84 by 18 mm at most
}

// Style is how a company's documents look. It is plain data for [New]. The zero
// value is a calm default.
type Style struct {
	Accent string // #rrggbb; zero: dark blue
	// Font and BoldFont are TrueType files of the host's own; nil: Liberation
	// Sans, which has all Latin, Greek and Cyrillic letters. A Font without a
	// BoldFont is used for both.
	Font, BoldFont []byte
	MaxPixels      int64 // of a picture, as its header says; zero: [DefaultMaxPixels] (R604)
	LeaveOutBroken bool  // a broken picture becomes a box with its name, and a [Warning], instead of an error
}

// A Renderer turns documents into PDF (R503). Hosts may bring their own: it is
// safe for concurrent use, changes nothing of the document, gives the same bytes
// for the same document (R504), and returns an error instead of half a file.
type Renderer interface {
	Render(d Document) ([]byte, error)
}

// Bytes is a [Renderer] of a document that is ready: it returns itself.
type Bytes []byte

// Render returns the bytes, which are not copied. The error is always nil.
func (b Bytes) Render(Document) ([]byte, error) { return b, nil }

// Warning is something about a document that the user should know.
type Warning struct {
	Code WarningCode
	Text string // what it is about: the characters, or the name of a picture
}

// WarningCode says what a warning is about. A constant's value never changes.
type WarningCode string

// The warnings.
const (
	// NoGlyph says that the font lacks characters, which were written as □.
	NoGlyph WarningCode = "no-glyph"
	// PictureLeftOut says that a broken picture was left out.
	PictureLeftOut WarningCode = "picture-left-out"
)
