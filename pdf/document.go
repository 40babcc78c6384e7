package pdf

import (
	"time"

	"github.com/budkavle/budkavle/templating/locale"
)

// Kind is a kind of document. The zero value is none, and an error of
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

// A Document is what a PDF shows. It is plain data; what is blank is left out,
// and so is a section without content. Kind, Number and Date are needed. Texts
// are of any length and run over pages where nothing else is said.
// [Document.Fields] lists all that is printed.
type Document struct {
	Kind     Kind
	Language locale.Language // the recipient's; zero: Swedish
	Date     time.Time       // the order's, on the paper and in the file, so that the same input gives the same bytes
	Zone     *time.Location  // of times on the paper; nil: that of Date
	Number   string          // of the order

	Company     Letterhead
	Parties     []AddressBlock // customer, facility, invoiced to, supplier: three in a row
	Facts       []Fact         // the order's head: references, bookings, contact person, and the host's own
	Objects     []Object       // what is serviced, with machine numbers
	Visits      []Visit        // that took place: of a protocol
	Description string         // what the order is about, in lines of the host's
	ValidUntil  time.Time      // of a quote; zero: not said
	Content     Content
}

// Letterhead is the sender of a document. The zero value names none.
type Letterhead struct {
	Name string // at the head when there is no logo, at the foot, and in the file's metadata
	// Address, Phone, Email, Web and OrgNumber stand in columns at the foot of
	// each page, the organisation number with its name in the language; four
	// lines of each column at most.
	Address   []string
	Phone     string
	Email     string
	Web       string
	OrgNumber string
	Details   []string // what else: bank account, "Godkänd för F-skatt"
	Logo      Picture  // 62 by 20 mm at most; zero: none
}

// AddressBlock is somebody whom the document names, in 14 lines at most. One that is
// blank is left out.
type AddressBlock struct {
	Role      Role
	Name      string
	Lines     []string // address and the like
	OrgNumber string   // printed with its name in the language
	Phone     string   // as people of the language write it; printed after "Tel."
	Email     string
}

// Role says what a party is to the order. One that is none of the constants
// stands on the paper as it is, so that a host has roles of its own.
type Role string

// The roles.
const (
	RoleCustomer   Role = "customer"
	RoleFacility   Role = "facility"    // anläggning
	RoleInvoicedTo Role = "invoiced-to" // faktureras
	RoleSupplier   Role = "supplier"    // leverantör
	RoleDelivery   Role = "delivery"    // leveransadress
)

// A Fact is a line of the order's head. Label is one of the constants or any
// words of the host's. A line break in Value is kept; a fact with a blank one
// is left out. It goes through encoding/json and back unchanged.
type Fact struct {
	Label string `json:"label"`
	Value string `json:"value"`
}

// The labels of facts that have words in each language.
const (
	FactCustomerOrderNumber = "customer-order-number" // ert ordernummer
	FactContactPerson       = "contact-person"
	FactBooking             = "booking"
	FactOurReference        = "our-reference"
	FactYourReference       = "your-reference"
	FactDeliveryDate        = "delivery-date"
	FactPaymentTerms        = "payment-terms"
	FactOrderNumber         = "order-number" // of the order that a purchase is for
)

// An Object is a machine or the like that the order is about (serviceobjekt).
type Object struct {
	Name          string
	MachineNumber string // maskinnummer, printed with its name in the language
}

// A Visit is one that took place. Its texts are as the host writes them in the
// document's language.
type Visit struct {
	ID   string // tells visits apart, such as the booking's; never printed
	Date string // "fredag 06 oktober 2023"
	Time string // "07:00–10:00"
	By   string // who came: "Börje och Eva"
	// Place is where, printed in a column of its own where a visit of the document has one.
	Place string
}
