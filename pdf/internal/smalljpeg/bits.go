package smalljpeg

import "encoding/binary"

// lookAt is how many bits of a code are looked up at once.
const lookAt = 9

// A table has the codes of a Huffman table (T.81, annex C).
type table struct {
	short  [1 << lookAt]uint16 // value and length of a code that is no longer; 0: it is
	values []byte
	limit  [17]int32 // by length: one more than the last code, moved to 16 bits
	first  [17]int32 // the place of the first value less its code
}

// newTable reads a table: how many codes there are of each length, and their
// values. Size is how many bytes it takes.
func newTable(p []byte) (t *table, size int, ok bool) {
	count := 0
	for _, n := range p[:16] {
		count += int(n)
	}
	if count == 0 || count > 256 || len(p) < 16+count {
		return nil, 0, false
	}
	t = &table{values: p[16 : 16+count]}
	code, at := int32(0), int32(0)
	for length := 1; length <= 16; length++ {
		t.first[length] = at - code
		for range p[length-1] {
			if code >= 1<<length {
				return nil, 0, false // more codes than there can be
			}
			if length <= lookAt {
				for fill := range 1 << (lookAt - length) {
					t.short[int(code)<<(lookAt-length)|fill] = uint16(t.values[at])<<8 | uint16(length)
				}
			}
			code, at = code+1, at+1
		}
		t.limit[length] = code << (16 - length)
		code <<= 1
	}
	return t, 16 + count, true
}

// A reader reads the bits of a coded image, in which a zero byte stands behind each
// 0xff (T.81, F.1.2.3).
type reader struct {
	data []byte
	at   int
	next uint64 // the bits to come, from the highest
	bits int    // how many there are; below zero when more were taken
}

// fill makes sure of 32 bits, as long as there are any.
func (r *reader) fill() {
	if r.bits <= 32 && r.at+4 <= len(r.data) {
		if four := binary.BigEndian.Uint32(r.data[r.at:]); (^four-0x01010101)&four&0x80808080 == 0 { // none is 0xff
			r.next |= uint64(four) << (32 - r.bits)
			r.bits, r.at = r.bits+32, r.at+4
			return
		}
	}
	for r.bits <= 56 && r.at < len(r.data) {
		b := r.data[r.at]
		if b == 0xff {
			if r.at+1 == len(r.data) || r.data[r.at+1] != 0 {
				return // a marker
			}
			r.at++
		}
		r.at++
		r.next |= uint64(b) << (56 - r.bits)
		r.bits += 8
	}
}

// symbol reads a code, and makes sure of the bits of the number behind it.
func (r *reader) symbol(t *table) (value byte, ok bool) {
	if r.bits < 32 {
		r.fill()
	}
	if short := t.short[r.next>>(64-lookAt)]; short != 0 {
		r.next <<= short & 0xff
		r.bits -= int(short & 0xff)
		return byte(short >> 8), r.bits >= 0
	}
	code := int32(r.next >> 48)
	for length := lookAt + 1; length <= 16; length++ {
		if code < t.limit[length] {
			r.next <<= length
			r.bits -= length
			return t.values[t.first[length]+code>>(16-length)], r.bits >= 0
		}
	}
	return 0, false
}

// number reads a number of so many bits (T.81, F.2.2.1).
func (r *reader) number(size byte) int32 {
	if size == 0 {
		return 0
	}
	v := extended(r.next, size)
	r.next <<= size
	r.bits -= int(size)
	return v
}

// extended is the number in the first bits of next; one whose first bit is 0 is below
// zero.
func extended(next uint64, size byte) int32 {
	v := int32(next >> (64 - size&63))
	if v < 1<<(size-1) {
		v -= 1<<size - 1
	}
	return v
}

// restart passes over what fills the last byte, and a marker of restart.
func (r *reader) restart() bool {
	if r.bits < 0 || r.bits >= 8 || r.at+2 > len(r.data) || r.data[r.at] != 0xff || r.data[r.at+1]&0xf8 != 0xd0 {
		return false
	}
	r.at, r.next, r.bits = r.at+2, 0, 0
	return true
}

// atEnd reports whether nothing is left but what fills the last byte.
func (r *reader) atEnd() bool {
	return r.bits >= 0 && r.bits < 8 && r.at == len(r.data)
}
