package pdf

import (
	"time"

	"github.com/budkavle/budkavle/templating/locale"
)

// Kind is a kind of document (R503).
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

// A Document is what a PDF shows. It is plain data; sections without content
// are left out. Kind, Number and Date are needed.
type Document struct {
	Kind     Kind
	Language locale.Language
	Date     time.Time      // on the paper and in the file, so that the same input gives the same bytes (R504)
	Zone     *time.Location // of times on the paper; nil: those of Date
	Number   string         // of the order

	Company     Company
	Parties     []Party // customer, facility, invoiced to, supplier: up to four side by side
	Facts       []Fact  // the order's head: references, bookings, contact person
	Description string
	Content     Content
}

// Company is the sender of a document.
type Company struct {
	Name    string
	Details []string // address, telephone, organisation number: a line each, at the foot of the page
	Logo    Picture
}

// Party is somebody whom the document names.
type Party struct {
	Role  Role
	Name  string
	Lines []string // address and the like
}

// Role says what a party is to the order.
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
// any words of the host's.
type Fact struct{ Label, Value string }

// Content is what was ordered or done. It is plain data that goes through
// encoding/json and back unchanged. Sums are given by the host, never computed
// (R505).
type Content struct {
	Lines        []Line        `json:"lines,omitempty"`
	Totals       []Total       `json:"totals,omitempty"` // sum, VAT, rounding, deduction (ROT, RUT), to pay
	Checklists   []Checklist   `json:"checklists,omitempty"`
	Measurements []Measurement `json:"measurements,omitempty"`
	Photos       []Picture     `json:"photos,omitempty"`
	Signatures   []Signature   `json:"signatures,omitempty"`
	Terms        string        `json:"terms,omitzero"`
}

// Money is an amount in the smallest unit of a currency (R505). The zero value
// is no amount and prints nothing.
type Money struct {
	Minor    int64  `json:"minor"`
	Currency string `json:"currency"` // ISO 4217
}

// Line is a row of the article table.
type Line struct {
	Article  string `json:"article,omitzero"` // number
	Name     string `json:"name"`
	Quantity int64  `json:"quantity,omitzero"` // in 1/1000 of Unit; 0 prints nothing
	Unit     string `json:"unit,omitzero"`
	Price    Money  `json:"price,omitzero"` // of one
	Sum      Money  `json:"sum,omitzero"`
}

// Total is a line under the table.
type Total struct {
	Label  string `json:"label"`
	Amount Money  `json:"amount"`
	Strong bool   `json:"strong,omitzero"` // the one to pay
}

// Checklist is a list of things that were checked.
type Checklist struct {
	Title  string  `json:"title,omitzero"`
	Checks []Check `json:"checks"`
}

// Check is one thing that was checked.
type Check struct {
	Name   string `json:"name"`
	Result string `json:"result,omitzero"`
	Remark string `json:"remark,omitzero"`
	Failed bool   `json:"failed,omitzero"` // the result is shown in red
}

// Measurement is a value that was read off.
type Measurement struct {
	Name  string `json:"name"`
	Value string `json:"value"`
	Unit  string `json:"unit,omitzero"`
}

// Picture is a photo, a logo or a drawn signature: PNG, JPEG, GIF or WebP.
type Picture struct {
	Name    string `json:"name,omitzero"` // for errors
	Caption string `json:"caption,omitzero"`
	Data    []byte `json:"data,omitempty"`
}

// Signature is who signed, when, and the drawing.
type Signature struct {
	Role    string    `json:"role,omitzero"` // "Kund"
	Name    string    `json:"name,omitzero"`
	At      time.Time `json:"at,omitzero"`
	Picture Picture   `json:"picture,omitzero"`
}

// Style is how a company's documents look. The zero value is a calm default.
type Style struct {
	Accent string // #rrggbb; zero: dark blue
	// Font and BoldFont are TrueType files of the host's own; nil: Liberation
	// Sans, which has all Latin, Greek and Cyrillic letters.
	Font, BoldFont []byte
	MaxPixels      int64 // of a picture, as its header says; zero: 64 megapixels
	LeaveOutBroken bool  // a broken picture becomes a box with its name instead of an error
}

// A Renderer turns documents into PDF. Hosts may bring their own.
type Renderer interface {
	Render(d Document) ([]byte, error)
}

// Bytes is a Renderer of a document that is ready: it returns itself.
type Bytes []byte

// Render returns the bytes.
func (b Bytes) Render(Document) ([]byte, error) { return b, nil }

// Warning is something about a document that the user should know.
type Warning struct {
	Code WarningCode
	Text string // what it is about: the characters, or the name of a picture
}

// WarningCode says what a warning is about.
type WarningCode string

// The warnings.
const (
	// NoGlyph says that the font lacks characters, which were written as □.
	NoGlyph WarningCode = "no-glyph"
	// PictureLeftOut says that a broken picture was left out.
	PictureLeftOut WarningCode = "picture-left-out"
)
