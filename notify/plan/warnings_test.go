package plan_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/budkavle/budkavle/audit"
	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/notify/codes"
	"github.com/budkavle/budkavle/notify/order"
	"github.com/budkavle/budkavle/notify/plan"
	"github.com/budkavle/budkavle/recipients"
	"github.com/budkavle/budkavle/smsgw"
	"github.com/budkavle/budkavle/templating/locale"
)

// warned are the codes and recipients of warnings.
func warned(list []plan.Warning) (codes []string) {
	for _, w := range list {
		codes = append(codes, string(w.Code)+" "+w.Recipient)
	}
	return codes
}

// What is known of addresses and senders is said before any message is made, each
// thing once, and by the plan as well.
func TestR618WhatIsSaidBeforehand(t *testing.T) {
	t.Parallel()
	l := both()
	l.To = recipients.MustParseList("anna@example.se,råd@bolag.se,x@bolag.test,a@pаypal.com")
	l.Bounced = []string{"ANNA@example.se", "+46705123456", "nobody@example.se"}
	l.Warnings = []plan.Warning{{Code: "own", Text: "x"}, {Code: "own", Text: "x"}}
	want := []string{
		"own ", "bounced anna@example.se", "smtputf8 råd@bolag.se", "special-domain x@bolag.test", "mixed-script a@pаypal.com",
		"sms-not-answerable ", "bounced +46705123456",
	}
	assert.Equal(t, want, warned(l.Beforehand()))
	l.To = l.To[:1]
	assert.Equal(t, []string{"own ", "bounced anna@example.se", "sms-not-answerable ", "bounced +46705123456"}, warned(planned(t, l).Warnings))
	l.Email = false
	assert.Equal(t, []string{"own ", "sms-not-answerable ", "bounced +46705123456"}, warned(l.Beforehand()))
	l.Email, l.SMS = true, false
	assert.Equal(t, []string{"own ", "bounced anna@example.se"}, warned(l.Beforehand()))
}

// A name cannot be answered; a number can; a short code is none of the two. A name that
// not every gateway takes is told with one that they all take.
func TestR616WhoCanBeAnswered(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		change func(*order.Settings)
		want   []string
		from   string
	}{
		"a name":         {func(*order.Settings) {}, []string{"sms-not-answerable "}, "MittBolag"},
		"an odd name":    {func(s *order.Settings) { s.SMSFrom = smsgw.MustParseSenderName("Åkes Kyl") }, []string{"sender-not-portable ", "sms-not-answerable "}, "Åkes Kyl"},
		"a number":       {func(s *order.Settings) { s.SMSFromNumber = bo }, nil, bo.String()},
		"a code":         {func(s *order.Settings) { s.SMSFromCode = smsgw.MustParseShortCode("72456") }, nil, "72456"},
		"number, code":   {func(s *order.Settings) { s.SMSFromNumber, s.SMSFromCode = bo, smsgw.MustParseShortCode("72456") }, nil, bo.String()},
		"nothing at all": {func(s *order.Settings) { s.SMSFrom = smsgw.SenderName{} }, nil, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l := both()
			row.change(&l.Settings)
			list := l.Beforehand()
			assert.Equal(t, row.want, warned(list))
			if len(list) == 2 {
				assert.Contains(t, list[0].Text, "AkesKyl")
			}
			if row.from != "" {
				p := planned(t, l)
				assert.Equal(t, row.from, p.Messages[1].SMS.Originator())
			}
		})
	}
}

// What went, or may have gone, to the same person in the same words is told with when.
func TestTheSameTextAgain(t *testing.T) {
	t.Parallel()
	at := time.Date(2023, 10, 1, 12, 0, 0, 0, time.UTC)
	first := planned(t, both())
	sent := func(i int, status delivery.Status, when time.Time) audit.Message {
		m := first.Messages[i]
		salt := "s"
		return audit.Message{
			ID: "before", Channel: m.Channel, Recipient: m.Recipient, Status: status, SentAt: when, ChangedAt: when.Add(time.Hour),
			Subject: m.Subject(), Body: m.Body(), BodySalt: salt, BodyHash: audit.HashBody(salt, m.Subject(), m.Body()),
		}
	}
	for name, row := range map[string]struct {
		log  []audit.Message
		want []string
		when string
	}{
		"nothing":     {nil, nil, ""},
		"sent":        {[]audit.Message{sent(0, delivery.StatusSent, at)}, []string{"sent-before anna@example.se"}, "12:00"},
		"an SMS":      {[]audit.Message{sent(1, delivery.StatusDelivered, at)}, []string{"sent-before +46705123456"}, "12:00"},
		"failed":      {[]audit.Message{sent(0, delivery.StatusFailed, at)}, nil, ""},
		"uncertain":   {[]audit.Message{sent(0, delivery.StatusUncertain, at)}, []string{"maybe-sent-before anna@example.se"}, "13:00"},
		"under way":   {[]audit.Message{sent(0, delivery.StatusSending, at)}, []string{"maybe-sent-before anna@example.se"}, "13:00"},
		"the newest":  {[]audit.Message{sent(0, delivery.StatusSent, at), sent(0, delivery.StatusSent, at.Add(-time.Hour))}, []string{"sent-before anna@example.se"}, "11:00"},
		"failed then": {[]audit.Message{sent(0, delivery.StatusSent, at), sent(0, delivery.StatusFailed, at)}, []string{"sent-before anna@example.se"}, "12:00"},
	} {
		l := both()
		l.Log = row.log
		var got []plan.Warning
		for _, w := range planned(t, l).Warnings {
			if w.Code != codes.WarnNotAnswerable {
				got = append(got, w)
			}
		}
		assert.Equal(t, row.want, warned(got), name)
		if row.when != "" {
			assert.Contains(t, got[0].Text, row.when, name)
		}
	}
	for name, change := range map[string]func(*audit.Message){
		"another text":   func(m *audit.Message) { m.Body, m.BodyHash = "x", audit.HashBody("s", m.Subject, "x") },
		"another person": func(m *audit.Message) { m.Recipient = "bo@example.se" },
		"for another":    func(m *audit.Message) { m.IntendedFor = "bo@example.se" },
	} {
		l, other := both(), sent(0, delivery.StatusSent, at)
		change(&other)
		l.Log = []audit.Message{other}
		assert.Equal(t, []string{"sms-not-answerable "}, warned(planned(t, l).Warnings), name)
	}
	l, other := both(), sent(0, delivery.StatusSent, at)
	other.Recipient = "ANNA@example.se"
	l.Log = []audit.Message{other}
	assert.Contains(t, warned(planned(t, l).Warnings), "sent-before anna@example.se", "capitals make nobody another")
}

// R203: a text of many SMS is told with the characters that make it so, five of them.
func TestR203ManySMS(t *testing.T) {
	t.Parallel()
	say := func(text string) func(locale.Language) (string, error) {
		return func(locale.Language) (string, error) { return text, nil }
	}
	long := ""
	for range 69 {
		long += "x"
	}
	for name, row := range map[string]struct {
		text func(locale.Language) (string, error)
		want string
	}{
		"one":                       {text(160), ""},
		"two":                       {text(161), ""},
		"three":                     {text(2*153 + 1), "Texten blir 3 SMS."},
		"one with an odd character": {say("ŋ"), ""},
		"two because of one":        {say(long + "ŋŋ"), "Texten blir 2 SMS på grund av ”ŋ”."},
		"two because of six":        {say(long + "ŋłđħŧĸ"), "Texten blir 2 SMS på grund av ”ŋ” ”ł” ”đ” ”ħ” ”ŧ”."},
	} {
		l := both()
		l.Email, l.SMSText = false, row.text
		l.Settings.SMSFromNumber = bo
		got := ""
		for _, w := range planned(t, l).Warnings {
			assert.Equal(t, "+46705123456", w.Recipient)
			got += w.Text
		}
		assert.Equal(t, row.want, got, name)
	}
	l := both()
	l.Actor.Language, l.Email, l.SMSText, l.Settings.SMSFromNumber = "de", false, say(long+"ŋŋ"), bo
	assert.Equal(t, "Der Text ergibt 2 SMS wegen „ŋ“.", planned(t, l).Warnings[0].Text, "quoted as the user's language does")
	l = both()
	l.Settings.SMSFromNumber, l.Settings.SMSWarning, l.SMSText = bo, 2, text(161)
	l.Phones = append(l.Phones, recipients.MustParsePhone("+46705123458"))
	assert.Equal(t, []string{"many-sms +46705123456"}, warned(planned(t, l).Warnings), "the first of the worst")
}

// R204: typography is written in GSM-7 and told, unless the setting keeps it; composed it
// is on or off.
func TestR204TypographyInSMS(t *testing.T) {
	t.Parallel()
	l := both()
	l.SMSText = func(locale.Language) (string, error) { return "07:00 – 10:00\r\na\u030a", nil }
	m := planned(t, l).Messages[1]
	assert.Equal(t, "07:00 - 10:00\nå", m.SMS.Text)
	assert.Len(t, m.Replaced, 1)
	assert.Equal(t, smsgw.GSM7, m.Segments.Encoding)
	l.Settings.KeepTypographyInSMS = true
	m = planned(t, l).Messages[1]
	assert.Equal(t, "07:00 – 10:00\nå", m.SMS.Text)
	assert.Empty(t, m.Replaced)
	assert.Equal(t, smsgw.UCS2, m.Segments.Encoding)
	assert.Equal(t, "mitt-bolag", m.SMS.Company)
	assert.Equal(t, m.ID, m.SMS.ID)
}
