package notify

import (
	"context"
	"fmt"
	"time"

	"github.com/budkavle/budkavle/audit"
	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/notify/compose"
)

// ReminderProgress counts the reminders of one day, in the company's zone: how far the
// morning's have come, where [Desk.Progress] counts all that there has ever been. A
// reminder that is not due yet counts once among Waiting; one that is counts as its
// messages. Held are those whose fate nobody knows, Dropped those that were no longer
// true.
func (d *Desk) ReminderProgress(ctx context.Context, day time.Time) (Progress, error) {
	var p Progress
	box, company := d.service.config.Outbox, d.settings.Company.ID
	if box == nil {
		return p, ErrNoOutbox
	}
	year, month, date := day.In(d.Zone()).Date()
	from := time.Date(year, month, date, 0, 0, 0, 0, d.Zone())
	to := from.AddDate(0, 0, 1)
	jobs, err := box.Topics(ctx, company, reminderTopics)
	if err != nil {
		return p, err
	}
	again := map[string]bool{} // messages that have failed for now
	for _, j := range jobs {
		switch {
		case j.Later == nil:
			again[j.ID] = true
		case !j.NotBefore.Before(from) && j.NotBefore.Before(to):
			p.Waiting++
		}
	}
	q := audit.Query{
		Company: company, Kind: string(compose.Reminder),
		From: from, To: to, NoClaims: true, Limit: audit.MaxLimit,
	}
	for {
		page, err := audit.Messages(ctx, d.service.config.Log, q)
		if err != nil {
			return p, fmt.Errorf("notify: log of a day's reminders: %w", err)
		}
		for _, m := range page.Messages {
			takenBack := m.Note == whyOff || m.Note == whyOtherTime // when its order was saved, whatever its day
			switch {
			case m.Status == delivery.StatusSkipped && takenBack:
			case m.Status == delivery.StatusFailed && again[m.ID]:
				p.Waiting++
			default:
				p.count(m.Status)
			}
		}
		if q.Cursor = page.Next; q.Cursor == "" {
			return p, nil
		}
	}
}

func (p *Progress) count(s delivery.Status) {
	switch {
	case s == delivery.StatusQueued || s == delivery.StatusSending:
		p.Waiting++
	case s.Good():
		p.Sent++
	case s == delivery.StatusUncertain:
		p.Held++
	case s == delivery.StatusSkipped || s == delivery.StatusSuperseded:
		p.Dropped++
	default:
		p.Failed++
	}
}
