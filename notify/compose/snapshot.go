package compose

import (
	"cmp"
	"crypto/sha256"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"github.com/budkavle/budkavle/audit"
	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/booking"
	"github.com/budkavle/budkavle/notify/order"
	"github.com/budkavle/budkavle/notify/plan"
	"github.com/budkavle/budkavle/pdf"
	"github.com/budkavle/budkavle/templating"
	"github.com/budkavle/budkavle/templating/locale"
)

// snapshots are what the draft's messages tell, and what its SMS do where its mails tell
// something else.
func (d *Draft) snapshots() (all, sms *audit.Snapshot) {
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
func (d *Draft) snapshot(channel delivery.Channel) *audit.Snapshot {
	if d.rules.AttachPDF || d.settings.MarkAnyChange {
		d.order = d.order.WithHashes() // once
	}
	snap := &audit.Snapshot{Scope: audit.ScopeOrder}
	if d.settings.MarkAnyChange {
		snap.Whole = fingerprint(d.order)
	}
	switch {
	case d.rules.aboutVisit:
		snap.Scope = audit.ScopeBooking
		tags := d.tags(channel)
		for _, b := range d.visitsTold(tags) {
			snap.Fields = append(snap.Fields, visitFields(b, channel == delivery.Email && d.inCalendar(b))...)
		}
		d.tellTag(snap, "facilityOrCustomer")
		d.tellField(snap, audit.FieldAddress)
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
		return list // nobody's text is of another template
	}
	for _, l := range d.languages() {
		if source, err := d.sourceIn(l); err == nil && l.Tag() != d.language.Tag() && source.compiled.Body != nil {
			list = append(list, source.compiled)
		}
	}
	return list
}

func (d *Draft) tellVisits(snap *audit.Snapshot, visits []booking.Booking) {
	for _, b := range visits {
		snap.Fields = append(snap.Fields, visitFields(b, false)...)
	}
}

// tellTags tells what the tags of a text say.
func (d *Draft) tellTags(snap *audit.Snapshot, tags []string) {
	told := map[string]bool{}
	for _, tag := range tags {
		switch {
		case strings.HasPrefix(tag, "nextBooking"):
			if b := d.visit; d.visiting && !told[b.ID] {
				told[b.ID] = true
				d.tellVisits(snap, []booking.Booking{b})
			}
		case tag == "futureBookings":
			for _, b := range d.facts(locale.Swedish).Listed() {
				if !told[b.ID] {
					told[b.ID] = true
					d.tellVisits(snap, []booking.Booking{b})
				}
			}
		default:
			d.tellTag(snap, tag)
		}
	}
}

// tagFields are the names under which the log has what tags say.
var tagFields = map[string]string{
	"facilityOrCustomer": audit.FieldFacility, "customerOrderNumber": audit.FieldCustomerOrderNumber, "serviceObjects": audit.FieldServiceObjects,
}

// tellTag tells what a tag says that is not about visits. What is the company's own, the
// reader's name, and what is told once, such as when somebody is expected, are nothing of
// the order's that could change.
func (d *Draft) tellTag(snap *audit.Snapshot, tag string) {
	if tag == "company" || tag == "contactName" || tag == "expectedTime" {
		return
	}
	f := audit.Field{Name: cmp.Or(tagFields[tag], tag)}
	if tag == "facilityOrCustomer" { // the order's own: where a visit is at another, the visit tells it
		f.Value = d.facts(d.known.Of()).OwnFacilityOrCustomer()
	} else {
		values := d.values(d.known.Of())
		f.Value = values[tag]
	}
	snap.Fields = append(snap.Fields, f)
}

// paperLists says which items of a paper are told as wholes, so that one that is
// added later is a change too.
var paperLists = []struct{ item, list string }{
	{"line-", audit.ListLines},
	{"total-", audit.ListTotals},
	{"check-", audit.ListChecks},
	{"checklist-", audit.ListChecks},
	{"measurement-", audit.ListMeasurements},
	{"object-", "objects"},
	{"party-", "parties"},
	{"fact-", "facts"},
	{"photo-", "photos"},
	{"signature-", "signatures"},
}

// tellPaper tells what the paper prints, by the walk that draws it, apart from what
// is the company's own, and from visits, which are told as visits are.
func (d *Draft) tellPaper(snap *audit.Snapshot, coming []booking.Booking) {
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
	item, fields := "", []audit.Field(nil)
	label := ""
	flush := func() {
		if len(fields) > 0 {
			addPaper(snap, item, label, fields)
		}
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
		fields = append(fields, audit.Field{Name: f.Name, Form: paperForm(f.Form), Value: value})
	}
	flush()
	d.tellAside(snap)
}

// tellAside tells what a text would say of the order, where the paper says it in its
// own way: who reads the paper knows it.
func (d *Draft) tellAside(snap *audit.Snapshot) {
	first := len(snap.Fields)
	d.tellTag(snap, "facilityOrCustomer")
	d.tellTag(snap, "serviceObjects")
	if d.order.Kind != order.PurchaseOrder || d.settings.CustomerOnPurchaseOrders {
		d.tellTag(snap, "customerOrderNumber")
		d.tellField(snap, audit.FieldAddress)
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
func paperForm(f pdf.PrintedForm) audit.ValueForm {
	if f == pdf.FormPicture {
		return audit.FormText
	}
	return audit.ValueForm(f)
}

func addPaper(snap *audit.Snapshot, item, label string, fields []audit.Field) {
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
func validFields(fields []audit.Field) {
	for i := range fields {
		f := &fields[i]
		f.Item, f.Label, f.Value = plan.Valid(f.Item), plan.Valid(f.Label), oneEnding(f.Value)
	}
}

// isOver reports whether a booking has ended, cancelled or not. An all-day one
// ends with its day, and one without an end when it starts.
func isOver(b booking.Booking, now time.Time) bool {
	b.Cancelled = false
	_, ok := booking.Next([]booking.Booking{b}, now)
	return !ok
}

// current returns what each message would tell now, by the message's ID and in the
// same terms as its snapshot: of the visits that it told of, whatever has become of
// them, and of the tags that its text used.
func current(s order.Settings, o order.Order, messages []audit.Message, now time.Time) map[string]*audit.Snapshot {
	list := map[string]*audit.Snapshot{}
	papers := map[string]*audit.Snapshot{} // once a kind
	var whole audit.Fingerprint
	if s.MarkAnyChange || slices.ContainsFunc(messages, tellsPaper) {
		o = o.WithHashes() // once, not for each kind of paper
	}
	if s.MarkAnyChange {
		whole = fingerprint(o)
	}
	zone, err := s.ZoneOf(o)
	if err != nil {
		zone = time.UTC
	}
	drafts, known := map[string]*Draft{}, s.BuildLanguages() // a draft once a kind
	for _, m := range messages {
		if m.Snapshot == nil {
			continue
		}
		d := drafts[m.Kind]
		if d == nil {
			rules, _ := rulesOf(plan.Kind(m.Kind))
			d = &Draft{settings: s, known: known, order: o, request: Request{Kind: plan.Kind(m.Kind), Now: now}, rules: rules, zone: zone}
			drafts[m.Kind] = d
		}
		snap := &audit.Snapshot{Scope: m.Snapshot.Scope, Whole: whole}
		told := m.Says()
		for _, id := range visitsIn(told) {
			snap.Fields = append(snap.Fields, visitNow(o, itemFields(told, id), id, zone)...)
		}
		if d.rules.AttachPDF {
			if papers[m.Kind] == nil {
				papers[m.Kind] = &audit.Snapshot{}
				d.tellPaperNow(papers[m.Kind])
			}
			snap.Fields = append(snap.Fields, papers[m.Kind].Fields...)
			snap.Lists = papers[m.Kind].Lists
		} else {
			for _, f := range m.Snapshot.Fields {
				if f.Item == "" && f.List == "" {
					d.tellField(snap, f.Name)
				}
			}
		}
		validFields(snap.Fields)
		list[m.ID] = snap
	}
	return list
}

// tellsPaper reports whether a message's snapshot is compared with the order's paper.
func tellsPaper(m audit.Message) bool {
	rules, _ := rulesOf(plan.Kind(m.Kind))
	return m.Snapshot != nil && rules.AttachPDF
}

// tellPaperNow tells a paper without its visits.
func (d *Draft) tellPaperNow(snap *audit.Snapshot) {
	own, said := d.order.Bookings, d.said
	d.order.Bookings, d.said = nil, nil
	d.tellPaper(snap, nil)
	d.order.Bookings, d.said = own, said
}

// tellField tells a field of a text as it is now.
func (d *Draft) tellField(snap *audit.Snapshot, name string) {
	if name == audit.FieldAddress {
		snap.Fields = append(snap.Fields, audit.Field{Name: name, Value: strings.ReplaceAll(d.address(), "\n", ", ")})
		return
	}
	for tag, field := range tagFields {
		if field == name {
			d.tellTag(snap, tag)
			return
		}
	}
	d.tellTag(snap, name)
}

// visitsIn are the IDs of the visits that a snapshot tells of, in its order.
func visitsIn(snap *audit.Snapshot) []string {
	var ids []string
	for _, f := range snap.Fields {
		if f.Name == audit.FieldTime && f.List == "" && !slices.Contains(ids, f.Item) {
			ids = append(ids, f.Item)
		}
	}
	return ids
}

// visitNow are those of a visit's fields now that were told. One that is off, cancelled or
// taken away, says nothing but that: what was told of it else still names it.
func visitNow(o order.Order, told []audit.Field, id string, zone *time.Location) []audit.Field {
	for _, b := range o.Bookings {
		if plan.Valid(order.VisitItem(b.ID)) == id && !b.Cancelled {
			return slices.DeleteFunc(visitFields(b.In(zone), true), func(f audit.Field) bool { return !hasField(told, f.Name) })
		}
	}
	fields := slices.Clone(told)
	for i := range fields {
		if fields[i].Name == audit.FieldCancelled {
			fields[i].Value, fields[i].Proof = "✓", ""
		}
	}
	return fields
}

func hasField(fields []audit.Field, name string) bool {
	return slices.ContainsFunc(fields, func(f audit.Field) bool { return f.Name == name })
}

// fingerprint is that of everything that the host tells of the order, for the
// option to mark any change. The time of the change itself is no change, and
// pictures and files enter by their hash.
func fingerprint(o order.Order) audit.Fingerprint {
	o = o.WithHashes()
	o.Changed = time.Time{}
	o.Files, o.Content.Photos, o.Content.Signatures = slices.Clone(o.Files), slices.Clone(o.Content.Photos), slices.Clone(o.Content.Signatures)
	for i := range o.Files {
		o.Files[i].Data = nil
	}
	for i := range o.Content.Photos {
		o.Content.Photos[i].Data = nil
	}
	for i := range o.Content.Signatures {
		o.Content.Signatures[i].Picture.Data = nil
	}
	text, err := json.Marshal(o)
	if err != nil {
		return audit.Fingerprint{}
	}
	return sha256.Sum256(text)
}
