package elks46_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/notify/sendertest"
	"github.com/budkavle/budkavle/recipients"
	"github.com/budkavle/budkavle/smsgw"
	"github.com/budkavle/budkavle/smsgw/elks46"
	"github.com/budkavle/budkavle/smsgw/httpgateway"
)

const secret = "a secret of 16 or more"

// accepted is the answer that https://46elks.com/docs/send-sms shows.
const accepted = `{"status": "created", "direction": "outgoing", "from": "MittBolag", "created": "2018-07-13T13:57:23.741000", "parts": 1, "to": "+46766861004", "cost": 3500, "message": "Hello hello!", "id": "s70df59406a1b4643b96f3f91e0bfb7b0"}`

func open(t *testing.T, accept http.HandlerFunc) (*elks46.Gateway, *sendertest.HTTPGateway) {
	t.Helper()
	if accept == nil {
		accept = func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte(accepted)) }
	}
	double := &sendertest.HTTPGateway{
		Text:   func(r *http.Request) string { return r.FormValue("message") },
		Accept: accept,
		Refuse: func(w http.ResponseWriter, _ *http.Request) {
			http.Error(w, "Invalid to number", http.StatusBadRequest)
		},
		Login: func(w http.ResponseWriter, _ *http.Request) {
			http.Error(w, "bad password pass-word-1", http.StatusUnauthorized)
		},
	}
	base := double.Start()
	t.Cleanup(double.Close)
	g, err := elks46.New(elks46.Config{Username: "u1", Password: "pass-word-1", BaseURL: base, ReportURL: "https://host.example.com/reports", ReportSecret: secret})
	require.NoError(t, err)
	return g, double
}

func sample() *smsgw.SMS {
	return &smsgw.SMS{ID: "m1", Company: "c1", From: smsgw.MustParseSenderName("MittBolag"), To: recipients.MustParsePhone("+46705123456"), Text: "Hej å ä ö €"}
}

func TestContract(t *testing.T) {
	t.Parallel()
	sendertest.RunSMS(t, func(t *testing.T) sendertest.SMSSubject {
		g, double := open(t, nil)
		return sendertest.SMSSubject{Sender: g, Set: double.Set, Taken: double.Taken, Secret: "pass-word-1"}
	})
}

func TestRequestAndReceipt(t *testing.T) {
	t.Parallel()
	var form url.Values
	g, _ := open(t, func(w http.ResponseWriter, r *http.Request) {
		user, password, _ := r.BasicAuth()
		assert.Equal(t, "u1 pass-word-1", user+" "+password)
		assert.Equal(t, "POST /sms", r.Method+" "+r.URL.Path)
		form = r.PostForm
		_, _ = w.Write([]byte(accepted))
	})
	receipt, err := g.Send(context.Background(), sample())
	require.NoError(t, err)
	assert.Equal(t, delivery.Receipt{Provider: "46elks", ProviderID: "s70df59406a1b4643b96f3f91e0bfb7b0", Segments: 1, Cost: 3500, Currency: "SEK"}, receipt)
	assert.Equal(t, "MittBolag", form.Get("from"))
	assert.Equal(t, "+46705123456", form.Get("to"))
	assert.Equal(t, "Hej å ä ö €", form.Get("message"))
	assert.True(t, strings.HasPrefix(form.Get("whendelivered"), "https://host.example.com/reports?"))
}

// What the answer says beside the ID may be of another shape one day: the SMS was taken.
func TestAnAnswerOfAnotherShape(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]delivery.Receipt{
		`{"cost":"3500","id":"s1","parts":2}`:          {Provider: "46elks", ProviderID: "s1", Segments: 2, Cost: 3500, Currency: "SEK"},
		`{"parts":"2","cost":0.35,"id":"s1"}`:          {Provider: "46elks", ProviderID: "s1", Segments: 2, Currency: "SEK"},
		`{"parts":2.0,"cost":null,"id":"s1"}`:          {Provider: "46elks", ProviderID: "s1", Segments: 2, Currency: "SEK"},
		`{"status":{"code":1},"id":"s1","cost":10000}`: {Provider: "46elks", ProviderID: "s1", Cost: 10000, Currency: "SEK"},
	} {
		g, _ := open(t, func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte(body)) })
		receipt, err := g.Send(t.Context(), sample())
		require.NoError(t, err, body)
		assert.Equal(t, want, receipt, body)
	}
	for _, body := range []string{`{"id":17}`, `[{"id":"s1"}]`, `{"id":"s1"`, `"s1"`, "", "<html>OK</html>", `{"id":"s1"} trailing`} {
		g, _ := open(t, func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte(body)) })
		_, err := g.Send(t.Context(), sample())
		f := delivery.AsFailure(err)
		require.NotNil(t, f, body)
		assert.Equal(t, delivery.Uncertain, f.Class, body)
	}
}

func TestAnswers(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		status int
		body   string
		class  delivery.Class
		fault  delivery.Fault
		reason string
	}{
		{400, "Invalid to number", delivery.Permanent, delivery.FaultRecipient, "number-unknown"},
		{400, "Invalid to", delivery.Permanent, delivery.FaultRecipient, "number-unknown"},
		{400, `"to" is not a valid phone number`, delivery.Permanent, delivery.FaultRecipient, "number-unknown"},
		{400, "The 'to' number +46 is invalid", delivery.Permanent, delivery.FaultRecipient, "number-unknown"},
		{400, "Recipient number is not valid", delivery.Permanent, delivery.FaultRecipient, "number-unknown"},
		{400, "Invalid from", delivery.Configuration, delivery.FaultSender, "sender-refused"},
		{400, "Sender not allowed to send to Belgium", delivery.Configuration, delivery.FaultSender, "sender-refused"},
		{400, "Invalid from number, not allowed to send to that number", delivery.Configuration, delivery.FaultSender, "sender-refused"},
		{400, "Missing key: to", delivery.Permanent, delivery.FaultSender, "server-refused"},
		{400, "Unable to send", delivery.Permanent, delivery.FaultSender, "server-refused"},
		{400, "We have decided to close your account", delivery.Permanent, delivery.FaultSender, "server-refused"},
		{400, "Invalid call to API", delivery.Permanent, delivery.FaultSender, "server-refused"},
		{400, "Message too long", delivery.Permanent, delivery.FaultMessage, "too-large"},
		{400, "Not enough funds", delivery.Configuration, delivery.FaultSender, "no-credit"},
		{404, "Invalid to number", delivery.Configuration, delivery.FaultSender, "wrong-address"},
		{400, "", delivery.Permanent, delivery.FaultSender, "server-refused"},
		{422, "odd", delivery.Permanent, delivery.FaultSender, "server-refused"},
		{403, "Not enough credits", delivery.Configuration, delivery.FaultSender, "no-credit"},
		{401, "API access requires Basic HTTP authentication", delivery.Configuration, delivery.FaultSender, "login-refused"},
		{400, "<html><h1>400 Bad Request</h1>Invalid request from your network: to number is invalid</html>", delivery.Permanent, delivery.FaultSender, "server-refused"},
		{403, " <!DOCTYPE html><p>No credits left on this hotspot", delivery.Configuration, delivery.FaultSender, "login-refused"},
		{302, "", delivery.Configuration, delivery.FaultSender, "redirected"},
		{429, "", delivery.Temporary, delivery.FaultSender, "too-many-requests"},
		{500, "", delivery.Temporary, delivery.FaultSender, "server-unavailable"},
		{502, "", delivery.Uncertain, delivery.FaultSender, "no-answer"},
		{504, "", delivery.Uncertain, delivery.FaultSender, "no-answer"},
		{200, `{"error": "something"}`, delivery.Uncertain, delivery.FaultSender, "not-understood"},
		{200, `{"id": "s1`, delivery.Uncertain, delivery.FaultSender, "not-understood"},
		{200, strings.Repeat("x", 1<<20), delivery.Uncertain, delivery.FaultSender, "not-understood"},
		{200, `{"id": "s1", "status": "failed"}`, delivery.Permanent, delivery.FaultSender, "server-refused"},
	} {
		g, _ := open(t, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Location", "https://elsewhere.example.com")
			w.WriteHeader(c.status)
			_, _ = w.Write([]byte(c.body))
		})
		_, err := g.Send(context.Background(), sample())
		f := delivery.AsFailure(err)
		require.NotNil(t, f, "%d %.20s", c.status, c.body)
		assert.Equal(t, [3]string{string(c.class), string(c.fault), c.reason}, [3]string{string(f.Class), string(f.Fault), string(f.Reason)}, "%d %.20s", c.status, c.body)
	}
}

func TestStricterNamesAreRefusedBefore(t *testing.T) {
	t.Parallel()
	g, double := open(t, nil)
	sms := sample()
	sms.From = smsgw.MustParseSenderName("Åkes Kyl")
	_, err := g.Send(context.Background(), sms)
	require.ErrorContains(t, err, "try AkesKyl")
	assert.Empty(t, double.Taken())
}

// TestReports makes the calls that https://46elks.com/docs/sms-delivery-reports shows.
func TestReports(t *testing.T) {
	t.Parallel()
	var address string
	g, _ := open(t, func(w http.ResponseWriter, r *http.Request) {
		address = r.PostForm.Get("whendelivered")
		_, _ = w.Write([]byte(accepted))
	})
	_, err := g.Send(context.Background(), sample())
	require.NoError(t, err)
	var got []delivery.Report
	var keepErr error
	handler := g.Reports(func(_ context.Context, r delivery.Report) error { got = append(got, r); return keepErr })
	call := func(address, form string) int {
		r := httptest.NewRequest(http.MethodPost, address, strings.NewReader(form))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		w := httptest.NewRecorder()
		handler.ServeHTTP(w, r)
		return w.Code
	}
	assert.Equal(t, 204, call(address, "id=s1&status=delivered&delivered=2018-07-13T13:57:25.741000"))
	assert.Equal(t, 204, call(address, "id=s1&status=delivered&delivered=2018-07-13T13:57:25.741000"), "twice does no harm")
	assert.Equal(t, 204, call(address, "id=s1&status=failed"))
	require.Len(t, got, 3)
	assert.Equal(t, "c1 m1 46elks s1 delivered", fmt.Sprint(got[0].Company, " ", got[0].MessageID, " ", got[0].Provider, " ", got[0].ProviderID, " ", got[0].Status))
	assert.Equal(t, 2018, got[0].At.Year())
	assert.Equal(t, delivery.StatusBounced, got[2].Status)
	assert.Equal(t, "permanent failure: not-delivered (failed)", got[2].Failure.Error())
	assert.Equal(t, delivery.FaultSender, got[2].Failure.Fault, "46elks does not say why")

	for _, forged := range []string{
		"https://host.example.com/reports", strings.Replace(address, "company=c1", "company=c2", 1), strings.Replace(address, "id=m1", "id=m2", 1),
		address + "&id=m2", address + "x", strings.Split(address, "token=")[0],
	} {
		assert.Equal(t, 403, call(forged, "id=s1&status=delivered"), forged)
	}
	assert.Equal(t, 204, call(address, "id=s1&status=odd"), "46elks would repeat it for ever")
	assert.Equal(t, 400, call(address, strings.Repeat("x", 1<<17)))
	keepErr = context.DeadlineExceeded
	assert.Equal(t, 503, call(address, "id=s1&status=delivered"), "the gateway repeats")
	r := httptest.NewRequest(http.MethodDelete, address, nil)
	w := httptest.NewRecorder()
	handler.ServeHTTP(w, r)
	assert.Equal(t, 405, w.Code)
}

func TestNewSaysWhatIsWrong(t *testing.T) {
	t.Parallel()
	for want, c := range map[string]elks46.Config{
		"Username or Password": {}, "BaseURL": {Username: "u", Password: "p", BaseURL: "ftp://x"},
		"ReportSecret: want at least 16": {Username: "u", Password: "p", ReportURL: "https://x", ReportSecret: "short"},
		"ReportURL: want https://":       {Username: "u", Password: "p", ReportURL: "nowhere", ReportSecret: secret},
		"must not travel in the clear":   {Username: "u", Password: "p", ReportURL: "http://host.example.com/r", ReportSecret: secret},
		"ReportSecret without ReportURL": {Username: "u", Password: "p", ReportSecret: secret},
		`Currency is "kronor"`:           {Username: "u", Password: "p", Currency: "kronor"},
	} {
		_, err := elks46.New(c)
		require.ErrorContains(t, err, "elks46: Config.")
		require.ErrorContains(t, err, want)
	}
	_, err := elks46.New(elks46.Config{Username: "u", Password: "p", ReportURL: "http://[::1]:8080/r", ReportSecret: secret})
	require.NoError(t, err, "on the same machine")
}

// TestStatuses: what 46elks documents, and whatever else it may say one day.
func TestStatuses(t *testing.T) {
	t.Parallel()
	reports, err := httpgateway.NewReports(elks46.Provider, httpgateway.ReportConfig{URL: "https://host.example.com/reports", Secret: secret})
	require.NoError(t, err)
	var got delivery.Report
	handler, err := elks46.Reports(httpgateway.ReportConfig{URL: "https://host.example.com/reports", Secret: "another secret than that", OldSecret: secret}, func(_ context.Context, r delivery.Report) error {
		got = r
		return nil
	})
	require.NoError(t, err)
	for status, want := range map[string]delivery.Status{"created": delivery.StatusSent, "sent": delivery.StatusSent, "delivered": delivery.StatusDelivered, "failed": delivery.StatusBounced, "": "", "odd": ""} {
		for _, company := range []string{"c1", "Åkes Kyl & Värme"} {
			got = delivery.Report{}
			r := httptest.NewRequest(http.MethodPost, reports.Address(&smsgw.SMS{ID: "m/1", Company: company}), strings.NewReader("id=s1&delivered=odd&status="+status))
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			w := httptest.NewRecorder()
			handler.ServeHTTP(w, r)
			assert.Equal(t, http.StatusNoContent, w.Code)
			assert.Equal(t, want, got.Status, status)
			if want != "" {
				assert.Equal(t, company+" m/1 s1", got.Company+" "+got.MessageID+" "+got.ProviderID, "one handler for all companies")
				assert.True(t, got.At.IsZero())
			}
		}
	}
	_, err = elks46.Reports(httpgateway.ReportConfig{URL: "nowhere"}, nil)
	require.ErrorContains(t, err, "elks46: ReportURL")
}

// TestSenders: a name, a number and a short code travel as they are.
func TestSenders(t *testing.T) {
	t.Parallel()
	for want, change := range map[string]func(*smsgw.SMS){
		"MittBolag": func(*smsgw.SMS) {},
		"+46705000001": func(m *smsgw.SMS) {
			m.From, m.FromNumber = smsgw.SenderName{}, recipients.MustParsePhone("+46705000001")
		},
		"71700": func(m *smsgw.SMS) { m.From, m.FromCode = smsgw.SenderName{}, smsgw.MustParseShortCode("71700") },
	} {
		from := ""
		g, _ := open(t, func(w http.ResponseWriter, r *http.Request) {
			from = r.PostForm.Get("from")
			_, _ = w.Write([]byte(accepted))
		})
		sms := sample()
		change(sms)
		_, err := g.Send(t.Context(), sms)
		require.NoError(t, err)
		assert.Equal(t, want, from)
	}
}

// TestWithoutReports asks for none, and hears none.
func TestWithoutReports(t *testing.T) {
	t.Parallel()
	var form url.Values
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_ = r.ParseForm()
		form = r.PostForm
		_, _ = w.Write([]byte(accepted))
	}))
	defer server.Close()
	g, err := elks46.New(elks46.Config{Username: "u1", Password: "p", BaseURL: server.URL, Currency: "EUR"})
	require.NoError(t, err)
	receipt, err := g.Send(t.Context(), sample())
	require.NoError(t, err)
	assert.Equal(t, "EUR", receipt.Currency)
	assert.False(t, form.Has("whendelivered"))
	w := httptest.NewRecorder()
	g.Reports(nil).ServeHTTP(w, httptest.NewRequest(http.MethodPost, "/?company=c1&id=m1&token=", nil))
	assert.Equal(t, http.StatusForbidden, w.Code)
}
