package smsgw

// alphabet is the GSM 7 bit default alphabet (3GPP TS 23.038 section 6.2.1),
// by code; 0x1B is the escape to the extension.
var alphabet = []rune("@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\x1bÆæßÉ" +
	" !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà")

// extension is its extension table (section 6.2.1.1), code by character.
var extension = map[rune]byte{
	'\f': 0x0A, '^': 0x14, '{': 0x28, '}': 0x29, '\\': 0x2F, '[': 0x3C, '~': 0x3D, ']': 0x3E, '|': 0x40, '€': 0x65,
}

const escape = 0x1B

// A septet is how a character is written in GSM-7.
type septet struct {
	cost uint8 // number of septets: 1, 2 for the extension, 0 for none
	code byte  // the only one, or the one after the escape
}

// table has the characters below U+0400. € stands outside and is looked at by
// itself.
var table = func() (t [0x400]septet) {
	for code, r := range alphabet {
		if code != escape {
			t[r] = septet{1, byte(code)}
		}
	}
	for r, code := range extension {
		if int(r) < len(t) {
			t[r] = septet{2, code}
		}
	}
	return t
}()

// of returns how r is written in GSM-7; its cost is 0 when it is not.
func of(r rune) septet {
	if uint32(r) < uint32(len(table)) {
		return table[r]
	}
	if r == '€' {
		return septet{2, 0x65}
	}
	return septet{}
}

// septets returns how many septets r takes in GSM-7, 0 when it has none.
func septets(r rune) int { return int(of(r).cost) }

// needsUCS2 reports whether a text has a character that GSM-7 has not.
func needsUCS2(text string) bool {
	for _, r := range text {
		if septets(r) == 0 {
			return true
		}
	}
	return false
}

// An Offender is a character that GSM-7 does not have, so that the whole text
// is sent as UCS-2 with 70 instead of 160 characters.
type Offender struct {
	Rune   rune `json:"rune"`   // U+FFFD for a byte that is not UTF-8
	Offset int  `json:"offset"` // in bytes from 0
	Index  int  `json:"index"`  // in characters from 0
}

// Offenders names each character that forces UCS-2, in order; nil when the
// text is GSM-7.
func Offenders(text string) []Offender {
	var list []Offender
	index := 0
	for offset, r := range text {
		if septets(r) == 0 {
			list = append(list, Offender{r, offset, index})
		}
		index++
	}
	return list
}

// PackGSM7 returns the septets of a GSM-7 text packed into octets (3GPP TS
// 23.038 section 6.1.2.1.1), and false when the text is not GSM-7. It is for those
// who write a gateway: no header, and no limit of length.
func PackGSM7(text string) ([]byte, bool) {
	packed := make([]byte, 0, (len(text)*7+7)/8+len(text)/16) // room for what a text usually has of the extension
	// bits that do not fill an octet yet, the first lowest, and how many
	var pending, n uint
	for _, r := range text {
		s := of(r)
		if s.cost != 1 {
			if s.cost == 0 {
				return nil, false
			}
			pending, n = pending|escape<<n, n+7
		}
		pending, n = pending|uint(s.code)<<n, n+7
		for n >= 8 {
			packed, pending, n = append(packed, byte(pending)), pending>>8, n-8
		}
	}
	if n > 0 {
		packed = append(packed, byte(pending))
	}
	return packed, true
}
