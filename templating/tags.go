package templating

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"unicode"
)

// Values are what tags are replaced by, by canonical tag name, as plain text: they
// are escaped where they land. A tag without a value is replaced by nothing.
type Values = map[string]string

// Tags is a set of known tag names. It is immutable and safe for concurrent use;
// the zero value knows none.
type Tags struct {
	names []string          // canonical, in the order given
	index map[string]string // lower case to canonical
}

// DefaultTags returns the ten tags that every template knows.
func DefaultTags() Tags { return defaultTags() }

var defaultTags = sync.OnceValue(func() Tags {
	return Tags{}.With("company", "futureBookings", "orderRef", "nextBooking", "nextBookingName", "nextBookingDate",
		"nextBookingTime", "facilityOrCustomer", "customerOrderNumber", "serviceObjects")
})

// BuiltInTags returns the ten and those that the built-in messages use beside
// them: see [locale.Language.Text].
func BuiltInTags() Tags { return builtInTags() }

var builtInTags = sync.OnceValue(func() Tags {
	return DefaultTags().With("orderNumber", "nextBookingNames", "nextBookingWhen", "visits", "articles",
		"changes", "expectedTime", "expectedWhen", "companyPhone")
})

// With returns the set with a host's own tags added. A name is a letter A–Z
// followed by letters A–Z and digits, 64 at most; another one, or one that is there
// already whatever its case, panics, since names are constants of the host.
func (t Tags) With(names ...string) Tags {
	more := Tags{names: slices.Clone(t.names), index: make(map[string]string, len(t.index)+len(names))}
	maps.Copy(more.index, t.index)
	for _, name := range names {
		lower := strings.ToLower(name)
		if len(name) > maxName || !isTagName(name) || more.index[lower] != "" {
			panic(fmt.Sprintf("templating: tag name %q is taken, or not letters and digits with a letter first", name))
		}
		more.names, more.index[lower] = append(more.names, name), name
	}
	return more
}

// Names returns the canonical names, in the order in which they were added.
func (t Tags) Names() []string { return slices.Clone(t.names) }

// maxName is how long a tag's name is at the most.
const maxName = 64

// find returns the canonical name of a tag, whatever its case.
func (t Tags) find(name string) (string, bool) {
	var lower [maxName]byte
	if len(name) > maxName {
		return "", false
	}
	for i := range len(name) {
		c := name[i]
		if c >= 'A' && c <= 'Z' {
			c += 'a' - 'A'
		}
		lower[i] = c
	}
	canonical, ok := t.index[string(lower[:len(name)])]
	return canonical, ok
}

// nearest returns the known name that a misspelt one is closest to: at most a
// third of its letters away.
func (t Tags) nearest(name string) string {
	written := []rune(strings.ToLower(name))
	if len(written) > maxName {
		return ""
	}
	best, bestAt := "", len(written)/3+1
	for _, known := range t.names {
		if far := len(known) - len(written); far >= bestAt || -far >= bestAt {
			continue // so many letters have to be added or taken away
		}
		if d := distance(written, []rune(strings.ToLower(known))); d < bestAt {
			best, bestAt = known, d
		}
	}
	return best
}

// probable returns the known name that was probably meant: the nearest one, else
// the shortest that holds what was written, {booking} for {nextBooking}, or has
// all its letters in order, {customerNumber}.
func (t Tags) probable(name string) string {
	if near := t.nearest(name); near != "" {
		return near
	}
	best, written := "", strings.ToLower(name)
	if len(written) < 4 || len(written) > maxName {
		return ""
	}
	for _, known := range t.names {
		lower := strings.ToLower(known)
		fits := strings.Contains(lower, written) ||
			2*len(written) > len(lower) && lower[0] == written[0] && isWithin(written, lower)
		if fits && (best == "" || len(known) < len(best)) {
			best = known
		}
	}
	return best
}

// isWithin reports whether all letters of a stand in b in their order.
func isWithin(a, b string) bool {
	for i := 0; i < len(b) && a != ""; i++ {
		if b[i] == a[0] {
			a = a[1:]
		}
	}
	return a == ""
}

// distance is how many letters have to be added, taken away, changed or
// swapped with their neighbour to come from a to b.
func distance(a, b []rune) int {
	before, last, row := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i := 1; i <= len(a); i++ {
		row[0] = i
		for j := 1; j <= len(b); j++ {
			change := 1
			if a[i-1] == b[j-1] {
				change = 0
			}
			row[j] = min(last[j]+1, row[j-1]+1, last[j-1]+change)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		before, last, row = last, row, before
	}
	return last[len(b)]
}

// isTagName reports whether s can be a known tag's name.
func isTagName(s string) bool {
	for i := range len(s) {
		c := s[i]
		if c|0x20 < 'a' || c|0x20 > 'z' {
			if i == 0 || !isDigit(c) {
				return false
			}
		}
	}
	return s != ""
}

// isName reports whether s is what somebody would take for a tag's name: letters
// of any script and digits, a letter among them.
func isName(s string) bool {
	lettered := false
	for _, r := range s {
		switch {
		case unicode.IsLetter(r):
			lettered = true
		case !unicode.IsDigit(r) && !unicode.IsMark(r):
			return false
		}
	}
	return lettered
}
