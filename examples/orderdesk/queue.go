package main

import (
	"errors"
	"time"

	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/audit/delivery/reasons"
	"github.com/budkavle/budkavle/notify"
	"github.com/budkavle/budkavle/notify/order"
	"github.com/budkavle/budkavle/notify/rights"
)

// A heldLine is a message that waits for a person.
type heldLine struct {
	notify.HeldMessage
	Recipient, When, Reason string
}

// A progress is how far messages have come, for a bar.
type progress struct{ notify.Progress }

// Finished are those of which nothing more is to come.
func (p progress) Finished() int { return p.Total() - p.Waiting - p.Held }

// A queueView is what the queue's page shows.
type queueView struct {
	Held    []heldLine
	Day     string   // whose reminders are shown
	Morning progress // of that day's reminders
	All     progress // of all that the company has ever enqueued
	Stopped []string // what stands still until somebody acts, in words
	Next    string
	Refused string // why the user may decide about nothing
}

// queue is what waits: how far it has come, and the messages that a person decides
// about.
func (v *visit) queue() error {
	view, err := v.waiting()
	if err != nil {
		return err
	}
	return v.show("queue", view)
}

// liveQueue answers the page's script, which asks now and then.
func (v *visit) liveQueue() error {
	view, err := v.waiting()
	if err != nil {
		return err
	}
	return v.live("queue", view)
}

func (v *visit) waiting() (queueView, error) {
	var view queueView
	d, err := v.desk()
	if err != nil {
		return view, err
	}
	day, err := time.ParseInLocation(time.DateOnly, v.r.URL.Query().Get("day"), v.app.zone)
	if err != nil {
		day = v.app.now()
	}
	view.Day = day.Format(time.DateOnly)
	if view.Morning.Progress, err = d.ReminderProgress(v.ctx(), day); err != nil {
		return view, err
	}
	if view.All.Progress, err = d.Progress(v.ctx(), ""); err != nil {
		return view, err
	}
	if view.Refused = v.refused(rights.SendAgain); view.Refused != "" {
		return view, nil
	}
	zone, err := d.Settings().ZoneOf(order.Order{})
	if err != nil {
		return view, err
	}
	stops, err := d.Stops(v.ctx(), v.actor())
	if err != nil {
		return view, err
	}
	for _, s := range stops {
		channel := v.title(s.Channel.Message(v.lang()))
		since := v.words(" står still sedan ", " stands still since ") + v.lang().DateTime(s.Since.In(zone))
		view.Stopped = append(view.Stopped, channel+since+": "+reasons.Reason(s.Why).Message(v.lang())+".")
	}
	held, next, err := d.Held(v.ctx(), v.r.URL.Query().Get("cursor"), v.actor())
	if err != nil {
		return view, err
	}
	view.Next = next
	for _, h := range held {
		line := heldLine{
			HeldMessage: h, Recipient: h.Message.RecipientMessage(v.lang()),
			When: v.lang().DateTime(h.Accepted.In(zone)), Reason: reasons.Reason(h.Why).Message(v.lang()),
		}
		view.Held = append(view.Held, line)
	}
	return view, nil
}

// decide ends the hold of a message, or lets what was stopped go on.
func (v *visit) decide() error {
	d, err := v.desk()
	if err != nil {
		return err
	}
	form := v.r.PostForm
	if form.Get("action") == "resume" {
		err := errors.Join(d.ResumeQueue(v.ctx(), delivery.Email, v.actor()), d.ResumeQueue(v.ctx(), delivery.SMS, v.actor()))
		if err != nil {
			return err
		}
		v.app.worker.Wake()
		return v.to("/queue", v.words("Kön går igen.", "The queue goes on."))
	}
	err = d.Release(v.ctx(), form.Get("message"), notify.Decision(form.Get("action")), v.actor())
	if errors.Is(err, notify.ErrLeaseLost) {
		return v.to("/queue", v.words("Någon annan har redan bestämt.", "Somebody else has decided already."))
	}
	if err != nil {
		return err
	}
	v.app.worker.Wake()
	return v.to("/queue", v.words("Det är bestämt.", "It is decided."))
}
