package smsgw_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/smsgw"
)

func TestR202ShortCodes(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		text   string
		reason smsgw.ParseReason // "" is allowed
		err    string
	}{
		{"71700", "", ""},
		{"112", "", ""},
		{"12345678", "", ""},
		{"007", "", ""},
		{"", smsgw.CodeEmpty, `smsgw: short code "": is empty`},
		{"12", smsgw.CodeLength, `smsgw: short code "12": has 2 digits, 3 to 8 are allowed`},
		{"123456789", smsgw.CodeLength, `smsgw: short code "123456789": has 9 digits, 3 to 8 are allowed`},
		{"717 00", smsgw.CodeCharacter, `smsgw: short code "717 00": has U+0020 at character 4: only digits 0–9 are allowed`},
		{" 71700", smsgw.CodeCharacter, `smsgw: short code " 71700": has U+0020 at character 1: only digits 0–9 are allowed`},
		{"+46705123456", smsgw.CodeCharacter, `smsgw: short code "+46705123456": has U+002B at character 1: only digits 0–9 are allowed`},
		{"7170o", smsgw.CodeCharacter, `smsgw: short code "7170o": has U+006F at character 5: only digits 0–9 are allowed`},
		{"٧١٧٠٠", smsgw.CodeCharacter, `smsgw: short code "٧١٧٠٠": has U+0667 at character 1: only digits 0–9 are allowed`},
		{"71\x0000", smsgw.CodeCharacter, `smsgw: short code "71\x0000": has U+0000 at character 3: only digits 0–9 are allowed`},
	} {
		t.Run(c.text, func(t *testing.T) {
			t.Parallel()
			code, err := smsgw.ParseShortCode(c.text)
			if c.reason == "" {
				require.NoError(t, err)
				assert.Equal(t, c.text, code.String())
				return
			}
			var e *smsgw.ParseError
			require.ErrorAs(t, err, &e)
			assert.Equal(t, c.reason, e.Reason)
			assert.EqualError(t, e, c.err)
			assert.True(t, code.IsZero())
		})
	}
	assert.Panics(t, func() { smsgw.MustParseShortCode("12") })
}

func TestShortCodeText(t *testing.T) {
	t.Parallel()
	c := smsgw.MustParseShortCode("71700")
	text, err := json.Marshal(c)
	require.NoError(t, err)
	assert.Equal(t, `"71700"`, string(text))
	var back smsgw.ShortCode
	require.NoError(t, json.Unmarshal(text, &back))
	assert.Equal(t, c, back)
	require.Error(t, json.Unmarshal([]byte(`"71"`), &back))
	assert.Equal(t, c, back, "an error changes nothing")
	require.NoError(t, json.Unmarshal([]byte(`""`), &back))
	assert.True(t, back.IsZero())
	appended, err := c.AppendText([]byte("x"))
	require.NoError(t, err)
	assert.Equal(t, "x71700", string(appended))
	value, err := c.Value()
	require.NoError(t, err)
	for _, src := range []any{value, []byte("71700")} {
		var scanned smsgw.ShortCode
		require.NoError(t, scanned.Scan(src))
		assert.Equal(t, c, scanned)
		require.NoError(t, scanned.Scan(nil))
		assert.True(t, scanned.IsZero())
		require.ErrorContains(t, scanned.Scan(1), "int")
	}
}

func FuzzParseShortCode(f *testing.F) {
	for _, seed := range []string{"71700", "12", "", "7170o", "\xff"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		c, err := smsgw.ParseShortCode(text)
		if (err == nil) != (c.String() == text && len(text) >= 3 && len(text) <= 8) {
			t.Fatalf("%q became %q: %v", text, c, err)
		}
	})
}
