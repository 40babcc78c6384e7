package email_test

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net/mail"
	"slices"
	"strings"

	"github.com/budkavle/budkavle/notify/email"
	"github.com/budkavle/budkavle/recipients"
)

var wholeHeader = []string{
	"Auto-Submitted", "Content-Language", "Content-Type", "Date", "From", "In-Reply-To",
	"Message-Id", "Mime-Version", "References", "Reply-To", "Subject", "To",
}

// intact holds an encoded mail with every level against its message: the same
// texts and files, and no other header, part or line end than those that we
// made.
func intact(m *email.Message, raw []byte) error {
	if err := lineError(raw); err != nil {
		return err
	}
	msg, err := mail.ReadMessage(bytes.NewReader(raw))
	if err != nil {
		return err
	}
	if err := headersIntact(m, msg.Header); err != nil {
		return err
	}
	var leaves []string
	if err := walk(msg.Header.Get("Content-Type"), msg.Body, &leaves); err != nil {
		return err
	}
	want := []string{
		"text/plain  " + lines(m.Text), "text/html  " + lines(m.HTML), "text/calendar  " + lines(string(m.Calendar.Data)),
		leaf(m.Inline[0].ContentType, m.Inline[0].Name, m.Inline[0].Data), leaf("application/ics", m.Calendar.Name, m.Calendar.Data),
	}
	for _, a := range m.Attachments {
		want = append(want, leaf(a.ContentType, a.Name, a.Data))
	}
	if !slices.Equal(leaves, want) {
		return fmt.Errorf("the parts are %q, want %q", leaves, want)
	}
	again, err := email.Encode(m)
	if err != nil || !bytes.Equal(raw, again) {
		return fmt.Errorf("another encoding gives other bytes (%w)", err)
	}
	return nil
}

// lines is a text with the line ends of mail.
func lines(s string) string {
	return strings.ReplaceAll(strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(s), "\n", "\r\n")
}

func leaf(contentType, name string, content []byte) string {
	return strings.ToLower(contentType) + " " + name + " " + string(content)
}

func headersIntact(m *email.Message, h mail.Header) error {
	for name, values := range h {
		if len(values) != 1 || !slices.Contains(wholeHeader, name) {
			return fmt.Errorf("header %s: %q", name, values)
		}
	}
	for field, want := range map[string]recipients.Mailbox{"From": m.From, "To": m.To, "Reply-To": m.ReplyTo} {
		list, err := h.AddressList(field)
		if err != nil || len(list) != 1 || list[0].Address != want.Address.ASCII() {
			return fmt.Errorf("%s is %v (%w), want %s", field, list, err, want.Address)
		}
		if name := strings.Join(strings.Fields(want.Name), " "); list[0].Name != name {
			return fmt.Errorf("the name in %s is %q, want %q", field, list[0].Name, name)
		}
	}
	subject, err := new(mime.WordDecoder).DecodeHeader(h.Get("Subject"))
	if err != nil || strings.TrimSpace(subject) != strings.TrimSpace(m.Subject) {
		return fmt.Errorf("the subject is %q (%w), want %q", subject, err, m.Subject)
	}
	if h.Get("Message-Id") != m.MessageID() || h.Get("References") != h.Get("In-Reply-To") || strings.Count(h.Get("References"), "@") > 1 {
		return fmt.Errorf("Message-ID %q, References %q, In-Reply-To %q", h.Get("Message-Id"), h.Get("References"), h.Get("In-Reply-To"))
	}
	return nil
}

func walk(contentType string, body io.Reader, leaves *[]string) error {
	kind, params, err := mime.ParseMediaType(contentType)
	if err != nil {
		return fmt.Errorf("%q: %w", contentType, err)
	}
	if !strings.HasPrefix(kind, "multipart/") {
		return errors.New("not multipart")
	}
	r := multipart.NewReader(body, params["boundary"])
	for {
		part, err := r.NextRawPart()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		kind, _, err := mime.ParseMediaType(part.Header.Get("Content-Type"))
		switch {
		case err != nil:
			return fmt.Errorf("%q: %w", part.Header.Get("Content-Type"), err)
		case strings.HasPrefix(kind, "multipart/"):
			if err := walk(part.Header.Get("Content-Type"), part, leaves); err != nil {
				return err
			}
			continue
		}
		content, err := decoded(part)
		if err != nil {
			return err
		}
		_, disposition, _ := mime.ParseMediaType(part.Header.Get("Content-Disposition"))
		*leaves = append(*leaves, leaf(kind, disposition["filename"], content))
	}
}

func decoded(part *multipart.Part) ([]byte, error) {
	if part.Header.Get("Content-Transfer-Encoding") == "base64" {
		return io.ReadAll(base64.NewDecoder(base64.StdEncoding, part))
	}
	return io.ReadAll(quotedprintable.NewReader(part))
}

// lineError holds what every server may rely on: CRLF everywhere and nowhere
// else, seven bits, no line over 998 bytes, and none over 78 that could have
// been folded (RFC 5322 2.1.1).
func lineError(raw []byte) error {
	for i, line := range strings.Split(string(raw), "\r\n") {
		switch {
		case strings.ContainsAny(line, "\r\n\x00"):
			return fmt.Errorf("line %d holds a bare CR, LF or NUL: %q", i+1, line)
		case len(line) > 998:
			return fmt.Errorf("line %d has %d bytes", i+1, len(line))
		case len(line) > 78 && !unbreakable(line):
			return fmt.Errorf("line %d has %d bytes and is not folded: %q", i+1, len(line), line)
		case strings.ContainsFunc(line, func(r rune) bool { return r > 126 || r < 32 && r != '\t' }):
			return fmt.Errorf("line %d is not printable ASCII: %q", i+1, line)
		}
	}
	if !bytes.HasSuffix(raw, []byte("\r\n")) {
		return errors.New("the last line is not ended")
	}
	return nil
}

// unbreakable is a line with one word, or with a file's name.
func unbreakable(line string) bool {
	_, value, ok := strings.Cut(line, ": ")
	if !ok {
		value = strings.TrimPrefix(line, " ")
	}
	return !strings.Contains(value, " ") || strings.HasPrefix(line, " name=") || strings.HasPrefix(line, " filename=")
}
