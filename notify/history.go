package notify

import (
	"context"
	"fmt"

	"github.com/budkavle/budkavle/audit"
	"github.com/budkavle/budkavle/notify/compose"
	"github.com/budkavle/budkavle/notify/order"
)

// History returns what an order's page shows of its messages (R701–R704): the
// latest, all on demand, and what has changed since.
func (d *Desk) History(ctx context.Context, o order.Order) (audit.History, error) {
	records, err := d.orderRecords(ctx, o)
	if err != nil {
		return audit.History{}, err
	}
	return compose.History(d.settings, o, records, d.service.config.Now()), nil
}

func (d *Desk) orderRecords(ctx context.Context, o order.Order) ([]audit.Record, error) {
	if err := d.myOrder(o); err != nil {
		return nil, err
	}
	ref := o.Ref()
	records, err := audit.All(ctx, d.service.config.Log, audit.Query{Company: d.settings.Company.ID, OrderKind: ref.Kind, OrderID: ref.ID})
	if err != nil {
		return nil, fmt.Errorf("notify: log of order %s: %w", o.Number, err)
	}
	return records, nil
}

// UserLog returns a page of what one user has sent, the newest first (R705): the
// records as they were written, which [audit.Fold] makes messages of.
func (d *Desk) UserLog(ctx context.Context, userID, cursor string) (audit.Page, error) {
	return d.service.config.Log.Records(ctx, audit.Query{Company: d.settings.Company.ID, ActorID: userID, Latest: true, Cursor: cursor})
}

// Acknowledge writes down that a user has dealt with what a message says: the
// customer was called, or the stranger who got it is none of ours (R703). The line
// is not red any more, nor advised about, until the order changes again; see
// [audit.Acknowledgement]. A message that the order's log does not have is
// [ErrUnknownMessage].
func (d *Desk) Acknowledge(ctx context.Context, o order.Order, messageID string, by order.Actor) error {
	history, err := d.History(ctx, o)
	if err != nil {
		return err
	}
	line, ok := history.Find(messageID)
	if !ok {
		return fmt.Errorf("%w: %q, of order %s", ErrUnknownMessage, messageID, o.Number)
	}
	return d.service.config.Log.Append(ctx, audit.Acknowledgement(line, audit.Actor{ID: by.ID, Name: by.Name}, d.service.config.Now()))
}
