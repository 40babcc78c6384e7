package compose

import (
	"cmp"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/budkavle/budkavle/audit"
	"github.com/budkavle/budkavle/booking"
	"github.com/budkavle/budkavle/notify/order"
	"github.com/budkavle/budkavle/notify/plan"
	"github.com/budkavle/budkavle/pdf"
)

// Snapshot returns what mattered of an order for a kind of message: for a
// booking confirmation the bookings and the place, for a document its content.
// The send log keeps it, and compares it later with the order as it is then. A
// free message, a template mail and a comment say what the user wrote, so that
// only the order they name matters.
func Snapshot(s order.Settings, o order.Order, kind plan.Kind, now time.Time) *audit.Snapshot {
	return snapshotAbout(s, o, kind, "", now)
}

// snapshotAbout is Snapshot with the booking that a confirmation is about; without
// one it is about all that are coming.
func snapshotAbout(s order.Settings, o order.Order, kind plan.Kind, about string, now time.Time) *audit.Snapshot {
	snap := whatMattered(s, o, kind, about, now)
	validFields(snap.Fields)
	return snap
}

// validFields makes fields what a store gives back, so that they compare equal.
func validFields(fields []audit.Field) {
	for i := range fields {
		f := &fields[i]
		f.Item, f.Label, f.Value = plan.Valid(f.Item), plan.Valid(f.Label), plan.Valid(f.Value)
	}
}

// whatMattered is the snapshot as the host's texts are.
func whatMattered(s order.Settings, o order.Order, kind plan.Kind, about string, now time.Time) *audit.Snapshot {
	snap := &audit.Snapshot{Scope: audit.ScopeOrder, Whole: fingerprint(o)}
	add := func(name, value string) {
		snap.Fields = append(snap.Fields, audit.Field{Name: name, Value: value})
	}
	if aboutVisit(kind) {
		snap.Scope = audit.ScopeBooking
		snap.Fields = bookingsToldOf(s, o, about, now)
		add(audit.FieldFacility, cmp.Or(o.Facility.Name, o.Customer.Name))
		add(audit.FieldAddress, strings.Join(o.Facility.Address, ", "))
		return snap
	}
	add(audit.FieldCustomer, o.Customer.Name)
	add(audit.FieldFacility, o.Facility.Name)
	if rules, ok := RulesOf(kind); !ok || !rules.AttachPDF {
		return snap
	}
	add(audit.FieldCustomerOrderNumber, o.CustomerOrderNumber)
	add(audit.FieldDescription, o.Description)
	add(audit.FieldServiceObjects, strings.Join(objectNames(o), ", "))
	snap.Fields = append(snap.Fields, bookingsToldOf(s, o, "", now)...)
	addContent(snap, o.Content)
	return snap
}

// bookingsToldOf are the fields of the booking asked for, or of those coming.
func bookingsToldOf(s order.Settings, o order.Order, about string, now time.Time) []audit.Field {
	zone, err := s.ZoneOf(o)
	if err != nil {
		zone = time.UTC
	}
	var fields []audit.Field
	if about != "" {
		if b, ok := booking.Find(o.Bookings, about); ok {
			return bookingFields(b.In(zone))
		}
		return nil
	}
	for _, b := range o.Bookings {
		if b = b.In(zone); !b.Cancelled && !isOver(b, now) {
			fields = append(fields, bookingFields(b)...)
		}
	}
	return fields
}

// isOver reports whether a booking has ended, cancelled or not. An all-day one
// ends with its day, and one without an end when it starts.
func isOver(b booking.Booking, now time.Time) bool {
	b.Cancelled = false
	_, ok := booking.Next([]booking.Booking{b}, now)
	return !ok
}

// current returns what mattered for each message as it is now, by the message's
// ID and in the same terms as its snapshot: of the bookings that it told of,
// whatever has become of them.
func current(s order.Settings, o order.Order, messages []audit.Message, now time.Time) map[string]*audit.Snapshot {
	ofKind := map[string]*audit.Snapshot{} // once a kind: the whole order is hashed for it
	list := map[string]*audit.Snapshot{}
	for _, m := range messages {
		if m.Snapshot == nil {
			continue
		}
		if ofKind[m.Kind] == nil {
			ofKind[m.Kind] = snapshotAbout(s, o, plan.Kind(m.Kind), "", now)
		}
		snap := new(audit.Snapshot)
		*snap = *ofKind[m.Kind]
		told := map[string]bool{}
		for _, f := range m.Snapshot.Fields {
			if f.Item != "" && f.Name == audit.FieldTime {
				told[f.Item] = true
			}
		}
		if len(told) > 0 {
			snap = withBookings(s, o, snap, told)
		}
		list[m.ID] = snap
	}
	return list
}

// withBookings replaces a snapshot's bookings by those that a message told of:
// one that is over in the meantime has not changed, and one that came later was
// not promised.
func withBookings(s order.Settings, o order.Order, snap *audit.Snapshot, told map[string]bool) *audit.Snapshot {
	zone, err := s.ZoneOf(o)
	if err != nil {
		zone = time.UTC
	}
	isBooking := map[string]bool{}
	var fields []audit.Field
	for _, b := range o.Bookings {
		id := plan.Valid(b.ID)
		isBooking[id] = true
		if told[id] {
			fields = append(fields, bookingFields(b.In(zone))...)
		}
	}
	var before, after []audit.Field
	for _, f := range snap.Fields {
		switch {
		case isBooking[f.Item]:
		case f.List == "":
			before = append(before, f)
		default:
			after = append(after, f)
		}
	}
	if snap.Scope == audit.ScopeBooking {
		snap.Fields = append(fields, append(before, after...)...)
	} else {
		snap.Fields = append(append(before, fields...), after...)
	}
	return snap
}

// addContent adds what a document says was ordered or done. Its lists are told as
// wholes, and their entries are known by what they are called.
func addContent(snap *audit.Snapshot, c pdf.Content) {
	money := func(m pdf.Money) string { return strconv.FormatInt(m.Minor, 10) + " " + m.Currency }
	for _, list := range []string{audit.ListLines, audit.ListTotals, audit.ListChecks, audit.ListMeasurements} {
		snap.AddList(list)
	}
	for _, l := range c.Lines {
		fields := []audit.Field{{Name: audit.FieldArticle, Value: l.Name}}
		if l.Quantity != 0 {
			fields = append(fields, audit.Field{Name: audit.FieldQuantity, Value: strings.TrimSpace(thousandths(l.Quantity) + " " + l.Unit)})
		}
		if l.Price.Currency != "" {
			fields = append(fields, audit.Field{Name: audit.FieldPrice, Form: audit.FormMoney, Value: money(l.Price)})
		}
		snap.AddItem(audit.ListLines, "line-"+cmp.Or(l.Article, l.Name), strings.TrimSpace(l.Article+" "+l.Name), fields...)
	}
	for _, t := range c.Totals {
		snap.AddItem(audit.ListTotals, "total-"+t.Label, t.Label, audit.Field{Name: audit.FieldSum, Form: audit.FormMoney, Value: money(t.Amount)})
	}
	for i, list := range c.Checklists {
		for _, check := range list.Checks {
			snap.AddItem(audit.ListChecks, fmt.Sprintf("check-%d-%s", i+1, check.Name), check.Name, audit.Field{Name: audit.FieldResult, Value: strings.TrimSpace(check.Result + " " + check.Remark)})
		}
	}
	for _, m := range c.Measurements {
		snap.AddItem(audit.ListMeasurements, "measurement-"+m.Name, m.Name, audit.Field{Name: audit.FieldResult, Value: strings.TrimSpace(m.Value + " " + m.Unit)})
	}
}

// thousandths writes a quantity without superfluous zeros.
func thousandths(q int64) string {
	text := strconv.FormatFloat(float64(q)/1000, 'f', 3, 64)
	return strings.TrimRight(strings.TrimRight(text, "0"), ".")
}

func objectNames(o order.Order) []string {
	names := make([]string, len(o.ServiceObjects))
	for i, so := range o.ServiceObjects {
		names[i] = so.Name
	}
	return names
}

// fingerprint is that of everything that the host tells of the order, for the
// option to mark any change. The time of the change itself is no change.
func fingerprint(o order.Order) audit.Fingerprint {
	o.Changed = time.Time{}
	text, err := json.Marshal(o)
	if err != nil {
		return audit.Fingerprint{}
	}
	whole := audit.Snapshot{Fields: []audit.Field{{Name: "order", Value: string(text)}}}
	return whole.Fingerprint()
}
