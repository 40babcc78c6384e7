package smtp

import (
	"net"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

// TestWhatAServerOffers, keyword by keyword, and nothing of its greeting.
func TestWhatAServerOffers(t *testing.T) {
	t.Parallel()
	for said, want := range map[string]extensions{
		"STARTTLS":                      {},
		"mx\nSTARTTLS":                  {startTLS: true},
		"mx\nPIPELINING":                {pipelining: true},
		"mx\n8BITMIME":                  {eightBit: true},
		"mx\nSMTPUTF8":                  {utf8: true},
		"mx\nSIZE":                      {sizes: true},
		"mx\nSIZE 0":                    {sizes: true},
		"mx\nSIZE 1":                    {sizes: true, size: 1},
		"mx\nSIZE -5":                   {sizes: true},
		"mx\nSIZE 10 20":                {sizes: true, size: 10},
		"mx\nSIZE many":                 {sizes: true},
		"mx\nAUTH PLAIN LOGIN":          {auth: []string{"PLAIN", "LOGIN"}},
		"mx\nAUTH=PLAIN\nAUTH PLAIN X2": {auth: []string{"PLAIN", "X2"}},
		"mx\n\n \nX-ODD\nHELP":          {},
	} {
		assert.Equal(t, want, offers(reply{code: 250, text: said}), "%q", said)
	}
}

// TestWhatWeCallOurselves: the machine where its name is one of the network's, else
// the address that the connection comes from.
func TestWhatWeCallOurselves(t *testing.T) {
	t.Parallel()
	four, six := &net.TCPAddr{IP: net.IPv4(192, 0, 2, 7), Port: 4711}, &net.TCPAddr{IP: net.ParseIP("fe80::1"), Port: 4711, Zone: "eth0"}
	long := strings.Repeat("a", 63)
	for _, c := range []struct {
		machine string
		local   net.Addr
		want    string
	}{
		{"host.example.se", four, "host.example.se"},
		{"HOST-2.Example.SE", four, "HOST-2.Example.SE"},
		{"a.z", four, "a.z"},
		{"0.example.9z", four, "0.example.9z"},
		{long + ".se", four, long + ".se"},
		{long + "a.se", four, "[192.0.2.7]"},
		{strings.Repeat("a.", 126) + "abc", four, strings.Repeat("a.", 126) + "abc"},
		{strings.Repeat("a.", 126) + "abcd", four, "[192.0.2.7]"},
		{"host", four, "[192.0.2.7]"},
		{"", four, "[192.0.2.7]"},
		{"localhost.localdomain", four, "[192.0.2.7]"},
		{"10.0.0.1", four, "[192.0.2.7]"},
		{"host_1.example.se", four, "[192.0.2.7]"},
		{"-host.example.se", four, "[192.0.2.7]"},
		{"host-.example.se", four, "[192.0.2.7]"},
		{"host..se", four, "[192.0.2.7]"},
		{"host.example.se.", four, "[192.0.2.7]"},
		{"host.exa/mple", four, "[192.0.2.7]"},
		{"host.exa:mple", four, "[192.0.2.7]"},
		{"host.exa@mple", four, "[192.0.2.7]"},
		{"host.exa[mple", four, "[192.0.2.7]"},
		{"host", six, "[IPv6:fe80::1]"},
		{"host", &net.UnixAddr{Name: "/run/mail"}, "[127.0.0.1]"},
		{"host", &net.IPAddr{IP: net.IPv4(192, 0, 2, 8)}, "[192.0.2.8]"},
	} {
		assert.Equal(t, c.want, ownName(c.machine, c.local), "%q at %v", c.machine, c.local)
	}
}
