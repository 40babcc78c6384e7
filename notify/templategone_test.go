package notify_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/notify"
	"github.com/budkavle/budkavle/notify/codes"
	"github.com/budkavle/budkavle/notify/compose"
	"github.com/budkavle/budkavle/notify/notifytest"
	"github.com/budkavle/budkavle/notify/order"
	"github.com/budkavle/budkavle/notify/plan"
	"github.com/budkavle/budkavle/templating"
	"github.com/budkavle/budkavle/templating/locale"
)

// A template that is saved or deleted while the popup is open is what the form says,
// and not that the order has changed; what was in the form stays in it.
func TestR620ATemplateThatIsSavedMeanwhile(t *testing.T) {
	t.Parallel()
	own := func(f *compose.Form) { f.Text = "Egen text" }
	disabled := func(f *compose.Form) { f.Template = "" }
	gone := func(s *order.Settings) { s.Templates = s.Templates[1:] }
	for name, c := range map[string]struct {
		change  func(*order.Settings)
		edit    func(*compose.Form)
		refused []codes.Code
		text    string
	}{
		"saved":                  {func(s *order.Settings) { s.Templates[0].Body = "Nytt {orderRef}" }, nil, []codes.Code{codes.RefusedTemplateSaved}, "Nytt Ordernummer: AO462"},
		"saved, own text":        {func(s *order.Settings) { s.Templates[0].Body = "Nytt {orderRef}" }, own, []codes.Code{codes.RefusedTemplateSaved}, "Egen text"},
		"its SMS saved":          {func(s *order.Settings) { s.Templates[0].SMS = "Kort" }, nil, []codes.Code{codes.RefusedTemplateSaved}, "Hej"},
		"another saved":          {func(s *order.Settings) { s.Templates[1].Body = "Annat" }, nil, nil, "Hej"},
		"deleted":                {gone, nil, []codes.Code{codes.RefusedNoTemplate}, "Hej"},
		"deleted, own text":      {gone, own, []codes.Code{codes.RefusedNoTemplate}, "Egen text"},
		"deleted, disabled":      {gone, disabled, []codes.Code{codes.RefusedNoTemplate}, "Hej"},
		"unknown":                {nil, func(f *compose.Form) { f.Template = "finns-inte" }, []codes.Code{codes.RefusedNoTemplate}, "Hej"},
		"untouched and the same": {nil, nil, nil, "Hej"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			settings := func() order.Settings {
				s := notifytest.Settings()
				s.Templates = []templating.EmailTemplate{{ID: "ett", Name: "Ett", Subject: "Om {orderRef}", Body: "Hej"}, {ID: "tva", Name: "Två", Subject: "Två", Body: "Två"}}
				return s
			}
			h := notifytest.NewBench()
			open, err := h.For(settings()).Draft(ctx, notifytest.Order(), compose.Request{Kind: compose.TemplateEmail, Template: "ett", Key: "k"})
			require.NoError(t, err)
			form := open.Form()
			form.Email, form.To = true, "anna@example.se"
			if c.edit != nil {
				c.edit(&form)
			}
			now := settings()
			if c.change != nil {
				c.change(&now)
			}
			popup, err := h.For(now).Submit(ctx, notifytest.Order(), compose.Request{}, compose.ParseForm(form.Values()))
			require.NoError(t, err)
			draft, err := h.For(now).Reopen(ctx, notifytest.Order(), compose.Request{}, compose.ParseForm(form.Values()))
			var got []codes.Code
			for _, e := range plan.FieldErrors(err) {
				got = append(got, e.Code)
			}
			assert.Equal(t, c.refused, got)
			assert.Equal(t, c.refused == nil, popup.Sent)
			assert.Equal(t, c.text, draft.Text)
			if c.refused != nil {
				h.Recorder.AssertNothingSent(t)
				assertOnce(t, h, now, popup)
			}
		})
	}
}

// assertOnce says that the form which was shown anew is sent.
func assertOnce(t *testing.T, h *notifytest.Bench, s order.Settings, shown notify.Popup) {
	t.Helper()
	again, err := h.For(s).Submit(ctx, notifytest.Order(), compose.Request{}, compose.ParseForm(shown.Form.Values()))
	require.NoError(t, err)
	assert.True(t, again.Sent)
	h.Recorder.AssertEmail(t, "anna@example.se", shown.Form.Text)
}

func TestR620ATemplateThatIsNotThereHasAName(t *testing.T) {
	t.Parallel()
	_, err := notifytest.NewBench().Draft(ctx, notifytest.Order(), compose.Request{Kind: compose.TemplateEmail, Template: "borta", Key: "k"})
	require.Len(t, plan.FieldErrors(err), 1)
	assert.Equal(t, "Det finns ingen mall borta: välj en annan.", plan.FieldErrors(err)[0].Message(locale.Swedish))
}
