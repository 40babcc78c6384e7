package recipients_test

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/recipients"
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
		{"0705123456", "SE", "", recipients.NoCountryCode, "+46705123456"}, // R104, from here on
		{"0046705123456", "SE", "", recipients.MissingPlus, "+46705123456"},
		{"46705123456", "SE", "", recipients.MissingPlus, "+46705123456"},
		{"+460705123456", "SE", "", recipients.TrunkPrefix, "+46705123456"},
		{"+46(0)705123456", "SE", "", recipients.TrunkPrefix, "+46705123456"},
		{"０７０５１２３４５６", "SE", "", recipients.NonASCIIDigits, "+46705123456"},
		{"tel:+46705123456", "SE", "", recipients.TelURI, "+46705123456"},
		{"+46705123456 x12", "SE", "", recipients.Extension, "+46705123456"},
		{"Ring +46705123456 nu", "SE", "", recipients.Letters, ""},
		{"+46705\u200b123456", "SE", "", recipients.FormatCharacter, "+46705123456"},
		{"+46705123456\n", "SE", "", recipients.Control, "+46705123456"},
		{"+4670512345600000", "SE", "", recipients.TooLong, ""},
		{"+467051234567", "SE", "", recipients.InvalidNumber, ""},
		{"+999123456789", "SE", "", recipients.InvalidCountryCode, ""},
		{"+46812345678", "SE", "", recipients.NotMobile, ""}, // R105
		{"+2250102030405", "CI", "+2250102030405", "", ""},   // keeps its 0
		{"", "SE", "", recipients.Empty, ""},
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
	list, warnings, err := recipients.ReadPhoneList("+46705123456; +46 705 12 34 56\n+4740612345", "SE")
	require.NoError(t, err)
	assert.Equal(t, "+46705123456,+4740612345", list.String())
	assert.Equal(t, []recipients.Warning{recipients.WarnSemicolon, recipients.WarnSpace, recipients.WarnNewline, recipients.WarnDuplicate}, unordered(warnings))

	list, err = recipients.ParsePhoneList("+46705123456,0705123457,,+4740612345", "SE")
	assert.Equal(t, "+46705123456,+4740612345", list.String())
	assert.Equal(t, []string{"1:13:no-country-code"}, faults(err))
	_, err = recipients.ParsePhoneList("+46705123456\nBcc: +46705123456", "SE")
	assert.Equal(t, []string{"1:13:header-injection"}, faults(err))
}

// unordered puts warnings in the order of their declaration for the test.
func unordered(had []recipients.Warning) (sorted []recipients.Warning) {
	for _, w := range []recipients.Warning{recipients.WarnSemicolon, recipients.WarnSpace, recipients.WarnNewline, recipients.WarnDuplicate} {
		for _, h := range had {
			if h == w {
				sorted = append(sorted, w)
			}
		}
	}
	return sorted
}
