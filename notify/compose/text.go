package compose

import (
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/budkavle/budkavle/booking"
	"github.com/budkavle/budkavle/notify/order"
	"github.com/budkavle/budkavle/notify/plan"
	"github.com/budkavle/budkavle/templating"
	"github.com/budkavle/budkavle/templating/cleantext"
	"github.com/budkavle/budkavle/templating/locale"
)

// texts is a message's text in one language.
type texts struct{ subject, body, sms string }

// fill chooses the source of the text and writes the draft's in it.
func (d *Draft) fill() error {
	source, err := d.chooseSource()
	if err != nil {
		return err
	}
	return d.use(source)
}

// builtIn is the built-in text of the kind of message, in a language.
func (d *Draft) builtIn(l locale.Language) locale.Text {
	values := d.values(l)
	return l.Text(d.variant(), values)
}

// variant is the built-in text that fits: a booking confirmation may be about
// a booking that was changed or cancelled.
func (d *Draft) variant() locale.TextKind {
	if d.request.Kind != BookingConfirmation {
		return d.rules.text
	}
	switch {
	case d.allOff():
		return locale.TextBookingCancelled
	case slices.ContainsFunc(d.visits, d.toldOtherwise):
		return locale.TextBookingChanged
	}
	return locale.TextBookingConfirmation
}

// allOff reports whether the message is about visits of which none takes place.
func (d *Draft) allOff() bool {
	on := func(b booking.Booking) bool { return !b.Cancelled }
	return len(d.visits) > 0 && !slices.ContainsFunc(d.visits, on)
}

// facts are what the tags are made from, in a language.
func (d *Draft) facts(l locale.Language) booking.Facts {
	o := d.order
	objects := make([]string, len(o.ServiceObjects))
	for i, so := range o.ServiceObjects {
		objects[i] = so.Name
	}
	return booking.Facts{
		Company: d.settings.Company.Name, OrderNumber: o.Number, Facility: o.Facility.Name, Customer: o.Customer.Name,
		PurchaseOrder: o.Kind == order.PurchaseOrder, Supplier: o.Supplier.Name,
		CustomerOrderNumber: o.CustomerOrderNumber, ServiceObjects: objects, Bookings: o.Bookings,
		About: d.about(), Now: d.request.Now, Zone: d.zone, Language: l,
	}
}

// about are the IDs of the bookings that the text is about: those of the request, or
// the next one when it is at a facility of its own.
func (d *Draft) about() []string {
	if d.rules.aboutVisit && len(d.request.Bookings) == 0 && d.visit.ID != "" && d.visit.Facility != "" {
		return []string{d.visit.ID}
	}
	return d.request.Bookings
}

// said is what a draft has computed for a language; its order and request never
// change.
type said struct {
	values templating.Values
	note   booking.ValueNote
	texts  *texts // as the source of the text is now
}

// in returns what is computed for a language.
func (d *Draft) in(l locale.Language) *said {
	if had := d.said[l.Tag()]; had != nil {
		return had
	}
	now := &said{}
	now.values, now.note = d.facts(l).BuiltInValues()
	d.addExpected(now.values, l)
	now.values["contactName"] = d.contactName()
	d.addOwnTags(now.values)
	if d.said == nil {
		d.said = map[string]*said{}
	}
	d.said[l.Tag()] = now
	return now
}

// addExpected adds when the technician is expected, as the clock is where the visit is,
// and with its day where that is another than the visit's: tomorrow at nine is not nine.
func (d *Draft) addExpected(values templating.Values, l locale.Language) {
	if d.request.ExpectedTime.IsZero() {
		return
	}
	at, agreed := d.request.ExpectedTime.In(d.zone), d.request.Now.In(d.zone)
	if d.visiting {
		agreed = d.visit.In(d.zone).Start
		at = at.In(agreed.Location())
	}
	values["expectedTime"] = l.Clock(at)
	if at.YearDay() != agreed.YearDay() || at.Year() != agreed.Year() {
		values["expectedWhen"] = l.When(l.Date(at, d.request.Now.In(at.Location())), l.Clock(at))
	}
}

// addOwnTags adds the host's own tags, whatever case the order has their names in, as
// templates do (R302); where several differ in case alone, the exact one counts, else
// the first.
func (d *Draft) addOwnTags(values templating.Values) {
	if len(d.order.Tags) == 0 {
		return
	}
	had := slices.Sorted(maps.Keys(d.order.Tags))
	for _, name := range d.settings.Tags().Names() {
		if _, taken := values[name]; taken {
			continue
		}
		value, ok := d.order.Tags[name]
		if i := slices.IndexFunc(had, func(key string) bool { return strings.EqualFold(key, name) }); !ok && i >= 0 {
			value = d.order.Tags[had[i]]
		}
		values[name] = value
	}
}

// values are the tags' texts: the ten, those of the built-in texts, and the host's
// own. They are shared: nobody changes them.
func (d *Draft) values(l locale.Language) templating.Values { return d.in(l).values }

// contactName is the name of the one contact whom the message opened with.
func (d *Draft) contactName() string {
	if len(d.chosen) != 1 {
		return ""
	}
	return cleantext.Name(d.chosen[0].Name)
}

// write expands the text in a language.
func (d *Draft) write(l locale.Language) (texts, error) {
	in := d.in(l)
	if in.texts == nil {
		t, err := d.expandAll(in.values, l)
		if err != nil {
			return t, err
		}
		in.texts = &t
	}
	return *in.texts, nil
}

// writeWith expands the text with more values than those of the order.
func (d *Draft) writeWith(l locale.Language, more templating.Values) (texts, error) {
	values := maps.Clone(d.in(l).values)
	maps.Copy(values, more)
	return d.expandAll(values, l)
}

func (d *Draft) expandAll(values templating.Values, l locale.Language) (texts, error) {
	c, err := d.compile(l, values)
	if err != nil || c.Body == nil {
		return texts{}, err
	}
	t, err := d.expand(c, values, l)
	if d.request.Kind == Comment {
		t.body += "\n\n" + signedComment(d.request.Comment, l, d.zone)
	}
	return texts{oneEnding(t.subject), oneEnding(t.body), oneEnding(t.sms)}, err
}

// oneEnding makes a text one that is kept and sent unchanged, with LF line ends:
// settings and comments come from forms, which write CRLF.
func oneEnding(text string) string { return cleantext.LineEnds(plan.Valid(text)) }

// compile returns the templates that the text is made from: the company's, or
// the built-in ones of a language, which speak of what has a value; none for a
// template mail whose template is not chosen yet.
func (d *Draft) compile(l locale.Language, values templating.Values) (templating.Compiled, error) {
	source, err := d.sourceIn(l)
	if err != nil || source.compiled.Body != nil || source.source == "" {
		return source.compiled, err
	}
	built := l.Text(d.variant(), values)
	if d.request.Kind == FreeMessage {
		built.Body, built.SMS = "", "" // the words are the user's: nothing is said unasked
	}
	return compiled.of(templating.EmailTemplate{
		ID:      "built-in",
		Subject: built.Subject,
		Body:    built.Body,
		SMS:     built.SMS,
	}, templating.BuiltInTags(), "built-in")
}

// signedComment is the comment with its author and when it was written.
func signedComment(c order.Comment, l locale.Language, zone *time.Location) string {
	when := ""
	if !c.At.IsZero() {
		when = l.DateTime(c.At.In(zone))
	}
	return joinSet("\n", c.Text, joinSet(", ", c.Author, when))
}

func (d *Draft) expand(c templating.Compiled, values templating.Values, l locale.Language) (t texts, err error) {
	if t.subject, err = c.Subject.Subject(values); err != nil {
		return t, err
	}
	if t.subject == "" {
		t.subject, _ = templating.Parse(d.builtIn(l).Subject, templating.BuiltInTags()).Subject(values)
	}
	if c.Body.IsHTML() {
		t.body, err = c.Body.HTML(values)
	} else {
		t.body, err = c.Body.Text(values)
	}
	if err != nil {
		return t, err
	}
	t.sms, err = c.SMS.Text(values)
	return t, err
}
