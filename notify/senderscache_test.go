package notify_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/audit/delivery/reasons"
	"github.com/budkavle/budkavle/notify"
	"github.com/budkavle/budkavle/notify/email"
	"github.com/budkavle/budkavle/notify/email/emlfolder"
	"github.com/budkavle/budkavle/notify/notifytest"
	"github.com/budkavle/budkavle/smsgw"
)

// server is a mail server of a company that takes a second for each mail.
type server struct {
	name   string
	sent   atomic.Int32
	closed atomic.Bool
	late   atomic.Bool // a mail came, or was under way, when it was closed
}

func (s *server) Send(context.Context, *email.Message) (delivery.Receipt, error) {
	time.Sleep(time.Second)
	s.sent.Add(1)
	if s.closed.Load() {
		s.late.Store(true)
	}
	return delivery.Receipt{Provider: s.name}, nil
}

func (s *server) Close() error { s.closed.Store(true); return errors.New("nobody hears this") }

// farm opens servers, and has the settings of companies.
type farm struct {
	mu       sync.Mutex
	settings map[string]int
	opened   []*server
	slow     time.Duration
}

func (f *farm) set(company string, version int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.settings[company] = version
}

func (f *farm) cache(most int) *notify.SendersCache[int] {
	return &notify.SendersCache[int]{
		Most: most,
		Settings: func(_ context.Context, company string) (int, error) {
			f.mu.Lock()
			defer f.mu.Unlock()
			version, ok := f.settings[company]
			if !ok {
				return 0, errors.New("no such company")
			}
			return version, nil
		},
		Open: func(_ context.Context, company string, version int) (notify.Senders, error) {
			time.Sleep(f.slow)
			f.mu.Lock()
			defer f.mu.Unlock()
			switch version {
			case -1:
				return notify.Senders{}, errors.New("port 70000 does not exist")
			case -2:
				return notify.Senders{Email: (*server)(nil)}, nil
			case -3:
				panic("host")
			}
			s := &server{name: fmt.Sprint(company, version)}
			f.opened = append(f.opened, s)
			return notify.Senders{Email: s}, nil
		},
	}
}

func newFarm(companies ...string) *farm {
	f := &farm{settings: map[string]int{}}
	for _, c := range companies {
		f.settings[c] = 1
	}
	return f
}

func TestSendersAreOpenedOncePerCompany(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		f := newFarm("a", "b")
		f.slow = time.Second
		c := f.cache(0)
		var group sync.WaitGroup
		for i := range 20 {
			group.Go(func() {
				s, err := c.Senders(ctx, []string{"a", "b"}[i%2])
				assert.NoError(t, err)
				assert.Nil(t, s.SMS)
				r, err := s.Email.Send(ctx, nil)
				assert.NoError(t, err)
				assert.Equal(t, []string{"a1", "b1"}[i%2], r.Provider, "no company has another's server")
			})
		}
		group.Wait()
		assert.Len(t, f.opened, 2)
		for _, s := range f.opened {
			assert.EqualValues(t, 10, s.sent.Load())
			assert.False(t, s.closed.Load())
		}
		c.Close()
		assert.True(t, f.opened[0].closed.Load() && f.opened[1].closed.Load())
		_, err := c.Senders(ctx, "a")
		assert.Equal(t, reasons.Closed, delivery.AsFailure(err).Reason)
		c.Close()
	})
}

// The settings change while mails are under way: those end where they began, the
// plan's next goes by the new ones, and the old pool is closed after its last mail.
func TestSendersFollowTheSettings(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		f := newFarm("a")
		c := f.cache(0)
		s, err := c.Senders(ctx, "a")
		require.NoError(t, err)
		underWay := make(chan string)
		go func() {
			r, _ := s.Email.Send(ctx, nil)
			underWay <- r.Provider
		}()
		synctest.Wait()
		f.set("a", 2)
		changed, err := c.Senders(ctx, "a")
		require.NoError(t, err)
		synctest.Wait()
		assert.False(t, f.opened[0].closed.Load(), "a mail is under way")
		r, err := s.Email.Send(ctx, nil)
		require.NoError(t, err)
		assert.Equal(t, "a2", r.Provider, "what was asked for before goes by the new settings too")
		assert.Equal(t, "a1", <-underWay)
		synctest.Wait()
		assert.True(t, f.opened[0].closed.Load())
		assert.False(t, f.opened[0].late.Load())
		_, err = changed.Email.Send(ctx, nil)
		require.NoError(t, err)
		assert.Len(t, f.opened, 2)
		assert.EqualValues(t, 2, f.opened[1].sent.Load())
		c.Close()
	})
}

func TestSendersOfManyCompaniesAreBounded(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		f := newFarm("a", "b", "c")
		c := f.cache(2)
		a, err := c.Senders(ctx, "a")
		require.NoError(t, err)
		for _, company := range []string{"b", "a", "c"} {
			_, err := c.Senders(ctx, company)
			require.NoError(t, err)
		}
		synctest.Wait()
		var closed []string
		for _, s := range f.opened {
			if s.closed.Load() {
				closed = append(closed, s.name)
			}
		}
		assert.Equal(t, []string{"b1"}, closed, "the one that was not asked for the longest")
		_, err = a.Email.Send(ctx, nil)
		require.NoError(t, err)
		assert.Len(t, f.opened, 3)
		c.Close()
	})
}

func TestSendersThatCannotBeOpened(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		f := newFarm("a")
		c := f.cache(0)
		_, err := c.Senders(ctx, "nobody")
		require.EqualError(t, err, "no such company")
		s, err := c.Senders(ctx, "a")
		require.NoError(t, err)

		f.set("a", -1)
		_, err = c.Senders(ctx, "a")
		require.EqualError(t, err, "port 70000 does not exist")
		_, err = s.Email.Send(ctx, nil)
		assert.Equal(t, reasons.SendersNotFound, delivery.AsFailure(err).Reason)

		f.set("a", -2)
		none, err := c.Senders(ctx, "a")
		require.NoError(t, err)
		assert.Equal(t, notify.Senders{}, none)
		_, err = s.Email.Send(ctx, nil)
		assert.Equal(t, reasons.NoSender, delivery.AsFailure(err).Reason)
		assert.Equal(t, delivery.Configuration, delivery.AsFailure(err).Class)

		f.set("a", -3)
		assert.Panics(t, func() { _, _ = c.Senders(ctx, "a") })
		f.set("a", 4)
		s, err = c.Senders(ctx, "a")
		require.NoError(t, err, "a mended setting is tried at once")
		_, err = s.Email.Send(ctx, nil)
		require.NoError(t, err)
		c.Close()
		_, err = s.Email.Send(ctx, nil)
		assert.Equal(t, delivery.Temporary, delivery.AsFailure(err).Class)
	})
}

// Who waits for somebody else's slow Open goes when its own time is over, and who
// opens is not spoiled for the others by going away.
func TestSendersAreNotWaitedForBeyondTheContext(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		f := newFarm("a")
		f.slow = time.Minute
		c := f.cache(0)
		first, leave := context.WithCancel(ctx)
		var group sync.WaitGroup
		group.Go(func() { _, _ = c.Senders(first, "a") })
		synctest.Wait()
		leave()
		short, cancel := context.WithTimeout(ctx, time.Second)
		defer cancel()
		_, err := c.Senders(short, "a")
		require.ErrorIs(t, err, context.DeadlineExceeded)
		_, err = c.Senders(ctx, "a")
		require.NoError(t, err)
		group.Wait()
		assert.Len(t, f.opened, 1)
		c.Close()
		assert.True(t, f.opened[0].closed.Load())
	})
}

type mapSender map[string]string

func (m mapSender) Send(context.Context, *email.Message) (delivery.Receipt, error) {
	m["panics"] = "when nil"
	return delivery.Receipt{}, nil
}

type funcSender func(*smsgw.SMS)

func (f funcSender) Send(_ context.Context, sms *smsgw.SMS) (delivery.Receipt, error) {
	f(sms)
	return delivery.Receipt{}, nil
}

// A company without a mail server, out of a map of pointers, has none.
func TestANilSenderOfAnyTypeIsNotSetUp(t *testing.T) {
	t.Parallel()
	var unset *server
	for name, senders := range map[string]notify.Senders{
		"nil":               {},
		"a nil pointer":     {Email: unset},
		"a nil map or func": {Email: mapSender(nil), SMS: funcSender(nil)},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := notifytest.NewBench(func(c *notify.Config) { c.Senders = notify.OneCompany(senders) })
			r, err := h.Send(ctx, bookingPlan(t, "form"))
			require.NoError(t, err)
			for _, o := range r.Outcomes {
				require.NotNil(t, o.Failure)
				assert.Equal(t, reasons.NoSender, o.Failure.Reason)
				assert.Equal(t, delivery.Configuration, o.Failure.Class)
			}
		})
	}
	assert.Equal(t, "sent sent failed", func() string {
		h := notifytest.NewBench(func(c *notify.Config) {
			c.Senders = newFarm("mitt-bolag").cache(0).Senders
		})
		r, err := h.Send(ctx, bookingPlan(t, "form"))
		require.NoError(t, err)
		return statuses(r)
	}())
}

// The companies' settings are rows of the host's; a folder stands for a mail server.
func ExampleSendersCache() {
	type row struct{ Folder string } // or smtp.Config's host, user and password
	rows := map[string]row{"1": {Folder: "out/1"}, "2": {Folder: "out/2"}}
	cache := &notify.SendersCache[row]{
		Settings: func(_ context.Context, company string) (row, error) { return rows[company], nil },
		Open: func(_ context.Context, _ string, r row) (notify.Senders, error) {
			return notify.Senders{Email: emlfolder.New(r.Folder)}, nil // or smtp.New
		},
	}
	defer cache.Close()
	senders, err := cache.Senders(context.Background(), "1") // as Config.Senders: cache.Senders
	fmt.Println(senders.Email != nil, senders.SMS != nil, err)
	// Output: true false <nil>
}
