package smtp_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/notify/email/smtp"
	"github.com/budkavle/budkavle/notify/sendertest"
	"github.com/budkavle/budkavle/templating/locale"
)

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
	for want, config := range map[string]smtp.Config{
		`Host is "", want the name`:             {},
		`Host is "a b", want the name`:          {Host: "a b"},
		`want "a.se", and 587 in Config.Port`:   {Host: "a.se:587"},
		"Port is 70000":                         {Host: "a.se", Port: 70000},
		`Security is "ssl"`:                     {Host: "a.se", Security: "ssl"},
		`Auth is "NTLM"`:                        {Host: "a.se", Auth: "NTLM"},
		"Username and Password belong together": {Host: "a.se", Username: "eva"},
		"holds a line break":                    {Host: "a.se", Username: "eva\r\nMAIL FROM:<x@y.se>", Password: password},
		"HELO":                                  {Host: "a.se", HELO: "a\r\nRSET"},
		"negative":                              {Host: "a.se", Connections: -1},
	} {
		_, err := smtp.New(config)
		assert.ErrorContains(t, err, want)
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
