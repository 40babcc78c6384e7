package httpgateway

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/audit/delivery/reasons"
	"github.com/budkavle/budkavle/smsgw"
)

const (
	at     = "https://host.example.com/reports"
	secret = "a secret of 16 or more"
)

func made(t *testing.T, c ReportConfig) Reports {
	t.Helper()
	r, err := NewReports("mine", c)
	require.NoError(t, err)
	return r
}

func TestNewReportsSaysWhatIsWrong(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name   string
		config ReportConfig
		err    string
	}{
		{"nothing", ReportConfig{}, ""},
		{"whole", ReportConfig{URL: at, Secret: secret}, ""},
		{"the least", ReportConfig{URL: at, Secret: secret[:16], OldSecret: secret[:16]}, ""},
		{"loopback", ReportConfig{URL: "http://127.0.0.2:80/r", Secret: secret}, ""},
		{"localhost", ReportConfig{URL: "http://localhost/r", Secret: secret}, ""},
		{"plain", ReportConfig{URL: "http://10.0.0.1/r", Secret: secret, Plain: true}, ""},
		{"a secret alone", ReportConfig{Secret: secret}, "ReportSecret without ReportURL"},
		{"an old secret alone", ReportConfig{OldSecret: secret}, "ReportSecret without ReportURL"},
		{"short", ReportConfig{URL: at, Secret: secret[:15]}, "ReportSecret: want at least 16"},
		{"none", ReportConfig{URL: at}, "ReportSecret: want at least 16"},
		{"old too short", ReportConfig{URL: at, Secret: secret, OldSecret: "x"}, "OldReportSecret: want at least 16"},
		{"not https", ReportConfig{URL: "http://10.0.0.1/r", Secret: secret}, "want https: the address"},
		{"no host", ReportConfig{URL: "https:///r", Secret: secret}, "want https://host/path"},
		{"another scheme", ReportConfig{URL: "ftp://host/r", Secret: secret, Plain: true}, "want https://host/path"},
		{"a query", ReportConfig{URL: at + "?a=b", Secret: secret}, "without login or query"},
		{"a fragment", ReportConfig{URL: at + "#a", Secret: secret}, "without login or query"},
		{"a login", ReportConfig{URL: "https://u:p@host/r", Secret: secret}, "without login or query"},
		{"no address", ReportConfig{URL: "https://host\x7f/", Secret: secret}, "want https://host/path"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			r, err := NewReports("mine", c.config)
			if c.err == "" {
				require.NoError(t, err)
				assert.Equal(t, c.config.URL == "", r.IsZero())
				return
			}
			require.ErrorContains(t, err, c.err)
			assert.NotContains(t, err.Error(), secret[:15])
			assert.True(t, r.IsZero())
		})
	}
}

// TestOnlyOurAddressesAreHeard: the token is bound to the gateway, the company and
// the message.
func TestOnlyOurAddressesAreHeard(t *testing.T) {
	t.Parallel()
	r := made(t, ReportConfig{URL: at, Secret: secret})
	address := r.Address(&smsgw.SMS{ID: "m1", Company: "c1"})
	other, err := NewReports("another", ReportConfig{URL: at, Secret: secret})
	require.NoError(t, err)
	for name, c := range map[string]struct {
		address string
		ok      bool
	}{
		"ours": {address, true}, "by a proxy": {strings.Replace(address, at, "http://10.0.0.1/x", 1), true}, "more beside": {address + "&type=1", true},
		"another company": {strings.Replace(address, "c1", "c2", 1), false}, "another message": {strings.Replace(address, "m1", "m2", 1), false},
		"split otherwise": {strings.NewReplacer("company=c1", "company=c1m", "id=m1", "id=1").Replace(address), false}, "another token": {address + "x", false},
		"no token": {at + "?company=c1&id=m1", false}, "an empty one": {at + "?company=c1&id=m1&token=", false}, "no company": {strings.Replace(address, "company=c1&", "", 1), false},
		"no message": {strings.Replace(address, "id=m1&", "", 1), false}, "two companies": {address + "&company=c1", false}, "two messages": {address + "&id=m1", false}, "two tokens": {address + "&token=x", false},
		"another gateway's": {other.Address(&smsgw.SMS{ID: "m1", Company: "c1"}), false}, "nothing": {at, false},
	} {
		caller, ok := r.Caller(httptest.NewRequest(http.MethodPost, c.address, nil))
		assert.Equal(t, c.ok, ok, name)
		if ok {
			assert.Equal(t, "c1 m1", caller.Company+" "+caller.ID)
		}
	}
	_, ok := Reports{}.Caller(httptest.NewRequest(http.MethodPost, address, nil))
	assert.False(t, ok, "no reports are asked for")
	assert.Empty(t, Reports{}.Address(&smsgw.SMS{ID: "m1", Company: "c1"}))
	assert.NotEqual(t, r.token(r.secrets[0], "a", "bc"), r.token(r.secrets[0], "ab", "c"))
}

// TestHandler answers each caller once.
func TestHandler(t *testing.T) {
	t.Parallel()
	r := made(t, ReportConfig{URL: at, Secret: secret})
	address := r.Address(&smsgw.SMS{ID: "m1", Company: "c1"})
	read := func(r *http.Request, _ Caller) (delivery.Report, error) {
		switch state := r.FormValue("state"); state {
		case "forged":
			return delivery.Report{}, fmt.Errorf("no: %w", ErrForged)
		case "odd":
			return delivery.Report{}, errors.New("odd")
		default:
			return delivery.Report{Status: delivery.Status(state), Company: "c9", MessageID: "m9", Provider: "p9"}, nil
		}
	}
	for _, c := range []struct {
		name, method, address, body string
		err                         error
		want, kept                  int
	}{
		{"a report", http.MethodPost, address, "state=sent", nil, 204, 1},
		{"by GET", http.MethodGet, address + "&state=sent", "", nil, 204, 1},
		{"nothing new", http.MethodPost, address, "state=", nil, 204, 0},
		{"forged", http.MethodPost, address, "state=forged", nil, 403, 0},
		{"odd", http.MethodPost, address, "state=odd", nil, 400, 0},
		{"not ours", http.MethodPost, at, "state=sent", nil, 403, 0},
		{"no form", http.MethodPost, address, "state=%zz", nil, 400, 0},
		{"no form, not ours", http.MethodPost, at, "state=%zz", nil, 403, 0},
		{"an escape of its own in the address", http.MethodPost, address + "&answer=%A", "state=sent", nil, 204, 1},
		{"too large", http.MethodPost, address, "state=sent&x=" + strings.Repeat("x", MaxAnswer), nil, 400, 0},
		{"another method", http.MethodPut, address, "state=sent", nil, 405, 0},
		{"not kept", http.MethodPost, address, "state=sent", errors.New("down"), 503, 1},
		{"unknown", http.MethodPost, address, "state=sent", delivery.ErrUnknownMessage, 204, 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			kept := 0
			request := httptest.NewRequest(c.method, c.address, strings.NewReader(c.body))
			request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			w := httptest.NewRecorder()
			r.Handler(read, func(_ context.Context, report delivery.Report) error {
				kept++
				assert.Equal(t, "mine c1 m1", report.Provider+" "+report.Company+" "+report.MessageID, "what the address says, not the reader")
				return c.err
			}).ServeHTTP(w, request)
			assert.Equal(t, c.want, w.Code)
			assert.Equal(t, c.kept, kept)
			assert.Equal(t, c.want == 405, w.Header().Get("Allow") == "GET, POST")
		})
	}
}

func TestWhole(t *testing.T) {
	t.Parallel()
	r := made(t, ReportConfig{URL: at, Secret: secret})
	address := r.Address(&smsgw.SMS{ID: "m1", Company: "Åke & Co"})
	request := httptest.NewRequest(http.MethodPost, address, nil)
	caller, ok := r.Caller(request)
	require.True(t, ok)
	assert.Equal(t, []string{address}, r.Whole(caller, request))
	request.URL.RawQuery += "&x=1"
	assert.Equal(t, []string{address + "&x=1", address}, r.Whole(caller, request))
}

// TestWhatIsPrinted is of use to somebody who reads it.
func TestWhatIsPrinted(t *testing.T) {
	t.Parallel()
	c := ReportConfig{URL: at, Secret: secret}
	assert.Equal(t, "reports to "+at+" reports to "+at+" no reports", fmt.Sprintf("%v %+v %v", c, made(t, c), Reports{}))
	assert.Equal(t, "mine over HTTP, gateway over HTTP, no gateway", fmt.Sprintf("%v, %v, %v", New(Config{Names: smsgw.NameRule{Gateway: "mine"}}), New(Config{}), (*Client)(nil)))
	assert.Equal(t, "reports to "+at, c.LogValue().String())
	assert.Equal(t, "reports to "+at, made(t, c).LogValue().String())
	assert.Equal(t, "gateway over HTTP", New(Config{}).LogValue().String())
	_, err := c.MarshalJSON()
	require.Error(t, err)
}

// TestARewoundBodyAsksToo: net/http may begin anew on another connection.
func TestARewoundBodyAsksToo(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(delivery.WithHandOver(t.Context(), func(context.Context) error { return errors.New("no") }))
	defer cancel()
	w := &watch{ctx: ctx, cancel: cancel}
	again, err := w.request(form(t, at, "x")).GetBody()
	require.NoError(t, err)
	_, err = again.Read(make([]byte, 10))
	assert.Equal(t, reasons.NotClaimed, delivery.AsFailure(err).Reason)
}
