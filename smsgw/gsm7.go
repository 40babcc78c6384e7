package smsgw

import "unicode/utf8"

// alphabet is the GSM 7 bit default alphabet (3GPP TS 23.038 section 6.2.1),
// by code; 0x1B is the escape to the extension.
var alphabet = []rune("@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\x1bÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà")

// extension is its extension table (section 6.2.1.1), code by character.
var extension = map[rune]byte{
	'\f': 0x0A, '^': 0x14, '{': 0x28, '}': 0x29, '\\': 0x2F, '[': 0x3C, '~': 0x3D, ']': 0x3E, '|': 0x40, '€': 0x65,
}

// cost is the number of septets of each character below U+0400: 1, 2 for the
// extension, 0 for none. € stands outside and is looked at by itself.
var cost = func() (t [0x400]uint8) {
	for code, r := range alphabet {
		if code != 0x1B {
			t[r] = 1
		}
	}
	for r := range extension {
		if int(r) < len(t) {
			t[r] = 2
		}
	}
	return t
}()

// septets returns how many septets r takes in GSM-7, 0 when it has none.
func septets(r rune) int {
	if r >= 0 && int(r) < len(cost) {
		return int(cost[r])
	}
	if r == '€' {
		return 2
	}
	return 0
}

// IsGSM7 reports whether r is in the GSM 7 bit default alphabet or its
// extension table (3GPP TS 23.038 sections 6.2.1 and 6.2.1.1).
func IsGSM7(r rune) bool { return septets(r) > 0 }

// Encoding is the alphabet that a text is sent in. [Count] chooses it.
type Encoding string

// The encodings of 3GPP TS 23.038.
const (
	GSM7 Encoding = "GSM-7" // 160 septets in one SMS, 153 in each of several
	UCS2 Encoding = "UCS-2" // 70 units of 16 bits in one SMS, 67 in each of several
)

// Units that fit into one SMS, alone and as a part of several: a part has a
// header of 6 octets (3GPP TS 23.040 section 9.2.3.24.1).
const (
	gsmSingle, gsmPart = 160, 153
	ucsSingle, ucsPart = 70, 67
)

// Segments says what a text becomes as SMS. An empty text is no SMS of GSM-7.
type Segments struct {
	Encoding Encoding `json:"encoding"`
	Segments int      `json:"segments"` // number of SMS; 0 for an empty text
	Units    int      `json:"units"`    // septets or 16-bit units of the text, headers not counted
	Left     int      `json:"left"`     // units that still fit without another SMS
}

// Count returns what a text becomes as SMS (R203): exactly, so that an
// extension character of two septets or a surrogate pair is never split
// between two. It allocates nothing. Bytes that are not UTF-8 count as U+FFFD.
func Count(text string) Segments {
	units := 0
	for i := 0; i < len(text); {
		if c := text[i]; c < utf8.RuneSelf {
			if cost[c] == 0 {
				return countUCS2(text)
			}
			units += int(cost[c])
			i++
			continue
		}
		r, size := utf8.DecodeRuneInString(text[i:])
		n := septets(r)
		if n == 0 {
			return countUCS2(text)
		}
		units += n
		i += size
	}
	if units <= gsmSingle {
		return single(GSM7, units, gsmSingle)
	}
	return parts(text, GSM7, units, gsmPart)
}

func countUCS2(text string) Segments {
	units := 0
	for _, r := range text {
		units += units16(r)
	}
	if units <= ucsSingle {
		return single(UCS2, units, ucsSingle)
	}
	return parts(text, UCS2, units, ucsPart)
}

// units16 is how many 16-bit units a character has in UTF-16.
func units16(r rune) int {
	if r > 0xFFFF {
		return 2
	}
	return 1
}

func single(e Encoding, units, room int) Segments {
	if units == 0 {
		return Segments{Encoding: GSM7, Left: gsmSingle}
	}
	return Segments{Encoding: e, Segments: 1, Units: units, Left: room - units}
}

// parts fills parts one after the other: a character that does not fit whole
// begins the next.
func parts(text string, e Encoding, units, room int) Segments {
	count, used := 1, 0
	for _, r := range text {
		n := e.units(r)
		if used+n > room {
			count, used = count+1, 0
		}
		used += n
	}
	return Segments{Encoding: e, Segments: count, Units: units, Left: room - used}
}

func (e Encoding) units(r rune) int {
	if e == GSM7 {
		return septets(r)
	}
	return units16(r)
}

// Split returns the parts that a text is sent in, one for each SMS that [Count]
// counts; their concatenation is the text. An empty text has none.
func Split(text string) []string {
	s := Count(text)
	if s.Segments <= 1 {
		if text == "" {
			return nil
		}
		return []string{text}
	}
	room := gsmPart
	if s.Encoding == UCS2 {
		room = ucsPart
	}
	list := make([]string, 0, s.Segments)
	start, used := 0, 0
	for i, r := range text {
		n := s.Encoding.units(r)
		if used+n > room {
			list = append(list, text[start:i])
			start, used = i, 0
		}
		used += n
	}
	return append(list, text[start:])
}

// An Offender is a character that GSM-7 does not have, so that the whole text
// is sent as UCS-2 with 70 instead of 160 characters (R203).
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
	var codes []byte
	for _, r := range text {
		switch {
		case septets(r) == 0:
			return nil, false
		case septets(r) == 2:
			codes = append(codes, 0x1B, extension[r])
		default:
			codes = append(codes, codeOf[r])
		}
	}
	packed := make([]byte, (len(codes)*7+7)/8)
	for i, code := range codes {
		bit := i * 7
		packed[bit/8] |= code << (bit % 8)
		if bit%8 > 1 {
			packed[bit/8+1] |= code >> (8 - bit%8)
		}
	}
	return packed, true
}

var codeOf = func() map[rune]byte {
	m := make(map[rune]byte, len(alphabet))
	for code, r := range alphabet {
		m[r] = byte(code)
	}
	return m
}()
