package smtp

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/audit/delivery/reasons"
)

// TestWhatACodeSaysByItself at each step: without words that are evidence it is never
// held against the recipient, but for 556, which is about the domain (RFC 7504).
func TestWhatACodeSaysByItself(t *testing.T) {
	t.Parallel()
	var (
		later, busy, down = delivery.Later(reasons.TryLater), delivery.Later(reasons.TooManyConnections), delivery.Later(reasons.ServerUnavailable)
		confused          = delivery.Later(reasons.NotUnderstood)
		refused, unwanted = delivery.OfSender(reasons.Refused), delivery.OfMessage(reasons.MessageRefused)
		login, tls        = delivery.ToMend(reasons.LoginRequired), delivery.ToMend(reasons.TLSRequired)
		server, sender    = delivery.ToMend(reasons.ServerRefused), delivery.ToMend(reasons.SenderRefused)
		noTLS             = delivery.ToMend(reasons.TLSNotOffered)
	)
	for at, codes := range map[stage]map[int]delivery.Judgement{
		stageHello:    {400: down, 421: down, 431: down, 432: busy, 433: down, 499: down, 500: server, 550: server, 599: server},
		stageStartTLS: {400: down, 432: busy, 499: down, 500: noTLS, 502: noTLS, 554: noTLS},
		stageMail: {
			400: later, 420: later, 421: down, 422: later, 431: later, 432: busy, 433: later, 451: later, 499: later,
			500: confused, 501: sender, 502: confused, 503: confused, 504: server, 505: refused, 520: refused, 521: server, 522: refused,
			529: refused, 530: login, 531: refused, 534: refused, 535: login, 536: refused, 537: refused, 538: tls, 539: refused,
			549: refused, 550: sender, 551: sender, 552: delivery.OfMessage(reasons.TooLarge), 553: sender, 554: sender, 555: server, 556: sender, 599: sender,
		},
		stageRcpt: {
			400: later, 421: down, 432: busy, 450: later, 499: later, 500: refused, 501: refused, 502: refused, 503: confused, 504: refused,
			530: login, 535: login, 538: tls, 550: refused, 552: refused, 553: refused, 554: refused, 555: refused, 556: delivery.OfRecipient(reasons.DomainUnknown), 557: refused, 599: refused,
		},
		stageData: {400: later, 421: down, 432: busy, 499: later, 500: confused, 501: unwanted, 502: confused, 503: confused, 504: unwanted, 530: login, 550: unwanted, 554: unwanted, 599: unwanted},
		stageDot:  {400: later, 421: down, 432: busy, 499: later, 500: unwanted, 502: unwanted, 503: unwanted, 550: unwanted, 554: unwanted, 599: unwanted},
	} {
		for code, want := range codes {
			assert.Equal(t, want, judge(at, reply{code: code, text: "no"}), "%d at stage %d", code, at)
		}
	}
}

// TestConnectionsThatAreTooMany, in the words that go with 421 4.3.2, and what is
// said with one of the two alone.
func TestConnectionsThatAreTooMany(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		said reply
		want reasons.Reason
	}{
		{reply{421, "4.3.2", "no more connections for you"}, reasons.TooManyConnections},
		{reply{421, "4.3.2", "closing"}, reasons.ServerUnavailable},
		{reply{421, "4.4.2", "connection timed out"}, reasons.ServerUnavailable},
		{reply{420, "4.3.2", "no more connections for you"}, reasons.TryLater},
		{reply{422, "4.3.2", "no more connections for you"}, reasons.TryLater},
		{reply{451, "4.3.2", "no more connections for you"}, reasons.TryLater},
	} {
		assert.Equal(t, delivery.Later(c.want), judge(stageRcpt, c.said), "%v", c.said)
	}
}

// TestWhichRepliesAreANo: from 400 the mail was not taken, from 500 not only for now;
// what is less is no answer to what was asked.
func TestWhichRepliesAreANo(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		code   int
		at     stage
		class  delivery.Class
		reason reasons.Reason
	}{
		{399, stageRcpt, delivery.Temporary, reasons.NotUnderstood},
		{399, stageDot, delivery.Uncertain, reasons.NotUnderstood},
		{400, stageRcpt, delivery.Temporary, reasons.TryLater},
		{400, stageDot, delivery.Temporary, reasons.TryLater},
		{499, stageDot, delivery.Temporary, reasons.TryLater},
		{500, stageDot, delivery.Permanent, reasons.MessageRefused},
		{500, stageRcpt, delivery.Permanent, reasons.Refused},
	} {
		f := refusal(c.at, reply{code: c.code, text: "no, try again in 5 minutes"}, delivery.Secrets{})
		assert.Equal(t, c.class, f.Class, "%d at stage %d", c.code, c.at)
		assert.Equal(t, c.reason, f.Reason, "%d at stage %d", c.code, c.at)
		assert.Equal(t, c.class == delivery.Uncertain, f.Fault == "", "%d at stage %d: %s", c.code, c.at, f.Fault)
		assert.Equal(t, c.code >= 400 && c.code < 500, f.RetryAfter > 0, "%d at stage %d: a pause", c.code, c.at)
	}
}

// TestWordsStandAtTheBeginningOfAWord, and near each other: what is in the middle of
// another is not what was said.
func TestWordsStandAtTheBeginningOfAWord(t *testing.T) {
	t.Parallel()
	far := func(n int) string { return "user" + string(make([]byte, n)) + "not found" }
	for _, c := range []struct {
		text, part string
		want       bool
	}{
		{"unknown user", "user", true},
		{"superuser", "user", false},
		{"0user", "user", false},
		{"9user", "user", false},
		{"auser", "user", false},
		{"zuser", "user", false},
		{"åuser", "user", false},
		{"/user", "user", true},
		{":user", "user", true},
		{"`user", "user", true},
		{"{user", "user", true},
		{"\x7fuser", "user", true},
		{"\x80user", "user", false},
		{"superuser, user", "user", true},
		{"user anna was not found", "user*not found", true},
		{"not found: user", "user*not found", false},
		{far(nearby - len("not found")), "user*not found", true},
		{far(nearby - len("not found") + 1), "user*not found", false},
	} {
		assert.Equal(t, c.want, says(c.text, c.part), "%q in %q", c.part, c.text)
	}
}

// TestAStatusAmongTheWords is read as qmail and Cisco write it, where the server gives
// none before them.
func TestAStatusAmongTheWords(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]delivery.Judgement{
		"550 sorry (#5.1.1)\r\n":       delivery.OfRecipient(reasons.MailboxUnknown),
		"550 sorry (#5.2.2)\r\n":       delivery.OfRecipient(reasons.MailboxFull),
		"550 5.7.1 sorry (#5.1.1)\r\n": delivery.OfSender(reasons.Refused),
		"550 sorry (#5.1.1234)\r\n":    delivery.OfSender(reasons.Refused),
		"550 sorry, as in 5.1.1\r\n":   delivery.OfSender(reasons.Refused),
	} {
		assert.Equal(t, want, judge(stageRcpt, heard(t, text)), text)
	}
}

// TestWhatIsHeldAgainstUsAtTheLogin, where the words say that it is not the login.
func TestWhatIsHeldAgainstUsAtTheLogin(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]delivery.Judgement{
		"454 4.7.0 too many concurrent connections\r\n":                  delivery.Later(reasons.TooManyConnections),
		"535 5.7.0 your address is blocked using zen.spamhaus.org\r\n":   delivery.ToMend(reasons.Blocklisted),
		"535 5.7.0 Must issue a STARTTLS command first\r\n":              delivery.ToMend(reasons.TLSRequired),
		"535 5.7.0 relay access denied\r\n":                              delivery.ToMend(reasons.LoginRefused),
		"535 5.7.8 Username and Password not accepted, user unknown\r\n": delivery.ToMend(reasons.LoginRefused),
	} {
		assert.Equal(t, want, judge(stageLogin, heard(t, text)), text)
	}
}
