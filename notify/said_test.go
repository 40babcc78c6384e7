package notify_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/audit/snapshots"
	"github.com/budkavle/budkavle/booking"
	"github.com/budkavle/budkavle/notify/compose"
	"github.com/budkavle/budkavle/notify/notifytest"
	"github.com/budkavle/budkavle/notify/order"
	"github.com/budkavle/budkavle/notify/plan"
	"github.com/budkavle/budkavle/pdf"
	"github.com/budkavle/budkavle/templating/locale"
)

// fullPaper is an order with everything that a paper prints.
func fullPaper() order.Order {
	o := notifytest.Order()
	day := time.Date(2023, time.October, 2, 8, 0, 0, 0, time.UTC)
	address := []string{"Storgatan 1", "111 22 Stockholm"}
	o.Date, o.ValidUntil = day, day.AddDate(0, 1, 0)
	o.Customer.OrgNumber, o.Customer.Phone, o.Customer.Address = "556000-0001", "08-1", address
	o.Facility = order.Party{Name: "Centralen", OrgNumber: "556000-0002", Phone: "08-2", Address: address}
	o.InvoicedTo = order.Party{Name: "Fastighets AB", OrgNumber: "556000-0003", Phone: "08-3", Address: address}
	o.CustomerOrderNumber = "K-7"
	o.Facts = []pdf.Fact{{Label: "Portkod", Value: "1234"}}
	c := &o.Content
	c.Lines = []pdf.Line{{Article: "100", Name: "Arbetstid", Quantity: 2500, Unit: "tim", Price: pdf.Money{Minor: 70000, Currency: "SEK"}, Sum: pdf.Money{Minor: 175000, Currency: "SEK"}}}
	c.Totals = []pdf.Total{{Label: "Summa", Amount: pdf.Money{Minor: 175000, Currency: "SEK"}}}
	c.Checklists = []pdf.Checklist{{Title: "Port", Checks: []pdf.Check{{Name: "Fotocell", Result: "OK", Remark: "bra"}}}}
	c.Measurements = []pdf.Measurement{{Name: "Kraft", Value: "340", Unit: "N"}}
	c.Photos = []pdf.Picture{{Name: "port.jpg", Caption: "Porten", SHA256: strings.Repeat("a", 64)}}
	c.Signatures = []pdf.Signature{{Role: "Kund", Name: "Anna Ek", At: day}}
	c.Terms = "30 dagar"
	return o
}

// unprinted is a request whose paper is not drawn: what it says is compared.
func unprinted(kind plan.Kind) compose.Request {
	r := notifytest.Request(kind)
	r.Renderer = noPrinter{}
	return r
}

type noPrinter struct{}

func (noPrinter) Render(pdf.Document) ([]byte, error) { return []byte("%PDF-1.7"), nil }

// Whatever a customer reads on a paper turns the page red when it changes, by its
// name; a change that the paper does not print does not.
func TestR703EverythingThatAPaperSays(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]struct {
		change func(o *order.Order)
		red    bool
	}{
		"customer's name":         {func(o *order.Order) { o.Customer.Name = "Kund AB" }, true},
		"customer's address":      {func(o *order.Order) { o.Customer.Address = []string{"Storgatan 2"} }, true},
		"customer's number":       {func(o *order.Order) { o.Customer.OrgNumber = "556000-0009" }, true},
		"customer's telephone":    {func(o *order.Order) { o.Customer.Phone = "08-9" }, true},
		"facility's address":      {func(o *order.Order) { o.Facility.Address = []string{"Lillgatan 2"} }, true},
		"invoiced to":             {func(o *order.Order) { o.InvoicedTo.Name = "Annan AB" }, true},
		"contact person":          {func(o *order.Order) { o.ContactPerson.Name = "Anna Berg" }, true},
		"description":             {func(o *order.Order) { o.Description = "Annat" }, true},
		"customer's order number": {func(o *order.Order) { o.CustomerOrderNumber = "K-8" }, true},
		"a fact of the host's":    {func(o *order.Order) { o.Facts[0].Value = "4321" }, true},
		"a fact more":             {func(o *order.Order) { o.Facts = append(o.Facts, pdf.Fact{Label: "Våning", Value: "3"}) }, true},
		"an object":               {func(o *order.Order) { o.ServiceObjects[0].MachineNumber = "M9" }, true},
		"the date":                {func(o *order.Order) { o.Date = o.Date.AddDate(0, 0, 1) }, true},
		"valid until":             {func(o *order.Order) { o.ValidUntil = o.ValidUntil.AddDate(0, 0, 1) }, true},
		"a quantity":              {func(o *order.Order) { o.Content.Lines[0].Quantity = 3000 }, true},
		"a line's sum":            {func(o *order.Order) { o.Content.Lines[0].Sum.Minor = 1 }, true},
		"a line more":             {func(o *order.Order) { o.Content.Lines = append([]pdf.Line{{Name: "Resa"}}, o.Content.Lines...) }, true},
		"a total":                 {func(o *order.Order) { o.Content.Totals[0].Amount.Minor = 1 }, true},
		"a check that failed":     {func(o *order.Order) { o.Content.Checklists[0].Checks[0].Failed = true }, true},
		"a remark":                {func(o *order.Order) { o.Content.Checklists[0].Checks[0].Remark = "trasig" }, true},
		"a measurement":           {func(o *order.Order) { o.Content.Measurements[0].Value = "350" }, true},
		"a photo":                 {func(o *order.Order) { o.Content.Photos[0].SHA256 = strings.Repeat("b", 64) }, true},
		"a caption":               {func(o *order.Order) { o.Content.Photos[0].Caption = "Annan" }, true},
		"a signature":             {func(o *order.Order) { o.Content.Signatures[0].Name = "Bo" }, true},
		"terms":                   {func(o *order.Order) { o.Content.Terms = "10 dagar" }, true},
		"the booking":             {func(o *order.Order) { o.Bookings[0].Start = o.Bookings[0].Start.Add(time.Hour) }, true},
		"line ends":               {func(o *order.Order) { o.Description = o.Description + "\r\n" }, false},
		"a contact's wish":        {func(o *order.Order) { o.ContactPerson.SendWorkOrder = order.SendAsk }, false},
		"a booking more": {func(o *order.Order) {
			o.Bookings = append(o.Bookings, booking.Booking{ID: "b-9", Start: o.Bookings[0].Start.AddDate(0, 0, 9)})
		}, false},
		"nothing": {func(*order.Order) {}, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := newDesk(t)
			d.send(fullPaper(), unprinted(compose.OrderConfirmation))
			d.step()
			o := fullPaper()
			change.change(&o)
			h := d.history(o)
			assert.Equal(t, change.red, h.Red())
			if change.red {
				lines := 1
				if name == "an object" || name == "a photo" {
					lines = 2 // another machine, another picture: one came, one went
				}
				assert.Len(t, h.Lines[0].Changes, lines, "one change is one line: %v", h.Lines[0].Changes)
				for _, c := range h.Lines[0].Changes {
					text := c.Message(locale.Swedish)
					assert.NotContains(t, text, "audit.", "it has a name")
				}
			}
		})
	}
}

// A visit that was deleted: red until it is told, by what was last told of it.
func TestR406AVisitThatWasTakenAwayCanBeTold(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	o := one()
	d.send(o, about("b-1"))
	d.step()
	gone := clone(o)
	gone.Bookings = nil
	h := d.history(gone)
	require.True(t, h.Red())
	assert.Equal(t, snapshots.FieldCancelled, h.Lines[0].Changes[0].Field)

	r := notifytest.Request(compose.BookingConfirmation)
	for _, p := range d.host.Prompts(o, gone, order.Actor{}) {
		if p.Shown {
			r.Bookings, r.Removed = p.Request(order.Actor{}, "k").Bookings, nil // the log knows it
		}
	}
	require.Equal(t, []string{"b-1"}, r.Bookings)
	d.send(gone, r, bothChannels)
	mail := d.host.Recorder.Emails()[1]
	assert.Contains(t, mail.Subject, "Avbokat")
	assert.Contains(t, mail.Text, "fredag 06 oktober")
	assert.Contains(t, mail.HTML, "fredag")
	assert.Equal(t, "CANCEL", mail.Calendar.Method)
	assert.Contains(t, string(mail.Calendar.Data), "STATUS:CANCELLED")
	assert.Contains(t, d.host.Recorder.SentSMS()[0].Text, "fredag 06 oktober")
	d.step()
	assert.False(t, d.history(gone).Red(), "told")
	d.host.Clock.Advance(30 * 24 * time.Hour)
	assert.False(t, d.history(gone).Red())
}

func bothChannels(d *compose.Draft) { d.SMS = true }

// A text is compared by the tags that it used, and by nothing else.
func TestR703ATextByItsTags(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		text   string
		change func(o *order.Order)
		red    bool
	}{
		"the time, and it moves":         {"Vi kommer {nextBookingDate} {nextBookingTime}", func(o *order.Order) { *o = move(*o, 0) }, true},
		"the list, and one moves":        {"{futureBookings}", func(o *order.Order) { *o = move(*o, 0) }, true},
		"no time, and it moves":          {"Hej {company}", func(o *order.Order) { *o = move(*o, 0) }, false},
		"no name, and it is corrected":   {"Hej!", func(o *order.Order) { o.Customer.Name = "Kund AB" }, false},
		"the name, and it is corrected":  {"Hej {facilityOrCustomer}!", func(o *order.Order) { o.Customer.Name = "Kund AB" }, true},
		"a tag of the host's, unchanged": {"Kod {portkod}", func(*order.Order) {}, false},
		"a tag of the host's, changed":   {"Kod {portkod}", func(o *order.Order) { o.Tags = map[string]string{"portkod": "9"} }, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := newDesk(t)
			d.settings.ExtraTags = []string{"portkod"}
			d.settings.ReadyMessage = c.text
			o := one()
			o.ReadyForInvoicing, o.Tags = true, map[string]string{"portkod": "1"}
			d.send(o, notifytest.Request(compose.FreeMessage))
			d.step()
			c.change(&o)
			assert.Equal(t, c.red, d.history(o).Red())
		})
	}
	d := newDesk(t)
	o := one()
	o.Users = []order.User{{Name: "Karin", Email: "karin@example.se", Customer: true}}
	r := notifytest.Request(compose.Comment)
	r.Comment = order.Comment{Text: "Hej", VisibleToCustomer: true}
	d.send(o, r)
	d.step()
	o.Customer.Name = "Kund AB"
	assert.False(t, d.history(o).Red(), "a comment says nothing of the customer's name")
}

// A new contact's first message is no "changed".
func TestR703ANewContactsFirstMessage(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	o := one()
	d.send(o, about("b-1"))
	d.step()
	o = move(o, 0)
	o.ContactPerson = order.Contact{Name: "Bo", Email: "bo@example.se"}
	d.send(o, about("b-1"))
	assert.NotContains(t, d.host.Recorder.Emails()[1].Subject, "ndrad")
	d.step()
	o = move(o, 0)
	d.send(o, about("b-1"))
	assert.Contains(t, d.host.Recorder.Emails()[2].Subject, "ndrad", "now it is")
}
