package locale

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Date writes a day with its weekday as the language does inside a sentence,
// "fredag 06 oktober" in Swedish; the year is added only when it is not that
// of now (R402). Both times are read in the zone of day.
func (l Language) Date(day, now time.Time) string {
	if day.Year() == now.In(day.Location()).Year() {
		return l.fill(l.tab().Date, day)
	}
	return l.fill(l.tab().DateYear, day)
}

// ShortDate writes a day for a table or a list, "2023-10-06" in Swedish.
func (l Language) ShortDate(day time.Time) string { return l.fill(l.tab().ShortDate, day) }

// Clock writes hour and minute on a 24-hour clock, "07:00" in Swedish, in the
// zone of t.
func (l Language) Clock(t time.Time) string { return t.Format(l.tab().Clock) }

// DateTime writes a day and a time, "2023-10-02 14:05" in Swedish.
func (l Language) DateTime(t time.Time) string { return l.ShortDate(t) + " " + l.Clock(t) }

// AllDay returns the word for a booking without times: "heldag".
func (l Language) AllDay() string { return l.tab().AllDay }

// Missing returns the word for a customer order number that is not there:
// "saknas" (R404).
func (l Language) Missing() string { return l.tab().Missing }

// OrderRef writes an order's number: "Ordernummer: AO462" (R404).
func (l Language) OrderRef(number string) string { return fmt.Sprintf(l.tab().OrderRef, number) }

// Join writes a list in a sentence: "a, b och c".
func (l Language) Join(items []string) string {
	if len(items) < 2 {
		return strings.Join(items, "")
	}
	last := len(items) - 1
	return strings.Join(items[:last], ", ") + " " + l.tab().And + " " + items[last]
}

// Number writes value / 10^decimals with the language's separators:
// Number(1234567, 2) is "12 345,67" in Swedish, with no-break spaces and, below
// zero, the minus sign U+2212. Decimals outside 0 to 18 are taken as the nearest
// of the two.
func (l Language) Number(value int64, decimals int) string {
	decimals = min(max(decimals, 0), 18)
	digits := strconv.FormatUint(magnitude(value), 10)
	if missing := decimals + 1 - len(digits); missing > 0 {
		digits = strings.Repeat("0", missing) + digits
	}
	whole, fraction := digits[:len(digits)-decimals], digits[len(digits)-decimals:]
	var b strings.Builder
	if value < 0 {
		b.WriteString("\u2212")
	}
	for i, r := range whole {
		if i > 0 && (len(whole)-i)%3 == 0 {
			b.WriteString(l.tab().Group)
		}
		b.WriteRune(r)
	}
	if decimals > 0 {
		b.WriteString(l.tab().Decimal)
		b.WriteString(fraction)
	}
	return b.String()
}

// magnitude is the absolute value, which int64 has none of for its smallest.
func magnitude(v int64) uint64 {
	if v < 0 {
		return -uint64(v)
	}
	return uint64(v)
}

// decimals are of the currencies that have another number of decimals than two (ISO 4217).
var decimals = map[string]int{
	"ISK": 0, "JPY": 0, "KRW": 0, "CLP": 0, "VND": 0, "PYG": 0, "UGX": 0, "XAF": 0, "XOF": 0, "XPF": 0, "RWF": 0, "KMF": 0, "GNF": 0, "DJF": 0, "BIF": 0, "VUV": 0,
	"UYI": 0, "BHD": 3, "IQD": 3, "JOD": 3, "KWD": 3, "LYD": 3, "OMR": 3, "TND": 3, "CLF": 4, "UYW": 4,
}

// Decimals returns how many decimals a currency's amounts have (ISO 4217); 2 for
// one that it does not know.
func Decimals(currency string) int {
	if d, ok := decimals[currency]; ok {
		return d
	}
	return 2
}

// crowns are written "kr" at home, where no other crown is meant (R505).
var crowns = map[string]string{"sv": "SEK", "nb": "NOK", "da": "DKK"}

// Money writes an amount in the smallest unit of a currency (ISO 4217):
// Money(123450, "SEK") is "1 234,50 kr" in Swedish, with no-break spaces. A
// currency is written by its code, save the language's own crown and the euro
// (R505).
func (l Language) Money(minor int64, currency string) string {
	sign := currency
	switch crown, ok := crowns[l.Tag()]; {
	case ok && crown == currency:
		sign = "kr"
	case currency == "EUR":
		sign = "€"
	}
	// Two replacements are a tenth of the time of a Replacer made for one use.
	return strings.Replace(strings.Replace(l.tab().MoneyForm, "{currency}", sign, 1), "{amount}", l.Number(minor, Decimals(currency)), 1)
}

// fill puts the parts of a day into a form of the table.
func (l Language) fill(form string, t time.Time) string {
	return strings.NewReplacer(
		"{weekday}", l.Weekday(t.Weekday()),
		"{day2}", fmt.Sprintf("%02d", t.Day()),
		"{day}", strconv.Itoa(t.Day()),
		"{month2}", fmt.Sprintf("%02d", int(t.Month())),
		"{month1}", strconv.Itoa(int(t.Month())),
		"{month}", l.Month(t.Month()),
		"{year}", fmt.Sprintf("%04d", t.Year()),
	).Replace(form)
}
