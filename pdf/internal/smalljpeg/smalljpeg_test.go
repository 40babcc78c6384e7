package smalljpeg_test

import (
	"bytes"
	"image"
	"image/color"
	"image/jpeg"
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/pdf/internal/smalljpeg"
)

// segments are those of a JPEG; nil when it has no end.
func segments(data []byte) []smalljpeg.Segment {
	if all, ok := smalljpeg.Segments(data); ok {
		return all
	}
	return nil
}

// picture has slopes, edges and colours.
func picture(w, h int) *image.RGBA {
	img := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			c := color.RGBA{uint8(255 * x / w), uint8(255 * y / h), uint8(128 + 100*math.Sin(float64(x+y)/20)), 255}
			if (x/64+y/48)%5 == 0 {
				c.R, c.B = 255-c.R, 30
			}
			img.SetRGBA(x, y, c)
		}
	}
	return img
}

func encoded(t testing.TB, img image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	require.NoError(t, jpeg.Encode(&b, img, &jpeg.Options{Quality: 90}))
	return b.Bytes()
}

// meanOf is the mean colour of a square of a picture.
func meanOf(img image.Image, r image.Rectangle) (sum [3]float64) {
	r = r.Intersect(img.Bounds())
	for y := r.Min.Y; y < r.Max.Y; y++ {
		for x := r.Min.X; x < r.Max.X; x++ {
			red, green, blue, _ := img.At(x, y).RGBA()
			sum[0], sum[1], sum[2] = sum[0]+float64(red>>8), sum[1]+float64(green>>8), sum[2]+float64(blue>>8)
		}
	}
	for i := range sum {
		sum[i] /= float64(r.Dx() * r.Dy())
	}
	return sum
}

// apart is how far a small picture is from the means of the squares of the whole one:
// the root of the mean square.
func apart(whole, small image.Image, n int) float64 {
	sum, count := 0.0, 0
	for y := range small.Bounds().Dy() {
		for x := range small.Bounds().Dx() {
			want := meanOf(whole, image.Rect(x*n, y*n, x*n+n, y*n+n))
			got := meanOf(small, image.Rect(x, y, x+1, y+1))
			for i := range want {
				sum += (want[i] - got[i]) * (want[i] - got[i])
				count++
			}
		}
	}
	return math.Sqrt(sum / float64(count))
}

func grey(img image.Image) *image.Gray {
	out := image.NewGray(img.Bounds())
	for y := range img.Bounds().Dy() {
		for x := range img.Bounds().Dx() {
			out.Set(x, y, img.At(x, y))
		}
	}
	return out
}

func TestDecodeIsTheWholePictureMadeSmall(t *testing.T) {
	t.Parallel()
	for _, size := range []image.Point{{400, 300}, {401, 299}, {17, 33}, {8, 8}, {1, 1}, {1, 40}} {
		for name, data := range map[string][]byte{"colour": encoded(t, picture(size.X, size.Y)), "grey": encoded(t, grey(picture(size.X, size.Y)))} {
			whole, err := jpeg.Decode(bytes.NewReader(data))
			require.NoError(t, err)
			for _, n := range []int{2, 4, 8} {
				small, ok := smalljpeg.Decode(segments(data), n)
				require.True(t, ok, "%s %v", name, size)
				assert.Equal(t, image.Pt((size.X+n-1)/n, (size.Y+n-1)/n), small.Bounds().Size())
				_, isGrey := small.(*image.Gray)
				assert.Equal(t, name == "grey", isGrey)
				if isGrey || size.X >= 400 { // the colours of small pictures are coarse
					assert.Less(t, apart(whole, small, n), 10.0, "%s %v at 1/%d", name, size, n)
				}
			}
		}
	}
}

// A slope of one frequency is drawn as it is, at every size.
func TestDecodeASlopeExactly(t *testing.T) {
	t.Parallel()
	flat := image.NewGray(image.Rect(0, 0, 64, 64))
	for i := range flat.Pix {
		flat.Pix[i] = 77
	}
	slope := image.NewGray(image.Rect(0, 0, 64, 64))
	for i := range slope.Pix {
		slope.Pix[i] = uint8(2*(i%64) + i/64)
	}
	for _, n := range []int{2, 4, 8} {
		small, ok := smalljpeg.Decode(segments(encoded(t, flat)), n)
		require.True(t, ok)
		for _, v := range small.(*image.Gray).Pix {
			require.InDelta(t, 77, v, 1)
		}
		small, ok = smalljpeg.Decode(segments(encoded(t, slope)), n)
		require.True(t, ok)
		assert.Less(t, apart(slope, small, n), 2.0, "1/%d", n)
	}
}

func TestDecodeLeavesTheRestToOthers(t *testing.T) {
	t.Parallel()
	good := segments(encoded(t, picture(64, 48)))
	spoilt := func(change func(all []smalljpeg.Segment) []smalljpeg.Segment) []smalljpeg.Segment {
		all := make([]smalljpeg.Segment, len(good))
		for i, s := range good {
			all[i] = smalljpeg.Segment{Marker: s.Marker, Payload: bytes.Clone(s.Payload), Scan: bytes.Clone(s.Scan)}
		}
		return change(all)
	}
	of := func(all []smalljpeg.Segment, marker byte) *smalljpeg.Segment {
		for i := range all {
			if all[i].Marker == marker {
				return &all[i]
			}
		}
		return nil
	}
	change := func(marker byte, at int, to byte) []smalljpeg.Segment {
		return spoilt(func(all []smalljpeg.Segment) []smalljpeg.Segment { of(all, marker).Payload[at] = to; return all })
	}
	scan := func(f func(scan []byte) []byte) []smalljpeg.Segment {
		return spoilt(func(all []smalljpeg.Segment) []smalljpeg.Segment {
			s := of(all, 0xda)
			s.Scan = f(s.Scan)
			return all
		})
	}
	with := func(s smalljpeg.Segment) []smalljpeg.Segment {
		return spoilt(func(all []smalljpeg.Segment) []smalljpeg.Segment { return append([]smalljpeg.Segment{s}, all...) })
	}
	rgb := func() []smalljpeg.Segment {
		return spoilt(func(all []smalljpeg.Segment) []smalljpeg.Segment {
			for i, name := range []byte("RGB") {
				of(all, 0xc0).Payload[6+3*i], of(all, 0xda).Payload[1+2*i] = name, name
			}
			return all
		})
	}
	for name, all := range map[string][]smalljpeg.Segment{
		"nothing":                 nil,
		"no scan":                 good[:len(good)-1],
		"no tables":               good[len(good)-1:],
		"progressive":             spoilt(func(all []smalljpeg.Segment) []smalljpeg.Segment { of(all, 0xc0).Marker = 0xc2; return all }),
		"two frames":              with(*of(good, 0xc0)),
		"twelve bits":             change(0xc0, 0, 12),
		"no height":               change(0xc0, 2, 0),
		"four planes":             change(0xc0, 5, 4),
		"fine colours":            change(0xc0, 10, 0x21),
		"coarse light":            change(0xc0, 7, 0x32),
		"coarse light downwards":  change(0xc0, 7, 0x13),
		"light without a size":    change(0xc0, 7, 0x02),
		"planes of one name":      change(0xc0, 12, 2),
		"RGB by name":             rgb(),
		"unknown plane":           change(0xda, 1, 9),
		"unknown table":           change(0xda, 2, 0x33),
		"part of the frequencies": change(0xda, 8, 5),
		"approximated":            change(0xda, 9, 0x10),
		"unknown quantiser":       change(0xc0, 8, 3),
		"odd quantiser":           change(0xdb, 0, 0x20),
		"too many codes":          change(0xc4, 1, 3),
		"odd class":               change(0xc4, 0, 0x20),
		"RGB by Adobe":            with(smalljpeg.Segment{Marker: 0xee, Payload: []byte("Adobe\x00\x64\x00\x00\x00\x00\x00")}),
		"unknown marker":          with(smalljpeg.Segment{Marker: 0xdc, Payload: []byte{0, 1}}),
		"odd restart":             with(smalljpeg.Segment{Marker: 0xdd, Payload: []byte{1}}),
		"restarts that are not":   with(smalljpeg.Segment{Marker: 0xdd, Payload: []byte{0, 1}}),
		"two scans":               spoilt(func(all []smalljpeg.Segment) []smalljpeg.Segment { return append(all, all[len(all)-1]) }),
		"ends of progressive":     change(0xc4, 49, 0xe0),
		"cut":                     scan(func(scan []byte) []byte { return scan[:len(scan)/2] }),
		"empty":                   scan(func([]byte) []byte { return nil }),
		"cut by a byte":           scan(func(scan []byte) []byte { return scan[:len(scan)-1] }),
		"more behind":             scan(func(scan []byte) []byte { return append(scan, 1, 2, 3) }),
		"a restart at the end":    scan(func(scan []byte) []byte { return append(scan, 0xff, 0xd0) }),
		"a marker inside":         scan(func(scan []byte) []byte { return append(append(scan[:9:9], 0xff, 0xd0), scan[9:]...) }),
	} {
		_, ok := smalljpeg.Decode(all, 4)
		assert.False(t, ok, name)
	}
	for _, n := range []int{-1, 0, 1, 3, 16} {
		_, ok := smalljpeg.Decode(good, n)
		assert.False(t, ok, "1/%d", n)
	}
	for name, note := range map[string]smalljpeg.Segment{
		"YCbCr by Adobe":    {Marker: 0xee, Payload: []byte("Adobe\x00\x64\x00\x00\x00\x00\x01")},
		"JFIF":              {Marker: 0xe0, Payload: []byte("JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00")},
		"the last of notes": {Marker: 0xef, Payload: []byte("x")}, "comment": {Marker: 0xfe}, "no restarts": {Marker: 0xdd, Payload: []byte{0, 0}},
		"a fourth table": {Marker: 0xdb, Payload: append([]byte{3}, make([]byte, 64)...)},
	} {
		_, ok := smalljpeg.Decode(with(note), 4)
		assert.True(t, ok, name)
	}
}

// cosines are the transform of T.81, annex A.3.3, for blocks of 8 and of m points, out
// of the same frequencies.
func cosines(m, x, u int) float64 {
	if u == 0 {
		return 1 / (2 * math.Sqrt2)
	}
	return 0.5 * math.Cos(float64((2*x+1)*u)*math.Pi/float64(2*m))
}

// lowOf is a block of a whole picture out of its lowest m by m frequencies.
func lowOf(whole *image.Gray, left, top, m int) [][]float64 {
	small := make([][]float64, m)
	for y := range small {
		small[y] = make([]float64, m)
	}
	for v := range m {
		for u := range m {
			frequency := 0.0
			for y := range 8 {
				for x := range 8 {
					frequency += (float64(whole.GrayAt(left+x, top+y).Y) - 128) * cosines(8, x, u) * cosines(8, y, v)
				}
			}
			for y := range m {
				for x := range m {
					small[y][x] += frequency * cosines(m, x, u) * cosines(m, y, v)
				}
			}
		}
	}
	return small
}

// grain has every frequency, and no level near the ends.
func grain(w, h int) *image.Gray {
	img, n := image.NewGray(image.Rect(0, 0, w, h)), uint32(1)
	for i := range img.Pix {
		n = n*1664525 + 1013904223
		img.Pix[i] = byte(88 + n>>24*80/256)
	}
	return img
}

func TestDecodeDrawsTheLowestFrequencies(t *testing.T) {
	t.Parallel()
	var b bytes.Buffer
	require.NoError(t, jpeg.Encode(&b, grain(64, 32), &jpeg.Options{Quality: 100}))
	decoded, err := jpeg.Decode(bytes.NewReader(b.Bytes()))
	require.NoError(t, err)
	whole := decoded.(*image.Gray)
	for _, n := range []int{2, 4, 8} {
		img, ok := smalljpeg.Decode(segments(b.Bytes()), n)
		require.True(t, ok)
		small, m := img.(*image.Gray), 8/n
		for top := 0; top < 32; top += 8 {
			for left := 0; left < 64; left += 8 {
				for y, row := range lowOf(whole, left, top, m) {
					for x, want := range row {
						require.InDelta(t, want+128, small.GrayAt(left/n+x, top/n+y).Y, 1.6, "1/%d at %d, %d", n, left/n+x, top/n+y)
					}
				}
			}
		}
	}
}

// withSegment is a JPEG whose segments of a marker are changed.
func withSegment(data []byte, marker byte, change func(payload []byte) []byte) []byte {
	all, _ := smalljpeg.Segments(data)
	out := []byte{0xff, 0xd8}
	for _, s := range all {
		if s.Marker == marker {
			s.Payload = change(bytes.Clone(s.Payload))
		}
		out = append(out, 0xff, s.Marker, byte((len(s.Payload)+2)>>8), byte(len(s.Payload)+2))
		out = append(append(out, s.Payload...), s.Scan...)
	}
	return append(out, 0xff, 0xd9)
}

// A grey picture may say that its blocks stand together in fours, and a table may
// have factors of two bytes: neither changes anything.
func TestDecodeWhatIsWrittenInOtherWays(t *testing.T) {
	t.Parallel()
	data := encoded(t, grain(40, 24))
	want, ok := smalljpeg.Decode(segments(data), 2)
	require.True(t, ok)
	for name, other := range map[string][]byte{
		"blocks in fours": withSegment(data, 0xc0, func(p []byte) []byte { p[7] = 0x22; return p }),
		"wide factors": withSegment(data, 0xdb, func(p []byte) (wide []byte) {
			for ; len(p) >= 65; p = p[65:] {
				wide = append(wide, 0x10|p[0])
				for _, factor := range p[1:65] {
					wide = append(wide, 0, factor)
				}
			}
			return wide
		}),
	} {
		_, err := jpeg.Decode(bytes.NewReader(other))
		require.NoError(t, err, name)
		got, ok := smalljpeg.Decode(segments(other), 2)
		require.True(t, ok, name)
		assert.Equal(t, want, got, name)
	}
}

// Four blocks of one level each, 40 above the middle, each between two restarts.
func TestDecodeStartsAnewAtARestart(t *testing.T) {
	t.Parallel()
	segment := func(marker byte, payload ...byte) smalljpeg.Segment {
		return smalljpeg.Segment{Marker: marker, Payload: payload}
	}
	factors := append([]byte{0}, bytes.Repeat([]byte{8}, 64)...)
	lengths := func(class byte, counts [16]byte, values ...byte) smalljpeg.Segment {
		return segment(0xc4, append(append([]byte{class << 4}, counts[:]...), values...)...)
	}
	scan := segment(0xda, 1, 1, 0, 0, 63, 0)
	block := []byte{0b10_101000, 0b0_1111111} // size 6, 40, the end of the block, and what fills the byte
	for i := range 4 {
		if scan.Scan = append(scan.Scan, block...); i < 3 {
			scan.Scan = append(scan.Scan, 0xff, 0xd0+byte(i))
		}
	}
	all := []smalljpeg.Segment{
		segment(0xdb, factors...), segment(0xc0, 8, 0, 8, 0, 32, 1, 1, 0x11, 0),
		lengths(0, [16]byte{1, 1}, 0, 6), lengths(1, [16]byte{1}, 0), segment(0xdd, 0, 1), scan,
	}
	img, ok := smalljpeg.Decode(all, 4)
	require.True(t, ok)
	assert.Equal(t, bytes.Repeat([]byte{168}, 16), img.(*image.Gray).Pix)
	for name, change := range map[string]func(scan []byte) []byte{
		"no restart":      func(scan []byte) []byte { return append(scan[:2:2], scan[4:]...) },
		"no such restart": func(scan []byte) []byte { scan = bytes.Clone(scan); scan[3] = 0xd8; return scan },
		"data before it":  func(scan []byte) []byte { return append([]byte{scan[0], scan[1], 0x55}, scan[2:]...) },
		"cut at it":       func(scan []byte) []byte { return scan[:3] },
	} {
		spoilt := append(all[:5:5], smalljpeg.Segment{Marker: 0xda, Payload: scan.Payload, Scan: change(scan.Scan)})
		_, ok := smalljpeg.Decode(spoilt, 4)
		assert.False(t, ok, name)
	}
}

// What is decoded here is what image/jpeg decodes too.
func FuzzDecode(f *testing.F) {
	f.Add(encoded(f, picture(40, 30)))
	f.Add(encoded(f, grey(picture(33, 17))))
	f.Add(encoded(f, picture(40, 30))[:300])
	f.Add(withSegment(encoded(f, grey(picture(33, 17))), 0xc4, func(p []byte) []byte { p[49] = 0xe0; return p })) // an end of many blocks
	f.Fuzz(func(t *testing.T, data []byte) {
		config, err := jpeg.DecodeConfig(bytes.NewReader(data))
		if err != nil || config.Width*config.Height > 1<<14 {
			return
		}
		small, ok := smalljpeg.Decode(segments(data), 2)
		if !ok {
			return
		}
		whole, err := jpeg.Decode(bytes.NewReader(data))
		require.NoError(t, err)
		assert.Equal(t, image.Pt((whole.Bounds().Dx()+1)/2, (whole.Bounds().Dy()+1)/2), small.Bounds().Size())
	})
}
