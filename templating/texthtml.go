package templating

import (
	"html"
	"strings"
)

// TextToHTML writes plain text as HTML: an empty line ends a paragraph, a line
// break is <br>, all else is escaped, and addresses that begin with https:// or
// www. become links, which end where people end them.
func TextToHTML(text string) string {
	var b strings.Builder
	text = clean(text)
	b.Grow(len(text) + len(text)/4)
	for paragraph := range strings.SplitSeq(text, "\n\n") {
		paragraph = strings.Trim(paragraph, "\n")
		if paragraph == "" {
			continue
		}
		b.WriteString("<p>")
		first := true
		for line := range strings.SplitSeq(paragraph, "\n") {
			if !first {
				b.WriteString("<br>\n")
			}
			first = false
			writeLine(&b, line, html.EscapeString)
		}
		b.WriteString("</p>\n")
	}
	return b.String()
}

// writeLine writes a line with its web addresses as links; escape writes the text
// around them.
func writeLine(b *strings.Builder, line string, escape func(string) string) {
	for {
		i := nextLink(line)
		if i < 0 {
			b.WriteString(escape(line))
			return
		}
		end := i + linkEnd(line[i:])
		link, _, ok := emailLinkOf(line[i:end])
		b.WriteString(escape(line[:i]))
		text := html.EscapeString(line[i:end])
		if ok {
			text = `<a href="` + html.EscapeString(link) + `">` + text + `</a>`
		}
		b.WriteString(text)
		line = line[end:]
	}
}

// nextLink is where the next web address begins; -1 for none. www. begins one only
// where a word begins.
func nextLink(line string) int {
	for from := 0; from < len(line); {
		i := strings.IndexAny(line[from:], "hHwW")
		if i < 0 {
			return -1
		}
		i += from
		rest := line[i:]
		switch {
		case len(rest) > 8 && strings.EqualFold(rest[:8], "https://"),
			len(rest) > 7 && strings.EqualFold(rest[:7], "http://"):
			return i
		case len(rest) > 4 && strings.EqualFold(rest[:4], "www.") && (i == 0 || !isWordByte(line[i-1])) &&
			strings.Contains(rest[4:4+linkEnd(rest[4:min(len(rest), 300)])], "."):
			return i
		}
		from = i + 1
	}
	return -1
}

func isWordByte(c byte) bool {
	return isDigit(c) || c|0x20 >= 'a' && c|0x20 <= 'z' || c >= 0x80 || c == '@' || c == '.' || c == '-' || c == '/'
}

// textBody is what a layout makes of a text: the HTML of [TextToHTML] with every
// interval of times in one line, as a [cleaner] gives it, and its text, without
// reading HTML that was made here.
func textBody(source string) (markup, text string) {
	source = clean(source)
	w := textBodyWriter{text: &textWriter{}}
	w.html.Grow(len(source) + len(source)/2)
	w.text.b.Grow(len(source) + len(source)/8)
	for paragraph := range strings.SplitSeq(source, "\n\n") {
		if paragraph = strings.Trim(paragraph, "\n"); paragraph != "" {
			w.paragraph(paragraph)
		}
	}
	return w.html.String(), w.text.finish()
}

// A textBodyWriter writes a text as HTML and as text.
type textBodyWriter struct {
	html strings.Builder
	text *textWriter
}

func (w *textBodyWriter) paragraph(paragraph string) {
	w.html.WriteString("<p>")
	mark := w.text.start("p", "", "")
	first := true
	for line := range strings.SplitSeq(paragraph, "\n") {
		if !first {
			w.html.WriteString("<br>\n")
			w.text.void("br", "")
		}
		first = false
		w.line(line)
	}
	w.html.WriteString("</p>\n")
	w.text.end("p", mark)
}

// line writes a line with its web addresses as links.
func (w *textBodyWriter) line(line string) {
	for from := 0; ; {
		i := nextLink(line[from:])
		if i < 0 {
			w.words(line)
			return
		}
		i += from
		end := i + linkEnd(line[i:])
		link, _, ok := emailLinkOf(line[i:end])
		if !ok { // it is words like those around it
			from = end
			continue
		}
		w.words(line[:i])
		w.html.WriteString(`<a href="` + html.EscapeString(link) + `">`)
		mark := w.text.start("a", "", link)
		w.words(line[i:end])
		w.html.WriteString("</a>")
		w.text.end("a", mark)
		line, from = line[end:], 0
	}
}

func (w *textBodyWriter) words(words string) {
	w.html.WriteString(unbroken(html.EscapeString(words)))
	w.text.text(words)
}
