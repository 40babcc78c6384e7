package delivery_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/audit/delivery/reasons"
)

func TestStatusMovesForwardOnly(t *testing.T) {
	t.Parallel()
	all := []delivery.Status{
		"", delivery.StatusQueued, delivery.StatusSending, delivery.StatusFailed, delivery.StatusSkipped, delivery.StatusSuperseded,
		delivery.StatusUncertain, delivery.StatusSent, delivery.StatusDelivered, delivery.StatusBounced,
	}
	for i, a := range all {
		for j, b := range all {
			assert.Equal(t, all[max(i, j)], a.Next(b), "%s then %s", a, b)
		}
	}
	assert.True(t, delivery.StatusDelivered.Good())
	assert.False(t, delivery.StatusUncertain.Good())
	var s delivery.Status
	require.NoError(t, s.UnmarshalText([]byte("sent")))
	require.ErrorContains(t, s.UnmarshalText([]byte("odd")), "want one of")
}

func TestAsFailure(t *testing.T) {
	t.Parallel()
	assert.Nil(t, delivery.AsFailure(nil))
	f := &delivery.Failure{Class: delivery.Permanent, Reason: "mailbox-unknown", Code: "550 5.1.1", Text: "no such user"}
	assert.Same(t, f, delivery.AsFailure(fmt.Errorf("wrapped: %w", f)))
	assert.Equal(t, "permanent failure: mailbox-unknown (550 5.1.1): no such user", f.Error())
	var nothing *delivery.Failure
	assert.Equal(t, delivery.Uncertain, delivery.AsFailure(nothing).Class, "a nil Failure in an error is no success")
	assert.NotEmpty(t, nothing.Error())
	classless := delivery.AsFailure(&delivery.Failure{Reason: "x", Text: "a\r\nb"})
	assert.Equal(t, delivery.Failure{Class: delivery.Uncertain, Reason: "x", Text: "a b"}, *classless)
	dirty := delivery.AsFailure(&delivery.Failure{Class: delivery.Permanent, Reason: "x", Text: "a\r\nb"})
	assert.Equal(t, delivery.Failure{Class: delivery.Permanent, Reason: "x", Text: "a b"}, *dirty, "a class that is there stays")
	assert.Equal(t, delivery.Uncertain, delivery.AsFailure(&delivery.Failure{Reason: "x", Text: "clean"}).Class)
	odd := errors.New("odd")
	unknown := delivery.AsFailure(odd)
	assert.Equal(t, delivery.Uncertain, unknown.Class, "repeating might send twice")
	assert.ErrorIs(t, unknown, odd)
}

func TestScrub(t *testing.T) {
	t.Parallel()
	assert.Equal(t, "535 bad login for [secret] [secret]", delivery.Scrub("535 bad\r\n login\tfor  hunter2 hunter2\x00\u200b", "hunter2", ""))
	assert.Equal(t, "[secret] [secret]", delivery.Scrub("hun\x01ter2\u200bx hunter2", "hunter2", "hunter2x"), "the longer first, whatever stands in it")
	long := delivery.Scrub(strings.Repeat("å", 1000))
	assert.LessOrEqual(t, len(long), delivery.MaxText)
	assert.True(t, strings.HasSuffix(long, "…"))
}

func FuzzScrub(f *testing.F) {
	f.Add("535 5.7.8 bad login hunter2", "hunter2")
	f.Add("\xff\x00", "")
	f.Fuzz(func(t *testing.T, text, secret string) {
		got := delivery.Scrub(text, secret)
		if len(got) > delivery.MaxText || !utf8.ValidString(got) || strings.ContainsAny(got, "\r\n\x00") {
			t.Fatalf("%q became %q", text, got)
		}
	})
}

// What a judgement says replaces what a failure said, and the other side's code and
// words stay.
func TestJudge(t *testing.T) {
	t.Parallel()
	for class, j := range map[delivery.Judgement]delivery.Judgement{
		{Class: delivery.Permanent, Fault: delivery.FaultRecipient, Reason: "x"}:  delivery.OfRecipient("x"),
		{Class: delivery.Permanent, Fault: delivery.FaultMessage, Reason: "x"}:    delivery.OfMessage("x"),
		{Class: delivery.Permanent, Fault: delivery.FaultSender, Reason: "x"}:     delivery.OfSender("x"),
		{Class: delivery.Temporary, Fault: delivery.FaultSender, Reason: "x"}:     delivery.Later("x"),
		{Class: delivery.Configuration, Fault: delivery.FaultSender, Reason: "x"}: delivery.ToMend("x"),
	} {
		assert.Equal(t, class, j)
		assert.Equal(t, &delivery.Failure{Class: j.Class, Fault: j.Fault, Reason: j.Reason}, j.Failure())
		f := &delivery.Failure{Class: delivery.Uncertain, Fault: delivery.FaultMessage, Reason: "y", Code: "550", Text: "no", RetryAfter: 3}
		f.Judge(j)
		assert.Equal(t, &delivery.Failure{Class: j.Class, Fault: j.Fault, Reason: j.Reason, Code: "550", Text: "no", RetryAfter: 3}, f)
	}
}

// What a person has to mend for some numbers only stops nobody else.
func TestStopsOthers(t *testing.T) {
	t.Parallel()
	for f, want := range map[*delivery.Failure]bool{
		nil: false,
		delivery.ToMend(reasons.LoginRefused).Failure():        true,
		delivery.ToMend(reasons.NoCredit).Failure():            true,
		delivery.ToMend("a host's own").Failure():              true,
		delivery.ToMend(reasons.TrialAccount).Failure():        false,
		delivery.ToMend(reasons.CountryNotEnabled).Failure():   false,
		delivery.ToMend(reasons.NoRoute).Failure():             false,
		delivery.ToMend(reasons.SenderNotRegistered).Failure(): false,
		delivery.Later(reasons.LoginRefused).Failure():         false,
		delivery.OfSender(reasons.LoginRefused).Failure():      false,
	} {
		assert.Equal(t, want, f.StopsOthers(), "%v", f)
	}
}

// A text of the most bytes is whole; one more, and its end is cut.
func TestScrubKeepsTheMost(t *testing.T) {
	t.Parallel()
	most := strings.Repeat("x", delivery.MaxText)
	assert.Equal(t, most, delivery.Scrub(most))
	assert.Equal(t, most[:delivery.MaxText-len("…")]+"…", delivery.Scrub(most+"y"))
}

func TestStatusesAsText(t *testing.T) {
	t.Parallel()
	for _, s := range []delivery.Status{"", delivery.StatusQueued, delivery.StatusBounced} {
		got := delivery.StatusSent
		require.NoError(t, got.UnmarshalText([]byte(s)))
		assert.Equal(t, s, got)
	}
	got := delivery.StatusSent
	require.ErrorContains(t, got.UnmarshalText([]byte("lost")), `unknown status "lost"`)
	assert.Equal(t, delivery.StatusSent, got, "as it was")
	assert.True(t, delivery.StatusQueued.Valid(), "the first")
	assert.False(t, delivery.Status("").Valid())
	var none *delivery.Failure
	require.NoError(t, none.Unwrap())
}
