package compose_test

import (
	"bytes"
	"fmt"
	"image/png"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/booking"
	"github.com/budkavle/budkavle/notify/codes"
	"github.com/budkavle/budkavle/notify/compose"
	"github.com/budkavle/budkavle/notify/email"
	"github.com/budkavle/budkavle/notify/notifytest"
	"github.com/budkavle/budkavle/notify/order"
	"github.com/budkavle/budkavle/notify/plan"
	"github.com/budkavle/budkavle/recipients"
	"github.com/budkavle/budkavle/smsgw"
)

func TestR603TheCompanysLogo(t *testing.T) {
	t.Parallel()
	everyMessage(t, func(t *testing.T, rules compose.Rules, o order.Order) {
		s := notifytest.Settings()
		s.Company.Logo = email.File{Name: "vår logga.png", ContentType: "image/png", Data: picture(t, 100, 20)}
		p := planned(t, draft(t, s, o, notifytest.Request(rules.Kind)))
		assert.Nil(t, p.Logo)
		assert.NotContains(t, p.Messages[0].Email.HTML, "cid:")
		s.ShowLogo = true
		p = planned(t, draft(t, s, o, notifytest.Request(rules.Kind)))
		mail, err := p.EmailOf(0, nil)
		require.NoError(t, err)
		require.NoError(t, mail.Validate())
		require.Len(t, mail.Inline, 1)
		assert.Contains(t, mail.HTML, "cid:"+mail.Inline[0].ContentID)
		assert.NotEmpty(t, mail.Text, "always a plain-text part")
		assert.Contains(t, mail.Text, "Storgatan 1", "with the company's details")
	})
}

// Where no logo is shown, the company's name stands in its place as text.
func TestR603WithoutALogoTheNameStands(t *testing.T) {
	t.Parallel()
	everyMessage(t, func(t *testing.T, rules compose.Rules, o order.Order) {
		for name, c := range map[string]struct {
			show  bool
			logo  email.File
			shown bool
		}{
			"off":     {false, email.File{Data: picture(t, 100, 20)}, false},
			"none":    {true, email.File{}, false},
			"neither": {false, email.File{}, false},
			"shown":   {true, email.File{Data: picture(t, 100, 20)}, true},
		} {
			s := notifytest.Settings()
			s.ShowLogo, s.Company.Logo = c.show, c.logo
			html := planned(t, draft(t, s, o, notifytest.Request(rules.Kind))).Messages[0].Email.HTML
			assert.Equal(t, !c.shown, strings.Contains(html, ">Mitt bolag</td>"), "%s: its name as a heading", name)
			assert.Equal(t, c.shown, strings.Contains(html, `alt="Mitt bolag"`), name)
		}
	})
}

// Where the host has given a logo of its own, mails show it until the company's is to
// replace it; papers are the company's.
func TestR603TheHostsLogo(t *testing.T) {
	t.Parallel()
	everyMessage(t, func(t *testing.T, rules compose.Rules, o order.Order) {
		s := notifytest.Settings()
		s.HostLogo = email.File{Name: "Serviceprogrammet.png", Data: picture(t, 1000, 200)}
		s.Company.Logo, s.Company.LogoDark = email.File{Name: "vår.png", Data: picture(t, 100, 20)}, email.File{Name: "mörk.png", Data: picture(t, 100, 20)}
		require.NoError(t, s.Validate())
		for show, want := range map[bool]struct {
			names []string
			alt   string
		}{
			false: {[]string{"Serviceprogrammet.png"}, "Serviceprogrammet"},
			true:  {[]string{"vår.png", "mörk.png"}, "Mitt bolag"},
		} {
			s.ShowLogo = show
			p := planned(t, draft(t, s, o, notifytest.Request(rules.Kind)))
			require.NoError(t, p.Verify())
			mail, err := p.EmailOf(0, nil)
			require.NoError(t, err)
			require.NoError(t, mail.Validate())
			var names []string
			for _, inline := range mail.Inline {
				names = append(names, inline.Name)
			}
			assert.Equal(t, want.names, names)
			assert.Contains(t, mail.HTML, `alt="`+want.alt+`"`)
		}
		s.ShowLogo, s.HostLogo.Name = false, ""
		p := planned(t, draft(t, s, o, notifytest.Request(rules.Kind)))
		assert.Contains(t, p.Messages[0].Email.HTML, `alt="Mitt bolag"`, "one without a name is read out as the company")
	})
}

// A logo of a poster's size is made small for the mail, and one that is no picture is
// refused by name.
func TestR603ALogoIsCheckedAndMadeSmall(t *testing.T) {
	t.Parallel()
	s := notifytest.Settings()
	s.ShowLogo = true
	s.Company.Logo, s.Company.LogoWidth = email.File{Name: "logga", Data: picture(t, 1000, 200)}, 200
	logo := planned(t, confirmation(t, s)).Logo
	c, err := png.DecodeConfig(bytes.NewReader(logo.Data))
	require.NoError(t, err)
	assert.Equal(t, []int{400, 80}, []int{c.Width, c.Height}, "twice as wide as shown, for dense screens")
	s.Company.Logo.Data = picture(t, 100, 20)
	c, err = png.DecodeConfig(bytes.NewReader(planned(t, confirmation(t, s)).Logo.Data))
	require.NoError(t, err)
	assert.Equal(t, []int{100, 20}, []int{c.Width, c.Height}, "never larger than it is")
	for what, data := range map[string][]byte{"text": []byte("no picture"), "a cut file": picture(t, 100, 20)[:60], "a drawing": []byte("<svg xmlns='http://www.w3.org/2000/svg'/>")} {
		s.Company.Logo.Data = data
		_, err = confirmation(t, s).Plan()
		require.ErrorContains(t, err, "logga", what)
	}
}

// A logo is as wide or as high as a mail has room for, a square one no poster, and
// one of few pixels is not blown up.
func TestR603HowLargeALogoIsShown(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ width, height, asked, shown, pixels int }{
		{960, 192, 0, 160, 320},
		{800, 800, 0, 64, 128},
		{600, 1200, 0, 32, 64},
		{320, 128, 0, 160, 320},
		{320, 130, 0, 157, 315},
		{100, 20, 0, 100, 100},
		{64, 64, 0, 64, 64},
		{1, 1000, 0, 1, 1},
		{1200, 1200, 200, 200, 400},
		{100, 20, 200, 200, 100},
	} {
		s := notifytest.Settings()
		s.ShowLogo, s.Company.Logo, s.Company.LogoWidth = true, email.File{Data: picture(t, c.width, c.height)}, c.asked
		p := planned(t, confirmation(t, s))
		small, err := png.DecodeConfig(bytes.NewReader(p.Logo.Data))
		require.NoError(t, err)
		assert.Equal(t, c.pixels, small.Width, "%+v", c)
		assert.Contains(t, p.Messages[0].Email.HTML, fmt.Sprintf(` width="%d" style="display:block;width:%[1]dpx;`, c.shown), "%+v", c)
	}
}

func TestR616SenderAndReply(t *testing.T) {
	t.Parallel()
	everyMessage(t, func(t *testing.T, rules compose.Rules, o order.Order) {
		s := notifytest.Settings()
		s.From = recipients.Mailbox{Name: "Kundtjänst", Address: recipients.MustParseAddress("info@mitt-bolag.se")}
		s.ReplyTo = recipients.Mailbox{Address: recipients.MustParseAddress("svar@example.com")}
		mail := planned(t, draft(t, s, o, notifytest.Request(rules.Kind))).Messages[0].Email
		assert.Equal(t, s.From, mail.From)
		assert.Equal(t, s.ReplyTo, mail.ReplyTo)
		if mail.Calendar != nil {
			assert.Contains(t, string(mail.Calendar.Data), "mailto:svar@example.com", "the organizer is the reply address")
		}
		s.From.Name = ""
		assert.Equal(t, "Mitt bolag", planned(t, draft(t, s, o, notifytest.Request(rules.Kind))).Messages[0].Email.From.Name)
		s.From = recipients.Mailbox{}
		e := refusal(t, draft(t, s, o, notifytest.Request(rules.Kind)))
		assert.Equal(t, codes.RefusedNoSender, e.Code)
	})
}

func TestR616ATextCannotBeAnswered(t *testing.T) {
	t.Parallel()
	s := notifytest.Settings()
	for _, kind := range []plan.Kind{compose.BookingConfirmation, compose.FreeMessage} {
		d := draft(t, s, notifytest.Order(), notifytest.Request(kind))
		assert.NotContains(t, codesOf(d.Warnings()), "sms-not-answerable")
		d.SMS = true
		assert.Contains(t, codesOf(d.Warnings()), "sms-not-answerable", "the draft says so")
		p := planned(t, d)
		assert.Contains(t, codesOf(p.Warnings), "sms-not-answerable", "and the plan")
		assert.Equal(t, s.SMSFrom, p.Messages[1].SMS.From)
	}
	s.SMSFrom, s.SMSFromNumber = smsgw.SenderName{}, recipients.MustParsePhone("+46705000001")
	d := confirmation(t, s)
	d.SMS = true
	p := planned(t, d)
	assert.NotContains(t, codesOf(p.Warnings), "sms-not-answerable", "a number can be")
	require.NoError(t, p.Messages[1].SMS.Validate())
	s.SMSFromNumber = recipients.Phone{}
	d = confirmation(t, s)
	d.SMS = true
	assert.Equal(t, codes.RefusedNoSMSSender, refusal(t, d).Code)
	s.SMSFrom = smsgw.MustParseSenderName("Åkes Kyl")
	d = confirmation(t, s)
	d.SMS = true
	assert.Contains(t, codesOf(d.Warnings()), "sender-not-portable")
}

func TestR617AlmostNothingIsEnough(t *testing.T) {
	t.Parallel()
	s := order.Settings{Company: order.Company{ID: "c"}, From: recipients.Mailbox{Address: recipients.MustParseAddress("c@example.com")}}
	for _, kind := range []order.Kind{order.WorkOrder, order.ServiceOrder, order.ContactOrder} {
		for name, o := range map[string]order.Order{
			"with a booking's start": {Bookings: []booking.Booking{{Start: notifytest.Now().AddDate(0, 0, 2)}}},
			"and its ID":             {Bookings: []booking.Booking{{ID: "b", Start: notifytest.Now().AddDate(0, 0, 2)}}},
		} {
			o.Company, o.Kind, o.Number, o.ContactPerson = "c", kind, "1", order.Contact{Email: "a@example.se"}
			p := planned(t, draft(t, s, o, compose.Request{Kind: compose.BookingConfirmation, Key: "k", Now: notifytest.Now()}))
			require.Len(t, p.Messages, 1, name)
			assert.Equal(t, "a@example.se", p.Messages[0].Recipient)
			assert.Contains(t, p.Messages[0].Body(), "onsdag 04 oktober, 14:05")
			assert.Contains(t, p.Messages[0].Body(), "Ordernummer: 1")
			assert.Equal(t, o.Bookings[0].ID != "", p.Messages[0].Email.Calendar != nil, "a calendar entry is known by the booking's ID")
			assert.NotEmpty(t, p.Snapshot.Fields, "what was told can be compared later, an end or not")
			assert.Contains(t, codesOf(p.Warnings), "empty-tag", "the customer's name is missing in the text")
		}
	}
}

func TestR617EveryKindWorksWithZeroValues(t *testing.T) {
	t.Parallel()
	s := order.Settings{Company: order.Company{ID: "c"}, From: recipients.Mailbox{Address: recipients.MustParseAddress("c@example.com")}}
	everyMessage(t, func(t *testing.T, rules compose.Rules, o order.Order) {
		o = order.Order{Company: "c", Kind: o.Kind, Number: "1", Bookings: []booking.Booking{{Start: notifytest.Now().Add(time.Hour)}}}
		d := draft(t, s, o, compose.Request{Kind: rules.Kind, Key: "k", Now: notifytest.Now(), Comment: order.Comment{Text: "Hej", VisibleToCustomer: true}})
		assert.Empty(t, d.To)
		assert.Empty(t, d.Suggestions().Lines)
		_, err := d.Plan()
		require.ErrorIs(t, err, plan.ErrNobody)
		d.To = recipients.MustParseList("a@example.se")
		if rules.Kind == compose.TemplateEmail {
			d.Subject, d.Text = "Hej", "Hej"
		}
		assert.Len(t, planned(t, d).Messages, 1)
	})
}
