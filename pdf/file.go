package pdf

import (
	"bytes"
	"compress/zlib"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"strconv"
	"sync"
	"time"
	"unicode/utf16"
)

// A file is a PDF as it is written (ISO 32000-1): numbered objects one after
// the other, then a table of where they are. Many small objects, which the
// structure is made of, share a compressed stream.
type file struct {
	out   []byte
	at    []place // by number from 1
	small []byte  // bodies of objects that wait for a common stream
	heads []byte
	group int // the number of the stream that they wait for
	count int // how many wait
}

// A place is where an object is: at an offset, or which of a stream's objects
// it is.
type place struct{ offset, stream, index int }

// perStream is how many small objects share a stream: a reader unpacks all of
// them for one.
const perStream = 200

func newFile() *file {
	f := &file{out: make([]byte, 0, 48<<10)}
	f.out = append(f.out, "%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"...)
	return f
}

// reserve returns the number of an object that is written later.
func (f *file) reserve() int {
	f.at = append(f.at, place{})
	return len(f.at)
}

// object writes an object.
func (f *file) object(n int, body ...string) {
	f.at[n-1].offset = len(f.out)
	f.out = append(strconv.AppendInt(f.out, int64(n), 10), " 0 obj\n"...)
	for _, part := range body {
		f.out = append(f.out, part...)
	}
	f.out = append(f.out, "\nendobj\n"...)
}

// add writes an object and returns its number.
func (f *file) add(body ...string) int {
	n := f.reserve()
	f.object(n, body...)
	return n
}

// tuck puts an object into a stream with others.
func (f *file) tuck(n int, body []byte) {
	if f.count == 0 {
		f.group = f.reserve()
	}
	f.at[n-1] = place{stream: f.group, index: f.count}
	f.heads = append(strconv.AppendInt(f.heads, int64(n), 10), ' ')
	f.heads = append(strconv.AppendInt(f.heads, int64(len(f.small)), 10), ' ')
	f.small = append(append(f.small, body...), '\n')
	if f.count++; f.count == perStream {
		f.close()
	}
}

// close writes the stream of the small objects that wait.
func (f *file) close() {
	if f.count == 0 {
		return
	}
	dict := "/Type /ObjStm /N " + strconv.Itoa(f.count) + " /First " + strconv.Itoa(len(f.heads))
	f.packed(f.group, dict, append(f.heads, f.small...))
	f.heads, f.small, f.count = f.heads[:0], f.small[:0], 0
}

// stream writes an object with data as they are.
func (f *file) stream(n int, dict string, data []byte) {
	f.at[n-1].offset = len(f.out)
	f.out = append(strconv.AppendInt(f.out, int64(n), 10), " 0 obj\n<<"...)
	f.out = append(append(f.out, dict...), " /Length "...)
	f.out = append(strconv.AppendInt(f.out, int64(len(data)), 10), ">>\nstream\n"...)
	f.out = append(append(f.out, data...), "\nendstream\nendobj\n"...)
}

// packed writes an object with data that it compresses.
func (f *file) packed(n int, dict string, data []byte) {
	var b bytes.Buffer
	w := deflaters.Get().(*zlib.Writer)
	defer deflaters.Put(w)
	w.Reset(&b)
	_, _ = w.Write(data) // a buffer takes everything
	_ = w.Close()
	f.stream(n, dict+" /Filter /FlateDecode", b.Bytes())
}

// deflaters are compressors at rest: one is 800 kB, which is more than all else
// of a document.
var deflaters = sync.Pool{New: func() any {
	w, _ := zlib.NewWriterLevel(nil, zlib.BestSpeed) // the level is a good one
	return w
}}

// finish writes the table of the objects and returns the file.
func (f *file) finish(root, info int) []byte {
	f.close()
	self := f.reserve()
	f.at[self-1].offset = len(f.out)
	table := make([]byte, 0, 7*len(f.at)+7)
	table = append(table, 0, 0, 0, 0, 0, 0xFF, 0xFF)
	for _, p := range f.at {
		if p.stream > 0 {
			table = binary.BigEndian.AppendUint32(append(table, 2), uint32(p.stream))
			table = binary.BigEndian.AppendUint16(table, uint16(p.index))
		} else {
			table = binary.BigEndian.AppendUint32(append(table, 1), uint32(p.offset))
			table = append(table, 0, 0)
		}
	}
	sum := sha256.Sum256(f.out)
	id := hex.EncodeToString(sum[:16])
	start := len(f.out)
	f.packed(self, "/Type /XRef /Size "+strconv.Itoa(len(f.at)+1)+" /W [1 4 2] /Root "+ref(root)+
		" /Info "+ref(info)+" /ID [<"+id+"> <"+id+">]", table)
	return append(f.out, "startxref\n"+strconv.Itoa(start)+"\n%%EOF\n"...)
}

// ref points to an object.
func ref(n int) string { return strconv.Itoa(n) + " 0 R" }

// hexText writes a text of any language for the reader's window, in UTF-16.
func hexText(text string) string {
	b := []byte{0xFE, 0xFF}
	for _, u := range utf16.Encode([]rune(text)) {
		b = binary.BigEndian.AppendUint16(b, u)
	}
	return "<" + hex.EncodeToString(b) + ">"
}

// pdfDate writes a moment as PDF does.
func pdfDate(t time.Time) string { return t.UTC().Format("(D:20060102150405Z)") }

// fixed writes a number of millimetres as points, two decimals.
func fixed(v float64) string { return strconv.FormatFloat(v*points, 'f', 2, 64) }
