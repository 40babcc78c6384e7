package notify_test

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/notify"
	"github.com/budkavle/budkavle/notify/notifytest"
	"github.com/budkavle/budkavle/notify/order"
	"github.com/budkavle/budkavle/notify/rights"
)

// A page of the settings comes back with everything that is wrong, each at its input:
// what cannot be read, what is not in order and what the user may not change.
func TestR805ASettingsPageIsSavedByItsRights(t *testing.T) {
	t.Parallel()
	chef, kim := order.Actor{ID: "chef", Language: "sv", Roles: []string{rights.Admin}}, order.Actor{ID: "kim", Language: "sv", Roles: []string{"kontor"}}
	for name, c := range map[string]struct {
		by     order.Actor
		posted url.Values
		wrong  map[string]string // what each message holds
	}{
		"in order":   {chef, url.Values{"company.name": {"Nytt"}, "from.address": {"ny@example.se"}}, nil},
		"untouched":  {kim, url.Values{}, nil},
		"a right":    {kim, url.Values{"readyMessage": {"Klart"}}, nil},
		"no right":   {kim, url.Values{"from.address": {"ny@example.se"}, "readyMessage": {"Klart"}}, map[string]string{"from.address": "Du saknar rättigheten ”Avsändare för e-post och SMS”"}},
		"unreadable": {chef, url.Values{"from.address": {"ny@example,se"}}, map[string]string{"from.address": "Menade du ny@example.se?"}},
		"not in order, unreadable and no right": {kim, url.Values{"company.accent": {"röd"}, "smsFrom": {"1"}, "maxPixels": {"-1"}}, map[string]string{
			"company.accent": "ingen färg", "smsFrom": "", "maxPixels": "Är -1: skriv 0",
		}},
		"of no input": {chef, url.Values{"zone": {"Mars"}}, map[string]string{"zone": "Mars"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := notifytest.NewBench(func(c *notify.Config) {
				c.Roles = func(context.Context, string) (rights.Roles, error) {
					return rights.Roles{rights.Admin: {rights.Everything}, "kontor": {rights.Messages}}, nil
				}
			})
			saves := 0
			save := func(_ context.Context, s order.Settings) error { saves++; return nil }
			checked, err := h.CheckSettings(ctx, c.by, c.posted)
			require.NoError(t, err)
			assert.Zero(t, saves)
			page, desk, err := h.SubmitSettings(ctx, c.by, c.posted, save)
			require.NoError(t, err)
			assert.Equal(t, checked.Errors, page.Errors)
			assert.Equal(t, c.wrong == nil, page.Saved)
			assert.Equal(t, c.posted, page.Inputs, "nothing that was typed is lost")
			assert.Len(t, page.Errors, len(c.wrong))
			for at, text := range c.wrong {
				require.Contains(t, page.Errors, at)
				assert.Contains(t, page.Errors[at], text)
			}
			if c.wrong == nil {
				assert.Equal(t, page.Settings, desk.Settings())
				assert.Equal(t, min(len(c.posted), 1), saves)
				return
			}
			assert.Zero(t, saves)
			assert.Equal(t, notifytest.Settings(), desk.Settings())
		})
	}
}

// What is wrong elsewhere stands on top, so that nobody looks for it in vain.
func TestASettingsPageTellsOfWhatItDoesNotShow(t *testing.T) {
	t.Parallel()
	settings := notifytest.Settings()
	settings.Templates[0].Body = "Hej {gone}"
	desk, _ := notifytest.NewBench().Service().Desk(settings)
	chef := order.Actor{ID: "chef", Language: "sv", Roles: []string{rights.Admin}}
	assert.Equal(t, "Mitt bolag", desk.SettingsPage().Inputs.Get("company.name"))
	page, _, err := desk.SubmitSettings(ctx, chef, url.Values{"company.name": {"Nytt"}}, nil)
	require.NoError(t, err)
	assert.Contains(t, page.Errors[""], "templates[0].body: ")
	broken := errors.New("disk full")
	_, _, err = notifytest.NewBench().SubmitSettings(ctx, chef, url.Values{"company.name": {"Nytt"}}, func(context.Context, order.Settings) error { return broken })
	require.ErrorIs(t, err, broken)
	h := notifytest.NewBench(func(c *notify.Config) {
		c.Roles = func(context.Context, string) (rights.Roles, error) { return nil, broken }
	})
	_, err = h.CheckSettings(ctx, chef, url.Values{"company.name": {"Nytt"}})
	require.ErrorIs(t, err, broken)
}

func TestR306SavingCountsTheVersionsOfTemplates(t *testing.T) {
	t.Parallel()
	h := notifytest.NewBench()
	after := notifytest.NewBench().Settings()
	was := after.Templates[0].Version
	after.Templates[0].Body += " Mer."
	var saved order.Settings
	desk, err := h.SaveSettings(ctx, order.Actor{ID: "chef", Roles: []string{rights.Admin}}, after, func(_ context.Context, s order.Settings) error {
		saved = s
		return nil
	})
	require.NoError(t, err)
	assert.Equal(t, was+1, saved.Templates[0].Version)
	assert.Equal(t, saved, desk.Settings())
}

func ExampleSettingsPage() {
	h := notifytest.NewBench()
	admin := order.Actor{ID: "eva", Language: "sv", Roles: []string{rights.Admin}}
	posted := url.Values{"company.name": {"Nya bolaget"}, "company.accent": {"röd"}} // http.Request.PostForm
	page, _, err := h.SubmitSettings(context.Background(), admin, posted, func(context.Context, order.Settings) error { return nil })
	fmt.Println(page.Saved, page.Errors["company.accent"], err)
	// Output: false ”röd” är ingen färg: skriv till exempel #0b5cad. <nil>
}
