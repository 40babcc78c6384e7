package notify

import (
	"context"
	"fmt"
	"slices"

	"github.com/budkavle/budkavle/audit"
	"github.com/budkavle/budkavle/notify/compose"
	"github.com/budkavle/budkavle/notify/order"
)

// Draft prepares a message with what the log knows of the order and its people:
// [Desk.Complete], then [compose.NewDraft], whose errors it returns. A request
// without Now is of the service's clock. Where the settings are wrong, the draft's form
// says that nothing can be sent, and an error is [ErrSettings] besides.
func (d *Desk) Draft(ctx context.Context, o order.Order, r compose.Request) (*compose.Draft, error) {
	r, err := d.Complete(ctx, o, r)
	if err != nil {
		return nil, err
	}
	return d.newDraft(o, r)
}

// newDraft makes a draft that tells what keeps the desk from sending.
func (d *Desk) newDraft(o order.Order, r compose.Request) (*compose.Draft, error) {
	draft, err := compose.NewDraft(d.settings, o, r)
	refused := d.notReady()
	switch {
	case refused != nil && err != nil:
		return nil, fmt.Errorf("%w: %w", refused, err)
	case refused != nil:
		draft.Note(refused)
	}
	return draft, err
}

// Reopen makes the draft again when the popup's form comes back, with what the log
// knows of typed addresses too, and applies the form: [Desk.Draft], then
// [compose.Draft.Apply]. The request is that of the popup, or no more than its Actor:
// what it leaves out is the form's ([compose.Request.WithForm]), and so is the key for
// the next try that a form was given whose request the host has kept. Mistakes in the form
// are field errors ([plan.FieldErrors]), and the draft is there beside them, to be shown
// again; it is nil when there can be no draft: of a form that is none of ours, with
// [compose.ErrForm].
func (d *Desk) Reopen(ctx context.Context, o order.Order, r compose.Request, f compose.Form) (*compose.Draft, error) {
	r = r.WithForm(f)
	if follows(f.Key, r.Key) {
		r.Key = f.Key
	}
	if err := r.CheckForm(); err != nil {
		return nil, err
	}
	if !d.hasTemplate(r.Template) {
		r.Template = "" // it was deleted while the popup was open: the draft tells of it
	}
	r, err := d.Complete(ctx, o, r, f.To, f.Phones)
	if err != nil {
		return nil, err
	}
	draft, err := d.newDraft(o, r)
	if err != nil {
		return nil, err
	}
	return draft, draft.Apply(f)
}

func (d *Desk) hasTemplate(id string) bool {
	for _, t := range d.settings.Templates {
		if t.ID == id {
			return true
		}
	}
	return false
}

// Complete fills in what a request should know from the log: the order's messages
// before those of its key, and which addresses and numbers have failed for good, of those whom
// the order and the request name, and of typed, what the user typed beside them.
// What is no address or number among typed is passed over.
func (d *Desk) Complete(
	ctx context.Context, o order.Order, r compose.Request, typed ...string,
) (compose.Request, error) {
	records, err := d.orderRecords(ctx, o)
	if err != nil {
		return r, err
	}
	if r.Now.IsZero() {
		r.Now = d.service.config.Now()
	}
	// What the key itself has sent is nothing earlier: the form that is posted twice is
	// judged as it was the first time.
	r.Log = slices.DeleteFunc(audit.Fold(records), func(m audit.Message) bool { return r.Key != "" && m.Key == r.Key })
	r.Bounced = slices.Clone(r.Bounced)
	failed, err := audit.FailedForGoodOf(ctx, d.service.config.Log, d.settings.Company.ID,
		compose.Addresses(d.settings, o, r, typed...))
	if err != nil {
		return r, fmt.Errorf("notify: log of the recipients: %w", err)
	}
	for _, address := range failed {
		if !slices.Contains(r.Bounced, address) {
			r.Bounced = append(r.Bounced, address)
		}
	}
	return r, nil
}
