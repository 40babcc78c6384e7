package notifytest

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/notify/email"
	"github.com/budkavle/budkavle/smsgw"
)

// TB is the part of testing.TB that the assertions need.
type TB interface {
	Helper()
	Errorf(format string, args ...any)
}

// Recorder keeps what is sent, for both channels, in the order in which it was
// sent. Its zero value is ready; it is safe for concurrent use and must not be
// copied.
type Recorder struct {
	mu    sync.Mutex
	mails []email.Message
	sms   []smsgw.SMS
	fail  map[string]error
}

// Email returns the sender for mails.
func (r *Recorder) Email() email.Sender { return mailRecorder{r} }

// SMS returns the sender for SMS.
func (r *Recorder) SMS() smsgw.Sender { return smsRecorder{r} }

// Fail lets every later message to an address or number fail with err; nil
// lets them pass again. Use a *delivery.Failure to choose the class.
func (r *Recorder) Fail(recipient string, err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.fail == nil {
		r.fail = map[string]error{}
	}
	r.fail[recipient] = err
}

// Mails returns the mails that were sent.
func (r *Recorder) Mails() []email.Message {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Clone(r.mails)
}

// Texts returns the SMS that were sent.
func (r *Recorder) Texts() []smsgw.SMS {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Clone(r.sms)
}

// Reset forgets what was sent; failures stay set.
func (r *Recorder) Reset() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.mails, r.sms = nil, nil
}

type mailRecorder struct{ r *Recorder }

func (m mailRecorder) Send(ctx context.Context, message *email.Message) (delivery.Receipt, error) {
	if err := message.Validate(); err != nil {
		return delivery.Receipt{}, &delivery.Failure{Class: delivery.Permanent, Fault: delivery.FaultMessage, Reason: "invalid-message", Err: err}
	}
	err := m.r.take(ctx, message.To.Address.String(), func() { m.r.mails = append(m.r.mails, *message) })
	return receipt(message.ID, 0, err)
}

type smsRecorder struct{ r *Recorder }

func (s smsRecorder) Send(ctx context.Context, sms *smsgw.SMS) (delivery.Receipt, error) {
	if err := sms.Validate(); err != nil {
		return delivery.Receipt{}, &delivery.Failure{Class: delivery.Permanent, Fault: delivery.FaultMessage, Reason: "invalid-message", Err: err}
	}
	err := s.r.take(ctx, sms.To.String(), func() { s.r.sms = append(s.r.sms, *sms) })
	return receipt(sms.ID, smsgw.Count(sms.Text).Segments, err)
}

// take keeps a message unless its recipient is to fail.
func (r *Recorder) take(ctx context.Context, recipient string, keep func()) error {
	if err := ctx.Err(); err != nil {
		return &delivery.Failure{Class: delivery.Temporary, Fault: delivery.FaultSender, Reason: "cancelled", Err: err}
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if err := r.fail[recipient]; err != nil {
		return err
	}
	keep()
	return nil
}

func receipt(id string, segments int, err error) (delivery.Receipt, error) {
	if err != nil {
		return delivery.Receipt{}, err
	}
	return delivery.Receipt{Provider: "recorder", ProviderID: "recorded-" + id, Segments: segments}, nil
}

// AssertMail checks that exactly one mail went to an address, with every one of
// texts in its subject or text part, and returns it.
func (r *Recorder) AssertMail(t TB, to string, texts ...string) email.Message {
	t.Helper()
	var found []email.Message
	for _, m := range r.Mails() {
		if m.To.Address.String() == to {
			found = append(found, m)
		}
	}
	if len(found) != 1 {
		t.Errorf("want one mail to %s, got %d; sent was:%s", to, len(found), r.sent())
		return email.Message{}
	}
	for _, text := range texts {
		if !strings.Contains(found[0].Subject, text) && !strings.Contains(found[0].Text, text) {
			t.Errorf("the mail to %s lacks %q; its subject is %q and its text:\n%s", to, text, found[0].Subject, found[0].Text)
		}
	}
	return found[0]
}

// AssertSMS checks that exactly one SMS went to a number, with every one of
// texts in it, and returns it.
func (r *Recorder) AssertSMS(t TB, to string, texts ...string) smsgw.SMS {
	t.Helper()
	var found []smsgw.SMS
	for _, s := range r.Texts() {
		if s.To.String() == to {
			found = append(found, s)
		}
	}
	if len(found) != 1 {
		t.Errorf("want one SMS to %s, got %d; sent was:%s", to, len(found), r.sent())
		return smsgw.SMS{}
	}
	for _, text := range texts {
		if !strings.Contains(found[0].Text, text) {
			t.Errorf("the SMS to %s lacks %q; its text is:\n%s", to, text, found[0].Text)
		}
	}
	return found[0]
}

// AssertNothingSent checks that neither a mail nor an SMS was sent.
func (r *Recorder) AssertNothingSent(t TB) {
	t.Helper()
	if sent := r.sent(); sent != " nothing" {
		t.Errorf("want nothing sent, but sent was:%s", sent)
	}
}

// sent lists what was sent, for failing tests.
func (r *Recorder) sent() string {
	var b strings.Builder
	for _, m := range r.Mails() {
		fmt.Fprintf(&b, "\n  mail to %s: %q", m.To.Address, m.Subject)
	}
	for _, s := range r.Texts() {
		fmt.Fprintf(&b, "\n  SMS to %s: %q", s.To, s.Text)
	}
	if b.Len() == 0 {
		return " nothing"
	}
	return b.String()
}
