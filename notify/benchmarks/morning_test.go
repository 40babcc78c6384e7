package main

import (
	"bytes"
	"context"
	"database/sql"
	"fmt"
	htmltemplate "html/template"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"text/template"
	"time"

	gomail "github.com/wneessen/go-mail"

	"github.com/budkavle/budkavle/booking"
	"github.com/budkavle/budkavle/notify"
	"github.com/budkavle/budkavle/notify/compose"
	"github.com/budkavle/budkavle/notify/email/smtp"
	"github.com/budkavle/budkavle/notify/notifytest"
	"github.com/budkavle/budkavle/notify/order"
	"github.com/budkavle/budkavle/notify/sendertest"
	"github.com/budkavle/budkavle/notify/sqlstore"
	"github.com/budkavle/budkavle/recipients"
)

// mails is how many one operation of a pool is of.
const mails = 50

// bookings counts the orders that were confirmed: each is a new one.
var bookings atomic.Int64

func booked() (o order.Order, key string) {
	n := bookings.Add(1)
	o = notifytest.Order()
	o.ID, o.Number = fmt.Sprint(n), fmt.Sprint("AO", n)
	o.Bookings = []booking.Booking{o.Bookings[0]}
	o.ContactPerson.Email = fmt.Sprintf("anna%d@example.se", n)
	return o, fmt.Sprint("morning-", n)
}

// BenchmarkMorning confirms bookings: planned, logged in SQLite, delivered to a
// server that is near or 20 ms away; beside the same written plainly.
func BenchmarkMorning(b *testing.B) {
	batch := mails
	if testing.Short() {
		batch = 4
	}
	for name, delay := range map[string]time.Duration{"near": 0, "far": 20 * time.Millisecond} {
		one, pool := newHost(b, delay, 1), newHost(b, delay, 4)
		each(b, name+"/one/by=budkavle", func() { one.confirm(b) })
		each(b, name+"/form/by=budkavle", func() { one.confirmAsForm(b) })
		each(b, name+"/pool/by=budkavle", func() { pool.confirmMany(b, batch) })
		if delay == 0 {
			full := newHost(b, delay, 1)
			fill(b, full.store, batch*2000)
			each(b, name+"/full/by=budkavle", func() { full.confirm(b) })
		}
		p := newProgram(b, delay)
		each(b, name+"/one/by=plainly", func() { p.confirm(b) })
		each(b, name+"/pool/by=plainly", func() {
			for range batch {
				p.confirm(b)
			}
		})
	}
}

// A host has what a program that uses the library has.
type host struct {
	desk  *notify.Desk
	store *sqlstore.Store
}

func newHost(b *testing.B, delay time.Duration, connections int) *host {
	b.Helper()
	server := startServer(b, delay)
	sender, err := smtp.New(smtp.Config{Host: "127.0.0.1", Port: server.Port(), Security: smtp.None, Connections: connections, PerConnection: 1 << 30})
	must(b, err)
	b.Cleanup(func() { must(b, sender.Close()) })
	store := newStore(b, openSQLite(b))
	service, err := notify.New(notify.Config{Senders: notify.OneCompany(notify.Senders{Email: sender}), Log: store})
	must(b, err)
	desk, err := service.Desk(notifytest.Settings())
	must(b, err)
	h := &host{desk, store}
	h.confirmMany(b, connections) // opens them
	return h
}

func startServer(b *testing.B, delay time.Duration) *sendertest.SMTPServer {
	b.Helper()
	server := &sendertest.SMTPServer{Delay: delay}
	must(b, server.Start())
	b.Cleanup(server.Close)
	return server
}

// confirm sends a booking confirmation of an order that the log knows nothing of.
func (h *host) confirm(b testing.TB) {
	o, key := booked()
	draft, err := compose.NewDraft(h.desk.Settings(), o, requestOf(key))
	must(b, err)
	h.send(b, draft)
}

// confirmAsForm sends one as a popup does, which asks the log about the order.
func (h *host) confirmAsForm(b testing.TB) {
	o, key := booked()
	draft, err := h.desk.Draft(context.Background(), o, requestOf(key))
	must(b, err)
	h.send(b, draft)
}

func requestOf(key string) compose.Request {
	r := notifytest.Request(compose.BookingConfirmation)
	r.Key = key
	return r
}

func (h *host) send(b testing.TB, draft *compose.Draft) {
	p, err := draft.Plan()
	must(b, err)
	result, err := h.desk.Send(context.Background(), p)
	must(b, err)
	must(b, result.Err())
}

// confirmMany sends n, sixteen at a time.
func (h *host) confirmMany(b testing.TB, n int) {
	var work sync.WaitGroup
	next := make(chan struct{})
	for range min(n, 16) {
		work.Go(func() {
			for range next {
				h.confirm(b)
			}
		})
	}
	for range n {
		next <- struct{}{}
	}
	close(next)
	work.Wait()
}

// A program does the same as anybody would write it in an afternoon: templates that
// are parsed once, statements that are prepared once, a connection that stays open.
type program struct {
	client       *gomail.Client
	insert, done *sql.Stmt
	text         *template.Template
	html         *htmltemplate.Template
}

const plainText = "Hej, {{.Customer}}\n\nVår servicetekniker {{.Who}} kommer till er {{.Date}}, {{.Time}}\n\nArbetet gäller {{.Order}}\n\nHälsningar {{.Company}}\n"

func newProgram(b *testing.B, delay time.Duration) *program {
	b.Helper()
	db := openSQLite(b)
	for _, command := range []string{
		"CREATE TABLE sent (id INTEGER PRIMARY KEY, order_id TEXT NOT NULL, recipient TEXT NOT NULL, subject TEXT NOT NULL, body TEXT NOT NULL, actor TEXT NOT NULL, status TEXT NOT NULL, at INTEGER NOT NULL)",
		"CREATE INDEX sent_order ON sent (order_id, at)",
	} {
		_, err := db.Exec(command)
		must(b, err)
	}
	p := &program{}
	var err error
	p.insert, err = db.Prepare("INSERT INTO sent (order_id, recipient, subject, body, actor, status, at) VALUES (?,?,?,?,?,'queued',?)")
	must(b, err)
	p.done, err = db.Prepare("UPDATE sent SET status = 'sent', at = ? WHERE id = ?")
	must(b, err)
	b.Cleanup(func() { _, _ = p.insert.Close(), p.done.Close() })
	p.text = template.Must(template.New("text").Parse(plainText))
	page := "<html><body><h1>{{.Order}}</h1><p>" + strings.ReplaceAll(plainText, "\n\n", "</p><p>") + "</p>" + strings.Repeat(`<p style="color:#333;font-family:sans-serif">{{.Company}}, Storgatan 1, 111 22 Stockholm, 08-123 45 67</p>`, 20) + "</body></html>"
	p.html = htmltemplate.Must(htmltemplate.New("html").Parse(page))
	server := startServer(b, delay)
	p.client, err = gomail.NewClient("127.0.0.1", gomail.WithPort(server.Port()), gomail.WithTLSPolicy(gomail.NoTLS), gomail.WithHELO("client.test"))
	must(b, err)
	must(b, p.client.DialWithContext(b.Context()))
	b.Cleanup(func() { _ = p.client.Close() })
	return p
}

func (p *program) confirm(b testing.TB) {
	o, _ := booked()
	visit := o.Bookings[0]
	data := map[string]string{
		"Customer": o.Customer.Name, "Who": visit.Technicians[0], "Date": visit.Start.Format(time.DateOnly), "Time": visit.Start.Format("15:04") + " – " + visit.End.Format("15:04"),
		"Order": o.Number, "Company": "Mitt bolag",
	}
	var text, html bytes.Buffer
	must(b, p.text.Execute(&text, data))
	must(b, p.html.Execute(&html, data))
	to, err := recipients.ParseAddress(o.ContactPerson.Email)
	must(b, err)
	msg := gomail.NewMsg()
	must(b, msg.FromFormat("Mitt bolag", "info@example.com"))
	must(b, msg.To(to.String()))
	msg.Subject("Bokning " + o.Number)
	msg.SetDate()
	msg.SetMessageID()
	msg.SetBodyString(gomail.TypeTextPlain, text.String())
	msg.AddAlternativeString(gomail.TypeTextHTML, html.String())
	row, err := p.insert.Exec(o.ID, to.String(), "Bokning "+o.Number, text.String(), "eva", time.Now().UnixMicro())
	must(b, err)
	id, err := row.LastInsertId()
	must(b, err)
	must(b, p.client.Send(msg))
	_, err = p.done.Exec(time.Now().UnixMicro(), id)
	must(b, err)
}
