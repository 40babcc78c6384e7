package compose

import (
	"slices"
	"time"

	"github.com/budkavle/budkavle/audit"
	"github.com/budkavle/budkavle/notify/order"
	"github.com/budkavle/budkavle/recipients"
)

// History makes an order's history from its records (R701–R704), comparing
// each message with the order as it is now.
func History(s order.Settings, o order.Order, records []audit.Record, now time.Time) audit.History {
	zone, err := s.ZoneOf(o)
	if err != nil {
		zone = time.UTC
	}
	asItIs := current(s, o, audit.Fold(records), now)
	return audit.NewHistory(audit.HistoryInput{
		Records: records, Current: func(m *audit.Message) *audit.Snapshot { return asItIs[m.ID] }, AnyChange: s.MarkAnyChange, ChangedAt: o.Changed,
		LoggingBegan: s.LoggingBegan, OrderCreated: o.Created, Zone: zone, Now: now,
	})
}

// Addresses returns the addresses and numbers that a draft of r can be sent to
// unasked, and those of typed, in canonical form, each once: of everybody whom
// the order knows, of those with a login, and of the request's contacts. What is
// no address or number is passed over.
func Addresses(s order.Settings, o order.Order, r Request, typed ...string) []string {
	var list []string
	add := func(text string) {
		if !slices.Contains(list, text) {
			list = append(list, text)
		}
	}
	fields := slices.Clone(typed)
	for _, c := range o.SuggestedContacts() {
		fields = append(fields, c.Email, c.Phone)
	}
	for _, u := range o.Logins() {
		fields = append(fields, u.Email)
	}
	for _, c := range r.Contacts {
		fields = append(fields, c.Email, c.Phone)
	}
	for _, field := range append(fields, s.PurchaseOrderTo.String()) {
		addresses, _ := recipients.ParseList(field)
		for _, m := range addresses {
			add(m.Address.String())
		}
		numbers, _ := recipients.ParsePhoneList(field, s.CorrectionRegion())
		for _, number := range numbers {
			add(number.String())
		}
	}
	return list
}
