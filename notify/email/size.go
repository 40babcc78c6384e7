package email

// EncodedSize returns the length in bytes of what [Encode] gives, without
// holding it: the files, which make a mail large, are counted and not encoded.
// The error is that of [Message.Validate].
func EncodedSize(m *Message) (int, error) {
	if err := m.Validate(); err != nil {
		return 0, err
	}
	light, extra := *m, 0
	light.Attachments = make([]Attachment, len(m.Attachments))
	for i, a := range m.Attachments {
		extra += Base64Size(len(a.Data))
		light.Attachments[i] = Attachment{Name: a.Name, ContentType: a.ContentType}
	}
	light.Inline = make([]Inline, len(m.Inline))
	for i, in := range m.Inline {
		extra += Base64Size(len(in.Data))
		in.Data = nil
		light.Inline[i] = in
	}
	return len(appendMail(make([]byte, 0, light.roughSize()), &light)) + extra, nil
}

// SizeBound returns a length that what [Encode] gives never passes, without encoding
// anything: several times the length of texts, and that of files as base64. A mail
// whose bound is within a limit is within it; of another, [EncodedSize] tells.
func SizeBound(m *Message) int {
	// A byte of a text becomes three at the most, and each line of it three more. A
	// header's word may become base64 or be escaped, and be folded after each character.
	texts := len(m.Text) + len(m.HTML)
	words := len(m.ID) + len(m.Thread) + len(m.From.Name) + len(m.To.Name) + len(m.ReplyTo.Name) + len(m.Subject) + len(m.Language)
	words += len(m.From.Address.String()) + len(m.To.Address.String()) + len(m.ReplyTo.Address.String())
	n := 4096
	if c := m.Calendar; c != nil {
		texts += len(c.Data)
		words += len(c.Name) + len(c.Method)
		n += 1024 + Base64Size(len(c.Data))
	}
	for _, in := range m.Inline {
		words += len(in.Name) + len(in.ContentType) + len(in.ContentID)
		n += 1024 + Base64Size(len(in.Data))
	}
	for _, a := range m.Attachments {
		words += len(a.Name) + len(a.ContentType)
		n += 1024 + Base64Size(len(a.Data))
	}
	return n + 4*texts + 32*words
}

// roughSize is a little more than most messages encode to.
func (m *Message) roughSize() int {
	n := 1024 + len(m.Text) + len(m.Text)/6 + len(m.HTML) + len(m.HTML)/6
	if m.Calendar != nil {
		n += 1024 + Base64Size(len(m.Calendar.Data)) + 2*len(m.Calendar.Data)
	}
	for _, in := range m.Inline {
		n += 512 + Base64Size(len(in.Data))
	}
	for _, a := range m.Attachments {
		n += 1024 + Base64Size(len(a.Data))
	}
	return n
}

// Base64Size is the length of a file of n bytes in a mail: as base64 in lines of
// 76 characters, each with its CRLF (RFC 2045 6.8).
func Base64Size(n int) int {
	chars := (n + 2) / 3 * 4
	return chars + (chars+75)/76*2
}
