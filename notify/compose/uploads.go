package compose

import (
	"bytes"
	"fmt"
	"image"
	"image/gif"
	"image/jpeg"
	"image/png"
	"io"
	"mime"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/notify/email"
	"github.com/budkavle/budkavle/pdf"
)

// settingsOff returns the settings without which no uploads can be chosen, as
// the manual and JSON name them; none when they can (R604).
func (d Draft) settingsOff() []string {
	var off []string
	if !d.settings.IncludeFiles {
		off = append(off, "”Ta med uppladdade filer vid sändning” (includeFiles)")
	}
	if d.order.Kind == ServiceProtocol && !d.settings.ShowImages {
		off = append(off, "”Visa bilder” (showImages)")
	}
	return off
}

// checkFiles refuses files that may not be chosen, do not exist or are too
// large by themselves (R604).
func (p *planner) checkFiles() {
	d := p.d
	if len(d.Files) == 0 {
		return
	}
	if off := d.FilesOff(); off != nil {
		p.note(off)
		return
	}
	if !d.Email {
		p.fail("files", RefusedFilesSMS)
	}
	for _, id := range d.Files {
		p.checkFile(id)
	}
}

func (p *planner) checkFile(id string) {
	f, ok := p.d.order.file(id)
	if !ok {
		p.fail("files", RefusedNoFile, p.d.order.Number, delivery.Scrub(id))
		return
	}
	size := f.Size
	if len(f.Data) > 0 {
		size = int64(len(f.Data))
	}
	pixels, name := max(f.Pixels, pixelsOf(f.Data)), delivery.Scrub(f.Name)
	switch {
	case len(f.Data) == 0 && (f.Ref == "" || f.SHA256 == "" || f.Size < 0), f.Pixels < 0:
		p.fail("files", RefusedFile, name)
	case size > p.d.settings.maxMailBytes():
		p.fail("files", RefusedFileSize, name, size, p.d.settings.maxMailBytes())
	case pixels > p.d.settings.maxPixels():
		p.fail("files", RefusedPicture, name, pixels, p.d.settings.maxPixels())
	}
}

// file returns the upload with an ID.
func (o Order) file(id string) (File, bool) {
	i := slices.IndexFunc(o.Files, func(f File) bool { return f.ID == id })
	if i < 0 {
		return File{}, false
	}
	return o.Files[i], true
}

// pixelsOf reads a picture's size from its header, whatever its name says; 0
// for what is no PNG, JPEG or GIF.
func pixelsOf(data []byte) int64 {
	for _, decode := range []func(io.Reader) (image.Config, error){png.DecodeConfig, jpeg.DecodeConfig, gif.DecodeConfig} {
		if c, err := decode(bytes.NewReader(data)); err == nil {
			return int64(c.Width) * int64(c.Height)
		}
	}
	return 0
}

// chosenFiles are the uploads that go with the mail, each once.
func (p *planner) chosenFiles() []Document {
	var docs []Document
	var had []string
	for _, id := range p.d.Files {
		f, ok := p.d.order.file(id)
		if !ok || slices.Contains(had, id) {
			continue
		}
		had, docs = append(had, id), append(docs, f.document())
	}
	return docs
}

// document returns the bytes of a file with what is known of them.
func (f File) document() Document {
	doc := Document{
		Name: safeUploadName(f.Name), ContentType: mediaType(f.ContentType, "application/octet-stream"),
		Size: f.Size, SHA256: f.SHA256, Ref: f.Ref, Data: f.Data,
	}
	if len(f.Data) > 0 {
		doc.Size, doc.SHA256 = int64(len(f.Data)), hashOf(f.Data)
	}
	return doc
}

// mediaType is what an upload says it is, without the parameters that browsers
// and package mime add. What is no media type, or one that mail programs would
// take apart, travels as bytes.
func mediaType(text, otherwise string) string {
	kind, _, err := mime.ParseMediaType(text)
	if text == "" {
		return otherwise
	}
	if err != nil || strings.Count(kind, "/") != 1 || strings.HasPrefix(kind, "multipart/") || strings.HasPrefix(kind, "message/") {
		return "application/octet-stream"
	}
	return kind
}

// safeUploadName makes an upload's name safe as that of a PDF is (R502), and
// keeps its own extension however long the rest is.
func safeUploadName(name string) string {
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
