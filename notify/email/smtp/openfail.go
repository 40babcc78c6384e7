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
	f := &delivery.Failure{Class: delivery.Temporary, Fault: delivery.FaultSender, Reason: o.reason(err), Err: o.cause(err)}
	if mustBeMended[f.Reason] {
		f.Class = delivery.Configuration
	}
	return f
}

// mustBeMended are the reasons that stay until a person acts.
var mustBeMended = map[delivery.Reason]bool{
	delivery.ReasonLoginNotOffered: true, delivery.ReasonLoginNeedsTLS: true, delivery.ReasonLoginRefused: true, delivery.ReasonLoginUnsafe: true,
	delivery.ReasonTLSNotOffered: true, delivery.ReasonHostUnknown: true, delivery.ReasonTLSWrongName: true, delivery.ReasonTLSUntrusted: true,
	delivery.ReasonTLSExpired: true, delivery.ReasonTLSTooOld: true, delivery.ReasonTLSFailed: true, delivery.ReasonTLSNotSpoken: true,
}

// noToken is Temporary when the way to the token is, else a person has to act:
// most often a consent that has ended. A host that knows better returns a
// *delivery.Failure.
func (o *opening) noToken(err error) *delivery.Failure {
	f := &delivery.Failure{Class: delivery.Configuration, Fault: delivery.FaultSender, Reason: delivery.ReasonNoToken, Err: err}
	network, isNet := errors.AsType[net.Error](err)
	if known, ok := errors.AsType[*delivery.Failure](err); ok && known != nil && known.Class != "" {
		f.Class, f.RetryAfter = known.Class, known.RetryAfter
	} else if isNet && network != nil || o.ctx.Err() != nil || errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		f.Class = delivery.Temporary
	}
	if f.Class == delivery.Uncertain {
		f.Class = delivery.Temporary // no mail was under way
	}
	if errors.Is(o.ctx.Err(), context.Canceled) {
		f.Reason, f.Err = delivery.ReasonCancelled, context.Canceled
	}
	return f
}

// reason names how a connection failed without a reply that says so.
func (o *opening) reason(err error) delivery.Reason {
	dns, noName := errors.AsType[*net.DNSError](err)
	switch {
	case errors.Is(err, context.Canceled):
		return delivery.ReasonCancelled
	case errors.Is(err, errNoSTARTTLS):
		return delivery.ReasonTLSNotOffered
	case errors.Is(err, errNoWayIn):
		return delivery.ReasonLoginNotOffered
	case errors.Is(err, errLoginPlain):
		return delivery.ReasonLoginNeedsTLS
	case errors.Is(err, errScramWork), errors.Is(err, errScramProof):
		return delivery.ReasonLoginUnsafe
	case errors.As(err, new(*loginError)):
		return delivery.ReasonLoginRefused
	case errors.Is(err, errProtocol), errors.Is(err, bufio.ErrBufferFull):
		return delivery.ReasonNotUnderstood
	case noName && dns.IsNotFound && !dns.IsTemporary:
		return delivery.ReasonHostUnknown
	case timedOut(err):
		return o.timeoutReason()
	case errors.Is(err, syscall.ECONNREFUSED):
		return delivery.ReasonConnectRefused
	case isTLS(err):
		return o.tlsReason(err)
	case o.bare == nil && !errors.Is(err, syscall.ECONNRESET):
		return delivery.ReasonConnectFailed
	case ended(err):
		return delivery.ReasonConnectionLost
	}
	return delivery.ReasonNotUnderstood
}

func timedOut(err error) bool {
	network, isNet := errors.AsType[net.Error](err)
	return errors.Is(err, context.DeadlineExceeded) || errors.Is(err, os.ErrDeadlineExceeded) || isNet && network.Timeout()
}

// timeoutReason tells a server that cannot be reached from one that lets us in
// and says nothing, as a port for another kind of encryption does.
func (o *opening) timeoutReason() delivery.Reason {
	if o.bare != nil && !o.bare.heard {
		return delivery.ReasonNoGreeting
	}
	return delivery.ReasonConnectTimeout
}

// isTLS reports whether err is one of encryption: of the handshake, unless the
// connection was cut, or an alert after it.
func isTLS(err error) bool {
	if network, ok := errors.AsType[*net.OpError](err); ok && (network.Op == "remote error" || network.Op == "local error") {
		return true
	}
	return errors.As(err, new(*tlsError)) && !ended(err)
}

// tlsReason recognises a certificate that is wrong and a TLS that fails, both
// of which stay so until somebody acts.
func (o *opening) tlsReason(err error) delivery.Reason {
	invalid, isInvalid := errors.AsType[x509.CertificateInvalidError](err)
	switch {
	case errors.As(err, new(x509.HostnameError)):
		return delivery.ReasonTLSWrongName
	case errors.As(err, new(x509.UnknownAuthorityError)):
		return delivery.ReasonTLSUntrusted
	case isInvalid && invalid.Reason == x509.Expired:
		return delivery.ReasonTLSExpired
	case o.config.Security == TLS && errors.As(err, new(tls.RecordHeaderError)):
		return delivery.ReasonTLSNotSpoken
	case strings.Contains(err.Error(), "protocol version"): // crypto/tls has words for it and no value
		return delivery.ReasonTLSTooOld
	}
	return delivery.ReasonTLSFailed
}

// cause returns what is safe to keep of err: an error of Config.Dial, or one of
// Go's own without words of the server, which could quote the login.
func (o *opening) cause(err error) error {
	if o.bare == nil {
		return err
	}
	for _, own := range []error{
		context.Canceled, context.DeadlineExceeded, errNoSTARTTLS, errNoWayIn, errLoginPlain, errProtocol, errScramWork, errScramProof, errScramFormat,
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
