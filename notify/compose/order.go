package compose

import (
	"maps"
	"slices"
	"time"

	"github.com/budkavle/budkavle/audit"
	"github.com/budkavle/budkavle/booking"
	"github.com/budkavle/budkavle/pdf"
)

// An Order is what the host knows about an order, as far as messages are
// concerned. It is plain data, goes through encoding/json and back unchanged,
// and every field but Company, Kind and Number may be zero (R617).
type Order struct {
	Company string    `json:"company"` // the tenant that owns the order (R619)
	Kind    OrderKind `json:"kind"`
	ID      string    `json:"id,omitzero"` // the host's key; Number when empty
	Number  string    `json:"number"`      // as people say it: "AO462"

	Customer   Party `json:"customer,omitzero"`
	Facility   Party `json:"facility,omitzero"`   // anläggning: where the work is done
	InvoicedTo Party `json:"invoicedTo,omitzero"` // faktureras annan kund
	Supplier   Party `json:"supplier,omitzero"`   // leverantör, on purchase orders

	ContactPerson Contact `json:"contactPerson,omitzero"` // kontaktperson: gets the messages unless the user says otherwise
	Users         []User  `json:"users,omitempty"`        // who may log in and see the order

	CustomerOrderNumber string            `json:"customerOrderNumber,omitzero"` // the customer's own; empty: "saknas" (R404)
	Description         string            `json:"description,omitzero"`         // what is to be done, on documents and in the calendar
	ServiceObjects      []ServiceObject   `json:"serviceObjects,omitempty"`     // what is serviced
	Bookings            []booking.Booking `json:"bookings,omitempty"`           // each with an ID of its own, in any order
	Content             pdf.Content       `json:"content,omitzero"`             // what the documents show
	Files               []File            `json:"files,omitempty"`              // uploaded to the order (R604)
	Tags                map[string]string `json:"tags,omitempty"`               // values of the host's own tags

	Language string `json:"language,omitzero"` // BCP 47, when the recipient has none of its own
	Zone     string `json:"zone,omitzero"`     // IANA name such as "Europe/Stockholm"; the company's when empty
	Link     string `json:"link,omitzero"`     // https address of the order in the host's system (R605)

	Created             time.Time `json:"created,omitzero"`             // for orders older than the log (R704)
	Changed             time.Time `json:"changed,omitzero"`             // last change; used only when there is nothing better (R703)
	ReadyForInvoicing   bool      `json:"readyForInvoicing,omitzero"`   // klar för fakturering (R608)
	ResponsibleUserID   string    `json:"responsibleUserId,omitzero"`   // the host's key of the user whom a customer's comment is sent to (R610)
	ResponsibleUserMail string    `json:"responsibleUserMail,omitzero"` // that user's e-mail address; empty: the users of the system get it
}

// Ref returns what the send log keeps of the order: it is found again by kind and
// ID, so neither may change.
func (o Order) Ref() audit.OrderRef {
	id := o.ID
	if id == "" {
		id = o.Number
	}
	return audit.OrderRef{Kind: string(o.Kind), ID: id, Number: o.Number}
}

// clone copies what a host may change while a draft is open. Bytes of files and
// pictures are shared: nobody writes into those.
func (o Order) clone() Order {
	for _, p := range []*Party{&o.Customer, &o.Facility, &o.InvoicedTo, &o.Supplier} {
		p.Address, p.Contacts = slices.Clone(p.Address), slices.Clone(p.Contacts)
	}
	o.Users, o.ServiceObjects, o.Files, o.Tags = slices.Clone(o.Users), slices.Clone(o.ServiceObjects), slices.Clone(o.Files), maps.Clone(o.Tags)
	o.Bookings = slices.Clone(o.Bookings)
	for i := range o.Bookings {
		o.Bookings[i].Technicians = slices.Clone(o.Bookings[i].Technicians)
	}
	c := &o.Content
	c.Lines, c.Totals, c.Photos, c.Signatures = slices.Clone(c.Lines), slices.Clone(c.Totals), slices.Clone(c.Photos), slices.Clone(c.Signatures)
	c.Checklists, c.Measurements = slices.Clone(c.Checklists), slices.Clone(c.Measurements)
	for i := range c.Checklists {
		c.Checklists[i].Checks = slices.Clone(c.Checklists[i].Checks)
	}
	return o
}

// A Party is a customer, a facility or a supplier. The zero value is none.
type Party struct {
	Name         string    `json:"name,omitzero"`         // a party without one is not on documents
	OrgNumber    string    `json:"orgNumber,omitzero"`    // organisationsnummer
	Address      []string  `json:"address,omitempty"`     // postal address, a line each
	Phone        string    `json:"phone,omitzero"`        // as people write it; nothing is sent to it
	Contacts     []Contact `json:"contacts,omitempty"`    // suggested (R110); those of customer and facility may ask for documents (R608)
	InvoiceEmail string    `json:"invoiceEmail,omitzero"` // fakturaadress
	OrderEmail   string    `json:"orderEmail,omitzero"`   // a supplier's address for purchase orders
	Language     string    `json:"language,omitzero"`     // BCP 47, for contacts without one
}

// IsZero reports whether there is no such party.
func (p Party) IsZero() bool {
	return p.Name == "" && len(p.Contacts) == 0 && p.InvoiceEmail == "" && p.OrderEmail == ""
}

// Mode says what happens with a document when it is there to be sent (R608). The
// zero value is [Never]; one that is unknown is taken for [Ask].
type Mode string

// The modes of a contact person for work orders and service protocols (R608).
const (
	Never Mode = ""     // nothing is asked and nothing is sent
	Ask   Mode = "ask"  // the user is asked ("Ja" on the contact person)
	Auto  Mode = "auto" // it is sent at once
)

// A Contact is a person as the host has it; Email and Phone are checked when
// they are used, so that one bad entry never stops an order from loading. The
// zero value is nobody.
type Contact struct {
	Name     string `json:"name,omitzero"`
	Email    string `json:"email,omitzero"`    // one address or, with commas between, several (R101)
	Phone    string `json:"phone,omitzero"`    // mobile number, "+46705123456" (R104)
	Language string `json:"language,omitzero"` // BCP 47, of the messages to this person (R408); the party's when empty

	SendWorkOrder       Mode `json:"sendWorkOrder,omitzero"`       // Skicka arbetsorder
	SendServiceProtocol Mode `json:"sendServiceProtocol,omitzero"` // Skicka serviceprotokoll
}

// IsZero reports whether there is no contact.
func (c Contact) IsZero() bool { return c.Name == "" && c.Email == "" && c.Phone == "" }

// A User is somebody with a login: a customer user (kundanvändare) or a user
// of the host's system. A message to a user's address has a direct link to the
// order besides the PDF (R605).
type User struct {
	ID       string `json:"id,omitzero"` // the host's key
	Name     string `json:"name,omitzero"`
	Email    string `json:"email"`             // compared without case; needed
	Customer bool   `json:"customer,omitzero"` // a customer user; false is a user of the system
	Link     string `json:"link,omitzero"`     // the user's own https link; the order's when empty
	Language string `json:"language,omitzero"` // BCP 47
}

// A ServiceObject is a thing that is serviced ({serviceObjects}).
type ServiceObject struct {
	Name          string `json:"name"`
	MachineNumber string `json:"machineNumber,omitzero"` // in a protocol's file name (R501)
}

// A File is an upload on the order (R604): its bytes or a reference that the host
// resolves when the message is sent. ID, and Data or Ref with SHA256, are needed.
type File struct {
	ID          string `json:"id"`                   // a file is chosen by it
	Name        string `json:"name"`                 // made safe when it is sent (R502)
	ContentType string `json:"contentType,omitzero"` // application/octet-stream when empty
	Size        int64  `json:"size,omitzero"`        // in bytes; needed when Data is empty
	SHA256      string `json:"sha256,omitzero"`      // lower-case hex; needed when Data is empty
	Ref         string `json:"ref,omitzero"`         // what the host resolves when Data is empty
	Data        []byte `json:"data,omitempty"`       // never changed by anybody here
	Pixels      int64  `json:"pixels,omitzero"`      // width times height of a picture; 0 when it is none or unknown: then Data's header tells
}

// first returns the first text that is not empty.
func first(texts ...string) string {
	for _, t := range texts {
		if t != "" {
			return t
		}
	}
	return ""
}
