package smtp_test

import (
	"context"
	"net"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/notify/email"
	"github.com/budkavle/budkavle/notify/email/smtp"
	"github.com/budkavle/budkavle/notify/sendertest"
)

// smuggled are texts that some server takes for the end of a mail and the
// beginning of another: every kind of line end around the dot.
func smuggled() []string {
	var texts []string
	ends := []string{"\r\n", "\n", "\r", "\n\r", "\r\r\n", "\u0085", "\u2028", "\v", "\f"}
	for _, before := range ends {
		for _, after := range ends {
			texts = append(texts, "text"+before+"."+after+"MAIL FROM:<eve@example.com>"+after+"RCPT TO:<bo@example.se>"+after+"DATA"+after+"Subject: smuggled"+after+after+"x"+before+"."+after)
		}
	}
	return append(texts, ".", ".\n", "..", "\n.", "a\n..\n.\n", ".\r\n.\r\n.", "=\n.=\n", "a=0D=0A.=0D=0AMAIL", "--\n.\n--")
}

// lenientEnd is the end of a mail for the most careless server.
var lenientEnd = regexp.MustCompile(`(\r\n|\r|\n)\.(\r\n|\r|\n)`)

// TestNothingIsSmuggled puts each text in every place that may have line breaks,
// and reads what went over the wire as the most careless server would.
func TestNothingIsSmuggled(t *testing.T) {
	t.Parallel()
	wire := &recorder{}
	server := &sendertest.SMTPServer{}
	s := start(t, server, func(c *smtp.Config) { c.Connections, c.Dial, c.PerConnection = 1, wire.dial, 1000 })
	var want []string
	for i, text := range smuggled() {
		m := message("m-" + strconv.Itoa(i))
		m.Text, m.HTML = text, "<p>"+text
		m.Calendar = &email.Calendar{Method: "PUBLISH", Name: "x.ics", Data: []byte(text)}
		m.Attachments = []email.File{{Name: "x.txt", ContentType: "text/plain", Data: []byte(text)}}
		raw, err := email.Encode(m)
		require.NoError(t, err)
		want = append(want, string(raw))
		wire.reset()
		_, err = s.Send(t.Context(), m)
		require.NoError(t, err)
		sent := strings.Join(wire.writes(), "")
		assert.Len(t, lenientEnd.FindAllString(sent, -1), 1, "%q", text)
		assert.True(t, strings.HasSuffix(sent, "\r\n.\r\n"))
	}
	mails := server.Emails()
	require.Len(t, mails, len(want))
	for i := range want {
		assert.Equal(t, want[i], mails[i].Data)
		assert.Equal(t, "anna@example.se", mails[i].To)
	}
}

// A recorder keeps what is written to its connections.
type recorder struct {
	mu   sync.Mutex
	sent []string // each write
}

func (r *recorder) dial(ctx context.Context, network, address string) (net.Conn, error) {
	socket, err := new(net.Dialer).DialContext(ctx, network, address)
	return &recorded{socket, r}, err
}

func (r *recorder) reset() { r.mu.Lock(); defer r.mu.Unlock(); r.sent = nil }

func (r *recorder) writes() []string { r.mu.Lock(); defer r.mu.Unlock(); return slices.Clone(r.sent) }

type recorded struct {
	net.Conn
	to *recorder
}

func (c *recorded) Write(p []byte) (int, error) {
	c.to.mu.Lock()
	c.to.sent = append(c.to.sent, string(p))
	c.to.mu.Unlock()
	return c.Conn.Write(p)
}
