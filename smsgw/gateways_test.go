package smsgw_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"html"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"unicode/utf16"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/audit/delivery/reasons"
	"github.com/budkavle/budkavle/recipients"
	"github.com/budkavle/budkavle/smsgw"
	"github.com/budkavle/budkavle/smsgw/elks46"
	"github.com/budkavle/budkavle/smsgw/httpgateway"
	"github.com/budkavle/budkavle/smsgw/kannel"
	"github.com/budkavle/budkavle/smsgw/twilio"
)

const (
	password  = "hemligt-lösen/1+"
	oldToken  = "the-token-before-it"
	secret    = "a secret of 16 or more"
	oldSecret = "the secret before that"
	text      = "Hej Anna, koden till porten är 4711 {nästa} – ring om ni vill."
)

// A kind is one of the gateways, made against a server.
type kind struct {
	name   string
	config any
	open   func(base string, client *http.Client) (smsgw.Sender, func(httpgateway.Keep) http.Handler)
	login  string // what Basic authentication sends, before base64; "" for none
	report func(address, state string) *http.Request
}

func kinds(t *testing.T) []kind {
	t.Helper()
	elks := elks46.Config{Username: "u1", Password: password, ReportURL: "https://host.example.com/r", ReportSecret: secret, OldReportSecret: oldSecret}
	tw := twilio.Config{
		AccountSID: "AC1", AuthToken: password, OldAuthToken: oldToken, KeySID: "SK1", KeySecret: password + "key", ReportURL: "https://host.example.com/r", ReportSecret: secret, OldReportSecret: oldSecret,
	}
	kan := kannel.Config{BaseURL: "http://127.0.0.1:1", Username: "u1", Password: password, ReportURL: "https://host.example.com/r", ReportSecret: secret, OldReportSecret: oldSecret}
	return []kind{
		{"elks46", elks, func(base string, client *http.Client) (smsgw.Sender, func(httpgateway.Keep) http.Handler) {
			c := elks
			c.BaseURL, c.HTTPClient = base, client
			g, err := elks46.New(c)
			require.NoError(t, err)
			return g, g.Reports
		}, "u1:" + password, func(address, state string) *http.Request {
			return post(address, url.Values{"id": {"s1"}, "status": {state}})
		}},
		{"twilio", tw, func(base string, client *http.Client) (smsgw.Sender, func(httpgateway.Keep) http.Handler) {
			c := tw
			c.BaseURL, c.HTTPClient = base, client
			g, err := twilio.New(c)
			require.NoError(t, err)
			return g, g.Reports
		}, "SK1:" + password + "key", func(address, state string) *http.Request {
			form := url.Values{"MessageSid": {"SM1"}, "MessageStatus": {state}}
			r := post(address, form)
			r.Header.Set("X-Twilio-Signature", base64.StdEncoding.EncodeToString(twilio.Signature(password, address, form)))
			return r
		}},
		{"kannel", kan, func(base string, client *http.Client) (smsgw.Sender, func(httpgateway.Keep) http.Handler) {
			c := kan
			c.BaseURL, c.HTTPClient = base, client
			g, err := kannel.New(c)
			require.NoError(t, err)
			return g, g.Reports
		}, "", func(address, state string) *http.Request {
			code := map[string]string{"delivered": "1", "failed": "2", "sent": "8"}[state]
			if code == "" {
				code = "99"
			}
			return httptest.NewRequest(http.MethodGet, strings.NewReplacer("%%", "%", "%A", "ACK", "%d", code).Replace(address), nil)
		}},
	}
}

func post(address string, form url.Values) *http.Request {
	r := httptest.NewRequest(http.MethodPost, address, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return r
}

func long() *smsgw.SMS {
	return &smsgw.SMS{ID: "m1", Company: "c1", From: smsgw.MustParseSenderName("MittBolag"), To: recipients.MustParsePhone("+46705123456"), Text: text}
}

// addressOf returns the report's address in a request to a gateway.
func addressOf(r *http.Request) string {
	for _, field := range []string{"whendelivered", "StatusCallback", "dlr-url"} {
		if a := r.FormValue(field); a != "" {
			return a
		}
	}
	return ""
}

// echoes are the ways in which a gateway, or a proxy before it, repeats what it got.
func echoes(r *http.Request) map[string]string {
	body, _ := io.ReadAll(r.Body)
	r.Body = io.NopCloser(bytes.NewReader(body))
	raw := r.Header.Get("Authorization") + " " + r.URL.RawQuery + " " + string(body)
	words := r.FormValue("message") + r.FormValue("Body") + r.FormValue("text")
	quoted, _ := json.Marshal(words)
	var units []byte
	for _, u := range utf16.Encode([]rune(words)) {
		units = append(units, byte(u>>8), byte(u))
	}
	return map[string]string{
		"the request":    raw,
		"the text":       "cannot send '" + words + "' today",
		"a piece of it":  "too long: '" + string([]rune(words)[:25]) + "…'",
		"the end of it":  "…" + string([]rune(words)[20:]),
		"upper case":     "NO: " + strings.ToUpper(words),
		"JSON":           `{"code": 21610, "error": ` + string(quoted) + `, "message": ` + string(quoted) + `}`,
		"escaped JSON":   `{"code": 21610, "message": "Hej Anna, koden till porten \u00e4r 4711 {n\u00e4sta} \u2013 ring"}`,
		"HTML":           "<p>" + html.EscapeString(words) + "</p>",
		"HTML numbers":   "Hej&#32;Anna&#44; koden till porten &#228;r 4711",
		"address":        "bad request: text=" + url.QueryEscape(words),
		"half of it":     "bad request: text=" + url.QueryEscape(words)[:40],
		"escaped twice":  url.QueryEscape(url.QueryEscape(words)),
		"base64":         "got " + base64.StdEncoding.EncodeToString([]byte(words)),
		"base64 inside":  "got " + base64.URLEncoding.EncodeToString([]byte("x="+words+"&y")),
		"half base64":    "got " + base64.StdEncoding.EncodeToString([]byte(words))[:39],
		"hexadecimal":    hex.EncodeToString([]byte(words)),
		"UCS-2":          strings.ToUpper(hex.EncodeToString(units)),
		"over lines":     strings.ReplaceAll(words, " ", "\r\n"),
		"login":          "bad " + password + " and " + password + "key and " + oldToken,
		"login, escaped": "bad " + url.QueryEscape(password) + " " + url.PathEscape(password) + " " + html.EscapeString(password),
		"login, base64":  base64.StdEncoding.EncodeToString([]byte(password)) + " " + base64.StdEncoding.EncodeToString([]byte("u1:"+password)) + " " + base64.StdEncoding.EncodeToString([]byte("SK1:"+password+"key")),
		"login, hex":     hex.EncodeToString([]byte(password)),
		"the report":     "cannot call " + addressOf(r),
		"report secrets": secret + " " + oldSecret,
	}
}

// TestNoGatewaySaysASecret: neither the login nor the SMS's text nor the address of
// its reports is in an error, whatever the other side repeats, in whatever form, at
// whatever status.
func TestNoGatewaySaysASecret(t *testing.T) {
	t.Parallel()
	for _, k := range kinds(t) {
		var form string
		var status int
		var address string
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			said := echoes(r)[form]
			address = addressOf(r)
			w.WriteHeader(status)
			_, _ = io.WriteString(w, said)
		}))
		t.Cleanup(server.Close)
		sender, _ := k.open(server.URL, nil)
		forms := echoes(httptest.NewRequest(http.MethodGet, "/?text="+url.QueryEscape(text), nil))
		t.Run(k.name, func(t *testing.T) {
			for form = range forms {
				for _, status = range []int{200, 302, 400, 401, 402, 403, 404, 422, 429, 500, 502, 503} {
					receipt, err := sender.Send(t.Context(), long())
					shown := fmt.Sprintf("%v %+v %#v", err, delivery.AsFailure(err), receipt)
					kept, jsonErr := json.Marshal(delivery.AsFailure(err))
					require.NoError(t, jsonErr)
					u, _ := url.Parse(strings.NewReplacer("%%", "%", "%d", "1", "%A", "").Replace(address))
					silent(t, form, k, u.Query().Get("token"), shown+string(kept))
				}
			}
		})
	}
}

// silent looks for every secret, and for pieces of the text, in what is shown.
func silent(t *testing.T, form string, k kind, token, shown string) {
	t.Helper()
	flat := strings.ToLower(strings.Join(strings.Fields(shown), " "))
	opened, _ := url.QueryUnescape(strings.ReplaceAll(flat, "%!", ""))
	require.NotEmpty(t, token)
	words := []string{password, secret, oldSecret, token, "koden till", "porten", "anna, koden", "4711"}
	if k.name == "twilio" {
		words = append(words, oldToken)
	}
	for _, word := range words {
		for _, view := range []string{flat, opened} {
			assert.NotContains(t, view, strings.ToLower(word), form)
		}
	}
	for _, raw := range []string{password, k.login, text, string([]rune(text)[:24])} {
		if raw == "" {
			continue
		}
		code := base64.RawStdEncoding.EncodeToString([]byte(raw))
		assert.NotContains(t, shown, code[:len(code)-2], form)
		assert.NotContains(t, flat, hex.EncodeToString([]byte(raw)), form)
	}
}

// TestGatewaysKeepWhatTheySayOfTheFault: hiding secrets leaves the rest readable.
func TestGatewaysKeepWhatTheySayOfTheFault(t *testing.T) {
	t.Parallel()
	for _, k := range kinds(t) {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(http.StatusBadRequest)
			_, _ = io.WriteString(w, `{"code": 99999, "message": "the route is closed until Monday"}`)
		}))
		t.Cleanup(server.Close)
		sender, _ := k.open(server.URL, nil)
		_, err := sender.Send(t.Context(), long())
		assert.Contains(t, err.Error(), "the route is closed until Monday", k.name)
	}
}

// TestNothingPrintsASecret: configs and gateways under every verb, in JSON and in
// the host's log.
func TestNothingPrintsASecret(t *testing.T) {
	t.Parallel()
	reports, err := httpgateway.NewReports("mine", httpgateway.ReportConfig{URL: "https://host.example.com/r", Secret: secret, OldSecret: oldSecret})
	require.NoError(t, err)
	things := map[string]any{
		"client":  httpgateway.New(httpgateway.Config{Secrets: delivery.NewSecrets(password)}),
		"reports": reports, "report config": httpgateway.ReportConfig{URL: "https://host.example.com/r", Secret: secret, OldSecret: oldSecret},
		"http config": httpgateway.Config{Secrets: delivery.NewSecrets(password)},
	}
	for _, k := range kinds(t) {
		sender, _ := k.open("https://gateway.example.com", nil)
		things[k.name+" config"], things[k.name] = k.config, sender
	}
	for name, thing := range things {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var b bytes.Buffer
			for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
				assert.NotEmpty(t, fmt.Sprintf(verb, thing))
				_, _ = fmt.Fprintf(&b, verb+"\n", thing)
				_, _ = fmt.Fprintf(&b, verb+"\n", []any{thing})
				_, _ = fmt.Fprintf(&b, verb+"\n", struct{ Thing any }{thing})
			}
			if text, err := json.Marshal(thing); err == nil {
				b.Write(text)
			}
			for _, log := range []*slog.Logger{slog.New(slog.NewTextHandler(&b, nil)), slog.New(slog.NewJSONHandler(&b, nil))} {
				log.Info("made", "gateway", thing)
				log.Info("made", slog.Any("gateway", struct{ Thing any }{thing}))
			}
			for _, word := range []string{password, oldToken, secret, oldSecret} {
				assert.NotContains(t, b.String(), word)
				assert.NotContains(t, b.String(), hex.EncodeToString([]byte(word)))
			}
			assert.NotEmpty(t, b.String())
		})
	}
}

// TestHandOverOfGateways: each asks before its request, and sends nothing when the
// answer is no.
func TestHandOverOfGateways(t *testing.T) {
	t.Parallel()
	for _, k := range kinds(t) {
		t.Run(k.name, func(t *testing.T) {
			t.Parallel()
			var requests atomic.Int64
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if _, err := io.Copy(io.Discard, r.Body); err != nil {
					return // its head may come before the hand-over; without its body it is no request
				}
				requests.Add(1)
				w.WriteHeader(http.StatusServiceUnavailable)
			}))
			defer server.Close()
			sender, _ := k.open(server.URL, nil)
			asked := 0
			ctx := delivery.WithHandOver(t.Context(), func(context.Context) error { asked++; assert.Zero(t, requests.Load()); return nil })
			_, err := sender.Send(ctx, long())
			require.Error(t, err)
			assert.Equal(t, 1, asked)
			assert.EqualValues(t, 1, requests.Load())
			refused := delivery.WithHandOver(t.Context(), func(context.Context) error { return errors.New("somebody else has it") })
			_, err = sender.Send(refused, long())
			assert.Equal(t, reasons.NotClaimed, delivery.AsFailure(err).Reason)
			assert.EqualValues(t, 1, requests.Load())
			_, err = sender.Send(refused, &smsgw.SMS{})
			assert.Equal(t, reasons.Invalid, delivery.AsFailure(err).Reason)
		})
	}
}

// TestReportsAreAnsweredOnce: whatever comes to an address of ours, no gateway has a
// reason to repeat it for ever.
func TestReportsAreAnsweredOnce(t *testing.T) {
	t.Parallel()
	for _, k := range kinds(t) {
		t.Run(k.name, func(t *testing.T) {
			t.Parallel()
			address := ""
			server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { address = addressOf(r) }))
			defer server.Close()
			sender, reports := k.open(server.URL, nil)
			_, _ = sender.Send(t.Context(), long())
			require.NotEmpty(t, address)
			var kept []delivery.Status
			var keepErr error
			handler := reports(func(ctx context.Context, r delivery.Report) error {
				if _, bounded := ctx.Deadline(); !bounded || ctx.Err() != nil {
					t.Error("a report is kept even when the gateway hangs up, and not for ever")
				}
				assert.Equal(t, "c1 m1 "+strings.Replace(k.name, "elks46", "46elks", 1), r.Company+" "+r.MessageID+" "+r.Provider)
				kept = append(kept, r.Status)
				return keepErr
			})
			call := func(state string) int {
				w := httptest.NewRecorder()
				ctx, cancel := context.WithCancel(t.Context())
				cancel()
				handler.ServeHTTP(w, k.report(address, state).WithContext(ctx))
				return w.Code
			}
			assert.Equal(t, http.StatusNoContent, call("sent"))
			assert.Equal(t, http.StatusNoContent, call("delivered"))
			assert.Equal(t, http.StatusNoContent, call("delivered"), "twice")
			assert.Equal(t, http.StatusNoContent, call("failed"))
			assert.Equal(t, []delivery.Status{delivery.StatusSent, delivery.StatusDelivered, delivery.StatusDelivered, delivery.StatusBounced}, kept)
			assert.Equal(t, http.StatusNoContent, call("rcs_read"), "a status that nobody knows")
			assert.Len(t, kept, 4)
			keepErr = fmt.Errorf("wrapped: %w", delivery.ErrUnknownMessage)
			assert.Equal(t, http.StatusNoContent, call("delivered"), "a message that is not there any more")
			keepErr = errors.New("the database is down")
			assert.Equal(t, http.StatusServiceUnavailable, call("delivered"))
		})
	}
}

// What is printed of a config or a gateway names it, by every verb and in a log, and
// no secret.
func TestR601WhatIsPrinted(t *testing.T) {
	t.Parallel()
	for _, k := range kinds(t) {
		sender, _ := k.open("http://127.0.0.1:1", nil)
		for _, v := range []any{k.config, sender} {
			name := v.(fmt.Stringer).String()
			assert.Contains(t, name, strings.TrimPrefix(k.name, "elks"), "it says whose it is")
			for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
				assert.Equal(t, name, fmt.Sprintf(verb, v), "%T by %s", v, verb)
			}
			assert.Equal(t, name, v.(slog.LogValuer).LogValue().String())
			for _, hidden := range []string{password, oldToken, secret, oldSecret} {
				assert.NotContains(t, name, hidden)
			}
		}
		_, err := json.Marshal(k.config)
		require.ErrorContains(t, err, "holds secrets", k.name)
	}
}
