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

	"github.com/budkavle/budkavle/audit/delivery/reasons"
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
		want     reasons.Reason
	}{
		{context.Canceled, false, false, STARTTLS, reasons.Cancelled},
		{errNoSTARTTLS, true, true, STARTTLS, reasons.TLSNotOffered},
		{errNoWayIn, true, true, STARTTLS, reasons.LoginNotOffered},
		{errLoginPlain, true, true, None, reasons.LoginNeedsTLS},
		{&loginError{errScramWork}, true, true, STARTTLS, reasons.LoginUnsafe},
		{&loginError{errScramProof}, true, true, STARTTLS, reasons.LoginUnsafe},
		{&loginError{errScramFormat}, true, true, STARTTLS, reasons.LoginRefused},
		{errProtocol, true, true, STARTTLS, reasons.NotUnderstood},
		{&net.DNSError{IsNotFound: true}, false, false, STARTTLS, reasons.HostUnknown},
		{&net.DNSError{IsNotFound: true, IsTemporary: true}, false, false, STARTTLS, reasons.ConnectFailed},
		{&net.DNSError{IsTimeout: true}, false, false, STARTTLS, reasons.ConnectTimeout},
		{&net.DNSError{}, false, false, STARTTLS, reasons.ConnectFailed},
		{context.DeadlineExceeded, false, false, STARTTLS, reasons.ConnectTimeout},
		{fmt.Errorf("x: %w", context.DeadlineExceeded), true, false, STARTTLS, reasons.NoGreeting},
		{os.ErrDeadlineExceeded, true, true, STARTTLS, reasons.ConnectTimeout},
		{&net.OpError{Op: "read", Err: os.ErrDeadlineExceeded}, true, false, STARTTLS, reasons.NoGreeting},
		{&net.OpError{Op: "dial", Err: syscall.ECONNREFUSED}, false, false, STARTTLS, reasons.ConnectRefused},
		{&net.OpError{Op: "dial", Err: syscall.EHOSTUNREACH}, false, false, STARTTLS, reasons.ConnectFailed},
		{&net.OpError{Op: "dial", Err: syscall.ECONNRESET}, false, false, STARTTLS, reasons.ConnectionLost},
		{errors.New("of the host's own"), false, false, STARTTLS, reasons.ConnectFailed},
		{&net.OpError{Op: "read", Err: syscall.ECONNRESET}, true, true, STARTTLS, reasons.ConnectionLost},
		{io.EOF, true, true, STARTTLS, reasons.ConnectionLost},
		{io.ErrUnexpectedEOF, true, true, STARTTLS, reasons.ConnectionLost},
		{handshake(io.EOF), true, true, STARTTLS, reasons.ConnectionLost},
		{alert, true, true, STARTTLS, reasons.TLSFailed},
		{local, true, true, STARTTLS, reasons.TLSFailed},
		{handshake(alert), true, true, STARTTLS, reasons.TLSFailed},
		{handshake(errors.New("tls: protocol version not supported")), true, true, STARTTLS, reasons.TLSTooOld},
		{handshake(x509.HostnameError{Certificate: &x509.Certificate{}}), true, true, STARTTLS, reasons.TLSWrongName},
		{handshake(x509.UnknownAuthorityError{}), true, true, STARTTLS, reasons.TLSUntrusted},
		{handshake(x509.CertificateInvalidError{Reason: x509.Expired}), true, true, STARTTLS, reasons.TLSExpired},
		{handshake(x509.CertificateInvalidError{Reason: x509.TooManyIntermediates}), true, true, STARTTLS, reasons.TLSFailed},
		{handshake(tls.RecordHeaderError{}), true, true, TLS, reasons.TLSNotSpoken},
		{handshake(tls.RecordHeaderError{}), true, true, STARTTLS, reasons.TLSFailed},
		{handshake(errors.New("tls: something")), true, true, TLS, reasons.TLSFailed},
		{errors.New("what nobody knows"), true, true, STARTTLS, reasons.NotUnderstood},
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
