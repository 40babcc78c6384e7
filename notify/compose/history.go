package compose

import (
	"slices"
	"time"

	"github.com/budkavle/budkavle/audit"
	"github.com/budkavle/budkavle/recipients"
)

// History makes an order's history from its records (R701–R704), comparing
// each message with the order as it is now.
func (s Settings) History(o Order, records []audit.Record, now time.Time) audit.History {
	zone, err := s.zone(o)
	if err != nil {
		zone = time.UTC
	}
	return audit.NewHistory(audit.HistoryInput{
		Records: records, Current: s.Current(o, now), AnyChange: s.MarkAnyChange, ChangedAt: o.Changed,
		LoggingBegan: s.LoggingBegan, OrderCreated: o.Created, Zone: zone, Now: now,
	})
}

// Addresses returns the addresses and numbers that a draft of r can be sent to
// unasked, and those of typed, in canonical form, each once: of everybody whom
// the order knows, of those with a login, and of the request's contacts. What is
// no address or number is passed over.
func (s Settings) Addresses(o Order, r Request, typed ...string) []string {
	var list []string
	add := func(text string) {
		if !slices.Contains(list, text) {
			list = append(list, text)
		}
	}
	fields := slices.Clone(typed)
	for _, c := range o.contacts() {
		fields = append(fields, c.Email, c.Phone)
	}
	for _, u := range o.logins() {
		fields = append(fields, u.Email)
	}
	for _, c := range r.Contacts {
		fields = append(fields, c.Email, c.Phone)
	}
	for _, field := range append(fields, s.PurchaseOrderTo.String()) {
		for _, m := range addressesOf(field) {
			add(m.Address.String())
		}
		numbers, _ := recipients.ParsePhoneList(field, s.region())
		for _, number := range numbers {
			add(number.String())
		}
	}
	return list
}
