package pdf

import (
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"github.com/budkavle/budkavle/templating/cleantext"
)

// A coded text is written as the font has it, one line, ready to be measured
// and drawn: a byte a character with the Western faces, UTF-8 otherwise.
type coded string

// What stands for a character that the font lacks.
const substitute = '□'

// printed is a text as it is printed: composed, with one kind of line break,
// and without what is not seen or only blank at an end.
func printed(text string) string { return cleantext.Canonical(text) }

// code writes one line as the font has it: composed, without what is not seen,
// and with □ for what the font lacks.
func (c *canvas) code(text string) coded {
	out := make([]byte, 0, len(text))
	for _, r := range text {
		switch r = plain(r); r {
		case '✓':
			r = '•'
		case '✕':
			r = '×'
		case '☐':
			r = '□'
		}
		if b, ok := western(r); ok && c.western {
			out = append(out, b)
			continue
		}
		if cleantext.Unseen(r) {
			continue
		}
		switch known := drawable(r) && c.has.has(r); {
		case known && !c.western:
			out = append(out, string(r)...)
		case known:
			c.leaves = true
			out = append(out, '?')
		case c.western:
			c.missing[r] = true
			b, _ := western(substitute)
			out = append(out, b)
		case c.has.has(substitute):
			c.missing[r] = true
			out = append(out, string(substitute)...)
		default:
			c.missing[r] = true
			out = append(out, '?')
		}
	}
	return coded(out)
}

// width is that of a line of text in millimetres.
func (c *canvas) width(text coded) float64 {
	if c.western {
		w := &faces()[c.weight()].widths
		sum := 0
		for i := range len(text) {
			sum += w[text[i]]
		}
		return float64(sum) * c.size / 1000 / points
	}
	c.applyFont()
	return c.f.GetStringWidth(string(text))
}

func (c *canvas) weight() int {
	if c.bold {
		return 1
	}
	return 0
}

// lineHeight is the distance between two lines in the current font.
func (c *canvas) lineHeight() float64 { return c.size / points * 1.32 }

// wrap splits text into lines that are not wider than width, at blanks, or
// inside a word that is too long by itself.
func (c *canvas) wrap(text string, width float64) []coded {
	var lines []coded
	for paragraph := range strings.SplitSeq(text, "\n") {
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
			lines, word = append(lines, coded(word[:n])), word[n:]
			w = c.width(coded(word))
		}
		line, used = coded(word), w
	}
	return append(lines, line)
}

// lines is wrap with at most some lines, the last of which says with … that
// there is more.
func (c *canvas) lines(text string, width float64, most int) []coded {
	all := c.wrap(text, width)
	if len(all) <= most {
		return all
	}
	last, more := all[most-1], c.code("…")
	for c.width(last)+c.width(more) > width && last != "" {
		last = last[:c.shorter(last)]
	}
	return append(all[:most-1:most-1], last+more)
}

// fits is how many bytes of a word fit into width, at least one character.
func (c *canvas) fits(word coded, width float64) int {
	used := 0.0
	if c.western {
		for i := range len(word) {
			if used += c.width(word[i : i+1]); used > width && i > 0 {
				return i
			}
		}
		return len(word)
	}
	for i, r := range word {
		if used += c.width(coded(string(r))); used > width && i > 0 {
			return i
		}
	}
	return len(word)
}

// shorter is the length of a text without its last character.
func (c *canvas) shorter(text coded) int {
	if c.western {
		return len(text) - 1
	}
	_, size := utf8.DecodeLastRuneInString(string(text))
	return len(text) - size
}

// basic leaves out what fpdf cannot write in metadata.
func basic(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case cleantext.Unseen(r):
			return -1
		case r > 0xFFFF || r == '\uFFFD':
			return substitute
		}
		return r
	}, strings.ToValidUTF8(norm.NFC.String(text), string(substitute)))
}
