package pdf

import (
	"bytes"
	"compress/zlib"
	"slices"
	"strconv"
	"sync"
)

// deflaters are compressors at rest: one is 800 kB, and fpdf makes a new one
// for each page, which was half of a document's time.
var deflaters = sync.Pool{New: func() any {
	w, _ := zlib.NewWriterLevel(nil, zlib.BestSpeed) // the level is a good one
	return w
}}

// pack compresses the pages of a document that fpdf has written plainly, and
// tells the cross-reference table where the objects are now (ISO 32000-1,
// 7.5.4). What does not look as fpdf writes it is returned as it is: larger,
// and as good.
func pack(data []byte) []byte {
	offsets, trailer, ok := crossReference(data)
	if !ok {
		return data
	}
	order := make([]int, len(offsets)) // of the objects in the file
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int { return offsets[a] - offsets[b] })
	table := bytes.LastIndex(data[:trailer], []byte("\nxref\n")) + 1

	out := bytes.NewBuffer(make([]byte, 0, 48<<10))
	out.Write(data[:offsets[order[0]]])
	w := deflaters.Get().(*zlib.Writer)
	defer deflaters.Put(w)
	var body bytes.Buffer
	for i, object := range order {
		end := table
		if i+1 < len(order) {
			end = offsets[order[i+1]]
		}
		plain := data[offsets[object]:end]
		offsets[object] = out.Len()
		head, content, ok := plainStream(plain)
		if !ok {
			out.Write(plain)
			continue
		}
		body.Reset()
		w.Reset(&body)
		_, _ = w.Write(content) // a buffer takes everything
		_ = w.Close()
		out.Write(head)
		out.WriteString("<</Filter /FlateDecode /Length " + strconv.Itoa(body.Len()) + ">>\nstream\n")
		out.Write(body.Bytes())
		out.WriteString("\nendstream\nendobj\n")
	}
	start := out.Len()
	out.WriteString("xref\n0 " + strconv.Itoa(len(offsets)+1) + "\n0000000000 65535 f \n")
	for _, at := range offsets {
		digits := strconv.Itoa(at)
		out.WriteString("0000000000"[:10-len(digits)] + digits + " 00000 n \n")
	}
	from := bytes.LastIndex(data, []byte("startxref\n"))
	out.Write(data[trailer:from])
	out.WriteString("startxref\n" + strconv.Itoa(start) + "\n%%EOF\n")
	return out.Bytes()
}

// crossReference reads where the objects are, by number from 1, and where the
// trailer begins.
func crossReference(data []byte) (offsets []int, trailer int, ok bool) {
	const entry = 20
	from := bytes.LastIndex(data, []byte("startxref\n"))
	table := bytes.LastIndex(data, []byte("\nxref\n0 "))
	if from < 0 || table < 0 {
		return nil, 0, false
	}
	count, rest, found := bytes.Cut(data[table+len("\nxref\n0 "):from], []byte("\n"))
	n, err := strconv.Atoi(string(count))
	if !found || err != nil || n < 2 || len(rest) < n*entry {
		return nil, 0, false
	}
	for i := 1; i < n; i++ {
		at, err := strconv.Atoi(string(rest[i*entry : i*entry+10]))
		if err != nil || at <= 0 || at > table || !bytes.HasPrefix(data[at:], []byte(strconv.Itoa(i)+" 0 obj\n")) {
			return nil, 0, false
		}
		offsets = append(offsets, at)
	}
	return offsets, from - len(rest) + n*entry, bytes.HasPrefix(rest[n*entry:], []byte("trailer"))
}

// plainStream takes an object apart that is a stream without a filter.
func plainStream(object []byte) (head, content []byte, ok bool) {
	const open, closing = "<</Length ", "\nendstream\nendobj\n"
	at := bytes.IndexByte(object, '\n') + 1
	rest, ok := bytes.CutPrefix(object[at:], []byte(open))
	if !ok {
		return nil, nil, false
	}
	digits, rest, ok := bytes.Cut(rest, []byte(">>\nstream\n"))
	n, err := strconv.Atoi(string(digits))
	if !ok || err != nil || n < 0 || len(rest) != n+len(closing) || string(rest[n:]) != closing {
		return nil, nil, false
	}
	return object[:at], rest[:n], true
}
