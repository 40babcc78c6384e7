package smtp

import (
	"errors"
	"fmt"
	"net"
	"strconv"
)

// String returns the server's address and user, never the password.
func (c Config) String() string {
	user := ""
	if c.Username != "" {
		user = c.Username + "@"
	}
	return fmt.Sprintf("smtp %s%s (%s)", user, c.address(), c.Security)
}

// GoString is String, so that %#v shows no password either.
func (c Config) GoString() string { return c.String() }

// Format is String under every verb.
func (c Config) Format(s fmt.State, _ rune) { _, _ = s.Write([]byte(c.String())) }

// MarshalJSON is refused, so that no password ends up in a log or a store.
func (c Config) MarshalJSON() ([]byte, error) {
	return nil, errors.New("smtp: a Config holds a password and has no JSON; keep its fields where your secrets are")
}

func (c Config) address() string { return net.JoinHostPort(c.Host, strconv.Itoa(c.Port)) }
