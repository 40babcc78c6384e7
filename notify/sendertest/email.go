package sendertest

import (
	"context"
	"testing"
	"time"

	"github.com/budkavle/budkavle/notify/email"
	"github.com/budkavle/budkavle/recipients"
)

// A Taken is one mail that the other side took.
type Taken struct {
	From, To string
	Raw      []byte
}

// An EmailSubject is a sender of e-mail to be tested.
type EmailSubject struct {
	// Open returns a sender whose other side is in a situation, and a function
	// that gives what that side has taken since. False: the adapter has no
	// such situation. It is called once for a check; every field is required.
	Open func(Situation) (sender email.Sender, taken func() []Taken, ok bool)
	// Secret is the password that senders log in with; "" where there is none.
	Secret string
}

// RunEmail checks every rule of email.Sender against subjects from open.
func RunEmail(t *testing.T, open func(t *testing.T) EmailSubject) {
	t.Helper()
	Run(t, EmailRules(), open)
}

// ObeyWithin is how soon a sender must notice that its context is over.
const ObeyWithin = 250 * time.Millisecond

// sample is a mail that every server takes; the number makes it its own.
func sample(id string) *email.Message {
	return &email.Message{
		ID: id, Company: "1", Date: time.Date(2023, 10, 2, 14, 5, 0, 0, time.UTC),
		From:    recipients.Mailbox{Name: "Åkes Kyl", Address: recipients.MustParseAddress("service@akeskyl.se")},
		To:      recipients.Mailbox{Name: "Anna", Address: recipients.MustParseAddress("anna@example.se")},
		Subject: "Order 4711", Text: "Hej Anna!\n.\nVälkommen.\n", HTML: "<p>Hej Anna!</p>", Language: "sv",
		Attachments: []email.File{{Name: "Order 4711.txt", ContentType: "text/plain", Data: []byte("text")}},
	}
}

// send opens a subject in a situation and sends one mail.
func (s EmailSubject) send(ctx context.Context, situation Situation) (outcome, error) {
	sender, taken, ok := s.Open(situation)
	if !ok {
		return outcome{}, ErrCannotShow
	}
	receipt, err := sender.Send(ctx, sample("m-1"))
	return outcome{receipt, err, taken()}, nil
}
