package notify

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/notify/compose"
	"github.com/budkavle/budkavle/notify/order"
	"github.com/budkavle/budkavle/notify/plan"
	"github.com/budkavle/budkavle/templating/locale"
)

// A Desk is one company's place at a [Service]: its settings, checked once, and
// everything that is done for it, so that no order, plan or log line crosses to
// another company. It is made by [Service.Desk], costs nothing to keep and is safe
// for concurrent use; make a new one when the settings change.
type Desk struct {
	service  *Service
	settings order.Settings
	wrong    error // what is wrong with the settings
}

// Desk binds a company's settings. The error joins everything that is wrong with
// them, as [order.Settings.Validate] does. The settings must not be changed
// afterwards.
//
// Settings that were saved can turn wrong: a template with a tag that is not known any
// more. So the desk is there beside the error, nil only where Company.ID is missing: it
// shows the log, histories and previews, [Desk.SaveSettings] mends it, and what would
// send refuses and says why ([Desk.Ready]). A host that cannot read what it has stored
// gets such a desk of settings with the Company.ID alone.
func (s *Service) Desk(settings order.Settings) (*Desk, error) {
	err := settings.Validate()
	if err != nil {
		err = fmt.Errorf("notify: settings of company %q: %w", settings.Company.ID, err)
	}
	if settings.Company.ID == "" {
		return nil, err
	}
	return &Desk{service: s, settings: settings, wrong: err}, err
}

// Settings returns the company's settings. Lists are the desk's own: what is to be
// saved with another entry gets a list of its own, see [Desk.SaveSettings].
func (d *Desk) Settings() order.Settings { return d.settings }

// Service returns what the desk was made by.
func (d *Desk) Service() *Service { return d.service }

// Language returns the language of a BCP 47 tag, the company's own languages
// included; the company's for an empty or unknown one.
func (d *Desk) Language(tag string) locale.Language { return d.settings.LanguageOf(tag) }

// Zone returns the company's time zone, of what a page shows beside an order's own
// times.
func (d *Desk) Zone() *time.Location {
	for _, s := range []order.Settings{d.settings, {}} {
		if zone, err := s.ZoneOf(order.Order{}); err == nil {
			return zone
		}
	}
	return time.UTC // a machine without a zone database
}

// Prompts decides what to ask user after an order was saved, as
// [compose.Prompts] does, by the service's clock.
func (d *Desk) Prompts(before, after order.Order, user order.Actor) []compose.Prompt {
	return compose.Prompts(d.settings, before, after, user, d.service.config.Now())
}

// Preview plans a message about a sample order, for a page where the settings are
// written: [compose.Preview] by the service's clock. Templates that are not saved are
// those of a desk of the settings as they were typed.
func (d *Desk) Preview(sample compose.Sample) (plan.Plan, error) {
	return compose.Preview(d.settings, sample, d.service.config.Now())
}

// ErrOtherCompany is the error of an order or a plan that is brought to the desk
// of another company.
var ErrOtherCompany = errors.New("notify: it belongs to another company")

// mine refuses what is another company's. An order may leave its company out.
func (d *Desk) mine(what, company string) error {
	if company != d.settings.Company.ID {
		return fmt.Errorf("%w: %s is of %q, the desk of %q", ErrOtherCompany, what, company, d.settings.Company.ID)
	}
	return nil
}

func (d *Desk) myOrder(o order.Order) error {
	if o.Company == "" {
		return nil
	}
	return d.mine("order "+o.Number, o.Company)
}

// Send sends a plan now: one message per recipient, each with an outcome of its
// own. The error is about the plan as a whole (it was changed, its key was used
// for another, the log cannot be reached) and then nothing was sent, so that the
// plan can be sent again; a failed message is in the Result. A key that was used
// before sends nothing, in however many processes. When ctx ends, messages that
// were not handed over fail as temporary; every outcome is logged all the same.
func (d *Desk) Send(ctx context.Context, p plan.Plan) (Result, error) {
	if err := d.maySend(p); err != nil {
		return Result{}, err
	}
	return d.service.send(ctx, p)
}

// Retry sends again those messages of a plan whose last try failed for now, and
// those that were queued and never handed over, and no others: never one that
// was sent, refused for good, or whose fate is uncertain. Two retries at once
// send once. It does not wait: see [delivery.Failure].RetryAfter, and [Pause].
func (d *Desk) Retry(ctx context.Context, p plan.Plan) (Result, error) {
	if err := d.maySend(p); err != nil {
		return Result{}, err
	}
	return d.service.resendWhere(ctx, p, delivery.Temporary)
}

// Resume is [Desk.Retry] for when a person has mended the configuration (a
// login, a sender that was not set up): it sends what failed by that too. Nothing
// should call it by itself, since configuration stays wrong until somebody acts.
func (d *Desk) Resume(ctx context.Context, p plan.Plan) (Result, error) {
	if err := d.maySend(p); err != nil {
		return Result{}, err
	}
	return d.service.resendWhere(ctx, p, delivery.Temporary, delivery.Configuration)
}

// Supersede logs a plan that was not sent as replaced by another one of the same
// order, which has a key of its own. It is not sent after that; superseding it
// twice is no error, and superseding what was sent is one.
func (d *Desk) Supersede(ctx context.Context, old, replacement plan.Plan) error {
	for _, p := range []plan.Plan{old, replacement} {
		if err := d.mine("the plan", p.Company); err != nil {
			return err
		}
	}
	return d.service.supersede(ctx, old, replacement)
}
