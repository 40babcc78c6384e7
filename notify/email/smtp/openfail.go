package smtp

import (
	"bufio"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"os"
	"strings"
	"syscall"

	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/audit/delivery/reasons"
)

var (
	errNoSTARTTLS = errors.New("smtp: the server does not offer STARTTLS")
	errNoWayIn    = errors.New("smtp: the server does not offer the way of logging in")
	errLoginPlain = errors.New("smtp: the login would be sent unencrypted")
)

// A refusedError is a reply that was no.
type refusedError struct {
	at   stage
	said reply
}

func (e *refusedError) Error() string { return "smtp: the server refuses" }

// A tlsError is one of the handshake.
type tlsError struct{ err error }

func (e *tlsError) Error() string { return e.err.Error() }
func (e *tlsError) Unwrap() error { return e.err }

// A loginError is a mechanism that does not go on.
type loginError struct{ err error }

func (e *loginError) Error() string { return "smtp: the login does not go on" }
func (e *loginError) Unwrap() error { return e.err }

// A tokenError is a token that could not be had.
type tokenError struct{ err error }

func (e *tokenError) Error() string { return "smtp: there is no token to log in with" }
func (e *tokenError) Unwrap() error { return e.err }

// failure classifies why a connection could not be had. No mail was under way,
// so nothing is uncertain.
func (o *opening) failure(err error) *delivery.Failure {
	if refused, ok := errors.AsType[*refusedError](err); ok {
		return refusal(refused.at, refused.said, o.secrets)
	}
	if token, ok := errors.AsType[*tokenError](err); ok {
		return o.noToken(token.err)
	}
	if ctxErr := o.ctx.Err(); ctxErr != nil {
		err = ctxErr // closing the socket was us
	}
	f := &delivery.Failure{
		Class: delivery.Temporary, Fault: delivery.FaultSender, Reason: o.reason(err), Err: o.cause(err),
	}
	if mustBeMended[f.Reason] {
		f.Class = delivery.Configuration
	}
	return f
}

// mustBeMended are the reasons that stay until a person acts.
var mustBeMended = map[reasons.Reason]bool{
	reasons.LoginNotOffered: true, reasons.LoginNeedsTLS: true, reasons.LoginRefused: true, reasons.LoginUnsafe: true,
	reasons.TLSNotOffered: true, reasons.HostUnknown: true, reasons.TLSWrongName: true, reasons.TLSUntrusted: true,
	reasons.TLSExpired: true, reasons.TLSTooOld: true, reasons.TLSFailed: true, reasons.TLSNotSpoken: true,
}

// noToken is Temporary when the way to the token is, else a person has to act:
// most often a consent that has ended. A host that knows better returns a
// *delivery.Failure.
func (o *opening) noToken(err error) *delivery.Failure {
	f := &delivery.Failure{Class: delivery.Configuration, Fault: delivery.FaultSender, Reason: reasons.NoToken, Err: err}
	network, isNet := errors.AsType[net.Error](err)
	if known, ok := errors.AsType[*delivery.Failure](err); ok && known != nil && known.Class != "" {
		f.Class, f.RetryAfter = known.Class, known.RetryAfter
	} else if isNet && network != nil || o.ctx.Err() != nil ||
		errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		f.Class = delivery.Temporary
	}
	if f.Class == delivery.Uncertain {
		f.Class = delivery.Temporary // no mail was under way
	}
	if errors.Is(o.ctx.Err(), context.Canceled) {
		f.Reason, f.Err = reasons.Cancelled, context.Canceled
	}
	return f
}

// reason names how a connection failed without a reply that says so.
func (o *opening) reason(err error) reasons.Reason {
	dns, noName := errors.AsType[*net.DNSError](err)
	switch {
	case errors.Is(err, context.Canceled):
		return reasons.Cancelled
	case errors.Is(err, errNoSTARTTLS):
		return reasons.TLSNotOffered
	case errors.Is(err, errNoWayIn):
		return reasons.LoginNotOffered
	case errors.Is(err, errLoginPlain):
		return reasons.LoginNeedsTLS
	case errors.Is(err, errScramWork), errors.Is(err, errScramProof):
		return reasons.LoginUnsafe
	case errors.As(err, new(*loginError)):
		return reasons.LoginRefused
	case errors.Is(err, errProtocol), errors.Is(err, bufio.ErrBufferFull):
		return reasons.NotUnderstood
	case noName && dns.IsNotFound && !dns.IsTemporary:
		return reasons.HostUnknown
	case timedOut(err):
		return o.timeoutReason()
	case errors.Is(err, syscall.ECONNREFUSED):
		return reasons.ConnectRefused
	case isTLS(err):
		return o.tlsReason(err)
	case o.bare == nil && !errors.Is(err, syscall.ECONNRESET):
		return reasons.ConnectFailed
	case ended(err):
		return reasons.ConnectionLost
	}
	return reasons.NotUnderstood
}

func timedOut(err error) bool {
	network, isNet := errors.AsType[net.Error](err)
	return errors.Is(err, context.DeadlineExceeded) || errors.Is(err, os.ErrDeadlineExceeded) || isNet && network.Timeout()
}

// timeoutReason tells a server that cannot be reached from one that lets us in
// and says nothing, as a port for another kind of encryption does.
func (o *opening) timeoutReason() reasons.Reason {
	if o.bare != nil && !o.bare.heard {
		return reasons.NoGreeting
	}
	return reasons.ConnectTimeout
}

// isTLS reports whether err is one of encryption: of the handshake, unless the
// connection was cut, or an alert after it.
func isTLS(err error) bool {
	network, ok := errors.AsType[*net.OpError](err)
	if ok && (network.Op == "remote error" || network.Op == "local error") {
		return true
	}
	return errors.As(err, new(*tlsError)) && !ended(err)
}

// tlsReason recognises a certificate that is wrong and a TLS that fails, both
// of which stay so until somebody acts.
func (o *opening) tlsReason(err error) reasons.Reason {
	invalid, isInvalid := errors.AsType[x509.CertificateInvalidError](err)
	switch {
	case errors.As(err, new(x509.HostnameError)):
		return reasons.TLSWrongName
	case errors.As(err, new(x509.UnknownAuthorityError)):
		return reasons.TLSUntrusted
	case isInvalid && invalid.Reason == x509.Expired:
		return reasons.TLSExpired
	case o.config.Security == TLS && errors.As(err, new(tls.RecordHeaderError)):
		return reasons.TLSNotSpoken
	case strings.Contains(err.Error(), "protocol version"): // crypto/tls has words for it and no value
		return reasons.TLSTooOld
	}
	return reasons.TLSFailed
}

// cause returns what is safe to keep of err: an error of Config.Dial, or one of
// Go's own without words of the server, which could quote the login.
func (o *opening) cause(err error) error {
	if o.bare == nil {
		return err
	}
	for _, own := range []error{
		context.Canceled, context.DeadlineExceeded, errNoSTARTTLS, errNoWayIn,
		errLoginPlain, errProtocol, errScramWork, errScramProof, errScramFormat,
		errChallenge, io.EOF,
	} {
		if errors.Is(err, own) {
			return own
		}
	}
	if e, ok := errors.AsType[*tls.CertificateVerificationError](err); ok {
		return e
	}
	if e, ok := errors.AsType[tls.RecordHeaderError](err); ok {
		return e
	}
	if e, ok := errors.AsType[*net.OpError](err); ok {
		return e
	}
	return nil
}

// ended reports whether err is a connection that was cut.
func ended(err error) bool {
	for _, end := range []error{io.EOF, io.ErrUnexpectedEOF, io.ErrClosedPipe, net.ErrClosed} {
		if errors.Is(err, end) {
			return true
		}
	}
	network, ok := errors.AsType[*net.OpError](err)
	return ok && network.Op != "remote error" && network.Op != "local error"
}
