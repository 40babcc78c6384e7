package notify_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/audit"
	"github.com/budkavle/budkavle/booking"
	"github.com/budkavle/budkavle/notify/codes"
	"github.com/budkavle/budkavle/notify/compose"
	"github.com/budkavle/budkavle/notify/notifytest"
	"github.com/budkavle/budkavle/notify/order"
	"github.com/budkavle/budkavle/notify/plan"
	"github.com/budkavle/budkavle/templating"
)

// What was told of a visit by a paper, a template or a free message was told: a plain
// confirmation corrects it, or calls the visit off by what was told, and ends the red.
func TestR703WhatAPaperOrATemplateToldIsCorrectedByAConfirmation(t *testing.T) {
	t.Parallel()
	kinds := []compose.Request{unprinted(compose.OrderConfirmation), notifytest.Request(compose.TemplateEmail), notifytest.Request(compose.FreeMessage)}
	changes := map[string]struct {
		change        func(o *order.Order)
		subject, says string
	}{
		"moves":        {func(o *order.Order) { *o = move(*o, 1) }, "Ändrad bokning", "måndag 09 oktober, 09:00 – 10:00"},
		"is cancelled": {func(o *order.Order) { o.Bookings[1].Cancelled = true }, "Avbokat besök", "måndag 09 oktober, 08:00 – 09:00 är avbokat"},
		"is deleted":   {func(o *order.Order) { o.Bookings = o.Bookings[:1] }, "Avbokat besök", "måndag 09 oktober, 08:00 – 09:00 är avbokat"},
	}
	for _, told := range kinds {
		for name, c := range changes {
			t.Run(string(told.Kind)+" told of a visit that "+name, func(t *testing.T) {
				t.Parallel()
				d, o := newDesk(t), two()
				o.ReadyForInvoicing, d.settings.ReadyMessage = true, "Vi kommer:\n{futureBookings}"
				d.settings.Templates = []templating.EmailTemplate{{ID: "enkat", Version: 1, Subject: "Besök", Body: d.settings.ReadyMessage}}
				d.send(o, told)
				d.step()
				o = o.Clone()
				c.change(&o)
				require.True(t, d.history(o).Red())
				d.send(o, plain, bothChannels)
				mail := d.host.Recorder.Emails()[1]
				assert.Contains(t, mail.Subject, c.subject)
				assert.Contains(t, mail.Text, c.says)
				assert.NotContains(t, mail.Text, "fredag", "the other visit is as it was told")
				d.step()
				assert.False(t, d.history(o).Red(), "sending what is advised ends it")
			})
		}
	}
}

// A paper that went to the company's own people has told no customer of a visit.
func TestR703APaperToTheCompanysOwnPeopleTellsNoCustomer(t *testing.T) {
	t.Parallel()
	d, o := newDesk(t), two()
	o.Users = []order.User{{ID: "s", Name: "Sven", Email: "sven@example.com"}}
	d.send(o, unprinted(compose.OrderConfirmation), to("sven@example.com"))
	d.step()
	o = move(o, 1)
	assert.False(t, d.history(o).Red())
	d.send(o, plain)
	mail := d.host.Recorder.Emails()[1]
	assert.Contains(t, mail.Subject, "Bokningsbekräftelse")
	assert.Contains(t, mail.Text, "fredag 06 oktober, 07:00 – 10:00", "the next visit")
}

// A text says of a visit what its tags do: the name alone stays true when the visit moves,
// and the day alone when another hour of it comes. Nobody reads a place in them (R703).
func TestR703ATextSaysOfAVisitWhatItsTagsDo(t *testing.T) {
	t.Parallel()
	changes := map[string]func(b *booking.Booking){
		"another hour":       func(b *booking.Booking) { b.Start, b.End = b.Start.Add(time.Hour), b.End.Add(time.Hour) },
		"another day":        func(b *booking.Booking) { b.Start, b.End = b.Start.AddDate(0, 0, 1), b.End.AddDate(0, 0, 1) },
		"another technician": func(b *booking.Booking) { b.Technicians = []string{"Lisa"} },
		"another place":      func(b *booking.Booking) { b.Place, b.Facility = "Port 3", "Skolan" },
		"cancelled":          func(b *booking.Booking) { b.Cancelled = true },
	}
	for text, red := range map[string]string{
		"{nextBookingName} kommer":                       "another technician, cancelled",
		"Vi kommer {nextBookingDate}":                    "another day, cancelled",
		"Vi kommer {nextBookingDate} {nextBookingTime}":  "another day, another hour, cancelled",
		"{nextBookingName} kommer {nextBookingDate}":     "another day, another technician, cancelled",
		"Nästa: {nextBooking}":                           "another day, another hour, another technician, cancelled",
		"Alla:\n{futureBookings}":                        "another day, another hour, another technician, cancelled",
		"Alla:\n{futureBookings}, nu {nextBookingDate}.": "another day, another hour, another technician, cancelled",
		"{nextBookingDate}, sedan {futureBookings}":      "another day, another hour, another technician, cancelled",
		"Om {orderRef}":                                  "",
	} {
		for _, kind := range []plan.Kind{compose.TemplateEmail, compose.FreeMessage} {
			for name, change := range changes {
				t.Run(string(kind)+" "+text+" "+name, func(t *testing.T) {
					t.Parallel()
					d, o := newDesk(t), one()
					o.ReadyForInvoicing, d.settings.ReadyMessage = true, text
					d.settings.Templates = []templating.EmailTemplate{{ID: "enkat", Version: 1, Subject: "Besök", Body: text}}
					d.send(o, notifytest.Request(kind))
					d.step()
					o = clone(o)
					change(&o.Bookings[0])
					want := slices.Contains(strings.Split(red, ", "), name)
					h := d.history(o)
					assert.Equal(t, want, h.Red(), "%v", h.Booking.Changes)
					assert.Equal(t, want, h.Advice().SendAgain)
					dropBodies(d, o)
					assert.Equal(t, want, d.history(o).Red(), "after its words were dropped")
					if want {
						d.send(o, about("b-1"))
						d.step()
						assert.False(t, d.history(o).Red(), "a confirmation tells all of it")
					}
				})
			}
		}
	}
}

// Whoever was told the day since is not told the hour: the confirmation that told it is red.
func TestR703TheDayAloneHidesNoWrongHour(t *testing.T) {
	t.Parallel()
	d, o := newDesk(t), one()
	d.settings.Templates = []templating.EmailTemplate{{ID: "enkat", Version: 1, Subject: "Besök", Body: "Vi kommer {nextBookingDate}"}}
	d.send(o, about("b-1"))
	d.step()
	o = move(o, 0)
	d.send(o, notifytest.Request(compose.TemplateEmail))
	d.step()
	assert.True(t, d.history(o).Red(), "the hour")
	d.send(o, plain)
	d.step()
	assert.False(t, d.history(o).Red())
	o = clone(o)
	o.Bookings[0].Start, o.Bookings[0].End = o.Bookings[0].Start.AddDate(0, 0, 3), o.Bookings[0].End.AddDate(0, 0, 3)
	require.True(t, d.history(o).Red())
	d.send(o, plain)
	assert.Contains(t, d.host.Recorder.Emails()[3].Text, "måndag 09 oktober")
	d.step()
	assert.False(t, d.history(o).Red(), "day and hour")
}

// A text that told the day alone of a visit that is cancelled since is followed by a
// cancellation, which names the visit by the order's own time (R406).
func TestR406AVisitOfWhichTheDayAloneWasToldIsCalledOff(t *testing.T) {
	t.Parallel()
	d, o := newDesk(t), one()
	d.settings.Templates = []templating.EmailTemplate{{ID: "enkat", Version: 1, Subject: "Besök", Body: "Vi kommer {nextBookingDate}"}}
	d.send(o, notifytest.Request(compose.TemplateEmail))
	d.step()
	o = clone(o)
	o.Bookings[0].Cancelled = true
	require.True(t, d.history(o).Red())
	d.send(o, plain)
	mail := d.host.Recorder.Emails()[1]
	assert.Contains(t, mail.Subject, "Avbokat besök")
	assert.Contains(t, mail.Text, "fredag 06 oktober, 07:00 – 10:00 är avbokat")
	d.step()
	assert.False(t, d.history(o).Red())
}

// A visit that was taken away and put back under another ID, in one save or in two, and says
// the same is as it was told: nobody is asked, nothing is red, and no confirmation calls it
// off. Once it says something else, what was told of it is red again (R608, R703).
func TestR703AVisitThatIsSavedAnewUnderAnotherID(t *testing.T) {
	t.Parallel()
	for name, send := range map[string]func(*compose.Draft){"by mail": func(*compose.Draft) {}, "by SMS": bySMS} {
		for _, dropped := range []bool{false, true} {
			d, o := newDesk(t), two()
			d.send(o, about("b-1"), send)
			if dropped {
				dropBodies(d, o)
			}
			d.step()
			anew := clone(o)
			anew.Bookings[0].ID = "b-7"
			assert.False(t, d.asks(o, anew), name)
			assert.False(t, d.history(anew).Red(), name)
			assert.Equal(t, audit.AdviceNone, d.history(anew).Advice().Reason)
			d.send(anew, plain, send)
			assert.NotContains(t, d.history(anew).Lines[0].Body, "avbokat", name)
			d.step()
			assert.False(t, d.history(anew).Red(), name)

			gone := clone(o)
			gone.Bookings = gone.Bookings[1:]
			assert.True(t, d.asks(o, gone), "it is off for now")
			assert.True(t, d.asks(gone, anew), "it takes place again")

			assert.True(t, d.asks(o, move(anew, 0)))
			assert.True(t, d.history(move(anew, 0)).Red(), name)
			anew.Bookings[0].Cancelled = true
			assert.True(t, d.asks(o, anew))
			assert.True(t, d.history(anew).Red(), name)
		}
	}
	d, o := newDesk(t), one()
	d.send(o, about("b-1"))
	d.step()
	anew := clone(o)
	anew.Bookings[0].ID, anew.Bookings[0].Technicians = "b-7", []string{"Lisa"}
	assert.True(t, d.asks(o, anew))
	assert.True(t, d.history(anew).Red(), "another technician is another visit")
}

// A contact whose number the host has with blanks was told by the SMS to it: the next
// message says that the visit has changed (R407).
func TestR407AContactsNumberWithBlanksWasTold(t *testing.T) {
	t.Parallel()
	d, o := newDesk(t), one()
	o.ContactPerson = order.Contact{Name: "Anna Ek", Phone: "+46 70-512 34 56"}
	d.send(o, about("b-1"), bySMS)
	d.step()
	d.send(move(o, 0), about("b-1"), bySMS)
	assert.Contains(t, d.host.Recorder.SentSMS()[1].Text, "Ändrad bokning")
}

// A text that says that a visit has changed is written for whom the popup opened with. Who
// gets it too and never heard of the visit is named, by whatever channel (R407).
func TestR407WhoNeverHeardOfTheVisitIsNamed(t *testing.T) {
	t.Parallel()
	warned := func(d *desk, o order.Order, edit ...func(*compose.Draft)) (names []string) {
		r := about("b-1")
		r.Now = d.host.Clock.Now()
		draft, err := d.host.For(d.settings).Draft(d.Context(), o, r)
		require.NoError(d, err)
		for _, e := range edit {
			e(draft)
		}
		for _, w := range draft.Warnings() {
			if w.Code == codes.WarnNotToldBefore {
				names = append(names, w.Recipient)
			}
		}
		return names
	}
	d, o := newDesk(t), two()
	d.send(o, about("b-1"))
	d.send(o, about("b-2"), to("osten@example.se"))
	d.step()
	assert.Empty(t, warned(d, o, to("osten@example.se")), "nothing has changed")
	o = move(o, 0)
	assert.Empty(t, warned(d, o))
	assert.Empty(t, warned(d, o, bySMS), "it is her number")
	assert.Equal(t, []string{"osten@example.se"}, warned(d, o, to("anna@example.se,osten@example.se")), "he was told of the other")
	assert.Equal(t, []string{"+46705123457"}, warned(d, o, typedNumber("+46705123457")))
	assert.Empty(t, warned(d, o, to("osten@example.se"), func(x *compose.Draft) { x.Text = "Vi kommer en timme senare." }), "the words are the user's")
	d.send(o, about("b-1"), to("osten@example.se"))
	d.step()
	assert.Empty(t, warned(d, move(o, 0), to("anna@example.se,OSTEN@example.se")))
}
