package main

import (
	"bytes"
	"compress/gzip"
	"io"
	"os"
	"testing"

	pn "github.com/nyaruka/phonenumbers"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// The table is that of the metadata that go.mod asks for. There is only one
// minimal automaton, so where tables differ the plans do.
func TestTableIsCurrent(t *testing.T) {
	t.Parallel()
	compiled, err := compile()
	require.NoError(t, err)
	table, err := os.ReadFile("../plan.bin")
	require.NoError(t, err)
	assert.True(t, bytes.Equal(compiled, table), "the numbering plans have changed: go generate ./recipients/internal/plan")
}

// The regions are those of that metadata too, however they are compressed.
func TestRegionsAreCurrent(t *testing.T) {
	t.Parallel()
	text := func(file []byte) string {
		r, err := gzip.NewReader(bytes.NewReader(file))
		require.NoError(t, err)
		b, err := io.ReadAll(r)
		require.NoError(t, err)
		return string(b)
	}
	compiled, err := compileRegions()
	require.NoError(t, err)
	file, err := os.ReadFile("../regions.json.gz")
	require.NoError(t, err)
	assert.True(t, text(compiled) == text(file), "the numbering plans have changed: go generate ./recipients/internal/plan")
}

func TestExpressions(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		expression, digits string
		matches            bool
	}{
		{whole("7[02369]|8"), "70", true},
		{whole("7[02369]|8"), "8", true},
		{whole("7[02369]|8"), "7", false},
		{whole("7[02369]|8"), "80", false},
		{whole(`\d{3}(?:\d\d)?`), "12345", true},
		{whole(`\d{3}(?:\d\d)?`), "1234", false},
		{whole("NA"), "", false},
		{prefix("46|7"), "71234", true},
		{prefix("46|7"), "4", false},
		{prefix("(1)$|0"), "1", true},
		{prefix("(1)$|0"), "12", false},
		{prefix("(1)$|0"), "012", true},
	} {
		var e expressions
		s, err := e.add("it", c.expression)
		require.NoError(t, err)
		for _, digit := range c.digits {
			s = e.next(s, digit)
		}
		assert.Equal(t, c.matches, e.matched(s)["it"], "%s on %s", c.expression, c.digits)
	}
	_, err := new(expressions).add("it", `^(?:1\b2)`)
	require.Error(t, err)
}

func TestEmptyGroup(t *testing.T) {
	t.Parallel()
	for pattern, empty := range map[string]bool{"0?(?:(11|2)15)?": false, "0(1\\d)?|(2|3?)": true, "0?": true} {
		assert.Equal(t, empty, emptyGroup(prefix(pattern)), pattern)
	}
}

// The rules that decide nothing in the present metadata, by made-up ones.
func TestRules(t *testing.T) {
	t.Parallel()
	desc := func(pattern string, lengths ...int32) *pn.PhoneNumberDesc {
		return &pn.PhoneNumberDesc{NationalNumberPattern: &pattern, PossibleLength: lengths}
	}
	region := func(lead string, fixed, mobile *pn.PhoneNumberDesc) *pn.PhoneMetadata {
		same := fixed != nil && mobile != nil // then the library asks for fixed alone
		return &pn.PhoneMetadata{LeadingDigits: &lead, GeneralDesc: desc(`\d+`, 2, 4), FixedLine: fixed, Mobile: mobile, SameMobileAndFixedLinePattern: &same}
	}
	eight := desc(`8\d+`)
	for _, c := range []struct {
		digits  string
		takes   string
		rewrite string
		regions []*pn.PhoneMetadata
		gets    bool
	}{
		{"71", "", "", []*pn.PhoneMetadata{region("", nil, desc(`7\d+`))}, true},
		{"7", "", "", []*pn.PhoneMetadata{region("", nil, desc(`7\d*`, 1, 2))}, false},
		{"71", "", "", []*pn.PhoneMetadata{region("", nil, desc(`7\d+`, 4))}, false},
		{"712", "", "", []*pn.PhoneMetadata{region("", nil, desc(`7\d+`))}, false},
		{"71", "", "", []*pn.PhoneMetadata{region("8", nil, desc(`7\d+`))}, true}, // nobody else's
		{"71", "", "", []*pn.PhoneMetadata{region("7", desc("71"), nil), region("", nil, desc(`7\d+`))}, false},
		{"72", "", "", []*pn.PhoneMetadata{region("7", desc("71"), nil), region("", nil, desc(`7\d+`))}, false},
		{"72", "", "", []*pn.PhoneMetadata{region("", desc("71"), nil), region("", nil, desc(`7\d+`))}, true},
		{"71", "", "", []*pn.PhoneMetadata{region("8", nil, desc(`7\d+`)), region("", desc("71"), nil)}, false},
		{"81", "", "", []*pn.PhoneMetadata{region("", eight, desc("82"))}, true},
		{"72", "", "", []*pn.PhoneMetadata{region("", eight, desc("72"))}, false},
		{"8123", "8", "", []*pn.PhoneMetadata{region("", nil, eight)}, false},
		{"81", "8", "", []*pn.PhoneMetadata{region("", nil, eight)}, true}, // one digit would be too few
		{"81", "8", "9", []*pn.PhoneMetadata{region("", nil, eight)}, false},
		{"8123", "7?", "", []*pn.PhoneMetadata{region("", nil, eight)}, true},
		{"8123", "7?", "9", []*pn.PhoneMetadata{region("", nil, eight)}, false},
		{"8123", "(7)?", "9$1", []*pn.PhoneMetadata{region("", nil, eight)}, true},
	} {
		c.regions[0].NationalPrefixForParsing, c.regions[0].NationalPrefixTransformRule = &c.takes, &c.rewrite
		it := country{regions: c.regions}
		require.NoError(t, it.addExpressions())
		s := it.start
		for _, digit := range c.digits {
			s = it.expressions.next(s, digit)
		}
		assert.Equal(t, c.gets, it.getsSMS(it.expressions.matched(s), len(c.digits)), "%+v", c)
	}
}
