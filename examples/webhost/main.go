// Webhost is a small web host to copy from: orders with their banners, the popup with
// suggestions, live count and preview, the send log, delivery reports, and settings with
// a connection test and a preview of the template. Everything is in memory, for two
// companies; mails and SMS are written into a folder until a company has servers.
//
// Start it and open http://localhost:8080. Users log in by choosing who they are, which
// a real host must not do; whatever else stands here is meant to be copied.
package main

import (
	"context"
	"crypto/rand"
	"flag"
	"fmt"
	"log"
	"net/http"
	"path/filepath"
	"slices"
	"sync"
	"time"
	_ "time/tzdata"

	"github.com/budkavle/budkavle/audit"
	"github.com/budkavle/budkavle/notify"
	"github.com/budkavle/budkavle/notify/compose"
	"github.com/budkavle/budkavle/notify/email/emlfolder"
	"github.com/budkavle/budkavle/notify/email/smtp"
	"github.com/budkavle/budkavle/notify/order"
	"github.com/budkavle/budkavle/notify/rights"
	"github.com/budkavle/budkavle/recipients"
	"github.com/budkavle/budkavle/smsgw"
	"github.com/budkavle/budkavle/smsgw/elks46"
	"github.com/budkavle/budkavle/smsgw/httpgateway"
	"github.com/budkavle/budkavle/smsgw/smsfolder"
	"github.com/budkavle/budkavle/templating"
)

func main() {
	listen := flag.String("listen", "localhost:8080", "address to listen on")
	out := flag.String("out", "out", "folder that mails and SMS are written into")
	flag.Parse()
	// A real host keeps the secret: reports come for days.
	h, err := newHost(*out, httpgateway.ReportConfig{URL: "http://" + *listen + "/sms-reports", Secret: rand.Text()}, nil)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("open http://%s\n", *listen)
	server := &http.Server{Addr: *listen, Handler: h.handler(), ReadHeaderTimeout: 10 * time.Second}
	log.Fatal(server.ListenAndServe())
}

// A company is what a real host has of it in its database.
type company struct {
	desk    *notify.Desk
	servers servers
	orders  []order.Order
}

// servers are what a company's messages leave by.
type servers struct {
	Host   string // of the mail server; empty: a folder
	Port   int
	SMS    elks46.Config // zero: a folder
	Folder string
}

type user struct {
	order.Actor
	company string
}

var users = map[string]user{
	"eva":  {order.Actor{ID: "eva", Name: "Eva", Roles: []string{rights.Admin}}, "1"},
	"nils": {order.Actor{ID: "nils", Name: "Nils"}, "1"},
	"ola":  {order.Actor{ID: "ola", Name: "Ola", Roles: []string{rights.Admin}}, "2"},
}

type host struct {
	service *notify.Service
	reports http.Handler
	saving  sync.Mutex // of settings

	mu        sync.Mutex
	companies map[string]company
}

// newHost returns a host with two companies. Tests have a mail server of their own.
func newHost(out string, reports httpgateway.ReportConfig, open func(servers) (notify.Senders, error)) (*host, error) {
	h := &host{companies: map[string]company{}}
	if open == nil {
		open = func(s servers) (notify.Senders, error) { return openSenders(s, reports) }
	}
	senders := &notify.SendersCache[servers]{
		Settings: func(_ context.Context, id string) (servers, error) { return h.company(id).servers, nil },
		Open:     func(_ context.Context, _ string, s servers) (notify.Senders, error) { return open(s) },
	}
	var err error
	// The log may be a store of notify/sqlstore.
	h.service, err = notify.New(notify.Config{Senders: senders.Senders, Log: audit.NewMemory()})
	if err != nil {
		return nil, err
	}
	if h.reports, err = elks46.Reports(reports, h.service.Report); err != nil {
		return nil, err
	}
	for id, name := range map[string]string{"1": "Portteknik i Solna", "2": "Bryggeri & Kyl"} {
		desk, err := h.service.Desk(order.Settings{
			Company: order.Company{ID: id, Name: name, Phone: "08-123 45 67"},
			From:    recipients.MustParseMailbox("info@example.com"), SMSFrom: smsgw.MustParseSenderName("Service" + id),
			Templates: []templating.EmailTemplate{
				{ID: "tack", Version: 1, Subject: "Tack, {facilityOrCustomer}", Body: "Tack för förtroendet!\n\n{company}"},
			},
		})
		if err != nil {
			return nil, err
		}
		h.companies[id] = company{
			desk,
			servers{Folder: filepath.Join(out, id)},
			[]order.Order{compose.SampleOrder(order.WorkOrder, time.Now())},
		}
	}
	return h, nil
}

// openSenders opens a company's mail server and gateway.
func openSenders(s servers, reports httpgateway.ReportConfig) (senders notify.Senders, err error) {
	senders = notify.Senders{Email: emlfolder.New(s.Folder), SMS: smsfolder.New(s.Folder)}
	if s.Host != "" {
		senders.Email, err = smtp.New(smtp.Config{Host: s.Host, Port: s.Port})
	}
	if s.SMS.Username != "" && err == nil {
		s.SMS.ReportURL, s.SMS.ReportSecret = reports.URL, reports.Secret
		senders.SMS, err = elks46.New(s.SMS)
	}
	return senders, err
}

func (h *host) company(id string) company {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.companies[id]
}

// change puts a changed company in place: what others have read stays as it was.
func (h *host) change(id string, do func(*company)) {
	h.mu.Lock()
	defer h.mu.Unlock()
	c := h.companies[id]
	c.orders = slices.Clone(c.orders)
	do(&c)
	h.companies[id] = c
}
