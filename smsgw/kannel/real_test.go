package kannel_test

import (
	"bytes"
	"context"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode/utf16"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/audit"
	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/notify"
	"github.com/budkavle/budkavle/notify/compose"
	"github.com/budkavle/budkavle/notify/notifytest"
	"github.com/budkavle/budkavle/recipients"
	"github.com/budkavle/budkavle/smsgw"
	"github.com/budkavle/budkavle/smsgw/kannel"
)

// fakeCentre is the test centre that comes with Debian's kannel-extras.
const fakeCentre = "/usr/lib/kannel/test/fakesmsc"

// A realKannel is a bearerbox, a smsbox and a fake SMS centre, on loopback.
type realKannel struct {
	smsbox int // port of sendsms
	centre *output
}

// output collects what a program prints.
type output struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.b.Write(p)
}

func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.b.String()
}

func startKannel(t *testing.T) *realKannel {
	t.Helper()
	if os.Getenv("BUDKAVLE_KANNEL") == "" {
		t.Skip("needs a real Kannel: run .ci/kannel, or set BUDKAVLE_KANNEL=1 where kannel and kannel-extras are installed")
	}
	ports := freePorts(t, 4)
	dir := t.TempDir()
	config := filepath.Join(dir, "kannel.conf")
	require.NoError(t, os.WriteFile(config, fmt.Appendf(nil, `
group = core
admin-port = %d
admin-password = admin
admin-interface = 127.0.0.1
smsbox-port = %d
smsbox-interface = 127.0.0.1
box-deny-ip = "*.*.*.*"
box-allow-ip = "127.0.0.1"
dlr-storage = internal
log-level = 1
log-file = "%s/bearerbox.log"

group = smsc
smsc = fake
smsc-id = fake
port = %d
connect-allow-ip = "127.0.0.1"

group = smsbox
bearerbox-host = 127.0.0.1
sendsms-port = %d
sendsms-interface = 127.0.0.1
log-level = 1
log-file = "%s/smsbox.log"

group = sendsms-user
username = tester
password = "pass-word-1"
max-messages = 10
concatenation = true
`, ports[0], ports[1], dir, ports[2], ports[3], dir), 0o600))
	run(t, &output{}, "/usr/sbin/bearerbox", "-v", "4", config)
	listening(t, ports[1])
	listening(t, ports[2])
	run(t, &output{}, "/usr/sbin/smsbox", "-v", "4", config)
	listening(t, ports[3])
	k := &realKannel{smsbox: ports[3], centre: &output{}}
	run(t, k.centre, fakeCentre, "-H", "127.0.0.1", "-r", fmt.Sprint(ports[2]), "-m", "0", "1 2 text x")
	return k
}

// run starts a program and stops it with the test.
func run(t *testing.T, out *output, name string, args ...string) {
	t.Helper()
	command := exec.Command(name, args...)
	command.Stdout, command.Stderr = out, out
	require.NoError(t, command.Start())
	t.Cleanup(func() {
		_ = command.Process.Kill()
		_ = command.Wait()
	})
}

func freePorts(t *testing.T, n int) []int {
	t.Helper()
	var ports []int
	for range n {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		require.NoError(t, err)
		defer func() { _ = l.Close() }()
		ports = append(ports, l.Addr().(*net.TCPAddr).Port)
	}
	return ports
}

func listening(t *testing.T, port int) {
	t.Helper()
	require.Eventually(t, func() bool {
		c, err := net.DialTimeout("tcp", fmt.Sprintf("127.0.0.1:%d", port), time.Second)
		if err == nil {
			_ = c.Close()
		}
		return err == nil
	}, 20*time.Second, 50*time.Millisecond, "nothing listens at port %d", port)
}

// reports collects delivery reports over a real HTTP server.
type reports struct {
	mu   sync.Mutex
	list []delivery.Report
}

func (r *reports) keep(_ context.Context, report delivery.Report) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.list = append(r.list, report)
	return nil
}

func (r *reports) of(id string) []delivery.Status {
	r.mu.Lock()
	defer r.mu.Unlock()
	var list []delivery.Status
	for _, report := range r.list {
		if report.MessageID == id && report.Company == "c1" {
			list = append(list, report.Status)
		}
	}
	return list
}

// mount makes the gateway and serves its reports.
func mount(t *testing.T, k *realKannel, keep func(context.Context, delivery.Report) error) *kannel.Gateway {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	g, err := kannel.New(kannel.Config{
		BaseURL: fmt.Sprintf("http://127.0.0.1:%d", k.smsbox), Username: "tester", Password: "pass-word-1",
		ReportURL: "http://" + listener.Addr().String() + "/reports", ReportSecret: "a secret of 16 or more",
	})
	require.NoError(t, err)
	server := &http.Server{Handler: g.Reports(keep), ReadHeaderTimeout: time.Second}
	go func() { _ = server.Serve(listener) }()
	t.Cleanup(func() { _ = server.Close() })
	return g
}

func TestRealKannel(t *testing.T) {
	k := startKannel(t)
	var got reports
	g := mount(t, k, got.keep)

	send := func(id, text string) {
		t.Helper()
		sms := &smsgw.SMS{ID: id, Company: "c1", From: smsgw.MustParseSenderName("MittBolag"), To: recipients.MustParsePhone("+46705123456"), Text: text}
		require.Eventually(t, func() bool {
			receipt, err := g.Send(context.Background(), sms)
			return err == nil && receipt.Segments == smsgw.Count(text).Segments
		}, 20*time.Second, 200*time.Millisecond, "smsbox is not connected yet")
	}
	// The fake centre writes what a telephone would get: GSM-7 as text, UCS-2
	// as two octets a unit, a part of several with its header.
	send("gsm", "Hej å ä ö € [ok]")
	send("ucs", "Hej 😀")
	send("long", strings.Repeat("abcdefghij", 40))
	assert.Eventually(t, func() bool {
		out := k.centre.String()
		return strings.Contains(out, "<MittBolag +46705123456 text Hej å ä ö € [ok]>") && strings.Contains(out, ucs2("Hej 😀")) && strings.Count(out, "udh") >= 3
	}, 20*time.Second, 100*time.Millisecond)
	t.Log(k.centre)
	// In any order: smsbox makes its calls side by side, and the log never goes
	// back from delivered to sent.
	for _, id := range []string{"gsm", "ucs"} {
		assert.Eventually(t, func() bool {
			list := got.of(id)
			return slices.Contains(list, delivery.StatusSent) && slices.Contains(list, delivery.StatusDelivered)
		}, 20*time.Second, 100*time.Millisecond, "reports 8 and 1 for %s", id)
	}
}

// TestRealKannelKeepsTheAddress has a company and an id whose URL escapes Kannel
// would take for its own, such as the %C of Å.
func TestRealKannelKeepsTheAddress(t *testing.T) {
	k := startKannel(t)
	var got reports
	g := mount(t, k, got.keep)
	sms := &smsgw.SMS{ID: "m/1%d&ö%p", Company: "Åkes Kyl", From: smsgw.MustParseSenderName("AkesKyl"), To: recipients.MustParsePhone("+46705123456"), Text: "Hej"}
	require.Eventually(t, func() bool {
		_, err := g.Send(context.Background(), sms)
		return err == nil
	}, 20*time.Second, 200*time.Millisecond)
	assert.Eventually(t, func() bool {
		got.mu.Lock()
		defer got.mu.Unlock()
		return len(got.list) >= 2 && got.list[0].Company == sms.Company && got.list[0].MessageID == sms.ID
	}, 5*time.Second, 50*time.Millisecond, "the reports do not find the SMS")
}

// ucs2 is how the fake centre writes UCS-2: URL-encoded octets.
func ucs2(text string) string {
	var b []byte
	for _, unit := range utf16.Encode([]rune(text)) {
		b = append(b, byte(unit>>8), byte(unit))
	}
	return url.QueryEscape(string(b))
}

func TestRealKannelRefusesTheLogin(t *testing.T) {
	k := startKannel(t)
	g, err := kannel.New(kannel.Config{BaseURL: fmt.Sprintf("http://127.0.0.1:%d", k.smsbox), Username: "tester", Password: "wrong-password"})
	require.NoError(t, err)
	_, err = g.Send(context.Background(), &smsgw.SMS{ID: "x", Company: "c1", From: smsgw.MustParseSenderName("MittBolag"), To: recipients.MustParsePhone("+46705123456"), Text: "Hej"})
	f := delivery.AsFailure(err)
	require.NotNil(t, f)
	assert.Equal(t, delivery.Configuration, f.Class)
	assert.NotContains(t, err.Error(), "wrong-password")
}

// TestRealKannelReportsReachTheLog sends a planned SMS and reads in the send
// log what the centre reported.
func TestRealKannelReportsReachTheLog(t *testing.T) {
	k := startKannel(t)
	var report func(context.Context, delivery.Report) error
	g := mount(t, k, func(ctx context.Context, r delivery.Report) error { return report(ctx, r) })
	host := notifytest.NewBench(func(c *notify.Config) {
		c.Senders = func(context.Context, string) (notify.Senders, error) { return notify.Senders{SMS: g}, nil }
		c.Now = time.Now
	})
	report = host.Report

	draft, err := compose.NewDraft(notifytest.Settings(), notifytest.Order(), compose.Request{Kind: compose.BookingConfirmation, Key: "k", Now: notifytest.Now()})
	require.NoError(t, err)
	draft.Email, draft.SMS = false, true
	p, err := draft.Plan()
	require.NoError(t, err)
	result, err := host.Send(context.Background(), p)
	require.NoError(t, err)
	for result.Sent() == 0 { // smsbox may not be connected yet
		require.Equal(t, delivery.Temporary, result.Outcomes[0].Failure.Class)
		result, err = host.Retry(context.Background(), p)
		require.NoError(t, err)
	}
	assert.Eventually(t, func() bool {
		records, err := audit.All(context.Background(), host.Log, audit.Query{Company: p.Company, Provider: "kannel"})
		return err == nil && len(records) >= 3 && audit.Fold(records)[0].Status == delivery.StatusDelivered
	}, 20*time.Second, 100*time.Millisecond)
}

// TestRealKannelTakesWhatWeSend: senders of each kind and texts that an address, a
// shell or Kannel's own escapes could spoil.
func TestRealKannelTakesWhatWeSend(t *testing.T) {
	k := startKannel(t)
	var got reports
	g := mount(t, k, got.keep)
	number := recipients.MustParsePhone("+46705000001")
	for i, c := range []struct {
		sms  smsgw.SMS
		want string // what the centre prints
	}{
		{smsgw.SMS{From: smsgw.MustParseSenderName("Åkes Kyl"), Text: "ett namn"}, "<Åkes Kyl +46705123456 text ett namn>"},
		{smsgw.SMS{FromNumber: number, Text: "ett nummer"}, "<+46705000001 +46705123456 text ett nummer>"},
		{smsgw.SMS{FromCode: smsgw.MustParseShortCode("71700"), Text: "ett kortnummer"}, "<71700 +46705123456 text ett kortnummer>"},
		{smsgw.SMS{FromNumber: number, Text: "100 % rabatt & mer; a=b?c#d +e %d %A"}, "text 100 % rabatt & mer; a=b?c#d +e %d %A>"},
		{smsgw.SMS{FromNumber: number, Text: "^{}\\[~]|€ @£$¥èéùìòÇØøÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ¤¡ÄÖÑÜ§¿äöñüà"}, "text ^{}\\[~]|€ @£$¥èéùìòÇØøÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ¤¡ÄÖÑÜ§¿äöñüà>"},
		{smsgw.SMS{FromNumber: number, Text: strings.Repeat("x", 160)}, "text " + strings.Repeat("x", 160) + ">"},
		{smsgw.SMS{FromNumber: number, Text: "Привет – 日本 😀"}, ucs2("Привет – 日本 😀")},
	} {
		sms := c.sms
		sms.ID, sms.Company, sms.To = fmt.Sprint("take-", i), "c1", recipients.MustParsePhone("+46705123456")
		require.Eventually(t, func() bool {
			_, err := g.Send(context.Background(), &sms)
			return err == nil
		}, 20*time.Second, 200*time.Millisecond)
		assert.Eventually(t, func() bool { return strings.Contains(k.centre.String(), c.want) }, 10*time.Second, 50*time.Millisecond, "%q is not in %s", c.want, k.centre)
		assert.Eventually(t, func() bool { return slices.Contains(got.of(sms.ID), delivery.StatusDelivered) }, 10*time.Second, 50*time.Millisecond, "no report about %s", sms.ID)
	}
}
