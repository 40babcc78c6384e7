package smsgw

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"github.com/budkavle/budkavle/templating/cleantext"
)

// plain is what typography is written as in GSM-7, wherever it stands. Letters
// are never touched, but ligatures, which a text copied from a PDF has. What must look at its
// neighbours first is in [writer.write].
var plain = map[rune]string{
	'\u2010': "-", '\u2011': "-", '\u2012': "-", '–': "-", '\u2212': "-", '\u2043': "-", '\uFE63': "-", '\uFF0D': "-",
	'‘': "'", '’': "'", '‚': "'", '‛': "'", '′': "'", '‹': "'", '›': "'", '´': "'", '`': "'", 'ʼ': "'",
	'“': "\"", '”': "\"", '„': "\"", '‟': "\"", '″': "\"", '«': "\"", '»': "\"",
	'…':      "...",
	'\u00a0': " ", '\u2000': " ", '\u2001': " ", '\u2002': " ", '\u2003': " ", '\u2004': " ", '\u2005': " ", '\u2006': " ",
	'\u2007': " ", '\u2008': " ", '\u2009': " ", '\u200a': " ", '\u202f': " ", '\u205f': " ", '\u3000': " ", '\t': " ",
	'\u00ad': "", '\u200b': "", '\u200c': "", '\u200d': "", '\u2060': "", '\ufeff': "",
	'ﬀ': "ff", 'ﬁ': "fi", 'ﬂ': "fl", 'ﬃ': "ffi", 'ﬄ': "ffl", 'ﬆ': "st",
	'⁄': "/", '№': "Nr", '™': "(TM)", '©': "(C)", '®': "(R)",
}

// fractions are written with a slash, and with blanks where they would run into
// what stands beside them: 1½ is 1 1/2.
var fractions = map[rune]string{
	'½': "1/2", '⅓': "1/3", '⅔': "2/3", '¼': "1/4", '¾': "3/4", '⅕': "1/5",
	'⅖': "2/5", '⅗': "3/5", '⅘': "4/5", '⅙': "1/6", '⅚': "5/6",
	'⅐': "1/7", '⅛': "1/8", '⅜': "3/8", '⅝': "5/8", '⅞': "7/8", '⅑': "1/9", '⅒': "1/10", '↉': "0/3",
}

// A Replacement is one character that [Transliterate] wrote otherwise.
type Replacement struct {
	From   rune   `json:"from"`
	To     string `json:"to"`     // empty for a character that is not seen
	Offset int    `json:"offset"` // of From in the normalized text, in bytes from 0
}

// Normalize returns a text as it is counted and sent: composed (NFC), so that an
// å that a Mac has written as two characters is one of GSM-7, and with LF for
// every line end, such as the CRLF of web forms. Text that is so already is
// returned without an allocation.
func Normalize(text string) string {
	return norm.NFC.String(cleantext.LineEnds(text))
}

// Culprits returns the characters that make a text UCS-2, each once. Those that
// [Transliterate] can write otherwise are left out as long as another one remains, so
// that nobody takes a dash away in vain when an emoji is the cause; with keepTypography
// all are there. The text is the one that is sent.
func Culprits(text string, keepTypography bool) string {
	var all, only strings.Builder
	for _, o := range Offenders(text) {
		if char := string(o.Rune); !strings.Contains(all.String(), char) {
			all.WriteString(char)
			if _, done := Transliterate(char); len(done) == 0 {
				only.WriteString(char)
			}
		}
	}
	if keepTypography || only.Len() == 0 {
		return all.String()
	}
	return only.String()
}

// Transliterate normalizes a text ([Normalize]) and writes its typography in
// GSM-7, – as - and “ as ", if the text is GSM-7 after that and becomes no more
// SMS; otherwise nothing would be saved, and only the normalized text is
// returned. A replacement never changes what is said: 1½ becomes 1 1/2, the dot
// of 2·3 an asterisk, and a text with a sign that could be read in two ways
// keeps it, and all others. The replacements are in order; the number of SMS
// saved is the difference of two counts.
func Transliterate(text string) (string, []Replacement) {
	text = Normalize(text)
	if !needsUCS2(text) {
		return text, nil // nothing to do; what follows would find that too
	}
	var w writer
	for i, size := 0, 0; i < len(text); i += size {
		var r rune
		r, size = utf8.DecodeRuneInString(text[i:])
		if septets(r) > 0 {
			w.WriteRune(r)
			continue
		}
		to, ok := w.write(r, text[:i], text[i+size:])
		if !ok {
			return text, nil
		}
		w.WriteString(to)
		w.done = append(w.done, Replacement{r, to, i})
	}
	if written := w.String(); Count(written).Segments <= Count(text).Segments {
		return written, w.done
	}
	return text, nil // many … are three characters each
}

// A writer writes a text in GSM-7.
type writer struct {
	strings.Builder
	done []Replacement
}

// write returns what r between two pieces of the text is written as, and false
// when GSM-7 cannot say it.
func (w *writer) write(r rune, left, right string) (string, bool) {
	if to, ok := plain[r]; ok {
		return to, true
	}
	before, _ := utf8.DecodeLastRuneInString(w.String())
	after, _ := utf8.DecodeRuneInString(right)
	words := unicode.IsLetter(before) && unicode.IsLetter(after)
	if to, ok := fractions[r]; ok {
		return apart(before, to, after), true
	}
	switch {
	case (r == '—' || r == '\u2015') && words:
		return " - ", true // an English dash between words makes no compound of them
	case r == '—', r == '\u2015':
		return "-", true
	case r == '×' && words:
		return " x ", true
	case r == '×':
		return "x", true
	case r == '·' && isDigit(before) && isDigit(after):
		return "*", true
	case r == '•', r == '·', r == '\u2023':
		return "-", isBullet(left, right)
	}
	return "", false
}

// apart puts a blank between a fraction and a digit or a sign of numbers beside it.
func apart(before rune, fraction string, after rune) string {
	if isDigit(before) || strings.ContainsRune("/.,:", before) {
		fraction = " " + fraction
	}
	if isDigit(after) || fractions[after] != "" || after == '/' || after == '⁄' {
		fraction += " "
	}
	return fraction
}

// isBullet reports whether a dot at half height begins a line or parts two things
// with a blank before it. Between numbers it could as well multiply, and
// between letters it belongs to a word.
func isBullet(left, right string) bool {
	before := strings.TrimRightFunc(left, isBlank)
	if before == "" || strings.HasSuffix(before, "\n") {
		return true
	}
	last, _ := utf8.DecodeLastRuneInString(before)
	next, _ := utf8.DecodeRuneInString(strings.TrimLeftFunc(right, isBlank))
	return len(before) < len(left) && !(isDigit(last) && isDigit(next))
}

func isBlank(r rune) bool { return r != '\n' && unicode.IsSpace(r) }

func isDigit(r rune) bool { return r >= '0' && r <= '9' }
