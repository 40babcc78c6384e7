package notify

import (
	"context"
	"net/url"

	"github.com/budkavle/budkavle/notify/order"
	"github.com/budkavle/budkavle/notify/order/invalid"
	"github.com/budkavle/budkavle/notify/rights"
)

// A SettingsPage is a page of the settings as far as it has come. It is made by
// [Desk.SettingsPage], [Desk.CheckSettings] and [Desk.SubmitSettings]; the zero value is
// none.
type SettingsPage struct {
	// Inputs are those of [order.Settings.Form], and the host's own: as saved, or as they
	// were typed. Among them is [order.InputOpened], a mark of what is saved, which the page
	// posts back from a hidden input: then two tabs undo nothing of one another.
	Inputs url.Values
	// Errors say what is wrong, by the input's name and in the user's language; at ""
	// what is of no input of the page.
	Errors map[string]string
	// Others has what is saved now, whole, of each input that both the user and somebody
	// else have changed since the page was opened. Its error says so too, in short. Saved
	// once more, the user's counts.
	Others map[string]string
	// Settings are as they were typed, but for what cannot be read, for a preview.
	Settings order.Settings
	Saved    bool // what was typed is what is saved now
}

// SettingsPage is a page of the settings as they are saved. Own are what the page shows
// beside: each binds settings of the host's own, such as those of a mail server.
func (d *Desk) SettingsPage(own ...func(*order.SettingInputs)) SettingsPage {
	in, settings := order.WriteInputs(), d.settings
	bindAll(in, &settings, own)
	return SettingsPage{Inputs: in.Values(), Errors: map[string]string{}, Settings: d.settings}
}

// CheckSettings takes a page of the settings back without saving it, for what is said
// while the user types: what cannot be read, what is not in order, what the user has
// no right to change and what somebody else has changed since the page was opened, each
// beside its input. What the user has not changed is as the desk has it, so the desk is
// one of the settings as they are saved now. Own read the host's settings, which they
// have as they are saved now.
func (d *Desk) CheckSettings(
	ctx context.Context, by order.Actor, posted url.Values, own ...func(*order.SettingInputs),
) (SettingsPage, error) {
	in, after := order.ReadInputs(posted), d.settings
	bindAll(in, &after, own)
	page := SettingsPage{Inputs: in.Values(), Others: in.Others(), Settings: after}
	_, err := d.checkChange(ctx, by, rights.SettingsFields(), d.settings, after, after.Validate())
	if err != nil && invalid.Errors(err) == nil {
		return page, err
	}
	page.Errors = in.Messages(d.Language(by.Language), err)
	return page, nil
}

// SubmitSettings takes a page of the settings back and saves it by
// [Desk.SaveSettings], unless anything is wrong: then it is in the page. The desk is the
// one that goes by what is saved now. The error is save's, or that of finding the roles.
// Saved says that settings of the host's own are to be saved too, which save need not be
// called for. What the user has no right to change of them is the host's to ask, before or
// by [Desk.SaveFields], in the same transaction.
//
// Two who save at the same moment are the host's to keep apart: by making the desk and
// saving in one transaction, or by a save that fails where another version is stored.
func (d *Desk) SubmitSettings(
	ctx context.Context, by order.Actor, posted url.Values, save func(context.Context, order.Settings) error,
	own ...func(*order.SettingInputs),
) (SettingsPage, *Desk, error) {
	page, err := d.CheckSettings(ctx, by, posted, own...)
	if err != nil || len(page.Errors) > 0 {
		return page, d, err
	}
	desk, err := d.SaveSettings(ctx, by, page.Settings, save)
	if err != nil {
		return page, d, err
	}
	page.Saved, page.Settings = true, desk.settings
	if posted.Has(order.InputOpened) { // the page may be shown on
		page.Inputs[order.InputOpened] = desk.SettingsPage(own...).Inputs[order.InputOpened]
	}
	return page, desk, nil
}

// bindAll binds the company's settings and those of the host's own, for one mark.
func bindAll(in *order.SettingInputs, s *order.Settings, own []func(*order.SettingInputs)) {
	s.Bind(in)
	for _, bind := range own {
		bind(in)
	}
}
