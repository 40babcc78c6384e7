package templating

import "strings"

// Text returns the template as plain text with values put in, once: a value that
// holds {…} is not expanded again. Values are cleaned: line ends
// are LF, and a control character or a byte that is not UTF-8 is U+FFFD. When
// the template has problems, the text is returned for a preview, with tags that
// are not known as they stand, together with the [Problems] as error; it must not
// be sent then. Too large a result is an error, [OutputLimit], and no text. An
// HTML template is expanded as HTML, with the errors of [Template.HTML], and read
// back as text; with problems it is empty.
func (t *Template) Text(v Values) (string, error) {
	if t.html {
		html, err := t.HTML(v)
		return PlainText(html), err
	}
	text, err := t.join(v)
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

// manyTags is how many different tags are looked up without an allocation.
const manyTags = 16

// values are those of the tags that are used, clean, by their place in names. Each
// is looked up once, however often its tag stands in the template.
func (t *Template) values(v Values, room []string) []string {
	for _, name := range t.names {
		room = append(room, clean(v[name]))
	}
	return room
}

// join builds the text in one allocation, after looking at its size.
func (t *Template) join(v Values) (string, error) {
	var room [manyTags]string
	ready := t.values(v, room[:0])
	if !t.conditional {
		return t.joinAll(ready)
	}
	size := 0
	for i, eat := 0, 0; i < len(t.parts); i++ {
		p := &t.parts[i]
		size += len(p.text) - eat
		i, eat = p.next(i, ready)
		if p.use == putValue && p.tag != "" {
			size += len(ready[p.value])
		}
	}
	if size > DefaultLimit {
		return "", Problems{{Code: OutputLimit}}
	}
	var b strings.Builder
	b.Grow(size)
	for i, eat := 0, 0; i < len(t.parts); i++ {
		p := &t.parts[i]
		b.WriteString(p.text[eat:])
		i, eat = p.next(i, ready)
		if p.use == putValue && p.tag != "" {
			b.WriteString(ready[p.value])
		}
	}
	return b.String(), nil
}

// joinAll is join for a template that leaves nothing out.
func (t *Template) joinAll(ready []string) (string, error) {
	last := len(t.parts) - 1
	size := t.literal
	for i := range t.parts[:last] {
		size += len(ready[t.parts[i].value])
	}
	if size > DefaultLimit {
		return "", Problems{{Code: OutputLimit}}
	}
	var b strings.Builder
	b.Grow(size)
	for i := range t.parts[:last] {
		p := &t.parts[i]
		b.WriteString(p.text)
		b.WriteString(ready[p.value])
	}
	b.WriteString(t.parts[last].text)
	return b.String(), nil
}

// next is the part to go on behind, and how much of the text after it is left out:
// what stands in a part whose value is blank vanishes.
func (p *part) next(i int, ready []string) (int, int) {
	if p.use == openPart && p.end > i && isBlank(ready[p.value]) {
		return p.end, p.eat
	}
	return i, 0
}
