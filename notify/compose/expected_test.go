package compose_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/notify/compose"
	"github.com/budkavle/budkavle/notify/notifytest"
	"github.com/budkavle/budkavle/notify/order"
)

// When the technician is expected is said by the clock where the visit is, and with the
// day where it is another than the visit's, in mail and SMS (R402).
func TestR402WhenTheTechnicianIsExpected(t *testing.T) {
	t.Parallel()
	start := notifytest.Order().Bookings[0].Start
	for name, c := range map[string]struct {
		language string
		at       time.Time
		change   func(*order.Order)
		want     string
	}{
		"the day of the visit":            {"sv", start.Add(20 * time.Minute), func(*order.Order) {}, "ankomst: kl. 07:20."},
		"late the same day":               {"sv", start.Add(16*time.Hour + 59*time.Minute), func(*order.Order) {}, "ankomst: kl. 23:59."},
		"the day after":                   {"sv", start.Add(26 * time.Hour), func(*order.Order) {}, "ankomst: lördag 07 oktober, 09:00."},
		"the day after, in Finnish":       {"fi", start.Add(26 * time.Hour), func(*order.Order) {}, "saapumisaika: lauantai 7. lokakuuta klo 9.00."},
		"the day after, in German":        {"de", start.Add(26 * time.Hour), func(*order.Order) {}, "Samstag, 7. Oktober, 09:00 Uhr."},
		"the day after, in Danish":        {"da", start.Add(26 * time.Hour), func(*order.Order) {}, "ankomst: lørdag den 7. oktober kl. 09.00."},
		"the same day of another year":    {"en", start.AddDate(1, 0, 0), func(*order.Order) {}, "arrival: Sunday 6 October 2024, 07:00."},
		"a visit in Helsinki":             {"sv", start, func(o *order.Order) { o.Bookings[0].Zone = "Europe/Helsinki" }, "ankomst: kl. 08:00."},
		"midnight has passed in Helsinki": {"sv", start.Add(16*time.Hour + 30*time.Minute), func(o *order.Order) { o.Bookings[0].Zone = "Europe/Helsinki" }, "ankomst: lördag 07 oktober, 00:30."},
		"no visit, the same day":          {"sv", notifytest.Now().Add(time.Hour), func(o *order.Order) { o.Bookings = nil }, "ankomst: kl. 15:05."},
		"no visit, another day":           {"sv", notifytest.Now().Add(24 * time.Hour), func(o *order.Order) { o.Bookings = nil }, "ankomst: tisdag 03 oktober, 14:05."},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o, r := notifytest.Order(), notifytest.Request(compose.Delayed)
			c.change(&o)
			o.ContactPerson.Language, r.ExpectedTime, r.AllowWithoutBooking = c.language, c.at, true
			d := draft(t, notifytest.Settings(), o, r)
			d.SMS = true
			p := planned(t, d)
			assert.Len(t, p.Messages, 2)
			for _, m := range p.Messages {
				body := strings.ReplaceAll(m.Body(), "Ankunftszeit: ca. ", "Ankunft: ")
				assert.Contains(t, body, c.want, m.Channel)
			}
			for _, w := range d.Warnings() {
				assert.NotContains(t, w.Text, "expected")
			}
			for _, f := range p.Snapshot.Fields {
				assert.NotContains(t, f.Name, "expected", "it is told once")
			}
		})
	}
}

// A user who has chosen to get comments by SMS and gets one lacks no address.
func TestWhoIsReachedBySMSLacksNoAddress(t *testing.T) {
	t.Parallel()
	o, r := notifytest.Order(), notifytest.Request(compose.Comment)
	r.Comment = order.Comment{ID: "c", Author: "Anna", Text: "Hej", FromCustomer: true}
	o.Users = []order.User{
		{ID: "1", Name: "Sven", Email: "sven@example.se"},
		{ID: "2", Name: "Bo", Email: "bo@example.se", Phone: "+46 70 512 34 57", CommentsBy: []delivery.Channel{delivery.SMS}},
	}
	d := draft(t, notifytest.Settings(), o, r)
	assert.True(t, d.Email && d.SMS)
	assert.NotContains(t, codesOf(d.Warnings()), "no-address")
	d.Phones = nil
	d.SMS = false
	assert.Contains(t, codesOf(d.Warnings()), "no-address", "now nothing reaches Bo")
}
