package templating

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
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
		switch s.source[i] {
		case '{':
			i = s.brace(i, 1)
		case '<':
			i = s.angle(i, 1)
		case '&':
			i = s.reference(i)
		default:
			next := strings.IndexAny(s.source[i:], "{<&")
			if next < 0 {
				i = len(s.source)
				break
			}
			i += next
		}
	}
	s.t.parts = append(s.t.parts, part{text: s.source[s.from:], offset: len(s.source)})
	if s.lastOpen >= 0 {
		s.problem(s.lastOpen, Problem{Code: UnclosedTag, Minor: true})
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
	inside := s.source[i+size : end]
	name := strings.TrimFunc(inside, isBlank)
	canonical, known := s.t.tags.find(name)
	switch {
	case known:
		s.tag(i, end+endSize, canonical)
		return end + endSize
	case isName(name):
		s.problem(i, Problem{Code: UnknownTag, Tag: name, Nearest: s.t.tags.nearest(name)})
	case s.t.html && strings.IndexByte(inside, '<') >= 0:
		if bare := stripMarkup(inside); s.meant(bare) != "" {
			s.problem(i, Problem{Code: SplitTag, Tag: s.meant(bare), Nearest: s.meant(bare)})
		}
	default:
		if bare := letters(name); len(bare) > 2 && s.meant(bare) != "" && strings.IndexFunc(name, isBlank) < 0 {
			s.problem(i, Problem{Code: UnknownTag, Tag: bare, Nearest: s.meant(bare)})
		}
	}
	return i + size
}

// closing returns the closing brace that belongs to an opening one before
// from, and its size; -1 when another opens first or it is too far away.
func (s *scanner) closing(from int) (int, int) {
	end := min(from+maxInside, len(s.source))
	for j := from; j < end; j++ {
		switch s.source[j] {
		case '}':
			return j, 1
		case '{', '\n':
			return -1, 0
		case '&':
			if !s.t.html {
				continue
			}
			for _, ref := range []string{"&#125;", "&#x7d;", "&#x7D;", "&rbrace;", "&rcub;"} {
				if strings.HasPrefix(s.source[j:], ref) {
					return j, len(ref)
				}
			}
		}
	}
	return -1, 0
}

// unclosed remembers or reports an opening brace that nothing closes: one
// before a known name is a mistake, another is text unless it is the last.
func (s *scanner) unclosed(i, size int) {
	rest := strings.TrimLeftFunc(s.source[i+size:min(i+size+maxInside, len(s.source))], isBlank)
	n := 0
	for n < len(rest) && isName(rest[:n+1]) {
		n++
	}
	if name, known := s.t.tags.find(rest[:n]); known {
		s.problem(i, Problem{Code: UnclosedTag, Tag: name, Nearest: name})
		s.lastOpen = -1
		return
	}
	if i+size == len(s.source) {
		s.lastOpen = i
	}
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

// angle reads <tag> or <tag></tag> for known names only, so that HTML is never
// taken for a tag.
func (s *scanner) angle(i, size int) int {
	return s.angled(i, size, []string{">"}, []string{"</"})
}

// reference reads what an editor makes of braces and angle brackets.
func (s *scanner) reference(i int) int {
	rest := s.source[i:]
	for _, ref := range []string{"&lt;", "&LT;", "&#60;", "&#x3c;", "&#x3C;"} {
		if strings.HasPrefix(rest, ref) {
			return s.angled(i, len(ref), []string{"&gt;", "&GT;", "&#62;", "&#x3e;", "&#x3E;", ">"}, []string{ref + "/"})
		}
	}
	if s.t.html {
		for _, ref := range []string{"&#123;", "&#x7b;", "&#x7B;", "&lbrace;", "&lcub;"} {
			if strings.HasPrefix(rest, ref) {
				return s.brace(i, len(ref))
			}
		}
	}
	return i + 1
}

func (s *scanner) angled(i, size int, closers, enders []string) int {
	rest := s.source[i+size : min(i+size+maxInside, len(s.source))]
	trimmed := strings.TrimLeftFunc(rest, isBlank)
	n := 0
	for n < len(trimmed) && isName(trimmed[:n+1]) {
		n++
	}
	name := trimmed[:n]
	after := strings.TrimLeftFunc(trimmed[n:], isBlank)
	for _, closer := range closers {
		if n == 0 || !strings.HasPrefix(after, closer) {
			continue
		}
		end := i + size + len(rest) - len(after) + len(closer)
		canonical, known := s.t.tags.find(name)
		if !known {
			if near := s.t.tags.nearest(name); near != "" && n > 4 && !htmlElements[strings.ToLower(name)] {
				s.problem(i, Problem{Code: UnknownTag, Tag: name, Nearest: near})
			}
			return i + size
		}
		s.tag(i, s.endTag(end, name, closer, enders), canonical)
		return s.from
	}
	return i + size
}

// endTag passes over </tag> right behind a <tag>.
func (s *scanner) endTag(end int, name, closer string, enders []string) int {
	for _, ender := range enders {
		whole := len(ender) + len(name) + len(closer)
		if rest := s.source[end:]; len(rest) >= whole && strings.HasPrefix(rest, ender) &&
			strings.EqualFold(rest[len(ender):len(ender)+len(name)], name) && strings.HasPrefix(rest[len(ender)+len(name):], closer) {
			return end + whole
		}
	}
	return end
}

// tag ends the literal text at start and goes on behind the tag.
func (s *scanner) tag(start, end int, name string) {
	value := slices.Index(s.t.names, name)
	if value < 0 {
		value = len(s.t.names)
		s.t.names = append(s.t.names, name)
	}
	s.t.parts = append(s.t.parts, part{text: s.source[s.from:start], tag: name, value: value, offset: start})
	s.from, s.lastOpen = end, -1
}

func (s *scanner) problem(offset int, p Problem) {
	if p.Code == UnknownTag && p.Nearest == "" {
		p.Known = strings.Join(s.t.tags.names, ", ")
	}
	if len(s.t.problems) < maxProblems {
		s.t.problems = append(s.t.problems, at(s.source, offset, p))
	}
}

// maxProblems bounds the list for a page; nobody reads more.
const maxProblems = 100

// isBlank is what may stand inside the braces around a name.
func isBlank(r rune) bool { return r == ' ' || r == '\t' || r == '\u00a0' }

// letters keeps the letters and digits of ASCII: what a name looks like to a
// reader when something invisible stands in it.
func letters(text string) string {
	return strings.Map(func(r rune) rune {
		if r < utf8.RuneSelf && (unicode.IsLetter(r) || unicode.IsDigit(r)) {
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
			return strings.TrimFunc(b.String()+text, isBlank)
		}
		b.WriteString(text[:open])
		end := strings.IndexByte(text[open:], '>')
		if end < 0 {
			return strings.TrimFunc(b.String(), isBlank)
		}
		text = text[open+end+1:]
	}
}
