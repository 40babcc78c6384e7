package kannel

import (
	"fmt"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/audit/delivery/reasons"
)

// TestWhatTheCentreSays is kept as a code; nothing but evidence about the number is
// held against it, and a receipt's text, which is the SMS's, is not taken over.
func TestWhatTheCentreSays(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		kind, answer string
		want         string
	}{
		{"2", "", "permanent sender not-delivered 2"},
		{"16", "", "permanent sender not-delivered 16"},
		{"34", "", "temporary recipient unreachable 34"},
		{"66", "", "uncertain sender no-answer 66"},
		{"16", "NACK/", "permanent sender not-delivered 16"},
		{"16", "NACK/0x0000000b/Invalid Destination Address", "permanent recipient number-unknown 0xb"},
		{"16", "NACK/0x0000000B/Invalid Destination Address", "permanent recipient number-unknown 0xb"},
		{"16", "NACK/0x0000000a/Invalid Source Address", "configuration sender sender-refused 0xa"},
		{"16", "NACK/0x00000058/Throttling error", "temporary sender too-many-requests 0x58"},
		{"16", "NACK/0x00000014/Message Queue Full", "temporary sender queue-full 0x14"},
		{"16", "NACK/0x00000008/System Error", "temporary sender server-unavailable 0x8"},
		{"16", "NACK/0x00000001/Message Length is invalid", "permanent message too-large 0x1"},
		{"16", "NACK/0x0000000e/Invalid Password", "configuration sender login-refused 0xe"},
		{"16", "NACK/0x00000045/submit_sm or submit_multi failed", "permanent sender server-refused 0x45"},
		{"16", "NACK/0x00000411/Vendor-specific error", "permanent sender server-refused 0x411"},
		{"16", "NACK/0xffffffff", "permanent sender server-refused 0xffffffff"},
		{"16", "NACK/0x0000000b0/odd", "permanent sender not-delivered 16"},
		{"16", "xNACK/0x0000000b/", "permanent sender not-delivered 16"},
		{"2", "id:17 sub:001 dlvrd:000 submit date:2310060700 done date:2310060701 stat:UNDELIV err:001 text:Hemlig", "permanent sender not-delivered UNDELIV 001"},
		{"2", "id:17 stat:REJECTD err:0A1 text:Hemlig", "permanent sender server-refused REJECTD 0A1"},
		{"2", "id:17 stat:EXPIRED err:000", "temporary recipient unreachable EXPIRED 000"},
		{"34", "id:17 stat:DELETED", "permanent sender not-delivered DELETED"},
		{"66", "id:17 stat:UNKNOWN err:000 text:", "uncertain sender no-answer UNKNOWN 000"},
		{"2", "stat:expired", "temporary recipient unreachable EXPIRED"},
		{"2", "odd", "permanent sender not-delivered 2"},
	} {
		t.Run(c.kind+" "+c.answer, func(t *testing.T) {
			t.Parallel()
			r := report(url.Values{"type": {c.kind}, "answer": {c.answer}, "parts": {"1"}}, "m1")
			require.NotNil(t, r.Failure)
			assert.Equal(t, delivery.StatusBounced, r.Status)
			assert.Equal(t, c.want, fmt.Sprint(r.Failure.Class, " ", r.Failure.Fault, " ", r.Failure.Reason, " ", r.Failure.Code))
			assert.NotContains(t, fmt.Sprintf("%+v", r.Failure), "Hemlig")
			assert.Equal(t, strings.Contains(c.want, "number-unknown"), r.Failure.AddressGone())
		})
	}
}

// TestPartsOfALongSMS are reported each by itself, and one that failed is worse than
// one that arrived.
func TestPartsOfALongSMS(t *testing.T) {
	t.Parallel()
	for parts, want := range map[string]reasons.Reason{
		"1": reasons.Unreachable, "2": reasons.PartNotDelivered, "3": reasons.PartNotDelivered, "": reasons.Unreachable, "odd": reasons.Unreachable,
	} {
		r := report(url.Values{"type": {"34"}, "parts": {parts}}, "m1")
		assert.Equal(t, want, r.Failure.Reason, parts)
		assert.Equal(t, delivery.FaultRecipient, r.Failure.Fault)
		assert.Nil(t, report(url.Values{"type": {"1"}, "parts": {parts}}, "m1").Failure)
	}
}

// TestTypes that Kannel documents, and those of its own header.
func TestTypes(t *testing.T) {
	t.Parallel()
	assert.Equal(t, "27", dlrMask)
	for kind, want := range map[string]delivery.Status{
		"1": delivery.StatusDelivered, "8": delivery.StatusSent, "2": delivery.StatusBounced, "16": delivery.StatusBounced, "34": delivery.StatusBounced, "66": delivery.StatusBounced,
		"4": "", "0": "", "3": "", "99": "", "-1": "", "": "", "x": "",
	} {
		r := report(url.Values{"type": {kind}}, "m1")
		assert.Equal(t, want, r.Status, kind)
		assert.Equal(t, "m1", r.ProviderID)
	}
}

func FuzzUndelivered(f *testing.F) {
	for _, seed := range []string{"", "NACK/0x0000000b/Invalid Destination Address", "id:17 stat:UNDELIV err:001 text:Hej", "\xff"} {
		f.Add(2, seed)
	}
	f.Fuzz(func(t *testing.T, kind int, answer string) {
		got := undelivered(kind, answer)
		if got.Class == "" || got.Reason == "" || got.Text != "" || len(got.Code) > 24 {
			t.Fatalf("%d %q became %+v", kind, answer, got)
		}
		if got.AddressGone() && !strings.HasPrefix(strings.ToLower(answer), "nack/0x") {
			t.Fatalf("%q brands a number", answer)
		}
	})
}
