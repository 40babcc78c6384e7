package recipients

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Search returns the lines whose name, address, number or facility holds every
// word of query, without case and without accents that the search left out:
// "andre" finds André, and "å" only å. An empty query finds all; nil when
// there is nothing. The order stays.
func (s Suggestions) Search(query string) []Suggestion {
	queries := strings.Fields(lower(query))
	if len(queries) == 0 {
		return s.Lines
	}
	var found []Suggestion
	for _, line := range s.Lines {
		exact := lower(line.Name + " " + strings.Join(line.OtherNames, " ") + " " + line.Facility + " " +
			line.target() + " " + line.Address.ASCII())
		loose := plainLetters(exact)
		if !slices.ContainsFunc(queries, func(word string) bool {
			return !strings.Contains(exact, word) && !strings.Contains(loose, word)
		}) {
			found = append(found, line)
		}
	}
	return found
}

// lower writes a text in small letters, each in one code point.
func lower(text string) string { return strings.ToLower(norm.NFC.String(text)) }

// plainLetters takes the accents away from a text in small letters, but for
// those that make Nordic letters of their own.
func plainLetters(text string) string {
	if strings.IndexFunc(text, func(r rune) bool { return r >= utf8.RuneSelf }) < 0 {
		return text
	}
	var b strings.Builder
	for _, r := range text {
		if r < utf8.RuneSelf || strings.ContainsRune("åäöæø", r) {
			b.WriteRune(r)
			continue
		}
		for _, d := range norm.NFD.String(string(r)) {
			if !unicode.Is(unicode.Mn, d) {
				b.WriteRune(d)
			}
		}
	}
	return b.String()
}
