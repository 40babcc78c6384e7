package smsgw

import "unicode/utf8"

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

// Count returns what a text becomes as SMS: exactly, so that an extension
// character of two septets or a surrogate pair is never split between two. It
// counts the text as it stands; [Normalize] or [Transliterate] comes first. It
// allocates nothing. Bytes that are not UTF-8 count as U+FFFD.
func Count(text string) Segments {
	units := 0
	for i := 0; i < len(text); {
		if c := text[i]; c < utf8.RuneSelf {
			if table[c].cost == 0 {
				return countUCS2(text)
			}
			units += int(table[c].cost)
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
