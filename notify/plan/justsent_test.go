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
	"github.com/budkavle/budkavle/templating/locale"
)

// said are the warnings of one code.
func said(list []plan.Warning, code codes.Code) (texts []string) {
	for _, w := range list {
		if w.Code == code {
			texts = append(texts, w.Recipient+": "+w.Text)
		}
	}
	return texts
}

// Two at their desks may have the same thought: that somebody else has sent the same kind of
// message to the same person in the last ten minutes is told, with who and when.
func TestR618SomebodyElseHasJustSentIt(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		change func(m *audit.Message)
		told   bool
	}{
		"a minute ago":                {func(*audit.Message) {}, true},
		"this very moment":            {func(m *audit.Message) { m.Began = m.Began.Add(time.Minute) }, true},
		"ten minutes ago":             {func(m *audit.Message) { m.Began = m.Began.Add(-9 * time.Minute) }, true},
		"longer ago":                  {func(m *audit.Message) { m.Began = m.Began.Add(-9*time.Minute - 1) }, false},
		"by a clock that goes before": {func(m *audit.Message) { m.Began = m.Began.Add(time.Minute + 1) }, false},
		"by whoever sends now":        {func(m *audit.Message) { m.Actor = audit.UserRef{ID: "bo", Name: "Bo"} }, false},
		"by another of that ID":       {func(m *audit.Message) { m.Actor.ID = "bo" }, true},
		"by another of that name":     {func(m *audit.Message) { m.Actor.Name = "Bo" }, true},
		"of another kind":             {func(m *audit.Message) { m.Kind = "x" }, false},
		"to somebody else":            {func(m *audit.Message) { m.Recipient = "carl@example.se" }, false},
		"meant for somebody else":     {func(m *audit.Message) { m.IntendedFor = "carl@example.se" }, false},
		"meant for them":              {func(m *audit.Message) { m.Recipient, m.IntendedFor = "test@example.com", "anna@example.se" }, true},
		"in capitals":                 {func(m *audit.Message) { m.Recipient = "ANNA@example.se" }, true},
		"it waits":                    {func(m *audit.Message) { m.Status = delivery.StatusQueued }, true},
		"it is under way":             {func(m *audit.Message) { m.Status = delivery.StatusSending }, true},
		"it may have come":            {func(m *audit.Message) { m.Status = delivery.StatusUncertain }, true},
		"it failed":                   {func(m *audit.Message) { m.Status = delivery.StatusFailed }, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l := both()
			l.Actor = order.Actor{ID: "bo", Name: "Bo"}
			m := audit.Message{
				ID: "m", Kind: string(l.Kind), Channel: delivery.Email, Recipient: "anna@example.se", Status: delivery.StatusSent,
				Began: l.Now.Add(-time.Minute), Actor: audit.UserRef{ID: "eva", Name: "Eva"},
			}
			c.change(&m)
			l.Log = []audit.Message{m}
			got := said(l.Beforehand(), codes.WarnJustSent)
			assert.Equal(t, c.told, len(got) == 1, got)
			assert.Equal(t, got, said(planned(t, l).Warnings, codes.WarnJustSent), "the plan says so too")
		})
	}
	l := both()
	by := func(recipient, name string, ago time.Duration) audit.Message {
		return audit.Message{ID: name + recipient, Kind: string(l.Kind), Recipient: recipient, Status: delivery.StatusSent, Began: l.Now.Add(-ago), Actor: audit.UserRef{ID: name, Name: name}}
	}
	l.Log = []audit.Message{by("+46705123456", "Per", 3*time.Minute), by("+46705123456", "Eva", 2*time.Minute), by("anna@example.se", "", time.Minute)}
	l.Actor = order.Actor{ID: "bo"}
	got := said(l.Beforehand(), codes.WarnJustSent)
	if assert.Len(t, got, 2) {
		assert.Contains(t, got[0], "anna@example.se: ")
		assert.Contains(t, got[0], l.Settings.LanguageOf("").Phrase("audit.system"), "nobody has pressed anything")
		assert.Contains(t, got[1], "+46705123456: ")
		assert.Contains(t, got[1], "Eva", "the newest")
		assert.NotContains(t, got[1], "Per")
	}
}

// Two addresses that differ in capitals alone may be one, and both get a mail.
func TestR101AddressesThatDifferInCapitals(t *testing.T) {
	t.Parallel()
	l := letter()
	for to, want := range map[string]int{"Anna@example.se,anna@example.se": 1, "anna@example.se,bo@example.se": 0, "anna@example.se": 0} {
		l.To = recipients.MustParseList(to)
		assert.Len(t, said(l.Beforehand(), codes.WarnCapitals), want, to)
	}
	one := recipients.MustParseMailbox("anna@example.se")
	l.To = recipients.List{one, one}
	assert.Empty(t, said(l.Beforehand(), codes.WarnCapitals), "the same is left out, not warned of")
}

// What the host has read wrongly is told, wherever it stands, once.
func TestLettersThatWereReadWrongly(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		subject, body, sms string
		want               int
	}{
		"nowhere":        {"Värme", "Värme", "Värme", 0},
		"in the subject": {"V\uFFFDrme", "x", "x", 1},
		"in the text":    {"x", "V\uFFFDrme", "x", 1},
		"in the SMS":     {"x", "x", "V\uFFFDrme", 1},
		"everywhere":     {"V\uFFFDrme", "V\uFFFDrme", "V\uFFFDrme", 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l := both()
			l.EmailText = func(locale.Language) (plan.EmailText, error) {
				return plan.EmailText{Subject: c.subject, Body: c.body}, nil
			}
			l.SMSText = func(locale.Language) (string, error) { return c.sms, nil }
			assert.Len(t, said(planned(t, l).Warnings, codes.WarnUnreadable), c.want)
		})
	}
}
