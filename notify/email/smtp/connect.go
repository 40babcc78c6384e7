package smtp

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"net/textproto"
	"strconv"
	"strings"
	"time"

	"github.com/budkavle/budkavle/audit/delivery"

	gomail "github.com/wneessen/go-mail"
	gosmtp "github.com/wneessen/go-mail/smtp"
)

// line is the socket of one connection. It remembers the last command word, so
// that a failure while go-mail greets, encrypts and logs in has its stage.
type line struct {
	net.Conn
	verb  string
	heard int  // bytes
	ready bool // the conversation is ours: nothing more to remember
}

// maxGreeting is how many bytes a server may say before the conversation is
// ours: go-mail reads lines of any length, and would fill the memory.
const maxGreeting = 1 << 20

func (l *line) Read(p []byte) (int, error) {
	if !l.ready && l.heard > maxGreeting {
		return 0, errProtocol
	}
	n, err := l.Conn.Read(p)
	l.heard += n
	return n, err
}

func (l *line) Write(p []byte) (int, error) {
	if !l.ready && len(p) >= 4 {
		l.verb = string(p[:4]) // "EHLO", "STAR", or the head of a TLS record
	}
	return l.Conn.Write(p)
}

// stage tells how far the greeting came. Inside TLS the words are hidden, but
// then STARTTLS has been answered.
func (l *line) stage() stage {
	switch l.verb {
	case "":
		return stageGreeting
	case "STAR":
		return stageStartTLS
	}
	return stageHello
}

// connect opens a connection that is encrypted and logged in as the Config
// says. The context covers all of it; after a failure the socket is closed.
func (s *Sender) connect(ctx context.Context) (*conn, *delivery.Failure) {
	d := &dialler{config: s.config, ctx: ctx}
	client, err := d.open()
	if err == nil {
		err = d.login(client)
	}
	if d.stop != nil && !d.stop() && err == nil {
		err = ctx.Err() // the socket is closed, or about to be
	}
	if err != nil {
		if d.line != nil {
			_ = d.line.Conn.Close()
		}
		if ctxErr := ctx.Err(); ctxErr != nil && !errors.As(err, new(*textproto.Error)) {
			err = ctxErr // closing the socket was us; what the server said before stands
		}
		return nil, d.failure(err)
	}
	d.line.ready = true
	return newConn(s, d.line.Conn, client), nil
}

// A dialler makes one connection. go-mail closes a socket only on some paths
// and watches the context only while it dials; the dialler keeps the socket
// and closes it when the context is over.
type dialler struct {
	config Config
	ctx    context.Context // of the whole attempt; go-mail ends its own when it has connected
	line   *line
	stop   func() bool
	atAuth bool // the login has begun
}

func (d *dialler) open() (*gosmtp.Client, error) {
	policy := gomail.TLSMandatory
	if d.config.Security != STARTTLS {
		policy = gomail.NoTLS // implicit TLS is made in dial
	}
	client, err := gomail.NewClient(d.config.Host,
		gomail.WithPort(d.config.Port),
		gomail.WithHELO(d.config.HELO),
		gomail.WithTimeout(d.config.ConnectTimeout),
		gomail.WithTLSPolicy(policy),
		gomail.WithTLSConfig(d.config.TLS),
		gomail.WithDialContextFunc(d.dial),
	)
	if err != nil {
		return nil, err
	}
	return client.DialToSMTPClientWithContext(d.ctx)
}

func (d *dialler) dial(ctx context.Context, network, _ string) (net.Conn, error) {
	socket, err := d.config.Dial(ctx, network, net.JoinHostPort(d.config.Host, strconv.Itoa(d.config.Port)))
	if err != nil {
		return nil, err
	}
	d.line = &line{Conn: socket}
	d.stop = context.AfterFunc(d.ctx, func() { _ = socket.Close() })
	if d.config.Security != TLS {
		return d.line, nil
	}
	secure := tls.Client(d.line, d.config.TLS)
	if err := secure.HandshakeContext(ctx); err != nil {
		return nil, &tlsError{err}
	}
	return secure, nil
}

// login runs AUTH when there is a user. The mechanism is chosen here: go-mail's
// own choice prefers NTLM to PLAIN and changes shared state.
func (d *dialler) login(client *gosmtp.Client) error {
	if d.config.Username == "" {
		return nil
	}
	_ = client.UpdateDeadline(d.config.ConnectTimeout)
	offered, list := client.Extension("AUTH")
	mechanism := d.mechanism(strings.Fields(strings.ToUpper(list)))
	if !offered || mechanism == "" {
		return errLoginMissing
	}
	encrypted := d.config.Security != None || loopback(d.config.Host)
	if !encrypted && (mechanism == AuthPlain || mechanism == AuthLogin || mechanism == AuthXOAuth2) {
		return errLoginPlain
	}
	d.atAuth = true
	return client.Auth(d.auth(mechanism))
}

func (d *dialler) mechanism(offered []string) Auth {
	order := []Auth{d.config.Auth}
	if d.config.Auth == "" {
		order = []Auth{AuthPlain, AuthLogin, AuthScramSHA256, AuthCramMD5}
		if d.config.Security == None {
			order = []Auth{AuthScramSHA256, AuthCramMD5, AuthPlain, AuthLogin}
		}
	}
	for _, a := range order {
		for _, o := range offered {
			if string(a) == o {
				return a
			}
		}
	}
	return ""
}

func (d *dialler) auth(mechanism Auth) gosmtp.Auth {
	user, password, host := d.config.Username, d.config.Password, d.config.Host
	switch mechanism {
	case AuthLogin:
		return gosmtp.LoginAuth(user, password, host, true)
	case AuthCramMD5:
		return gosmtp.CRAMMD5Auth(user, password)
	case AuthScramSHA256:
		return gosmtp.ScramSHA256Auth(user, password)
	case AuthXOAuth2:
		return gosmtp.XOAuth2Auth(user, password)
	}
	return gosmtp.PlainAuth("", user, password, host, true)
}

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// extensions are what a server offers of what we use.
type extensions struct {
	pipelining, eightBit, utf8, sizes bool
	size                              int // the largest mail it takes; 0: no fixed limit
}

func offers(client *gosmtp.Client) extensions {
	var e extensions
	e.pipelining, _ = client.Extension("PIPELINING")
	e.eightBit, _ = client.Extension("8BITMIME")
	e.utf8, _ = client.Extension("SMTPUTF8")
	var limit string
	e.sizes, limit = client.Extension("SIZE")
	if n, err := strconv.Atoi(strings.TrimSpace(limit)); err == nil && n > 0 {
		e.size = n
	}
	return e
}

// newConn takes over what go-mail has opened.
func newConn(s *Sender, socket net.Conn, client *gosmtp.Client) *conn {
	return &conn{
		sender: s, socket: socket, extensions: offers(client),
		in: client.Text.R, out: newTracked(client.Text.W), born: time.Now(),
	}
}
