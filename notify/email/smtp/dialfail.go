package smtp

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"net/textproto"
	"os"
	"strings"
	"syscall"

	"github.com/budkavle/budkavle/audit/delivery"
)

var (
	errLoginMissing = errors.New("smtp: the server does not offer the way of logging in")
	errLoginPlain   = errors.New("smtp: the login would be sent unencrypted")
)

// tlsError marks an error as one of implicit TLS.
type tlsError struct{ err error }

func (e *tlsError) Error() string { return e.err.Error() }
func (e *tlsError) Unwrap() error { return e.err }

// failure classifies why a connection could not be had. No mail was under way,
// so nothing is uncertain.
func (d *dialler) failure(err error) *delivery.Failure {
	if said, ok := errors.AsType[*textproto.Error](err); ok {
		return refusal(d.stage(), parsed(said), delivery.NewSecrets(d.config.Password))
	}
	reason := d.reason(err)
	f := &delivery.Failure{Class: delivery.Temporary, Fault: delivery.FaultSender, Reason: reason, Err: d.cause(err)}
	switch reason {
	case delivery.ReasonLoginNotOffered, delivery.ReasonLoginNeedsTLS, delivery.ReasonLoginRefused, delivery.ReasonTLSNotOffered, delivery.ReasonHostUnknown,
		delivery.ReasonTLSWrongName, delivery.ReasonTLSUntrusted, delivery.ReasonTLSExpired, delivery.ReasonTLSFailed, delivery.ReasonTLSNotSpoken:
		f.Class = delivery.Configuration
	}
	return f
}

func (d *dialler) stage() stage {
	switch {
	case d.atAuth:
		return stageLogin
	case d.line != nil:
		return d.line.stage()
	}
	return stageGreeting
}

// parsed makes a reply of go-mail's error. Its text begins with the enhanced
// code, if any.
func parsed(said *textproto.Error) reply {
	if said.Code < 200 || said.Code > 599 {
		return reply{code: 200, text: said.Msg}
	}
	enhanced, text := cutEnhanced(said.Code, strings.ReplaceAll(said.Msg, "\n", " "))
	return reply{code: said.Code, enhanced: enhanced, text: text}
}

// reason names how a connection failed without a reply that says so.
func (d *dialler) reason(err error) delivery.Reason {
	dns, noName := errors.AsType[*net.DNSError](err)
	network, isNet := errors.AsType[net.Error](err)
	switch {
	case errors.Is(err, context.Canceled):
		return delivery.ReasonCancelled
	case errors.Is(err, errLoginMissing):
		return delivery.ReasonLoginNotOffered
	case errors.Is(err, errLoginPlain):
		return delivery.ReasonLoginNeedsTLS
	case errors.Is(err, errProtocol), errors.As(err, new(textproto.ProtocolError)):
		return delivery.ReasonNotUnderstood // before any look at the text, which is the server's
	case noName && dns.IsNotFound && !dns.IsTemporary:
		return delivery.ReasonHostUnknown
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, os.ErrDeadlineExceeded), isNet && network.Timeout():
		return d.late()
	case errors.Is(err, syscall.ECONNREFUSED):
		return delivery.ReasonConnectRefused
	case d.atAuth && !ended(err):
		return delivery.ReasonLoginRefused // go-mail did not like how the server went on
	case strings.Contains(err.Error(), "does not support STARTTLS"): // go-mail has no value for it
		return delivery.ReasonTLSNotOffered
	case isTLS(err):
		return d.tlsReason(err)
	case d.line == nil && !errors.Is(err, syscall.ECONNRESET):
		return delivery.ReasonConnectFailed
	case ended(err):
		return delivery.ReasonConnectionLost
	}
	return delivery.ReasonNotUnderstood
}

// late tells a server that cannot be reached from one that lets us in and says
// nothing, as a port for another kind of encryption does.
func (d *dialler) late() delivery.Reason {
	if d.line != nil && d.line.heard == 0 {
		return delivery.ReasonNoGreeting
	}
	return delivery.ReasonConnectTimeout
}

// isTLS reports whether err is one of encryption. Some of crypto/tls have no
// type of their own, and neither have those of a host's tls.Config.
func isTLS(err error) bool {
	return errors.As(err, new(*tls.CertificateVerificationError)) || errors.As(err, new(tls.RecordHeaderError)) ||
		strings.Contains(err.Error(), "tls: ") || errors.As(err, new(*tlsError)) && !ended(err)
}

// tlsReason recognises a certificate that is wrong and a TLS that fails, both
// of which stay so until somebody acts.
func (d *dialler) tlsReason(err error) delivery.Reason {
	invalid, isInvalid := errors.AsType[x509.CertificateInvalidError](err)
	switch {
	case errors.As(err, new(x509.HostnameError)):
		return delivery.ReasonTLSWrongName
	case errors.As(err, new(x509.UnknownAuthorityError)):
		return delivery.ReasonTLSUntrusted
	case isInvalid && invalid.Reason == x509.Expired:
		return delivery.ReasonTLSExpired
	case d.config.Security == TLS && errors.As(err, new(tls.RecordHeaderError)):
		return delivery.ReasonTLSNotSpoken
	}
	return delivery.ReasonTLSFailed
}

// cause returns what is safe to keep of err: an error of Config.Dial, or one of
// Go's own without words of the server, which could quote the login.
func (d *dialler) cause(err error) error {
	if d.line == nil {
		return err
	}
	for _, own := range []error{context.Canceled, context.DeadlineExceeded, errLoginMissing, errLoginPlain, errProtocol, io.EOF} {
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
	if e, ok := errors.AsType[*net.DNSError](err); ok {
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
	return errors.As(err, new(*net.OpError))
}
