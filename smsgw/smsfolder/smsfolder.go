// Package smsfolder is a [smsgw.Sender] that writes each SMS into a file instead
// of sending it: for examples, development and acceptance tests.
package smsfolder

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/audit/delivery/reasons"
	"github.com/budkavle/budkavle/smsgw"
)

// Sender writes SMS into a folder, a text file each: the sender, the number
// and how many SMS it would be, an empty line, then the text. The file is named
// after the recipient and the SMS's ID, so that sending the same again replaces
// it. It is safe for concurrent use.
type Sender struct {
	dir string
	mu  sync.Mutex
}

// New returns a sender that writes into dir, which the first Send makes when it
// is missing.
func New(dir string) *Sender { return &Sender{dir: filepath.Clean(dir)} }

// Provider is the name in receipts, whose ProviderID is the SMS's own.
const Provider = "folder"

// Send writes the SMS; see the rules of [smsgw.Sender]: every error is a
// [*delivery.Failure], a file that cannot be written a temporary one.
func (s *Sender) Send(ctx context.Context, sms *smsgw.SMS) (delivery.Receipt, error) {
	if err := ctx.Err(); err != nil {
		return delivery.Receipt{}, &delivery.Failure{
			Class:  delivery.Temporary,
			Fault:  delivery.FaultSender,
			Reason: reasons.Cancelled,
			Err:    err,
		}
	}
	if err := sms.Validate(); err != nil {
		return delivery.Receipt{}, &delivery.Failure{
			Class:  delivery.Permanent,
			Fault:  delivery.FaultMessage,
			Reason: reasons.Invalid,
			Text:   delivery.Scrub(err.Error()),
			Err:    err,
		}
	}
	if err := delivery.HandOver(ctx); err != nil {
		return delivery.Receipt{}, err
	}
	count := smsgw.Count(sms.Text)
	from := sms.From.String() + sms.FromNumber.String()
	text := fmt.Sprintf("From: %s\nTo: %s\nSMS: %d (%s)\n\n%s\n", from, sms.To, count.Segments, count.Encoding, sms.Text)
	s.mu.Lock()
	defer s.mu.Unlock()
	err := os.MkdirAll(s.dir, 0o750)
	if err == nil {
		err = os.WriteFile(filepath.Join(s.dir, fileName(sms)), []byte(text), 0o600)
	}
	if err != nil {
		return delivery.Receipt{}, &delivery.Failure{
			Class:  delivery.Temporary,
			Fault:  delivery.FaultSender,
			Reason: reasons.NotWritten,
			Err:    err,
		}
	}
	return delivery.Receipt{Provider: Provider, ProviderID: sms.ID, Segments: count.Segments}, nil
}

// fileName has the digits of the number and what of the ID is safe in a name.
func fileName(sms *smsgw.SMS) string {
	id := strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r == '-' {
			return r
		}
		return '_'
	}, sms.ID)
	if len(id) > 64 {
		id = id[:64]
	}
	return "sms-" + strings.TrimPrefix(sms.To.String(), "+") + "-" + id + ".txt"
}
