package smtp

import (
	"cmp"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"strings"
	"time"
	"unicode"

	"github.com/budkavle/budkavle/recipients"
)

// Security says how the connection is encrypted. The zero value is [STARTTLS].
type Security string

// The kinds of security.
const (
	STARTTLS Security = "starttls" // begins plain and must turn to TLS; port 587 unless another is set
	TLS      Security = "tls"      // TLS from the first byte; port 465 unless another is set
	None     Security = "none"     // never encrypted, for a relay on the same machine; port 25 unless another is set
)

// Auth is the way of logging in. The zero value takes the first that the server
// offers: with a token of XOAUTH2 and OAUTHBEARER; with a password inside TLS of
// PLAIN, LOGIN, SCRAM-SHA-256 and CRAM-MD5, and without TLS of the latter two first.
type Auth string

// The ways of logging in. AuthPlain, AuthLogin, AuthXOAuth2 and AuthOAuthBearer show
// the password or the token to whoever listens: they need TLS or a loopback host.
const (
	AuthPlain       Auth = "PLAIN"
	AuthLogin       Auth = "LOGIN"
	AuthCramMD5     Auth = "CRAM-MD5"
	AuthScramSHA256 Auth = "SCRAM-SHA-256"
	AuthXOAuth2     Auth = "XOAUTH2"     // with [Config].Token: Google, Microsoft
	AuthOAuthBearer Auth = "OAUTHBEARER" // with [Config].Token: RFC 7628
)

// Config describes a company's mail server. Host is required; every other zero
// value means the default that is given. A Config prints without its password.
//
// Whoever may set Host and Port and hear what [Sender.Check] says learns whether
// something answers there, also inside the host's own network, and its first
// words. A host that lets strangers do so limits where Dial may go.
type Config struct {
	Host     string   // name of the server; its certificate must be for it
	Port     int      // 0: the usual one of Security
	Security Security // "": STARTTLS
	Username string   // "": no login
	Password string   // of Username; "" with Token
	// Token returns the access token to log in with, in place of a password,
	// which Microsoft 365 and Google no longer take. It is asked for each new
	// connection, so it should keep a token for as long as that is good, and is
	// given up when the context is over, which Config.ConnectTimeout bounds. An
	// error is a Configuration failure, or a Temporary one when it is of the
	// network or the time; a *delivery.Failure in it decides for itself.
	Token func(context.Context) (string, error)
	Auth  Auth               // "": the best of the server's
	From  recipients.Address // the company's sender address, which Check tries; zero: not tried
	// HELO is our own name in EHLO. "": the machine's name where it has a dot,
	// else the address that the connection comes from, in brackets.
	HELO string

	// TLS has the roots and client certificates; nil: the system's roots.
	// ServerName is Host unless set, and TLS 1.2 the least.
	TLS *tls.Config
	// Dial opens the connection; nil: a net.Dialer.
	Dial func(ctx context.Context, network, address string) (net.Conn, error)

	Connections   int           // at most so many at a time, fewer when the server refuses more; 0: 4
	PerConnection int           // mails over one connection; 0: 100
	Lifetime      time.Duration // of a connection; 0: 10 minutes
	Idle          time.Duration // a connection without work is closed after it; 0: 30 seconds
	// Backoff is how long nothing is tried after the server has refused the login,
	// or another setting has made it impossible to connect: mails fail at once with
	// the same failure. It doubles each time, to a hundredfold at most, and ends
	// when a Check succeeds. 0: 5 seconds.
	Backoff time.Duration

	ConnectTimeout time.Duration // for dialling, greeting, TLS and login together; 0: 30 seconds
	ReplyTimeout   time.Duration // for each reply and each 64 KiB of a message; 0: 1 minute
	FinalTimeout   time.Duration // for the reply after the final dot; 0: 10 minutes (RFC 5321 4.5.3.2.6)
}

// withDefaults returns c with every default put in, or what is wrong with it.
func (c Config) withDefaults() (Config, error) {
	if err := c.checkHost(); err != nil {
		return c, err
	}
	ports := map[Security]int{STARTTLS: 587, TLS: 465, None: 25}
	c.Security = cmp.Or(c.Security, STARTTLS)
	if ports[c.Security] == 0 {
		return c, fmt.Errorf("smtp: Config.Security is %q, want %q, %q or %q", string(c.Security), STARTTLS, TLS, None)
	}
	c.Port = cmp.Or(c.Port, ports[c.Security])
	if c.Port < 1 || c.Port > 65535 {
		return c, fmt.Errorf("smtp: Config.Port is %d, want 1–65535", c.Port)
	}
	if err := c.checkLogin(); err != nil {
		return c, err
	}
	if c.HELO != "" && !canBeHELO(c.HELO) {
		return c, errors.New(`smtp: Config.HELO is no name of the network, such as "mail.example.com", ` +
			`and no address in brackets`)
	}
	c.Connections = cmp.Or(c.Connections, 4)
	c.PerConnection = cmp.Or(c.PerConnection, 100)
	c.Lifetime = cmp.Or(c.Lifetime, 10*time.Minute)
	c.Idle = cmp.Or(c.Idle, 30*time.Second)
	c.Backoff = cmp.Or(c.Backoff, 5*time.Second)
	c.ConnectTimeout = cmp.Or(c.ConnectTimeout, 30*time.Second)
	c.ReplyTimeout = cmp.Or(c.ReplyTimeout, time.Minute)
	c.FinalTimeout = cmp.Or(c.FinalTimeout, 10*time.Minute)
	if c.Connections < 0 || c.PerConnection < 0 ||
		min(c.Lifetime, c.Idle, c.Backoff, c.ConnectTimeout, c.ReplyTimeout, c.FinalTimeout) < 0 {
		return c, errors.New("smtp: a limit in Config is negative")
	}
	c.TLS = tlsConfig(c.TLS, c.Host)
	if c.Dial == nil {
		c.Dial = new(net.Dialer).DialContext
	}
	return c, nil
}

func (c Config) checkHost() error {
	if name, port, err := net.SplitHostPort(c.Host); err == nil && name != "" && port != "" {
		return fmt.Errorf("smtp: Config.Host is %q, want %q, and %s in Config.Port", c.Host, name, port)
	}
	if inner, ok := strings.CutPrefix(c.Host, "["); ok && strings.HasSuffix(inner, "]") {
		return fmt.Errorf("smtp: Config.Host is %q, want an address without brackets", c.Host)
	}
	odd := strings.ContainsFunc(c.Host, func(r rune) bool {
		return r == ' ' || !unicode.IsPrint(r) || strings.ContainsRune(`/\@[]<>`, r)
	})
	if _, err := netip.ParseAddr(c.Host); err != nil && strings.Contains(c.Host, ":") { // of an IPv6 address alone
		odd = true
	}
	if c.Host == "" || odd || len(c.Host) > 253 {
		return fmt.Errorf("smtp: Config.Host is %q, want the name of a server, such as smtp.example.com", clipped(c.Host))
	}
	return nil
}

func clipped(s string) string {
	if len(s) > 253 {
		return s[:253] + "…"
	}
	return s
}

func (c Config) checkLogin() error {
	switch c.Auth {
	case "", AuthPlain, AuthLogin, AuthCramMD5, AuthScramSHA256:
		if c.Auth != "" && c.Token != nil {
			return fmt.Errorf("smtp: Config.Auth is %q, want nothing, %q or %q with a Token",
				string(c.Auth), AuthXOAuth2, AuthOAuthBearer)
		}
	case AuthXOAuth2, AuthOAuthBearer:
		if c.Token == nil {
			return fmt.Errorf("smtp: Config.Auth is %q, which needs Config.Token", string(c.Auth))
		}
	default:
		return fmt.Errorf("smtp: Config.Auth is %q, want nothing, %q, %q, %q, %q, %q or %q", string(c.Auth),
			AuthPlain, AuthLogin, AuthCramMD5, AuthScramSHA256, AuthXOAuth2, AuthOAuthBearer)
	}
	if c.Token != nil && (c.Username == "" || c.Password != "") {
		return errors.New("smtp: Config.Token needs Username, and no Password")
	}
	if c.Token == nil && (c.Username == "") != (c.Password == "") {
		return errors.New("smtp: Config.Username and Password belong together, and one of them is missing")
	}
	if strings.ContainsAny(c.Username+c.Password, "\r\n\x00") || c.Token != nil && strings.Contains(c.Username, "\x01") {
		return errors.New("smtp: Config.Username or Password holds a line break, NUL or another control")
	}
	return nil
}

// canBeHELO takes what RFC 5321 4.1.2 takes, and names with an underscore or
// without a dot, which hosts have, for theirs to answer for.
func canBeHELO(name string) bool {
	inner, literal := name, false
	if after, ok := strings.CutPrefix(name, "["); ok {
		inner, literal = strings.CutSuffix(after, "]")
		if !literal {
			return false
		}
	}
	return inner != "" && len(name) <= 255 && !strings.ContainsFunc(inner, func(r rune) bool {
		return (r < '0' || r > '9') && (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') &&
			!strings.ContainsRune("-._", r) && (!literal || r != ':')
	})
}

func tlsConfig(given *tls.Config, host string) *tls.Config {
	config := &tls.Config{}
	if given != nil {
		config = given.Clone()
	}
	config.ServerName = cmp.Or(config.ServerName, host)
	config.MinVersion = max(config.MinVersion, tls.VersionTLS12)
	return config
}
