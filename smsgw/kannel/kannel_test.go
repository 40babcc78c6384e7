package kannel_test

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
	"github.com/budkavle/budkavle/audit/delivery/reasons"
	"github.com/budkavle/budkavle/notify/sendertest"
	"github.com/budkavle/budkavle/recipients"
	"github.com/budkavle/budkavle/smsgw"
	"github.com/budkavle/budkavle/smsgw/httpgateway"
	"github.com/budkavle/budkavle/smsgw/kannel"
)

func open(t *testing.T, accept http.HandlerFunc) (*kannel.Gateway, *sendertest.HTTPGateway) {
	t.Helper()
	if accept == nil {
		accept = func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(http.StatusAccepted)
			_, _ = w.Write([]byte("0: Accepted for delivery"))
		}
	}
	double := &sendertest.HTTPGateway{
		Text:   func(r *http.Request) string { return r.URL.Query().Get("text") },
		Accept: accept,
		Refuse: func(w http.ResponseWriter, _ *http.Request) {
			http.Error(w, "Number(s) has/have been denied by white- and/or black-lists.", http.StatusBadRequest)
		},
		Login: func(w http.ResponseWriter, _ *http.Request) {
			http.Error(w, "Authorization failed for sendsms", http.StatusForbidden)
		},
	}
	base := double.Start()
	t.Cleanup(double.Close)
	g, err := kannel.New(kannel.Config{BaseURL: base, Username: "tester", Password: "pass-word-1", ReportURL: "http://127.0.0.1/reports", ReportSecret: "a secret of 16 or more"})
	require.NoError(t, err)
	return g, double
}

func sample(text string) *smsgw.SMS {
	return &smsgw.SMS{ID: "m1", Company: "c1", From: smsgw.MustParseSenderName("Åkes Kyl"), To: recipients.MustParsePhone("+46705123456"), Text: text}
}

func TestContract(t *testing.T) {
	t.Parallel()
	sendertest.RunSMS(t, func(t *testing.T) sendertest.SMSSubject {
		g, double := open(t, nil)
		return sendertest.SMSSubject{Sender: g, Set: double.Set, Taken: double.Taken, Secret: "pass-word-1"}
	})
}

func TestRequest(t *testing.T) {
	t.Parallel()
	for text, coding := range map[string]string{"Hej å ä ö €": "0", "Hej 😀": "2"} {
		g, _ := open(t, func(w http.ResponseWriter, r *http.Request) {
			q := r.URL.Query()
			assert.Equal(t, "/cgi-bin/sendsms", r.URL.Path)
			assert.Equal(t, []string{coding, "UTF-8", text, "Åkes Kyl", "+46705123456", "27"}, []string{q.Get("coding"), q.Get("charset"), q.Get("text"), q.Get("from"), q.Get("to"), q.Get("dlr-mask")})
			assert.True(t, strings.HasSuffix(q.Get("dlr-url"), "&type=%d"))
			w.WriteHeader(http.StatusAccepted)
			_, _ = w.Write([]byte("3: Queued for later delivery"))
		})
		receipt, err := g.Send(context.Background(), sample(text))
		require.NoError(t, err)
		assert.Equal(t, "kannel m1 1", fmt.Sprint(receipt.Provider, " ", receipt.ProviderID, " ", receipt.Segments))
	}
}

func TestAnswers(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		status int
		body   string
		want   string
	}{
		{503, "Temporal failure, try again later.", "temporary sender server-unavailable"},
		{400, "Temporal failure, try again later.", "temporary sender server-unavailable"},
		{202, "Temporal failure, try again later.", "uncertain sender not-understood"},
		{202, "Odd", "uncertain sender not-understood"},
		{400, "Sender missing and no global set, rejected", "configuration sender sender-refused"},
		{400, "Receiver number missing", "permanent sender server-refused"},
		{403, "Authorization failed for sendsms", "configuration sender login-refused"},
		{202, "Authorization failed for sendsms", "uncertain sender not-understood"},
		{400, "Number(s) has/have been denied by white- and/or black-lists.", "permanent recipient recipient-refused"},
		{404, "No route to destination", "permanent sender no-route"},
		{400, "Not routable. Do not try again.", "permanent sender no-route"},
		{400, "Something new", "permanent sender server-refused"},
		{404, "Not found", "configuration sender wrong-address"},
		{403, "Number denied by white-list.", "permanent recipient recipient-refused"},
		{403, "Access denied by security policy.", "configuration sender login-refused"},
		{403, "<html><body>Your phone number was denied by a black-list</body></html>", "configuration sender login-refused"},
		{502, "Authorization failed for upstream", "uncertain sender no-answer"},
		{504, "The gateway timed out, try again later", "uncertain sender no-answer"},
		{504, " \n<!DOCTYPE html><title>504</title>Please try again later", "uncertain sender no-answer"},
		{503, "(113) No route to host", "temporary sender server-unavailable"},
		{503, "\ufeff<html>Sender missing: no route", "temporary sender server-unavailable"},
	} {
		t.Run(fmt.Sprint(c.status, " ", c.body), func(t *testing.T) {
			t.Parallel()
			g, _ := open(t, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(c.status); _, _ = w.Write([]byte(c.body)) })
			_, err := g.Send(context.Background(), sample("Hej"))
			f := delivery.AsFailure(err)
			require.NotNil(t, f)
			assert.Equal(t, c.want, fmt.Sprint(f.Class, " ", f.Fault, " ", f.Reason))
			assert.False(t, f.AddressGone())
		})
	}
	for _, body := range []string{"0: Accepted for delivery", "3: Queued for later delivery\n", "Sent."} {
		g, _ := open(t, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(202); _, _ = w.Write([]byte(body)) })
		_, err := g.Send(context.Background(), sample("Hej"))
		require.NoError(t, err)
	}
}

func TestReports(t *testing.T) {
	t.Parallel()
	var address string
	g, _ := open(t, func(w http.ResponseWriter, r *http.Request) {
		address = r.URL.Query().Get("dlr-url")
		w.WriteHeader(http.StatusAccepted)
		_, _ = w.Write([]byte("0: Accepted for delivery"))
	})
	_, err := g.Send(context.Background(), sample("Hej"))
	require.NoError(t, err)
	var got []string
	handler := g.Reports(func(_ context.Context, r delivery.Report) error {
		got = append(got, r.Company+" "+r.MessageID+" "+string(r.Status))
		return nil
	})
	call := func(address string) int {
		w := httptest.NewRecorder()
		handler.ServeHTTP(w, httptest.NewRequest(http.MethodGet, address, nil))
		return w.Code
	}
	for _, kind := range []string{"8", "4", "1", "1", "2", "16", "34", "66"} {
		assert.Equal(t, 204, call(strings.Replace(address, "%d", kind, 1)), kind)
	}
	assert.Equal(t, []string{"c1 m1 sent", "c1 m1 delivered", "c1 m1 delivered", "c1 m1 bounced", "c1 m1 bounced", "c1 m1 bounced", "c1 m1 bounced"}, got)
	assert.Equal(t, 204, call(strings.Replace(address, "%d", "99", 1)), "a type that nobody knows is passed over")
	assert.Equal(t, 204, call(strings.Replace(address, "%d", "odd", 1)))
	assert.Equal(t, 403, call(strings.NewReplacer("id=m1", "id=m2", "%d", "1").Replace(address)))
}

func TestNewSaysWhatIsWrong(t *testing.T) {
	t.Parallel()
	for want, c := range map[string]kannel.Config{
		"Username or Password is missing": {BaseURL: "http://x", Username: "u"}, "Password is missing": {BaseURL: "http://x", Password: "p"},
		"want /path, without query":     {BaseURL: "http://x", Path: "/a?b=c", Username: "u", Password: "p"},
		"BaseURL, Username or Password": {Username: "u", Password: "p"}, "Config.BaseURL": {BaseURL: "ftp://x", Username: "u", Password: "p"},
		"Config.Path": {BaseURL: "http://x", Path: "cgi-bin/sendsms", Username: "u", Password: "p"}, "ReportSecret": {BaseURL: "http://x", Username: "u", Password: "p", ReportURL: "https://x"},
	} {
		_, err := kannel.New(c)
		require.ErrorContains(t, err, want)
	}
}

// TestOneHandlerForAllCompanies, over http inside the host's own network.
func TestOneHandlerForAllCompanies(t *testing.T) {
	t.Parallel()
	const at = "http://10.0.0.7/reports"
	var got []string
	handler, err := kannel.Reports(httpgateway.ReportConfig{URL: at, Secret: "another secret than that", OldSecret: "a secret of 16 or more"}, func(_ context.Context, r delivery.Report) error {
		got = append(got, r.Company+" "+r.MessageID+" "+r.ProviderID+" "+string(r.Status))
		return nil
	})
	require.NoError(t, err)
	for _, secret := range []string{"another secret than that", "a secret of 16 or more", "a third secret of those"} {
		reports, err := httpgateway.NewReports(kannel.Provider, httpgateway.ReportConfig{URL: at, Secret: secret, Plain: true})
		require.NoError(t, err)
		for _, company := range []string{"c1", "Åkes Kyl"} {
			w := httptest.NewRecorder()
			handler.ServeHTTP(w, httptest.NewRequest(http.MethodGet, reports.Address(&smsgw.SMS{ID: "m1", Company: company})+"&type=1", nil))
			assert.Equal(t, secret == "a third secret of those", w.Code == http.StatusForbidden)
		}
	}
	assert.Equal(t, []string{"c1 m1 m1 delivered", "Åkes Kyl m1 m1 delivered", "c1 m1 m1 delivered", "Åkes Kyl m1 m1 delivered"}, got)
	_, err = kannel.Reports(httpgateway.ReportConfig{URL: "nowhere"}, nil)
	require.ErrorContains(t, err, "kannel: ReportURL")
}

// TestWithoutReports asks for none; the connection is chosen where one is named.
func TestWithoutReports(t *testing.T) {
	t.Parallel()
	for _, smsc := range []string{"", "operator-1"} {
		var q url.Values
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			q = r.URL.Query()
			assert.Equal(t, "/sms", r.URL.Path)
			_, _ = w.Write([]byte("Sent."))
		}))
		g, err := kannel.New(kannel.Config{BaseURL: server.URL + "/", Path: "/sms", Username: "u", Password: "p", SMSC: smsc})
		require.NoError(t, err)
		_, err = g.Send(t.Context(), sample("Hej"))
		server.Close()
		require.NoError(t, err)
		assert.False(t, q.Has("dlr-url") || q.Has("dlr-mask"))
		assert.Equal(t, smsc != "", q.Has("smsc"))
		assert.Equal(t, smsc, q.Get("smsc"))
	}
}

func TestNames(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"MittBolag", "Åkes Kyl", "a.b/c"} {
		assert.True(t, kannel.NameRule().Verdict(smsgw.MustParseSenderName(name)).OK)
	}
}

// TestAPathThatIsNone is a matter of configuration, and its error says no password.
func TestAPathThatIsNone(t *testing.T) {
	t.Parallel()
	g, err := kannel.New(kannel.Config{BaseURL: "http://127.0.0.1:1", Path: "/%zz", Username: "u", Password: "pass-word-1"})
	require.NoError(t, err)
	_, err = g.Send(t.Context(), sample("Hej"))
	f := delivery.AsFailure(err)
	assert.Equal(t, delivery.Configuration, f.Class)
	assert.Equal(t, reasons.WrongAddress, f.Reason)
	assert.NotContains(t, err.Error(), "pass-word-1")
}
