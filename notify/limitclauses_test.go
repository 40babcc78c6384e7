package notify_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/notify"
	"github.com/budkavle/budkavle/notify/email"
	"github.com/budkavle/budkavle/notify/notifytest"
	"github.com/budkavle/budkavle/notify/order"
	"github.com/budkavle/budkavle/notify/rights"
)

// What a company's server takes at once is not exceeded, and what waits for its turn comes.
func TestALimitOfWhatIsUnderWayAtOnce(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server := &busyServer{}
		h := emailBench(server.Send, withOutbox, func(c *notify.Config) { c.Now = time.Now })
		_, err := h.Enqueue(t.Context(), confirmationTo(t, 20), notify.Schedule{})
		require.NoError(t, err)
		worker, err := notify.NewWorker(notify.WorkerConfig{
			Service: h.Service(), Limits: func(string, delivery.Channel) notify.Limit { return notify.Limit{InFlight: 3} },
		})
		require.NoError(t, err)
		mine, cancel := context.WithTimeout(t.Context(), 5*time.Minute)
		defer cancel()
		require.ErrorIs(t, worker.Run(mine), context.DeadlineExceeded)
		assert.Equal(t, 20, server.sent)
		assert.Equal(t, 3, server.most)
	})
}

// explosive is a mail server of a host's whose Close panics.
type explosive struct{}

func (explosive) Send(context.Context, *email.Message) (delivery.Receipt, error) {
	return delivery.Receipt{Provider: "explosive"}, nil
}

func (explosive) Close() error { panic("secret") }

// A cache serves both channels, and a Close of the host's that panics ends no process.
func TestACacheOfBothChannels(t *testing.T) {
	t.Parallel()
	recorder := &notifytest.Recorder{}
	cache := &notify.SendersCache[int]{
		Settings: func(context.Context, string) (int, error) { return 1, nil },
		Open: func(context.Context, string, int) (notify.Senders, error) {
			return notify.Senders{Email: explosive{}, SMS: recorder.SMS()}, nil
		},
	}
	h := notifytest.NewBench(func(c *notify.Config) { c.Senders = cache.Senders })
	r, err := h.Send(ctx, bookingPlan(t, "form"))
	require.NoError(t, err)
	require.NoError(t, r.Err())
	assert.Len(t, recorder.SentSMS(), 1)
	cache.Close()
	s, err := cache.Senders(ctx, "mitt-bolag")
	require.Error(t, err)
	assert.Nil(t, s.SMS)
}

// Settings of the host's own are saved by who has the right for them, where they have changed.
func TestFieldsOfTheHostsOwnAreSavedByRight(t *testing.T) {
	t.Parallel()
	type server struct{ Host string }
	h := notifytest.NewBench()
	fields := rights.Fields{"": rights.EmailServer}
	saves := 0
	save := func(context.Context) error { saves++; return errFull }
	require.ErrorIs(t, h.SaveFields(ctx, admin, fields, server{"a"}, server{"b"}, save), errFull)
	require.NoError(t, h.SaveFields(ctx, admin, fields, server{"a"}, server{"a"}, save), "nothing has changed")
	err := h.SaveFields(ctx, order.Actor{ID: "bo"}, fields, server{"a"}, server{"b"}, save)
	lacks, ok := errors.AsType[*rights.Error](err)
	require.True(t, ok, "%v", err)
	assert.NotNil(t, lacks)
	assert.Equal(t, 1, saves)
}
