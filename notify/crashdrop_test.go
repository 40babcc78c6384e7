package notify_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/audit"
	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/notify"
	"github.com/budkavle/budkavle/notify/notifytest"
	"github.com/budkavle/budkavle/notify/order"
	"github.com/budkavle/budkavle/notify/plan"
)

// A life ends after a number of steps: each write is one before it is done and one after,
// when its answer is lost.
type life struct{ left int }

var errDied = errors.New("the process has died")

func (l *life) step() error {
	if l.left--; l.left < 0 {
		return errDied
	}
	return nil
}

func dyingWrite[T any](l *life, write func() (T, error)) (result T, err error) {
	if err := l.step(); err != nil {
		return result, err
	}
	if result, err = write(); err != nil {
		return result, err
	}
	return result, l.step()
}

func dyingDo(l *life, write func() error) error {
	_, err := dyingWrite(l, func() (struct{}, error) { return struct{}{}, write() })
	return err
}

// A mortalLog and a mortalOutbox are written by a process that dies.
type mortalLog struct {
	*audit.Memory
	life *life
}

func (m mortalLog) Append(ctx context.Context, records ...audit.Record) error {
	return dyingDo(m.life, func() error { return m.Memory.Append(ctx, records...) })
}

func (m mortalLog) Erase(ctx context.Context, company string, who audit.Identities) (audit.Erasure, error) {
	return dyingWrite(m.life, func() (audit.Erasure, error) { return m.Memory.Erase(ctx, company, who) })
}

func (m mortalLog) DropBodies(ctx context.Context, company string, before time.Time) (int, error) {
	return dyingWrite(m.life, func() (int, error) { return m.Memory.DropBodies(ctx, company, before) })
}

type mortalOutbox struct {
	*notify.MemoryOutbox
	life *life
}

func (m mortalOutbox) Put(ctx context.Context, p plan.Plan, jobs ...notify.Job) error {
	return dyingDo(m.life, func() error { return m.MemoryOutbox.Put(ctx, p, jobs...) })
}

func (m mortalOutbox) Drop(ctx context.Context, now time.Time, company, topic string, records func(notify.Job) []audit.Record) ([]notify.Job, error) {
	return dyingWrite(m.life, func() ([]notify.Job, error) { return m.MemoryOutbox.Drop(ctx, now, company, topic, records) })
}

func (m mortalOutbox) DropBefore(ctx context.Context, now time.Time, company string, before time.Time, records func(notify.Job) []audit.Record) ([]notify.Job, error) {
	return dyingWrite(m.life, func() ([]notify.Job, error) {
		return m.MemoryOutbox.DropBefore(ctx, now, company, before, records)
	})
}

func (m mortalOutbox) EraseJobs(ctx context.Context, company string, records func(notify.Job) []audit.Record, recipients ...string) ([]notify.Job, error) {
	return dyingWrite(m.life, func() ([]notify.Job, error) {
		return m.MemoryOutbox.EraseJobs(ctx, company, records, recipients...)
	})
}

func (m mortalOutbox) Rewrite(ctx context.Context, company, topic string, change func(notify.Job) *notify.Later) error {
	return dyingDo(m.life, func() error { return m.MemoryOutbox.Rewrite(ctx, company, topic, change) })
}

// Whatever takes messages or notices out of the outbox, or a name out of them, may be cut
// off anywhere: what is gone from the outbox is said in the log, and nobody's evening is
// forgotten. Calling it once more finishes it.
func TestR614WhatDropsAndErasesCanDieAnywhere(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		do      func(*notify.Desk) error
		notices int    // that still wait for an evening
		gone    string // from the outbox, where names are in the notices
	}{
		"erase a contact": {func(d *notify.Desk) error {
			_, err := d.Erase(ctx, notify.Whom{Contacts: []order.Contact{{Name: "Anna Ek", Email: "anna@example.se", Phone: "+46705123456"}}}, admin)
			return err
		}, 3, "Anna Ek"},
		"erase users": {func(d *notify.Desk) error {
			_, err := d.Erase(ctx, notify.Whom{UserIDs: []string{"bo", "b"}}, admin)
			return err
		}, 0, ""},
		"drop bodies": {func(d *notify.Desk) error {
			_, err := d.DropBodies(ctx, notifytest.Now().Add(time.Hour), admin)
			return err
		}, 3, ""},
		"drop a topic": {func(d *notify.Desk) error {
			_, err := d.DropTopic(ctx, "visit", "off", admin)
			return err
		}, 3, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			died := 0
			for ; ; died++ {
				process := &life{left: math.MaxInt}
				var log *audit.Memory
				e := newEvenings(t, func(c *notify.Config) {
					log = audit.NewMemory()
					c.Log = mortalLog{log, process}
					c.Outbox = mortalOutbox{notify.NewMemoryOutbox(log), process}
				})
				waitsOfAnna(t, e)
				process.left = died
				err := c.do(e.Desk)
				process.left = math.MaxInt
				if err == nil {
					break
				}
				require.ErrorIs(t, err, errDied)
				e.agree(t, log, -1)
				require.NoError(t, c.do(e.Desk))
				left := e.agree(t, log, c.notices)
				if c.gone != "" {
					assert.NotContains(t, left, c.gone)
				}
				require.NoError(t, c.do(e.Desk), "again")
				e.agree(t, log, c.notices)
			}
			assert.GreaterOrEqual(t, died, 2, "it writes")
		})
	}
}

// waitsOfAnna lets messages to Anna wait, and notices about her for two people's evenings.
func waitsOfAnna(t *testing.T, e *evenings) {
	t.Helper()
	_, err := e.Enqueue(ctx, bookingPlan(t, "form"), notify.Schedule{NotBefore: notifytest.Now().Add(time.Minute), Topic: "visit"})
	require.NoError(t, err)
	before, after := onVisit(monday9), onVisit(monday9.Add(3*time.Hour))
	before.Customer.Name, after.Customer.Name = "Anna Ek", "Anna Ek"
	e.saved(t, before, after, "bo", "b")
	other := onVisit(monday9)
	other.ID, other.Number = "7", "AO7"
	e.saved(t, withoutVisit(other), other, "bo")
}

// agree sees that what the log calls queued waits in the outbox, and that so many notices
// do; -1: however many. It returns what waits.
func (e *evenings) agree(t *testing.T, log *audit.Memory, notices int) string {
	t.Helper()
	jobs, err := e.outbox.Topics(ctx, "mitt-bolag", "")
	require.NoError(t, err)
	waits, n := map[string]bool{}, 0
	for _, j := range jobs {
		waits[j.ID] = true
		if j.Later != nil {
			n++
		}
	}
	if notices >= 0 {
		assert.Equal(t, notices, n, "notices")
	}
	records, err := audit.All(ctx, log, audit.Query{Company: "mitt-bolag"})
	require.NoError(t, err)
	for _, m := range audit.Fold(records) {
		if m.Status == delivery.StatusQueued {
			assert.True(t, waits[m.ID], fmt.Sprintf("message %s is queued in the log and not in the outbox", m.ID))
		}
	}
	text, err := json.Marshal(jobs)
	require.NoError(t, err)
	return string(text)
}
