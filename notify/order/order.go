package order

import (
	"crypto/sha256"
	"encoding/hex"
	"maps"
	"slices"
	"time"

	"github.com/budkavle/budkavle/audit"
	"github.com/budkavle/budkavle/booking"
	"github.com/budkavle/budkavle/pdf"
)

// An Order is what the host knows about an order, as far as messages are
// concerned. It is plain data, goes through encoding/json and back unchanged,
// and every field but Kind and Number may be zero.
type Order struct {
	Company string `json:"company,omitzero"` // the tenant that owns the order; the settings' when empty
	Kind    Kind   `json:"kind"`
	ID      string `json:"id,omitzero"` // the host's key; Number when empty
	Number  string `json:"number"`      // as people say it: "AO462"

	Customer   Party `json:"customer,omitzero"`
	Facility   Party `json:"facility,omitzero"`   // anläggning: where the work is done
	InvoicedTo Party `json:"invoicedTo,omitzero"` // faktureras annan kund
	Supplier   Party `json:"supplier,omitzero"`   // leverantör, on purchase orders

	// kontaktperson: gets the messages unless the user says otherwise
	ContactPerson Contact `json:"contactPerson,omitzero"`
	Users         []User  `json:"users,omitempty"` // who may log in and see the order

	CustomerOrderNumber string `json:"customerOrderNumber,omitzero"` // the customer's own; empty: "saknas"
	// what is to be done, on documents and in the calendar
	Description    string          `json:"description,omitzero"`
	ServiceObjects []ServiceObject `json:"serviceObjects,omitempty"` // what is serviced
	// each with an ID of its own, in any order
	Bookings []booking.Booking `json:"bookings,omitempty"`
	Content  pdf.Content       `json:"content,omitzero"` // what the documents show
	// what is ordered for it; documents do not show them
	Articles []Article         `json:"articles,omitempty"`
	Files    []File            `json:"files,omitempty"` // uploaded to the order
	Tags     map[string]string `json:"tags,omitempty"`  // values of the host's own tags

	Date       time.Time `json:"date,omitzero"`       // on papers; zero: the day of sending
	ValidUntil time.Time `json:"validUntil,omitzero"` // of a quote
	// further lines in the head of papers: references, terms, the host's own
	Facts []pdf.Fact `json:"facts,omitempty"`

	Language string `json:"language,omitzero"` // BCP 47, when the recipient has none of its own
	Zone     string `json:"zone,omitzero"`     // IANA name such as "Europe/Stockholm"; the company's when empty
	Link     string `json:"link,omitzero"`     // https address of the order in the host's system

	Created time.Time `json:"created,omitzero"` // for orders older than the log
	// last change; used only when there is nothing better
	Changed           time.Time `json:"changed,omitzero"`
	ReadyForInvoicing bool      `json:"readyForInvoicing,omitzero"` // klar för fakturering
	// the host's key of the user whom a customer's comment is sent to
	ResponsibleUserID string `json:"responsibleUserId,omitzero"`
	// that user's e-mail address; empty: the one that Users have under the ID, and without
	// such a user all of the system get it
	ResponsibleUserEmail string `json:"responsibleUserEmail,omitzero"`
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

// Clone returns a copy whose lists are its own. Bytes of files and pictures are
// shared: nobody writes into those.
func (o Order) Clone() Order {
	for _, p := range []*Party{&o.Customer, &o.Facility, &o.InvoicedTo, &o.Supplier} {
		p.Address, p.Contacts = slices.Clone(p.Address), slices.Clone(p.Contacts)
	}
	o.Facts = slices.Clone(o.Facts)
	o.Users, o.ServiceObjects = slices.Clone(o.Users), slices.Clone(o.ServiceObjects)
	o.Files, o.Tags = slices.Clone(o.Files), maps.Clone(o.Tags)
	for i := range o.Users {
		o.Users[i].CommentsBy = slices.Clone(o.Users[i].CommentsBy)
	}
	o.Bookings, o.Articles = slices.Clone(o.Bookings), slices.Clone(o.Articles)
	for i := range o.Bookings {
		b := &o.Bookings[i]
		b.Technicians, b.UserIDs = slices.Clone(b.Technicians), slices.Clone(b.UserIDs)
	}
	c := &o.Content
	c.Lines, c.Totals = slices.Clone(c.Lines), slices.Clone(c.Totals)
	c.Photos, c.Signatures = slices.Clone(c.Photos), slices.Clone(c.Signatures)
	c.Checklists, c.Measurements = slices.Clone(c.Checklists), slices.Clone(c.Measurements)
	for i := range c.Checklists {
		c.Checklists[i].Checks = slices.Clone(c.Checklists[i].Checks)
	}
	return o
}

// WithHashes returns the order with the SHA-256 of every upload and picture that has
// bytes and no hash. Whoever keeps the hashes with the bytes spares a draft and a
// history of papers the reading of all of them. An order that has them all is
// returned as it is; the slices of o are not changed.
func (o Order) WithHashes() Order {
	if slices.ContainsFunc(o.Files, func(f File) bool { return f.SHA256 == "" }) {
		o.Files = slices.Clone(o.Files)
		for i := range o.Files {
			hash(&o.Files[i].SHA256, o.Files[i].Data)
		}
	}
	if slices.ContainsFunc(o.Content.Photos, unhashed) {
		o.Content.Photos = slices.Clone(o.Content.Photos)
		for i := range o.Content.Photos {
			hash(&o.Content.Photos[i].SHA256, o.Content.Photos[i].Data)
		}
	}
	if slices.ContainsFunc(o.Content.Signatures, func(s pdf.Signature) bool { return unhashed(s.Picture) }) {
		o.Content.Signatures = slices.Clone(o.Content.Signatures)
		for i := range o.Content.Signatures {
			p := &o.Content.Signatures[i].Picture
			hash(&p.SHA256, p.Data)
		}
	}
	return o
}

func unhashed(p pdf.Picture) bool { return p.SHA256 == "" }

// hash fills in the hash of bytes that have none.
func hash(known *string, data []byte) {
	if *known == "" && len(data) > 0 {
		sum := sha256.Sum256(data)
		*known = hex.EncodeToString(sum[:])
	}
}

// A ServiceObject is a thing that is serviced ({serviceObjects}).
type ServiceObject struct {
	Name          string `json:"name"`
	MachineNumber string `json:"machineNumber,omitzero"` // in a protocol's file name
}
