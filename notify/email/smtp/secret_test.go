package smtp_test

import (
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/notify/email/smtp"
	"github.com/budkavle/budkavle/notify/sendertest"
	"github.com/budkavle/budkavle/recipients"
	"github.com/budkavle/budkavle/templating/locale"
)

// quotes are the ways of a server to quote the login in its words.
func quotes() map[string]string {
	code := base64.StdEncoding.EncodeToString
	half := len(password) / 2
	plain, token := code([]byte("\x00eva\x00"+password)), code([]byte("user=eva\x01auth=Bearer "+password+"\x01\x01"))
	return map[string]string{
		"as it is": "no user with password " + password, "in quotes": "bad '" + password + "'", "in base64": "got " + code([]byte(password)),
		"PLAIN": "got " + plain, "the command": "what is AUTH PLAIN " + plain + "?", "XOAUTH2": "got " + token, "in a word": "token=xx" + plain + ";",
		"for URLs": "got " + base64.URLEncoding.EncodeToString([]byte("\x00åke\x00"+password)), "hexadecimal": "got " + hex.EncodeToString([]byte(password)), "HEXADECIMAL": strings.ToUpper(hex.EncodeToString([]byte(password))),
		"with a control": "bad " + password[:half] + "\x01" + password[half:], "with a zero-width": "bad " + password[:half] + "\u200b" + password[half:],
		"with a blank": "bad " + password[:half] + " " + password[half:], "at the limit": strings.Repeat("x", 505) + " " + password, "behind the limit": strings.Repeat("x ", 250) + password[:half] + "\x02" + password[half:],
		"twice": password + password, "as TLS": "tls: " + password, "as go-mail": "does not support STARTTLS " + password,
	}
}

// TestAnEvilServerGetsNoPasswordIntoOurWords quotes the login at every step, as
// a refusal, as a yes, over two lines and as no answer at all.
func TestAnEvilServerGetsNoPasswordIntoOurWords(t *testing.T) {
	t.Parallel()
	for name, quote := range quotes() {
		for _, at := range []sendertest.Step{sendertest.StepGreeting, sendertest.StepEHLO, sendertest.StepAuth, sendertest.StepMail, sendertest.StepRcpt, sendertest.StepData, sendertest.StepDot} {
			for _, form := range []string{"535 5.7.8 %s\r\n", "454-4.7.0 %s\r\n454 4.7.0 bye\r\n", "250 2.0.0 %s\r\n", "334 %s\r\n", "xx %s\r\n", "221 %s\r\n"} {
				t.Run(fmt.Sprintf("%s %s %.3s", at, name, form), func(t *testing.T) {
					t.Parallel()
					server := &sendertest.SMTPServer{User: "eva", Pass: password, Script: fault(at, sendertest.StepFault{Raw: fmt.Sprintf(form, quote), Cut: at != sendertest.StepDot})}
					s := start(t, server, func(c *smtp.Config) {
						c.Username, c.Password, c.From = "eva", password, recipients.MustParseAddress("service@akeskyl.se")
					})
					receipt, err := s.Send(t.Context(), message("m-1"))
					silent(t, fmt.Sprintf("%+v", receipt))
					for ; err != nil; err = errors.Unwrap(err) {
						silent(t, fmt.Sprintf("%v %+v %#v", err, err, err))
					}
				})
			}
		}
	}
}

// silent wants no form of the password in a text.
func silent(t *testing.T, text string) {
	t.Helper()
	text = strings.ReplaceAll(text, " ", "")
	assert.NotContains(t, text, password)
	assert.NotContains(t, text, password[:len(password)-2], "most of it")
	for before := range 3 { // base64 without the letters that its neighbours share
		b := append(make([]byte, before), password...)
		code := base64.RawURLEncoding.EncodeToString(b)
		assert.NotContains(t, strings.NewReplacer("+", "-", "/", "_").Replace(text), code[before+1:len(code)-2])
	}
	assert.NotContains(t, strings.ToLower(text), hex.EncodeToString([]byte(password)))
}

// TestTheServersWordsAreKept: hiding takes the secret and leaves the rest.
func TestTheServersWordsAreKept(t *testing.T) {
	t.Parallel()
	for _, quote := range []string{password, base64.StdEncoding.EncodeToString([]byte("\x00eva\x00" + password))} {
		server := &sendertest.SMTPServer{User: "eva", Pass: password, Script: fault(sendertest.StepAuth, sendertest.StepFault{Reply: "535 5.7.8 no user eva with " + quote + " here, see https://mail.example.se/help"})}
		s := start(t, server, func(c *smtp.Config) { c.Username, c.Password = "eva", password })
		text, err := s.Check(t.Context(), locale.Swedish)
		require.Error(t, err)
		assert.Equal(t, "Servern godtar inte inloggningen för eva. Kontrollera användarnamn och lösenord. Servern svarade: 535 5.7.8 no user eva with [secret] here, see https://mail.example.se/help", text)
	}
}
