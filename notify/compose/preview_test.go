package compose_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/notify/compose"
	"github.com/budkavle/budkavle/notify/notifytest"
	"github.com/budkavle/budkavle/notify/order"
	"github.com/budkavle/budkavle/recipients"
	"github.com/budkavle/budkavle/templating"
)

func TestR308ATemplateIsSeenBeforeItIsSaved(t *testing.T) {
	t.Parallel()
	require.NoError(t, compose.SampleOrder(notifytest.Now()).Validate())
	for name, c := range map[string]struct {
		template templating.MailTemplate
		has      string
	}{
		"new, text":      {templating.MailTemplate{Subject: "Om {orderRef}", Body: "Hej {facilityOrCustomer}, vi ses {nextBookingDate}."}, "Hej Brf Eken, vi ses onsdag 04 oktober."},
		"new, HTML":      {templating.MailTemplate{Subject: "Om {orderRef}", Body: "<p>Hej <b>{facilityOrCustomer}</b></p>", HTML: true}, "<b>Brf Eken</b>"},
		"over a saved":   {templating.MailTemplate{ID: "enkat", Subject: "Ny", Body: "Ny text"}, "Ny text"},
		"without sender": {templating.MailTemplate{Subject: "Ny", Body: "Ny text"}, "Ny text"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := notifytest.Settings()
			if name == "without sender" {
				s.From = recipients.Mailbox{}
			}
			before := len(s.Templates)
			p, err := compose.Preview(s, c.template, notifytest.Now())
			require.NoError(t, err)
			page, err := p.PreviewHTML(0)
			require.NoError(t, err)
			assert.Contains(t, page, c.has)
			assert.Contains(t, page, "Mitt bolag", "in the company's layout")
			assert.Len(t, s.Templates, before)
			assert.NotEqual(t, "Ny", s.Templates[0].Subject, "nothing is saved")
		})
	}
	_, err := compose.Preview(notifytest.Settings(), templating.MailTemplate{Subject: "S", Body: "{kompani}"}, notifytest.Now())
	require.Error(t, err)
	_, err = compose.Preview(order.Settings{}, templating.MailTemplate{Subject: "S", Body: "B"}, notifytest.Now())
	require.Error(t, err, "no company")
}
