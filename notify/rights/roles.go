package rights

import (
	"cmp"
	"slices"
)

// Roles say which rights each role of a company has, by the role's name. Role
// names are the host's and are compared exactly; a role that is not listed has
// no right. Without any role (nil or empty) [Default] is meant.
type Roles map[string][]Right

// Admin is the role that has every right in [Default].
const Admin = "admin"

// Default returns the roles of a company that has not chosen: administrators
// may do everything, others only what needs no right.
func Default() Roles { return Roles{Admin: {Everything}} }

// Who is a user with the roles that the user has at the company. The zero value
// has no role, and so no right.
type Who struct {
	ID    string   `json:"id,omitzero"` // the host's key
	Roles []string `json:"roles,omitempty"`
}

// Allow returns nil if who has every right that is needed, and otherwise an
// [*Error] with all that are missing. Where nothing is needed everybody is
// allowed. An empty Right is one that only [Everything] gives.
func (r Roles) Allow(who Who, needed ...Right) error {
	var missing []Right
	for _, right := range needed {
		if !r.Has(who, right) {
			missing = append(missing, right)
		}
	}
	if len(missing) == 0 {
		return nil
	}
	return &Error{Who: who.ID, Missing: sorted(missing)}
}

// Has reports whether who has a right: for a page that shows a button or not.
func (r Roles) Has(who Who, right Right) bool {
	return slices.ContainsFunc(who.Roles, func(role string) bool {
		held := r.of(role)
		return slices.Contains(held, right) || slices.Contains(held, Everything)
	})
}

// Unknown returns the rights in r that neither the library knows nor the host,
// whose own rights are given, sorted: misspellings, or those of another version.
// They give nobody anything.
func (r Roles) Unknown(own ...Right) []Right {
	var unknown []Right
	for _, held := range r {
		for _, right := range held {
			if right != Everything && !slices.Contains(all, right) && !slices.Contains(own, right) {
				unknown = append(unknown, right)
			}
		}
	}
	return sorted(unknown)
}

func (r Roles) of(role string) []Right {
	if len(r) == 0 {
		r = Default()
	}
	return r[role]
}

// sorted puts rights into the order of a settings page, each once.
func sorted(rights []Right) []Right {
	slices.SortFunc(rights, func(a, b Right) int {
		return cmp.Or(cmp.Compare(a.place(), b.place()), cmp.Compare(a, b))
	})
	return slices.Compact(rights)
}
