package compose

import (
	"crypto/sha256"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"github.com/budkavle/budkavle/audit"
	"github.com/budkavle/budkavle/audit/snapshots"
	"github.com/budkavle/budkavle/booking"
	"github.com/budkavle/budkavle/notify/order"
	"github.com/budkavle/budkavle/notify/plan"
)

// current returns what each message would tell now, by the message's ID and in the
// same terms as its snapshot: of the visits that it told of, whatever has become of
// them, and of the tags that its text used.
func current(s order.Settings, o order.Order, messages []audit.Message, now time.Time) map[string]*snapshots.Snapshot {
	list := make(map[string]*snapshots.Snapshot, len(messages))
	papers := map[string]*snapshots.Snapshot{} // once a kind
	var whole snapshots.Fingerprint
	if s.MarkAnyChange || slices.ContainsFunc(messages, tellsPaper) {
		o = o.WithHashes() // once, not for each kind of paper
	}
	if s.MarkAnyChange {
		whole = fingerprint(o)
	}
	zone, known := zoneOf(s, o), s.BuildLanguages()
	drafts := map[string]*Draft{} // once a kind
	visits := visitsNow{order: o, zone: zone, fields: map[int][]snapshots.Field{}}
	for i := range messages {
		m := &messages[i]
		if m.Snapshot == nil {
			continue
		}
		d := drafts[m.Kind]
		if d == nil {
			rules, _ := rulesOf(plan.Kind(m.Kind))
			d = &Draft{
				settings: s,
				known:    known,
				order:    o,
				request:  Request{Kind: plan.Kind(m.Kind), Now: now},
				rules:    rules,
				zone:     zone,
			}
			drafts[m.Kind] = d
		}
		told := m.Says()
		snap := &snapshots.Snapshot{
			Scope: m.Snapshot.Scope, Whole: whole, Fields: make([]snapshots.Field, 0, len(told.Fields)),
		}
		for _, id := range visitsIn(told) {
			visits.tell(snap, told, id)
		}
		if d.rules.AttachPDF {
			if papers[m.Kind] == nil {
				papers[m.Kind] = &snapshots.Snapshot{}
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

// tellsPaper reports whether a message is compared with the order's paper.
func tellsPaper(m audit.Message) bool {
	rules, _ := rulesOf(plan.Kind(m.Kind))
	return rules.AttachPDF
}

// tellPaperNow tells a paper without its visits.
func (d *Draft) tellPaperNow(snap *snapshots.Snapshot) {
	own, said := d.order.Bookings, d.said
	d.order.Bookings, d.said = nil, nil
	d.tellPaper(snap, nil)
	d.order.Bookings, d.said = own, said
}

// tellField tells a field of a text as it is now.
func (d *Draft) tellField(snap *snapshots.Snapshot, name string) {
	if name == snapshots.FieldAddress {
		snap.Fields = append(snap.Fields, snapshots.Field{Name: name, Value: strings.ReplaceAll(d.address(), "\n", ", ")})
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
func visitsIn(snap *snapshots.Snapshot) []string {
	var ids []string
	for _, f := range snap.Fields {
		if (f.Name == snapshots.FieldTime || f.Name == snapshots.FieldCancelled) &&
			f.List == "" && !slices.Contains(ids, f.Item) {
			ids = append(ids, f.Item)
		}
	}
	return ids
}

// visitsNow are an order's visits as they are, for all messages that told of them.
type visitsNow struct {
	order  order.Order
	zone   *time.Location
	fields map[int][]snapshots.Field // of each booking that was asked for
}

// tell tells those of a visit's fields now that were told. One that is off, cancelled or
// taken away, says nothing but that: what was told of it else still names it.
func (v *visitsNow) tell(snap, said *snapshots.Snapshot, id string) {
	told := itemFields(said, id)
	fields := v.of(told, said.Salt, id)
	for _, f := range fields {
		if was := slices.IndexFunc(told, func(was snapshots.Field) bool { return was.Name == f.Name }); was >= 0 {
			f.Aside = told[was].Aside
			snap.Fields = append(snap.Fields, f)
		}
	}
	if fields != nil {
		return
	}
	for _, f := range told {
		if f.Name == snapshots.FieldCancelled {
			f.Value, f.Proof = "✓", ""
		}
		snap.Fields = append(snap.Fields, f)
	}
}

// of are the fields of a visit; nil when it is off.
func (v *visitsNow) of(told []snapshots.Field, salt, id string) []snapshots.Field {
	bookings := v.order.Bookings
	i := slices.IndexFunc(bookings, func(b booking.Booking) bool { return plan.Valid(order.VisitItem(b.ID)) == id })
	switch {
	case i < 0:
		visit, _ := toldVisit(nil).then(told, salt)
		if b, anew := savedAnew(v.order, visit, id, v.zone); anew {
			return visitFields(b.In(v.zone), true)
		}
		return nil
	case bookings[i].Start.IsZero() || bookings[i].Cancelled:
		return nil
	case v.fields[i] == nil:
		v.fields[i] = visitFields(bookings[i].In(v.zone), true)
	}
	return v.fields[i]
}

// fingerprint is that of everything that the host tells of the order, for the
// option to mark any change. The time of the change itself is no change, and
// pictures and files enter by their hash.
func fingerprint(o order.Order) snapshots.Fingerprint {
	o = o.WithHashes()
	o.Changed = time.Time{}
	o.Files = slices.Clone(o.Files)
	o.Content.Photos, o.Content.Signatures = slices.Clone(o.Content.Photos), slices.Clone(o.Content.Signatures)
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
		return snapshots.Fingerprint{}
	}
	return sha256.Sum256(text)
}
