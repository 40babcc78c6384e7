package compose

import (
	"errors"
	"strings"

	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/templating/locale"
)

// Code says, for machines, what a [Warning], a [LeftOut] or a [FieldError] is
// about. Hosts may store it, so a constant's value never changes.
type Code string

// The codes of warnings: none keeps a message from being sent.
const (
	WarnNoBooking      Code = "no-booking"           // a confirmation without a booking, which the caller allowed (R406)
	WarnUnderWay       Code = "under-way"            // a confirmation of a visit that has begun (R401)
	WarnEmptyTag       Code = "empty-tag"            // a tag of the text has no value
	WarnTagInText      Code = "tag-in-text"          // somebody typed a tag, which is sent as it stands
	WarnTemplate       Code = "template"             // something odd in the template, such as a brace that nothing closes
	WarnNoAddress      Code = "no-address"           // a preselected contact has no usable e-mail address
	WarnBounced        Code = "bounced"              // the address or number failed for good before (R618)
	WarnSentBefore     Code = "sent-before"          // the same text went to the same recipient
	WarnMaybeSent      Code = "maybe-sent-before"    // so it may have: nobody knows whether it arrived (R613)
	WarnSpecialDomain  Code = "special-domain"       // a domain that does not exist on the internet
	WarnMixedScript    Code = "mixed-script"         // a domain that mixes alphabets, as somebody in disguise does
	WarnSMTPUTF8       Code = "smtputf8"             // an address that not every mail server takes (R103)
	WarnNotAnswerable  Code = "sms-not-answerable"   // the SMS comes from a text, which cannot be answered (R616)
	WarnNotPortable    Code = "sender-not-portable"  // a sender name that some gateways refuse (R202)
	WarnManySMS        Code = "many-sms"             // the text becomes several SMS
	WarnManySMSBecause Code = "many-sms-because"     // so it does because of some characters (R203)
	WarnFileName       Code = "file-name"            // the name that was typed was made safe (R502)
	WarnNoGlyph        Code = "pdf-no-glyph"         // the document's font lacks characters
	WarnPictureLeftOut Code = "pdf-picture-left-out" // a broken picture is not in the document (R503)
	WarnTestRedirect   Code = "test-redirect"        // test mode: somebody else gets the message (R615)
	WarnTestDryRun     Code = "test-dry-run"         // test mode: nothing is sent (R615)
)

// The codes of those who are left out.
const (
	LeftDuplicate     Code = "duplicate"      // listed twice, gets one message (R101)
	LeftNoMobile      Code = "no-mobile"      // a preselected contact's number gets no SMS: a landline, say (R105)
	LeftNotAllowed    Code = "not-allowed"    // not on the test mode's list (R615)
	LeftNotRedirected Code = "not-redirected" // the test mode has nobody for this channel (R615)
)

// The codes of refusals: the user or an administrator has to act first.
const (
	RefusedFixed       Code = "fixed"             // a fixed text was changed (R606)
	RefusedNoDocument  Code = "no-document"       // there is no file to name (R606)
	RefusedEmpty       Code = "empty"             // a subject or text is missing
	RefusedTooLong     Code = "too-long"          // a subject of more bytes than [email.MaxSubject]
	RefusedManySMS     Code = "too-many-sms"      // a text of more parts than [MaxSMS]
	RefusedText        Code = "text"              // the text could not be made
	RefusedLink        Code = "link"              // the order's link is no https address (R605)
	RefusedNoBooking   Code = "no-booking"        // no booking is coming (R406)
	RefusedBookingGone Code = "booking-gone"      // the order does not have the booking that was named (R401)
	RefusedFilesOff    Code = "files-off"         // a setting that files need is off; the message names it (R604)
	RefusedFilesSMS    Code = "files-need-mail"   // files were chosen, e-mail was not
	RefusedNoFile      Code = "no-such-file"      // the order has no such file
	RefusedFile        Code = "file-incomplete"   // neither bytes nor a reference with size and hash
	RefusedFileSize    Code = "file-too-large"    // a file alone passes the limit of a mail (R604)
	RefusedPicture     Code = "picture-too-large" // a picture passes the limit of pixels (R604)
	RefusedMailSize    Code = "mail-too-large"    // the mail as encoded passes its limit (R604)
	RefusedDocument    Code = "document"          // the document could not be made
	RefusedCalendar    Code = "calendar"          // the booking cannot stand in a calendar (R409)
	RefusedMail        Code = "mail"              // the mail cannot be sent as it is
	RefusedNoChannel   Code = "no-channel"        // neither e-mail nor SMS was chosen
	RefusedNoSMS       Code = "no-sms"            // the kind of message goes by e-mail alone (R606)
	RefusedNobody      Code = "nobody"            // nobody to send to
	RefusedRecipient   Code = "no-recipient"      // an entry of the list is no address or number
	RefusedOutside     Code = "outside"           // a comment that is not visible would leave the company (R610)
	RefusedNoSender    Code = "no-sender"         // the company has no sender address (R616)
	RefusedNoSMSSender Code = "no-sms-sender"     // the company has no sender for SMS (R201)
)

// A FieldError is what has to be changed before the draft can be planned. A
// plan's error joins one for each problem; [FieldErrors] takes it apart.
type FieldError struct {
	Field string // of the popup or the settings: "subject", "text", "to", "phones", "files", "fileName", "document", "channel", "booking", "link", "from", "smsFrom"
	Code  Code
	Err   error // the cause, such as [ErrFixedText]; nil when Code says it all

	args []any
	more []teller
}

// teller is a part of an error that speaks the user's language itself.
type teller interface {
	Message(l locale.Language) string
}

// Error names the field and says what to do, in English.
func (e *FieldError) Error() string { return "compose: " + e.Field + ": " + e.Message(locale.English) }

// Message says what to do in a user's language, for the form.
func (e *FieldError) Message(l locale.Language) string {
	text := l.Phrase("compose.refused-"+string(e.Code), e.args...)
	for _, m := range e.more {
		if !strings.HasSuffix(text, ".") {
			text += ";"
		}
		text += " " + m.Message(l)
	}
	return text
}

// Unwrap returns the cause; nil when there is none.
func (e *FieldError) Unwrap() error { return e.Err }

// FieldErrors returns the field errors that err consists of, in order, for a
// form that shows each beside its field; nil when there is none.
func FieldErrors(err error) []*FieldError {
	if own, ok := err.(*FieldError); ok {
		return []*FieldError{own}
	}
	var list []*FieldError
	switch e := err.(type) {
	case interface{ Unwrap() []error }:
		for _, one := range e.Unwrap() {
			list = append(list, FieldErrors(one)...)
		}
	case interface{ Unwrap() error }:
		return FieldErrors(e.Unwrap())
	}
	return list
}

// The causes that a host may want to tell apart.
var (
	// ErrFixedText is the cause when a text that is fixed was changed (R606).
	ErrFixedText = errors.New("compose: the text is fixed for this kind of message")
	// ErrNoBooking is the cause when a booking confirmation has no booking (R406).
	ErrNoBooking = errors.New("compose: no booking is coming")
	// ErrNobody is the cause when there is nobody to send to.
	ErrNobody = errors.New("compose: nobody to send to")
)

// A Warning is something that the user should know before sending. It keeps
// nothing from being sent.
type Warning struct {
	Code      Code   `json:"code"`
	Recipient string `json:"recipient,omitzero"` // whom it is about: an address, a number or a name; empty for the whole message
	Text      string `json:"text"`               // in the user's language
}

// LeftOut is somebody who gets no message, and why.
type LeftOut struct {
	Code      Code             `json:"code"`
	Channel   delivery.Channel `json:"channel"`
	Recipient string           `json:"recipient"` // an address or number, or a name where there is none
	Text      string           `json:"text"`      // in the user's language
}
