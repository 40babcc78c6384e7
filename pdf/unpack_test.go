package pdf

import (
	"bytes"
	"compress/zlib"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/templating/locale"
)

// An object of a file, its stream unpacked where it was compressed.
type object struct {
	number  int
	dict    string
	content []byte
}

var (
	objectStart = regexp.MustCompile(`(?m)^(\d+) 0 obj\n`)
	lengthOf    = regexp.MustCompile(` /Length (\d+)`)
)

// objects takes a file apart. The compressor's own bytes, which differ between
// releases of Go, are not in the result.
func objects(t testing.TB, data []byte) (all []object) {
	t.Helper()
	for rest := data; ; {
		at := objectStart.FindSubmatchIndex(rest)
		if at == nil {
			return all
		}
		o := object{}
		o.number, _ = strconv.Atoi(string(rest[at[2]:at[3]]))
		rest = rest[at[1]:]
		plain := bytes.Index(rest, []byte("\nendobj\n"))
		stream := bytes.Index(rest, []byte(">>\nstream\n"))
		if stream < 0 || plain < stream {
			o.dict, rest = string(rest[:plain]), rest[plain:]
			all = append(all, o)
			continue
		}
		o.dict = string(rest[:stream+2])
		n, err := strconv.Atoi(lengthOf.FindStringSubmatch(o.dict)[1])
		require.NoError(t, err)
		o.content, rest = rest[stream+10:stream+10+n], rest[stream+10+n:]
		o.dict = lengthOf.ReplaceAllString(o.dict, "")
		if strings.Contains(o.dict, "/FlateDecode") {
			r, err := zlib.NewReader(bytes.NewReader(o.content))
			require.NoError(t, err)
			o.content, err = io.ReadAll(r)
			require.NoError(t, err)
		}
		all = append(all, o)
	}
}

// readable is a file as a person can read and compare it: everything but what
// fonts and pictures are made of, and where in the file things are.
func readable(t testing.TB, data []byte) string {
	t.Helper()
	var b strings.Builder
	for _, o := range objects(t, data) {
		switch {
		case strings.Contains(o.dict, "/Type /XRef"):
		case strings.Contains(o.dict, "/Length1"), strings.Contains(o.dict, "/Subtype /Image"):
			fmt.Fprintf(&b, "%d %s (bytes)\n", o.number, o.dict)
		default:
			fmt.Fprintf(&b, "%d %s\n", o.number, o.dict)
			if o.content != nil {
				b.Write(bytes.ToValidUTF8(latin(o.content), []byte("?")))
				b.WriteByte('\n')
			}
		}
	}
	return b.String()
}

// latin makes UTF-8 of the bytes of the Western faces.
func latin(content []byte) []byte {
	if bytes.Contains(content, []byte("xpacket")) {
		return content
	}
	var b bytes.Buffer
	for _, c := range content {
		switch {
		case c >= 0x80 && c < 0xa0:
			b.WriteRune(upper[c-0x80])
		default:
			b.WriteRune(rune(c))
		}
	}
	return b.Bytes()
}

var (
	shown   = regexp.MustCompile(`\(((?:[^()\\]|\\.)*)\) Tj`)
	escaped = regexp.MustCompile(`\\(.)`)
)

// drawn are the texts on the pages as they were drawn, a piece each, of a
// document in the Western faces.
func drawn(t testing.TB, data []byte) (texts []string) {
	t.Helper()
	for _, o := range objects(t, data) {
		if o.dict == "<< /Filter /FlateDecode>>" {
			for _, m := range shown.FindAllSubmatch(latin(o.content), -1) {
				texts = append(texts, escaped.ReplaceAllString(string(m[1]), "$1"))
			}
		}
	}
	return texts
}

func pageCount(t testing.TB, data []byte) (n int) {
	t.Helper()
	for _, o := range objects(t, data) {
		if strings.HasPrefix(o.dict, "<</Type /Page ") {
			n++
		}
	}
	return n
}

// squeezed is text without blanks and commas, so that a break of a line is no difference.
func squeezed(text string) string {
	return strings.Join(strings.FieldsFunc(text, func(r rune) bool { return r == ' ' || r == ',' || r == '\n' || r == '\u00a0' }), "")
}

// What Fields lists is on the paper, and what is on the paper is in Fields or
// one of the fixed words.
func TestFieldsAreWhatIsDrawn(t *testing.T) {
	t.Parallel()
	for _, kind := range Kinds() {
		for _, l := range locale.BuiltIn() {
			t.Run(string(kind)+" "+l.Tag(), func(t *testing.T) {
				t.Parallel()
				d := sample(kind, l)
				for i := range d.Content.Checklists { // the marks are no letters
					for n := range d.Content.Checklists[i].Checks {
						d.Content.Checklists[i].Checks[n] = Check{Name: "Kontroll " + strconv.Itoa(n), NotApplicable: true}
					}
				}
				data, err := new(Engine).Render(d)
				require.NoError(t, err)
				texts := drawn(t, data)
				paper := squeezed(strings.Join(texts, ""))
				known, labels := "", ""
				for _, f := range d.Fields() {
					assert.True(t, strings.Contains(paper, squeezed(f.Text)), "%s of %s is not on the paper", f.Name, f.Item)
					known += squeezed(f.Text)
					labels += squeezed(f.Label)
				}
				for _, key := range locale.Keys() {
					if strings.HasPrefix(key, "pdf.") {
						known += squeezed(l.Phrase(key))
					}
				}
				if kind == Quote { // number and last day once more, which are fields
					labels += squeezed(newSheet(&d).acceptText())
				}
				for n := range 5 {
					for m := range 5 {
						known += squeezed(pageOf(l, n, m))
					}
					if n > 0 && n <= len(d.Content.Photos) {
						labels += squeezed(l.Phrase("pdf.photo", strconv.Itoa(n)) + ". " + d.Content.Photos[n-1].Caption)
					}
				}
				for _, text := range texts {
					assert.True(t, strings.Contains(known+labels, squeezed(text)), "%q is on the paper and in no field", text)
				}
			})
		}
	}
}

// sides are the texts of each page.
func sides(t testing.TB, data []byte) (pages [][]string) {
	t.Helper()
	for _, o := range objects(t, data) {
		if o.dict != "<< /Filter /FlateDecode>>" {
			continue
		}
		var texts []string
		for _, m := range shown.FindAllSubmatch(latin(o.content), -1) {
			texts = append(texts, strings.TrimSpace(string(m[1])))
		}
		if slices.ContainsFunc(texts, func(s string) bool { return s != "" }) {
			pages = append(pages, texts)
		}
	}
	return pages
}
