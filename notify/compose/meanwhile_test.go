package compose_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/booking"
	"github.com/budkavle/budkavle/notify/codes"
	"github.com/budkavle/budkavle/notify/compose"
	"github.com/budkavle/budkavle/notify/notifytest"
	"github.com/budkavle/budkavle/notify/order"
	"github.com/budkavle/budkavle/notify/plan"
	"github.com/budkavle/budkavle/pdf"
	"github.com/budkavle/budkavle/templating"
)

// refusedCodes are the codes of an error's field errors.
func refusedCodes(err error) (list []codes.Code) {
	for _, e := range plan.FieldErrors(err) {
		list = append(list, e.Code)
	}
	return list
}

// A template that was deleted while the popup was open is refused as that alone, and
// what it had filled in is all that is left of it.
func TestR620ATemplateThatWasDeletedMeanwhile(t *testing.T) {
	t.Parallel()
	s, r := twoTemplates(), notifytest.Request(compose.TemplateEmail)
	r.Template = "tid"
	f := posted(draft(t, s, notifytest.Order(), r).Form())
	disabled := f
	disabled.Template = ""
	s.Templates = s.Templates[:1]
	r.Template = ""
	for name, f := range map[string]compose.Form{"posted": f, "disabled": disabled} {
		t.Run(name, func(t *testing.T) {
			d := draft(t, s, moved(), r)
			err := d.Apply(f)
			assert.Equal(t, []codes.Code{codes.RefusedNoTemplate}, refusedCodes(err))
			assert.Equal(t, "Ny tid", d.Subject)
			assert.Contains(t, d.Text, "Vi ses")
		})
	}
	f.Template = strings.Repeat("x", 70)
	err := draft(t, s, notifytest.Order(), r).Apply(f)
	require.ErrorContains(t, err, strings.Repeat("x", 64)+"…")
	assert.NotContains(t, err.Error(), strings.Repeat("x", 65))
}

// A template that is chosen in a form that comes back twice is the one that was shown,
// with its list disabled too.
func TestR306AChosenTemplateStays(t *testing.T) {
	t.Parallel()
	s, r := twoTemplates(), notifytest.Request(compose.TemplateEmail)
	r.Template = ""
	f := draft(t, s, notifytest.Order(), r).Form()
	f.Template = "tid"
	d := draft(t, s, notifytest.Order(), r)
	require.Error(t, d.Apply(posted(f)), "nobody has seen it")
	again := posted(d.Form())
	again.Template = ""
	d = draft(t, s, notifytest.Order(), r)
	require.NoError(t, d.Apply(again))
	assert.Equal(t, "tid", d.Template().ID)
	planned(t, d)
}

// A form without a mark is taken as it stands: nobody can say what was shown.
func TestR306ATemplateInAFormWithoutAMark(t *testing.T) {
	t.Parallel()
	s, r := twoTemplates(), notifytest.Request(compose.TemplateEmail)
	own := compose.Form{Email: true, To: "anna@example.se", Subject: "Eget", Text: "Egna ord"}
	d := draft(t, s, notifytest.Order(), r)
	require.NoError(t, d.Apply(own))
	assert.Equal(t, "Egna ord", d.Text)
	assert.Equal(t, "enkat", d.Template().ID, "that of the request")

	own.Template = "tid"
	d = draft(t, s, notifytest.Order(), r)
	require.NoError(t, d.Apply(own))
	assert.Equal(t, "Egna ord", d.Text)
	assert.Equal(t, "tid", d.Template().ID)

	own.Opened = "3.x.y"
	assert.Equal(t, []codes.Code{codes.RefusedOrderChanged}, refusedCodes(draft(t, s, notifytest.Order(), r).Apply(own)), "a mark that nobody can read")

	d = confirmation(t, s)
	f := posted(d.Form())
	f.Template = "tid"
	require.NoError(t, d.Apply(f), "another kind of message has no templates to choose from")
	assert.Empty(t, d.Template().ID)
}

// The refusal of a form whose message tells something else now says what has changed.
func TestR620WhatHasChangedMeanwhile(t *testing.T) {
	t.Parallel()
	o := notifytest.Order()
	o.ReadyForInvoicing = true
	o.Files = []order.File{{ID: "f1", Name: "a.jpg", Data: []byte("one")}}
	o.Content.Photos = []pdf.Picture{{Name: "b.png", Data: picture(t, 10, 10)}}
	o.Content.Signatures = []pdf.Signature{{Name: "Anna", Picture: pdf.Picture{Name: "c.png", Data: picture(t, 10, 10)}}}
	ready := func(s *order.Settings) { s.ReadyMessage = "Klart hos {facilityOrCustomer}" }
	mine := func(body string) func(*order.Settings) {
		return func(s *order.Settings) {
			s.BookingTemplates = []order.BookingTemplate{{Order: order.WorkOrder, EmailTemplate: templating.EmailTemplate{ID: "mall", Subject: "Tid", Body: body}}}
		}
	}
	for name, c := range map[string]struct {
		kind   plan.Kind
		opened func(*order.Settings)
		change func(*order.Settings, *order.Order)
		want   []codes.Code
	}{
		"nothing":                {compose.BookingConfirmation, nil, func(*order.Settings, *order.Order) {}, nil},
		"the visit's place":      {compose.BookingConfirmation, nil, func(_ *order.Settings, o *order.Order) { o.Bookings[0].Place = "Garaget" }, []codes.Code{codes.RefusedOrderChanged}},
		"the company's name":     {compose.BookingConfirmation, nil, func(s *order.Settings, _ *order.Order) { s.Company.Name = "Nytt AB" }, []codes.Code{codes.RefusedTextChanged}},
		"the template":           {compose.TemplateEmail, nil, func(s *order.Settings, _ *order.Order) { s.Templates[0].Body = "Hej!" }, []codes.Code{codes.RefusedTemplateSaved}},
		"its subject":            {compose.TemplateEmail, nil, func(s *order.Settings, _ *order.Order) { s.Templates[0].Subject = "Hej!" }, []codes.Code{codes.RefusedTemplateSaved}},
		"the ready message":      {compose.FreeMessage, ready, func(s *order.Settings, _ *order.Order) { s.ReadyMessage = "Klart!" }, []codes.Code{codes.RefusedTemplateSaved}},
		"the template of visits": {compose.BookingConfirmation, mine("Vi kommer {nextBookingDate}"), func(s *order.Settings, _ *order.Order) { mine("Tid: {nextBookingDate}")(s) }, []codes.Code{codes.RefusedTemplateSaved}},
		"template and order": {compose.BookingConfirmation, mine("Vi kommer {nextBookingDate}"), func(s *order.Settings, o *order.Order) {
			mine("Tid: {nextBookingDate}")(s)
			o.Bookings[0].Place = "Garaget"
		}, []codes.Code{codes.RefusedOrderChanged, codes.RefusedTemplateSaved}},
		"what the host notes by itself": {compose.BookingConfirmation, nil, func(s *order.Settings, o *order.Order) {
			s.Company.Name = "Nytt AB"
			o.Changed = o.Changed.Add(time.Hour)
			o.Files[0].Data, o.Content.Photos[0].Data, o.Content.Signatures[0].Picture.Data = []byte("read anew"), nil, nil
		}, []codes.Code{codes.RefusedTextChanged}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := notifytest.Settings()
			if c.opened != nil {
				c.opened(&s)
			}
			f := posted(draft(t, s, o.Clone(), notifytest.Request(c.kind)).Form())
			now := o.Clone()
			c.change(&s, &now)
			d := draft(t, s, now, notifytest.Request(c.kind))
			err := d.Apply(f)
			assert.Equal(t, c.want, refusedCodes(err))
			assert.Empty(t, d.Form().Show.Fresh, "an untouched text is simply the one of now")
			again := draft(t, s, now, notifytest.Request(c.kind))
			require.NoError(t, again.Apply(posted(d.Form())), "it is sent once it was seen")
		})
	}
}

// A text of another case of the visit is no template that somebody saved.
func TestR620AnotherCaseIsNoSavedTemplate(t *testing.T) {
	t.Parallel()
	s := notifytest.Settings()
	mail := func(id, body string) templating.EmailTemplate {
		return templating.EmailTemplate{ID: id, Subject: "Tid", Body: body}
	}
	s.BookingTemplates = []order.BookingTemplate{
		{Order: order.WorkOrder, Case: order.CaseNew, EmailTemplate: mail("ny", "Vi kommer {nextBookingDate}")}, {Order: order.WorkOrder, Case: order.CaseChanged, EmailTemplate: mail("andrad", "Ny tid {nextBookingDate}")},
	}
	first := planned(t, confirmation(t, s))
	o, r := moved(), notifytest.Request(compose.BookingConfirmation)
	f := posted(draft(t, s, o, r).Form())
	r.Log = told(first) // somebody else told of it before it moved
	assert.Equal(t, []codes.Code{codes.RefusedTextChanged}, refusedCodes(draft(t, s, o, r).Apply(f)))
}

// A subject that was left alone follows the order, as a text does.
func TestR620AnUntouchedSubjectFollowsTheOrder(t *testing.T) {
	t.Parallel()
	s, r := notifytest.Settings(), notifytest.Request(compose.TemplateEmail)
	s.Templates[0].Subject, s.Templates[0].Body = "Vi ses {nextBookingDate}", "Välkommen!"
	f := posted(draft(t, s, notifytest.Order(), r).Form())
	d := draft(t, s, moved(), r)
	assert.Equal(t, []codes.Code{codes.RefusedOrderChanged}, refusedCodes(d.Apply(f)))
	assert.Equal(t, "Vi ses fredag 13 oktober", d.Subject)
	assert.False(t, d.Edited())
}

// What a text of the user's own stands for is shown beside it only where that has changed.
func TestR620AnOwnTextOfAnOrderThatHasNotChanged(t *testing.T) {
	t.Parallel()
	f := posted(confirmation(t, notifytest.Settings()).Form())
	f.Text += "\r\nPS"
	d := confirmation(t, notifytest.Settings())
	require.NoError(t, d.Apply(f))
	assert.Empty(t, d.Form().Show.Fresh)

	f.Email, f.SMS, f.Phones, f.Text = false, true, "+46705123456", ""
	require.NoError(t, d.Apply(f))
	assert.Empty(t, d.Text, "an SMS whose text was emptied has none")
	assert.Equal(t, []codes.Code{codes.RefusedEmpty}, refusedCodes(planError(d)))
}

// The name of the file is the user's, and that of the order when the form has none.
func TestR501AFileNameFromTheForm(t *testing.T) {
	t.Parallel()
	s, o := withFiles(notifytest.Order())
	d := draft(t, s, o, notifytest.Request(compose.OrderConfirmation))
	f := d.Form()
	f.FileName, f.Files = "", []string{"f1", "f1", "f2"}
	require.NoError(t, d.Apply(posted(f)))
	assert.Equal(t, "AO462.pdf", d.FileName)
	f.FileName = "egen.pdf"
	require.NoError(t, d.Apply(posted(f)))
	p := planned(t, d)
	require.Len(t, p.Documents, 3)
	assert.Equal(t, "egen.pdf", p.Documents[0].Name)
	assert.Equal(t, "one", string(p.Documents[1].Data), "the mark of a form leaves the files whole")
	assert.Equal(t, []string{"f1", "f2"}, compose.ParseForm(d.Form().Values()).Files)
}

// A list is corrected as a whole, or not at all.
func TestR102TheCorrectionOfAField(t *testing.T) {
	t.Parallel()
	for typed, want := range map[string]string{
		"anna@example.se., bo@example.se,mailto:eva@example.se": "anna@example.se, bo@example.se,eva@example.se",
		"saknas, bo@example.se.":                                "",
		"bo@example.se., saknas":                                "",
	} {
		d := confirmation(t, notifytest.Settings())
		f := d.Form()
		f.To = typed
		err := d.Apply(posted(f))
		list := plan.FieldErrors(err)
		require.Len(t, list, 1, typed)
		assert.Equal(t, want, list[0].Suggestion, typed)
		assert.Equal(t, []codes.Code{codes.RefusedEntries}, refusedCodes(planError(d)), "that nobody is left is not said too")
	}
	d := confirmation(t, notifytest.Settings())
	f := d.Form()
	f.To, f.SMS, f.Phones = "saknas", true, ""
	require.Error(t, d.Apply(posted(f)))
	assert.Equal(t, []codes.Code{codes.RefusedEntries, codes.RefusedNobody}, refusedCodes(planError(d)), "of each list by itself")
}

// Why nobody can be written to names the first five.
func TestANobodyOfManyNamesFive(t *testing.T) {
	t.Parallel()
	o := notifytest.Order()
	o.ContactPerson, o.Customer.Contacts = order.Contact{}, nil
	for _, name := range strings.Fields("Ada Bo Cia Dan Eva Fia") {
		o.Customer.Contacts = append(o.Customer.Contacts, order.Contact{Name: name, Phone: "+46705123456"})
	}
	e := refusal(t, draft(t, notifytest.Settings(), o, notifytest.Request(compose.BookingConfirmation)))
	assert.Equal(t, 5, strings.Count(e.Message(notifytest.Settings().LanguageOf("sv")), "saknar e-postadress"), e.Message(notifytest.Settings().LanguageOf("sv")))
}

// The language of a draft is that of who is written to, by whichever channel.
func TestR408TheFirstRecipientsLanguage(t *testing.T) {
	t.Parallel()
	o := notifytest.Order()
	o.Customer.Language, o.ContactPerson.Language = "de", "fi"
	assert.Equal(t, "fi", draft(t, notifytest.Settings(), o, notifytest.Request(compose.BookingConfirmation)).Language().Tag())
	o.ContactPerson.Email = ""
	assert.Equal(t, "fi", draft(t, notifytest.Settings(), o, notifytest.Request(compose.BookingConfirmation)).Language().Tag(), "by their number")
	o.ContactPerson.Email, o.ContactPerson.Phone = "anna@example.se", ""
	assert.Equal(t, "fi", draft(t, notifytest.Settings(), o, notifytest.Request(compose.BookingConfirmation)).Language().Tag(), "by their address")
	o.ContactPerson = order.Contact{}
	assert.Equal(t, "de", draft(t, notifytest.Settings(), o, notifytest.Request(compose.BookingConfirmation)).Language().Tag(), "nobody's: the customer's")
}

// A page offers numbers as it does addresses, and only what can be chosen.
func TestTheFormsPageOffersWhatCanBeChosen(t *testing.T) {
	t.Parallel()
	s, o := withFiles(notifytest.Order())
	page := draft(t, s, o, notifytest.Request(compose.BookingConfirmation)).Form().Show
	require.NotEmpty(t, page.PhoneSuggestions)
	assert.Equal(t, compose.FormChoice{Value: "+46705123456", Label: "Anna Ek +46705123456", Chosen: true}, page.PhoneSuggestions[0])
	assert.True(t, page.Field(plan.FieldFiles).Shown)
	assert.False(t, page.Field(plan.FieldTemplate).Shown)
	o.Files = nil
	page = draft(t, s, o, notifytest.Request(compose.BookingConfirmation)).Form().Show
	assert.False(t, page.Field(plan.FieldFiles).Shown, "there are none")
	assert.Empty(t, page.Field(plan.FieldFiles).Why)

	s, o = withFiles(notifytest.Order())
	s.IncludeFiles = false
	page = draft(t, s, o, notifytest.Request(compose.BookingConfirmation)).Form().Show
	assert.False(t, page.Field(plan.FieldFiles).Shown)
	assert.Contains(t, page.Field(plan.FieldFiles).Why, "includeFiles")
	assert.Empty(t, page.Field(plan.FieldText).Why, "of that field alone")

	r := notifytest.Request(compose.TemplateEmail)
	r.Template = "tid"
	var chosen []string
	for _, c := range draft(t, twoTemplates(), notifytest.Order(), r).Form().Show.Templates {
		if c.Chosen {
			chosen = append(chosen, c.Value)
		}
	}
	assert.Equal(t, []string{"tid"}, chosen)
}

// What a confirmation of no visit in particular is about: what was told otherwise.
func TestR609APlainConfirmationCorrects(t *testing.T) {
	t.Parallel()
	o, r := notifytest.Order(), notifytest.Request(compose.BookingConfirmation)
	second := o.Bookings[0]
	second.ID, second.Start, second.End = "b-2", second.Start.AddDate(0, 0, 7), second.End.AddDate(0, 0, 7)
	o.Bookings = append(o.Bookings, second)
	r.Bookings = []string{"b-1", "b-2"}
	log := told(planned(t, draft(t, notifytest.Settings(), o, r)))
	subject := func(change func(*order.Order)) string {
		now := o.Clone()
		change(&now)
		r := notifytest.Request(compose.BookingConfirmation)
		r.Log = log
		d := draft(t, notifytest.Settings(), now, r)
		return d.Subject + "\n" + d.Text
	}
	assert.NotContains(t, subject(func(*order.Order) {}), "13 oktober", "all is as it was told: the next one")
	text := subject(func(o *order.Order) { o.Bookings[1].Start = o.Bookings[1].Start.Add(time.Hour) })
	assert.Contains(t, text, "Ändrad bokning")
	assert.Contains(t, text, "13 oktober")
	assert.NotContains(t, text, "06 oktober")
	text = subject(func(o *order.Order) { o.Bookings = []booking.Booking{o.Bookings[0]} })
	assert.Contains(t, text, "Avbokat besök")
	assert.Contains(t, text, "13 oktober")
	text = subject(func(o *order.Order) {
		o.Bookings[0].Cancelled = true
		o.Bookings[1].Technicians = []string{"Eva"}
	})
	assert.Contains(t, text, "Ändrad bokning", "what takes place is told first")
	assert.NotContains(t, text, "06 oktober")
}

// planError is why a draft cannot be planned.
func planError(d *compose.Draft) error {
	_, err := d.Plan()
	return err
}

// What another recipient's text tells is looked at too: theirs is of another template.
func TestR620WhatAnotherRecipientsTextTells(t *testing.T) {
	t.Parallel()
	s, r := notifytest.Settings(), notifytest.Request(compose.BookingConfirmation)
	text := func(id, language, body string) order.BookingTemplate {
		return order.BookingTemplate{Order: order.WorkOrder, Language: language, EmailTemplate: templating.EmailTemplate{ID: id, Subject: "Tid", Body: body}}
	}
	s.BookingTemplates = []order.BookingTemplate{text("sv", "", "Hej"), text("fi", "fi", "Hei {customerOrderNumber}")}
	r.Contacts = []order.Contact{{Name: "Anna", Email: "anna@example.se"}}
	o, now := notifytest.Order(), notifytest.Order()
	o.Customer.Contacts = []order.Contact{{Name: "Olga", Email: "olga@example.se", Language: "fi"}}
	now.Customer.Contacts = o.Customer.Contacts
	now.CustomerOrderNumber = "K-2"
	refused := func() []codes.Code {
		return refusedCodes(draft(t, s, now, r).Apply(posted(draft(t, s, o, r).Form())))
	}
	assert.Empty(t, refused(), "it is in nobody's text")
	r.Contacts = append(r.Contacts, o.Customer.Contacts...)
	assert.Equal(t, []codes.Code{codes.RefusedOrderChanged}, refused())
}
