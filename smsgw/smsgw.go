package smsgw

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"unicode/utf8"

	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/recipients"
)

// An SMS is one text to one number. It is plain data; a gateway keeps nothing
// of it. The zero value is not to be sent: it needs an ID, a Company, a number, a
// text and exactly one of From, FromNumber and FromCode.
type SMS struct {
	// ours, stable: the reference at the gateway, and what a report names
	ID         string           `json:"id"`
	Company    string           `json:"company"`             // whose message it is
	From       SenderName       `json:"from,omitzero"`       // a name, which cannot be answered
	FromNumber recipients.Phone `json:"fromNumber,omitzero"` // instead of From: a number, which can
	FromCode   ShortCode        `json:"fromCode,omitzero"`   // instead of both: a short code, which can
	To         recipients.Phone `json:"to"`                  // E.164
	// [Count] says how many SMS; gateways have limits of their own
	Text string `json:"text"`
}

// Validate returns an error that joins one for each thing without which no
// gateway can send. It never repeats the text. A nil SMS is an error.
func (s *SMS) Validate() error {
	if s == nil {
		return errors.New("smsgw: the SMS is nil")
	}
	var problems []error
	need := func(ok bool, what string) {
		if !ok {
			problems = append(problems, fmt.Errorf("smsgw: SMS %q: %s", s.ID, what))
		}
	}
	senders := 0
	for _, missing := range []bool{s.From.IsZero(), s.FromNumber.IsZero(), s.FromCode.IsZero()} {
		if !missing {
			senders++
		}
	}
	need(s.ID != "", "ID is missing")
	need(s.Company != "", "Company is missing")
	need(!s.To.IsZero(), "To is missing")
	need(s.Text != "", "Text is empty")
	need(utf8.ValidString(s.Text), "Text is not UTF-8")
	need(senders > 0, "the sender is missing, want one of From, FromNumber and FromCode")
	need(senders < 2, "it has more than one sender, want one of From, FromNumber and FromCode")
	return errors.Join(problems...)
}

// Originator is the sender as gateways take it: the name, the number in E.164 or
// the short code; "" when there is none.
func (s *SMS) Originator() string {
	return cmp.Or(s.FromNumber.String(), s.FromCode.String(), s.From.String())
}

// Answerable reports whether the recipient can answer the SMS: a number and a
// short code can be answered, a name cannot.
func (s *SMS) Answerable() bool { return !s.FromNumber.IsZero() || !s.FromCode.IsZero() }

// Sender gives an SMS to an operator. These are its rules; package
// notify/sendertest checks them.
//
//  1. A nil error means that the gateway has taken the SMS; the receipt says
//     which gateway, and its id where it gives one.
//  2. Every error is or wraps a [*delivery.Failure] with a class and a reason.
//  3. Nothing was sent when the class is Permanent, Temporary or Configuration.
//     Where that is not certain, the class is Uncertain.
//  4. One call sends at most once: a sender never repeats a request that was
//     written in full.
//  5. An SMS that [SMS.Validate] refuses fails as Permanent, by fault of the
//     message, before anything is sent.
//  6. Send returns within 250 ms after its context is done: as Temporary when
//     nothing was written, else as Uncertain.
//  7. It is safe for concurrent use.
//  8. It does not change the SMS and keeps nothing of it after it returns.
//  9. No error, receipt or log holds a secret or the text of the SMS.
//  10. [delivery.HandOver] is called at the last moment before bytes leave that
//     cannot be taken back, and not before. When it fails, nothing is sent and
//     its failure is returned.
type Sender interface {
	Send(ctx context.Context, sms *SMS) (delivery.Receipt, error)
}
