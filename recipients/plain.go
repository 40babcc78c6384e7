package recipients

import "strings"

// The states of the automaton that knows a canonical plain ASCII address, as
// shifts: a row holds for each state the state that follows, six bits each.
// Zero is refused, which is what a row has wherever nothing is said.
const (
	_           = 6 * iota
	localStart  // at the beginning, or after a dot
	local       // in the local part
	domainStart // after the @
	firstLabel  // in the label after it
	firstHyphen // after a hyphen in that
	labelStart  // after a dot of the domain
	label       // in a later label
	labelLetter // the same, after a letter: the only end
	labelHyphen // after a hyphen in a later label
	stateMask   = 63
)

// rows are what follows each byte: of RFC 5322's atext and dots before the @,
// of lower-case letters, digits, inner hyphens and dots after it.
var rows = func() (t [256]uint64) {
	add := func(bytes string, from, to int) {
		for _, c := range []byte(bytes) {
			t[c] |= uint64(to) << from
		}
	}
	const letters, digits = "abcdefghijklmnopqrstuvwxyz", "0123456789"
	const atext = letters + "ABCDEFGHIJKLMNOPQRSTUVWXYZ" + digits + "!#$%&'*+-/=?^_`{|}~"
	add(atext, localStart, local)
	add(atext, local, local)
	add(".", local, localStart)
	add("@", local, domainStart)
	for _, from := range []int{domainStart, firstLabel, firstHyphen} {
		add(letters+digits, from, firstLabel)
	}
	for _, from := range []int{labelStart, label, labelLetter, labelHyphen} {
		add(letters, from, labelLetter)
		add(digits, from, label)
	}
	add("-", firstLabel, firstHyphen)
	add(".", firstLabel, labelStart)
	for _, from := range []int{label, labelLetter} {
		add("-", from, labelHyphen)
		add(".", from, labelStart)
	}
	return t
}()

// isAtext reports whether an ASCII byte may stand in a local part.
func isAtext(c byte) bool { return rows[c]>>local&stateMask == local }

// isLDH reports whether an ASCII byte may stand in a label: letters, digits, hyphen.
func isLDH(c byte) bool {
	return 'a' <= c|0x20 && c|0x20 <= 'z' || '0' <= c && c <= '9' || c == '-'
}

// plain returns the length of the canonical plain ASCII address that text
// begins with, up to its end or a comma; 0 when there is none and [judge] has
// to look closer. It looks at each byte once, two in a turn of the loop, and
// leaves what is rare to judge: capitals and doubled hyphens in the domain,
// domains of more than 63 octets.
func plain(text string) (n int) {
	state := uint64(localStart)
	for n+1 < len(text) && text[n] != ',' {
		state = rows[text[n]] >> (state & stateMask)
		n++
		if text[n] == ',' {
			break
		}
		state = rows[text[n]] >> (state & stateMask)
		n++
	}
	if n == len(text)-1 && text[n] != ',' {
		state = rows[text[n]] >> (state & stateMask)
		n++
	}
	if state&stateMask != labelLetter {
		return 0
	}
	if n > MaxLabel && tooLong(text[:n]) {
		return 0
	}
	return n
}

// tooLong reports whether the local part or the whole domain has more octets
// than a local part or a label may.
func tooLong(address string) bool {
	at := strings.IndexByte(address, '@')
	return at > MaxLocal || len(address)-at-1 > MaxLabel
}
