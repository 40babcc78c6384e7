package staff_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/audit"
	"github.com/budkavle/budkavle/booking"
	"github.com/budkavle/budkavle/notify/notifytest"
	"github.com/budkavle/budkavle/notify/order"
	"github.com/budkavle/budkavle/notify/staff"
	"github.com/budkavle/budkavle/smsgw"
)

// inTheEvening is somebody who is told in the evening of everything.
func inTheEvening(changes ...func(*staff.Person)) staff.Person {
	return person("bo", "Bo", staff.Preferences{Events: staff.Events(), Email: true, SMS: true, Digest: true}, changes...)
}

// waiting is what waits of saves that follow each other, through JSON as an outbox
// keeps it.
func waiting(t *testing.T, p staff.Person, s staff.Settings, saves ...order.Order) (list []staff.Waiting) {
	t.Helper()
	for i := range saves[1:] {
		now := notifytest.Now().Add(time.Duration(i) * time.Minute)
		list = append(list, kept(t, staff.Notices(notifytest.Settings(), s, saves[i], saves[i+1], []staff.Person{p}, order.Actor{ID: "eva"}, now)[0], fmt.Sprint("save-", i))...)
	}
	return list
}

// kept is a notice that waits, as it comes back from JSON; none for one that does not.
func kept(t *testing.T, n staff.Notice, save string) []staff.Waiting {
	t.Helper()
	w, ok := n.Waiting(save)
	if !ok {
		return nil
	}
	text, err := json.Marshal(w)
	require.NoError(t, err)
	var back staff.Waiting
	require.NoError(t, json.Unmarshal(text, &back))
	again, err := json.Marshal(back)
	require.NoError(t, err)
	assert.Equal(t, string(text), string(again))
	assert.NotContains(t, string(text), "@example.com", "addresses are those of the evening")
	assert.NotContains(t, string(text), "+46705123456")
	return []staff.Waiting{back}
}

// busyDay is what happened in a day, in the order of its saves.
func busyDay(t *testing.T, p staff.Person) []staff.Waiting {
	t.Helper()
	before, after := sixChanges()
	for i := range before.Bookings {
		before.Bookings[i].UserIDs, after.Bookings[i].UserIDs = []string{"bo"}, []string{"bo"}
	}
	after.ResponsibleUserID = "bo"
	after.Facility.Name = "Brf Åkern"
	after.Articles = []order.Article{{ID: "1", Number: "1002", Name: "Portmotor", Quantity: 1250, Unit: "st"}}
	list := waiting(t, p, staff.Settings{}, before, after)
	created := notifytest.ServiceOrder()
	created.Bookings, created.Link = []booking.Booking{visit("v", 10, 5, "bo")}, "https://example.com/orders/17"
	gone := created
	gone.Bookings, gone.ResponsibleUserID = nil, "kim"
	mine := notifytest.ContactOrder()
	mine.Bookings, mine.ResponsibleUserID = nil, "bo"
	theirs := mine
	theirs.ResponsibleUserID = "kim"
	list = append(list, waiting(t, p, staff.Settings{}, order.Order{}, created)...)
	list = append(list, waiting(t, p, staff.Settings{}, mine, theirs)...)
	moved := visit("kurs", 11, 5, "bo")
	moved.Place = "Kontoret"
	for _, b := range [][2]booking.Booking{{{}, visit("kurs", 11, 5, "bo")}, {visit("kurs", 11, 5, "bo"), moved}, {visit("läkare", 12, 5, "bo"), {}}} {
		notices := staff.OtherTimeNotices(notifytest.Settings(), staff.Settings{OtherTime: true}, b[0], b[1], []staff.Person{p}, order.Actor{}, notifytest.Now().Add(time.Hour))
		list = append(list, kept(t, notices[0], "save")...)
	}
	require.Len(t, list, 6)
	return list
}

// The evening's message in six languages, as people read it.
func TestR804TheDigestInSixLanguages(t *testing.T) {
	t.Parallel()
	for _, tag := range []string{"sv", "nb", "da", "fi", "en", "de"} {
		t.Run(tag, func(t *testing.T) {
			t.Parallel()
			bo := inTheEvening(in(tag))
			letter, ok := staff.Digest(notifytest.Settings(), bo, busyDay(t, bo)...)
			require.True(t, ok)
			p, err := letter.Plan()
			require.NoError(t, err)
			var page strings.Builder
			fmt.Fprintf(&page, "== %s\n", p.Kind.Message(notifytest.Settings().LanguageOf(tag)))
			require.Len(t, p.Messages, 2)
			for _, m := range p.Messages {
				assert.Equal(t, tag, m.Language)
				assert.Equal(t, audit.AudienceStaff, m.Audience)
				fmt.Fprintf(&page, "-- %s: %s\n%s\n", m.Channel, m.Subject(), bodyOf(m.Body()))
			}
			assert.NotContains(t, page.String(), "{")
			golden(t, "testdata/digest."+tag+".txt", page.String())
		})
	}
}

func TestR804WhatIsLeft(t *testing.T) {
	t.Parallel()
	bare, mine := notifytest.Order(), notifytest.Order()
	bare.Bookings, mine.Bookings, mine.ResponsibleUserID = nil, nil, "bo"
	at := func(day int, change ...func(*booking.Booking)) order.Order {
		o := bare
		o.Bookings = []booking.Booking{visit("v", day, 5, "bo")}
		for _, f := range change {
			f(&o.Bookings[0])
		}
		return o
	}
	off := func(b *booking.Booking) { b.Cancelled = true }
	with := func(description string, lines ...order.Article) order.Order {
		o := bare
		o.Description, o.Articles = description, lines
		return o
	}
	cable := order.Article{ID: "1", Name: "Kabel", Quantity: 1000, Unit: "m"}
	more := order.Article{ID: "1", Name: "Kabel", Quantity: 2500, Unit: "m"}
	booked := []staff.Event{staff.Booked}
	for _, row := range []struct {
		name   string
		events []staff.Event
		saves  []order.Order
		want   string // what the SMS says; empty: nothing
	}{
		{"booked", booked, []order.Order{bare, at(9)}, "Du är bokad måndag 09 oktober, 07:00 - 09:00."},
		{"moved", booked, []order.Order{at(9), at(10)}, "Din bokning har flyttats. Ny tid: tisdag 10 oktober, 07:00 - 09:00."},
		{"moved, and moved on", booked, []order.Order{at(9), at(10), at(11)}, "Din bokning har flyttats. Ny tid: onsdag 11 oktober, 07:00 - 09:00."},
		{"moved and moved back", booked, []order.Order{at(9), at(10), at(9)}, ""},
		{"booked, then moved", booked, []order.Order{bare, at(9), at(10)}, "Du är bokad tisdag 10 oktober, 07:00 - 09:00."},
		{"booked, then taken away", booked, []order.Order{bare, at(9), bare}, ""},
		{"booked, then cancelled", booked, []order.Order{bare, at(9), at(9, off)}, ""},
		{"taken away", booked, []order.Order{at(9), bare}, "Din bokning måndag 09 oktober, 07:00 - 09:00 är avbokad."},
		{"moved, then taken away", booked, []order.Order{at(9), at(10), bare}, "Din bokning måndag 09 oktober, 07:00 - 09:00 är avbokad."},
		{"cancelled, then restored", booked, []order.Order{at(9), at(9, off), at(9)}, ""},
		{"cancelled, then restored at another time", booked, []order.Order{at(9), at(9, off), at(10)}, "Din bokning har flyttats. Ny tid: tisdag 10 oktober, 07:00 - 09:00."},
		{"assigned", nil, []order.Order{bare, mine}, "Du har tilldelats order AO462."},
		{"assigned no more", nil, []order.Order{mine, bare}, "Du är inte längre ansvarig för order AO462. Order AO462 har ändrats."},
		{"assigned, and no more", nil, []order.Order{bare, mine, bare}, ""},
		{"assigned no more, and again", nil, []order.Order{mine, bare, mine}, ""},
		{"described twice", nil, []order.Order{with("a"), with("b"), with("c")}, "Order AO462 har ändrats."},
		{"described and back", nil, []order.Order{with("a"), with("b"), with("a")}, ""},
		{"a line that came and went", nil, []order.Order{with("a"), with("a", cable), with("a")}, ""},
		{"a line that came and grew", nil, []order.Order{with("a"), with("a", cable), with("a", more)}, "Order AO462 har ändrats."},
		{"created, then changed back", nil, []order.Order{{}, with("a"), with("b"), with("a")}, "Order AO462 har skapats."},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			bo := inTheEvening()
			if row.events != nil {
				bo.Preferences.Events = row.events
			}
			letter, ok := staff.Digest(notifytest.Settings(), bo, waiting(t, bo, staff.Settings{}, row.saves...)...)
			require.Equal(t, row.want != "", ok)
			if !ok {
				return
			}
			p, err := letter.Plan()
			require.NoError(t, err)
			require.Len(t, p.Messages, 2)
			assert.Equal(t, "Nytt om ordrar och bokningar.\nAO462, kund: "+row.want, p.Messages[1].SMS.Text)
			assert.Equal(t, staff.DigestKey("mitt-bolag", "bo", time.Date(2023, 10, 2, 15, 0, 0, 0, time.UTC)), p.Key)
		})
	}
}

func TestR804TheDigestListsWhatChangedAltogether(t *testing.T) {
	t.Parallel()
	with := func(description string, quantity int64) order.Order {
		o := notifytest.Order()
		o.Bookings, o.Description = nil, description
		if quantity > 0 {
			o.Articles = []order.Article{{ID: "1", Name: "Kabel", Quantity: quantity, Unit: "m"}}
		}
		return o
	}
	bo := inTheEvening()
	own := with("ä", 1000) // Bo's own step from b to ä: never told, and not undone
	list := append(waiting(t, bo, staff.Settings{}, with("a", 0), with("b", 1000)), waiting(t, bo, staff.Settings{}, own, with("c", 2500))...)
	for i := range list {
		list[i].At = notifytest.Now().Add(time.Duration(i) * time.Second)
	}
	letter, ok := staff.Digest(notifytest.Settings(), bo, list[1], list[0])
	require.True(t, ok)
	text, err := letter.EmailText(notifytest.Settings().LanguageOf("sv"))
	require.NoError(t, err)
	assert.Equal(t, "Det här är nytt sedan sist:\n\nAO462, kund\nOrder AO462 har ändrats.\n• beskrivning a → c\n• tillkommer: Kabel, 2,5 m", text.Body)
	var ids []string
	for _, f := range letter.Snapshot.Fields {
		assert.Equal(t, staff.DigestNotice, f.Name)
		ids = append(ids, f.Item)
	}
	assert.Equal(t, []string{list[0].ID, list[1].ID}, ids, "the log knows what was told")
}

// Until when somebody waits, by the clock of the company.
func TestR804UntilWhen(t *testing.T) {
	t.Parallel()
	at := func(day, hour int) time.Time { return time.Date(2023, time.October, day, hour, 0, 0, 0, time.UTC) }
	none := time.Time{}
	digest := func(*staff.Person) {}
	for _, row := range []struct {
		name    string
		change  func(*staff.Person)
		s       staff.Settings
		zone    string
		now     time.Time
		visits  []booking.Booking // of the order, before and after
		changed bool              // the first of them has moved there from the 20th
		want    time.Time
	}{
		{"the same evening", digest, staff.Settings{}, "", at(2, 12), nil, false, at(2, 15)},
		{"exactly then it is the next", digest, staff.Settings{}, "", at(2, 15), nil, false, at(3, 15)},
		{"the next evening", digest, staff.Settings{}, "", at(2, 16), nil, false, at(3, 15)},
		{"after midnight in the company's zone", digest, staff.Settings{}, "", at(2, 22), nil, false, at(3, 15)},
		{"winter time begins", digest, staff.Settings{}, "", at(28, 16), nil, false, at(29, 16)},
		{"another hour", digest, staff.Settings{DigestHour: 20}, "", at(2, 16), nil, false, at(2, 18)},
		{"another zone", digest, staff.Settings{}, "America/New_York", at(2, 12), nil, false, at(2, 21)},
		{"a zone that is not known", digest, staff.Settings{}, "Nowhere", at(2, 12), nil, false, at(2, 17)},
		{"not chosen", func(p *staff.Person) { p.Preferences.Digest = false }, staff.Settings{}, "", at(2, 12), nil, false, none},
		{"without an ID", func(p *staff.Person) { p.ID = "" }, staff.Settings{}, "", at(2, 12), nil, false, none},
		{"not told at all", func(p *staff.Person) { p.Preferences.Events = nil }, staff.Settings{}, "", at(2, 12), nil, false, none},
		{"a visit tomorrow", digest, staff.Settings{}, "", at(2, 12), []booking.Booking{visit("v", 3, 5)}, false, at(2, 15)},
		{"a visit tomorrow, after the evening", digest, staff.Settings{}, "", at(2, 16), []booking.Booking{visit("v", 3, 5)}, false, none},
		{"a visit in two days, after the evening", digest, staff.Settings{}, "", at(2, 16), []booking.Booking{visit("v", 4, 5)}, false, at(3, 15)},
		{"a visit today", digest, staff.Settings{}, "", at(2, 12), []booking.Booking{visit("v", 2, 20)}, false, none},
		{"the second visit is today", digest, staff.Settings{}, "", at(2, 12), []booking.Booking{visit("w", 9, 5), visit("v", 2, 20)}, false, none},
		{"tomorrow by the company's clock", digest, staff.Settings{}, "", at(2, 12), []booking.Booking{visit("v", 2, 22)}, false, at(2, 15)},
		{"a visit that is over", digest, staff.Settings{}, "", at(2, 12), []booking.Booking{visit("v", 1, 5)}, false, at(2, 15)},
		{"a visit that is cancelled", digest, staff.Settings{}, "", at(2, 12), []booking.Booking{{ID: "v", Start: at(2, 20), Cancelled: true}}, false, at(2, 15)},
		{"moved from far away to today", digest, staff.Settings{}, "", at(2, 12), []booking.Booking{visit("v", 2, 20, "bo")}, true, none},
		{"moved from far away to next week", digest, staff.Settings{}, "", at(2, 12), []booking.Booking{visit("v", 9, 5, "bo")}, true, at(2, 15)},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			c := notifytest.Settings()
			if row.zone != "" {
				c.Zone = row.zone
			}
			before, after := notifytest.Order(), notifytest.Order()
			before.Bookings, after.Bookings, after.Description = row.visits, row.visits, "Annat"
			if row.changed {
				before.Bookings = []booking.Booking{visit("v", 20, 5, "bo")}
			}
			n := staff.Notices(c, row.s, before, after, []staff.Person{inTheEvening(row.change)}, order.Actor{}, row.now)[0]
			assert.True(t, row.want.Equal(n.Until), "%s", n.Until)
			w, ok := n.Waiting("save")
			assert.Equal(t, !row.want.IsZero(), ok)
			if ok {
				letter, _ := n.Letter("save")
				assert.Equal(t, letter.Key, w.ID, "the same save is the same notice")
				assert.True(t, row.want.Equal(w.Until))
				assert.True(t, row.now.Equal(w.At))
			}
		})
	}
	moved := staff.OtherTimeNotices(notifytest.Settings(), staff.Settings{OtherTime: true}, booking.Booking{}, visit("kurs", 2, 20, "bo"), []staff.Person{inTheEvening()}, order.Actor{}, at(2, 12))
	assert.Zero(t, moved[0].Until, "other time of today too")
	due := staff.ServiceReminders(notifytest.Settings(), staff.Settings{ServiceReminderDays: 14}, []staff.DueObject{{ID: "1", Name: "Hiss", Next: at(9, 0)}}, []staff.Person{inTheEvening()}, at(2, 12))
	assert.Zero(t, due[0].Until, "a service reminder is told once and by itself")
}

// Of whom the digest reaches by the evening.
func TestR804WhomTheDigestReaches(t *testing.T) {
	t.Parallel()
	before, after := changed()
	for _, row := range []struct {
		name       string
		change     func(*staff.Person)
		compulsory bool
		channels   string
	}{
		{"both", func(*staff.Person) {}, false, "email sms"},
		{"by mail by then", func(p *staff.Person) { p.Preferences.SMS = false }, false, "email"},
		{"nothing by then", func(p *staff.Person) { p.Preferences.SMS, p.Preferences.Email = false, false }, false, ""},
		{"nothing by then, but compulsory", func(p *staff.Person) { p.Preferences.SMS, p.Preferences.Email = false, false }, true, "email"},
		{"a customer's by then", func(p *staff.Person) { p.Customer = true }, true, ""},
		{"no mobile by then", func(p *staff.Person) { p.Phone = "" }, false, "email left:no-mobile"},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			s := staff.Settings{}
			if row.compulsory {
				s.Compulsory = []staff.Event{staff.OrderChanged}
			}
			list := waiting(t, inTheEvening(), s, before, after)
			letter, ok := staff.Digest(notifytest.Settings(), inTheEvening(row.change), list...)
			require.Equal(t, row.channels != "", ok)
			if !ok {
				return
			}
			p, err := letter.Plan()
			require.NoError(t, err)
			var got []string
			for _, m := range p.Messages {
				got = append(got, string(m.Channel))
			}
			for _, l := range p.LeftOut {
				got = append(got, "left:"+string(l.Code))
			}
			assert.Equal(t, row.channels, strings.Join(got, " "))
		})
	}
	_, ok := staff.Digest(notifytest.Settings(), inTheEvening())
	assert.False(t, ok, "nothing waits")
	_, ok = staff.Notice{}.Waiting("save")
	assert.False(t, ok)
}

// A visit that is over by the evening is not told, and an SMS has an end.
func TestR804TheDigestIsOfWhatIsAhead(t *testing.T) {
	t.Parallel()
	bo := inTheEvening()
	var list []staff.Waiting
	for i := range 40 {
		o := notifytest.Order()
		o.ID, o.Number = fmt.Sprint(i), fmt.Sprint("AO", 1000+i)
		o.Bookings = []booking.Booking{visit("v", 9, 5, "bo")}
		list = append(list, waiting(t, bo, staff.Settings{}, order.Order{}, o)...)
	}
	letter, ok := staff.Digest(notifytest.Settings(), bo, list...)
	require.True(t, ok)
	p, err := letter.Plan()
	require.NoError(t, err)
	assert.Contains(t, p.Messages[0].Body(), "AO1039")
	text := p.Messages[1].SMS.Text
	assert.LessOrEqual(t, smsgw.Count(text).Segments, 5)
	told := strings.Count(text, "har skapats")
	assert.Greater(t, told, 5)
	assert.True(t, strings.HasSuffix(text, fmt.Sprintf("\nOch %d till.", 40-told)), text)

	bo.Preferences.Events = []staff.Event{staff.Booked}
	before, after := notifytest.Order(), notifytest.Order()
	before.Bookings, after.Bookings = nil, []booking.Booking{visit("v", 9, 5, "bo")}
	list = waiting(t, bo, staff.Settings{}, before, after)
	list[0].Until = time.Date(2023, time.October, 9, 8, 0, 0, 0, time.UTC)
	_, ok = staff.Digest(notifytest.Settings(), bo, list...)
	assert.False(t, ok)
}

// Whoever gets an SMS is told before the quiet hours, where the hour of the digest is in
// them, and not in the morning.
func TestR614ADigestBySMSComesBeforeTheQuietHours(t *testing.T) {
	t.Parallel()
	stockholm, err := time.LoadLocation("Europe/Stockholm")
	require.NoError(t, err)
	at := func(day, hour, minute int) time.Time {
		return time.Date(2023, time.October, day, hour, minute, 0, 0, stockholm)
	}
	byEmail := func(p *staff.Person) { p.Preferences.SMS = false }
	bySMS := func(p *staff.Person) { p.Preferences.Email = false }
	both := func(*staff.Person) {}
	for name, c := range map[string]struct {
		hour  int
		quiet booking.QuietHours
		who   func(*staff.Person)
		now   time.Time
		want  time.Time
	}{
		"no quiet hours":                       {21, booking.QuietHours{}, bySMS, at(2, 14, 5), at(2, 21, 0)},
		"before them":                          {17, booking.NightHours(), bySMS, at(2, 14, 5), at(2, 17, 0)},
		"at their first moment":                {21, booking.NightHours(), bySMS, at(2, 14, 5), at(2, 20, 45)},
		"in them":                              {23, booking.NightHours(), bySMS, at(2, 14, 5), at(2, 20, 45)},
		"in them, by both":                     {23, booking.NightHours(), both, at(2, 14, 5), at(2, 20, 45)},
		"in them, by mail":                     {23, booking.NightHours(), byEmail, at(2, 14, 5), at(2, 23, 0)},
		"in them, too late for today":          {23, booking.NightHours(), bySMS, at(2, 20, 45), at(3, 20, 45)},
		"after midnight":                       {5, booking.NightHours(), bySMS, at(2, 14, 5), at(2, 20, 45)},
		"after midnight, when they have begun": {5, booking.NightHours(), bySMS, at(2, 22, 0), at(3, 20, 45)},
		"at their end":                         {7, booking.NightHours(), bySMS, at(2, 14, 5), at(3, 7, 0)},
		"a short while between two":            {23, booking.QuietHours{From: "21:00", To: "20:50"}, bySMS, at(2, 14, 5), at(2, 20, 59)},
		"in a zone of their own":               {23, booking.QuietHours{From: "23:00", To: "07:00", Zone: "Europe/Helsinki"}, bySMS, at(2, 14, 5), at(2, 21, 45)},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			company := notifytest.Settings()
			company.Quiet = c.quiet
			before, after := notifytest.Order(), notifytest.Order()
			before.Bookings, after.Bookings = nil, []booking.Booking{visit("v", 20, 5, "bo")}
			notices := staff.Notices(company, staff.Settings{DigestHour: c.hour}, before, after, []staff.Person{inTheEvening(c.who)}, order.Actor{ID: "eva"}, c.now)
			assert.Equal(t, c.want, notices[0].Until.In(stockholm))
		})
	}
}
