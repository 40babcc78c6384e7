// Webhost is a small web host to copy from: orders with their banners, the popup
// with suggestions, live count and preview, the send log, and settings with a
// connection test. Everything is in memory, for two companies; mails and SMS are
// written into a folder until a company has a mail server.
//
// Start it and open http://localhost:8080. Users log in by choosing who they are,
// which a real host must not do; whatever else stands here is meant to be copied.
package main

import (
	"cmp"
	"context"
	"crypto/rand"
	"flag"
	"fmt"
	"log"
	"maps"
	"net/http"
	"path/filepath"
	"slices"
	"sync"
	"time"
	_ "time/tzdata"

	"github.com/budkavle/budkavle/audit"
	"github.com/budkavle/budkavle/booking"
	"github.com/budkavle/budkavle/notify"
	"github.com/budkavle/budkavle/notify/email/emlfolder"
	"github.com/budkavle/budkavle/notify/email/smtp"
	"github.com/budkavle/budkavle/notify/order"
	"github.com/budkavle/budkavle/notify/rights"
	"github.com/budkavle/budkavle/recipients"
	"github.com/budkavle/budkavle/smsgw"
	"github.com/budkavle/budkavle/smsgw/smsfolder"
)

func main() {
	listen := flag.String("listen", "localhost:8080", "address to listen on")
	out := flag.String("out", "out", "folder that mails and SMS are written into")
	flag.Parse()
	h, err := newHost(*out, openSenders, time.Now())
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("open http://%s\n", *listen)
	server := &http.Server{Addr: *listen, Handler: h.handler(), ReadHeaderTimeout: 10 * time.Second}
	log.Fatal(server.ListenAndServe())
}

// server is what a company's senders are made from: a row of the host's table.
type server struct {
	Host   string // of the mail server; empty: a folder
	Port   int
	Folder string
}

// openSenders opens a company's mail server and gateway.
func openSenders(_ context.Context, _ string, s server) (notify.Senders, error) {
	senders := notify.Senders{Email: emlfolder.New(s.Folder), SMS: smsfolder.New(s.Folder)} // or elks46.New, with a login
	if s.Host != "" {
		mail, err := smtp.New(smtp.Config{Host: s.Host, Port: s.Port})
		if err != nil {
			return notify.Senders{}, err
		}
		senders.Email = mail
	}
	return senders, nil
}

// A host is the service and what a real host has in its database.
type host struct {
	service *notify.Service

	mu        sync.Mutex
	companies map[string]*company
}

// company is a company with its orders.
type company struct {
	desk   *notify.Desk
	server server
	orders map[string]order.Order
}

// user is somebody who may log in.
type user struct {
	order.Actor
	company string
}

var users = map[string]user{
	"eva":  {order.Actor{ID: "eva", Name: "Eva", Roles: []string{rights.Admin}}, "1"},
	"nils": {order.Actor{ID: "nils", Name: "Nils"}, "1"},
	"ola":  {order.Actor{ID: "ola", Name: "Ola", Roles: []string{rights.Admin}}, "2"},
}

func newHost(out string, open func(context.Context, string, server) (notify.Senders, error), now time.Time) (*host, error) {
	h := &host{companies: map[string]*company{}}
	senders := &notify.SendersCache[server]{
		Settings: func(_ context.Context, id string) (server, error) {
			h.mu.Lock()
			defer h.mu.Unlock()
			return h.companies[id].server, nil
		},
		Open: open,
	}
	service, err := notify.New(notify.Config{Senders: senders.Senders, Log: audit.NewMemory()}) // or notify/sqlstore
	if err != nil {
		return nil, err
	}
	h.service = service
	for id, name := range map[string]string{"1": "Portteknik i Solna", "2": "Bryggeri & Kyl"} {
		desk, err := service.Desk(order.Settings{
			Company: order.Company{ID: id, Name: name, Phone: "08-123 45 67"},
			From:    recipients.MustParseMailbox("info@example.com"), SMSFrom: smsgw.MustParseSenderName("Service" + id),
		})
		if err != nil {
			return nil, err
		}
		start := now.Add(48 * time.Hour).Truncate(time.Hour)
		first := order.Order{
			Kind: order.WorkOrder, ID: id + "62", Number: "AO" + id + "62", Description: "Service av port",
			Customer:      order.Party{Name: "Brf Eken", Contacts: []order.Contact{{Name: "Östen Åkerlund", Email: "osten@example.se"}}},
			ContactPerson: order.Contact{Name: "Anna Ek", Email: "anna@example.se", Phone: "+46705123456"},
			Bookings:      []booking.Booking{{ID: "b1", Start: start, End: start.Add(2 * time.Hour), Technicians: []string{"Börje"}}},
		}
		h.companies[id] = &company{desk: desk, server: server{Folder: filepath.Join(out, id)}, orders: map[string]order.Order{first.ID: first}}
	}
	return h, nil
}

// desk is a company's desk, as its settings are now.
func (h *host) desk(id string) *notify.Desk {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.companies[id].desk
}

// order finds an order of a company, and of no other.
func (h *host) order(company, id string) (order.Order, bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	o, ok := h.companies[company].orders[id]
	o.Bookings = slices.Clone(o.Bookings)
	return o, ok
}

// orders are a company's orders.
func (h *host) orders(company string) []order.Order {
	h.mu.Lock()
	defer h.mu.Unlock()
	orders := h.companies[company].orders
	return slices.SortedFunc(maps.Values(orders), func(a, b order.Order) int { return cmp.Compare(a.Number, b.Number) })
}

func (h *host) save(company string, o order.Order) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.companies[company].orders[o.ID] = o
}

// saveSettings puts a company's settings and server into use.
func (h *host) saveSettings(s order.Settings, row server) error {
	desk, err := h.service.Desk(s) // checks them
	if err != nil {
		return err
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	h.companies[s.Company.ID].desk, h.companies[s.Company.ID].server = desk, row
	return nil
}

// newToken is the token of a form: one form sends once.
func newToken() string { return rand.Text() }
