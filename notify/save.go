package notify

import (
	"context"
	"errors"
	"fmt"

	"github.com/budkavle/budkavle/notify/order"
	"github.com/budkavle/budkavle/notify/order/invalid"
	"github.com/budkavle/budkavle/notify/rights"
	"github.com/budkavle/budkavle/notify/staff"
)

// The entrances by which settings are changed. Each asks for the rights first and
// checks what is to be saved; the host's own function is called only when both are
// in order, so that a page that forgets to ask can change nothing.

// SaveSettings changes the company's settings, templates among them, from the
// desk's to after, and returns the desk that goes by them. A user who lacks a right
// for one of the fields that differ, and whatever is wrong with after, are told
// together, each an [*invalid.Error] with its path; for want of a right it
// wraps a [*rights.Error] and names the right. Save, which writes to the host's
// tables, is called only where there is no such error and something has changed; the
// error is then save's own. A template whose text has changed gets the next version,
// unless the host has counted it. The settings of another company are [ErrOtherCompany].
func (d *Desk) SaveSettings(
	ctx context.Context, by order.Actor, after order.Settings, save func(context.Context, order.Settings) error,
) (*Desk, error) {
	if err := d.mine("settings", after.Company.ID); err != nil {
		return nil, err
	}
	changed, err := d.checkChange(ctx, by, rights.SettingsFields(), d.settings, after, after.Validate())
	if err != nil {
		return nil, err
	}
	if changed {
		after = after.CountVersions(d.settings)
		if err := save(ctx, after); err != nil {
			return nil, err
		}
	}
	return &Desk{service: d.service, settings: after}, nil
}

// SaveStaffSettings changes the company's settings for its own people, as
// [Desk.SaveSettings] does.
func (d *Desk) SaveStaffSettings(
	ctx context.Context, by order.Actor, before, after staff.Settings, save func(context.Context, staff.Settings) error,
) error {
	changed, err := d.checkChange(ctx, by, rights.SettingsFields(), before, after, after.Validate())
	if err != nil || !changed {
		return err
	}
	return save(ctx, after)
}

// SaveFields changes settings of the host's own, such as those of a mail server,
// with the rights that fields has for them: rights.Fields{"": rights.EmailServer}.
// Before and after are as for [rights.Fields.Changes]; a refusal is as of
// [Desk.SaveSettings].
func (d *Desk) SaveFields(
	ctx context.Context, by order.Actor, fields rights.Fields, before, after any, save func(context.Context) error,
) error {
	changed, err := d.checkChange(ctx, by, fields, before, after, nil)
	if err != nil || !changed {
		return err
	}
	return save(ctx)
}

// SavePreferences changes how, and of what, a person is notified, where
// [staff.Change] lets the user do it. Save is called only then, and only if
// something has changed.
func (d *Desk) SavePreferences(
	ctx context.Context, by order.Actor, s staff.Settings, person staff.Person,
	after staff.Preferences, save func(context.Context, staff.Preferences) error,
) error {
	if err := d.AllowPreferences(ctx, by, s, person, after); err != nil || person.Preferences.Equal(after) {
		return err
	}
	return save(ctx, after)
}

// AllowChange returns what keeps a user from saving settings after in the place of
// before: an [*invalid.Error] for each field that takes a right which the user
// lacks, joined. It is for pages that show what can be changed; [Desk.SaveSettings]
// asks by itself. Fields are [rights.SettingsFields] or those with the host's own
// beside; before and after are as for [rights.Fields.Changes].
func (d *Desk) AllowChange(ctx context.Context, by order.Actor, fields rights.Fields, before, after any) error {
	_, err := d.checkChange(ctx, by, fields, before, after, nil)
	return err
}

// checkChange finds what has changed, refuses what the user has no right to, and
// adds what is wrong with it besides.
func (d *Desk) checkChange(
	ctx context.Context, by order.Actor, fields rights.Fields, before, after any, wrong error,
) (changed bool, err error) {
	changes, err := fields.Changes(before, after)
	if err != nil {
		return changed, fmt.Errorf("notify: %w", err)
	}
	roles, err := d.Roles(ctx)
	if err != nil {
		return changed, err
	}
	var problems []error
	for _, c := range changes {
		if lacking, _ := errors.AsType[*rights.Error](roles.Allow(who(by), c.Right)); lacking != nil {
			problems = append(problems, invalid.RefuseRight(c.Path, lacking))
		}
	}
	return len(changes) > 0, errors.Join(append(problems, wrong)...)
}
