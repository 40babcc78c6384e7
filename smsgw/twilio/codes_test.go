package twilio

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/recipients"
	"github.com/budkavle/budkavle/smsgw"
)

func TestEachCodeIsListedOnce(t *testing.T) {
	t.Parallel()
	n := 0
	for i, v := range verdicts {
		n += len(v.codes)
		for _, other := range verdicts[:i] {
			assert.NotEqual(t, other.verdict, v.verdict, "two lines of one verdict")
		}
		assert.NotEmpty(t, v.verdict.Class)
		assert.NotEmpty(t, v.verdict.Fault)
		assert.NotEmpty(t, v.verdict.Reason)
	}
	assert.Len(t, codes, n, "a code is listed twice")
	assert.Greater(t, n, 150)
	_, ok := judge(99999)
	assert.False(t, ok)
}

// said sends through a Twilio that answers with a status and a code.
func said(t *testing.T, status int, body string) *delivery.Failure {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(status)
		_, _ = w.Write([]byte(body))
	}))
	defer server.Close()
	g, err := New(Config{AccountSID: "AC1", AuthToken: "auth-token-1", BaseURL: server.URL})
	require.NoError(t, err)
	_, err = g.Send(t.Context(), &smsgw.SMS{ID: "m1", Company: "c1", From: smsgw.MustParseSenderName("MittBolag"), To: recipients.MustParsePhone("+46705123456"), Text: "Hej"})
	f := delivery.AsFailure(err)
	require.NotNil(t, f)
	return f
}

// TestCodesOfSending: by whose fault an SMS is refused, whether another gateway may
// help, and whether the number is held against its owner.
func TestCodesOfSending(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		status, code int
		class        delivery.Class
		fault        delivery.Fault
		gone         bool // the number warns in the next draft
	}{
		{400, 21211, delivery.Permanent, delivery.FaultRecipient, true},
		{400, 21614, delivery.Permanent, delivery.FaultRecipient, true},
		{400, 21635, delivery.Permanent, delivery.FaultRecipient, true},
		{400, 21265, delivery.Permanent, delivery.FaultRecipient, true},
		{400, 21610, delivery.Permanent, delivery.FaultRecipient, false},
		{400, 21617, delivery.Permanent, delivery.FaultMessage, false},
		{400, 21602, delivery.Permanent, delivery.FaultMessage, false},
		{400, 21612, delivery.Permanent, delivery.FaultSender, false},
		{400, 21606, delivery.Configuration, delivery.FaultSender, false},
		{400, 21661, delivery.Configuration, delivery.FaultSender, false},
		{400, 21267, delivery.Configuration, delivery.FaultSender, false},
		{400, 21703, delivery.Configuration, delivery.FaultSender, false},
		{400, 21705, delivery.Configuration, delivery.FaultSender, false},
		{400, 21408, delivery.Configuration, delivery.FaultSender, false},
		{400, 21608, delivery.Configuration, delivery.FaultSender, false},
		{401, 20003, delivery.Configuration, delivery.FaultSender, false},
		{404, 20404, delivery.Configuration, delivery.FaultSender, false},
		{429, 20429, delivery.Temporary, delivery.FaultSender, false},
		{429, 14107, delivery.Temporary, delivery.FaultSender, false},
		{429, 63038, delivery.Temporary, delivery.FaultSender, false},
		{400, 21611, delivery.Temporary, delivery.FaultSender, false},
		{500, 20500, delivery.Temporary, delivery.FaultSender, false},
		{503, 20503, delivery.Temporary, delivery.FaultSender, false},
		{503, 99999, delivery.Temporary, delivery.FaultSender, false},
		{403, 99999, delivery.Configuration, delivery.FaultSender, false},
		{400, 99999, delivery.Permanent, delivery.FaultSender, false},
		{400, 21999, delivery.Permanent, delivery.FaultSender, false},
		{200, 21610, delivery.Permanent, delivery.FaultRecipient, false}, // an error in a good status
		{200, 99999, delivery.Permanent, delivery.FaultSender, false},
	} {
		t.Run(fmt.Sprint(c.status, " ", c.code), func(t *testing.T) {
			t.Parallel()
			f := said(t, c.status, fmt.Sprintf(`{"code": %d, "message": "m", "status": %d}`, c.code, c.status))
			assert.Equal(t, string(c.class)+" "+string(c.fault), string(f.Class)+" "+string(f.Fault))
			assert.Equal(t, fmt.Sprint(c.code), f.Code)
			assert.Equal(t, "m", f.Text)
			assert.Equal(t, c.gone, f.AddressGone())
		})
	}
}

// TestAMessageThatFailedAtOnce has its code beside the message.
func TestAMessageThatFailedAtOnce(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]string{
		`{"sid": "SM1", "status": "failed", "error_code": 30005}`:      "permanent recipient number-unknown 30005",
		`{"sid": "SM1", "status": "undelivered", "error_code": 30034}`: "configuration sender sender-not-registered 30034",
		`{"sid": "SM1", "status": "canceled"}`:                         "permanent sender server-refused 201",
		`{"sid": "SM1", "status": "failed", "error_code": 12345}`:      "permanent sender server-refused 12345",
		`{}`:                                 "uncertain sender not-understood 201",
		`{"code": 99999}`:                    "permanent sender server-refused 99999",
		`{"code": 21211}`:                    "permanent recipient number-unknown 21211",
		`{"code": "21211", "status": "400"}`: "permanent recipient number-unknown 21211",
		`{"sid": "SM1", "status": "failed", "error_code": "30005"}`:               "permanent recipient number-unknown 30005",
		`{"sid": "SM1", "status": "failed", "error_code": null, "code": "30005"}`: "permanent recipient number-unknown 30005",
		`{"code": 21211`: "uncertain sender not-understood 201",
		`{"sid": 1`:      "uncertain sender not-understood 201",
	} {
		f := said(t, http.StatusCreated, body)
		assert.Equal(t, want, fmt.Sprint(f.Class, " ", f.Fault, " ", f.Reason, " ", f.Code), body)
	}
}

// TestCodesOfReports: nothing but evidence about the number is held against it, and
// what nobody knows is ours.
func TestCodesOfReports(t *testing.T) {
	t.Parallel()
	for code, want := range map[string]string{
		"30005": "permanent recipient number-unknown 30005", "30006": "permanent recipient not-mobile 30006", "30003": "temporary recipient unreachable 30003",
		"30004": "permanent recipient blocked 30004", "30007": "permanent message filtered 30007", "30019": "permanent message too-large 30019",
		"30034": "configuration sender sender-not-registered 30034", "30032": "configuration sender sender-not-registered 30032",
		"30017": "temporary sender server-unavailable 30017", "30008": "temporary sender not-delivered 30008", "30036": "temporary sender try-later 30036",
		"30410": "uncertain sender no-answer 30410", "30010": "configuration sender refused 30010", "30002": "configuration sender account-not-active 30002",
		"30453": "temporary sender blocklisted 30453", "30022": "temporary sender too-many-requests 30022", "30023": "temporary sender quota-exceeded 30023",
		"31999": "permanent sender not-delivered 31999", "99999999999999999999": "permanent sender not-delivered ", "": "permanent sender not-delivered ", "0": "permanent sender not-delivered ", "x\ny": "permanent sender not-delivered ",
	} {
		f := undelivered(code)
		assert.Equal(t, want, fmt.Sprint(f.Class, " ", f.Fault, " ", f.Reason, " ", f.Code), code)
	}
	for code := range 100_000 {
		f := undelivered(fmt.Sprint(code))
		if f.AddressGone() {
			assert.Contains(t, []int{21211, 21217, 21421, 30005, 21265, 21268, 21614, 21635, 30006}, code)
		}
	}
}

// TestAnotherGatewayHelps where this sender cannot reach that number.
func TestAnotherGatewayHelps(t *testing.T) {
	t.Parallel()
	for code, helps := range map[int]bool{21612: true, 21408: true, 21606: true, 20003: true, 21611: true, 99999: true, 21610: false, 21211: false, 21617: false} {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(http.StatusBadRequest)
			_, _ = fmt.Fprintf(w, `{"code": %d}`, code)
		}))
		g, err := New(Config{AccountSID: "AC1", AuthToken: "auth-token-1", BaseURL: server.URL})
		require.NoError(t, err)
		second := &counter{}
		f, err := smsgw.NewFailover(smsgw.FailoverConfig{Gateways: []smsgw.Sender{g, second}})
		require.NoError(t, err)
		_, err = f.Send(t.Context(), &smsgw.SMS{ID: "m1", Company: "c1", From: smsgw.MustParseSenderName("MittBolag"), To: recipients.MustParsePhone("+46705123456"), Text: "Hej"})
		server.Close()
		assert.Equal(t, helps, second.n == 1, code)
		assert.Equal(t, helps, err == nil, code)
	}
}

type counter struct{ n int }

func (c *counter) Send(context.Context, *smsgw.SMS) (delivery.Receipt, error) {
	c.n++
	return delivery.Receipt{Provider: "second"}, nil
}
