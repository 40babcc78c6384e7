package main

import (
	"context"
	"crypto/rand"
	"fmt"
	"log/slog"
	"net/http"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/budkavle/budkavle/audit"
	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/notify"
	"github.com/budkavle/budkavle/notify/email/smtp"
	"github.com/budkavle/budkavle/notify/order"
	"github.com/budkavle/budkavle/notify/plan"
	"github.com/budkavle/budkavle/notify/rights"
	"github.com/budkavle/budkavle/notify/sqlstore"
)

// A emailServer is where a company's mail goes. Without a host it is the one of -smtp,
// or the built-in one.
type emailServer struct {
	Host     string        `json:"host"`
	Port     int           `json:"port"`
	Security smtp.Security `json:"security"`
	Username string        `json:"username"`
	Password string        `json:"password"`
}

// A config is what the desk is made of.
type config struct {
	file    string // the database
	base    string // the address of the pages, without a slash at the end
	outlets outlets
	real    func() time.Time
	log     *slog.Logger
}

// An app is the whole desk: database, service and worker.
type app struct {
	config
	data    *database
	service *notify.Service
	worker  *notify.Worker
	senders *notify.SendersCache[emailServer]
	reports http.Handler // of the gateway's delivery; nil: none come
	office  int          // port of the built-in mail server
	clock   atomic.Int64
	zone    *time.Location

	mu       sync.Mutex
	sessions map[string]*session
	previews previews
}

// newApp opens the database, with sample data when it is new, and starts the
// built-in mail server and the worker, which end with the context.
func newApp(ctx context.Context, c config) (*app, error) {
	a := &app{config: c, sessions: map[string]*session{}}
	var err error
	if a.zone, err = time.LoadLocation(order.DefaultZone); err != nil {
		return nil, err
	}
	if a.data, err = openDatabase(ctx, c.file, c.base); err != nil {
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
	if err := a.fill(ctx); err != nil {
		return nil, fmt.Errorf("sample data: %w", err)
	}
	return a, a.wire(ctx)
}

// wire makes the service: the log and the outbox in the host's own database, a
// company's senders and roles from the company's row.
func (a *app) wire(ctx context.Context) error {
	store, err := sqlstore.New(a.data.db, sqlstore.SQLite, sqlstore.Options{})
	if err != nil {
		return err
	}
	if err := store.Migrate(ctx); err != nil {
		return err
	}
	gateway, reports, err := a.outlets.gateway(a.base, token(), func(ctx context.Context, r delivery.Report) error {
		return a.service.Report(ctx, r)
	})
	if err != nil {
		return err
	}
	a.reports = reports
	if gateway == nil {
		gateway = &handset{data: a.data, now: a.now}
	}
	a.senders = &notify.SendersCache[emailServer]{
		Settings: func(ctx context.Context, id string) (emailServer, error) {
			c, err := a.data.company(ctx, id)
			return c.Server, err
		},
		Open: func(_ context.Context, _ string, s emailServer) (notify.Senders, error) {
			server, err := a.open(s)
			return notify.Senders{Email: server, SMS: gateway}, err
		},
	}
	a.service, err = notify.New(notify.Config{
		Senders: a.senders.Senders, Log: store, Outbox: store, Now: a.now, Logger: a.log,
		Roles: func(ctx context.Context, id string) (rights.Roles, error) {
			c, err := a.data.company(ctx, id)
			return c.Roles, err
		},
	})
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
func (a *app) open(s emailServer) (*smtp.Sender, error) {
	c := smtp.Config{Host: s.Host, Port: s.Port, Security: s.Security, Username: s.Username, Password: s.Password}
	switch {
	case s.Host != "":
	case a.outlets.smtp != nil:
		c = *a.outlets.smtp
	default:
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
	d, err := a.service.Desk(c.Settings)
	if d != nil { // settings that have turned wrong are told of on every page, and keep nobody from it
		return d, nil
	}
	return nil, err
}

// now is the time that the page's clock shows.
func (a *app) now() time.Time { return a.real().Add(time.Duration(a.clock.Load())).In(a.zone) }

// await waits a moment for what becomes of a plan that was accepted, so that the page
// which comes next can tell it.
func (a *app) await(ctx context.Context, d *notify.Desk, p plan.Plan, when notify.Schedule, by order.Actor) error {
	a.worker.Wake()
	if !when.NotBefore.IsZero() {
		return nil
	}
	for range 100 {
		logged, err := d.Messages(ctx, audit.Query{Key: p.Key, ActorID: by.ID}, by)
		if err != nil || settled(logged.Messages) {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(50 * time.Millisecond):
		}
	}
	return nil
}

// settled reports whether each message has been tried, whatever came of it.
func settled(messages []audit.Message) bool {
	return !slices.ContainsFunc(messages, func(m audit.Message) bool {
		return m.Status == delivery.StatusQueued || m.Status == delivery.StatusSending
	})
}

// token is a new key that nobody can guess.
func token() string { return rand.Text() }
