package notifytest

import (
	"context"
	"fmt"
	"slices"
	"sync"

	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/audit/delivery/reasons"
	"github.com/budkavle/budkavle/notify"
	"github.com/budkavle/budkavle/notify/email"
	"github.com/budkavle/budkavle/recipients"
	"github.com/budkavle/budkavle/smsgw"
)

// Recorder keeps what is sent, for both channels, in the order in which it was
// sent. A service gets it by [Recorder.Senders]. Its zero value is ready; it is safe for
// concurrent use and must not be copied.
type Recorder struct {
	mu    sync.Mutex
	mails []email.Message
	sms   []smsgw.SMS
	fail  map[string]error
}

// Email returns the sender for mails. It refuses what a mail server could not
// be given ([email.Message.Validate]) and whatever [Recorder.Fail] says, and
// keeps the rest.
func (r *Recorder) Email() email.Sender { return emailRecorder{r} }

// SMS returns the sender for SMS; it does with them as [Recorder.Email] with
// mails.
func (r *Recorder) SMS() smsgw.Sender { return smsRecorder{r} }

// Senders are both, for the notify.Config of a host's own service:
//
//	notify.Config{Senders: notify.OneCompany(recorder.Senders()), …}
func (r *Recorder) Senders() notify.Senders {
	return notify.Senders{Email: r.Email(), SMS: r.SMS()}
}

// Fail lets every later message to an address or number fail with err; nil
// lets them pass again. Use a *delivery.Failure to choose the class. What is no
// address and no number with its + panics, since nothing could ever fail by it.
func (r *Recorder) Fail(recipient string, err error) {
	recipient, ok := canonical(recipient)
	if !ok {
		panic(fmt.Sprintf("notifytest: %q is no address, and no number such as +46705123456", recipient))
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.fail == nil {
		r.fail = map[string]error{}
	}
	r.fail[recipient] = err
}

// canonical writes an address or number as messages have it; what is neither
// stays as it is.
func canonical(recipient string) (text string, ok bool) {
	if p, err := recipients.ParsePhone(recipient); err == nil {
		return p.String(), true
	}
	if a, err := recipients.ParseAddress(recipient); err == nil {
		return a.String(), true
	}
	return recipient, false
}

// Emails returns the mails that were sent, in order. The slice is the caller's.
func (r *Recorder) Emails() []email.Message {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Clone(r.mails)
}

// SentSMS returns the SMS that were sent, in order. The slice is the caller's.
func (r *Recorder) SentSMS() []smsgw.SMS {
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

type emailRecorder struct{ r *Recorder }

func (m emailRecorder) Send(ctx context.Context, message *email.Message) (delivery.Receipt, error) {
	if err := message.Validate(); err != nil {
		return delivery.Receipt{}, &delivery.Failure{
			Class:  delivery.Permanent,
			Fault:  delivery.FaultMessage,
			Reason: reasons.Invalid,
			Err:    err,
		}
	}
	err := m.r.take(ctx, message.To.Address.String(), func() { m.r.mails = append(m.r.mails, *message) })
	return receipt(message.ID, 0, err)
}

type smsRecorder struct{ r *Recorder }

func (s smsRecorder) Send(ctx context.Context, sms *smsgw.SMS) (delivery.Receipt, error) {
	if err := sms.Validate(); err != nil {
		return delivery.Receipt{}, &delivery.Failure{
			Class:  delivery.Permanent,
			Fault:  delivery.FaultMessage,
			Reason: reasons.Invalid,
			Err:    err,
		}
	}
	err := s.r.take(ctx, sms.To.String(), func() { s.r.sms = append(s.r.sms, *sms) })
	return receipt(sms.ID, smsgw.Count(sms.Text).Segments, err)
}

// take keeps a message unless its recipient is to fail. It is handed over as a
// server does: before it is kept, and before a failure of which nobody knows
// whether it arrived.
func (r *Recorder) take(ctx context.Context, recipient string, keep func()) error {
	if err := ctx.Err(); err != nil {
		return &delivery.Failure{
			Class:  delivery.Temporary,
			Fault:  delivery.FaultSender,
			Reason: reasons.Cancelled,
			Err:    err,
		}
	}
	r.mu.Lock()
	failure := r.fail[recipient]
	r.mu.Unlock()
	if failure != nil && delivery.AsFailure(failure).Class != delivery.Uncertain {
		return failure
	}
	if err := delivery.HandOver(ctx); err != nil {
		return err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if failure == nil {
		keep()
	}
	return failure
}

func receipt(id string, segments int, err error) (delivery.Receipt, error) {
	if err != nil {
		return delivery.Receipt{}, err
	}
	return delivery.Receipt{Provider: "recorder", ProviderID: "recorded-" + id, Segments: segments}, nil
}
