package notify

import (
	"context"
	"fmt"

	"github.com/budkavle/budkavle/audit"
	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/notify/order"
	"github.com/budkavle/budkavle/notify/rights"
)

// A HeldMessage is a message that waits for a person, with what the log has of it: to
// whom it is, by whom, and its text where the log keeps it.
type HeldMessage struct {
	HeldJob
	Message audit.Message // zero when the log has nothing of it
}

// Held returns a page of the messages that wait for a person because nobody knows
// whether they arrived, the oldest first. Decide with [Desk.Release]. The cursor is
// empty for the first page, then the one that came with the page before; the last page
// has none. It takes [rights.SendAgain].
func (d *Desk) Held(ctx context.Context, cursor string, by order.Actor) (page []HeldMessage, next string, err error) {
	s, company := d.service, d.settings.Company.ID
	if err := d.Allow(ctx, by, rights.SendAgain); err != nil {
		return nil, "", err
	}
	if s.config.Outbox == nil {
		return nil, "", ErrNoOutbox
	}
	jobs, next, err := s.config.Outbox.Held(ctx, company, cursor)
	if err != nil || len(jobs) == 0 {
		return nil, next, err
	}
	ids := make([]string, len(jobs))
	for i := range jobs {
		ids[i] = jobs[i].ID
	}
	records, err := audit.All(ctx, s.config.Log, audit.Query{Company: company, MessageIDs: ids})
	if err != nil {
		return nil, "", fmt.Errorf("notify: held messages: %w", err)
	}
	known := map[string]audit.Message{}
	for _, m := range audit.Fold(records) {
		known[m.ID] = m
	}
	for _, j := range jobs {
		page = append(page, HeldMessage{j, known[j.ID]})
	}
	return page, next, nil
}

// Stops returns the channels over which nothing of the company's goes until
// [Desk.ResumeQueue], since when and why. It takes [rights.SendAgain].
func (d *Desk) Stops(ctx context.Context, by order.Actor) ([]Stop, error) {
	if err := d.Allow(ctx, by, rights.SendAgain); err != nil {
		return nil, err
	}
	if d.service.config.Outbox == nil {
		return nil, ErrNoOutbox
	}
	return d.service.config.Outbox.Stops(ctx, d.settings.Company.ID)
}

// A Decision is what a person says of a held message.
type Decision string

// The decisions.
const (
	SendAgain Decision = "send-again" // with the same Message-ID, so that mail programs see one
	ItArrived Decision = "it-arrived" // it is logged as sent
)

// Release ends the hold of a message as a person decides. It takes
// [rights.SendAgain]. A message that is not held is [ErrLeaseLost].
func (d *Desk) Release(ctx context.Context, messageID string, decision Decision, by order.Actor) error {
	s := d.service
	if s.config.Outbox == nil {
		return ErrNoOutbox
	}
	if err := d.Allow(ctx, by, rights.SendAgain); err != nil {
		return err
	}
	company, now := d.settings.Company.ID, s.config.Now()
	switch decision {
	case SendAgain:
		return s.config.Outbox.Release(ctx, now, company, messageID, JobWaiting)
	case ItArrived:
		page, err := s.config.Log.Records(ctx, audit.Query{Company: company, MessageID: messageID, Latest: true, Limit: 1})
		if err != nil {
			return err
		}
		if len(page.Records) == 0 {
			return ErrUnknownMessage
		}
		about := page.Records[0]
		r := audit.Record{
			ID:        audit.NewID("arrived", messageID),
			Company:   company,
			At:        now,
			MessageID: messageID,
			Key:       about.Key,
			Order:     about.Order,
			Kind:      about.Kind,
			Channel:   about.Channel,
			Recipient: about.Recipient,
			Actor:     audit.UserRef{ID: by.ID, Name: by.Name},
			Status:    delivery.StatusSent,
			Attempt:   about.Attempt,
			Note:      "a person says that it arrived",
		}
		return s.config.Outbox.Release(ctx, now, company, messageID, JobSent, r)
	}
	return fmt.Errorf("notify: unknown decision %q, want %q or %q", decision, SendAgain, ItArrived)
}

// ResumeQueue lets the company's messages go over a channel again, once a person has
// mended what stopped them. It takes [rights.SendAgain].
func (d *Desk) ResumeQueue(ctx context.Context, channel delivery.Channel, by order.Actor) error {
	if err := d.Allow(ctx, by, rights.SendAgain); err != nil {
		return err
	}
	if d.service.config.Outbox == nil {
		return ErrNoOutbox
	}
	return d.service.config.Outbox.Resume(ctx, d.settings.Company.ID, channel)
}
