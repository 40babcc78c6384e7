package notify_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/audit"
	"github.com/budkavle/budkavle/audit/snapshots"
	"github.com/budkavle/budkavle/booking"
	"github.com/budkavle/budkavle/notify/compose"
	"github.com/budkavle/budkavle/notify/notifytest"
	"github.com/budkavle/budkavle/notify/order"
	"github.com/budkavle/budkavle/notify/plan"
	"github.com/budkavle/budkavle/smsgw"
	"github.com/budkavle/budkavle/templating"
	"github.com/budkavle/budkavle/templating/locale"
)

var sequence = regexp.MustCompile(`SEQUENCE:(\d+)`)

// sequences are those of the entries of the newest mail's calendar.
func (d *desk) sequences() string {
	mails := d.host.Recorder.Emails()
	data := string(mails[len(mails)-1].Calendar.Data)
	var all []string
	for _, found := range sequence.FindAllStringSubmatch(data, -1) {
		all = append(all, found[1])
	}
	return strings.Join(all, " ")
}

// asks reports whether a save asks about bookings.
func (d *desk) asks(before, after order.Order) bool {
	return slices.ContainsFunc(d.host.For(d.settings).Prompts(before, after, order.Actor{}), func(p compose.Prompt) bool { return p.Kind == compose.BookingConfirmation && p.Shown })
}

// Whether a booking has changed has one answer: what asks turns the page red, and
// raises the calendar's sequence; what nobody can read does neither.
func TestR703PromptRedAndSequenceAgree(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		change  func(b *booking.Booking)
		changed bool
	}{
		"the time": {func(b *booking.Booking) { b.Start = b.Start.Add(time.Hour) }, true},
		"the end":  {func(b *booking.Booking) { b.End = b.End.Add(time.Minute) }, true},
		"seconds":  {func(b *booking.Booking) { b.Start = b.Start.Add(time.Second) }, false},
		"another zone": {func(b *booking.Booking) {
			b.Start, b.End = b.Start.In(time.FixedZone("", 3*3600)), b.End.In(time.FixedZone("", 3*3600))
		}, false},
		"all day":                        {func(b *booking.Booking) { b.AllDay = true }, true},
		"another technician":             {func(b *booking.Booking) { b.Technicians = []string{"Lisa"} }, true},
		"one technician more":            {func(b *booking.Booking) { b.Technicians = append([]string{"Eva"}, b.Technicians...) }, true},
		"a blank technician more":        {func(b *booking.Booking) { b.Technicians = append([]string{" "}, b.Technicians...) }, false},
		"a group behind the technicians": {func(b *booking.Booking) { b.Group = "Lag 2" }, false},
		"a group of the same name":       {func(b *booking.Booking) { b.Technicians, b.Group = nil, "Börje" }, false},
		"the place":                      {func(b *booking.Booking) { b.Place = "Port 3" }, true},
		"blanks around the place":        {func(b *booking.Booking) { b.Place = " " }, false},
		"the facility":                   {func(b *booking.Booking) { b.Facility = "Skolan" }, true},
		"the title":                      {func(b *booking.Booking) { b.Title = "Reparation" }, true},
		"no title any more":              {func(b *booking.Booking) { b.Title = "" }, true},
		"blanks around the title":        {func(b *booking.Booking) { b.Title = " Service\r\n" }, false},
		"the users":                      {func(b *booking.Booking) { b.UserIDs = []string{"u"} }, false},
		"cancelled":                      {func(b *booking.Booking) { b.Cancelled = true }, true},
		"moved, and cancelled":           {func(b *booking.Booking) { b.Start, b.Cancelled = b.Start.Add(time.Hour), true }, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d, o := newDesk(t), one()
			o.Bookings[0].Title = "Service"
			d.send(o, about("b-1"))
			assert.Equal(t, "0", d.sequences())
			d.step()
			after := o.Clone()
			c.change(&after.Bookings[0])
			assert.Equal(t, c.changed, d.asks(o, after), "the question")
			h := d.history(after)
			assert.Equal(t, c.changed, h.Red(), "the page: %v", h.Lines[0].Changes)
			assert.Equal(t, c.changed, h.Advice().SendAgain, "the advice")
			d.send(after, about("b-1"))
			assert.Equal(t, map[bool]string{false: "0", true: "1"}[c.changed], d.sequences(), "the calendar")
			d.step()
			assert.False(t, d.history(after).Red(), "told")
			assert.False(t, d.asks(after, after))
			d.send(after, about("b-1"))
			assert.Equal(t, map[bool]string{false: "0", true: "1"}[c.changed], d.sequences(), "sent again")
		})
	}
}

// The calendar's heading is told by who reads it: a mail with an entry, and not an SMS, a
// paper, or a mail about a visit without an ID, by which a calendar would know it.
func TestR703TheCalendarsHeading(t *testing.T) {
	t.Parallel()
	titled := func(title string) order.Order {
		o := one()
		o.Bookings[0].Title = title
		return o
	}
	d := newDesk(t)
	d.send(titled("Service"), about("b-1"), bothChannels)
	d.step()
	h := d.history(titled("Reparation"))
	require.Equal(t, audit.Advice{SendAgain: true, Reason: audit.AdviceChanged, Recipients: []string{"anna@example.se"}}, h.Advice(), "the SMS did not say it")
	for _, line := range h.Lines {
		if line.Red() {
			assert.Equal(t, "rubrik Service → Reparation", line.Changes[0].Message(locale.Swedish))
		}
	}
	d.send(titled("Reparation"), about("b-1"), bySMS)
	d.step()
	assert.True(t, d.history(titled("Reparation")).Red(), "the calendar has the old heading still")
	d.send(titled("Reparation"), about("b-1"))
	assert.Equal(t, "1", d.sequences())
	d.step()
	assert.False(t, d.history(titled("Reparation")).Red())
	d.send(titled("Installation"), about("b-1"))
	assert.Equal(t, "2", d.sequences(), "an SMS between does not hide a change")
	d.step()
	gone := titled("Installation")
	gone.Bookings = nil
	d.send(gone, about("b-1"))
	mails := d.host.Recorder.Emails()
	assert.Contains(t, string(mails[len(mails)-1].Calendar.Data), "SUMMARY:Installation", "the entry goes by the heading that it had")

	for name, told := range map[string]func(d *desk, o order.Order){
		"by SMS":     func(d *desk, o order.Order) { d.send(o, about("b-1"), bySMS) },
		"on a paper": func(d *desk, o order.Order) { d.send(o, unprinted(compose.OrderConfirmation)) },
		"on the way": func(d *desk, o order.Order) { d.send(o, notifytest.Request(compose.OnTheWay)) },
	} {
		d := newDesk(t)
		told(d, titled("Service"))
		d.step()
		assert.False(t, d.history(titled("Reparation")).Red(), name)
	}
	d = newDesk(t)
	before, after := titled("Service"), titled("Reparation")
	before.Bookings[0].ID, after.Bookings[0].ID = "", ""
	d.send(before, notifytest.Request(compose.BookingConfirmation))
	assert.Nil(t, d.host.Recorder.Emails()[0].Calendar)
	assert.False(t, d.history(after).Red(), "nobody read it")
	assert.False(t, d.asks(before, after))

	d = newDesk(t)
	d.send(titled("Service"), about("b-1"))
	dropBodies(d, titled("Service"))
	d.step()
	assert.False(t, d.history(titled("Service")).Red(), "bodies were dropped, and all is as it was")
	assert.True(t, d.history(titled("Reparation")).Red())
}

// A visit that is off says nothing but that: who has told it has told all, and what a host
// does with it afterwards is nobody's business. It is known by what was told of it last.
func TestR406ACancelledVisitIsAsItWasTold(t *testing.T) {
	t.Parallel()
	d, o := newDesk(t), one()
	d.send(o, about("b-1"), bothChannels)
	d.step()
	off := move(o, 0)
	off.Bookings[0].Cancelled, off.Bookings[0].Technicians = true, []string{"Lisa"}
	h := d.history(off)
	require.True(t, h.Red())
	require.Len(t, h.Booking.Changes, 1, "that it has moved as well is no news: %v", h.Booking.Changes)
	assert.Equal(t, snapshots.FieldCancelled, h.Booking.Changes[0].Field)
	d.send(off, about("b-1"), bothChannels)
	mail := d.host.Recorder.Emails()[1]
	for _, text := range []string{mail.Text, mail.HTML, d.host.Recorder.SentSMS()[1].Text} {
		assert.Contains(t, strings.ReplaceAll(text, "\u2013", "-"), "07:00 - 10:00", "the time that they know")
		assert.NotContains(t, text, "08:00")
	}
	assert.Contains(t, string(mail.Calendar.Data), "DTSTART;TZID=Europe/Stockholm:20231006T070000")
	d.step()
	assert.False(t, d.history(off).Red())
	later := move(off, 0)
	later.Bookings[0].Place = "Port 4"
	assert.False(t, d.asks(off, later))
	assert.False(t, d.history(later).Red())
	later.Bookings[0].Cancelled = false
	assert.True(t, d.asks(off, later), "it takes place again")
	assert.True(t, d.history(later).Red())
	d.send(later, about("b-1"), bothChannels)
	d.step()
	assert.False(t, d.history(later).Red())
}

// A visit at a facility of its own is called off there, cancelled or taken away, and not at
// the order's.
func TestR406AVisitAtAnotherFacilityIsCalledOffThere(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(*order.Order){
		"cancelled": func(o *order.Order) { o.Bookings[0].Cancelled = true },
		"deleted":   func(o *order.Order) { o.Bookings = nil },
	} {
		for _, place := range []string{"", "Port 2"} {
			t.Run(name+place, func(t *testing.T) {
				t.Parallel()
				d, o := newDesk(t), one()
				o.Bookings[0].Facility, o.Bookings[0].Place = "Kiosken", place
				d.send(o, about("b-1"))
				d.step()
				off := clone(o)
				change(&off)
				asked, _ := d.saved(o, off)
				require.Len(t, asked, 1)
				told, gone := d.host.Recorder.Emails()[0], d.host.Recorder.Emails()[1]
				assert.Contains(t, told.Text, "Hej Kiosken!")
				assert.Contains(t, gone.Text, "Hej Kiosken!")
				assert.Contains(t, gone.Subject, "Avbokat besök")
				assert.False(t, d.history(off).Red())
			})
		}
	}
}

// A visit whose day has passed as it was told, that was moved since and is cancelled now, can
// be told off by the time that it has.
func TestR406AVisitThatWasToldOfAPastDay(t *testing.T) {
	t.Parallel()
	d, o := newDesk(t), one()
	d.send(o, about("b-1"))
	d.host.Clock.Advance(5 * 24 * time.Hour)
	moved := clone(o)
	moved.Bookings[0].Start, moved.Bookings[0].End = o.Bookings[0].Start.AddDate(0, 0, 7), o.Bookings[0].End.AddDate(0, 0, 7)
	off := clone(moved)
	off.Bookings[0].Cancelled = true
	asked, _ := d.saved(moved, off)
	assert.Len(t, asked, 1)
	assert.Contains(t, d.host.Recorder.Emails()[1].Text, "fredag 13 oktober")
	assert.False(t, d.history(off).Red())
}

// A visit that has moved, of which nobody was told, and is deleted in a later save is called
// off by the time that was told.
func TestR406ADeletedVisitIsAsItWasTold(t *testing.T) {
	t.Parallel()
	d, o := newDesk(t), one()
	o.Bookings[0].Sequence = 4
	d.saved(order.Order{}, o)
	moved := move(o, 0)
	moved.Bookings[0].Sequence = 5
	gone := clone(moved)
	gone.Bookings = nil
	asked, _ := d.saved(moved, gone)
	require.Len(t, asked, 1)
	mail := d.host.Recorder.Emails()[1]
	assert.Contains(t, mail.Text, "Besöket fredag 06 oktober, 07:00 – 10:00 är avbokat.")
	assert.Equal(t, "5", d.sequences(), "the host's own")
	assert.False(t, d.history(gone).Red())
}

// A text about visits of the company's own is compared by its tags too; the visits that it
// lists are told, each with an entry in the calendar.
func TestR703ATextAboutVisitsByItsTags(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		body   string
		edit   func(*compose.Draft)
		change func(o *order.Order)
		red    bool
	}{
		"their number, and it is another":        {"{customerOrderNumber}", nil, func(o *order.Order) { o.CustomerOrderNumber = "K-2" }, true},
		"no number, and it is another":           {"{nextBooking}", nil, func(o *order.Order) { o.CustomerOrderNumber = "K-2" }, false},
		"the objects, and one more":              {"{serviceObjects}", nil, func(o *order.Order) { o.ServiceObjects = append(o.ServiceObjects, order.ServiceObject{Name: "Port 2"}) }, true},
		"a tag of the host's":                    {"Kod {portkod}", nil, func(o *order.Order) { o.Tags = map[string]string{"portkod": "9"} }, true},
		"the list, and the one not asked moves":  {"{futureBookings}", nil, func(o *order.Order) { *o = move(*o, 1) }, true},
		"no list, and the one not asked moves":   {"{nextBooking}", nil, func(o *order.Order) { *o = move(*o, 1) }, false},
		"her name, and nothing has changed":      {"Hej {contactName}", nil, func(*order.Order) {}, false},
		"by SMS, which has a text of its own":    {"{customerOrderNumber}", bySMS, func(o *order.Order) { o.CustomerOrderNumber = "K-2" }, false},
		"by SMS, whose own text lists":           {"Hej", bySMS, func(o *order.Order) { o.ServiceObjects = nil }, true},
		"by mail, where only the SMS would list": {"Hej", nil, func(o *order.Order) { o.ServiceObjects = nil }, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d, o := newDesk(t), two()
			d.settings.ExtraTags = []string{"portkod"}
			o.CustomerOrderNumber, o.Tags = "K-1", map[string]string{"portkod": "1"}
			d.settings.BookingTemplates = []order.BookingTemplate{{Order: o.Kind, EmailTemplate: templating.EmailTemplate{ID: "b", Subject: "Besök", Body: c.body, SMS: "{serviceObjects}"}}}
			edit := c.edit
			if edit == nil {
				edit = func(*compose.Draft) {}
			}
			d.send(o, about("b-1"), edit)
			if strings.Contains(c.body, "futureBookings") {
				assert.Equal(t, "0 0", d.sequences(), "an entry for each that the text lists")
			}
			d.step()
			assert.False(t, d.history(o).Red())
			after := o.Clone()
			c.change(&after)
			h := d.history(after)
			assert.Equal(t, c.red, h.Red(), "%v", h.Lines[0].Changes)
			d.send(after, about("b-1"), edit)
			d.step()
			h = d.history(after)
			assert.False(t, h.Red(), "told: %v", h.Lines[0].Changes)
		})
	}
}

// What names the reader is nothing of the order's: it is not red, whoever opens the page.
func TestR703TheReadersNameIsNotTheOrders(t *testing.T) {
	t.Parallel()
	d, o := newDesk(t), one()
	d.settings.ReadyMessage = "Hej {contactName}, arbetet är klart."
	d.settings.Templates = []templating.EmailTemplate{{ID: "enkat", Subject: "Hej {contactName}", Body: "Vad tyckte ni?"}}
	o.ReadyForInvoicing = true
	d.send(o, notifytest.Request(compose.FreeMessage), bothChannels)
	d.send(o, notifytest.Request(compose.TemplateEmail))
	assert.Contains(t, d.host.Recorder.Emails()[0].Text, "Hej Anna Ek")
	d.step()
	assert.False(t, d.history(o).Red())
	o.ContactPerson.Name = "Anna Berg"
	assert.False(t, d.history(o).Red())
}

// The address that a mail about a visit shows is the facility's, else the customer's; of a
// customer who stands in, the name counts too.
func TestR703TheAddressThatIsShown(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		facility order.Party
		change   func(o *order.Order)
		red      bool
	}{
		"a private customer moves":                 {order.Party{}, func(o *order.Order) { o.Customer.Address[0] = "Gatan 2" }, true},
		"the customer moves, not the facility":     {order.Party{Name: "Skolan", Address: []string{"Skolgatan 1"}}, func(o *order.Order) { o.Customer.Address[0] = "Gatan 2" }, false},
		"the facility's address":                   {order.Party{Name: "Skolan", Address: []string{"Skolgatan 1"}}, func(o *order.Order) { o.Facility.Address[0] = "Skolgatan 2" }, true},
		"a facility without one, and the customer": {order.Party{Name: "Skolan"}, func(o *order.Order) { o.Customer.Name = "Kommunen" }, true},
		"the facility's name":                      {order.Party{Name: "Skolan", Address: []string{"Skolgatan 1"}}, func(o *order.Order) { o.Facility.Name = "Badhuset" }, true},
		"the customer's name, who stands for it":   {order.Party{}, func(o *order.Order) { o.Customer.Name = "Kommunen" }, true},
		"the facility gets one":                    {order.Party{Name: "Skolan"}, func(o *order.Order) { o.Facility.Address = []string{"Skolgatan 1"} }, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d, o := newDesk(t), one()
			o.Facility, o.Customer.Address = c.facility, []string{"Gatan 1", "111 22 Stockholm"}
			d.send(o, about("b-1"))
			mail := d.host.Recorder.Emails()[0].Text
			d.step()
			assert.False(t, d.history(o).Red())
			after := o.Clone()
			c.change(&after)
			h := d.history(after)
			assert.Equal(t, c.red, h.Red())
			if c.red {
				assert.Len(t, h.Lines[0].Changes, 1)
			}
			d.send(after, about("b-1"))
			assert.Equal(t, c.red, mail != d.host.Recorder.Emails()[1].Text, "red is what reads otherwise")
			d.step()
			assert.False(t, d.history(after).Red())
		})
	}
}

// Who has a number alone is in the popup that is opened by hand, with the SMS on; a question
// is answered by mail, where the address can be typed.
func TestR609WhoHasANumberAlone(t *testing.T) {
	t.Parallel()
	d, o := newDesk(t), one()
	o.ContactPerson.Email = ""
	channels := func(r compose.Request) (email, sms bool, to int) {
		draft, err := d.host.For(d.settings).Draft(t.Context(), o, r)
		require.NoError(t, err)
		return draft.Email, draft.SMS, len(draft.To)
	}
	for kind, sms := range map[plan.Kind]bool{compose.BookingConfirmation: true, compose.FreeMessage: true, compose.OrderConfirmation: false} {
		email, bySMS, to := channels(notifytest.Request(kind))
		assert.Equal(t, []any{!sms, sms, 0}, []any{email, bySMS, to}, kind)
	}
	d.send(o, notifytest.Request(compose.BookingConfirmation))
	assert.Equal(t, "+46705123456", d.host.Recorder.SentSMS()[0].To.String())
	d.step()
	assert.True(t, d.history(move(o, 0)).Red())
	for _, p := range d.host.Prompts(o, move(o, 0), order.Actor{}) {
		if p.Shown {
			r := p.Request(order.Actor{}, "k")
			r.Now = d.host.Clock.Now()
			email, bySMS, _ := channels(r)
			assert.True(t, email && !bySMS, "R608: e-mail only")
		}
	}
	d.settings.SMSFrom = smsgw.SenderName{}
	email, bySMS, _ := channels(notifytest.Request(compose.FreeMessage))
	assert.True(t, email && !bySMS, "SMS would come from nobody")
	d.settings = notifytest.Settings()
	o.ContactPerson.Email = "anna@example.se"
	email, bySMS, _ = channels(notifytest.Request(compose.FreeMessage))
	assert.True(t, email && !bySMS, "never unasked")
}

// Whose newest message failed and who has left the order since is not written to again,
// though the address had been typed before she was a contact.
func TestR703AFailureOfAContactWhoLeft(t *testing.T) {
	t.Parallel()
	d, o := newDesk(t), one()
	cia := order.Contact{Name: "Cia", Email: "cia@example.se"}
	d.send(o, about("b-1"), to("cia@example.se"))
	d.step()
	o.Customer.Contacts = []order.Contact{cia}
	d.settings.ReadyMessage = "Klart"
	d.send(o, notifytest.Request(compose.TemplateEmail), to("cia@example.se"))
	d.bounce(o, "cia@example.se")
	assert.Equal(t, []string{"cia@example.se"}, d.history(o).Advice().Recipients, "she is on the order: her address is to be mended")
	o.Customer.Contacts = nil
	assert.Equal(t, audit.Advice{SendAgain: true, Reason: audit.AdviceFailed, Recipients: []string{"anna@example.se"}}, d.history(o).Advice())
}
