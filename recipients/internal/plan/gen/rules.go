package main

import (
	"slices"

	pn "github.com/nyaruka/phonenumbers"
)

// What is here says again what the library does, for + and a country code and
// national digits of which it is known which expressions match them. Where
// that is not enough to tell, the answer is no.

// getsSMS reports whether Parse and Format leave n digits as they are, and
// IsValidNumber and GetNumberType say that they get SMS.
func (c *country) getsSMS(matched map[string]bool, n int) bool {
	if n < pn.MIN_LENGTH_FOR_NSN || matched[taken] && !c.tooFewLeft(n) {
		return false
	}
	for _, m := range c.regions {
		kind := numberType(m, matched, n)
		its := kind != pn.UNKNOWN
		if lead := m.GetLeadingDigits(); lead != "" {
			its = matched[prefix(lead)]
		}
		if its || len(c.regions) == 1 {
			return kind == pn.MOBILE || kind == pn.FIXED_LINE_OR_MOBILE || kind == pn.PERSONAL_NUMBER
		}
	}
	return false
}

// tooFewLeft reports whether n digits without the first are fewer than any
// number has: then Parse takes none away.
func (c *country) tooFewLeft(n int) bool {
	return !c.rewrites() && n-1 < int(c.regions[0].GetGeneralDesc().GetPossibleLength()[0])
}

// special is what a region says of the types that go before fixed and mobile,
// in the order in which they are asked for.
func special(m *pn.PhoneMetadata) []*pn.PhoneNumberDesc {
	return []*pn.PhoneNumberDesc{
		m.GetPremiumRate(), m.GetTollFree(), m.GetSharedCost(), m.GetVoip(),
		m.GetPersonalNumber(), m.GetPager(), m.GetUan(), m.GetVoicemail(),
	}
}

// numberType returns the type that n national digits have in a region.
func numberType(m *pn.PhoneMetadata, matched map[string]bool, n int) pn.PhoneNumberType {
	is := func(d *pn.PhoneNumberDesc) bool {
		lengths := d.GetPossibleLength()
		return matched[whole(d.GetNationalNumberPattern())] && (len(lengths) == 0 || slices.Contains(lengths, int32(n)))
	}
	if !is(m.GetGeneralDesc()) {
		return pn.UNKNOWN
	}
	if i := slices.IndexFunc(special(m), is); i >= 0 {
		return []pn.PhoneNumberType{
			pn.PREMIUM_RATE, pn.TOLL_FREE, pn.SHARED_COST, pn.VOIP, pn.PERSONAL_NUMBER, pn.PAGER, pn.UAN, pn.VOICEMAIL,
		}[i]
	}
	same := m.GetSameMobileAndFixedLinePattern()
	switch {
	case is(m.GetFixedLine()) && (same || is(m.GetMobile())):
		return pn.FIXED_LINE_OR_MOBILE
	case is(m.GetFixedLine()):
		return pn.FIXED_LINE
	case !same && is(m.GetMobile()):
		return pn.MOBILE
	}
	return pn.UNKNOWN
}
