package notify_test

import (
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/audit"
	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/audit/delivery/reasons"
	"github.com/budkavle/budkavle/booking"
	"github.com/budkavle/budkavle/notify/compose"
	"github.com/budkavle/budkavle/notify/notifytest"
	"github.com/budkavle/budkavle/notify/order"
	"github.com/budkavle/budkavle/pdf"
	"github.com/budkavle/budkavle/recipients"
	"github.com/budkavle/budkavle/templating/locale"
)

// A desk is a host with a log and a clock, where a story is played.
type desk struct {
	*testing.T
	host     *notifytest.Bench
	settings order.Settings
	forms    int
}

func newDesk(t *testing.T) *desk {
	t.Helper()
	return &desk{T: t, host: notifytest.NewBench(), settings: notifytest.Settings()}
}

func (d *desk) step() { d.host.Clock.Advance(time.Hour) }

// send drafts, edits, plans and sends as a popup does, with a form token of its
// own.
func (d *desk) send(o order.Order, r compose.Request, edit ...func(*compose.Draft)) {
	d.Helper()
	d.forms++
	r.Key, r.Now = "form-"+strconv.Itoa(d.forms), d.host.Clock.Now()
	draft, err := d.host.For(d.settings).Draft(d.Context(), o, r)
	require.NoError(d, err)
	for _, e := range edit {
		e(draft)
	}
	plan, err := draft.Plan()
	require.NoError(d, err)
	_, err = d.host.For(d.settings).Send(d.Context(), plan)
	require.NoError(d, err)
}

func (d *desk) history(o order.Order) audit.History {
	d.Helper()
	h, err := d.host.For(d.settings).History(d.Context(), o)
	require.NoError(d, err)
	return h
}

// line is the newest line to an address.
func (d *desk) line(o order.Order, recipient string) audit.HistoryLine {
	d.Helper()
	h := d.history(o)
	i := slices.IndexFunc(h.Lines, func(l audit.HistoryLine) bool { return l.Recipient == recipient })
	require.GreaterOrEqual(d, i, 0, recipient)
	return h.Lines[i]
}

func (d *desk) acknowledge(o order.Order, recipient string) {
	d.Helper()
	require.NoError(d, d.host.Acknowledge(d.Context(), o, d.line(o, recipient).ID, order.Actor{ID: "eva", Name: "Eva"}))
}

func (d *desk) bounce(o order.Order, recipient string) {
	d.Helper()
	require.NoError(d, d.host.Service().Report(d.Context(), delivery.Report{Company: o.Company, MessageID: d.line(o, recipient).ID, Status: delivery.StatusBounced}))
}

func clone(o order.Order) order.Order { o.Bookings = slices.Clone(o.Bookings); return o }

func one() order.Order { return clone(notifytest.Order()) }

// two is an order with two bookings, b-1 on Friday and b-2 on Monday.
func two() order.Order {
	o := one()
	start := time.Date(2023, time.October, 9, 6, 0, 0, 0, time.UTC)
	o.Bookings = append(o.Bookings, booking.Booking{ID: "b-2", Start: start, End: start.Add(time.Hour), Technicians: []string{"Kalle"}})
	return o
}

// move puts a booking an hour later.
func move(o order.Order, i int) order.Order {
	o = clone(o)
	o.Bookings[i].Start, o.Bookings[i].End = o.Bookings[i].Start.Add(time.Hour), o.Bookings[i].End.Add(time.Hour)
	return o
}

// about asks for a confirmation of one booking.
func about(id string) compose.Request {
	r := notifytest.Request(compose.BookingConfirmation)
	r.Bookings = []string{id}
	return r
}

func to(list string) func(*compose.Draft) {
	return func(d *compose.Draft) { d.To = recipients.MustParseList(list) }
}

func bySMS(d *compose.Draft) { d.Email, d.SMS = false, true }

func typedNumber(number string) func(*compose.Draft) {
	return func(d *compose.Draft) {
		d.Email, d.SMS, d.Phones = false, true, []recipients.Phone{recipients.MustParsePhone(number)}
	}
}

var confirmation = notifytest.Request(compose.OrderConfirmation)

// noContact is an order that knows nobody.
func noContact() order.Order {
	o := one()
	o.ContactPerson, o.Customer.Contacts, o.Facility.Contacts = order.Contact{}, nil, nil
	return o
}

// A redStory ends with the order as it is when the page is shown.
type redStory struct {
	name string
	red  bool
	// advised is who is to be told, where the page is red; nobody: it cannot be done from here.
	advised []string
	told    func(d *desk) order.Order
}

// Red, advice and banner say the same in all stories.
func TestR703RedPerPersonAndItem(t *testing.T) {
	t.Parallel()
	playAll(t, []redStory{
		{"two bookings confirmed one after the other, the first moves", true, []string{"anna@example.se"}, func(d *desk) order.Order {
			o := two()
			d.send(o, about("b-1"))
			d.step()
			d.send(o, about("b-2"))
			return move(o, 0)
		}},
		{"the contact left, the new one was told the new time", false, nil, func(d *desk) order.Order {
			o := one()
			d.send(o, about("b-1"))
			d.step()
			o = move(o, 0)
			o.ContactPerson = order.Contact{Name: "Bo", Email: "bo@x.se"}
			d.send(o, about("b-1"))
			return o
		}},
		{"told by mail, the new time told by SMS to the same person", false, nil, func(d *desk) order.Order {
			o := one()
			d.send(o, about("b-1"))
			d.step()
			o = move(o, 0)
			d.send(o, about("b-1"), bySMS)
			return o
		}},
		{"two bookings move in one save, one is told again", true, []string{"anna@example.se"}, func(d *desk) order.Order {
			o := two()
			d.send(o, about("b-2"))
			d.step()
			d.send(o, about("b-1"))
			d.step()
			o = move(move(o, 0), 1)
			d.send(o, about("b-1"))
			return o
		}},
		{"two people told, one of them told again", true, []string{"osten@example.se"}, func(d *desk) order.Order {
			o := one()
			d.send(o, about("b-1"), to("anna@example.se,osten@example.se"))
			d.step()
			o = move(o, 0)
			d.send(o, about("b-1"))
			return o
		}},
		{"moved, and moved back", false, nil, func(d *desk) order.Order {
			o := one()
			d.send(o, about("b-1"))
			return o
		}},
		{"told twice", false, nil, func(d *desk) order.Order {
			o := one()
			d.send(o, about("b-1"))
			d.step()
			o = move(o, 0)
			d.send(o, about("b-1"))
			return o
		}},
		{"an order confirmation told the new time too", false, nil, func(d *desk) order.Order {
			o := one()
			d.send(o, about("b-1"))
			d.step()
			o = move(o, 0)
			d.send(o, confirmation)
			return o
		}},
		{"a free message sent since hides nothing", true, []string{"anna@example.se"}, func(d *desk) order.Order {
			o := one()
			d.send(o, confirmation)
			d.step()
			d.send(o, notifytest.Request(compose.FreeMessage), func(x *compose.Draft) { x.Text = "Hej" })
			o.Description = "Annat"
			return o
		}},
		{"a line added since the order confirmation", true, []string{"anna@example.se"}, func(d *desk) order.Order {
			o := one()
			d.send(o, confirmation)
			o.Content.Lines = append(slices.Clone(o.Content.Lines), pdf.Line{Name: "Resa"})
			return o
		}},
		{"a booking added since was not promised", false, nil, func(d *desk) order.Order {
			o := one()
			d.send(o, confirmation)
			o.Bookings = two().Bookings
			return o
		}},
		{"no contact person, the address was typed, the booking moves", true, []string{"typed@example.se"}, func(d *desk) order.Order {
			o := noContact()
			d.send(o, about("b-1"), to("typed@example.se"))
			return move(o, 0)
		}},
		{"… and the same address is typed again", false, nil, func(d *desk) order.Order {
			o := noContact()
			d.send(o, about("b-1"), to("typed@example.se"))
			d.step()
			o = move(o, 0)
			d.send(o, about("b-1"), to("typed@EXAMPLE.se"))
			return o
		}},
		{"mistyped, sent again to the right one, the booking moves, told again to the right one", true, []string{"ana@example.se"}, mistyped},
		{"… until the stranger's mail bounces", false, nil, func(d *desk) order.Order {
			o := mistyped(d)
			d.bounce(o, "ana@example.se")
			return o
		}},
		{"… or is acknowledged", false, nil, func(d *desk) order.Order {
			o := mistyped(d)
			d.acknowledge(o, "ana@example.se")
			return o
		}},
		{"acknowledged while it was true, the stranger counts no longer", false, nil, func(d *desk) order.Order {
			o := one()
			d.send(o, about("b-1"), to("ana@example.se"))
			d.step()
			d.send(o, about("b-1"))
			d.acknowledge(o, "ana@example.se")
			d.step()
			o = move(o, 0)
			d.send(o, about("b-1"))
			return o
		}},
		{"acknowledged, and the booking moves once more", true, []string{"anna@example.se"}, func(d *desk) order.Order {
			o := one()
			d.send(o, about("b-1"))
			d.step()
			o = move(o, 0)
			d.acknowledge(o, "anna@example.se")
			d.step()
			return move(o, 0)
		}},
		{"the contact left, nobody was told since, the booking moves", true, []string{"bo@x.se"}, func(d *desk) order.Order {
			o := one()
			d.send(o, about("b-1"))
			d.step()
			o = move(o, 0)
			o.ContactPerson = order.Contact{Name: "Bo", Email: "bo@x.se", Phone: "+46705123457"}
			return o
		}},
		{"the contact left, the new one knows another visit only", true, []string{"bo@x.se"}, func(d *desk) order.Order {
			o := two()
			d.send(o, about("b-1"))
			d.step()
			o = move(o, 0)
			o.ContactPerson = order.Contact{Name: "Bo", Email: "bo@x.se"}
			d.send(o, about("b-2"))
			return o
		}},
		{"the contact left, and nobody has come in her place", true, nil, func(d *desk) order.Order {
			o := one()
			d.send(o, about("b-1"))
			d.step()
			o = noContact()
			return move(o, 0)
		}},
		{"told by mail, the new time by SMS to a typed number that is the same contact's", false, nil, func(d *desk) order.Order {
			o := one()
			d.send(o, about("b-1"))
			d.step()
			o = move(o, 0)
			d.send(o, about("b-1"), typedNumber("+46705123456"))
			return o
		}},
		{"the new time by SMS to another's number", true, []string{"anna@example.se"}, func(d *desk) order.Order {
			o := one()
			d.send(o, about("b-1"))
			d.step()
			o = move(o, 0)
			d.send(o, about("b-1"), typedNumber("+46705123457"))
			return o
		}},
		{"the visit was over before it was moved on paper", false, nil, func(d *desk) order.Order {
			o := one()
			d.send(o, about("b-1"))
			d.host.Clock.Advance(30 * 24 * time.Hour)
			o = move(o, 0)
			o.Facility.Address = []string{"Nygatan 1"}
			return o
		}},
		{"a visit that was over is deleted", false, nil, func(d *desk) order.Order {
			o := one()
			d.send(o, about("b-1"))
			d.host.Clock.Advance(30 * 24 * time.Hour)
			o.Bookings = nil
			return o
		}},
		{"a coming visit is deleted", true, []string{"anna@example.se"}, func(d *desk) order.Order {
			o := one()
			d.send(o, about("b-1"))
			o.Bookings = nil
			return o
		}},
		{"a test mode has not told the customer", true, []string{"anna@example.se"}, func(d *desk) order.Order {
			o := one()
			d.send(o, about("b-1"))
			d.step()
			o = move(o, 0)
			d.settings.Test = order.TestMode{RedirectEmail: recipients.MustParseAddress("test@example.com")}
			d.send(o, about("b-1"))
			d.settings.Test = order.TestMode{}
			return o
		}},
		{"what was tested is forgotten once the customer is told", false, nil, func(d *desk) order.Order {
			o := one()
			d.settings.Test = order.TestMode{RedirectEmail: recipients.MustParseAddress("test@example.com")}
			d.send(o, about("b-1"))
			d.settings.Test = order.TestMode{}
			d.step()
			o = move(o, 0)
			d.send(o, about("b-1"))
			return o
		}},
		{"technicians in another order, line ends, composed letters and blanks", false, nil, func(d *desk) order.Order {
			o := one()
			o.Bookings[0].Technicians, o.Description = []string{"Börje", "Eva"}, "Byta kåpa\nRing först"
			d.send(o, about("b-1"))
			d.send(o, confirmation)
			o = clone(o)
			o.Bookings[0].Technicians, o.Description = []string{"Eva", "Börje"}, "Byta ka\u030apa \r\nRing fo\u0308rst\r\n"
			o.Bookings[0].Start = o.Bookings[0].Start.Add(12 * time.Second)
			return o
		}},
		{"bodies were dropped, and nothing has changed but the time of change", false, nil, dropped},
		{"bodies were dropped, and the booking moves", true, []string{"anna@example.se"}, func(d *desk) order.Order { return move(dropped(d), 0) }},
	})
}

func playAll(t *testing.T, stories []redStory) {
	t.Helper()
	for _, story := range stories {
		t.Run(story.name, func(t *testing.T) {
			t.Parallel()
			d := newDesk(t)
			h := d.history(story.told(d))
			assert.Equal(t, story.red, h.Red())
			assert.Equal(t, story.red, slices.ContainsFunc(h.Lines, audit.HistoryLine.Red), "lines and marks agree")
			advice := h.Advice()
			switch {
			case len(story.advised) > 0:
				assert.Equal(t, audit.Advice{SendAgain: true, Reason: audit.AdviceChanged, Recipients: story.advised}, advice)
			case story.red:
				assert.Equal(t, audit.AdviceTell, advice.Reason)
			default:
				assert.NotEqual(t, audit.AdviceChanged, advice.Reason)
			}
			assert.Contains(t, h.Banner(locale.Swedish), "skicka", "something was sent")
		})
	}
}

func mistyped(d *desk) order.Order {
	o := one()
	d.send(o, about("b-1"), to("ana@example.se"))
	d.step()
	d.send(o, about("b-1"))
	d.step()
	o = move(o, 0)
	d.send(o, about("b-1"))
	return o
}

func dropped(d *desk) order.Order {
	o := one()
	d.send(o, about("b-1"))
	d.step()
	_, err := d.host.Log.DropBodies(d.Context(), o.Company, d.host.Clock.Now())
	require.NoError(d, err)
	d.step()
	o.Changed = d.host.Clock.Now()
	return o
}

// One recipient's failure is seen whatever the order of the addresses.
func TestR702AFailureIsNotHiddenByAnothersSuccess(t *testing.T) {
	t.Parallel()
	for _, list := range []string{"bo@example.se, anna@example.se", "anna@example.se, bo@example.se"} {
		for reason, f := range map[audit.AdviceReason]delivery.Failure{
			audit.AdviceFailed:    {Class: delivery.Permanent, Fault: delivery.FaultRecipient, Reason: "mailbox-unknown"},
			audit.AdviceLater:     {Class: delivery.Temporary, Fault: delivery.FaultRecipient, Reason: "greylisted"},
			audit.AdviceNotSent:   {Class: delivery.Configuration, Fault: delivery.FaultSender, Reason: reasons.TrialAccount},
			audit.AdviceUncertain: {Class: delivery.Uncertain, Reason: "cancelled"},
		} {
			d := newDesk(t)
			d.host.Recorder.Fail("bo@example.se", &f)
			d.send(one(), about("b-1"), to(list))
			h := d.history(one())
			assert.Equal(t, audit.Advice{SendAgain: reason != audit.AdviceUncertain, Reason: reason, Recipients: []string{"bo@example.se"}}, h.Advice())
			assert.Equal(t, "E-post skickad: 2023-10-02 14:05 till anna@example.se av Eva; nådde inte bo@example.se", h.Banner(locale.Swedish))
			d.acknowledge(one(), "bo@example.se")
			assert.Equal(t, audit.AdviceNone, d.history(one()).Advice().Reason, "dealt with")
		}
	}
}

// What a customer writes to the company's own people is no message to a customer.
func TestR702ACommentToATechnicianIsNoBanner(t *testing.T) {
	t.Parallel()
	d, o := newDesk(t), one()
	o.Users = []order.User{{ID: "k", Name: "Karin Kund", Email: "karin@example.se", Customer: true}, {ID: "s", Name: "Sven", Email: "sven@example.com"}}
	r := notifytest.Request(compose.Comment)
	r.Actor = order.Actor{ID: "k", Name: "Karin Kund"}
	r.Comment = order.Comment{ID: "1", Text: "När kommer ni?", FromCustomer: true}
	d.send(o, r)
	h := d.history(o)
	require.Len(t, h.Lines, 1)
	assert.Equal(t, audit.AudienceStaff, h.Lines[0].Audience)
	assert.Equal(t, "E-post skickad: nej", h.Banner(locale.Swedish))
	o.Customer.Name = "Kund AB"
	assert.False(t, d.history(o).Red(), "the company's own people see the order")
}

// A bounce is told before a change, and neither advises an address that takes
// nothing.
func TestR703ABounceBeforeAChange(t *testing.T) {
	t.Parallel()
	d, o := newDesk(t), one()
	d.send(o, about("b-1"))
	d.step()
	o = move(o, 0)
	d.send(o, about("b-1"))
	d.step()
	d.bounce(o, "anna@example.se")
	h := d.history(o)
	assert.True(t, h.Red(), "the first mail arrived, and is not true")
	assert.Equal(t, audit.Advice{SendAgain: true, Reason: audit.AdviceFailed, Recipients: []string{"+46705123456"}}, h.Advice(), "her number, for the address takes nothing")

	d.step()
	d.acknowledge(o, "anna@example.se")
	assert.Equal(t, audit.Advice{SendAgain: true, Reason: audit.AdviceChanged, Recipients: []string{"+46705123456"}}, d.history(o).Advice())
	o.ContactPerson.Phone = ""
	o.Customer.Contacts = nil
	assert.Equal(t, audit.AdviceTell, d.history(o).Advice().Reason, "she cannot be written to")
}

// Who has dealt with a line stands in the log and in the list.
func TestR703AnAcknowledgementIsLogged(t *testing.T) {
	t.Parallel()
	d, o := newDesk(t), one()
	d.send(o, about("b-1"))
	d.step()
	o = move(o, 0)
	d.acknowledge(o, "anna@example.se")
	h := d.history(o)
	assert.Contains(t, h.Text(h.Lines[0], locale.Swedish), "; hanterat av Eva")
	records, err := audit.All(t.Context(), d.host.Log, audit.Query{Company: o.Company, ActorID: "eva"})
	require.NoError(t, err)
	assert.True(t, records[len(records)-1].Acknowledged)
	require.ErrorContains(t, d.host.Acknowledge(t.Context(), o, "m", order.Actor{}), `no such message: "m"`)
}
