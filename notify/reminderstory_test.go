package notify_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/audit"
	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/audit/delivery/reasons"
	"github.com/budkavle/budkavle/booking"
	"github.com/budkavle/budkavle/notify"
	"github.com/budkavle/budkavle/notify/compose"
	"github.com/budkavle/budkavle/notify/notifytest"
	"github.com/budkavle/budkavle/notify/order"
	"github.com/budkavle/budkavle/recipients"
	"github.com/budkavle/budkavle/templating/locale"
)

// A reminderStory is a host with an order that is changed and saved while the worker runs.
// The order is [notifytest.Order]: Anna, who has an address and a number, is visited on
// Friday 6 October at 07:00, and is reminded on Thursday at 09:00.
type reminderStory struct {
	*notifytest.Bench
	t        *testing.T
	settings order.Settings
	order    order.Order
	worker   *notify.Worker
	sent     []string // when and to whom
}

// A scene is something that happens at a time in Stockholm.
type scene struct {
	at string
	do func(*reminderStory)
}

// save changes the order and calls Schedule, as a host does at each save.
func save(change func(*order.Order)) func(*reminderStory) {
	return func(s *reminderStory) {
		s.order.Bookings = slices.Clone(s.order.Bookings)
		change(&s.order)
		_, _, err := s.For(s.settings).Schedule(s.t.Context(), s.order)
		require.NoError(s.t, err)
	}
}

func unchanged(*order.Order) {}

// moveTo moves the first visit.
func moveTo(start string) func(*order.Order) {
	return func(o *order.Order) {
		b := &o.Bookings[0]
		long := b.End.Sub(b.Start)
		b.Start = inStockholm(start)
		b.End = b.Start.Add(long)
	}
}

func inStockholm(text string) time.Time {
	at, err := time.ParseInLocation("2006-01-02 15:04", text, stockholm())
	if err != nil {
		panic(err)
	}
	return at
}

func stockholm() *time.Location {
	zone, err := time.LoadLocation("Europe/Stockholm")
	if err != nil {
		panic(err)
	}
	return zone
}

// play runs the story until a time, the worker looking every ten minutes.
func (s *reminderStory) play(scenes []scene, until time.Time) {
	s.t.Helper()
	mails, texts := 0, 0
	for next := 0; s.Clock.Now().Before(until); s.Clock.Advance(10 * time.Minute) {
		for ; next < len(scenes) && !s.Clock.Now().Before(inStockholm(scenes[next].at)); next++ {
			scenes[next].do(s)
		}
		_, err := s.worker.Once(s.t.Context())
		require.NoError(s.t, err)
		at := s.Clock.Now().In(stockholm()).Format("2006-01-02 15:04 ")
		for _, m := range s.Recorder.Emails()[mails:] {
			s.sent = append(s.sent, at+m.To.Address.String())
			mails++
		}
		for _, m := range s.Recorder.SentSMS()[texts:] {
			s.sent = append(s.sent, at+m.To.String())
			texts++
		}
	}
}

func newStory(t *testing.T, settings ...func(*order.Settings)) *reminderStory {
	t.Helper()
	s := &reminderStory{t: t, settings: reminding(), order: notifytest.Order()}
	for _, change := range settings {
		change(&s.settings)
	}
	s.Bench = notifytest.NewBench(func(c *notify.Config) { c.Outbox = notify.NewMemoryOutbox(c.Log) })
	var err error
	s.worker, err = notify.NewWorker(notify.WorkerConfig{
		Service:  s.Service(),
		Settings: func(context.Context, string) (order.Settings, error) { return s.settings, nil },
		Order:    func(context.Context, string, audit.OrderRef) (order.Order, error) { return s.order, nil },
	})
	require.NoError(t, err)
	s.Clock.Advance(5 * time.Minute) // to 14:10
	return s
}

// Whatever happens to a visit, each of its reminders goes once and at its time, at once
// where the visit was away when it was due, and never for a time that is not true.
func TestR614EachReminderGoesOnce(t *testing.T) {
	t.Parallel()
	// quietly has the reminder at 21:00, and quiet hours from 20:00 to 06:00.
	quietly := func(s *order.Settings) {
		s.Reminders = []booking.Reminder{{Before: 10 * time.Hour}}
		s.Quiet = booking.QuietHours{From: "20:00", To: "06:00"}
	}
	lastMinute := func(s *order.Settings) {
		quietly(s)
		s.Reminders = []booking.Reminder{{Before: time.Hour}}
	}
	twice := func(s *order.Settings) {
		s.Reminders = []booking.Reminder{{DaysBefore: 2, Hour: 16}, booking.DayBefore()}
	}
	byPhone := func(o *order.Order) { o.ContactPerson.Email = "" }
	back, away := moveTo("2023-10-06 07:00"), moveTo("2023-10-13 07:00")
	cancel := func(is bool) func(*order.Order) { return func(o *order.Order) { o.Bookings[0].Cancelled = is } }
	drop := func(o *order.Order) { o.Bookings = nil }
	readd := func(o *order.Order) { o.Bookings = notifytest.Order().Bookings }
	const anna, phone = " anna@example.se", " +46705123456"
	test := func(change func(*order.TestMode)) func(*order.Settings) {
		return func(s *order.Settings) { change(&s.Test) }
	}
	fails := func(class delivery.Class, reason reasons.Reason) func(*reminderStory) {
		return func(s *reminderStory) {
			s.Recorder.Fail("anna@example.se", &delivery.Failure{Class: class, Fault: delivery.FaultSender, Reason: reason})
		}
	}
	heals := func(s *reminderStory) { s.Recorder.Fail("anna@example.se", nil) }
	for name, story := range map[string]struct {
		settings func(*order.Settings)
		scenes   []scene
		want     []string
	}{
		"saved once":            {nil, nil, []string{"2023-10-05 09:00" + anna}},
		"saved again and again": {nil, []scene{{"2023-10-03 08:00", save(unchanged)}, {"2023-10-05 08:50", save(unchanged)}, {"2023-10-05 09:10", save(unchanged)}, {"2023-10-06 06:00", save(unchanged)}}, []string{"2023-10-05 09:00" + anna}},

		"moved and moved back before it is due":       {nil, []scene{{"2023-10-03 08:00", save(away)}, {"2023-10-04 08:00", save(back)}}, []string{"2023-10-05 09:00" + anna}},
		"moved and moved back after it was due":       {nil, []scene{{"2023-10-05 08:50", save(away)}, {"2023-10-05 09:30", save(back)}}, []string{"2023-10-05 09:30" + anna}},
		"moved three times to and fro":                {nil, []scene{{"2023-10-03 08:00", save(away)}, {"2023-10-03 09:00", save(back)}, {"2023-10-03 10:00", save(away)}, {"2023-10-03 11:00", save(back)}, {"2023-10-05 08:50", save(away)}, {"2023-10-05 09:30", save(back)}, {"2023-10-05 09:40", save(unchanged)}}, []string{"2023-10-05 09:30" + anna}},
		"moved and moved back after it was sent":      {nil, []scene{{"2023-10-05 10:00", save(away)}, {"2023-10-05 11:00", save(back)}}, []string{"2023-10-05 09:00" + anna}},
		"moved after it was sent":                     {nil, []scene{{"2023-10-05 10:00", save(away)}}, []string{"2023-10-05 09:00" + anna, "2023-10-12 09:00" + anna}},
		"moved to a day whose reminder is over":       {nil, []scene{{"2023-10-03 10:00", save(moveTo("2023-10-04 07:00"))}}, nil},
		"moved to another hour of the day":            {nil, []scene{{"2023-10-03 10:00", save(moveTo("2023-10-06 13:00"))}}, []string{"2023-10-05 09:00" + anna}},
		"moved to the day after winter time begins":   {nil, []scene{{"2023-10-03 08:00", save(moveTo("2023-10-30 07:00"))}}, []string{"2023-10-29 09:00" + anna}},
		"moved behind winter time and back":           {nil, []scene{{"2023-10-03 08:00", save(moveTo("2023-10-30 07:00"))}, {"2023-10-04 08:00", save(back)}}, []string{"2023-10-05 09:00" + anna}},
		"cancelled":                                   {nil, []scene{{"2023-10-03 08:00", save(cancel(true))}}, nil},
		"cancelled, restored before it is due":        {nil, []scene{{"2023-10-03 08:00", save(cancel(true))}, {"2023-10-03 09:00", save(cancel(false))}}, []string{"2023-10-05 09:00" + anna}},
		"cancelled, restored after it was due":        {nil, []scene{{"2023-10-05 08:50", save(cancel(true))}, {"2023-10-05 11:00", save(cancel(false))}}, []string{"2023-10-05 11:00" + anna}},
		"moved, cancelled, restored, moved back":      {nil, []scene{{"2023-10-03 08:00", save(away)}, {"2023-10-04 08:00", save(cancel(true))}, {"2023-10-05 09:10", save(cancel(false))}, {"2023-10-05 09:20", save(back)}}, []string{"2023-10-05 09:20" + anna}},
		"restored when the visit has begun":           {nil, []scene{{"2023-10-05 08:50", save(cancel(true))}, {"2023-10-06 07:00", save(cancel(false))}}, nil},
		"deleted and added again with the same ID":    {nil, []scene{{"2023-10-03 08:00", save(drop)}, {"2023-10-03 09:00", save(readd)}}, []string{"2023-10-05 09:00" + anna}},
		"deleted and added again after it was due":    {nil, []scene{{"2023-10-05 08:00", save(drop)}, {"2023-10-05 10:00", save(readd)}}, []string{"2023-10-05 10:00" + anna}},
		"deleted and added again after it was sent":   {nil, []scene{{"2023-10-05 10:00", save(drop)}, {"2023-10-05 11:00", save(readd)}}, []string{"2023-10-05 09:00" + anna}},
		"another visit, once its reminder is over":    {nil, []scene{{"2023-10-05 10:00", save(func(o *order.Order) { o.Bookings = append(o.Bookings, o.Bookings[0]); o.Bookings[1].ID = "b-2" })}}, []string{"2023-10-05 09:00" + anna}},
		"behind its back: cancelled, restored, saved": {nil, []scene{{"2023-10-05 08:50", func(s *reminderStory) { s.order.Bookings[0].Cancelled = true }}, {"2023-10-05 10:00", save(cancel(false))}}, []string{"2023-10-05 10:00" + anna}},

		"quiet hours":                                        {quietly, []scene{{"2023-10-02 15:00", save(byPhone)}}, []string{"2023-10-06 06:00" + phone}},
		"quiet hours, moved":                                 {quietly, []scene{{"2023-10-02 15:00", save(byPhone)}, {"2023-10-05 22:00", save(away)}}, []string{"2023-10-13 06:00" + phone}},
		"quiet hours, moved and moved back":                  {quietly, []scene{{"2023-10-02 15:00", save(byPhone)}, {"2023-10-05 22:00", save(away)}, {"2023-10-05 23:00", save(back)}}, []string{"2023-10-06 06:00" + phone}},
		"quiet hours, moved and moved back behind its back":  {quietly, []scene{{"2023-10-02 15:00", save(byPhone)}, {"2023-10-05 22:00", func(s *reminderStory) { away(&s.order) }}, {"2023-10-05 23:00", func(s *reminderStory) { back(&s.order) }}}, []string{"2023-10-06 06:00" + phone}},
		"quiet hours, moved behind its back":                 {quietly, []scene{{"2023-10-02 15:00", save(byPhone)}, {"2023-10-05 22:00", func(s *reminderStory) { away(&s.order) }}}, nil},
		"quiet hours until the visit has begun":              {lastMinute, []scene{{"2023-10-02 15:00", save(func(o *order.Order) { byPhone(o); moveTo("2023-10-06 05:30")(o) })}}, nil},
		"quiet hours, saved again":                           {quietly, []scene{{"2023-10-02 15:00", save(byPhone)}, {"2023-10-05 22:00", save(unchanged)}}, []string{"2023-10-06 06:00" + phone}},
		"quiet hours into winter time, moved and moved back": {quietly, []scene{{"2023-10-02 15:00", save(func(o *order.Order) { byPhone(o); moveTo("2023-10-29 07:00")(o) })}, {"2023-10-28 23:00", save(moveTo("2023-10-30 07:00"))}, {"2023-10-29 00:30", save(moveTo("2023-10-29 07:00"))}}, []string{"2023-10-29 06:00" + phone}},

		"from e-mail to SMS":                    {nil, []scene{{"2023-10-04 08:00", save(byPhone)}}, []string{"2023-10-05 09:00" + phone}},
		"from SMS to e-mail in the quiet hours": {quietly, []scene{{"2023-10-02 15:00", save(byPhone)}, {"2023-10-05 22:00", save(func(o *order.Order) { o.ContactPerson.Email = "anna@example.se" })}}, []string{"2023-10-06 06:00" + anna}},
		"nobody to write to while it was due":   {nil, []scene{{"2023-10-05 08:00", save(func(o *order.Order) { o.ContactPerson = order.Contact{} })}, {"2023-10-05 10:00", save(func(o *order.Order) { o.ContactPerson = notifytest.Order().ContactPerson })}}, []string{"2023-10-05 10:00" + anna}},
		"two reminders":                         {twice, nil, []string{"2023-10-04 16:00" + anna, "2023-10-05 09:00" + anna}},
		"two reminders, moved and moved back":   {twice, []scene{{"2023-10-04 15:00", save(away)}, {"2023-10-04 17:00", save(back)}}, []string{"2023-10-04 17:00" + anna, "2023-10-05 09:00" + anna}},
		"two reminders, moved between":          {twice, []scene{{"2023-10-04 18:00", save(away)}}, []string{"2023-10-04 16:00" + anna, "2023-10-11 16:00" + anna, "2023-10-12 09:00" + anna}},
		"the company's time is another by then": {nil, []scene{{"2023-10-04 08:00", func(s *reminderStory) {
			s.settings.Reminders = []booking.Reminder{{DaysBefore: 1, Hour: 15}}
			save(unchanged)(s)
		}}}, []string{"2023-10-05 15:00" + anna}},
		"the server is away, moved, moved back":  {nil, []scene{{"2023-10-05 08:00", fails(delivery.Temporary, reasons.Timeout)}, {"2023-10-05 09:10", save(away)}, {"2023-10-05 09:20", save(back)}, {"2023-10-05 09:30", heals}}, []string{"2023-10-05 09:30" + anna}},
		"the queue stops, moved, moved back":     {nil, []scene{{"2023-10-05 08:00", fails(delivery.Configuration, reasons.LoginRefused)}, {"2023-10-05 09:10", save(away)}, {"2023-10-05 09:20", save(back)}, {"2023-10-05 10:00", resume}}, []string{"2023-10-05 10:00" + anna}},
		"mails have stopped, she has a number":   {nil, []scene{{"2023-10-03 08:00", fails(delivery.Configuration, reasons.LoginRefused)}, {"2023-10-03 08:00", stopEmails}, {"2023-10-04 08:00", save(byPhone)}, {"2023-10-06 10:00", resume}}, []string{"2023-10-05 09:00" + phone}},
		"test mode: redirected":                  {test(func(m *order.TestMode) { m.RedirectEmail = recipients.MustParseAddress("test@example.com") }), nil, []string{"2023-10-05 09:00 test@example.com"}},
		"test mode: redirected, moved and back":  {test(func(m *order.TestMode) { m.RedirectEmail = recipients.MustParseAddress("test@example.com") }), []scene{{"2023-10-05 08:50", save(away)}, {"2023-10-05 09:30", save(back)}}, []string{"2023-10-05 09:30 test@example.com"}},
		"test mode: a dry run":                   {test(func(m *order.TestMode) { m.DryRun = true }), nil, nil},
		"test mode: not on the list":             {test(func(m *order.TestMode) { m.Allow = []string{"@example.com"} }), nil, nil},
		"test mode: a dry run, saved afterwards": {test(func(m *order.TestMode) { m.DryRun = true }), []scene{{"2023-10-05 10:00", save(unchanged)}}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newStory(t)
			if story.settings != nil {
				story.settings(&s.settings)
			}
			save(unchanged)(s)
			end := "2023-10-14 00:00"
			if strings.Contains(name, "winter time") {
				end = "2023-10-31 00:00"
			}
			s.play(story.scenes, inStockholm(end))
			assert.Equal(t, story.want, s.sent)
			progress, err := s.Progress(t.Context(), "")
			require.NoError(t, err)
			assert.True(t, progress.Done(), "%+v", progress)
			assert.Len(t, story.want, progress.Sent, "a reminder counts once: %+v", progress)
			if len(story.want) == 0 && story.scenes != nil {
				assert.NotEmpty(t, s.reasons(), "nobody was reminded, and the log does not say why")
			}
		})
	}
}

func resume(s *reminderStory) {
	s.Recorder.Fail("anna@example.se", nil)
	require.NoError(s.t, s.ResumeQueue(s.t.Context(), delivery.Email, admin))
}

// stopEmails sends another mail, which fails for the configuration.
func stopEmails(s *reminderStory) {
	_, err := s.Enqueue(s.t.Context(), onePlan(s.t, "other"), notify.Schedule{NotAfter: s.Clock.Now().Add(time.Hour)})
	require.NoError(s.t, err)
}

// reasons are why reminders were not sent, as the log has it.
func (s *reminderStory) reasons() (list []string) {
	records, err := audit.All(s.t.Context(), s.Bench.Log, audit.Query{Company: "mitt-bolag", OrderKind: string(order.WorkOrder), OrderID: "462", Kind: string(compose.Reminder)})
	require.NoError(s.t, err)
	for _, r := range records {
		if r.Status == delivery.StatusSkipped {
			list = append(list, r.Note)
		}
	}
	return list
}

// The log says why nobody was reminded. The order's page does so too where it was due.
func TestR614TheLogSaysWhyNobodyIsRemindedOf(t *testing.T) {
	t.Parallel()
	off := func(s *reminderStory) { s.order.Bookings[0].Cancelled = true }
	for name, c := range map[string]struct {
		scene scene
		want  string
		shown bool
	}{
		"moved":                     {scene{"2023-10-03 08:00", save(moveTo("2023-12-13 07:00"))}, "the visit has moved or is off", false},
		"cancelled":                 {scene{"2023-10-03 08:00", save(func(o *order.Order) { o.Bookings[0].Cancelled = true })}, "the visit has moved or is off", false},
		"cancelled behind its back": {scene{"2023-10-03 08:00", off}, "the booking is cancelled", true},
		"deleted behind its back":   {scene{"2023-10-03 08:00", func(s *reminderStory) { s.order.Bookings = nil }}, "the booking is gone", true},
		"moved behind its back":     {scene{"2023-10-03 08:00", func(s *reminderStory) { moveTo("2023-10-13 07:00")(&s.order) }}, "the booking has moved", true},
		"nobody to write to":        {scene{"2023-10-03 08:00", func(s *reminderStory) { s.order.ContactPerson = order.Contact{} }}, "it cannot be planned", true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newStory(t)
			s.order.Bookings = slices.Clone(s.order.Bookings)
			save(unchanged)(s)
			s.play([]scene{c.scene}, inStockholm("2023-10-09 00:00"))
			assert.Empty(t, s.sent)
			assert.Equal(t, []string{c.want}, s.reasons())
			history, err := s.History(t.Context(), s.order)
			require.NoError(t, err)
			if !c.shown {
				assert.Empty(t, history.Lines)
				return
			}
			require.Len(t, history.Lines, 1)
			assert.Equal(t, "2023-10-05 09:00 påminnelse, inte skickad", history.Text(history.Lines[0], locale.Swedish))
		})
	}
}

// A log that cannot be read does not say whether somebody was reminded: the save is told so,
// and nothing is put on a guess.
func TestR614AScheduleWhoseLogCannotBeReadIsAnError(t *testing.T) {
	t.Parallel()
	var log *unreadable
	q := newQueueOn(t, reminding(), func(c *notify.Config) {
		log = &unreadable{Store: c.Log}
		c.Log = log
	})
	log.broken = true
	added, _, err := q.Schedule(ctx, notifytest.Order())
	require.ErrorContains(t, err, "the log cannot be reached")
	assert.Zero(t, added)
	assert.Equal(t, notify.Progress{}, q.progress(t))
}
