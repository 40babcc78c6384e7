package audit_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/budkavle/budkavle/audit"
	"github.com/budkavle/budkavle/templating/locale"
)

// Values are written as people of the language write them, and what is no value of its form
// stands as it is.
func TestValuesAreWrittenForPeople(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		form          audit.ValueForm
		before, after string
		want          string
	}{
		"a date":                      {audit.FormDate, "2023-10-06", "2023-10-07", "6 Oct 2023 → 7 Oct 2023"},
		"what is no date":             {audit.FormDate, "Friday", "2023-10-07", "Friday → 7 Oct 2023"},
		"a date, and none":            {audit.FormDate, "2023-10-06", "", "6 Oct 2023 → –"},
		"a date, and what is none":    {audit.FormDate, "2023-10-06", "soon", "6 Oct 2023 → soon"},
		"a day":                       {audit.FormDays, "2023-10-06", "2023-10-07/2023-10-07", "6 Oct 2023 → 7 Oct 2023"},
		"two days":                    {audit.FormDays, "2023-10-06/2023-10-07", "", "6 Oct 2023 – 7 Oct 2023 → –"},
		"half of two days":            {audit.FormDays, "2023-10-06/soon", "soon/2023-10-07", "2023-10-06/soon → soon/2023-10-07"},
		"money":                       {audit.FormMoney, "34900 SEK", "39900 SEK", "SEK\u00a0349.00 → SEK\u00a0399.00"},
		"money without a currency":    {audit.FormMoney, "34900", "x SEK", "34900 → x SEK"},
		"a quantity":                  {audit.FormQuantity, "1250 m", "2000 m", "1.25 m → 2 m"},
		"a tenth, and tens":           {audit.FormQuantity, "100 l", "10000 l", "0.1 l → 10 l"},
		"thousandths, and nothing":    {audit.FormQuantity, "1 kg", "0 kg", "0.001 kg → 0 kg"},
		"a quantity of no unit":       {audit.FormQuantity, "1000", "two", "1 → two"},
		"an hour":                     {audit.FormInterval, audit.Interval(at, at.Add(time.Hour)), audit.Interval(at.Add(time.Hour), at.Add(2*time.Hour)), "12:05–13:05 → 13:05–14:05"},
		"an hour, where none was":     {audit.FormInterval, "", audit.Interval(at, at.Add(time.Hour)), "– → 2 Oct 2023 12:05–13:05"},
		"an hour that was half wrong": {audit.FormInterval, "2023-10-02T12:05:00Z/x", audit.Interval(at, at.Add(time.Hour)), "2023-10-02T12:05:00Z/x → 2 Oct 2023 12:05–13:05"},
	} {
		c := audit.Difference{Kind: audit.DifferenceValue, Field: "x", Form: row.form, Before: row.before, After: row.after}
		assert.Equal(t, "x "+row.want, c.Message(locale.English), name)
	}
	assert.Empty(t, audit.TestOutcome("").Message(locale.English))
}
