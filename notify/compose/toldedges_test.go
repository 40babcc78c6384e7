package compose_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/audit"
	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/audit/snapshots"
	"github.com/budkavle/budkavle/booking"
	"github.com/budkavle/budkavle/notify/codes"
	"github.com/budkavle/budkavle/notify/compose"
	"github.com/budkavle/budkavle/notify/notifytest"
	"github.com/budkavle/budkavle/notify/order"
	"github.com/budkavle/budkavle/notify/plan"
	"github.com/budkavle/budkavle/recipients"
	"github.com/budkavle/budkavle/templating"
)

// Who reads that a visit has changed and never heard of it is named; a message that
// failed, and one of another visit, told them nothing.
func TestR618WhoNeverHeardOfTheVisitIsNamed(t *testing.T) {
	t.Parallel()
	s := notifytest.Settings()
	before := told(planned(t, confirmation(t, s)))[0]
	to := func(recipient string, changes ...func(*audit.Message)) audit.Message {
		m := before
		m.ID, m.Recipient = m.ID+recipient, recipient
		for _, change := range changes {
			change(&m)
		}
		return m
	}
	failed := func(m *audit.Message) { m.Status = delivery.StatusFailed }
	elsewhere := func(m *audit.Message) {
		snap := *m.Snapshot
		snap.Fields = slices.Clone(snap.Fields)
		for i := range snap.Fields {
			snap.Fields[i].Item = strings.Replace(snap.Fields[i].Item, "b-1", "b-9", 1)
		}
		m.Snapshot = &snap
	}
	ours := func(m *audit.Message) { m.Kind = "staff-mail" }
	for name, c := range map[string]struct {
		log  []audit.Message
		want string
	}{
		"told":          {[]audit.Message{before, to("bo@example.com")}, ""},
		"in capitals":   {[]audit.Message{before, to("Bo@Example.com")}, ""},
		"not told":      {[]audit.Message{before}, "bo@example.com"},
		"it failed":     {[]audit.Message{before, to("bo@example.com", failed)}, "bo@example.com"},
		"another visit": {[]audit.Message{before, to("bo@example.com", elsewhere)}, "bo@example.com"},
		"the host's":    {[]audit.Message{before, to("bo@example.com", ours)}, "bo@example.com"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := notifytest.Request(compose.BookingConfirmation)
			r.Log = c.log
			d := draft(t, s, hourLater(), r)
			d.To = append(d.To, recipients.MustParseMailbox("Bo <bo@example.com>"))
			var named []string
			for _, w := range about(planned(t, d).Warnings, codes.WarnNotToldBefore) {
				named = append(named, w.Recipient)
			}
			assert.Equal(t, c.want, strings.Join(named, " "))
		})
	}
}

// A visit that was taken away and saved anew under another ID in one save, saying the same,
// is nobody's news; of two that were saved anew only those that say the same are.
func TestR608AVisitSavedAnewIsNotAskedAbout(t *testing.T) {
	t.Parallel()
	visit := func(id string, hours int) booking.Booking {
		b := notifytest.Order().Bookings[0]
		b.ID, b.Start, b.End = id, b.Start.Add(time.Duration(hours)*time.Hour), b.End.Add(time.Duration(hours)*time.Hour)
		return b
	}
	for name, c := range map[string]struct {
		before, after []booking.Booking
		asked         string
	}{
		"the same":                               {[]booking.Booking{visit("b-1", 0)}, []booking.Booking{visit("b-9", 0)}, ""},
		"an hour later":                          {[]booking.Booking{visit("b-1", 0)}, []booking.Booking{visit("b-9", 1)}, "b-9, b-1"},
		"another in the place of one that moved": {[]booking.Booking{visit("b-1", 0)}, []booking.Booking{visit("b-1", 1), visit("b-9", 0)}, "b-9 b-1"},
		"two, one moved":                         {[]booking.Booking{visit("b-1", 0), visit("b-2", 24)}, []booking.Booking{visit("b-8", 24), visit("b-9", 1)}, "b-9, b-1"},
		"two became one":                         {[]booking.Booking{visit("b-1", 0), visit("b-2", 0)}, []booking.Booking{visit("b-9", 0)}, "b-2"},
		"another beside it":                      {[]booking.Booking{visit("b-1", 0)}, []booking.Booking{visit("b-9", 0), visit("b-8", 0)}, "b-8"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			before, after := notifytest.Order(), notifytest.Order()
			before.Bookings, after.Bookings = c.before, c.after
			var asked []string
			for _, p := range promptsFor(t, compose.BookingConfirmation, before, after) {
				if p.Shown {
					asked = append(asked, strings.Join(p.Bookings, " "))
				}
			}
			assert.Equal(t, c.asked, strings.Join(asked, ", "))
		})
	}
}

// What whole days were is beside what they are, in words.
func TestR406AWholeDayThatMoves(t *testing.T) {
	t.Parallel()
	s, o, r := notifytest.Settings(), notifytest.Order(), notifytest.Request(compose.BookingConfirmation)
	b := &o.Bookings[0]
	zone, err := time.LoadLocation("Europe/Stockholm")
	require.NoError(t, err)
	b.AllDay, b.Start, b.End = true, time.Date(2023, 10, 6, 0, 0, 0, 0, zone), time.Time{}
	first := planned(t, draft(t, s, o, r))
	assert.Contains(t, first.Messages[0].Email.Text, "När: fredag 06 oktober, heldag\n")
	r.Log = told(first)
	b.Start = b.Start.AddDate(0, 0, 3)
	assert.Contains(t, planned(t, draft(t, s, o, r)).Messages[0].Email.Text, "När: måndag 09 oktober, heldag (tidigare fredag 06 oktober, heldag)\n")
	o.Customer.Language = "de"
	assert.Contains(t, planned(t, draft(t, s, o, r)).Messages[0].Email.Text, "Montag, 9. Oktober, ganztägig (bisher ", "no hour is named")
}

// A protocol tells of the visits that took place, an order confirmation of those to come.
func TestR703APaperTellsOfTheVisitsThatItPrints(t *testing.T) {
	t.Parallel()
	o := notifytest.Order()
	next := o.Bookings[0]
	next.ID, next.Start, next.End = "b-2", next.Start.AddDate(0, 0, 20), next.End.AddDate(0, 0, 20)
	o.Bookings = append(o.Bookings, next)
	for kind, want := range map[plan.Kind]string{compose.WorkProtocol: "b-1", compose.OrderConfirmation: "b-2"} {
		r := notifytest.Request(kind)
		r.Now = o.Bookings[0].End.AddDate(0, 0, 5)
		var visits []string
		for _, f := range planned(t, draft(t, notifytest.Settings(), o, r)).Snapshot.Fields {
			if f.Name == snapshots.FieldTime && f.Item != "" {
				visits = append(visits, f.Item)
			}
		}
		assert.Equal(t, []string{order.VisitItem(want)}, visits, kind)
	}
}

// Everybody whom a draft can reach unasked is looked up in the log, each once.
func TestWhoseAddressesAreAskedFor(t *testing.T) {
	t.Parallel()
	s, r := notifytest.Settings(), compose.Request{Contacts: []order.Contact{{Email: "Bo <bo@x.se>", Phone: "+46 70 512 34 57"}}}
	s.PurchaseOrderTo = recipients.List{recipients.MustParseMailbox("inkop@x.se")}
	o := order.Order{ContactPerson: order.Contact{Name: "Anna", Email: "anna@x.se", Phone: "+46705123456"}}
	o.Users = []order.User{{ID: "k", Name: "Karin", Email: "karin@x.se", Customer: true}}
	assert.Equal(t, []string{"ny@x.se", "+46705123458", "anna@x.se", "+46705123456", "karin@x.se", "bo@x.se", "+46705123457", "inkop@x.se"},
		compose.Addresses(s, o, r, "Ny <ny@x.se>,anna@", "+46705123458", "anna@x.se", ""))
}

// A tag of the subject that is empty hurts nobody who gets an SMS alone.
func TestAnEmptyTagOfTheSubjectIsOfTheMailAlone(t *testing.T) {
	t.Parallel()
	s := notifytest.Settings()
	s.Templates = []templating.EmailTemplate{{ID: "m", Version: 1, Subject: "Om {portkod}", Body: "Hej"}}
	o, r := notifytest.Order(), notifytest.Request(compose.TemplateEmail)
	s.ExtraTags, r.Template = []string{"portkod"}, "m"
	assert.Contains(t, codesOf(planned(t, draft(t, s, o, r)).Warnings), string(codes.WarnEmptyTag))
	s.BookingTemplates = []order.BookingTemplate{{Order: o.Kind, EmailTemplate: templating.EmailTemplate{ID: "b", Subject: "Besök {portkod}", Body: "Vi kommer {nextBookingDate}"}}}
	r = notifytest.Request(compose.BookingConfirmation)
	d := draft(t, s, o, r)
	d.Email, d.SMS, d.To, d.Phones = false, true, nil, []recipients.Phone{recipients.MustParsePhone("+46705123456")}
	assert.NotContains(t, codesOf(planned(t, d).Warnings), string(codes.WarnEmptyTag))
}
