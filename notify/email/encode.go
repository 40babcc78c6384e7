package email

import (
	"encoding/base64"
)

// Encode returns m as it travels: RFC 5322 with MIME, CRLF line ends, no line
// over 998 bytes, none over 78 unless an address or a file name is longer, and
// 7-bit unless an address needs SMTPUTF8. The structure is
//
//	mixed( related( alternative( plain, html, calendar ), pictures ), attachments )
//
// with the levels that the message has use for. The bytes are the same for the
// same message. The error is that of [Message.Validate].
func Encode(m *Message) ([]byte, error) {
	if err := m.Validate(); err != nil {
		return nil, err
	}
	return appendEmail(make([]byte, 0, m.roughSize()), m), nil
}

// appendEmail writes a valid message.
func appendEmail(out []byte, m *Message) []byte {
	w := writer{out: out, m: m}
	w.headers()
	mixed, related := m.Calendar != nil || len(m.Attachments) > 0, len(m.Inline) > 0
	alternative := m.HTML != "" || m.Calendar != nil
	if mixed {
		w.open("mixed")
	}
	if related {
		w.open("related")
	}
	if alternative {
		w.open("alternative")
	}
	w.texts()
	if alternative {
		w.close()
	}
	for _, in := range m.Inline {
		w.file("inline", in.Name, in.ContentType, in.ContentID, in.Data)
	}
	if related {
		w.close()
	}
	if c := m.Calendar; c != nil {
		// Not text/calendar again: some programs would show the invitation twice.
		w.file("attachment", c.Name, "application/ics", "", c.Data)
	}
	for _, a := range m.Attachments {
		w.file("attachment", a.Name, a.ContentType, "", a.Data)
	}
	if mixed {
		w.close()
	} else if !alternative {
		w.endLine()
	}
	return w.out
}

// A writer appends a mail. The boundaries are of the levels that are open.
type writer struct {
	out        []byte
	m          *Message
	levels     int // opened so far
	boundaries []string
}

func (w *writer) write(texts ...string) {
	for _, t := range texts {
		w.out = append(w.out, t...)
	}
}

// open begins a multipart: as a part of the one around it, if there is one.
func (w *writer) open(kind string) {
	w.part()
	w.levels++
	boundary := deriveBoundary(w.m, w.levels)
	w.write("Content-Type: multipart/", kind, ";\r\n boundary=", boundary, "\r\n")
	w.boundaries = append(w.boundaries, boundary)
}

// part begins a part. In a mail of one part its headers follow the mail's own.
func (w *writer) part() {
	if n := len(w.boundaries); n > 0 {
		w.write("\r\n--", w.boundaries[n-1], "\r\n")
	}
}

func (w *writer) close() {
	last := len(w.boundaries) - 1
	w.write("\r\n--", w.boundaries[last], "--\r\n")
	w.boundaries = w.boundaries[:last]
}

// texts writes what a mail program shows, the best version last (RFC 2046
// 5.1.4).
func (w *writer) texts() {
	w.text("text/plain", w.m.Text)
	if w.m.HTML != "" {
		w.text("text/html", w.m.HTML)
	}
	if c := w.m.Calendar; c != nil {
		w.text("text/calendar; method="+c.Method, string(c.Data))
	}
}

func (w *writer) text(contentType, s string) {
	w.part()
	w.write("Content-Type: ", contentType, "; charset=UTF-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n")
	w.out = appendQuoted(w.out, s)
}

// endLine ends the last line, as SMTP would; only a mail of one part needs it.
func (w *writer) endLine() {
	if n := len(w.out); w.out[n-1] != '\n' {
		w.write("\r\n")
	}
}

func (w *writer) file(kind, name, contentType, contentID string, content []byte) {
	w.part()
	w.write("Content-Type: ", fileType(contentType, name), "\r\nContent-Disposition: ", disposition(kind, name), "\r\n")
	if contentID != "" {
		w.write("Content-ID: <", contentID, ">\r\n")
	}
	w.write("Content-Transfer-Encoding: base64\r\n\r\n")
	for len(content) > 0 {
		n := min(len(content), 57) // 76 characters (RFC 2045 6.8)
		w.out = base64.StdEncoding.AppendEncode(w.out, content[:n])
		w.write("\r\n")
		content = content[n:]
	}
}
