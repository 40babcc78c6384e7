package notify

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/budkavle/budkavle/audit"
)

// eraseFromDigests takes a person out of what waits for the evening of the company's own
// people: their name, addresses and numbers are not told. That an order or a visit has
// changed is. Names are those of the contacts and those that the log has of the addresses.
func (d *Desk) eraseFromDigests(ctx context.Context, whom Whom, addresses []string) error {
	box, company := d.service.config.Outbox, d.settings.Company.ID
	if box == nil {
		return nil
	}
	waiting, err := box.Topics(ctx, company, digestsOfAll)
	if err != nil {
		return err
	}
	names, err := d.namesOf(ctx, whom, addresses)
	if err != nil {
		return err
	}
	topics := map[string]bool{}
	for _, j := range waiting {
		if names.without(j) != nil {
			topics[j.Topic] = true
		}
	}
	for _, topic := range slices.Sorted(maps.Keys(topics)) {
		if err := box.Rewrite(ctx, company, topic, names.without); err != nil {
			return err
		}
	}
	return nil
}

// personNames are what a text may name a person by, in small letters; numbers as digits
// alone.
type personNames []string

func (d *Desk) namesOf(ctx context.Context, whom Whom, addresses []string) (personNames, error) {
	var names personNames
	add := func(name string) {
		if name = strings.ToLower(strings.TrimSpace(name)); name != "" && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	for _, c := range whom.Contacts {
		add(c.Name)
	}
	for _, address := range addresses {
		add(address)
		if digits, ok := strings.CutPrefix(address, "+"); ok {
			names = append(names, digits[max(0, len(digits)-nationalDigits):])
		}
	}
	if len(addresses) > 0 {
		records, err := audit.All(ctx, d.service.config.Log, audit.Query{
			Company: d.settings.Company.ID, Recipients: addresses,
		})
		if err != nil {
			return nil, fmt.Errorf("log of the person: %w", err)
		}
		for i := range records {
			add(records[i].RecipientName)
		}
	}
	return names, nil
}

// nationalDigits are the last digits of a number by which it is known in any spelling.
const nationalDigits = 7

// without is what waits without the person; nil where it does not name them.
func (n personNames) without(j Job) *Later {
	if j.Later == nil || j.Later.Notice == nil {
		return nil
	}
	notice, is := j.Later.Notice.Without(n.name)
	if !is {
		return nil
	}
	later := *j.Later
	later.Notice = &notice
	return &later
}

// name reports whether a text names the person.
func (n personNames) name(text string) bool {
	small, digits := strings.ToLower(text), digitsOf(text)
	return slices.ContainsFunc(n, func(name string) bool {
		return hasWords(small, name) ||
			len(name) == nationalDigits && digitsOf(name) == name && strings.Contains(digits, name)
	})
}

// hasWords reports whether words stand in a text, and not as a part of longer ones.
func hasWords(text, words string) bool {
	inWord := func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }
	for from := 0; ; {
		i := strings.Index(text[from:], words)
		if i < 0 {
			return false
		}
		before, _ := utf8.DecodeLastRuneInString(text[:from+i])
		after, _ := utf8.DecodeRuneInString(text[from+i+len(words):])
		if !inWord(before) && !inWord(after) {
			return true
		}
		from += i + len(words)
	}
}

func digitsOf(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsDigit(r) {
			return r
		}
		return -1
	}, text)
}
