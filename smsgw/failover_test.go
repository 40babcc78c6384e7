package smsgw_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/audit/delivery/reasons"
	"github.com/budkavle/budkavle/smsgw"
)

// scripted is a gateway that answers as it is told.
type scripted struct {
	name  string
	err   error
	calls int
	do    func()
}

func (s *scripted) Send(context.Context, *smsgw.SMS) (delivery.Receipt, error) {
	s.calls++
	if s.do != nil {
		s.do()
	}
	return delivery.Receipt{Provider: s.name}, s.err
}

func fail(class delivery.Class, fault delivery.Fault, reason reasons.Reason) error {
	return &delivery.Failure{Class: class, Fault: fault, Reason: reason}
}

// chain makes a failover over gateways with a clock of its own.
func chain(t *testing.T, now *time.Time, gateways ...smsgw.Sender) *smsgw.Failover {
	t.Helper()
	f, err := smsgw.NewFailover(smsgw.FailoverConfig{Gateways: gateways, Now: func() time.Time { return *now }})
	require.NoError(t, err)
	return f
}

// TestR206TheNextIsTried only where it may help, and the first goes on with others
// where it refused this SMS alone.
func TestR206TheNextIsTried(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name        string
		err         error
		next, alone bool // the next is tried; the first is left alone after it
	}{
		{"taken", nil, false, false},
		{"gateway down", fail(delivery.Temporary, delivery.FaultSender, reasons.ServerUnavailable), true, true},
		{"a reason of one's own", fail(delivery.Temporary, delivery.FaultSender, "on-strike"), true, true},
		{"nobody knows whose", fail(delivery.Temporary, "", "odd"), true, true},
		{"login refused", fail(delivery.Configuration, delivery.FaultSender, reasons.LoginRefused), true, true},
		{"name refused", fail(delivery.Configuration, delivery.FaultSender, reasons.SenderRefused), true, false},
		{"name not registered", fail(delivery.Configuration, delivery.FaultSender, reasons.SenderNotRegistered), true, false},
		{"country", fail(delivery.Configuration, delivery.FaultSender, reasons.CountryNotEnabled), true, false},
		{"trial", fail(delivery.Configuration, delivery.FaultSender, reasons.TrialAccount), true, false},
		{"no route", fail(delivery.Configuration, delivery.FaultSender, reasons.NoRoute), true, false},
		{"refused for good, ours", fail(delivery.Permanent, delivery.FaultSender, reasons.ServerRefused), true, false},
		{"refused for good, nobody's", fail(delivery.Permanent, "", "odd"), false, false},
		{"number unknown", fail(delivery.Permanent, delivery.FaultRecipient, reasons.NumberUnknown), false, false},
		{"recipient unreachable", fail(delivery.Temporary, delivery.FaultRecipient, reasons.Unreachable), false, false},
		{"text filtered", fail(delivery.Permanent, delivery.FaultMessage, reasons.Filtered), false, false},
		{"text for now", fail(delivery.Temporary, delivery.FaultMessage, reasons.Filtered), false, false},
		{"no answer", fail(delivery.Uncertain, delivery.FaultSender, reasons.NoAnswer), false, true},
		{"no class", errors.New("odd"), false, true},
		{"not claimed", fail(delivery.Temporary, delivery.FaultSender, reasons.NotClaimed), false, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			now := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
			first, second := &scripted{name: "first", err: c.err}, &scripted{name: "second"}
			f := chain(t, &now, first, second)
			receipt, err := f.Send(t.Context(), sample())
			assert.Equal(t, c.next, second.calls == 1)
			switch {
			case c.next:
				require.NoError(t, err)
				assert.Equal(t, "second", receipt.Provider)
			default:
				assert.Equal(t, c.err, err)
			}
			first.err = nil
			_, err = f.Send(t.Context(), sample())
			require.NoError(t, err)
			assert.Equal(t, c.alone, first.calls == 1)
		})
	}
}

func TestR206AFailedGatewayIsTriedAgain(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	down := fail(delivery.Temporary, delivery.FaultSender, "down")
	first, second := &scripted{name: "first", err: down}, &scripted{name: "second"}
	f := chain(t, &now, first, second)
	send := func() string {
		r, err := f.Send(t.Context(), sample())
		if err != nil {
			return err.Error()
		}
		return r.Provider
	}
	assert.Equal(t, "second", send())
	assert.Equal(t, "second", send())
	assert.Equal(t, 1, first.calls, "left alone")
	now = now.Add(smsgw.DefaultPause - 1)
	assert.Equal(t, "second", send())
	assert.Equal(t, 1, first.calls, "still")
	now = now.Add(1)
	assert.Equal(t, "second", send())
	assert.Equal(t, 2, first.calls, "tried again, still down")
	now, first.err = now.Add(smsgw.DefaultPause), nil
	assert.Equal(t, "first", send())

	first.err = down
	second.err = &delivery.Failure{Class: delivery.Temporary, Fault: delivery.FaultSender, Reason: "down", RetryAfter: 2 * time.Minute}
	assert.Contains(t, send(), "down")
	now = now.Add(10 * time.Second)
	_, err := f.Send(t.Context(), sample())
	failure := delivery.AsFailure(err)
	assert.Equal(t, reasons.NoGateway, failure.Reason)
	assert.Equal(t, delivery.Temporary, failure.Class)
	assert.Equal(t, 50*time.Second, failure.RetryAfter, "when the first may be tried")
	now = now.Add(50 * time.Second)
	calls := second.calls
	assert.Contains(t, send(), "down")
	assert.Equal(t, calls, second.calls, "the second asked for a longer pause")
	now = now.Add(time.Minute)
	assert.Contains(t, send(), "down")
	assert.Equal(t, calls+1, second.calls)
}

// TestR206OneTriesForAll: after the pause one SMS tries the gateway, and the others
// do not wait for it.
func TestR206OneTriesForAll(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	first, second := &scripted{name: "first", err: fail(delivery.Temporary, delivery.FaultSender, "down")}, &scripted{name: "second"}
	f := chain(t, &now, first, second)
	_, err := f.Send(t.Context(), sample())
	require.NoError(t, err)
	now = now.Add(smsgw.DefaultPause)
	first.err = nil
	first.do = func() {
		first.do = nil
		receipt, err := f.Send(t.Context(), sample()) // while the first is being tried
		assert.NoError(t, err)
		assert.Equal(t, "second", receipt.Provider)
	}
	receipt, err := f.Send(t.Context(), sample())
	require.NoError(t, err)
	assert.Equal(t, "first", receipt.Provider)
	assert.Equal(t, 2, first.calls)
}

// TestR206AnAnswerShowsThatItLives: a gateway that refuses a name or a number after
// a pause works again.
func TestR206AnAnswerShowsThatItLives(t *testing.T) {
	t.Parallel()
	for _, answer := range []error{
		fail(delivery.Configuration, delivery.FaultSender, reasons.SenderRefused), fail(delivery.Permanent, delivery.FaultRecipient, reasons.NumberUnknown),
	} {
		now := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
		first, second := &scripted{name: "first", err: fail(delivery.Temporary, delivery.FaultSender, "down")}, &scripted{name: "second"}
		f := chain(t, &now, first, second)
		_, _ = f.Send(t.Context(), sample())
		now = now.Add(smsgw.DefaultPause)
		first.err = answer
		_, _ = f.Send(t.Context(), sample())
		first.err = nil
		receipt, err := f.Send(t.Context(), sample())
		require.NoError(t, err)
		assert.Equal(t, "first", receipt.Provider)
	}
}

// TestR206TheFailureThatPromisesMost is told when no gateway took the SMS.
func TestR206TheFailureThatPromisesMost(t *testing.T) {
	t.Parallel()
	busy := &delivery.Failure{Class: delivery.Temporary, Fault: delivery.FaultSender, Reason: reasons.TooManyRequests, RetryAfter: 10 * time.Minute}
	login := fail(delivery.Configuration, delivery.FaultSender, reasons.SenderRefused)
	refused := fail(delivery.Permanent, delivery.FaultSender, reasons.ServerRefused)
	for _, c := range []struct {
		name          string
		first, second error
		want          error
	}{
		{"busy, refused", busy, refused, busy},
		{"refused, busy", refused, busy, busy},
		{"login, refused", login, refused, login},
		{"refused, login", refused, login, login},
		{"busy, login", busy, login, busy},
		{"of equals the last", fail(delivery.Permanent, delivery.FaultSender, "a"), refused, refused},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			now := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
			f := chain(t, &now, &scripted{err: c.first}, &scripted{err: c.second})
			_, err := f.Send(t.Context(), sample())
			assert.Equal(t, c.want, err)
		})
	}
	now := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	f := chain(t, &now, &scripted{err: busy}, &scripted{err: refused})
	_, _ = f.Send(t.Context(), sample())
	_, err := f.Send(t.Context(), sample())
	assert.Equal(t, reasons.NoGateway, delivery.AsFailure(err).Reason, "the first may take it after its pause")
	assert.Equal(t, 10*time.Minute, delivery.AsFailure(err).RetryAfter)
}

// TestR206HandOverOnce: however many gateways of a chain ask, one try is claimed.
func TestR206HandOverOnce(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	asked := 0
	ctx := delivery.WithHandOver(t.Context(), func(context.Context) error { asked++; return nil })
	first, second := &scripted{err: fail(delivery.Temporary, delivery.FaultSender, "down")}, &scripted{name: "second"}
	first.do = func() { assert.NoError(t, delivery.HandOver(ctx)) }
	second.do = func() { assert.NoError(t, delivery.HandOver(ctx)) }
	_, err := chain(t, &now, first, second).Send(ctx, sample())
	require.NoError(t, err)
	assert.Equal(t, 1, asked)
}

func TestR206AContextThatEnds(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	ctx, cancel := context.WithCancel(t.Context())
	first, second := &scripted{name: "first", err: fail(delivery.Temporary, delivery.FaultSender, reasons.Timeout), do: cancel}, &scripted{name: "second"}
	f := chain(t, &now, first, second)
	_, err := f.Send(ctx, sample())
	assert.Equal(t, first.err, err)
	assert.Zero(t, second.calls)
	_, err = f.Send(ctx, sample())
	assert.Equal(t, reasons.Cancelled, delivery.AsFailure(err).Reason)
	require.ErrorIs(t, err, context.Canceled)
	assert.Equal(t, 1, first.calls)
	first.err, first.do = nil, nil
	receipt, err := f.Send(t.Context(), sample())
	require.NoError(t, err)
	assert.Equal(t, "first", receipt.Provider, "the caller gave up, which says nothing of the gateway")
}

func TestR206InvalidSMSAndConfigs(t *testing.T) {
	t.Parallel()
	now := time.Now()
	only := &scripted{}
	_, err := chain(t, &now, only).Send(t.Context(), nil)
	f := delivery.AsFailure(err)
	assert.Equal(t, delivery.Permanent, f.Class)
	assert.Equal(t, delivery.FaultMessage, f.Fault)
	assert.Equal(t, reasons.Invalid, f.Reason)
	assert.Contains(t, f.Text, "nil")
	assert.Zero(t, only.calls)
	_, err = smsgw.NewFailover(smsgw.FailoverConfig{})
	require.EqualError(t, err, "smsgw: FailoverConfig.Gateways is empty")
	_, err = smsgw.NewFailover(smsgw.FailoverConfig{Gateways: []smsgw.Sender{only, nil}})
	require.EqualError(t, err, "smsgw: FailoverConfig.Gateways[1] is nil")
	plain, err := smsgw.NewFailover(smsgw.FailoverConfig{Gateways: []smsgw.Sender{only}})
	require.NoError(t, err)
	_, err = plain.Send(t.Context(), sample())
	require.NoError(t, err, "without a clock of its own")
}
