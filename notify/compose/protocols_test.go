package compose_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

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
