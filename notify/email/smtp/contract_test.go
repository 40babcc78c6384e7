package smtp_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/notify/email"
	"github.com/budkavle/budkavle/notify/email/smtp"
	"github.com/budkavle/budkavle/notify/sendertest"
)

func TestTheContract(t *testing.T) {
	const password = "hemligt-4711"
	scripts := map[sendertest.Situation]func(int, sendertest.Step, string) sendertest.StepFault{
		sendertest.Accepting:        nil,
		sendertest.RefusesRecipient: fault(sendertest.StepRcpt, sendertest.StepFault{Reply: "550 5.1.1 no such user"}),
		sendertest.RefusesForNow:    fault(sendertest.StepRcpt, sendertest.StepFault{Reply: "450 4.2.0 greylisted"}),
		sendertest.RefusesLogin:     fault(sendertest.StepAuth, sendertest.StepFault{Reply: "535 5.7.8 not with password " + password}),
		sendertest.DiesBefore:       fault(sendertest.StepData, sendertest.StepFault{Cut: true}),
		sendertest.DiesAfter:        fault(sendertest.StepDot, sendertest.StepFault{Cut: true, Took: true}),
		sendertest.Silent:           fault(sendertest.StepMail, sendertest.StepFault{Stall: true}),
	}
	sendertest.RunEmail(t, func(t *testing.T) sendertest.EmailSubject {
		noGoroutines(t)
		return sendertest.EmailSubject{Secret: password, Open: func(at sendertest.Situation) (email.Sender, func() []sendertest.Taken, bool) {
			server := &sendertest.SMTPServer{Script: scripts[at], User: "eva", Pass: password}
			certificate, roots := certificate(t, time.Now().Add(time.Hour), "127.0.0.1")
			server.TLS = certificate
			s := start(t, server, func(c *smtp.Config) {
				c.Security, c.Username, c.Password = smtp.STARTTLS, "eva", password
				c.TLS = trusting(roots)
			})
			return s, func() []sendertest.Taken {
				require.NotNil(t, s)
				var taken []sendertest.Taken
				for _, m := range server.Emails() {
					taken = append(taken, sendertest.Taken{From: m.From, To: m.To, Raw: []byte(m.Data)})
				}
				return taken
			}, true
		}}
	})
}
