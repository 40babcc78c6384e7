package compose

import (
	"strings"

	"github.com/budkavle/budkavle/audit/snapshots"
	"github.com/budkavle/budkavle/booking"
	"github.com/budkavle/budkavle/notify/order"
	"github.com/budkavle/budkavle/notify/plan"
	"github.com/budkavle/budkavle/pdf"
)

// paperLists says which items of a paper are told as wholes, so that one that is
// added later is a change too.
var paperLists = []struct{ item, list string }{
	{"line-", snapshots.ListLines},
	{"total-", snapshots.ListTotals},
	{"check-", snapshots.ListChecks},
	{"checklist-", snapshots.ListChecks},
	{"measurement-", snapshots.ListMeasurements},
	{"object-", "objects"},
	{"party-", "parties"},
	{"fact-", "facts"},
	{"photo-", "photos"},
	{"signature-", "signatures"},
}

// tellPaper tells what the paper prints, by the walk that draws it, apart from what
// is the company's own, and from visits, which are told as visits are.
func (d *Draft) tellPaper(snap *snapshots.Snapshot, coming []booking.Booking) {
	if tellsOfWorkDone(d.request.Kind) {
		var done []booking.Booking
		for _, b := range d.order.Bookings {
			if b = b.In(d.zone); !b.Cancelled && !b.Start.IsZero() && !b.Start.After(d.request.Now) {
				done = append(done, b)
			}
		}
		coming = done
	}
	d.tellVisits(snap, coming)
	for _, l := range paperLists {
		snap.AddList(l.list)
	}
	item, fields := "", []snapshots.Field(nil)
	label := ""
	flush := func() {
		addPaper(snap, item, label, fields)
		fields = nil
	}
	for _, f := range d.paper(d.known.Of()).Fields() {
		if d.notTold(f) {
			continue
		}
		if f.Item != item {
			flush()
			item, label = f.Item, f.Label
		}
		value := f.Value
		if f.Form == pdf.FormPicture {
			value = value[:min(len(value), 8)] // enough to tell pictures apart, and short where it is shown
		}
		fields = append(fields, snapshots.Field{Name: f.Name, Form: paperForm(f.Form), Value: value})
	}
	flush()
	d.tellAside(snap)
}

// tellAside tells what a text would say of the order, where the paper says it in its
// own way: who reads the paper knows it.
func (d *Draft) tellAside(snap *snapshots.Snapshot) {
	first := len(snap.Fields)
	d.tellTag(snap, "facilityOrCustomer")
	d.tellTag(snap, "serviceObjects")
	if d.order.Kind != order.PurchaseOrder || d.settings.CustomerOnPurchaseOrders {
		d.tellTag(snap, "customerOrderNumber")
		d.tellField(snap, snapshots.FieldAddress)
	}
	for i := range snap.Fields[first:] {
		snap.Fields[first+i].Aside = true
	}
}

// notTold are the fields of a paper that are not the order's.
func (d *Draft) notTold(f pdf.PrintedField) bool {
	switch {
	case f.Name == "kind", f.Name == "logo", strings.HasPrefix(f.Name, "company"), strings.HasPrefix(f.Name, "visit"):
		return true
	case f.Name == "date":
		return d.order.Date.IsZero() // then it is the day of sending
	}
	return f.Name == "fact" && f.Item == "fact-"+pdf.FactBooking
}

// paperForm is the log's name of a paper's form; the hash of a picture is a text.
func paperForm(f pdf.PrintedForm) snapshots.ValueForm {
	if f == pdf.FormPicture {
		return snapshots.FormText
	}
	return snapshots.ValueForm(f)
}

func addPaper(snap *snapshots.Snapshot, item, label string, fields []snapshots.Field) {
	for _, l := range paperLists {
		if strings.HasPrefix(item, l.item) || item+"-" == l.item {
			snap.AddItem(l.list, item, label, fields...)
			return
		}
	}
	for _, f := range fields {
		f.Item, f.Label = item, label
		snap.Fields = append(snap.Fields, f)
	}
}

// validFields makes fields what a store gives back, so that they compare equal, whatever
// line ends a form gave them.
func validFields(fields []snapshots.Field) {
	for i := range fields {
		f := &fields[i]
		f.Item, f.Label, f.Value = plan.Valid(f.Item), plan.Valid(f.Label), oneEnding(f.Value)
	}
}
