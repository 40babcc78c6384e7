package staff_test

import (
	"encoding/json"
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/notify/plan"
	"github.com/budkavle/budkavle/notify/rights"
	"github.com/budkavle/budkavle/notify/staff"
	"github.com/budkavle/budkavle/templating/locale"
)

// Who may change what of another's preferences and of one's own: the whole matrix
// of actor, field and right (R804, R805).
func TestR804WhoMayChangeWhat(t *testing.T) {
	t.Parallel()
	roles := rights.Roles{rights.Admin: {rights.Everything}, "channels": {rights.OthersChannels}}
	for _, right := range rights.All() {
		if right != rights.OthersChannels {
			roles["others"] = append(roles["others"], right)
		}
	}
	before := staff.Preferences{Events: []staff.Event{staff.Booked}, Email: true}
	fields := []struct {
		field   plan.Field
		channel bool // the right may change it, not the user alone
		change  func(*staff.Preferences)
	}{
		{staff.FieldEvents, false, func(p *staff.Preferences) { p.Events = []staff.Event{staff.Booked, staff.Assigned} }},
		{staff.FieldEvents, false, func(p *staff.Preferences) { p.Events = nil }},
		{staff.FieldOwnActions, false, func(p *staff.Preferences) { p.OwnActions = true }},
		{staff.FieldByEmail, true, func(p *staff.Preferences) { p.Email = false }},
		{staff.FieldBySMS, true, func(p *staff.Preferences) { p.SMS = true }},
	}
	actors := []struct {
		name        string
		who         rights.Who
		self, right bool
	}{
		{"the user", rights.Who{ID: "bo"}, true, false},
		{"the user, who is an administrator", rights.Who{ID: "bo", Roles: []string{rights.Admin}}, true, true},
		{"an administrator", rights.Who{ID: "eva", Roles: []string{rights.Admin}}, false, true},
		{"who has the right", rights.Who{ID: "kim", Roles: []string{"channels"}}, false, true},
		{"who has every other right", rights.Who{ID: "liv", Roles: []string{"others"}}, false, false},
		{"a colleague", rights.Who{ID: "per"}, false, false},
		{"nobody", rights.Who{}, false, false},
		{"an unknown role", rights.Who{ID: "per", Roles: []string{"boss"}}, false, false},
	}
	bo := person("bo", "Bo", before)
	for _, actor := range actors {
		for i, f := range fields {
			t.Run(fmt.Sprintf("%s %s %d", actor.name, f.field, i), func(t *testing.T) {
				t.Parallel()
				after := before
				f.change(&after)
				err := staff.Change(staff.Settings{}, roles, actor.who, bo, after)
				if actor.self || actor.right && f.channel {
					assert.NoError(t, err)
					return
				}
				list := plan.FieldErrors(err)
				require.Len(t, list, 1)
				assert.Equal(t, f.field, list[0].Field)
				var missing *rights.Error
				if f.channel {
					require.ErrorAs(t, err, &missing)
					assert.Contains(t, list[0].Message(locale.Swedish), "”Andra användares e-post och SMS”")
				} else {
					assert.NotErrorAs(t, err, &missing)
					assert.Equal(t, staff.RefusedOnlySelf, list[0].Code)
				}
			})
		}
	}
	everything := staff.Preferences{Events: []staff.Event{"fika"}, SMS: true, OwnActions: true}
	assert.Len(t, plan.FieldErrors(staff.Change(staff.Settings{}, roles, rights.Who{ID: "per"}, bo, everything)), 5, "all at once")
	assert.NoError(t, staff.Change(staff.Settings{}, roles, rights.Who{ID: "per"}, bo, before), "nothing changed")
	assert.Error(t, staff.Change(staff.Settings{}, roles, rights.Who{}, staff.Person{}, everything), "nobody is not themselves")
}

func TestR804WhatCannotBeChosen(t *testing.T) {
	t.Parallel()
	s := staff.Settings{Compulsory: []staff.Event{staff.Booked}}
	both := []staff.Event{staff.Assigned, staff.Booked}
	for _, row := range []struct {
		name          string
		phone         string
		before, after staff.Preferences
		want          plan.Code
		message       string
	}{
		{"a compulsory event off", "", staff.Preferences{Events: both}, staff.Preferences{Events: both[:1]}, staff.RefusedCompulsory, "Jag blir bokad"},
		{"another event off", "", staff.Preferences{Events: both}, staff.Preferences{Events: both[1:]}, "", ""},
		{"in another order", "", staff.Preferences{Events: both}, staff.Preferences{Events: []staff.Event{staff.Booked, staff.Assigned}}, "", ""},
		{"compulsory, never chosen", "", staff.Preferences{}, staff.Preferences{Email: true}, "", ""},
		{"no number", "", staff.Preferences{}, staff.Preferences{SMS: true}, staff.RefusedNoMobile, "SMS kräver ett mobilnummer."},
		{"no mobile number", "+4687654321", staff.Preferences{}, staff.Preferences{SMS: true}, staff.RefusedNoMobile, "SMS kräver ett mobilnummer. "},
		{"no country code", "0705123456", staff.Preferences{}, staff.Preferences{SMS: true}, staff.RefusedNoMobile, ""},
		{"a mobile number", "+46705123456", staff.Preferences{}, staff.Preferences{SMS: true}, "", ""},
		{"no such event", "", staff.Preferences{}, staff.Preferences{Events: []staff.Event{"fika"}}, staff.RefusedEvent, "fika"},
		{"other time is the company's", "", staff.Preferences{}, staff.Preferences{Events: []staff.Event{staff.OtherTime}}, staff.RefusedEvent, ""},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			bo := person("bo", "Bo", row.before, func(p *staff.Person) { p.Phone = row.phone })
			err := staff.Change(s, nil, rights.Who{ID: "bo"}, bo, row.after)
			if row.want == "" {
				assert.NoError(t, err)
				return
			}
			list := plan.FieldErrors(err)
			require.Len(t, list, 1)
			assert.Equal(t, row.want, list[0].Code)
			assert.Contains(t, list[0].Message(locale.Swedish), row.message)
		})
	}
}

func TestPlainDataComesBack(t *testing.T) {
	t.Parallel()
	s := articleSettings()
	s.OtherTime, s.ServiceReminderDays, s.Compulsory = true, 14, []staff.Event{staff.Booked}
	p := person("bo", "Bo", staff.Preferences{Events: staff.Events(), Email: true, SMS: true, OwnActions: true})
	for _, row := range []struct{ value, back any }{{&s, &staff.Settings{}}, {&p, &staff.Person{}}} {
		text, err := json.Marshal(row.value)
		require.NoError(t, err)
		require.NoError(t, json.Unmarshal(text, row.back))
		assert.Equal(t, row.value, row.back)
	}
	needed, err := rights.SettingsFields().Needed(staff.Settings{}, s)
	require.NoError(t, err)
	assert.Equal(t, []rights.Right{rights.InternalAddresses, rights.Planner, rights.OtherSettings}, needed)
	assert.NoError(t, s.Validate())
	s.Articles["service-order"] = s.Articles["work-order"]
	assert.ErrorContains(t, s.Validate(), "articles.service-order: Service orders tell of articles to order alone")
	s.ServiceReminderDays = staff.MaxReminderDays + 1
	assert.ErrorContains(t, s.Validate(), "serviceReminderDays: Is 367")
}
