package kannel_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/notify/sendertest"
	"github.com/budkavle/budkavle/recipients"
	"github.com/budkavle/budkavle/smsgw"
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
	sendertest.TestSMS(t, func(t *testing.T) sendertest.SMSSubject {
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
		class  delivery.Class
	}{
		{503, "Temporal failure, try again later.", delivery.Temporary},
		{202, "Temporal failure, try again later.", delivery.Uncertain},
		{202, "Odd", delivery.Uncertain},
		{400, "Sender missing and no global set, rejected", delivery.Configuration},
		{400, "Receiver number missing", delivery.Permanent},
		{403, "Authorization failed for sendsms", delivery.Configuration},
	} {
		g, _ := open(t, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(c.status); _, _ = w.Write([]byte(c.body)) })
		_, err := g.Send(context.Background(), sample("Hej"))
		f := delivery.AsFailure(err)
		require.NotNil(t, f)
		assert.Equal(t, c.class, f.Class, c.body)
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
	for _, kind := range []string{"8", "4", "1", "1", "2", "16"} {
		assert.Equal(t, 204, call(strings.Replace(address, "%d", kind, 1)), kind)
	}
	assert.Equal(t, []string{"c1 m1 sent", "c1 m1 delivered", "c1 m1 delivered", "c1 m1 bounced", "c1 m1 bounced"}, got)
	assert.Equal(t, 400, call(strings.Replace(address, "%d", "99", 1)))
	assert.Equal(t, 403, call(strings.NewReplacer("id=m1", "id=m2", "%d", "1").Replace(address)))
}

func TestNewSaysWhatIsWrong(t *testing.T) {
	t.Parallel()
	for want, c := range map[string]kannel.Config{
		"BaseURL, Username or Password": {Username: "u", Password: "p"}, "Config.BaseURL": {BaseURL: "ftp://x", Username: "u", Password: "p"},
		"Config.Path": {BaseURL: "http://x", Path: "cgi-bin/sendsms", Username: "u", Password: "p"}, "ReportSecret": {BaseURL: "http://x", Username: "u", Password: "p", ReportURL: "https://x"},
	} {
		_, err := kannel.New(c)
		require.ErrorContains(t, err, want)
	}
}
