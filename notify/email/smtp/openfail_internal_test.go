package smtp

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"syscall"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/budkavle/budkavle/audit/delivery"
)

// TestWhyAConnectionCouldNotBeHad, by the errors that Go gives, before and after the
// socket was there.
func TestWhyAConnectionCouldNotBeHad(t *testing.T) {
	t.Parallel()
	alert := &net.OpError{Op: "remote error", Err: tls.AlertError(40)}
	local := &net.OpError{Op: "local error", Err: tls.AlertError(42)}
	handshake := func(err error) error { return &tlsError{err} }
	for _, c := range []struct {
		err      error
		dialled  bool
		heard    bool
		security Security
		want     delivery.Reason
	}{
		{context.Canceled, false, false, STARTTLS, delivery.ReasonCancelled},
		{errNoSTARTTLS, true, true, STARTTLS, delivery.ReasonTLSNotOffered},
		{errNoWayIn, true, true, STARTTLS, delivery.ReasonLoginNotOffered},
		{errLoginPlain, true, true, None, delivery.ReasonLoginNeedsTLS},
		{&loginError{errScramWork}, true, true, STARTTLS, delivery.ReasonLoginUnsafe},
		{&loginError{errScramProof}, true, true, STARTTLS, delivery.ReasonLoginUnsafe},
		{&loginError{errScramFormat}, true, true, STARTTLS, delivery.ReasonLoginRefused},
		{errProtocol, true, true, STARTTLS, delivery.ReasonNotUnderstood},
		{&net.DNSError{IsNotFound: true}, false, false, STARTTLS, delivery.ReasonHostUnknown},
		{&net.DNSError{IsNotFound: true, IsTemporary: true}, false, false, STARTTLS, delivery.ReasonConnectFailed},
		{&net.DNSError{IsTimeout: true}, false, false, STARTTLS, delivery.ReasonConnectTimeout},
		{&net.DNSError{}, false, false, STARTTLS, delivery.ReasonConnectFailed},
		{context.DeadlineExceeded, false, false, STARTTLS, delivery.ReasonConnectTimeout},
		{fmt.Errorf("x: %w", context.DeadlineExceeded), true, false, STARTTLS, delivery.ReasonNoGreeting},
		{os.ErrDeadlineExceeded, true, true, STARTTLS, delivery.ReasonConnectTimeout},
		{&net.OpError{Op: "read", Err: os.ErrDeadlineExceeded}, true, false, STARTTLS, delivery.ReasonNoGreeting},
		{&net.OpError{Op: "dial", Err: syscall.ECONNREFUSED}, false, false, STARTTLS, delivery.ReasonConnectRefused},
		{&net.OpError{Op: "dial", Err: syscall.EHOSTUNREACH}, false, false, STARTTLS, delivery.ReasonConnectFailed},
		{&net.OpError{Op: "dial", Err: syscall.ECONNRESET}, false, false, STARTTLS, delivery.ReasonConnectionLost},
		{errors.New("of the host's own"), false, false, STARTTLS, delivery.ReasonConnectFailed},
		{&net.OpError{Op: "read", Err: syscall.ECONNRESET}, true, true, STARTTLS, delivery.ReasonConnectionLost},
		{io.EOF, true, true, STARTTLS, delivery.ReasonConnectionLost},
		{io.ErrUnexpectedEOF, true, true, STARTTLS, delivery.ReasonConnectionLost},
		{handshake(io.EOF), true, true, STARTTLS, delivery.ReasonConnectionLost},
		{alert, true, true, STARTTLS, delivery.ReasonTLSFailed},
		{local, true, true, STARTTLS, delivery.ReasonTLSFailed},
		{handshake(alert), true, true, STARTTLS, delivery.ReasonTLSFailed},
		{handshake(errors.New("tls: protocol version not supported")), true, true, STARTTLS, delivery.ReasonTLSTooOld},
		{handshake(x509.HostnameError{Certificate: &x509.Certificate{}}), true, true, STARTTLS, delivery.ReasonTLSWrongName},
		{handshake(x509.UnknownAuthorityError{}), true, true, STARTTLS, delivery.ReasonTLSUntrusted},
		{handshake(x509.CertificateInvalidError{Reason: x509.Expired}), true, true, STARTTLS, delivery.ReasonTLSExpired},
		{handshake(x509.CertificateInvalidError{Reason: x509.TooManyIntermediates}), true, true, STARTTLS, delivery.ReasonTLSFailed},
		{handshake(tls.RecordHeaderError{}), true, true, TLS, delivery.ReasonTLSNotSpoken},
		{handshake(tls.RecordHeaderError{}), true, true, STARTTLS, delivery.ReasonTLSFailed},
		{handshake(errors.New("tls: something")), true, true, TLS, delivery.ReasonTLSFailed},
		{errors.New("what nobody knows"), true, true, STARTTLS, delivery.ReasonNotUnderstood},
	} {
		o := &opening{config: Config{Security: c.security}, ctx: t.Context()}
		if c.dialled {
			o.bare = &listening{heard: c.heard}
		}
		assert.Equal(t, c.want, o.reason(c.err), "%T %v, dialled: %t, heard: %t", c.err, c.err, c.dialled, c.heard)
	}
}

// TestWhatIsKeptOfAnError: what has no words of the server, which could quote the login.
func TestWhatIsKeptOfAnError(t *testing.T) {
	t.Parallel()
	said := errors.New("535 not with hemligt")
	own := &opening{ctx: t.Context()}
	assert.Same(t, said, own.cause(said), "before anything was heard it is the host's")
	o := &opening{ctx: t.Context(), bare: &listening{}}
	assert.NoError(t, o.cause(said))
	assert.Equal(t, io.EOF, o.cause(&loginError{fmt.Errorf("%w: %w", said, io.EOF)}))
	assert.Equal(t, errScramFormat, o.cause(&loginError{errScramFormat}))
	cut := &net.OpError{Op: "read", Err: syscall.ECONNRESET}
	assert.Equal(t, error(cut), o.cause(fmt.Errorf("%w: %w", said, cut)))
	header := tls.RecordHeaderError{Msg: "first record does not look like a TLS handshake"}
	assert.Equal(t, error(header), o.cause(&tlsError{header}))
	verify := &tls.CertificateVerificationError{Err: errors.New("x")}
	assert.Equal(t, error(verify), o.cause(&tlsError{verify}))
}

// TestWhatIsExpectedOfAReply: a no that came counts, even if the connection ended behind it.
func TestWhatIsExpectedOfAReply(t *testing.T) {
	t.Parallel()
	o := &opening{at: stageStartTLS}
	assert.NoError(t, o.expect(220, reply{code: 220}, nil))
	assert.Equal(t, io.EOF, o.expect(220, reply{code: 220}, io.EOF))
	assert.Equal(t, errProtocol, o.expect(220, reply{code: 250}, nil))
	assert.Equal(t, errProtocol, o.expect(220, reply{code: 399}, nil))
	for _, code := range []int{400, 554} {
		refused, ok := errors.AsType[*refusedError](o.expect(220, reply{code: code}, io.EOF))
		if assert.True(t, ok, code) {
			assert.Equal(t, stageStartTLS, refused.at)
			assert.Equal(t, code, refused.said.code)
		}
	}
}
