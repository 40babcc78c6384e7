package compose_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/audit"
	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/audit/snapshots"
	"github.com/budkavle/budkavle/notify/compose"
	"github.com/budkavle/budkavle/notify/notifytest"
	"github.com/budkavle/budkavle/notify/order"
	"github.com/budkavle/budkavle/notify/plan"
	"github.com/budkavle/budkavle/recipients"
	"github.com/budkavle/budkavle/templating"
)

// A purchase order goes to a supplier, and the log knows it.
func TestR702APurchaseOrderIsTheSuppliers(t *testing.T) {
	t.Parallel()
	p := planned(t, draft(t, notifytest.Settings(), notifytest.PurchaseOrder(), notifytest.Request(compose.PurchaseOrder)))
	assert.Equal(t, audit.AudienceSupplier, p.Messages[0].Audience)
	p = planned(t, draft(t, notifytest.Settings(), notifytest.Order(), notifytest.Request(compose.OrderConfirmation)))
	assert.NotEqual(t, audit.AudienceSupplier, p.Messages[0].Audience)
}

// The greeting at the end of a built-in text stands under the button; a text of the
// user's own is whole, and a comment stands in its quote alone.
func TestR603WhereTheGreetingStands(t *testing.T) {
	t.Parallel()
	o := notifytest.Order()
	o.Link = "https://host.example.com/462"
	o.Users = []order.User{{Name: "Anna Ek", Email: "anna@example.se", Customer: true}}
	d := draft(t, notifytest.Settings(), o, notifytest.Request(compose.BookingConfirmation))
	at := strings.LastIndex(d.Text, "\n\n")
	require.Positive(t, at)
	paragraphs := strings.Split(d.Text[:at], "\n\n")
	last := strings.SplitN(paragraphs[len(paragraphs)-1], "\n", 2)[0]
	greeting := strings.SplitN(strings.TrimSpace(d.Text[at:]), "\n", 2)[0]
	html := planned(t, d).Messages[0].Email.HTML
	button := strings.Index(html, `href="https://host.example.com/462"`)
	require.Positive(t, button)
	assert.Greater(t, strings.Index(html, greeting), button)
	assert.Equal(t, 1, strings.Count(html, greeting))
	assert.Less(t, strings.LastIndex(html, last), button, "what stands before it is not repeated")

	d.Text += "\nPS"
	html = planned(t, d).Messages[0].Email.HTML
	assert.Less(t, strings.Index(html, greeting), strings.Index(html, `href="https://host.example.com/462"`))

	o.Users[0].Email = "karin@example.se"
	html = planned(t, draft(t, notifytest.Settings(), o, notifytest.Request(compose.Comment))).Messages[0].Email.HTML
	_, html, _ = strings.Cut(html, "<body")
	assert.Equal(t, 1, strings.Count(html, "Nyckeln ligger i receptionen."))
}

// A popup opens with the channel by which its people can be reached; one that a question
// opens is a mail, where an address can be typed.
func TestR111TheChannelThatAPopupOpensWith(t *testing.T) {
	t.Parallel()
	numberOnly := order.Contact{Name: "Anna", Phone: "+46705123456"}
	open := func(change func(*order.Order, *compose.Request)) string {
		o, r := notifytest.Order(), notifytest.Request(compose.BookingConfirmation)
		change(&o, &r)
		d := draft(t, notifytest.Settings(), o, r)
		var on []string
		if d.Email {
			on = append(on, "email "+d.To.String())
		}
		if d.SMS {
			on = append(on, "sms "+d.Phones.String())
		}
		return strings.Join(on, ", ")
	}
	assert.Equal(t, "email anna@example.se", open(func(*order.Order, *compose.Request) {}))
	assert.Equal(t, "sms +46705123456", open(func(o *order.Order, _ *compose.Request) { o.ContactPerson = numberOnly }))
	assert.Equal(t, "email ", open(func(_ *order.Order, r *compose.Request) { r.Contacts = []order.Contact{numberOnly} }))
	assert.Equal(t, "email ", open(func(o *order.Order, _ *compose.Request) { o.ContactPerson = order.Contact{} }))
	assert.Equal(t, "sms +46705123456", open(func(o *order.Order, r *compose.Request) {
		*r = notifytest.Request(compose.Comment)
		o.Users = []order.User{{Name: "Karin", Phone: "+46705123456", CommentsBy: []delivery.Channel{delivery.SMS}, Customer: true}}
	}))

	o, r := notifytest.Order(), notifytest.Request(compose.BookingConfirmation)
	o.Customer.Contacts = append(o.Customer.Contacts, order.Contact{Name: "Bo", Phone: "+46705123457"})
	r.Contacts = o.Customer.Contacts[1:]
	var chosen []string
	for _, c := range draft(t, notifytest.Settings(), o, r).Form().Show.PhoneSuggestions {
		if c.Chosen {
			chosen = append(chosen, c.Value)
		}
	}
	assert.Equal(t, []string{"+46705123457"}, chosen, "whom it opened with, not the contact person")
}

// A preview needs nothing but the kind of message, and tells the case of a confirmation
// alone.
func TestR308APreviewOfEveryKindAlone(t *testing.T) {
	t.Parallel()
	seen := func(sample compose.Sample) plan.Plan {
		if sample.Kind == compose.TemplateEmail {
			sample.Template = "enkat"
		}
		p, err := compose.Preview(notifytest.Settings(), sample, notifytest.Now())
		require.NoError(t, err, sample.Kind)
		require.NotEmpty(t, p.Messages)
		return p
	}
	for _, rules := range compose.Kinds() {
		p := seen(compose.Sample{Kind: rules.Kind})
		assert.True(t, len(rules.Orders) > 1 || p.Order.Kind == string(rules.Orders[0]), rules.Kind)
		if rules.Kind != compose.BookingConfirmation {
			off := seen(compose.Sample{Kind: rules.Kind, Case: order.CaseCancelled})
			assert.Equal(t, p.Messages[0].Subject()+p.Messages[0].Body(), off.Messages[0].Subject()+off.Messages[0].Body(), rules.Kind)
		}
	}
	p := seen(compose.Sample{Kind: compose.OnTheWay})
	assert.Contains(t, p.Messages[0].Body(), "Beräknad ankomst: kl. 11:00", "nine o'clock where now was taken, UTC")
}

// Settings with a time zone that does not exist are refused elsewhere: a question is
// asked all the same.
func TestR608WithoutAZone(t *testing.T) {
	t.Parallel()
	s, before := notifytest.Settings(), notifytest.Order()
	s.Zone, before.Bookings = "Ingenstans/Alls", nil
	prompts := compose.Prompts(s, before, notifytest.Order(), order.Actor{}, notifytest.Now())
	assert.Equal(t, compose.BookingAdded, prompts[0].Reason)
	s.Zone = "Asia/Tokyo"
	before = notifytest.Order()
	before.Bookings[0].AllDay = true
	after := before.Clone()
	after.Bookings[0].Start, after.Bookings[0].End = before.Bookings[0].Start.Add(-4*3600e9), before.Bookings[0].End
	prompts = compose.Prompts(s, before, after, order.Actor{}, notifytest.Now())
	assert.Equal(t, compose.BookingUnchanged, prompts[0].Reason, "the same day there")
}

// A request that is not kept comes back with its form: what it has itself stays, and a
// form that says what cannot be read says nothing.
func TestARequestComesBackWithItsTemplate(t *testing.T) {
	t.Parallel()
	r := notifytest.Request(compose.TemplateEmail)
	f := draft(t, notifytest.Settings(), notifytest.Order(), r).Form()
	assert.Equal(t, "enkat", compose.Request{}.WithForm(f).Template)
	assert.Equal(t, "tid", compose.Request{Template: "tid"}.WithForm(f).Template)
	assert.Equal(t, compose.Request{Key: "k"}, compose.Request{}.WithForm(compose.Form{Key: "k", Request: `{"kind":"quote","bookings":5}`}))
}

// A plan has what its SMS tell apart only where its mails tell something else.
func TestR703WhatEachChannelTells(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		kind       plan.Kind
		email, sms bool
		titles     int // of calendar entries in the snapshot
		apart      bool
	}{
		"a mail":                   {compose.BookingConfirmation, true, false, 1, false},
		"an SMS":                   {compose.BookingConfirmation, false, true, 0, false},
		"both":                     {compose.BookingConfirmation, true, true, 1, true},
		"both, without a calendar": {compose.OnTheWay, true, true, 0, false},
		"both, about no visit":     {compose.FreeMessage, true, true, 0, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := notifytest.Order()
			o.Customer.Address = []string{"Ek\xffv\u00e4gen 1"}
			d := draft(t, notifytest.Settings(), o, notifytest.Request(c.kind))
			d.Email, d.SMS, d.Phones = c.email, c.sms, recipients.MustParsePhoneList("+46705123456")
			p := planned(t, d)
			scope := snapshots.ScopeBooking
			if c.kind == compose.FreeMessage {
				scope = snapshots.ScopeOrder
			}
			assert.Equal(t, scope, p.Snapshot.Scope)
			assert.Equal(t, c.titles, strings.Count(saidFields(p.Snapshot), "title="))
			assert.Equal(t, c.apart, p.SnapshotSMS != nil)
			if c.apart {
				assert.NotContains(t, saidFields(p.SnapshotSMS), "title=")
			}
			for _, f := range p.Snapshot.Fields {
				assert.Equal(t, plan.Valid(f.Value), f.Value, "as a store gives it back")
			}
		})
	}
}

// A text of the company's tells what its tags say, over each channel by its own text: a
// template without one for SMS is sent whole.
func TestR703TheTagsOfATemplateOfVisits(t *testing.T) {
	t.Parallel()
	visit := "b-1 time=2023-10-06T07:00:00+02:00/2023-10-06T10:00:00+02:00\nb-1 technician=Börje\nb-1 place=\nb-1 cancelled=\n"
	second := "b-2 time=2023-10-13T07:00:00+02:00/2023-10-13T10:00:00+02:00\nb-2 technician=Börje\nb-2 place=\nb-2 cancelled=\n"
	for name, c := range map[string]struct {
		body, short string
		sms         bool
		want        string
	}{
		"mail":                       {"{facilityOrCustomer} {nextBookingDate} {serviceObjects} {company}", "{orderRef}", false, visit + "b-1 title=\nfacility=kund\naddress=\nserviceObjects=Portautomat 1"},
		"a list":                     {"{futureBookings}", "", false, visit + "b-1 title=\n" + second + "b-2 title=\nfacility=kund\naddress="},
		"SMS":                        {"{serviceObjects}", "{orderRef} {customerOrderNumber}", true, visit + "facility=kund\naddress=\ncustomerOrderNumber=saknas\norderRef=Ordernummer: AO462"},
		"SMS without a tag":          {"{serviceObjects}", "Vi kommer", true, visit + "facility=kund\naddress="},
		"SMS of a tag that is empty": {"{serviceObjects}", "{contactName}", true, visit + "facility=kund\naddress="},
		"sent whole":                 {"{serviceObjects} {futureBookings}", "", true, visit + second + "facility=kund\naddress=\nserviceObjects=Portautomat 1"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, o := notifytest.Settings(), notifytest.Order()
			s.BookingTemplates = []order.BookingTemplate{{Order: order.WorkOrder, EmailTemplate: templating.EmailTemplate{ID: "mall", Subject: "Tid", Body: c.body, SMS: c.short}}}
			later := o.Bookings[0]
			later.ID, later.Start, later.End = "b-2", later.Start.AddDate(0, 0, 7), later.End.AddDate(0, 0, 7)
			o.Bookings = append(o.Bookings, later)
			d := draft(t, s, o, notifytest.Request(compose.BookingConfirmation))
			d.Email, d.SMS = !c.sms, c.sms
			assert.Equal(t, c.want, saidFields(planned(t, d).Snapshot))
		})
	}
}

// What a paper tells of its visits is in the company's time, as it is printed.
func TestR703TheVisitsOfAPaper(t *testing.T) {
	t.Parallel()
	said := saidFields(planned(t, draft(t, notifytest.Settings(), notifytest.Order(), notifytest.Request(compose.OrderConfirmation))).Snapshot)
	assert.Contains(t, said, "b-1 time=2023-10-06T07:00:00+02:00/2023-10-06T10:00:00+02:00\n")
}

// Somebody who reads another language gets another text: what its tags say is told too.
func TestR703TheTagsOfEveryLanguage(t *testing.T) {
	t.Parallel()
	for _, kind := range []plan.Kind{compose.BookingConfirmation, compose.Reminder} {
		s, o := notifytest.Settings(), notifytest.Order()
		for _, in := range []order.BookingCase{order.CaseNew, order.CaseReminder} {
			s.BookingTemplates = append(s.BookingTemplates,
				order.BookingTemplate{Order: order.WorkOrder, Case: in, Language: "sv", EmailTemplate: templating.EmailTemplate{ID: "sv" + string(in), Subject: "Tid", Body: "{serviceObjects}"}},
				order.BookingTemplate{Order: order.WorkOrder, Case: in, Language: "en", EmailTemplate: templating.EmailTemplate{ID: "en" + string(in), Subject: "Time", Body: "{orderRef} {nextBookingDate}"}})
		}
		o.Customer.Contacts = []order.Contact{{Name: "Bob", Email: "bob@example.com", Language: "en"}, {Name: "Eve", Email: "eve@example.com", Language: "en"}}
		d := draft(t, s, o, notifytest.Request(kind))
		said := saidFields(planned(t, d).Snapshot)
		assert.Contains(t, said, "serviceObjects=Portautomat 1", kind)
		assert.NotContains(t, said, "orderRef", kind)
		d.To = recipients.MustParseList("anna@example.se,bob@example.com,eve@example.com")
		said = saidFields(planned(t, d).Snapshot)
		assert.Equal(t, 1, strings.Count(said, "serviceObjects=Portautomat 1"), kind)
		assert.Equal(t, 1, strings.Count(said, "orderRef=Ordernummer: AO462"), kind)
	}
}
