package email

import (
	"bytes"
	"io"
	"net/textproto"

	gomail "github.com/wneessen/go-mail"
)

// Encode returns m as it travels: RFC 5322 with MIME, CRLF line ends, no line
// over 998 bytes, and 7-bit unless an address needs SMTPUTF8. The structure is
//
//	mixed( related( alternative( plain, html, calendar ), pictures ), attachments )
//
// with the levels that the message has use for. The bytes are the same for the
// same message. The error is an *[Error] for a field that cannot be sent.
func Encode(m *Message) ([]byte, error) {
	if err := m.Validate(); err != nil {
		return nil, err
	}
	var buf bytes.Buffer
	buf.Grow(m.roughSize())
	if _, err := compose(m).WriteTo(&buf); err != nil {
		return nil, &Error{"message", "cannot be encoded: " + err.Error()}
	}
	endLine(&buf)
	setBoundaries(buf.Bytes(), m)
	return buf.Bytes(), nil
}

// endLine ends the last line, as SMTP would; only a mail of one part needs it.
func endLine(buf *bytes.Buffer) {
	if !bytes.HasSuffix(buf.Bytes(), []byte("\r\n")) {
		buf.WriteString("\r\n")
	}
}

// roughSize is a little more than most messages encode to.
func (m *Message) roughSize() int {
	n := 2048 + len(m.Text) + len(m.Text)/4 + len(m.HTML) + len(m.HTML)/4
	if m.Calendar != nil {
		n += 1024 + encodedLen(len(m.Calendar.Data)) + 2*len(m.Calendar.Data)
	}
	for _, in := range m.Inline {
		n += 512 + encodedLen(len(in.Data))
	}
	for _, a := range m.Attachments {
		n += 1024 + encodedLen(len(a.Data))
	}
	return n
}

func compose(m *Message) *gomail.Msg {
	msg := gomail.NewMsg(gomail.WithNoDefaultUserAgent())
	setHeaders(msg, m)
	msg.SetBodyWriter(gomail.TypeTextPlain, text(m.Text))
	if m.HTML != "" {
		msg.AddAlternativeWriter(gomail.TypeTextHTML, text(m.HTML))
	}
	files := make([]*gomail.File, 0, len(m.Attachments)+1)
	if c := m.Calendar; c != nil {
		msg.AddAlternativeWriter(gomail.ContentType("text/calendar; method="+c.Method), data(c.Data))
		// Not text/calendar again: some programs would show the invitation twice.
		files = append(files, file("attachment", c.Name, "application/ics", c.Data))
	}
	for _, a := range m.Attachments {
		files = append(files, file("attachment", a.Name, a.ContentType, a.Data))
	}
	msg.SetAttachments(files)
	embeds := make([]*gomail.File, 0, len(m.Inline))
	for _, in := range m.Inline {
		f := file("inline", in.Name, in.ContentType, in.Data)
		f.Header.Set("Content-ID", "<"+in.ContentID+">")
		embeds = append(embeds, f)
	}
	msg.SetEmbeds(embeds)
	return msg
}

func file(kind, name, contentType string, content []byte) *gomail.File {
	return &gomail.File{
		Name: name,
		Header: textproto.MIMEHeader{
			"Content-Disposition": {disposition(kind, name)},
			"Content-Type":        {fileType(contentType, name)},
		},
		Writer: data(content),
	}
}

func text(s string) func(io.Writer) (int64, error) {
	return func(w io.Writer) (int64, error) {
		n, err := io.WriteString(w, s)
		return int64(n), err
	}
}

func data(b []byte) func(io.Writer) (int64, error) {
	return func(w io.Writer) (int64, error) {
		n, err := w.Write(b)
		return int64(n), err
	}
}
