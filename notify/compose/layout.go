package compose

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/budkavle/budkavle/audit/snapshots"
	"github.com/budkavle/budkavle/booking"
	"github.com/budkavle/budkavle/notify/order"
	"github.com/budkavle/budkavle/notify/plan"
	"github.com/budkavle/budkavle/templating"
	"github.com/budkavle/budkavle/templating/cleantext"
	"github.com/budkavle/budkavle/templating/locale"
)

// layout is what stands around the text of a kind of message in a language: the
// facts that the recipient looks for, what was written, and whether it is new,
// changed or cancelled.
func (d *Draft) layout(l locale.Language) templating.Layout {
	layout := d.kindLayout(l)
	layout.Questions = d.request.Kind != Comment // which is answered in the order, by staff too
	return layout
}

func (d *Draft) kindLayout(l locale.Language) templating.Layout {
	switch {
	case d.rules.aboutVisit:
		return d.visitLayout(l)
	case d.request.Kind == Comment:
		return d.commentLayout(l)
	case d.rules.AttachPDF:
		return d.paperLayout(l)
	}
	return templating.Layout{}
}

// A box collects facts that have a value.
type box struct {
	l     locale.Language
	facts []templating.BoxFact
}

func (b *box) add(key, value string) { b.put(templating.BoxFact{Label: b.l.Phrase(key), Value: value}) }

func (b *box) put(f templating.BoxFact) {
	if strings.TrimSpace(f.Value) != "" || f.Old != "" {
		b.facts = append(b.facts, f)
	}
}

// visitLayout is that of a message about visits: when, where and who first. A
// visit that has moved shows what was told before beside what is so now.
func (d *Draft) visitLayout(l locale.Language) templating.Layout {
	layout := templating.Layout{State: templating.StateNew}
	if d.request.Kind != BookingConfirmation {
		layout.State = ""
	}
	facts, apart, off := &box{l: l}, d.placesDiffer(), d.allOff()
	for i, b := range d.visits {
		when := whenOf(b, l, d.request.Now)
		fact := templating.BoxFact{Label: l.Phrase("compose.when"), Value: when, Strong: true, Apart: i > 0}
		who := templating.BoxFact{Label: l.Phrase("compose.who"), Value: b.Who()}
		switch {
		case b.Cancelled:
			fact.Value, fact.Old, fact.State, who.Value = "", when, templating.StateCancelled, ""
			if off {
				layout.State = templating.StateCancelled
			}
		case d.toldOtherwise(b):
			layout.State = templating.StateChanged
			fact.Old, who.Old = d.toldBefore(b, l, when, who.Value)
		}
		if layout.Preheader == "" && b.Cancelled == off { // the first that takes place, if any does
			layout.Preheader = joinSet(" · ", when, who.Value)
		}
		facts.put(fact)
		if i == 0 || apart {
			facts.add("compose.where", d.placeOf(b))
		}
		facts.put(who)
	}
	if len(d.visits) == 0 {
		facts.add("compose.where", d.place())
	}
	// With several visits the order's own facts stand apart from those of the last one.
	facts.put(templating.BoxFact{Label: l.Phrase("compose.order"), Value: d.order.Number, Apart: len(d.visits) > 1})
	facts.add("compose.what", d.order.Description)
	layout.Facts = facts.facts
	return layout
}

func whenOf(b booking.Booking, l locale.Language, now time.Time) string {
	if b.AllDay {
		return b.Date(l, now) + ", " + b.Time(l)
	}
	return l.When(b.Date(l, now), b.Time(l))
}

// toldBefore is what the customer was told last of when and who, where that was
// something else.
func (d *Draft) toldBefore(b booking.Booking, l locale.Language, when, who string) (oldWhen, oldWho string) {
	for _, f := range d.toldLast(b.ID, true) {
		switch f.Name {
		case snapshots.FieldTime:
			if then, ok := bookedAt(f.Field); ok {
				oldWhen = whenOf(then.In(d.zone), l, d.request.Now)
			}
		case snapshots.FieldTechnician:
			oldWho = f.Value
		}
	}
	if oldWhen == when {
		oldWhen = ""
	}
	if oldWho == who {
		oldWho = ""
	}
	return oldWhen, oldWho
}

// bookedAt reads the time that a snapshot has of a visit.
func bookedAt(f snapshots.Field) (booking.Booking, bool) {
	form := time.RFC3339
	if f.Form == snapshots.FormDays {
		form = time.DateOnly
	}
	from, to, _ := strings.Cut(f.Value, "/")
	start, err := time.Parse(form, from)
	end, err2 := time.Parse(form, cmp.Or(to, from))
	return booking.Booking{Start: start, End: end, AllDay: f.Form == snapshots.FormDays}, err == nil && err2 == nil
}

// placeOf is where a visit is.
func (d *Draft) placeOf(b booking.Booking) string { return cmp.Or(d.ownPlace(b, "\n"), d.place()) }

// placesDiffer reports whether each visit has to say where it is.
func (d *Draft) placesDiffer() bool {
	return slices.ContainsFunc(d.visits, func(b booking.Booking) bool { return d.placeOf(b) != d.placeOf(d.visits[0]) })
}

// ownPlace is where a visit is when that is not where the order's work is done: its
// own facility and its place.
func (d *Draft) ownPlace(b booking.Booking, separator string) string {
	facility := cleantext.OneLine(b.Facility)
	if facility == cleantext.OneLine(d.order.Facility.Name) {
		facility = ""
	}
	return joinSet(separator, facility, strings.TrimSpace(b.Place))
}

// place is where the work is done: the facility, or else the customer (R404).
func (d *Draft) place() string {
	for _, p := range []order.Party{d.order.Facility, d.order.Customer} {
		place := joinSet("\n", append([]string{strings.TrimSpace(p.Name)}, p.Address...)...)
		if place != "" && len(p.Address) > 0 {
			return place
		}
	}
	return strings.TrimSpace(d.order.Facility.Name)
}

// address is what [Draft.place] says beside the facility's name, or else the customer's.
func (d *Draft) address() string {
	facility, customer := d.order.Facility, d.order.Customer
	switch {
	case len(facility.Address) > 0:
		return strings.Join(facility.Address, "\n")
	case len(customer.Address) > 0 && strings.TrimSpace(facility.Name) != "":
		return d.place()
	}
	return strings.Join(customer.Address, "\n")
}

// paperLayout is that of a mail with the order's document: what is to be paid first,
// and what is in it.
func (d *Draft) paperLayout(l locale.Language) templating.Layout {
	facts, sum := &box{l: l}, ""
	for _, total := range d.order.Content.Totals {
		if total.Strong && total.Amount.Currency != "" {
			sum = l.Money(total.Amount.Minor, total.Amount.Currency)
			facts.put(templating.BoxFact{Label: total.Message(l), Value: sum, Strong: true})
		}
	}
	number := "compose.order"
	if d.request.Kind == Quote { // which is no order yet
		number = "pdf.quote"
	}
	facts.add(number, d.order.Number)
	place := d.place()
	if d.order.Kind == order.PurchaseOrder {
		place = "" // the supplier's business is the order, never the end customer
	}
	facts.add("compose.where", place)
	facts.add("compose.what", d.order.Description)
	if until := d.paper(l).ValidUntil; d.request.Kind == Quote && !until.IsZero() {
		facts.add("compose.valid-until", l.ShortDate(until))
	}
	name, _, _ := strings.Cut(place, "\n")
	return templating.Layout{Facts: facts.facts, Preheader: joinSet(" · ", name, sum)}
}

// commentLayout is the comment as a quote, with its author and time above it.
func (d *Draft) commentLayout(l locale.Language) templating.Layout {
	c := d.request.Comment
	quote := templating.Quote{Text: oneEnding(c.Text), Author: c.Author}
	if !c.At.IsZero() {
		quote.Time = l.DateTime(c.At.In(d.zone))
	}
	facts := &box{l: l}
	facts.add("compose.order", d.order.Number)
	facts.add("compose.what", d.order.Description)
	return templating.Layout{Quote: quote, Facts: facts.facts}
}

// parted takes from a built-in text what the layout has a place of its own for: the
// greeting at its end, and the comment, which is a quote under the headline.
func (d *Draft) parted(t plan.EmailText, source textSource) plan.EmailText {
	if d.request.Kind == Comment {
		t.Body = ""
	} else if at := strings.LastIndex(t.Body, "\n\n"); at >= 0 && source.source == plan.SourceBuiltIn && !d.Edited() {
		t.Body, t.SignOff = t.Body[:at], strings.TrimLeft(t.Body[at:], "\n")
	}
	return t
}
