package smsgw

import "strings"

// plain is what typography is written as in GSM-7 (R204). Only characters
// whose meaning survives are here; letters are never touched.
var plain = map[rune]string{
	'\u2010': "-", '\u2011': "-", '\u2012': "-", '–': "-", '—': "-", '\u2015': "-", '\u2212': "-", '\u2043': "-", '\uFE63': "-", '\uFF0D': "-",
	'‘': "'", '’': "'", '‚': "'", '‛': "'", '′': "'", '‹': "'", '›': "'", '´': "'", '`': "'", 'ʼ': "'",
	'“': "\"", '”': "\"", '„': "\"", '‟': "\"", '″': "\"", '«': "\"", '»': "\"",
	'…': "...", '•': "-", '·': "-", '\u2023': "-",
	'\u00a0': " ", '\u2000': " ", '\u2001': " ", '\u2002': " ", '\u2003': " ", '\u2004': " ", '\u2005': " ", '\u2006': " ",
	'\u2007': " ", '\u2008': " ", '\u2009': " ", '\u200a': " ", '\u202f': " ", '\u205f': " ", '\u3000': " ", '\t': " ",
	'\u2028': "\n", '\u2029': "\n", '\u0085': "\n",
	'\u00ad': "", '\u200b': "", '\u200c': "", '\u200d': "", '\u2060': "", '\ufeff': "",
	'½': "1/2", '¼': "1/4", '¾': "3/4", '×': "x", '⁄': "/", '№': "Nr", '™': "(TM)", '©': "(C)", '®': "(R)",
}

// A Replacement is one character that [Transliterate] wrote otherwise.
type Replacement struct {
	From   rune   `json:"from"`
	To     string `json:"to"`     // empty for a character that is not seen
	Offset int    `json:"offset"` // of From in the text before, in bytes from 0
}

// Transliterate writes the typography of a text in GSM-7, – as - and “ as ",
// if the text is GSM-7 after that and becomes no more SMS (R204); otherwise
// nothing would be saved, and it is returned as it stands. It reports what it
// replaced, in order; the number of SMS saved is the difference of two counts.
func Transliterate(text string) (string, []Replacement) {
	if len(Offenders(text)) == 0 {
		return text, nil
	}
	var b strings.Builder
	var done []Replacement
	for i, r := range text {
		to, ok := plain[r]
		switch {
		case septets(r) > 0:
			b.WriteRune(r)
		case ok:
			b.WriteString(to)
			done = append(done, Replacement{r, to, i})
		default:
			return text, nil
		}
	}
	if written := b.String(); Count(written).Segments <= Count(text).Segments {
		return written, done
	}
	return text, nil // many … are three characters each
}
