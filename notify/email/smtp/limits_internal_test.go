package smtp

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/audit/delivery/reasons"
)

// TestARefusedConnectionIsTriedAgainAfterALifetime, one at a time, and never more
// than the Config allows.
func TestARefusedConnectionIsTriedAgainAfterALifetime(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l := limit{most: 4}
		assert.Equal(t, 4, l.now())
		l.lower(2, time.Minute)
		for _, want := range []int{2, 3, 4, 4} {
			assert.Equal(t, want, l.now())
			time.Sleep(time.Minute - 1)
			assert.Equal(t, want, l.now(), "not yet")
			time.Sleep(time.Nanosecond)
		}
		l.lower(9, time.Minute)
		assert.Equal(t, 4, l.now(), "it is lowered, never raised")
		l.lower(3, time.Minute)
		l.lower(9, time.Minute)
		assert.Equal(t, 3, l.now())
		l.lower(0, 0)
		time.Sleep(time.Hour)
		assert.Equal(t, 1, l.now(), "one is always allowed; without a lifetime no other is tried")
	})
}

// TestWhatRefusesAConnection, and what only the mail that it carried.
func TestWhatRefusesAConnection(t *testing.T) {
	t.Parallel()
	for reason, want := range map[reasons.Reason]bool{reasons.TooManyConnections: true, reasons.ServerUnavailable: true, reasons.TryLater: false} {
		assert.Equal(t, want, refusesConnection(&delivery.Failure{Class: delivery.Temporary, Reason: reason}), reason)
		assert.False(t, refusesConnection(&delivery.Failure{Class: delivery.Permanent, Reason: reason}), reason)
	}
}

// TestThePauseAfterARefusalDoubles to a hundredfold, and a success ends it.
func TestThePauseAfterARefusalDoubles(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var b backoff
		const first = 5 * time.Second
		b.note(&delivery.Failure{Class: delivery.Temporary}, first)
		require.Nil(t, b.refused(), "what ends by itself is no reason to wait")
		refused := &delivery.Failure{Class: delivery.Configuration, Reason: reasons.LoginRefused}
		for _, pause := range []time.Duration{5, 10, 20, 40, 80, 160, 320, 500, 500} {
			b.note(refused, first)
			time.Sleep(pause*time.Second - 1)
			mine := b.refused()
			require.Equal(t, refused, mine, "%d seconds", pause)
			require.NotSame(t, refused, mine, "whoever gets it may write in it")
			time.Sleep(time.Nanosecond)
			require.Nil(t, b.refused(), "%d seconds", pause)
		}
		b.note(refused, first)
		b.accepted()
		assert.Nil(t, b.refused())
		assert.True(t, b.proved)
		b.note(refused, first)
		assert.False(t, b.proved)
		time.Sleep(first)
		assert.Nil(t, b.refused(), "it begins anew")
	})
}
