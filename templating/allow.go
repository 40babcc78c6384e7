package templating

import (
	"slices"
	"strings"
)

// kind is how an element stands among others.
type kind uint8

// The kinds. The zero value is an element that mail has no use for: its tags are
// dropped and told, its content stays.
const (
	unknown kind = iota
	quiet        // shows nothing by itself: dropped without a word, its content stays
	raw          // dropped with its content, which is no text for readers
	void         // has no content
	inline       // stands in a line
	block        // stands by itself
	item         // li, dt, dd: ends the one before
	table        // holds sections, rows, a caption and columns
	section      // thead, tbody, tfoot
	row          // tr
	cell         // td, th
	caption      // of a table
	columns      // colgroup
	column       // col
)

// elementKind is the allow-list of elements (R305), by name in lower case.
func elementKind(name string) kind {
	switch name {
	case "a", "span", "b", "strong", "i", "em", "u", "s", "strike", "del", "ins", "small", "big", "sub", "sup",
		"code", "tt", "kbd", "samp", "var", "mark", "abbr", "cite", "q", "font":
		return inline
	case "p", "div", "center", "blockquote", "pre", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "dl",
		"body", "section", "article", "header", "footer", "main", "nav", "aside", "figure", "figcaption", "address",
		"details", "summary":
		return block
	case "br", "hr", "img":
		return void
	case "td", "th":
		return cell
	case "tr":
		return row
	case "li", "dt", "dd":
		return item
	case "table":
		return table
	case "thead", "tbody", "tfoot":
		return section
	case "caption":
		return caption
	case "colgroup":
		return columns
	case "col":
		return column
	case "html", "head", "meta", "wbr":
		return quiet
	case "style", "script", "title", "textarea", "xmp", "iframe", "noembed", "noframes", "noscript", "plaintext":
		return raw
	}
	return unknown
}

// keptName is the name under which an element stays: the newer blocks, and the
// body of a whole page, are known to every mail client as div.
func keptName(name string) string {
	switch name {
	case "body", "section", "article", "header", "footer", "main", "nav", "aside", "figure", "figcaption",
		"address", "details", "summary":
		return "div"
	}
	return name
}

// attributeRule says what becomes of an attribute that is no style and no link.
type attributeRule uint8

const (
	dropQuietly attributeRule = iota // says nothing to a reader, or belongs to what is gone
	dropAndTell
	keepText
	keepWord
	keepNumber
	keepColour
	keepLang
	keepRole
)

// attributeRuleOf is the allow-list of attributes (R305), by element and name in
// lower case.
func attributeRuleOf(element, name string) attributeRule {
	switch name {
	case "title":
		return keepText
	case "dir", "lang":
		return keepLang
	case "alt":
		return on(element, keepText, "img")
	case "align":
		return on(element, keepWord, "p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "table", "thead", "tbody",
			"tfoot", "tr", "td", "th", "caption", "col", "colgroup", "img", "hr")
	case "valign":
		return on(element, keepWord, "thead", "tbody", "tfoot", "tr", "td", "th", "col", "colgroup")
	case "width", "height", "border", "cellpadding", "cellspacing", "colspan", "rowspan", "span", "hspace", "vspace":
		return on(element, keepNumber, "table", "tr", "td", "th", "col", "colgroup", "img", "hr")
	case "size":
		return on(element, keepNumber, "font", "hr")
	case "start":
		return on(element, keepNumber, "ol")
	case "value":
		return on(element, keepNumber, "li")
	case "type":
		return on(element, keepWord, "ol", "ul", "li")
	case "face":
		return on(element, keepText, "font")
	case "color":
		return on(element, keepColour, "font")
	case "bgcolor":
		return keepColour
	case "role":
		return on(element, keepRole, "table")
	case "background", "srcset", "action", "formaction", "ping", "poster":
		return dropAndTell
	}
	if strings.HasPrefix(name, "on") {
		return dropAndTell
	}
	return dropQuietly
}

func on(element string, rule attributeRule, elements ...string) attributeRule {
	if slices.Contains(elements, element) {
		return rule
	}
	return dropQuietly
}
