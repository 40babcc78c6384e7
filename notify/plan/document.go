package plan

import (
	"fmt"
	"mime"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/budkavle/budkavle/notify/codes"
	"github.com/budkavle/budkavle/notify/email"
	"github.com/budkavle/budkavle/notify/order"
	"github.com/budkavle/budkavle/pdf"
	"github.com/budkavle/budkavle/templating/locale"
)

// A Document is a file that goes with a mail, as a plan has it: its name is safe to
// attach, its type has no parameters, and its size and hash are known.
type Document struct {
	order.File
	// Rendered says that it was drawn from the order, so that its bytes tell the time of
	// planning.
	Rendered bool `json:"rendered,omitzero"`
}

// FileDocument makes a document of a host's file, without the file's ID and pixels.
func FileDocument(f order.File) Document {
	f.ID, f.Pixels = "", 0
	f.Name, f.ContentType = SafeFileName(f.Name), mediaType(f.ContentType)
	if len(f.Data) > 0 {
		f.Size, f.SHA256 = int64(len(f.Data)), hashOf(f.Data)
	}
	return Document{File: f}
}

// RenderedDocument makes a document of a PDF that was drawn from the order.
func RenderedDocument(data []byte) Document {
	f := order.File{ContentType: "application/pdf", Size: int64(len(data)), SHA256: hashOf(data), Data: data}
	return Document{File: f, Rendered: true}
}

// mediaType is what an upload says it is, without the parameters that browsers
// and package mime add. What is no media type, or one that mail programs would
// take apart, travels as bytes.
func mediaType(text string) string {
	kind, _, err := mime.ParseMediaType(text)
	if err != nil || strings.Count(kind, "/") != 1 ||
		strings.HasPrefix(kind, "multipart/") || strings.HasPrefix(kind, "message/") {
		return "application/octet-stream"
	}
	return kind
}

// SafeFileName makes an upload's name safe as that of a PDF is, and keeps
// its own extension however long the rest is.
func SafeFileName(name string) string {
	stem, extension := splitName(name)
	return shorten(strings.TrimSuffix(pdf.SafeFileName(stem), ".pdf"), "", extension)
}

// splitName takes the extension off a name: a dot and at most ten ASCII letters
// and digits.
func splitName(name string) (stem, extension string) {
	dot := strings.LastIndexByte(name, '.')
	if dot <= 0 || len(name)-dot > 11 {
		return name, ""
	}
	odd := func(r rune) bool { return (r < '0' || r > '9') && (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') }
	if strings.ContainsFunc(name[dot+1:], odd) {
		return name, ""
	}
	return name[:dot], name[dot:]
}

// shorten puts a name together so that it is no longer than a mail takes.
func shorten(stem, suffix, extension string) string {
	room := email.MaxFileName - len(suffix) - len(extension)
	if len(stem) > room {
		for room > 0 && !utf8.RuneStart(stem[room]) {
			room--
		}
		stem = stem[:room]
	}
	return stem + suffix + extension
}

// unusedName adds _2, _3 … before the extension of a name that is taken.
func unusedName(name string, taken []string) string {
	stem, extension := splitName(name)
	candidate := name
	for n := 2; slices.ContainsFunc(taken, func(t string) bool { return strings.EqualFold(t, candidate) }); n++ {
		candidate = shorten(stem, fmt.Sprintf("_%d", n), extension)
	}
	return candidate
}

// attach adds what the letter attaches in the recipient's language. Mails in the
// same language share it.
func (p *planner) attach(m *Message, l locale.Language) {
	if had, ok := p.attached[l.Tag()]; ok || p.l.Documents == nil {
		m.Attachments = had
		return
	}
	docs, warnings, err := p.l.Documents(l)
	if err != nil {
		p.noteErr(FieldDocument, codes.RefusedDocument, err)
		p.attached[l.Tag()] = nil // one refusal is enough
		return
	}
	for _, w := range warnings {
		p.add(w)
	}
	var names []string
	var list []int // nil when empty, as JSON gives it back
	for _, doc := range docs {
		doc.Name = unusedName(doc.Name, names)
		names, list = append(names, doc.Name), append(list, p.addDocument(doc))
	}
	p.attached[l.Tag()], m.Attachments = list, list
}

// addDocument returns the place of a document in the plan, where the same one
// stands once.
func (p *planner) addDocument(doc Document) int {
	same := func(have Document) bool {
		return have.Name == doc.Name && have.SHA256 == doc.SHA256 && have.ContentType == doc.ContentType
	}
	if i := slices.IndexFunc(p.plan.Documents, same); i >= 0 {
		return i
	}
	p.plan.Documents = append(p.plan.Documents, doc)
	return len(p.plan.Documents) - 1
}
