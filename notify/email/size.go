package email

// EncodedSize returns the length in bytes of what [Encode] gives, without
// holding it: the files, which make a mail large, are counted and not encoded.
// The error is that of [Message.Validate].
func EncodedSize(m *Message) (int, error) {
	if err := m.Validate(); err != nil {
		return 0, err
	}
	light, extra := *m, 0
	light.Attachments = make([]File, len(m.Attachments))
	for i, a := range m.Attachments {
		extra += Base64Size(len(a.Data))
		light.Attachments[i] = File{Name: a.Name, ContentType: a.ContentType}
	}
	light.Inline = make([]Inline, len(m.Inline))
	for i, in := range m.Inline {
		extra += Base64Size(len(in.Data))
		in.Data = nil
		light.Inline[i] = in
	}
	return len(appendEmail(make([]byte, 0, light.roughSize()), &light)) + extra, nil
}

// headersBound and fileBound are more than the headers of a valid mail, and those of
// one file of it, can come to: every text in them has its limit.
const (
	headersBound = 8 << 10
	fileBound    = 2 << 10
)

// SizeBound returns a length that what [Encode] gives never passes, without encoding
// anything: several times the length of texts, and that of files as base64. A mail
// whose bound is within a limit is within it; of another, [EncodedSize] tells.
func SizeBound(m *Message) int {
	// A byte of a text becomes three at the most, and each line of it three more.
	n := headersBound + 4*(len(m.Text)+len(m.HTML))
	if c := m.Calendar; c != nil {
		n += fileBound + 4*len(c.Data) + Base64Size(len(c.Data))
	}
	for _, in := range m.Inline {
		n += fileBound + Base64Size(len(in.Data))
	}
	for _, a := range m.Attachments {
		n += fileBound + Base64Size(len(a.Data))
	}
	return n
}

// roughSize is a little more than most messages encode to.
func (m *Message) roughSize() int {
	texts, files := len(m.Text)+len(m.HTML), 0
	if c := m.Calendar; c != nil {
		texts += len(c.Data)
		files += 1024 + Base64Size(len(c.Data))
	}
	for _, in := range m.Inline {
		files += 1024 + Base64Size(len(in.Data))
	}
	for _, a := range m.Attachments {
		files += 1024 + Base64Size(len(a.Data))
	}
	return 1024 + texts + texts/4 + files // a Swedish text grows by a fifth
}

// Base64Size is the length of a file of n bytes in a mail: as base64 in lines of
// 76 characters, each with its CRLF (RFC 2045 6.8).
func Base64Size(n int) int {
	chars := (n + 2) / 3 * 4
	return chars + (chars+75)/76*2
}
