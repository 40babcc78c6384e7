package compose_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/budkavle/budkavle/audit/snapshots"
	"github.com/budkavle/budkavle/notify/compose"
	"github.com/budkavle/budkavle/notify/notifytest"
	"github.com/budkavle/budkavle/notify/order"
	"github.com/budkavle/budkavle/notify/plan"
	"github.com/budkavle/budkavle/pdf"
	"github.com/budkavle/budkavle/templating/locale"
)

// around writes what stands around a draft's text: the state, the preheader, and a line
// for each fact, what was told before in brackets.
func around(d *compose.Draft) string {
	l := compose.LayoutOf(d, locale.Swedish)
	lines := []string{string(l.State) + "|" + l.Preheader}
	for _, f := range l.Facts {
		line := f.Label + ": " + strings.ReplaceAll(f.Value, "\n", "/")
		if f.Old != "" {
			line += " [" + f.Old + "]"
		}
		if f.Strong {
			line += "!"
		}
		lines = append(lines, line)
	}
	if l.Quote.Text != "" {
		lines = append(lines, l.Quote.Author+"|"+l.Quote.Time+"|"+l.Quote.Text)
	}
	return strings.Join(lines, "\n")
}

// saidFields writes what a snapshot tells, a field a line, but for the days of visits,
// which their times have.
func saidFields(snap *snapshots.Snapshot) string {
	var lines []string
	for _, f := range snap.Fields {
		if f.Name == snapshots.FieldDate && f.Item != "" {
			continue
		}
		lines = append(lines, strings.Join(strings.Fields(f.Item+" "+f.Name+"="+f.Value), " "))
	}
	return strings.Join(lines, "\n")
}

// The box of a mail has when, where and who, what was told before beside what is so now,
// and the snapshot the same.
func TestR603WhatStandsInTheBox(t *testing.T) {
	t.Parallel()
	second := notifytest.Order().Bookings[0]
	second.ID, second.Start, second.End = "b-2", second.Start.AddDate(0, 0, 7), second.End.AddDate(0, 0, 7)
	elsewhere := second
	elsewhere.ID, elsewhere.Facility, elsewhere.Place, elsewhere.Technicians = "b-3", "Skolan", "Gymnastiksalen", []string{"Eva"}
	all := []string{"b-1", "b-2", "b-3"}
	address := func(o *order.Order) { o.Customer.Address = []string{"Ekvägen 1", "Ekby"} }
	for name, c := range map[string]struct {
		kind   plan.Kind
		about  []string
		before func(*order.Order) // as it was told; nil: nobody was told
		change func(*order.Order)
		want   string
	}{
		"new": {
			compose.BookingConfirmation, nil, nil, address, "" +
				"new|fredag 06 oktober, 07:00 – 10:00 · Börje\n" +
				"När: fredag 06 oktober, 07:00 – 10:00!\n" +
				"Var: kund/Ekvägen 1/Ekby\n" +
				"Vem: Börje\n" +
				"Order: AO462\n" +
				"Vad: Service av portautomat\n" +
				"--\n" +
				"b-1 time=2023-10-06T07:00:00+02:00/2023-10-06T10:00:00+02:00\n" +
				"b-1 technician=Börje\n" +
				"b-1 place=\n" +
				"b-1 cancelled=\n" +
				"b-1 title=\n" +
				"facility=kund\n" +
				"address=Ekvägen 1, Ekby",
		},
		"without a visit": {
			compose.BookingConfirmation, nil, nil, func(o *order.Order) { address(o); o.Bookings = nil }, "" +
				"new|\n" +
				"Var: kund/Ekvägen 1/Ekby\n" +
				"Order: AO462\n" +
				"Vad: Service av portautomat\n" +
				"--\n" +
				"facility=kund\n" +
				"address=Ekvägen 1, Ekby",
		},
		"tags of a template": {
			compose.TemplateEmail, nil, nil, func(o *order.Order) { o.Bookings = append(o.Bookings, second); o.CustomerOrderNumber = "K-1" }, "" +
				"|\n" +
				"--\n" +
				"b-1 cancelled=\n" +
				"customerOrderNumber=K-1\n" +
				"b-1 time=2023-10-06T07:00:00+02:00/2023-10-06T10:00:00+02:00\n" +
				"b-1 technician=Börje\n" +
				"b-2 time=2023-10-13T07:00:00+02:00/2023-10-13T10:00:00+02:00\n" +
				"b-2 technician=Börje\n" +
				"b-2 cancelled=\n" +
				"orderRef=Ordernummer: AO462\n" +
				"serviceObjects=Portautomat 1",
		},
		"three visits": {
			compose.BookingConfirmation, all, nil, func(o *order.Order) { o.Bookings = append(o.Bookings, second, elsewhere) }, "" +
				"new|fredag 06 oktober, 07:00 – 10:00 · Börje\n" +
				"När: fredag 06 oktober, 07:00 – 10:00!\n" +
				"Vem: Börje\n" +
				"När: fredag 13 oktober, 07:00 – 10:00!\n" +
				"Vem: Börje\n" +
				"När: fredag 13 oktober, 07:00 – 10:00!\n" +
				"Var: Skolan/Gymnastiksalen\n" +
				"Vem: Eva\n" +
				"Order: AO462\n" +
				"Vad: Service av portautomat\n" +
				"--\n" +
				"b-1 time=2023-10-06T07:00:00+02:00/2023-10-06T10:00:00+02:00\n" +
				"b-1 technician=Börje\n" +
				"b-1 place=\n" +
				"b-1 cancelled=\n" +
				"b-1 title=\n" +
				"b-2 time=2023-10-13T07:00:00+02:00/2023-10-13T10:00:00+02:00\n" +
				"b-2 technician=Börje\n" +
				"b-2 place=\n" +
				"b-2 cancelled=\n" +
				"b-2 title=\n" +
				"b-3 time=2023-10-13T07:00:00+02:00/2023-10-13T10:00:00+02:00\n" +
				"b-3 technician=Eva\n" +
				"b-3 place=Skolan, Gymnastiksalen\n" +
				"b-3 cancelled=\n" +
				"b-3 title=\n" +
				"facility=kund\n" +
				"address=",
		},
		"moved": {
			compose.BookingConfirmation, nil, address, func(o *order.Order) { address(o); o.Bookings[0].Start = o.Bookings[0].Start.Add(time.Hour) }, "" +
				"changed|fredag 06 oktober, 08:00 – 10:00 · Börje\n" +
				"När: fredag 06 oktober, 08:00 – 10:00 [fredag 06 oktober, 07:00 – 10:00]!\n" +
				"Var: kund/Ekvägen 1/Ekby\n" +
				"Vem: Börje\n" +
				"Order: AO462\n" +
				"Vad: Service av portautomat\n" +
				"--\n" +
				"b-1 time=2023-10-06T08:00:00+02:00/2023-10-06T10:00:00+02:00\n" +
				"b-1 technician=Börje\n" +
				"b-1 place=\n" +
				"b-1 cancelled=\n" +
				"b-1 title=\n" +
				"facility=kund\n" +
				"address=Ekvägen 1, Ekby",
		},
		"another technician": {
			compose.BookingConfirmation, nil, address, func(o *order.Order) { address(o); o.Bookings[0].Technicians = []string{"Eva"} }, "" +
				"changed|fredag 06 oktober, 07:00 – 10:00 · Eva\n" +
				"När: fredag 06 oktober, 07:00 – 10:00!\n" +
				"Var: kund/Ekvägen 1/Ekby\n" +
				"Vem: Eva [Börje]\n" +
				"Order: AO462\n" +
				"Vad: Service av portautomat\n" +
				"--\n" +
				"b-1 time=2023-10-06T07:00:00+02:00/2023-10-06T10:00:00+02:00\n" +
				"b-1 technician=Eva\n" +
				"b-1 place=\n" +
				"b-1 cancelled=\n" +
				"b-1 title=\n" +
				"facility=kund\n" +
				"address=Ekvägen 1, Ekby",
		},
		"cancelled": {
			compose.BookingConfirmation, []string{"b-1"}, address, func(o *order.Order) { address(o); o.Bookings[0].Cancelled = true }, "" +
				"cancelled|fredag 06 oktober, 07:00 – 10:00\n" +
				"När:  [fredag 06 oktober, 07:00 – 10:00]!\n" +
				"Var: kund/Ekvägen 1/Ekby\n" +
				"Order: AO462\n" +
				"Vad: Service av portautomat\n" +
				"--\n" +
				"b-1 time=2023-10-06T07:00:00+02:00/2023-10-06T10:00:00+02:00\n" +
				"b-1 technician=Börje\n" +
				"b-1 place=\n" +
				"b-1 cancelled=✓\n" +
				"b-1 title=\n" +
				"facility=kund\n" +
				"address=Ekvägen 1, Ekby",
		},
		"one off, one to come": {
			compose.BookingConfirmation, []string{"b-1", "b-2"}, nil, func(o *order.Order) { o.Bookings[0].Cancelled = true; o.Bookings = append(o.Bookings, second) }, "" +
				"new|fredag 13 oktober, 07:00 – 10:00 · Börje\n" +
				"När:  [fredag 06 oktober, 07:00 – 10:00]!\n" +
				"När: fredag 13 oktober, 07:00 – 10:00!\n" +
				"Vem: Börje\n" +
				"Order: AO462\n" +
				"Vad: Service av portautomat\n" +
				"--\n" +
				"b-1 time=2023-10-06T07:00:00+02:00/2023-10-06T10:00:00+02:00\n" +
				"b-1 technician=Börje\n" +
				"b-1 place=\n" +
				"b-1 cancelled=✓\n" +
				"b-2 time=2023-10-13T07:00:00+02:00/2023-10-13T10:00:00+02:00\n" +
				"b-2 technician=Börje\n" +
				"b-2 place=\n" +
				"b-2 cancelled=\n" +
				"b-2 title=\n" +
				"facility=kund\n" +
				"address=",
		},
		"reminder": {
			compose.Reminder, nil, nil, address, "" +
				"|fredag 06 oktober, 07:00 – 10:00 · Börje\n" +
				"När: fredag 06 oktober, 07:00 – 10:00!\n" +
				"Var: kund/Ekvägen 1/Ekby\n" +
				"Vem: Börje\n" +
				"Order: AO462\n" +
				"Vad: Service av portautomat\n" +
				"--\n" +
				"b-1 time=2023-10-06T07:00:00+02:00/2023-10-06T10:00:00+02:00\n" +
				"b-1 technician=Börje\n" +
				"b-1 place=\n" +
				"b-1 cancelled=\n" +
				"b-1 title=\n" +
				"facility=kund\n" +
				"address=Ekvägen 1, Ekby",
		},
		"reminder of a moved one": {
			compose.Reminder, nil, address, func(o *order.Order) { o.Bookings[0].Start = o.Bookings[0].Start.Add(time.Hour) }, "" +
				"changed|fredag 06 oktober, 08:00 – 10:00 · Börje\n" +
				"När: fredag 06 oktober, 08:00 – 10:00 [fredag 06 oktober, 07:00 – 10:00]!\n" +
				"Vem: Börje\n" +
				"Order: AO462\n" +
				"Vad: Service av portautomat\n" +
				"--\n" +
				"b-1 time=2023-10-06T08:00:00+02:00/2023-10-06T10:00:00+02:00\n" +
				"b-1 technician=Börje\n" +
				"b-1 place=\n" +
				"b-1 cancelled=\n" +
				"b-1 title=\n" +
				"facility=kund\n" +
				"address=",
		},
		"a whole day that moved": {
			compose.BookingConfirmation, nil, func(o *order.Order) { o.Bookings[0].AllDay = true }, func(o *order.Order) {
				o.Bookings[0].AllDay = true
				o.Bookings[0].Start, o.Bookings[0].End = second.Start, second.End
			}, "" +
				"changed|fredag 13 oktober, heldag · Börje\n" +
				"När: fredag 13 oktober, heldag [fredag 06 oktober, heldag]!\n" +
				"Vem: Börje\n" +
				"Order: AO462\n" +
				"Vad: Service av portautomat\n" +
				"--\n" +
				"b-1 time=2023-10-13/2023-10-13\n" +
				"b-1 technician=Börje\n" +
				"b-1 place=\n" +
				"b-1 cancelled=\n" +
				"b-1 title=\n" +
				"facility=kund\n" +
				"address=",
		},
		"at the facility": {
			compose.BookingConfirmation, nil, nil, func(o *order.Order) {
				address(o)
				o.Facility = order.Party{Name: "Porten", Address: []string{"Storgatan 2"}}
			}, "" +
				"new|fredag 06 oktober, 07:00 – 10:00 · Börje\n" +
				"När: fredag 06 oktober, 07:00 – 10:00!\n" +
				"Var: Porten/Storgatan 2\n" +
				"Vem: Börje\n" +
				"Order: AO462\n" +
				"Vad: Service av portautomat\n" +
				"--\n" +
				"b-1 time=2023-10-06T07:00:00+02:00/2023-10-06T10:00:00+02:00\n" +
				"b-1 technician=Börje\n" +
				"b-1 place=\n" +
				"b-1 cancelled=\n" +
				"b-1 title=\n" +
				"facility=Porten\n" +
				"address=Storgatan 2",
		},
		"a facility, no address": {
			compose.BookingConfirmation, nil, nil, func(o *order.Order) { address(o); o.Facility = order.Party{Name: "Porten"} }, "" +
				"new|fredag 06 oktober, 07:00 – 10:00 · Börje\n" +
				"När: fredag 06 oktober, 07:00 – 10:00!\n" +
				"Var: kund/Ekvägen 1/Ekby\n" +
				"Vem: Börje\n" +
				"Order: AO462\n" +
				"Vad: Service av portautomat\n" +
				"--\n" +
				"b-1 time=2023-10-06T07:00:00+02:00/2023-10-06T10:00:00+02:00\n" +
				"b-1 technician=Börje\n" +
				"b-1 place=\n" +
				"b-1 cancelled=\n" +
				"b-1 title=\n" +
				"facility=Porten\n" +
				"address=kund, Ekvägen 1, Ekby",
		},
		"a facility, none at all": {
			compose.BookingConfirmation, nil, nil, func(o *order.Order) { o.Facility = order.Party{Name: " Porten "} }, "" +
				"new|fredag 06 oktober, 07:00 – 10:00 · Börje\n" +
				"När: fredag 06 oktober, 07:00 – 10:00!\n" +
				"Var: Porten\n" +
				"Vem: Börje\n" +
				"Order: AO462\n" +
				"Vad: Service av portautomat\n" +
				"--\n" +
				"b-1 time=2023-10-06T07:00:00+02:00/2023-10-06T10:00:00+02:00\n" +
				"b-1 technician=Börje\n" +
				"b-1 place=\n" +
				"b-1 cancelled=\n" +
				"b-1 title=\n" +
				"facility=Porten\n" +
				"address=",
		},
		"its facility is the same": {
			compose.BookingConfirmation, nil, nil, func(o *order.Order) {
				o.Facility = order.Party{Name: "Porten"}
				o.Bookings[0].Facility, o.Bookings[0].Place = "Porten", "Källaren"
			}, "" +
				"new|fredag 06 oktober, 07:00 – 10:00 · Börje\n" +
				"När: fredag 06 oktober, 07:00 – 10:00!\n" +
				"Var: Källaren\n" +
				"Vem: Börje\n" +
				"Order: AO462\n" +
				"Vad: Service av portautomat\n" +
				"--\n" +
				"b-1 time=2023-10-06T07:00:00+02:00/2023-10-06T10:00:00+02:00\n" +
				"b-1 technician=Börje\n" +
				"b-1 place=Porten, Källaren\n" +
				"b-1 cancelled=\n" +
				"b-1 title=\n" +
				"facility=Porten\n" +
				"address=",
		},
		"a quote": {
			compose.Quote, nil, nil, func(o *order.Order) {
				*o = notifytest.Quote()
				address(o)
				o.ValidUntil = time.Date(2023, 11, 2, 0, 0, 0, 0, time.UTC)
				o.Content.Totals = append(o.Content.Totals, pdf.Total{Label: "Utan valuta", Strong: true})
			}, "" +
				"|kund · 14\u00a0437,50\u00a0kr\n" +
				"Att betala: 14\u00a0437,50\u00a0kr!\n" +
				"Offert: OF31\n" +
				"Var: kund/Ekvägen 1/Ekby\n" +
				"Vad: Ny portautomat\n" +
				"Giltig till: 2023-11-02\n" +
				"--\n" +
				"number=OF31\n" +
				"party-customer name=kund\n" +
				"party-customer address=Ekvägen 1 Ekby\n" +
				"fact-contact-person fact=Anna Ek, +46705123456\n" +
				"validUntil=2023-11-02\n" +
				"object-M1234 object=Portautomat 1, maskinnr M1234\n" +
				"description=Ny portautomat\n" +
				"line-100 articleNumber=100\n" +
				"line-100 article=Arbetstid\n" +
				"line-100 quantity=2,5 tim\n" +
				"line-100 price=70000 SEK\n" +
				"line-100 sum=175000 SEK\n" +
				"line-200 articleNumber=200\n" +
				"line-200 article=Portautomat\n" +
				"line-200 quantity=1 st\n" +
				"line-200 price=980000 SEK\n" +
				"line-200 sum=980000 SEK\n" +
				"total-Summa total=1155000 SEK\n" +
				"total-Moms 25 % total=288750 SEK\n" +
				"total-to-pay-Att betala total=1443750 SEK\n" +
				"facility=kund\n" +
				"serviceObjects=Portautomat 1\n" +
				"customerOrderNumber=saknas\n" +
				"address=Ekvägen 1, Ekby",
		},
		"a purchase order": {
			compose.PurchaseOrder, nil, nil, func(o *order.Order) { *o = notifytest.PurchaseOrder(); address(o); o.Description = "Till lagret" }, "" +
				"|\n" +
				"Order: IO90\n" +
				"Vad: Till lagret\n" +
				"--\n" +
				"number=IO90\n" +
				"party-supplier name=Portgrossisten\n" +
				"object-M1234 object=Portautomat 1, maskinnr M1234\n" +
				"description=Till lagret\n" +
				"line-7711 articleNumber=7711\n" +
				"line-7711 article=Kuggstång 1 m\n" +
				"line-7711 quantity=4 st\n" +
				"line-7711 price=18900 SEK\n" +
				"line-7711 sum=75600 SEK\n" +
				"facility=Portgrossisten\n" +
				"serviceObjects=Portautomat 1",
		},
		"a comment": {
			compose.Comment, nil, nil, func(o *order.Order) {
				o.Users = []order.User{{Name: "Karin", Email: "karin@example.se", Customer: true}}
			}, "" +
				"|\n" +
				"Order: AO462\n" +
				"Vad: Service av portautomat\n" +
				"Eva|2023-10-02 13:05|Nyckeln ligger i receptionen.\n" +
				"--\n" +
				"",
		},
		"a free message": {
			compose.FreeMessage, nil, nil, address, "" +
				"|\n" +
				"--\n" +
				"",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, r := notifytest.Settings(), notifytest.Request(c.kind)
			s.Templates[0].Subject, s.Templates[0].Body = "{customerOrderNumber}", "Hej {contactName}, {company}: {nextBookingDate} {futureBookings} {serviceObjects} {orderRef}"
			r.AllowWithoutBooking = true
			r.Comment.At = notifytest.Now().Add(-time.Hour)
			o := notifytest.Order()
			if c.before != nil {
				c.before(&o)
				r.Log = told(planned(t, draft(t, s, o, notifytest.Request(compose.BookingConfirmation))))
				o = notifytest.Order()
			}
			c.change(&o)
			r.Bookings = c.about
			d := draft(t, s, o, r)
			p := planned(t, d)
			assert.Equal(t, c.want, around(d)+"\n--\n"+saidFields(p.Snapshot))
		})
	}
}
