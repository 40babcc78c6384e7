package notify_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/audit"
	"github.com/budkavle/budkavle/booking"
	"github.com/budkavle/budkavle/notify"
	"github.com/budkavle/budkavle/notify/compose"
	"github.com/budkavle/budkavle/notify/email"
	"github.com/budkavle/budkavle/notify/notifytest"
	"github.com/budkavle/budkavle/notify/order"
	"github.com/budkavle/budkavle/notify/order/invalid"
	"github.com/budkavle/budkavle/notify/plan"
	"github.com/budkavle/budkavle/notify/rights"
	"github.com/budkavle/budkavle/templating/locale"
)

// afterARule are settings that were in order when they were saved, and are no more.
func afterARule() map[string]func(*order.Settings) {
	return map[string]func(*order.Settings){
		"company.accent":           func(s *order.Settings) { s.Company.Accent = "red" },
		"templates[0].body":        func(s *order.Settings) { s.Templates[0].Body = "Hej {gone}" },
		"zone":                     func(s *order.Settings) { s.Zone = "Europe/Atlantis" },
		"language":                 func(s *order.Settings) { s.Language = "xx" },
		"reminders[0]":             func(s *order.Settings) { s.Reminders = []booking.Reminder{{DaysBefore: -1, Hour: 30}} },
		"bookingTemplates[0].body": func(s *order.Settings) { s.BookingTemplates = []order.BookingTemplate{brokenTemplate()} },
		"company.logo":             func(s *order.Settings) { s.ShowLogo, s.Company.Logo = true, email.File{} },
		"extraTags[0]":             func(s *order.Settings) { s.ExtraTags = []string{"company"} },
		"maxEmailBytes":            func(s *order.Settings) { s.MaxEmailBytes = -1 },
		"test.allow[0]":            func(s *order.Settings) { s.Test.Allow = []string{"nobody"} },
	}
}

func brokenTemplate() order.BookingTemplate {
	b := order.BookingTemplate{Order: order.WorkOrder}
	b.ID, b.Subject, b.Body = "b", "Besök", "Hej {gone}"
	return b
}

// A page of the order and its log stand where the settings have turned wrong; only
// sending is refused, with the reason.
func TestADeskOfWrongSettingsShowsEverythingAndSendsNothing(t *testing.T) {
	t.Parallel()
	for path, spoil := range afterARule() {
		t.Run(path, func(t *testing.T) {
			t.Parallel()
			h := notifytest.NewBench()
			draft, err := h.Draft(ctx, notifytest.Order(), notifytest.Request(compose.BookingConfirmation))
			require.NoError(t, err)
			good, err := draft.Plan()
			require.NoError(t, err)
			_, err = h.Send(ctx, good)
			require.NoError(t, err)
			h.Recorder.Reset()

			settings := notifytest.Settings()
			spoil(&settings)
			desk, err := h.Service().Desk(settings)
			require.NotNil(t, desk)
			require.NotEmpty(t, invalid.Errors(err))
			assert.Equal(t, path, invalid.Errors(err)[0].Path)

			moved := notifytest.Order()
			moved.Bookings[0].Start = moved.Bookings[0].Start.Add(time.Hour)
			moved.Bookings[0].End = moved.Bookings[0].End.Add(time.Hour)
			history, err := desk.History(ctx, moved)
			require.NoError(t, err)
			assert.Contains(t, history.Banner(locale.Swedish), "anna@example.se")
			assert.True(t, history.Red())
			page, err := desk.Messages(ctx, audit.Query{}, order.Actor{ID: "chef", Roles: []string{rights.Admin}})
			require.NoError(t, err)
			assert.NotEmpty(t, page.Messages)
			assert.NotNil(t, page.Zone)

			_, err = desk.Send(ctx, good)
			assertNotReady(t, err, path)
			_, err = desk.Retry(ctx, good)
			assertNotReady(t, err, path)
			_, err = desk.Resume(ctx, good)
			assertNotReady(t, err, path)
			_, err = desk.Enqueue(ctx, good, notify.Schedule{})
			assertNotReady(t, err, path)
			_, err = desk.With(audit.NewMemory()).Send(ctx, good)
			assertNotReady(t, err, path)
			assertNotReady(t, desk.Ready(), path)
			h.Recorder.AssertNothingSent(t)
		})
	}
}

func assertNotReady(t *testing.T, err error, path string) {
	t.Helper()
	require.ErrorIs(t, err, notify.ErrSettings)
	require.Len(t, plan.FieldErrors(err), 1)
	said := plan.FieldErrors(err)[0]
	assert.Equal(t, plan.FieldSettings, said.Field)
	assert.Contains(t, said.Message(locale.Swedish), "Inget kan skickas förrän företagets inställningar är rättade.")
	assert.Contains(t, said.Message(locale.Swedish), "("+path+"): ")
	assert.NotEmpty(t, invalid.Errors(err))
}

// The popup opens and previews, and says at once that nothing can be sent.
func TestThePopupOfWrongSettingsSaysSo(t *testing.T) {
	t.Parallel()
	h := notifytest.NewBench()
	settings := notifytest.Settings()
	settings.Templates[0].Body = "Hej {gone}"
	desk, _ := h.Service().Desk(settings)
	r := notifytest.Request(compose.BookingConfirmation)
	r.Actor.Language = "sv"
	draft, err := desk.Draft(ctx, notifytest.Order(), r)
	require.NoError(t, err)
	form := draft.Form()
	require.Len(t, form.Show.Errors, 1)
	assert.Contains(t, form.Show.Errors[0], "Mallar (templates[0].body): ")
	assert.Contains(t, form.Show.Errors[0], "gone")
	popup, err := desk.Check(ctx, notifytest.Order(), r, form)
	require.NoError(t, err)
	assert.Len(t, popup.Plan.Messages, 1, "a preview is there")
	popup, err = desk.Submit(ctx, notifytest.Order(), r, form)
	require.NoError(t, err)
	assert.False(t, popup.Sent)
	assert.Len(t, popup.Form.Show.Errors, 1)
	h.Recorder.AssertNothingSent(t)

	r.Kind, r.Template = compose.TemplateEmail, settings.Templates[0].ID // the very template that is wrong
	_, err = desk.Draft(ctx, notifytest.Order(), r)
	assertNotReady(t, err, "templates[0].body")
}

// Such a desk is where the settings are mended, and nobody has to make another first.
func TestSettingsThatTurnedWrongAreMendedAtTheirDesk(t *testing.T) {
	t.Parallel()
	h := notifytest.NewBench()
	settings := notifytest.Settings()
	settings.Company.Accent = "red"
	desk, err := h.Service().Desk(settings)
	require.Error(t, err)
	require.Error(t, desk.Ready())
	saved := false
	desk, err = desk.SaveSettings(ctx, order.Actor{ID: "chef", Roles: []string{rights.Admin}}, notifytest.Settings(), func(context.Context, order.Settings) error {
		saved = true
		return nil
	})
	require.NoError(t, err)
	assert.True(t, saved)
	require.NoError(t, desk.Ready())

	desk, err = h.Service().Desk(order.Settings{Company: order.Company{ID: settings.Company.ID}})
	require.NoError(t, err, "what is left where a host cannot read what it has stored")
	_, err = desk.History(ctx, notifytest.Order())
	require.NoError(t, err)
	desk, err = h.Service().Desk(order.Settings{})
	require.Error(t, err)
	assert.Nil(t, desk, "nobody's")
}

func TestWrongSettingsAreToldThreeAtATime(t *testing.T) {
	t.Parallel()
	settings := notifytest.Settings()
	settings.Company.Accent, settings.Zone, settings.Region, settings.MaxPixels = "red", "Mars", "xx", -1
	desk, err := notifytest.NewBench().Service().Desk(settings)
	require.Len(t, invalid.Errors(err), 4)
	refused, ok := errors.AsType[*plan.FieldError](desk.Ready())
	require.True(t, ok)
	assert.Contains(t, refused.Message(locale.English), "(region)")
	assert.NotContains(t, refused.Message(locale.English), "(zone)")
	assert.Len(t, invalid.Errors(desk.Ready()), 4)
}
