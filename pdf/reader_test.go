package pdf

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"io"
	"strconv"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/stretchr/testify/require"
)

// A reader of PDF that knows nothing of how ours is written: it goes by the table
// at the end of the file, as any reader does (ISO 32000-1, 7.5).
type (
	name     string
	dict     map[string]any
	pdfRef   int
	op       string // of a page's content
	readFile struct {
		at      map[int]any    // objects by number
		streams map[int][]byte // unpacked
		trailer dict
	}
)

// get follows references.
func (o *readFile) get(v any) any {
	for {
		r, ok := v.(pdfRef)
		if !ok {
			return v
		}
		v = o.at[int(r)]
	}
}

func (o *readFile) dict(v any) dict {
	d, _ := o.get(v).(dict)
	return d
}

func (o *readFile) list(v any) []any {
	l, _ := o.get(v).([]any)
	return l
}

// A lexer takes values from the front of a text.
type lexer struct{ rest []byte }

const blanks, delimiters = "\x00\t\n\f\r ", "()<>[]{}/%"

func (l *lexer) skip() {
	for {
		l.rest = bytes.TrimLeft(l.rest, blanks)
		if len(l.rest) == 0 || l.rest[0] != '%' {
			return
		}
		_, l.rest, _ = bytes.Cut(l.rest, []byte("\n"))
	}
}

func (l *lexer) word() string {
	n := bytes.IndexAny(l.rest, blanks+delimiters)
	if n < 0 {
		n = len(l.rest)
	}
	w := string(l.rest[:n])
	l.rest = l.rest[n:]
	return w
}

// value is the next one; nil at the end.
func (l *lexer) value() any {
	l.skip()
	if len(l.rest) == 0 {
		return nil
	}
	switch c := l.rest[0]; {
	case bytes.HasPrefix(l.rest, []byte("<<")):
		l.rest = l.rest[2:]
		d := dict{}
		for l.skip(); !bytes.HasPrefix(l.rest, []byte(">>")) && len(l.rest) > 0; l.skip() {
			key, _ := l.value().(name)
			d[string(key)] = l.value()
		}
		l.rest = bytes.TrimPrefix(l.rest, []byte(">>"))
		return d
	case c == '[':
		l.rest = l.rest[1:]
		list := []any{}
		for l.skip(); len(l.rest) > 0 && l.rest[0] != ']'; l.skip() {
			list = append(list, l.value())
		}
		l.rest = bytes.TrimPrefix(l.rest, []byte("]"))
		return list
	case c == '/':
		l.rest = l.rest[1:]
		return name(l.word())
	case c == '<':
		text, rest, _ := bytes.Cut(l.rest[1:], []byte(">"))
		l.rest = rest
		b, _ := hex.DecodeString(string(text))
		return string(b)
	case c == '(':
		return l.literal()
	}
	return l.bare()
}

// literal is a string in parentheses.
func (l *lexer) literal() string {
	var b []byte
	depth, i := 0, 0
	for ; i < len(l.rest); i++ {
		switch c := l.rest[i]; {
		case c == '\\':
			i++
			b = append(b, l.rest[i])
			continue
		case c == '(':
			if depth++; depth == 1 {
				continue
			}
		case c == ')':
			depth--
		}
		if depth == 0 {
			break
		}
		b = append(b, l.rest[i])
	}
	l.rest = l.rest[min(i+1, len(l.rest)):]
	return string(b)
}

// bare is a number, a reference, or a word.
func (l *lexer) bare() any {
	w := l.word()
	if w == "" {
		l.rest = l.rest[1:]
		return op("?")
	}
	if n, err := strconv.Atoi(w); err == nil {
		again := *l
		again.skip()
		if generation := again.word(); generation == "0" {
			if again.skip(); again.word() == "R" {
				*l = again
				return pdfRef(n)
			}
		}
		return float64(n)
	}
	if f, err := strconv.ParseFloat(w, 64); err == nil {
		return f
	}
	switch w {
	case "true":
		return true
	case "false":
		return false
	}
	return op(w)
}

// openPDF reads a file.
func openPDF(t testing.TB, data []byte) *readFile {
	t.Helper()
	o := &readFile{at: map[int]any{}, streams: map[int][]byte{}}
	_, tail, ok := bytes.Cut(data[bytes.LastIndex(data, []byte("startxref")):], []byte("startxref\n"))
	require.True(t, ok)
	start, err := strconv.Atoi(strings.Fields(string(tail))[0])
	require.NoError(t, err)
	table, entries := object0(t, data, start)
	o.trailer = table
	packed := map[int][]int{} // by stream
	for n := 0; len(entries) >= 7; n, entries = n+1, entries[7:] {
		where := int(binary.BigEndian.Uint32(entries[1:]))
		switch entries[0] {
		case 1:
			d, content := object0(t, data[:], where)
			o.at[n] = any(d)
			if d == nil {
				l := &lexer{data[where:]}
				_, _, _ = l.value(), l.value(), l.value()
				o.at[n] = l.value()
			}
			if content != nil {
				o.streams[n] = content
			}
		case 2:
			packed[where] = append(packed[where], n)
		}
	}
	for stream, numbers := range packed {
		d, _ := o.at[stream].(dict)
		require.EqualValues(t, "ObjStm", d["Type"])
		content, first := o.streams[stream], int(d["First"].(float64))
		heads := strings.Fields(string(content[:first]))
		require.Len(t, heads, 2*len(numbers))
		for i := 0; i < len(heads); i += 2 {
			number, _ := strconv.Atoi(heads[i])
			offset, _ := strconv.Atoi(heads[i+1])
			o.at[number] = (&lexer{content[first+offset:]}).value()
		}
	}
	return o
}

// object0 is the dictionary of the object at an offset, and its stream, unpacked.
func object0(t testing.TB, data []byte, offset int) (dict, []byte) {
	t.Helper()
	l := &lexer{data[offset:]}
	_, generation, obj := l.value(), l.value(), l.value()
	require.Equal(t, []any{0.0, op("obj")}, []any{generation, obj}, "no object at %d", offset)
	d, ok := l.value().(dict)
	if !ok {
		return nil, nil
	}
	l.skip()
	if !bytes.HasPrefix(l.rest, []byte("stream\n")) {
		return d, nil
	}
	length := int(d["Length"].(float64))
	content := l.rest[7 : 7+length]
	require.True(t, bytes.HasPrefix(l.rest[7+length:], []byte("\nendstream")), "the length of the stream at %d is wrong", offset)
	if d["Filter"] == name("FlateDecode") {
		r, err := zlib.NewReader(bytes.NewReader(content))
		require.NoError(t, err)
		content, err = io.ReadAll(r)
		require.NoError(t, err)
	}
	return d, content
}

// spoken is a text string in UTF-16 as people read it.
func spoken(v any) string {
	s, _ := v.(string)
	if !strings.HasPrefix(s, "\xfe\xff") {
		return s
	}
	var units []uint16
	for b := []byte(s[2:]); len(b) > 1; b = b[2:] {
		units = append(units, binary.BigEndian.Uint16(b))
	}
	return string(utf16.Decode(units))
}

func (n name) String() string { return fmt.Sprintf("/%s", string(n)) }
