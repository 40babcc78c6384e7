package templating

import (
	"strconv"
	"strings"
	"unicode"
)

// PlainText reads HTML as text, for the text part of a mail: links as
// "text (address)", the cells of a row with a blank between, lists with
// hyphens or numbers, no style or script, nothing that is hidden. It never fails:
// anything is HTML. The text ends with a line break, unless it is empty.
func PlainText(source string) string {
	c := cleaner{text: &textWriter{}}
	c.clean(source)
	return c.text.finish()
}

// A textWriter collects text; blanks between words and lines between blocks
// are only noted, and written when more text comes.
type textWriter struct {
	b      strings.Builder
	breaks int  // line breaks owed
	space  bool // a blank owed

	pre    int   // how many are open
	counts []int // of the ordered lists around; 0 for an unordered one
}

// A textMark remembers where an element's text began.
type textMark struct {
	at   int
	href string
}

func (w *textWriter) mark() textMark { return textMark{at: w.b.Len()} }

// start begins an element; number is where an ordered list begins, href a link's
// address.
func (w *textWriter) start(name, number, href string) textMark {
	switch name {
	case "p", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "dl":
		w.block(2)
	case "pre":
		w.block(2)
		w.pre++
	case "ul", "ol":
		w.list(name, number)
	case "li":
		w.item()
	case "td", "th":
		w.space = w.breaks == 0
	case "table", "div", "tr", "dt", "dd", "caption", "center", "thead", "tbody", "tfoot":
		w.block(1)
	}
	return textMark{w.b.Len(), href}
}

// end ends an element that began at a mark.
func (w *textWriter) end(name string, m textMark) {
	switch name {
	case "p", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "dl":
		w.block(2)
	case "pre":
		w.pre--
		w.block(2)
	case "ul", "ol":
		if len(w.counts) > 0 {
			w.counts = w.counts[:len(w.counts)-1]
		}
		w.block(w.around())
	case "a":
		w.link(m)
	case "td", "th":
		w.space = w.breaks == 0
	case "li", "table", "div", "tr", "dt", "dd", "caption", "center", "thead", "tbody", "tfoot":
		w.block(1)
	}
}

// void writes an element without content.
func (w *textWriter) void(name, alt string) {
	switch name {
	case "br":
		w.breaks = min(w.breaks+1, 2)
		w.space = false
	case "hr":
		w.block(1)
		w.text("---")
		w.block(1)
	case "img":
		w.text(strings.TrimSpace(alt))
	}
}

// link writes the address after the text, where it says something else.
func (w *textWriter) link(m textMark) {
	url, _, ok := emailLinkOf(m.href)
	if !ok {
		return
	}
	text := strings.TrimSpace(w.b.String()[m.at:])
	for _, scheme := range []string{"mailto:", "tel:"} {
		if rest, ok := strings.CutPrefix(url, scheme); ok {
			url = rest
		}
	}
	switch {
	case text == url || strings.TrimPrefix(text, "http://") == strings.TrimPrefix(url, "https://"):
	case text == "":
		w.space = true
		w.text(url)
		w.space = true
	default:
		w.text(" (" + url + ")")
	}
}

// around is how many line breaks stand around a list: one inside another.
func (w *textWriter) around() int {
	if len(w.counts) > 0 {
		return 1
	}
	return 2
}

func (w *textWriter) list(name, number string) {
	w.block(w.around())
	count := 0
	if name == "ol" {
		count = 1
		if start, err := strconv.Atoi(number); err == nil && start > 0 && start < 10000 {
			count = start
		}
	}
	w.counts = append(w.counts, count)
}

func (w *textWriter) item() {
	w.block(1)
	mark, level := "- ", len(w.counts)
	if level > 0 && w.counts[level-1] > 0 {
		mark = strconv.Itoa(w.counts[level-1]) + ". "
		w.counts[level-1]++
	}
	w.write(strings.Repeat("  ", max(min(level, 20)-1, 0)) + mark)
}

// block owes at least n line breaks before what comes next.
func (w *textWriter) block(n int) {
	w.breaks = max(w.breaks, n)
	w.space = false
}

// text writes words with single blanks between them.
func (w *textWriter) text(text string) {
	if w.pre > 0 {
		w.write(text)
		return
	}
	if (w.breaks > 0 || w.b.Len() == 0) && strings.TrimFunc(text, unicode.IsSpace) == "" {
		return // a paragraph of &nbsp;, which editors make of an empty line
	}
	start := -1 // of the word that is read; -1 between words
	for i, r := range text {
		switch blank := unicode.IsSpace(r) && r != '\u00a0'; {
		case blank && start >= 0:
			w.write(text[start:i])
			start, w.space = -1, true
		case blank:
			w.space = true
		case start < 0:
			start = i
		}
	}
	if start >= 0 {
		w.write(text[start:])
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
	text = strings.ReplaceAll(text, "\r\n", "\n") + "\n"
	// A line of two hyphens is where a signature begins, and has a blank at its end
	// (RFC 3676 section 4.3), which HTML folds.
	return strings.ReplaceAll(text, "\n--\n", "\n-- \n")
}
