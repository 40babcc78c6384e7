package compose_test

import (
	"encoding/json"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/notify/codes"
	"github.com/budkavle/budkavle/notify/compose"
	"github.com/budkavle/budkavle/notify/notifytest"
	"github.com/budkavle/budkavle/notify/order"
	"github.com/budkavle/budkavle/notify/plan"
	"github.com/budkavle/budkavle/templating"
	"github.com/budkavle/budkavle/templating/locale"
)

// posted is a form as a browser posts it: line ends are CRLF, inputs that are
// read-only or hidden are left out when the page disables them.
func posted(f compose.Form, disabled ...plan.Field) compose.Form {
	v := f.Values()
	for name := range v {
		v.Set(name, strings.ReplaceAll(v.Get(name), "\n", "\r\n"))
	}
	if len(f.Files) > 0 {
		v[string(plan.FieldFiles)] = f.Files
	}
	for _, name := range disabled {
		v.Del(string(name))
	}
	back, err := url.ParseQuery(v.Encode())
	if err != nil {
		panic(err)
	}
	return compose.ParseForm(back)
}

func TestR620AnUntouchedFormIsUnedited(t *testing.T) {
	t.Parallel()
	everyMessage(t, func(t *testing.T, rules compose.Rules, o order.Order) {
		r := notifytest.Request(rules.Kind)
		r.Comment = order.Comment{Text: "Rad ett\r\nrad två", VisibleToCustomer: true}
		s := notifytest.Settings()
		s.ReadyMessage = "Klart.\r\n\r\n{company}"
		o.ReadyForInvoicing = true
		opened := func() *compose.Draft {
			d, err := compose.NewDraft(s, o, r)
			require.NoError(t, err)
			return d
		}
		open := opened()
		if rules.Kind == compose.TemplateEmail {
			require.NoError(t, open.Choose(s.Templates[0].ID))
		}
		if len(open.To) == 0 {
			open.To = notifytest.Settings().PurchaseOrderTo
		}
		for _, disabled := range [][]plan.Field{nil, {plan.FieldSubject, plan.FieldText, plan.FieldFileName}} {
			back := opened()
			require.NoError(t, back.Apply(posted(open.Form(), disabledIn(rules, disabled)...)))
			assert.False(t, back.Edited())
			assert.Equal(t, open.Text, back.Text)
			assert.Equal(t, open.FileName, back.FileName)
			assert.Equal(t, open.Opened(), back.Opened())
		}
	})
}

// disabledIn are the fields that a page may disable: those that are read-only.
func disabledIn(rules compose.Rules, fields []plan.Field) []plan.Field {
	var list []plan.Field
	for _, f := range fields {
		if f == plan.FieldSubject && rules.EditSubject || f == plan.FieldText && rules.EditText || f == plan.FieldFileName && rules.AttachPDF {
			continue
		}
		list = append(list, f)
	}
	return list
}

func TestR620AFormGoesThroughJSON(t *testing.T) {
	t.Parallel()
	d := confirmation(t, notifytest.Settings())
	f := d.Form()
	assert.Equal(t, f, throughJSON(t, f))
	f.Show = nil
	text, err := json.Marshal(f)
	require.NoError(t, err)
	assert.NotContains(t, string(text), "show")
	assert.Equal(t, f, compose.ParseForm(f.Values()))
}

func TestR620LineEndsAreOne(t *testing.T) {
	t.Parallel()
	for _, end := range []string{"\n", "\r\n", "\r"} {
		s := notifytest.Settings()
		s.BookingTemplates = []order.BookingTemplate{{Order: order.WorkOrder, EmailTemplate: templating.EmailTemplate{ID: "b", Subject: "Bokning", Body: "Hej" + end + end + "Vi kommer {nextBookingDate}"}}}
		d := confirmation(t, s)
		f := d.Form()
		f.Text = strings.ReplaceAll(f.Text, "\n", end)
		require.NoError(t, d.Apply(f), "%q", end)
		assert.False(t, d.Edited(), "%q", end)
		d.SMS = true
		for _, m := range planned(t, d).Messages {
			assert.NotContains(t, m.Body(), "\r")
		}
		f.Text = "Egen" + end + "text"
		require.NoError(t, d.Apply(f))
		assert.Equal(t, "Egen\ntext", d.Text)
	}
}

// A text that begins with an empty line comes back without it from a textarea, and one
// that ends in one without that where a framework trims what is posted.
func TestR620BlanksAroundATextAreNoEdit(t *testing.T) {
	t.Parallel()
	s := notifytest.Settings()
	s.BookingTemplates = []order.BookingTemplate{{Order: order.WorkOrder, EmailTemplate: templating.EmailTemplate{ID: "b", Subject: "Bokning", Body: "\nHej {company}\n\n"}}}
	for _, back := range []string{"Hej Mitt bolag\n\n", "Hej Mitt bolag", "\r\nHej Mitt bolag \r\n", "\n\nHej Mitt bolag\n\n\n"} {
		d := confirmation(t, s)
		f := d.Form()
		f.Text, f.Subject = back, " Bokning "
		require.NoError(t, d.Apply(f))
		assert.False(t, d.Edited(), "%q", back)
		assert.Equal(t, "\nHej Mitt bolag\n\n", d.Text, "%q", back)
	}
	d := confirmation(t, s)
	f := d.Form()
	f.Text = "Hej  Mitt bolag"
	require.NoError(t, d.Apply(f))
	assert.True(t, d.Edited(), "blanks inside are")
}

func TestR620EveryMistakeByFieldAndNothingLost(t *testing.T) {
	t.Parallel()
	d := confirmation(t, notifytest.Settings())
	f := posted(d.Form())
	f.SMS, f.To, f.Phones, f.Subject, f.Files = true, "anna@example.se, bo@exemple..se", "0705123456", "Hej", []string{"nej"}
	err := d.Apply(f)
	byField := map[plan.Field]string{}
	for _, e := range plan.FieldErrors(err) {
		byField[e.Field] = e.Message(locale.Swedish)
	}
	assert.Contains(t, byField[plan.FieldTo], "bo@exemple..se")
	assert.Contains(t, byField[plan.FieldPhones], "+46705123456")
	back := d.Form()
	assert.Equal(t, "anna@example.se, bo@exemple..se", back.To, "as it was typed")
	assert.Equal(t, "0705123456", back.Phones)
	assert.Equal(t, "Hej", back.Subject)
	for _, field := range back.Show.Fields {
		switch field.Name {
		case plan.FieldPhones:
			assert.Equal(t, "+46705123456", field.Suggestion)
			assert.NotEmpty(t, field.Error)
		case plan.FieldTo:
			assert.NotEmpty(t, field.Error)
		default:
			assert.Empty(t, field.Error, field.Name)
		}
	}
	_, err = d.Plan()
	require.Error(t, err, "what was refused is not sent without its mistake")
	var fields []string
	for _, e := range plan.FieldErrors(err) {
		fields = append(fields, string(e.Field))
	}
	assert.Equal(t, []string{"to", "phones", "files"}, fields)

	f.To, f.Phones, f.Files = "anna@example.se", "+46705123456", nil
	require.NoError(t, d.Apply(f), "the next form starts afresh")
	planned(t, d)
}

func TestR620AChannelThatIsOffIsNotRead(t *testing.T) {
	t.Parallel()
	d := confirmation(t, notifytest.Settings())
	f := posted(d.Form())
	f.SMS, f.Phones = false, "inget nummer"
	require.NoError(t, d.Apply(f))
	assert.Equal(t, "inget nummer", d.Form().Phones, "what was typed is kept for when it is switched on")
	f.Email, f.SMS, f.To, f.Subject, f.Phones = false, true, "inte alls", "", "+46705123456"
	require.NoError(t, d.Apply(f))
	assert.False(t, d.Edited(), "the subject of a channel that is off is no edit")
	p := planned(t, d)
	require.Len(t, p.Messages, 1)
	assert.Contains(t, p.Messages[0].Body(), "07:00 - 10:00")
}

func TestR606AFixedTextThatIsPostedChanged(t *testing.T) {
	t.Parallel()
	d := draft(t, notifytest.Settings(), notifytest.Order(), notifytest.Request(compose.OrderConfirmation))
	own := d.Text
	f := posted(d.Form())
	f.Text += "!"
	err := d.Apply(f)
	require.ErrorIs(t, err, compose.ErrFixedText)
	assert.Equal(t, plan.FieldText, plan.FieldErrors(err)[0].Field)
	assert.Equal(t, own, d.Text)
}

// The booking moves while the popup is open.
func TestR620AnOrderThatChangedIsShownAnew(t *testing.T) {
	t.Parallel()
	moved := notifytest.Order()
	b := &moved.Bookings[0]
	b.Start, b.End = b.Start.AddDate(0, 0, 7), b.End.AddDate(0, 0, 7)
	other := notifytest.Order()
	other.Customer.Contacts[0].Name = "Nu heter hon annat" // not told by the message
	for name, story := range map[string]struct {
		now       order.Order
		edit      func(text string) string
		stale     bool
		text, old string
	}{
		"untouched, unchanged": {notifytest.Order(), nil, false, "06 oktober", ""},
		"untouched, moved":     {moved, nil, true, "13 oktober", "06 oktober"},
		"edited, moved":        {moved, func(t string) string { return t + "\r\nPS" }, true, "06 oktober", ""},
		"edited, unchanged":    {notifytest.Order(), func(t string) string { return t + "\r\nPS" }, false, "06 oktober", ""},
		"another change":       {other, nil, false, "06 oktober", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := posted(confirmation(t, notifytest.Settings()).Form())
			if story.edit != nil {
				f.Text = story.edit(f.Text)
			}
			d := draft(t, notifytest.Settings(), story.now, notifytest.Request(compose.BookingConfirmation))
			err := d.Apply(f)
			if !story.stale {
				require.NoError(t, err)
				planned(t, d)
				return
			}
			list := plan.FieldErrors(err)
			require.Len(t, list, 1)
			assert.Equal(t, codes.RefusedOrderChanged, list[0].Code)
			_, err = d.Plan()
			require.Error(t, err, "it is not sent")
			again := d.Form()
			assert.Contains(t, again.Text, story.text)
			if story.edit != nil {
				assert.Contains(t, again.Text, "PS", "nothing typed is lost")
				assert.Contains(t, again.Show.Fresh, "13 oktober", "both are shown")
			} else {
				assert.NotContains(t, again.Text, story.old)
			}
			second := draft(t, notifytest.Settings(), story.now, notifytest.Request(compose.BookingConfirmation))
			require.NoError(t, second.Apply(posted(again)), "sent when the user has seen it")
			planned(t, second)
		})
	}
}

func TestR620AVisitThatBeganMeanwhile(t *testing.T) {
	t.Parallel()
	f := posted(confirmation(t, notifytest.Settings()).Form())
	r := notifytest.Request(compose.BookingConfirmation)
	r.Now = notifytest.Order().Bookings[0].End.Add(time.Hour)
	d := draft(t, notifytest.Settings(), notifytest.Order(), r)
	assert.Error(t, d.Apply(f), "what the popup told is no longer so")
}

func TestTheFormsTemplate(t *testing.T) {
	t.Parallel()
	s := notifytest.Settings()
	open := draft(t, s, notifytest.Order(), notifytest.Request(compose.TemplateEmail))
	require.NoError(t, open.Choose(s.Templates[0].ID))
	back := draft(t, s, notifytest.Order(), notifytest.Request(compose.TemplateEmail))
	require.NoError(t, back.Apply(posted(open.Form())))
	assert.Equal(t, s.Templates[0].ID, back.Template().ID)
	assert.False(t, back.Edited())
	f := open.Form()
	f.Template = "borta"
	err := draft(t, s, notifytest.Order(), notifytest.Request(compose.TemplateEmail)).Apply(f)
	require.Len(t, plan.FieldErrors(err), 1)
	assert.Equal(t, plan.FieldTemplate, plan.FieldErrors(err)[0].Field)
}

func TestTheFormsPage(t *testing.T) {
	t.Parallel()
	s, o := withFiles(notifytest.Order())
	d := draft(t, s, o, notifytest.Request(compose.OrderConfirmation))
	page := d.Form().Show
	assert.Equal(t, "orderbekräftelse", page.Title)
	fields := map[plan.Field]compose.FormField{}
	for _, f := range page.Fields {
		fields[f.Name] = f
	}
	assert.False(t, fields[plan.FieldPhones].Shown)
	assert.True(t, fields[plan.FieldText].ReadOnly && fields[plan.FieldText].Why != "")
	assert.True(t, fields[plan.FieldFileName].Shown && fields[plan.FieldFiles].Shown)
	assert.Len(t, page.Files, 2)
	assert.Equal(t, "anna@example.se", page.Suggestions[0].Value)
	assert.True(t, page.Suggestions[0].Chosen)

	sms := confirmation(t, notifytest.Settings())
	sms.Text = strings.Repeat("a", 17)
	assert.Equal(t, "1 SMS · 17/160", sms.Form().Show.Count.Text)
	sms.Text = "ł" + strings.Repeat("a", 70)
	assert.Equal(t, "2 SMS · 71/134", sms.Form().Show.Count.Text)
	assert.Equal(t, "ł", sms.Form().Show.Count.Odd)
}

func FuzzApply(f *testing.F) {
	f.Add("anna@example.se", "+46705123456", "Hej", "text\r\n", "1.a.b.c", true, true)
	f.Add("", "", "", "", "", false, false)
	f.Add("a@b.se\nBcc: x@y.se", "0705", "\r", "\r\r\n", "1...", true, true)
	f.Fuzz(func(t *testing.T, to, phones, subject, text, opened string, email, sms bool) {
		d, err := compose.NewDraft(notifytest.Settings(), notifytest.Order(), notifytest.Request(compose.BookingConfirmation))
		if err != nil {
			t.Fatal(err)
		}
		form := compose.Form{To: to, Phones: phones, Subject: subject, Text: text, Opened: opened, Email: email, SMS: sms}
		applied := d.Apply(form)
		back := d.Form()
		if back.To != to || back.Phones != phones {
			t.Fatal("what was typed is lost")
		}
		if _, err := d.Plan(); applied != nil && err == nil {
			t.Fatal("planned in spite of a mistake")
		}
	})
}
