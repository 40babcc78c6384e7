package templating

import (
	"strings"

	"golang.org/x/net/html"
)

// Policy says what HTML of a company's own may hold. The zero value is the
// policy for mail: no pictures from the web.
type Policy struct {
	RemoteImages bool // allow <img src="https://…">: the reader's client then tells the server that the mail was opened
}

// Sanitize keeps what mail needs (text markup, tables, inline styles with colours
// and grounds, links to https, mailto and tel, pictures by cid) and drops
// everything else: scripts, handlers, forms, frames, style sheets and whatever
// would load from the web. A link to http becomes one to https. A text colour
// whose ground had to go is dropped with it, so that nothing is less legible than
// it was.
//
// The result is balanced: every element is closed, and stands where browsers
// would put it, so that nothing in it can leave the cell of a table that it is
// put into. Sanitising it again changes nothing. Tags must have been expanded
// before. It never fails, and its time is linear in the source; elements nested
// deeper than 200 lose their tags. What is dropped is told by [Template.Dropped].
func Sanitize(source string, p Policy) string {
	c := cleaner{policy: p, out: &strings.Builder{}}
	c.out.Grow(len(source) + len(source)/8)
	c.clean(source)
	return c.out.String()
}

// A cleaner walks over HTML once, as a browser's tokenizer cuts it, and writes
// what is allowed, balanced, as HTML and, where asked, as text.
type cleaner struct {
	policy  Policy
	marked  bool                           // tags stand in it as marks: a link that holds one is not judged
	inEmail bool                           // for a layout: marks for the dark form, intervals in one line
	out     *strings.Builder               // nil: no HTML is wanted
	text    *textWriter                    // nil: no text is wanted
	tell    func(offset int, what Problem) // nil: nobody wants to know
	z       *html.Tokenizer
	at      int // where the token stands in the source
	altEnd  int // where the last picture ended in whose place its alternative text stands
	open    []element
	deep    map[string]int // elements past maxDepth, whose end tags are to be passed over
	budget  int            // bytes that may still be written to open again what was closed
	sheet   bool           // a style sheet was dropped: an element with a class may have had a background from it
	skipEOL bool           // right after <pre>
	skipRaw bool           // right after <style>: what stands there is no text
	attrs   []attribute
	unread  bool   // the attributes of the start tag are still with the tokenizer
	raw     string // the start tag as it stands; empty for one that is implied
	made    map[string][]madeTag
	buf     []byte
}

// A madeTag is what became of a start tag before: most of a mail's tags stand in
// it many times.
type madeTag struct {
	around, look look
	tag          string
	hides        bool
	href, number string
}

// An element that is open.
type element struct {
	name   string // as it is written
	kind   kind
	tag    string // the whole start tag of an inline element, to open it again
	look   look
	ended  bool // its end tag has come while a block inside was open
	hidden bool
	text   textMark
}

// attribute is one of a start tag, the value with its references resolved.
type attribute struct{ name, value string }

func (c *cleaner) clean(source string) {
	c.z = html.NewTokenizer(strings.NewReader(source))
	c.budget = 2*len(source) + 1024
	for {
		kind := c.z.Next()
		size := len(c.z.Raw())
		if kind == html.TextToken && c.skipRaw {
			kind = html.CommentToken
		}
		c.skipRaw = false
		switch kind {
		case html.ErrorToken:
			c.closeTo(0)
			return
		case html.TextToken:
			c.textToken()
		case html.StartTagToken, html.SelfClosingTagToken:
			c.startToken(kind == html.SelfClosingTagToken)
		case html.EndTagToken:
			name, _ := c.z.TagName()
			c.end(string(name))
		}
		c.at += size
	}
}

// report tells once of something that is not kept.
func (c *cleaner) report(code ProblemCode, markup string) {
	if c.tell != nil {
		c.tell(c.at, Problem{Code: code, Markup: shorten(markup), Minor: true})
	}
}

// shorten makes a piece of a source fit for a line of a message.
func shorten(text string) string {
	runes := []rune(OneLine(strings.ReplaceAll(text, tagMark, "{…}")))
	if len(runes) > 60 {
		runes = append(runes[:59], '…')
	}
	return string(runes)
}

func (c *cleaner) write(pieces ...string) {
	if c.out != nil {
		for _, p := range pieces {
			c.out.WriteString(p)
		}
	}
}

// textToken writes text where it stands; between the parts of a table it gets a
// cell, since browsers would move it out of the table.
func (c *cleaner) textToken() {
	text := string(c.z.Text())
	if c.skipEOL {
		c.skipEOL = false
		if text = strings.TrimPrefix(text, "\n"); strings.HasPrefix(text, "\n") {
			c.write("\n") // the next reader passes over the first line break too
		}
	}
	if text == "" {
		return
	}
	text = clean(text)
	if strings.Trim(text, " \n\t\f") == "" {
		if k := c.topKind(); k != table && k != section && k != row && k != columns {
			c.write(text)
			c.say(text)
		}
		return
	}
	c.needCell()
	if c.out != nil {
		escaped := html.EscapeString(text)
		if c.inEmail {
			escaped = unbroken(escaped)
		}
		c.out.WriteString(escaped)
	}
	c.say(text)
}

// say gives text to the text part, unless nobody sees it.
func (c *cleaner) say(text string) {
	if c.text != nil && !c.isHidden() {
		c.text.text(text)
	}
}

func (c *cleaner) isHidden() bool { return len(c.open) > 0 && c.open[len(c.open)-1].hidden }

// startToken reads a start tag.
func (c *cleaner) startToken(selfClosing bool) {
	c.skipEOL = false
	c.raw = ""
	if c.tell == nil {
		c.raw = string(c.z.Raw())
	}
	name, more := c.z.TagName()
	c.attrs, c.unread = c.attrs[:0], more
	c.start(string(name), selfClosing)
}

// readAttributes takes the attributes from the tokenizer.
func (c *cleaner) readAttributes() {
	for c.unread {
		var key, value []byte
		key, value, c.unread = c.z.TagAttr()
		c.attrs = append(c.attrs, attribute{string(key), string(value)})
	}
}

// attr is the first attribute of a name, as browsers read it.
func (c *cleaner) attr(name string) (string, bool) {
	for _, a := range c.attrs {
		if a.name == name {
			return a.value, true
		}
	}
	return "", false
}

// start puts an element where a browser would put it.
func (c *cleaner) start(name string, selfClosing bool) {
	k := elementKind(name)
	switch {
	case k == unknown:
		c.report(DroppedElement, "<"+name+">")
		return
	case k == raw:
		c.sheet, c.skipRaw = c.sheet || name == "style", true
		if name != "title" {
			c.report(DroppedContent, "<"+name+">")
		}
		return
	case k == quiet:
		return
	case k == void:
		c.void(name, selfClosing)
		return
	case c.isTooDeep(k):
		if c.deep == nil {
			c.deep = map[string]int{}
		}
		c.deep[name]++
		return
	}
	var again []element
	switch k {
	case inline:
		c.needCell()
		if name == "a" {
			c.endInline("a")
		}
	case block:
		c.needCell()
		again = c.endParagraph()
		if top := c.top(); top != nil && isHeading(name) && isHeading(top.name) {
			c.closeTo(len(c.open) - 1)
		}
	case item:
		c.needCell()
		again = c.endItem(name)
		again = append(again, c.endParagraph()...)
	case table:
		c.needCell()
		c.reopen(c.endParagraph())
	default:
		if !c.placeInTable(k) {
			c.report(Unbalanced, "<"+name+">")
			c.space()
			return
		}
	}
	if k == column {
		c.single(name, selfClosing)
		return
	}
	c.push(name, k)
	c.reopen(again)
}
