package main

import (
	"context"
	"crypto/rand"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"github.com/budkavle/budkavle/notify"
	"github.com/budkavle/budkavle/notify/email/smtp"
	"github.com/budkavle/budkavle/notify/order"
	"github.com/budkavle/budkavle/notify/plan"
	"github.com/budkavle/budkavle/notify/sqlstore"
)

// A mailServer is where a company's mail goes. Port 0 is the built-in one.
type mailServer struct {
	Host     string
	Port     int
	Username string
	Password string
}

// An app is the whole desk: database, service and worker.
type app struct {
	data    *database
	service *notify.Service
	worker  *notify.Worker
	senders *notify.SendersCache[mailServer]
	office  int // port of the built-in mail server
	clock   atomic.Int64
	real    func() time.Time
	log     *slog.Logger

	mu       sync.Mutex
	sessions map[string]*session
	previews map[string]plan.Plan // by popup key, of the newest preview
}

// newApp opens the database, with sample data when it is new, and starts the
// built-in mail server and the worker, which end with the context.
func newApp(ctx context.Context, file string, now func() time.Time, log *slog.Logger) (*app, error) {
	a := &app{real: now, log: log, sessions: map[string]*session{}, previews: map[string]plan.Plan{}}
	var err error
	if a.data, err = openDatabase(ctx, file); err != nil {
		return nil, err
	}
	ahead, err := a.data.ahead(ctx)
	if err != nil {
		return nil, err
	}
	a.clock.Store(int64(ahead))
	if a.office, err = (&postOffice{data: a.data, now: a.now}).serve(ctx); err != nil {
		return nil, err
	}
	if err := a.wire(ctx); err != nil {
		return nil, err
	}
	if err := a.fill(ctx); err != nil {
		return nil, fmt.Errorf("sample data: %w", err)
	}
	return a, nil
}

// wire makes the service: the log and the outbox in the host's own database, a
// company's senders from the company's settings.
func (a *app) wire(ctx context.Context) error {
	store, err := sqlstore.New(a.data.db, sqlstore.SQLite, sqlstore.Options{})
	if err != nil {
		return err
	}
	if err := store.Migrate(ctx); err != nil {
		return err
	}
	gateway := &handset{data: a.data, now: a.now}
	a.senders = &notify.SendersCache[mailServer]{
		Settings: func(ctx context.Context, id string) (mailServer, error) {
			c, err := a.data.company(ctx, id)
			return c.Server, err
		},
		Open: func(_ context.Context, _ string, s mailServer) (notify.Senders, error) {
			server, err := a.open(s)
			return notify.Senders{Email: server, SMS: gateway}, err
		},
	}
	a.service, err = notify.New(notify.Config{Senders: a.senders.Senders, Log: store, Outbox: store, Now: a.now, Logger: a.log})
	if err != nil {
		return err
	}
	a.worker, err = notify.NewWorker(notify.WorkerConfig{
		Service: a.service,
		Settings: func(ctx context.Context, id string) (order.Settings, error) {
			c, err := a.data.company(ctx, id)
			return c.Settings, err
		},
		Order: a.data.orderNow,
		Poll:  200 * time.Millisecond,
	})
	return err
}

// work sends what is due until the context ends.
func (a *app) work(ctx context.Context) {
	if err := a.worker.Run(ctx); err != nil && ctx.Err() == nil {
		a.log.Error("the worker has stopped", "error", err)
	}
	a.senders.Close()
}

// open makes the sender for a mail server.
func (a *app) open(s mailServer) (*smtp.Sender, error) {
	c := smtp.Config{Host: s.Host, Port: s.Port, Username: s.Username, Password: s.Password}
	if s.Port == 0 {
		c.Host, c.Port, c.Security = "127.0.0.1", a.office, smtp.None
	}
	return smtp.New(c)
}

// desk is a company's place at the service, by its settings of now.
func (a *app) desk(ctx context.Context, id string) (*notify.Desk, error) {
	c, err := a.data.company(ctx, id)
	if err != nil {
		return nil, err
	}
	return a.service.Desk(c.Settings)
}

// now is the time that the page's clock shows.
func (a *app) now() time.Time { return a.real().Add(time.Duration(a.clock.Load())) }

// send accepts a plan, and waits a moment for its outcome so that the page which
// comes next can tell it.
func (a *app) send(ctx context.Context, d *notify.Desk, p plan.Plan, when notify.Schedule) (notify.Result, error) {
	result, err := d.Enqueue(ctx, p, when)
	if err != nil {
		return result, err
	}
	a.worker.Wake()
	if !when.NotBefore.IsZero() {
		return result, nil
	}
	for range 30 {
		progress, err := d.Progress(ctx, p.Key)
		if err != nil || progress.Done() {
			return result, err
		}
		select {
		case <-ctx.Done():
			return result, ctx.Err()
		case <-time.After(50 * time.Millisecond):
		}
	}
	return result, nil
}

// token is a new key that nobody can guess.
func token() string { return rand.Text() }
