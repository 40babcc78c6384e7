package smtp

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"os"
	"strconv"
	"strings"
	"time"

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

// Auth is the way of logging in. The zero value takes the best that the server
// offers: PLAIN or LOGIN inside TLS, SCRAM or CRAM-MD5 without.
type Auth string

// The ways of logging in. Plain and Login need TLS or a loopback host.
const (
	AuthPlain       Auth = "PLAIN"
	AuthLogin       Auth = "LOGIN"
	AuthCramMD5     Auth = "CRAM-MD5"
	AuthScramSHA256 Auth = "SCRAM-SHA-256"
	AuthXOAuth2     Auth = "XOAUTH2" // the password is an access token
)

// Config describes a company's mail server. Host is required; every other zero
// value means the default that is given. A Config prints without its password.
type Config struct {
	Host     string   // name of the server; its certificate must be for it
	Port     int      // 0: the usual one of Security
	Security Security // "": STARTTLS
	Username string   // "": no login
	Password string
	Auth     Auth
	From     recipients.Address // the company's sender address, which Check tries; zero: not tried
	HELO     string             // our own name in EHLO; "": the machine's name

	TLS  *tls.Config                                                          // roots, client certificates; nil: the system's roots. ServerName is Host unless set, TLS 1.2 the least
	Dial func(ctx context.Context, network, address string) (net.Conn, error) // nil: net.Dialer

	Connections   int           // at most so many at a time; 0: 4
	PerConnection int           // mails over one connection; 0: 100
	Lifetime      time.Duration // of a connection; 0: 10 minutes
	Idle          time.Duration // a connection without work is closed after it; 0: 30 seconds

	ConnectTimeout time.Duration // for dialling, greeting, TLS and login together; 0: 30 seconds
	ReplyTimeout   time.Duration // for each reply and each 64 KiB of a message; 0: 1 minute
	FinalTimeout   time.Duration // for the reply after the final dot; 0: 10 minutes (RFC 5321 4.5.3.2.6)
}

// String returns the server's address and user, never the password.
func (c Config) String() string {
	user := ""
	if c.Username != "" {
		user = c.Username + "@"
	}
	return fmt.Sprintf("smtp %s%s (%s)", user, c.address(), c.Security)
}

// GoString is String, so that %#v shows no password either.
func (c Config) GoString() string { return c.String() }

// Format is String under every verb.
func (c Config) Format(s fmt.State, _ rune) { _, _ = s.Write([]byte(c.String())) }

// MarshalJSON is refused, so that no password ends up in a log or a store.
func (c Config) MarshalJSON() ([]byte, error) {
	return nil, errors.New("smtp: a Config holds a password and has no JSON; keep its fields where your secrets are")
}

func (c Config) address() string { return net.JoinHostPort(c.Host, strconv.Itoa(c.Port)) }

// withDefaults returns c with every default put in, or what is wrong with it.
func (c Config) withDefaults() (Config, error) {
	if name, port, err := net.SplitHostPort(c.Host); err == nil && name != "" && port != "" {
		return c, fmt.Errorf("smtp: Config.Host is %q, want %q, and %s in Config.Port", c.Host, name, port)
	}
	if c.Host == "" || strings.ContainsAny(c.Host, " \r\n\t/@") {
		return c, fmt.Errorf("smtp: Config.Host is %q, want the name of a server, such as smtp.example.com", c.Host)
	}
	ports := map[Security]int{STARTTLS: 587, TLS: 465, None: 25}
	c.Security = or(c.Security, STARTTLS)
	if ports[c.Security] == 0 {
		return c, fmt.Errorf("smtp: Config.Security is %q, want %q, %q or %q", string(c.Security), STARTTLS, TLS, None)
	}
	c.Port = or(c.Port, ports[c.Security])
	if c.Port < 1 || c.Port > 65535 {
		return c, fmt.Errorf("smtp: Config.Port is %d, want 1–65535", c.Port)
	}
	switch c.Auth {
	case "", AuthPlain, AuthLogin, AuthCramMD5, AuthScramSHA256, AuthXOAuth2:
	default:
		return c, fmt.Errorf("smtp: Config.Auth is %q, want nothing, %q, %q, %q, %q or %q", string(c.Auth), AuthPlain, AuthLogin, AuthCramMD5, AuthScramSHA256, AuthXOAuth2)
	}
	if (c.Username == "") != (c.Password == "") {
		return c, errors.New("smtp: Config.Username and Password belong together, and one of them is missing")
	}
	if strings.ContainsAny(c.Username+c.Password, "\r\n\x00") {
		return c, errors.New("smtp: Config.Username or Password holds a line break or NUL")
	}
	c.HELO = or(c.HELO, machineName())
	if strings.ContainsAny(c.HELO, " \r\n\t") {
		return c, errors.New("smtp: Config.HELO holds a blank or a line break")
	}
	c.Connections = or(c.Connections, 4)
	c.PerConnection = or(c.PerConnection, 100)
	c.Lifetime = or(c.Lifetime, 10*time.Minute)
	c.Idle = or(c.Idle, 30*time.Second)
	c.ConnectTimeout = or(c.ConnectTimeout, 30*time.Second)
	c.ReplyTimeout = or(c.ReplyTimeout, time.Minute)
	c.FinalTimeout = or(c.FinalTimeout, 10*time.Minute)
	if c.Connections < 0 || c.PerConnection < 0 || min(c.Lifetime, c.Idle, c.ConnectTimeout, c.ReplyTimeout, c.FinalTimeout) < 0 {
		return c, errors.New("smtp: a limit in Config is negative")
	}
	c.TLS = tlsConfig(c.TLS, c.Host)
	if c.Dial == nil {
		c.Dial = new(net.Dialer).DialContext
	}
	return c, nil
}

func or[T comparable](value, otherwise T) T {
	var zero T
	if value == zero {
		return otherwise
	}
	return value
}

func machineName() string {
	name, err := os.Hostname()
	if err != nil || name == "" || strings.ContainsAny(name, " \r\n\t") {
		return "localhost"
	}
	return name
}

func tlsConfig(given *tls.Config, host string) *tls.Config {
	config := &tls.Config{}
	if given != nil {
		config = given.Clone()
	}
	config.ServerName = or(config.ServerName, host)
	config.MinVersion = max(config.MinVersion, tls.VersionTLS12)
	return config
}
