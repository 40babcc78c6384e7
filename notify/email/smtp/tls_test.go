package smtp_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/notify/email/smtp"
	"github.com/budkavle/budkavle/notify/sendertest"
	"github.com/budkavle/budkavle/recipients"
	"github.com/budkavle/budkavle/templating/locale"
)

const password = "Sp4r-hemligt"

// settings are ways to get the mail server's settings wrong, with what Check
// and Send then say.
var settings = []struct {
	name   string
	server *sendertest.SMTPServer
	valid  string        // what the certificate is for; "" for no TLS
	until  time.Duration // of the certificate
	change func(*smtp.Config)
	class  delivery.Class
	reason string
	says   string
}{
	{"all well", &sendertest.SMTPServer{User: "eva", Pass: password}, "127.0.0.1", time.Hour, nil, sent, "", "fungerar"},
	{"all well, TLS from the start", &sendertest.SMTPServer{User: "eva", Pass: password, Implicit: true}, "127.0.0.1", time.Hour, func(c *smtp.Config) { c.Security = smtp.TLS }, sent, "", "fungerar"},
	{"all well, LOGIN", &sendertest.SMTPServer{User: "eva", Pass: password}, "127.0.0.1", time.Hour, func(c *smtp.Config) { c.Auth = smtp.AuthLogin }, sent, "", "fungerar"},
	{"password wrong", &sendertest.SMTPServer{User: "eva", Pass: "another"}, "127.0.0.1", time.Hour, nil, delivery.Configuration, "login-refused", "godtar inte inloggningen för eva"},
	{"login down", &sendertest.SMTPServer{User: "eva", Pass: password, Script: fault(sendertest.StepAuth, sendertest.Fault{Reply: "454 4.7.0 Temporary authentication failure"})}, "127.0.0.1", time.Hour, nil, delivery.Temporary, "server-unavailable", "inte tillgänglig"},
	{"login cut", &sendertest.SMTPServer{User: "eva", Pass: password, Script: fault(sendertest.StepAuth, sendertest.Fault{Cut: true})}, "127.0.0.1", time.Hour, nil, delivery.Temporary, "connection-lost", "bröt anslutningen"},
	{"login garbage", &sendertest.SMTPServer{User: "eva", Pass: password, Script: fault(sendertest.StepAuth, sendertest.Fault{Reply: "eh?"})}, "127.0.0.1", time.Hour, nil, delivery.Temporary, "protocol", "ingen e-postserver"},
	{"login asks on", &sendertest.SMTPServer{User: "eva", Pass: password, Script: fault(sendertest.StepAuth, sendertest.Fault{Reply: "334 eA=="})}, "127.0.0.1", time.Hour, nil, delivery.Configuration, "login-refused", "godtar inte"},
	{"no login offered", &sendertest.SMTPServer{}, "127.0.0.1", time.Hour, nil, delivery.Configuration, "login-not-offered", "inget sätt att logga in som eva"},
	{"way of logging in not offered", &sendertest.SMTPServer{User: "eva", Pass: password}, "127.0.0.1", time.Hour, func(c *smtp.Config) { c.Auth = smtp.AuthCramMD5 }, delivery.Configuration, "login-not-offered", "inget sätt"},
	{"login needed", &sendertest.SMTPServer{User: "eva", Pass: password}, "127.0.0.1", time.Hour, func(c *smtp.Config) { c.Username = "" }, delivery.Configuration, "login-required", "kräver inloggning"},
	{"certificate for another name", &sendertest.SMTPServer{User: "eva", Pass: password}, "mail.example.se", time.Hour, nil, delivery.Configuration, "tls-wrong-name", "ett annat namn än 127.0.0.1"},
	{"certificate for another name from the start", &sendertest.SMTPServer{User: "eva", Pass: password, Implicit: true}, "mail.example.se", time.Hour, func(c *smtp.Config) { c.Security = smtp.TLS }, delivery.Configuration, "tls-wrong-name", "ett annat namn"},
	{"certificate expired", &sendertest.SMTPServer{User: "eva", Pass: password}, "127.0.0.1", -time.Hour, nil, delivery.Configuration, "tls-expired", "har gått ut"},
	{"certificate untrusted", &sendertest.SMTPServer{User: "eva", Pass: password}, "127.0.0.1", time.Hour, func(c *smtp.Config) { c.TLS = nil }, delivery.Configuration, "tls-untrusted", "inte litar på"},
	{"no STARTTLS", &sendertest.SMTPServer{}, "", 0, nil, delivery.Configuration, "tls-not-offered", "erbjuder inte kryptering"},
	{"STARTTLS refused for now", &sendertest.SMTPServer{Script: fault(sendertest.StepSTARTTLS, sendertest.Fault{Reply: "454 4.7.0 TLS not available"})}, "127.0.0.1", time.Hour, nil, delivery.Temporary, "server-unavailable", "inte tillgänglig"},
	{"STARTTLS cut", &sendertest.SMTPServer{Script: fault(sendertest.StepSTARTTLS, sendertest.Fault{Cut: true})}, "127.0.0.1", time.Hour, nil, delivery.Temporary, "connection-lost", "bröt"},
	{"TLS on a plain port", &sendertest.SMTPServer{}, "", 0, func(c *smtp.Config) { c.Security = smtp.TLS }, delivery.Configuration, "tls-failed", "Krypteringen"},
	{"plain on a TLS port", &sendertest.SMTPServer{Implicit: true}, "127.0.0.1", time.Hour, nil, delivery.Temporary, "connect-timeout", "svarar inte"},
	{"sender not allowed", &sendertest.SMTPServer{User: "eva", Pass: password, Script: fault(sendertest.StepRcpt, sendertest.Fault{Reply: "553 5.7.1 <service@akeskyl.se>: Sender address rejected: not owned by user eva"})}, "127.0.0.1", time.Hour, nil, delivery.Configuration, "sender-refused", "service@akeskyl.se får inte användas som avsändare"},
	{"name unknown", &sendertest.SMTPServer{}, "", 0, func(c *smtp.Config) { c.Host, c.Dial = "mail.invalid", noSuchHost }, delivery.Configuration, "host-unknown", "ingen server med namnet mail.invalid"},
	{"nobody listens", &sendertest.SMTPServer{}, "", 0, func(c *smtp.Config) { c.Port = 1 }, delivery.Temporary, "connect-refused", "tar inte emot anslutningar"},
}

func noSuchHost(context.Context, string, string) (net.Conn, error) {
	return nil, &net.OpError{Op: "dial", Err: &net.DNSError{Err: "no such host", Name: "mail.invalid", IsNotFound: true}}
}

func TestSettings(t *testing.T) {
	t.Parallel()
	for _, wrong := range settings {
		t.Run(wrong.name, func(t *testing.T) {
			t.Parallel()
			server := wrong.server
			config := func(c *smtp.Config) {
				c.Security, c.Username, c.Password = smtp.STARTTLS, "eva", password
				c.From = recipients.MustParseAddress("service@akeskyl.se")
				c.ConnectTimeout = 2 * time.Second
			}
			if wrong.valid != "" {
				certificate, roots := certificate(t, time.Now().Add(wrong.until), wrong.valid)
				server.TLS = certificate
				plain := config
				config = func(c *smtp.Config) { plain(c); c.TLS = trusting(roots) }
			}
			s := start(t, server, func(c *smtp.Config) {
				config(c)
				if wrong.change != nil {
					wrong.change(c)
				}
			})
			text, err := s.Check(t.Context(), locale.Swedish)
			assert.Contains(t, text, wrong.says)
			assert.NotContains(t, text, password)
			assert.NotContains(t, text, "%!")
			checkSetting(t, wrong.class, wrong.reason, err)
			assert.Empty(t, server.Mails(), "Check sends nothing")
			if wrong.name == "login down" || strings.HasSuffix(wrong.name, "cut") || strings.Contains(wrong.name, "not allowed") || strings.Contains(wrong.name, "for now") || strings.Contains(wrong.name, "garbage") || strings.Contains(wrong.name, "asks on") {
				return // the script's connection is used up
			}
			_, err = s.Send(t.Context(), message("m-1"))
			checkSetting(t, wrong.class, wrong.reason, err)
		})
	}
}

func checkSetting(t *testing.T, class delivery.Class, reason string, err error) {
	t.Helper()
	if class == sent {
		require.NoError(t, err)
		return
	}
	failure := delivery.AsFailure(err)
	require.NotNil(t, failure)
	assert.Equal(t, class, failure.Class, "%v", err)
	assert.Equal(t, reason, failure.Reason, "%v", err)
	assert.Equal(t, delivery.FaultSender, failure.Fault)
	for ; err != nil; err = errors.Unwrap(err) {
		assert.NotContains(t, fmt.Sprintf("%v %+v %#v", err, err, err), password)
	}
}

func TestCheckSpeaksEveryLanguage(t *testing.T) {
	t.Parallel()
	server := &sendertest.SMTPServer{}
	s := start(t, server, func(c *smtp.Config) { c.Port = 1 })
	seen := map[string]bool{}
	for _, lang := range locale.BuiltIn() {
		text, err := s.Check(t.Context(), lang)
		require.Error(t, err)
		assert.False(t, seen[text], "%s: %s", lang.Tag(), text)
		seen[text] = true
		assert.Contains(t, text, "127.0.0.1:1")
	}
}

func TestNothingPrintsThePassword(t *testing.T) {
	t.Parallel()
	config := smtp.Config{Host: "mail.example.se", Username: "eva", Password: password}
	s, err := smtp.New(config)
	require.NoError(t, err)
	defer s.Close()
	for _, format := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x"} {
		for _, v := range []any{config, &config, s} {
			text := fmt.Sprintf(format, v)
			assert.NotContains(t, text, password, format)
			assert.NotContains(t, text, fmt.Sprintf("%x", password), format)
		}
	}
	_, err = json.Marshal(config)
	require.Error(t, err)
	assert.NotContains(t, err.Error(), password)
}

func TestWrongConfigs(t *testing.T) {
	t.Parallel()
	for name, config := range map[string]smtp.Config{
		"no host":        {},
		"host with port": {Host: "a b"},
		"port":           {Host: "a.se", Port: 70000},
		"security":       {Host: "a.se", Security: "ssl"},
		"auth":           {Host: "a.se", Auth: "NTLM"},
		"line break":     {Host: "a.se", Username: "eva\r\nMAIL FROM:<x@y.se>"},
		"helo":           {Host: "a.se", HELO: "a\r\nRSET"},
		"negative":       {Host: "a.se", Connections: -1},
	} {
		_, err := smtp.New(config)
		assert.Error(t, err, name)
	}
}

// TestThePasswordStaysHomeWithoutTLS: a server that is not on this machine
// does not get a readable password over a plain connection.
func TestThePasswordStaysHomeWithoutTLS(t *testing.T) {
	t.Parallel()
	server := &sendertest.SMTPServer{User: "eva", Pass: password}
	s := start(t, server, func(c *smtp.Config) {
		port := c.Port
		c.Host, c.Username, c.Password = "mail.example.se", "eva", password
		c.Dial = func(ctx context.Context, network, _ string) (net.Conn, error) {
			return new(net.Dialer).DialContext(ctx, network, fmt.Sprintf("127.0.0.1:%d", port))
		}
	})
	_, err := s.Send(t.Context(), message("m-1"))
	checkSetting(t, delivery.Configuration, "login-needs-tls", err)
}

func ExampleSender_Check() {
	s, err := smtp.New(smtp.Config{Host: "127.0.0.1", Port: 1, Security: smtp.None})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer s.Close()
	text, err := s.Check(context.Background(), locale.Swedish)
	fmt.Println(text)
	fmt.Println(delivery.AsFailure(err).Reason)
	// Output:
	// Servern 127.0.0.1:1 tar inte emot anslutningar. Kontrollera namn och port.
	// connect-refused
}
