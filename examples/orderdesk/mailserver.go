package main

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/notify/email/smtp"
)

func fillServer(c company, values url.Values) {
	values.Set("host", c.Server.Host)
	if c.Server.Port > 0 {
		values.Set("port", strconv.Itoa(c.Server.Port))
	}
	values.Set("security", string(cmp.Or(c.Server.Security, smtp.STARTTLS)))
	values.Set("username", c.Server.Username)
}

// readServer takes a mail server. The password is never shown, so an empty one is the
// one that is kept.
func readServer(r *reading, c *company) {
	port, err := strconv.Atoi(cmp.Or(r.text("port"), "0"))
	if err != nil || port < 0 || port > 65535 {
		r.wrong("port", errors.New(page{Lang: r.lang.Tag()}.T("Porten är ett tal från 1 till 65535.", "The port is a number from 1 to 65535.")))
	}
	c.Server = mailServer{
		Host: r.text("host"), Port: port, Security: smtp.Security(cmp.Or(r.text("security"), string(smtp.STARTTLS))), Username: r.text("username"),
		Password: cmp.Or(r.form.Get("password"), c.Server.Password),
	}
}

// tryServer tries a mail server and says in words how that went. One that works lets
// what was stopped go on when it is saved.
func (v *visit) tryServer(s mailServer, view settingsView) error {
	sender, err := v.app.open(s)
	if err != nil {
		view.Failed, view.Tried = true, v.words("Servern behöver ett namn.", "The server needs a name.")
		return v.render(http.StatusUnprocessableEntity, "settings", view)
	}
	defer func() { _ = sender.Close() }()
	ctx, cancel := context.WithTimeout(v.ctx(), 10*time.Second)
	defer cancel()
	view.Tried, err = sender.Check(ctx, v.lang())
	view.Failed = err != nil
	if _, isFailure := errors.AsType[*delivery.Failure](err); err != nil && !isFailure {
		return err
	}
	return v.show("settings", view)
}
