package notify_test

import (
	"context"
	"errors"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/audit"
	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/audit/delivery/reasons"
	"github.com/budkavle/budkavle/notify"
	"github.com/budkavle/budkavle/notify/compose"
	"github.com/budkavle/budkavle/notify/email"
	"github.com/budkavle/budkavle/notify/notifytest"
	"github.com/budkavle/budkavle/notify/order"
	"github.com/budkavle/budkavle/notify/plan"
	"github.com/budkavle/budkavle/recipients"
)

// emailFunc is a mail server in a word.
type emailFunc func(context.Context, *email.Message) (delivery.Receipt, error)

func (f emailFunc) Send(ctx context.Context, m *email.Message) (delivery.Receipt, error) {
	return f(ctx, m)
}

func emailBench(send emailFunc, changes ...func(*notify.Config)) *notifytest.Bench {
	return notifytest.NewBench(append([]func(*notify.Config){func(c *notify.Config) {
		c.Senders = notify.OneCompany(notify.Senders{Email: send})
	}}, changes...)...)
}

// busyServer takes a second for each mail, and notes how many it has at once.
type busyServer struct {
	mu              sync.Mutex
	now, most, sent int
}

func (b *busyServer) Send(ctx context.Context, _ *email.Message) (delivery.Receipt, error) {
	b.mu.Lock()
	b.now++
	b.most = max(b.most, b.now)
	b.mu.Unlock()
	time.Sleep(time.Second)
	b.mu.Lock()
	b.now--
	b.sent++
	b.mu.Unlock()
	return delivery.Receipt{Provider: "busy"}, delivery.HandOver(ctx)
}

// logged are the statuses that the log has of a plan's first message, in order.
func logged(t *testing.T, log audit.Store, p plan.Plan) (list []delivery.Status) {
	t.Helper()
	records, err := audit.All(ctx, log, audit.Query{Company: p.Company, MessageID: p.Messages[0].ID})
	require.NoError(t, err)
	for i := range records {
		list = append(list, records[i].Status)
	}
	return list
}

// A caller that goes away is heard at once, and a sender that does not listen cannot hand
// the message over behind its back.
func TestR612WhoGoesAwayBeforeTheHandOverIsHeard(t *testing.T) {
	t.Parallel()
	for name, deaf := range map[string]bool{"a sender that listens": false, "a sender that does not": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				left := false
				h := emailBench(func(ctx context.Context, _ *email.Message) (delivery.Receipt, error) {
					select {
					case <-ctx.Done():
						require.ErrorIs(t, context.Cause(ctx), context.DeadlineExceeded, "it can say why")
					case <-time.After(time.Minute):
					}
					if deaf {
						ctx = context.WithoutCancel(ctx)
					}
					if err := delivery.HandOver(ctx); err != nil {
						return delivery.Receipt{}, err
					}
					left = true
					return delivery.Receipt{Provider: "deaf"}, nil
				})
				mine, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
				defer cancel()
				began, p := time.Now(), onePlan(t, "form")
				r, err := h.Send(mine, p)
				require.NoError(t, err)
				assert.Equal(t, 100*time.Millisecond, time.Since(began))
				assert.False(t, left)
				require.NotNil(t, r.Outcomes[0].Failure)
				assert.Equal(t, delivery.Temporary, r.Outcomes[0].Failure.Class)
				assert.Equal(t, []delivery.Status{delivery.StatusFailed}, logged(t, h.Log, p))
			})
		})
	}
}

// What a sender took is its time alone; what it began before its goroutine was ended is in
// the log as uncertain.
func TestAnOutcomeSaysHowLongTheSenderTook(t *testing.T) {
	t.Parallel()
	var h *notifytest.Bench
	h = emailBench(func(context.Context, *email.Message) (delivery.Receipt, error) {
		h.Clock.Advance(7 * time.Second)
		return delivery.Receipt{Provider: "slow"}, nil
	})
	r, err := h.Send(ctx, onePlan(t, "form"))
	require.NoError(t, err)
	assert.Equal(t, 7*time.Second, r.Outcomes[0].Took)
	r, err = h.Send(ctx, onePlan(t, "form"))
	require.NoError(t, err)
	assert.Zero(t, r.Outcomes[0].Took, "as the log tells it")
}

func TestASenderThatEndsItsGoroutineIsInTheLog(t *testing.T) {
	t.Parallel()
	h := emailBench(func(ctx context.Context, _ *email.Message) (delivery.Receipt, error) {
		assert.NoError(t, delivery.HandOver(ctx))
		runtime.Goexit()
		return delivery.Receipt{}, nil
	})
	p := onePlan(t, "form")
	_, err := h.Send(ctx, p)
	require.NoError(t, err)
	assert.Equal(t, []delivery.Status{delivery.StatusSending, delivery.StatusUncertain}, logged(t, h.Log, p))
}

// A rival has each message the moment before we claim it, and has sent it.
type rival struct {
	audit.Store
	reads atomic.Int64
}

func (r *rival) Claim(ctx context.Context, claim audit.Record, with ...audit.Record) (bool, error) {
	if claim.MessageID != "" && claim.Actor.ID != "rival" {
		theirs := claim
		theirs.ID, theirs.Status, theirs.Actor.ID, theirs.Failure = theirs.ID+"-rival", delivery.StatusSent, "rival", nil
		theirs.Receipt = delivery.Receipt{Provider: "rival"}
		if _, err := r.Store.Claim(ctx, theirs); err != nil {
			return false, err
		}
	}
	return r.Store.Claim(ctx, claim, with...)
}

func (r *rival) Records(ctx context.Context, q audit.Query) (audit.Page, error) {
	r.reads.Add(1)
	return r.Store.Records(ctx, q)
}

// Whoever is quicker has the message: their outcome is ours, also where ours would have been a
// refusal, and the log is asked for all at once.
func TestWhatAnotherCallerHasSentIsItsOutcome(t *testing.T) {
	t.Parallel()
	for name, refused := range map[string]bool{"handed over": false, "refused before": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w, log := &watcher{}, &rival{Store: audit.NewMemory()}
			h := emailBench(func(ctx context.Context, _ *email.Message) (delivery.Receipt, error) {
				if refused {
					return delivery.Receipt{}, &delivery.Failure{Class: delivery.Permanent, Fault: delivery.FaultRecipient, Reason: reasons.MailboxUnknown}
				}
				return delivery.Receipt{Provider: "ours"}, delivery.HandOver(ctx)
			}, func(c *notify.Config) { c.Log, c.Observer, c.Concurrency = log, w, 1 })
			p := confirmationTo(t, 3)
			r, err := h.Send(ctx, p)
			require.NoError(t, err)
			assert.Equal(t, "sent sent sent", statuses(r))
			for _, o := range r.Outcomes {
				assert.Equal(t, "rival", o.Receipt.Provider)
				assert.Nil(t, o.Failure)
			}
			assert.True(t, r.Duplicate)
			assert.EqualValues(t, 1, log.reads.Load())
			for _, line := range w.lines {
				assert.Contains(t, line, "skipped 1 another caller sends it")
			}
		})
	}
}

// The company's senders cannot be had since the host's function panics: every message says so.
func TestAFunctionThatPanicsForTheSenders(t *testing.T) {
	t.Parallel()
	h := notifytest.NewBench(func(c *notify.Config) {
		c.Senders = func(context.Context, string) (notify.Senders, error) { panic("secret") }
	})
	r, err := h.Send(ctx, bookingPlan(t, "form"))
	require.NoError(t, err)
	for _, o := range r.Outcomes {
		require.NotNil(t, o.Failure)
		assert.Equal(t, reasons.SendersNotFound, o.Failure.Reason)
		assert.NotContains(t, o.Failure.Error(), "secret")
	}
}

// The host's error about the senders is as it says; a nil failure in it says nothing.
func TestAnErrorAboutTheSenders(t *testing.T) {
	t.Parallel()
	for reason, answer := range map[reasons.Reason]error{
		reasons.SendersNotFound: errors.New("no such company"),
		reasons.LoginRefused:    &delivery.Failure{Class: delivery.Configuration, Fault: delivery.FaultSender, Reason: reasons.LoginRefused},
	} {
		h := notifytest.NewBench(func(c *notify.Config) {
			c.Senders = func(context.Context, string) (notify.Senders, error) { return notify.Senders{}, answer }
		})
		r, err := h.Send(ctx, onePlan(t, "form"))
		require.NoError(t, err)
		assert.Equal(t, reason, r.Outcomes[0].Failure.Reason)
	}
	h := notifytest.NewBench(func(c *notify.Config) {
		c.Senders = func(context.Context, string) (notify.Senders, error) {
			return notify.Senders{}, (*delivery.Failure)(nil)
		}
	})
	r, err := h.Send(ctx, onePlan(t, "form"))
	require.NoError(t, err)
	assert.Equal(t, reasons.SendersNotFound, r.Outcomes[0].Failure.Reason)
}

// What an observer changes in what it is shown changes nothing that the caller gets.
func TestAnObserverChangesNothing(t *testing.T) {
	t.Parallel()
	h := notifytest.NewBench(func(c *notify.Config) { c.Observer = meddler{} })
	p := onePlan(t, "form")
	r, err := h.Send(ctx, p)
	require.NoError(t, err)
	assert.Equal(t, p.Messages[0].Email.Subject, r.Outcomes[0].Message.Email.Subject)
	assert.Equal(t, p.Messages[0].Email.Subject, h.Recorder.Emails()[0].Subject)
	assert.NotEqual(t, "meddled", p.Messages[0].Email.Subject)
}

type meddler struct{}

func (meddler) Start(_ context.Context, _ *plan.Plan, m *plan.Message) context.Context {
	m.Email.Subject = "meddled"
	return nil
}

func (meddler) Done(_ context.Context, _ *plan.Plan, o notify.Outcome) {
	o.Message.Email.Subject = "meddled"
}

// Of a plan of one message, who was left out is in the log with it.
func TestR615WhoIsLeftOutOfAPlanOfOneIsLogged(t *testing.T) {
	t.Parallel()
	s := notifytest.Settings()
	s.Test.Allow = []string{"anna@example.se"}
	d, err := compose.NewDraft(s, notifytest.Order(), compose.Request{Kind: compose.BookingConfirmation, Key: "form", Now: notifytest.Now()})
	require.NoError(t, err)
	d.To = recipients.MustParseList("anna@example.se,bo@example.se")
	p, err := d.Plan()
	require.NoError(t, err)
	require.Len(t, p.Messages, 1)
	h := notifytest.NewBench()
	_, err = h.For(s).Send(ctx, p)
	require.NoError(t, err)
	history, err := h.For(s).History(ctx, notifytest.Order())
	require.NoError(t, err)
	require.Len(t, history.Lines, 2)
	for _, line := range history.Lines {
		if line.Recipient == "bo@example.se" {
			assert.Equal(t, delivery.StatusSkipped, line.Status)
			assert.Equal(t, audit.TestNotAllowed, line.Test)
		} else {
			assert.Equal(t, delivery.StatusSent, line.Status)
		}
	}
}

// Where the log cannot be written it is asked again at growing pauses, until the grace is over.
func TestTheLogIsAskedAgainAtGrowingPauses(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		log := &askedLog{Store: audit.NewMemory()}
		h := notifytest.NewBench(func(c *notify.Config) { c.Log, c.LogGrace = log, time.Minute })
		began := time.Now()
		r, err := h.Send(t.Context(), onePlan(t, "form"))
		require.NoError(t, err)
		require.Error(t, r.Outcomes[0].Unlogged)
		var pauses []time.Duration
		for i, at := range log.asked {
			if i > 0 {
				pauses = append(pauses, at.Sub(log.asked[i-1]))
			}
		}
		assert.Equal(t, []time.Duration{250 * time.Millisecond, 500 * time.Millisecond, time.Second, 2 * time.Second, 4 * time.Second, 8 * time.Second, 16 * time.Second, 16 * time.Second}, pauses)
		assert.Equal(t, time.Minute, time.Since(began))
	})
}

// askedLog takes no outcome, and notes when it was asked.
type askedLog struct {
	audit.Store
	mu    sync.Mutex
	asked []time.Time
}

func (l *askedLog) Append(context.Context, ...audit.Record) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.asked = append(l.asked, time.Now())
	return errors.New("the disk is full")
}

// What another company's desk planned goes by nobody else's.
func TestADeskSendsNothingOfAnotherCompany(t *testing.T) {
	t.Parallel()
	h := notifytest.NewBench(withOutbox)
	s := notifytest.Settings()
	s.Company.ID = "annat-bolag"
	theirs := h.For(s)
	p := bookingPlan(t, "form")
	for name, do := range map[string]func() error{
		"sent":     func() error { return only(theirs.Send(ctx, p)) },
		"later":    func() error { return only(theirs.Enqueue(ctx, p, notify.Schedule{})) },
		"retried":  func() error { return only(theirs.Retry(ctx, p)) },
		"resumed":  func() error { return only(theirs.Resume(ctx, p)) },
		"replaced": func() error { return theirs.Supersede(ctx, p, bookingPlan(t, "new")) },
		"reminded": func() error {
			_, _, err := theirs.Schedule(ctx, order.Order{Company: "mitt-bolag", ID: "1"})
			return err
		},
		"of an order": func() error {
			return only(theirs.History(ctx, order.Order{Company: "mitt-bolag", ID: "1"}))
		},
		"of many orders": func() error {
			return only(theirs.Histories(ctx, []order.Order{{ID: "2"}, {Company: "mitt-bolag", ID: "1"}}))
		},
	} {
		require.ErrorIs(t, do(), notify.ErrOtherCompany, name)
	}
	h.Recorder.AssertNothingSent(t)
	records, err := audit.All(ctx, h.Log, audit.Query{Company: "mitt-bolag"})
	require.NoError(t, err)
	assert.Empty(t, records)
	_, err = h.History(ctx, order.Order{ID: "1"})
	require.NoError(t, err, "an order may leave its company out")
}

// Settings that have turned wrong are named by their company, and the desk shows times as
// other companies have them where its own zone cannot be read.
func TestADeskOfWrongSettings(t *testing.T) {
	t.Parallel()
	h := notifytest.NewBench()
	s := notifytest.Settings()
	s.Zone = "Europe/Borås"
	d, err := h.Service().Desk(s)
	require.ErrorContains(t, err, `settings of company "mitt-bolag"`)
	require.NotNil(t, d)
	assert.Equal(t, "Europe/Stockholm", d.Zone().String())
	s.Zone = "Europe/Helsinki"
	assert.Equal(t, "Europe/Helsinki", h.For(s).Zone().String())
}
