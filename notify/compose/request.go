package compose

import (
	"time"

	"github.com/budkavle/budkavle/audit"
	"github.com/budkavle/budkavle/pdf"
)

// A Request says which message is to be drafted. Kind and Key are needed; a
// zero Now is an error too, since nothing here asks the machine for the time.
type Request struct {
	Kind  Kind
	Actor Actor
	Key   string    // the form's token: one key sends once (R612)
	Now   time.Time // the time that "coming" and "this year" are judged by

	Booking  string    // ID of the booking that was saved; empty: the next one (R401)
	Contacts []Contact // preselected instead of the order's contact person
	Template string    // ID of the template, for [TemplateMail]; may be chosen later with [Draft.Choose]
	Comment  Comment   // for [CommentMessage]

	Renderer pdf.Renderer // makes the documents; nil: the built-in one
	Document *Document    // a document that the host has made, instead of rendering one

	// Log holds the earlier messages of the order and Bounced the addresses of
	// the company that failed for good. They make the draft warn (R618), know a
	// changed booking from a new one, and keep the order's mails in one thread.
	// Service.Complete fills them in.
	Log     []audit.Message
	Bounced []string

	AllowWithoutBooking bool // plan a booking confirmation although no booking is coming (R406)
}

// Comment is what somebody wrote on an order (R610).
type Comment struct {
	ID                string    `json:"id,omitzero"`
	Author            string    `json:"author,omitzero"`
	Text              string    `json:"text"`
	FromCustomer      bool      `json:"fromCustomer,omitzero"`      // written by a customer user: goes to the company
	VisibleToCustomer bool      `json:"visibleToCustomer,omitzero"` // only then does it leave the company
	At                time.Time `json:"at,omitzero"`
}

// A Document is what goes with a mail: its bytes, or a reference that the host
// resolves when the mail is sent.
type Document struct {
	Name        string `json:"name"`
	ContentType string `json:"contentType"`
	Size        int64  `json:"size"`   // in bytes
	SHA256      string `json:"sha256"` // lower-case hex
	Ref         string `json:"ref,omitzero"`
	Data        []byte `json:"data,omitempty"`
}
