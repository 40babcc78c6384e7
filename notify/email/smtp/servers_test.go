package smtp_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/audit/delivery/reasons"
	"github.com/budkavle/budkavle/notify/email/smtp"
	"github.com/budkavle/budkavle/notify/sendertest"
	"github.com/budkavle/budkavle/templating/locale"
)

// says250 is an answer to EHLO.
func says250(lines ...string) func(int, sendertest.Step, string) sendertest.StepFault {
	return func(_ int, at sendertest.Step, line string) sendertest.StepFault {
		if at != sendertest.StepEHLO || strings.HasPrefix(line, "HELO") {
			return sendertest.StepFault{}
		}
		raw := "250-double.test\r\n"
		for i, l := range lines {
			mark := "-"
			if i == len(lines)-1 {
				mark = " "
			}
			raw += "250" + mark + l + "\r\n"
		}
		return sendertest.StepFault{Raw: raw}
	}
}

// TestKeywordsHaveNoCase (RFC 5321 4.1.1.1).
func TestKeywordsHaveNoCase(t *testing.T) {
	t.Parallel()
	for _, keywords := range [][]string{
		{"pipelining", "size 2000", "starttls", "auth plain login", "8bitmime"},
		{"Pipelining", "Size 2000", "StartTLS", "Auth Plain Login", "8BitMIME"},
		{"PIPELINING", "SIZE=2000", "STARTTLS", "AUTH PLAIN LOGIN", "8BITMIME"},
	} {
		t.Run(keywords[0], func(t *testing.T) {
			t.Parallel()
			tls, roots := certificate(t, time.Now().Add(time.Hour), "127.0.0.1")
			server := &sendertest.SMTPServer{TLS: tls, User: "eva", Pass: password, Script: says250(keywords...), Extensions: []string{"PIPELINING"}}
			s := start(t, server, func(c *smtp.Config) {
				c.Security, c.TLS, c.Username, c.Password = smtp.STARTTLS, trusting(roots), "eva", password
			})
			_, err := s.Send(t.Context(), message("m-1"))
			require.NoError(t, err)
			large := message("m-2")
			large.Text = strings.Repeat("x\n", 2000)
			_, err = s.Send(t.Context(), large)
			assert.Equal(t, reasons.TooLarge, delivery.AsFailure(err).Reason)
			assert.Len(t, server.Emails(), 1)
			assert.Contains(t, server.Emails()[0].Params, "SIZE=")
		})
	}
}

// TestWaysOfLoggingInAreCollected: the old form with "=", and several lines.
func TestWaysOfLoggingInAreCollected(t *testing.T) {
	t.Parallel()
	for name, lines := range map[string][]string{
		"old form":          {"AUTH=LOGIN PLAIN"},
		"old form, one":     {"AUTH=LOGIN"},
		"both forms":        {"AUTH LOGIN PLAIN", "AUTH=LOGIN PLAIN"},
		"the useful first":  {"AUTH PLAIN LOGIN", "AUTH NTLM GSSAPI"},
		"the useful last":   {"AUTH NTLM GSSAPI", "AUTH PLAIN"},
		"one a line":        {"AUTH NTLM", "AUTH LOGIN", "AUTH XOAUTH2"},
		"in lower case":     {"auth=login plain", "size"},
		"with odd blanks":   {"AUTH   PLAIN  ", "SIZE  "},
		"words that follow": {"AUTH PLAIN X-ODD", "X-AUTH"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := &sendertest.SMTPServer{User: "eva", Pass: password, Script: says250(lines...)}
			s := start(t, server, func(c *smtp.Config) { c.Username, c.Password = "eva", password })
			_, err := s.Send(t.Context(), message("m-1"))
			require.NoError(t, err)
		})
	}
	server := &sendertest.SMTPServer{User: "eva", Pass: password, Script: says250("AUTH NTLM", "AUTH=GSSAPI")}
	s := start(t, server, func(c *smtp.Config) { c.Username, c.Password = "eva", password })
	_, err := s.Send(t.Context(), message("m-1"))
	checkSetting(t, delivery.Configuration, reasons.LoginNotOffered, err)
}

// TestTheNameInEHLO: strict servers want a name with a dot, or the address.
func TestTheNameInEHLO(t *testing.T) {
	t.Parallel()
	for given, want := range map[string]string{"": "", "client.example.se": "client.example.se", "[192.0.2.7]": "[192.0.2.7]", "bare": "bare"} {
		said := make(chan string, 10)
		server := &sendertest.SMTPServer{Script: func(_ int, at sendertest.Step, line string) sendertest.StepFault {
			if at == sendertest.StepEHLO {
				said <- line
			}
			return sendertest.StepFault{}
		}}
		s := start(t, server, func(c *smtp.Config) { c.HELO = given })
		_, err := s.Send(t.Context(), message("m-1"))
		require.NoError(t, err)
		got := strings.TrimPrefix(<-said, "EHLO ")
		if want != "" {
			assert.Equal(t, want, got)
			continue
		}
		assert.Contains(t, got, ".", "a name with a dot, or the address literal")
		assert.NotContains(t, got, "_")
	}
}

// TestAnOldServerIsAskedWithHELO (RFC 5321 3.2).
func TestAnOldServerIsAskedWithHELO(t *testing.T) {
	t.Parallel()
	for _, code := range []string{"500", "502", "504"} {
		server := &sendertest.SMTPServer{Script: func(_ int, at sendertest.Step, line string) sendertest.StepFault {
			if at == sendertest.StepEHLO && strings.HasPrefix(line, "EHLO") {
				return sendertest.StepFault{Reply: code + " what?"}
			}
			return sendertest.StepFault{}
		}, Extensions: []string{}}
		_, err := start(t, server, nil).Send(t.Context(), message("m-1"))
		require.NoError(t, err)
	}
}

// TestAServerThatAllowsThreeConnections: the fourth is refused, at whatever
// moment, and no mail pays for it.
func TestAServerThatAllowsThreeConnections(t *testing.T) {
	t.Parallel()
	for name, refuse := range map[string]struct {
		at sendertest.Step
		do sendertest.StepFault
	}{
		"at MAIL":            {sendertest.StepMail, sendertest.StepFault{Reply: "432 4.3.2 Concurrent connections limit exceeded"}},
		"at MAIL, hangs up":  {sendertest.StepMail, sendertest.StepFault{Reply: "421 4.7.0 too many connections from your host", Cut: true}},
		"at RCPT":            {sendertest.StepRcpt, sendertest.StepFault{Reply: "432 4.3.2 STOREDRV; Concurrent connections limit exceeded"}},
		"at DATA":            {sendertest.StepData, sendertest.StepFault{Reply: "451 4.7.0 too many concurrent sessions"}},
		"in the greeting":    {sendertest.StepGreeting, sendertest.StepFault{Reply: "421 4.3.2 Service not available", Cut: true}},
		"at the login":       {sendertest.StepAuth, sendertest.StepFault{Reply: "454 4.7.0 too many concurrent connections"}},
		"as 421 to the MAIL": {sendertest.StepMail, sendertest.StepFault{Reply: "421 4.3.2 Service not active", Cut: true}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var refused atomic.Int32
			server := &sendertest.SMTPServer{User: "eva", Pass: password, Delay: 3 * time.Millisecond, Script: func(connection int, at sendertest.Step, _ string) sendertest.StepFault {
				if connection >= 4 && at == refuse.at {
					refused.Add(1)
					return refuse.do
				}
				return sendertest.StepFault{}
			}}
			s := start(t, server, func(c *smtp.Config) { c.Username, c.Password = "eva", password })
			for range 3 {
				sendMany(t, s, 12, func(err error) { assert.NoError(t, err) })
			}
			assert.Len(t, server.Emails(), 36)
			most := int32(1)
			if strings.Contains(refuse.do.Reply, "not active") {
				most = 3 // one that lay idle before its first mail may just be ended, and is replaced: once a batch
			}
			assert.LessOrEqual(t, refused.Load(), most, "a connection that is refused is not tried again for each mail")
		})
	}
}

// TestTheOnlyConnectionIsRefused: then there is nothing to wait for.
func TestTheOnlyConnectionIsRefused(t *testing.T) {
	t.Parallel()
	server := &sendertest.SMTPServer{Script: fault(sendertest.StepMail, sendertest.StepFault{Reply: "432 4.3.2 Concurrent connections limit exceeded, try again in 2 minutes"})}
	s := start(t, server, nil)
	_, err := s.Send(t.Context(), message("m-1"))
	f := delivery.AsFailure(err)
	assert.Equal(t, "temporary sender too-many-connections 2m0s", fmt.Sprintf("%s %s %s %v", f.Class, f.Fault, f.Reason, f.RetryAfter))
	_, err = s.Send(t.Context(), message("m-2"))
	require.NoError(t, err, "the next finds a connection")
}

// conversation is a server that talks as it is told, for what the double does not
// do.
func conversation(t *testing.T, talk func(in *bufio.Reader, out io.Writer)) func(context.Context, string, string) (net.Conn, error) {
	t.Helper()
	port := serve(t, func(socket net.Conn) { talk(bufio.NewReader(socket), socket) })
	return func(ctx context.Context, network, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, network, net.JoinHostPort("127.0.0.1", strconv.Itoa(port)))
	}
}

// serve listens on a port of this machine until the test ends, and hands each
// connection to answer, behind which it is closed.
func serve(t testing.TB, answer func(socket net.Conn)) (port int) {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	t.Cleanup(func() { _ = listener.Close() })
	go func() {
		for {
			socket, err := listener.Accept()
			if err != nil {
				return
			}
			go func() {
				defer func() { _ = socket.Close() }()
				answer(socket)
			}()
		}
	}()
	return listener.Addr().(*net.TCPAddr).Port
}

// TestCheckSaysWhatIsHeldAgainstUs in words of its own.
func TestCheckSaysWhatIsHeldAgainstUs(t *testing.T) {
	t.Parallel()
	for reply, want := range map[string]string{
		"554 5.7.1 Service unavailable; Client host [192.0.2.1] blocked using zen.spamhaus.org": "spärrlista",
		"550 5.4.5 Daily user sending quota exceeded":                                           "skickat så mycket",
		"550 5.7.26 rejected because of the DMARC policy":                                       "SPF, DKIM och DMARC",
		"550 5.7.1 your account is suspended":                                                   "avstängt",
	} {
		server := &sendertest.SMTPServer{Script: fault(sendertest.StepRcpt, sendertest.StepFault{Reply: reply})}
		s := start(t, server, func(c *smtp.Config) { c.From = message("m").From.Address })
		text, err := s.Check(t.Context(), locale.Swedish)
		require.Error(t, err)
		assert.Contains(t, text, want)
	}
}
