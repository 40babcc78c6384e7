package notify_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/audit"
	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/audit/delivery/reasons"
	"github.com/budkavle/budkavle/booking"
	"github.com/budkavle/budkavle/notify/compose"
	"github.com/budkavle/budkavle/notify/notifytest"
	"github.com/budkavle/budkavle/notify/order"
	"github.com/budkavle/budkavle/notify/plan"
	"github.com/budkavle/budkavle/pdf"
	"github.com/budkavle/budkavle/recipients"
)

// A deed is one thing that happens in a story; what its numbers choose depends on how
// the order is then.
type deed struct{ what, a, b, c int }

// The deeds.
const (
	doMove = iota
	doTechnician
	doPlace
	doTitle
	doCancel
	doDelete
	doAdd
	doDescribe
	doLine
	doFacility
	doAddress
	doReference
	doContact
	doCustomersContact
	doWait
	doConfirmVisit
	doConfirmOrder
	doWrite
	doBounce
	doAcknowledge
	doDrop
	doTest
	deeds
)

var deedNames = [deeds]string{
	"move", "technician", "place", "title", "cancel or not", "delete", "add", "describe", "line", "facility", "address", "reference", "contact", "customer's contact", "wait",
	"confirm visit", "confirm order", "write", "bounce", "acknowledge", "drop bodies", "test mode",
}

func (d deed) String() string { return fmt.Sprintf("%s %d %d %d", deedNames[d.what], d.a, d.b, d.c) }

var (
	persons = []order.Contact{
		{Name: "Anna", Email: "anna@example.se", Phone: "+46705123456"},
		{Name: "Bo", Email: "bo@example.se", Phone: "+46705123457"},
		{Name: "Cia", Email: "cia@example.se"},
	}
	techs   = []string{"Börje", "Lisa", "Kalle"}
	titles  = []string{"", "Service", "Reparation"}
	places  = []string{"", "Port 3", "Port 4"}
	typedTo = []string{"anna@example.se", "bo@example.se", "cia@example.se", "x@example.se", "y@example.se", "+46705123456", "+46705123457", "+46705123458"}
)

// A tale is a story that is played on a desk and on the model at once.
type tale struct {
	*desk
	order order.Order
	model world
	sent  map[*told]string // the message's ID
	next  int              // of a booking's ID
}

func newTale(t *testing.T) *tale {
	s := &tale{desk: newDesk(t), order: one(), sent: map[*told]string{}, next: 2}
	s.settings.ReadyMessage = "{futureBookings} {customerOrderNumber}"
	s.order.ReadyForInvoicing = true
	s.order.ContactPerson, s.order.Customer.Contacts = persons[0], nil
	s.order.Facility = order.Party{Name: "Centralen", Address: []string{"Storgatan 1"}}
	s.order.Content.Lines = []pdf.Line{{Name: "Resa"}}
	s.refresh()
	return s
}

// refresh tells the model what is true now.
func (s *tale) refresh() {
	o, w := &s.order, &s.model
	w.clock = s.host.Clock.Now()
	w.people, w.visits = map[string][]string{}, map[string]visitNow{}
	for _, c := range slices.Concat([]order.Contact{o.ContactPerson}, o.Customer.Contacts) {
		if !c.IsZero() {
			w.people[c.Name] = slices.DeleteFunc([]string{c.Email, c.Phone}, func(a string) bool { return a == "" })
		}
	}
	for _, b := range o.Bookings {
		off := ""
		if b.Cancelled {
			off = "yes"
		}
		w.visits[b.ID] = visitNow{b.End, map[string]string{"time": interval(b.Start, b.End), "who": b.Technicians[0], "place": b.Place, "title": b.Title, "off": off}}
	}
	var lines []string
	for _, l := range o.Content.Lines {
		lines = append(lines, l.Name)
	}
	w.facts = map[string]string{
		"facility": o.Facility.Name, "address": strings.Join(o.Facility.Address, ", "), "reference": o.CustomerOrderNumber,
		"paper.description": o.Description, "paper.lines": strings.Join(lines, "|"), "paper.facility": o.Facility.Name + strings.Join(o.Facility.Address, ", "),
		"paper.head": o.CustomerOrderNumber + o.ContactPerson.Name + o.ContactPerson.Phone,
	}
}

func (s *tale) coming() []string {
	var ids []string
	for _, b := range booking.Coming(s.order.Bookings, s.model.clock) {
		ids = append(ids, b.ID)
	}
	return ids
}

func (s *tale) visit(n int) *booking.Booking {
	if len(s.order.Bookings) == 0 {
		return nil
	}
	return &s.order.Bookings[n%len(s.order.Bookings)]
}

// do does one deed, on the order and the desk and in the model.
func (s *tale) do(d deed) {
	s.order = s.order.Clone()
	o, b := &s.order, s.visit(d.a)
	switch d.what {
	case doMove, doTechnician, doPlace, doTitle, doCancel, doDelete:
		if b != nil {
			s.change(d, b)
		}
	case doAdd:
		if len(o.Bookings) < 3 {
			start := s.host.Clock.Now().Truncate(time.Hour).Add(time.Duration(2+d.b%90) * time.Hour)
			o.Bookings = append(o.Bookings, booking.Booking{ID: fmt.Sprintf("b-%d", s.next), Start: start, End: start.Add(time.Hour), Technicians: techs[:1]})
			s.next++
		}
	case doDescribe:
		o.Description = []string{"Service", "Byte"}[d.a%2]
	case doLine:
		o.Content.Lines = [][]pdf.Line{{{Name: "Resa"}}, {{Name: "Olja"}, {Name: "Resa"}}, nil}[d.a%3]
	case doFacility:
		o.Facility.Name = []string{"Centralen", "Skolan"}[d.a%2]
	case doAddress:
		o.Facility.Address = []string{[]string{"Storgatan 1", "Lillgatan 2"}[d.a%2]}
	case doReference:
		o.CustomerOrderNumber = []string{"K-1", "K-2"}[d.a%2]
	case doContact:
		o.ContactPerson = append(slices.Clone(persons), order.Contact{})[d.a%4]
	case doCustomersContact:
		o.Customer.Contacts = [][]order.Contact{nil, {persons[1]}, {persons[2]}}[d.a%3]
	case doWait:
		s.host.Clock.Advance(time.Duration(1+d.a%30) * time.Hour)
	case doDrop:
		_, err := s.host.Log.DropBodies(s.Context(), o.Company, s.host.Clock.Now().Add(time.Minute))
		require.NoError(s, err)
		for _, m := range s.model.log {
			m.dropped = true
		}
	case doTest:
		s.settings.Test = order.TestMode{}
		if d.a%3 == 0 {
			s.settings.Test = order.TestMode{RedirectEmail: recipients.MustParseAddress("test@example.com")}
		}
	case doBounce, doAcknowledge:
		s.after(d)
	default:
		s.refresh()
		s.tell(d)
	}
	s.refresh()
}

func (s *tale) change(d deed, b *booking.Booking) {
	switch d.what {
	case doMove:
		by := time.Duration(d.b%7-2) * time.Hour * 8
		b.Start, b.End = b.Start.Add(by), b.End.Add(by)
	case doTechnician:
		b.Technicians = []string{techs[d.b%len(techs)]}
	case doPlace:
		b.Place = places[d.b%len(places)]
	case doTitle:
		b.Title = titles[d.b%len(titles)]
	case doCancel:
		b.Cancelled = !b.Cancelled
	case doDelete:
		s.order.Bookings = slices.DeleteFunc(s.order.Bookings, func(x booking.Booking) bool { return x.ID == b.ID })
	}
}

// after is what happens to a message that was sent.
func (s *tale) after(d deed) {
	if len(s.model.log) == 0 {
		return
	}
	m := s.model.log[d.a%len(s.model.log)]
	if d.what == doAcknowledge {
		s.refresh()
		require.NoError(s, s.host.For(s.settings).Acknowledge(s.Context(), s.order, s.sent[m], order.Actor{ID: "eva"}))
		s.model.acknowledge(m)
		return
	}
	require.NoError(s, s.host.Service().Report(s.Context(), delivery.Report{
		Company: s.order.Company, MessageID: s.sent[m], Status: delivery.StatusBounced,
		Failure: &delivery.Failure{Class: delivery.Permanent, Fault: delivery.FaultRecipient, Reason: reasons.MailboxUnknown},
	}))
	m.good = false
}

// tell sends something to one or two addresses, by whichever channel they are of.
func (s *tale) tell(d deed) {
	says := map[string]string{}
	aboutVisits := func(ids []string) {
		for _, id := range ids {
			for field, value := range s.model.visits[id].fields {
				says[id+" "+field] = value
			}
		}
	}
	r := notifytest.Request([]plan.Kind{compose.BookingConfirmation, compose.OrderConfirmation, compose.FreeMessage}[d.what-doConfirmVisit])
	r.Renderer = noPrinter{}
	facts := []string{"facility", "address"}
	switch d.what {
	case doConfirmVisit:
		b := s.visit(d.a)
		if b == nil || b.Over(s.model.clock) {
			return
		}
		r.Bookings = []string{b.ID}
		aboutVisits(r.Bookings)
		if told := s.model.lastTold(b.ID, s.settings.Test.Redirects()); b.Cancelled && told != nil {
			for _, field := range []string{" time", " who", " place", " title"} {
				says[b.ID+field] = told[b.ID+field]
			}
		}
	case doConfirmOrder:
		facts = append(facts, "reference", "paper.description", "paper.lines", "paper.facility", "paper.head")
		aboutVisits(s.coming())
	case doWrite:
		facts = []string{"reference"}
		aboutVisits(s.coming())
	}
	for _, f := range facts {
		says[f] = s.model.facts[f]
	}
	s.forms++
	r.Key, r.Now = fmt.Sprintf("form-%d", s.forms), s.host.Clock.Now()
	draft, err := s.host.For(s.settings).Draft(s.Context(), s.order, r)
	require.NoError(s, err)
	draft.To, draft.Phones, draft.Email, draft.SMS = nil, nil, false, false
	for _, address := range []string{typedTo[d.b%len(typedTo)], typedTo[d.c%len(typedTo)]} {
		switch {
		case !strings.HasPrefix(address, "+"):
			draft.Email, draft.To = true, append(draft.To, recipients.MustParseList(address)...)
		case d.what != doConfirmOrder:
			draft.SMS, draft.Phones = true, append(draft.Phones, recipients.MustParsePhone(address))
		}
	}
	if !draft.Email && !draft.SMS {
		return
	}
	p, err := draft.Plan()
	require.NoError(s, err)
	_, err = s.host.For(s.settings).Send(s.Context(), p)
	require.NoError(s, err)
	for _, m := range p.Messages {
		one := &told{address: m.Recipient, sending: s.forms, good: true, visitOnly: d.what == doConfirmVisit, says: maps.Clone(says), tested: m.Test == audit.TestRedirected}
		if !one.visitOnly || m.SMS != nil { // the heading stands in the calendar that a confirmation's mail carries
			maps.DeleteFunc(one.says, func(unit, _ string) bool { return strings.HasSuffix(unit, " title") })
		}
		if d.what == doWrite { // a text says of a visit what its tags do
			maps.DeleteFunc(one.says, func(unit, _ string) bool { return strings.HasSuffix(unit, " place") })
		}
		if one.tested {
			one.address = m.IntendedFor
		}
		for name, addresses := range s.model.people {
			if slices.Contains(addresses, one.address) {
				one.person = name
			}
		}
		s.model.log, s.sent[one] = append(s.model.log, one), m.ID
	}
}

// disagreement is where page and model differ about what is red; "" for nowhere.
func (s *tale) disagreement() string {
	h := s.history(s.order)
	var text []string
	any := false
	for _, m := range s.model.log {
		line, ok := h.Find(s.sent[m])
		require.True(s, ok)
		want := s.model.red(m)
		any = any || want
		if line.Red() != want {
			text = append(text, fmt.Sprintf("%s: red %v, want %v (page: %v, model: %v)", m.address, line.Red(), want, line.Changes, s.model.untrue(m)))
		}
	}
	if h.Red() != any {
		text = append(text, fmt.Sprintf("the page is red: %v, want %v", h.Red(), any))
	}
	return strings.Join(append(text, s.badAdvice(h.Advice(), any)...), "\n")
}

// badAdvice is what is wrong with an advice: it is silent about what is red, or names
// somebody who has left or who takes nothing.
func (s *tale) badAdvice(a audit.Advice, red bool) (text []string) {
	if red && a.Reason == audit.AdviceNone || !red && a.Reason == audit.AdviceChanged {
		text = append(text, fmt.Sprintf("the page is red: %v, the advice: %q", red, a.Reason))
	}
	if !a.SendAgain {
		return text
	}
	if len(a.Recipients) == 0 {
		text = append(text, "send again, to nobody")
	}
	for _, address := range a.Recipients {
		if a.Reason == audit.AdviceChanged && !s.model.takesMessages(address) { // one that failed is advised with "check the address"
			text = append(text, fmt.Sprintf("%v: %s bounced", a, address))
		}
		if s.model.hasLeft(address) {
			text = append(text, fmt.Sprintf("%v: %s has left", a, address))
		}
	}
	return text
}

// play plays a story, and returns where it goes wrong and after how many deeds.
func play(t *testing.T, story []deed) (wrong string, at int) {
	s := newTale(t)
	for i, d := range story {
		s.do(d)
		if wrong = s.disagreement(); wrong != "" {
			return wrong, i + 1
		}
	}
	return "", len(story)
}

// shortest leaves out of a story what it goes wrong without.
func shortest(t *testing.T, story []deed) ([]deed, string) {
	wrong, at := play(t, story)
	story = story[:at]
	for i := len(story) - 2; i >= 0; i-- {
		less := slices.Delete(slices.Clone(story), i, i+1)
		if w, n := play(t, less); w != "" {
			story, wrong = less[:n], w
			i = min(i, len(story)-1)
		}
	}
	return story, wrong
}

// storyOf reads a story from bytes, four a deed.
func storyOf(data []byte) []deed {
	var story []deed
	for d := range slices.Chunk(data, 4) {
		if len(d) == 4 && len(story) < 40 {
			story = append(story, deed{int(d[0]) % deeds, int(d[1]), int(d[2]), int(d[3])})
		}
	}
	return story
}

// Whatever happens to an order and its messages, what is red is what the rule says,
// told by a model that knows the rule alone.
func FuzzR703RedIsWhatTheRuleSays(f *testing.F) {
	for seed := range uint64(100) {
		random := rand.New(rand.NewPCG(seed, 703))
		data := make([]byte, 4*30)
		for i := range data {
			data[i] = byte(random.UintN(256))
		}
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		story := storyOf(data)
		if wrong, _ := play(t, story); wrong != "" {
			story, wrong = shortest(t, story)
			t.Fatalf("after %v\n%s", story, wrong)
		}
	})
}
