package main

import (
	"context"
	"crypto/subtle"
	"errors"
	"io"
	"net"
	"sync"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"

	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/audit/delivery/reasons"
	"github.com/budkavle/budkavle/smsgw"
)

// password is what the built-in mail server wants of every company.
const password = "hemligt"

// A postOffice is the built-in mail server: it keeps what it gets, for the mailbox
// page. Whoever logs in is a company, with the company's ID as the name.
type postOffice struct {
	data *database
	now  func() time.Time
}

// serve listens on the loopback until the context ends.
func (p *postOffice) serve(ctx context.Context) (port int, err error) {
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	server := smtp.NewServer(p)
	server.Domain = "localhost"
	server.AllowInsecureAuth = true // nobody but this machine hears it
	server.MaxMessageBytes = 20 << 20
	server.ReadTimeout, server.WriteTimeout = time.Minute, time.Minute
	go func() { _ = server.Serve(listener) }()
	context.AfterFunc(ctx, func() { _ = server.Close() })
	return listener.Addr().(*net.TCPAddr).Port, nil
}

// NewSession begins a conversation.
func (p *postOffice) NewSession(*smtp.Conn) (smtp.Session, error) {
	return &conversation{office: p}, nil
}

// A conversation is one connection to the post office.
type conversation struct {
	office  *postOffice
	company string
}

// AuthMechanisms are the ways of logging in.
func (c *conversation) AuthMechanisms() []string { return []string{sasl.Plain} }

// Auth checks a login.
func (c *conversation) Auth(string) (sasl.Server, error) {
	return sasl.NewPlainServer(func(_, name, given string) error {
		if subtle.ConstantTimeCompare([]byte(given), []byte(password)) != 1 {
			return &smtp.SMTPError{Code: 535, EnhancedCode: smtp.EnhancedCode{5, 7, 8}, Message: "authentication failed"}
		}
		c.company = name
		return nil
	}), nil
}

// Mail begins a message, of those who have logged in.
func (c *conversation) Mail(string, *smtp.MailOptions) error {
	if c.company == "" {
		return smtp.ErrAuthRequired
	}
	return nil
}

// Rcpt takes every recipient but those of the domain that refuses all.
func (c *conversation) Rcpt(string, *smtp.RcptOptions) error { return nil }

// Data keeps the message.
func (c *conversation) Data(r io.Reader) error {
	raw, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	_, err = c.office.data.db.ExecContext(context.Background(), "INSERT INTO mails (company, at, raw) VALUES (?, ?, ?)",
		c.company, c.office.now().Format(time.RFC3339), raw)
	return err
}

// Reset ends a message.
func (c *conversation) Reset() {}

// Logout ends the conversation.
func (c *conversation) Logout() error { return nil }

// A handset is the gateway that keeps what it gets, for the mailbox page.
type handset struct {
	data *database
	now  func() time.Time
	mu   sync.Mutex
}

// Send keeps an SMS.
func (h *handset) Send(ctx context.Context, sms *smsgw.SMS) (delivery.Receipt, error) {
	if err := ctx.Err(); err != nil {
		return delivery.Receipt{}, &delivery.Failure{
			Class: delivery.Temporary, Fault: delivery.FaultSender, Reason: reasons.Cancelled, Err: err,
		}
	}
	if err := sms.Validate(); err != nil {
		return delivery.Receipt{}, &delivery.Failure{
			Class: delivery.Permanent, Fault: delivery.FaultMessage,
			Reason: reasons.Invalid, Text: delivery.Scrub(err.Error()), Err: err,
		}
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	if err := delivery.HandOver(ctx); err != nil {
		return delivery.Receipt{}, err
	}
	_, err := h.data.db.ExecContext(context.WithoutCancel(ctx),
		"INSERT INTO sms (company, at, sender, recipient, body) VALUES (?, ?, ?, ?, ?)",
		sms.Company, h.now().Format(time.RFC3339), sms.Originator(), sms.To.String(), sms.Text)
	if err != nil {
		return delivery.Receipt{}, &delivery.Failure{
			Class: delivery.Temporary, Fault: delivery.FaultSender,
			Reason: reasons.ServerUnavailable, Err: errors.New("the handset's table"),
		}
	}
	return delivery.Receipt{Provider: "handset", ProviderID: sms.ID}, nil
}
