package snapshots

import (
	"strconv"
	"strings"
	"time"

	"github.com/budkavle/budkavle/templating/locale"
)

// fieldFact is a line in the head of a paper, whose label is the only word for it.
const fieldFact = "fact"

// String is the change in English, for logs; people get [Difference.Message].
func (c Difference) String() string { return c.Message(locale.English) }

// Message is the change in a user's language: "tid 07:00–10:00 → 08:00–11:00".
func (c Difference) Message(l locale.Language) string {
	switch c.Kind {
	case DifferenceOther:
		return l.Phrase("audit.order-changed")
	case DifferenceAdded, DifferenceRemoved:
		return l.Phrase("audit."+string(c.Kind)) + " " + c.item(l)
	case DifferenceUnnamed:
		return l.Phrase("audit.changed") + " " + FieldMessage(c.Field, l)
	}
	before, after := writeValues(l, c.Form, c.Before, c.After)
	name := FieldMessage(c.Field, l)
	off := c.Field == FieldCancelled && (c.Before == "" || c.After == "") // the words say it
	if off && c.After == "" {
		name = l.Phrase("audit.not-cancelled")
	}
	switch {
	case c.Label != "" && (c.Field == fieldFact || strings.EqualFold(c.Label, name)):
		name = c.Label + ":" // it says what the value is
	case c.Label != "":
		name = c.Label + ": " + name
	}
	if off {
		return name
	}
	return name + " " + before + " → " + after
}

// item lists the values of an item that was added or removed.
func (c Difference) item(l locale.Language) string {
	var texts []string
	if c.Label != "" {
		texts = append(texts, c.Label)
	}
	for _, f := range c.fields {
		text, _ := writeValues(l, f.Form, f.Value, "")
		if !strings.Contains(" "+c.Label+" ", " "+text+" ") { // the label names it already
			texts = append(texts, text)
		}
	}
	if len(texts) == 0 {
		value, _ := writeValues(l, c.Form, c.Before+c.After, "")
		texts = append(texts, FieldMessage(c.Field, l), value)
	}
	return strings.Join(texts, ", ")
}

// FieldMessage is the word for a field in a user's language; a name that is not
// in the catalogue is a word of the host's own and returned as it is.
func FieldMessage(name string, l locale.Language) string {
	return l.Word("audit.field.", name)
}

// writeValues writes two values of a form for people; "–" stands for none. Two
// intervals on the same day are written without it.
func writeValues(l locale.Language, form ValueForm, before, after string) (string, string) {
	switch form {
	case FormInterval, FormDays: // a visit may come to take the whole day, or no longer
		a, okA := parseInterval(before)
		b, okB := parseInterval(after)
		withDay := !okA || !okB || !sameDay(a.start, b.start)
		write := func(value string, i interval, isInterval, beside bool) string {
			if isInterval {
				return i.write(l, withDay)
			}
			return writeDays(l, value, beside)
		}
		return write(before, a, okA, okB), write(after, b, okB, okA)
	case FormDate:
		a, errA := time.Parse(time.DateOnly, before)
		b, errB := time.Parse(time.DateOnly, after)
		return orNone(before, errA == nil, func() string { return l.ShortDate(a) }),
			orNone(after, errB == nil, func() string { return l.ShortDate(b) })
	case FormMoney:
		return writeMoney(l, before), writeMoney(l, after)
	case FormQuantity:
		return writeQuantity(l, before), writeQuantity(l, after)
	}
	return orNone(before, false, nil), orNone(after, false, nil)
}

// orNone writes a value when it could be read, itself when not, and a dash for
// none.
func orNone(value string, readable bool, write func() string) string {
	switch {
	case value == "":
		return "–"
	case readable:
		return write()
	}
	return value
}

// writeDays writes whole days, and says that they are whole where they stand beside times.
func writeDays(l locale.Language, value string, besideTimes bool) string {
	first, last, ok := parseDays(value)
	return orNone(value, ok, func() string {
		text := l.ShortDate(first)
		if !first.Equal(last) {
			text += " – " + l.ShortDate(last)
		}
		if besideTimes {
			return l.WhenAllDay(text)
		}
		return text
	})
}

func writeMoney(l locale.Language, value string) string {
	amount, currency, ok := strings.Cut(value, " ")
	minor, err := strconv.ParseInt(amount, 10, 64)
	return orNone(value, ok && err == nil, func() string { return l.Money(minor, currency) })
}

func writeQuantity(l locale.Language, value string) string {
	amount, unit, _ := strings.Cut(value, " ")
	thousandths, err := strconv.ParseInt(amount, 10, 64)
	return orNone(value, err == nil, func() string {
		decimals := 3
		for ; decimals > 0 && thousandths%10 == 0; decimals-- {
			thousandths /= 10
		}
		return strings.TrimSpace(l.Number(thousandths, decimals) + " " + unit)
	})
}

func sameDay(a, b time.Time) bool {
	return a.Year() == b.Year() && a.YearDay() == b.YearDay()
}

// write is "07:00–10:00", with the day before it where it matters.
func (i interval) write(l locale.Language, withDay bool) string {
	text := l.Clock(i.start)
	switch {
	case i.end.Equal(i.start):
	case sameDay(i.start, i.end):
		text += "–" + l.Clock(i.end)
	default:
		return l.DateTime(i.start) + " – " + l.DateTime(i.end)
	}
	if withDay {
		return l.ShortDate(i.start) + " " + text
	}
	return text
}
