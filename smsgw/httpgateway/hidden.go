package httpgateway

import (
	"encoding/base64"
	"encoding/hex"
	"html"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/budkavle/budkavle/audit/delivery"
)

// hidden is what no error may show of one SMS: the login, the report's token and
// the text, which are looked for whole in every disguise, and pieces of the text,
// which a gateway may quote or cut off.
type hidden struct {
	secrets delivery.Secrets
	size    int                 // characters of a piece that gives the text away
	pieces  map[string]struct{} // all pieces of that size, in lower case
}

// piece is how many characters in a row no gateway says by chance.
const piece = 8

func newHidden(login delivery.Secrets, reportAddress, text string) hidden {
	token := ""
	if u, err := url.Parse(reportAddress); err == nil {
		token = u.Query().Get("token")
	}
	runes := flat(text)
	h := hidden{secrets: login.With(token, text), size: min(piece, len(runes)), pieces: map[string]struct{}{}}
	for i := 0; h.size > 0 && i+h.size <= len(runes); i++ {
		h.pieces[string(runes[i:i+h.size])] = struct{}{}
	}
	return h
}

// flat is a text as pieces are compared: in lower case, with one blank for many.
func flat(text string) []rune {
	return []rune(strings.Map(unicode.ToLower, strings.Join(strings.Fields(strings.ToValidUTF8(text, "")), " ")))
}

// scrub takes out what is hidden. Pieces of the text that stand there as they are
// go by themselves; where they are encoded, all of the words go.
func (h hidden) scrub(words string) string {
	words = h.cut(strings.Join(strings.Fields(strings.ToValidUTF8(words, "\uFFFD")), " "))
	if h.size >= 4 { // less is found by chance in what is no code at all
		for _, decoded := range decodings(words) {
			if h.cut(decoded) != decoded {
				return "[it repeats the text of the SMS]"
			}
		}
	}
	return h.secrets.Scrub(words)
}

// cut replaces pieces of the text.
func (h hidden) cut(words string) string {
	if h.size == 0 {
		return words
	}
	runes := []rune(words)
	lower := []rune(strings.Map(unicode.ToLower, words))
	var b strings.Builder
	from, until := 0, 0 // written up to from; hidden up to until
	for i := 0; i+h.size <= len(lower); i++ {
		if _, ok := h.pieces[string(lower[i:i+h.size])]; !ok {
			continue
		}
		if i > until || until == 0 {
			b.WriteString(string(runes[from:i]))
			b.WriteString("[text]")
		}
		until = i + h.size
		from = until
	}
	b.WriteString(string(runes[from:]))
	return b.String()
}

// decodings are other readings of what a gateway says: as part of an address, as
// JSON, as HTML, in base64 and in hexadecimal, as UTF-8 and as UCS-2.
func decodings(words string) []string {
	open := decoded(words)
	list := []string{line([]byte(open)), line([]byte(decoded(open)))} // some escape twice
	for _, token := range hiding().codes.FindAllString(words, -1) {
		for skip := range min(4, len(token)) {
			b, _ := base64.RawStdEncoding.DecodeString(standard.Replace(token[skip : len(token)-(len(token)-skip)%4]))
			list = append(list, line(b))
		}
		for skip := range 2 {
			b, _ := hex.DecodeString(token[skip : len(token)-(len(token)-skip)%2])
			list = append(list, line(b), ucs2(b))
		}
	}
	return list
}

func decoded(words string) string {
	words = hiding().percent.ReplaceAllStringFunc(strings.ReplaceAll(words, "+", " "), unpercent)
	return html.UnescapeString(hiding().json.ReplaceAllStringFunc(words, unescape))
}

// hiding are the forms that a secret may stand in, compiled when an answer is first
// looked through.
var hiding = sync.OnceValue(func() (h struct{ percent, json, codes *regexp.Regexp }) {
	h.percent = regexp.MustCompile(`%[0-9A-Fa-f]{2}`)
	h.json = regexp.MustCompile(`\\(u[0-9A-Fa-f]{4}(\\u[dD][c-fC-F][0-9A-Fa-f]{2})?|[nrtbf"/\\])`)
	h.codes = regexp.MustCompile(`[A-Za-z0-9+/_-]{8,}`)
	return h
})

var standard = strings.NewReplacer("-", "+", "_", "/")

func unpercent(code string) string {
	n, _ := strconv.ParseUint(code[1:], 16, 8)
	return string([]byte{byte(n)})
}

func unescape(code string) string {
	if code[1] != 'u' {
		return strings.NewReplacer(`\n`, "\n", `\r`, "\r", `\t`, "\t", `\b`, "", `\f`, "",
			`\"`, `"`, `\/`, "/", `\\`, `\`).Replace(code)
	}
	var units []uint16
	for _, u := range strings.Split(code, `\u`)[1:] {
		n, _ := strconv.ParseUint(u, 16, 16)
		units = append(units, uint16(n))
	}
	return string(utf16.Decode(units))
}

// ucs2 reads octets as UCS-2, the high one first.
func ucs2(b []byte) string {
	units := make([]uint16, len(b)/2)
	for i := range units {
		units[i] = uint16(b[2*i])<<8 | uint16(b[2*i+1])
	}
	return line([]byte(string(utf16.Decode(units))))
}

// line is what was decoded on one line, without what nobody sees: UCS-2 has a NUL
// before each letter.
func line(b []byte) string {
	text := strings.Map(func(r rune) rune {
		if r == utf8.RuneError || unicode.IsControl(r) && !unicode.IsSpace(r) {
			return -1
		}
		return r
	}, string(b))
	return strings.Join(strings.Fields(text), " ")
}
