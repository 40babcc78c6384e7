package staff_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/booking"
	"github.com/budkavle/budkavle/notify/notifytest"
	"github.com/budkavle/budkavle/notify/order"
	"github.com/budkavle/budkavle/notify/staff"
	"github.com/budkavle/budkavle/smsgw"
	"github.com/budkavle/budkavle/templating/locale"
)

// changed is an order of which something is new.
func changed() (before, after order.Order) {
	before, after = notifytest.Order(), notifytest.Order()
	after.Description = "Nytt"
	return before, after
}

var (
	emailOnly = []delivery.Channel{delivery.Email}
	smsOnly   = []delivery.Channel{delivery.SMS}
	both      = []delivery.Channel{delivery.Email, delivery.SMS}
)

// By which channel somebody is told, or why not (R804, R806).
func TestR804ChannelsAndReasons(t *testing.T) {
	t.Parallel()
	all := staff.Events()
	noPhone := func(p *staff.Person) { p.Phone = "08-123 45 67" }
	noEmail := func(p *staff.Person) { p.Email = "nobody" }
	for _, row := range []struct {
		name       string
		p          staff.Preferences
		change     func(*staff.Person)
		compulsory bool
		actor      string
		noSender   bool
		channels   []delivery.Channel
		reason     staff.Reason
		left       int
	}{
		{"e-mail", staff.Preferences{Events: all, Email: true}, nil, false, "", false, emailOnly, staff.Wanted, 0},
		{"SMS", staff.Preferences{Events: all, SMS: true}, nil, false, "", false, smsOnly, staff.Wanted, 0},
		{"both", staff.Preferences{Events: all, Email: true, SMS: true}, nil, false, "", false, both, staff.Wanted, 0},
		{"neither", staff.Preferences{Events: all}, nil, false, "", false, nil, staff.NoChannel, 0},
		{"nothing chosen", staff.Preferences{Email: true}, nil, false, "", false, nil, staff.NotWanted, 0},
		{"no mobile", staff.Preferences{Events: all, SMS: true}, noPhone, false, "", false, nil, staff.NoMobile, 0},
		{"no mobile, but a mail", staff.Preferences{Events: all, Email: true, SMS: true}, noPhone, false, "", false, emailOnly, staff.Wanted, 1},
		{"no address", staff.Preferences{Events: all, Email: true}, noEmail, false, "", false, nil, staff.NoEmail, 0},
		{"no address, but an SMS", staff.Preferences{Events: all, Email: true, SMS: true}, noEmail, false, "", false, smsOnly, staff.Wanted, 1},
		{"neither address nor mobile", staff.Preferences{Events: all, Email: true, SMS: true}, func(p *staff.Person) { noPhone(p); noEmail(p) }, false, "", false, nil, staff.NoEmail, 0},
		{"no sender of SMS", staff.Preferences{Events: all, SMS: true}, nil, false, "", true, nil, staff.NoSMSSender, 0},
		{"compulsory, nothing chosen", staff.Preferences{}, nil, true, "", false, emailOnly, staff.Compulsory, 0},
		{"compulsory, no address", staff.Preferences{}, noEmail, true, "", false, smsOnly, staff.Compulsory, 0},
		{"compulsory, unreachable", staff.Preferences{}, func(p *staff.Person) { noPhone(p); noEmail(p) }, true, "", false, nil, staff.NoChannel, 0},
		{"compulsory and chosen", staff.Preferences{Events: all, SMS: true}, nil, true, "", false, smsOnly, staff.Wanted, 0},
		{"one's own action", staff.Preferences{Events: all, Email: true}, nil, true, "bo", false, nil, staff.OwnAction, 0},
		{"one's own action, asked for", staff.Preferences{Events: all, Email: true, OwnActions: true}, nil, false, "bo", false, emailOnly, staff.Wanted, 0},
		{"a customer user", staff.Preferences{Events: all, Email: true}, func(p *staff.Person) { p.Customer = true }, true, "", false, nil, staff.CustomerUser, 0},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			bo := person("bo", "Bo", row.p)
			if row.change != nil {
				row.change(&bo)
			}
			c, s := notifytest.Settings(), staff.Settings{}
			if row.compulsory {
				s.Compulsory = []staff.Event{staff.OrderChanged}
			}
			if row.noSender {
				c.SMSFrom = smsgw.SenderName{}
			}
			before, after := changed()
			n := staff.Notices(c, s, before, after, []staff.Person{bo}, order.Actor{ID: row.actor}, notifytest.Now())[0]
			assert.Equal(t, row.channels, n.Channels)
			assert.Equal(t, row.channels != nil, n.Told)
			assert.Equal(t, row.reason, n.Reason)
			assert.Equal(t, locale.Swedish.Phrase("staff.why-"+string(row.reason)), n.Why)
			assert.Len(t, n.LeftOut, row.left)
			letter, ok := n.Letter("save")
			require.Equal(t, n.Told, ok)
			if ok {
				p, err := letter.Plan()
				require.NoError(t, err)
				assert.Len(t, p.Messages, len(row.channels))
				assert.Len(t, p.LeftOut, row.left)
			}
		})
	}
}

// What becomes of a visit is told to who is booked, or was (R803).
func TestR803WhatBecameOfAVisit(t *testing.T) {
	t.Parallel()
	change := func(b booking.Booking, f func(*booking.Booking)) booking.Booking { f(&b); return b }
	bo, nobody := visit("1", 6, 5, "bo"), visit("1", 6, 5)
	for _, row := range []struct {
		name          string
		before, after []booking.Booking
		want          booking.ChangeKind
	}{
		{"booked", nil, []booking.Booking{bo}, booking.ChangeAdded},
		{"booked on a visit that was there", []booking.Booking{nobody}, []booking.Booking{bo}, booking.ChangeAdded},
		{"not booked any more", []booking.Booking{bo}, []booking.Booking{nobody}, booking.ChangeCancelled},
		{"cancelled", []booking.Booking{bo}, []booking.Booking{change(bo, func(b *booking.Booking) { b.Cancelled = true })}, booking.ChangeCancelled},
		{"restored", []booking.Booking{change(bo, func(b *booking.Booking) { b.Cancelled = true })}, []booking.Booking{bo}, booking.ChangeAdded},
		{"gone", []booking.Booking{bo}, nil, booking.ChangeRemoved},
		{"moved", []booking.Booking{bo}, []booking.Booking{visit("1", 7, 5, "bo")}, booking.ChangeMoved},
		{"another place", []booking.Booking{bo}, []booking.Booking{change(bo, func(b *booking.Booking) { b.Place = "Lager" })}, booking.ChangeAltered},
		{"with a colleague", []booking.Booking{bo}, []booking.Booking{change(bo, func(b *booking.Booking) { b.Technicians = []string{"Ann", "Börje"} })}, booking.ChangeReassigned},
		{"the same", []booking.Booking{bo}, []booking.Booking{bo}, ""},
		{"somebody else's", []booking.Booking{nobody}, []booking.Booking{visit("1", 7, 5, "kim")}, ""},
		{"new and over", nil, []booking.Booking{visit("1", 1, 5, "bo")}, ""},
		{"gone and over", []booking.Booking{visit("1", 1, 5, "bo")}, nil, ""},
		{"moved into the past", []booking.Booking{bo}, []booking.Booking{visit("1", 1, 5, "bo")}, booking.ChangeMoved},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			before, after := notifytest.Order(), notifytest.Order()
			before.Bookings, after.Bookings = row.before, row.after
			people := []staff.Person{person("bo", "Bo", staff.Preferences{Events: []staff.Event{staff.Booked}, Email: true})}
			n := staff.Notices(notifytest.Settings(), staff.Settings{}, before, after, people, order.Actor{}, notifytest.Now())[0]
			require.Equal(t, row.want != "", n.Told)
			if row.want != "" {
				require.Len(t, n.Bookings, 1)
				assert.Equal(t, row.want, n.Bookings[0].Kind)
			}
		})
	}
}

func TestOneMessageASave(t *testing.T) {
	t.Parallel()
	before, after := sixChanges()
	bo := person("bo", "Bo", staff.Preferences{Events: staff.Events(), Email: true})
	people := []staff.Person{bo, bo, {User: order.User{Name: "utan id"}}}
	notices := staff.Notices(notifytest.Settings(), staff.Settings{}, before, after, people, order.Actor{}, notifytest.Now())
	require.Len(t, notices, 2, "who is listed twice is told once")
	key := func(n staff.Notice, save string) string { l, _ := n.Letter(save); return l.Key }
	again := staff.Notices(notifytest.Settings(), staff.Settings{}, before, after, people, order.Actor{}, notifytest.Now().Add(time.Second))
	for _, save := range []string{"", "save-1"} {
		assert.Equal(t, key(notices[0], save), key(again[0], save), "a save that is repeated sends once")
	}
	assert.NotEqual(t, key(notices[0], "save-1"), key(notices[0], "save-2"))
	after.Changed = notifytest.Now()
	later := staff.Notices(notifytest.Settings(), staff.Settings{}, before, after, people, order.Actor{}, notifytest.Now())
	assert.NotEqual(t, key(notices[0], ""), key(later[0], ""), "another save by its content")
	same := staff.Notices(notifytest.Settings(), staff.Settings{}, after, after, people, order.Actor{}, notifytest.Now())
	assert.Equal(t, staff.NotConcerned, same[0].Reason)
}

// The day counts, in the company's zone, and each object and date has one key.
func TestR803ServiceReminders(t *testing.T) {
	t.Parallel()
	bo := []staff.Person{person("bo", "Bo", staff.Preferences{Events: staff.Events(), Email: true})}
	at := func(day string) []staff.DueObject {
		next, err := time.Parse(time.DateOnly, day)
		require.NoError(t, err)
		return []staff.DueObject{{ID: "17", Name: "Hiss", Next: next}}
	}
	for day, want := range map[string]int{"2023-10-01": 0, "2023-10-02": 1, "2023-10-16": 1, "2023-10-17": 0} {
		assert.Len(t, staff.ServiceReminders(notifytest.Settings(), staff.Settings{ServiceReminderDays: 14}, at(day), bo, notifytest.Now()), want, day)
	}
	assert.Empty(t, staff.ServiceReminders(notifytest.Settings(), staff.Settings{}, at("2023-10-02"), bo, notifytest.Now()), "off")
	key := func(now time.Time, day string) string {
		l, ok := staff.ServiceReminders(notifytest.Settings(), staff.Settings{ServiceReminderDays: 14}, at(day), bo, now)[0].Letter("any")
		require.True(t, ok)
		assert.Empty(t, l.Order)
		return l.Key
	}
	assert.Equal(t, key(notifytest.Now(), "2023-10-16"), key(notifytest.Now().Add(48*time.Hour), "2023-10-16"))
	assert.NotEqual(t, key(notifytest.Now(), "2023-10-16"), key(notifytest.Now(), "2023-10-15"))
}

func TestAnOrderIsNamedByWhatItHas(t *testing.T) {
	t.Parallel()
	before, after := changed()
	after.ID = ""
	people := []staff.Person{person("bo", "Bo", staff.Preferences{Events: staff.Events(), Email: true})}
	letter, ok := staff.Notices(notifytest.Settings(), staff.Settings{}, before, after, people, order.Actor{}, notifytest.Now())[0].Letter("save")
	require.True(t, ok)
	assert.Equal(t, "AO462", letter.Order.ID)
	assert.NoError(t, staff.Settings{}.Validate(), "the zero value works")
}
