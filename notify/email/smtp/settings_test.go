package smtp_test

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/audit/delivery/reasons"
	"github.com/budkavle/budkavle/notify/email/smtp"
	"github.com/budkavle/budkavle/notify/sendertest"
	"github.com/budkavle/budkavle/recipients"
	"github.com/budkavle/budkavle/templating/locale"
)

const password = "Sp4r-hemligt"

// settings are ways to get the mail server's settings wrong, with what Check
// and Send then say.
var settings = []struct {
	name    string
	server  func(*sendertest.SMTPServer) // nil: as it is
	valid   string                       // what the certificate is for; "" for no TLS
	expired bool
	change  func(*smtp.Config)
	class   delivery.Class
	reason  reasons.Reason
	swedish string
	english string
}{
	{"all well", login, "127.0.0.1", false, nil, sent, "", "Anslutningen till 127.0.0.1:", "works"},
	{"all well, TLS from the start", implicit, "127.0.0.1", false, overTLS, sent, "", "fungerar", "works"},
	{"all well, LOGIN", login, "127.0.0.1", false, func(c *smtp.Config) { c.Auth = smtp.AuthLogin }, sent, "", "fungerar", "works"},
	{"no mailbox for the sender", says(sendertest.StepRcpt, "550 5.1.1 no such user"), "127.0.0.1", false, nil, sent, "", "fungerar. Men servern tar inte emot e-post till service@akeskyl.se", "works. But the server does not accept mail to service@akeskyl.se"},
	{"password wrong", func(s *sendertest.SMTPServer) { s.User, s.Pass = "eva", "another" }, "127.0.0.1", false, nil, delivery.Configuration, "login-refused", "godtar inte inloggningen för eva", "does not accept the login of eva"},
	{"login down", says(sendertest.StepAuth, "454 4.7.0 Temporary authentication failure"), "127.0.0.1", false, nil, delivery.Temporary, "server-unavailable", "inte tillgänglig", "not available right now"},
	{"login cut", does(sendertest.StepAuth, sendertest.StepFault{Cut: true}), "127.0.0.1", false, nil, delivery.Temporary, "connection-lost", "bröt anslutningen", "cut the connection"},
	{"login garbage", says(sendertest.StepAuth, "eh?"), "127.0.0.1", false, nil, delivery.Temporary, "not-understood", "ingen e-postserver", "not a mail server"},
	{"login asks on", says(sendertest.StepAuth, "334 eA=="), "127.0.0.1", false, nil, delivery.Configuration, "login-refused", "godtar inte", "does not accept"},
	{"no login offered", nil, "127.0.0.1", false, nil, delivery.Configuration, "login-not-offered", "inget sätt att logga in som eva", "no way to log in as eva"},
	{"way of logging in not offered", login, "127.0.0.1", false, func(c *smtp.Config) { c.Auth = smtp.AuthCramMD5 }, delivery.Configuration, "login-not-offered", "inget sätt", "no way to log in"},
	{"login needed", login, "127.0.0.1", false, func(c *smtp.Config) { c.Username, c.Password = "", "" }, delivery.Configuration, "login-required", "kräver inloggning", "requires a login"},
	{"certificate for another name", login, "mail.example.se", false, nil, delivery.Configuration, "tls-wrong-name", "ett annat namn än 127.0.0.1", "a name other than 127.0.0.1"},
	{"certificate for another name from the start", implicit, "mail.example.se", false, overTLS, delivery.Configuration, "tls-wrong-name", "ett annat namn", "a name other than"},
	{"certificate expired", login, "127.0.0.1", true, nil, delivery.Configuration, "tls-expired", "har gått ut", "has expired"},
	{"certificate untrusted", login, "127.0.0.1", false, func(c *smtp.Config) { c.TLS = nil }, delivery.Configuration, "tls-untrusted", "inte litar på", "does not trust"},
	{"no STARTTLS", nil, "", false, nil, delivery.Configuration, "tls-not-offered", "erbjuder inte kryptering", "does not offer encryption"},
	{"STARTTLS wanted", says(sendertest.StepMail, "530 5.7.0 Must issue a STARTTLS command first"), "", false, plain, delivery.Configuration, "tls-required", "kräver kryptering", "requires encryption"},
	{"STARTTLS refused for now", says(sendertest.StepSTARTTLS, "454 4.7.0 TLS not available"), "127.0.0.1", false, nil, delivery.Temporary, "server-unavailable", "inte tillgänglig", "not available"},
	{"STARTTLS refused", says(sendertest.StepSTARTTLS, "502 5.5.1 not here"), "127.0.0.1", false, nil, delivery.Configuration, "tls-not-offered", "erbjuder inte kryptering", "does not offer encryption"},
	{"STARTTLS cut", does(sendertest.StepSTARTTLS, sendertest.StepFault{Cut: true}), "127.0.0.1", false, nil, delivery.Temporary, "connection-lost", "bröt", "cut the connection"},
	{"words slipped in before TLS are not believed", does(sendertest.StepSTARTTLS, sendertest.StepFault{Raw: "220 go\r\n250 never mind\r\n", Stall: true}), "127.0.0.1", false, nil, delivery.Temporary, "not-understood", "ingen e-postserver", "not a mail server"},
	{"TLS version too old", func(s *sendertest.SMTPServer) { login(s); s.TLS.MaxVersion = tls.VersionTLS11 }, "127.0.0.1", false, nil, delivery.Configuration, "tls-too-old", "för gammal kryptering", "is too old"},
	{"TLS to a plain port", nil, "", false, overTLS, delivery.Configuration, "tls-not-spoken", "talar okrypterat", "does not use encryption"},
	{"STARTTLS to a TLS port", implicit, "127.0.0.1", false, nil, delivery.Temporary, "no-greeting", "säger ingenting", "says nothing"},
	{"plain to a TLS port", implicit, "127.0.0.1", false, plain, delivery.Temporary, "no-greeting", "säger ingenting", "says nothing"},
	{"server stops answering", does(sendertest.StepEHLO, sendertest.StepFault{Stall: true}), "", false, plain, delivery.Temporary, "connect-timeout", "svarar inte", "does not answer"},
	{"server stops in the middle", func(s *sendertest.SMTPServer) {
		s.Script = fault(sendertest.StepMail, sendertest.StepFault{Stall: true})
	}, "", false, func(c *smtp.Config) { plain(c); c.ReplyTimeout = 200 * time.Millisecond }, delivery.Temporary, "timeout", "svarar inte", "does not answer"},
	{"sender not allowed", says(sendertest.StepRcpt, "553 5.7.1 <service@akeskyl.se>: Sender address rejected: not owned by user eva"), "127.0.0.1", false, nil, delivery.Configuration, "sender-refused", "service@akeskyl.se får inte användas som avsändare", "service@akeskyl.se may not be used as a sender"},
	{"sender not allowed at once", says(sendertest.StepMail, "550 5.7.1 not yours"), "127.0.0.1", false, nil, delivery.Configuration, "sender-refused", "Servern svarade: 550 5.7.1 not yours", "The server answered: 550 5.7.1 not yours"},
	{"sender's letters", func(s *sendertest.SMTPServer) { s.Extensions = []string{"PIPELINING"} }, "", false, func(c *smtp.Config) { plain(c); c.From = recipients.MustParseAddress("åke@akeskyl.se") }, delivery.Configuration, "smtputf8-not-offered", "andra bokstäver än a–z", "letters other than a–z"},
	{"relay denied", says(sendertest.StepRcpt, "554 5.7.1 <x>: Relay access denied"), "127.0.0.1", false, nil, delivery.Configuration, "relay-denied", "skickar inte vidare", "does not forward mail"},
	{"client not welcome", says(sendertest.StepRcpt, "554 5.7.1 <unknown[127.0.0.1]>: Client host rejected: Access denied"), "127.0.0.1", false, nil, delivery.Configuration, "client-refused", "från den här datorn", "from this machine"},
	{"trial refused", says(sendertest.StepRcpt, "550 5.7.1 policy"), "127.0.0.1", false, nil, delivery.Permanent, "refused", "ett prov med adressen service@akeskyl.se", "the address service@akeskyl.se in a trial"},
	{"greylisted", says(sendertest.StepRcpt, "450 4.2.0 Greylisted"), "127.0.0.1", false, nil, delivery.Temporary, "greylisted", "försöka igen senare", "try again later"},
	{"busy", says(sendertest.StepGreeting, "421 4.3.2 too many connections"), "127.0.0.1", false, nil, delivery.Temporary, "too-many-connections", "försöka igen senare", "try again later"},
	{"not wanted", says(sendertest.StepGreeting, "554 5.7.1 no"), "127.0.0.1", false, nil, delivery.Configuration, "server-refused", "vägrar att tala med oss", "refuses the connection"},
	{"another protocol", does(sendertest.StepGreeting, sendertest.StepFault{Raw: "HTTP/1.1 400 Bad Request\r\n\r\n", Cut: true}), "", false, plain, delivery.Temporary, "not-understood", "ingen e-postserver", "not a mail server"},
	{"name unknown", nil, "", false, func(c *smtp.Config) { c.Host, c.Dial = "mail.invalid", noSuchHost }, delivery.Configuration, "host-unknown", "ingen server med namnet mail.invalid", "no server named mail.invalid"},
	{"nobody listens", nil, "", false, func(c *smtp.Config) { c.Port = 1 }, delivery.Temporary, "connect-refused", "tar inte emot anslutningar", "does not accept connections"},
	{"nobody answers", nil, "", false, func(c *smtp.Config) { c.Dial = nothing }, delivery.Temporary, "connect-timeout", "svarar inte", "does not answer"},
	{"no way there", nil, "", false, func(c *smtp.Config) { c.Dial = unreachable }, delivery.Temporary, "connect-failed", "går inte att nå", "cannot be reached"},
}

func login(s *sendertest.SMTPServer)    { s.User, s.Pass = "eva", password }
func implicit(s *sendertest.SMTPServer) { s.User, s.Pass, s.Implicit = "eva", password, true }
func overTLS(c *smtp.Config)            { c.Security = smtp.TLS }
func plain(c *smtp.Config)              { c.Security, c.Username, c.Password = smtp.None, "", "" }

// says makes a server with a login that answers one step in its own way.
func says(at sendertest.Step, reply string) func(*sendertest.SMTPServer) {
	return does(at, sendertest.StepFault{Reply: reply})
}

func does(at sendertest.Step, f sendertest.StepFault) func(*sendertest.SMTPServer) {
	return func(s *sendertest.SMTPServer) { login(s); s.Script = fault(at, f) }
}

func noSuchHost(context.Context, string, string) (net.Conn, error) {
	return nil, &net.OpError{Op: "dial", Err: &net.DNSError{Err: "no such host", Name: "mail.invalid", IsNotFound: true}}
}

func nothing(ctx context.Context, _, _ string) (net.Conn, error) {
	<-ctx.Done()
	return nil, &net.OpError{Op: "dial", Err: ctx.Err()}
}

func unreachable(context.Context, string, string) (net.Conn, error) {
	return nil, &net.OpError{Op: "dial", Err: errors.New("no route to host")}
}

func TestSettings(t *testing.T) {
	t.Parallel()
	for _, c := range settings {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			until := time.Hour
			if c.expired {
				until = -time.Hour
			}
			open := func(t *testing.T) (*smtp.Sender, *sendertest.SMTPServer) {
				server := &sendertest.SMTPServer{}
				var config smtp.Config
				if c.valid != "" {
					certificate, roots := certificate(t, time.Now().Add(until), c.valid)
					server.TLS, config.TLS = certificate, trusting(roots)
				}
				if c.server != nil {
					c.server(server)
				}
				return start(t, server, func(given *smtp.Config) {
					given.TLS, given.Security, given.Username, given.Password = config.TLS, smtp.STARTTLS, "eva", password
					given.From = recipients.MustParseAddress("service@akeskyl.se")
					if c.reason == "no-greeting" || strings.HasSuffix(string(c.reason), "timeout") { // which is waited for
						given.ConnectTimeout = 300 * time.Millisecond
					}
					if c.change != nil {
						c.change(given)
					}
				}), server
			}
			for lang, want := range map[locale.Language]string{locale.Swedish: c.swedish, locale.English: c.english} {
				s, server := open(t)
				text, err := s.Check(t.Context(), lang)
				assert.Contains(t, text, want)
				assert.NotContains(t, text, password)
				assert.NotContains(t, text, "%!")
				checkSetting(t, c.class, c.reason, err)
				assert.Empty(t, server.Emails(), "Check sends nothing")
			}
			s, _ := open(t)
			m := message("m-1")
			if c.reason == "smtputf8-not-offered" {
				m.From.Address = recipients.MustParseAddress("åke@akeskyl.se")
			}
			_, err := s.Send(t.Context(), m)
			if c.name == "no mailbox for the sender" { // for Send that is the recipient's
				checkSetting(t, delivery.Permanent, "mailbox-unknown", err)
			} else {
				checkSetting(t, c.class, c.reason, err)
			}
		})
	}
}

func checkSetting(t *testing.T, class delivery.Class, reason reasons.Reason, err error) {
	t.Helper()
	if class == sent {
		require.NoError(t, err)
		return
	}
	failure := delivery.AsFailure(err)
	require.NotNil(t, failure)
	assert.Equal(t, class, failure.Class, "%v", err)
	assert.Equal(t, reason, failure.Reason, "%v", err)
	for ; err != nil; err = errors.Unwrap(err) {
		assert.NotContains(t, fmt.Sprintf("%v %+v %#v", err, err, err), password)
	}
}
