package compose_test

import (
	"cmp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/audit"
	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/notify/codes"
	"github.com/budkavle/budkavle/notify/compose"
	"github.com/budkavle/budkavle/notify/notifytest"
	"github.com/budkavle/budkavle/notify/order"
	"github.com/budkavle/budkavle/notify/plan"
	"github.com/budkavle/budkavle/recipients"
	"github.com/budkavle/budkavle/smsgw"
)

// commented is an order with a customer user, a user of the system and a
// responsible user.
func commented(o order.Order) order.Order {
	o.Users = []order.User{{Name: "Karin", Email: "kund@example.se", Customer: true}, {Name: "Sven", Email: "sven@example.com"}}
	o.ResponsibleUserEmail, o.Link = "eva@example.com", "https://host.example.com/462"
	return o
}

func TestR610OnlyAVisibleCommentLeavesTheCompany(t *testing.T) {
	t.Parallel()
	for _, o := range notifytest.Orders() {
		o = commented(o)
		request := notifytest.Request(compose.Comment)
		request.Comment.VisibleToCustomer = false
		_, err := compose.NewDraft(notifytest.Settings(), o, request)
		require.ErrorContains(t, err, "not visible to the customer")

		request.Comment.VisibleToCustomer = true
		request.Comment.At = notifytest.Now().Add(-time.Hour)
		d := draft(t, notifytest.Settings(), o, request)
		assert.Equal(t, "kund@example.se", d.To.String(), "the other side is the customer's users")
		assert.Equal(t, plan.SourceComment, d.Source())
		p := planned(t, d)
		assert.Contains(t, p.Messages[0].Body(), "Eva, 2023-10-02 13:05:\n> Nyckeln ligger i receptionen.\n")
		assert.Equal(t, o.Link, p.Messages[0].Link)
	}
}

func TestR610ACustomersCommentGoesToTheCompany(t *testing.T) {
	t.Parallel()
	o := commented(notifytest.Order())
	request := notifytest.Request(compose.Comment)
	request.Comment = order.Comment{Author: "Karin", Text: "Tack! {company} <b>", FromCustomer: true}
	d := draft(t, notifytest.Settings(), o, request)
	assert.Equal(t, "eva@example.com", d.To.String())
	p := planned(t, d)
	assert.Equal(t, o.Link, p.Messages[0].Link, "the responsible user is a user of the system")
	assert.Contains(t, p.Messages[0].Body(), "Karin:\n> Tack! {company} <b>\n", "what somebody wrote is no template")
	assert.Contains(t, p.Messages[0].Email.HTML, "&lt;b&gt;")

	d.To = recipients.MustParseList("sven@EXAMPLE.com")
	planned(t, d)
	for _, outside := range []string{"kund@example.se", "tidningen@example.org"} {
		d.To = recipients.MustParseList("eva@example.com," + outside)
		e := refusal(t, d)
		assert.Equal(t, codes.RefusedOutside, e.Code, "only a visible comment leaves the company")
		assert.Contains(t, e.Error(), outside)
	}
	request.Comment.VisibleToCustomer = true
	d = draft(t, notifytest.Settings(), o, request)
	d.To = recipients.MustParseList("kund@example.se")
	planned(t, d)

	o.ResponsibleUserEmail = ""
	assert.Equal(t, "sven@example.com", draft(t, notifytest.Settings(), o, request).To.String(), "without a responsible user whoever works with the order")
	o.Users = nil
	s := notifytest.Settings()
	request.Comment.VisibleToCustomer = false
	p = planned(t, draft(t, s, o, request))
	assert.Equal(t, "info@example.com", p.Messages[0].Recipient, "without anybody the company's address")
	assert.Equal(t, audit.AudienceStaff, p.Messages[0].Audience)
	s.Company.Email = ""
	_, err := draft(t, s, o, request).Plan()
	require.ErrorIs(t, err, plan.ErrNobody, "and it is not lost unsaid")
}

func TestR610ACommentHasAText(t *testing.T) {
	t.Parallel()
	request := notifytest.Request(compose.Comment)
	for _, text := range []string{"", " \n\t"} {
		request.Comment.Text = text
		_, err := compose.NewDraft(notifytest.Settings(), commented(notifytest.Order()), request)
		require.ErrorContains(t, err, "the comment is empty")
	}
}

// A comment goes by e-mail or SMS, as each has chosen.
func TestR610ByTheChannelThatWasChosen(t *testing.T) {
	t.Parallel()
	sms, both := []delivery.Channel{delivery.SMS}, []delivery.Channel{delivery.Email, delivery.SMS}
	users := []order.User{
		{Name: "Karin", Email: "karin@example.se", Phone: "+46705123456", CommentsBy: sms},
		{Name: "Lars", Email: "lars@example.se", Phone: "+46705123457", CommentsBy: both},
		{Name: "Maja", Email: "maja@example.se", Phone: "08-1", CommentsBy: sms},
		{Name: "Nils", Email: "nils@example.se", Phone: "+46705123458"},
	}
	for _, row := range []struct {
		name        string
		customers   bool
		noSender    bool
		responsible string
		want        []string
	}{
		{"to customers", true, false, "", []string{"lars@example.se", "maja@example.se", "nils@example.se", "+46705123456", "+46705123457"}},
		{"to the company", false, false, "", []string{"lars@example.se", "maja@example.se", "nils@example.se", "+46705123456", "+46705123457"}},
		{"to the responsible user", false, false, "Karin@example.se", []string{"+46705123456"}},
		{"no sender of SMS", true, true, "", []string{"karin@example.se", "lars@example.se", "maja@example.se", "nils@example.se"}},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			o, s := notifytest.Order(), notifytest.Settings()
			for _, u := range users {
				u.Customer = row.customers
				o.Users = append(o.Users, u)
			}
			if row.noSender {
				s.SMSFrom = smsgw.SenderName{}
			}
			o.ResponsibleUserEmail = row.responsible
			request := notifytest.Request(compose.Comment)
			request.Comment.FromCustomer, request.Comment.VisibleToCustomer = !row.customers, row.customers
			p := planned(t, draft(t, s, o, request))
			var got []string
			for _, m := range p.Messages {
				got = append(got, m.Recipient)
				assert.Contains(t, m.Body(), "Nyckeln ligger i receptionen.")
				assert.Equal(t, row.customers, m.Audience == audit.AudienceCustomer)
			}
			assert.Equal(t, row.want, got)
			assert.Empty(t, p.LeftOut)
		})
	}
	o := commented(notifytest.Order())
	request := notifytest.Request(compose.Comment)
	request.Comment.FromCustomer, request.Comment.VisibleToCustomer = true, false
	d := draft(t, notifytest.Settings(), o, request)
	d.SMS, d.Phones = true, recipients.MustParsePhoneList("+46705000001")
	assert.Equal(t, codes.RefusedOutside, refusal(t, d).Code, "no SMS leaves the company either")
}

// Two logins of one address are one reader, who is reached as either of them has chosen;
// those without an address are as many as they are.
func TestR610OneReaderOfTwoLogins(t *testing.T) {
	t.Parallel()
	sms, both := []delivery.Channel{delivery.SMS}, []delivery.Channel{delivery.Email, delivery.SMS}
	for name, c := range map[string]struct {
		users []order.User
		want  string
	}{
		"one address":    {[]order.User{{Name: "Karin", Email: "karin@example.se"}, {Name: "K", Email: " Karin@Example.se ", Phone: "+46705123456", CommentsBy: both}}, "karin@example.se +46705123456"},
		"two addresses":  {[]order.User{{Name: "Karin", Email: "karin@example.se"}, {Name: "Lars", Email: "lars@example.se"}}, "karin@example.se lars@example.se"},
		"numbers alone":  {[]order.User{{Name: "Karin", Phone: "+46705123456", CommentsBy: sms}, {Name: "Lars", Phone: "+46705123457", CommentsBy: sms}}, "+46705123456 +46705123457"},
		"the first wins": {[]order.User{{Email: "k@example.se", Phone: "+46705123456", CommentsBy: both}, {Email: "k@example.se", Phone: "+46705123457", CommentsBy: both}}, "k@example.se +46705123456"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := notifytest.Order()
			for _, u := range c.users {
				u.Customer = true
				o.Users = append(o.Users, u)
			}
			var got []string
			for _, m := range planned(t, draft(t, notifytest.Settings(), o, notifytest.Request(compose.Comment))).Messages {
				got = append(got, m.Recipient)
			}
			assert.Equal(t, c.want, strings.Join(got, " "))
		})
	}
}

// Whoever can be written to at the company's address is a customer like others in what is
// no comment.
func TestR605TheCompanysAddressIsStaffOfCommentsAlone(t *testing.T) {
	t.Parallel()
	s, o := notifytest.Settings(), notifytest.Order()
	o.ContactPerson.Email, o.Link = s.Company.Email, "https://host.example.com/462"
	m := planned(t, draft(t, s, o, notifytest.Request(compose.BookingConfirmation))).Messages[0]
	assert.Equal(t, s.Company.Email, m.Recipient)
	assert.Equal(t, audit.AudienceCustomer, m.Audience)
	assert.Empty(t, m.Link)
}

// A customer's comment reaches somebody wherever anybody can be reached: a login that cannot
// be written to is passed over, and said.
func TestR610ACommentPassesOverWhoCannotBeReached(t *testing.T) {
	t.Parallel()
	bo := order.User{ID: "b", Name: "Bo", Email: "bo@example.com"}
	for name, c := range map[string]struct {
		responsible string
		id          string
		users       []order.User
		company     string
		want        string
		warned      string
	}{
		"a blank responsible user":           {responsible: " \u00a0", users: []order.User{bo}, want: "bo@example.com"},
		"a responsible user without a host":  {responsible: "sven", users: []order.User{bo}, want: "bo@example.com", warned: "no-address"},
		"the same, and nobody else":          {responsible: "sven@", want: "info@example.com", warned: "no-address"},
		"a responsible user by the ID alone": {id: "b", users: []order.User{{ID: "e", Email: "eva@example.com"}, bo}, want: "bo@example.com"},
		"an ID that nobody has":              {id: "x", users: []order.User{bo}, want: "bo@example.com"},
		"a customer's ID":                    {id: "k", users: []order.User{{ID: "k", Email: "kund@example.se", Customer: true}, bo}, want: "bo@example.com"},
		"an address and another's ID":        {responsible: "eva@example.com", id: "b", users: []order.User{bo}, want: "eva@example.com"},
		"an ID behind a broken address":      {responsible: "bo@", id: "b", users: []order.User{{ID: "e", Email: "eva@example.com"}, bo}, want: "bo@example.com"},
		"a user without an address":          {users: []order.User{{Name: "Eva"}}, want: "info@example.com", warned: "no-address"},
		"a number that nobody writes to":     {users: []order.User{{Name: "Eva", Phone: "+46705123456"}}, want: "info@example.com", warned: "no-address"},
		"a number that was chosen":           {users: []order.User{{Name: "Eva", Phone: "+46705123456", CommentsBy: []delivery.Channel{delivery.SMS}}}, want: "+46705123456"},
		"one of two users":                   {users: []order.User{{Name: "Eva", Email: "eva@"}, bo}, want: "bo@example.com"},
		"the company's addresses":            {company: "a@example.com, b@example.com", want: "a@example.com,b@example.com"},
		"a blank is no address of the house": {company: " "},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, o, r := notifytest.Settings(), notifytest.Order(), notifytest.Request(compose.Comment)
			s.Company.Email = cmp.Or(c.company, s.Company.Email)
			o.ResponsibleUserEmail, o.ResponsibleUserID, o.Users = c.responsible, c.id, c.users
			r.Comment = order.Comment{ID: "c-2", Author: "Karin", Text: "När kommer ni?", FromCustomer: true}
			p, err := draft(t, s, o, r).Plan()
			if c.want == "" {
				require.ErrorIs(t, err, plan.ErrNobody)
				return
			}
			require.NoError(t, err)
			var got []string
			for _, m := range p.Messages {
				got = append(got, m.Recipient)
				assert.Equal(t, audit.AudienceStaff, m.Audience, "it has not left the company")
			}
			assert.Equal(t, c.want, strings.Join(got, ","))
			if c.warned != "" {
				assert.Contains(t, codesOf(p.Warnings), c.warned)
			}
		})
	}
}
