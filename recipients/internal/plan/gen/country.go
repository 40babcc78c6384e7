package main

import (
	"fmt"
	"maps"
	"regexp"
	"regexp/syntax"
	"slices"
	"strconv"

	pn "github.com/nyaruka/phonenumbers"
)

// A country is the regions that share a country code, in the order in which
// the library asks them, with all expressions that decide about its numbers.
type country struct {
	code        string
	regions     []*pn.PhoneMetadata
	expressions expressions
	start       state
}

// readCountries returns the countries by their codes.
func readCountries() (map[string]*country, error) {
	collection, err := pn.MetadataCollection()
	if err != nil {
		return nil, err
	}
	regions := map[string]*pn.PhoneMetadata{}
	for _, m := range collection.GetMetadata() {
		regions[regionKey(m.GetId(), int(m.GetCountryCode()))] = m
	}
	countries := map[string]*country{}
	for code := range pn.GetSupportedCallingCodes() {
		c := &country{code: strconv.Itoa(code)}
		for _, id := range pn.GetRegionCodesForCountryCode(code) {
			m := regions[regionKey(id, code)]
			if int(m.GetCountryCode()) != code {
				return nil, fmt.Errorf("+%d: no metadata of %s", code, id)
			}
			c.regions = append(c.regions, m)
		}
		if err := c.addExpressions(); err != nil {
			return nil, fmt.Errorf("+%d: %w", code, err)
		}
		countries[c.code] = c
	}
	return countries, nil
}

// regionKey tells the country codes apart that belong to no region.
func regionKey(id string, code int) string {
	if id == pn.REGION_CODE_FOR_NON_GEO_ENTITY {
		return id + strconv.Itoa(code)
	}
	return id
}

// whole and prefix are the expressions that the library makes of patterns.
func whole(pattern string) string  { return "^(?:" + pattern + ")$" }
func prefix(pattern string) string { return "^(?:" + pattern + ")" }

// taken names the expression for what the library takes away in front when it
// parses a number. It is that of the main region, which comes first.
const taken = "taken"

func (c *country) addExpressions() error {
	all := map[string]string{}
	add := func(expression string) { all[expression] = expression }
	for _, m := range c.regions {
		add(prefix(m.GetLeadingDigits()))
		for _, d := range append(special(m), m.GetGeneralDesc(), m.GetFixedLine(), m.GetMobile()) {
			add(whole(d.GetNationalNumberPattern()))
		}
	}
	all[taken] = prefix(c.regions[0].GetNationalPrefixForParsing())
	for _, name := range slices.Sorted(maps.Keys(all)) {
		s, err := c.expressions.add(name, all[name])
		if err != nil {
			return err
		}
		if name == taken && !(c.rewrites() && emptyGroup(all[name])) {
			// To take no digit away changes nothing.
			s = slices.DeleteFunc(s, func(pc uint32) bool { return c.expressions.insts[pc].Op == syntax.InstMatch })
		}
		c.start = append(c.start, s...)
	}
	return nil
}

// rewrites reports whether the library may put other digits in place of those
// that it takes away. It does if the last group of the expression took part.
func (c *country) rewrites() bool { return c.regions[0].GetNationalPrefixTransformRule() != "" }

// emptyGroup reports whether a group of an expression can take part without a
// digit. An expression without groups is its own.
func emptyGroup(expression string) bool {
	parsed, err := syntax.Parse(expression, syntax.Perl)
	if err != nil || parsed.MaxCap() == 0 {
		return true
	}
	var empty func(*syntax.Regexp) bool
	empty = func(e *syntax.Regexp) bool {
		return e.Op == syntax.OpCapture && regexp.MustCompile(whole(e.Sub[0].String())).MatchString("") ||
			slices.ContainsFunc(e.Sub, empty)
	}
	return empty(parsed)
}
