package smtp

import (
	"context"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestTheBestWayOfLoggingIn: inside TLS the plain ones, which every server has;
// without it those that do not show the password.
func TestTheBestWayOfLoggingIn(t *testing.T) {
	t.Parallel()
	all := []string{"LOGIN", "PLAIN", "CRAM-MD5", "SCRAM-SHA-256", "OAUTHBEARER", "XOAUTH2"}
	token := func(context.Context) (string, error) { return "", nil }
	for _, c := range []struct {
		config  Config
		offered []string
		want    Auth
	}{
		{Config{Security: STARTTLS}, all, AuthPlain},
		{Config{Security: TLS}, all, AuthPlain},
		{Config{Security: TLS}, []string{"SCRAM-SHA-256", "LOGIN"}, AuthLogin},
		{Config{Security: TLS}, []string{"CRAM-MD5", "SCRAM-SHA-256"}, AuthScramSHA256},
		{Config{Security: None}, all, AuthScramSHA256},
		{Config{Security: None}, []string{"LOGIN", "PLAIN", "CRAM-MD5"}, AuthCramMD5},
		{Config{Security: None}, []string{"LOGIN", "PLAIN"}, AuthPlain},
		{Config{Security: TLS, Token: token}, all, AuthXOAuth2},
		{Config{Security: None, Token: token}, []string{"PLAIN", "OAUTHBEARER"}, AuthOAuthBearer},
		{Config{Security: TLS, Token: token}, []string{"PLAIN", "LOGIN"}, ""},
		{Config{Security: TLS, Auth: AuthCramMD5}, all, AuthCramMD5},
		{Config{Security: TLS, Auth: AuthCramMD5}, []string{"PLAIN"}, ""},
		{Config{Security: TLS}, []string{"NTLM"}, ""},
	} {
		o := &opening{config: c.config, extensions: extensions{auth: c.offered}}
		assert.Equal(t, c.want, o.chooseAuth(), "%s, %q, token: %t, of %v", c.config.Security, c.config.Auth, c.config.Token != nil, c.offered)
	}
}

// TestOnlyThisMachineIsLoopback: to no other host does a password go in the clear.
func TestOnlyThisMachineIsLoopback(t *testing.T) {
	t.Parallel()
	for host, want := range map[string]bool{
		"localhost": true, "127.0.0.1": true, "127.8.9.10": true, "::1": true,
		"192.0.2.1": false, "10.0.0.1": false, "2001:db8::1": false, "0.0.0.0": false, "localhost.example.se": false, "mail.example.se": false, "": false,
	} {
		assert.Equal(t, want, loopback(host), host)
	}
}

// TestOAUTHBEARERIsThatOfRFC7628: the first message, with what would be taken for its
// own marks encoded, and the answer to a server's reasons for a no.
func TestOAUTHBEARERIsThatOfRFC7628(t *testing.T) {
	t.Parallel()
	a := &oauthBearer{user: "e=v,a@akeskyl.se", token: "ya29.x", host: "mail.example.se", port: 587}
	name, first, err := a.Start(nil)
	require.NoError(t, err)
	assert.Equal(t, "OAUTHBEARER", name)
	assert.Equal(t, "n,a=e=3Dv=2Ca@akeskyl.se,\x01host=mail.example.se\x01port=587\x01auth=Bearer ya29.x\x01\x01", string(first))
	answer, err := a.Next([]byte(`{"status":"401"}`), true)
	require.NoError(t, err)
	assert.Equal(t, "\x01", string(answer))
	answer, err = a.Next(nil, false)
	require.NoError(t, err)
	assert.Empty(t, answer)
}

// TestTheOrderOfSCRAM is one: whatever comes out of turn is no login.
func TestTheOrderOfSCRAM(t *testing.T) {
	t.Parallel()
	for name, said := range map[string][]string{
		"the proof first":          {"v=abc"},
		"the challenge first":      {"r=abc,s=c2FsdA==,i=4096"},
		"two openings":             {"", ""},
		"words in the opening":     {"hello"},
		"a challenge of two parts": {"", "r=abc,s=c2FsdA=="},
		"rounds without a name":    {"", "r=abc,s=c2FsdA==,4096"},
		"rounds that are a word":   {"", "r=abc,s=c2FsdA==,i=many"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a := (&opening{config: Config{Username: "eva", Password: "hemligt"}}).newMechanism(AuthScramSHA256, "hemligt")
			_, _, err := a.Start(nil)
			require.NoError(t, err)
			for i, words := range said {
				_, err = a.Next([]byte(words), true)
				if i < len(said)-1 {
					require.NoError(t, err)
				}
			}
			require.ErrorIs(t, err, errScramFormat)
			_, err = a.Next(nil, false)
			assert.ErrorIs(t, err, errScramProof, "and no yes is believed")
		})
	}
}

// TestTheWorkThatAServerMayAskFor, at both ends.
func TestTheWorkThatAServerMayAskFor(t *testing.T) {
	t.Parallel()
	for rounds, want := range map[string]error{
		"4095": errScramWork, "4096": nil, "1000000": nil, "1000001": errScramWork, "99999999999999999999": errScramWork, "-1": errScramWork, "": errScramFormat, "x": errScramFormat,
	} {
		assert.Equal(t, want, checkWork("r=a,s=b,i="+rounds), rounds)
	}
}
