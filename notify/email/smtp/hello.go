package smtp

import (
	"net"
	"os"
	"slices"
	"strconv"
	"strings"
)

// extensions are what a server offers of what we use (RFC 5321 4.1.1.1: without
// case).
type extensions struct {
	startTLS, pipelining, eightBit, utf8, sizes bool
	size                                        int      // the largest mail it takes; 0: no fixed limit
	auth                                        []string // ways of logging in, in upper case
}

// hello introduces us and learns what the server offers. A server that does not
// know EHLO is asked with HELO (RFC 5321 3.2).
func (o *opening) hello() error {
	o.at = stageHello
	name := o.config.HELO
	if name == "" {
		machine, _ := os.Hostname() // "" when the system does not tell
		name = ownName(machine, o.bare.LocalAddr())
	}
	r, err := o.ask("EHLO " + name)
	if r.code == 500 || r.code == 502 || r.code == 504 {
		r, err = o.ask("HELO " + name)
	}
	if err := o.expect(250, r, err); err != nil {
		return err
	}
	o.extensions = offers(r)
	return nil
}

// offers reads the lines of the answer to EHLO behind the first. Ways of logging
// in may stand in several lines, and in the old form with "=".
func offers(r reply) extensions {
	var e extensions
	lines := strings.Split(r.text, "\n")
	for _, line := range lines[1:] {
		words := strings.Fields(strings.ToUpper(strings.Replace(line, "=", " ", 1)))
		if len(words) == 0 {
			continue
		}
		switch words[0] {
		case "STARTTLS":
			e.startTLS = true
		case "PIPELINING":
			e.pipelining = true
		case "8BITMIME":
			e.eightBit = true
		case "SMTPUTF8":
			e.utf8 = true
		case "SIZE":
			e.sizes = true
			if n, err := strconv.Atoi(strings.Join(words[1:min(2, len(words))], "")); err == nil && n > 0 {
				e.size = n
			}
		case "AUTH":
			for _, way := range words[1:] {
				if !slices.Contains(e.auth, way) {
					e.auth = append(e.auth, way)
				}
			}
		}
	}
	return e
}

// ownName is what we call ourselves when the host has not said: the machine's
// name where it is one of the network's, else the address that the connection
// comes from (RFC 5321 4.1.3). A bare name, as containers have, is refused by many
// servers.
func ownName(machine string, local net.Addr) string {
	if isNetworkName(machine) {
		return machine
	}
	host := local.String()
	if h, _, err := net.SplitHostPort(host); err == nil {
		host = h
	}
	host, _, _ = strings.Cut(host, "%") // the zone of an IPv6 address is the machine's own
	switch ip := net.ParseIP(host); {
	case ip == nil:
		return "[127.0.0.1]"
	case ip.To4() != nil:
		return "[" + ip.To4().String() + "]"
	default:
		return "[IPv6:" + ip.String() + "]"
	}
}

// isNetworkName reports whether a name has a dot, and labels of letters, digits
// and inner hyphens alone.
func isNetworkName(name string) bool {
	labels := strings.Split(name, ".")
	if len(labels) < 2 || len(name) > 255 || strings.HasPrefix(name, "localhost.") {
		return false
	}
	letters := false
	for _, label := range labels {
		if label == "" || len(label) > 63 || strings.HasPrefix(label, "-") || strings.HasSuffix(label, "-") {
			return false
		}
		for i := range len(label) {
			switch c := label[i]; {
			case c|0x20 >= 'a' && c|0x20 <= 'z':
				letters = true
			case c != '-' && (c < '0' || c > '9'):
				return false
			}
		}
	}
	return letters // four numbers are an address
}
