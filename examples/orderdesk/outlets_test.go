package main

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestWhatTheCommandLineRefuses(t *testing.T) {
	t.Parallel()
	env := func(string) string { return "" }
	for _, c := range []struct{ arguments, want string }{
		{"-listen 0.0.0.0:8462", "this machine alone"},
		{"-listen :8462", "this machine alone"},
		{"-smtp mail.example.com", "host is missing"},
		{"-smtp http://mail.example.com", "want smtp://"},
		{"-smtp smtp://eva:hemlig1@mail.example.com", "environment"},
		{"-smtp smtp://eva@mail.example.com", smtpPassword},
		{"-smtp smtp://%zz:hemlig1@mail.example.com", "no address"},
		{"-elks46 u123", elks46Password},
		{"-kannel ftp://eva@127.0.0.1", "want http://"},
		{"-kannel http://eva@127.0.0.1:13013", kannelPassword},
		{"-kannel http://eva@127.0.0.1:13013 -elks46 u123", "choose one"},
	} {
		err := run(t.Context(), append([]string{"-db", "/nonexistent/x"}, strings.Fields(c.arguments)...), env, io.Discard)
		require.ErrorContains(t, err, c.want, c.arguments)
		assert.NotContains(t, err.Error(), "hemlig1", c.arguments)
	}
}

// A mail server of the command line is where all companies' mail goes that have none
// of their own.
func TestMailsForReal(t *testing.T) {
	t.Parallel()
	other := start(t) // whose built-in server is the world outside
	var ways outlets
	require.NoError(t, ways.setSMTP(fmt.Sprintf("smtp+plain://nordkyl@127.0.0.1:%d", other.app.office)))
	require.NoError(t, ways.passwords(func(name string) string { return map[string]string{smtpPassword: password}[name] }))
	b := startWith(t, ways)
	b.send(b.openKind("462", "order-confirmation")).sees("Meddelandet är skickat.")
	assert.Empty(t, b.mails())
	require.Len(t, other.mails(), 1)
}

// SMS go to a Kannel, and its reports come back to the log.
func TestSMSByAKannelAndItsReports(t *testing.T) {
	t.Parallel()
	var asked atomic.Pointer[url.Values]
	smsbox := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_ = r.ParseForm()
		asked.Store(&r.Form)
		w.WriteHeader(http.StatusAccepted)
		fmt.Fprint(w, "0: Accepted for delivery")
	}))
	t.Cleanup(smsbox.Close)
	var ways outlets
	require.NoError(t, ways.setKannel("http://eva@"+strings.TrimPrefix(smsbox.URL, "http://")))
	require.NoError(t, ways.passwords(func(name string) string { return map[string]string{kannelPassword: "hemligt"}[name] }))
	b := startWith(t, ways)
	b.confirmBySMS()
	form := asked.Load()
	require.NotNil(t, form)
	assert.Equal(t, []string{"eva", "hemligt", "Nordkyl"}, []string{form.Get("username"), form.Get("password"), form.Get("from")})
	line := b.lines("?channel=sms")[0]
	b.get(line).sees(`"state">skickad<`)

	report := strings.NewReplacer("%d", "1", "%A", "", "%T", "1788500000", "%F", "", "%I", "").Replace(form.Get("dlr-url"))
	require.True(t, strings.HasPrefix(report, b.base+"/reports/kannel"), report)
	request, err := http.NewRequestWithContext(context.Background(), http.MethodGet, report, nil)
	require.NoError(t, err)
	answer, err := http.DefaultClient.Do(request)
	require.NoError(t, err)
	require.NoError(t, answer.Body.Close())
	require.Less(t, answer.StatusCode, 300)
	b.get(line).sees(`"state">levererad<`)
}

// The account of -elks46 is asked, with its own name and password.
func TestSMSBy46elks(t *testing.T) {
	t.Parallel()
	var asked atomic.Pointer[http.Request]
	api := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_ = r.ParseForm()
		asked.Store(r)
		w.Header().Set("Content-Type", "application/json")
		fmt.Fprint(w, `{"id":"s1","status":"created","parts":1,"cost":3500}`)
	}))
	t.Cleanup(api.Close)
	var ways outlets
	require.NoError(t, ways.setElks46("u123"))
	require.NoError(t, ways.passwords(func(name string) string { return map[string]string{elks46Password: "hemligt"}[name] }))
	ways.elks46.BaseURL = api.URL
	b := startWith(t, ways)
	b.confirmBySMS()
	r := asked.Load()
	require.NotNil(t, r)
	name, word, _ := r.BasicAuth()
	assert.Equal(t, []string{"u123", "hemligt", "+46705123456", "Nordkyl"}, []string{name, word, r.Form.Get("to"), r.Form.Get("from")})
}

// confirmBySMS sends a booking confirmation by SMS alone.
func (b *browser) confirmBySMS() {
	b.t.Helper()
	path := b.openKind("462", "booking-confirmation")
	f := b.filled("sms", "on", "phones", "+46705123456", "action", "send")
	f.Del("email")
	b.submit(path, f).sees("Meddelandet är skickat.")
}
