package smtp

import (
	"bufio"
	_ "embed"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/audit/delivery/reasons"
)

//go:embed testdata/replies.tsv
var repliesFile string

var stages = map[string]stage{
	"greeting": stageGreeting, "hello": stageHello, "starttls": stageStartTLS, "login": stageLogin, "mail": stageMail, "rcpt": stageRcpt, "data": stageData, "dot": stageDot,
}

// A said is one line of the corpus.
type said struct {
	number                       int
	at                           stage
	class, fault, reason, source string
	wire                         string
}

func corpus(t testing.TB) []said {
	t.Helper()
	var list []said
	for i, line := range strings.Split(strings.TrimSpace(repliesFile), "\n") {
		if strings.HasPrefix(line, "#") {
			continue
		}
		f := strings.Split(line, "\t")
		require.Len(t, f, 6, "line %d", i+1)
		at, ok := stages[f[0]]
		require.True(t, ok, "line %d: stage %q", i+1, f[0])
		require.NotEmpty(t, f[4], "line %d has no source", i+1)
		list = append(list, said{i + 1, at, f[1], f[2], f[3], f[4], wire(strings.Split(f[5], " | "))})
	}
	return list
}

// wire is a reply as it comes: lines that say "550-" and "550 ".
func wire(lines []string) string {
	for i, l := range lines {
		if len(l) > 3 && i < len(lines)-1 {
			lines[i] = l[:3] + "-" + l[4:]
		}
	}
	return strings.Join(lines, "\r\n") + "\r\n"
}

func heard(t testing.TB, text string) reply {
	t.Helper()
	r, err := readReply(bufio.NewReader(strings.NewReader(text)))
	require.NoError(t, err, "%q", text)
	return r
}

// TestTheCorpus judges what servers have really said (R613, R618).
func TestTheCorpus(t *testing.T) {
	t.Parallel()
	list := corpus(t)
	require.GreaterOrEqual(t, len(list), 200)
	for _, c := range list {
		t.Run(fmt.Sprintf("line %d", c.number), func(t *testing.T) {
			t.Parallel()
			f := refusal(c.at, heard(t, c.wire), delivery.Secrets{})
			assert.Equal(t, c.class+" "+c.fault+" "+c.reason, fmt.Sprintf("%s %s %s", f.Class, f.Fault, f.Reason), "%s: %s", c.source, c.wire)
		})
	}
}

// evidence is what a reply must hold to be about the recipient at all: a status
// code of the mailbox or its domain, or a word for them.
func evidence(r reply) bool {
	words := plainWords(r.text)
	for _, code := range []string{"1.1", "1.2", "1.3", "1.6", "1.10", "2.1", "2.2", "4.1", "4.310"} {
		if strings.HasSuffix(r.enhanced, "."+code) && len(r.enhanced) == len(code)+2 || strings.Contains(words, "#5."+code) || strings.Contains(words, "#4."+code) {
			return true
		}
	}
	for _, noun := range []string{
		"mailbox", "user", "recipient", "account", "address", "inbox", "domain", "quota", "storage", "route", "routa", " mx", "host", "customer", "alias", "utente", "destinat", "empf", "adress", "mottagare", "användare", "person",
		"mottaker", "bruker", "modtager", "bruger", "vastaanottaja", "käyttäjä", "osoite", "benutzer", "utilisateur", "usuario", "utente", "gebruiker", "ontvanger", "użytkownik", "odbiorca", "konto", "cuenta",
		"brevlåda", "postlåda", "inkorg", "postboks", "innboks", "postkasse", "indbakke", "postilaatikko", "postfach", "boîte", "boite", "buzón", "buzon", "casella", "skrzynka", "adres", "onbekende", "nieznany", "unbekannter", "no one", "such local", "unknown local", "no longer",
	} {
		if strings.Contains(" "+words, noun) {
			return true
		}
	}
	return r.code == 556
}

// FuzzNobodyIsBrandedWithoutEvidence: no reply without evidence about the mailbox
// is held against an address, and none that says something of us, whatever else
// it says before or behind.
func FuzzNobodyIsBrandedWithoutEvidence(f *testing.F) {
	for _, c := range corpus(f) {
		r := heard(f, c.wire)
		f.Add(r.code, r.enhanced, r.text, uint8(c.at))
	}
	f.Fuzz(func(t *testing.T, code int, enhanced, text string, at uint8) {
		if code < 400 || code > 599 {
			t.Skip("not a no")
		}
		where := stage(at % 8)
		lines := strings.FieldsFunc(strings.ToValidUTF8(text, "?"), func(r rune) bool { return r == '\n' || r == '\r' })
		for i, l := range lines {
			lines[i] = fmt.Sprintf("%d %s", code, l)
		}
		whole := append([]string{strings.TrimSpace(fmt.Sprintf("%d %s", code, enhanced))}, lines...)
		r, err := readReply(bufio.NewReader(strings.NewReader(wire(whole))))
		if err != nil {
			t.Skip("no reply")
		}
		failure := refusal(where, r, delivery.Secrets{})
		if failure.Fault == delivery.FaultRecipient && (!evidence(r) || where < stageRcpt) {
			t.Fatalf("%v: %q was held against the recipient: %v", where, r.text, failure)
		}
		for _, ours := range []string{
			"Service unavailable; Client host [192.0.2.1] blocked using zen.spamhaus.org", "Relay access denied", "Sender address rejected: not owned by user",
			"Authentication required", "Daily user sending quota exceeded", "Helo command rejected: need fully-qualified hostname", "rejected due to the domain's DMARC policy",
		} {
			said := append(append([]string{}, whole...), fmt.Sprintf("%d %s", code, ours))
			r, err := readReply(bufio.NewReader(strings.NewReader(wire(said))))
			if err != nil {
				continue
			}
			if f := refusal(where, r, delivery.Secrets{}); f.Fault == delivery.FaultRecipient || f.AddressGone() {
				t.Fatalf("%q was held against the recipient: %v", said, f)
			}
		}
	})
}

// TestWordsOfUsOutweighTheRest puts each thing that is said of us behind each
// thing that is said of a recipient.
func TestWordsOfUsOutweighTheRest(t *testing.T) {
	t.Parallel()
	var us, them []reply
	for _, c := range corpus(t) {
		r := heard(t, c.wire)
		switch {
		case c.at != stageRcpt || r.code < 500:
		case c.fault == "recipient":
			them = append(them, r)
		case c.reason != "refused" && c.reason != "not-understood":
			us = append(us, r)
		}
	}
	for _, a := range us {
		for _, b := range them {
			f := refusal(stageRcpt, reply{code: 550, text: b.text + "\n" + a.text}, delivery.Secrets{})
			if a.enhanced == "" && f.Fault == delivery.FaultRecipient { // whose code said it is not told here
				assert.Failf(t, "held against the recipient", "%q behind %q: %v", a.text, b.text, f)
			}
		}
	}
}

// TestNamesInARepliesAddressesSayNothing: an address is somebody's name.
func TestNamesInARepliesAddressesSayNothing(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"user-unknown@example.se", "no.such.user@mailbox-full.se", "mailbox.not.found@user.unknown.se", "dmarc@spamhaus.example"} {
		for _, form := range []string{"<%s>: no", "%s rejected", "sorry, %s, no", "'%s' is not wanted", `"%s": no`} {
			f := refusal(stageRcpt, reply{code: 550, text: fmt.Sprintf(form, name)}, delivery.Secrets{})
			assert.Equal(t, "permanent sender refused", fmt.Sprintf("%s %s %s", f.Class, f.Fault, f.Reason), form, name)
		}
	}
}

// TestEveryPatternIsUsed: a pattern that no reply of the corpus needs has no
// witness, and every one names its source.
func TestEveryPatternIsUsed(t *testing.T) {
	t.Parallel()
	for name, patterns := range map[string][]pattern{"us": aboutUs, "size": aboutTheSize, "recipient": aboutTheRecipient, "content": aboutTheContent} {
		for i, p := range patterns {
			assert.NotEmpty(t, p.from, "%s %d", name, i)
			met := false
			for _, c := range corpus(t) {
				r := heard(t, c.wire)
				_, ok := find([]pattern{p}, r, plainWords(r.text))
				met = met || ok && c.reason == string(p.verdict.Reason)
			}
			assert.True(t, met, "%s %d (%s, %s) is met by no reply of the corpus", name, i, p.verdict.Reason, p.from)
			for _, w := range p.words {
				assert.Equal(t, strings.ToLower(w), w)
			}
		}
	}
}

func TestRetryAfterTheCorpusSays(t *testing.T) {
	t.Parallel()
	assert.Equal(t, "5m0s", refusal(stageRcpt, heard(t, "451 4.7.1 Greylisting in action, please come back in 00:05:00\r\n"), delivery.Secrets{}).RetryAfter.String())
	assert.Equal(t, "5m0s", refusal(stageRcpt, heard(t, "451 4.7.1 Recipient address rejected: Greylisted for 5 minutes\r\n"), delivery.Secrets{}).RetryAfter.String())
	assert.Equal(t, "1m0s", refusal(stageRcpt, heard(t, "450 4.2.0 greylisted for 60 seconds by ZEROSPAM\r\n"), delivery.Secrets{}).RetryAfter.String())
	assert.Zero(t, refusal(stageRcpt, heard(t, "550 5.1.1 no such user, ask again in 5 minutes\r\n"), delivery.Secrets{}).RetryAfter, "what is permanent is not tried again")
}

// What the code of a login's refusal says by itself, up to the edges.
func TestLoginsByCode(t *testing.T) {
	t.Parallel()
	for code, want := range map[int]delivery.Judgement{
		421: delivery.Later(reasons.ServerUnavailable), 454: delivery.Later(reasons.ServerUnavailable), 499: delivery.Later(reasons.ServerUnavailable),
		500: delivery.ToMend(reasons.LoginNotOffered), 502: delivery.ToMend(reasons.LoginNotOffered), 504: delivery.ToMend(reasons.LoginNotOffered),
		538: delivery.ToMend(reasons.TLSRequired),
	} {
		assert.Equal(t, want, judgeLogin(reply{code: code}, "no"), code)
	}
}
