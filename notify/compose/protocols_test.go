package compose_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/booking"
	"github.com/budkavle/budkavle/notify/compose"
	"github.com/budkavle/budkavle/notify/notifytest"
	"github.com/budkavle/budkavle/notify/order"
	"github.com/budkavle/budkavle/notify/plan"
	"github.com/budkavle/budkavle/pdf"
)

// A protocol that is sent days after the work says when it was done, by whom and on
// which machine, under the order's date; what is still to come is not work done.
func TestR503AProtocolSaysWhenByWhomAndOnWhat(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		kind plan.Kind
		made func() order.Order
	}{
		"a work order's":    {compose.WorkProtocol, notifytest.Order},
		"a service order's": {compose.WorkProtocol, notifytest.ServiceOrder},
		"a service's":       {compose.ServiceProtocol, notifytest.ServiceProtocol},
	} {
		for language, want := range map[string]pdf.Visit{
			"":   {ID: "b-1", Date: "fredag 06 oktober", Time: "07:00 – 10:00", By: "Börje och Eva"},
			"fi": {ID: "b-1", Date: "perjantai 6. lokakuuta", Time: "7.00 – 10.00", By: "Börje ja Eva"},
		} {
			t.Run(name+" "+language, func(t *testing.T) {
				t.Parallel()
				o := c.made()
				done := notifytest.Order().Bookings[0]
				done.Technicians = []string{"Börje", "Eva"}
				off, coming := done, done
				off.ID, off.Cancelled, off.Start, off.End = "b-2", true, done.Start.Add(-time.Hour), done.End.Add(-time.Hour)
				coming.ID, coming.Start, coming.End = "b-3", done.Start.AddDate(0, 0, 20), done.End.AddDate(0, 0, 20)
				o.Bookings, o.Customer.Language = []booking.Booking{coming, off, done}, language
				o.Date = time.Date(2023, time.September, 28, 8, 0, 0, 0, time.UTC)
				var paper seen
				r := notifytest.Request(c.kind)
				r.Renderer, r.Now = &paper, done.End.AddDate(0, 0, 5)
				planned(t, draft(t, notifytest.Settings(), o, r))
				assert.Equal(t, []pdf.Visit{want}, paper.doc.Visits)
				assert.Equal(t, []pdf.Object{{Name: "Portautomat 1", MachineNumber: "M1234"}}, paper.doc.Objects)
				assert.True(t, o.Date.Equal(paper.doc.Date), "%s", paper.doc.Date)
				for _, f := range paper.doc.Facts {
					assert.NotEqual(t, pdf.FactBooking, f.Label)
				}
				printed := map[string]string{}
				for _, f := range paper.doc.Fields() {
					printed[f.Value] = f.Name
				}
				for _, said := range []string{want.Date, want.Time, want.By} {
					assert.Contains(t, printed, said, "it is drawn, and compared")
				}
			})
		}
	}
}

// Whoever a visit was booked for has come: a user group where no technician has a name, and
// nobody's name is a blank.
func TestR503AProtocolSaysThatAUserGroupCame(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		kind plan.Kind
		of   order.Order
	}{
		{compose.WorkProtocol, notifytest.Order()}, {compose.WorkProtocol, notifytest.ServiceOrder()}, {compose.ServiceProtocol, notifytest.ServiceProtocol()},
	} {
		first := notifytest.Order().Bookings[0]
		first.Technicians, first.Group = []string{" "}, "Kylteamet"
		second := first
		second.ID, second.Start, second.Technicians = "b-2", first.Start.Add(time.Hour), []string{"Börje", " ", "Eva\nEk"}
		c.of.Bookings = []booking.Booking{first, second}
		var paper seen
		r := notifytest.Request(c.kind)
		r.Renderer, r.Now = &paper, first.End.AddDate(0, 0, 1)
		planned(t, draft(t, notifytest.Settings(), c.of, r))
		require.Len(t, paper.doc.Visits, 2)
		assert.Equal(t, "Kylteamet", paper.doc.Visits[0].By)
		assert.Equal(t, "Börje och Eva Ek", paper.doc.Visits[1].By)
	}
}

// A paper that the host has dated is the same whenever it is made: in the next year too,
// when a day without its year would be another one.
func TestR504ADatedPaperIsTheSameInTheNextYear(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		kind plan.Kind
		of   order.Order
	}{
		{compose.WorkProtocol, notifytest.Order()}, {compose.ServiceProtocol, notifytest.ServiceProtocol()}, {compose.OrderConfirmation, notifytest.ServiceOrder()},
	} {
		t.Run(string(c.kind), func(t *testing.T) {
			t.Parallel()
			visit := notifytest.Order().Bookings[0]
			ahead := visit
			ahead.ID, ahead.Start, ahead.End = "b-2", visit.Start.AddDate(1, 0, 0), visit.End.AddDate(1, 0, 0)
			c.of.Bookings, c.of.Date = []booking.Booking{visit, ahead}, visit.End
			paper := func(now time.Time) []byte {
				r := notifytest.Request(c.kind)
				r.Now = now
				return planned(t, draft(t, notifytest.Settings(), throughJSON(t, c.of), r)).Documents[0].Data
			}
			assert.Equal(t, paper(visit.End), paper(visit.End.AddDate(0, 6, 0)))
		})
	}
}
