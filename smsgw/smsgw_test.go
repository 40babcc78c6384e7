package smsgw_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/recipients"
	"github.com/budkavle/budkavle/smsgw"
)

func sample() *smsgw.SMS {
	return &smsgw.SMS{ID: "m1", Company: "c", From: smsgw.MustParseSenderName("MittBolag"), To: recipients.MustParsePhone("+46705123456"), Text: "Hej"}
}

// TestValidate names every mistake at once, and never the text.
func TestValidate(t *testing.T) {
	t.Parallel()
	number, code := recipients.MustParsePhone("+46705000001"), smsgw.MustParseShortCode("71700")
	for name, c := range map[string]struct {
		change func(*smsgw.SMS)
		want   []string
	}{
		"a name":            {func(*smsgw.SMS) {}, nil},
		"a number":          {func(m *smsgw.SMS) { m.From, m.FromNumber = smsgw.SenderName{}, number }, nil},
		"a short code":      {func(m *smsgw.SMS) { m.From, m.FromCode = smsgw.SenderName{}, code }, nil},
		"no ID":             {func(m *smsgw.SMS) { m.ID = "" }, []string{`SMS "": ID is missing`}},
		"no company":        {func(m *smsgw.SMS) { m.Company = "" }, []string{`SMS "m1": Company is missing`}},
		"no number":         {func(m *smsgw.SMS) { m.To = recipients.Phone{} }, []string{`SMS "m1": To is missing`}},
		"no text":           {func(m *smsgw.SMS) { m.Text = "" }, []string{`SMS "m1": Text is empty`}},
		"no UTF-8":          {func(m *smsgw.SMS) { m.Text = "Hemlig\xff" }, []string{`SMS "m1": Text is not UTF-8`}},
		"no sender":         {func(m *smsgw.SMS) { m.From = smsgw.SenderName{} }, []string{`SMS "m1": the sender is missing, want one of From, FromNumber and FromCode`}},
		"two senders":       {func(m *smsgw.SMS) { m.FromNumber = number }, []string{`SMS "m1": it has more than one sender, want one of From, FromNumber and FromCode`}},
		"two others":        {func(m *smsgw.SMS) { m.From, m.FromNumber, m.FromCode = smsgw.SenderName{}, number, code }, []string{`SMS "m1": it has more than one sender, want one of From, FromNumber and FromCode`}},
		"a name and a code": {func(m *smsgw.SMS) { m.FromCode = code }, []string{`SMS "m1": it has more than one sender, want one of From, FromNumber and FromCode`}},
		"everything": {func(m *smsgw.SMS) { *m = smsgw.SMS{Text: "Hemlig\xff"} }, []string{
			"ID is missing", "Company is missing", "To is missing", "Text is not UTF-8", "the sender is missing",
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := sample()
			c.change(m)
			err := m.Validate()
			if c.want == nil {
				require.NoError(t, err)
				return
			}
			require.Error(t, err)
			lines := strings.Split(err.Error(), "\n")
			require.Len(t, lines, len(c.want))
			for i, want := range c.want {
				assert.Contains(t, lines[i], want)
			}
			assert.NotContains(t, err.Error(), "Hemlig")
		})
	}
	var none *smsgw.SMS
	require.EqualError(t, none.Validate(), "smsgw: the SMS is nil")
}

// TestR616Answerable: a number and a short code can be answered, a name cannot.
func TestR616Answerable(t *testing.T) {
	t.Parallel()
	m := sample()
	assert.Equal(t, "MittBolag", m.Originator())
	assert.False(t, m.Answerable())
	m.From, m.FromNumber = smsgw.SenderName{}, recipients.MustParsePhone("+46705000001")
	assert.Equal(t, "+46705000001", m.Originator())
	assert.True(t, m.Answerable())
	m.FromNumber, m.FromCode = recipients.Phone{}, smsgw.MustParseShortCode("71700")
	assert.Equal(t, "71700", m.Originator())
	assert.True(t, m.Answerable())
	assert.Empty(t, (&smsgw.SMS{}).Originator())
}

func TestAnSMSGoesThroughJSON(t *testing.T) {
	t.Parallel()
	for _, m := range []*smsgw.SMS{sample(), {ID: "m2", Company: "c", FromCode: smsgw.MustParseShortCode("71700"), To: recipients.MustParsePhone("+46705123456"), Text: "Hej"}} {
		text, err := json.Marshal(m)
		require.NoError(t, err)
		var back smsgw.SMS
		require.NoError(t, json.Unmarshal(text, &back))
		assert.Equal(t, *m, back)
	}
	text, _ := json.Marshal(sample())
	assert.NotContains(t, string(text), "fromCode", "a plan from before has the same JSON")
}

// TestR202NameRules: the zero rule takes every name, and a country may be stricter
// than the gateway.
func TestR202NameRules(t *testing.T) {
	t.Parallel()
	n := smsgw.MustParseSenderName("Åkes Kyl")
	assert.Equal(t, smsgw.NameVerdict{OK: true}, smsgw.NameRule{}.Verdict(n))
	assert.Equal(t, smsgw.NameVerdict{}, smsgw.NameRule{}.Verdict(smsgw.SenderName{}), "no name is none to take")
	rule := smsgw.NameRule{
		Gateway: "mine", Rule: "A–Z", Source: "https://example.com", Takes: smsgw.SenderName.Portable,
		Countries: map[string]smsgw.CountryRule{"US": smsgw.CountryRefuses, "NO": smsgw.CountryRestricts},
	}
	assert.Equal(t, smsgw.NameVerdict{Gateway: "mine", Rule: "A–Z", Source: "https://example.com"}, rule.Verdict(n))
	portable := smsgw.MustParseSenderName("AkesKyl")
	for number, want := range map[string]smsgw.NameVerdict{
		"+46705123456": {Gateway: "mine", OK: true, Rule: "A–Z", Source: "https://example.com"},
		"+12025550123": {Gateway: "mine", Rule: "A–Z", Source: "https://example.com", Country: smsgw.CountryRefuses},
		"+4740612345":  {Gateway: "mine", OK: true, Rule: "A–Z", Source: "https://example.com", Country: smsgw.CountryRestricts},
	} {
		assert.Equal(t, want, rule.VerdictTo(portable, recipients.MustParsePhone(number)), number)
	}
	assert.False(t, rule.VerdictTo(n, recipients.MustParsePhone("+46705123456")).OK)
	assert.True(t, smsgw.NameRule{}.VerdictTo(n, recipients.MustParsePhone("+12025550123")).OK)
}
