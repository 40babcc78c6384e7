package delivery_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/audit/delivery/reasons"
)

func TestHandOver(t *testing.T) {
	t.Parallel()
	taken := errors.New("another was quicker")
	for name, c := range map[string]struct {
		hook   func(context.Context) error
		reason reasons.Reason
		cause  error
	}{
		"no hook": {nil, "", nil},
		"a yes":   {func(context.Context) error { return nil }, "", nil},
		"a no":    {func(context.Context) error { return taken }, reasons.NotClaimed, taken},
		"a no of a sender": {func(context.Context) error {
			return &delivery.Failure{Class: delivery.Permanent, Reason: "x", Err: taken}
		}, reasons.NotClaimed, taken},
		"a panic": {func(context.Context) error { panic("oh") }, reasons.NotClaimed, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			err := delivery.HandOver(delivery.WithHandOver(t.Context(), c.hook))
			if c.reason == "" {
				require.NoError(t, err)
				return
			}
			f, ok := err.(*delivery.Failure)
			require.True(t, ok, "%T", err)
			assert.Equal(t, [3]string{string(delivery.Temporary), string(delivery.FaultSender), string(c.reason)}, [3]string{string(f.Class), string(f.Fault), string(f.Reason)})
			require.Error(t, f.Err)
			if c.cause != nil {
				assert.ErrorIs(t, err, c.cause)
			}
		})
	}
	require.NoError(t, delivery.HandOver(t.Context()), "a context without a hook")
}

func TestHandOverAsksOnceHoweverManyAsk(t *testing.T) {
	t.Parallel()
	asked, no := 0, errors.New("no")
	ctx := delivery.WithHandOver(t.Context(), func(context.Context) error {
		asked++
		return no
	})
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() { assert.ErrorIs(t, delivery.HandOver(ctx), no) })
	}
	group.Wait()
	assert.Equal(t, 1, asked)
}

// TestHandOverOfAContextThatIsOver asks nobody: nothing will be sent.
func TestHandOverOfAContextThatIsOver(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	asked := false
	ctx = delivery.WithHandOver(ctx, func(context.Context) error {
		asked = true
		return nil
	})
	cancel()
	err := delivery.HandOver(ctx)
	require.ErrorIs(t, err, context.Canceled)
	assert.Equal(t, reasons.Cancelled, delivery.AsFailure(err).Reason)
	assert.False(t, asked)
}

// A sender of a host's own asks before it lets the message go.
func ExampleHandOver() {
	send := func(ctx context.Context) error {
		// connect, log in, say whom it is for …
		if err := delivery.HandOver(ctx); err != nil {
			return err // nothing was sent
		}
		fmt.Println("sent")
		return nil
	}
	claimed := map[string]bool{}
	for range 2 {
		ctx := delivery.WithHandOver(context.Background(), func(context.Context) error {
			if claimed["m1"] {
				return errors.New("m1 is being sent")
			}
			claimed["m1"] = true
			return nil
		})
		if err := send(ctx); err != nil {
			fmt.Println(err)
		}
	}
	// Output:
	// sent
	// temporary failure: not-claimed
}

func TestAddressGoneWantsEvidence(t *testing.T) {
	t.Parallel()
	gone := func(c delivery.Class, w delivery.Fault, r reasons.Reason) bool {
		return (&delivery.Failure{Class: c, Fault: w, Reason: r}).AddressGone()
	}
	for _, r := range []reasons.Reason{
		reasons.MailboxUnknown, reasons.DomainUnknown, reasons.MailboxDisabled, reasons.NumberUnknown, reasons.NotMobile,
	} {
		assert.True(t, gone(delivery.Permanent, delivery.FaultRecipient, r), r)
		assert.False(t, gone(delivery.Temporary, delivery.FaultRecipient, r), r)
		assert.False(t, gone(delivery.Permanent, delivery.FaultSender, r), r)
	}
	certain := 0
	for _, r := range append(allReasons(t), "") {
		if gone(delivery.Permanent, delivery.FaultRecipient, r) {
			certain++
		}
	}
	assert.Equal(t, 5, certain, "a new reason says nothing of the mailbox until it is placed")
	assert.True(t, gone(delivery.Permanent, delivery.FaultRecipient, "a-hosts-own"))
	assert.False(t, (*delivery.Failure)(nil).AddressGone())
}
