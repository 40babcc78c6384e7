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
	f := filling{room: gsmPart, parts: 1}
	for i := 0; i < len(text); {
		if c := text[i]; c < utf8.RuneSelf {
			if table[c].cost == 0 {
				return countUCS2(text)
			}
			f.add(int(table[c].cost))
			i++
			continue
		}
		r, size := utf8.DecodeRuneInString(text[i:])
		n := septets(r)
		if n == 0 {
			return countUCS2(text)
		}
		f.add(n)
		i += size
	}
	return f.segments(GSM7, gsmSingle)
}

func countUCS2(text string) Segments {
	f := filling{room: ucsPart, parts: 1}
	for _, r := range text {
		f.add(units16(r))
	}
	return f.segments(UCS2, ucsSingle)
}

// units16 is how many 16-bit units a character has in UTF-16.
func units16(r rune) int {
	if r > 0xFFFF {
		return 2
	}
	return 1
}

func (e Encoding) units(r rune) int {
	if e == GSM7 {
		return septets(r)
	}
	return units16(r)
}

// A filling fills the parts of a long SMS one after the other.
type filling struct {
	room               int // in each part
	parts, used, units int // used of the last part, units of all
}

// add adds a character of n units; one that does not fit whole begins the next part.
func (f *filling) add(n int) {
	if f.units += n; f.used+n > f.room {
		f.parts, f.used = f.parts+1, 0
	}
	f.used += n
}

// segments is what the text becomes, which may be short enough for one SMS.
func (f *filling) segments(e Encoding, single int) Segments {
	switch {
	case f.units == 0:
		return Segments{Encoding: GSM7, Left: gsmSingle}
	case f.units <= single:
		return Segments{Encoding: e, Segments: 1, Units: f.units, Left: single - f.units}
	}
	return Segments{Encoding: e, Segments: f.parts, Units: f.units, Left: f.room - f.used}
}
