package compose_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/notify/compose"
	"github.com/budkavle/budkavle/notify/notifytest"
	"github.com/budkavle/budkavle/notify/order"
	"github.com/budkavle/budkavle/templating/locale"
)

// unfolded is a calendar with its long lines joined again.
func unfolded(data []byte) string {
	return strings.NewReplacer("\r\n ", "", "\r\n", "\n").Replace(string(data))
}

// A private customer's visit is where the customer lives, in the mail and in the
// calendar: most of them have no facility.
func TestR404APrivateCustomersVisitHasAPlace(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name               string
		customer, facility order.Party
		mail, calendar     string
	}{
		{"no facility", order.Party{Name: "Anna Lindqvist", Address: []string{"Storgatan 1", "703 61 Örebro"}}, order.Party{}, "Var: Anna Lindqvist, Storgatan 1, 703 61 Örebro\n", `LOCATION:Anna Lindqvist\, Storgatan 1\, 703 61 Örebro`},
		{"a facility without an address", order.Party{Name: "Anna", Address: []string{"Storgatan 1"}}, order.Party{Name: "Stugan"}, "Var: Anna, Storgatan 1\n", `LOCATION:Anna\, Storgatan 1`},
		{"a facility of its own", order.Party{Name: "Anna", Address: []string{"Storgatan 1"}}, order.Party{Name: "Stugan", Address: []string{"Strandvägen 2"}}, "Var: Stugan, Strandvägen 2\n", `LOCATION:Stugan\, Strandvägen 2`},
		{"only the facility's name", order.Party{Name: "Anna"}, order.Party{Name: "Stugan"}, "Var: Stugan\n", "LOCATION:Stugan"},
		{"nothing", order.Party{Name: "Anna"}, order.Party{}, "", ""},
	} {
		o := notifytest.Order()
		o.Customer, o.Facility = c.customer, c.facility
		mail := planned(t, draft(t, notifytest.Settings(), o, notifytest.Request(compose.BookingConfirmation))).Messages[0].Email
		require.NotNil(t, mail.Calendar, c.name)
		if c.mail == "" {
			assert.NotContains(t, mail.Text, "Var:", c.name)
			assert.NotContains(t, string(mail.Calendar.Data), "LOCATION", c.name)
			continue
		}
		assert.Contains(t, mail.Text, c.mail, c.name)
		assert.Contains(t, unfolded(mail.Calendar.Data), c.calendar+"\n", c.name)
	}
}

// An entry says what it is and by whom; one that is cancelled names nobody, and the
// mail says what to do with the file.
func TestR409AnEntryInTheCustomersWords(t *testing.T) {
	t.Parallel()
	o := notifytest.Order()
	r := notifytest.Request(compose.BookingConfirmation)
	mail := planned(t, draft(t, notifytest.Settings(), o, r)).Messages[0].Email
	entry := unfolded(mail.Calendar.Data)
	assert.Contains(t, entry, "\nSUMMARY:Servicebesök – Mitt bolag\n")
	assert.Contains(t, entry, "\nDESCRIPTION:Ordernummer: AO462\\nService av portautomat\\nTekniker: Börje\n")
	assert.Contains(t, mail.Text, "\nBifogat: AO462.ics, lägg in i kalendern\n")
	assert.Contains(t, mail.HTML, "AO462.ics, lägg in i kalendern")

	for l, want := range map[locale.Language][2]string{
		locale.Norwegian: {"Servicebesøk – Mitt bolag", "Vedlagt: AO462.ics, legg inn i kalenderen"}, locale.Danish: {"Servicebesøg – Mitt bolag", "Vedhæftet: AO462.ics, føj til kalenderen"},
		locale.Finnish: {"Huoltokäynti – Mitt bolag", "Liitteenä: AO462.ics, lisää kalenteriin"}, locale.English: {"Service visit – Mitt bolag", "Attached: AO462.ics, add to your calendar"},
		locale.German: {"Servicetermin – Mitt bolag", "AO462.ics, zum Kalender hinzufügen"},
	} {
		o.Language = l.Tag()
		mail := planned(t, draft(t, notifytest.Settings(), o, r)).Messages[0].Email
		assert.Contains(t, unfolded(mail.Calendar.Data), "\nSUMMARY:"+want[0]+"\n", l.Tag())
		assert.Contains(t, mail.Text, want[1]+"\n", l.Tag())
	}

	o = notifytest.Order()
	o.Bookings[0].Title = " Kontroll av port "
	assert.Contains(t, unfolded(planned(t, draft(t, notifytest.Settings(), o, r)).Messages[0].Email.Calendar.Data), "\nSUMMARY:Kontroll av port – Mitt bolag\n", "the host's own words")
	o.Bookings[0].Technicians = nil
	assert.NotContains(t, unfolded(planned(t, draft(t, notifytest.Settings(), o, r)).Messages[0].Email.Calendar.Data), "Tekniker")

	o = notifytest.Order()
	o.Bookings[0].Cancelled, r.Bookings = true, []string{"b-1"}
	mail = planned(t, draft(t, notifytest.Settings(), o, r)).Messages[0].Email
	assert.Contains(t, string(mail.Calendar.Data), "METHOD:CANCEL")
	assert.NotContains(t, string(mail.Calendar.Data), "Börje")
	assert.Contains(t, mail.Text, "\nBifogat: AO462.ics, ta bort ur kalendern\n")

	mail = planned(t, draft(t, notifytest.Settings(), notifytest.Order(), notifytest.Request(compose.OrderConfirmation))).Messages[0].Email
	assert.NotContains(t, mail.Text, ".ics", "where there is no calendar")
}

// A blank customer order number is none: no row of it on the paper.
func TestR404ABlankOrderNumberIsNoRow(t *testing.T) {
	t.Parallel()
	o := notifytest.Order()
	size := func() int {
		return len(planned(t, draft(t, notifytest.Settings(), o, notifytest.Request(compose.OrderConfirmation))).Documents[0].Data)
	}
	o.CustomerOrderNumber = ""
	none := size()
	for _, blank := range []string{" ", "\u00a0", "\t \n", "\u200b"} {
		o.CustomerOrderNumber = blank
		assert.Equal(t, none, size(), "%q", blank)
	}
	o.CustomerOrderNumber = "4711"
	assert.Greater(t, size(), none)
}
