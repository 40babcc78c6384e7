package email

import (
	"errors"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/budkavle/budkavle/recipients"
	"github.com/budkavle/budkavle/templating/locale"
)

// Flaw says, for machines, what is wrong with a field of a message. The zero
// value is none.
type Flaw string

// The flaws of fields.
const (
	FlawMissing   Flaw = "missing"    // it is needed and empty
	FlawTooLong   Flaw = "too-long"   // longer than MessageError.Limit bytes
	FlawControl   Flaw = "control"    // a line break, another control or invalid UTF-8 where one line is wanted
	FlawNotText   Flaw = "not-text"   // NUL or invalid UTF-8 in a body
	FlawDate      Flaw = "date"       // outside of the years 1900–9999 that RFC 5322 can write
	FlawLanguage  Flaw = "language"   // no BCP 47 tag
	FlawNeedsHTML Flaw = "needs-html" // pictures without HTML that shows them
	// empty, doubled, too long or with other characters than ASCII letters, digits and
	// .-_@
	FlawContentID   Flaw = "content-id"
	FlawFileName    Flaw = "file-name"     // no file name of 1–255 bytes without controls, slashes and backslashes
	FlawEncodedWord Flaw = "encoded-word"  // a file name that readers take for an encoded word
	FlawContentType Flaw = "content-type"  // no media type without parameters
	FlawMultipart   Flaw = "multipart"     // a content type whose content readers would take for parts of the mail
	FlawMethod      Flaw = "method"        // not PUBLISH, REQUEST or CANCEL
	FlawCalendar    Flaw = "calendar-data" // empty or not valid UTF-8
)

// A MessageError says which field of a message cannot be sent and why, without any
// of its content.
type MessageError struct {
	Field string // such as "Subject" or "Attachments[1].Name"
	Flaw  Flaw
	Limit int // in bytes, of [FlawTooLong]
}

// Error is the English [MessageError.Message].
func (e *MessageError) Error() string { return "email: " + e.Message(locale.English) }

// Message names the field and what is wrong with it.
func (e *MessageError) Message(l locale.Language) string {
	return l.Phrase("email."+string(e.Flaw), e.Field, e.Limit)
}

// Validate returns nil for a message that [Encode] can make bytes of, else an
// error that joins a *[MessageError] for each field that is wrong. It lets no line
// break, other control or invalid UTF-8 into anything that becomes a header, and
// no file name that is a path. A nil message is an error.
func (m *Message) Validate() error {
	if m == nil {
		return errors.New("email: the message is nil")
	}
	v := &validation{}
	v.ids(m)
	v.mailboxes(m)
	v.texts(m)
	v.inline(m)
	v.calendar(m.Calendar)
	for i, a := range m.Attachments {
		v.file("Attachments", i, a.Name, a.ContentType)
	}
	return errors.Join(v.problems...)
}

// A validation collects what is wrong.
type validation struct{ problems []error }

func (v *validation) note(when bool, field string, problem Flaw) bool {
	if when {
		v.problems = append(v.problems, &MessageError{Field: field, Flaw: problem})
	}
	return when
}

func (v *validation) limit(text, field string, limit int) {
	if len(text) > limit {
		v.problems = append(v.problems, &MessageError{Field: field, Flaw: FlawTooLong, Limit: limit})
	}
}

func (v *validation) ids(m *Message) {
	v.note(m.ID == "", "ID", FlawMissing)
	v.limit(m.ID, "ID", MaxID)
	v.limit(m.Thread, "Thread", MaxID)
	y := m.Date.Year()
	v.note(y < 1900 || y > 9999, "Date", FlawDate)
}

func (v *validation) mailboxes(m *Message) {
	for _, f := range [...]struct {
		field, name string
		mailbox     recipients.Mailbox
		optional    bool
	}{{"From", "From.Name", m.From, false}, {"To", "To.Name", m.To, false}, {"ReplyTo", "ReplyTo.Name", m.ReplyTo, true}} {
		v.note(f.mailbox.Address.IsZero() && (!f.optional || f.mailbox.Name != ""), f.field, FlawMissing)
		v.note(!isOneLine(f.mailbox.Name), f.name, FlawControl)
		v.limit(f.mailbox.Name, f.name, MaxFileName)
	}
}

func (v *validation) texts(m *Message) {
	if !v.note(strings.TrimSpace(m.Subject) == "", "Subject", FlawMissing) {
		v.limit(m.Subject, "Subject", MaxSubject)
		v.note(!isOneLine(m.Subject), "Subject", FlawControl)
	}
	if !v.note(m.Text == "", "Text", FlawMissing) { // every mail has a plain-text part (R603)
		v.note(!isText(m.Text), "Text", FlawNotText)
	}
	v.note(!isText(m.HTML), "HTML", FlawNotText)
	v.note(m.Language != "" && !made(m.Language, 35, "-"), "Language", FlawLanguage)
}

func (v *validation) inline(m *Message) {
	v.note(len(m.Inline) > 0 && m.HTML == "", "Inline", FlawNeedsHTML)
	seen := make(map[string]bool, len(m.Inline))
	for i, in := range m.Inline {
		if !made(in.ContentID, 128, ".-_@") || seen[in.ContentID] {
			v.note(true, fieldOf("Inline", i, "ContentID"), FlawContentID)
		}
		seen[in.ContentID] = true
		v.file("Inline", i, in.Name, in.ContentType)
	}
}

func (v *validation) calendar(c *Calendar) {
	if c == nil {
		return
	}
	v.note(c.Method != "PUBLISH" && c.Method != "REQUEST" && c.Method != "CANCEL", "Calendar.Method", FlawMethod)
	v.note(!utf8.Valid(c.Data) || len(c.Data) == 0, "Calendar.Data", FlawCalendar)
	v.file("Calendar", -1, c.Name, "text/calendar")
}

// file checks a name and a content type; i is the file's place in a list, -1 for one
// that is in none.
func (v *validation) file(field string, i int, name, contentType string) {
	if name == "" || len(name) > MaxFileName || !isOneLine(name) ||
		strings.ContainsAny(name, `/\`) || strings.Trim(name, ". ") == "" {
		v.note(true, fieldOf(field, i, "Name"), FlawFileName)
	}
	if strings.Contains(name, "=?") {
		v.note(true, fieldOf(field, i, "Name"), FlawEncodedWord)
	}
	if contentType == "" {
		return
	}
	kind, sub, _ := strings.Cut(contentType, "/")
	if !made(kind, 60, "-") || !made(sub, 100, "-.+_") {
		v.note(true, fieldOf(field, i, "ContentType"), FlawContentType)
	} else if strings.EqualFold(kind, "multipart") || strings.EqualFold(kind, "message") {
		v.note(true, fieldOf(field, i, "ContentType"), FlawMultipart)
	}
}

// fieldOf names a field of a file.
func fieldOf(list string, i int, field string) string {
	if i < 0 {
		return list + "." + field
	}
	return fmt.Sprintf("%s[%d].%s", list, i, field)
}

// isOneLine reports whether s is valid UTF-8 without controls and without the
// two separators that some programs take for line breaks.
func isOneLine(s string) bool {
	return utf8.ValidString(s) && !strings.ContainsFunc(s, func(r rune) bool {
		return unicode.IsControl(r) || r == '\u2028' || r == '\u2029'
	})
}

// isText reports whether s can be a body: quoted-printable carries everything,
// but servers and readers cut a text at a NUL.
func isText(s string) bool { return utf8.ValidString(s) && !strings.Contains(s, "\x00") }

// made reports whether s has 1 to limit ASCII letters, digits and extras.
func made(s string, limit int, extras string) bool {
	return s != "" && len(s) <= limit && !strings.ContainsFunc(s, func(r rune) bool {
		return (r < '0' || r > '9') && (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && !strings.ContainsRune(extras, r)
	})
}
