package email

import (
	"fmt"
	"mime"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/budkavle/budkavle/recipients"
)

// An Error says which field of a message cannot be sent and why.
type Error struct {
	Field  string // such as "Subject" or "Attachments[1].Name"
	Reason string // what is wrong and what is wanted instead
}

// Error names the field and the reason, without any of the field's content.
func (e *Error) Error() string { return "email: " + e.Field + " " + e.Reason }

// Validate returns nil for a message that [Encode] can make bytes of, else an
// *[Error] for the first field that is wrong. It lets no line break, other
// control or invalid UTF-8 into anything that becomes a header, and no file
// name that is a path.
func (m *Message) Validate() error {
	for _, check := range []func() error{m.checkIDs, m.checkMailboxes, m.checkTexts, m.checkInline, m.checkCalendar, m.checkAttachments} {
		if err := check(); err != nil {
			return err
		}
	}
	return nil
}

func (m *Message) checkIDs() error {
	if m.ID == "" {
		return &Error{"ID", "is empty; a message needs a stable ID of its own"}
	}
	if len(m.ID) > MaxID || len(m.Thread) > MaxID {
		return &Error{"ID", fmt.Sprintf("or Thread is longer than %d bytes", MaxID)}
	}
	if y := m.Date.Year(); y < 1900 || y > 9999 {
		return &Error{"Date", "is outside of the years 1900–9999 that RFC 5322 can write"}
	}
	return nil
}

func (m *Message) checkMailboxes() error {
	for _, f := range []struct {
		field    string
		mailbox  recipients.Mailbox
		optional bool
	}{{"From", m.From, false}, {"To", m.To, false}, {"ReplyTo", m.ReplyTo, true}} {
		if f.mailbox.Address.IsZero() && !(f.optional && f.mailbox.Name == "") {
			return &Error{f.field, "has no address"}
		}
		if !oneLine(f.mailbox.Name) {
			return &Error{f.field + ".Name", "holds a line break, another control or invalid UTF-8"}
		}
		if len(f.mailbox.Name) > MaxFileName {
			return &Error{f.field + ".Name", fmt.Sprintf("is longer than %d bytes", MaxFileName)}
		}
	}
	return nil
}

func (m *Message) checkTexts() error {
	switch {
	case strings.TrimSpace(m.Subject) == "":
		return &Error{"Subject", "is empty"}
	case len(m.Subject) > MaxSubject:
		return &Error{"Subject", fmt.Sprintf("is longer than %d bytes", MaxSubject)}
	case !oneLine(m.Subject):
		return &Error{"Subject", "holds a line break, another control or invalid UTF-8"}
	case m.Text == "":
		return &Error{"Text", "is empty; every mail has a plain-text part"}
	case !plainText(m.Text):
		return &Error{"Text", "holds NUL or invalid UTF-8"}
	case !plainText(m.HTML):
		return &Error{"HTML", "holds NUL or invalid UTF-8"}
	case m.Language != "" && !made(m.Language, 35, "-"):
		return &Error{"Language", "is not a BCP 47 tag"}
	}
	return nil
}

func (m *Message) checkInline() error {
	if len(m.Inline) > 0 && m.HTML == "" {
		return &Error{"Inline", "needs HTML that shows it"}
	}
	seen := make(map[string]bool, len(m.Inline))
	for i, in := range m.Inline {
		field := fmt.Sprintf("Inline[%d]", i)
		if !made(in.ContentID, 128, ".-_@") || seen[in.ContentID] {
			return &Error{field + ".ContentID", "is empty, doubled, too long or holds another character than ASCII letters, digits and .-_@"}
		}
		seen[in.ContentID] = true
		if err := checkFile(field, in.Name, in.ContentType); err != nil {
			return err
		}
	}
	return nil
}

func (m *Message) checkCalendar() error {
	if m.Calendar == nil {
		return nil
	}
	switch m.Calendar.Method {
	case "PUBLISH", "REQUEST", "CANCEL":
	default:
		return &Error{"Calendar.Method", "is not PUBLISH, REQUEST or CANCEL"}
	}
	if !utf8.Valid(m.Calendar.Data) || len(m.Calendar.Data) == 0 {
		return &Error{"Calendar.Data", "is empty or not valid UTF-8"}
	}
	return checkFile("Calendar", m.Calendar.Name, "text/calendar")
}

func (m *Message) checkAttachments() error {
	for i, a := range m.Attachments {
		if err := checkFile(fmt.Sprintf("Attachments[%d]", i), a.Name, a.ContentType); err != nil {
			return err
		}
	}
	return nil
}

func checkFile(field, name, contentType string) error {
	if name == "" || len(name) > MaxFileName || !oneLine(name) || strings.ContainsAny(name, `/\`) || strings.Trim(name, ". ") == "" {
		return &Error{field + ".Name", fmt.Sprintf("is not a file name of 1–%d bytes without controls, slashes and backslashes", MaxFileName)}
	}
	if strings.Contains(name, "=?") {
		return &Error{field + ".Name", `holds "=?", which readers take for an encoded word`}
	}
	if contentType == "" {
		return nil
	}
	kind, sub, ok := strings.Cut(contentType, "/")
	_, params, err := mime.ParseMediaType(contentType)
	if !ok || err != nil || len(params) > 0 || !made(kind, 60, "-") || !made(sub, 100, "-.+_") {
		return &Error{field + ".ContentType", `is not a media type without parameters, such as "application/pdf"`}
	}
	if kind := strings.ToLower(kind); kind == "multipart" || kind == "message" {
		return &Error{field + ".ContentType", "is multipart or message, whose content readers would take for parts of the mail"}
	}
	return nil
}

// oneLine reports whether s is valid UTF-8 without controls and without the
// two separators that some programs take for line breaks.
func oneLine(s string) bool {
	return utf8.ValidString(s) && !strings.ContainsFunc(s, func(r rune) bool {
		return unicode.IsControl(r) || r == '\u2028' || r == '\u2029'
	})
}

// plainText reports whether s can be a body: quoted-printable carries
// everything but servers and readers cut a text at a NUL.
func plainText(s string) bool { return utf8.ValidString(s) && !strings.Contains(s, "\x00") }

// made reports whether s has 1 to limit ASCII letters, digits and extras.
func made(s string, limit int, extras string) bool {
	return s != "" && len(s) <= limit && !strings.ContainsFunc(s, func(r rune) bool {
		return (r < '0' || r > '9') && (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && !strings.ContainsRune(extras, r)
	})
}
