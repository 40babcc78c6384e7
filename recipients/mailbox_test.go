package recipients_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/recipients"
)

func TestMailboxText(t *testing.T) {
	t.Parallel()
	a := recipients.MustParseAddress("a@x.se")
	for name, want := range map[string]string{
		"":                    "a@x.se",
		"Anna Ek":             "Anna Ek <a@x.se>",
		"Åsa":                 "Åsa <a@x.se>",
		"Ek, Anna":            `"Ek, Anna" <a@x.se>`,
		`Anna "A" Ek`:         `"Anna \"A\" Ek" <a@x.se>`,
		`back\slash`:          `"back\\slash" <a@x.se>`,
		"=?utf-8?q?a?=":       `"=?utf-8?q?a?=" <a@x.se>`,
		"Anna\r\nBcc: b@x.se": `"Anna Bcc: b@x.se" <a@x.se>`, // made by hand, not by a parser
		"Anna\xff":            "Anna <a@x.se>",
		"\u202e\u200b":        "a@x.se",
		"Anna\ufffd Ek":       "Anna\ufffd Ek <a@x.se>",
		"Anna (chef)":         `"Anna (chef)" <a@x.se>`,
		"a: b":                `"a: b" <a@x.se>`,
		"Anna  Ek":            `"Anna  Ek" <a@x.se>`, // other readers fold what is not quoted
		" Anna":               `" Anna" <a@x.se>`,
		"Anna ":               `"Anna " <a@x.se>`,
	} {
		text := recipients.Mailbox{Name: name, Address: a}.String()
		assert.Equal(t, want, text)
		m, err := recipients.ParseMailbox(text)
		require.NoError(t, err, text)
		assert.Equal(t, a, m.Address)
		assert.Equal(t, strings.TrimSpace(m.Name), m.Name)
		if strings.TrimSpace(name) == name {
			assert.Equal(t, text, m.String(), "reads itself")
		}
	}
	assert.Empty(t, recipients.Mailbox{Name: "Anna"}.String(), "a name alone is nobody")
}

func TestParseMailbox(t *testing.T) {
	t.Parallel()
	m, err := recipients.ParseMailbox(` "Bond, James" <james@Bond.se> `)
	require.NoError(t, err)
	assert.Equal(t, recipients.Mailbox{Name: "Bond, James", Address: recipients.MustParseAddress("james@bond.se")}, m)
	for _, c := range []struct {
		in     string
		reason recipients.Reason
	}{
		{"", recipients.ReasonEmpty},
		{"Anna Ek", recipients.ReasonSpace},
		{"Anna", recipients.ReasonNoAt},
		{"Anna <a@x>", recipients.ReasonDotlessDomain},
		{"a@x.se,b@x.se", recipients.ReasonSyntax},
		{"a@x.se,a@x.se", recipients.ReasonSyntax},
		{"a@x.se,b@x", recipients.ReasonDotlessDomain},
		{"a@x.se\nBcc: b@x.se", recipients.ReasonHeaderInjection},
	} {
		t.Run(c.in, func(t *testing.T) {
			m, err := recipients.ParseMailbox(c.in)
			bad, ok := errors.AsType[*recipients.ParseError](err)
			require.True(t, ok)
			assert.Equal(t, c.reason, bad.Reason)
			assert.True(t, m.IsZero())
			assert.Panics(t, func() { recipients.MustParseMailbox(c.in) })
		})
	}
}

func TestMailboxInAndOut(t *testing.T) {
	t.Parallel()
	type settings struct {
		From  recipients.Mailbox `json:"from"`
		Reply recipients.Mailbox `json:"reply,omitzero"`
	}
	in := settings{From: recipients.MustParseMailbox(`"Kyl, Värme" <info@åäö.se>`)}
	text, err := json.Marshal(in)
	require.NoError(t, err)
	assert.JSONEq(t, `{"from": "\"Kyl, Värme\" <info@åäö.se>"}`, string(text))
	var out settings
	require.NoError(t, json.Unmarshal(text, &out))
	assert.Equal(t, in, out)
	require.Error(t, json.Unmarshal([]byte(`{"from": "nobody"}`), &out))
	assert.Equal(t, in, out, "an error leaves the value as it was")
	require.NoError(t, json.Unmarshal([]byte(`{"from": ""}`), &out))
	assert.True(t, out.From.IsZero())
	assert.False(t, in.From.IsZero())
	require.NoError(t, json.Unmarshal([]byte(`{"from": {"name": "Kyl,\n Värme", "address": "info@åäö.se"}, "reply": {"address": ""}}`), &out))
	assert.Equal(t, in, out)
	for _, bad := range []string{`{"from": {"address": "nobody"}}`, `{"from": {"name": 1}}`, `{"from": 7}`, `{"from": ["a@x.se"]}`} {
		require.Error(t, json.Unmarshal([]byte(bad), &out), bad)
		assert.Equal(t, in, out, bad)
	}
	require.NoError(t, json.Unmarshal([]byte(`{"from": null}`), &out))
	assert.Equal(t, in, out, "null is nothing said")
	assert.False(t, recipients.Mailbox{Name: "Anna"}.IsZero())
	b, err := in.From.AppendText([]byte("till "))
	require.NoError(t, err)
	assert.Equal(t, `till "Kyl, Värme" <info@åäö.se>`, string(b))
}
