package templating

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// DefaultLimit is how many bytes an expanded text has at most: 1 MiB, before values
// are escaped. Escaped HTML may be eight times that.
const DefaultLimit = 1 << 20

// A Template is a compiled text with tags. It is immutable and safe for
// concurrent use; [Parse] and [ParseHTML] make it.
type Template struct {
	original string // as it was given
	source   string // valid UTF-8, LF line ends, no controls
	html     bool
	tags     Tags
	parts    []part
	names    []string // canonical, of the tags that are used, each once
	problems Problems
	page     *page // the HTML form, compiled when the source is HTML

	literal     int  // bytes of text that is no tag
	conditional bool // parts of it may be left out
}

// part is literal text, then a tag; the last one has no tag.
type part struct {
	text   string
	tag    string // canonical name; empty in the last part
	use    use
	value  int // index of the tag in names
	offset int // of the tag in source
	end    int // of an opening: the part that closes it
	eat    int // of an opening: how much of the text after its end goes with it
}

// use is what a tag stands for.
type use uint8

const (
	putValue  use = iota // {company}
	openPart             // {company?}: what follows is left out when the value is blank
	closePart            // {/company}
)

// Parse compiles plain text with tags, written {tag} or <tag>. CRLF and CR are
// read as LF. It never fails: what is wrong is in [Template.Problems], a hundred at
// most. Its time is linear in the source.
func Parse(source string, tags Tags) *Template { return parse(source, tags, false) }

// ParseHTML compiles HTML with tags. Braces, and blanks inside them, written as
// character references are read as such. A tag where no value can be made
// harmless, in a style, a script, a comment or a name, is a problem. It never
// fails and is linear, as [Parse].
func ParseHTML(source string, tags Tags) *Template {
	t := parse(source, tags, true)
	t.compile()
	t.sort()
	return t
}

func parse(source string, tags Tags, html bool) *Template {
	t := &Template{original: source, html: html, tags: tags}
	t.source = clean(source)
	s := scanner{t: t, source: t.source}
	s.run()
	t.pair()
	t.sort()
	return t
}

// sort puts the problems into the order of the source.
func (t *Template) sort() {
	slices.SortStableFunc(t.problems, func(a, b Problem) int { return a.Offset - b.Offset })
}

// pair finds for each {company?} its {/company}, and reports those without.
func (t *Template) pair() {
	var open []int
	for i := range t.parts {
		p := &t.parts[i]
		t.literal += len(p.text)
		t.conditional = t.conditional || p.use != putValue
		switch p.use {
		case openPart:
			p.end = -1
			open = append(open, i)
		case closePart:
			n := len(open) - 1
			if n < 0 || t.parts[open[n]].tag != p.tag {
				t.note(p.offset, Problem{Code: UnclosedPart, Tag: p.tag})
				continue
			}
			t.parts[open[n]].end = i
			t.parts[open[n]].eat = t.eaten(open[n], i)
			open = open[:n]
		}
	}
	for _, i := range open {
		t.note(t.parts[i].offset, Problem{Code: UnclosedPart, Tag: t.parts[i].tag})
	}
}

// eaten is how much of the text behind a part goes when the part does: the line
// break of a line, or the blank line of a paragraph, that held nothing else.
func (t *Template) eaten(open, end int) int {
	if t.html {
		return 0
	}
	before, after := t.parts[open].text, t.parts[end+1].text
	alone := strings.HasSuffix(before, "\n") || before == "" && open == 0
	switch {
	case !alone || !strings.HasPrefix(after, "\n"):
		return 0
	case strings.HasPrefix(after, "\n\n") && (strings.HasSuffix(before, "\n\n") || before == ""):
		return 2
	}
	return 1
}

// note keeps a problem at an offset of the cleaned source.
func (t *Template) note(offset int, p Problem) {
	if len(t.problems) < maxProblems {
		p = at(t.source, offset, p)
		p.Offset = t.originalOffset(p.Offset)
		t.problems = append(t.problems, p)
	}
}

// maxProblems bounds the list for a page; nobody reads more.
const maxProblems = 100

// originalOffset is where a place of the cleaned source stands in the given one,
// where CRLF was two bytes and a bad byte was one.
func (t *Template) originalOffset(offset int) int {
	if t.source == t.original {
		return offset
	}
	i := 0
	for clean := 0; clean < offset && i < len(t.original); {
		_, size := utf8.DecodeRuneInString(t.source[clean:])
		clean += size
		if strings.HasPrefix(t.original[i:], "\r\n") {
			i += 2
			continue
		}
		_, had := utf8.DecodeRuneInString(t.original[i:])
		i += had
	}
	return i
}

// IsHTML reports whether the template is HTML.
func (t *Template) IsHTML() bool { return t.html }

// Problems returns everything that is wrong, in the order of the source; nil
// when nothing is.
func (t *Template) Problems() Problems { return slices.Clone(t.problems) }

// Err returns the problems that keep the template from being sent, as
// [Problems], or nil.
func (t *Template) Err() error { return t.problems.serious() }

// Tags returns the canonical names of the tags that the template uses, each
// once, in order.
func (t *Template) Tags() []string { return slices.Clone(t.names) }

// Dropped returns what [Sanitize] drops or changes of an HTML template, each kind
// once where it first stands, for the page where it is saved. All of it is minor;
// nil when nothing is dropped, and for plain text.
func (t *Template) Dropped(p Policy) Problems {
	if !t.html {
		return nil
	}
	var list Problems
	told := map[[2]string]bool{}
	c := cleaner{policy: p, marked: true, tell: func(offset int, what Problem) {
		if key := [2]string{string(what.Code), what.Markup}; !told[key] && len(list) < maxProblems {
			told[key] = true
			what = at(t.source, offset, what)
			what.Offset = t.originalOffset(offset)
			list = append(list, what)
		}
	}}
	c.clean(t.masked())
	return list
}

// masked is the source with a mark of the same length in place of each tag, so
// that offsets stay.
func (t *Template) masked() string {
	var b strings.Builder
	b.Grow(len(t.source))
	for i := range t.parts {
		p := &t.parts[i]
		b.WriteString(withoutMarks(p.text))
		if p.tag != "" {
			next := len(t.source)
			if i+1 < len(t.parts) {
				next = t.parts[i+1].offset - len(t.parts[i+1].text)
			}
			b.WriteString(tagMark + strings.Repeat("x", next-p.offset-len(tagMark)))
		}
	}
	return b.String()
}
