package notify

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/budkavle/budkavle/audit"
	"github.com/budkavle/budkavle/notify/compose"
	"github.com/budkavle/budkavle/notify/order"
)

// History returns what an order's page shows of its messages: the latest, all
// on demand, and what has changed since.
func (d *Desk) History(ctx context.Context, o order.Order) (audit.History, error) {
	records, err := d.orderRecords(ctx, o)
	if err != nil {
		return audit.History{}, err
	}
	histories := []audit.History{compose.History(d.settings, o, records, d.service.config.Now())}
	err = d.adviseReachable(ctx, []order.Order{o}, func(int) []audit.Record { return records }, histories)
	if err != nil {
		return audit.History{}, err
	}
	return histories[0], nil
}

// adviseReachable makes those histories again that advise a new sending, now that the
// company's log has been asked which addresses take nothing: by a few queries,
// however many they are, and none where nothing is advised.
func (d *Desk) adviseReachable(
	ctx context.Context, orders []order.Order, records func(int) []audit.Record, histories []audit.History,
) error {
	addresses := make([][]string, len(orders)) // of each order that somebody is to be told of
	all := map[string]bool{}
	for i, h := range histories {
		if !h.Advice().SendAgain {
			continue
		}
		var written []string
		for _, line := range h.Lines {
			written = append(written, line.Recipient)
		}
		addresses[i] = compose.Addresses(d.settings, orders[i], compose.Request{}, written...)
		for _, address := range addresses[i] {
			all[address] = true
		}
	}
	dead, err := audit.FailedForGoodOf(ctx, d.service.config.Log, d.settings.Company.ID, slices.Sorted(maps.Keys(all)))
	if err != nil {
		return fmt.Errorf("notify: log of the recipients: %w", err)
	}
	for i := range histories {
		if slices.ContainsFunc(dead, func(address string) bool { return slices.Contains(addresses[i], address) }) {
			histories[i] = compose.History(d.settings, orders[i], records(i), d.service.config.Now(), dead...)
		}
	}
	return nil
}

func (d *Desk) orderRecords(ctx context.Context, o order.Order) ([]audit.Record, error) {
	if err := d.myOrder(o); err != nil {
		return nil, err
	}
	ref := o.Ref()
	records, err := audit.All(ctx, d.service.config.Log, audit.Query{
		Company: d.settings.Company.ID, OrderKind: ref.Kind, OrderID: ref.ID,
	})
	if err != nil {
		return nil, fmt.Errorf("notify: log of order %s: %w", o.Number, err)
	}
	return records, nil
}

// Histories returns the histories of many orders, for a list with its banners,
// each at its order's place: by one query however many they are, and two more where somebody is to be told.
func (d *Desk) Histories(ctx context.Context, orders []order.Order) ([]audit.History, error) {
	ids := make([]string, len(orders))
	for i, o := range orders {
		if err := d.myOrder(o); err != nil {
			return nil, err
		}
		ids[i] = o.Ref().ID
	}
	of := map[audit.OrderRef][]audit.Record{}
	place := func(ref audit.OrderRef) audit.OrderRef { return audit.OrderRef{Kind: ref.Kind, ID: ref.ID} }
	for part := range slices.Chunk(ids, audit.MaxLimit) {
		records, err := audit.All(ctx, d.service.config.Log, audit.Query{Company: d.settings.Company.ID, OrderIDs: part})
		if err != nil {
			return nil, fmt.Errorf("notify: log of %d orders: %w", len(orders), err)
		}
		for i := range records {
			ref := place(records[i].Order)
			of[ref] = append(of[ref], records[i])
		}
	}
	now := d.service.config.Now()
	histories := make([]audit.History, len(orders))
	for i, o := range orders {
		histories[i] = compose.History(d.settings, o, of[place(o.Ref())], now)
	}
	err := d.adviseReachable(ctx, orders, func(i int) []audit.Record { return of[place(orders[i].Ref())] }, histories)
	if err != nil {
		return nil, err
	}
	return histories, nil
}

// Messages returns a page of the company's log, by whatever the query filters; its
// Company is the desk's, and the page shows times as the company has them. No message
// is cut in two or doubled at a page's edge. Whoever asks for more than what they have
// sent themselves (ActorID) needs [rights.OthersLog]; the error is then a
// [*rights.Error].
func (d *Desk) Messages(ctx context.Context, q audit.Query, viewer order.Actor) (audit.MessagePage, error) {
	if err := d.allowLog(ctx, viewer, q.ActorID); err != nil {
		return audit.MessagePage{}, err
	}
	q.Company = d.settings.Company.ID
	page, err := audit.Messages(ctx, d.service.config.Log, q)
	if err != nil {
		return page, fmt.Errorf("notify: log: %w", err)
	}
	page.Zone = d.Zone()
	return page, nil
}

// UserLog returns a page of what one user has sent, the newest first. A viewer sees
// their own; another's needs [rights.OthersLog]. An empty ID is nobody's, and finds
// nothing.
func (d *Desk) UserLog(ctx context.Context, userID, cursor string, viewer order.Actor) (audit.MessagePage, error) {
	if userID == "" {
		return audit.MessagePage{}, nil
	}
	return d.Messages(ctx, audit.Query{ActorID: userID, Latest: true, Cursor: cursor}, viewer)
}

// Acknowledge writes down that a user has dealt with what a message says: the
// customer was called, or the stranger who got it is none of ours. The line is not
// red any more, nor advised about, until the order changes again; see
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
	return d.service.config.Log.Append(ctx,
		audit.Acknowledgement(line, audit.UserRef{ID: by.ID, Name: by.Name}, d.service.config.Now()))
}
