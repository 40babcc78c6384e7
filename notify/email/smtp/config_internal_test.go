package smtp

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/audit/delivery/reasons"
	"github.com/budkavle/budkavle/recipients"
	"github.com/budkavle/budkavle/templating/locale"
)

// TestTheDefaultsOfAConfig are those that its documentation gives.
func TestTheDefaultsOfAConfig(t *testing.T) {
	t.Parallel()
	for security, port := range map[Security]int{"": 587, STARTTLS: 587, TLS: 465, None: 25} {
		c, err := Config{Host: "mail.example.se", Security: security}.withDefaults()
		require.NoError(t, err)
		assert.Equal(t, port, c.Port)
		if security == "" {
			assert.Equal(t, STARTTLS, c.Security)
		}
		assert.Equal(t, []int{4, 100}, []int{c.Connections, c.PerConnection})
		assert.Equal(t, []time.Duration{10 * time.Minute, 30 * time.Second, 5 * time.Second}, []time.Duration{c.Lifetime, c.Idle, c.Backoff})
		assert.Equal(t, []time.Duration{30 * time.Second, time.Minute, 10 * time.Minute}, []time.Duration{c.ConnectTimeout, c.ReplyTimeout, c.FinalTimeout})
		assert.Equal(t, "mail.example.se", c.TLS.ServerName)
		assert.Equal(t, uint16(tls.VersionTLS12), c.TLS.MinVersion)
		assert.NotNil(t, c.Dial)
	}
	given := &tls.Config{ServerName: "other.example.se", MinVersion: tls.VersionTLS13}
	dialled := errors.New("dialled")
	c, err := Config{Host: "mail.example.se", TLS: given, Dial: func(context.Context, string, string) (net.Conn, error) { return nil, dialled }}.withDefaults()
	require.NoError(t, err)
	assert.Equal(t, "other.example.se", c.TLS.ServerName)
	assert.Equal(t, uint16(tls.VersionTLS13), c.TLS.MinVersion)
	assert.NotSame(t, given, c.TLS)
	_, err = c.Dial(t.Context(), "", "")
	assert.ErrorIs(t, err, dialled)
}

// TestWhatAConfigTakes to the limits of each field, and what it does not.
func TestWhatAConfigTakes(t *testing.T) {
	t.Parallel()
	token := func(context.Context) (string, error) { return "", nil }
	long := strings.Repeat("a.", 126) + "s"
	for name, c := range map[string]struct {
		config Config
		fault  string // in the error; "" for none
	}{
		"the first port":              {Config{Port: 1}, ""},
		"the last port":               {Config{Port: 65535}, ""},
		"a port too many":             {Config{Port: 65536}, "smtp: Config.Port is 65536, want 1–65535"},
		"a port too few":              {Config{Port: -1}, "smtp: Config.Port is -1, want 1–65535"},
		"a host of 253":               {Config{Host: long}, ""},
		"a host of 254":               {Config{Host: long + "e"}, `smtp: Config.Host is "` + long + `…", want the name of a server, such as smtp.example.com`},
		"an address":                  {Config{Host: "2001:db8::1"}, ""},
		"an address in brackets":      {Config{Host: "[2001:db8::1]"}, "without brackets"},
		"a bracket":                   {Config{Host: "[a"}, "want the name of a server"},
		"a host with a port":          {Config{Host: "a.se:25"}, `smtp: Config.Host is "a.se:25", want "a.se", and 25 in Config.Port`},
		"an address with a zone":      {Config{Host: "fe80::1%eth0"}, ""},
		"a host with a colon":         {Config{Host: "a.se:"}, `smtp: Config.Host is "a.se:", want the name of a server`},
		"a port without a host":       {Config{Host: ":25"}, `smtp: Config.Host is ":25", want the name of a server`},
		"an address that is none":     {Config{Host: "2001:db8::x"}, "want the name of a server"},
		"a host with a slash":         {Config{Host: "a/b"}, "want the name of a server"},
		"a user and a password":       {Config{Username: "eva", Password: "x"}, ""},
		"a password alone":            {Config{Password: "x"}, "belong together"},
		"a user and a token":          {Config{Username: "eva", Token: token}, ""},
		"a token alone":               {Config{Token: token}, "needs Username, and no Password"},
		"a token and a password":      {Config{Username: "eva", Password: "x", Token: token}, "needs Username, and no Password"},
		"a token by PLAIN":            {Config{Username: "eva", Token: token, Auth: AuthPlain}, `want nothing, "XOAUTH2" or "OAUTHBEARER" with a Token`},
		"a token by XOAUTH2":          {Config{Username: "eva", Token: token, Auth: AuthXOAuth2}, ""},
		"a password by XOAUTH2":       {Config{Username: "eva", Password: "x", Auth: AuthXOAuth2}, "needs Config.Token"},
		"a password by CRAM-MD5":      {Config{Username: "eva", Password: "x", Auth: AuthCramMD5}, ""},
		"the mark of a token's user":  {Config{Username: "e\x01va", Token: token}, "another control"},
		"the same, with a password":   {Config{Username: "e\x01va", Password: "x"}, ""},
		"a NUL in a password":         {Config{Username: "eva", Password: "x\x00"}, "another control"},
		"a name to say":               {Config{HELO: "a-Z.z0_9"}, ""},
		"an address to say":           {Config{HELO: "[IPv6:2001:db8::1]"}, ""},
		"an address not closed":       {Config{HELO: "[192.0.2.1"}, "Config.HELO is no name"},
		"an address closed only":      {Config{HELO: "192.0.2.1]"}, "Config.HELO is no name"},
		"nothing in brackets":         {Config{HELO: "[]"}, "Config.HELO is no name"},
		"a colon in a name":           {Config{HELO: "a:b"}, "Config.HELO is no name"},
		"a blank in a name":           {Config{HELO: "a b"}, "Config.HELO is no name"},
		"beside the letters, /":       {Config{HELO: "a/b"}, "Config.HELO is no name"},
		"beside the letters, @":       {Config{HELO: "a@b"}, "Config.HELO is no name"},
		"beside the letters, [":       {Config{HELO: "a[b"}, "Config.HELO is no name"},
		"beside the letters, `":       {Config{HELO: "a`b"}, "Config.HELO is no name"},
		"beside the letters, {":       {Config{HELO: "a{b"}, "Config.HELO is no name"},
		"a name of 255":               {Config{HELO: strings.Repeat("a", 255)}, ""},
		"a name of 256":               {Config{HELO: strings.Repeat("a", 256)}, "Config.HELO is no name"},
		"mails over a connection":     {Config{PerConnection: -1}, "a limit in Config is negative"},
		"no time":                     {Config{FinalTimeout: -1}, "a limit in Config is negative"},
		"no time for the connection":  {Config{Connections: -1}, "a limit in Config is negative"},
		"little of everything":        {Config{Connections: 1, PerConnection: 1, Lifetime: 1, Idle: 1, Backoff: 1, ConnectTimeout: 1, ReplyTimeout: 1, FinalTimeout: 1}, ""},
		"an encryption of no name":    {Config{Security: "ssl"}, `smtp: Config.Security is "ssl", want "starttls", "tls" or "none"`},
		"a way of logging in unknown": {Config{Auth: "NTLM"}, `smtp: Config.Auth is "NTLM", want nothing, "PLAIN"`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if c.config.Host == "" {
				c.config.Host = "mail.example.se"
			}
			_, err := New(c.config)
			if c.fault == "" {
				require.NoError(t, err)
				return
			}
			require.ErrorContains(t, err, c.fault)
		})
	}
}

// TestWhatASentenceOfCheckNames: the server, its name, the login or the sender,
// whichever the reader has to look at.
func TestWhatASentenceOfCheckNames(t *testing.T) {
	t.Parallel()
	c := Config{Host: "mail.example.se", Port: 587, Username: "eva", From: recipients.MustParseAddress("service@akeskyl.se")}
	const server, host, user, from = "mail.example.se:587", "mail.example.se", "eva", "service@akeskyl.se"
	for reason, want := range map[reasons.Reason]string{
		reasons.HostUnknown: host, reasons.TLSWrongName: host, reasons.TLSUntrusted: host, reasons.TLSExpired: host,
		reasons.LoginRefused: user, reasons.LoginNotOffered: user, reasons.NoToken: user,
		reasons.SenderRefused: from, reasons.SenderNotProved: from, reasons.MailboxUnknown: from, reasons.DomainUnknown: from, reasons.Refused: from,
		reasons.ConnectRefused: server, reasons.Timeout: server, reasons.TLSNotOffered: server, reasons.TLSFailed: server, reasons.ConnectionLost: server,
	} {
		text := phrase(locale.English, reason, c)
		assert.Contains(t, text, want, reason)
		for _, other := range []string{server, user + " ", user + ".", from} {
			if other[:len(other)-1] != want && other != want {
				assert.NotContains(t, text, other, reason)
			}
		}
	}
	assert.Equal(t, phrase(locale.English, "what-nobody-knows", c), locale.English.Phrase("smtp.failed", server), "a reason without a sentence")
	c.Token = func(context.Context) (string, error) { return "", nil }
	assert.Equal(t, phrase(locale.English, reasons.LoginRefused, c), locale.English.Phrase("smtp.token-refused", user))
}
