package notify

import (
	"context"
	"fmt"

	"github.com/budkavle/budkavle/audit"
	"github.com/budkavle/budkavle/audit/delivery"
)

// ErrUnknownMessage is the error of a report about a message that the log does
// not have.
var ErrUnknownMessage = fmt.Errorf("notify: the log has no such message: %w", delivery.ErrUnknownMessage)

// Report writes down what an operator or a mail server tells later about a
// message. The same report twice is written once, and one that comes late
// moves nothing back. A report about a message that is not in the log is
// [ErrUnknownMessage]: the log knows a message before a gateway does, so that
// such a report need not come again.
func (s *Service) Report(ctx context.Context, r delivery.Report) error {
	if !r.Status.Valid() {
		return fmt.Errorf("notify: report about message %q has the unknown status %q", r.MessageID, r.Status)
	}
	if r.Status == delivery.StatusFailed {
		// It was taken before and is now said not to have arrived: that is
		// later than sent, where a failed try is earlier.
		r.Status = delivery.StatusBounced
	}
	q := audit.Query{Company: r.Company, MessageID: r.MessageID}
	if r.MessageID == "" {
		if r.ProviderID == "" {
			return fmt.Errorf("notify: report names no message: %w", ErrUnknownMessage)
		}
		q.Provider, q.ProviderID = r.Provider, r.ProviderID
	}
	page, err := s.config.Log.Records(ctx, q)
	if err != nil {
		return fmt.Errorf("notify: message of a report: %w", err)
	}
	if len(page.Records) == 0 {
		return ErrUnknownMessage
	}
	about := page.Records[0]
	at := s.config.Now()
	return s.config.Log.Append(ctx, audit.Record{
		ID:      audit.NewID("report", about.MessageID, r.Provider, r.ProviderID, string(r.Status), reasonOf(r.Failure)),
		Company: r.Company, At: at, MessageID: about.MessageID, Key: about.Key, Order: about.Order, Kind: about.Kind,
		Channel: about.Channel, Recipient: about.Recipient, Status: r.Status, Failure: r.Failure,
		Receipt: delivery.Receipt{Provider: r.Provider, ProviderID: r.ProviderID}, ReportedAt: r.At,
	})
}

func reasonOf(f *delivery.Failure) string {
	if f == nil {
		return ""
	}
	return string(f.Reason) + " " + f.Code
}
