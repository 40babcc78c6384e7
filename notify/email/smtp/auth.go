package smtp

import (
	"context"
	"encoding/base64"
	"errors"
	"net/netip"
	"slices"
	"strconv"
	"strings"

	gosmtp "github.com/wneessen/go-mail/smtp"
)

// A mechanism is a way of logging in, as go-mail has it. This file alone knows
// go-mail.
type mechanism = gosmtp.Auth

// errChallenge is go-mail's, for a server that asks on.
var errChallenge = gosmtp.ErrUnexpectedServerChallange

// maxRounds is how often a server may ask within one login; SCRAM needs three.
const maxRounds = 8

// login logs in when there is a user, by go-mail's mechanisms.
func (o *opening) login() error {
	if o.config.Username == "" {
		return nil
	}
	way := o.chooseAuth()
	switch {
	case way == "":
		return errNoWayIn
	case o.config.Security == None && !loopback(o.config.Host) && readable[way]:
		return errLoginPlain
	}
	secret := o.config.Password
	if o.config.Token != nil {
		token, err := o.token()
		if err != nil {
			return err
		}
		secret = token
	}
	o.at = stageLogin
	return o.converse(o.newMechanism(way, secret))
}

// readable are the ways that show the password or token to whoever listens.
var readable = map[Auth]bool{AuthPlain: true, AuthLogin: true, AuthXOAuth2: true, AuthOAuthBearer: true}

// chooseAuth is the way of logging in that the Config names or, of those that the
// server offers, the best; "" for none.
func (o *opening) chooseAuth() Auth {
	order := []Auth{o.config.Auth}
	switch {
	case o.config.Auth != "":
	case o.config.Token != nil:
		order = []Auth{AuthXOAuth2, AuthOAuthBearer}
	case o.config.Security == None:
		order = []Auth{AuthScramSHA256, AuthCramMD5, AuthPlain, AuthLogin}
	default:
		order = []Auth{AuthPlain, AuthLogin, AuthScramSHA256, AuthCramMD5}
	}
	for _, a := range order {
		if slices.Contains(o.extensions.auth, string(a)) {
			return a
		}
	}
	return ""
}

func (o *opening) newMechanism(way Auth, secret string) mechanism {
	user, host := o.config.Username, o.config.Host
	switch way {
	case AuthLogin:
		return gosmtp.LoginAuth(user, secret, host, true)
	case AuthCramMD5:
		return gosmtp.CRAMMD5Auth(user, secret)
	case AuthScramSHA256:
		return &boundedScram{mechanism: gosmtp.ScramSHA256Auth(user, secret)}
	case AuthXOAuth2:
		return gosmtp.XOAuth2Auth(user, secret)
	case AuthOAuthBearer:
		return &oauthBearer{user: user, token: secret, host: host, port: o.config.Port}
	}
	return gosmtp.PlainAuth("", user, secret, host, true)
}

// converse runs AUTH (RFC 4954) until the server says yes or no.
func (o *opening) converse(a mechanism) error {
	name, first, err := a.Start(&gosmtp.ServerInfo{
		Name: o.config.Host, TLS: o.config.Security != None, Auth: o.extensions.auth,
	})
	if err != nil {
		return &loginError{err}
	}
	line := "AUTH " + name
	if first != nil {
		line += " " + base64.StdEncoding.EncodeToString(first)
	}
	for range maxRounds {
		r, err := o.ask(line)
		if r.code == 235 && err == nil {
			if _, err := a.Next(nil, false); err != nil {
				return &loginError{err}
			}
			return nil
		}
		if err := o.expect(334, r, err); err != nil {
			return err
		}
		challenge, err := base64.StdEncoding.DecodeString(strings.TrimSpace(r.text))
		if err != nil {
			return errProtocol
		}
		answer, err := o.answer(a, challenge)
		if err != nil {
			return err
		}
		line = base64.StdEncoding.EncodeToString(answer)
	}
	return &loginError{errors.New("smtp: the login does not come to an end")}
}

// answer computes the next answer, which may take a while, and for no longer than
// the context allows.
func (o *opening) answer(a mechanism, challenge []byte) ([]byte, error) {
	type result struct {
		answer []byte
		err    error
	}
	done := make(chan result, 1)
	go func() {
		answer, err := a.Next(challenge, true)
		done <- result{answer, err}
	}()
	select {
	case r := <-done:
		if r.err != nil {
			return nil, &loginError{r.err}
		}
		return r.answer, nil
	case <-o.ctx.Done():
		return nil, o.ctx.Err()
	}
}

// loopback reports whether a host is this machine, so that nothing travels in the clear.
func loopback(host string) bool {
	address, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && address.IsLoopback()
}

// oauthBearer is OAUTHBEARER (RFC 7628).
type oauthBearer struct {
	user, token, host string
	port              int
}

func (a *oauthBearer) Start(*gosmtp.ServerInfo) (string, []byte, error) {
	user := strings.NewReplacer("=", "=3D", ",", "=2C").Replace(a.user)
	return "OAUTHBEARER", []byte("n,a=" + user + ",\x01host=" + a.host + "\x01port=" + strconv.Itoa(a.port) +
		"\x01auth=Bearer " + a.token + "\x01\x01"), nil
}

// Next answers the server's reasons for a no with the byte that lets it say so
// (RFC 7628 3.2.3).
func (a *oauthBearer) Next(_ []byte, more bool) ([]byte, error) {
	if more {
		return []byte{1}, nil
	}
	return nil, nil
}

// token asks the host for one, for no longer than the context allows. A token is
// a secret from then on.
func (o *opening) token() (string, error) {
	type result struct {
		token string
		err   error
	}
	done := make(chan result, 1)
	go func() {
		r := result{err: errors.New("smtp: Config.Token panicked")}
		defer func() {
			_ = recover()
			done <- r
		}()
		r.token, r.err = o.config.Token(o.ctx)
	}()
	var r result
	select {
	case r = <-done:
	case <-o.ctx.Done():
		return "", &tokenError{context.Cause(o.ctx)}
	}
	switch {
	case r.err != nil:
		return "", &tokenError{r.err}
	case r.token == "" || strings.ContainsFunc(r.token, func(c rune) bool { return c <= ' ' || c > '~' }):
		return "", &tokenError{errors.New("smtp: Config.Token gave nothing, or what is no token")}
	}
	o.secrets = o.secrets.With(r.token)
	return r.token, nil
}
