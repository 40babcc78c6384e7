package plan

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"hash"
	"time"
	"unicode/utf8"
)

// A hasher hashes the fields of a plan: of each that is not zero its number, which is
// its own for good, and its value with its length, so that no two plans give the same
// bytes, and a field that comes later changes nothing where it is zero: what an older
// version has put into an outbox stays what it was. A plan that comes back from JSON has
// the same hash: what is nil and what is empty are not told apart, times are as JSON
// writes them, and a byte that is no UTF-8 is U+FFFD.
type hasher struct {
	h    hash.Hash
	b    []byte // not hashed yet
	html string // that of the mail before, which most mails of a plan share
	odd  bool   // a time that JSON cannot keep
}

// newHasher begins a hash of what is named, so that two of different things differ.
func newHasher(what string) *hasher {
	w := &hasher{h: sha256.New(), b: make([]byte, 0, 4096)}
	w.string(what)
	return w
}

// sum is the hash; "" when JSON cannot keep the plan.
func (w *hasher) sum() string {
	if w.odd {
		return ""
	}
	w.h.Write(w.b)
	var sum [sha256.Size]byte
	return hex.EncodeToString(w.h.Sum(sum[:0]))
}

// room makes room for n bytes, which are few.
func (w *hasher) room(n int) {
	if cap(w.b)-len(w.b) < n {
		w.h.Write(w.b)
		w.b = w.b[:0]
	}
}

func (w *hasher) write(data []byte) {
	if w.room(len(data)); len(data) > cap(w.b) {
		w.h.Write(data)
		return
	}
	w.b = append(w.b, data...)
}

func (w *hasher) varint(n int64) {
	w.room(binary.MaxVarintLen64)
	w.b = binary.AppendVarint(w.b, n)
}

func (w *hasher) string(t string) {
	if !utf8.ValidString(t) {
		t = string([]rune(t)) // as JSON does
	}
	w.varint(int64(len(t)))
	for len(t) > 0 {
		w.room(1)
		n := min(len(t), cap(w.b)-len(w.b))
		w.b, t = append(w.b, t[:n]...), t[n:]
	}
}

// text writes the texts of fields that follow each other.
func (w *hasher) text(field int64, texts ...string) {
	for i, t := range texts {
		if t != "" {
			w.varint(field + int64(i))
			w.string(t)
		}
	}
}

func (w *hasher) number(field, n int64) {
	if n != 0 {
		w.varint(field)
		w.varint(n)
	}
}

func (w *hasher) flag(field int64, on bool) {
	if on {
		w.varint(field)
	}
}

func (w *hasher) data(field int64, data []byte) {
	if len(data) > 0 {
		w.varint(field)
		w.varint(int64(len(data)))
		w.write(data)
	}
}

// time writes a time as JSON does, which holds no zero byte, and one behind it.
func (w *hasher) time(field int64, t time.Time) {
	if t.IsZero() {
		return
	}
	w.varint(field)
	w.room(len(time.RFC3339Nano) + 2)
	b, err := t.AppendText(w.b)
	w.odd = w.odd || err != nil
	w.b = append(b, 0)
}

// list begins a list, whose items each end with end; an empty one is not there.
func (w *hasher) list(field int64, n int) { w.number(field, int64(n)) }

func (w *hasher) texts(field int64, list []string) {
	w.list(field, len(list))
	for _, t := range list {
		w.string(t)
	}
}

func (w *hasher) numbers(field int64, list []int) {
	w.list(field, len(list))
	for _, n := range list {
		w.varint(int64(n))
	}
}

// end ends the fields of what stands inside another, whose numbers begin at 1.
func (w *hasher) end() { w.varint(0) }
