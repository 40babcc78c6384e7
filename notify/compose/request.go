package compose

import (
	"time"

	"github.com/budkavle/budkavle/audit"
	"github.com/budkavle/budkavle/pdf"
)

// A Request says which message is to be drafted. Kind, Key and Now are needed:
// nothing here asks the machine for the time.
type Request struct {
	Kind  Kind
	Actor Actor     // who sends; zero: the system
	Key   string    // the form's token: one key sends once (R612)
	Now   time.Time // the time that "coming" and "this year" are judged by

	Booking  string    // ID of the booking that was saved; empty: the next one (R401)
	Contacts []Contact // preselected instead of the order's contact person
	Template string    // ID of the template, for [TemplateMail]; may be chosen later with [Draft.Choose]
	Comment  Comment   // for [CommentMessage]

	Renderer pdf.Renderer // makes the documents; nil: the built-in one
	Document *Document    // a document that the host has made, instead of rendering one; an error where none goes along

	// Log holds the earlier messages of the order and Bounced the addresses of
	// the company that failed for good. They make the draft warn (R618), know a
	// changed booking from a new one, and keep the order's mails in one thread.
	// Complete of notify.Service fills them in. Bounced is in canonical form.
	Log     []audit.Message
	Bounced []string

	AllowWithoutBooking bool // plan a booking confirmation although no booking is coming (R406)
}

// Comment is what somebody wrote on an order (R610). Text is needed. It becomes
// a message to the other side: from a customer user to the company, from the
// company to the order's customer users, and then only when it is visible to
// them.
type Comment struct {
	ID                string    `json:"id,omitzero"`
	Author            string    `json:"author,omitzero"`
	Text              string    `json:"text"`
	FromCustomer      bool      `json:"fromCustomer,omitzero"`      // written by a customer user: goes to the company
	VisibleToCustomer bool      `json:"visibleToCustomer,omitzero"` // only then does it leave the company
	At                time.Time `json:"at,omitzero"`                // when it was written, told in the message; zero: not told
}

// A Document is what goes with a mail: its bytes, or a reference that the host
// resolves when the mail is sent. In a [Request], Data or Ref with Size and
// SHA256 is needed; Name is not looked at, since the file is named after the
// order or as the user says (R501).
type Document struct {
	Name        string `json:"name"`
	ContentType string `json:"contentType"`       // no parameters; application/pdf when empty
	Size        int64  `json:"size"`              // in bytes
	SHA256      string `json:"sha256"`            // lower-case hex
	Ref         string `json:"ref,omitzero"`      // what notify.Config.Resolve gets, when Data is empty
	Data        []byte `json:"data,omitempty"`    // never changed by anybody here
	Rendered    bool   `json:"rendered,omitzero"` // set by a plan: drawn from the order, so its bytes tell the time of planning
}
