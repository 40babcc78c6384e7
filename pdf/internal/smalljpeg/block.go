package smalljpeg

// zigzag is where the coefficients of a block stand, row by row, in the order in
// which they are coded (T.81, figure A.6).
var zigzag = [64]uint8{
	0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5,
	12, 19, 26, 33, 40, 48, 41, 34, 27, 20, 13, 6, 7, 14, 21, 28,
	35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51,
	58, 59, 52, 45, 38, 31, 39, 46, 53, 60, 61, 54, 47, 55, 62, 63,
}

// block decodes a block and draws it in its place. Coefficients that are not drawn
// are passed over.
func (d *decoder) block(r *reader, c *component, x, y int) bool {
	var low [16]int32 // the four by four lowest frequencies
	size, ok := r.symbol(d.tables[0][c.dc])
	if !ok || size > 11 {
		return false
	}
	c.last += r.number(size)
	low[0] = c.last * c.quantisations[0]
	if !r.frequencies(d.tables[1][c.ac], c.quantisations, &low) {
		return false
	}
	out := c.pixels[(y*c.stride+x)*d.size:]
	switch d.size {
	case 1:
		out[0] = pixel(low[0], 3)
	case 2:
		// All factors are 1/8: (1/2 cos π/4)² and (1/√8)².
		top, bottom := low[0]+low[4], low[0]-low[4]
		topSide, bottomSide := low[1]+low[5], low[1]-low[5]
		out[0], out[1] = pixel(top+topSide, 3), pixel(top-topSide, 3)
		out[c.stride], out[c.stride+1] = pixel(bottom+bottomSide, 3), pixel(bottom-bottomSide, 3)
	case 4:
		draw4(out, c.stride, &low)
	}
	return true
}

// frequencies reads the other coefficients of a block.
func (r *reader) frequencies(t *table, q *[64]int32, low *[16]int32) bool {
	next, bits := r.next, r.bits
	for k := 1; k < 64; k++ {
		if bits < 32 {
			r.next, r.bits = next, bits
			r.fill()
			next, bits = r.next, r.bits
		}
		var code byte
		if short := t.short[next>>(64-lookAt)]; short != 0 {
			next <<= short & 0xff
			bits -= int(short & 0xff)
			code = byte(short >> 8)
		} else {
			r.next, r.bits = next, bits
			var ok bool
			if code, ok = r.symbol(t); !ok {
				return false
			}
			next, bits = r.next, r.bits
		}
		run, size := int(code>>4), code&15
		if size == 0 {
			if run == 0 {
				break // the end of the block
			}
			if run != 15 {
				return false // of progressive pictures
			}
			k += 15
			continue
		}
		if k += run; k > 63 {
			return false
		}
		if at := zigzag[k]; at&7 < 4 && at < 32 {
			low[at>>3<<2|at&7] = extended(next, size) * q[k]
		}
		next <<= size
		bits -= int(size)
	}
	r.next, r.bits = next, bits
	return bits >= 0
}

// The factors of the cosines of four points, times 2¹¹: 1/√8, and 1/2 cos π/8 and
// 1/2 cos 3π/8.
const (
	even  = 724
	major = 946
	minor = 392
)

// draw4 draws sixteen pixels of a block: columns first, then rows.
func draw4(out []byte, stride int, low *[16]int32) {
	var half [16]int64
	for x := range 4 {
		a, b, c, d := int64(low[x]), int64(low[4+x]), int64(low[8+x]), int64(low[12+x])
		sum, difference := even*(a+c), even*(a-c)
		outer, inner := major*b+minor*d, minor*b-major*d
		half[x], half[4+x], half[8+x], half[12+x] = sum+outer, difference+inner, difference-inner, sum-outer
	}
	for y := range 4 {
		row := half[4*y : 4*y+4]
		a, b, c, d := row[0], row[1], row[2], row[3]
		sum, difference := even*(a+c), even*(a-c)
		outer, inner := major*b+minor*d, minor*b-major*d
		pixels := out[y*stride : y*stride+4]
		pixels[0], pixels[1] = pixel(sum+outer, 22), pixel(difference+inner, 22)
		pixels[2], pixels[3] = pixel(difference-inner, 22), pixel(sum-outer, 22)
	}
}

// pixel rounds a level that is scaled by a power of two, and moves it to 0 to 255.
func pixel[T int32 | int64](level T, shift uint) byte {
	v := (level+1<<(shift-1))>>shift + 128
	return byte(min(max(v, 0), 255))
}
