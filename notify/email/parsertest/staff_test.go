package parsertest

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/booking"
	"github.com/budkavle/budkavle/notify/email"
	"github.com/budkavle/budkavle/notify/notifytest"
	"github.com/budkavle/budkavle/notify/order"
	"github.com/budkavle/budkavle/notify/plan"
	"github.com/budkavle/budkavle/notify/staff"
	"github.com/budkavle/budkavle/recipients"
	"github.com/budkavle/budkavle/templating/locale"
)

// staffEmails are what the company's own people get, in every language: of an order
// that has changed, of what happened until the evening, of other time, of an object
// that is due, and of articles.
func staffEmails(t *testing.T) map[string]*email.Message {
	t.Helper()
	mails := map[string]*email.Message{}
	for _, lang := range locale.BuiltIn() {
		c, eva := companySettings(t), order.Actor{ID: "eva", Language: lang.Tag()}
		sven := staff.Person{
			User:        order.User{ID: "sven", Name: "Sven Åström, lager", Email: "sven@example.com", Language: lang.Tag(), Link: "https://example.com/ordrar/462"},
			Preferences: staff.Preferences{Events: staff.Events(), Email: true},
		}
		evening := sven
		evening.Preferences.Digest = true
		lager := recipients.MustParseList("Lager i Örebro <lager@example.com>")
		s := staff.Settings{OtherTime: true, ServiceReminderDays: 7, Articles: map[order.Kind]staff.ArticleAddresses{order.WorkOrder: {ToOrder: lager, Ordered: lager, Delivered: lager}}}
		before := notifytest.Order()
		after := before
		after.Bookings = slices.Clone(before.Bookings)
		after.ResponsibleUserID, after.Description = "sven", "Service av två portar – på gården"
		after.Bookings[0].UserIDs = []string{"sven"}
		for i, state := range order.ArticleStates() {
			after.Articles = append(after.Articles, order.Article{ID: string(rune('1' + i)), Number: "1002", Name: "Kläm\u00adskydd ½″", Quantity: 2500, Unit: "st", State: state})
		}

		add := func(name string, letter *plan.Letter, ok bool) {
			require.True(t, ok, name)
			p, err := letter.Plan()
			require.NoError(t, err, name)
			m, err := p.EmailOf(0, nil)
			require.NoError(t, err, name)
			mails["staff-"+name+"-"+lang.Tag()] = m
		}
		one := func(name string, list []staff.Notice) {
			require.Len(t, list, 1, name)
			letter, ok := list[0].Letter("save")
			add(name, letter, ok)
		}
		one("changed", staff.Notices(c, s, before, after, []staff.Person{sven}, eva, notifytest.Now()))
		one("other-time", staff.OtherTimeNotices(c, s, booking.Booking{}, after.Bookings[0], []staff.Person{sven}, eva, notifytest.Now()))
		one("service-reminder", staff.ServiceReminders(c, s, []staff.DueObject{{ID: "17", Name: "Hiss Ö", Customer: "Brf Åkern", Next: notifytest.Now()}}, []staff.Person{sven}, notifytest.Now()))
		var waiting []staff.Waiting
		for _, n := range staff.Notices(c, s, before, after, []staff.Person{evening}, eva, notifytest.Now()) {
			w, ok := n.Waiting("save")
			require.True(t, ok)
			waiting = append(waiting, w)
		}
		digest, ok := staff.Digest(c, evening, waiting...)
		add("digest", digest, ok)
		for _, m := range staff.ArticleEmails(c, s, before, after, nil, eva, notifytest.Now()) {
			letter, ok := m.Letter("save")
			add(string(m.Kind), letter, ok)
		}
	}
	return mails
}
