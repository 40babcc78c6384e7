package notify_test

import (
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/audit"
	"github.com/budkavle/budkavle/notify/compose"
	"github.com/budkavle/budkavle/notify/notifytest"
	"github.com/budkavle/budkavle/notify/order"
	"github.com/budkavle/budkavle/pdf"
	"github.com/budkavle/budkavle/recipients"
	"github.com/budkavle/budkavle/templating/locale"
)

// A list that is empty is told too: who reads a paper without lines knows that there are
// none any more.
func TestR703AnEmptyListIsTold(t *testing.T) {
	t.Parallel()
	d, o := newDesk(t), fullPaper()
	d.send(o, unprinted(compose.OrderConfirmation))
	d.step()
	less := fullPaper()
	less.Content.Lines, less.Content.Totals, less.Content.Checklists, less.Content.Measurements = nil, nil, nil, nil
	less.Content.Photos, less.Content.Signatures, less.Facts, less.ServiceObjects = nil, nil, nil, nil
	require.True(t, d.history(less).Red())
	d.send(less, unprinted(compose.OrderConfirmation))
	d.step()
	assert.False(t, d.history(less).Red(), "%v", d.history(less).Sending.Changes)
	assert.True(t, d.history(o).Red(), "what comes again was not told")
}

// What is the company's own on a paper is nothing of the order.
func TestR703TheCompanysOwnIsNotTheOrders(t *testing.T) {
	t.Parallel()
	d, o := newDesk(t), fullPaper()
	d.send(o, unprinted(compose.OrderConfirmation))
	d.send(o, about("b-1"))
	d.step()
	c := &d.settings.Company
	c.Name, c.Address, c.Phone, c.Email, c.OrgNumber, c.Website = "Nytt bolag", []string{"Nygatan 1"}, "08-9", "ny@example.com", "556000-9999", "https://ny.example.com"
	assert.False(t, d.history(o).Red())
}

// The option to mark any change is for what is sent from then on.
func TestR703AnyChangeFromThenOn(t *testing.T) {
	t.Parallel()
	d, o := newDesk(t), one()
	d.send(o, about("b-1"))
	d.step()
	d.settings.MarkAnyChange = true
	changed := o.Clone()
	changed.CustomerOrderNumber = "K-9"
	assert.False(t, d.history(changed).Red(), "it was sent before")
	d.send(o, about("b-1"))
	d.step()
	assert.True(t, d.history(changed).Red())
	d.settings.MarkAnyChange = false
	assert.False(t, d.history(changed).Red(), "and only while it is on")
}

// Of several messages about one visit the newest is red, and it alone: what a newer one
// told is not the older one's to answer for.
func TestR703TheNewestAloneIsRed(t *testing.T) {
	t.Parallel()
	d, o := newDesk(t), one()
	d.send(o, about("b-1"))
	d.step()
	d.send(move(o, 0), about("b-1"))
	d.step()
	d.send(move(o, 0), notifytest.Request(compose.Reminder))
	h := d.history(move(move(o, 0), 0))
	require.Len(t, h.Lines, 3)
	assert.Equal(t, []bool{true, false, false}, []bool{h.Lines[0].Red(), h.Lines[1].Red(), h.Lines[2].Red()})
	assert.True(t, h.Lines[2].Replaced)
}

// What a tester got in her place decides only where nothing was really sent to her.
func TestR703ATestMessageHidesNothingAndClaimsNothing(t *testing.T) {
	t.Parallel()
	d, o := newDesk(t), one()
	d.send(o, about("b-1"))
	d.step()
	d.settings.Test = order.TestMode{RedirectEmail: recipients.MustParseAddress("test@example.com")}
	d.send(move(o, 0), about("b-1"))
	assert.False(t, d.history(o).Red(), "moved back: she was never told otherwise")
	h := d.history(move(o, 0))
	require.Len(t, h.Lines, 2)
	assert.False(t, h.Lines[0].Red())
	assert.True(t, h.Lines[1].Red(), "she has not heard of it")
	d.settings.Test = order.TestMode{}
	d.step()
	d.send(move(o, 0), about("b-1"))
	d.step()
	assert.False(t, d.history(move(o, 0)).Red())

	d, o = newDesk(t), one()
	d.settings.Test = order.TestMode{RedirectEmail: recipients.MustParseAddress("test@example.com")}
	d.send(o, about("b-1"))
	assert.True(t, d.history(move(o, 0)).Red(), "nothing else was sent: the page is tried out")
}

// A contact who stands in two places of the order, with an address here and a number there,
// is one person.
func TestR703OnePersonInTwoPlaces(t *testing.T) {
	t.Parallel()
	d, o := newDesk(t), one()
	o.ContactPerson.Phone = ""
	o.Customer.Contacts = []order.Contact{{Name: o.ContactPerson.Name, Email: o.ContactPerson.Email, Phone: "+46705123456"}}
	d.send(o, about("b-1"))
	d.step()
	o = move(o, 0)
	d.send(o, about("b-1"), typedNumber("+46705123456"))
	d.step()
	assert.False(t, d.history(o).Red(), "told by SMS is told")
	o.Customer.Contacts[0].Name = "Bo Ek"
	assert.True(t, d.history(o).Red(), "another who has her address: she was not told by his number")
}

// What a tester got in the place of who is on the order excuses nobody who has left it.
func TestR703ATesterKnowsForNobody(t *testing.T) {
	t.Parallel()
	d, o := newDesk(t), one()
	d.send(o, about("b-1"))
	d.step()
	o = move(o, 0)
	o.ContactPerson = order.Contact{Name: "Bo", Email: "bo@example.se"}
	d.settings.Test = order.TestMode{RedirectEmail: recipients.MustParseAddress("test@example.com")}
	d.send(o, about("b-1"))
	d.step()
	assert.True(t, d.history(o).Red())
	d.settings.Test = order.TestMode{}
	d.send(o, about("b-1"))
	d.step()
	assert.False(t, d.history(o).Red())
}

// A host that writes the lines of an order anew with each save gives them other IDs: nobody
// reads these. A check that is the same in another list is another check.
func TestR703LinesThatAreSavedAnew(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	made := func(first int) order.Order {
		o := fullPaper()
		for i, name := range []string{"Arbetstid", "Resa", "Resa"} {
			o.Content.Lines = append(o.Content.Lines, pdf.Line{ID: strconv.Itoa(first + i), Name: name, Quantity: 1000})
		}
		return o
	}
	d.send(made(1), unprinted(compose.OrderConfirmation))
	d.step()
	assert.False(t, d.history(made(11)).Red())
	o := made(11)
	o.Content.Lines[3].Quantity = 2000
	require.True(t, d.history(o).Red())
	o = made(11)
	o.Content.Lines = o.Content.Lines[:3]
	require.Len(t, d.history(o).Sending.Changes, 1, "one journey less")
	dropBodies(d, o)
	assert.False(t, d.history(made(21)).Red(), "nor after bodies were dropped")
	assert.True(t, d.history(o).Red())

	two := func(first, second bool) order.Order {
		o := fullPaper()
		for i, failed := range []bool{first, second} {
			o.Content.Checklists = append(o.Content.Checklists, pdf.Checklist{Title: "Port " + strconv.Itoa(i+1), Checks: []pdf.Check{{Name: "Fotocell", Failed: failed}}})
		}
		return o
	}
	d.send(two(true, false), unprinted(compose.WorkProtocol))
	d.step()
	h := d.history(two(false, true))
	require.True(t, h.Red())
	assert.Contains(t, h.Sending.Changes[len(h.Sending.Changes)-1].Message(locale.Swedish), "Port 2, Fotocell", "it says on which")
}

// Two visits that are called off in one save are one question and one cancellation, whether
// they were cancelled or deleted.
func TestR608TwoVisitsCalledOffInOneSave(t *testing.T) {
	t.Parallel()
	for name, off := range map[string]func(o *order.Order){
		"cancelled":             func(o *order.Order) { o.Bookings[0].Cancelled, o.Bookings[1].Cancelled = true, true },
		"deleted":               func(o *order.Order) { o.Bookings = nil },
		"cancelled and deleted": func(o *order.Order) { o.Bookings[0].Cancelled, o.Bookings = true, o.Bookings[:1] },
	} {
		d, before := newDesk(t), two()
		d.saved(order.Order{}, before)
		after := before.Clone()
		off(&after)
		asked, _ := d.saved(before, after)
		assert.Len(t, asked, 1, name)
		mails := d.host.Recorder.Emails()
		require.Len(t, mails, 2, name)
		assert.Contains(t, mails[1].Text, "fredag 06 oktober", name)
		assert.Contains(t, mails[1].Text, "måndag 09 oktober", name)
		assert.Equal(t, 2, strings.Count(string(mails[1].Calendar.Data), "STATUS:CANCELLED"), name)
		assert.False(t, d.history(after).Red(), name)
	}
}

// An order that has become of another kind is not advised to send what it cannot.
func TestR703AnotherKindOfOrderIsNotAdvised(t *testing.T) {
	t.Parallel()
	d, o := newDesk(t), one()
	d.send(o, unprinted(compose.WorkOrder))
	d.step()
	records, err := audit.All(t.Context(), d.host.Log, audit.Query{Company: o.Company})
	require.NoError(t, err)
	o = o.Clone()
	o.Description = "Annat"
	assert.Equal(t, audit.AdviceChanged, compose.History(d.settings, o, records, d.host.Clock.Now()).Advice().Reason)
	o.Kind = order.ContactOrder
	assert.Equal(t, audit.AdviceTell, compose.History(d.settings, o, records, d.host.Clock.Now()).Advice().Reason)
}

// Who was reminded of a visit that is off now can be told so, by a confirmation: a reminder
// of it cannot be sent.
func TestR703AReminderIsFollowedByAConfirmation(t *testing.T) {
	t.Parallel()
	d, o := newDesk(t), one()
	d.send(o, notifytest.Request(compose.Reminder))
	d.step()
	o.Bookings[0].Cancelled = true
	assert.True(t, d.history(o).Advice().SendAgain)
	d.send(o, notifytest.Request(compose.BookingConfirmation))
	d.step()
	assert.False(t, d.history(o).Red())
}
