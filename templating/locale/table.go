package locale

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
)

// A Table is what is to be known about a language. It is plain data that goes
// through encoding/json and back unchanged; [New] checks it.
type Table struct {
	Tag      string     `json:"tag"`      // BCP 47 primary subtag, lower case
	Name     string     `json:"name"`     // in the language itself
	Weekdays [7]string  `json:"weekdays"` // from Sunday, as inside a sentence
	Months   [12]string `json:"months"`   // from January, as inside a date

	// Date writes a day, ShortDate one in a table; they are filled in as
	// strings.Replacer would: {weekday} {day} {day2} {month} {month2} {year}.
	Date      string `json:"date"`      // without the year: "{weekday} {day2} {month}"
	DateYear  string `json:"dateYear"`  // with the year
	ShortDate string `json:"shortDate"` // "{year}-{month2}-{day2}"

	Clock     string `json:"clock"`     // hour and minute: "15:04" or "15.04", as package time has it
	Decimal   string `json:"decimal"`   // decimal separator
	Group     string `json:"group"`     // thousands separator; a no-break space in most
	And       string `json:"and"`       // before the last of several: "och"
	AllDay    string `json:"allDay"`    // "heldag"
	Missing   string `json:"missing"`   // "saknas" (R404)
	OrderRef  string `json:"orderRef"`  // a fmt format with one %s: "Ordernummer: %s"
	MoneyForm string `json:"moneyForm"` // {amount} and {currency} in their order; a no-break space between

	Texts   map[TextKind]Text `json:"texts,omitempty"`   // built-in messages; English stands in for a missing one
	Phrases map[string]string `json:"phrases,omitempty"` // texts that override catalogs, by key
}

var tagForm = regexp.MustCompile(`^[a-z]{2,8}$`)

// New returns the language of a host's own table (R408). The error, if any,
// joins one error for each problem of the table.
func New(t Table) (Language, error) {
	var problems []error
	problem := func(field, format string, args ...any) {
		problems = append(problems, fmt.Errorf("locale: table %q: %s: %s", t.Tag, field, fmt.Sprintf(format, args...)))
	}
	if !tagForm.MatchString(t.Tag) {
		problem("tag", "want two to eight small letters, such as \"is\"")
	}
	for name, text := range map[string]string{"name": t.Name, "decimal": t.Decimal, "allDay": t.AllDay, "missing": t.Missing, "and": t.And} {
		if text == "" {
			problem(name, "is empty")
		}
	}
	for i, name := range t.Weekdays {
		if name == "" {
			problem(fmt.Sprintf("weekdays[%d]", i), "is empty")
		}
	}
	for i, name := range t.Months {
		if name == "" {
			problem(fmt.Sprintf("months[%d]", i), "is empty")
		}
	}
	needs := []struct {
		field, text string
		parts       []string
	}{
		{"date", t.Date, []string{"{month}"}},
		{"dateYear", t.DateYear, []string{"{month}", "{year}"}},
		{"shortDate", t.ShortDate, []string{"{year}"}},
		{"clock", t.Clock, []string{"04"}},
		{"orderRef", t.OrderRef, []string{"%s"}},
		{"moneyForm", t.MoneyForm, []string{"{amount}", "{currency}"}},
	}
	for _, n := range needs {
		for _, part := range n.parts {
			if !strings.Contains(n.text, part) {
				problem(n.field, "%q lacks %s", n.text, part)
			}
		}
	}
	if len(problems) > 0 {
		return Language{}, errors.Join(problems...)
	}
	table := t
	return Language{&table}, nil
}
