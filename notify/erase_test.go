package notify_test

import (
	"context"
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/audit"
	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/audit/delivery/reasons"
	"github.com/budkavle/budkavle/notify"
	"github.com/budkavle/budkavle/notify/compose"
	"github.com/budkavle/budkavle/notify/notifytest"
	"github.com/budkavle/budkavle/notify/order"
	"github.com/budkavle/budkavle/notify/rights"
	"github.com/budkavle/budkavle/templating/locale"
)

func TestR707EraseByWhatStandsInTheHostsTables(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		whom  notify.Whom
		found map[string]int
	}{
		"canonical":                  {notify.Whom{Fields: []string{"anna@example.se"}}, map[string]int{"anna@example.se": 1}},
		"capitals in the host part":  {notify.Whom{Fields: []string{"anna@EXAMPLE.se"}}, map[string]int{"anna@example.se": 1}},
		"capitals in the local part": {notify.Whom{Fields: []string{"Anna@example.se"}}, map[string]int{"Anna@example.se": 1}},
		"blanks around it":           {notify.Whom{Fields: []string{" anna@example.se "}}, map[string]int{"anna@example.se": 1}},
		"a number as people write":   {notify.Whom{Fields: []string{"+46 70-512 34 56"}}, map[string]int{"+46705123456": 1}},
		"a number without country":   {notify.Whom{Fields: []string{"0705123456"}}, map[string]int{"+46705123456": 1}},
		"several in a field":         {notify.Whom{Fields: []string{"Bo <bo@example.se>; anna@example.se, x@example.se"}}, map[string]int{"anna@example.se": 1, "bo@example.se": 1, "x@example.se": 0}},
		"both in a field":            {notify.Whom{Fields: []string{"anna@example.se, 070-512 34 56"}}, map[string]int{"anna@example.se": 1, "+46705123456": 1}},
		"a contact":                  {notify.Whom{Contacts: []order.Contact{{Name: "Anna", Email: "anna@example.se", Phone: "070-512 34 56"}}}, map[string]int{"anna@example.se": 1, "+46705123456": 1}},
		"a user who sent":            {notify.Whom{UserIDs: []string{"eva"}}, map[string]int{"eva": 3}},
		"nobody whom the log knows":  {notify.Whom{Fields: []string{"ana@example.se"}}, map[string]int{"ana@example.se": 0}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := notifytest.NewBench()
			_, err := h.Send(ctx, bookingPlan(t, "form"))
			require.NoError(t, err)
			found, err := h.Erase(ctx, c.whom, admin)
			require.NoError(t, err)
			assert.Equal(t, c.found, found.Found)
		})
	}
	h := notifytest.NewBench()
	for _, whom := range []notify.Whom{{}, {Fields: []string{"Anna"}}, {Fields: []string{"anna@example.se, bo(at)example.se"}}, {Contacts: []order.Contact{{Email: "anna@example.se", Phone: "none"}}}} {
		_, err := h.Erase(ctx, whom, admin)
		require.Error(t, err)
		assert.NotContains(t, err.Error(), "anna")
	}
}

// After a real sending, nothing that is left leads to the number or the address,
// and nothing is sent again.
func TestR707NothingIsLeftToTry(t *testing.T) {
	t.Parallel()
	h := notifytest.NewBench()
	p := bookingPlan(t, "form")
	r, err := h.Send(ctx, p)
	require.NoError(t, err)
	sms := r.Outcomes[2]
	require.NoError(t, h.Service().Report(ctx, delivery.Report{Company: p.Company, MessageID: sms.Message.ID, Status: delivery.StatusDelivered, At: h.Clock.Now()}))
	_, err = h.Erase(ctx, notify.Whom{Fields: []string{"anna@example.se", "+46705123456"}, UserIDs: []string{"eva"}}, admin)
	require.NoError(t, err)
	records, err := audit.All(ctx, h.Log, audit.Query{Company: p.Company})
	require.NoError(t, err)
	text, err := json.Marshal(records)
	require.NoError(t, err)
	for _, left := range []string{"anna@example.se", "705123456", "Anna Ek", `"eva"`, p.Hash, p.ContentHash(), p.Messages[0].ID, p.Messages[2].ID, sms.Receipt.ProviderID} {
		assert.NotContains(t, string(text), left)
	}
	assert.Contains(t, string(text), p.Messages[1].ID, "another's message is what it was")

	_, err = h.Send(ctx, p)
	require.ErrorIs(t, err, audit.ErrKeyReused, "and nothing goes to somebody who was erased")
	_, err = h.Retry(ctx, p)
	require.ErrorIs(t, err, audit.ErrKeyReused)
	assert.Len(t, h.Recorder.Emails(), 2)
	history, err := h.History(ctx, notifytest.Order())
	require.NoError(t, err)
	assert.Contains(t, history.Banner(locale.Swedish), "borttagen")
}

// A user who was erased while their message waited is not written into the log again by
// the worker that sends it, however often it tries.
func TestR707AnErasedUserIsNotNamedByWhatWaits(t *testing.T) {
	t.Parallel()
	h := notifytest.NewBench(func(c *notify.Config) { c.Outbox = notify.NewMemoryOutbox(c.Log) })
	h.Recorder.Fail("anna@example.se", &delivery.Failure{Class: delivery.Temporary, Fault: delivery.FaultSender, Reason: reasons.TryLater})
	p := bookingPlan(t, "form")
	_, err := h.Enqueue(ctx, p, notify.Schedule{})
	require.NoError(t, err)
	worker, err := notify.NewWorker(notify.WorkerConfig{Service: h.Service()})
	require.NoError(t, err)
	_, err = worker.Once(ctx)
	require.NoError(t, err)
	own, err := h.UserLog(ctx, "eva", "", order.Actor{ID: "eva"})
	require.NoError(t, err)
	require.Len(t, own.Messages, len(p.Messages), "what a worker has sent is the user's who sent it")

	_, err = h.Erase(ctx, notify.Whom{UserIDs: []string{"eva"}}, admin)
	require.NoError(t, err)
	h.Recorder.Fail("anna@example.se", nil)
	h.Clock.Advance(time.Hour)
	_, err = worker.Once(ctx)
	require.NoError(t, err)
	require.Len(t, h.Recorder.Emails(), 2)
	records, err := audit.All(ctx, h.Log, audit.Query{Company: p.Company})
	require.NoError(t, err)
	text, err := json.Marshal(records)
	require.NoError(t, err)
	for _, left := range []string{`"eva"`, `"Eva"`} {
		assert.NotContains(t, string(text), left)
	}
	history, err := h.History(ctx, notifytest.Order())
	require.NoError(t, err)
	for _, l := range history.Lines {
		assert.Equal(t, audit.Erased, l.Actor.ID, l.Recipient)
	}
}

func TestR621HistoriesOfManyOrdersAreFewQueries(t *testing.T) {
	t.Parallel()
	counted := &queryCounter{Memory: audit.NewMemory()}
	h := notifytest.NewBench(func(c *notify.Config) { c.Log = counted })
	_, err := h.Send(ctx, bookingPlan(t, "form"))
	require.NoError(t, err)
	confirmed, moved, other := notifytest.Order(), notifytest.Order(), notifytest.Order()
	moved.Bookings[0].Start = moved.Bookings[0].Start.Add(time.Hour)
	other.ID, other.Number = "other", "AO463"
	counted.queries = 0
	histories, err := h.Histories(ctx, []order.Order{confirmed, other, moved})
	require.NoError(t, err)
	require.Len(t, histories, 3)
	assert.Equal(t, 2, counted.queries, "one more where somebody is to be told: can they be reached?")
	counted.queries = 0
	_, err = h.Histories(ctx, []order.Order{confirmed, other})
	require.NoError(t, err)
	assert.Equal(t, 1, counted.queries)
	assert.Contains(t, histories[0].Banner(locale.Swedish), "anna@example.se")
	assert.False(t, histories[0].Red())
	assert.Equal(t, "E-post skickad: nej", histories[1].Banner(locale.Swedish))
	assert.True(t, histories[2].Red())
	confirmed.Company = "another"
	_, err = h.Histories(ctx, []order.Order{confirmed})
	require.ErrorIs(t, err, notify.ErrOtherCompany)
}

// A popup for an order with sixty contacts, and a page of fifty orders with their red
// marks, ask the log as often as one contact and one order do.
func TestR621ManyContactsAndOrdersAreFewQueries(t *testing.T) {
	t.Parallel()
	counted := &queryCounter{Memory: audit.NewMemory()}
	h := notifytest.NewBench(func(c *notify.Config) { c.Log = counted })
	_, err := h.Send(ctx, bookingPlan(t, "form"))
	require.NoError(t, err)
	queries := func(contacts int) int {
		o := notifytest.Order()
		for i := range contacts {
			o.Customer.Contacts = append(o.Customer.Contacts, order.Contact{
				Name: fmt.Sprint("Person ", i), Email: fmt.Sprintf("p%d@example.se", i), Phone: fmt.Sprintf("+467051234%02d", i),
			})
		}
		counted.queries = 0
		popup, err := h.Open(ctx, o, compose.Request{Kind: compose.BookingConfirmation, Key: "popup"})
		require.NoError(t, err)
		require.Len(t, popup.Plan.Messages, 1)
		return counted.queries
	}
	assert.Equal(t, queries(1), queries(60))
	assert.LessOrEqual(t, queries(60), 4)

	var orders []order.Order
	for i := range 50 {
		o := notifytest.Order()
		if i > 0 {
			o.ID, o.Number = fmt.Sprint(i), fmt.Sprint("AO", i)
		} else {
			o.Bookings[0].Start = o.Bookings[0].Start.Add(time.Hour)
		}
		orders = append(orders, o)
	}
	counted.queries = 0
	histories, err := h.Histories(ctx, orders)
	require.NoError(t, err)
	assert.LessOrEqual(t, counted.queries, 2)
	assert.True(t, histories[0].Red())
	assert.False(t, histories[1].Red())
}

// queryCounter counts the queries of a log.
type queryCounter struct {
	*audit.Memory
	queries int
}

func (c *queryCounter) Records(ctx context.Context, q audit.Query) (audit.Page, error) {
	c.queries++
	return c.Memory.Records(ctx, q)
}

// A customer asks to be forgotten: what the host's table holds is given as it
// stands, and the answer shows what the log knew.
func ExampleWhom() {
	bench := notifytest.NewBench()
	_ = bench.Log.Append(context.Background(), audit.Record{ // as a sending writes it
		ID: "1", Company: bench.Settings().Company.ID, At: bench.Clock.Now(), MessageID: "m", Recipient: "anna@example.se", Status: delivery.StatusSent,
	})
	found, err := bench.Erase(context.Background(), notify.Whom{Contacts: []order.Contact{{Name: "Anna Ek", Email: "Anna Ek <anna@EXAMPLE.se>", Phone: "070-512 34 56"}}}, order.Actor{ID: "eva", Roles: []string{rights.Admin}})
	fmt.Println(found.Found, err)
	// Output: map[+46705123456:0 anna@example.se:1] <nil>
}
