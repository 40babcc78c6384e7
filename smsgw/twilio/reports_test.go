package twilio_test

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/smsgw"
	"github.com/budkavle/budkavle/smsgw/httpgateway"
	"github.com/budkavle/budkavle/smsgw/twilio"
)

// callback is a status callback, signed with a token over an address, that comes to
// another.
func callback(at, signedOver, token string, form url.Values) *http.Request {
	r := httptest.NewRequest(http.MethodPost, at, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("X-Twilio-Signature", base64.StdEncoding.EncodeToString(twilio.Signature(token, signedOver, form)))
	return r
}

func delivered() url.Values {
	return url.Values{"MessageSid": {"SM1"}, "MessageStatus": {"delivered"}, "AccountSid": {"AC1"}}
}

// reportAddress is where a gateway with that ReportURL asks Twilio to call.
func reportAddress(t *testing.T, reportURL, secret string) string {
	t.Helper()
	r, err := httpgateway.NewReports(twilio.Provider, httpgateway.ReportConfig{URL: reportURL, Secret: secret})
	require.NoError(t, err)
	return r.Address(&smsgw.SMS{ID: "m1", Company: "c1"})
}

// TestSignaturesWithAndWithoutThePort: for some callbacks Twilio leaves the port out,
// for others it writes the usual one; and a proxy may change what is not signed.
func TestSignaturesWithAndWithoutThePort(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, reportURL string
		signedOver      func(address string) string
		at              func(address string) string
		want            int
	}{
		{"as configured", "https://host.example.se/twilio", same, same, 204},
		{"a port, signed with it", "https://host.example.se:8443/twilio", same, same, 204},
		{"a port, signed without", "https://host.example.se:8443/twilio", swap(":8443", ""), same, 204},
		{"no port, signed with the usual", "https://host.example.se/twilio", swap("example.se/", "example.se:443/"), same, 204},
		{"the usual port, signed without", "https://host.example.se:443/twilio", swap(":443", ""), same, 204},
		{"http, signed with its port", "http://127.0.0.1/twilio", swap("127.0.0.1/", "127.0.0.1:80/"), same, 204},
		{"IPv6, signed without", "http://[::1]:8080/twilio", swap(":8080", ""), same, 204},
		{"IPv6, signed with", "http://[::1]/twilio", swap("]/", "]:80/"), same, 204},
		{"another port", "https://host.example.se:8443/twilio", swap(":8443", ":9443"), same, 403},
		{"another host", "https://host.example.se/twilio", swap("host.", "other."), same, 403},
		{"another path", "https://host.example.se/twilio", swap("/twilio", "/else"), same, 403},
		{"http for https", "https://host.example.se/twilio", swap("https:", "http:"), same, 403},
		{"a proxy with another host and path", "https://host.example.se/twilio", same, swap("https://host.example.se/twilio", "http://10.0.0.7:8080/inner"), 204},
		{"a proxy and a port left out", "https://host.example.se:8443/twilio", swap(":8443", ""), swap("https://host.example.se:8443/twilio", "http://10.0.0.7/inner"), 204},
		{"a proxy that orders the query", "https://host.example.se/twilio", same, ordered, 204},
		{"a proxy that adds to the query, not signed", "https://host.example.se/twilio", same, swap("?", "?trace=1&"), 204},
		{"more in the query, signed", "https://host.example.se/twilio", swap("?", "?trace=1&"), swap("?", "?trace=1&"), 204},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			g, err := twilio.New(twilio.Config{AccountSID: sid, AuthToken: token, ReportURL: c.reportURL, ReportSecret: secret})
			require.NoError(t, err)
			address := reportAddress(t, c.reportURL, secret)
			kept := 0
			w := httptest.NewRecorder()
			g.Reports(func(context.Context, delivery.Report) error { kept++; return nil }).ServeHTTP(w, callback(c.at(address), c.signedOver(address), token, delivered()))
			assert.Equal(t, c.want, w.Code)
			assert.Equal(t, c.want == 204, kept == 1)
		})
	}
}

func same(address string) string { return address }

func swap(old, replacement string) func(string) string {
	return func(address string) string { return strings.Replace(address, old, replacement, 1) }
}

// ordered writes the query in another order.
func ordered(address string) string {
	base, query, _ := strings.Cut(address, "?")
	parts := strings.Split(query, "&")
	parts[0], parts[2] = parts[2], parts[0]
	return base + "?" + strings.Join(parts, "&")
}

// TestUnsignedAndForgedCallbacks change nothing.
func TestUnsignedAndForgedCallbacks(t *testing.T) {
	t.Parallel()
	g, err := twilio.New(twilio.Config{AccountSID: sid, AuthToken: token, ReportURL: "https://host.example.se/twilio", ReportSecret: secret})
	require.NoError(t, err)
	handler := g.Reports(func(context.Context, delivery.Report) error { t.Error("kept"); return nil })
	address := reportAddress(t, "https://host.example.se/twilio", secret)
	for name, change := range map[string]func(*http.Request){
		"no signature":          func(r *http.Request) { r.Header.Del("X-Twilio-Signature") },
		"an empty one":          func(r *http.Request) { r.Header.Set("X-Twilio-Signature", "") },
		"no base64":             func(r *http.Request) { r.Header.Set("X-Twilio-Signature", "%%%") },
		"cut":                   func(r *http.Request) { r.Header.Set("X-Twilio-Signature", r.Header.Get("X-Twilio-Signature")[:20]) },
		"another company":       func(r *http.Request) { r.URL.RawQuery = strings.Replace(r.URL.RawQuery, "c1", "c2", 1) },
		"another message":       func(r *http.Request) { r.URL.RawQuery = strings.Replace(r.URL.RawQuery, "m1", "m2", 1) },
		"without our token":     func(r *http.Request) { r.URL.RawQuery = "company=c1&id=m1" },
		"two messages":          func(r *http.Request) { r.URL.RawQuery += "&id=m2" },
		"two companies":         func(r *http.Request) { r.URL.RawQuery += "&company=c2" },
		"two tokens":            func(r *http.Request) { r.URL.RawQuery += "&token=x" },
		"signed with no secret": func(r *http.Request) { *r = *callback(address, address, "", delivered()) },
		"another body":          func(r *http.Request) { *r = *replaceBody(r, "MessageSid=SM1&MessageStatus=failed") },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := callback(address, address, token, delivered())
			change(r)
			w := httptest.NewRecorder()
			handler.ServeHTTP(w, r)
			assert.Equal(t, http.StatusForbidden, w.Code)
		})
	}
}

func replaceBody(r *http.Request, body string) *http.Request {
	n := httptest.NewRequest(http.MethodPost, r.URL.String(), strings.NewReader(body))
	n.Header = r.Header
	return n
}

// TestTwoSecretsAtOnce: both the token of the addresses and the account's own can be
// changed while reports are on their way.
func TestTwoSecretsAtOnce(t *testing.T) {
	t.Parallel()
	const at, newSecret, newToken = "https://host.example.se/twilio", "another secret than that", "auth-token-2"
	g, err := twilio.New(twilio.Config{AccountSID: sid, AuthToken: newToken, OldAuthToken: token, ReportURL: at, ReportSecret: newSecret, OldReportSecret: secret})
	require.NoError(t, err)
	one, err := twilio.New(twilio.Config{AccountSID: sid, AuthToken: newToken, ReportURL: at, ReportSecret: newSecret})
	require.NoError(t, err)
	for _, c := range []struct {
		secret, token string
		both, new     int
	}{{newSecret, newToken, 204, 204}, {secret, newToken, 204, 403}, {newSecret, token, 204, 403}, {secret, token, 204, 403}, {"a third secret of those", newToken, 403, 403}, {newSecret, "auth-token-3", 403, 403}} {
		address := reportAddress(t, at, c.secret)
		call := func(gateway *twilio.Gateway) int {
			w := httptest.NewRecorder()
			gateway.Reports(keepNothing).ServeHTTP(w, callback(address, address, c.token, delivered()))
			return w.Code
		}
		assert.Equal(t, c.both, call(g), "%s %s", c.secret, c.token)
		assert.Equal(t, c.new, call(one), "%s %s", c.secret, c.token)
	}
}

func keepNothing(context.Context, delivery.Report) error { return nil }

// TestOneHandlerForAllCompanies, whose accounts at Twilio differ.
func TestOneHandlerForAllCompanies(t *testing.T) {
	t.Parallel()
	const at = "https://host.example.se/twilio"
	tokens := map[string][]string{"c1": {"auth-token-1"}, "c2": {"auth-token-2", "auth-token-before"}}
	var got []string
	handler, err := twilio.Reports(httpgateway.ReportConfig{URL: at, Secret: secret}, func(_ context.Context, company string) ([]string, error) {
		if list, ok := tokens[company]; ok {
			return list, nil
		}
		return nil, errors.New("no such company")
	}, func(_ context.Context, r delivery.Report) error {
		got = append(got, r.Company+" "+r.MessageID+" "+string(r.Status))
		return nil
	})
	require.NoError(t, err)
	addresses, err := httpgateway.NewReports(twilio.Provider, httpgateway.ReportConfig{URL: at, Secret: secret})
	require.NoError(t, err)
	for _, c := range []struct {
		company, token string
		want           int
	}{
		{"c1", "auth-token-1", 204},
		{"c2", "auth-token-2", 204},
		{"c2", "auth-token-before", 204},
		{"c1", "auth-token-2", 403},
		{"c2", "auth-token-1", 403},
		{"c3", "auth-token-1", 403},
		{"c3", "", 403},
	} {
		address := addresses.Address(&smsgw.SMS{ID: "m-" + c.company, Company: c.company})
		w := httptest.NewRecorder()
		handler.ServeHTTP(w, callback(address, address, c.token, delivered()))
		assert.Equal(t, c.want, w.Code, c.company+" "+c.token)
	}
	assert.Equal(t, []string{"c1 m-c1 delivered", "c2 m-c2 delivered", "c2 m-c2 delivered"}, got)
	_, err = twilio.Reports(httpgateway.ReportConfig{URL: at, Secret: "short"}, nil, nil)
	require.ErrorContains(t, err, "twilio: ReportSecret: want at least 16")
}

// TestStatuses of callbacks: what says nothing new is passed over.
func TestStatuses(t *testing.T) {
	t.Parallel()
	g, err := twilio.New(twilio.Config{AccountSID: sid, AuthToken: token, ReportURL: "https://host.example.se/twilio", ReportSecret: secret})
	require.NoError(t, err)
	for state, want := range map[string]delivery.Status{
		"accepted": "", "scheduled": "", "queued": "", "sending": "", "": "", "partially_delivered": "", "sent": delivery.StatusSent,
		"delivered": delivery.StatusDelivered, "read": delivery.StatusDelivered, "undelivered": delivery.StatusBounced, "failed": delivery.StatusBounced, "canceled": delivery.StatusBounced,
	} {
		var got delivery.Report
		address := reportAddress(t, "https://host.example.se/twilio", secret)
		w := httptest.NewRecorder()
		g.Reports(func(_ context.Context, r delivery.Report) error { got = r; return nil }).ServeHTTP(w, callback(address, address, token, url.Values{"MessageSid": {"SM1"}, "MessageStatus": {state}}))
		assert.Equal(t, http.StatusNoContent, w.Code)
		assert.Equal(t, want, got.Status, state)
		assert.Equal(t, want == delivery.StatusBounced, got.Failure != nil)
		if want != "" {
			assert.Equal(t, "SM1", got.ProviderID)
		}
	}
}

// TestNames: Twilio's own rule, and countries where a name cannot be used.
func TestNames(t *testing.T) {
	t.Parallel()
	rule := twilio.NameRule()
	for name, ok := range map[string]bool{"MittBolag": true, "El & Kyl": true, "a+b-c_d": true, "1A": true, "zZ": true, "a09": true, "aA": true, "Åkes": false, "a.b": false, "a/b": false} {
		assert.Equal(t, ok, rule.Verdict(smsgw.MustParseSenderName(name)).OK, name)
	}
	for region, want := range map[string]smsgw.CountryRule{"SE": "", "NO": "", "DK": "", "FI": "", "DE": "", "GB": "", "BE": smsgw.CountryRestricts, "US": smsgw.CountryRefuses, "CA": smsgw.CountryRefuses} {
		assert.Equal(t, want, rule.Countries[region], region)
	}
	for region := range rule.Countries {
		assert.Regexp(t, "^[A-Z]{2}$", region)
	}
	config := twilio.Config{AccountSID: sid, AuthToken: token}
	gateway, err := twilio.New(config)
	require.NoError(t, err)
	for _, printed := range []string{fmt.Sprint(config), fmt.Sprintf("%+v", config), fmt.Sprintf("%#v", gateway)} {
		assert.Contains(t, printed, sid)
		assert.NotContains(t, printed, token)
	}
}

// TestMessagingService travels with the SMS, and not without one.
func TestMessagingService(t *testing.T) {
	t.Parallel()
	for _, service := range []string{"", "MG1"} {
		var form url.Values
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			_ = r.ParseForm()
			form = r.PostForm
			user, password, _ := r.BasicAuth()
			assert.Equal(t, "SK1 key-secret", user+" "+password, "the key logs in")
			_, _ = w.Write([]byte(accepted))
		}))
		g, err := twilio.New(twilio.Config{AccountSID: sid, AuthToken: token, KeySID: "SK1", KeySecret: "key-secret", MessagingServiceSID: service, BaseURL: server.URL})
		require.NoError(t, err)
		_, err = g.Send(t.Context(), sample())
		server.Close()
		require.NoError(t, err)
		assert.Equal(t, service, form.Get("MessagingServiceSid"))
		assert.Equal(t, service != "", form.Has("MessagingServiceSid"))
		assert.False(t, form.Has("StatusCallback"), "no reports were asked for")
	}
}

// The values of a name are sorted, and each stands once.
func TestSignaturesOfSeveralValues(t *testing.T) {
	t.Parallel()
	one := twilio.Signature(token, "https://host.example/", url.Values{"a": {"2", "1", "2"}, "b": {"x"}})
	assert.Equal(t, one, twilio.Signature(token, "https://host.example/", url.Values{"b": {"x"}, "a": {"1", "2"}}))
	assert.NotEqual(t, one, twilio.Signature(token, "https://host.example/", url.Values{"b": {"x"}, "a": {"1"}}))
}

func TestNewSaysWhatIsWrong(t *testing.T) {
	t.Parallel()
	for want, c := range map[string]twilio.Config{
		"twilio: Config.AccountSID or AuthToken is missing":   {AccountSID: sid},
		"AccountSID or AuthToken is missing":                  {AuthToken: token},
		"twilio: Config.KeySID and KeySecret belong together": {AccountSID: sid, AuthToken: token, KeySID: "SK1"},
		"KeySID and KeySecret belong together":                {AccountSID: sid, AuthToken: token, KeySecret: "s"},
		"twilio: Config.BaseURL: want https":                  {AccountSID: sid, AuthToken: token, BaseURL: "ftp://x"},
		"twilio: Config.ReportURL: want https":                {AccountSID: sid, AuthToken: token, ReportURL: "http://host.example.se/", ReportSecret: secret},
		"twilio: Config.OldReportSecret: want at least 16":    {AccountSID: sid, AuthToken: token, ReportURL: "https://host.example.se/", ReportSecret: secret, OldReportSecret: "short"},
	} {
		_, err := twilio.New(c)
		require.ErrorContains(t, err, want)
	}
}
