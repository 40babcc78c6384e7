// Package smalljpeg decodes photos at a half, a quarter or an eighth of their size.
// Most of the time of a whole decoding goes into pixels that a printed photo does
// not have: here each square of 8 by 8 becomes what is wanted of it, out of its
// lowest frequencies (ITU-T T.81, annex A.3.3, cut to 4, 2 or 1 of them).
//
// It reads what cameras and telephones write, baseline JPEG in one scan, grey or
// YCbCr. Of everything else, and of what is cut or broken, it says that it cannot
// read it, and image/jpeg is to be asked.
package smalljpeg

import (
	"encoding/binary"
	"image"
)

// Decode decodes a JPEG, given as [Segments] takes it apart, at one
// n-th of its size, rounded up; n is 2, 4 or 8. The picture is an [*image.YCbCr] or an
// [*image.Gray]. False: it is none that this package reads.
func Decode(segments []Segment, n int) (image.Image, bool) {
	if n != 2 && n != 4 && n != 8 {
		return nil, false
	}
	d := decoder{size: 8 / n}
	for i := range segments {
		s := &segments[i]
		ok := true
		switch {
		case s.Marker == 0xda:
			if i != len(segments)-1 || !d.scanHeader(s.Payload) || !d.scan(s.Scan) {
				return nil, false
			}
			return d.image(n), true
		case s.Marker == 0xdb:
			ok = d.quantisation(s.Payload)
		case s.Marker == 0xc4:
			ok = d.huffman(s.Payload)
		case s.Marker == 0xc0, s.Marker == 0xc1:
			ok = d.frame(s.Payload)
		case s.Marker == 0xdd:
			if ok = len(s.Payload) == 2; ok {
				d.restart = int(binary.BigEndian.Uint16(s.Payload))
			}
		case s.Marker == 0xee && len(s.Payload) >= 12 && string(s.Payload[:5]) == "Adobe":
			ok = s.Payload[11] == 1 // YCbCr
		case s.Marker >= 0xe0 && s.Marker <= 0xef, s.Marker == 0xfe: // notes
		default:
			ok = false
		}
		if !ok {
			return nil, false
		}
	}
	return nil, false
}

// A component is a plane of the picture.
type component struct {
	id, table     byte // of quantisation
	h, v          int  // blocks of it in a unit
	dc, ac        byte // Huffman tables
	last          int32
	pixels        []byte
	stride        int
	blocksAcross  int
	quantisations *[64]int32
}

type decoder struct {
	size          int // of a block, in pixels: 4, 2 or 1
	width, height int // of the whole picture
	components    []component
	quantisers    [4]*[64]int32
	tables        [2][4]*table // DC and AC
	restart       int          // units between two restarts; 0: none
	across, down  int          // units
}

// quantisation reads tables of factors (T.81, B.2.4.1).
func (d *decoder) quantisation(p []byte) bool {
	for len(p) > 0 {
		precision, id := p[0]>>4, p[0]&15
		p = p[1:]
		bytes := 64 * (1 + int(precision))
		if precision > 1 || id > 3 || len(p) < bytes {
			return false
		}
		q := new([64]int32)
		for i := range q {
			if precision == 0 {
				q[i] = int32(p[i])
			} else {
				q[i] = int32(binary.BigEndian.Uint16(p[2*i:]))
			}
		}
		d.quantisers[id], p = q, p[bytes:]
	}
	return true
}

// huffman reads tables of codes (T.81, B.2.4.2).
func (d *decoder) huffman(p []byte) bool {
	for len(p) > 0 {
		if len(p) < 17 || p[0]>>4 > 1 || p[0]&15 > 3 {
			return false
		}
		t, size, ok := newTable(p[1:])
		if !ok {
			return false
		}
		d.tables[p[0]>>4][p[0]&15], p = t, p[1+size:]
	}
	return true
}

// frame reads the picture's size and its planes (T.81, B.2.2).
func (d *decoder) frame(p []byte) bool {
	if d.components != nil || len(p) < 6 || p[0] != 8 {
		return false
	}
	d.height, d.width = int(binary.BigEndian.Uint16(p[1:])), int(binary.BigEndian.Uint16(p[3:]))
	count := int(p[5])
	if d.height == 0 || d.width == 0 || count != 1 && count != 3 || len(p) != 6+3*count {
		return false
	}
	for i := range count {
		c := component{id: p[6+3*i], h: int(p[7+3*i] >> 4), v: int(p[7+3*i] & 15), table: p[8+3*i]}
		if c.h < 1 || c.h > 2 || c.v < 1 || c.v > 2 || c.table > 3 || i > 0 && (c.h != 1 || c.v != 1) {
			return false
		}
		if count == 1 {
			c.h, c.v = 1, 1 // a plane by itself has no units of several blocks (T.81, A.2.2)
		}
		d.components = append(d.components, c)
	}
	if count == 3 {
		a, b, c := d.components[0].id, d.components[1].id, d.components[2].id
		return a != b && b != c && a != c && a != 'R' // R, G and B, as some programs mark it
	}
	return true
}

// scanHeader reads which tables the planes have, and makes room for them (T.81,
// B.2.3).
func (d *decoder) scanHeader(p []byte) bool {
	count := len(d.components)
	if count == 0 || len(p) != 4+2*count || int(p[0]) != count ||
		p[1+2*count] != 0 || p[2+2*count] != 63 || p[3+2*count] != 0 {
		return false
	}
	unitWidth, unitHeight := 8*d.components[0].h, 8*d.components[0].v
	d.across, d.down = (d.width+unitWidth-1)/unitWidth, (d.height+unitHeight-1)/unitHeight
	for i := range d.components {
		c := &d.components[i]
		c.dc, c.ac = p[2+2*i]>>4, p[2+2*i]&15
		if p[1+2*i] != c.id || c.dc > 3 || c.ac > 3 || d.tables[0][c.dc] == nil ||
			d.tables[1][c.ac] == nil || d.quantisers[c.table] == nil {
			return false
		}
		c.quantisations = d.quantisers[c.table]
		c.blocksAcross = d.across * c.h
		c.stride = c.blocksAcross * d.size
		c.pixels = make([]byte, c.stride*d.down*c.v*d.size)
	}
	return true
}

// scan decodes the coded image (T.81, F.2).
func (d *decoder) scan(data []byte) bool {
	r := reader{data: data}
	left := d.restart
	for y := range d.down {
		for x := range d.across {
			if d.restart > 0 && left == 0 {
				if !r.restart() {
					return false
				}
				left = d.restart
				for i := range d.components {
					d.components[i].last = 0
				}
			}
			left--
			if !d.unit(&r, x, y) {
				return false
			}
		}
	}
	return r.atEnd()
}

// unit decodes the blocks of a unit.
func (d *decoder) unit(r *reader, x, y int) bool {
	for i := range d.components {
		c := &d.components[i]
		for v := range c.v {
			for h := range c.h {
				if !d.block(r, c, x*c.h+h, y*c.v+v) {
					return false
				}
			}
		}
	}
	return true
}

// image is the picture, cut to its size.
func (d *decoder) image(n int) image.Image {
	rect := image.Rect(0, 0, (d.width+n-1)/n, (d.height+n-1)/n)
	y := &d.components[0]
	if len(d.components) == 1 {
		return &image.Gray{Pix: y.pixels, Stride: y.stride, Rect: rect}
	}
	cb, cr := &d.components[1], &d.components[2]
	ratio := [2][2]image.YCbCrSubsampleRatio{
		{image.YCbCrSubsampleRatio444, image.YCbCrSubsampleRatio440},
		{image.YCbCrSubsampleRatio422, image.YCbCrSubsampleRatio420},
	}[y.h-1][y.v-1]
	return &image.YCbCr{
		Y:              y.pixels,
		Cb:             cb.pixels,
		Cr:             cr.pixels,
		YStride:        y.stride,
		CStride:        cb.stride,
		SubsampleRatio: ratio,
		Rect:           rect,
	}
}
