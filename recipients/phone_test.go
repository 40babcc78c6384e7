package recipients_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/recipients"
	"github.com/budkavle/budkavle/templating/locale"
)

func TestParsePhone(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		in, region, number string
		reason             recipients.Reason
		suggestion         string
	}{
		{"+46705123456", "SE", "+46705123456", "", ""},
		{" +46 70-512.34/56\u00a0", "SE", "+46705123456", "", ""},
		{"+1 (201) 555-0123", "US", "+12015550123", "", ""},
		{"+46\u2011705123456", "SE", "+46705123456", "", ""},
		{"+46751234567", "SE", "+46751234567", "", ""}, // a personal number
		{"+4740612345", "NO", "+4740612345", "", ""},
		{"+4532123456", "DK", "+4532123456", "", ""},
		{"+358412345678", "FI", "+358412345678", "", ""},
		{"+447781123456", "GG", "+447781123456", "", ""},
		{"+393123456789", "IT", "+393123456789", "", ""},
		{"0705123456", "SE", "", recipients.ReasonNoCountryCode, "+46705123456"}, // R104, from here on
		{"0705123456", "se", "", recipients.ReasonNoCountryCode, "+46705123456"},
		{"0705123456", "", "", recipients.ReasonNoCountryCode, "+46705123456"}, // Sweden unless asked otherwise
		{strings.Repeat(" ", 300) + "0705123456 ", "SE", "", recipients.ReasonNoCountryCode, "+46705123456"},
		{"0705123456", "ZZ", "", recipients.ReasonNoCountryCode, ""},
		{"40612345", "NO", "", recipients.ReasonNoCountryCode, "+4740612345"},
		{"+0046705123456", "SE", "", recipients.ReasonMissingPlus, "+46705123456"},
		{"+46+46705123456", "SE", "", recipients.ReasonSyntax, "+46705123456"},
		{"+47+46705123456", "SE", "", recipients.ReasonSyntax, ""},
		{"+46705123456 (Anna)", "SE", "", recipients.ReasonLetters, "+46705123456"},
		{"(Anna) 070-512 34 56", "SE", "", recipients.ReasonLetters, "+46705123456"},
		{"Anna: +46705123456", "SE", "", recipients.ReasonLetters, "+46705123456"},
		{"Mobil Anna:070-512 34 56", "SE", "", recipients.ReasonLetters, "+46705123456"},
		{"2 Anna: +46705123456", "SE", "", recipients.ReasonLetters, ""},
		{"+46705123456 (Anna 2)", "SE", "", recipients.ReasonLetters, ""},
		{"Anna +46705123456 Ek", "SE", "", recipients.ReasonLetters, ""},
		{"+46,705123456", "SE", "", recipients.ReasonSyntax, "+46705123456"},
		{"+46705123456,12", "SE", "", recipients.ReasonExtension, "+46705123456"},
		{"+46705123456 (Anna) +46705123457", "SE", "", recipients.ReasonLetters, ""},
		{"0457123456", "AX", "", recipients.ReasonNoCountryCode, "+358457123456"},
		{"+47040612345", "NO", "", recipients.ReasonTrunkPrefix, "+4740612345"}, // a 0 that Norway does not have
		{"+225(0)712345678", "CI", "", recipients.ReasonTrunkPrefix, "+2250712345678"},
		{"+390612345678", "IT", "", recipients.ReasonNotMobile, ""}, // valid with its 0, but a landline
		{"+46((705))123456", "SE", "", recipients.ReasonSyntax, "+46705123456"},
		{"0705123456 0705123457", "SE", "", recipients.ReasonSyntax, ""},
		{"+46" + strings.Repeat("-", 60) + "705123456", "SE", "", recipients.ReasonTooLong, ""},
		{"+𝟜𝟞𝟟𝟘𝟝𝟙𝟚𝟛𝟜𝟝𝟞", "SE", "", recipients.ReasonNonASCIIDigits, "+46705123456"},
		{"0046705123456", "SE", "", recipients.ReasonMissingPlus, "+46705123456"},
		{"46705123456", "SE", "", recipients.ReasonMissingPlus, "+46705123456"},
		{"+460705123456", "SE", "", recipients.ReasonTrunkPrefix, "+46705123456"},
		{"+46(0)705123456", "SE", "", recipients.ReasonTrunkPrefix, "+46705123456"},
		{"０７０５１２３４５６", "SE", "", recipients.ReasonNonASCIIDigits, "+46705123456"},
		{"tel:+46705123456", "SE", "", recipients.ReasonTelURI, "+46705123456"},
		{"+46705123456 x12", "SE", "", recipients.ReasonExtension, "+46705123456"},
		{"Ring +46705123456 nu", "SE", "", recipients.ReasonLetters, ""},
		{"+46705\u200b123456", "SE", "", recipients.ReasonFormatCharacter, "+46705123456"},
		{"+46705123456\n", "SE", "", recipients.ReasonControl, "+46705123456"},
		{"+4670512345600000", "SE", "", recipients.ReasonTooLong, ""},
		{"+467051234567", "SE", "", recipients.ReasonInvalidNumber, ""},
		{"+999123456789", "SE", "", recipients.ReasonInvalidCountryCode, ""},
		{"+46812345678", "SE", "", recipients.ReasonNotMobile, ""},                    // R105
		{"+2250102030405", "CI", "+2250102030405", "", ""},                            // keeps its 0
		{"131 2345 6789", "CN", "", recipients.ReasonNoCountryCode, "+8613123456789"}, // not the American +1 312…
		{"4915123456789", "DE", "", recipients.ReasonMissingPlus, "+4915123456789"},
		{"7290", "TK", "", recipients.ReasonNoCountryCode, "+6907290"}, // the shortest there are
		{"+2401234567", "GQ", "", recipients.ReasonInvalidNumber, ""},  // too few digits
		{"+46705123456,+46705123457", "SE", "", recipients.ReasonSeveralNumbers, ""},
		{"+46705123456;ext=12", "SE", "", recipients.ReasonExtension, "+46705123456"},
		{"+46705123456#12", "SE", "", recipients.ReasonExtension, "+46705123456"},
		{"+46((705)123456", "SE", "", recipients.ReasonSyntax, "+46705123456"},
		{"+46)705(123456", "SE", "", recipients.ReasonSyntax, "+46705123456"},
		{"+46(705123456", "SE", "", recipients.ReasonSyntax, "+46705123456"},
		{"-", "SE", "", recipients.ReasonSyntax, ""},
		{"12", "SE", "", recipients.ReasonNoCountryCode, ""},
		{"+0705123456", "SE", "", recipients.ReasonInvalidCountryCode, ""},
		{"+20 100 123 4567", "EG", "+201001234567", "", ""},
		{"070 - 512 - 34 - 56", "SE", "", recipients.ReasonNoCountryCode, "+46705123456"},
		{"+46" + strings.Repeat("-", 52) + "705123456", "SE", "+46705123456", "", ""},
		{strings.Repeat("9", 17), "SE", "", recipients.ReasonTooLong, ""},
		{strings.Repeat("9", 18), "SE", "", recipients.ReasonSyntax, ""},
		{"46 70-912 34 99", "SE", "", recipients.ReasonMissingPlus, "+46709123499"},
		{"4612345", "SE", "", recipients.ReasonNoCountryCode, ""},
		{"+225 ( 0 ) 712345678", "CI", "", recipients.ReasonTrunkPrefix, "+2250712345678"},
		{"+225 (\u00a00) 712345678", "CI", "", recipients.ReasonTrunkPrefix, "+2250712345678"},
		{"+39(0)3123456789", "IT", "", recipients.ReasonTrunkPrefix, "+393123456789"}, // with the 0 a landline
		{"+39(0)669812345", "IT", "", recipients.ReasonNotMobile, ""},                 // Italy keeps it
		{"(+46)705123456", "SE", "", recipients.ReasonSyntax, "+46705123456"},
		{"( +46) 70-512 34 56", "SE", "", recipients.ReasonSyntax, "+46705123456"},
		{"(+46) (0)705123456", "SE", "", recipients.ReasonSyntax, "+46705123456"},
		{"(+46705123456", "SE", "", recipients.ReasonSyntax, "+46705123456"},
		{"(0046)705123456", "SE", "", recipients.ReasonMissingPlus, "+46705123456"},
		{"( 00 46) 705123456", "SE", "", recipients.ReasonMissingPlus, "+46705123456"},
		{"(070) 512 34 56", "SE", "", recipients.ReasonNoCountryCode, "+46705123456"},
		{"+46705123456 +46705123457", "SE", "", recipients.ReasonTooLong, ""},
		{"+46705123 +46705123457", "SE", "", recipients.ReasonTooLong, ""},
		{"+4670512 +46705123457", "SE", "", recipients.ReasonSyntax, ""},
		{"+46705123456+46705123457", "SE", "", recipients.ReasonSyntax, ""},
		{"+46705123456 +46705123457 +46705123458", "SE", "", recipients.ReasonSyntax, ""},
		{"+46705123456 ext. 12", "SE", "", recipients.ReasonExtension, "+46705123456"},
		{"+46705123456 nextel", "SE", "", recipients.ReasonLetters, ""},
		{"+4670x1", "SE", "", recipients.ReasonExtension, ""},
		{"+467x1", "SE", "", recipients.ReasonLetters, ""},
		{"+46705123456x", "SE", "", recipients.ReasonLetters, ""},
		{"+46705123456y1", "SE", "", recipients.ReasonLetters, ""},
		{"+46705123456ax1", "SE", "", recipients.ReasonLetters, ""},
		{"+46705123456,1234", "SE", "", recipients.ReasonExtension, "+46705123456"},
		{"+46705123456,12345", "SE", "", recipients.ReasonSeveralNumbers, ""},
		{"705123456 x12", "SE", "", recipients.ReasonExtension, "+46705123456"},
		{"7290,12", "TK", "", recipients.ReasonSyntax, "+6907290"},
		{"+0046705123456", "US", "", recipients.ReasonMissingPlus, "+46705123456"}, // where 00 is not what is dialled
		{"0046705123456", "US", "", recipients.ReasonMissingPlus, "+46705123456"},
		{"Anna: (mobil) 070-512 34 56", "SE", "", recipients.ReasonLetters, "+46705123456"},
		{"070-512 34 56 Anna)", "SE", "", recipients.ReasonLetters, ""},
		{"070-512 34 56 (Anna", "SE", "", recipients.ReasonLetters, ""},
		{"Anna) 070-512 34 56", "SE", "", recipients.ReasonLetters, ""},
		{"Tel. 0705-12 34 56", "SE", "", recipients.ReasonLetters, "+46705123456"},
		{"mob 0705123456", "SE", "", recipients.ReasonLetters, "+46705123456"},
		{"Mobiltelefon Anna 070-512 34 56", "SE", "", recipients.ReasonLetters, "+46705123456"},
		{"070-512 34 56 Anna Ek", "SE", "", recipients.ReasonLetters, "+46705123456"},
		{"070-512 34 56 mobil", "SE", "", recipients.ReasonLetters, "+46705123456"},
		{"hem 08-123 456 78", "SE", "", recipients.ReasonLetters, ""}, // no mobile
		{"O 705123456", "SE", "", recipients.ReasonLetters, ""},       // a letter for a digit
		{"070512345 l", "SE", "", recipients.ReasonLetters, ""},
		{"070-512 34 56 eller 073-512 34 56", "SE", "", recipients.ReasonLetters, ""},
		{"(+46) 70 512 34 56", "SE", "", recipients.ReasonSyntax, "+46705123456"},
		{"(Anna)+46705123456", "NO", "", recipients.ReasonLetters, "+46705123456"},
		{"+1+12015550123", "US", "", recipients.ReasonSyntax, "+12015550123"},
		{"+4670+46705123456", "SE", "", recipients.ReasonSyntax, ""},
		{"+46*705123456", "SE", "", recipients.ReasonSyntax, "+46705123456"},
		{"+46705\xff123456", "SE", "", recipients.ReasonInvalidUTF8, ""},
		{"+", "SE", "", recipients.ReasonSyntax, ""},
		{"", "SE", "", recipients.ReasonEmpty, ""},
	} {
		p, err := recipients.ParsePhoneIn(c.in, c.region)
		assert.Equal(t, c.number, p.String(), "%q", c.in)
		if c.reason == "" {
			require.NoError(t, err)
			assert.Equal(t, c.region, p.Region())
			continue
		}
		bad, ok := errors.AsType[*recipients.ParseError](err)
		require.True(t, ok, "%q", c.in)
		assert.Equal(t, c.reason, bad.Reason, "%q", c.in)
		assert.Equal(t, c.suggestion, bad.Suggestion, "%q", c.in)
	}
}

func TestReadPhoneList(t *testing.T) {
	t.Parallel()
	list, warnings, err := recipients.ParsePhoneListNotes("+46705123456; +46 705 12 34 56\n+4740612345", "SE")
	require.NoError(t, err)
	assert.Equal(t, "+46705123456,+4740612345", list.String())
	assert.Equal(t, []recipients.ListNote{recipients.NoteSemicolon, recipients.NoteSpace, recipients.NoteNewline, recipients.NoteDuplicate}, unordered(warnings))

	list, err = recipients.ParsePhoneListIn("+46705123456,0705123457,,+4740612345", "SE")
	assert.Equal(t, "+46705123456,+4740612345", list.String())
	assert.Equal(t, []string{"1:13:no-country-code"}, faults(err))
	list, err = recipients.ParsePhoneListIn("+46705123456;+46705123457\nBcc: +46705123456", "SE")
	assert.Equal(t, []string{"2:26:header-injection"}, faults(err))
	assert.Empty(t, list)
	list, err = recipients.ParsePhoneListIn("+46705123456;ext=12,+4740612345\t+46705123456", "SE")
	assert.Equal(t, []string{"0:0:extension"}, faults(err))
	assert.Equal(t, "+4740612345,+46705123456", list.String())
	list, err = recipients.ParsePhoneListIn("+46705123456;ext", "SE")
	assert.Equal(t, []string{"0:0:extension"}, faults(err))
	assert.Empty(t, list)
	_, err = recipients.ParsePhoneListIn(" ,\n", "SE")
	assert.Equal(t, []string{"0:0:empty"}, faults(err))
	_, warnings, err = recipients.ParsePhoneListNotes("+46705123456,\u00a0", "SE")
	require.NoError(t, err)
	assert.Equal(t, []recipients.ListNote{recipients.NoteEmpty}, warnings)
}

// unordered puts warnings in the order of their declaration for the test.
func unordered(had []recipients.ListNote) (sorted []recipients.ListNote) {
	for _, w := range []recipients.ListNote{recipients.NoteSemicolon, recipients.NoteSpace, recipients.NoteNewline, recipients.NoteDuplicate} {
		for _, h := range had {
			if h == w {
				sorted = append(sorted, w)
			}
		}
	}
	return sorted
}

// What several numbers in the place of one may mean is a list, as of addresses.
func TestR106SuggestedLists(t *testing.T) {
	t.Parallel()
	for typed, want := range map[string]string{
		"+46705123456 +46705123457":                            "+46705123456,+46705123457",
		"+46705123456，0705123457":                              "+46705123456,+46705123457",
		"070-512 34 56 / 070-512 34 57":                        "+46705123456,+46705123457",
		"+46705123456；+4740612345、0705123457":                  "+46705123456,+4740612345,+46705123457",
		"+46705123456/12":                                      "",
		"0705123456/":                                          "+46705123456",
		"08-123 45 67/070-512 34 57":                           "",
		"+46705123456 och +46705123457":                        "+46705123456,+46705123457",
		strings.TrimSpace(strings.Repeat("+46705123456 ", 21)): "",
	} {
		_, err := recipients.ParsePhoneListIn(typed, "SE")
		bad, ok := errors.AsType[*recipients.ParseError](err)
		require.True(t, ok, typed)
		assert.Equal(t, want, bad.Suggestion, typed)
	}
}

// A number whose country keeps its 0 is not said to be written without it.
func TestR104AZeroThatStays(t *testing.T) {
	t.Parallel()
	for typed, want := range map[string]string{
		"+225(0)712345678":  "”+225(0)712345678”: ska skrivas med 0:an, utan parenteser. Menade du +2250712345678?",
		"+46(0)705123456":   "”+46(0)705123456”: ska skrivas utan 0:an efter landskoden. Menade du +46705123456?",
		"+39(0)3401234567":  "”+39(0)3401234567”: ska skrivas utan 0:an efter landskoden. Menade du +393401234567?",
		"+39(0)6 6981 2345": "”+39(0)6 6981 2345”: är inget mobilnummer (fast telefon).",
	} {
		_, err := recipients.ParsePhone(typed)
		bad, ok := errors.AsType[*recipients.ParseError](err)
		require.True(t, ok, typed)
		assert.Equal(t, want, bad.Message(locale.Swedish))
	}
}

// Each type that gets no SMS is named, in the error and in the form (R105).
func TestNotMobileNamesTheType(t *testing.T) {
	t.Parallel()
	for number, kind := range map[string]string{
		"+46812345678": "FIXED_LINE", "+4620123456": "TOLL_FREE", "+469001234567": "PREMIUM_RATE", "+46771234567": "SHARED_COST", "+46740123456": "PAGER",
	} {
		_, err := recipients.ParsePhone(number)
		bad, ok := errors.AsType[*recipients.ParseError](err)
		require.True(t, ok, number)
		assert.Equal(t, recipients.ReasonNotMobile, bad.Reason, number)
		assert.Equal(t, kind, bad.Detail, number)
		assert.Contains(t, bad.Message(locale.English), "is not a mobile number (")
		assert.NotContains(t, bad.Message(locale.Swedish), kind)
	}
}

func TestPhoneZero(t *testing.T) {
	t.Parallel()
	var p recipients.Phone
	assert.True(t, p.IsZero())
	assert.Empty(t, p.String()+p.Region())
	stored, err := p.Value()
	require.NoError(t, err)
	assert.Equal(t, "", stored)
	require.Error(t, p.UnmarshalText([]byte("0705123456")))
	require.NoError(t, p.UnmarshalText([]byte("+46705123456")))
	require.NoError(t, p.UnmarshalText(nil))
	assert.True(t, p.IsZero())
	var l recipients.PhoneList
	require.Error(t, l.UnmarshalText([]byte("0705123456")))
	require.NoError(t, l.UnmarshalText([]byte("+46705123456")))
	require.NoError(t, l.UnmarshalText(nil))
	assert.Nil(t, l)
}
