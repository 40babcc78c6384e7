package notify

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/budkavle/budkavle/audit"
	"github.com/budkavle/budkavle/notify/order"
	"github.com/budkavle/budkavle/notify/rights"
	"github.com/budkavle/budkavle/recipients"
)

// A Whom says who is to be erased, as it stands in the host's tables.
type Whom struct {
	Contacts []order.Contact // with several addresses or numbers in a field, in any spelling
	Fields   []string        // addresses or numbers beside those
	UserIDs  []string        // users who sent, or are told, by their keys at the host
}

// Erase takes a person out of the company's log: as a recipient, and as the user who
// sent or dealt with a message. What waits for them in the outbox is not sent, and what
// waits for the evening of the company's own people names them no more. A message that
// they have sent and that still waits goes out; its plan in the outbox names them until
// then, and no record of the log does. Erase says what it found, so that a misspelt
// address is seen. It takes [rights.PersonalData]. A field in
// which nothing can be read is an error, and then nothing is erased; so is nobody at
// all.
func (d *Desk) Erase(ctx context.Context, whom Whom, by order.Actor) (audit.Erasure, error) {
	if err := d.Allow(ctx, by, rights.PersonalData); err != nil {
		return audit.Erasure{}, err
	}
	var who audit.Identities
	var problems []error
	read := func(field string) {
		found, unread := identities(field, d.settings.CorrectionRegion())
		if unread > 0 || len(found) == 0 && field != "" {
			problems = append(problems,
				fmt.Errorf("notify: erase: a field of %d characters holds what is no address and no number", len([]rune(field))))
		}
		for _, one := range found {
			if !slices.Contains(who.Recipients, one) {
				who.Recipients = append(who.Recipients, one)
			}
		}
	}
	for _, c := range whom.Contacts {
		read(c.Email)
		read(c.Phone)
	}
	for _, field := range whom.Fields {
		read(field)
	}
	who.Actors = slices.Clone(whom.UserIDs)
	if len(problems) > 0 {
		return audit.Erasure{}, errors.Join(problems...)
	}
	if err := d.eraseWaiting(ctx, who.Recipients); err != nil {
		return audit.Erasure{}, fmt.Errorf("notify: erase: %w", err)
	}
	if err := d.eraseFromDigests(ctx, whom, who.Recipients); err != nil {
		return audit.Erasure{}, fmt.Errorf("notify: erase: %w", err)
	}
	for _, id := range whom.UserIDs {
		if err := d.dropDigests(ctx, id, whyErased); err != nil {
			return audit.Erasure{}, fmt.Errorf("notify: erase: %w", err)
		}
	}
	found, err := d.service.config.Log.Erase(ctx, d.settings.Company.ID, who)
	if err != nil {
		return found, fmt.Errorf("notify: erase: %w", err)
	}
	return found, nil
}

// Why what waits is not sent any more.
const (
	whyBodiesDropped = "its text is not kept any longer"
	whyErased        = "the person was erased"
)

// DropBodies takes subjects and texts older than a time out of the company's log, where the
// fact of sending stays, and with them what was accepted before that time and still waits
// in the outbox, such as what is held for a person or stopped: it is not sent any more. It
// takes [rights.PersonalData], and returns of how many records of the log.
func (d *Desk) DropBodies(ctx context.Context, before time.Time, by order.Actor) (int, error) {
	if err := d.Allow(ctx, by, rights.PersonalData); err != nil {
		return 0, err
	}
	s, company := d.service, d.settings.Company.ID
	if s.config.Outbox != nil {
		records := func(j Job) []audit.Record { return s.droppedRecords(j, whyBodiesDropped) }
		if _, err := s.config.Outbox.DropBefore(ctx, s.config.Now(), company, before, records); err != nil {
			return 0, fmt.Errorf("notify: drop bodies: %w", err)
		}
	}
	n, err := s.config.Log.DropBodies(ctx, company, before)
	if err != nil {
		return n, fmt.Errorf("notify: drop bodies: %w", err)
	}
	return n, nil
}

// eraseWaiting takes what waits for some recipients out of the outbox. The log says
// so before it forgets who they were.
func (d *Desk) eraseWaiting(ctx context.Context, recipients []string) error {
	s := d.service
	if s.config.Outbox == nil || len(recipients) == 0 {
		return nil
	}
	records := func(j Job) []audit.Record { return s.droppedRecords(j, whyErased) }
	_, err := s.config.Outbox.EraseJobs(ctx, d.settings.Company.ID, records, recipients...)
	return err
}

// identities are the addresses and numbers of a field in canonical form, and those
// that a number without its country's code is taken for; unread counts the entries
// that are neither.
func identities(field, region string) (list []string, unread int) {
	addresses, err := recipients.ParseList(field)
	for _, m := range addresses {
		list = append(list, m.Address.String())
	}
	bad, _ := errors.AsType[*recipients.ListError](err)
	if bad == nil {
		return list, 0
	}
	for _, entry := range bad.Errors {
		numbers := numbersIn(entry.Text, region)
		if list = append(list, numbers...); len(numbers) == 0 && entry.Text != "" {
			unread++
		}
	}
	return list, unread
}

func numbersIn(text, region string) (list []string) {
	numbers, err := recipients.ParsePhoneListIn(text, region)
	for _, number := range numbers {
		list = append(list, number.String())
	}
	if bad, ok := errors.AsType[*recipients.ListError](err); ok {
		for _, e := range bad.Errors {
			if e.Suggestion != "" {
				list = append(list, e.Suggestion)
			}
		}
	}
	return list
}
