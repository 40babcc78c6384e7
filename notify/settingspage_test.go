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
	kim := order.Actor{ID: "kim", Language: "sv", Roles: []string{"kontor"}}
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

// tabs are a company's settings and the host's own beside them, as two have them open.
type tabs struct {
	t      *testing.T
	bench  *notifytest.Bench
	saved  order.Settings
	server emailServer
	saves  int
}

type emailServer struct {
	Host, Password string
	TLS            bool
}

func (s *emailServer) bind(in *order.SettingInputs) {
	in.Text("host", &s.Host)
	in.Secret("password", &s.Password)
	in.Flag("tls", &s.TLS)
}

func newTabs(t *testing.T) *tabs {
	t.Helper()
	h := &tabs{t: t, saved: notifytest.Settings(), server: emailServer{"mail.example.se", "hemligt", true}}
	h.bench = notifytest.NewBench(func(c *notify.Config) {
		c.Roles = func(context.Context, string) (rights.Roles, error) {
			return rights.Roles{rights.Admin: {rights.Everything}, "kontor": {rights.Messages}}, nil
		}
	})
	return h
}

func (h *tabs) desk() *notify.Desk {
	h.t.Helper()
	desk, err := h.bench.Service().Desk(h.saved)
	require.NoError(h.t, err)
	return desk
}

func (h *tabs) open() url.Values { return h.desk().SettingsPage(h.server.bind).Inputs }

func (h *tabs) post(who order.Actor, form url.Values) notify.SettingsPage {
	h.t.Helper()
	server := h.server
	page, desk, err := h.desk().SubmitSettings(ctx, who, form, func(_ context.Context, s order.Settings) error {
		h.saves++
		h.saved = s
		return nil
	}, server.bind)
	require.NoError(h.t, err)
	if page.Saved {
		h.server = server
		assert.Equal(h.t, h.saved, desk.Settings())
	}
	return page
}

var (
	chef = order.Actor{ID: "chef", Language: "sv", Roles: []string{rights.Admin}}
	kim  = order.Actor{ID: "kim", Language: "en", Roles: []string{"kontor"}}
)

func TestR620TwoPagesOfSettingsUndoNothing(t *testing.T) {
	t.Parallel()
	h := newTabs(t)
	first, second := h.open(), h.open()
	assert.NotContains(t, first.Encode(), "hemligt")
	first.Set("company.name", "Första")
	first.Set("host", "mail1.example.se")
	first["tls"] = []string{""}
	require.True(t, h.post(chef, first).Saved)
	second.Set("company.phone", "020")
	second.Set("password", "nytt")
	require.True(t, h.post(chef, second).Saved)
	assert.Equal(t, []string{"Första", "020"}, []string{h.saved.Company.Name, h.saved.Company.Phone})
	assert.Equal(t, emailServer{"mail1.example.se", "nytt", false}, h.server)

	first, second = h.open(), h.open()
	first.Set("host", "mail2.example.se")
	first.Set("company.name", "Andra")
	require.True(t, h.post(chef, first).Saved)
	second.Set("host", "mail3.example.se")
	second.Set("company.name", "Tredje")
	saves := h.saves
	page := h.post(chef, second)
	assert.False(t, page.Saved)
	assert.Equal(t, saves, h.saves)
	assert.Equal(t, map[string]string{"host": "mail2.example.se", "company.name": "Andra"}, page.Others)
	for name, other := range page.Others {
		assert.Equal(t, "Fältet har ändrats sedan sidan öppnades och är nu ”"+other+"”. Spara igen om ditt ska gälla i stället.", page.Errors[name])
	}
	assert.Equal(t, "Tredje", page.Inputs.Get("company.name"))
	assert.Equal(t, "Tredje", page.Settings.Company.Name, "a preview is of what was typed")
	require.True(t, h.post(chef, page.Inputs).Saved)
	assert.Equal(t, []string{"mail3.example.se", "Tredje"}, []string{h.server.Host, h.saved.Company.Name})
}

// A page that is shown on after it was saved was opened with what it saved.
func TestR620ASavedPageGoesOn(t *testing.T) {
	t.Parallel()
	h := newTabs(t)
	form := h.open()
	for _, name := range []string{"Ett", "Två", "Tre"} {
		form.Set("company.name", name)
		form.Set("host", name)
		page := h.post(chef, form)
		require.True(t, page.Saved, page.Errors)
		form = page.Inputs
	}
	assert.Equal(t, "Tre", h.saved.Company.Name)
	assert.Equal(t, "Tre", h.server.Host)
}

// Rights are asked for what is changed, not for what the page shows of before.
func TestR805RightsAreThoseOfTheMergedPage(t *testing.T) {
	t.Parallel()
	h := newTabs(t)
	office, admin := h.open(), h.open()
	admin.Set("company.name", "Nytt")
	require.True(t, h.post(chef, admin).Saved)
	office.Set("readyMessage", "Klart")
	page := h.post(kim, office)
	assert.True(t, page.Saved, "the old name that the page posts back is none of the user's: %v", page.Errors)
	assert.Equal(t, []string{"Nytt", "Klart"}, []string{h.saved.Company.Name, h.saved.ReadyMessage})

	office, admin = h.open(), h.open()
	admin.Set("company.name", "Nyare")
	require.True(t, h.post(chef, admin).Saved)
	office.Set("company.name", "Kims")
	page = h.post(kim, office)
	assert.Contains(t, page.Errors["company.name"], "is now “Nyare”")
	assert.Contains(t, page.Errors["company.name"], "Other settings", "the right too, at once")
	page = h.post(kim, page.Inputs)
	assert.NotContains(t, page.Errors["company.name"], "is now")
	assert.Contains(t, page.Errors["company.name"], "Other settings")
	assert.Equal(t, "Nyare", h.saved.Company.Name)
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
