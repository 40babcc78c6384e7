package main

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"

	"github.com/budkavle/budkavle/notify/email/smtp"
	"github.com/budkavle/budkavle/smsgw"
	"github.com/budkavle/budkavle/smsgw/elks46"
	"github.com/budkavle/budkavle/smsgw/httpgateway"
	"github.com/budkavle/budkavle/smsgw/kannel"
)

// The environment's variables with the passwords of the flags: a command line can be
// read by everybody on the machine.
const (
	smtpPassword   = "ORDERDESK_SMTP_PASSWORD"
	elks46Password = "ORDERDESK_ELKS46_PASSWORD"
	kannelPassword = "ORDERDESK_KANNEL_PASSWORD"
)

// outlets are the ways out of this machine that the command line gives. The zero value
// is none: all goes to the built-in mail server and the table of SMS.
type outlets struct {
	smtp   *smtp.Config
	elks46 *elks46.Config
	kannel *kannel.Config
}

// readOutlets reads the flags, of which an empty one is not given. No error repeats
// one, since somebody may have written a password into it.
func readOutlets(mail, elks, kannel string, env func(string) string) (outlets, error) {
	var o outlets
	for _, f := range []struct {
		name, text string
		set        func(string) error
	}{{"-smtp", mail, o.setSMTP}, {"-elks46", elks, o.setElks46}, {"-kannel", kannel, o.setKannel}} {
		if f.text == "" {
			continue
		}
		if err := f.set(f.text); err != nil {
			return o, fmt.Errorf("%s: %w", f.name, err)
		}
	}
	return o, o.passwords(env)
}

func (o *outlets) setSMTP(text string) error {
	u, err := address(text)
	if err != nil {
		return err
	}
	security, known := map[string]smtp.Security{
		"smtp": smtp.STARTTLS, "smtps": smtp.TLS, "smtp+plain": smtp.None,
	}[u.Scheme]
	if !known {
		return errors.New("want smtp://, smtps:// or smtp+plain://")
	}
	port := 0
	if u.Port() != "" {
		if port, err = strconv.Atoi(u.Port()); err != nil {
			return err
		}
	}
	o.smtp = &smtp.Config{Host: u.Hostname(), Port: port, Security: security, Username: u.User.Username()}
	return nil
}

func (o *outlets) setElks46(text string) error {
	o.elks46 = &elks46.Config{Username: text}
	return nil
}

func (o *outlets) setKannel(text string) error {
	u, err := address(text)
	if err != nil {
		return err
	}
	if u.Scheme != "http" && u.Scheme != "https" {
		return errors.New("want http:// or https://")
	}
	o.kannel = &kannel.Config{Username: u.User.Username(), BaseURL: u.Scheme + "://" + u.Host}
	return nil
}

// address reads the address of a server with the name to log in with, and no password.
func address(text string) (*url.URL, error) {
	u, err := url.Parse(text)
	switch {
	case err != nil:
		return nil, errors.New("it is no address") // what url says repeats it, and a password in it
	case u.Host == "":
		return nil, errors.New("the host is missing")
	}
	if _, has := u.User.Password(); has {
		return nil, errors.New("the password belongs in the environment, not on the command line")
	}
	return u, nil
}

// passwords fills in what the environment has.
func (o *outlets) passwords(env func(string) string) error {
	if o.elks46 != nil && o.kannel != nil {
		return errors.New("-elks46 and -kannel: choose one; a program of your own can chain them with smsgw.NewFailover")
	}
	wanted := map[string]*string{}
	if o.smtp != nil && o.smtp.Username != "" {
		wanted[smtpPassword] = &o.smtp.Password
	}
	if o.elks46 != nil {
		wanted[elks46Password] = &o.elks46.Password
	}
	if o.kannel != nil {
		wanted[kannelPassword] = &o.kannel.Password
	}
	for name, into := range wanted {
		if *into = env(name); *into == "" {
			return fmt.Errorf("%s is not set in the environment", name)
		}
	}
	return nil
}

// gateway is the way that SMS go out of this machine, with the handler of its delivery
// reports; nil when there is none. Reports come from a Kannel on this machine alone:
// 46elks cannot reach it.
func (o *outlets) gateway(base, secret string, keep httpgateway.Keep) (smsgw.Sender, http.Handler, error) {
	switch {
	case o.elks46 != nil:
		g, err := elks46.New(*o.elks46)
		return g, nil, err
	case o.kannel != nil:
		c := *o.kannel
		c.ReportURL, c.ReportSecret = base+"/reports/kannel", secret
		g, err := kannel.New(c)
		if err != nil {
			return nil, nil, err
		}
		return g, g.Reports(keep), nil
	}
	return nil, nil, nil
}
