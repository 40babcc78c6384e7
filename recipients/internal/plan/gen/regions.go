package main

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"maps"
	"slices"

	pn "github.com/nyaruka/phonenumbers"

	"github.com/budkavle/budkavle/recipients/internal/plan"
)

// compileRegions returns the regions' plans in the form that package plan reads.
func compileRegions() ([]byte, error) {
	countries, err := readCountries()
	if err != nil {
		return nil, err
	}
	var list []plan.Region
	for _, code := range slices.Sorted(maps.Keys(countries)) {
		for _, m := range countries[code].regions {
			r := plan.Region{
				ID: m.GetId(), Code: code, IDD: m.GetInternationalPrefix(),
				Prefix: m.GetNationalPrefixForParsing(), Transform: m.GetNationalPrefixTransformRule(),
				Leading: m.GetLeadingDigits(), Same: m.GetSameMobileAndFixedLinePattern(), General: desc(m.GetGeneralDesc()),
			}
			for _, d := range append(special(m), m.GetFixedLine(), m.GetMobile()) {
				r.Types = append(r.Types, desc(d))
			}
			list = append(list, r)
		}
	}
	text, err := json.Marshal(list)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	w, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
	if err != nil {
		return nil, err
	}
	if _, err := w.Write(text); err != nil {
		return nil, err
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

func desc(d *pn.PhoneNumberDesc) plan.Desc {
	lengths := func(list []int32) (ints []int) {
		for _, n := range list {
			ints = append(ints, int(n))
		}
		return ints
	}
	return plan.Desc{
		Pattern: d.GetNationalNumberPattern(), Lengths: lengths(d.GetPossibleLength()),
		Local: lengths(d.GetPossibleLengthLocalOnly()),
	}
}
