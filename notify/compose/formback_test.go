package compose_test

import (
	"encoding/json"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/audit"
	"github.com/budkavle/budkavle/booking"
	"github.com/budkavle/budkavle/notify/codes"
	"github.com/budkavle/budkavle/notify/compose"
	"github.com/budkavle/budkavle/notify/notifytest"
	"github.com/budkavle/budkavle/notify/order"
	"github.com/budkavle/budkavle/notify/plan"
	"github.com/budkavle/budkavle/pdf"
	"github.com/budkavle/budkavle/recipients"
	"github.com/budkavle/budkavle/smsgw"
	"github.com/budkavle/budkavle/templating"
)

// fieldOf is a field of a form's page.
func fieldOf(t *testing.T, f compose.Form, name plan.Field) compose.FormField {
	t.Helper()
	for _, field := range f.Show.Fields {
		if field.Name == name {
			return field
		}
	}
	require.Fail(t, "no field", name)
	return compose.FormField{}
}

// What only planning finds stands where the user looks.
func TestR620WhatPlanningRefusesIsInTheForm(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		change func(*order.Settings, *order.Order, *compose.Form)
		field  plan.Field // "": none that is shown
		says   string
	}{
		"nobody":         {func(_ *order.Settings, _ *order.Order, f *compose.Form) { f.To = "" }, plan.FieldTo, "ingen att skicka till"},
		"no number":      {func(_ *order.Settings, _ *order.Order, f *compose.Form) { f.SMS, f.Phones = true, " " }, plan.FieldPhones, "ingen att skicka till"},
		"no text":        {func(_ *order.Settings, _ *order.Order, f *compose.Form) { f.Text = "\r\n \r\n" }, plan.FieldText, ""},
		"no subject":     {func(_ *order.Settings, _ *order.Order, f *compose.Form) { f.Subject = " " }, plan.FieldSubject, ""},
		"a long subject": {func(_ *order.Settings, _ *order.Order, f *compose.Form) { f.Subject = strings.Repeat("å", 600) }, plan.FieldSubject, "byte"},
		"a long SMS": {func(_ *order.Settings, _ *order.Order, f *compose.Form) {
			f.SMS, f.Text = true, strings.Repeat("a", 153*256)
		}, plan.FieldText, "SMS"},
		"no channel":      {func(_ *order.Settings, _ *order.Order, f *compose.Form) { f.Email = false }, "", "Välj e-post"},
		"no sender":       {func(s *order.Settings, _ *order.Order, _ *compose.Form) { s.From = recipients.Mailbox{} }, "", "avsändaradress"},
		"no SMS sender":   {func(s *order.Settings, _ *order.Order, f *compose.Form) { s.SMSFrom, f.SMS = smsgw.SenderName{}, true }, "", "avsändare för SMS"},
		"no visit":        {func(_ *order.Settings, o *order.Order, f *compose.Form) { o.Bookings, f.Opened = nil, "" }, "", "bokning"},
		"files where off": {func(_ *order.Settings, _ *order.Order, f *compose.Form) { f.Files = []string{"bild"} }, "", "includeFiles"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, o := notifytest.Settings(), notifytest.Order()
			f := confirmation(t, s).Form()
			c.change(&s, &o, &f)
			d := draft(t, s, o, notifytest.Request(compose.BookingConfirmation))
			require.NoError(t, d.Apply(posted(f)), "only planning finds it")
			assert.False(t, d.Form().Show.Wrong())
			_, err := d.Plan()
			require.Error(t, err)
			back := d.Form()
			assert.True(t, back.Show.Wrong())
			said := strings.Join(back.Show.Errors, "\n")
			if c.field != "" {
				assert.Empty(t, said)
				said = fieldOf(t, back, c.field).Error
			}
			require.NotEmpty(t, said)
			assert.Contains(t, said, c.says)
			for _, field := range back.Show.Fields {
				assert.NotEmpty(t, field.Label)
				assert.Equal(t, field.Name == c.field, field.Error != "", field.Name)
			}
			again := confirmation(t, notifytest.Settings()).Form()
			again.Opened = ""
			require.NoError(t, d.Apply(posted(again)))
			assert.False(t, d.Form().Show.Wrong(), "a form without mistakes starts afresh")
		})
	}
}

// twoTemplates are settings with one template of a text and one of HTML.
func twoTemplates() order.Settings {
	s := notifytest.Settings()
	s.Templates = append(s.Templates, templating.EmailTemplate{ID: "tid", Subject: "Ny tid", Body: "<p>Vi ses <b>{nextBookingDate}</b></p>", HTML: true})
	return s
}

// moved is the sample order a week later.
func moved() order.Order {
	o := notifytest.Order()
	b := &o.Bookings[0]
	b.Start, b.End = b.Start.AddDate(0, 0, 7), b.End.AddDate(0, 0, 7)
	return o
}

func TestR306ATemplateChosenInTheForm(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		opened   string // the template that the popup opened with
		change   func(*compose.Form)
		now      order.Order
		chosen   string
		refused  codes.Code // "": it is sent
		replaced string
	}{
		"none, then one":             {"", func(f *compose.Form) { f.Template = "tid" }, notifytest.Order(), "tid", codes.RefusedTemplateChosen, ""},
		"one, then another":          {"enkat", func(f *compose.Form) { f.Template = "tid" }, notifytest.Order(), "tid", codes.RefusedTemplateChosen, ""},
		"and the order moved":        {"enkat", func(f *compose.Form) { f.Template = "tid" }, moved(), "tid", codes.RefusedTemplateChosen, ""},
		"in place of own words":      {"enkat", func(f *compose.Form) { f.Template, f.Text = "tid", "Egna\nord" }, notifytest.Order(), "tid", codes.RefusedTemplateChosen, "Egna\nord"},
		"own words before the first": {"", func(f *compose.Form) { f.Template, f.Subject, f.Text = "tid", "S", "Egna ord" }, notifytest.Order(), "tid", codes.RefusedTemplateChosen, "Egna ord"},
		"the same":                   {"tid", func(*compose.Form) {}, notifytest.Order(), "tid", "", ""},
		"the same, moved":            {"tid", func(*compose.Form) {}, moved(), "tid", codes.RefusedOrderChanged, ""},
		"the same, not told of":      {"enkat", func(*compose.Form) {}, moved(), "enkat", "", ""},
		"the list is disabled":       {"tid", func(f *compose.Form) { f.Template = "" }, notifytest.Order(), "tid", "", ""},
		"disabled, moved":            {"tid", func(f *compose.Form) { f.Template = "" }, moved(), "tid", codes.RefusedOrderChanged, ""},
		"filled in by the page": {"enkat", func(f *compose.Form) {
			f.Template, f.Subject, f.Text = "tid", "Ny tid", "<p>Vi ses <b>fredag 06 oktober</b></p>"
		}, notifytest.Order(), "tid", "", ""},
		"of the page, but moved": {"enkat", func(f *compose.Form) {
			f.Template, f.Subject, f.Text = "tid", "Ny tid", "<p>Vi ses <b>fredag 06 oktober</b></p>"
		}, moved(), "tid", codes.RefusedTemplateChosen, "<p>Vi ses <b>fredag 06 oktober</b></p>"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, r := twoTemplates(), notifytest.Request(compose.TemplateEmail)
			r.Template = c.opened
			f := draft(t, s, notifytest.Order(), r).Form()
			require.Equal(t, c.opened, f.Template)
			c.change(&f)
			r.Template = "" // the popup comes back by its form alone
			d := draft(t, s, c.now, r)
			err := d.Apply(posted(f))
			assert.Equal(t, c.chosen, d.Template().ID)
			back := d.Form()
			assert.Equal(t, c.chosen, back.Template)
			assert.Equal(t, c.replaced, back.Show.Replaced)
			if c.refused == "" {
				require.NoError(t, err)
				assert.False(t, d.Edited())
				planned(t, d)
				return
			}
			list := plan.FieldErrors(err)
			require.Len(t, list, 1)
			assert.Equal(t, c.refused, list[0].Code)
			_, err = d.Plan()
			require.Error(t, err, "nobody sends what they have not seen")
			assert.False(t, d.Edited(), "it shows the template's text")
			if c.now.Bookings[0].Start.Equal(moved().Bookings[0].Start) {
				assert.Contains(t, back.Text, "13 oktober")
			}
			second := draft(t, s, c.now, r)
			require.NoError(t, second.Apply(posted(back)), "seen, and sent")
			planned(t, second)
		})
	}
}

// A template mail without a template is the user's own words, as long as there are such.
func TestR306NoTemplateIsChosenInTheForm(t *testing.T) {
	t.Parallel()
	s, r := twoTemplates(), notifytest.Request(compose.TemplateEmail)
	r.Template = ""
	f := draft(t, s, notifytest.Order(), r).Form()
	d := draft(t, s, notifytest.Order(), r)
	require.NoError(t, d.Apply(posted(f)))
	_, err := d.Plan()
	require.Error(t, err, "nothing is said")
	f.Subject, f.Text = "Fråga", "När passar det?"
	require.NoError(t, d.Apply(posted(f)))
	assert.Equal(t, "När passar det?", planned(t, d).Messages[0].Body()[:len("När passar det?")])
	assert.Empty(t, d.Template().ID)
}

// The mark of what a popup was opened with does not depend on what the user has done
// to it since: a form that is shown again with a mistake can be corrected and sent.
func TestR620TheMarkIsThatOfTheOpening(t *testing.T) {
	t.Parallel()
	s, o := notifytest.Settings(), notifytest.Order()
	s.BookingTemplates = []order.BookingTemplate{
		{Order: order.WorkOrder, EmailTemplate: templating.EmailTemplate{ID: "sv", Subject: "Bokning", Body: "Vi kommer {nextBookingDate}"}},
		{Order: order.WorkOrder, Language: "en", EmailTemplate: templating.EmailTemplate{ID: "en", Subject: "Booking", Body: "We come:\n{futureBookings}"}},
	}
	o.Customer.Contacts = append(o.Customer.Contacts, order.Contact{Name: "John", Email: "john@example.com", Phone: "+46705555555", Language: "en"})
	second := o.Bookings[0]
	second.ID, second.Start, second.End = "b-2", second.Start.AddDate(0, 0, 7), second.End.AddDate(0, 0, 7)
	o.Bookings = append(o.Bookings, second)
	r := notifytest.Request(compose.BookingConfirmation)
	opened := draft(t, s, o, r).Form()
	for name, change := range map[string]func(*compose.Form){
		"somebody of another language": func(f *compose.Form) { f.To += ", john@example.com" },
		"by SMS alone":                 func(f *compose.Form) { f.Email, f.SMS, f.Phones = false, true, "+46705555555" },
		"another text":                 func(f *compose.Form) { f.Text = "Egen text" },
		"nobody":                       func(f *compose.Form) { f.Email, f.To = true, "" },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := opened
			change(&f)
			f.Subject, f.To = "", f.To+", nej"
			f.Email = true
			first := draft(t, s, o, r)
			require.Error(t, first.Apply(posted(f)))
			again := first.Form()
			assert.Equal(t, opened.Opened, again.Opened)
			again.To, again.Subject, again.SMS, again.Phones = strings.TrimSuffix(again.To, ", nej"), "Bokning", false, ""
			if again.To == "" {
				again.To = "anna@example.se"
			}
			back := draft(t, s, o, r)
			require.NoError(t, back.Apply(posted(again)))
			planned(t, back)
		})
	}
}

// A mark that is none of ours is not taken for one that agrees.
func TestR620AMarkThatCannotBeRead(t *testing.T) {
	t.Parallel()
	right := confirmation(t, notifytest.Settings()).Opened()
	for _, mark := range []string{"nej", "1.a.b.c", "2.a.b.c.d", "2....", "3" + right[1:], right + ".e", "5" + right[1:], right[:len(right)-40]} {
		f := confirmation(t, notifytest.Settings()).Form()
		f.Opened = mark
		d := confirmation(t, notifytest.Settings())
		list := plan.FieldErrors(d.Apply(posted(f)))
		require.Len(t, list, 1, mark)
		assert.Equal(t, codes.RefusedOrderChanged, list[0].Code)
		require.NoError(t, d.Apply(posted(d.Form())), "the form that was shown anew is sent")
	}
}

// fullRequest has every field.
func fullRequest() compose.Request {
	at := notifytest.Now().Add(time.Hour)
	visit := notifytest.Order().Bookings[0]
	return compose.Request{
		Kind: compose.Delayed, Actor: order.Actor{ID: "eva", Name: "Eva", Language: "sv", Roles: []string{"admin"}}, Key: "k", Now: at,
		Bookings: []string{visit.ID}, Removed: []booking.Booking{visit}, ExpectedTime: at, Contacts: []order.Contact{{Name: "Anna", Email: "anna@example.se"}}, Template: "enkat",
		Comment: order.Comment{ID: "c", Text: "Hej", VisibleToCustomer: true, At: at}, Renderer: pdf.Bytes("%PDF"), Document: &order.File{Name: "a.pdf", Data: []byte("%PDF")},
		Log: []audit.Message{{ID: "m"}}, Bounced: []string{"bo@example.se"}, AtOnce: true, AllowWithoutBooking: true,
	}
}

func TestARequestIsKeptBetweenOpeningAndPosting(t *testing.T) {
	t.Parallel()
	full := reflect.ValueOf(fullRequest())
	back := reflect.ValueOf(throughJSON(t, fullRequest()))
	moment := []string{"Now", "Renderer", "Log", "Bounced"}
	for i := range full.NumField() {
		name := full.Type().Field(i).Name
		require.False(t, full.Field(i).IsZero(), "the test's request has no %s", name)
		if slices.Contains(moment, name) {
			assert.True(t, back.Field(i).IsZero(), "%s is of the moment", name)
		} else {
			assert.Equal(t, full.Field(i).Interface(), back.Field(i).Interface(), name)
		}
	}
}

// What a form gives back is what its user chose by opening it, and no permission.
func TestR620TheFormCarriesItsRequest(t *testing.T) {
	t.Parallel()
	full := fullRequest()
	full.Document, full.Kind, full.Template = nil, compose.BookingConfirmation, ""
	f := posted(draft(t, notifytest.Settings(), notifytest.Order(), full).Form())
	got := compose.Request{}.WithForm(f)
	assert.Equal(t, compose.Request{Kind: full.Kind, Key: "k", Bookings: full.Bookings, Removed: full.Removed, ExpectedTime: full.ExpectedTime, Contacts: full.Contacts}, got)

	own := compose.Request{Kind: compose.BookingConfirmation, Key: "own", Bookings: []string{"b-9"}, Contacts: []order.Contact{{Name: "Bo"}}}
	merged := own.WithForm(f)
	assert.Equal(t, own.Bookings, merged.Bookings, "what the host has itself stays")
	assert.Equal(t, own.Contacts, merged.Contacts)
	assert.Equal(t, "own", merged.Key)
	assert.Equal(t, full.ExpectedTime, merged.ExpectedTime)
	other := compose.Request{Kind: compose.FreeMessage}.WithForm(f)
	assert.Equal(t, compose.Request{Kind: compose.FreeMessage, Key: "k"}, other, "of another kind of message")
	for _, text := range []string{"", "nej", "{", "[]", `{"kind":5}`} {
		f.Request = text
		assert.Equal(t, compose.Request{Key: "k"}, compose.Request{}.WithForm(f), text)
	}
	f.Request = `{"kind":"comment","comment":{"text":"x","visibleToCustomer":true},"atOnce":true,"allowWithoutBooking":true,"actor":{"id":"root"}}`
	assert.Equal(t, compose.Request{Kind: compose.Comment, Key: "k"}, compose.Request{}.WithForm(f), "nothing that allows or sends anything")
}

// A form that comes back with its request alone is that which was opened, also for
// contacts and bookings of the host's choice.
func TestR620AFormOpenedByAQuestionComesBackUnedited(t *testing.T) {
	t.Parallel()
	before, after := notifytest.Order(), moved()
	after.Bookings = nil
	for _, p := range compose.Prompts(notifytest.Settings(), before, after, order.Actor{ID: "eva"}, notifytest.Now()) {
		if !p.Shown {
			continue
		}
		r := p.Request(order.Actor{ID: "eva"}, "k")
		r.Now = notifytest.Now()
		open := draft(t, notifytest.Settings(), after, r)
		require.Contains(t, open.Text, "06 oktober", "the visit that was taken away")
		f := posted(open.Form())
		back := compose.Request{Actor: r.Actor, Now: r.Now}.WithForm(f)
		d := draft(t, notifytest.Settings(), after, back)
		require.NoError(t, d.Apply(f))
		assert.False(t, d.Edited())
		assert.Equal(t, planned(t, open).Hash, planned(t, d).Hash)
		return
	}
	t.Fatal("nothing was asked")
}

func TestR203ThePartsOfAnSMSAsData(t *testing.T) {
	t.Parallel()
	d := confirmation(t, notifytest.Settings())
	d.Text, d.SMS = "Ł - vi ses! "+strings.Repeat("a", 70), true
	count := d.Form().Show.Count
	assert.Equal(t, []smsgw.Offender{{Rune: 'Ł', Offset: 0, Index: 0}}, count.Offenders)
	require.Len(t, count.Parts, 2)
	assert.Equal(t, "Ł - vi ses! "+strings.Repeat("a", 55), count.Parts[0].Text)
	assert.Equal(t, strings.Repeat("a", 15), count.Parts[1].Text)
	p := planned(t, d)
	for _, m := range p.Messages {
		if m.SMS != nil {
			assert.Equal(t, count.Parts, m.Parts())
		} else {
			assert.Nil(t, m.Parts())
		}
	}
	text, err := json.Marshal(count)
	require.NoError(t, err)
	assert.Contains(t, string(text), `"parts":[{"text":"Ł - vi ses!`)
}

func TestTheInputsThatAreNotShown(t *testing.T) {
	t.Parallel()
	f := confirmation(t, notifytest.Settings()).Form()
	v := f.Values()
	for _, in := range f.Hidden() {
		assert.NotEmpty(t, in.Value)
		assert.Equal(t, v.Get(in.Name), in.Value)
		v.Del(in.Name)
	}
	back := compose.ParseForm(v)
	assert.Empty(t, back.Key+back.Opened+back.Request)
}

// A page that is not served as UTF-8 posts å ä ö as bytes that are none: nobody gets a
// text full of question marks.
func TestR620WhatCannotBeReadIsRefusedAtItsField(t *testing.T) {
	t.Parallel()
	for how, text := range map[string]string{"ISO 8859-1": "Hej p\xe5 er", "read wrongly": "Hej p\uFFFD er", "cut": "Hej p\xc3", "with line ends": "Hej\r\np\xe5 er"} {
		t.Run(how, func(t *testing.T) {
			t.Parallel()
			d := confirmation(t, notifytest.Settings())
			f := d.Form()
			f.Text = text
			require.Error(t, d.Apply(f))
			back := d.Form()
			assert.Equal(t, "Texten innehåller tecken som inte går att läsa (\uFFFD): skriv dem igen.", fieldOf(t, back, plan.FieldText).Error)
			assert.Empty(t, fieldOf(t, back, plan.FieldSubject).Error)
			_, err := d.Plan()
			require.Error(t, err)
			f = back
			f.Subject, f.Text = text, "Hej på er"
			require.Error(t, d.Apply(f))
			assert.Contains(t, fieldOf(t, d.Form(), plan.FieldSubject).Error, "inte går att läsa")
			f.Subject = "Hej på er"
			require.NoError(t, d.Apply(f))
		})
	}
}

// What the host has read wrongly stands in an untouched text: the user is told, and can
// send it all the same.
func TestAnOrderThatWasReadWronglyWarns(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(*order.Order){
		"bytes":       func(o *order.Order) { o.Customer.Name = "Brf \xc4ngen" },
		"replacement": func(o *order.Order) { o.Customer.Name = "Brf \uFFFDngen" },
		"in the box":  func(o *order.Order) { o.Description = "Kylsk\xe5p" },
		"the subject": func(o *order.Order) { o.Number = "AO\uFFFD462" },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := notifytest.Order()
			o.Facility = order.Party{}
			change(&o)
			d := draft(t, notifytest.Settings(), o, notifytest.Request(compose.BookingConfirmation))
			require.NoError(t, d.Apply(d.Form()))
			assert.Len(t, about(planned(t, d).Warnings, codes.WarnUnreadable), 1)
		})
	}
	assert.Empty(t, about(planned(t, confirmation(t, notifytest.Settings())).Warnings, codes.WarnUnreadable))
}

func TestR610AnEmptyOrInnerCommentIsAFieldError(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		request compose.Request
		field   plan.Field
		code    codes.Code
	}{
		"no text":          {compose.Request{Kind: compose.Comment, Comment: order.Comment{ID: "c", Text: " \r\n", VisibleToCustomer: true}}, plan.FieldText, codes.RefusedNoComment},
		"not UTF-8":        {compose.Request{Kind: compose.Comment, Comment: order.Comment{ID: "c", Text: "n\xe4r?", FromCustomer: true}}, plan.FieldText, codes.RefusedUnreadable},
		"not visible":      {compose.Request{Kind: compose.Comment, Comment: order.Comment{ID: "c", Text: "x"}}, plan.FieldText, codes.RefusedCommentInside},
		"unknown kind":     {compose.Request{Kind: "greeting"}, plan.FieldKind, codes.RefusedKind},
		"not of the order": {compose.Request{Kind: compose.Quote}, plan.FieldKind, codes.RefusedKind},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c.request.Key, c.request.Now = "k", notifytest.Now()
			_, err := compose.NewDraft(notifytest.Settings(), notifytest.Order(), c.request)
			list := plan.FieldErrors(err)
			require.Len(t, list, 1)
			assert.Equal(t, c.field, list[0].Field)
			assert.Equal(t, c.code, list[0].Code)
		})
	}
}

func TestTheFormsPageOfWhatIsNotThere(t *testing.T) {
	t.Parallel()
	s, o := notifytest.Settings(), notifytest.Order()
	o.ContactPerson.Phone = "08-123 45 67"
	s.BookingTemplates = []order.BookingTemplate{{Order: order.WorkOrder, EmailTemplate: templating.EmailTemplate{ID: "b", Subject: "Bokning", Body: "Vi kommer {nextBookingDate}"}}}
	d := draft(t, s, o, notifytest.Request(compose.BookingConfirmation))
	f := d.Form()
	assert.Equal(t, "b", d.Template().ID)
	assert.Empty(t, f.Template, "there is none to choose")
	assert.Contains(t, strings.Join(f.Show.LeftOut, "\n"), "Anna Ek")
	assert.Len(t, f.Show.LeftOut, 2, "who has no number, once")
	paper := draft(t, s, o, notifytest.Request(compose.OrderConfirmation)).Form()
	assert.Empty(t, paper.Show.LeftOut, "a paper goes by e-mail: nobody needs a number")
	d.Text = " \n"
	assert.Equal(t, compose.FormCount{Segments: smsgw.Count("")}, d.Form().Show.Count, "no text is no SMS, and nothing is said of it")
}
