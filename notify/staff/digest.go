package staff

import (
	"cmp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/budkavle/budkavle/audit"
	"github.com/budkavle/budkavle/audit/snapshots"
	"github.com/budkavle/budkavle/booking"
	"github.com/budkavle/budkavle/notify/order"
	"github.com/budkavle/budkavle/notify/plan"
	"github.com/budkavle/budkavle/templating/locale"
)

// DigestNotice is the name of the fields of a digest's snapshot, whose items are the
// IDs of the notices that are told in it.
const DigestNotice = "notice"

// Digest gathers what has waited for an evening into one message to a person: each
// order and booking once, with what is otherwise than before the first change.
// What was changed and changed back is not told. It is false when nothing is left to
// tell, and when the person cannot be reached by what they have chosen by then. The
// message's key is that of the person and the evening; all of waiting should be of
// both. They are told in the order in which they were decided, those of one moment in
// the order given.
func Digest(c order.Settings, p Person, waiting ...Waiting) (*plan.Letter, bool) {
	if len(waiting) == 0 {
		return nil, false
	}
	waiting = slices.Clone(waiting)
	slices.SortStableFunc(waiting, func(a, b Waiting) int { return a.At.Compare(b.At) })
	until := waiting[0].Until
	n := Notice{Person: p, about: newOccasion(c, Settings{}, order.Order{}, order.Actor{}, until)}
	var parts []Notice
	for _, group := range byAbout(waiting) {
		part, ok := gather(c, p, group, until)
		if !ok {
			continue
		}
		parts = append(parts, part)
		n.Events = append(n.Events, part.Events...)
		n.about.settings.Compulsory = append(n.about.settings.Compulsory, part.about.settings.Compulsory...)
	}
	if n.chooseChannels(); len(parts) == 0 || len(n.Channels) == 0 || p.Customer {
		return nil, false
	}
	l := n.about.letter(KindDigest)
	l.Key = DigestKey(c.Company.ID, p.ID, until)
	l.Snapshot = &snapshots.Snapshot{Scope: snapshots.ScopeOrder}
	for _, w := range waiting {
		l.Snapshot.Fields = append(l.Snapshot.Fields, snapshots.Field{Name: DigestNotice, Item: w.ID, Value: "told"})
	}
	if len(parts) == 1 { // several have theirs in the text
		n.about.order.Link = parts[0].about.order.Link
	}
	n.address(l)
	l.EmailText = func(l locale.Language) (plan.EmailText, error) {
		t, err := digestText(n.about, parts, l)
		return plan.EmailText{Subject: t.Subject, Body: t.Body}, err
	}
	l.SMSText = func(l locale.Language) (string, error) {
		t, err := digestText(n.about, parts, l)
		return t.SMS, err
	}
	return l, true
}

// DigestKey is the key of a person's digest of an evening.
func DigestKey(company, userID string, until time.Time) string {
	return audit.NewID("staff-digest", company, userID, until.UTC().Format(time.RFC3339))
}

// byAbout are the notices of each order or booking, in the order of the first.
func byAbout(waiting []Waiting) [][]Waiting {
	var groups [][]Waiting
	index := map[string]int{}
	for _, w := range waiting {
		at, ok := index[w.About]
		if !ok {
			at = len(groups)
			index[w.About] = at
			groups = append(groups, nil)
		}
		groups[at] = append(groups[at], w)
	}
	return groups
}

// gather makes one notice of all that is about one order or booking, as it is by
// then; false when nothing is left to tell.
func gather(c order.Settings, p Person, group []Waiting, now time.Time) (Notice, bool) {
	last := group[len(group)-1]
	o := newOccasion(c, Settings{}, last.Order.order(), order.Actor{}, now)
	n := Notice{Person: p, Told: true, about: o}
	happened := map[Event]bool{}
	assigned := 0
	for _, w := range group {
		for _, e := range w.Events {
			switch {
			case e != Assigned:
				happened[e] = true
			case w.Unassigned:
				assigned--
			default:
				assigned++
			}
		}
		o.settings.Compulsory = append(o.settings.Compulsory, w.Compulsory...)
	}
	happened[Assigned], n.Unassigned = assigned != 0, assigned < 0
	n.Bookings = netVisits(group, now)
	if happened[OrderChanged] {
		n.Changes = netChanges(group)
	} else {
		n.Changes = visitChanges(n.Bookings, o.zone)
	}
	happened[Booked] = happened[Booked] && len(n.Bookings) > 0
	happened[OtherTime] = happened[OtherTime] && len(n.Bookings) > 0
	happened[OrderChanged] = happened[OrderChanged] && len(n.Changes) > 0
	for _, e := range append(slices.Clone(events), OtherTime) {
		if happened[e] {
			n.Events = append(n.Events, e)
		}
	}
	return n, len(n.Events) > 0
}

// netVisits are what became of visits from the first change to the last; not those
// that are over.
func netVisits(group []Waiting, now time.Time) []booking.Change {
	var ids []string
	first, last := map[string]booking.Change{}, map[string]booking.Change{}
	for _, w := range group {
		for _, c := range w.Bookings {
			if _, had := first[c.ID]; !had {
				ids, first[c.ID] = append(ids, c.ID), c
			}
			last[c.ID] = c
		}
	}
	gone := func(c booking.Change) bool {
		return c.Kind == booking.ChangeCancelled || c.Kind == booking.ChangeRemoved
	}
	var net []booking.Change
	for _, id := range ids {
		was, is := first[id], last[id]
		had := was.Kind != booking.ChangeAdded
		c := booking.Change{ID: id, Before: was.Before, After: is.After}
		switch {
		case gone(is) && had:
			c.Kind, c.After = is.Kind, booking.Booking{}
		case gone(is): // it came and went
		case had:
			c.Kind = booking.Compare(was.Before, is.After)
		default:
			c.Kind, c.Before = booking.ChangeAdded, booking.Booking{}
		}
		over := func(b booking.Booking) bool { return b.Start.IsZero() || b.Over(now) }
		if c.Kind != "" && !(over(c.Before) && over(c.After)) {
			net = append(net, c)
		}
	}
	return net
}

// netChanges are what an order says otherwise than before the first change.
func netChanges(group []Waiting) []snapshots.Difference {
	type key struct{ list, item, name string }
	var keys []key
	type sides struct{ was, is *snapshots.Field }
	net := map[key]sides{}
	for _, w := range group {
		if w.Before == nil || w.After == nil {
			continue
		}
		touched := map[key]sides{}
		var order []key
		for i, side := range []*snapshots.Snapshot{w.After, w.Before} {
			for j := range side.Fields {
				f := &side.Fields[j]
				k := key{f.List, f.Item, f.Name}
				s, had := touched[k]
				if !had {
					order = append(order, k)
				}
				if i == 0 {
					s.is = f
				} else {
					s.was = f
				}
				touched[k] = s
			}
		}
		for _, k := range order {
			s, had := net[k]
			if !had {
				keys, s.was = append(keys, k), touched[k].was
			}
			s.is = touched[k].is
			net[k] = s
		}
	}
	// the order's own first
	slices.SortStableFunc(keys, func(a, b key) int { return cmp.Compare(min(len(a.item), 1), min(len(b.item), 1)) })
	before, after := &snapshots.Snapshot{}, &snapshots.Snapshot{}
	for _, k := range keys {
		if f := net[k].was; f != nil {
			before.Fields = append(before.Fields, *f)
		}
		if f := net[k].is; f != nil {
			after.Fields = append(after.Fields, *f)
		}
	}
	return snapshots.Compare(before, after)
}

// digestText is the digest in a language: a paragraph for each order or booking.
func digestText(o *occasion, parts []Notice, l locale.Language) (locale.Text, error) {
	var mail, sms []string
	for _, n := range parts {
		heading := n.heading(l)
		sentences, err := n.sentences(l)
		if err != nil {
			return locale.Text{}, err
		}
		lines := append([]string{heading}, sentences...)
		if changes := n.changeLines(l); changes != "" {
			lines = append(lines, changes)
		}
		if n.about.order.Link != "" && len(parts) > 1 {
			lines = append(lines, n.about.order.Link)
		}
		mail = append(mail, strings.Join(lines, "\n"))
		sms = append(sms, oneLine(heading+": "+strings.Join(sentences, " ")))
	}
	values := o.facts(l)
	values["changes"] = strings.Join(mail, "\n\n")
	t, err := o.expand(locale.TextDigest, l, values)
	t.SMS = fit(append([]string{t.SMS}, sms...), l)
	return t, err
}

// heading names what a part of the digest is about.
func (n Notice) heading(l locale.Language) string {
	o := n.about.order
	place := cmp.Or(strings.TrimSpace(o.Facility.Name), strings.TrimSpace(o.Customer.Name))
	parts := slices.DeleteFunc([]string{o.Number, place}, func(s string) bool { return s == "" })
	if len(parts) == 0 && slices.Contains(n.Events, OtherTime) {
		parts = append(parts, OtherTime.Message(l))
		if place := n.place(); place != "" {
			parts = append(parts, place)
		}
	}
	return strings.Join(parts, ", ")
}

// sentences are what happened, a sentence or two for each event and visit.
func (n Notice) sentences(l locale.Language) ([]string, error) {
	texts, err := n.texts(l)
	list := make([]string, len(texts))
	for i, t := range texts {
		list[i] = opening(t)
	}
	return list, err
}

// opening is what a text says before its list of changes and before the order.
func opening(t locale.Text) string {
	first, _, _ := strings.Cut(t.Body, "\n\n")
	first, _, _ = strings.Cut(first, "\n"+bullet)
	return first
}

// digestSMS is how long the SMS of a digest becomes before it leaves out the rest,
// in characters: about five SMS.
const digestSMS = 750

// fit joins the lines of an SMS, and of those that would make it too long says how
// many there are. The first is always there.
func fit(lines []string, l locale.Language) string {
	text := lines[0]
	for i, line := range lines[1:] {
		if utf8.RuneCountInString(text)+utf8.RuneCountInString(line) > digestSMS {
			return text + "\n" + l.Phrase("staff.digest-more", len(lines)-1-i)
		}
		text += "\n" + line
	}
	return text
}
