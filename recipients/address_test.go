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
		{"a@å--b.se", "a@å--b.se", "a@xn----b-tla.se"}, // its hyphens are the second and the third
		{"a@xn----b-tla.se", "a@å--b.se", "a@xn----b-tla.se"},
		{"a@b.c--d.se", "a@b.c--d.se", "a@b.c--d.se"},
		{"anna@FAẞBENDER.de", "anna@faßbender.de", "anna@xn--fabender-rya.de"}, // not fassbender.de
		{"anna@ｅｘａｍｐｌｅ.se", "anna@example.se", "anna@example.se"},
		{"a@col·lecció.cat", "a@col·lecció.cat", "a@xn--collecci-ioa91d.cat"},
		{"a@コ・ア.jp", "a@コ・ア.jp", "a@xn--cck7a8o.jp"},
		{"a@〇.jp", "a@〇.jp", "a@xn--w6j.jp"},
		{"a@コ・a.jp", "a@コ・a.jp", "a@xn--a-dfuqk.jp"},
		{"a@a・コ.jp", "a@a・コ.jp", "a@xn--a-efu9j.jp"},
		{"a@" + strings.Repeat("B", 63) + "." + strings.Repeat("c", 63) + "." + strings.Repeat("d", 63) + "." + strings.Repeat("e", 57) + ".se", "a@" + strings.Repeat("b", 63) + "." + strings.Repeat("c", 63) + "." + strings.Repeat("d", 63) + "." + strings.Repeat("e", 57) + ".se", "a@" + strings.Repeat("b", 63) + "." + strings.Repeat("c", 63) + "." + strings.Repeat("d", 63) + "." + strings.Repeat("e", 57) + ".se"},
		{"a@X.ca", "a@x.ca", "a@x.ca"},
		{"a@X.cz", "a@x.cz", "a@x.cz"},
		{"anna.len@λ" + strings.Repeat("b", 49) + "." + strings.Repeat("c", 63) + "." + strings.Repeat("d", 63) + "." + strings.Repeat("e", 55) + ".se", "anna.len@λ" + strings.Repeat("b", 49) + "." + strings.Repeat("c", 63) + "." + strings.Repeat("d", 63) + "." + strings.Repeat("e", 55) + ".se", "anna.len@xn--" + strings.Repeat("b", 49) + "-p07a." + strings.Repeat("c", 63) + "." + strings.Repeat("d", 63) + "." + strings.Repeat("e", 55) + ".se"},
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
		{"", recipients.ReasonEmpty},
		{"saknas", recipients.ReasonNoAt},
		{"a@b@c.se", recipients.ReasonSeveralAt},
		{"@x.se", recipients.ReasonNoLocal},
		{"a@", recipients.ReasonNoDomain},
		{".@", recipients.ReasonNoDomain},
		{"a@.", recipients.ReasonDomainDots},
		{"a@org", recipients.ReasonDotlessDomain},
		{"a@x_y", recipients.ReasonDotlessDomain}, // that says more
		{"a@x.se.", recipients.ReasonDomainDots},
		{"a@x..se", recipients.ReasonDomainDots},
		{".a@x.se", recipients.ReasonLocalSyntax},
		{"a..b@x.se", recipients.ReasonLocalSyntax},
		{"a.@x.se", recipients.ReasonLocalSyntax},
		{"a\\b@x.se", recipients.ReasonLocalSyntax},
		{"euro€@x.se", recipients.ReasonLocalSymbol},
		{strings.Repeat("a", 65) + "@x.se", recipients.ReasonLocalTooLong},
		{"a@-x.se", recipients.ReasonDomainCharacter},
		{"a@x-.se", recipients.ReasonDomainCharacter},
		{"a@x_y.se", recipients.ReasonDomainCharacter},
		{"a@ab--c.se", recipients.ReasonBadIDN},
		{"a@åb--c.se", recipients.ReasonBadIDN},
		{"a@b.se.åä--ö.se", recipients.ReasonBadIDN},
		{"a@-å.se", recipients.ReasonDomainCharacter},
		{"a@å-.se", recipients.ReasonDomainCharacter},
		{"a@xn--b--c-qoa.se", recipients.ReasonBadIDN}, // åb--c
		{"a@xn--0.tld", recipients.ReasonBadIDN},
		{"a@🚀.kz", recipients.ReasonBadIDN},
		{"a@x．se", recipients.ReasonBadIDN},
		{"a@" + strings.Repeat("b", 64) + ".se", recipients.ReasonLabelTooLong},
		{"a@" + strings.Repeat("b.", 130) + "se", recipients.ReasonTooLong},
		{"a@192.168.0.1", recipients.ReasonNumericTopLevel},
		{"a@[192.168.0.1]", recipients.ReasonDomainLiteral},
		{"(hej)a@x.se", recipients.ReasonComment},
		{`"a b"@x.se`, recipients.ReasonQuotedLocal},
		{"Anna <a@x.se>", recipients.ReasonAngle},
		{"a b@x.se", recipients.ReasonSpace},
		{"a@x.se\u00a0", recipients.ReasonSpace},
		{"a@x.se\n", recipients.ReasonControl},
		{"a\x00@x.se", recipients.ReasonControl},
		{"a\u202e@x.se", recipients.ReasonFormatCharacter},
		{"\ufeffa@x.se", recipients.ReasonFormatCharacter},
		{"a\xff@x.se", recipients.ReasonInvalidUTF8},
		{"a\u0085@x.se", recipients.ReasonControl},
		{"a\u2028@x.se", recipients.ReasonFormatCharacter},
		{"a\u2800@x.se", recipients.ReasonFormatCharacter},
		{"a\u3164@x.se", recipients.ReasonFormatCharacter},
		{"a\u200d@x.se", recipients.ReasonFormatCharacter},
		{"a\u3000@x.se", recipients.ReasonSpace},
		{"a＠x.se", recipients.ReasonNoAt},
		{"a@x。se", recipients.ReasonBadIDN},
		{"a@x｡se", recipients.ReasonBadIDN},
		{"a@x\u2024se.se", recipients.ReasonBadIDN},
		{"a@a·b.cat", recipients.ReasonBadIDN},
		{"a@x・y.jp", recipients.ReasonBadIDN},
		{"a@x\u05f3.il", recipients.ReasonBadIDN},
		{"a@x\u0375y.gr", recipients.ReasonBadIDN},
		{"a@" + strings.Repeat("ъ", 60) + ".com", recipients.ReasonBadIDN},
		{"=\u0338@x.se", recipients.ReasonLocalSymbol},
		{"a\u1fef@x.se", recipients.ReasonLocalSymbol}, // composed it is a backtick, which was not typed
		{"\u0301a@x.se", recipients.ReasonLocalSymbol},
		{strings.Repeat("\u0958", 21) + "@x.se", recipients.ReasonLocalTooLong},
		{"(" + strings.Repeat("a", 260) + ")@x.se", recipients.ReasonTooLong},
		{"\x00" + strings.Repeat("a", 260) + "@x.se", recipients.ReasonControl},
		{"ab@" + strings.Repeat("b", 63) + "." + strings.Repeat("c", 63) + "." + strings.Repeat("d", 63) + "." + strings.Repeat("e", 57) + ".se", recipients.ReasonTooLong},
		{"anna.lena@λ" + strings.Repeat("b", 49) + "." + strings.Repeat("c", 63) + "." + strings.Repeat("d", 63) + "." + strings.Repeat("e", 55) + ".se", recipients.ReasonTooLong},
		{"a@λ" + strings.Repeat("b", 49) + "." + strings.Repeat("c", 63) + "." + strings.Repeat("d", 63) + "." + strings.Repeat("e", 63) + ".com", recipients.ReasonBadIDN},
		{"a@x.s1", recipients.ReasonNumericTopLevel},
		{"a@a·l.cat", recipients.ReasonBadIDN},
		{"a@l·a.cat", recipients.ReasonBadIDN},
		{"a@ا\u05f3.il", recipients.ReasonBadIDN},
		{"a@אa.il", recipients.ReasonBadIDN},
		{"anna ek", recipients.ReasonSpace},
		{"anna@x.se, bo@x.se", recipients.ReasonSpace},
		{strings.Repeat("a", 4097), recipients.ReasonTooLong},
		{"\x00" + strings.Repeat("a", 4096), recipients.ReasonTooLong},
		{"\x00" + strings.Repeat("a", 4095), recipients.ReasonControl},
		{"a@xn--4gq" + strings.Repeat("a", 49) + ".xn--4gq" + strings.Repeat("a", 49) + ".se", recipients.ReasonTooLong},
		{"a@x.se\u00b7", recipients.ReasonBadIDN},
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
		strings.Repeat(" ", 1007) + "anna@x.se": "anna@x.se",
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
	list := in.List
	require.NoError(t, list.UnmarshalText(nil))
	assert.Nil(t, list, "nobody is the empty text")
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
