package compose_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/booking"
	"github.com/budkavle/budkavle/notify/codes"
	"github.com/budkavle/budkavle/notify/compose"
	"github.com/budkavle/budkavle/notify/notifytest"
	"github.com/budkavle/budkavle/notify/order"
	"github.com/budkavle/budkavle/notify/plan"
)

// An order calls for a reminder of each visit to come, at the times of the settings, and
// for none where nobody can be written to.
func TestR614WhatAnOrderCallsFor(t *testing.T) {
	t.Parallel()
	s := notifytest.Settings()
	s.Reminders = []booking.Reminder{{Before: 24 * time.Hour}, {Before: 2 * time.Hour}}
	o := notifytest.Order()
	nameless, second := o.Bookings[0], o.Bookings[0]
	nameless.ID, second.ID, second.Start, second.End = "", "b-2", second.Start.AddDate(0, 0, 7), second.End.AddDate(0, 0, 7)
	o.Bookings = append(o.Bookings, nameless, second)
	now := o.Bookings[0].Start.Add(-24 * time.Hour)
	due := compose.Reminders(s, o, now)
	require.Len(t, due, 4)
	ids := map[string]bool{}
	for i, d := range due {
		ids[d.ID] = true
		assert.Equal(t, i == 0, d.Past, "at its very time it is due")
		assert.True(t, d.Until.Equal(d.Booking.Start))
		assert.True(t, d.At.Before(d.Until))
	}
	assert.Len(t, ids, 4)
	for name, change := range map[string]func(*order.Settings, *order.Order){
		"nobody to write to":    func(_ *order.Settings, o *order.Order) { o.ContactPerson = order.Contact{} },
		"no zone":               func(s *order.Settings, _ *order.Order) { s.Zone = "Ingenstans/Alls" },
		"another kind of order": func(_ *order.Settings, o *order.Order) { o.Kind = order.Quote },
	} {
		s, o := s, o.Clone()
		change(&s, &o)
		assert.Empty(t, compose.Reminders(s, o, now), name)
	}
}

// What is not there yet is forgiven while the form is filled in, and what the caller has
// found stands beside what the draft has.
func TestR620WhatIsNotThereYetIsForgiven(t *testing.T) {
	t.Parallel()
	d := confirmation(t, notifytest.Settings())
	d.To, d.Text, d.Files = nil, "", []string{"f"}
	require.Error(t, planError(d))
	d.Note(plan.Refuse(plan.FieldSubject, codes.RefusedEmpty))
	d.ForgiveEmpty()
	page := d.Form().Show
	assert.Empty(t, page.Field(plan.FieldTo).Error+page.Field(plan.FieldText).Error)
	assert.NotEmpty(t, page.Errors, "files that cannot go are no gap")
	assert.NotEmpty(t, page.Field(plan.FieldSubject).Error, "the caller's own stays")
}

// The host's own tags are found in whatever case they are written, the exact one first.
func TestR302TagsInAnyCase(t *testing.T) {
	t.Parallel()
	for text, tags := range map[string]map[string]string{
		"exakt": {"Portkod": "fel", "portkod": "exakt"}, "annan": {"PORTKOD": "annan"}, "": nil,
	} {
		s, o := notifytest.Settings(), notifytest.Order()
		s.ExtraTags = []string{"portkod"}
		s.Templates[0].Body, o.Tags = "[{portkod}]", tags
		assert.Equal(t, "["+text+"]", draft(t, s, o, notifytest.Request(compose.TemplateEmail)).Text)
	}
}

// A reminder that could not be sent before the visit is none, and neither is one that the
// settings do not give a time.
func TestR614AReminderWithoutATime(t *testing.T) {
	t.Parallel()
	s, o := notifytest.Settings(), notifytest.Order()
	s.Reminders = []booking.Reminder{{}, {Before: -time.Hour}, {Before: 24 * time.Hour}}
	due := compose.Reminders(s, o, notifytest.Now())
	if assert.Len(t, due, 1) {
		assert.Equal(t, o.Bookings[0].Start.Add(-24*time.Hour).UTC(), due[0].At.UTC())
	}
}
