package smtp_test

import (
	"bufio"
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/pbkdf2"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"sync"
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

// A scram is a server's side of SCRAM-SHA-256 (RFC 5802, RFC 7677), honest unless
// told otherwise.
type scram struct {
	rounds int
	lie    string // where it departs from the protocol
}

func b64(b []byte) string { return base64.StdEncoding.EncodeToString(b) }

func mac(key []byte, text string) []byte {
	h := hmac.New(sha256.New, key)
	h.Write([]byte(text))
	return h.Sum(nil)
}

func (s scram) talk(in *bufio.Reader, out io.Writer) {
	say := func(line string) { _, _ = io.WriteString(out, line+"\r\n") }
	hear := func() string {
		line, _ := in.ReadString('\n')
		return strings.TrimRight(line, "\r\n")
	}
	decoded := func() string { b, _ := base64.StdEncoding.DecodeString(hear()); return string(b) }
	say("220 scram")
	hear()
	say("250-scram")
	say("250 AUTH SCRAM-SHA-256")
	hear() // AUTH SCRAM-SHA-256
	switch s.lie {
	case "235 at once":
		say("235 2.7.0 welcome")
		s.mail(in, out)
		return
	case "proof first": // the signature of nothing, which go-mail would take
		key := mac(mac(nil, "Server Key"), "")
		say("334 " + b64([]byte("v="+b64(key))))
		hear()
		say("235 2.7.0 welcome")
		s.mail(in, out)
		return
	}
	say("334 ")
	first := strings.TrimPrefix(decoded(), "n,,")
	_, nonce, _ := strings.Cut(first, ",r=")
	if s.lie == "235 after the first message" {
		say("235 2.7.0 welcome")
		s.mail(in, out)
		return
	}
	salt := []byte("salt")
	challenge := fmt.Sprintf("r=%ssrv,s=%s,i=%d", nonce, b64(salt), s.rounds)
	if s.lie == "rounds beyond numbers" {
		challenge = fmt.Sprintf("r=%ssrv,s=%s,i=99999999999999999999999", nonce, b64(salt))
	}
	say("334 " + b64([]byte(challenge)))
	final := decoded()
	if final == "" {
		return // it hung up
	}
	without, _, _ := strings.Cut(final, ",p=")
	key, _ := pbkdf2.Key(sha256.New, password, salt, s.rounds, 32)
	message := first + "," + challenge + "," + without
	proof := "v=" + b64(mac(mac(key, "Server Key"), message))
	switch s.lie {
	case "wrong proof":
		proof = "v=" + b64(make([]byte, 32))
	case "no proof":
		say("235 2.7.0 welcome")
		s.mail(in, out)
		return
	case "a no":
		proof = "e=invalid-proof"
	}
	say("334 " + b64([]byte(proof)))
	hear()
	say("235 2.7.0 welcome")
	s.mail(in, out)
}

// mail takes one mail.
func (s scram) mail(in *bufio.Reader, out io.Writer) {
	for body := false; ; {
		line, err := in.ReadString('\n')
		switch {
		case err != nil:
			return
		case body && line != ".\r\n":
			continue
		case body:
			body = false
			_, _ = io.WriteString(out, "250 2.0.0 queued as S1\r\n")
		case line == "DATA\r\n":
			body = true
			_, _ = io.WriteString(out, "354 go\r\n")
		default:
			_, _ = io.WriteString(out, "250 ok\r\n")
		}
	}
}

// TestSCRAMIsBoundedAndProved (RFC 5802 5, RFC 7677 4): a server may not take a
// core for hours, nor the password cheaply, nor be believed without its proof.
func TestSCRAMIsBoundedAndProved(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		server scram
		reason reasons.Reason
	}{
		{scram{rounds: 4096}, ""},
		{scram{rounds: 10_000}, ""},
		{scram{rounds: 2_000_000_000}, reasons.LoginUnsafe},
		{scram{rounds: 1_000_001}, reasons.LoginUnsafe},
		{scram{rounds: 4095}, reasons.LoginUnsafe},
		{scram{rounds: 1}, reasons.LoginUnsafe},
		{scram{rounds: 0}, reasons.LoginUnsafe},
		{scram{rounds: -5}, reasons.LoginUnsafe},
		{scram{rounds: 4096, lie: "rounds beyond numbers"}, reasons.LoginUnsafe},
		{scram{rounds: 4096, lie: "235 at once"}, reasons.LoginUnsafe},
		{scram{rounds: 4096, lie: "235 after the first message"}, reasons.LoginUnsafe},
		{scram{rounds: 4096, lie: "no proof"}, reasons.LoginUnsafe},
		{scram{rounds: 4096, lie: "wrong proof"}, reasons.LoginUnsafe},
		{scram{rounds: 4096, lie: "proof first"}, reasons.LoginRefused},
		{scram{rounds: 4096, lie: "a no"}, reasons.LoginRefused},
	} {
		t.Run(fmt.Sprint(c.server.rounds, " ", c.server.lie), func(t *testing.T) {
			t.Parallel()
			s, err := smtp.New(smtp.Config{
				Host: "127.0.0.1", Security: smtp.None, Username: "eva", Password: password, ConnectTimeout: 20 * time.Second, Dial: conversation(t, c.server.talk),
			})
			require.NoError(t, err)
			begun := time.Now()
			_, err = s.Send(t.Context(), message("m-1"))
			assert.Less(t, time.Since(begun), 20*time.Second, "it would count for an hour")
			if c.reason == "" {
				require.NoError(t, err)
			} else {
				checkSetting(t, delivery.Configuration, c.reason, err)
			}
			require.NoError(t, s.Close())
		})
	}
}

// TestAChallengeThatIsNoBase64 is no login's.
func TestAChallengeThatIsNoBase64(t *testing.T) {
	t.Parallel()
	server := &sendertest.SMTPServer{User: "eva", Pass: password, Script: fault(sendertest.StepAuth, sendertest.StepFault{Raw: "334 what?\r\n"})}
	s := start(t, server, func(c *smtp.Config) { c.Username, c.Password, c.Auth = "eva", password, smtp.AuthLogin })
	_, err := s.Send(t.Context(), message("m-1"))
	checkSetting(t, delivery.Temporary, reasons.NotUnderstood, err)
}

// byToken is a Config that logs in with what token returns.
func byToken(token func(context.Context) (string, error)) func(*smtp.Config) {
	return func(c *smtp.Config) { c.Username, c.Token = "eva@akeskyl.se", token }
}

func fixed(token string) func(context.Context) (string, error) {
	return func(context.Context) (string, error) { return token, nil }
}

// TestLoginByToken (R601): asked for each new connection, and for no mail.
func TestLoginByToken(t *testing.T) {
	t.Parallel()
	for _, auth := range []smtp.Auth{"", smtp.AuthXOAuth2, smtp.AuthOAuthBearer} {
		server := &sendertest.SMTPServer{User: "eva@akeskyl.se", Token: "ya29.good"}
		var asked atomic.Int32
		s := start(t, server, func(c *smtp.Config) {
			byToken(func(context.Context) (string, error) { asked.Add(1); return "ya29.good", nil })(c)
			c.Auth, c.PerConnection, c.Connections = auth, 2, 1
		})
		for i := range 6 {
			_, err := s.Send(t.Context(), message(fmt.Sprintf("m-%d", i)))
			require.NoError(t, err)
		}
		all, _ := server.Connections()
		assert.Equal(t, 3, all)
		assert.Equal(t, int32(3), asked.Load())
		text, err := s.Check(t.Context(), locale.English)
		require.NoError(t, err)
		assert.Contains(t, text, "works")
	}
}

// TestAnOldTokenIsRefused with the 334 challenge and then the 535, is fetched anew
// for the next connection, and stands in no error.
func TestAnOldTokenIsRefused(t *testing.T) {
	t.Parallel()
	for _, auth := range []smtp.Auth{smtp.AuthXOAuth2, smtp.AuthOAuthBearer} {
		server := &sendertest.SMTPServer{User: "eva@akeskyl.se", Token: "ya29.a-new-token"}
		tokens := []string{"ya29.an-old-token", "ya29.a-new-token"}
		s := start(t, server, func(c *smtp.Config) {
			byToken(func(context.Context) (string, error) {
				token := tokens[0]
				if len(tokens) > 1 {
					tokens = tokens[1:]
				}
				return token, nil
			})(c)
			c.Auth, c.Backoff = auth, time.Millisecond
		})
		text, err := s.Check(t.Context(), locale.English)
		f := delivery.AsFailure(err)
		assert.Equal(t, "configuration sender login-refused 535 5.7.8", fmt.Sprintf("%s %s %s %s", f.Class, f.Fault, f.Reason, f.Code))
		assert.Equal(t, "The server no longer accepts the access for eva@akeskyl.se. Sign in again with the e-mail provider. The server answered: 535 5.7.8 the token has ended", text)
		_, err = s.Send(t.Context(), message("m-1"))
		require.NoError(t, err)
	}
	server := &sendertest.SMTPServer{User: "eva@akeskyl.se", Token: "ya29.another", Script: fault(sendertest.StepAuth, sendertest.StepFault{Reply: "535 5.7.8 not with ya29.an-old-token or eWEyOS5hbi1vbGQtdG9rZW4="})}
	_, err := start(t, server, byToken(fixed("ya29.an-old-token"))).Send(t.Context(), message("m-1"))
	for ; err != nil; err = errors.Unwrap(err) {
		assert.NotContains(t, fmt.Sprintf("%v %+v %#v", err, err, err), "an-old-token")
		assert.NotContains(t, fmt.Sprintf("%v %+v %#v", err, err, err), "eWEyOS5hbi1vbGQtdG9rZW4")
	}
}

// slowNetwork is an error of the network, as an HTTP client gives.
type slowNetwork struct{ error }

func (slowNetwork) Timeout() bool   { return true }
func (slowNetwork) Temporary() bool { return true }

var _ net.Error = slowNetwork{}

// TestATokenThatCannotBeHad is told in plain words, and whether to wait or to act.
func TestATokenThatCannotBeHad(t *testing.T) {
	t.Parallel()
	consent := errors.New("invalid_grant: the refresh token 1//0gSecret has been revoked")
	for name, c := range map[string]struct {
		token  func(context.Context) (string, error)
		class  delivery.Class
		reason reasons.Reason
		cause  error
	}{
		"consent ended": {func(context.Context) (string, error) { return "", consent }, delivery.Configuration, reasons.NoToken, consent},
		"network": {func(context.Context) (string, error) {
			return "", fmt.Errorf("token: %w", slowNetwork{errors.New("i/o timeout")})
		}, delivery.Temporary, reasons.NoToken, nil},
		"the host knows": {func(context.Context) (string, error) {
			return "", &delivery.Failure{Class: delivery.Temporary, RetryAfter: time.Minute}
		}, delivery.Temporary, reasons.NoToken, nil},
		"it is unsure": {func(context.Context) (string, error) { return "", &delivery.Failure{Class: delivery.Uncertain} }, delivery.Temporary, reasons.NoToken, nil},
		"nothing":      {fixed(""), delivery.Configuration, reasons.NoToken, nil},
		"a line break": {fixed("a\r\nQUIT"), delivery.Configuration, reasons.NoToken, nil},
		"a control":    {fixed("a\x01b"), delivery.Configuration, reasons.NoToken, nil},
		"panics":       {func(context.Context) (string, error) { panic("oh") }, delivery.Configuration, reasons.NoToken, nil},
		"hangs":        {func(ctx context.Context) (string, error) { <-ctx.Done(); return "", ctx.Err() }, delivery.Temporary, reasons.NoToken, context.DeadlineExceeded},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := &sendertest.SMTPServer{User: "eva@akeskyl.se", Token: "ya29.good"}
			s := start(t, server, func(config *smtp.Config) {
				byToken(c.token)(config)
				if name == "hangs" {
					config.ConnectTimeout = 600 * time.Millisecond
				}
			})
			text, err := s.Check(t.Context(), locale.Swedish)
			assert.Equal(t, "Åtkomsten för eva@akeskyl.se gick inte att förnya. Logga in på nytt hos e-postleverantören.", text)
			checkSetting(t, c.class, c.reason, err)
			if c.cause != nil {
				assert.ErrorIs(t, err, c.cause)
			}
			assert.NotContains(t, fmt.Sprintf("%v", err), "0gSecret")
			_, err = s.Send(t.Context(), message("m-1"))
			checkSetting(t, c.class, c.reason, err)
		})
	}
}

// TestATokenIsNotShownUnencrypted to whoever listens.
func TestATokenIsNotShownUnencrypted(t *testing.T) {
	t.Parallel()
	server := &sendertest.SMTPServer{User: "eva@akeskyl.se", Token: "ya29.good"}
	s := start(t, server, func(c *smtp.Config) {
		byToken(func(context.Context) (string, error) { t.Error("asked for"); return "ya29.good", nil })(c)
		port := c.Port
		c.Host, c.Dial = "mail.example.se", func(ctx context.Context, network, _ string) (net.Conn, error) {
			return new(net.Dialer).DialContext(ctx, network, fmt.Sprintf("127.0.0.1:%d", port))
		}
	})
	_, err := s.Send(t.Context(), message("m-1"))
	checkSetting(t, delivery.Configuration, reasons.LoginNeedsTLS, err)
}

// TestAWrongPasswordIsTriedOnce, however many mails wait or come after, until
// something changes (R613).
func TestAWrongPasswordIsTriedOnce(t *testing.T) {
	t.Parallel()
	var tries atomic.Int32
	server := &sendertest.SMTPServer{User: "eva", Pass: "another", Script: func(_ int, at sendertest.Step, _ string) sendertest.StepFault {
		if at == sendertest.StepAuth {
			tries.Add(1)
		}
		return sendertest.StepFault{}
	}}
	s := start(t, server, func(c *smtp.Config) { c.Username, c.Password = "eva", password })
	sendMany(t, s, 30, func(err error) { checkSetting(t, delivery.Configuration, reasons.LoginRefused, err) })
	for range 20 {
		_, err := s.Send(t.Context(), message("m-1"))
		checkSetting(t, delivery.Configuration, reasons.LoginRefused, err)
		assert.Equal(t, "535 5.7.8", delivery.AsFailure(err).Code, "the same failure")
	}
	assert.Equal(t, int32(1), tries.Load())
	_, err := s.Check(t.Context(), locale.Swedish)
	require.Error(t, err)
	assert.Equal(t, int32(2), tries.Load(), "Check tries at once")
}

// TestWhatWasMendedIsTriedAgain: after the pause, which grows, or a good Check.
func TestWhatWasMendedIsTriedAgain(t *testing.T) {
	t.Parallel()
	var broken atomic.Bool
	broken.Store(true)
	var tries atomic.Int32
	server := &sendertest.SMTPServer{User: "eva", Pass: password, Script: func(_ int, at sendertest.Step, _ string) sendertest.StepFault {
		if at == sendertest.StepAuth {
			tries.Add(1)
			if broken.Load() {
				return sendertest.StepFault{Reply: "535 5.7.8 no"}
			}
		}
		return sendertest.StepFault{}
	}}
	s := start(t, server, func(c *smtp.Config) { c.Username, c.Password, c.Backoff = "eva", password, time.Hour })
	_, err := s.Send(t.Context(), message("m-1"))
	require.Error(t, err)
	broken.Store(false)
	_, err = s.Send(t.Context(), message("m-2"))
	require.Error(t, err, "not tried")
	_, err = s.Check(t.Context(), locale.Swedish)
	require.NoError(t, err)
	_, err = s.Send(t.Context(), message("m-3"))
	require.NoError(t, err)
	assert.Equal(t, int32(3), tries.Load())

	broken.Store(true)
	quick := sender(t, server, func(c *smtp.Config) { c.Username, c.Password, c.Backoff = "eva", password, 20*time.Millisecond })
	_, err = quick.Send(t.Context(), message("m-4"))
	require.Error(t, err)
	broken.Store(false)
	require.Eventually(t, func() bool { _, err := quick.Send(t.Context(), message("m-5")); return err == nil }, 5*time.Second, time.Millisecond)
	assert.LessOrEqual(t, tries.Load(), int32(6))
}

// TestALoginThatRunsObeysEverybody: a server that never answers, and one that
// lets us count, hold up neither Check, nor Send, nor Close.
func TestALoginThatRunsObeysEverybody(t *testing.T) {
	t.Parallel()
	hang := func(in *bufio.Reader, out io.Writer) {
		_, _ = io.WriteString(out, "220 x\r\n")
		_, _ = in.ReadString('\n')
		_, _ = io.WriteString(out, "250-x\r\n250 AUTH SCRAM-SHA-256\r\n")
		_, _ = io.Copy(io.Discard, in)
	}
	for name, talk := range map[string]func(*bufio.Reader, io.Writer){"silent": hang, "counts": scram{rounds: 300_000}.talk} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, err := smtp.New(smtp.Config{Host: "127.0.0.1", Security: smtp.None, Username: "eva", Password: password, ConnectTimeout: 100 * time.Millisecond, Dial: conversation(t, talk)})
			require.NoError(t, err)
			var work sync.WaitGroup
			begun := time.Now()
			work.Go(func() { _, _ = s.Check(t.Context(), locale.English) })
			work.Go(func() { _, _ = s.Send(t.Context(), message("m-1")) })
			work.Wait()
			require.NoError(t, s.Close())
			assert.Less(t, time.Since(begun), 10*time.Second)
		})
	}
}

func TestHostAndHELOHoldNoControls(t *testing.T) {
	t.Parallel()
	for _, bad := range []string{"a\x00b.se", "a\x1bb.se", "a\u2028b.se", "a\vb.se", "a\u200bb.se", "a\u00a0b.se", "a\tb.se", "[::1]", "a<b>", strings.Repeat("a.", 200) + "se"} {
		_, err := smtp.New(smtp.Config{Host: bad})
		require.Error(t, err, "%q", bad)
		assert.NotContains(t, err.Error(), "\x00")
		if bad != "[::1]" {
			_, err = smtp.New(smtp.Config{Host: "a.se", HELO: bad})
			require.Error(t, err, "%q", bad)
		}
	}
	for _, bad := range []string{"åkes.kyl.se", "[10.0.0.1", "a b", "[]", "[a b]", "a:b", strings.Repeat("a", 256), strings.Repeat("x", 5000)} {
		_, err := smtp.New(smtp.Config{Host: "a.se", HELO: bad})
		require.Error(t, err, "%q", bad)
	}
	for _, good := range []string{"a.se", "mail-1.a_b.se", "[10.0.0.5]", "[IPv6:fe80::1]", "localhost"} {
		s, err := smtp.New(smtp.Config{Host: "::1", HELO: good})
		require.NoError(t, err, good)
		_ = s.Close()
	}
}

func TestTokenConfigs(t *testing.T) {
	t.Parallel()
	for want, c := range map[string]smtp.Config{
		"needs Username":           {Host: "a.se", Token: fixed("x")},
		"and no Password":          {Host: "a.se", Username: "eva", Password: "x", Token: fixed("x")},
		`Auth is "PLAIN"`:          {Host: "a.se", Username: "eva", Auth: smtp.AuthPlain, Token: fixed("x")},
		"which needs Config.Token": {Host: "a.se", Username: "eva", Password: "x", Auth: smtp.AuthOAuthBearer},
		"another control":          {Host: "a.se", Username: "eva\x01auth=Bearer y", Token: fixed("x")},
	} {
		_, err := smtp.New(c)
		require.ErrorContains(t, err, want)
	}
	s, err := smtp.New(smtp.Config{Host: "a.se", Username: "eva", Token: fixed("ya29.secret")})
	require.NoError(t, err)
	var b bytes.Buffer
	fmt.Fprintf(&b, "%v %+v %#v", s, s, s)
	assert.NotContains(t, b.String(), "ya29")
	require.NoError(t, s.Close())
}

// A page that is left while the token is fetched says nothing of the login.
func TestATokenThatNobodyWaitsFor(t *testing.T) {
	t.Parallel()
	ctx, leave := context.WithCancel(t.Context())
	server := &sendertest.SMTPServer{User: "eva@akeskyl.se", Token: "ya29.good"}
	s := start(t, server, byToken(func(ctx context.Context) (string, error) {
		leave()
		<-ctx.Done()
		return "", errors.New("the host's own words")
	}))
	_, err := s.Check(ctx, locale.Swedish)
	checkSetting(t, delivery.Temporary, reasons.Cancelled, err)
	assert.ErrorIs(t, err, context.Canceled)
}
