package smtp

import (
	"bufio"
	"context"
	"crypto/tls"
	"net"
	"strconv"
	"time"

	"github.com/budkavle/budkavle/audit/delivery"
)

// An opening is one attempt to have a connection that is encrypted and logged in
// as the Config says. The context covers all of it; go-mail's ways of logging in
// are asked for the words, everything else is said here, so that a failure knows
// how far it came.
type opening struct {
	config  Config
	secrets delivery.Secrets // of the login; of a token once it is there
	ctx     context.Context

	bare       *listening    // the socket, under TLS
	in         *bufio.Reader // of the conversation, inside TLS
	out        net.Conn
	stop       func() bool // ends the watch over the context
	at         stage
	extensions extensions
}

// A listening connection knows whether the other side has said anything.
type listening struct {
	net.Conn
	heard bool
}

func (l *listening) Read(p []byte) (int, error) {
	n, err := l.Conn.Read(p)
	l.heard = l.heard || n > 0
	return n, err
}

// replyBuffer is the longest line of a reply that is read. RFC 5321 4.5.3.1.5
// allows 512 bytes, servers send more; what passes this is no mail server.
const replyBuffer = 4 << 10

// connect opens a connection. After a failure the socket is closed.
func (s *Sender) connect(ctx context.Context) (*conn, *delivery.Failure) {
	o := &opening{config: s.config, secrets: s.secrets, ctx: ctx}
	err := o.open()
	if o.stop != nil && !o.stop() && err == nil {
		err = ctx.Err() // the socket is closed, or about to be
	}
	if err != nil {
		if o.bare != nil {
			_ = o.bare.Close()
		}
		return nil, o.failure(err)
	}
	return &conn{
		sender: s, socket: o.bare.Conn, secrets: o.secrets, extensions: o.extensions,
		in: o.in, out: newTracked(o.out), born: time.Now(),
	}, nil
}

// open dials, greets, encrypts and logs in.
func (o *opening) open() error {
	if err := o.dial(); err != nil {
		return err
	}
	if o.config.Security == TLS {
		if err := o.encrypt(); err != nil {
			return err
		}
	}
	r, err := readReply(o.in)
	if err := o.expect(220, r, err); err != nil {
		return err
	}
	if err := o.hello(); err != nil {
		return err
	}
	if o.config.Security == STARTTLS {
		if err := o.startTLS(); err != nil {
			return err
		}
	}
	return o.login()
}

func (o *opening) dial() error {
	socket, err := o.config.Dial(o.ctx, "tcp", net.JoinHostPort(o.config.Host, strconv.Itoa(o.config.Port)))
	if err != nil {
		return err
	}
	o.bare = &listening{Conn: socket}
	o.stop = context.AfterFunc(o.ctx, func() { _ = socket.Close() })
	o.use(o.bare)
	return nil
}

// use continues the conversation over a connection.
func (o *opening) use(c net.Conn) {
	o.in, o.out = bufio.NewReaderSize(c, replyBuffer), c
}

func (o *opening) encrypt() error {
	secure := tls.Client(o.bare, o.config.TLS)
	if err := secure.HandshakeContext(o.ctx); err != nil {
		return &tlsError{err}
	}
	o.use(secure)
	return nil
}

func (o *opening) startTLS() error {
	if !o.extensions.startTLS {
		return errNoSTARTTLS
	}
	o.at = stageStartTLS
	r, err := o.ask("STARTTLS")
	if err := o.expect(220, r, err); err != nil {
		return err
	}
	if o.in.Buffered() > 0 {
		return errProtocol // words slipped in before the encryption would count as encrypted ones
	}
	if err := o.encrypt(); err != nil {
		return err
	}
	return o.hello()
}

// ask says a line and reads the answer.
func (o *opening) ask(line string) (reply, error) {
	if _, err := o.out.Write([]byte(line + "\r\n")); err != nil {
		return reply{}, err
	}
	return readReply(o.in)
}

// expect returns nil for a reply with a code. A refusal that came counts, even if
// the connection ended behind it.
func (o *opening) expect(code int, r reply, err error) error {
	switch {
	case r.code >= 400:
		return &refusedError{at: o.at, said: r}
	case err != nil:
		return err
	case r.code != code:
		return errProtocol
	}
	return nil
}
