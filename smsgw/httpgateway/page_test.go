package httpgateway_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/smsgw/httpgateway"
)

func TestAPageIsNoAnswerOfAGateway(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]bool{
		"<html>x": true, "\ufeff\r\n <!DOCTYPE html>": true, "<?xml version='1.0'?>": true, "": false, " ": false, "0: Accepted": false, `{"a":"<b>"}`: false, "a < b": false,
	} {
		assert.Equal(t, want, httpgateway.Answer{Body: []byte(body)}.IsPage(), "%q", body)
	}
}

func TestUnmarshalAnswerPassesOverAnOddField(t *testing.T) {
	t.Parallel()
	var said struct {
		ID    string
		Parts int
	}
	require.NoError(t, httpgateway.UnmarshalAnswer([]byte(`{"parts":"two","id":"s1"}`), &said))
	assert.Equal(t, "s1", said.ID)
	for _, body := range []string{"", "[]", `"x"`, "{", `{} x`} {
		require.Error(t, httpgateway.UnmarshalAnswer([]byte(body), &said), body)
	}
}

func TestScalarIsATextOrANumber(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]struct {
		text httpgateway.Scalar
		n    int64
	}{
		`"2"`: {"2", 2}, `2`: {"2", 2}, `-7`: {"-7", -7}, `3500.0`: {"3500.0", 3500}, `"3500.00"`: {"3500.00", 3500}, `0.35`: {"0.35", 0}, `"two"`: {"two", 0}, `""`: {}, `null`: {}, `true`: {}, `{"a":1}`: {}, `[1]`: {},
		`99999999999999999999`: {"99999999999999999999", 0}, `"\u00e5"`: {"å", 0}, `1e3`: {"1e3", 0},
	} {
		said := struct{ A httpgateway.Scalar }{"before"}
		require.NoError(t, httpgateway.UnmarshalAnswer([]byte("\ufeff"+`{"a":`+body+`}`), &said), body)
		assert.Equal(t, want.text, said.A, body)
		assert.Equal(t, want.n, said.A.Int(), body)
	}
}
