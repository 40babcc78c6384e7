package plan

import (
	"errors"
	"slices"
	"strings"
)

// The errors of [Parse].
var (
	ErrNotANumber         = errors.New("too few digits")
	ErrInvalidCountryCode = errors.New("no such country code")
	ErrTooLong            = errors.New("too many digits")
)

// A Number is a country code and a national number, valid or not.
type Number struct{ code, national string }

// Parse reads digits, with a + before them or not, as leniently as phonenumbers
// does (its steps are those of libphonenumber): without a country code they are
// dialled in region, whose prefixes are taken away.
func Parse(text, region string) (Number, error) {
	m := read()
	home := m.regions[region]
	if region == "001" {
		home = nil
	}
	digits, plus := strings.CutPrefix(text, "+")
	if len(digits) < 2 || plus && len(digits) < 3 {
		return Number{}, ErrNotANumber
	}
	if !plus && home == nil {
		return Number{}, ErrInvalidCountryCode
	}
	n, err := m.split(digits, plus, home)
	if errors.Is(err, ErrInvalidCountryCode) && plus {
		if n, err = m.split(digits, false, home); err == nil && n.code == "" {
			err = ErrInvalidCountryCode
		}
	}
	if err != nil {
		return Number{}, err
	}
	plan := home
	switch {
	case n.code == "":
		n = Number{home.Code, digits}
	case home == nil || m.countries[n.code][0] != home:
		plan = m.countries[n.code][0]
	}
	if len(n.national) < 2 {
		return Number{}, ErrNotANumber
	}
	if rest, ok := m.dropPrefix(n.national, plan); ok && plan.fits(rest) {
		n.national = rest
	}
	switch {
	case len(n.national) < 2:
		return Number{}, ErrNotANumber
	case len(n.national) > 17: // the ITU says 15, and Germany has longer ones
		return Number{}, ErrTooLong
	}
	return n, nil
}

// split takes the country code off digits that have one: behind a +, behind what
// is dialled for it at home, or because they are none of home's numbers with it.
// An empty code: there is none.
func (m *metadata) split(digits string, plus bool, home *Region) (Number, error) {
	rest, international := digits, plus
	if !plus {
		rest, international = m.dropIDD(digits, home)
	}
	switch {
	case international:
		if len(rest) <= 2 {
			return Number{}, ErrNotANumber
		}
		code := m.codeOf(rest)
		if code == "" {
			return Number{}, ErrInvalidCountryCode
		}
		return Number{code, rest[len(code):]}, nil
	case home != nil && strings.HasPrefix(digits, home.Code):
		national := digits[len(home.Code):]
		if without, ok := m.dropPrefix(national, home); ok {
			national = without
		}
		valid := m.expression(home.General.Pattern, true)
		if !valid.MatchString(digits) && valid.MatchString(national) || home.tooLong(digits) {
			return Number{home.Code, national}, nil
		}
	}
	return Number{}, nil
}

// dropIDD takes away what is dialled at home before a country code, which never
// begins with a 0.
func (m *metadata) dropIDD(digits string, home *Region) (rest string, dropped bool) {
	if home == nil {
		return digits, false
	}
	at := m.expression(home.IDD, false).FindStringIndex(digits)
	if home.IDD == "" || at == nil || strings.HasPrefix(digits[at[1]:], "0") {
		return digits, false
	}
	return digits[at[1]:], true
}

// dropPrefix takes away what is dialled before a national number, unless that
// makes a valid number none.
func (m *metadata) dropPrefix(national string, r *Region) (rest string, dropped bool) {
	if national == "" || r.Prefix == "" {
		return national, false
	}
	prefix := m.expression(r.Prefix, false)
	at := prefix.FindStringSubmatchIndex(national)
	if at == nil {
		return national, false
	}
	rest = national[at[1]:]
	if r.Transform != "" && at[len(at)-2] >= 0 {
		rest = prefix.ReplaceAllString(national, r.Transform)
	}
	valid := m.expression(r.General.Pattern, true)
	if valid.MatchString(national) && !valid.MatchString(rest) {
		return national, false
	}
	return rest, true
}

// fits reports whether the region has numbers of this length, or of more than all.
func (r *Region) fits(national string) bool {
	lengths, n := r.General.Lengths, len(national)
	if len(lengths) == 0 || lengths[0] == -1 || slices.Contains(r.General.Local, n) {
		return false
	}
	return slices.Contains(lengths, n) || n > lengths[len(lengths)-1]
}

// tooLong reports whether the region has only shorter numbers.
func (r *Region) tooLong(national string) bool {
	lengths, n := r.General.Lengths, len(national)
	return len(lengths) > 0 && lengths[0] != -1 && !slices.Contains(r.General.Local, n) && n > lengths[len(lengths)-1]
}

// E164 writes the number with + and country code.
func (n Number) E164() string { return "+" + n.code + n.national }

// National returns the number without its country code.
func (n Number) National() string { return n.national }

// Region returns the region that the number belongs to (ISO 3166), "001" for a
// country code of no country, "" when no region has such numbers.
func (n Number) Region() string {
	if r := read().regionOf(n.code, n.national); r != nil {
		return r.ID
	}
	return ""
}

// Type returns which of [Types] the number is of, or [Either]; "" when it is not
// valid.
func (n Number) Type() string {
	m := read()
	if r := m.regionOf(n.code, n.national); r != nil {
		return m.typeOf(r, n.national)
	}
	return ""
}
