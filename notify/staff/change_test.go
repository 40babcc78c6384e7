package staff_test

import (
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/notify/codes"
	"github.com/budkavle/budkavle/notify/order"
	"github.com/budkavle/budkavle/notify/order/invalid"
	"github.com/budkavle/budkavle/notify/plan"
	"github.com/budkavle/budkavle/notify/rights"
	"github.com/budkavle/budkavle/notify/staff"
	"github.com/budkavle/budkavle/recipients"
	"github.com/budkavle/budkavle/templating/locale"
)

// A fieldRow is a change of one field of the preferences.
type fieldRow struct {
	field   plan.Field
	channel bool // the right may change it, not the user alone
	change  func(*staff.Preferences)
}

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
	fields := []fieldRow{
		{staff.FieldEvents, false, func(p *staff.Preferences) { p.Events = []staff.Event{staff.Booked, staff.Assigned} }},
		{staff.FieldEvents, false, func(p *staff.Preferences) { p.Events = nil }},
		{staff.FieldOwnActions, false, func(p *staff.Preferences) { p.OwnActions = true }},
		{staff.FieldDigest, false, func(p *staff.Preferences) { p.Digest = true }},
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
		{"nobody with every role", rights.Who{Roles: []string{rights.Admin, "channels", "others"}}, false, true},
		{"whose ID is written otherwise", rights.Who{ID: "Bo"}, false, false},
		{"the right as the name of a role", rights.Who{ID: "per", Roles: []string{string(rights.OthersChannels)}}, false, false},
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
	for field := range reflect.TypeFor[staff.Preferences]().Fields() {
		name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
		has := slices.ContainsFunc(fields, func(f fieldRow) bool {
			return string(f.field) == map[string]string{"email": "byEmail", "sms": "bySms"}[name] || string(f.field) == name
		})
		assert.True(t, has, "%s has no row", name)
	}
	everything := staff.Preferences{Events: []staff.Event{"fika"}, SMS: true, OwnActions: true, Digest: true}
	assert.Len(t, plan.FieldErrors(staff.Change(staff.Settings{}, roles, rights.Who{ID: "per"}, bo, everything)), 6, "all at once")
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
		want          codes.Code
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
	s.OtherTime, s.ServiceReminderDays, s.DigestHour, s.Compulsory = true, 14, 18, []staff.Event{staff.Booked}
	p := person("bo", "Bo", staff.Preferences{Events: staff.Events(), Email: true, SMS: true, OwnActions: true, Digest: true})
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
	assert.ErrorContains(t, s.Validate(), "articles.service-order: Service orders only report items to be ordered")
	s.ServiceReminderDays = staff.MaxReminderDays + 1
	assert.ErrorContains(t, s.Validate(), "serviceReminderDays: Is 367")
}

func TestSettingsAreChecked(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		s    staff.Settings
		want string
	}{
		{staff.Settings{}, ""},
		{staff.Settings{DigestHour: 1, ServiceReminderDays: staff.MaxReminderDays, Compulsory: staff.Events()}, ""},
		{staff.Settings{DigestHour: 23}, ""},
		{staff.Settings{DigestHour: 24}, "digestHour digest-hour"},
		{staff.Settings{DigestHour: -1}, "digestHour digest-hour"},
		{staff.Settings{ServiceReminderDays: -1}, "serviceReminderDays reminder-days"},
		{staff.Settings{Compulsory: []staff.Event{staff.Booked, staff.OtherTime}}, "compulsory[1] no-event"},
		{staff.Settings{Articles: map[order.Kind]staff.ArticleAddresses{order.Quote: {}}}, "articles.quote no-articles"},
		{staff.Settings{Articles: map[order.Kind]staff.ArticleAddresses{order.ServiceOrder: {Delivered: recipients.MustParseList("a@example.com")}}}, "articles.service-order to-order-only"},
		{staff.Settings{Articles: map[order.Kind]staff.ArticleAddresses{order.ServiceOrder: {Ordered: recipients.MustParseList("a@example.com")}}}, "articles.service-order to-order-only"},
		{staff.Settings{Articles: map[order.Kind]staff.ArticleAddresses{order.ServiceOrder: {ToOrder: recipients.MustParseList("a@example.com")}}}, ""},
	} {
		var got []string
		for _, e := range invalid.Errors(row.s.Validate()) {
			got = append(got, e.Path+" "+string(e.Code))
			for _, l := range locale.BuiltIn() {
				assert.NotEmpty(t, e.Message(l))
			}
		}
		assert.Equal(t, row.want, strings.Join(got, ", "))
	}
}

func TestPreferencesAreEqual(t *testing.T) {
	t.Parallel()
	p := staff.Preferences{Events: []staff.Event{staff.Booked, staff.Assigned}}
	assert.True(t, p.Equal(staff.Preferences{Events: []staff.Event{staff.Assigned, staff.Booked, staff.Booked}}))
	for _, other := range []staff.Preferences{
		{},
		{Events: []staff.Event{staff.Booked}},
		{Events: staff.Events()},
		{Events: p.Events, Email: true},
		{Events: p.Events, SMS: true},
		{Events: p.Events, OwnActions: true},
		{Events: p.Events, Digest: true},
	} {
		assert.False(t, p.Equal(other), "%+v", other)
		assert.False(t, other.Equal(p), "%+v", other)
	}
}
