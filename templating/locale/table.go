package locale

import (
	"errors"
	"maps"
	"slices"
)

// A Table is what is to be known about a language: how it writes dates, times,
// numbers and money, and what it says. It is plain data that goes through
// encoding/json and back unchanged; [New] checks it, [Table.Untranslated] says
// what is left to do. The zero value is no language.
//
// Forms are texts with parts in braces, each of which may stand any number of
// times. The parts of a day are {weekday}, {day} 6, {day2} 06, {month} in
// letters, {mon} its first three letters, {month1} 9, {month2} 09, {year} 2023;
// those of a time {hour} 7, {hour2} 07, {minute} 05.
type Table struct {
	Tag      string     `json:"tag"`      // BCP 47 primary subtag, lower case
	Name     string     `json:"name"`     // in the language itself
	Weekdays [7]string  `json:"weekdays"` // from Sunday, as inside a sentence
	Months   [12]string `json:"months"`   // from January, as inside a date: "lokakuuta" in Finnish

	Date       string `json:"date"`                // a day without the year: "{weekday} {day2} {month}"
	DateYear   string `json:"dateYear"`            // a day with the year
	OnDate     string `json:"onDate,omitzero"`     // "on that day" inside a sentence; as Date when empty
	OnDateYear string `json:"onDateYear,omitzero"` // the same with the year; as DateYear when empty
	ShortDate  string `json:"shortDate"`           // a day in a table: "{year}-{month2}-{day2}"
	Clock      string `json:"clock"`               // "{hour2}:{minute}"
	DateTime   string `json:"dateTime"`            // {date} and {time} in a table
	// {date} and {time} inside a sentence, the time a moment or an interval
	When       string `json:"when"`
	WhenAllDay string `json:"whenAllDay"`         // {date} inside a sentence, all day long: "{date} (heldag)"
	Decimal    string `json:"decimal"`            // decimal separator
	Group      string `json:"group"`              // thousands separator; a no-break space in most; may be empty
	Money      string `json:"money"`              // {amount} and {currency} in their order, a no-break space between
	MoneySign  string `json:"moneySign,omitzero"` // the same for a currency that has a sign; as Money when empty
	And        string `json:"and"`                // before the last of several: "och"
	AllDay     string `json:"allDay"`             // "heldag"
	Missing    string `json:"missing"`            // "saknas"
	OrderRef   string `json:"orderRef"`           // "Ordernummer: {number}"

	// by currency code (ISO 4217): "kr" for the country's own, "€"
	Signs   map[string]string     `json:"signs,omitempty"`
	Texts   map[TextKind]TextForm `json:"texts,omitempty"`   // built-in messages; English stands in for a missing one
	Phrases map[string]string     `json:"phrases,omitempty"` // by key; English stands in for a missing one
}

// New returns the language of a host's own table, which it copies. The error, if
// any, joins one error for each problem of the table, by field: what is empty,
// which form lacks which part, which text or phrase has what English has not.
// What is not translated yet is no problem: see [Table.Untranslated].
func New(t Table) (Language, error) {
	c := checker{table: t}
	c.names()
	c.forms()
	c.phrases()
	c.texts()
	if len(c.problems) > 0 {
		return Language{}, errors.Join(c.problems...)
	}
	return Language{&source{tag: t.Tag, table: t.clone()}}, nil
}

// Untranslated names what English stands in for, sorted: the keys of phrases, and
// "texts.kind" for built-in messages.
func (t Table) Untranslated() []string {
	var missing []string
	for _, key := range Keys() {
		if t.Phrases[key] == "" {
			missing = append(missing, key)
		}
	}
	for _, kind := range TextKinds() {
		if len(t.Texts[kind].Body) == 0 {
			missing = append(missing, "texts."+string(kind))
		}
	}
	slices.Sort(missing)
	return missing
}

// clone copies the maps too: the host keeps its own.
func (t Table) clone() Table {
	t.Signs, t.Phrases, t.Texts = maps.Clone(t.Signs), maps.Clone(t.Phrases), maps.Clone(t.Texts)
	for kind, form := range t.Texts {
		t.Texts[kind] = form.clone()
	}
	return t
}
