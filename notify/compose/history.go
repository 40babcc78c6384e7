package compose

import (
	"slices"
	"strings"
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

// Addresses returns the addresses and numbers of everybody whom the order
// knows, in canonical form, each once.
func (s Settings) Addresses(o Order) []string {
	var list []string
	add := func(text string) {
		if text != "" && !slices.Contains(list, text) {
			list = append(list, text)
		}
	}
	for _, c := range o.contacts() {
		if a, err := recipients.ParseAddress(strings.TrimSpace(c.Email)); err == nil {
			add(a.String())
		}
		if p, err := recipients.ParsePhone(c.Phone); err == nil {
			add(p.String())
		}
	}
	return list
}
