package audit_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/audit"
	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/audit/snapshots"
	"github.com/budkavle/budkavle/templating/locale"
)

// A page is an order's page under test: what was told and what is.
type page struct {
	records []audit.Record
	in      audit.HistoryInput
}

func newPage(people ...audit.Person) *page {
	return &page{in: audit.HistoryInput{People: people, Current: map[string]*snapshots.Snapshot{}, Now: at.AddDate(0, 0, 1)}}
}

// tell logs a good message to somebody, so many minutes later, that says was and
// would now say is.
func (p *page) tell(id, to string, minutes int, was, is *snapshots.Snapshot, changes ...func(*audit.Record)) *page {
	r := event(id, minutes, delivery.StatusSent, func(r *audit.Record) { r.Recipient, r.Snapshot, r.Key = to, was, "form-"+id }, contact)
	for _, change := range changes {
		change(&r)
	}
	p.records, p.in.Current[id] = append(p.records, r), is
	return p
}

func (p *page) history() audit.History {
	p.in.Messages = audit.Fold(p.records)
	return audit.NewHistory(p.in)
}

func contact(r *audit.Record) { r.Contact = true }
func typed(r *audit.Record)   { r.Contact = false }
func kind(k string) func(*audit.Record) {
	return func(r *audit.Record) { r.Kind = k }
}

// visit tells of one booking on a day of October at an hour.
func visit(id string, day, hour int, who string) *snapshots.Snapshot {
	start := time.Date(2023, time.October, day, hour, 0, 0, 0, time.UTC)
	return snapshot(snapshots.ScopeBooking,
		snapshots.Field{Name: snapshots.FieldTime, Item: id, Form: snapshots.FormInterval, Value: snapshots.Interval(start, start.Add(time.Hour))},
		snapshots.Field{Name: snapshots.FieldTechnician, Item: id, Form: snapshots.FormNames, Value: who},
		snapshots.Field{Name: snapshots.FieldPlace, Item: id}, snapshots.Field{Name: snapshots.FieldCancelled, Item: id})
}

// lines is a paper with some lines: key, value, key, value …
func lines(entries ...string) *snapshots.Snapshot {
	s := snapshot(snapshots.ScopeOrder)
	s.AddList(snapshots.ListLines)
	for i := 0; i < len(entries); i += 2 {
		s.AddItem(snapshots.ListLines, entries[i], entries[i], snapshots.Field{Name: snapshots.FieldArticle, Value: entries[i]}, snapshots.Field{Name: snapshots.FieldQuantity, Value: entries[i+1]})
	}
	return s
}

var (
	anna = audit.Person{Name: "Anna", Addresses: []string{"anna@example.se", "+46705123456"}, Main: true}
	bo   = audit.Person{Name: "Bo", Addresses: []string{"bo@example.se"}}
)

const annas, bos = "anna@example.se", "bo@example.se"

func TestR703AFieldIsDecidedByWhoeverToldOfItLast(t *testing.T) {
	t.Parallel()
	place := func(value string) *snapshots.Snapshot {
		return snapshot(snapshots.ScopeOrder, snapshots.Field{Name: snapshots.FieldPlace, Item: "b", Value: value})
	}
	was, is := visit("b", 6, 7, "Börje"), visit("b", 6, 8, "Börje")
	for name, c := range map[string]struct {
		page *page
		red  []string
	}{
		"told of the place alone since": {newPage(anna).tell("1", annas, 0, was, is).tell("2", annas, 1, place(""), place("")), []string{"time 07:00–08:00 → 08:00–09:00"}},
		"told of the time since":        {newPage(anna).tell("1", annas, 0, was, is).tell("2", annas, 1, is, is), nil},
		"told of it before":             {newPage(anna).tell("1", annas, 1, was, is).tell("2", annas, 0, is, is), []string{"time 07:00–08:00 → 08:00–09:00"}},
		"another kind and channel": {newPage(anna).tell("1", annas, 0, was, is).tell("2", "+46705123456", 1, is, is, kind("reminder"), func(r *audit.Record) {
			r.Channel = delivery.SMS
		}), nil},
		"a place that was taken away, told without it": {newPage(anna).tell("1", annas, 0, withPlace(was, "Port 3"), is).tell("2", annas, 1, is, is), nil},
		"a place that was taken away":                  {newPage(anna).tell("1", annas, 0, withPlace(is, "Port 3"), is), []string{"place Port 3 → –"}},
		"in capitals":                                  {newPage(anna).tell("1", annas, 0, was, is).tell("2", "Anna@Example.se", 1, is, is), nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := c.page.history()
			var got []string
			for _, change := range append(h.Booking.Changes, h.Sending.Changes...) {
				got = append(got, change.String())
			}
			assert.Equal(t, c.red, got)
		})
	}
}

func withPlace(s *snapshots.Snapshot, place string) *snapshots.Snapshot {
	c := snapshot(s.Scope, s.Fields...)
	c.Fields = append([]snapshots.Field(nil), c.Fields...)
	for i := range c.Fields {
		if c.Fields[i].Name == snapshots.FieldPlace {
			c.Fields[i].Value = place
		}
	}
	return c
}

func TestR703WhoStillBelievesIt(t *testing.T) {
	t.Parallel()
	was, is := visit("b", 6, 7, "Börje"), visit("b", 6, 8, "Börje")
	shared := audit.Person{Name: "Bo", Addresses: []string{"info@example.se", bos}}
	also := audit.Person{Name: "Anna", Addresses: []string{"info@example.se", annas}}
	for name, c := range map[string]struct {
		page    *page
		red     bool
		advised []string
	}{
		"a contact":                                  {newPage(anna, bo).tell("1", annas, 0, was, is), true, []string{annas}},
		"a contact, and another knows":               {newPage(anna, bo).tell("1", annas, 0, was, is).tell("2", bos, 1, is, is), true, []string{annas}},
		"who left, and a contact knows":              {newPage(bo).tell("1", annas, 0, was, is).tell("2", bos, 1, is, is), false, nil},
		"who left, and a contact knew before":        {newPage(bo).tell("1", annas, 1, was, is).tell("2", bos, 0, is, is), false, nil},
		"who left, and a contact knows half":         {newPage(bo).tell("1", annas, 0, was, is).tell("2", bos, 1, snapshot(snapshots.ScopeBooking, is.Fields[1]), snapshot(snapshots.ScopeBooking, is.Fields[1])), true, []string{bos}},
		"who left, and a stranger knows":             {newPage(bo).tell("1", annas, 0, was, is).tell("2", "x@example.se", 1, is, is, typed), true, []string{bos}},
		"who left, and somebody else who left knows": {newPage(bo).tell("1", annas, 0, was, is).tell("2", "x@example.se", 1, is, is), true, []string{bos}},
		"who left, and the main one is to be told":   {newPage(bo, anna).tell("1", "x@example.se", 0, was, is), true, []string{annas}},
		"who left, and was typed again":              {newPage(bo).tell("1", annas, 0, was, was).tell("2", annas, 1, was, is, typed).tell("3", bos, 2, is, is), true, []string{annas}},
		"a stranger, and a contact knows":            {newPage(bo).tell("1", "x@example.se", 0, was, is, typed).tell("2", bos, 1, is, is), true, []string{"x@example.se"}},
		"a stranger who became a contact and knows":  {newPage(anna).tell("1", "+46705123456", 0, was, is, typed).tell("2", annas, 1, is, is), false, nil},
		"two who share an address, one told apart":   {newPage(shared, also).tell("1", "info@example.se", 0, was, is).tell("2", bos, 1, is, is), true, []string{"info@example.se"}},
		"two who share an address, told there":       {newPage(shared, also).tell("1", "info@example.se", 0, was, is).tell("2", "info@example.se", 1, is, is), false, nil},
		"the company's own people":                   {newPage(bo).tell("1", "sven@example.com", 0, was, is, func(r *audit.Record) { r.Audience = audit.AudienceStaff }), false, nil},
		"a supplier":                                 {newPage(bo).tell("1", bos, 0, was, is, func(r *audit.Record) { r.Audience = audit.AudienceSupplier }), true, []string{bos}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := c.page.history()
			assert.Equal(t, c.red, h.Red())
			assert.Equal(t, c.red, h.Booking.Red)
			assert.Equal(t, c.advised, h.Advice().Recipients)
			assert.Equal(t, c.red, h.Advice().SendAgain)
		})
	}
}

func TestR703NothingIsRedAboutAVisitThatIsOver(t *testing.T) {
	t.Parallel()
	day := func(first, last int) *snapshots.Snapshot {
		of := func(d int) time.Time { return time.Date(2023, time.October, d, 0, 0, 0, 0, time.UTC) }
		return snapshot(snapshots.ScopeBooking, snapshots.Field{Name: snapshots.FieldTime, Item: "b", Form: snapshots.FormDays, Value: snapshots.Days(of(first), of(last))}, snapshots.Field{Name: snapshots.FieldTechnician, Item: "b", Value: "Börje"})
	}
	none := snapshot(snapshots.ScopeBooking)
	both := func(a, b *snapshots.Snapshot) *snapshots.Snapshot {
		return snapshot(snapshots.ScopeBooking, append(append([]snapshots.Field(nil), a.Fields...), b.Fields...)...)
	}
	off := visit("b", 9, 7, "Börje")
	off.Fields[3].Value = "✓"
	now := time.Date(2023, time.October, 6, 12, 0, 0, 0, time.UTC)
	for name, c := range map[string]struct {
		was, is *snapshots.Snapshot
		red     bool
		over    []string
	}{
		"moved while it was coming":          {visit("b", 9, 7, "Börje"), visit("b", 9, 8, "Börje"), true, nil},
		"over, told of an earlier hour":      {visit("b", 6, 7, "Börje"), visit("b", 6, 8, "Börje"), false, nil},
		"over at this minute":                {visit("b", 6, 7, "Börje"), visit("b", 6, 11, "Börje"), false, nil},
		"under way":                          {visit("b", 6, 7, "Börje"), visit("b", 6, 12, "Börje"), true, nil},
		"over as it was told, put off since": {visit("b", 5, 7, "Börje"), visit("b", 9, 7, "Börje"), true, nil},
		"over as it was told, deleted":       {visit("b", 5, 7, "Börje"), none, false, nil},
		"coming, deleted":                    {visit("b", 9, 7, "Börje"), none, true, nil},
		"told to be off, deleted":            {off, none, false, nil},
		"all day today, somebody else":       {day(6, 6), snapshot(snapshots.ScopeBooking, day(6, 6).Fields[0], snapshots.Field{Name: snapshots.FieldTechnician, Item: "b", Value: "Eva"}), true, nil},
		"all day yesterday, somebody else":   {day(5, 5), snapshot(snapshots.ScopeBooking, day(5, 5).Fields[0], snapshots.Field{Name: snapshots.FieldTechnician, Item: "b", Value: "Eva"}), false, nil},
		"two, the one that is over moved":    {both(visit("a", 5, 7, "Börje"), visit("b", 9, 7, "Börje")), both(visit("a", 5, 8, "Börje"), visit("b", 9, 7, "Börje")), false, nil},
		"two, the one that is coming moved":  {both(visit("a", 5, 7, "Börje"), visit("b", 9, 7, "Börje")), both(visit("a", 5, 7, "Börje"), visit("b", 9, 8, "Börje")), true, nil},
		"what the host says is over":         {visit("b", 9, 7, "Börje"), visit("b", 9, 8, "Börje"), false, []string{"b"}},
		"something else is over":             {visit("b", 9, 7, "Börje"), visit("b", 9, 8, "Börje"), true, []string{"c"}},
		"the place of a visit that was":      {both(visit("b", 5, 7, "Börje"), snapshot("", snapshots.Field{Name: snapshots.FieldAddress, Value: "A"})), both(visit("b", 5, 7, "Börje"), snapshot("", snapshots.Field{Name: snapshots.FieldAddress, Value: "B"})), false, nil},
		"the place of a visit that will be":  {both(visit("b", 9, 7, "Börje"), snapshot("", snapshots.Field{Name: snapshots.FieldAddress, Value: "A"})), both(visit("b", 9, 7, "Börje"), snapshot("", snapshots.Field{Name: snapshots.FieldAddress, Value: "B"})), true, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, dropped := range []bool{false, true} {
				p := newPage(anna).tell("1", annas, 0, c.was, c.is)
				p.in.Now, p.in.Over = now, c.over
				if dropped && name != "over as it was told, deleted" && name != "two, the one that is over moved" { // when it was is not known any more
					p.records[0].DropBody()
				}
				assert.Equal(t, c.red, p.history().Red(), "dropped: %v", dropped)
			}
		})
	}
}

// The newest message that told of a list decides about the list, also when that
// told of none.
func TestR703AListIsToldAsAWhole(t *testing.T) {
	t.Parallel()
	is := lines("Olja", "2 l")
	h := newPage(anna).tell("1", annas, 0, lines("Rem", "1 st", "Olja", "2 l"), is).tell("2", annas, 1, is, is).history()
	assert.False(t, h.Red(), "the belt was told to be gone")
	assert.True(t, h.Lines[1].Replaced)
	h = newPage(anna).tell("1", annas, 0, lines("Rem", "1 st"), lines()).tell("2", annas, 1, lines(), lines(), kind("quote")).history()
	assert.False(t, h.Red(), "there are no lines, and that was told")
	h = newPage(anna).tell("1", annas, 0, lines("Rem", "1 st"), lines()).tell("2", annas, 1, snapshot(snapshots.ScopeOrder), snapshot(snapshots.ScopeOrder)).history()
	assert.True(t, h.Red(), "what tells of no lines hides none")
	assert.True(t, h.Sending.Red)
	assert.False(t, h.Booking.Red)
}

func TestR703AdviceSuggestsOnlyWhatCanBeDone(t *testing.T) {
	t.Parallel()
	was, is := visit("b", 9, 7, "Börje"), visit("b", 9, 8, "Börje")
	stale := func(people ...audit.Person) *page { return newPage(people...).tell("1", annas, 0, was, is) }
	p := stale(anna)
	p.in.Unsendable = []string{"booking-confirmation"}
	assert.Equal(t, audit.Advice{Reason: audit.AdviceTell}, p.history().Advice())
	p = stale(anna)
	p.in.Unreachable = []string{"ANNA@example.se"}
	assert.Equal(t, []string{"+46705123456"}, p.history().Advice().Recipients)
	p.in.Unreachable = append(p.in.Unreachable, "+46705123456")
	assert.Equal(t, audit.Advice{Reason: audit.AdviceTell}, p.history().Advice())
	assert.NotEmpty(t, p.history().Advice().Message(locale.German))
	p = stale(audit.Person{Name: "Bo", Addresses: []string{bos}}, audit.Person{Name: "Nobody"})
	p.in.Unreachable = []string{bos}
	assert.Equal(t, audit.AdviceTell, p.history().Advice().Reason, "who left is not written to, and nobody else can be")
	p.records[0].Status = delivery.StatusFailed
	p.in.Unsendable = []string{"booking-confirmation"}
	assert.Equal(t, audit.Advice{Reason: audit.AdviceTell, Recipients: []string{annas}}, p.history().Advice())
}

func TestR703WhatMakesUpForAFailure(t *testing.T) {
	t.Parallel()
	failed := func(r *audit.Record) { r.Status = delivery.StatusFailed }
	same := func(r *audit.Record) { r.Key = "form" }
	a, b := visit("a", 9, 7, "Börje"), visit("b", 9, 7, "Börje")
	past := visit("a", 1, 7, "Börje")
	paper := snapshot(snapshots.ScopeOrder, snapshots.Field{Name: "x", Value: "y"})
	for name, c := range map[string]struct {
		page *page
		who  []string
	}{
		"nothing":                              {newPage(anna).tell("1", annas, 0, a, a, failed), []string{annas}},
		"the same person later":                {newPage(anna).tell("1", annas, 0, a, a, failed).tell("2", annas, 1, a, a), nil},
		"the same person before":               {newPage(anna).tell("1", annas, 1, a, a, failed).tell("2", annas, 0, a, a), []string{annas}},
		"the same person's number, at once":    {newPage(anna).tell("1", annas, 1, a, a, failed, same).tell("2", "+46705123456", 1, a, a, same), nil},
		"another visit":                        {newPage(anna).tell("1", annas, 0, a, a, failed).tell("2", annas, 1, b, b), []string{annas}},
		"another person at once":               {newPage(anna, bo).tell("1", annas, 0, a, a, failed, same).tell("2", bos, 0, a, a, same), []string{annas}},
		"another person later":                 {newPage(anna, bo).tell("1", annas, 0, a, a, failed).tell("2", bos, 1, a, a), []string{annas}},
		"another, for who was typed":           {newPage(bo).tell("1", "an@example.se", 0, a, a, failed, typed).tell("2", bos, 1, a, a), nil},
		"another at once, for who was typed":   {newPage(bo).tell("1", "an@example.se", 0, a, a, failed, typed, same).tell("2", bos, 0, a, a, same), []string{"an@example.se"}},
		"another kind":                         {newPage(anna).tell("1", annas, 0, paper, paper, failed, kind("quote")).tell("2", annas, 1, paper, paper, kind("free-message")), []string{annas}},
		"the same kind":                        {newPage(anna).tell("1", annas, 0, paper, paper, failed, kind("quote")).tell("2", annas, 1, paper, paper, kind("quote")), nil},
		"another kind that tells of the visit": {newPage(anna).tell("1", annas, 0, a, a, failed).tell("2", annas, 1, a, a, kind("order-confirmation")), nil},
		"the visit is over":                    {newPage(anna).tell("1", annas, 0, past, past, failed), nil},
		"a comment to the company's own":       {newPage(anna).tell("1", "sven@example.com", 0, paper, paper, failed, func(r *audit.Record) { r.Audience = audit.AudienceStaff }), nil},
		"to the company's own":                 {newPage(anna).tell("1", annas, 0, paper, paper, failed).tell("2", annas, 1, paper, paper, func(r *audit.Record) { r.Audience = audit.AudienceStaff }), []string{annas}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a := c.page.history().Advice()
			assert.Equal(t, c.who, a.Recipients)
			assert.Equal(t, len(c.who) > 0, a.Reason == audit.AdviceFailed)
		})
	}
}

// The newest reason comes first, and of one sending the worst.
func TestR703TheNewestReasonComesFirst(t *testing.T) {
	t.Parallel()
	a := visit("a", 9, 7, "Börje")
	fails := func(minutes int, key string, f delivery.Failure) func(*audit.Record) {
		return func(r *audit.Record) {
			r.Status, r.Failure, r.Key, r.At = delivery.StatusFailed, &f, key, at.Add(time.Duration(minutes)*time.Minute)
		}
	}
	later := delivery.Failure{Class: delivery.Temporary, Fault: delivery.FaultRecipient}
	refused := delivery.Failure{Class: delivery.Permanent, Fault: delivery.FaultMessage}
	for _, order := range [][]string{{annas, bos}, {bos, annas}} {
		p := newPage(anna, bo)
		for i, who := range order {
			f := later
			if who == bos {
				f = refused
			}
			p.tell(string(rune('1'+i)), who, 0, a, a, fails(0, "form", f))
		}
		assert.Equal(t, audit.Advice{SendAgain: true, Reason: audit.AdviceRefused, Recipients: []string{bos}}, p.history().Advice())
	}
	p := newPage(anna, bo).tell("1", annas, 0, a, a, fails(5, "newer", later)).tell("2", bos, 0, a, a, fails(0, "older", refused))
	assert.Equal(t, audit.Advice{SendAgain: true, Reason: audit.AdviceLater, Recipients: []string{annas}}, p.history().Advice())
}

func TestR703AcknowledgedByTime(t *testing.T) {
	t.Parallel()
	for _, was := range []*snapshots.Snapshot{nil, visit("a", 9, 7, "Börje")} { // nothing to compare with, either way
		p := newPage(anna).tell("1", annas, 0, was, nil)
		p.in.ChangedAt = at.Add(time.Minute)
		require.True(t, p.history().Red())
		p.records = append(p.records, audit.Acknowledgement(p.history().Lines[0], audit.UserRef{Name: "Eva"}, at.Add(2*time.Minute)))
		assert.False(t, p.history().Red())
		assert.Equal(t, delivery.StatusSent, p.history().Lines[0].Status, "it is no event of the message's way")
		p.in.ChangedAt = at.Add(3 * time.Minute)
		assert.True(t, p.history().Red(), "changed once more")
	}
}

func TestR703AnyChangeOfTheOrder(t *testing.T) {
	t.Parallel()
	with := func(s *snapshots.Snapshot, whole byte) *snapshots.Snapshot {
		c := *s
		c.Whole = snapshots.Fingerprint{whole}
		return &c
	}
	a, past := visit("a", 9, 7, "Börje"), visit("a", 1, 7, "Börje")
	p := newPage(anna).tell("1", annas, 0, with(a, 1), with(a, 2))
	assert.False(t, p.history().Red())
	p.in.AnyChange = true
	assert.True(t, p.history().Red())
	p.tell("2", "+46705123456", 1, with(a, 2), with(a, 2))
	assert.False(t, p.history().Red(), "she was told something since")
	p = newPage(anna).tell("1", annas, 0, with(past, 1), with(past, 2))
	p.in.AnyChange = true
	assert.False(t, p.history().Red(), "the visit is over")
}

func TestErasedPeopleHaveAWord(t *testing.T) {
	t.Parallel()
	records := []audit.Record{event("1", 0, delivery.StatusSent), event("2", 0, delivery.StatusFailed)}
	e, err := audit.NewEraser(audit.Identities{Recipients: []string{annas}, Actors: []string{"eva"}})
	require.NoError(t, err)
	assert.True(t, e.Erase(records[:1]))
	assert.True(t, e.Erase(records[1:]))
	h := audit.NewHistory(audit.HistoryInput{Messages: audit.Fold(records), ChangedAt: at.Add(time.Hour)})
	assert.Equal(t, audit.AdviceNone, h.Advice().Reason, "there is nobody to write to")
	assert.Equal(t, "E-post skickad: 2023-10-02 12:05 till borttagen av borttagen", h.Banner(locale.Swedish))
	assert.Contains(t, h.Text(h.Lines[len(h.Lines)-1], locale.Swedish)+h.Text(h.Lines[0], locale.Swedish), "skickad: borttagen (borttagen)")
	assert.False(t, h.Red())
}

// What will pass does not read as a failure.
func TestAGreylistedMessageWillBeTriedAgain(t *testing.T) {
	t.Parallel()
	line := audit.HistoryLine{Message: audit.Message{Recipient: annas, Status: delivery.StatusFailed, Failure: &delivery.Failure{Class: delivery.Temporary, Fault: delivery.FaultRecipient, Reason: "greylisted", Code: "451 4.7.1"}}}
	text := audit.History{}.Text(line, locale.Swedish)
	assert.Contains(t, text, "kan försökas igen: anna@example.se; togs inte emot just nu (servern vill att vi försöker igen lite senare, 451 4.7.1)")
	assert.NotContains(t, text, "misslyckades")
}

// A visit whose values were dropped is over when it was told to be, also where it is gone.
func TestR703AVisitWithoutItsValuesIsOverToo(t *testing.T) {
	t.Parallel()
	p := newPage(anna).tell("1", annas, 0, visit("b", 5, 7, "Börje"), snapshot(snapshots.ScopeBooking))
	p.records[0].DropBody()
	p.in.Now = time.Date(2023, time.October, 5, 7, 30, 0, 0, time.UTC)
	assert.True(t, p.history().Red(), "under way")
	p.in.Now = p.in.Now.Add(time.Hour)
	assert.False(t, p.history().Red())
}

// A record of which nothing was kept but its outcome has nothing to drop, and what was
// dropped is dropped once.
func TestR707WhatARecordHasToDrop(t *testing.T) {
	t.Parallel()
	bare := audit.Record{Snapshot: &snapshots.Snapshot{Scope: snapshots.ScopeOrder}}
	assert.False(t, bare.DropBody())
	r := audit.Record{Subject: "s", Snapshot: visit("b", 9, 7, "Börje")}
	require.True(t, r.DropBody())
	assert.False(t, r.Snapshot.HasValues())
	assert.Empty(t, r.Subject)
	assert.False(t, r.DropBody(), "there is nothing left to drop")
}
