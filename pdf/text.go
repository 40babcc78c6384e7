package pdf

import (
	"regexp"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/budkavle/budkavle/templating/cleantext"
)

// A coded text is one line of characters that the document's fonts have, ready
// to be measured and drawn.
type coded string

// What stands for a character that the font lacks.
const substitute = '□'

// printed is a text as it is printed: composed, with one kind of line break,
// and without what is not seen or only blank at an end.
func printed(text string) string { return cleantext.Canonical(text) }

// code makes one line of a printed text: with □ for what the font lacks, and
// without joiners, which mean nothing between letters that stand one by one.
func (c *canvas) code(text string) coded {
	if !strings.ContainsFunc(text, func(r rune) bool { return c.changed(r) != r }) {
		return coded(text)
	}
	out := make([]rune, 0, len(text))
	for _, r := range text {
		switch known := c.changed(r); {
		case known == substitute && r != substitute:
			c.missing[r] = true
			if !c.has(known) {
				known = '?'
			}
			out = append(out, known)
		case known >= 0:
			out = append(out, known)
		}
	}
	return coded(out)
}

// changed is a character as it is drawn, -1 for one that is not.
func (c *canvas) changed(r rune) rune {
	switch {
	case r >= ' ' && r < 0x7f && c.western:
		return r
	case cleantext.Unseen(r):
		return -1
	}
	if r = plain(r); c.has(r) {
		return r
	}
	return substitute
}

// has reports whether the current font has a character.
func (c *canvas) has(r rune) bool {
	if _, ok := c.face(r); ok {
		return true
	}
	_, ok := c.subsets[c.weight()].glyph(r)
	return ok
}

// width is that of a line of text in millimetres.
func (c *canvas) width(text coded) float64 {
	sum := 0
	widths := &faces()[c.weight()].Widths
	for _, r := range text {
		sum += c.advance(r, widths)
	}
	return float64(sum) * c.size / 1000 / points
}

// advance is the width of a character in thousandths of the size.
func (c *canvas) advance(r rune, widths *[256]int) int {
	if b, ok := c.face(r); ok {
		return widths[b]
	}
	s := &c.subsets[c.weight()]
	glyph, _ := s.glyph(r)
	return s.cut.Advance(glyph)
}

// lineHeight is the distance between two lines in the current font.
func (c *canvas) lineHeight() float64 { return c.size / points * 1.32 }

// wrap splits text into lines that are not wider than width, at blanks, or
// inside a word that is too long by itself.
func (c *canvas) wrap(text string, width float64) []coded {
	var lines []coded
	for paragraph := range strings.SplitSeq(whole(text), "\n") {
		line := c.code(paragraph)
		if c.width(line) <= width {
			lines = append(lines, line)
			continue
		}
		lines = c.wrapLine(lines, line, width)
	}
	return lines
}

func (c *canvas) wrapLine(lines []coded, text coded, width float64) []coded {
	blank := c.width(" ")
	line, used := coded(""), 0.0
	for word := range strings.SplitSeq(string(text), " ") {
		if word == "" {
			continue
		}
		w := c.width(coded(word))
		if line != "" && used+blank+w <= width {
			line, used = line+" "+coded(word), used+blank+w
			continue
		}
		if line != "" {
			lines = append(lines, line)
		}
		for w > width {
			n := c.fits(coded(word), width)
			if n >= len(word) {
				break
			}
			next := n
			// What should stay together and cannot is broken between its words.
			if at := strings.LastIndex(word[:min(n+len("\u00a0"), len(word))], "\u00a0"); at > 0 {
				n, next = at, at+len("\u00a0")
			}
			lines, word = append(lines, coded(word[:n])), word[next:]
			w = c.width(coded(word))
		}
		line, used = coded(word), w
	}
	return append(lines, line)
}

// whole keeps an interval on one line: "07:00 – 10:00" is one thing.
func whole(text string) string {
	if !strings.ContainsAny(text, "–—") && !strings.Contains(text, " - ") {
		return text
	}
	return intervals().ReplaceAllString(text, "$1\u00a0$2\u00a0")
}

var intervals = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`(\d) ([–—-]) \b`) })

// lines is wrap with at most some lines, the last of which says with … that
// there is more.
func (c *canvas) lines(text string, width float64, most int) []coded {
	all := c.wrap(text, width)
	if len(all) <= most {
		return all
	}
	last, more := all[most-1], c.code("…")
	for c.width(last)+c.width(more) > width && last != "" {
		_, size := utf8.DecodeLastRuneInString(string(last))
		last = last[:len(last)-size]
	}
	return append(all[:most-1:most-1], last+more)
}

// fits is how many bytes of a word fit into width, at least one character.
func (c *canvas) fits(word coded, width float64) int {
	widths, used := &faces()[c.weight()].Widths, 0
	room := int(width * points * 1000 / c.size)
	for i, r := range word {
		if used += c.advance(r, widths); used > room && i > 0 {
			return i
		}
	}
	return len(word)
}

// basic is a text of one line for the file's metadata.
func basic(text string) string { return cleantext.OneLine(text) }
