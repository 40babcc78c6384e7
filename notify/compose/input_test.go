package compose_test

import (
	"errors"
	"math"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/notify/compose"
	"github.com/budkavle/budkavle/notify/notifytest"
	"github.com/budkavle/budkavle/recipients"
)

var confirmation = compose.Request{Kind: compose.BookingConfirmation, Key: "k", Now: notifytest.Now()}

func TestAnOrderNumberIsNoPath(t *testing.T) {
	t.Parallel()
	for number, want := range map[string]string{"2026/117": "2026_117.ics", `A\1`: "A_1.ics", "AO 462": "AO 462.ics"} {
		o := notifytest.Order()
		o.Number = number
		p := plan(t, draft(t, notifytest.Settings(), o, confirmation))
		assert.Equal(t, want, p.Messages[0].Email.Calendar.Name)
		mail, err := p.Mail(0, nil)
		require.NoError(t, err)
		require.NoError(t, mail.Validate())
	}
}

func TestABadNameStopsNobody(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"Anna\r\nBcc: eve@example.com": "Anna Bcc: eve@example.com",
		"Anna\x00\u202eEk":             "AnnaEk",
		strings.Repeat("å", 200):       strings.Repeat("å", 127),
	} {
		o := notifytest.Order()
		o.ContactPerson.Name = name
		d := draft(t, notifytest.Settings(), o, confirmation)
		d.SMS = true
		p := plan(t, d)
		assert.Equal(t, want, p.Messages[0].Email.To.Name)
		assert.Equal(t, want, p.Messages[0].Name)
		require.NoError(t, p.Messages[0].Email.Validate())
	}
	s := notifytest.Settings()
	s.From.Name = "Mitt\r\nbolag"
	require.ErrorContains(t, s.Validate(), "from.name")
}

func TestASubjectThatIsTooLongIsItsField(t *testing.T) {
	t.Parallel()
	d := draft(t, notifytest.Settings(), notifytest.Order(), confirmation)
	d.Subject = strings.Repeat("å", 500)
	_, err := d.Plan()
	field, ok := errors.AsType[*compose.FieldError](err)
	require.True(t, ok)
	assert.Equal(t, "subject", field.Field)
}

func TestR604SizesThatLie(t *testing.T) {
	t.Parallel()
	for _, size := range []int64{-1, 1 << 62, math.MaxInt64, 11 << 20} {
		s, o := notifytest.Settings(), notifytest.Order()
		s.IncludeFiles = true
		o.Files = []compose.File{{ID: "f", Name: "a.txt", Size: size, SHA256: "00", Ref: "r"}}
		d := draft(t, s, o, confirmation)
		d.Files = []string{"f"}
		_, err := d.Plan()
		require.ErrorContains(t, err, "at most", "%d", size)
		ready := confirmation
		ready.Kind = compose.OrderConfirmation
		ready.Document = &compose.Document{Size: size, SHA256: "00", Ref: "r"}
		_, err = draft(t, s, o, ready).Plan()
		require.Error(t, err, "%d", size)
	}
}

func TestMediaTypesOfUploads(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"": "application/octet-stream", "text/plain; charset=utf-8": "text/plain", "IMAGE/PNG": "image/png",
		"text/plain\r\nX-Evil: 1": "application/octet-stream", "message/rfc822": "application/octet-stream", "odd": "application/octet-stream",
	} {
		s, o := notifytest.Settings(), notifytest.Order()
		s.IncludeFiles = true
		o.Files = []compose.File{{ID: "f", Name: "a.txt", ContentType: text, Data: []byte("a")}}
		d := draft(t, s, o, confirmation)
		d.Files = []string{"f"}
		p := plan(t, d)
		assert.Equal(t, want, p.Documents[0].ContentType, "%q", text)
		mail, err := p.Mail(0, nil)
		require.NoError(t, err)
		require.NoError(t, mail.Validate(), "%q", text)
	}
}

func TestADraftHasItsOwnOrder(t *testing.T) {
	t.Parallel()
	o := notifytest.Order()
	d := draft(t, notifytest.Settings(), o, confirmation)
	before := plan(t, d)
	o.Bookings[0].Start = o.Bookings[0].Start.AddDate(0, 0, 1)
	o.Bookings[0].Technicians[0] = "Someone else"
	after := plan(t, d)
	assert.Equal(t, before.Hash, after.Hash, "the text, the calendar and the snapshot tell the same")
}

func TestAnAddressThatIsNoneIsNotLost(t *testing.T) {
	t.Parallel()
	o := notifytest.Order()
	o.ContactPerson = compose.Contact{Name: "Anna Ek", Email: "anna@@example.se", Phone: "+468123456"}
	d := draft(t, notifytest.Settings(), o, confirmation)
	require.NotEmpty(t, d.BadAddresses())
	assert.Equal(t, recipients.SeveralAt, d.BadAddresses()[0].Err.Reason)
	assert.Contains(t, d.BadAddresses()[0].Message(d.Language()), "Anna Ek")
	d.SMS = true
	_, err := d.Plan()
	require.ErrorIs(t, err, compose.ErrNobody)
	assert.ErrorContains(t, err, "Anna Ek", "who, and why")
	assert.Equal(t, 2, strings.Count(err.Error(), "Anna Ek"), "for the mail and for the SMS: %v", err)
}

func TestATypedTagThatIsNoneIsSaid(t *testing.T) {
	t.Parallel()
	d := draft(t, notifytest.Settings(), notifytest.Order(), confirmation)
	d.Text += " {nextBokingDate} {nextBookingDate} {nextBokingDate}"
	p := plan(t, d)
	assert.Equal(t, 2, strings.Count(codes(p), "tag-in-text"), codes(p))
}

func TestR615NoChannelEscapesARedirect(t *testing.T) {
	t.Parallel()
	s := notifytest.Settings()
	s.Test.RedirectEmail = recipients.MustParseAddress("test@example.se")
	d := draft(t, s, notifytest.Order(), confirmation)
	d.SMS = true
	p := plan(t, d)
	require.Len(t, p.Messages, 1)
	assert.Equal(t, "test@example.se", p.Messages[0].Recipient)
	require.Len(t, p.LeftOut, 1)
	assert.Equal(t, delivery.SMS, p.LeftOut[0].Channel)
	assert.Equal(t, "not-redirected", p.LeftOut[0].Code)
}

func TestPlanMailOutOfRange(t *testing.T) {
	t.Parallel()
	p := plan(t, draft(t, notifytest.Settings(), notifytest.Order(), confirmation))
	for _, i := range []int{-1, len(p.Messages)} {
		_, err := p.Mail(i, nil)
		require.ErrorContains(t, err, "does not exist")
	}
}
