package templating

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Text returns the template as plain text with values put in, once: a value
// that holds {…} is not expanded again (R304). A control character in a value
// becomes U+FFFD. When the template has problems, the text is returned for a
// preview, with tags that are not known as they stand, together with the
// [Problems] as error; it must not be sent then (R303). Too large a result is an
// error, [OutputLimit], and no text. An HTML template is expanded as HTML, with
// the errors of [Template.HTML], and read back as text; with problems it is empty.
func (t *Template) Text(v Values) (string, error) {
	if t.html {
		html, err := t.HTML(v)
		return PlainText(html), err
	}
	text, err := t.join(v, clean)
	if err != nil {
		return "", err
	}
	return text, t.Err()
}

// Subject returns the template as one line: every run of blanks and line
// breaks, in the template or in a value, is one space. Its errors are those of
// [Template.Text].
func (t *Template) Subject(v Values) (string, error) {
	text, err := t.Text(v)
	return OneLine(text), err
}

// OneLine makes a text fit for a subject (R304): no line breaks, no control
// characters, none that turn the direction of text, single spaces. No-break
// spaces stay.
func OneLine(text string) string {
	text = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r) && r != '\u00a0', r == '\u2028', r == '\u2029':
			return ' '
		case unicode.IsControl(r) || isBidiControl(r):
			return -1
		}
		return r
	}, text)
	return strings.Trim(collapse(text), " ")
}

func collapse(text string) string {
	if !strings.Contains(text, "  ") {
		return text
	}
	var b strings.Builder
	space := false
	for _, r := range text {
		if r == ' ' && space {
			continue
		}
		space = r == ' '
		b.WriteRune(r)
	}
	return b.String()
}

// isBidiControl reports whether r can turn the direction of what follows.
func isBidiControl(r rune) bool {
	return r >= '\u202a' && r <= '\u202e' || r >= '\u2066' && r <= '\u2069' || r == '\u200e' || r == '\u200f' || r == '\u061c'
}

// FileName returns the template as a name: one line, and in the values no
// character that separates folders or that a file system refuses (R304). It is
// not the whole rule: pdf.SafeFileName makes it safe to store (R502). Its errors
// are those of [Template.Text].
func (t *Template) FileName(v Values) (string, error) {
	text, err := t.join(v, func(value string) string {
		return strings.Map(func(r rune) rune {
			if strings.ContainsRune(`<>:"/\|?*`, r) {
				return '_'
			}
			return r
		}, OneLine(value))
	})
	if err == nil {
		err = t.Err()
	}
	return OneLine(text), err
}

// manyTags is how many different tags are looked up without an allocation.
const manyTags = 16

// join builds the text in one allocation, after looking at its size. Each value
// is looked up and escaped once, however often its tag stands in the template.
func (t *Template) join(v Values, escape func(string) string) (string, error) {
	var room [manyTags]string
	ready := room[:0]
	for _, name := range t.names {
		ready = append(ready, escape(v[name]))
	}
	size := t.literal
	for i := range t.parts {
		if p := &t.parts[i]; p.tag != "" {
			size += len(ready[p.value])
		}
	}
	if size > t.limit {
		return "", Problems{{Code: OutputLimit}}
	}
	var b strings.Builder
	b.Grow(size)
	for i := range t.parts {
		p := &t.parts[i]
		b.WriteString(p.text)
		if p.tag != "" {
			b.WriteString(ready[p.value])
		}
	}
	return b.String(), nil
}

// clean replaces what no text may hold: controls but tab and line break, and
// bytes that are not UTF-8. A clean value is returned as it is, after one look
// at it.
func clean(value string) string {
	for i := 0; i < len(value); {
		c := value[i]
		if c >= ' ' && c < 0x7f || c == '\n' || c == '\t' {
			i++
			continue
		}
		r, size := utf8.DecodeRuneInString(value[i:])
		if size == 1 || dirty(r) {
			return cleaned(value)
		}
		i += size
	}
	return value
}

func cleaned(value string) string {
	return strings.Map(func(r rune) rune {
		if dirty(r) {
			return unicode.ReplacementChar
		}
		return r
	}, strings.ToValidUTF8(strings.ReplaceAll(value, "\r\n", "\n"), "\uFFFD"))
}

// dirty reports whether r is a control character but tab and line break.
func dirty(r rune) bool { return r < ' ' && r != '\n' && r != '\t' || r >= 0x7f && r < 0xa0 }
