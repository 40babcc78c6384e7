package email

import "bytes"

// EncodedSize returns the length of what [Encode] gives, without holding it:
// the files, which make a mail large, are counted and not encoded.
func EncodedSize(m *Message) (int, error) {
	if err := m.Validate(); err != nil {
		return 0, err
	}
	light, extra := *m, 0
	light.Attachments = make([]Attachment, len(m.Attachments))
	for i, a := range m.Attachments {
		extra += encodedLen(len(a.Data))
		light.Attachments[i] = Attachment{Name: a.Name, ContentType: a.ContentType}
	}
	light.Inline = make([]Inline, len(m.Inline))
	for i, in := range m.Inline {
		extra += encodedLen(len(in.Data))
		in.Data = nil
		light.Inline[i] = in
	}
	var buf bytes.Buffer
	if _, err := compose(&light).WriteTo(&buf); err != nil {
		return 0, &Error{"message", "cannot be encoded: " + err.Error()}
	}
	endLine(&buf)
	return buf.Len() + extra, nil
}

// encodedLen is the length of n bytes as base64 in lines of 76 characters,
// each with its CRLF (RFC 2045 6.8).
func encodedLen(n int) int {
	chars := (n + 2) / 3 * 4
	return chars + (chars+75)/76*2
}
