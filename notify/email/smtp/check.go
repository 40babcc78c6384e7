package smtp

import (
	"cmp"
	"context"
	"time"

	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/audit/delivery/reasons"
	"github.com/budkavle/budkavle/templating/locale"
)

// Check tries the settings without sending a mail: name, connection,
// encryption, certificate, login, and, when the Config has a From, whether the
// server lets that address send. It uses a connection of its own, for at most
// Config.ConnectTimeout.
//
// The text says in one or two plain sentences what is wrong and what to do, or
// that all is well; it is never empty. The error is nil or a
// *[delivery.Failure], whose Text has the server's own words. A From that may
// send but has no mailbox is no error; the text says that no answer would arrive.
func (s *Sender) Check(ctx context.Context, lang locale.Language) (string, error) {
	failure := s.check(ctx)
	switch {
	case failure == nil:
		return lang.Phrase("smtp.ok", s.config.address()), nil
	case noMailbox[failure.Reason]:
		ok := lang.Phrase("smtp.ok", s.config.address())
		return ok + " " + explain(lang, failure, s.config), nil
	}
	return explain(lang, failure, s.config), failure
}

// noMailbox are refusals of the sender as a recipient, which do not keep it
// from sending.
var noMailbox = map[reasons.Reason]bool{
	reasons.DomainUnknown: true, reasons.MailboxUnknown: true, reasons.MailboxDisabled: true, reasons.MailboxFull: true,
}

// explain returns the sentence for a failure and the server's own words.
func explain(lang locale.Language, f *delivery.Failure, c Config) string {
	text := phrase(lang, f.Reason, c)
	said := f.Text
	if f.Code != "" {
		said = f.Code + " " + said
	}
	if said != "" {
		text += " " + lang.Phrase("smtp.said", said)
	}
	return text
}

// sameSentence are the reasons that share another's sentence.
var sameSentence = map[reasons.Reason]reasons.Reason{
	reasons.Timeout:            reasons.ConnectTimeout,
	reasons.Greylisted:         reasons.TryLater,
	reasons.MessageRefused:     reasons.ServerRefused,
	reasons.TooManyConnections: reasons.TryLater,
	reasons.TooManyRequests:    reasons.TryLater,
	reasons.QueueFull:          reasons.TryLater,
	reasons.Refused:            reasons.RecipientRefused,
	reasons.DomainUnknown:      reasons.MailboxUnknown,
	reasons.MailboxDisabled:    reasons.MailboxUnknown,
	reasons.MailboxFull:        reasons.MailboxUnknown,
}

// phrase falls back to the most general sentence for a reason without one.
func phrase(lang locale.Language, reason reasons.Reason, c Config) string {
	reason = cmp.Or(sameSentence[reason], reason)
	key := "smtp." + string(reason)
	if reason == reasons.LoginRefused && c.Token != nil {
		key = "smtp.token-refused"
	}
	if _, ok := lang.Lookup(key); !ok {
		key = "smtp.failed"
	}
	subject := c.address()
	switch reason {
	case reasons.HostUnknown, reasons.TLSWrongName, reasons.TLSUntrusted, reasons.TLSExpired:
		subject = c.Host
	case reasons.LoginRefused, reasons.LoginNotOffered, reasons.LoginNeedsTLS, reasons.NoToken:
		subject = c.Username
	case reasons.SenderRefused, reasons.SenderNotProved, reasons.MailboxUnknown, reasons.RecipientRefused:
		subject = c.From.String()
	}
	return lang.Phrase(key, subject)
}

func (s *Sender) check(ctx context.Context) *delivery.Failure {
	if err := ctx.Err(); err != nil {
		return cancelled(delivery.Temporary, err)
	}
	s.mu.Lock()
	if s.closed {
		s.mu.Unlock()
		return closed()
	}
	s.work.Add(1)
	s.mu.Unlock()
	connecting, cancel := context.WithTimeout(ctx, s.config.ConnectTimeout)
	defer cancel()
	found := make(chan *delivery.Failure, 1)
	go func() {
		defer s.work.Done()
		found <- s.checkSender(connecting)
	}()
	select {
	case failure := <-found:
		if err := ctx.Err(); err != nil && failure != nil {
			return cancelled(delivery.Temporary, err)
		}
		return failure
	case <-connecting.Done(): // a Config.Dial that ignores its context must not hold us up
		if err := ctx.Err(); err != nil {
			return cancelled(delivery.Temporary, err)
		}
		select {
		case failure := <-found: // how far it came
			return failure
		case <-time.After(grace):
			return &delivery.Failure{
				Class:  delivery.Temporary,
				Fault:  delivery.FaultSender,
				Reason: reasons.ConnectTimeout,
				Err:    context.DeadlineExceeded,
			}
		}
	}
}

// grace is how long Check waits for what a connection that was cut says.
const grace = 100 * time.Millisecond

// checkSender connects and lets the sender's address begin a mail that never comes: the
// goodbye ends it (RFC 5321 4.1.1.10).
func (s *Sender) checkSender(ctx context.Context) *delivery.Failure {
	c, failure := s.connect(ctx)
	if failure != nil {
		return failure
	}
	s.mu.Lock()
	s.settings.accepted() // what was mended is tried again at once
	s.mu.Unlock()
	stop := context.AfterFunc(ctx, c.kill)
	defer stop()
	defer c.quit()
	if s.config.From.IsZero() {
		return nil
	}
	from := s.config.From.ASCII()
	// Many servers judge the sender only when they hear a recipient; the
	// sender's own address is one that nobody is bothered by.
	j := &job{from: from, to: from, utf8: s.config.From.NeedsSMTPUTF8(), oursUTF8: s.config.From.NeedsSMTPUTF8()}
	if failure := c.unsupported(j); failure != nil {
		return failure
	}
	for _, at := range []stage{stageMail, stageRcpt} {
		c.writeStep(j, at)
		err := c.flush()
		var r reply
		if err == nil {
			r, err = c.reply()
		}
		switch {
		case err != nil && r.code < 400:
			return lostFailure(cmp.Or(ctx.Err(), err)) // cut by us when it took too long
		case !r.positive():
			return refusal(at, r, c.secrets)
		}
	}
	return nil
}
