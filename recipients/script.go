package recipients

import (
	"strings"
	"unicode"
)

// MixedScript reports whether a label of the domain mixes letters of scripts
// that no language writes in one word, such as a Cyrillic а among Latin letters:
// mostly somebody who wants to be taken for another. A name that is whole in a
// foreign script is not found (UTS 39 section 5.2, "highly restrictive").
func (a Address) MixedScript() bool {
	for label := range strings.SplitSeq(a.Domain(), ".") {
		if mixesScripts(label) {
			return true
		}
	}
	return false
}

// together are the scripts that one word may have beside each other: those of
// Japanese, Chinese and Korean, and Latin among them.
var together = [][]*unicode.RangeTable{
	{unicode.Latin, unicode.Han, unicode.Hiragana, unicode.Katakana},
	{unicode.Latin, unicode.Han, unicode.Bopomofo},
	{unicode.Latin, unicode.Han, unicode.Hangul},
}

func mixesScripts(label string) bool {
	for _, scripts := range together {
		if isWritten(label, scripts...) {
			return false
		}
	}
	for _, r := range label {
		if !unicode.In(r, unicode.Common, unicode.Inherited) {
			return !isWritten(label, scriptOf(r))
		}
	}
	return false
}

// isWritten reports whether a label is whole in these scripts; digits, hyphens
// and marks belong to all of them.
func isWritten(label string, scripts ...*unicode.RangeTable) bool {
	return !strings.ContainsFunc(label, func(r rune) bool {
		return !unicode.In(r, unicode.Common, unicode.Inherited) && !unicode.In(r, scripts...)
	})
}

// scriptOf returns the script of a letter; each has one.
func scriptOf(r rune) *unicode.RangeTable {
	for _, script := range unicode.Scripts {
		if unicode.Is(script, r) {
			return script
		}
	}
	return unicode.Common
}
