package twilio_test

import (
	"context"
	"encoding/base64"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/audit/delivery/reasons"
	"github.com/budkavle/budkavle/notify/sendertest"
	"github.com/budkavle/budkavle/recipients"
	"github.com/budkavle/budkavle/smsgw"
	"github.com/budkavle/budkavle/smsgw/twilio"
)

const (
	sid    = "ACXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXX"
	token  = "auth-token-1"
	secret = "a secret of 16 or more"
)

// accepted is cut from the answer that
// https://www.twilio.com/docs/messaging/api/message-resource shows.
const accepted = `{"account_sid": "ACXX", "api_version": "2010-04-01", "body": "Hi there", "error_code": null, "error_message": null, "num_segments": "1", "price": null, "sid": "SMXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXX", "status": "queued", "to": "+15558675310"}`

func open(t *testing.T, accept http.HandlerFunc) (*twilio.Gateway, *sendertest.HTTPGateway) {
	t.Helper()
	if accept == nil {
		accept = func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(201); _, _ = w.Write([]byte(accepted)) }
	}
	double := &sendertest.HTTPGateway{
		Text:   func(r *http.Request) string { return r.FormValue("Body") },
		Accept: accept,
		Refuse: func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(400)
			_, _ = w.Write([]byte(`{"code": 21211, "message": "The 'To' number is not valid", "status": 400}`))
		},
		Login: func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(401)
			_, _ = w.Write([]byte(`{"code": 20003, "message": "Authenticate with auth-token-1", "status": 401}`))
		},
	}
	base := double.Start()
	t.Cleanup(double.Close)
	g, err := twilio.New(twilio.Config{AccountSID: sid, AuthToken: token, BaseURL: base, ReportURL: "https://host.example.com/twilio", ReportSecret: secret})
	require.NoError(t, err)
	return g, double
}

func sample() *smsgw.SMS {
	return &smsgw.SMS{ID: "m1", Company: "c1", From: smsgw.MustParseSenderName("MittBolag"), To: recipients.MustParsePhone("+46705123456"), Text: "Hej"}
}

func TestContract(t *testing.T) {
	t.Parallel()
	sendertest.RunSMS(t, func(t *testing.T) sendertest.SMSSubject {
		g, double := open(t, nil)
		return sendertest.SMSSubject{Sender: g, Set: double.Set, Taken: double.Taken, Secret: token}
	})
}

func TestRequestAndReceipt(t *testing.T) {
	t.Parallel()
	g, _ := open(t, func(w http.ResponseWriter, r *http.Request) {
		user, password, _ := r.BasicAuth()
		assert.Equal(t, sid+" "+token, user+" "+password)
		assert.Equal(t, "/2010-04-01/Accounts/"+sid+"/Messages.json", r.URL.Path)
		assert.Equal(t, "+46705123456 MittBolag Hej", r.PostForm.Get("To")+" "+r.PostForm.Get("From")+" "+r.PostForm.Get("Body"))
		w.WriteHeader(201)
		_, _ = w.Write([]byte(accepted))
	})
	receipt, err := g.Send(context.Background(), sample())
	require.NoError(t, err)
	assert.Equal(t, delivery.Receipt{Provider: "twilio", ProviderID: "SMXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXX", Segments: 1}, receipt)
}

// TestSignature is the sample of
// https://www.twilio.com/docs/usage/security#validating-requests.
func TestSignature(t *testing.T) {
	t.Parallel()
	form := url.Values{"CallSid": {"CA1234567890ABCDE"}, "Caller": {"+14158675310"}, "Digits": {"1234"}, "From": {"+14158675310"}, "To": {"+18005551212"}}
	got := twilio.Signature("12345", "https://example.com/myapp.php?foo=1&bar=2", form)
	assert.Equal(t, "L/OH5YylLD5NRKLltdqwSvS0BnU=", base64.StdEncoding.EncodeToString(got))
}

func TestReports(t *testing.T) {
	t.Parallel()
	var address string
	g, _ := open(t, func(w http.ResponseWriter, r *http.Request) {
		address = r.PostForm.Get("StatusCallback")
		w.WriteHeader(201)
		_, _ = w.Write([]byte(accepted))
	})
	_, err := g.Send(context.Background(), sample())
	require.NoError(t, err)
	var got []delivery.Report
	handler := g.Reports(func(_ context.Context, r delivery.Report) error { got = append(got, r); return nil })
	call := func(address string, form url.Values, signedWith string) int {
		// A proxy before the host has changed scheme and host name.
		inner := strings.Replace(address, "https://host.example.com", "http://127.0.0.1:8080", 1)
		r := httptest.NewRequest(http.MethodPost, inner, strings.NewReader(form.Encode()))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("X-Twilio-Signature", base64.StdEncoding.EncodeToString(twilio.Signature(signedWith, address, form)))
		w := httptest.NewRecorder()
		handler.ServeHTTP(w, r)
		return w.Code
	}
	form := func(state, code string) url.Values {
		return url.Values{"MessageSid": {"SM1"}, "MessageStatus": {state}, "ErrorCode": {code}}
	}
	assert.Equal(t, 204, call(address, form("queued", ""), token))
	assert.Equal(t, 204, call(address, form("sent", ""), token))
	assert.Equal(t, 204, call(address, form("undelivered", "30005"), token))
	assert.Equal(t, 204, call(address, form("delivered", ""), token))
	require.Len(t, got, 3, "queued says nothing new")
	assert.Equal(t, []delivery.Status{delivery.StatusSent, delivery.StatusBounced, delivery.StatusDelivered}, []delivery.Status{got[0].Status, got[1].Status, got[2].Status})
	assert.Equal(t, "m1 c1", got[0].MessageID+" "+got[0].Company)
	assert.Equal(t, reasons.NumberUnknown, got[1].Failure.Reason)

	assert.Equal(t, 403, call(address, form("delivered", ""), "another token"))
	assert.Equal(t, 403, call(strings.Replace(address, "id=m1", "id=m2", 1), form("delivered", ""), token), "signed, but not our address")
	assert.Equal(t, 204, call(address, form("odd", ""), token), "Twilio may have new statuses any day")
	assert.Len(t, got, 3)
}

// What the answer says beside the sid may be of another shape one day: the SMS was taken.
func TestAnAnswerOfAnotherShape(t *testing.T) {
	t.Parallel()
	g, _ := open(t, func(w http.ResponseWriter, _ *http.Request) {
		_, _ = w.Write([]byte(`{"num_segments": 2, "error_code": "none", "status": {}, "code": "0", "sid": "SM1"}`))
	})
	receipt, err := g.Send(t.Context(), sample())
	require.NoError(t, err)
	assert.Equal(t, "SM1", receipt.ProviderID)
	assert.Equal(t, 2, receipt.Segments)
	for _, body := range []string{`{"sid": 1}`, `[{"sid": "SM1"}]`, "<html>OK</html>", ""} {
		g, _ := open(t, func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte(body)) })
		_, err := g.Send(t.Context(), sample())
		require.NotNil(t, delivery.AsFailure(err), body)
		assert.Equal(t, delivery.Uncertain, delivery.AsFailure(err).Class, body)
	}
}
