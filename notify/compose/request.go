package compose

import (
	"time"

	"github.com/budkavle/budkavle/audit"
	"github.com/budkavle/budkavle/booking"
	"github.com/budkavle/budkavle/notify/order"
	"github.com/budkavle/budkavle/notify/plan"
	"github.com/budkavle/budkavle/pdf"
)

// A Request says which message is to be drafted. Kind, Key and Now are needed:
// nothing here asks the machine for the time.
type Request struct {
	Kind  plan.Kind
	Actor order.Actor // who sends; zero: the system
	Key   string      // the form's token: one key sends once
	Now   time.Time   // the time that "coming" and "this year" are judged by

	Bookings []string // IDs of the bookings that were saved; empty: the next one
	// Removed are bookings as they were before they were taken away, for a cancellation
	// of one that the log does not know.
	Removed []booking.Booking
	// ExpectedTime is when the technician is expected, for [OnTheWay] and [Delayed];
	// zero: nobody knows.
	ExpectedTime time.Time
	Contacts     []order.Contact // preselected instead of the order's contact person
	Template     string          // ID of the template, for [TemplateEmail]; may be chosen later with [Draft.Choose]
	Comment      order.Comment   // for [Comment]

	Renderer pdf.Renderer   // makes the documents; nil: the built-in one
	Document *plan.Document // a document that the host has made, instead of rendering one; an error where none goes along

	// Log holds the earlier messages of the order and Bounced the addresses of
	// the company that failed for good. They make the draft warn, know a
	// changed booking from a new one, and keep the order's mails in one thread.
	// Complete of notify.Service fills them in. Bounced is in canonical form.
	Log     []audit.Message
	Bounced []string

	// AtOnce says that nobody was asked: who got this kind of message before, as the
	// log says, does not get it again by itself.
	AtOnce bool

	AllowWithoutBooking bool // plan a booking confirmation although no booking is coming
}
