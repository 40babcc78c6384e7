package templating

import (
	"cmp"
	"strconv"
	"strings"

	"golang.org/x/net/html"
)

// push writes a start tag with what is allowed of its attributes.
func (c *cleaner) push(source string, k kind) {
	m := c.make(source, k)
	e := element{name: keptName(source), kind: k, look: m.look, hidden: c.isHidden() || m.hides}
	c.write(m.tag)
	if k == inline {
		e.tag = m.tag
	}
	if c.text != nil && !e.hidden {
		e.text = c.text.start(e.name, m.number, m.href)
	}
	c.skipEOL = e.name == "pre"
	c.open = append(c.open, e)
}

// make returns what becomes of the start tag where it stands.
func (c *cleaner) make(source string, k kind) madeTag {
	around := c.lookAround()
	for _, m := range c.made[c.raw] {
		if m.around == around && c.raw != "" {
			return m
		}
	}
	c.readAttributes()
	e := element{name: keptName(source), kind: k, look: around}
	c.buf = append(append(c.buf[:0], '<'), e.name...)
	c.styled(&e, source)
	m := madeTag{around: around, look: e.look, tag: string(append(c.buf, '>')), hides: e.hidden}
	m.href, _ = c.attr("href")
	if e.name == "ol" {
		m.number, _ = c.attr("start")
	}
	if c.raw != "" && len(c.made[c.raw]) < 16 {
		if c.made == nil {
			c.made = map[string][]madeTag{}
		}
		c.made[c.raw] = append(c.made[c.raw], m)
	}
	return m
}

// void writes an element that has no content.
func (c *cleaner) void(name string, selfClosing bool) {
	c.needCell()
	if name != "hr" {
		c.single(name, selfClosing)
		return
	}
	again := c.endParagraph()
	c.single(name, selfClosing)
	c.reopen(again)
}

// single writes the one tag of an element that has no content.
func (c *cleaner) single(name string, selfClosing bool) {
	c.readAttributes()
	e := element{name: name, kind: void, look: c.lookAround(), hidden: c.isHidden()}
	if name == "img" && !c.image() {
		c.alternative()
		return
	}
	c.buf = append(append(c.buf[:0], '<'), name...)
	c.styled(&e, name)
	if selfClosing {
		c.buf = append(c.buf, '/')
	}
	c.buf = append(c.buf, '>')
	if c.out != nil {
		c.out.Write(c.buf)
	}
	if c.text != nil && !e.hidden {
		alt, _ := c.attr("alt")
		c.text.void(name, clean(alt))
	}
}

// alternative writes the text that stands for a picture. Pictures stand close beside
// each other; words need a blank.
func (c *cleaner) alternative() {
	alt, _ := c.attr("alt")
	alt = clean(alt)
	beside := c.altEnd > 0 && c.at == c.altEnd
	if said := strings.TrimSpace(alt) != ""; said || beside {
		c.altEnd = c.at + len(c.z.Raw())
		if !said {
			return
		}
	}
	if beside {
		alt = " " + alt
	}
	c.write(html.EscapeString(alt))
	c.say(cmp.Or(alt, " ")) // words on both sides of a picture are apart
}

// image decides about a picture: by cid, or from the web where that is allowed.
// One that may not be loaded would show as a broken picture, so its alternative
// text stands for it.
func (c *cleaner) image() bool {
	src, had := c.attr("src")
	src = strings.TrimSpace(src)
	switch {
	case isCID(src), c.marked && strings.Contains(src, tagMark):
		return true
	case c.policy.RemoteImages:
		if link, _, ok := emailLinkOf(src); ok && strings.HasPrefix(link, "https://") {
			return true
		}
	}
	if had {
		c.report(DroppedImage, src)
	}
	return false
}

// isCID reports whether src names a part of the mail.
func isCID(src string) bool {
	id, ok := strings.CutPrefix(src, "cid:")
	if !ok || id == "" || len(id) > 200 {
		return false
	}
	for i := range len(id) {
		if b := id[i]; !isDigit(b) && (b|0x20 < 'a' || b|0x20 > 'z') && b != '.' && b != '_' && b != '@' && b != '-' {
			return false
		}
	}
	return true
}

// styled writes the attributes that are allowed, the style as the last but in the
// place of its own, and sets how the element looks.
func (c *cleaner) styled(e *element, source string) {
	width, _ := c.attr("width")
	wide, written := isWide(width), false
	style := c.style(e, source)
	for i, a := range c.attrs {
		switch {
		case c.repeated(i):
		case a.name == "style":
			c.attribute("style", style)
			written = true
		case a.name == "href":
			c.href(source, a.value)
		case a.name == "src" && source == "img":
			c.source(a.value)
		case a.name == "width" && wide:
			c.attribute("width", "100%")
		case a.name == "height" && wide && source == "img":
		default:
			c.plain(e, source, a)
		}
	}
	if !written {
		c.attribute("style", style)
	}
	c.darkMark(e)
}

// repeated reports whether the attribute at i stands before already: browsers read
// the first.
func (c *cleaner) repeated(i int) bool {
	for _, a := range c.attrs[:i] {
		if a.name == c.attrs[i].name {
			return true
		}
	}
	return false
}

func (c *cleaner) attribute(name, value string) {
	if value == "" && name == "style" {
		return
	}
	c.buf = append(append(append(c.buf, ' '), name...), '=', '"')
	c.buf = append(append(c.buf, html.EscapeString(value)...), '"')
}

// isWide reports whether a width in pixels is more than the card has.
func isWide(value string) bool {
	n, err := strconv.ParseFloat(strings.TrimSuffix(strings.TrimSpace(value), "px"), 64)
	return err == nil && n > maxWidth-56
}

// href writes a link, or tells why there is none.
func (c *cleaner) href(source, value string) {
	if source != "a" {
		return
	}
	if c.marked && strings.Contains(value, tagMark) {
		c.attribute("href", value)
		return
	}
	link, changed, ok := emailLinkOf(value)
	switch {
	case !ok:
		if strings.TrimSpace(value) != "" {
			c.report(DroppedLink, value)
		}
		return
	case changed:
		c.report(ChangedLink, value)
	}
	c.attribute("href", link)
}

func (c *cleaner) source(value string) {
	value = strings.TrimSpace(value)
	if link, _, ok := emailLinkOf(value); ok {
		value = link
	}
	c.attribute("src", value)
}

// plain writes an attribute that is neither style nor link.
func (c *cleaner) plain(e *element, source string, a attribute) {
	rule := attributeRuleOf(source, a.name)
	value := strings.TrimSpace(a.value)
	ok := false
	switch rule {
	case dropQuietly:
		return
	case dropAndTell:
		c.report(DroppedAttribute, a.name+"=…")
		return
	case keepText:
		ok, value = true, clean(a.value)
		if a.name == "face" {
			ok = fontOK(value)
		}
	case keepWord:
		ok = wordsOK(value, 1) || len(value) == 1
	case keepNumber:
		ok = numberOK(a.name, value)
	case keepColour:
		_, ok = cssColour(value, e.look.ground)
		ok = ok && !(a.name == "bgcolor" && !isTablePartName(e.name)) // said in the style instead
		ok = ok && !(a.name == "color" && !e.look.ownInk && !c.keepsInk(e.look, value))
	case keepLang:
		ok = len(value) >= 2 && len(value) <= 12 &&
			strings.Trim(value, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-") == ""
	case keepRole:
		ok = value == "presentation"
	}
	if ok {
		c.attribute(a.name, value)
	}
}

func isTablePartName(name string) bool { return elementKind(name) >= table }

// numberOK reports whether an attribute's number is one that leaves a mail in its
// place.
func numberOK(name, value string) bool {
	percent := strings.HasSuffix(value, "%")
	n, err := strconv.ParseFloat(strings.TrimPrefix(strings.TrimSuffix(strings.TrimSuffix(value, "%"), "px"), "+"), 64)
	if err != nil || len(value) > 8 {
		return false
	}
	switch name {
	case "width":
		return n >= 0 && (!percent || n <= 100) // more pixels than the card has are 100 % already
	case "height":
		return n >= 0 && n <= 4000
	case "colspan", "rowspan", "span":
		return n >= 1 && n <= 50
	case "border", "cellpadding", "cellspacing", "hspace", "vspace":
		return n >= 0 && n <= 30
	case "size":
		return n >= -7 && n <= 20
	}
	return n >= 0 && n <= 9999
}
