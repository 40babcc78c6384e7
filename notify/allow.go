package notify

import (
	"context"
	"fmt"

	"github.com/budkavle/budkavle/notify/order"
	"github.com/budkavle/budkavle/notify/rights"
	"github.com/budkavle/budkavle/notify/staff"
)

// Roles are the company's, as [Config].Roles finds them.
func (d *Desk) Roles(ctx context.Context) (rights.Roles, error) {
	find := d.service.config.Roles
	if find == nil {
		return nil, nil
	}
	roles, err := find(ctx, d.settings.Company.ID)
	if err != nil {
		return nil, fmt.Errorf("notify: roles of company %q: %w", d.settings.Company.ID, err)
	}
	return roles, nil
}

// Allow returns what keeps a user from doing what needs rights: a [*rights.Error]
// that names those that are missing and has words for people, or the error of
// [Config].Roles. The system itself, the zero value, has no rights here: a job of
// the host's own acts with a role.
func (d *Desk) Allow(ctx context.Context, by order.Actor, needed ...rights.Right) error {
	roles, err := d.Roles(ctx)
	if err != nil {
		return err
	}
	return roles.Allow(who(by), needed...)
}

// AllowPreferences returns what keeps a user from giving person the preferences
// after, as [staff.Change] says with the company's roles; [Desk.SavePreferences]
// asks by itself.
func (d *Desk) AllowPreferences(
	ctx context.Context, by order.Actor, s staff.Settings, person staff.Person, after staff.Preferences,
) error {
	roles, err := d.Roles(ctx)
	if err != nil {
		return err
	}
	return staff.Change(s, roles, who(by), person, after)
}

// allowLog lets users see their own log, and others' with the right.
func (d *Desk) allowLog(ctx context.Context, viewer order.Actor, userID string) error {
	if viewer.ID != "" && viewer.ID == userID {
		return nil
	}
	return d.Allow(ctx, viewer, rights.OthersLog)
}

func who(by order.Actor) rights.Who { return rights.Who{ID: by.ID, Roles: by.Roles} }
