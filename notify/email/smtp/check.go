package smtp

import (
	"context"
	"net"
	"strconv"

	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/templating/locale"
)

// Check tries the settings without sending a mail (R601): name, connection,
// encryption, certificate, login, and, when the Config has a From, whether the
// server lets that address send. It uses a connection of its own.
//
// The text says in one or two plain sentences what is wrong and what to do, or
// that all is well; it is never empty. The error is nil or a
// *[delivery.Failure], whose Text has the server's own words.
func (s *Sender) Check(ctx context.Context, lang locale.Language) (string, error) {
	failure := s.check(ctx)
	if failure == nil {
		return lang.Phrase(words, "smtp.ok", s.config.address()), nil
	}
	said := failure.Text
	if failure.Code != "" {
		said = failure.Code + " " + said
	}
	text := phrase(lang, failure.Reason, s.config)
	if said != "" {
		text += " " + lang.Phrase(words, "smtp.said", said)
	}
	return text, failure
}

// phrase falls back to the most general sentence for a reason without one.
func phrase(lang locale.Language, reason string, c Config) string {
	key := "smtp." + reason
	if words["en"][key] == "" {
		key = "smtp.failed"
	}
	subject := c.address()
	switch reason {
	case reasonHostUnknown, reasonTLSName, reasonTLSUntrusted, reasonTLSExpired:
		subject = c.Host
	case reasonLoginRefused, reasonLoginMissing, reasonLoginPlain:
		subject = c.Username
	case reasonSenderRefused:
		subject = c.From.String()
	case reasonTLSMissing, reasonTLSFailed:
		subject = net.JoinHostPort(c.Host, strconv.Itoa(c.Port))
	}
	return lang.Phrase(words, key, subject)
}

func (s *Sender) check(ctx context.Context) *delivery.Failure {
	if err := ctx.Err(); err != nil {
		return cancelled(delivery.Temporary, err)
	}
	connecting, cancel := context.WithTimeout(ctx, s.config.ConnectTimeout)
	defer cancel()
	found := make(chan *delivery.Failure, 1)
	go func() { found <- s.tryOut(connecting) }()
	select {
	case failure := <-found:
		if err := ctx.Err(); err != nil && failure != nil {
			return cancelled(delivery.Temporary, err)
		}
		return failure
	case <-ctx.Done(): // a Config.Dial that ignores its context must not hold us up
		return cancelled(delivery.Temporary, ctx.Err())
	}
}

func (s *Sender) tryOut(ctx context.Context) *delivery.Failure {
	c, failure := s.connect(ctx)
	if failure != nil {
		return failure
	}
	stop := context.AfterFunc(ctx, c.kill)
	defer stop()
	defer c.quit()
	if s.config.From.IsZero() {
		return nil
	}
	from := s.config.From.ASCII()
	// Many servers judge the sender only when they hear a recipient; the
	// sender's own address is one that nobody is bothered by.
	j := &job{from: from, to: from, utf8: s.config.From.NeedsSMTPUTF8()}
	if failure := c.impossible(j); failure != nil {
		return failure
	}
	for _, at := range []stage{stageMail, stageRcpt} {
		c.writeStep(j, at)
		if err := c.flush(); err != nil {
			return s.checkLost(err)
		}
		r, err := c.reply()
		if err != nil && r.code == 0 {
			return s.checkLost(err)
		}
		if !r.positive() {
			return refusal(at, r, s.secrets)
		}
	}
	c.writeStep(j, resetStage)
	_ = c.flush()
	return nil
}

func (s *Sender) checkLost(err error) *delivery.Failure {
	return &delivery.Failure{Class: delivery.Temporary, Fault: delivery.FaultSender, Reason: reasonLost, Err: err}
}
