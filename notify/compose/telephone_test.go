package compose_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/budkavle/budkavle/notify/compose"
	"github.com/budkavle/budkavle/notify/notifytest"
	"github.com/budkavle/budkavle/notify/order"
	"github.com/budkavle/budkavle/recipients"
	"github.com/budkavle/budkavle/templating"
)

// An SMS that cannot be answered says where to call, when it stays one SMS.
func TestR616ATelephoneWhereItFits(t *testing.T) {
	t.Parallel()
	const call = "Frågor? Ring 08-123 45 67."
	for name, row := range map[string]struct {
		alter func(s *order.Settings)
		says  bool
	}{
		"a name as sender":           {func(*order.Settings) {}, true},
		"a number that can answer":   {func(s *order.Settings) { s.SMSFromNumber = recipients.MustParsePhone("+46705123456") }, false},
		"no telephone":               {func(s *order.Settings) { s.Company.Phone = "" }, false},
		"it would become two":        {func(s *order.Settings) { s.Company.Name = "Mitt bolag " + strings.Repeat("x", 60) }, false},
		"two already, none the more": {func(s *order.Settings) { s.Company.Name = "Mitt bolag " + strings.Repeat("x", 160) }, false},
		"a template of the company's": {func(s *order.Settings) {
			s.BookingTemplates = []order.BookingTemplate{{Order: order.WorkOrder, EmailTemplate: templating.EmailTemplate{ID: "t", Body: "Vi kommer {nextBookingDate}."}}}
		}, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := notifytest.Settings()
			row.alter(&s)
			d := draft(t, s, notifytest.Order(), notifytest.Request(compose.BookingConfirmation))
			assert.Equal(t, row.says, strings.Contains(d.SMSText(), call), d.SMSText())
		})
	}
	o := notifytest.Order()
	o.Bookings[0].Cancelled = true
	r := notifytest.Request(compose.BookingConfirmation)
	r.Bookings = []string{o.Bookings[0].ID}
	assert.Contains(t, draft(t, notifytest.Settings(), o, r).SMSText(), "Besöket fredag 06 oktober, 07:00 - 10:00 är avbokat. Ordernummer: AO462. Ring 08-123 45 67 för en ny tid.")
}

// Two technicians come together, in a sentence of their own.
func TestR402SeveralTechniciansInASentence(t *testing.T) {
	t.Parallel()
	o := notifytest.Order()
	o.Bookings[0].Technicians = []string{"Börje", "Lisa", "Olle"}
	d := draft(t, notifytest.Settings(), o, notifytest.Request(compose.BookingConfirmation))
	assert.Contains(t, d.Text, "Våra servicetekniker Börje, Lisa och Olle kommer till er fredag 06 oktober, 07:00 – 10:00.\n")
	assert.Contains(t, d.SMSText(), "Börje, Lisa och Olle kommer fredag")
}
