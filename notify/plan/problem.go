package plan

import (
	"errors"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/notify/codes"
	"github.com/budkavle/budkavle/templating/locale"
)

// Field is a part of the popup or the settings that a refusal is about. Hosts may
// name the fields of their forms so; a constant's value never changes.
type Field string

// The fields.
const (
	FieldKind     Field = "kind"    // of message
	FieldChannel  Field = "channel" // by e-mail, by SMS
	FieldTo       Field = "to"
	FieldPhones   Field = "phones"
	FieldSubject  Field = "subject"
	FieldText     Field = "text"
	FieldFileName Field = "fileName"
	FieldFiles    Field = "files"
	FieldTemplate Field = "template"
	FieldDocument Field = "document" // the paper, drawn from the order or the host's own
	FieldBooking  Field = "booking"
	FieldLink     Field = "link"    // the order's
	FieldEmail    Field = "email"   // the mail as a whole, and the box to tick for it
	FieldSMS      Field = "sms"     // the box to tick
	FieldFrom     Field = "from"    // of the settings
	FieldSMSFrom  Field = "smsFrom" // of the settings
	FieldSettings Field = "settings"
	FieldForm     Field = "form" // as a whole
)

// Message is the field's name in a user's language, as the label that stands
// beside it.
func (f Field) Message(l locale.Language) string {
	return l.Word("compose.field-", string(f))
}

// A FieldError is what has to be changed before a letter can be planned. A
// plan's error joins one for each problem; [FieldErrors] takes it apart. It is
// made by [Refuse].
type FieldError struct {
	Field Field
	Code  codes.Code
	Err   error // the cause, such as [ErrNobody]; nil when Code says it all
	// Suggestion is what the whole field may have been meant to be; empty when nobody knows.
	Suggestion string

	args []any
	more []Teller
}

// Refuse returns a refusal that a code and its args describe completely. An argument that
// is a [Teller] is told in the user's language.
func Refuse(field Field, code codes.Code, args ...any) *FieldError {
	return &FieldError{Field: field, Code: code, args: args}
}

// Because sets the cause of a refusal, for errors.Is and errors.As, and further words
// for the user. It returns e.
func (e *FieldError) Because(cause error, more ...Teller) *FieldError {
	e.Err, e.more = cause, more
	return e
}

// A Teller has words for people in their language.
type Teller interface {
	Message(l locale.Language) string
}

// Error names the field and says what to do, in English.
func (e *FieldError) Error() string {
	text := e.Message(locale.English)
	first, size := utf8.DecodeRuneInString(text)
	if second, _ := utf8.DecodeRuneInString(text[size:]); size > 0 && !unicode.IsUpper(second) { // not "SMS needs …"
		text = string(unicode.ToLower(first)) + text[size:]
	}
	return "plan: " + string(e.Field) + ": " + strings.TrimSuffix(text, ".")
}

// Message says what to do in a user's language, for the form.
func (e *FieldError) Message(l locale.Language) string {
	args := slices.Clone(e.args)
	for i, arg := range args {
		if teller, ok := arg.(Teller); ok {
			args[i] = teller.Message(l)
		}
	}
	text := l.Phrase("compose.refused-"+string(e.Code), args...)
	for _, m := range e.more {
		if !strings.HasSuffix(text, ".") && !strings.HasSuffix(text, ":") {
			text += ";"
		}
		text += " " + m.Message(l)
	}
	return text
}

// Unwrap returns the cause; nil when there is none.
func (e *FieldError) Unwrap() error { return e.Err }

// FieldErrors returns the field errors in the tree of err, in order, for a form that
// shows each beside its field; nil when there is none.
func FieldErrors(err error) []*FieldError {
	if own, ok := err.(*FieldError); ok { //nolint:errorlint // goes down the tree itself, to find every one
		return []*FieldError{own}
	}
	var list []*FieldError
	switch e := err.(type) { //nolint:errorlint // as above
	case interface{ Unwrap() []error }:
		for _, one := range e.Unwrap() {
			list = append(list, FieldErrors(one)...)
		}
	case interface{ Unwrap() error }:
		return FieldErrors(e.Unwrap())
	}
	return list
}

// ErrNobody is the cause when there is nobody to send to.
var ErrNobody = errors.New("plan: nobody to send to")

// A Warning is something that the user should know before sending. It keeps
// nothing from being sent.
type Warning struct {
	Code codes.Code `json:"code"`
	// whom it is about: an address, a number or a name; empty for the whole message
	Recipient string `json:"recipient,omitzero"`
	Text      string `json:"text"` // in the user's language
}

// LeftOut is somebody who gets no message, and why.
type LeftOut struct {
	Code      codes.Code       `json:"code"`
	Channel   delivery.Channel `json:"channel"`
	Recipient string           `json:"recipient"` // an address or number, or a name where there is none
	Text      string           `json:"text"`      // in the user's language
}

// Warn is a warning in the words of a user's language.
func Warn(l locale.Language, code codes.Code, recipient string, args ...any) Warning {
	return Warning{Code: code, Recipient: Valid(recipient), Text: Valid(l.Phrase("compose.warn-"+string(code), args...))}
}

// LeaveOut tells of somebody who gets no message, in the words of a user's language.
func LeaveOut(l locale.Language, code codes.Code, channel delivery.Channel, recipient string, args ...any) LeftOut {
	return LeftOut{
		Code:      code,
		Channel:   channel,
		Recipient: Valid(recipient),
		Text:      Valid(l.Phrase("compose.left-"+string(code), args...)),
	}
}
