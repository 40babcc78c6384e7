package email

import (
	"time"

	"github.com/budkavle/budkavle/recipients"
)

// A Message is one e-mail to one recipient. It is a plain value that goes
// through encoding/json and back unchanged. ID, Date, From, To, Subject and
// Text are required; the zero value of every other field leaves it out.
type Message struct {
	// ours, stable over every try, at most 255 bytes; it is in the Message-ID, so it
	// carries nothing secret
	ID      string    `json:"id"`
	Company string    `json:"company,omitzero"` // whose message it is; not in the mail
	Date    time.Time `json:"date"`             // the mail's Date, to the second, in its own zone

	From    recipients.Mailbox `json:"from"`
	To      recipients.Mailbox `json:"to"`
	ReplyTo recipients.Mailbox `json:"replyTo,omitzero"`

	Subject  string `json:"subject"`           // one line, at most [MaxSubject] bytes
	Text     string `json:"text"`              // the plain-text part; any line breaks
	HTML     string `json:"html,omitzero"`     // a whole document, sanitised by the caller
	Language string `json:"language,omitzero"` // BCP 47, for Content-Language
	// Automatic says that no person sends it, as of a reminder: the mail then has
	// the header that keeps out-of-office answers away (RFC 3834), for which
	// service desks drop what a person wrote.
	Automatic bool `json:"automatic,omitzero"`
	// the ID of the order's first mail, sent from the same domain; its own ID or "" starts
	// a thread
	Thread string `json:"thread,omitzero"`

	Inline      []Inline  `json:"inline,omitzero"`      // pictures of the HTML; without HTML none are allowed
	Calendar    *Calendar `json:"calendar,omitzero"`    // nil for none
	Attachments []File    `json:"attachments,omitzero"` // in this order
}

// An Inline is a picture that the HTML shows as <img src="cid:ContentID">, such
// as the company's logo.
type Inline struct {
	ContentID string `json:"contentId"` // ASCII letters, digits and . - _ @, at most 128 bytes
	File
}

// A Calendar is an invitation (RFC 5545). It travels twice, as mail programs
// want it: beside the text, where it becomes a button, and attached as a file.
type Calendar struct {
	Method string `json:"method"` // "PUBLISH", "REQUEST" or "CANCEL", as in the data's METHOD (RFC 6047 2.4)
	Name   string `json:"name"`   // file name, such as "bokning.ics"
	Data   []byte `json:"data"`   // valid UTF-8
}

// A File is bytes with a name: what comes with a mail, a picture that its HTML shows,
// a company's logo. The zero value is none.
type File struct {
	// Name is the file's, at most [MaxFileName] bytes; pdf.SafeFileName makes one.
	Name string `json:"name,omitzero"`
	// ContentType is such as "application/pdf"; no parameters; "" is application/octet-stream.
	ContentType string `json:"contentType,omitzero"`
	// Data is never changed by anybody here.
	Data []byte `json:"data,omitempty"`
}
