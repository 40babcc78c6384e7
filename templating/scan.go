package templating

import (
	"html"
	"slices"
	"strings"
	"unicode"
)

// A scanner finds the tags in a source, in one pass.
type scanner struct {
	t        *Template
	source   string
	from     int // where the literal text began
	lastOpen int // where the last { stands that no } has closed yet; -1 for none
}

func (s *scanner) run() {
	s.lastOpen = -1
	for i := 0; i < len(s.source); {
		next := strings.IndexAny(s.source[i:], "{<&")
		if next < 0 {
			break
		}
		i += next
		switch s.source[i] {
		case '{':
			i = s.brace(i, 1)
		case '<':
			i = s.angle(i, 1)
		default:
			i = s.reference(i)
		}
	}
	s.t.parts = append(s.t.parts, part{text: s.source[s.from:], offset: len(s.source)})
	if s.lastOpen >= 0 {
		s.t.note(s.lastOpen, Problem{Code: UnclosedTag, Minor: true})
	}
}

// maxInside is how many bytes between braces are looked at.
const maxInside = 200

// brace reads the tag after the opening brace of size bytes at i, and returns
// where to go on.
func (s *scanner) brace(i, size int) int {
	end, endSize := s.closing(i + size)
	if end < 0 {
		s.unclosed(i, size)
		return i + size
	}
	s.lastOpen = -1
	written := s.source[i+size : end]
	inside := written
	if s.t.html && strings.IndexByte(inside, '&') >= 0 {
		inside = html.UnescapeString(inside)
	}
	name := strings.TrimFunc(inside, unicode.IsSpace)
	if canonical, known := s.t.tags.find(name); known {
		s.tag(i, end+endSize, canonical, putValue)
		return end + endSize
	}
	if canonical, use, known := s.partMark(name); known {
		s.tag(i, end+endSize, canonical, use)
		return end + endSize
	}
	s.odd(i, name)
	return i + size
}

// partMark reads {company?} and {/company}.
func (s *scanner) partMark(name string) (canonical string, use use, known bool) {
	if rest, ok := strings.CutSuffix(name, "?"); ok {
		canonical, known = s.t.tags.find(strings.TrimFunc(rest, unicode.IsSpace))
		return canonical, openPart, known
	}
	if rest, ok := strings.CutPrefix(name, "/"); ok {
		canonical, known = s.t.tags.find(strings.TrimFunc(rest, unicode.IsSpace))
		return canonical, closePart, known
	}
	return "", 0, false
}

// odd reports what stands in braces and is no tag, when somebody meant one.
func (s *scanner) odd(i int, name string) {
	switch {
	case isName(name):
		s.t.note(i, s.unknown(name, s.t.tags.probable(name)))
	case s.t.html && strings.IndexByte(name, '<') >= 0:
		if near := s.meant(stripMarkup(name)); near != "" {
			s.t.note(i, Problem{Code: SplitTag, Tag: near, Nearest: near})
		}
	default:
		if near := s.disguised(name); near != "" {
			s.t.note(i, s.unknown(name, near))
		}
	}
}

// disguised returns the known tag that stands in braces with something beside or
// within it: {company.}, {nextBooking.date}, {next Booking}, {company|upper}. Two
// words that are no tag are text.
func (s *scanner) disguised(name string) string {
	bare := letters(name)
	if near := s.meant(bare); len(bare) > 2 && near != "" {
		if _, same := s.t.tags.find(bare); same || strings.IndexFunc(name, unicode.IsSpace) < 0 {
			return near
		}
	}
	if lead, rest := leadingName(name); strings.HasPrefix(strings.TrimLeft(rest, " "), "|") {
		canonical, _ := s.t.tags.find(lead)
		return canonical
	}
	return ""
}

// unknown is the problem of a name that is not known.
func (s *scanner) unknown(name, near string) Problem {
	p := Problem{Code: UnknownTag, Tag: name, Nearest: near}
	if near == "" {
		p.Known = strings.Join(s.t.tags.names, ", ")
	}
	return p
}

// closing returns the closing brace that belongs to an opening one before
// from, and its size; -1 when another opens first or it is too far away.
func (s *scanner) closing(from int) (int, int) {
	end := min(from+maxInside, len(s.source))
	for j := from; j < end; j++ {
		switch s.source[j] {
		case '}':
			return j, 1
		case '{':
			return -1, 0
		case '&':
			if !s.t.html {
				continue
			}
			if r, size := referenceTo(s.source[j:]); r == '}' {
				return j, size
			}
		}
	}
	return -1, 0
}

// referenceTo reads a character reference; 0 for none that matters here.
func referenceTo(text string) (rune, int) {
	end := strings.IndexByte(text[:min(len(text), 12)], ';')
	if end < 0 {
		return 0, 0
	}
	decoded := []rune(html.UnescapeString(text[:end+1]))
	if len(decoded) != 1 {
		return 0, 0
	}
	return decoded[0], end + 1
}

// unclosed remembers or reports an opening brace that nothing closes: one
// before a known name is a mistake, another is text unless it is the last.
func (s *scanner) unclosed(i, size int) {
	rest := s.source[i+size : min(i+size+maxInside, len(s.source))]
	if s.t.html {
		rest = strings.TrimPrefix(rest, "&nbsp;")
	}
	name, _ := leadingName(strings.TrimLeftFunc(rest, unicode.IsSpace))
	if canonical, known := s.t.tags.find(name); known {
		s.t.note(i, Problem{Code: UnclosedTag, Tag: name, Nearest: canonical})
		s.lastOpen = -1
		return
	}
	if i+size == len(s.source) {
		s.lastOpen = i
	}
}

// leadingName is the letters A–Z and digits that text begins with, and the rest.
func leadingName(text string) (name, rest string) {
	n := 0
	for n < len(text) && n <= maxName && (text[n]|0x20 >= 'a' && text[n]|0x20 <= 'z' || n > 0 && isDigit(text[n])) {
		n++
	}
	return text[:n], text[n:]
}

// meant returns the known tag that a text without its markup or odd characters
// is or nearly is.
func (s *scanner) meant(bare string) string {
	if name, ok := s.t.tags.find(bare); ok {
		return name
	}
	if !isName(bare) {
		return ""
	}
	return s.t.tags.nearest(bare)
}

// reference reads what an editor makes of braces and angle brackets.
func (s *scanner) reference(i int) int {
	switch r, size := referenceTo(s.source[i:]); {
	case r == '<':
		return s.angle(i, size)
	case r == '{' && s.t.html:
		return s.brace(i, size)
	}
	return i + 1
}

// tag ends the literal text at start and goes on behind the tag.
func (s *scanner) tag(start, end int, name string, use use) {
	value := slices.Index(s.t.names, name)
	if value < 0 {
		value = len(s.t.names)
		s.t.names = append(s.t.names, name)
	}
	s.t.parts = append(s.t.parts, part{text: s.source[s.from:start], tag: name, use: use, value: value, offset: start})
	s.from, s.lastOpen = end, -1
}

// letters keeps the letters and digits: what a name looks like to a reader when
// something invisible, or a point, stands in it.
func letters(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return r
		}
		return -1
	}, text)
}

// stripMarkup takes <…> away.
func stripMarkup(text string) string {
	var b strings.Builder
	for {
		open := strings.IndexByte(text, '<')
		if open < 0 {
			return strings.TrimFunc(b.String()+text, unicode.IsSpace)
		}
		b.WriteString(text[:open])
		end := strings.IndexByte(text[open:], '>')
		if end < 0 {
			return strings.TrimFunc(b.String(), unicode.IsSpace)
		}
		text = text[open+end+1:]
	}
}
