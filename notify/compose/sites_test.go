package compose_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/audit"
	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/notify/compose"
	"github.com/budkavle/budkavle/notify/notifytest"
	"github.com/budkavle/budkavle/notify/order"
	"github.com/budkavle/budkavle/pdf"
)

// seen keeps the document that was to be drawn.
type seen struct{ doc pdf.Document }

func (s *seen) Render(d pdf.Document) ([]byte, error) {
	s.doc = d
	return []byte("%PDF-1.7"), nil
}

// twoSites is an order with a visit at the order's facility and one at the school.
func twoSites() order.Order {
	o := notifytest.Order()
	o.Facility = order.Party{Name: "Ishallen", Address: []string{"Isgatan 1"}}
	second := o.Bookings[0]
	second.ID, second.Facility = "b-2", "Skolan"
	second.Start, second.End = second.Start.AddDate(0, 0, 3), second.End.AddDate(0, 0, 3)
	o.Bookings = append(o.Bookings, second)
	return o
}

func TestEachVisitTellsItsOwnPlace(t *testing.T) {
	t.Parallel()
	for id, want := range map[string]struct{ is, not string }{"b-1": {"Ishallen", "Skolan"}, "b-2": {"Skolan", "Ishallen"}} {
		r := notifytest.Request(compose.BookingConfirmation)
		r.Bookings = []string{id}
		d := draft(t, notifytest.Settings(), twoSites(), r)
		d.SMS = true
		for _, m := range planned(t, d).Messages {
			assert.NotContains(t, m.Body(), want.not)
			if m.Email != nil {
				assert.Contains(t, m.Email.Text, want.is)
				assert.Contains(t, m.Email.HTML, want.is)
				assert.Contains(t, string(m.Email.Calendar.Data), "LOCATION:"+want.is)
				assert.NotContains(t, string(m.Email.Calendar.Data), want.not)
			}
		}
	}
	o := twoSites()
	o.Bookings = o.Bookings[1:]
	d := draft(t, notifytest.Settings(), o, notifytest.Request(compose.BookingConfirmation))
	assert.NotContains(t, planned(t, d).Messages[0].Body(), "Ishallen", "the next visit is at the school")

	r := notifytest.Request(compose.BookingConfirmation)
	r.Bookings = []string{"b-1", "b-2"}
	d = draft(t, notifytest.Settings(), twoSites(), r)
	var lines []string
	for line := range strings.Lines(d.Text) {
		if strings.Contains(line, "oktober") {
			lines = append(lines, line)
		}
	}
	require.Len(t, lines, 2)
	assert.Contains(t, lines[0], "Ishallen")
	assert.Contains(t, lines[1], "Skolan")
	var paper seen
	r = notifytest.Request(compose.OrderConfirmation)
	r.Renderer = &paper
	planned(t, draft(t, notifytest.Settings(), twoSites(), r))
	var booked string
	for _, f := range paper.doc.Facts {
		if f.Label == pdf.FactBooking {
			booked = f.Value
		}
	}
	first, rest, _ := strings.Cut(booked, "\n")
	assert.NotContains(t, first, "Skolan")
	assert.True(t, strings.HasSuffix(rest, ", Skolan"), booked)
}

// A visit that moves to another facility is no longer as it was told; one that stays is.
func TestR703AVisitsFacility(t *testing.T) {
	t.Parallel()
	s := notifytest.Settings()
	for _, ids := range [][]string{nil, {"b-2"}, {"b-1", "b-2"}} {
		o := twoSites()
		if ids == nil {
			o.Bookings = o.Bookings[1:]
		}
		r := notifytest.Request(compose.BookingConfirmation)
		r.Bookings = ids
		p := planned(t, draft(t, s, o, r))
		log := []audit.Record{{
			ID: "e", MessageID: "m", Company: s.Company.ID, At: r.Now, Kind: string(r.Kind), Channel: delivery.Email, Recipient: p.Messages[0].Recipient,
			Order: o.Ref(), Status: delivery.StatusSent, Snapshot: p.Snapshot,
		}}
		assert.False(t, compose.History(s, o, log, r.Now).Red(), "%v", ids)
		o.Bookings[len(o.Bookings)-1].Facility = "Badhuset"
		assert.True(t, compose.History(s, o, log, r.Now).Red(), "%v", ids)
	}
}

// The paper of a purchase order names nobody but the supplier, unless the company asks.
func TestR404APurchaseOrdersPaperNamesNoEndCustomer(t *testing.T) {
	t.Parallel()
	o := notifytest.PurchaseOrder()
	o.Customer.Name, o.Facility.Name, o.InvoicedTo.Name, o.Supplier.Name = "Hemlig Kund AB", "Hemliga hallen", "Hemlig Moder AB", "Portgrossisten"
	o.CustomerOrderNumber = "HEMLIG-1"
	for _, asked := range []bool{false, true} {
		s := notifytest.Settings()
		s.CustomerOnPurchaseOrders = asked
		var paper seen
		r := notifytest.Request(compose.PurchaseOrder)
		r.Renderer = &paper
		d := draft(t, s, o, r)
		p := planned(t, d)
		var words []string
		for _, f := range paper.doc.Fields() {
			words = append(words, f.Value)
		}
		all := strings.Join(words, "\n")
		assert.Contains(t, all, "Portgrossisten")
		for _, secret := range []string{"Hemlig Kund", "Hemliga hallen", "Hemlig Moder", "HEMLIG-1"} {
			assert.Equal(t, asked, strings.Contains(all, secret), secret)
			assert.NotContains(t, p.Messages[0].Body()+p.Messages[0].Email.HTML, secret)
		}
	}
}

// A protocol of an order of two sites tells each visit's facility; one of a single site
// has no column for it.
func TestR503AProtocolTellsEachVisitsPlace(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		change func(o *order.Order)
		want   []string
	}{
		"two sites":                        {func(*order.Order) {}, []string{"Ishallen", "Skolan"}},
		"the order's facility by its name": {func(o *order.Order) { o.Bookings[1].Facility = "Ishallen" }, []string{"", ""}},
		"one site":                         {func(o *order.Order) { o.Bookings[1].Facility = "" }, []string{"", ""}},
		"a place within the site":          {func(o *order.Order) { o.Bookings[1].Facility, o.Bookings[1].Place = "", "Port 3" }, []string{"", "Port 3"}},
		"a place within the other site":    {func(o *order.Order) { o.Bookings[1].Place = " Port\n3" }, []string{"Ishallen", "Skolan, Port 3"}},
		"all elsewhere":                    {func(o *order.Order) { o.Bookings[0].Facility = "Skolan" }, []string{"Skolan", "Skolan"}},
		"the other was cancelled":          {func(o *order.Order) { o.Bookings[1].Cancelled = true }, []string{""}},
		"the order has no facility":        {func(o *order.Order) { o.Facility = order.Party{} }, []string{"kund", "Skolan"}},
	} {
		for _, kind := range []order.Kind{order.WorkOrder, order.ServiceOrder} {
			t.Run(name+" "+string(kind), func(t *testing.T) {
				t.Parallel()
				o := twoSites()
				o.Kind = kind
				c.change(&o)
				var paper seen
				r := notifytest.Request(compose.WorkProtocol)
				r.Renderer, r.Now = &paper, r.Now.AddDate(0, 0, 30)
				planned(t, draft(t, notifytest.Settings(), o, r))
				var places []string
				for _, v := range paper.doc.Visits {
					places = append(places, v.Place)
				}
				assert.Equal(t, c.want, places)
				printed := 0
				for _, f := range paper.doc.Fields() {
					if f.Name == "visitPlace" {
						printed++
					}
				}
				said := slices.DeleteFunc(places, func(p string) bool { return p == "" })
				assert.Equal(t, len(said), printed)
			})
		}
	}
}
