package notify_test

import (
	"context"
	"errors"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/audit"
	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/booking"
	"github.com/budkavle/budkavle/notify"
	"github.com/budkavle/budkavle/notify/notifytest"
	"github.com/budkavle/budkavle/notify/order"
	"github.com/budkavle/budkavle/notify/rights"
	"github.com/budkavle/budkavle/notify/staff"
	"github.com/budkavle/budkavle/recipients"
	"github.com/budkavle/budkavle/templating/locale"
)

// admin is a user who may do everything at a company that has not chosen roles.
var admin = order.Actor{ID: "eva", Roles: []string{rights.Admin}}

// What a desk does for who has a right, it does for nobody else, and the refusal
// names the right (R805, R705).
func TestR805WhatNeedsARight(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		name  string
		right rights.Right
		do    func(d *notify.Desk, by order.Actor) error
	}{
		{"another's log", rights.OthersLog, func(d *notify.Desk, by order.Actor) error { _, err := d.UserLog(ctx, "other", "", by); return err }},
		{"the company's log", rights.OthersLog, func(d *notify.Desk, by order.Actor) error { _, err := d.Messages(ctx, audit.Query{}, by); return err }},
		{"send again", rights.SendAgain, func(d *notify.Desk, by order.Actor) error { return d.Release(ctx, "m", notify.SendAgain, by) }},
		{"it arrived", rights.SendAgain, func(d *notify.Desk, by order.Actor) error { return d.Release(ctx, "m", notify.ItArrived, by) }},
		{"resume", rights.SendAgain, func(d *notify.Desk, by order.Actor) error { return d.ResumeQueue(ctx, delivery.Email, by) }},
		{"what is held", rights.SendAgain, func(d *notify.Desk, by order.Actor) error { _, _, err := d.Held(ctx, "", by); return err }},
		{"what is stopped", rights.SendAgain, func(d *notify.Desk, by order.Actor) error { _, err := d.Stops(ctx, by); return err }},
		{"give up what waits", rights.SendAgain, func(d *notify.Desk, by order.Actor) error { _, err := d.DropTopic(ctx, "visit", "off", by); return err }},
		{"erase", rights.PersonalData, func(d *notify.Desk, by order.Actor) error {
			_, err := d.Erase(ctx, notify.Whom{UserIDs: []string{"x"}}, by)
			return err
		}},
		{"a template", rights.Templates, func(d *notify.Desk, by order.Actor) error {
			after := d.Settings()
			after.Templates = nil
			_, err := d.SaveSettings(ctx, by, after, func(context.Context, order.Settings) error { return nil })
			return err
		}},
		{"where mail about articles goes", rights.InternalAddresses, func(d *notify.Desk, by order.Actor) error {
			return d.SaveStaffSettings(ctx, by, staff.Settings{}, articlesTo("a@example.com"), func(context.Context, staff.Settings) error { return nil })
		}},
		{"another's channels", rights.OthersChannels, func(d *notify.Desk, by order.Actor) error {
			return d.SavePreferences(ctx, by, staff.Settings{}, staff.Person{User: order.User{ID: "other"}}, staff.Preferences{Email: true}, func(context.Context, staff.Preferences) error { return nil })
		}},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			bench := notifytest.NewBench(func(c *notify.Config) {
				c.Outbox = notify.NewMemoryOutbox(c.Log)
				c.Roles = func(_ context.Context, company string) (rights.Roles, error) {
					assert.Equal(t, "mitt-bolag", company)
					return rights.Roles{"right": {row.right}, "rest": without(rights.All(), row.right)}, nil
				}
			})
			for role, allowed := range map[string]bool{"right": true, "rest": false, rights.Admin: false, "": false} {
				err := row.do(bench.Desk, order.Actor{ID: "bo", Roles: []string{role}})
				var refused *rights.Error
				if allowed {
					assert.NotErrorAs(t, err, &refused, role)
					continue
				}
				require.ErrorAs(t, err, &refused, role)
				assert.Equal(t, []rights.Right{row.right}, refused.Missing)
				assert.Contains(t, refused.Message(locale.Swedish), row.right.Name(locale.Swedish))
			}
			broken := errors.New("broken")
			unknown := notifytest.NewBench(func(c *notify.Config) {
				c.Outbox = notify.NewMemoryOutbox(c.Log)
				c.Roles = func(context.Context, string) (rights.Roles, error) { return nil, broken }
			})
			require.ErrorIs(t, row.do(unknown.Desk, admin), broken, "who cannot be judged is not let through")
		})
	}
}

func without(all []rights.Right, gone rights.Right) (rest []rights.Right) {
	for _, right := range all {
		if right != gone {
			rest = append(rest, right)
		}
	}
	return rest
}

func TestR705OwnLogNeedsNoRight(t *testing.T) {
	t.Parallel()
	h := notifytest.NewBench()
	_, err := h.Send(ctx, bookingPlan(t, "form"))
	require.NoError(t, err)
	page, err := h.UserLog(ctx, "eva", "", order.Actor{ID: "eva"})
	require.NoError(t, err)
	require.Len(t, page.Messages, 3)
	assert.Equal(t, delivery.StatusSent, page.Messages[0].Status, "whole, with its outcome")
	page, err = h.UserLog(ctx, "", "", order.Actor{})
	require.NoError(t, err)
	assert.Empty(t, page.Messages, "nobody's is not everybody's")
	_, err = h.Messages(ctx, audit.Query{}, order.Actor{})
	require.Error(t, err, "nobody's own log is not everybody's")
	_, err = h.UserLog(ctx, "eva", "", admin)
	require.NoError(t, err)
}

func articlesTo(address string) staff.Settings {
	return staff.Settings{Articles: map[order.Kind]staff.ArticleAddresses{order.WorkOrder: {ToOrder: recipients.MustParseList(address)}}}
}

// What the company's own people are told goes the way of customers' messages, once
// a save, and counts for no customer (R802, R801).
func TestR802TheCompanysOwnPeopleAreTold(t *testing.T) {
	t.Parallel()
	for name, durable := range map[string]bool{"at once": false, "by the outbox": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			bench := notifytest.NewBench(func(c *notify.Config) {
				if durable {
					c.Outbox = notify.NewMemoryOutbox(c.Log)
				}
			})
			bo := staff.Person{User: order.User{ID: "bo", Name: "Bo", Email: "bo@example.com", Phone: "+46705123456"}, Preferences: staff.Preferences{Events: staff.Events(), Email: true, SMS: true}}
			s := articlesTo("inkop@example.com")
			s.OtherTime, s.ServiceReminderDays = true, 14
			before, after := notifytest.Order(), notifytest.Order()
			after.ResponsibleUserID = "bo"
			after.Articles = []order.Article{{ID: "1", Name: "Kabel", State: order.ArticleToOrder}}
			people := []staff.Person{bo}
			for round := range 2 {
				notices := bench.Notices(s, before, after, people, admin)
				notices = append(notices, bench.OtherTimeNotices(s, booking.Booking{}, booking.Booking{ID: "kurs", Start: notifytest.Now().Add(1e13), UserIDs: []string{"bo"}}, people, admin)...)
				notices = append(notices, bench.ServiceReminders(s, []staff.DueObject{{ID: "17", Name: "Hiss", Next: notifytest.Now()}}, people)...)
				mails, err := bench.ArticleEmails(ctx, s, before, after, admin)
				require.NoError(t, err)
				if durable { // it waits, and has a key of its own
					assert.Len(t, mails, 1)
				} else {
					assert.Len(t, mails, 1-round, "what was told of an article is known")
				}
				results, err := bench.Tell(ctx, "save-1", notices, mails)
				require.NoError(t, err)
				require.Len(t, results, 3+len(mails))
			}
			page, err := bench.Messages(ctx, audit.Query{}, admin)
			require.NoError(t, err)
			require.Len(t, page.Messages, 7, "three by mail and SMS, one mail about articles, each once")
			for _, m := range page.Messages {
				assert.Equal(t, audit.AudienceStaff, m.Audience)
			}
			history, err := bench.History(ctx, after)
			require.NoError(t, err)
			assert.Equal(t, "E-post skickad: nej", history.Banner(locale.Swedish))
			assert.False(t, history.Red())

			renamed := bench.ServiceReminders(s, []staff.DueObject{{ID: "17", Name: "Hiss 2", Next: notifytest.Now()}}, people)
			results, err := bench.Tell(ctx, "save-2", renamed, nil)
			require.NoError(t, err, "who was reminded in other words is not reminded again")
			assert.Empty(t, results)
		})
	}
}

func TestTellingGoesOnAfterAFailure(t *testing.T) {
	t.Parallel()
	bench := notifytest.NewBench()
	settings := notifytest.Settings()
	settings.From = recipients.Mailbox{}
	desk := bench.For(settings)
	after := notifytest.Order()
	people := []staff.Person{
		{User: order.User{ID: "bo", Email: "bo@example.com"}, Preferences: staff.Preferences{Events: staff.Events(), Email: true}},
		{User: order.User{ID: "kim", Phone: "+46705123456"}, Preferences: staff.Preferences{Events: staff.Events(), SMS: true}},
	}
	results, err := desk.Tell(ctx, "save", desk.Notices(staff.Settings{}, order.Order{}, after, people, admin), nil)
	require.Error(t, err)
	require.Len(t, results, 1)
	assert.Len(t, bench.Recorder.SentSMS(), 1)
}

// What waits under a topic is given up by who may: nothing of it is sent, and the
// log says so.
func TestR805DropTopic(t *testing.T) {
	t.Parallel()
	bench := notifytest.NewBench(func(c *notify.Config) { c.Outbox = notify.NewMemoryOutbox(c.Log) })
	p := bookingPlan(t, "form")
	_, err := bench.Enqueue(ctx, p, notify.Schedule{Topic: "visit"})
	require.NoError(t, err)
	n, err := bench.DropTopic(ctx, "visit", "off", order.Actor{ID: "bo"})
	require.Error(t, err)
	assert.Zero(t, n)
	progress, err := bench.Progress(ctx, p.Key)
	require.NoError(t, err)
	assert.Equal(t, notify.Progress{Waiting: len(p.Messages)}, progress, "a refusal drops nothing")
	n, err = bench.DropTopic(ctx, "visit", "off", admin)
	require.NoError(t, err)
	assert.Len(t, p.Messages, n)
	page, err := bench.Messages(ctx, audit.Query{}, admin)
	require.NoError(t, err)
	for _, m := range page.Messages {
		assert.Equal(t, delivery.StatusSkipped, m.Status)
		assert.Equal(t, "off", m.Note)
	}
	_, err = notifytest.NewBench().DropTopic(ctx, "visit", "off", admin)
	require.ErrorIs(t, err, notify.ErrNoOutbox)
}
