package locale

import (
	"errors"
	"fmt"
	"maps"
	"regexp"
	"strings"
)

// A Table is what is to be known about a language (R408). It is plain data that
// goes through encoding/json and back unchanged; [New] checks it. The zero value
// is no language.
type Table struct {
	Tag      string     `json:"tag"`      // BCP 47 primary subtag, lower case
	Name     string     `json:"name"`     // in the language itself
	Weekdays [7]string  `json:"weekdays"` // from Sunday, as inside a sentence
	Months   [12]string `json:"months"`   // from January, as inside a date

	// Date writes a day, ShortDate one in a table; they are filled in as
	// strings.Replacer would: {weekday}, {day} 6, {day2} 06, {month} in letters,
	// {month1} 9, {month2} 09, {year} 2023.
	Date      string `json:"date"`      // without the year: "{weekday} {day2} {month}"
	DateYear  string `json:"dateYear"`  // with the year
	ShortDate string `json:"shortDate"` // "{year}-{month2}-{day2}"

	Clock     string `json:"clock"`     // hour and minute: "15:04" or "15.04", as package time has it
	Decimal   string `json:"decimal"`   // decimal separator
	Group     string `json:"group"`     // thousands separator; a no-break space in most; may be empty
	And       string `json:"and"`       // before the last of several: "och"
	AllDay    string `json:"allDay"`    // "heldag"
	Missing   string `json:"missing"`   // "saknas" (R404)
	OrderRef  string `json:"orderRef"`  // a fmt format with one %s: "Ordernummer: %s"
	MoneyForm string `json:"moneyForm"` // {amount} and {currency} in their order; a no-break space between

	Texts   map[TextKind]Text `json:"texts,omitempty"`   // built-in messages; English stands in for a missing one
	Phrases map[string]string `json:"phrases,omitempty"` // by key; English stands in for a missing one
}

var tagForm = regexp.MustCompile(`^[a-z]{2,8}$`)

// New returns the language of a host's own table (R408), which it copies. The
// error, if any, joins one error for each problem of the table, by field: what is
// empty, and which form lacks which part. Texts and Phrases are not looked at.
func New(t Table) (Language, error) {
	var problems []error
	problem := func(field, format string, args ...any) {
		problems = append(problems, fmt.Errorf("locale: table %q: %s: %s", t.Tag, field, fmt.Sprintf(format, args...)))
	}
	if !tagForm.MatchString(t.Tag) {
		problem("tag", "want two to eight small letters, such as \"is\"")
	}
	for _, f := range [][2]string{{"name", t.Name}, {"decimal", t.Decimal}, {"and", t.And}, {"allDay", t.AllDay}, {"missing", t.Missing}} {
		if f[1] == "" {
			problem(f[0], "is empty")
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
	if text := fmt.Sprintf(t.OrderRef, ""); strings.Contains(text, "%!") {
		problem("orderRef", "%q is not a fmt format with one %%s", t.OrderRef)
	}
	if len(problems) > 0 {
		return Language{}, errors.Join(problems...)
	}
	return Language{&source{tag: t.Tag, table: t.clone()}}, nil
}

// clone copies the maps too: the host keeps its own.
func (t Table) clone() Table {
	t.Texts, t.Phrases = maps.Clone(t.Texts), maps.Clone(t.Phrases)
	return t
}
