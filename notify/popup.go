package notify

import (
	"context"
	"errors"
	"strings"

	"github.com/budkavle/budkavle/audit"
	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/notify/codes"
	"github.com/budkavle/budkavle/notify/compose"
	"github.com/budkavle/budkavle/notify/order"
	"github.com/budkavle/budkavle/notify/plan"
	"github.com/budkavle/budkavle/templating/locale"
)

// A Popup is a message that a user is writing, as far as it has come: the form, with
// whatever is wrong beside its fields, and exactly what would go out. It is made by
// [Desk.Open], [Desk.Check] and [Desk.Submit]; the zero value is none.
type Popup struct {
	Form   compose.Form // to be shown, unless Sent
	Plan   plan.Plan    // zero when the form has a mistake
	Result Result       // what became of the messages; zero when none was to be sent
	// Sent says that the form has done its work: its messages are sent, on their way, or
	// in the log with what became of them. It is false when nobody got anything and the
	// form is to be shown again.
	Sent bool
}

// Open opens a popup: [Desk.Draft], with what would go out as it stands, if that can be
// said yet. What the user has still to fill in is no mistake.
func (d *Desk) Open(ctx context.Context, o order.Order, r compose.Request) (Popup, error) {
	draft, err := d.Draft(ctx, o, r)
	if err != nil {
		return Popup{}, err
	}
	return popupOf(draft, nil, false)
}

// Check takes a popup back and plans it, without sending: for a preview, and for the
// live count and the mistakes while the user types, so that an empty field is none yet.
// It is [Desk.Reopen] and [compose.Draft.Plan]. A mistake of the user's is in the form
// and no error; an error is one that no form can show.
func (d *Desk) Check(ctx context.Context, o order.Order, r compose.Request, f compose.Form) (Popup, error) {
	draft, err := d.Reopen(ctx, o, r, f)
	if draft == nil {
		return Popup{}, err
	}
	return popupOf(draft, err, false)
}

// popupOf is a draft as a popup, whose form has the warnings of the plan where there is
// one: those that only planning can know are among them.
func popupOf(draft *compose.Draft, err error, whole bool) (Popup, error) {
	var p plan.Plan
	if err == nil {
		p, err = draft.Plan()
	}
	if err != nil && plan.FieldErrors(err) == nil {
		return Popup{}, err
	}
	if !whole {
		draft.ForgiveEmpty()
	}
	form := draft.Form()
	if err == nil {
		form.Show.Warnings = p.Warnings
	}
	return Popup{Form: form, Plan: p}, nil
}

// Submit takes a popup back and sends it: [Desk.Check], then [Desk.Send]. A mistake is
// in the form, a field that is empty too, and nothing was sent. Once sending has begun it goes on whatever becomes
// of ctx, so that a browser that goes away leaves nothing half done. The same form again
// sends nothing more, and its Popup tells what the first is doing or has done.
//
// When nobody got anything and nobody will, the form has the reason among its errors,
// and a key for the next try. So it has when its key has sent something else before:
// what is in it now has not been sent. Where all are left out, it says why.
func (d *Desk) Submit(ctx context.Context, o order.Order, r compose.Request, f compose.Form) (Popup, error) {
	return d.submit(ctx, o, r, f, d.Send)
}

// SubmitLater is Submit by [Desk.Enqueue]: the messages wait in the outbox for a
// [Worker], and no crash loses them.
func (d *Desk) SubmitLater(
	ctx context.Context, o order.Order, r compose.Request, f compose.Form, when Schedule,
) (Popup, error) {
	return d.submit(ctx, o, r, f, func(ctx context.Context, p plan.Plan) (Result, error) {
		return d.Enqueue(ctx, p, when)
	})
}

func (d *Desk) submit(
	ctx context.Context, o order.Order, r compose.Request, f compose.Form,
	send func(context.Context, plan.Plan) (Result, error),
) (Popup, error) {
	draft, err := d.Reopen(ctx, o, r, f)
	if draft == nil {
		return Popup{}, err
	}
	popup, err := popupOf(draft, err, true)
	if err != nil || popup.Form.Show.Wrong() {
		return popup, err
	}
	user := d.Language(r.Actor.Language)
	if len(popup.Plan.Messages) == 0 { // a test mode, say
		var why []string
		for _, left := range popup.Plan.LeftOut {
			why = append(why, left.Text)
		}
		popup.reopen(popup.Form.Key, why...)
		return popup, nil
	}
	result, err := send(context.WithoutCancel(ctx), popup.Plan)
	switch {
	case errors.Is(err, audit.ErrKeyReused):
		popup.reopen(nextKey(popup.Plan.Key), plan.Refuse(plan.FieldText, codes.RefusedKeyUsed).Message(user))
		return popup, nil
	case err != nil:
		return Popup{}, err
	}
	popup.Result, popup.Sent = result, result.NextKey == ""
	if !popup.Sent {
		popup.reopen(result.NextKey, whyNobody(result.Outcomes, user)...)
	}
	return popup, nil
}

// whyNobody tells each reason for which nobody got anything, and of whom where not all
// have the same, so that the user knows which address to correct.
func whyNobody(outcomes []Outcome, l locale.Language) []string {
	var reasons []string
	of := map[string][]string{}
	for i := range outcomes {
		reason := audit.FailureMessage(outcomes[i].Failure, l)
		if of[reason] == nil {
			reasons = append(reasons, reason)
		}
		of[reason] = append(of[reason], outcomes[i].Message.Recipient)
	}
	failed := delivery.StatusFailed.Message(l)
	why := make([]string, len(reasons))
	for i, reason := range reasons {
		why[i] = failed + ": " + reason
		if len(reasons) > 1 {
			why[i] = strings.Join(of[reason], ", ") + ": " + why[i]
		}
	}
	return why
}

// reopen makes the form one to be sent once more, for other reasons than a mistake.
func (p *Popup) reopen(key string, why ...string) {
	p.Form.Key = key
	had := map[string]bool{}
	for _, text := range why {
		if !had[text] {
			had[text] = true
			p.Form.Show.Errors = append(p.Form.Show.Errors, text)
		}
	}
}
