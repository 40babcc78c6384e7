package templating

import (
	"strconv"
	"strings"
)

// Marks stand in place of the tags while the markup is read: private characters,
// which compile takes out of the literal text before.
const (
	tagMark = "\ue000"
	endMark = "\ue001"
)

// withoutMarks makes literal text one that holds no marks.
func withoutMarks(text string) string {
	if !strings.Contains(text, "\xee\x80") {
		return text
	}
	return strings.NewReplacer(tagMark, "\uFFFD", endMark, "\uFFFD").Replace(text)
}

// cutMark reads the number of a mark that text begins with.
func cutMark(text string) (n int, rest string, ok bool) {
	number, rest, found := strings.Cut(strings.TrimPrefix(text, tagMark), endMark)
	n, err := strconv.Atoi(number)
	return n, rest, found && err == nil
}

// each cuts text at its marks: literal gets what stands between, mark each number.
func each(text string, literal func(string), mark func(int)) {
	for {
		i := strings.Index(text, tagMark)
		if i < 0 {
			literal(text)
			return
		}
		literal(text[:i])
		n, rest, ok := cutMark(text[i:])
		if !ok {
			return
		}
		mark(n)
		text = rest
	}
}
