package notify

import (
	"context"
	"errors"
	"net/url"

	"github.com/budkavle/budkavle/notify/order"
	"github.com/budkavle/budkavle/notify/order/invalid"
	"github.com/budkavle/budkavle/notify/rights"
)

// A SettingsPage is a page of the settings as far as it has come. It is made by
// [Desk.SettingsPage], [Desk.CheckSettings] and [Desk.SubmitSettings]; the zero value is
// none.
type SettingsPage struct {
	// Inputs are those of [order.Settings.Form], as saved or as they were typed.
	Inputs url.Values
	// Errors say what is wrong, by the input's name and in the user's language; at ""
	// what is of no input of the page.
	Errors map[string]string
	// Settings are as they were typed, but for what cannot be read, for a preview.
	Settings order.Settings
	Saved    bool // what was typed is what is saved now
}

// SettingsPage is a page of the settings as they are saved.
func (d *Desk) SettingsPage() SettingsPage {
	return SettingsPage{Inputs: d.settings.Form(), Errors: map[string]string{}, Settings: d.settings}
}

// CheckSettings takes a page of the settings back without saving it, for what is said
// while the user types: what cannot be read, what is not in order and what the user has
// no right to change, each beside its input.
func (d *Desk) CheckSettings(ctx context.Context, by order.Actor, posted url.Values) (SettingsPage, error) {
	after, unread := order.ParseSettings(d.settings, posted)
	page := SettingsPage{Inputs: posted, Settings: after}
	_, err := d.checkChange(ctx, by, rights.SettingsFields(), d.settings, after, after.Validate())
	if err != nil && invalid.Errors(err) == nil {
		return page, err
	}
	page.Errors = invalid.InputMessages(errors.Join(unread, err), posted, d.Language(by.Language))
	return page, nil
}

// SubmitSettings takes a page of the settings back and saves it by
// [Desk.SaveSettings], unless anything is wrong: then it is in the page. The desk is the
// one that goes by what is saved now. The error is save's, or that of finding the roles.
func (d *Desk) SubmitSettings(
	ctx context.Context, by order.Actor, posted url.Values, save func(context.Context, order.Settings) error,
) (SettingsPage, *Desk, error) {
	page, err := d.CheckSettings(ctx, by, posted)
	if err != nil || len(page.Errors) > 0 {
		return page, d, err
	}
	desk, err := d.SaveSettings(ctx, by, page.Settings, save)
	if err != nil {
		return page, d, err
	}
	page.Saved, page.Settings = true, desk.settings
	return page, desk, nil
}
