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
// so nothing is uncertain. The cause is kept only where it is a plain network
// or TLS error: an error of the login could quote the server quoting us.
func (d *dialler) failure(err error) *delivery.Failure {
	at := stageGreeting
	if d.atAuth {
		at = stageLogin
	} else if d.line != nil {
		at = d.line.stage()
	}
	if said, ok := errors.AsType[*textproto.Error](err); ok {
		return refusal(at, parsed(said), d.config.secrets())
	}
	f := &delivery.Failure{Class: delivery.Temporary, Fault: delivery.FaultSender, Err: err}
	var reason string
	switch {
	case errors.Is(err, context.Canceled):
		f.Reason = reasonCancelled
	case errors.Is(err, errLoginMissing):
		f.Class, f.Reason = delivery.Configuration, reasonLoginMissing
	case errors.Is(err, errLoginPlain):
		f.Class, f.Reason = delivery.Configuration, reasonLoginPlain
	case strings.Contains(err.Error(), "does not support STARTTLS"): // go-mail has no value for it
		f.Class, f.Reason = delivery.Configuration, reasonTLSMissing
	case errors.As(err, new(*net.DNSError)):
		f.Class, f.Reason = hostUnknown(err)
	case tlsReason(err, &reason):
		f.Class, f.Reason = delivery.Configuration, reason
	default:
		f.Reason, f.Err = lostReason(err, at, d.line == nil)
		if f.Reason == reasonLoginRefused {
			f.Class = delivery.Configuration
		}
	}
	return f
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

func hostUnknown(err error) (delivery.Class, string) {
	if dns, ok := errors.AsType[*net.DNSError](err); ok && dns.IsNotFound && !dns.IsTemporary {
		return delivery.Configuration, reasonHostUnknown
	}
	return delivery.Temporary, reasonConnectFailed
}

// tlsReason recognises a certificate that is wrong and a TLS that fails, both
// of which stay so until somebody acts.
func tlsReason(err error, reason *string) bool {
	switch {
	case errors.As(err, new(x509.HostnameError)):
		*reason = reasonTLSName
	case errors.As(err, new(x509.UnknownAuthorityError)):
		*reason = reasonTLSUntrusted
	case errors.As(err, new(x509.CertificateInvalidError)):
		*reason = reasonTLSFailed
		if invalid, _ := errors.AsType[x509.CertificateInvalidError](err); invalid.Reason == x509.Expired {
			*reason = reasonTLSExpired
		}
	case errors.As(err, new(*tls.CertificateVerificationError)), errors.As(err, new(tls.RecordHeaderError)), errors.As(err, new(tls.AlertError)):
		*reason = reasonTLSFailed
	default:
		return strings.Contains(err.Error(), "tls: ") && setReason(reason, reasonTLSFailed)
	}
	return true
}

func setReason(reason *string, value string) bool { *reason = value; return true }

// lostReason names how a connection failed without a word of the server. The
// error that it returns is safe to keep; nil where the cause is not a network's.
func lostReason(err error, at stage, dialling bool) (string, error) {
	switch timeout, isNet := errors.AsType[net.Error](err); {
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, os.ErrDeadlineExceeded), isNet && timeout.Timeout():
		return reasonConnectTimeout, err
	case errors.Is(err, syscall.ECONNREFUSED):
		return reasonConnectRefused, err
	case dialling && !errors.Is(err, syscall.ECONNRESET):
		return reasonConnectFailed, err
	case ended(err):
		return reasonLost, err
	case at == stageLogin && !errors.As(err, new(textproto.ProtocolError)):
		return reasonLoginRefused, nil
	}
	return reasonProtocol, errProtocol
}

// ended reports whether err is a connection that was cut.
func ended(err error) bool {
	return errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, net.ErrClosed) || errors.As(err, new(*net.OpError))
}
