package notify_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/notify"
	"github.com/budkavle/budkavle/notify/codes"
	"github.com/budkavle/budkavle/notify/compose"
	"github.com/budkavle/budkavle/notify/notifytest"
	"github.com/budkavle/budkavle/notify/order"
	"github.com/budkavle/budkavle/notify/order/invalid"
	"github.com/budkavle/budkavle/notify/plan"
	"github.com/budkavle/budkavle/templating"
	"github.com/budkavle/budkavle/templating/locale"
)

const orderChanged = "Ordern har ändrats"

// No mail goes out with two times in it, nor with a technician, a place or a name that
// is no longer so.
func TestR620APostedPopupWhoseOrderChanged(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		change func(*order.Settings, *order.Order)
		stale  bool
		now    string
		says   string
	}{
		"a week later": {func(_ *order.Settings, o *order.Order) {
			b := &o.Bookings[0]
			b.Start, b.End, b.Sequence = b.Start.AddDate(0, 0, 7), b.End.AddDate(0, 0, 7), b.Sequence+1
		}, true, "13 oktober", orderChanged},
		"another technician": {func(_ *order.Settings, o *order.Order) { o.Bookings[0].Technicians = []string{"Cecilia"} }, true, "Cecilia", orderChanged},
		"a facility":         {func(_ *order.Settings, o *order.Order) { o.Facility.Name = "Vallgatan 3" }, true, "", orderChanged},
		"cancelled":          {func(_ *order.Settings, o *order.Order) { o.Bookings[0].Cancelled = true }, true, "", orderChanged},
		"taken away":         {func(_ *order.Settings, o *order.Order) { o.Bookings = nil }, true, "", orderChanged},
		"what is not told":   {func(_ *order.Settings, o *order.Order) { o.Content.Lines = nil }, false, "", ""},
		"another template": {func(s *order.Settings, _ *order.Order) {
			s.BookingTemplates = []order.BookingTemplate{{Order: order.WorkOrder, EmailTemplate: templating.EmailTemplate{ID: "ny", Subject: "Ny", Body: "Vi ses {nextBookingDate}"}}}
		}, true, "Vi ses", "Mallen har sparats på nytt sedan"},
		"both": {func(s *order.Settings, o *order.Order) {
			s.BookingTemplates = []order.BookingTemplate{{Order: order.WorkOrder, EmailTemplate: templating.EmailTemplate{ID: "ny", Subject: "Ny", Body: "Vi ses {nextBookingDate}"}}}
			o.Bookings[0].Technicians = []string{"Cecilia"}
		}, true, "Vi ses", "Ordern har ändrats sedan formuläret öppnades: läs texten en gång till och skicka sedan. Mallen har sparats på nytt sedan"},
		"a name of the company": {func(s *order.Settings, _ *order.Order) { s.Company.Name = "Nya bolaget" }, true, "Nya bolaget", "Texten har ändrats"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := newWebHost(t)
			form := h.open(compose.BookingConfirmation, "k", "b-1")
			h.change(c.change)
			back, sent := h.post("/send", form)
			assert.Equal(t, !c.stale, sent)
			if !c.stale {
				h.Recorder.AssertEmail(t, "anna@example.se", "06 oktober")
				return
			}
			h.Recorder.AssertNothingSent(t)
			assert.Contains(t, errorsOf(back), c.says)
			if !strings.Contains(c.says, orderChanged) {
				assert.NotContains(t, errorsOf(back), orderChanged, "it has not")
			}
			assert.Contains(t, back.Text, c.now)
			assert.False(t, h.history().Red(), "nothing was told")
			h.post("/send", form)
			h.Recorder.AssertNothingSent(t)
			if name == "taken away" {
				return
			}
			if _, sent = h.post("/send", back); assert.True(t, sent, "it was seen") {
				assert.False(t, h.history().Red(), "the customer was told what is so")
			}
		})
	}
}

// An untouched form is unedited: everybody gets their own language, fixed texts are
// taken, and the SMS is the short one.
func TestR620APostedPopupThatWasNotTouched(t *testing.T) {
	t.Parallel()
	for _, end := range []string{"\n", "\r\n", "\r"} {
		for _, kind := range []plan.Kind{compose.BookingConfirmation, compose.OrderConfirmation, compose.FreeMessage, compose.TemplateEmail} {
			t.Run(string(kind)+" "+url.QueryEscape(end), func(t *testing.T) {
				t.Parallel()
				h := newWebHost(t)
				h.change(func(s *order.Settings, o *order.Order) {
					s.ReadyMessage = strings.ReplaceAll("Nu är vi klara.\n\n{company}", "\n", end) // as it was saved from a form
					s.Templates[0].Body = strings.ReplaceAll(s.Templates[0].Body, "\n", end)
					o.ReadyForInvoicing = true
					o.Customer.Contacts = append(o.Customer.Contacts, order.Contact{Name: "John", Email: "john@example.com", Language: "en"})
				})
				form := h.open(kind, "k")
				if kind == compose.TemplateEmail {
					form.Template = "enkat"
					var sent bool
					form, sent = h.post("/send", form)
					require.False(t, sent, "the template's text is shown first")
				}
				form.To += ",john@example.com"
				form.SMS = kind == compose.BookingConfirmation || kind == compose.FreeMessage
				values := typed(form, end)
				answer, err := http.PostForm(h.at+"/send", values)
				require.NoError(t, err)
				back, sent := h.read(answer)
				require.True(t, sent, errorsOf(back))
				for _, line := range h.history().Lines {
					assert.False(t, line.Template.Edited)
				}
				for _, m := range h.Recorder.Emails() {
					assert.NotContains(t, m.Text, "\r")
				}
				switch kind {
				case compose.BookingConfirmation:
					h.Recorder.AssertEmail(t, "john@example.com", "Friday 6 October")
					assert.Less(t, len(h.Recorder.AssertSMS(t, "+46705123456").Text), len(h.Recorder.AssertEmail(t, "anna@example.se").Text))
				case compose.FreeMessage:
					assert.Equal(t, "Nu är vi klara.\n\nMitt bolag", h.Recorder.AssertSMS(t, "+46705123456").Text)
				}
			})
		}
	}
}

// A number as a Swede types it comes back corrected, in settings that name no country
// too; another country's settings correct by theirs.
func TestR104APostedNumberIsCorrected(t *testing.T) {
	t.Parallel()
	for region, c := range map[string]struct{ typed, meant string }{
		"":   {"0705123456", "+46705123456"},
		"SE": {"0705123456, 0046705123457", "+46705123456, +46705123457"},
		"NO": {"41 23 45 67", "+4741234567"},
	} {
		t.Run(region, func(t *testing.T) {
			t.Parallel()
			h := newWebHost(t)
			h.change(func(s *order.Settings, _ *order.Order) { s.Region = region })
			form := h.open(compose.BookingConfirmation, "k")
			form.SMS, form.Phones = true, c.typed
			back, sent := h.post("/check", form)
			assert.False(t, sent)
			assert.Equal(t, c.typed, back.Phones, "as it was typed")
			for _, field := range back.Show.Fields {
				if field.Name == plan.FieldPhones {
					assert.Equal(t, c.meant, field.Suggestion)
					form.Phones = field.Suggestion
				}
			}
			_, sent = h.post("/send", form)
			assert.True(t, sent)
		})
	}
}

// A tag of the host's own has its value whatever the case it is written in.
func TestR302APostedTemplateWhoseTagsAreInAnyCase(t *testing.T) {
	t.Parallel()
	for _, key := range []string{"invoiceEmail", "InvoiceEmail", "INVOICEEMAIL"} {
		h := newWebHost(t)
		h.change(func(s *order.Settings, o *order.Order) {
			s.ExtraTags = []string{"invoiceEmail"}
			s.Templates[0].Body = "Faktura till {INVOICEemail}"
			o.Tags = map[string]string{key: "faktura@example.se"}
		})
		form := h.open(compose.TemplateEmail, "k")
		form.Template = "enkat"
		form, _ = h.post("/send", form)
		assert.Equal(t, "Faktura till faktura@example.se", form.Text, key)
		assert.NotContains(t, codesOf(form.Show.Warnings), codes.WarnEmptyTag)
	}
}

func codesOf(list []plan.Warning) []codes.Code {
	var codes []codes.Code
	for _, w := range list {
		codes = append(codes, w.Code)
	}
	return codes
}

// The preview is what would go out, and sends nothing.
func TestR308APostedPreview(t *testing.T) {
	t.Parallel()
	h := newWebHost(t)
	form := h.open(compose.BookingConfirmation, "k")
	form.Text, form.SMS = "Egen text", true
	desk, o := h.now()
	popup, err := desk.Check(t.Context(), o, compose.Request{Actor: order.Actor{ID: "eva"}}, compose.ParseForm(typed(form, "\r\n")))
	require.NoError(t, err)
	require.Len(t, popup.Plan.Messages, 2)
	assert.False(t, popup.Sent)
	assert.Equal(t, "Egen text", popup.Plan.Messages[1].Body())
	h.Recorder.AssertNothingSent(t)
	assert.Empty(t, h.history().Lines)

	_, err = desk.Check(t.Context(), o, compose.Request{}, compose.Form{Key: "k"})
	require.Error(t, err, "a form that carries nothing of what it is about")
	assert.NotNil(t, plan.FieldErrors(err))
	o.Company = "another"
	_, err = desk.Submit(t.Context(), o, compose.Request{}, form)
	require.ErrorIs(t, err, notify.ErrOtherCompany)
}

// A mark of opening that belongs to another order's popup is of no use here.
func TestR620APostToAnotherOrder(t *testing.T) {
	t.Parallel()
	h := newWebHost(t)
	form := h.open(compose.BookingConfirmation, "k")
	h.change(func(_ *order.Settings, o *order.Order) { *o = notifytest.ServiceOrder() })
	back, sent := h.post("/send", form)
	assert.False(t, sent)
	assert.Contains(t, errorsOf(back), "Ordern har ändrats")
	h.Recorder.AssertNothingSent(t)
}

// Settings as they were typed are seen before they are saved, and their mistakes stand
// in the order of the page.
func TestR308ADeskOfTypedSettings(t *testing.T) {
	t.Parallel()
	h := newWebHost(t)
	s := notifytest.Settings()
	s.Zone = "America/New_York"
	s.Templates[0].Body = "Hej\r\n{nextBookingDate}"
	desk := h.For(s)
	assert.Equal(t, "America/New_York", desk.Zone().String())
	assert.Equal(t, "Europe/Stockholm", h.Zone().String())
	p, err := desk.Preview(compose.Sample{Template: "enkat", Language: "en"})
	require.NoError(t, err)
	assert.Contains(t, p.Messages[0].Body(), "Wednesday 4 October", "by the service's clock")
	_, err = desk.Send(t.Context(), p)
	require.ErrorIs(t, err, plan.ErrChanged)
	h.Recorder.AssertNothingSent(t)

	s.Templates[0].Body = "åäö {ett} och {tva}\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n{tre}"
	s.Templates[0].Subject = "Om {fyra}"
	_, err = h.Service().Desk(s)
	var at []string
	for _, e := range invalid.Errors(err) {
		at = append(at, e.Path+" "+e.Message(locale.Swedish)[:len("Rad 1, tecken 5")])
	}
	assert.Equal(t, []string{
		"templates[0].body Rad 1, tecken 5", "templates[0].body Rad 1, tecken 1", "templates[0].body Rad 10, tecken ", "templates[0].subject Rad 1, tecken 4",
	}, at)
}
