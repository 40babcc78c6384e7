package templating

import (
	"fmt"
	"slices"
	"strings"
)

// Values are what tags are replaced by, by canonical tag name, as plain text: they
// are escaped where they land (R304). A tag without a value is replaced by nothing.
type Values = map[string]string

// Tags is a set of known tag names (R302). It is immutable and safe for concurrent
// use; the zero value knows none.
type Tags struct {
	names []string          // canonical, in the order given
	index map[string]string // lower case to canonical
}

// DefaultTags returns the ten tags of R302.
func DefaultTags() Tags {
	return Tags{}.With("company", "futureBookings", "orderRef", "nextBooking", "nextBookingName", "nextBookingDate",
		"nextBookingTime", "facilityOrCustomer", "customerOrderNumber", "serviceObjects")
}

// With returns the set with a host's own tags added. A name is a letter A–Z
// followed by letters A–Z and digits; another one, or one that is there
// already whatever its case, panics, since names are constants of the host.
func (t Tags) With(names ...string) Tags {
	more := Tags{names: slices.Clone(t.names), index: make(map[string]string, len(t.index)+len(names))}
	for lower, name := range t.index {
		more.index[lower] = name
	}
	for _, name := range names {
		lower := strings.ToLower(name)
		if !isName(name) || more.index[lower] != "" {
			panic(fmt.Sprintf("templating: tag name %q is taken, or not letters and digits with a letter first", name))
		}
		more.names, more.index[lower] = append(more.names, name), name
	}
	return more
}

// Names returns the canonical names, in the order in which they were added.
func (t Tags) Names() []string { return slices.Clone(t.names) }

// find returns the canonical name of a tag, whatever its case.
func (t Tags) find(name string) (string, bool) {
	canonical, ok := t.index[strings.ToLower(name)]
	return canonical, ok
}

// nearest returns the known name that a misspelt one is closest to: at most a
// third of its letters away.
func (t Tags) nearest(name string) string {
	if len(name) > 64 {
		return ""
	}
	best, bestAt := "", len(name)/3+1
	for _, known := range t.names {
		if d := distance(strings.ToLower(name), strings.ToLower(known)); d < bestAt {
			best, bestAt = known, d
		}
	}
	return best
}

// distance is how many letters have to be added, taken away, changed or
// swapped with their neighbour to come from a to b.
func distance(a, b string) int {
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

// isName reports whether s can be a tag's name.
func isName(s string) bool {
	for i := range len(s) {
		c := s[i]
		if c|0x20 < 'a' || c|0x20 > 'z' {
			if i == 0 || c < '0' || c > '9' {
				return false
			}
		}
	}
	return s != ""
}
