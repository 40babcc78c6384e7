package notify_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/audit"
	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/audit/delivery/reasons"
	"github.com/budkavle/budkavle/notify"
	"github.com/budkavle/budkavle/notify/notifytest"
	"github.com/budkavle/budkavle/notify/order"
	"github.com/budkavle/budkavle/notify/staff"
	"github.com/budkavle/budkavle/recipients"
)

// A line that goes back and forth is told when it first comes to a state, and never
// again: stories of saves, one after the other, by what each tells (R801).
func TestR801LinesThatGoBackAndForth(t *testing.T) {
	t.Parallel()
	toOrder, ordered, delivered := order.ArticleToOrder, order.ArticleOrdered, order.ArticleDelivered
	line := func(id string, state order.ArticleState) order.Article {
		return order.Article{ID: id, Name: "Kabel " + id, State: state}
	}
	type save struct {
		lines []order.Article
		told  []string // kind and article
	}
	for _, row := range []struct {
		name  string
		saves []save
	}{
		{"ordered, taken back, ordered again", []save{
			{[]order.Article{line("1", toOrder)}, []string{"articles-to-order 1"}},
			{[]order.Article{line("1", ordered)}, []string{"articles-ordered 1"}},
			{[]order.Article{line("1", toOrder)}, nil},
			{[]order.Article{line("1", ordered)}, nil},
			{[]order.Article{line("1", delivered)}, []string{"parts-delivered 1"}},
			{[]order.Article{line("1", "")}, nil},
			{[]order.Article{line("1", toOrder)}, nil},
			{[]order.Article{line("1", delivered)}, nil},
		}},
		{"another line beside it", []save{
			{[]order.Article{line("1", ordered)}, []string{"articles-ordered 1"}},
			{[]order.Article{line("1", toOrder), line("2", toOrder)}, []string{"articles-to-order 2"}},
			{[]order.Article{line("1", ordered), line("2", ordered)}, []string{"articles-ordered 2"}},
		}},
		{"taken away and put back", []save{
			{[]order.Article{line("1", toOrder)}, []string{"articles-to-order 1"}},
			{nil, nil},
			{[]order.Article{line("1", toOrder)}, nil},
		}},
		{"without an ID", []save{
			{[]order.Article{{Name: "Kabel", State: toOrder}}, []string{"articles-to-order "}},
			{[]order.Article{{Name: "Kabel"}}, nil},
			{[]order.Article{{Name: "Kabel", State: toOrder}}, nil},
			{[]order.Article{{Name: "Kabel", State: toOrder}, {Name: "Kabel", State: toOrder}}, []string{"articles-to-order "}},
		}},
	} {
		for name, durable := range map[string]bool{"at once": false, "by the outbox": true} {
			t.Run(row.name+", "+name, func(t *testing.T) {
				t.Parallel()
				bench := notifytest.NewBench(func(c *notify.Config) {
					if durable {
						c.Outbox = notify.NewMemoryOutbox(c.Log)
					}
				})
				before, sent := notifytest.Order(), 0
				for i, step := range row.saves {
					bench.Clock.Advance(time.Hour)
					after := notifytest.Order()
					after.Articles = step.lines
					for range 2 { // the save is repeated
						var told []string
						for _, m := range articleMails(t, bench.Desk, before, after) {
							if _, ok := m.Letter(fmt.Sprint("save-", i)); ok {
								for _, a := range m.Articles {
									told = append(told, string(m.Kind)+" "+a.ID)
								}
							}
							_, err := bench.Tell(ctx, fmt.Sprint("save-", i), nil, []staff.ArticleEmail{m})
							require.NoError(t, err)
						}
						if durable {
							require.Subset(t, step.told, told, "save %d", i)
						}
					}
					if durable && i%2 == 1 { // mails wait while two saves come
						worker, err := notify.NewWorker(notify.WorkerConfig{Service: bench.Service()})
						require.NoError(t, err)
						_, err = worker.Once(ctx)
						require.NoError(t, err)
					}
					sent += len(step.told)
					page, err := bench.Messages(ctx, audit.Query{}, admin)
					require.NoError(t, err)
					assert.Len(t, page.Messages, sent, "after save %d", i)
					before = after
				}
			})
		}
	}
}

func articleMails(t *testing.T, d *notify.Desk, before, after order.Order) []staff.ArticleEmail {
	t.Helper()
	s := staff.Settings{Articles: map[order.Kind]staff.ArticleAddresses{order.WorkOrder: {
		ToOrder: recipients.MustParseList("inkop@example.com"), Ordered: recipients.MustParseList("inkop@example.com"), Delivered: recipients.MustParseList("lager@example.com"),
	}}}
	mails, err := d.ArticleEmails(ctx, s, before, after, admin)
	require.NoError(t, err)
	return mails
}

// What did not reach anybody was not told, and what was dropped from the log is still
// known to have been.
func TestR801WhatTheLogKnows(t *testing.T) {
	t.Parallel()
	before, after := notifytest.Order(), notifytest.Order()
	after.Articles = []order.Article{{ID: "1", Name: "Kabel", State: order.ArticleOrdered}}
	for name, row := range map[string]struct {
		fail  error
		again int
	}{
		"sent":      {nil, 0},
		"refused":   {&delivery.Failure{Class: delivery.Permanent, Reason: reasons.Unclassified}, 1},
		"uncertain": {&delivery.Failure{Class: delivery.Uncertain, Reason: reasons.NoAnswer}, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			bench := notifytest.NewBench()
			if row.fail != nil {
				bench.Recorder.Fail("inkop@example.com", row.fail)
			}
			_, err := bench.Tell(ctx, "save-1", nil, articleMails(t, bench.Desk, before, after))
			require.NoError(t, err)
			assert.Len(t, articleMails(t, bench.Desk, before, after), row.again)
			_, err = bench.Log.DropBodies(ctx, "mitt-bolag", notifytest.Now().Add(time.Hour))
			require.NoError(t, err)
			assert.Len(t, articleMails(t, bench.Desk, before, after), row.again, "also after bodies were dropped")
			elsewhere := notifytest.Order()
			elsewhere.ID, elsewhere.Number, elsewhere.Articles = "463", "AO463", after.Articles
			assert.Len(t, articleMails(t, bench.Desk, before, elsewhere), 1, "the same line of another order is another")
		})
	}
	elsewhere := after
	elsewhere.Company = "another"
	bench := notifytest.NewBench()
	_, err := bench.ArticleEmails(ctx, staff.Settings{}, before, elsewhere, admin)
	require.ErrorIs(t, err, notify.ErrOtherCompany)
	broken := notifytest.NewBench(func(c *notify.Config) { c.Log = unreadLog{c.Log} })
	_, err = broken.ArticleEmails(ctx, staff.Settings{Articles: map[order.Kind]staff.ArticleAddresses{order.WorkOrder: {Ordered: recipients.MustParseList("a@example.com")}}}, before, after, admin)
	require.ErrorIs(t, err, errBroken)
}

var errBroken = errors.New("broken")

// unreadLog is a log that cannot be read.
type unreadLog struct{ audit.Store }

func (unreadLog) Records(context.Context, audit.Query) (audit.Page, error) {
	return audit.Page{}, errBroken
}
