package recipients

import (
	"strings"
)

// character classes of the fast path
const (
	isLocal  = 1 << iota // atext of RFC 5322 and the dot
	isDomain             // a-z, 0-9, hyphen and dot: what a canonical domain has
	isDot
	isInner  // dot or hyphen: neither two in a row nor at an end
	isLetter // a-z
)

var class = func() (t [256]uint8) {
	for _, c := range []byte("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789!#$%&'*+-/=?^_`{|}~.") {
		t[c] |= isLocal
	}
	for _, c := range []byte("abcdefghijklmnopqrstuvwxyz0123456789-.") {
		t[c] |= isDomain
	}
	for c := 'a'; c <= 'z'; c++ {
		t[c] |= isLetter
	}
	t['.'] |= isDot | isInner
	t['-'] |= isInner
	return t
}()

// plain returns the length of the canonical plain ASCII address that text
// begins with, up to its end or a comma, and the index of its @; 0 when there
// is none and [judge] has to look closer. It looks at each byte once, without
// a branch, and leaves what is rare to judge: capitals and doubled hyphens in
// the domain, domains of more than 63 octets.
func plain(text string) (n, at int) {
	at = strings.IndexByte(text[:min(len(text), MaxLocal+1)], '@')
	if at < 0 {
		return 0, 0
	}
	domain := text[at+1 : min(len(text), at+1+MaxLabel+1)]
	if n = strings.IndexByte(domain, ','); n >= 0 {
		domain = domain[:n]
	}
	if len(domain) > MaxLabel {
		return 0, 0
	}
	local := text[:at]
	all, pairs, last := uint8(isLocal), uint8(0), uint8(isDot)
	for i := range len(local) {
		c := class[local[i]]
		all &= c
		pairs |= c & last
		last = c
	}
	if all == 0 || (pairs|last)&isDot != 0 {
		return 0, 0
	}
	all, pairs, last = isDomain, 0, isInner
	some := uint8(0)
	for i := range len(domain) {
		c := class[domain[i]]
		all &= c
		some |= c
		pairs |= c & last
		last = c
	}
	if all == 0 || pairs&isInner != 0 || last&isLetter == 0 || some&isDot == 0 {
		return 0, 0
	}
	return at + 1 + len(domain), at
}

// fromPlain makes the address that [plain] has found.
func fromPlain(text string, at int) Address {
	return Address{text: text, at: uint8(at), size: uint8(len(text))}
}
