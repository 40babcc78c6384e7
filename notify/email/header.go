package email

import (
	"crypto/sha256"
	"encoding/hex"
	"mime"
	"strings"

	"github.com/budkavle/budkavle/recipients"
)

// maxLine is the longest line that a mail should have (RFC 5322 2.1.1).
const maxLine = 78

// longestWord is the longest word that a header line may hold unbroken: lines
// are folded between words, and RFC 5322 wants them within 78 characters.
const longestWord = 60

// headers writes the headers that good senders have, and no others: no
// User-Agent, no X-Mailer. Every value is made here or encoded here.
func (w *writer) headers() {
	m := w.m
	w.field("Date", m.Date.Format("Mon, 02 Jan 2006 15:04:05 -0700"))
	w.mailbox("From", m.From)
	w.mailbox("To", m.To)
	if !m.ReplyTo.Address.IsZero() {
		w.mailbox("Reply-To", m.ReplyTo)
	}
	w.field("Subject", unstructured(m.Subject))
	w.field("Message-ID", m.MessageID())
	if m.Thread != "" && m.Thread != m.ID {
		first := messageID(m.Thread, m.From.Address)
		w.field("In-Reply-To", first)
		w.field("References", first)
	}
	if m.Automatic { // RFC 3834 5
		w.field("Auto-Submitted", "auto-generated")
	}
	if m.Language != "" {
		w.field("Content-Language", m.Language)
	}
	w.field("MIME-Version", "1.0")
}

// field writes one header, folded before a word that would pass the line. The
// first word stays on the line of the name: some readers want it there.
func (w *writer) field(name, value string) {
	w.write(name, ":")
	column, first := len(name)+1, true
	for word := range strings.SplitSeq(value, " ") {
		if !first && column+1+len(word) > maxLine {
			w.write("\r\n")
			column = 0
		}
		w.write(" ", word)
		column, first = column+1+len(word), false
	}
	w.write("\r\n")
}

// MessageID returns the Message-ID of m with its angle brackets: the same for
// every try, so that a mail which did arrive twice can be seen as one.
func (m *Message) MessageID() string { return messageID(m.ID, m.From.Address) }

// messageID puts an ID on the sender's domain. An ID that is short and plain
// stays as it is, so that support can find a mail by it; one with other
// characters than RFC 5322's atoms, or too long for one line, is hashed.
func messageID(id string, from recipients.Address) string {
	ascii := from.ASCII()
	domain := ascii[strings.LastIndexByte(ascii, '@'):]
	if !made(id, max(32, 56-len(domain)), "-_.") || strings.HasPrefix(id, ".") ||
		strings.HasSuffix(id, ".") || strings.Contains(id, "..") {
		sum := sha256.Sum256([]byte(id))
		id = hex.EncodeToString(sum[:16])
	}
	return "<" + id + domain + ">"
}

// mailbox writes a name and an address. A name in ASCII is quoted; another, or
// one that looks like an encoded word, which readers decode even inside quotes,
// is encoded.
func (w *writer) mailbox(field string, mb recipients.Mailbox) {
	address := "<" + mb.Address.ASCII() + ">"
	switch name := strings.Join(strings.Fields(mb.Name), " "); {
	case name == "":
		w.field(field, address)
	case unstructured(name) != name:
		w.field(field, phrase(name)+" "+address)
	default:
		w.field(field, quoted(name)+" "+address)
	}
}

// quoted returns s as a quoted-string (RFC 5322 3.2.4).
func quoted(s string) string {
	if strings.ContainsAny(s, `\"`) {
		s = strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(s)
	}
	return `"` + s + `"`
}

// unstructured returns s as a header value that folds safely: ASCII as it is
// when no reader can take it for anything else, else encoded words (RFC 2047).
// Runs of blanks are encoded because folding between them could leave a line
// of blanks, which ends the headers for some servers.
func unstructured(s string) string {
	switch {
	case strings.Contains(s, "=?"), strings.Contains(s, "  "), strings.Trim(s, " ") != s, longest(s) > longestWord:
		return encodedWords(s)
	}
	if strings.ContainsFunc(s, func(r rune) bool { return r < ' ' || r > '~' }) {
		return encodedWords(s)
	}
	return s
}

func longest(s string) int {
	n := 0
	for word := range strings.SplitSeq(s, " ") {
		n = max(n, len(word))
	}
	return n
}

// disposition returns the Content-Disposition of a file: filename for plain
// ASCII, filename* (RFC 2231) for the rest.
func disposition(kind, name string) string {
	if strings.ContainsAny(name, "'%") { // some readers decode them in the plain form
		return kind + ";\r\n filename*=utf-8''" + percent(name)
	}
	value := mime.FormatMediaType(kind, map[string]string{"filename": name})
	return strings.Replace(value, "; ", ";\r\n ", 1)
}

// fileType returns the Content-Type of a file with its name once more, for the
// readers that look only there. Those know RFC 2047 better than RFC 2231.
func fileType(contentType, name string) string {
	if contentType == "" {
		contentType = "application/octet-stream"
	}
	if unstructured(name) != name {
		words := strings.ReplaceAll(encodedWords(name), " ", "\r\n ")
		return contentType + ";\r\n name=\"" + words + `"`
	}
	return contentType + ";\r\n name=" + quoted(name)
}

func percent(s string) string {
	var b strings.Builder
	for i := range len(s) {
		if c := s[i]; made(string(rune(c)), 1, "-._") {
			b.WriteByte(c)
		} else {
			b.Write([]byte{'%', upperHex[c>>4], upperHex[c&15]})
		}
	}
	return b.String()
}
