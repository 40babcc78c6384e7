package main

import (
	"errors"
	"slices"

	"github.com/budkavle/budkavle/audit"
	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/notify"
	"github.com/budkavle/budkavle/notify/order"
	"github.com/budkavle/budkavle/notify/rights"
)

// A heldLine is a message that waits for a person.
type heldLine struct {
	notify.HeldJob
	Recipient, Subject, When, Reason string
}

// A queueView is what the queue's page shows.
type queueView struct {
	Jobs     []heldLine
	Progress notify.Progress
	Finished int
	Stopped  []string // what stands still until somebody acts, in words
	Next     string
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
	jobs, next, err := d.Held(v.ctx(), v.r.URL.Query().Get("cursor"))
	if err != nil {
		return view, err
	}
	view.Next = next
	if view.Progress, err = d.Progress(v.ctx(), ""); err != nil {
		return view, err
	}
	if view.Stopped, err = v.stopped(d, view.Progress); err != nil {
		return view, err
	}
	view.Finished = view.Progress.Total() - view.Progress.Waiting - view.Progress.Held
	view.Jobs, err = v.heldLines(d, jobs)
	return view, err
}

// stopped says why messages stand still, as the newest of those failed that a person
// must act for.
func (v *visit) stopped(d *notify.Desk, p notify.Progress) ([]string, error) {
	if p.Waiting == 0 {
		return nil, nil
	}
	q := audit.Query{Statuses: []delivery.Status{delivery.StatusFailed}, Latest: true, Limit: 25}
	if d.Allow(v.ctx(), v.actor(), rights.OthersLog) != nil {
		q.ActorID = v.user.ID
	}
	failed, err := d.Messages(v.ctx(), q, v.actor())
	if err != nil {
		return nil, err
	}
	var all []string
	for _, m := range failed.Messages {
		if m.Failure == nil || m.Failure.Class != delivery.Configuration || !m.Failure.StopsOthers() {
			continue
		}
		if text := m.Failure.Message(v.lang()); !slices.Contains(all, text) {
			all = append(all, text)
		}
	}
	return all, nil
}

// heldLines find in the log whom the held messages are for, for who may see it.
func (v *visit) heldLines(d *notify.Desk, jobs []notify.HeldJob) ([]heldLine, error) {
	var ids []string
	for _, j := range jobs {
		ids = append(ids, j.ID)
	}
	found := map[string]audit.Message{}
	if len(ids) > 0 && d.Allow(v.ctx(), v.actor(), rights.OthersLog) == nil {
		logged, err := d.Messages(v.ctx(), audit.Query{MessageIDs: ids, Limit: len(ids)}, v.actor())
		if err != nil {
			return nil, err
		}
		for _, m := range logged.Messages {
			found[m.ID] = m
		}
	}
	zone, err := d.Settings().ZoneOf(order.Order{})
	if err != nil {
		return nil, err
	}
	var lines []heldLine
	for _, j := range jobs {
		line := heldLine{HeldJob: j, Reason: j.Why}
		if m, ok := found[j.ID]; ok {
			line.Recipient, line.Subject, line.When = m.RecipientMessage(v.lang()), m.Subject, v.lang().DateTime(m.ChangedAt.In(zone))
			if m.Failure != nil {
				line.Reason = m.Failure.Message(v.lang())
			}
		}
		lines = append(lines, line)
	}
	return lines, nil
}

// decide ends the hold of a message, or lets what was stopped go on.
func (v *visit) decide() error {
	d, err := v.desk()
	if err != nil {
		return err
	}
	form := v.r.PostForm
	if form.Get("action") == "resume" {
		if err := errors.Join(d.ResumeQueue(v.ctx(), delivery.Email, v.actor()), d.ResumeQueue(v.ctx(), delivery.SMS, v.actor())); err != nil {
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
