package templating

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// DefaultLimit is how many bytes an expanded text has at most (R304): 1 MiB.
const DefaultLimit = 1 << 20

// A Template is a compiled text with tags. It is immutable and safe for
// concurrent use; [Parse] and [ParseHTML] make it.
type Template struct {
	source   string
	html     bool
	tags     Tags
	parts    []part
	names    []string // canonical, of the tags that are used, each once
	problems Problems
	literal  int // bytes of text between the tags
	limit    int
	page     *page // the HTML form, compiled when the source is HTML
}

// part is literal text, then a tag's name; the last one has no tag.
type part struct {
	text   string
	tag    string
	value  int // index of the tag in names
	offset int
}

// Parse compiles plain text with tags, written as R301 has them. It never fails:
// what is wrong is in [Template.Problems], a hundred at most. Its time is linear
// in the source.
func Parse(source string, tags Tags) *Template { return parse(source, tags, false) }

// ParseHTML compiles HTML with tags. Braces written as character references
// are read as braces. A tag where no value can be made harmless, in a style, a
// script, a comment or a name, is a problem (R304). It never fails, as [Parse].
func ParseHTML(source string, tags Tags) *Template {
	t := parse(source, tags, true)
	t.compile()
	return t
}

func parse(source string, tags Tags, html bool) *Template {
	if !utf8.ValidString(source) {
		source = strings.ToValidUTF8(source, "\uFFFD")
	}
	t := &Template{source: source, html: html, tags: tags, limit: DefaultLimit}
	s := scanner{t: t, source: source}
	s.run()
	for _, p := range t.parts {
		t.literal += len(p.text)
	}
	return t
}

// WithLimit returns the template with another limit of the expanded text, in
// bytes before values are escaped; 0 or less is [DefaultLimit]. Escaped HTML may
// be eight times that.
func (t *Template) WithLimit(bytes int) *Template {
	c := *t
	c.limit = bytes
	if bytes <= 0 {
		c.limit = DefaultLimit
	}
	return &c
}

// Source returns the text that the template was made from.
func (t *Template) Source() string { return t.source }

// IsHTML reports whether the template is HTML.
func (t *Template) IsHTML() bool { return t.html }

// Problems returns everything that is wrong, in the order of the source; nil
// when nothing is.
func (t *Template) Problems() Problems { return slices.Clone(t.problems) }

// Err returns the problems that keep the template from being sent (R303), as
// [Problems], or nil.
func (t *Template) Err() error { return t.problems.serious() }

// Tags returns the canonical names of the tags that the template uses, each
// once, in order.
func (t *Template) Tags() []string { return slices.Clone(t.names) }

// Check returns which of the tags that a kind of message needs are missing,
// and which of those used it has no values for. A nil list checks nothing. Names
// are canonical.
func (t *Template) Check(needed, allowed []string) (missing, superfluous []string) {
	used := t.Tags()
	for _, name := range needed {
		if !slices.Contains(used, name) {
			missing = append(missing, name)
		}
	}
	for _, name := range used {
		if allowed != nil && !slices.Contains(allowed, name) {
			superfluous = append(superfluous, name)
		}
	}
	return missing, superfluous
}
