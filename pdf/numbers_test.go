package pdf

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/templating/locale"
)

// A number over two lines is misread: its column takes room from the one of words.
func TestR503ANumberStandsInOneLine(t *testing.T) {
	t.Parallel()
	for _, l := range locale.BuiltIn() {
		for _, amount := range []int64{100, -123_456_789_012, 99_999_999_999_999, -99_999_999_999_999} {
			d := sample(OrderConfirmation, l)
			d.Content.Lines = rows(3)
			for i := range d.Content.Lines {
				line := &d.Content.Lines[i]
				line.Name, line.Price, line.Sum, line.Discount = strings.Repeat("Räksmörgås ", 12), kr(amount), kr(amount-int64(i)), 12_500
			}
			d.Content.Totals = []Total{{Label: TotalToPay, Amount: kr(amount), Strong: true}}
			data, err := new(Engine).Render(d)
			require.NoError(t, err)
			printed := fmt.Sprint(sides(t, data))
			for i := range d.Content.Lines {
				assert.Contains(t, printed, l.Money(amount-int64(i), "SEK"), "%s", l)
			}
		}
	}
}

// What is too long for its column even so is broken between its words, and never between
// two digits while there is another place.
func TestWhatStandsTogetherIsBrokenBetweenItsWords(t *testing.T) {
	t.Parallel()
	c := newCanvas([2]subset{{font: liberation()[0]}, {font: liberation()[1]}}, true)
	c.font(rowSize, false)
	assert.Equal(t, []coded{"−2,5", "förpackning"}, c.wrap("−2,5\u00a0förpackning", 21))
	assert.Equal(t, []coded{"123\u00a0456", "789,012", "förpackning"}, c.wrap("123\u00a0456\u00a0789,012\u00a0förpackning", 20))
	assert.Equal(t, []coded{"ett", "Räks", "mörgå", "s"}, c.wrap("ett\u00a0Räksmörgås", 10))
	for width := 1.0; width < 40; width++ {
		text := strings.Join(strings.Fields(fmt.Sprint(c.wrap("\u00a0a\u00a0\u00a0123\u00a0456\u00a0", width))), "")
		assert.Equal(t, "[a123456]", strings.ReplaceAll(text, "\u00a0", ""), "nothing is lost at %v mm", width)
	}
}

// The column of words keeps a least width, and a text in a column of numbers takes none.
func TestColumnsOfNumbersLeaveRoomForWords(t *testing.T) {
	t.Parallel()
	d := sample(ServiceProtocol, locale.Swedish)
	d.Content.Measurements = []Measurement{{"Tryck", strings.Repeat("9", 30), "bar"}, {"Läge", strings.Repeat("ord ", 40), ""}}
	s := newSheet(&d)
	p := new(Engine).painter(s, nil)
	for _, one := range []table{s.lines, s.measured} {
		was, now := one.fill(), p.fitted(one)
		sum := 0.0
		for i, c := range now {
			sum += c.width
			if one.columns[i].width == 0 {
				assert.GreaterOrEqual(t, c.width, min(was[i].width, leastRest))
			}
		}
		assert.InDelta(t, contentWidth, sum, 0.001)
	}
	assert.Equal(t, s.measured.fill(), p.fitted(s.measured), "a text is no number")
}
