package compose_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/audit"
	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/notify/compose"
	"github.com/budkavle/budkavle/notify/notifytest"
	"github.com/budkavle/budkavle/notify/order"

	"github.com/budkavle/budkavle/notify/codes"
	"github.com/budkavle/budkavle/recipients"
)

func TestR615EverythingIsRedirected(t *testing.T) {
	t.Parallel()
	everyMessage(t, func(t *testing.T, rules compose.Rules, o order.Order) {
		s := notifytest.Settings()
		s.Test = order.TestMode{RedirectEmail: recipients.MustParseAddress("test@example.com"), RedirectPhone: recipients.MustParsePhone("+46705000001")}
		d := draft(t, s, o, notifytest.Request(rules.Kind))
		d.To = recipients.MustParseList("Anna <anna@example.se>,bo@example.org")
		if rules.Can(delivery.SMS) {
			d.SMS, d.Phones = true, recipients.MustParsePhoneList("+46705123456")
		}
		p := planned(t, d)
		assert.NotEqual(t, p.Messages[0].ID, p.Messages[1].ID, "still one message per recipient")
		for _, m := range p.Messages {
			if m.SMS != nil {
				assert.Equal(t, "+46705000001", m.Recipient)
				assert.Equal(t, "+46705000001", m.SMS.To.String())
				assert.Equal(t, "+46705123456", m.IntendedFor)
				continue
			}
			assert.Equal(t, "test@example.com", m.Recipient)
			assert.Equal(t, "test@example.com", m.Email.To.String())
			assert.Contains(t, []string{"anna@example.se", "bo@example.org"}, m.IntendedFor)
			assert.Equal(t, audit.TestRedirected, m.Test)
		}
		assert.Contains(t, codesOf(p.Warnings), "test-redirect")
	})
}

// A redirect of one channel lets nothing through the other.
func TestR615NoChannelEscapesARedirect(t *testing.T) {
	t.Parallel()
	for channel, test := range map[delivery.Channel]order.TestMode{
		delivery.SMS:   {RedirectEmail: recipients.MustParseAddress("test@example.se")},
		delivery.Email: {RedirectPhone: recipients.MustParsePhone("+46705000001")},
	} {
		s := notifytest.Settings()
		s.Test = test
		d := confirmation(t, s)
		d.SMS = true
		p := planned(t, d)
		require.Len(t, p.Messages, 1)
		require.Len(t, p.LeftOut, 1)
		assert.Equal(t, channel, p.LeftOut[0].Channel)
		assert.Equal(t, codes.LeftNotRedirected, p.LeftOut[0].Code)
	}
}

func TestR615OnlyTheAllowListGetsMessages(t *testing.T) {
	t.Parallel()
	s := notifytest.Settings()
	for entry, want := range map[string]string{
		"anna@example.se":   "anna@example.se",
		" Anna@Example.SE ": "anna@example.se",
		"@example.org":      "bo@example.org",
		"@EXAMPLE.org":      "bo@example.org",
		"@ample.org":        "",
		"example.org":       "",
		"+46 705-12 34 56":  "+46705123456",
		"":                  "",
	} {
		s.Test = order.TestMode{Allow: []string{entry}}
		d := confirmation(t, s)
		d.To, d.SMS = recipients.MustParseList("anna@example.se,bo@example.org"), true
		p := planned(t, d)
		got := ""
		for _, m := range p.Messages {
			got += m.Recipient
		}
		assert.Equal(t, want, got, "%q", entry)
		assert.Len(t, p.LeftOut, 3-len(p.Messages), "everybody else is told of")
		for _, l := range p.LeftOut {
			assert.Equal(t, codes.LeftNotAllowed, l.Code)
		}
	}
}

func TestR615ADryRunStandsInEachMessage(t *testing.T) {
	t.Parallel()
	s := notifytest.Settings()
	s.Test = order.TestMode{DryRun: true, RedirectEmail: recipients.MustParseAddress("test@example.com")}
	p := planned(t, confirmation(t, s))
	assert.True(t, p.DryRun)
	assert.Equal(t, audit.TestDryRun, p.Messages[0].Test)
	assert.Equal(t, "anna@example.se", p.Messages[0].IntendedFor)
	assert.Contains(t, codesOf(p.Warnings), "test-dry-run")
}
