package templating

import (
	"strconv"
	"strings"

	"golang.org/x/net/html"
)

// A page is an HTML template cut into literal markup and values, each with the
// place where it lands.
type page struct{ pieces []piece }

// piece is literal markup, then a value; the last one has none.
type piece struct {
	markup string
	tag    bool
	use    use
	value  int // index of the tag in the template's names
	place  place
	end    int // of an opening: the piece that closes it; -1 for none
}

// compile finds the place of every tag, and reports those that stand where no
// value can be made harmless. What is literal is never changed, but that an
// attribute without quotes gets them when a tag stands in it.
func (t *Template) compile() {
	var marked strings.Builder
	for i := range t.parts {
		marked.WriteString(withoutMarks(t.parts[i].text))
		if t.parts[i].tag != "" {
			marked.WriteString(tagMark + strconv.Itoa(i) + endMark)
		}
	}
	c := compiler{t: t, page: &page{}, source: marked.String()}
	c.run()
	t.page = c.page
	for i := range t.page.pieces {
		if p := &t.page.pieces[i]; p.use == openPart {
			p.end = max(c.pieceOf(t.parts[p.end].offset, i), i) // an end that was refused is told of
		}
	}
}

// A compiler reads marked markup.
type compiler struct {
	t       *Template
	page    *page
	source  string
	at      int // how far it has been read
	literal strings.Builder
	starts  []int // for each piece with a tag: the offset of its part
	raw     string
}

// pieceOf is the piece of the tag at an offset of the source.
func (c *compiler) pieceOf(offset, from int) int {
	for i := from; i < len(c.starts); i++ {
		if c.starts[i] == offset {
			return i
		}
	}
	return -1
}

func (c *compiler) run() {
	z := html.NewTokenizer(strings.NewReader(c.source))
	for {
		kind := z.Next()
		token := string(z.Raw())
		if kind == html.ErrorToken {
			break
		}
		c.at += len(token)
		switch kind {
		case html.TextToken:
			c.text(token)
		case html.StartTagToken, html.SelfClosingTagToken:
			name, _ := z.TagName()
			c.raw = ""
			if elementKind(string(name)) == raw {
				c.raw = string(name)
			}
			c.startTag(token)
		default:
			c.raw = ""
			c.refuseAll(token)
		}
	}
	if c.at < len(c.source) { // a bracket that nothing closes: all behind it would be gone
		c.t.note(c.originOf(c.at), Problem{Code: BadHTML})
		c.refuseAll(c.source[c.at:])
	}
	c.page.pieces = append(c.page.pieces, piece{markup: c.literal.String()})
}

// originOf is where a place of the marked markup stands in the source.
func (c *compiler) originOf(at int) int {
	before := c.source[:at]
	if i := strings.LastIndex(before, tagMark); i >= 0 {
		n, rest, ok := cutMark(before[i:])
		if ok && n+1 < len(c.t.parts) {
			next := &c.t.parts[n+1]
			return next.offset - len(next.text) + len(rest)
		}
	}
	return min(at, len(c.t.source))
}

// put writes a tag's value at a place.
func (c *compiler) put(n int, where place) {
	p := &c.t.parts[n]
	if p.use != putValue && where != inText {
		c.refuse(n)
		return
	}
	use := p.use
	if use == openPart && p.end < 0 {
		use = closePart // it has no end, which is told of
	}
	c.page.pieces = append(c.page.pieces,
		piece{markup: c.literal.String(), tag: true, use: use, value: p.value, place: where, end: p.end})
	c.starts = append(c.starts, p.offset)
	c.literal.Reset()
}

func (c *compiler) refuse(n int) {
	c.t.note(c.t.parts[n].offset, Problem{Code: UnsafeContext, Tag: c.t.parts[n].tag})
}

func (c *compiler) write(text string) { c.literal.WriteString(text) }

func (c *compiler) refuseAll(token string) { each(token, c.write, c.refuse) }

// text is what stands between tags; in a style or a script no value is harmless. A
// bracket that opens nothing is written as a reference, so that no value behind it
// can make it open something.
func (c *compiler) text(token string) {
	switch c.raw {
	case "":
		each(token, func(text string) { c.write(strings.ReplaceAll(text, "<", "&lt;")) }, func(n int) { c.put(n, inText) })
	case "title", "textarea":
		each(token, c.write, func(n int) { c.put(n, inRawText) })
	default:
		c.refuseAll(token)
	}
}

// startTag reads the attributes of a start tag as HTML's standard does (13.2.5.32
// and on), for the tags in their values.
func (c *compiler) startTag(token string) {
	if !strings.Contains(token, tagMark) {
		c.write(token)
		return
	}
	end := strings.IndexAny(token, " \t\n\f/>")
	if end < 0 {
		end = len(token)
	}
	c.refuseAll(token[:end])
	for rest := token[end:]; rest != ""; {
		blank := len(rest) - len(strings.TrimLeft(rest, " \t\n\f/"))
		c.write(rest[:blank])
		rest = rest[blank:]
		if rest == "" || rest[0] == '>' {
			c.write(rest)
			return
		}
		rest = c.attribute(rest)
	}
}

// attribute reads one attribute and returns what is behind it.
func (c *compiler) attribute(text string) string {
	n := strings.IndexAny(text[1:], " \t\n\f/>=") + 1
	if n == 0 {
		n = len(text)
	}
	name := text[:n]
	c.refuseAll(name)
	rest := strings.TrimLeft(text[n:], " \t\n\f")
	if !strings.HasPrefix(rest, "=") {
		return text[n:]
	}
	rest = strings.TrimLeft(rest[1:], " \t\n\f")
	c.write("=")
	switch {
	case rest == "":
		return ""
	case rest[0] == '"' || rest[0] == '\'':
		value, after, ok := strings.Cut(rest[1:], rest[:1])
		c.write(rest[:1])
		c.value(strings.ToLower(name), value)
		if ok {
			c.write(rest[:1])
		}
		return after
	}
	end := strings.IndexAny(rest, " \t\n\f>")
	if end < 0 {
		end = len(rest)
	}
	if !strings.Contains(rest[:end], tagMark) {
		c.write(rest[:end])
	} else {
		c.write(`"`)
		c.value(strings.ToLower(name), strings.ReplaceAll(rest[:end], `"`, "&#34;"))
		c.write(`"`)
	}
	return rest[end:]
}

// value reads an attribute's value.
func (c *compiler) value(name, value string) {
	switch {
	case name == "style", name == "srcdoc", name == "srcset", strings.HasPrefix(name, "on"):
		c.refuseAll(value)
		return
	case !isURLAttribute(name):
		each(value, c.write, func(n int) { c.put(n, inValue) })
		return
	}
	where, before := atURL, ""
	each(value, func(literal string) {
		c.write(literal)
		before += html.UnescapeString(literal)
		switch lower := strings.ToLower(strings.TrimSpace(before)); {
		case strings.ContainsAny(before, "?#"), strings.HasPrefix(lower, "mailto:"), strings.HasPrefix(lower, "tel:"):
			where = inQuery
		case lower != "":
			where = inURL
		}
	}, func(n int) {
		c.put(n, where)
		before += "x"
		where = max(where, inURL)
	})
}

func isURLAttribute(name string) bool {
	switch name {
	case "href", "src", "action", "formaction", "background", "cite", "data", "longdesc", "poster", "ping",
		"usemap", "classid", "codebase", "icon", "manifest", "profile", "xlink:href":
		return true
	}
	return false
}

// HTML returns the template as HTML with each value escaped for the place where
// it stands. It is not sanitised yet: [Sanitize] comes after. Errors are
// [Problems], and the result is then empty: those of the template, a value that
// must not become a link ([UnsafeURL]), too large a result ([OutputLimit]). A
// plain template becomes paragraphs and line breaks, as [TextToHTML] makes them
// of [Template.Text], with its errors and its preview.
func (t *Template) HTML(v Values) (string, error) {
	if !t.html {
		text, err := t.Text(v)
		return TextToHTML(text), err
	}
	if err := t.Err(); err != nil {
		return "", err
	}
	var room [manyTags]string
	ready := t.values(v, room[:0])
	size := 0
	for i := range t.page.pieces {
		p := &t.page.pieces[i]
		size += len(p.markup)
		if p.tag && p.use == putValue {
			size += len(ready[p.value])
		}
	}
	if size > DefaultLimit {
		return "", Problems{{Code: OutputLimit}}
	}
	var b strings.Builder
	b.Grow(size + size/8)
	for i := 0; i < len(t.page.pieces); i++ {
		p := &t.page.pieces[i]
		b.WriteString(p.markup)
		switch {
		case !p.tag:
		case p.use == putValue:
			if !p.place.escape(&b, ready[p.value]) {
				return "", Problems{{Code: UnsafeURL, Tag: t.names[p.value]}}
			}
		case p.use == openPart && isBlank(ready[p.value]):
			// The piece of the end holds the markup inside the part.
			i = p.end
		}
	}
	if b.Len() > 8*DefaultLimit {
		return "", Problems{{Code: OutputLimit}}
	}
	return b.String(), nil
}
