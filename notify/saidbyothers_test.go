package notify_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/notify/compose"
	"github.com/budkavle/budkavle/notify/notifytest"
	"github.com/budkavle/budkavle/notify/order"
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
				d.settings.Templates = []templating.MailTemplate{{ID: "enkat", Version: 1, Subject: "Besök", Body: d.settings.ReadyMessage}}
				d.send(o, told)
				d.step()
				o = o.Clone()
				c.change(&o)
				require.True(t, d.history(o).Red())
				d.send(o, plain, bothChannels)
				mail := d.host.Recorder.Mails()[1]
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
	mail := d.host.Recorder.Mails()[1]
	assert.Contains(t, mail.Subject, "Bokningsbekräftelse")
	assert.Contains(t, mail.Text, "fredag 06 oktober, 07:00 – 10:00", "the next visit")
}
