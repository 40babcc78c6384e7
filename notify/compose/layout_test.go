package compose_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/notify/compose"
	"github.com/budkavle/budkavle/notify/notifytest"
	"github.com/budkavle/budkavle/notify/order"
	"github.com/budkavle/budkavle/pdf"
	"github.com/budkavle/budkavle/templating/locale"
)

func TestR603NewMovedAndCancelledLookDifferent(t *testing.T) {
	t.Parallel()
	o, r := notifytest.Order(), notifytest.Request(compose.BookingConfirmation)
	o.Customer.Address = []string{"Åkervägen 3", "703 61 Örebro"}
	first := planned(t, draft(t, notifytest.Settings(), o, r))
	mail := first.Messages[0].Email
	assert.Contains(t, mail.Text, "När: fredag 06 oktober, 07:00 – 10:00\nVar: kund, Åkervägen 3, 703 61 Örebro\nVem: Börje\nOrder: AO462\nVad: Service av portautomat\n", "the customer's address stands for the facility's")
	assert.NotContains(t, mail.HTML, "<s ")
	assert.Contains(t, mail.HTML, `mso-hide:all;">fredag 06 oktober, 07:00 – 10:00 · Börje</div>`)
	assert.Equal(t, 1, strings.Count(mail.HTML, "Vänliga hälsningar"), "the greeting stands once, below the button")

	r.Log = told(first)
	o.Bookings[0].Start, o.Bookings[0].End = o.Bookings[0].Start.Add(time.Hour), o.Bookings[0].End.Add(time.Hour)
	moved := planned(t, draft(t, notifytest.Settings(), o, r)).Messages[0].Email
	assert.Contains(t, moved.Text, "När: fredag 06 oktober, 08:00 – 11:00 (tidigare fredag 06 oktober, 07:00 – 10:00)\n")
	assert.Contains(t, moved.Text, "Vem: Börje\n", "who comes is as it was")
	assert.Contains(t, moved.HTML, "#b7791f")

	o.Bookings[0].Technicians = []string{"Cecilia"}
	assert.Contains(t, planned(t, draft(t, notifytest.Settings(), o, r)).Messages[0].Email.Text, "Vem: Cecilia (tidigare Börje)\n")

	o.Bookings[0].Cancelled, r.Bookings = true, []string{"b-1"}
	off := planned(t, draft(t, notifytest.Settings(), o, r)).Messages[0].Email
	assert.Contains(t, off.Text, "När: fredag 06 oktober, 07:00 – 10:00 (Avbokat)\n", "the visit as it was told: nobody heard that it had moved")
	assert.NotContains(t, off.Text, "Vem:")
	assert.Contains(t, off.HTML, "#c81e1e")
}

// One mail may tell of several visits: each stands apart, and what became of it is said
// of each by itself.
func TestR603SeveralVisitsStandApart(t *testing.T) {
	t.Parallel()
	o, r := notifytest.Order(), notifytest.Request(compose.BookingConfirmation)
	b := o.Bookings[0]
	for i, id := range []string{"b-2", "b-3"} {
		b.ID, b.Start, b.End = id, b.Start.AddDate(0, 0, 1), b.End.AddDate(0, 0, 1)
		b.Technicians = []string{"Cecilia", "Dag"}[i : i+1]
		o.Bookings = append(o.Bookings, b)
	}
	r.Bookings = []string{"b-1", "b-2", "b-3"}
	first := planned(t, draft(t, notifytest.Settings(), o, r))
	assert.Contains(t, first.Messages[0].Email.Text, "När: fredag 06 oktober, 07:00 – 10:00\nVem: Börje\n\nNär: lördag 07 oktober, 07:00 – 10:00\nVem: Cecilia\n\nNär: söndag 08 oktober, 07:00 – 10:00\nVem: Dag\n\nOrder: AO462\n")

	r.Log = told(first)
	o.Bookings[0].Start, o.Bookings[0].End = o.Bookings[0].Start.Add(time.Hour), o.Bookings[0].End.Add(time.Hour)
	o.Bookings[1].Cancelled = true
	mixed := planned(t, draft(t, notifytest.Settings(), o, r)).Messages[0].Email
	assert.Contains(t, mixed.Text, "När: fredag 06 oktober, 08:00 – 11:00 (tidigare fredag 06 oktober, 07:00 – 10:00)\n")
	assert.Contains(t, mixed.Text, "\n\nNär: lördag 07 oktober, 07:00 – 10:00 (Avbokat)\n\nNär: söndag")
	assert.Contains(t, mixed.HTML, `<span class="bk-cancelled"`)
	assert.Contains(t, mixed.HTML, "#b7791f", "the mail is of a change")
	assert.NotContains(t, mixed.Text, "Var:", "nothing is known of where")

	o.Facility = order.Party{Name: "Eken", Address: []string{"Ekvägen 1"}}
	once := planned(t, draft(t, notifytest.Settings(), o, r)).Messages[0].Email.Text
	assert.Equal(t, 1, strings.Count(once, "Var: Eken, Ekvägen 1\n"), "all are there")
	o.Bookings[2].Place = "Porten"
	each := planned(t, draft(t, notifytest.Settings(), o, r)).Messages[0].Email.Text
	assert.Equal(t, 2, strings.Count(each, "Var: Eken, Ekvägen 1\n"), "each visit says where")
	assert.Contains(t, each, "07:00 – 10:00\nVar: Porten\nVem: Dag\n")
}

func TestR603AMailSaysWhatIsInItsPaper(t *testing.T) {
	t.Parallel()
	o := notifytest.Order()
	o.Facility = order.Party{Name: "Eken", Address: []string{"Ekvägen 1"}}
	o.Content.Totals = []pdf.Total{{Label: "Summa", Amount: pdf.Money{Minor: 100, Currency: "SEK"}}, {Label: "Att betala", Amount: pdf.Money{Minor: 5_553_845, Currency: "SEK"}, Strong: true}, {Label: "Inget", Strong: true}}
	p := planned(t, draft(t, notifytest.Settings(), o, notifytest.Request(compose.OrderConfirmation)))
	text := p.Messages[0].Email.Text
	assert.Contains(t, text, "Att betala: 55\u00a0538,45\u00a0kr\nOrder: AO462\nVar: Eken, Ekvägen 1\nVad: Service av portautomat\n")
	assert.Contains(t, text, "\nBifogat: AO462.pdf, 1 sida, ")
	assert.NotContains(t, text, "Inget")
	assert.Contains(t, p.Messages[0].Email.HTML, `mso-hide:all;">Eken · 55`)

	purchase := notifytest.PurchaseOrder()
	purchase.Facility = order.Party{Name: "Slutkunden", Address: []string{"Hemvägen 1"}}
	p = planned(t, draft(t, notifytest.Settings(), purchase, notifytest.Request(compose.PurchaseOrder)))
	assert.NotContains(t, p.Messages[0].Email.Text, "Hemvägen", "a supplier never reads where the end customer is")
}

func TestR308ThePreviewShowsTheLogo(t *testing.T) {
	t.Parallel()
	p := planned(t, draft(t, notifytest.Settings(), notifytest.Order(), notifytest.Request(compose.BookingConfirmation)))
	html, err := p.PreviewHTML(0)
	require.NoError(t, err)
	assert.Equal(t, p.Messages[0].Email.HTML, html, "without a logo nothing is changed")
	for _, i := range []int{-1, len(p.Messages)} {
		_, err = p.PreviewHTML(i)
		require.ErrorContains(t, err, "does not exist")
	}
}

// A quote says until when it is valid, where it is; a paper that is no quote does not.
func TestR603HowLongAQuoteIsValid(t *testing.T) {
	t.Parallel()
	until := time.Date(2023, 11, 2, 0, 0, 0, 0, time.UTC)
	for name, c := range map[string]struct {
		o     order.Order
		until time.Time
		said  bool
	}{
		"a quote":                  {notifytest.Quote(), until, true},
		"a quote without a limit":  {notifytest.Quote(), time.Time{}, false},
		"an order that was quoted": {notifytest.Order(), until, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o, kind := c.o, compose.OrderConfirmation
			if o.Kind == order.Quote {
				kind = compose.Quote
			}
			o.ValidUntil = c.until
			assert.Equal(t, c.said, strings.Contains(around(draft(t, notifytest.Settings(), o, notifytest.Request(kind))), "Giltig till"))
		})
	}
}

// Each visit but the first begins a part of the box, and so do the order's own facts after
// more than one.
func TestR603WhatStandsApart(t *testing.T) {
	t.Parallel()
	for ids, want := range map[string][]string{"b-1": nil, "b-1 b-2": {"När", "Order"}} {
		o, r := notifytest.Order(), notifytest.Request(compose.BookingConfirmation)
		second := o.Bookings[0]
		second.ID, second.Start, second.End = "b-2", second.Start.AddDate(0, 0, 7), second.End.AddDate(0, 0, 7)
		o.Bookings, r.Bookings = append(o.Bookings, second), strings.Fields(ids)
		var apart []string
		for i, f := range compose.LayoutOf(draft(t, notifytest.Settings(), o, r), locale.Swedish).Facts {
			if f.Apart {
				assert.Positive(t, i, "the first is not apart from anything")
				apart = append(apart, f.Label)
			}
		}
		assert.Equal(t, want, apart, ids)
	}
}

// The greeting at the end of a built-in text stands below what is attached, once and whole.
func TestR603TheGreetingStandsLast(t *testing.T) {
	t.Parallel()
	mail := planned(t, confirmation(t, notifytest.Settings())).Messages[0].Email.Text
	assert.Contains(t, mail, "i kalendern\n\nVänliga hälsningar\nMitt bolag\n\nFrågor?")
	d := confirmation(t, notifytest.Settings())
	d.Text = "Hej!\n\nVi ses.\n\nBörje"
	assert.Contains(t, planned(t, d).Messages[0].Email.Text, "\n\nHej!\n\nVi ses.\n\nBörje\n", "a text of the user's own stays together")
}
