package order

import "strings"

// A Party is a customer, a facility or a supplier. The zero value is none.
type Party struct {
	Name      string   `json:"name,omitzero"`      // a party without one is not on documents
	OrgNumber string   `json:"orgNumber,omitzero"` // organisationsnummer
	Address   []string `json:"address,omitempty"`  // postal address, a line each
	Phone     string   `json:"phone,omitzero"`     // as people write it; nothing is sent to it
	// suggested; those of customer and facility may ask for documents
	Contacts     []Contact `json:"contacts,omitempty"`
	InvoiceEmail string    `json:"invoiceEmail,omitzero"` // fakturaadress
	OrderEmail   string    `json:"orderEmail,omitzero"`   // a supplier's address for purchase orders
	Language     string    `json:"language,omitzero"`     // BCP 47, for contacts without one
}

// IsZero reports whether there is no such party.
func (p Party) IsZero() bool {
	return p.Name == "" && len(p.Contacts) == 0 && p.InvoiceEmail == "" && p.OrderEmail == ""
}

// SendMode says what happens with a document when it is there to be sent. The zero
// value is [SendNever]; one that is unknown is taken for [SendAsk].
type SendMode string

// The modes of a contact person for work orders and service protocols.
const (
	SendNever  SendMode = ""     // nothing is asked and nothing is sent
	SendAsk    SendMode = "ask"  // the user is asked ("Ja" on the contact person)
	SendAtOnce SendMode = "auto" // it is sent at once
)

// A Contact is a person as the host has it; Email and Phone are checked when
// they are used, so that one bad entry never stops an order from loading. The
// zero value is nobody.
type Contact struct {
	Name     string `json:"name,omitzero"`
	Email    string `json:"email,omitzero"`    // one address or, with commas between, several
	Phone    string `json:"phone,omitzero"`    // mobile number, "+46705123456"
	Language string `json:"language,omitzero"` // BCP 47, of the messages to this person; the party's when empty
	// name of the facility that the person is of, as suggestions show it; that of the list
	// when empty
	Facility string `json:"facility,omitzero"`

	SendWorkOrder       SendMode `json:"sendWorkOrder,omitzero"`       // Skicka arbetsorder
	SendServiceProtocol SendMode `json:"sendServiceProtocol,omitzero"` // Skicka serviceprotokoll
}

// IsZero reports whether there is no contact: blanks are nobody.
func (c Contact) IsZero() bool { return strings.TrimSpace(c.Name+c.Email+c.Phone) == "" }
