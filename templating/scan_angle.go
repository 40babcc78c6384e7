package templating

import (
	"strings"

	"golang.org/x/net/html/atom"
)

// angle reads <tag>, <tag/> and <tag></tag>, in HTML with attributes too, for known
// names only, so that HTML is never taken for a tag. size is that of the opening
// bracket, which may be a reference.
func (s *scanner) angle(i, size int) int {
	rest := s.source[i+size : min(i+size+maxInside, len(s.source))]
	ends, body := false, rest
	if strings.HasPrefix(rest, "/") {
		ends, body = true, rest[1:]
	}
	name, after := leadingName(strings.TrimLeft(body, " \t\n\u00a0"))
	if name == "" {
		return i + size
	}
	canonical, known := s.t.tags.find(name)
	if !known && (len(name) < 5 || len(name) > maxName || atom.Lookup([]byte(strings.ToLower(name))) != 0) {
		return i + size // HTML, nearly always
	}
	closed := s.angleEnd(after, size > 1)
	switch {
	case !known:
		if near := s.t.tags.nearest(name); near != "" && closed >= 0 && !ends {
			s.t.note(i, s.unknown(name, near))
		}
		return i + size
	case ends && closed >= 0: // </tag> without its <tag> before it
		s.t.note(i, Problem{Code: UnknownTag, Tag: "/" + name, Nearest: canonical})
		return i + size
	case closed < 0:
		if s.t.html && size == 1 && after != "" && (after[0] == ' ' || after[0] == '\n' || after[0] == '/') {
			s.t.note(i, Problem{Code: UnclosedTag, Tag: name, Nearest: canonical})
		}
		return i + size
	}
	end := s.endTag(i+size+len(rest)-len(after)+closed, name)
	s.tag(i, end, canonical, putValue)
	return end
}

// angleEnd is how much of text goes to the end of the bracket: blanks, a slash,
// attributes where there may be some, and the closing bracket, which may be a
// reference where the opening one was; -1 when it does not end so.
func (s *scanner) angleEnd(text string, written bool) int {
	n := len(text) - len(strings.TrimLeft(text, " \t\n\u00a0"))
	if strings.HasPrefix(text[n:], "/") {
		n++
	}
	if strings.HasPrefix(text[n:], ">") {
		return n + 1
	}
	if written {
		if r, size := referenceTo(text[n:]); r == '>' {
			return n + size
		}
		return -1
	}
	if n == 0 || !s.t.html {
		return -1
	}
	for quote := byte(0); n < len(text); n++ {
		switch c := text[n]; {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '"' || c == '\'':
			quote = c
		case c == '>':
			return n + 1
		case c == '<':
			return -1
		}
	}
	return -1
}

// endTag passes over </tag> right behind a <tag>.
func (s *scanner) endTag(end int, name string) int {
	rest := s.source[end:min(end+maxInside, len(s.source))]
	open, size := rune(0), 1
	if strings.HasPrefix(rest, "<") {
		open = '<'
	} else if strings.HasPrefix(rest, "&") {
		open, size = referenceTo(rest)
	}
	if open != '<' {
		return end
	}
	again, after := leadingName(strings.TrimPrefix(rest[size:], "/"))
	if !strings.HasPrefix(rest[size:], "/") || !strings.EqualFold(again, name) {
		return end
	}
	if closed := s.angleEnd(after, size > 1); closed >= 0 {
		return end + len(rest) - len(after) + closed
	}
	return end
}
