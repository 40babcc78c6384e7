package plan

import (
	"errors"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/nyaruka/phonenumbers"
	"github.com/stretchr/testify/assert"
)

// said is what somebody makes of a number.
type said struct{ e164, national, kind, region, err string }

func ours(text, region string) said {
	n, err := Parse(text, region)
	switch {
	case errors.Is(err, ErrInvalidCountryCode):
		return said{err: "code"}
	case errors.Is(err, ErrTooLong):
		return said{err: "long"}
	case err != nil:
		return said{err: "short"}
	}
	return said{e164: n.E164(), national: n.National(), kind: n.Type(), region: n.Region()}
}

var kinds = map[phonenumbers.PhoneNumberType]string{
	phonenumbers.FIXED_LINE: "FIXED_LINE", phonenumbers.MOBILE: "MOBILE", phonenumbers.FIXED_LINE_OR_MOBILE: Either, phonenumbers.TOLL_FREE: "TOLL_FREE",
	phonenumbers.PREMIUM_RATE: "PREMIUM_RATE", phonenumbers.SHARED_COST: "SHARED_COST", phonenumbers.VOIP: "VOIP", phonenumbers.PERSONAL_NUMBER: "PERSONAL_NUMBER",
	phonenumbers.PAGER: "PAGER", phonenumbers.UAN: "UAN", phonenumbers.VOICEMAIL: "VOICEMAIL",
}

func theirs(text, region string) said {
	n, err := phonenumbers.Parse(text, region)
	switch {
	case errors.Is(err, phonenumbers.ErrInvalidCountryCode):
		return said{err: "code"}
	case errors.Is(err, phonenumbers.ErrNumTooLong):
		return said{err: "long"}
	case err != nil:
		return said{err: "short"}
	}
	return said{
		e164: phonenumbers.Format(n, phonenumbers.E164), national: phonenumbers.GetNationalSignificantNumber(n),
		kind: kinds[phonenumbers.GetNumberType(n)], region: phonenumbers.GetRegionCodeForNumber(n),
	}
}

// Every region's examples, of every type and in the ways in which people dial
// them at home and abroad, are read as the library reads them.
func TestParseIsTheLibrarys(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(1, 2))
	rows := 0
	check := func(text, region string) {
		if rows++; rows%thinned != 0 {
			return
		}
		if ours, theirs := ours(text, region), theirs(text, region); ours != theirs {
			t.Errorf("%q in %q is %+v, want %+v", text, region, ours, theirs)
		}
	}
	regions := []string{"", "SE", "NO", "ZZ"}
	for region := range phonenumbers.GetSupportedRegions() {
		for kind := range kinds {
			example := phonenumbers.GetExampleNumberForType(region, kind)
			if example == nil {
				continue
			}
			e164, national := phonenumbers.Format(example, phonenumbers.E164), phonenumbers.GetNationalSignificantNumber(example)
			code := strings.TrimSuffix(strings.TrimPrefix(e164, "+"), national)
			i := random.IntN(len(national))
			other := national[:i] + string(byte('0'+random.IntN(10))) + national[i+1:]
			texts := []string{
				e164, e164 + "0", e164[:len(e164)-1], "+" + code + "0" + national, "+" + code + "8" + national, "+" + code + other, "+00" + code + national,
				national, "0" + national, "1" + national, "8" + national, "06" + national, other, national + "0", national[1:],
				"00" + code + national, "011" + code + national, "000" + national, code + national, code + "0" + national, code + other,
			}
			for range 8 {
				check(texts[random.IntN(len(texts))], region)
				check(texts[random.IntN(len(texts))], regions[random.IntN(len(regions))])
			}
		}
		check(CountryCode(region), region)
	}
	for code := range phonenumbers.GetSupportedCallingCodes() {
		for range 20 {
			digits := ""
			for range 3 + random.IntN(13) {
				digits += string(byte('0' + random.IntN(10)))
			}
			check("+"+phonenumbers.Format(&phonenumbers.PhoneNumber{CountryCode: new(int32(code)), NationalNumber: new(uint64(0))}, phonenumbers.E164)[1:]+digits, "")
			check(digits, "US")
		}
	}
	for _, text := range []string{"", "+", "+1", "+12", "1", "12", "123", "+999123", "+0", "+00", "00", "0046", "00000", strings.Repeat("1", 20), "+46" + strings.Repeat("1", 18), "+46" + strings.Repeat("0", 5)} {
		for _, region := range append(regions, "DE", "IT", "AR", "MX", "BR", "CI", "001") {
			check(text, region)
		}
	}
}

func TestCountryCode(t *testing.T) {
	t.Parallel()
	for region := range phonenumbers.GetSupportedRegions() {
		assert.Equal(t, phonenumbers.Format(&phonenumbers.PhoneNumber{CountryCode: new(int32(phonenumbers.GetCountryCodeForRegion(region))), NationalNumber: new(uint64(1))}, phonenumbers.E164), "+"+CountryCode(region)+"1", region)
	}
	for _, none := range []string{"", "ZZ", "001", "se"} {
		assert.Empty(t, CountryCode(none), none)
	}
	assert.Equal(t, Either, Number{"1", "2015550123"}.Type())
	assert.Empty(t, Number{"46", "1"}.Type())
	assert.Empty(t, Number{"999", "1"}.Type()+Number{"999", "1"}.Region())
	assert.True(t, slices.Contains(Types, "MOBILE"))
}

// Digits with or without a + are read as the library reads them.
func FuzzParse(f *testing.F) {
	for _, seed := range []string{"+46705123456", "0705123456", "004670", "+0046705123456", "131", "+78081234567", "+5491123456789", "0111523456789"} {
		f.Add(seed, "SE")
		f.Add(seed, "AR")
	}
	f.Fuzz(func(t *testing.T, text, region string) {
		if strings.Trim(strings.TrimPrefix(text, "+"), "0123456789") != "" || len(text) > 30 || region == "001" {
			return
		}
		if ours, theirs := ours(text, region), theirs(text, region); ours != theirs {
			t.Fatalf("%q in %q is %+v, want %+v", text, region, ours, theirs)
		}
	})
}
