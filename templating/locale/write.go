package locale

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Date writes a day with its weekday as the language does inside a sentence,
// "fredag 06 oktober" in Swedish; the year is added only when it is not that
// of now. Both times are read in the zone of day.
func (l Language) Date(day, now time.Time) string {
	if day.Year() == now.In(day.Location()).Year() {
		return l.fill(l.tab().Date, day)
	}
	return l.fill(l.tab().DateYear, day)
}

// OnDate writes on which day something is, inside a sentence: "perjantaina 6.
// lokakuuta" in Finnish, as [Language.Date] in most.
func (l Language) OnDate(day, now time.Time) string {
	t := l.tab()
	if day.Year() == now.In(day.Location()).Year() {
		return l.fill(cmp.Or(t.OnDate, t.Date), day)
	}
	return l.fill(cmp.Or(t.OnDateYear, t.DateYear), day)
}

// When puts a date of [Language.OnDate] and a time, a moment or an interval,
// together as inside a sentence: "Freitag, 6. Oktober, 07:00 – 10:00 Uhr" in
// German.
func (l Language) When(date, clock string) string {
	return dateAndTime(l.tab().When, date, clock)
}

// WhenAllDay is [Language.When] without a time: "fredag 06
// oktober (heldag)".
func (l Language) WhenAllDay(date string) string {
	return strings.ReplaceAll(l.tab().WhenAllDay, "{date}", date)
}

// ShortDate writes a day for a table or a list, "2023-10-06" in Swedish.
func (l Language) ShortDate(day time.Time) string { return l.fill(l.tab().ShortDate, day) }

// Clock writes hour and minute on a 24-hour clock, "07:00" in Swedish, in the
// zone of t.
func (l Language) Clock(t time.Time) string { return l.fill(l.tab().Clock, t) }

// DateTime writes a day and a time for a table or a list, "2023-10-02 14:05" in
// Swedish.
func (l Language) DateTime(t time.Time) string {
	return dateAndTime(l.tab().DateTime, l.ShortDate(t), l.Clock(t))
}

// dateAndTime puts the two into a form of the table.
func dateAndTime(form, date, clock string) string {
	return fillTwo(form, "{date}", date, "{time}", clock)
}

// fillTwo puts two values where their parts stand in a form, in one pass: what is put
// in is not read again.
func fillTwo(form, part1, value1, part2, value2 string) string {
	var b strings.Builder
	b.Grow(len(form) + len(value1) + len(value2))
	for form != "" {
		i := max(strings.IndexByte(form, '{'), 0)
		b.WriteString(form[:i])
		form = form[i:]
		if rest, ok := strings.CutPrefix(form, part1); ok {
			b.WriteString(value1)
			form = rest
		} else if rest, ok := strings.CutPrefix(form, part2); ok {
			b.WriteString(value2)
			form = rest
		} else {
			b.WriteByte(form[0])
			form = form[1:]
		}
	}
	return b.String()
}

// AllDay returns the word for a booking without times: "heldag".
func (l Language) AllDay() string { return l.tab().AllDay }

// Missing returns the word for a customer order number that is not there:
// "saknas".
func (l Language) Missing() string { return l.tab().Missing }

// OrderRef writes an order's number: "Ordernummer: AO462".
func (l Language) OrderRef(number string) string {
	return strings.ReplaceAll(l.tab().OrderRef, "{number}", number)
}

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
	text := l.number(magnitude(value), min(max(decimals, 0), 18))
	if value < 0 {
		text = minus + text
	}
	return text
}

// minus is U+2212, as wide as a digit.
const minus = "\u2212"

func (l Language) number(value uint64, decimals int) string {
	digits := strconv.FormatUint(value, 10)
	if missing := decimals + 1 - len(digits); missing > 0 {
		digits = strings.Repeat("0", missing) + digits
	}
	whole, fraction := digits[:len(digits)-decimals], digits[len(digits)-decimals:]
	var b strings.Builder
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

// magnitude is the absolute value; that of the smallest int64 does not fit an int64.
func magnitude(v int64) uint64 {
	if v < 0 {
		return -uint64(v)
	}
	return uint64(v)
}

// decimals are of the currencies that have another number of decimals than two (ISO 4217).
var decimals = map[string]int{
	"ISK": 0, "JPY": 0, "KRW": 0, "CLP": 0, "VND": 0, "PYG": 0, "UGX": 0, "XAF": 0,
	"XOF": 0, "XPF": 0, "RWF": 0, "KMF": 0, "GNF": 0, "DJF": 0, "BIF": 0, "VUV": 0,
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

// Money writes an amount in the smallest unit of a currency (ISO 4217):
// Money(123450, "SEK") is "1 234,50 kr" in Swedish, with no-break spaces. A
// currency is written by its sign where the language has one for it ("kr" for
// the country's own crown, no other; "€"), else by its code. Below zero the
// minus sign stands first. Without a currency it is a number.
func (l Language) Money(minor int64, currency string) string {
	if currency == "" {
		return l.Number(minor, Decimals(currency))
	}
	t := l.tab()
	form, sign := t.Money, currency
	if s, ok := t.Signs[currency]; ok {
		form, sign = cmp.Or(t.MoneySign, t.Money), s
	}
	amount := l.number(magnitude(minor), Decimals(currency))
	text := fillTwo(form, "{amount}", amount, "{currency}", sign)
	if minor < 0 {
		text = minus + text
	}
	return text
}

// fill puts the parts of a moment into a form of the table.
func (l Language) fill(form string, t time.Time) string {
	var room [64]byte
	b := room[:0]
	for form != "" {
		before, rest, _ := strings.Cut(form, "{")
		b = append(b, before...)
		var part string
		part, form, _ = strings.Cut(rest, "}")
		b = l.appendPart(b, part, t)
	}
	return string(b)
}

// appendPart writes a part of a form; [New] refuses a form with any other.
func (l Language) appendPart(b []byte, name string, t time.Time) []byte {
	switch name {
	case "weekday":
		return append(b, l.Weekday(t.Weekday())...)
	case "day":
		return strconv.AppendInt(b, int64(t.Day()), 10)
	case "day2":
		return appendTwo(b, t.Day())
	case "month":
		return append(b, l.Month(t.Month())...)
	case "mon":
		letters := []rune(l.Month(t.Month()))
		return append(b, string(letters[:min(3, len(letters))])...)
	case "month1":
		return strconv.AppendInt(b, int64(t.Month()), 10)
	case "month2":
		return appendTwo(b, int(t.Month()))
	case "year":
		return fmt.Appendf(b, "%04d", t.Year())
	case "hour":
		return strconv.AppendInt(b, int64(t.Hour()), 10)
	case "hour2":
		return appendTwo(b, t.Hour())
	case "minute":
		return appendTwo(b, t.Minute())
	}
	return b
}

// appendTwo writes a number below 100 in two digits.
func appendTwo(b []byte, n int) []byte { return append(b, byte('0'+n/10), byte('0'+n%10)) }
