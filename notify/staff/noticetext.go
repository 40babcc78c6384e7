package staff

import (
	"cmp"
	"slices"
	"strings"

	"github.com/budkavle/budkavle/audit/snapshots"
	"github.com/budkavle/budkavle/booking"
	"github.com/budkavle/budkavle/templating"
	"github.com/budkavle/budkavle/templating/cleantext"
	"github.com/budkavle/budkavle/templating/locale"
)

// write is the notice in a language: the text of the weightiest event, a sentence
// for each further one, and what changed.
func (n Notice) write(l locale.Language) (locale.Text, error) {
	texts, err := n.texts(l)
	if err != nil || len(texts) == 0 {
		return locale.Text{}, err
	}
	t := texts[0]
	first := opening(t)
	said := first
	for _, further := range texts[1:] {
		said += "\n" + opening(further)
	}
	t.Body = said + strings.TrimPrefix(t.Body, first)
	if rest, ok := strings.CutPrefix(t.SMS, oneLine(first)); ok {
		t.SMS = oneLine(said) + rest
	} else {
		t.SMS = strings.TrimSpace(t.SMS + " " + strings.TrimPrefix(oneLine(said), oneLine(first)))
	}
	if lines := n.changeLines(l); lines != "" {
		if !strings.Contains(t.Body, lines) {
			t.Body += "\n\n" + l.Phrase("staff.changed") + "\n" + lines
		}
		t.SMS += " " + l.Phrase("staff.changed") + " " + strings.Join(n.changedFields(l), ", ") + "."
	}
	return t, nil
}

// oneLine is a text as an SMS has it.
func oneLine(text string) string { return strings.ReplaceAll(text, "\n", " ") }

// bullet stands before each line of a list.
const bullet = "• "

// texts are what is said of each event and visit; that the order has changed only
// where that is news beside the others.
func (n Notice) texts(l locale.Language) ([]locale.Text, error) {
	var texts []locale.Text
	for _, e := range n.Events {
		if e == OrderChanged &&
			!slices.ContainsFunc(n.Changes, func(c snapshots.Difference) bool { return !n.said(c) && !n.mine(c) }) {
			continue
		}
		list, err := n.textsOf(e, l)
		if err != nil {
			return nil, err
		}
		texts = append(texts, list...)
	}
	return texts, nil
}

// mine reports whether a change is of a visit that the notice tells of.
func (n Notice) mine(c snapshots.Difference) bool {
	told := slices.Contains(n.Events, Booked) || slices.Contains(n.Events, OtherTime)
	return told && c.List == "" && slices.ContainsFunc(n.Bookings, func(b booking.Change) bool { return b.ID == c.Item })
}

// said reports whether the sentences of the notice say all of a change: that a visit
// is new or gone, that the order is the person's.
func (n Notice) said(c snapshots.Difference) bool {
	if c.Field == fieldResponsible && c.Item == "" {
		return slices.Contains(n.Events, Assigned) && !n.Unassigned
	}
	return c.Kind != snapshots.DifferenceValue && n.mine(c)
}

// changeLines are what changed, a line each.
func (n Notice) changeLines(l locale.Language) string {
	var lines []string
	for _, c := range n.Changes {
		if !n.said(c) {
			lines = append(lines, bullet+c.Message(l))
		}
	}
	return strings.Join(lines, "\n")
}

// changedFields are what changed by name alone, each once, for an SMS.
func (n Notice) changedFields(l locale.Language) []string {
	var names []string
	for _, c := range n.Changes {
		if n.said(c) {
			continue
		}
		name := c.Field
		switch {
		case c.List == snapshots.ListLines:
			name = "lines"
		case c.Kind != snapshots.DifferenceValue:
			name = snapshots.FieldBooking
		}
		if name = snapshots.FieldMessage(name, l); !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names
}

// textsOf are the texts of an event: one, or for what became of visits one each.
func (n Notice) textsOf(e Event, l locale.Language) ([]locale.Text, error) {
	kinds := map[Event]locale.TextKind{
		OrderCreated:    locale.TextOrderCreated,
		Assigned:        locale.TextAssigned,
		OrderChanged:    locale.TextOrderChanged,
		ServiceReminder: locale.TextServiceReminder,
	}
	if n.Unassigned {
		kinds[Assigned] = locale.TextUnassigned
	}
	if kind, ok := kinds[e]; ok {
		t, err := n.about.expand(kind, l, n.values(l))
		return []locale.Text{t}, err
	}
	var texts []locale.Text
	for _, v := range n.Bookings {
		values := n.about.facts(l, v)
		values["changes"] = n.changeLines(l)
		if place := n.place(); place != "" {
			values["facilityOrCustomer"] = place
		}
		t, err := n.about.expand(visitText(e, v.Kind), l, values)
		if err != nil {
			return nil, err
		}
		texts = append(texts, t)
	}
	return texts, nil
}

// place is where the visits of the notice are, where it says so of them: at another
// facility than the order's, or which door; of other time also what it is for. Empty
// where that is another for each.
func (n Notice) place() string {
	var places []string
	for _, v := range n.Bookings {
		b := v.After
		if v.Kind == booking.ChangeCancelled || v.Kind == booking.ChangeRemoved {
			b = v.Before
		}
		if place := n.about.placeOf(b); !slices.Contains(places, place) {
			places = append(places, place)
		}
	}
	if len(places) != 1 {
		return ""
	}
	return places[0]
}

func (o *occasion) placeOf(b booking.Booking) string {
	title, facility, place := cleantext.OneLine(b.Title), cleantext.OneLine(b.Facility), cleantext.OneLine(b.Place)
	if o.order.Number != "" || o.order.ID != "" {
		title = "" // the order's number says it
		facility = cmp.Or(facility, cleantext.OneLine(o.order.Facility.Name), cleantext.OneLine(o.order.Customer.Name))
	}
	parts := slices.DeleteFunc([]string{title, facility, place}, func(s string) bool { return s == "" })
	return strings.Join(parts, ", ")
}

// visitText is the text about a visit.
func visitText(e Event, kind booking.ChangeKind) locale.TextKind {
	switch kind {
	case booking.ChangeAdded:
		if e == OtherTime {
			return locale.TextOtherTime
		}
		return locale.TextBooked
	case booking.ChangeMoved:
		return locale.TextBookedMoved
	case booking.ChangeCancelled, booking.ChangeRemoved:
		return locale.TextBookedCancelled
	}
	return locale.TextBookedChanged
}

// values are those of the tags of a text that is about no visit.
func (n Notice) values(l locale.Language) templating.Values {
	values := n.about.facts(l)
	values["changes"] = n.changeLines(l)
	if n.Object.Name != "" {
		values["serviceObjects"] = n.Object.text(l)
		values["facilityOrCustomer"] = n.Object.place()
		values["orderRef"] = ""
	}
	return values
}

// facts are the values of the tags, with a visit or without any.
func (o *occasion) facts(l locale.Language, visits ...booking.Change) templating.Values {
	f := booking.Facts{
		Company: o.company.Company.Name, OrderNumber: o.order.Number,
		Facility: o.order.Facility.Name, Customer: o.order.Customer.Name,
		Now: o.now, Zone: o.zone, Language: l,
	}
	for _, v := range visits {
		b := v.After
		if v.Kind == booking.ChangeCancelled || v.Kind == booking.ChangeRemoved {
			b = v.Before
		}
		f.Bookings, f.About = append(f.Bookings, b), append(f.About, b.ID)
	}
	values, _ := f.BuiltInValues()
	if o.order.Number == "" {
		values["orderRef"] = ""
	}
	return values
}

// expand is a built-in text with its tags replaced.
func (o *occasion) expand(
	kind locale.TextKind, l locale.Language, values templating.Values,
) (t locale.Text, err error) {
	built := l.Text(kind, values)
	c, err := templating.EmailTemplate{
		ID:      "built-in",
		Subject: built.Subject,
		Body:    built.Body,
		SMS:     built.SMS,
	}.Compile(templating.BuiltInTags())
	if err != nil {
		return t, err
	}
	if t.Subject, err = c.Subject.Subject(values); err != nil {
		return t, err
	}
	if t.Body, err = c.Body.Text(values); err != nil || c.SMS == nil {
		return t, err
	}
	t.SMS, err = c.SMS.Text(values)
	return t, err
}
