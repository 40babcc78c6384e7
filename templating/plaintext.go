package templating

import (
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// PlainText reads HTML as text, for the text part of a mail: links as
// "text (address)", the cells of a row with a blank between, lists with
// hyphens or numbers, no style or script. It never fails: anything is HTML.
// Elements nested deeper than 200 are passed over. The text ends with a line
// break, unless it is empty.
func PlainText(source string) string {
	root, err := html.ParseWithOptions(strings.NewReader(source), html.ParseOptionEnableScripting(false))
	if err != nil {
		return ""
	}
	var w textWriter
	w.walk(root, 0)
	return w.finish()
}

const maxDepth = 200

// A textWriter collects text; blanks between words and lines between blocks
// are only noted, and written when more text comes.
type textWriter struct {
	b      strings.Builder
	breaks int  // line breaks owed
	space  bool // a blank owed

	pre    bool
	counts []int // of the ordered lists around; 0 for an unordered one
}

func (w *textWriter) walk(n *html.Node, depth int) {
	if depth > maxDepth {
		return
	}
	switch n.Type {
	case html.TextNode:
		w.text(n.Data)
		return
	case html.ElementNode:
		if w.element(n, depth) {
			return
		}
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		w.walk(c, depth+1)
	}
}

// element writes an element that is more than its children; true when it has
// walked them itself.
func (w *textWriter) element(n *html.Node, depth int) bool {
	inside := func() {
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			w.walk(c, depth+1)
		}
	}
	switch n.DataAtom {
	case atom.Script, atom.Style, atom.Head, atom.Title, atom.Template, atom.Noscript, atom.Iframe, atom.Object, atom.Select, atom.Textarea:
	case atom.Br:
		w.breaks = min(w.breaks+1, 2)
		w.space = false
	case atom.Hr:
		w.block(1)
		w.text("---")
		w.block(1)
	case atom.Img:
		w.text(attribute(n, "alt"))
	case atom.A:
		w.link(n, inside)
	case atom.P, atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6, atom.Blockquote, atom.Dl:
		w.block(2)
		inside()
		w.block(2)
	case atom.Table:
		w.block(1)
		inside()
		w.block(1)
	case atom.Pre:
		w.block(2)
		was := w.pre
		w.pre = true
		inside()
		w.pre = was
		w.block(2)
	case atom.Ul, atom.Ol:
		w.list(n, inside)
	case atom.Li:
		w.item(inside)
	case atom.Td, atom.Th:
		w.space = true
		inside()
		w.space = true
	case atom.Div, atom.Tr, atom.Dt, atom.Dd, atom.Section, atom.Header, atom.Footer, atom.Article, atom.Caption, atom.Center:
		w.block(1)
		inside()
		w.block(1)
	default:
		return false
	}
	return true
}

// link writes the text and, where it says something else, the address.
func (w *textWriter) link(n *html.Node, inside func()) {
	start := w.b.Len()
	inside()
	url := attribute(n, "href")
	text := strings.TrimSpace(w.b.String()[start:])
	for _, scheme := range []string{"mailto:", "tel:"} {
		if rest, ok := strings.CutPrefix(url, scheme); ok {
			url = rest
		}
	}
	switch {
	case url == "" || strings.HasPrefix(url, "#") || text == url || text == strings.TrimPrefix(url, "https://"):
	case text == "":
		w.text(url)
	default:
		w.text(" (" + url + ")")
	}
}

func (w *textWriter) list(n *html.Node, inside func()) {
	nested := len(w.counts) > 0
	w.block(map[bool]int{true: 1, false: 2}[nested])
	count := 0
	if n.DataAtom == atom.Ol {
		count = 1
		if start, err := strconv.Atoi(attribute(n, "start")); err == nil && start > 0 && start < 10000 {
			count = start
		}
	}
	w.counts = append(w.counts, count)
	inside()
	w.counts = w.counts[:len(w.counts)-1]
	w.block(map[bool]int{true: 1, false: 2}[nested])
}

func (w *textWriter) item(inside func()) {
	w.block(1)
	mark, level := "- ", len(w.counts)
	if level > 0 && w.counts[level-1] > 0 {
		mark = strconv.Itoa(w.counts[level-1]) + ". "
		w.counts[level-1]++
	}
	w.write(strings.Repeat("  ", max(min(level, 20)-1, 0)) + mark)
	inside()
	w.block(1)
}

// block owes at least n line breaks before what comes next.
func (w *textWriter) block(n int) {
	w.breaks = max(w.breaks, n)
	w.space = false
}

// text writes words with single blanks between them.
func (w *textWriter) text(text string) {
	if w.pre {
		w.write(text)
		return
	}
	start := 0
	for i, r := range text + " " {
		if !unicode.IsSpace(r) || r == '\u00a0' {
			continue
		}
		if i > start {
			w.write(text[start:i])
		}
		w.space = w.space || i < len(text)
		start = i + len(string(r))
	}
}

// write writes what is owed, then the text.
func (w *textWriter) write(text string) {
	if text == "" {
		return
	}
	switch {
	case w.b.Len() == 0:
	case w.breaks > 0:
		w.b.WriteString("\n\n"[:min(w.breaks, 2)])
	case w.space:
		w.b.WriteByte(' ')
	}
	w.breaks, w.space = 0, false
	w.b.WriteString(text)
}

func (w *textWriter) finish() string {
	text := strings.TrimSpace(w.b.String())
	if text == "" {
		return ""
	}
	return strings.ReplaceAll(text, "\r\n", "\n") + "\n"
}

func attribute(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return strings.TrimSpace(a.Val)
		}
	}
	return ""
}
