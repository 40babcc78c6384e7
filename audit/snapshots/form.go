package snapshots

import (
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// ValueForm says how a field's value is written for people, and which differences of
// two values nobody sees. The zero value is text.
type ValueForm string

// The forms of a value.
const (
	// line ends, composed letters and blanks at the ends of lines make no difference
	FormText     ValueForm = ""
	FormInterval ValueForm = "interval" // [Interval]; seconds and zones make no difference
	// whole days: 2023-10-06, or the first and the last with a slash between; see [Days]
	FormDays  ValueForm = "days"
	FormDate  ValueForm = "date"  // 2023-10-06
	FormMoney ValueForm = "money" // smallest unit, a space, ISO 4217: "123450 SEK"
	FormNames ValueForm = "names" // joined with ", "; their order makes no difference
	// thousandths, and a unit after a space where there is one: "1250 st"
	FormQuantity ValueForm = "quantity"
)

// canonical is the value in the one form that it shares with all that people
// take for the same.
func (f *Field) canonical() string {
	switch f.Form {
	case FormInterval:
		if i, ok := parseInterval(f.Value); ok {
			return minute(i.start) + "/" + minute(i.end)
		}
	case FormDays:
		if first, last, ok := parseDays(f.Value); ok {
			return first.Format(time.DateOnly) + "/" + last.Format(time.DateOnly)
		}
	case FormNames:
		names := strings.Split(canonicalText(f.Value), ",")
		for i := range names {
			names[i] = strings.TrimSpace(names[i])
		}
		slices.Sort(names)
		return strings.Join(names, ",")
	}
	return canonicalText(f.Value)
}

func minute(t time.Time) string { return t.UTC().Truncate(time.Minute).Format(time.RFC3339) }

// canonicalText is a text with composed letters and LF line ends, without blanks
// at the ends of its lines and without blank lines at its own ends. The usual
// text is given back as it is.
func canonicalText(text string) string {
	if !ascii(text) && !norm.NFC.IsNormalString(text) {
		text = norm.NFC.String(text)
	}
	if strings.ContainsAny(text, "\r\n") {
		text = strings.ReplaceAll(strings.ReplaceAll(text, "\r\n", "\n"), "\r", "\n")
		lines := strings.Split(text, "\n")
		for i := range lines {
			lines[i] = strings.TrimRight(lines[i], blanks)
		}
		text = strings.Join(lines, "\n")
	}
	return strings.Trim(text, blanks+"\n")
}

func ascii(text string) bool {
	for i := range len(text) {
		if text[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// blanks are what nobody sees at the end of a line.
const blanks = " \t\u00a0\u202f\v\f"

type interval struct{ start, end time.Time }

// Interval is the value of a [FormInterval] field: two RFC 3339 times, to the
// second. They are kept with their offsets, so that they are shown as they were in
// their zone.
func Interval(start, end time.Time) string {
	return start.Format(time.RFC3339) + "/" + end.Format(time.RFC3339)
}

func parseInterval(value string) (interval, bool) {
	from, to, ok := strings.Cut(value, "/")
	start, err := time.Parse(time.RFC3339, from)
	end, err2 := time.Parse(time.RFC3339, to)
	return interval{start, end}, ok && err == nil && err2 == nil
}

// Days is the value of a [FormDays] field: the first and the last whole day, as
// first and last have them in their own zones.
func Days(first, last time.Time) string {
	return first.Format(time.DateOnly) + "/" + last.Format(time.DateOnly)
}

func parseDays(value string) (first, last time.Time, ok bool) {
	from, to, two := strings.Cut(value, "/")
	if !two {
		to = from
	}
	first, err := time.Parse(time.DateOnly, from)
	last, err2 := time.Parse(time.DateOnly, to)
	return first, last, err == nil && err2 == nil
}

// Ends returns when what a field tells is over: an interval at its end, whole days
// when the last one ends in a zone. It is false for every other form.
func (f *Field) Ends(zone *time.Location) (time.Time, bool) {
	until := f.until()
	switch f.Form {
	case FormInterval:
		end, err := time.Parse(time.RFC3339, until)
		return end, err == nil
	case FormDays:
		last, err := time.Parse(time.DateOnly, until)
		return time.Date(last.Year(), last.Month(), last.Day()+1, 0, 0, 0, 0, zone), err == nil
	}
	return time.Time{}, false
}

// until is the last that a value tells of, as [Field].Until has it.
func (f *Field) until() string {
	if f.Value == "" {
		return f.Until
	}
	if _, last, two := strings.Cut(f.Value, "/"); two {
		return last
	}
	return f.Value
}
