package notify_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/notify"
	"github.com/budkavle/budkavle/notify/order"
)

// A customer who asks to be forgotten is not named by what waits for the evening of the
// company's own people either; that a visit of theirs was booked is told all the same.
func TestR707WhatWaitsForTheEveningNamesNobodyWhoWasErased(t *testing.T) {
	t.Parallel()
	anna := order.Contact{Name: "Anna Ek", Email: "Anna@example.se", Phone: "070-512 34 56"}
	for name, c := range map[string]struct {
		whom notify.Whom
		left []string // of what the outbox had
		gone []string
	}{
		"a contact":                             {notify.Whom{Contacts: []order.Contact{anna}}, []string{"Borås"}, []string{"Anna", "example.se", "512 34 56"}},
		"her number alone":                      {notify.Whom{Fields: []string{"+46 70 512 34 56"}}, []string{"Anna Ek", "Borås"}, []string{"512 34 56"}},
		"her address, in other capitals":        {notify.Whom{Fields: []string{"ANNA@example.se"}}, []string{"Anna Ek", "Borås"}, []string{"example.se"}},
		"another, whose name is in other words": {notify.Whom{Contacts: []order.Contact{{Name: "Bor", Email: "bor@example.com"}, {Name: "Ek Anna"}}}, []string{"Anna Ek", "example.se", "512 34 56", "Borås"}, nil},
		"a user":                                {notify.Whom{UserIDs: []string{"eva"}}, []string{"Anna Ek", "example.se", "512 34 56", "Borås"}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := newEvenings(t)
			before, after := onVisit(monday9), onVisit(monday9.Add(3*time.Hour))
			before.Customer.Name, after.Customer.Name = "Anna Ek", "Anna Ek"
			before.ContactPerson = order.Contact{Name: "Karl", Phone: "08-1"}
			after.ContactPerson = anna
			after.Bookings[0].Place = "Hos Anna Ek, 070-512 34 56, Anna@example.se"
			other := onVisit(monday9)
			other.ID, other.Number, other.Customer.Name = "7", "AO7", "Brf Borås"
			e.saved(t, before, after, "bo")
			e.saved(t, withoutVisit(other), other, "bo")
			waits := func() string {
				jobs, err := e.outbox.Topics(t.Context(), "mitt-bolag", "")
				require.NoError(t, err)
				require.Len(t, jobs, 2)
				text, err := json.Marshal(jobs)
				require.NoError(t, err)
				return string(text)
			}
			for _, text := range []string{"Anna Ek", "Anna@example.se", "512 34 56", "Borås"} {
				require.Contains(t, waits(), text)
			}
			for range 2 {
				_, err := e.Erase(t.Context(), c.whom, admin)
				require.NoError(t, err)
				for _, text := range c.left {
					assert.True(t, strings.Contains(waits(), text), text)
				}
				for _, text := range c.gone {
					assert.False(t, strings.Contains(waits(), text), text)
				}
			}
			e.until(2, 16)
			mails := e.works(t)
			require.Len(t, mails, 1)
			assert.Contains(t, mails[0], "flyttats")
			assert.Contains(t, mails[0], "AO7")
			assert.Contains(t, mails[0], "AO462")
			for _, text := range c.gone {
				assert.NotContains(t, mails[0], text)
			}
		})
	}
}

// withoutVisit is the order before its visit was booked.
func withoutVisit(o order.Order) order.Order {
	o.Bookings = nil
	return o
}
