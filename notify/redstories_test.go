package notify_test

import (
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/notify/compose"
	"github.com/budkavle/budkavle/notify/notifytest"
	"github.com/budkavle/budkavle/notify/order"
)

// What was found by playing stories at random against the rule, each by itself.
func TestR703StoriesFoundAtRandom(t *testing.T) {
	t.Parallel()
	playAll(t, []redStory{
		{"bodies were dropped, and a visit that is over is deleted", false, nil, func(d *desk) order.Order {
			o := dropped(d)
			d.host.Clock.Advance(30 * 24 * time.Hour)
			o.Bookings = nil
			return o
		}},
		{"bodies were dropped, and an all-day visit that is over is deleted", false, nil, func(d *desk) order.Order {
			o := one()
			o.Bookings[0].AllDay = true
			d.send(o, about("b-1"))
			dropBodies(d, o)
			d.host.Clock.Advance(30 * 24 * time.Hour)
			o.Bookings = nil
			return o
		}},
		{"bodies were dropped, and a coming visit is deleted: nobody knows what to call off", true, nil, func(d *desk) order.Order {
			o := dropped(d)
			o.Bookings = nil
			return o
		}},
		{"told that it is off, bodies were dropped, and the visit is deleted", false, nil, func(d *desk) order.Order {
			o := one()
			o.Bookings[0].Cancelled = true
			d.send(o, about("b-1"))
			dropBodies(d, o)
			o.Bookings = nil
			return o
		}},
		{"told by mail, then the new time by SMS, and she leaves the order", false, nil, func(d *desk) order.Order {
			o := one()
			d.send(o, about("b-1"))
			d.step()
			o = move(o, 0)
			d.send(o, about("b-1"), bySMS)
			o.ContactPerson = order.Contact{Name: "Bo", Email: "bo@x.se"}
			return o
		}},
		{"two of one name who left, one of them told the new time", true, []string{"bo@x.se"}, func(d *desk) order.Order {
			o := one()
			o.Customer.Contacts = []order.Contact{{Name: o.ContactPerson.Name, Email: "anna@other.example.se"}}
			d.send(o, about("b-1"))
			d.step()
			o = move(o, 0)
			d.send(o, about("b-1"), to("anna@other.example.se"))
			o.ContactPerson, o.Customer.Contacts = order.Contact{Name: "Bo", Email: "bo@x.se"}, nil
			return o
		}},
		{"moved, dealt with, and deleted after the day that was told first", true, []string{"anna@example.se"}, func(d *desk) order.Order {
			o := one()
			d.send(o, about("b-1"))
			o.Bookings[0].Start, o.Bookings[0].End = o.Bookings[0].Start.AddDate(0, 0, 7), o.Bookings[0].End.AddDate(0, 0, 7)
			d.acknowledge(o, "anna@example.se")
			d.host.Clock.Advance(7 * 24 * time.Hour)
			o.Bookings = nil
			return o
		}},
		{"who left is not known for told by somebody who was marked as dealt with", true, []string{"bo@x.se"}, func(d *desk) order.Order {
			o := one()
			d.send(o, about("b-1"))
			d.step()
			o.ContactPerson = order.Contact{Name: "Bo", Email: "bo@x.se"}
			d.send(o, about("b-1"))
			d.acknowledge(o, "bo@x.se")
			return move(o, 0)
		}},
		{"dealt with twice within one step of the clock", false, nil, func(d *desk) order.Order {
			o := one()
			d.send(o, about("b-1"))
			o = move(o, 0)
			d.acknowledge(o, "anna@example.se")
			o = move(o, 0)
			d.acknowledge(o, "anna@example.se")
			return o
		}},
		{"the address is corrected, and the order confirmation tells it", false, nil, func(d *desk) order.Order {
			o := one()
			o.Facility = order.Party{Name: "Centralen", Address: []string{"Storgatan 1"}}
			d.send(o, about("b-1"))
			d.step()
			o.Facility.Address = []string{"Storgatan 11"}
			d.send(o, confirmation)
			return o
		}},
		{"… but not the other way round", true, []string{"anna@example.se"}, func(d *desk) order.Order {
			o := one()
			o.Facility = order.Party{Name: "Centralen", Address: []string{"Storgatan 1"}}
			d.send(o, confirmation)
			d.step()
			o.Facility.Address = []string{"Storgatan 11"}
			d.send(o, about("b-1"))
			return o
		}},
		{"a login of the customer's is told by SMS, and another knows the new time", true, []string{"+46705123459"}, func(d *desk) order.Order {
			o := one()
			o.Users = []order.User{{ID: "k", Name: "Karin", Email: "karin@example.se", Phone: "+46705123459", Customer: true}}
			d.send(o, about("b-1"), typedNumber("+46705123459"))
			d.step()
			o = move(o, 0)
			d.send(o, about("b-1"))
			return o
		}},
		{"a login of the customer's is told by SMS, and by mail of the new time", false, nil, func(d *desk) order.Order {
			o := one()
			o.Users = []order.User{{ID: "k", Name: "Karin", Email: "karin@example.se", Phone: "+46705123459", Customer: true}}
			d.send(o, about("b-1"), typedNumber("+46705123459"))
			d.step()
			o = move(o, 0)
			d.send(o, about("b-1"), to("karin@example.se"))
			return o
		}},
		{"a reference in a message, corrected, and the order confirmation tells it", false, nil, func(d *desk) order.Order {
			o := one()
			o.ReadyForInvoicing, o.CustomerOrderNumber = true, "K-1"
			d.settings.ReadyMessage = "Er referens: {customerOrderNumber}, {serviceObjects}"
			d.send(o, notifytest.Request(compose.FreeMessage))
			d.step()
			o.CustomerOrderNumber = "K-2"
			o.ServiceObjects = []order.ServiceObject{{Name: "Port 2"}}
			d.send(o, confirmation)
			return o
		}},
	})
}

// What was told is known after bodies were dropped: an unchanged visit is no changed
// one, and the calendar's entry is never older than the one before.
func TestR407AChangeIsKnownAfterBodiesWereDropped(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	o := one()
	d.send(o, about("b-1"))
	dropBodies(d, o)
	d.send(o, about("b-1"))
	o = move(o, 0)
	d.step()
	d.send(o, about("b-1"))
	dropBodies(d, o)
	d.send(o, about("b-1"))
	mails := d.host.Recorder.Emails()
	sequence := -1
	for i, changed := range []bool{false, false, true, false} {
		assert.Equal(t, changed, strings.Contains(mails[i].Subject, "ndrad"), "%d: %s", i, mails[i].Subject)
		_, after, _ := strings.Cut(string(mails[i].Calendar.Data), "SEQUENCE:")
		number, _, _ := strings.Cut(after, "\r\n")
		n, err := strconv.Atoi(number)
		require.NoError(t, err)
		assert.GreaterOrEqual(t, n, sequence)
		if changed {
			assert.Greater(t, n, sequence)
		}
		sequence = n
	}
}

func dropBodies(d *desk, o order.Order) {
	d.Helper()
	d.step()
	if _, err := d.host.Log.DropBodies(d.Context(), o.Company, d.host.Clock.Now()); err != nil {
		d.Fatal(err)
	}
	d.step()
}
