package smtp_test

import (
	"encoding/json"
	"fmt"
	"net"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/audit/delivery/reasons"
	"github.com/budkavle/budkavle/notify/email"
	"github.com/budkavle/budkavle/notify/email/smtp"
	"github.com/budkavle/budkavle/recipients"
	"github.com/budkavle/budkavle/templating/locale"
)

// readEmail is Python's view of a mail: an independent parser.
const readEmail = `
import sys, json, hashlib
from email import policy, message_from_binary_file
m = message_from_binary_file(open(sys.argv[1], "rb"), policy=policy.default)
print(json.dumps({
    "subject": m["subject"], "from": m["from"].addresses[0].display_name, "to": m["to"].addresses[0].display_name,
    "id": m["message-id"], "defects": [str(d) for p in m.walk() for d in p.defects],
    "text": m.get_body(("plain",)).get_content(), "html": m.get_body(("html",)).get_content() if m.get_body(("html",)) else "",
    "files": [[a.get_filename(), hashlib.sha256(a.get_payload(decode=True)).hexdigest()] for a in m.iter_attachments()],
}))`

type pythonEmail struct {
	Subject, From, To, ID, Text, HTML string
	Defects                           []string
	Files                             [][2]string
}

func python(t *testing.T, file string) pythonEmail {
	t.Helper()
	out, err := exec.Command("python3", "-c", readEmail, file).Output()
	require.NoError(t, err)
	var m pythonEmail
	require.NoError(t, json.Unmarshal(out, &m))
	return m
}

func TestPostfixDelivers(t *testing.T) {
	p := startPostfix(t)
	s := p.sender(nil)
	m := message("m-1")
	m.HTML = "<p>Hej!</p>"
	m.To.Name, m.Subject = "Anna Öberg", "Bokningsbekräftelse – order 4711"
	m.Attachments = []email.File{{Name: "Följesedel 4711.pdf", ContentType: "application/pdf", Data: []byte("%PDF")}}
	receipt, err := s.Send(t.Context(), m)
	require.NoError(t, err)
	assert.NotEmpty(t, receipt.ProviderID)
	got := python(t, p.maildir("anna", 1)[0])
	assert.Empty(t, got.Defects)
	assert.Equal(t, m.Subject, got.Subject)
	assert.Equal(t, "Åkes Kyl", got.From)
	assert.Equal(t, "Anna Öberg", got.To)
	assert.Equal(t, m.MessageID(), got.ID)
	assert.Equal(t, strings.ReplaceAll(m.Text, "\r\n", "\n"), strings.ReplaceAll(got.Text, "\r\n", "\n"))
	require.Len(t, got.Files, 1)
	assert.Equal(t, "Följesedel 4711.pdf", got.Files[0][0])

	text, err := s.Check(t.Context(), locale.English)
	require.NoError(t, err)
	assert.Contains(t, text, "works")

	m.ID, m.To.Address = "m-2", recipients.MustParseAddress("åsa@example.se")
	_, err = s.Send(t.Context(), m)
	require.NoError(t, err, "SMTPUTF8")
	p.maildir("asa", 1)
}

func TestPostfixManyAtATime(t *testing.T) {
	p := startPostfix(t)
	s := p.sender(nil)
	var work sync.WaitGroup
	for i := range 200 {
		work.Go(func() {
			m := message("m-" + strconv.Itoa(i))
			refused := i%10 == 0
			if refused {
				m.To.Address = recipients.MustParseAddress("nobody@example.se")
			}
			_, err := s.Send(t.Context(), m)
			if refused {
				assert.Equal(t, reasons.MailboxUnknown, delivery.AsFailure(err).Reason, "%v", err)
			} else {
				assert.NoError(t, err)
			}
		})
	}
	work.Wait()
	p.maildir("anna", 180)
}

func TestPostfixRefuses(t *testing.T) {
	p := startPostfix(t, "message_size_limit = 5000", fmt.Sprintf("smtpd_recipient_restrictions = check_policy_service inet:127.0.0.1:%d", greylist(t)),
		"smtpd_sender_restrictions = check_sender_access inline:{eve@akeskyl.se=REJECT}")
	s := p.sender(func(c *smtp.Config) { c.From = recipients.MustParseAddress("eve@akeskyl.se") })
	m := message("m-1")
	m.To.Address = recipients.MustParseAddress("grey@example.se")
	_, err := s.Send(t.Context(), m)
	failure := delivery.AsFailure(err)
	assert.Equal(t, reasons.Greylisted, failure.Reason, "%v", err)
	assert.Equal(t, time.Minute, failure.RetryAfter)
	_, err = s.Send(t.Context(), m)
	require.NoError(t, err, "the second time it is let through")

	m.To.Address = recipients.MustParseAddress("anna@example.org")
	_, err = s.Send(t.Context(), m)
	assert.Equal(t, reasons.RelayDenied, delivery.AsFailure(err).Reason, "%v", err)

	m = message("m-2")
	m.Text = strings.Repeat("x\n", 5000)
	_, err = s.Send(t.Context(), m)
	assert.Equal(t, reasons.TooLarge, delivery.AsFailure(err).Reason, "%v", err)

	m = message("m-3")
	m.From.Address = recipients.MustParseAddress("eve@akeskyl.se")
	_, err = s.Send(t.Context(), m)
	assert.Equal(t, reasons.SenderRefused, delivery.AsFailure(err).Reason, "%v", err)
	assert.Equal(t, delivery.Configuration, delivery.AsFailure(err).Class)
	text, err := s.Check(t.Context(), locale.Swedish)
	require.Error(t, err)
	assert.Contains(t, text, "eve@akeskyl.se")

	untrusting := p.sender(func(c *smtp.Config) { c.TLS = nil })
	_, err = untrusting.Send(t.Context(), message("m-4"))
	assert.Equal(t, reasons.TLSUntrusted, delivery.AsFailure(err).Reason, "%v", err)
	p.maildir("grey", 1)
}

// TestPostfixRestarts restarts the server while mails are going out: every
// mail that Send calls sent is there once, none that it calls failed is there.
func TestPostfixRestarts(t *testing.T) {
	p := startPostfix(t)
	s := p.sender(nil)
	_, err := s.Send(t.Context(), message("first"))
	require.NoError(t, err)
	outcomes := make([]error, 400)
	var work sync.WaitGroup
	numbers := make(chan int)
	for range 8 {
		work.Go(func() {
			for i := range numbers {
				_, outcomes[i] = s.Send(t.Context(), message("m-"+strconv.Itoa(i)))
			}
		})
	}
	pace := time.NewTicker(5 * time.Millisecond) // so that the restart falls among them
	defer pace.Stop()
	for i := range outcomes {
		if i == len(outcomes)/2 {
			p.stop()
			work.Go(p.start)
		}
		numbers <- i
		<-pace.C
	}
	close(numbers)
	work.Wait()
	_, err = s.Send(t.Context(), message("last"))
	require.NoError(t, err, "it recovers by itself")
	sure := 2
	for _, err := range outcomes {
		if err == nil {
			sure++
		}
	}
	t.Logf("%d of %d sent across the restart", sure, len(outcomes)+2)
	require.Eventually(t, func() bool {
		entries, _ := os.ReadDir(p.dir + "/mail/anna/new")
		return len(entries) >= sure
	}, 30*time.Second, 50*time.Millisecond)
	there := p.ids("anna")
	for i, err := range outcomes {
		n := there["m-"+strconv.Itoa(i)]
		switch failure := delivery.AsFailure(err); {
		case failure == nil:
			assert.Equal(t, 1, n, "m-%d", i)
		case failure.Class != delivery.Uncertain:
			assert.Zero(t, n, "m-%d: %v", i, err)
		default:
			assert.LessOrEqual(t, n, 1)
		}
	}
}

// ids counts the mails of a mailbox by our ID.
func (p *postfix) ids(user string) map[string]int {
	p.t.Helper()
	dir := p.dir + "/mail/" + user + "/new"
	entries, err := os.ReadDir(dir)
	require.NoError(p.t, err)
	ids := map[string]int{}
	for _, e := range entries {
		raw, err := os.ReadFile(dir + "/" + e.Name())
		require.NoError(p.t, err)
		_, rest, _ := strings.Cut(string(raw), "Message-ID: <")
		id, _, _ := strings.Cut(rest, "@")
		ids[id]++
	}
	return ids
}

// TestSinkBesideSmtpSource sends thousands of mails of 3.7 kB to Postfix's own
// sink, and shows how long that takes beside its own source with as many
// sessions. smtp-source composes nothing; ours is measured with composing and
// without. Mails a second beside smtp-source, on two cores:
//
//	1 session    1.3 to 3.7 times, the more the idler the machine
//	4 sessions   1.5 to 2.1 times
func TestSinkBesideSmtpSource(t *testing.T) {
	address := startSink(t)
	const n = 4000
	for _, sessions := range []int{1, 4} {
		var theirs, whole, encoded []time.Duration
		for range 7 {
			begun := time.Now()
			out, err := exec.Command("smtp-source", "-d", "-s", strconv.Itoa(sessions), "-m", strconv.Itoa(n), "-l", "3731", "-f", "a@example.se", "-t", "b@example.se", address.String()).CombinedOutput()
			require.NoError(t, err, "%s", out)
			theirs = append(theirs, time.Since(begun))
			s, err := smtp.New(smtp.Config{Host: "127.0.0.1", Port: address.Port, Security: smtp.None, Connections: sessions, PerConnection: 1 << 30})
			require.NoError(t, err)
			whole = append(whole, timed(func() { many(t, s, n) }))
			m := threeKB("m")
			raw, err := email.Encode(m)
			require.NoError(t, err)
			encoded = append(encoded, timed(func() {
				atATime(n, func(int) error { _, err := s.SendEncoded(t.Context(), m, raw); return err }, t.Error)
			}))
			require.NoError(t, s.Close())
		}
		source := slices.Min(theirs) // other work on the machine only adds
		for what, times := range map[string][]time.Duration{"composed and sent": whole, "composed before": encoded} {
			ours := slices.Min(times)
			t.Logf("%d sessions, %s: %v a mail, smtp-source %v: %.2f times as many a second", sessions, what, ours/n, source/n, float64(source)/float64(ours))
		}
	}
}

func timed(do func()) time.Duration {
	begun := time.Now()
	do()
	return time.Since(begun)
}

// startSink runs Postfix's smtp-sink, which takes every mail and keeps none.
func startSink(t *testing.T) *net.TCPAddr {
	t.Helper()
	needPostfix(t)
	address := &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: freePort(t)}
	sink := exec.Command("smtp-sink", "-u", "postfix", "-c", address.String(), "1000")
	require.NoError(t, sink.Start())
	t.Cleanup(func() { _ = sink.Process.Kill(); _ = sink.Wait() })
	listens(t, address.Port)
	return address
}
