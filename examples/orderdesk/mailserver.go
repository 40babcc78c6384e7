package main

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"time"

	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/notify/email/smtp"
	"github.com/budkavle/budkavle/notify/order"
)

// bind names the inputs of a mail server's settings.
func (s *emailServer) bind(in *order.SettingInputs) {
	in.Text("host", &s.Host)
	in.Number("port", &s.Port)
	shown := string(cmp.Or(s.Security, smtp.STARTTLS))
	security := shown
	if in.Text("security", &security); security != shown {
		s.Security = smtp.Security(security)
	}
	in.Text("username", &s.Username)
	in.Secret("password", &s.Password)
}

// tryServer tries a mail server and says in words how that went. One that works lets
// what was stopped go on when it is saved.
func (v *visit) tryServer(s emailServer, view settingsView) error {
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
