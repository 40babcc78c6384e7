package compose

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/audit/snapshots"
	"github.com/budkavle/budkavle/booking"
	"github.com/budkavle/budkavle/templating"
	"github.com/budkavle/budkavle/templating/locale"
)

// snapshots are what the draft's messages tell, and what its SMS do where its mails tell
// something else.
func (d *Draft) snapshots() (all, sms *snapshots.Snapshot) {
	if !d.SMS {
		return d.snapshot(delivery.Email), nil
	}
	sms = d.snapshot(delivery.SMS)
	if !d.Email {
		return sms, nil
	}
	if all = d.snapshot(delivery.Email); slices.Equal(all.Fields, sms.Fields) {
		sms = nil
	}
	return all, sms
}

// snapshot is what the message tells of the order over a channel (R703): of a paper its
// own fields, of a text what its tags say, of a message about visits these, and the
// heading of the calendar's entry in a mail that carries one. It is in the company's
// language, whatever the recipients', so that it can be compared.
func (d *Draft) snapshot(channel delivery.Channel) *snapshots.Snapshot {
	if d.rules.AttachPDF || d.settings.MarkAnyChange {
		d.order = d.order.WithHashes() // once
	}
	snap := &snapshots.Snapshot{Scope: snapshots.ScopeOrder}
	if d.settings.MarkAnyChange {
		snap.Whole = fingerprint(d.order)
	}
	switch {
	case d.rules.aboutVisit:
		snap.Scope = snapshots.ScopeBooking
		tags := d.tags(channel)
		for _, b := range d.visitsTold(tags) {
			snap.Fields = append(snap.Fields, visitFields(b, channel == delivery.Email && d.inCalendar(b))...)
		}
		d.tellTag(snap, "facilityOrCustomer")
		d.tellField(snap, snapshots.FieldAddress)
		for _, tag := range tags {
			if tag != "facilityOrCustomer" && tag != "futureBookings" && !strings.HasPrefix(tag, "nextBooking") {
				d.tellTag(snap, tag)
			}
		}
	case d.rules.AttachPDF:
		d.tellPaper(snap, d.coming())
	default:
		d.tellTags(snap, d.tags(channel))
	}
	validFields(snap.Fields)
	return snap
}

// visitsTold are the visits that the message names: those that it is about, and, where
// its text lists them, all that stand there.
func (d *Draft) visitsTold(tags []string) []booking.Booking {
	if !slices.Contains(tags, "futureBookings") {
		return d.visits
	}
	told := slices.Clone(d.visits)
	for _, b := range d.facts(locale.Swedish).Listed() {
		if !slices.ContainsFunc(told, func(had booking.Booking) bool { return had.ID == b.ID && b.ID != "" }) {
			told = append(told, b)
		}
	}
	return told
}

// coming are the order's visits that have not begun.
func (d *Draft) coming() []booking.Booking {
	coming := booking.Coming(d.order.Bookings, d.request.Now)
	for i := range coming {
		coming[i] = coming[i].In(d.zone)
	}
	return coming
}

// tags are the names of the tags of the company's templates, of whatever language
// somebody is written to in, if the text over a channel is of one.
func (d *Draft) tags(channel delivery.Channel) []string {
	var names []string
	for _, c := range d.templatesUsed() {
		parts := []*templating.Template{c.Subject, c.Body}
		if channel == delivery.SMS {
			parts = []*templating.Template{c.SMS}
			if text, _ := c.SMS.Text(nil); text == "" && len(c.SMS.Tags()) == 0 {
				parts[0] = c.Body // a template without a text for SMS is sent whole
			}
		}
		for _, t := range parts {
			names = append(names, t.Tags()...)
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// templatesUsed are the company's templates that the recipients get their text of.
func (d *Draft) templatesUsed() []templating.Compiled {
	var list []templating.Compiled
	if d.source.compiled.Body != nil {
		list = append(list, d.source.compiled)
	}
	if k := d.request.Kind; k != BookingConfirmation && k != Reminder || len(d.settings.BookingTemplates) == 0 {
		return list // nobody's text is of another template, and thousands need not be asked for their language
	}
	for _, l := range d.languages() {
		if source, err := d.sourceIn(l); err == nil && l.Tag() != d.language.Tag() && source.compiled.Body != nil {
			list = append(list, source.compiled)
		}
	}
	return list
}

func (d *Draft) tellVisits(snap *snapshots.Snapshot, visits []booking.Booking) {
	for _, b := range visits {
		snap.Fields = append(snap.Fields, visitFields(b, false)...)
	}
}

// tellTags tells what the tags of a text say.
func (d *Draft) tellTags(snap *snapshots.Snapshot, tags []string) {
	next := saidBy(tags)
	if d.visiting && len(next) > 0 {
		tellSaid(snap, d.visit, next)
	}
	for _, tag := range tags {
		switch {
		case strings.HasPrefix(tag, "nextBooking"):
		case tag == "futureBookings":
			for _, b := range d.facts(locale.Swedish).Listed() {
				tellSaid(snap, b, saidBy([]string{"nextBooking"}))
			}
		default:
			d.tellTag(snap, tag)
		}
	}
}

// saidBy are the fields of the next visit that the tags of a text say. The hours alone are
// taken for the whole time.
func saidBy(tags []string) (fields []string) {
	for _, said := range []struct{ field, tag string }{
		{snapshots.FieldTime, "nextBookingTime"},
		{snapshots.FieldDate, "nextBookingDate"},
		{snapshots.FieldTechnician, "nextBookingName"},
	} {
		if slices.Contains(tags, said.tag) || slices.Contains(tags, "nextBooking") {
			fields = append(fields, said.field)
		}
	}
	if len(fields) > 0 {
		fields = append(fields, snapshots.FieldCancelled)
	}
	return fields
}

// tellSaid tells fields of a visit, each once. Its day stands by itself where no time is
// said, so that another hour of the same day is no change.
func tellSaid(snap *snapshots.Snapshot, b booking.Booking, said []string) {
	for _, f := range visitFields(b, false) {
		if !slices.Contains(said, f.Name) {
			continue
		}
		f.Aside = f.Aside && slices.Contains(said, snapshots.FieldTime)
		same := func(had snapshots.Field) bool { return had.Name == f.Name && had.Item == f.Item && had.List == "" }
		if at := slices.IndexFunc(snap.Fields, same); at < 0 {
			snap.Fields = append(snap.Fields, f)
		} else {
			snap.Fields[at].Aside = snap.Fields[at].Aside || f.Aside
		}
	}
}

// tagFields are the names under which the log has what tags say.
var tagFields = map[string]string{
	"facilityOrCustomer": snapshots.FieldFacility, "customerOrderNumber": snapshots.FieldCustomerOrderNumber,
	"serviceObjects": snapshots.FieldServiceObjects,
}

// tellTag tells what a tag says that is not about visits. What is the company's own, the
// reader's name, and what is told once, such as when somebody is expected, are nothing of
// the order's that could change.
func (d *Draft) tellTag(snap *snapshots.Snapshot, tag string) {
	switch tag {
	case "company", "contactName", "expectedTime", "expectedWhen":
		return
	}
	f := snapshots.Field{Name: cmp.Or(tagFields[tag], tag)}
	if tag == "facilityOrCustomer" { // the order's own: where a visit is at another, the visit tells it
		f.Value = d.facts(d.known.Of()).OwnFacilityOrCustomer()
	} else {
		values := d.values(d.known.Of())
		f.Value = values[tag]
	}
	snap.Fields = append(snap.Fields, f)
}

// isOver reports whether a booking has ended, cancelled or not. An all-day one
// ends with its day, and one without an end when it starts.
func isOver(b booking.Booking, now time.Time) bool {
	b.Cancelled = false
	_, ok := booking.Next([]booking.Booking{b}, now)
	return !ok
}
