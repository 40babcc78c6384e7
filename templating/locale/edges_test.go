package locale_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/templating/locale"
)

// TestAHostsOwnTableStandsInForABuiltInOne: a tag that the library knows, too, is the
// host's where the host says so.
func TestAHostsOwnTableStandsInForABuiltInOne(t *testing.T) {
	t.Parallel()
	table := locale.Swedish.Table()
	table.Name, table.AllDay = "vår svenska", "hela dagen"
	own, err := locale.New(table)
	require.NoError(t, err)
	assert.Equal(t, "vår svenska", own.String())
	assert.Equal(t, "hela dagen", own.AllDay())
	assert.Equal(t, "heldag", locale.Swedish.AllDay())
}

// TestTheLengthOfATag: two to eight letters for a language, and no more of a long one
// in an error than RFC 5646 asks anybody to hold.
func TestTheLengthOfATag(t *testing.T) {
	t.Parallel()
	for tag, ok := range map[string]bool{"a": false, "ab": true, "abcdefgh": true, "abcdefghi": false} {
		table := locale.English.Table()
		table.Tag = tag
		_, err := locale.New(table)
		assert.Equal(t, ok, err == nil, "%q: %v", tag, err)
	}
	_, err := locale.Parse("x" + strings.Repeat("-", 34) + "y")
	require.ErrorContains(t, err, `"x`+strings.Repeat("-", 34)+`"`)
	_, err = locale.Parse("x" + strings.Repeat("-", 33) + "y")
	require.ErrorContains(t, err, `"x`+strings.Repeat("-", 33)+`y"`)
	assert.Empty(t, locale.Primary("-sv"), "before the first mark there is nothing")
	assert.Equal(t, "s", locale.Primary("s_v-x"))
}

// TestWhatIsLeftToTranslateIsSorted, phrases and messages together.
func TestWhatIsLeftToTranslateIsSorted(t *testing.T) {
	t.Parallel()
	left := locale.Table{}.Untranslated()
	assert.Len(t, left, len(locale.Keys())+len(locale.TextKinds()))
	assert.True(t, slices.IsSorted(left))
}

// TestAnOrdinaryOrderHasOneTechnicianAndOneVisit: what is said of several, or of a
// company that cannot be answered, is not in the text that nobody gave values for.
func TestAnOrdinaryOrderHasOneTechnicianAndOneVisit(t *testing.T) {
	t.Parallel()
	for _, l := range locale.BuiltIn() {
		for _, kind := range locale.TextKinds() {
			text := l.Text(kind, nil)
			all := text.Subject + text.Body + text.SMS
			for _, tag := range []string{"{nextBookingNames}", "{visits}", "{companyPhone}"} {
				assert.NotContains(t, all, tag, "%s %s", l.Tag(), kind)
			}
			assert.Equal(t, strings.TrimSpace(text.Body), text.Body)
			assert.Equal(t, strings.TrimSpace(text.SMS), text.SMS)
		}
	}
	whole := locale.English.Text(locale.TextBookingConfirmation, nil)
	assert.Contains(t, whole.Body, "{nextBookingName}", "the technician is spoken of")
}

// TestEachPartOfAFormMayStandAnyNumberOfTimes, and what is put in is not read again.
func TestEachPartOfAFormMayStandAnyNumberOfTimes(t *testing.T) {
	t.Parallel()
	table := locale.English.Table()
	table.Date = "{day} {month} ({month})"
	table.Money, table.MoneySign = "{amount} {currency} ({currency} {amount})", ""
	table.When, table.DateTime, table.WhenAllDay, table.OrderRef = "{date} {time} {date}", "{time} {date} {time}", "{date} {date}", "{number} {number}"
	table.Signs = map[string]string{"SEK": "{amount}", "EUR": "{time}"}
	own, err := locale.New(table)
	require.NoError(t, err)
	day := time.Date(2023, 10, 26, 14, 5, 0, 0, time.UTC)
	assert.Equal(t, "26 October (October)", own.Date(day, day))
	assert.Equal(t, "1.50 {amount} ({amount} 1.50)", own.Money(150, "SEK"))
	assert.Equal(t, "1.50 {time} ({time} 1.50)", own.Money(150, "EUR"))
	assert.Equal(t, "{time} 14:05 {time}", own.When("{time}", "14:05"))
	assert.Equal(t, "14:05 26 Oct 2023 14:05", own.DateTime(day))
	assert.Equal(t, "a a", own.WhenAllDay("a"))
	assert.Equal(t, "A1 A1", own.OrderRef("A1"))
}

// TestNothingHasNoMinus.
func TestNothingHasNoMinus(t *testing.T) {
	t.Parallel()
	assert.Equal(t, "0,00\u00a0kr", locale.Swedish.Money(0, "SEK"))
	assert.Equal(t, "0", locale.Swedish.Number(0, 0))
	assert.Equal(t, "\u22120,01\u00a0kr", locale.Swedish.Money(-1, "SEK"))
}

// TestALineWithoutAlternativesSaysNothing, and a brace that is not closed is a brace.
func TestALineWithoutAlternativesSaysNothing(t *testing.T) {
	t.Parallel()
	table := locale.English.Table()
	table.Texts[locale.TextComment] = locale.TextForm{Subject: locale.TextLine{}, Body: []locale.TextLine{{}, {"Hello {customerName"}, nil, {"{"}}}
	own, err := locale.New(table)
	require.NoError(t, err)
	assert.Equal(t, locale.Text{Body: "Hello {customerName\n{"}, own.Text(locale.TextComment, nil))
}
