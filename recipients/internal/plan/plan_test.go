package plan

import (
	"slices"
	"strings"
	"testing"

	"github.com/nyaruka/phonenumbers"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// library is what GetsSMS must say, asked in another way than the generator's.
func library(number string) bool {
	parsed, err := phonenumbers.Parse(number, "")
	if err != nil || phonenumbers.Format(parsed, phonenumbers.E164) != number || !phonenumbers.IsValidNumber(parsed) {
		return false
	}
	return slices.Contains([]phonenumbers.PhoneNumberType{
		phonenumbers.MOBILE, phonenumbers.FIXED_LINE_OR_MOBILE, phonenumbers.PERSONAL_NUMBER,
	}, phonenumbers.GetNumberType(parsed))
}

func TestGetsSMS(t *testing.T) {
	t.Parallel()
	for number, gets := range map[string]bool{
		"+46705123456":      true,
		"+12015550123":      true,  // mobile or fixed
		"+447012345678":     true,  // personal
		"+78081234567":      true,  // begins with the 8 of Russia's domestic numbers
		"+2250102030405":    true,  // keeps its 0
		"+6907290":          true,  // the shortest
		"+436485000000000":  true,  // the longest
		"+460705123456":     false, // the domestic 0
		"+46812345678":      false, // fixed
		"+4670512345":       false,
		"+467051234567":     false,
		"+4670512345600000": false,
		"+999705123456":     false,
		"+46 70 512 34 56":  false,
		"+4670512345６":      false,
		"46705123456":       false,
		"++46705123456":     false,
		"+":                 false,
		"":                  false,
	} {
		assert.Equal(t, gets, GetsSMS(number), "%q", number)
		if strings.Trim(number, "+0123456789") == "" {
			assert.Equal(t, gets, library(number), "%q", number)
		}
	}
}

// Each step of the automaton is taken in a number that goes on to where one is
// accepted, and each digit that leads nowhere stands in such a number in place
// of the right one.
func TestEveryStep(t *testing.T) {
	t.Parallel()
	seen, rows := map[int]bool{}, 0
	var walk func(state int, number string)
	walk = func(state int, number string) {
		seen[state] = true
		for digit := range byte(10) {
			longer := number + string('0'+digit)
			whole, after := complete(state, number), next(state, digit)
			if after != 0 {
				whole = complete(after, longer)
			} else {
				whole = longer + whole[min(len(longer), len(whole)):]
			}
			if rows++; rows%thinned == 0 {
				require.Equal(t, library(whole), GetsSMS(whole), whole)
			}
			require.Equal(t, after != 0, GetsSMS(whole), whole)
			if after != 0 && !seen[after] {
				walk(after, longer)
			}
		}
	}
	walk(len(table)-rowSize, "+")
	assert.Greater(t, len(seen), 1000)
}

// complete goes on with a number that led to a state until one is accepted.
func complete(state int, number string) string {
	for state&1 == 0 {
		digit := byte(0)
		for next(state, digit) == 0 {
			digit++
		}
		state, number = next(state, digit), number+string('0'+digit)
	}
	return number
}

// The example of each type in each region, with a digit too few and too many,
// and with the domestic 0.
func TestExamples(t *testing.T) {
	t.Parallel()
	rows := 0
	for region := range phonenumbers.GetSupportedRegions() {
		for kind := phonenumbers.FIXED_LINE; kind < phonenumbers.UNKNOWN; kind++ {
			example := phonenumbers.GetExampleNumberForType(region, kind)
			if rows++; example == nil || rows%thinned != 0 {
				continue
			}
			number := phonenumbers.Format(example, phonenumbers.E164)
			national := phonenumbers.GetNationalSignificantNumber(example)
			for _, n := range []string{number, number[:len(number)-1], number + "0", strings.TrimSuffix(number, national) + "0" + national} {
				assert.Equal(t, library(n), GetsSMS(n), n)
			}
		}
	}
}

func FuzzGetsSMS(f *testing.F) {
	for _, seed := range []string{"+46705123456", "+460705123456", "+78081234567", "+541115123456", "+", "+1"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, number string) {
		if GetsSMS(number) && !library(number) {
			t.Fatal(number)
		}
	})
}

func TestNoAllocation(t *testing.T) {
	assert.Zero(t, testing.AllocsPerRun(100, func() { GetsSMS("+46705123456") }))
}

// BenchmarkGetsSMS takes 17 ns on two cores of an AMD EPYC shared with other
// work.
func BenchmarkGetsSMS(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		GetsSMS("+46705123456")
	}
}
