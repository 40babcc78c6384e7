package plan

import (
	"bytes"
	"compress/gzip"
	_ "embed"
	"encoding/json"
	"regexp"
	"slices"
	"strings"
	"sync"
)

// The plans of all regions, as the generator writes them: JSON, compressed. They
// are read when a number is refused for the first time, so that a program in which
// none is pays nothing for them.
//
//go:embed regions.json.gz
var regionsFile []byte

// A Region is what the metadata says of one region: expressions for its national
// numbers, and how they are dialled. Expressions match from the first digit on,
// those of a Desc the whole number.
type Region struct {
	ID        string `json:"id"`                  // ISO 3166, "001" for a country code of no country
	Code      string `json:"code"`                // country code
	IDD       string `json:"idd,omitempty"`       // what is dialled before a country code
	Prefix    string `json:"prefix,omitempty"`    // what is dialled before a national number
	Transform string `json:"transform,omitempty"` // what is put in its place
	Leading   string `json:"leading,omitempty"`   // how the numbers of this one of several regions begin
	Same      bool   `json:"same,omitempty"`      // mobile and fixed numbers are not told apart
	General   Desc   `json:"general"`             // all numbers
	Types     []Desc `json:"types"`               // in the order of Types
}

// A Desc is an expression and the lengths that it holds for; none: any that the
// general one has.
type Desc struct {
	Pattern string `json:"pattern,omitempty"`
	Lengths []int  `json:"lengths,omitempty"` // -1: there are none
	Local   []int  `json:"local,omitempty"`   // of numbers that are dialled within a town alone
}

// Types are the types of numbers in the order in which they are asked for; the
// two last, fixed and mobile, are not exclusive.
var Types = []string{
	"PREMIUM_RATE", "TOLL_FREE", "SHARED_COST", "VOIP", "PERSONAL_NUMBER",
	"PAGER", "UAN", "VOICEMAIL", "FIXED_LINE", "MOBILE",
}

// Either is the type of a number that may be a fixed or a mobile one.
const Either = "FIXED_LINE_OR_MOBILE"

// metadata are the regions by country code, the main one first, and by ID.
type metadata struct {
	countries   map[string][]*Region
	regions     map[string]*Region
	expressions sync.Map // compiled, by their text
}

var read = sync.OnceValue(func() *metadata {
	list, err := decode(regionsFile)
	if err != nil {
		panic(err) // it is embedded
	}
	m := &metadata{countries: map[string][]*Region{}, regions: map[string]*Region{}}
	for _, r := range list {
		m.countries[r.Code] = append(m.countries[r.Code], r)
		m.regions[r.ID] = r // "001" is several: nobody asks for it
	}
	return m
})

func decode(file []byte) (list []*Region, err error) {
	r, err := gzip.NewReader(bytes.NewReader(file))
	if err != nil {
		return nil, err
	}
	return list, json.NewDecoder(r).Decode(&list)
}

// expression returns what matches pattern from the first digit on, and to the last
// when whole.
func (m *metadata) expression(pattern string, whole bool) *regexp.Regexp {
	pattern = "^(?:" + pattern + ")"
	if whole {
		pattern += "$"
	}
	if known, ok := m.expressions.Load(pattern); ok {
		return known.(*regexp.Regexp)
	}
	compiled := regexp.MustCompile(pattern)
	m.expressions.Store(pattern, compiled)
	return compiled
}

func (m *metadata) matches(d Desc, national string) bool {
	return (len(d.Lengths) == 0 || slices.Contains(d.Lengths, len(national))) &&
		m.expression(d.Pattern, true).MatchString(national)
}

// typeOf returns the type of a national number in a region, "" when it is none.
func (m *metadata) typeOf(r *Region, national string) string {
	if !m.matches(r.General, national) {
		return ""
	}
	fixed := len(Types) - 2
	for i, d := range r.Types[:fixed] {
		if m.matches(d, national) {
			return Types[i]
		}
	}
	switch isFixed := m.matches(r.Types[fixed], national); {
	case isFixed && (r.Same || m.matches(r.Types[fixed+1], national)):
		return Either
	case isFixed:
		return "FIXED_LINE"
	case !r.Same && m.matches(r.Types[fixed+1], national):
		return "MOBILE"
	}
	return ""
}

// regionOf returns the one of a country code's regions that a national number
// belongs to; nil for none.
func (m *metadata) regionOf(code, national string) *Region {
	regions := m.countries[code]
	if len(regions) == 1 {
		return regions[0]
	}
	for _, r := range regions {
		if r.Leading != "" && m.expression(r.Leading, false).MatchString(national) ||
			r.Leading == "" && m.typeOf(r, national) != "" {
			return r
		}
	}
	return nil
}

// CountryCode returns the country code of a region (ISO 3166); "" when there is no
// such region.
func CountryCode(region string) string {
	if r := read().regions[region]; r != nil && r.ID != "001" {
		return r.Code
	}
	return ""
}

// codeOf returns the country code that digits begin with; "" for none.
func (m *metadata) codeOf(digits string) string {
	if strings.HasPrefix(digits, "0") {
		return ""
	}
	for n := 1; n <= min(3, len(digits)); n++ {
		if m.countries[digits[:n]] != nil {
			return digits[:n]
		}
	}
	return ""
}
