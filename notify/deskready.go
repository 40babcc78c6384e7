package notify

import (
	"errors"
	"fmt"
	"strings"

	"github.com/budkavle/budkavle/notify/codes"
	"github.com/budkavle/budkavle/notify/order/invalid"
	"github.com/budkavle/budkavle/notify/plan"
	"github.com/budkavle/budkavle/notify/rights"
	"github.com/budkavle/budkavle/templating/locale"
)

// ErrSettings is the cause when a desk's settings are wrong, and nothing is sent until
// they are mended.
var ErrSettings = errors.New("notify: the company's settings have to be mended before anything is sent")

// Ready returns what keeps the desk from sending: a [*plan.FieldError] that has words
// for people and wraps [ErrSettings] and each [*invalid.Error]; nil when the
// settings are in order. It is for a page that tells an administrator.
func (d *Desk) Ready() error {
	if refused := d.notReady(); refused != nil {
		return refused
	}
	return nil
}

// mostSettings is how many mistakes of the settings a refusal tells of.
const mostSettings = 3

func (d *Desk) notReady() *plan.FieldError {
	if d.wrong == nil {
		return nil
	}
	var tellers []plan.Teller
	for _, e := range invalid.Errors(d.wrong) {
		tellers = append(tellers, settingTeller{mistake: e})
	}
	return plan.Refuse(plan.FieldSettings, codes.RefusedSettings).Because(errors.Join(ErrSettings, d.wrong),
		tellers[:min(len(tellers), mostSettings)]...)
}

// A settingTeller says of a setting's mistake where it is, for a page without that field.
type settingTeller struct{ mistake *invalid.Error }

func (t settingTeller) Message(l locale.Language) string {
	return rights.SettingsFields().Of(t.mistake.Path).Name(l) + " (" + t.mistake.Path + "): " +
		strings.TrimSpace(t.mistake.Message(l))
}

// maySend refuses what another company's desk planned, and all of a desk whose
// settings are wrong.
func (d *Desk) maySend(p plan.Plan) error {
	if err := d.mine("the plan", p.Company); err != nil {
		return err
	}
	if refused := d.notReady(); refused != nil {
		return fmt.Errorf("notify: company %q: %w", d.settings.Company.ID, refused)
	}
	return nil
}
