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

func TestParseAddressAccepts(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("a", 64) + "@" + strings.Repeat("b", 63) + "." + strings.Repeat("c", 63) + ".se"
	local64, label63 := strings.Repeat("A", 64), strings.Repeat("b", 63)
	for _, c := range []struct{ in, text, ascii string }{
		{"namn.namn@mail.com", "namn.namn@mail.com", "namn.namn@mail.com"},
		{"Anna@Example.SE", "Anna@example.se", "Anna@example.se"},
		{"$A12345@iana.org", "$A12345@iana.org", "$A12345@iana.org"},
		{"a@iana.co-uk", "a@iana.co-uk", "a@iana.co-uk"},
		{long, long, long},
		{"info@åäö.se", "info@åäö.se", "info@xn--4cab6c.se"},
		{"info@XN--4CAB6C.se", "info@åäö.se", "info@xn--4cab6c.se"},
		{"anna@FAßBENDER.de", "anna@faßbender.de", "anna@xn--fabender-rya.de"}, // UTS 46 non-transitional
		{"user@cafe\u0301.com", "user@café.com", "user@xn--caf-dma.com"},
		{"müller@möller.de", "müller@möller.de", "müller@xn--mller-jua.de"},
		{"a@b.c--d.se", "a@b.c--d.se", "a@b.c--d.se"},
		{"anna@FAẞBENDER.de", "anna@faßbender.de", "anna@xn--fabender-rya.de"}, // not fassbender.de
		{"anna@ｅｘａｍｐｌｅ.se", "anna@example.se", "anna@example.se"},
		{"a@col·lecció.cat", "a@col·lecció.cat", "a@xn--collecci-ioa91d.cat"},
		{"a@コ・ア.jp", "a@コ・ア.jp", "a@xn--cck7a8o.jp"},
		{"a@〇.jp", "a@〇.jp", "a@xn--w6j.jp"},
		{"a@ירו׳.il", "a@ירו׳.il", "a@xn--9dbh9b4b.il"},
		{"cafe\u0301@x.se", "café@x.se", "café@x.se"},
		{"\u212Aalle@x.se", "Kalle@x.se", "Kalle@x.se"}, // the sign for kelvin
		{local64 + "@x.se", local64 + "@x.se", local64 + "@x.se"},
		{"a@" + label63 + ".se", "a@" + label63 + ".se", "a@" + label63 + ".se"},
	} {
		a, err := recipients.ParseAddress(c.in)
		require.NoError(t, err, c.in)
		assert.Equal(t, c.text, a.String())
		assert.Equal(t, c.ascii, a.ASCII())
		assert.Equal(t, a.String(), a.Local()+"@"+a.Domain())
		assert.Equal(t, a, recipients.MustParseAddress(a.ASCII()), "the sent form is the same address")
	}
}

func TestParseAddressRefuses(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		in     string
		reason recipients.Reason
	}{
		{"", recipients.Empty},
		{"saknas", recipients.NoAt},
		{"a@b@c.se", recipients.SeveralAt},
		{"@x.se", recipients.NoLocal},
		{"a@", recipients.NoDomain},
		{".@", recipients.NoDomain},
		{"a@.", recipients.DomainDots},
		{"a@org", recipients.DotlessDomain},
		{"a@x.se.", recipients.DomainDots},
		{"a@x..se", recipients.DomainDots},
		{".a@x.se", recipients.LocalSyntax},
		{"a..b@x.se", recipients.LocalSyntax},
		{"a.@x.se", recipients.LocalSyntax},
		{"a\\b@x.se", recipients.LocalSyntax},
		{"euro€@x.se", recipients.LocalSymbol},
		{strings.Repeat("a", 65) + "@x.se", recipients.LocalTooLong},
		{"a@-x.se", recipients.DomainCharacter},
		{"a@x-.se", recipients.DomainCharacter},
		{"a@x_y.se", recipients.DomainCharacter},
		{"a@ab--c.se", recipients.BadIDN},
		{"a@xn--0.tld", recipients.BadIDN},
		{"a@🚀.kz", recipients.BadIDN},
		{"a@x．se", recipients.BadIDN},
		{"a@" + strings.Repeat("b", 64) + ".se", recipients.LabelTooLong},
		{"a@" + strings.Repeat("b.", 130) + "se", recipients.TooLong},
		{"a@192.168.0.1", recipients.NumericTopLevel},
		{"a@[192.168.0.1]", recipients.DomainLiteral},
		{"(hej)a@x.se", recipients.Comment},
		{`"a b"@x.se`, recipients.QuotedLocal},
		{"Anna <a@x.se>", recipients.Angle},
		{"a b@x.se", recipients.Space},
		{"a@x.se\u00a0", recipients.Space},
		{"a@x.se\n", recipients.Control},
		{"a\x00@x.se", recipients.Control},
		{"a\u202e@x.se", recipients.FormatOrBidi},
		{"\ufeffa@x.se", recipients.FormatOrBidi},
		{"a\xff@x.se", recipients.InvalidUTF8},
		{"a\u0085@x.se", recipients.Control},
		{"a\u2028@x.se", recipients.FormatOrBidi},
		{"a\u2800@x.se", recipients.FormatOrBidi},
		{"a\u3164@x.se", recipients.FormatOrBidi},
		{"a\u200d@x.se", recipients.FormatOrBidi},
		{"a\u3000@x.se", recipients.Space},
		{"a＠x.se", recipients.NoAt},
		{"a@x。se", recipients.BadIDN},
		{"a@x｡se", recipients.BadIDN},
		{"a@x\u2024se.se", recipients.BadIDN}, // a leader, which is mapped to a dot
		{"a@a·b.cat", recipients.BadIDN},      // only between two l
		{"a@x・y.jp", recipients.BadIDN},
		{"a@x\u05f3.il", recipients.BadIDN},
		{"a@x\u0375y.gr", recipients.BadIDN},
		{"a@" + strings.Repeat("ъ", 60) + ".com", recipients.BadIDN}, // more than 63 octets as an A-label
		{"=\u0338@x.se", recipients.LocalSymbol},                     // composed it is ≠
		{"\u0301a@x.se", recipients.LocalSymbol},
		{strings.Repeat("\u0958", 21) + "@x.se", recipients.LocalTooLong}, // 63 octets, composed 126
		{"(" + strings.Repeat("a", 260) + ")@x.se", recipients.TooLong},
		{"\x00" + strings.Repeat("a", 260) + "@x.se", recipients.Control},
		{"ab@" + strings.Repeat("b", 63) + "." + strings.Repeat("c", 63) + "." + strings.Repeat("d", 63) + "." + strings.Repeat("e", 57) + ".se", recipients.TooLong},         // 255
		{"anna.lena@λ" + strings.Repeat("b", 49) + "." + strings.Repeat("c", 63) + "." + strings.Repeat("d", 63) + "." + strings.Repeat("e", 55) + ".se", recipients.TooLong}, // only with A-labels
		{"a@λ" + strings.Repeat("b", 49) + "." + strings.Repeat("c", 63) + "." + strings.Repeat("d", 63) + "." + strings.Repeat("e", 63) + ".com", recipients.BadIDN},         // no domain is so long
		{"a@x.s1", recipients.NumericTopLevel},
		{"a@a·l.cat", recipients.BadIDN},
		{"a@l·a.cat", recipients.BadIDN},
		{"a@ا\u05f3.il", recipients.BadIDN}, // a Hebrew sign after an Arabic letter
		{"a@אa.il", recipients.BadIDN},      // two directions in one label
		{"anna ek", recipients.Space},
		{"anna@x.se, bo@x.se", recipients.Space},
		{strings.Repeat("a", 4097), recipients.TooLong},
		{"\x00" + strings.Repeat("a", 4096), recipients.TooLong}, // not looked at
		{"a@xn--4gq" + strings.Repeat("a", 49) + ".xn--4gq" + strings.Repeat("a", 49) + ".se", recipients.TooLong}, // only in Unicode
		{"a@x.se\u00b7", recipients.BadIDN},
	} {
		a, err := recipients.ParseAddress(c.in)
		bad, ok := errors.AsType[*recipients.ParseError](err)
		require.True(t, ok, "%q: %v", c.in, err)
		assert.Equal(t, c.reason, bad.Reason, "%q", c.in)
		assert.True(t, a.IsZero())
	}
}

func TestAddressSuggestion(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		" anna@x.se":                            "anna@x.se",
		"mailto:anna@x.se":                      "anna@x.se",
		"<anna@x.se>":                           "anna@x.se",
		"anna@x.se.":                            "anna@x.se",
		"anna@x.se\u200b":                       "anna@x.se",
		"<mailto: anna@x.se>":                   "anna@x.se",
		"Anna Ek < anna@x.se >":                 "anna@x.se",
		"Anna Ek <MAILTO:anna@x.se>":            "anna@x.se",
		"anna ek@x.se":                          "", // ek@x.se may be another
		"anna@x.se, bo@x.se":                    "",
		strings.Repeat(" ", 1017) + "anna@x.se": "",
		"anna@x":                                "",
	} {
		_, err := recipients.ParseAddress(in)
		bad, ok := errors.AsType[*recipients.ParseError](err)
		if !ok { // "mailto:" is refused by its colon alone
			t.Fatalf("%q is accepted", in)
		}
		assert.Equal(t, want, bad.Suggestion, in)
	}
}

func TestAddressFlags(t *testing.T) {
	t.Parallel()
	assert.True(t, recipients.MustParseAddress("a@valid.invalid").SpecialUse())
	assert.True(t, recipients.MustParseAddress("a@skrivare.local").SpecialUse())
	assert.False(t, recipients.MustParseAddress("a@x.se").SpecialUse())
	assert.True(t, recipients.MustParseAddress("pelé@x.se").NeedsSMTPUTF8())
	assert.False(t, recipients.MustParseAddress("pele@é.se").NeedsSMTPUTF8())
	for text, mixed := range map[string]bool{
		"anna@example.se": false, "anna@åäö-1.se": false, "anna@examрle.com": true, "anna@пример.se": false, "anna@x.рф": false,
		"anna@ab漢字ひカ.jp": false, "anna@ひфカ.jp": true, "anna@а1-b.se": true, "anna@ελλάδα.gr": false, "anna@xn--examle-erf.com": true,
		"anna@ab한국漢.kr": false, "anna@ひ한.jp": true, "anna@ab漢ㄅ.tw": false,
	} {
		assert.Equal(t, mixed, recipients.MustParseAddress(text).MixedScript(), text)
	}
	var zero recipients.Address
	assert.False(t, zero.SpecialUse())
	assert.False(t, zero.NeedsSMTPUTF8())
	assert.False(t, zero.MixedScript())
	assert.Empty(t, zero.String()+zero.ASCII()+zero.Local()+zero.Domain())
}

func TestValuesInAndOut(t *testing.T) {
	t.Parallel()
	type row struct {
		Mail, None recipients.Address
		SMS, Quiet recipients.Phone
		List       recipients.List
		Numbers    recipients.PhoneList
	}
	in := row{
		Mail: recipients.MustParseAddress("info@åäö.se"), SMS: recipients.MustParsePhone("+46705123456"),
		List:    recipients.MustParseList(`"Bond, James" <james@bond.se>,anna@x.se`),
		Numbers: recipients.MustParsePhoneList("+46705123456"),
	}
	text, err := json.Marshal(in)
	require.NoError(t, err)
	var out row
	require.NoError(t, json.Unmarshal(text, &out))
	assert.Equal(t, in, out)
	require.Error(t, json.Unmarshal([]byte(`{"Mail":"nobody"}`), &out))
	require.Error(t, json.Unmarshal([]byte(`{"List":"nobody"}`), &out))
	assert.Equal(t, in, out, "an error leaves the value as it was")

	stored, err := in.Mail.Value()
	require.NoError(t, err)
	var a recipients.Address
	require.NoError(t, a.Scan(stored))
	assert.Equal(t, in.Mail, a)
	require.NoError(t, a.Scan(nil))
	assert.True(t, a.IsZero())
	require.ErrorContains(t, a.Scan(7), "cannot scan int into Address")
	var p recipients.Phone
	require.NoError(t, p.Scan([]byte("+46705123456")))
	assert.Equal(t, in.SMS, p)
	b, err := p.AppendText([]byte("till "))
	require.NoError(t, err)
	assert.Equal(t, "till +46705123456", string(b))
}
