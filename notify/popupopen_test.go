package notify_test

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/notify/codes"
	"github.com/budkavle/budkavle/notify/compose"
	"github.com/budkavle/budkavle/notify/notifytest"
	"github.com/budkavle/budkavle/notify/order"
	"github.com/budkavle/budkavle/notify/plan"
)

func warnedOf(warnings []plan.Warning) (list []codes.Code) {
	for _, w := range warnings {
		list = append(list, w.Code)
	}
	return list
}

// What is not filled in yet is no mistake while the user types; on sending it is.
func TestR620AnEmptyFieldIsNoMistakeUntilItIsSent(t *testing.T) {
	t.Parallel()
	nobody := notifytest.Order()
	nobody.ContactPerson = order.Contact{}
	for name, empty := range map[string]func(*compose.Form){
		"nobody":     func(f *compose.Form) { f.Email, f.To = true, " " },
		"no number":  func(f *compose.Form) { f.SMS, f.Email, f.Phones, f.Text = true, false, "", "Hej" },
		"no text":    func(f *compose.Form) { f.Email, f.To, f.Text, f.Subject = true, "a@example.se", "", "Hej" },
		"no subject": func(f *compose.Form) { f.Email, f.To, f.Text, f.Subject = true, "a@example.se", "Hej", "" },
		"no channel": func(f *compose.Form) { f.Email, f.SMS, f.Text = false, false, "Hej" },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := notifytest.NewBench()
			open, err := h.Open(ctx, nobody, compose.Request{Kind: compose.FreeMessage, Key: "k"})
			require.NoError(t, err)
			assert.False(t, open.Form.Show.Wrong(), "it has just been opened")
			assert.Empty(t, open.Plan.Messages)
			form := open.Form
			empty(&form)
			typing, err := h.Check(ctx, nobody, compose.Request{}, form)
			require.NoError(t, err)
			assert.False(t, typing.Form.Show.Wrong())
			assert.Empty(t, typing.Plan.Messages)
			sent, err := h.Submit(ctx, nobody, compose.Request{}, form)
			require.NoError(t, err)
			assert.True(t, sent.Form.Show.Wrong())
			assert.False(t, sent.Sent)
			form.Email, form.To = true, "inte en adress"
			typing, err = h.Check(ctx, nobody, compose.Request{}, form)
			require.NoError(t, err)
			assert.NotEmpty(t, typing.Form.Show.Field(plan.FieldTo).Error, "a mistake is one at once")
		})
	}
}

// The form has all warnings, those of the plan among them.
func TestR618TheFormHasTheWarningsOfThePlan(t *testing.T) {
	t.Parallel()
	h := notifytest.NewBench()
	submit := func(key string, by order.Actor) {
		open, err := h.Open(ctx, notifytest.Order(), compose.Request{Kind: compose.BookingConfirmation, Key: key, Actor: by})
		require.NoError(t, err)
		popup, err := h.Submit(ctx, notifytest.Order(), compose.Request{Actor: by}, open.Form)
		require.NoError(t, err)
		require.True(t, popup.Sent)
	}
	submit("first", order.Actor{ID: "bo", Name: "Bo"})
	eva := order.Actor{ID: "eva", Name: "Eva", Language: "sv"}
	draft, err := h.Draft(ctx, notifytest.Order(), compose.Request{Kind: compose.BookingConfirmation, Key: "second", Actor: eva})
	require.NoError(t, err)
	assert.Contains(t, warnedOf(draft.Form().Show.Warnings), codes.WarnJustSent, "as soon as the popup opens")
	open, err := h.Open(ctx, notifytest.Order(), compose.Request{Kind: compose.BookingConfirmation, Key: "second", Actor: eva})
	require.NoError(t, err)
	assert.Equal(t, open.Plan.Warnings, open.Form.Show.Warnings)
	assert.Contains(t, warnedOf(open.Form.Show.Warnings), codes.WarnSentBefore)
	i := slices.Index(warnedOf(open.Form.Show.Warnings), codes.WarnJustSent)
	require.GreaterOrEqual(t, i, 0)
	assert.Regexp(t, "^anna@example.se fick ett liknande meddelande 2023-10-0. .* av Bo\\.$", open.Form.Show.Warnings[i].Text)
	checked, err := h.Check(ctx, notifytest.Order(), compose.Request{Actor: eva}, open.Form)
	require.NoError(t, err)
	assert.Equal(t, open.Form.Show.Warnings, checked.Form.Show.Warnings)
}

func TestR618JustSent(t *testing.T) {
	t.Parallel()
	bo, eva := order.Actor{ID: "bo", Name: "Bo"}, order.Actor{ID: "eva", Name: "Eva"}
	for name, c := range map[string]struct {
		after  time.Duration
		by     order.Actor
		kind   plan.Kind
		to     string
		warned bool
	}{
		"at once":              {0, eva, compose.BookingConfirmation, "anna@example.se", true},
		"other capitals":       {0, eva, compose.BookingConfirmation, "Anna@example.se", true},
		"after nine minutes":   {9 * time.Minute, eva, compose.BookingConfirmation, "anna@example.se", true},
		"after eleven minutes": {11 * time.Minute, eva, compose.BookingConfirmation, "anna@example.se", false},
		"by the same user":     {0, bo, compose.BookingConfirmation, "anna@example.se", false},
		"another kind":         {0, eva, compose.OrderConfirmation, "anna@example.se", false},
		"to somebody else":     {0, eva, compose.BookingConfirmation, "lisa@example.se", false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := notifytest.NewBench()
			open, err := h.Open(ctx, notifytest.Order(), compose.Request{Kind: compose.BookingConfirmation, Key: "one", Actor: bo})
			require.NoError(t, err)
			_, err = h.Submit(ctx, notifytest.Order(), compose.Request{Actor: bo}, open.Form)
			require.NoError(t, err)
			h.Clock.Advance(c.after)
			open, err = h.Open(ctx, notifytest.Order(), compose.Request{Kind: c.kind, Key: "two", Actor: c.by})
			require.NoError(t, err)
			form := open.Form
			form.To = c.to
			popup, err := h.Check(ctx, notifytest.Order(), compose.Request{Actor: c.by}, form)
			require.NoError(t, err)
			assert.Equal(t, c.warned, slices.Contains(warnedOf(popup.Form.Show.Warnings), codes.WarnJustSent))
		})
	}
}

// One address in two spellings gets two mails, since only the domain is known to be
// alike, and the user is told.
func TestR101TheSameAddressInOtherCapitals(t *testing.T) {
	t.Parallel()
	h := notifytest.NewBench()
	open, err := h.Open(ctx, notifytest.Order(), compose.Request{Kind: compose.BookingConfirmation, Key: "k"})
	require.NoError(t, err)
	form := open.Form
	form.To = "anna@example.se,Anna@EXAMPLE.se,bo@example.se,BO@example.se,bo@EXAMPLE.SE"
	popup, err := h.Check(ctx, notifytest.Order(), compose.Request{}, form)
	require.NoError(t, err)
	assert.Len(t, popup.Plan.Messages, 4)
	var texts []string
	for _, w := range popup.Form.Show.Warnings {
		if w.Code == codes.WarnCapitals {
			texts = append(texts, w.Text)
		}
	}
	assert.Equal(t, []string{
		"anna@example.se och Anna@example.se skiljer sig bara i stora och små bokstäver: båda får mejlet.",
		"bo@example.se och BO@example.se skiljer sig bara i stora och små bokstäver: båda får mejlet.",
	}, texts)
}

// The boxes to tick are fields like the others.
func TestR620TheChannelsAreFields(t *testing.T) {
	t.Parallel()
	h := notifytest.NewBench()
	for kind, sms := range map[plan.Kind]bool{compose.BookingConfirmation: true, compose.OrderConfirmation: false} {
		open, err := h.Open(ctx, notifytest.Order(), compose.Request{Kind: kind, Key: "k", Actor: order.Actor{Language: "sv"}})
		require.NoError(t, err)
		email, box := open.Form.Show.Field(compose.InputEmail), open.Form.Show.Field(compose.InputSMS)
		assert.Equal(t, "E-post", email.Label)
		assert.True(t, email.Shown)
		assert.Equal(t, "SMS", box.Label)
		assert.Equal(t, sms, box.Shown)
	}
}
