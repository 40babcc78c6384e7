package locale

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"sync"
)

// isTag reports whether text is a primary subtag in lower case.
func isTag(text string) bool {
	return len(text) >= 2 && len(text) <= 8 && strings.Trim(text, "abcdefghijklmnopqrstuvwxyz") == ""
}

// A checker collects what is wrong with a table.
type checker struct {
	table    Table
	problems []error
}

func (c *checker) problem(field, format string, args ...any) {
	c.problems = append(c.problems,
		fmt.Errorf("locale: table %q: %s: %s", c.table.Tag, field, fmt.Sprintf(format, args...)))
}

func (c *checker) names() {
	t := c.table
	if !isTag(t.Tag) {
		c.problem("tag", "want two to eight small letters, such as \"is\"")
	}
	for _, f := range [][2]string{
		{"name", t.Name}, {"decimal", t.Decimal}, {"and", t.And}, {"allDay", t.AllDay}, {"missing", t.Missing},
	} {
		if f[1] == "" {
			c.problem(f[0], "is empty")
		}
	}
	for i, name := range t.Weekdays {
		if name == "" {
			c.problem(fmt.Sprintf("weekdays[%d]", i), "is empty")
		}
	}
	for i, name := range t.Months {
		if name == "" {
			c.problem(fmt.Sprintf("months[%d]", i), "is empty")
		}
	}
}

// forms checks that each form has what its sense depends on, and no part that
// nothing is put into. Three may be empty.
func (c *checker) forms() {
	t := c.table
	const day, clock = "{weekday} {day} {day2} {month} {mon} {month1} {month2} {year}", "{hour} {hour2} {minute}"
	for _, f := range []struct{ field, text, needs, may string }{
		{"date", t.Date, "{month}", day},
		{"dateYear", t.DateYear, "{month} {year}", day},
		{"onDate", t.OnDate, "{month}", day},
		{"onDateYear", t.OnDateYear, "{month} {year}", day},
		{"shortDate", t.ShortDate, "{year}", day},
		{"clock", t.Clock, "{minute}", clock},
		{"dateTime", t.DateTime, "{date} {time}", "{date} {time}"},
		{"when", t.When, "{date} {time}", "{date} {time}"},
		{"whenAllDay", t.WhenAllDay, "{date}", "{date}"},
		{"money", t.Money, "{amount} {currency}", "{amount} {currency}"},
		{"moneySign", t.MoneySign, "{amount} {currency}", "{amount} {currency}"},
		{"orderRef", t.OrderRef, "{number}", "{number}"},
	} {
		if f.text == "" && slices.Contains([]string{"onDate", "onDateYear", "moneySign"}, f.field) {
			continue
		}
		for part := range strings.FieldsSeq(f.needs) {
			if !strings.Contains(f.text, part) {
				c.problem(f.field, "%q lacks %s", f.text, part)
			}
		}
		for part := range partsOf(f.text) {
			if !slices.Contains(strings.Fields(f.may), "{"+part+"}") {
				c.problem(f.field, "%q has {%s}, want %s", f.text, part, f.may)
			}
		}
	}
}

// verbs are the places of a phrase for what is put in, and bare percent signs.
var verbs = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`%(\[\d\][sd])?`) })

// phrases checks that nothing can come out as "%!d(string=…)". A percent sign is
// one where nothing is put in.
func (c *checker) phrases() {
	for _, key := range slices.Sorted(maps.Keys(c.table.Phrases)) {
		text := c.table.Phrases[key]
		english, ok := English.Lookup(key)
		if !ok || !strings.Contains(text, "%") { // another version of the library may say what this one does not
			continue
		}
		places := verbs().FindAllString(english, -1)
		for _, verb := range verbs().FindAllString(text, -1) {
			if !slices.Contains(places, verb) && (verb != "%" || len(places) > 0) {
				c.problem("phrases."+key, "%q has %s, which English has not: %q", text, verb, english)
			}
		}
	}
}

// builtInTags are the tags of the English messages, which are given all that any
// language can use.
var builtInTags = sync.OnceValue(func() map[string]bool {
	known := map[string]bool{}
	for _, form := range English.tab().Texts {
		for _, tag := range form.tags() {
			known[tag] = true
		}
	}
	return known
})

// texts checks that a built-in message has no tag that nobody fills.
func (c *checker) texts() {
	for _, kind := range TextKinds() {
		for _, tag := range c.table.Texts[kind].tags() {
			if !builtInTags()[tag] {
				c.problem("texts."+string(kind), "has the unknown tag {%s}", tag)
			}
		}
	}
}
