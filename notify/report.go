package notify

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/budkavle/budkavle/audit"
	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/notify/compose"
)

// ErrUnknownMessage is the error of a report about a message that the log does
// not have.
var ErrUnknownMessage = errors.New("notify: the log has no such message")

// Report writes down what an operator or a mail server tells later about a
// message (R706). The same report twice is written once, and one that comes
// late moves nothing back. A report about a message that is not in the log is
// [ErrUnknownMessage]: a gateway may be ahead of the log, so its handler asks
// for it again.
func (s *Service) Report(ctx context.Context, r delivery.Report) error {
	if !r.Status.Valid() {
		return fmt.Errorf("notify: report about message %q has the unknown status %q", r.MessageID, r.Status)
	}
	if r.Status == delivery.StatusFailed {
		// It was taken before and is now said not to have arrived: that is
		// later than sent, where a failed try is earlier.
		r.Status = delivery.StatusBounced
	}
	q := audit.Query{Company: r.Company, MessageID: r.MessageID, Limit: 1}
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
		Receipt: delivery.Receipt{Provider: r.Provider, ProviderID: r.ProviderID}, Note: reportedAt(r.At),
	})
}

func reasonOf(f *delivery.Failure) string {
	if f == nil {
		return ""
	}
	return string(f.Reason) + " " + f.Code
}

// reportedAt keeps the provider's own time, which may be off or in the past;
// the log's order is by when we were told.
func reportedAt(at time.Time) string {
	if at.IsZero() {
		return ""
	}
	return "at the provider: " + at.UTC().Format(time.RFC3339)
}

// History returns what an order's page shows of its messages (R701–R704):
// the latest, all on demand, and what has changed since.
func (s *Service) History(ctx context.Context, settings compose.Settings, order compose.Order) (audit.History, error) {
	records, err := s.orderRecords(ctx, settings, order)
	if err != nil {
		return audit.History{}, err
	}
	return settings.History(order, records, s.config.Now()), nil
}

func (s *Service) orderRecords(ctx context.Context, settings compose.Settings, order compose.Order) ([]audit.Record, error) {
	if order.Company != settings.Company.ID {
		return nil, fmt.Errorf("notify: order %s belongs to company %q, the settings to %q", order.Number, order.Company, settings.Company.ID)
	}
	ref := order.Ref()
	records, err := audit.All(ctx, s.config.Log, audit.Query{Company: order.Company, OrderKind: ref.Kind, OrderID: ref.ID})
	if err != nil {
		return nil, fmt.Errorf("notify: log of order %s: %w", order.Number, err)
	}
	return records, nil
}

// Complete fills in what a request should know from the log: the order's
// earlier messages, and which addresses and numbers have failed for good (R618),
// of those whom the order and the request name, and of typed, what the user
// typed beside them. What is no address or number among typed is passed over.
func (s *Service) Complete(ctx context.Context, settings compose.Settings, order compose.Order, r compose.Request, typed ...string) (compose.Request, error) {
	records, err := s.orderRecords(ctx, settings, order)
	if err != nil {
		return r, err
	}
	r.Log, r.Bounced = audit.Fold(records), slices.Clone(r.Bounced)
	for _, address := range settings.Addresses(order, r, typed...) {
		page, err := s.config.Log.Records(ctx, audit.Query{Company: order.Company, Recipient: address, Latest: true, Limit: 50})
		if err != nil {
			return r, fmt.Errorf("notify: log of a recipient: %w", err)
		}
		if audit.FailedForGood(page.Records) && !slices.Contains(r.Bounced, address) {
			r.Bounced = append(r.Bounced, address)
		}
	}
	return r, nil
}

// Draft prepares a message with what the log knows of the order and its people:
// [Service.Complete], then [compose.NewDraft], whose errors it returns.
func (s *Service) Draft(ctx context.Context, settings compose.Settings, order compose.Order, r compose.Request) (compose.Draft, error) {
	r, err := s.Complete(ctx, settings, order, r)
	if err != nil {
		return compose.Draft{}, err
	}
	return compose.NewDraft(settings, order, r)
}

// UserLog returns a page of what one user has sent, the newest first (R705): the
// records as they were written, which [audit.Fold] makes messages of.
// Whether the viewer may see another user's log is the host's to decide; ask
// before with [MaySeeLog].
func (s *Service) UserLog(ctx context.Context, company, userID, cursor string) (audit.Page, error) {
	return s.config.Log.Records(ctx, audit.Query{Company: company, ActorID: userID, Latest: true, Cursor: cursor})
}

// MaySeeLog reports whether viewer may see owner's log (R705): their own, or,
// with the administrator's right, everybody's in the company.
func MaySeeLog(viewerID, ownerID string, administrator bool) bool {
	return administrator || viewerID != "" && viewerID == ownerID
}
