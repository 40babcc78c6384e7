package pdf

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/color"
	"image/gif"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/templating/locale"
)

const secret = "57.7089 N 11.9746 E" // what a camera noted

// jpegSegment is a segment of a JPEG, with bytes of fill before it.
func jpegSegment(marker byte, fill int, payload string) []byte {
	b := append(bytes.Repeat([]byte{0xFF}, fill), 0xFF, marker)
	b = binary.BigEndian.AppendUint16(b, uint16(len(payload)+2))
	return append(b, payload...)
}

// inserted puts bytes behind the first marker of a JPEG.
func inserted(data []byte, more ...[]byte) []byte {
	return slices.Concat(data[:2], slices.Concat(more...), data[2:])
}

func pngChunk(kind string, data []byte) []byte {
	b := binary.BigEndian.AppendUint32(nil, uint32(len(data)))
	b = append(append(b, kind...), data...)
	return binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE(b[4:]))
}

// withPNG puts chunks behind the head of a PNG.
func withPNG(data []byte, more ...[]byte) []byte {
	return slices.Concat(data[:33], slices.Concat(more...), data[33:])
}

// tiff is an EXIF directory with an orientation of a type: 1 byte, 3 short,
// 4 long.
func tiff(turn uint32, order binary.AppendByteOrder, kind uint16) []byte {
	b := []byte("II*\x00")
	if order == binary.AppendByteOrder(binary.BigEndian) {
		b = []byte("MM\x00*")
	}
	b = order.AppendUint32(b, 8)
	b = order.AppendUint16(b, 2)
	b = order.AppendUint16(b, 0x0100) // another tag first
	b = order.AppendUint16(b, 3)
	b = order.AppendUint32(b, 1)
	b = append(b, 9, 9, 0, 0)
	b = order.AppendUint16(b, 0x0112)
	b = order.AppendUint16(b, kind)
	b = order.AppendUint32(b, 1)
	switch kind {
	case 1:
		b = append(b, byte(turn), 0, 0, 0)
	case 4:
		b = order.AppendUint32(b, turn)
	default:
		b = append(order.AppendUint16(b, uint16(turn)), 0, 0)
	}
	return append(b, 0, 0, 0, 0)
}

// vp8l is the smallest WebP of a size: one colour, lossless.
func vp8l(w, h int) []byte {
	bits := uint64(0x2F) | uint64(w-1)<<8 | uint64(h-1)<<22
	b := binary.LittleEndian.AppendUint64(nil, bits)[:5]
	// No transform, no cache, one group of codes; each code has one symbol of one
	// bit, 0.
	return append(b, 0x88, 0x88, 0x08, 0, 0, 0)
}

func riff(chunks ...[]byte) []byte {
	body := slices.Concat(append([][]byte{[]byte("WEBP")}, chunks...)...)
	return append(binary.LittleEndian.AppendUint32([]byte("RIFF"), uint32(len(body))), body...)
}

func riffChunk(kind string, data []byte) []byte {
	b := append(binary.LittleEndian.AppendUint32([]byte(kind), uint32(len(data))), data...)
	if len(data)%2 == 1 {
		b = append(b, 0)
	}
	return b
}

// webpOf is a WebP with an EXIF chunk behind the image.
func webpOf(w, h int, exif []byte) []byte {
	head := []byte{0x08, 0, 0, 0, byte(w - 1), byte((w - 1) >> 8), 0, byte(h - 1), byte((h - 1) >> 8), 0}
	return riff(riffChunk("VP8X", head), riffChunk("VP8L", vp8l(w, h)), riffChunk("EXIF", exif), riffChunk("XMP ", []byte(secret)))
}

func TestWhatTheCameraNotedStaysAtHome(t *testing.T) {
	t.Parallel()
	plain := jpegOf(corners(400, 200))
	exif := "Exif\x00\x00" + string(tiff(1, binary.LittleEndian, 3)) + secret
	scan := bytes.Index(plain, []byte{0xFF, 0xDA})
	for name, data := range map[string][]byte{
		"EXIF":                           inserted(plain, jpegSegment(0xE1, 0, exif)),
		"EXIF behind a byte of fill":     inserted(plain, jpegSegment(0xE1, 1, exif)),
		"EXIF behind much fill":          inserted(plain, jpegSegment(0xE1, 40, exif)),
		"XMP":                            inserted(plain, jpegSegment(0xE1, 0, "http://ns.adobe.com/xap/1.0/\x00"+secret)),
		"C2PA manifest":                  inserted(plain, jpegSegment(0xEB, 0, "JP"+secret)),
		"picture info":                   inserted(plain, jpegSegment(0xEC, 0, "Ducky"+secret)),
		"IPTC":                           inserted(plain, jpegSegment(0xED, 0, "Photoshop 3.0\x00"+secret)),
		"list of pictures":               inserted(plain, jpegSegment(0xE2, 0, "MPF\x00"+secret)),
		"profile":                        inserted(plain, jpegSegment(0xE2, 0, "ICC_PROFILE\x00"+secret)),
		"comment":                        inserted(plain, jpegSegment(0xFE, 0, secret)),
		"comment behind fill":            inserted(plain, jpegSegment(0xFE, 3, secret)),
		"comment before the scan":        slices.Concat(plain[:scan], jpegSegment(0xFE, 0, secret), plain[scan:]),
		"unknown":                        inserted(plain, jpegSegment(0xE7, 0, secret), jpegSegment(0xEF, 2, secret)),
		"small picture beside":           inserted(plain, jpegSegment(0xE0, 0, "JFXX\x00\x10"+secret)),
		"small picture in JFIF":          inserted(plain, jpegSegment(0xE0, 0, "JFIF\x00\x01\x02\x00\x00\x01\x00\x01\x02\x03"+secret)),
		"behind Adobe":                   inserted(plain, jpegSegment(0xEE, 0, "Adobe\x00\x64\x00\x00\x00\x00\x01"+secret)),
		"a film behind the end":          append(bytes.Clone(plain), "....ftypmp4"+secret...),
		"another picture behind the end": append(bytes.Clone(plain), inserted(plain, jpegSegment(0xE1, 0, exif))...),
		"PNG text":                       withPNG(pngOf(corners(40, 20)), pngChunk("tEXt", []byte("Comment\x00"+secret)), pngChunk("eXIf", []byte(exif[6:]))),
		"WebP":                           webpOf(40, 20, []byte(exif[6:])),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			require.Contains(t, string(data), secret)
			for _, drawing := range []bool{false, true} {
				p, err := prepare(&Picture{Name: name, Data: data}, frame{photoWidth, photoHeight, drawing}, 0)
				require.NoError(t, err)
				assert.NotContains(t, string(p.data), secret)
				decode(t, p)
			}
			small, err := Shrink(Picture{Name: name, Data: data}, 1000, 1000)
			require.NoError(t, err)
			assert.NotContains(t, string(small.Data), secret)
			out, err := new(Engine).Render(Document{Kind: WorkOrder, Number: "1", Date: seen, Content: Content{Photos: []Picture{{Name: name, Data: data}}}})
			require.NoError(t, err)
			assert.NotContains(t, string(out), secret)
		})
	}
	p, err := prepare(&Picture{Data: inserted(plain, jpegSegment(0xE1, 3, exif))}, photoFrame, 0)
	require.NoError(t, err)
	assert.Equal(t, plain, p.data, "the image itself is untouched")
	_, err = prepare(&Picture{Data: append(bytes.Clone(plain[:len(plain)-2]), jpegSegment(0xFE, 0, secret)...)}, photoFrame, 0)
	assert.Error(t, err, "an image without an end is a broken one")
	for n := range len(plain) { // no cut makes it panic
		_, _ = bareJPEG(plain[:n])
		_ = orientation(plain[:n], "jpeg")
	}
}

// What draws the image stays: each kind of JPEG looks the same without the rest.
func TestBareJPEGIsTheSameImage(t *testing.T) {
	t.Parallel()
	for name, data := range jpegFiles(t) {
		bare, ok := bareJPEG(inserted(data, jpegSegment(0xE1, 2, "Exif\x00\x00"+secret)))
		require.True(t, ok, name)
		want, _, err := image.Decode(bytes.NewReader(data))
		require.NoError(t, err, name)
		got, _, err := image.Decode(bytes.NewReader(bare))
		require.NoError(t, err, name)
		assert.Equal(t, want, got, name)
	}
}

func TestUprightForEveryWayToSaySo(t *testing.T) {
	t.Parallel()
	plain := jpegOf(corners(400, 200))
	head := "Exif\x00\x00"
	for name, data := range map[string][]byte{
		"short":                plainExif(plain, head+string(tiff(6, binary.LittleEndian, 3)), 0),
		"short, high first":    plainExif(plain, head+string(tiff(6, binary.BigEndian, 3)), 0),
		"long":                 plainExif(plain, head+string(tiff(6, binary.LittleEndian, 4)), 0),
		"long, high first":     plainExif(plain, head+string(tiff(6, binary.BigEndian, 4)), 0),
		"byte":                 plainExif(plain, head+string(tiff(6, binary.BigEndian, 1)), 0),
		"fill":                 plainExif(plain, head+string(tiff(6, binary.LittleEndian, 3)), 1),
		"much fill":            plainExif(plain, head+string(tiff(6, binary.BigEndian, 4)), 17),
		"behind XMP":           inserted(plain, jpegSegment(0xE1, 0, "http://ns.adobe.com/xap/1.0/\x00<x/>"), jpegSegment(0xE1, 0, head+string(tiff(6, binary.BigEndian, 3)))),
		"behind an empty EXIF": inserted(plain, jpegSegment(0xE1, 0, head), jpegSegment(0xE1, 0, head+string(tiff(6, binary.BigEndian, 3)))),
		"PNG":                  withPNG(pngOf(corners(400, 200)), pngChunk("eXIf", tiff(6, binary.BigEndian, 3))),
		"PNG with a head":      withPNG(pngOf(corners(400, 200)), pngChunk("eXIf", append([]byte(head), tiff(6, binary.LittleEndian, 4)...))),
		"PNG behind the image": func() []byte {
			b := pngOf(corners(400, 200))
			return slices.Concat(b[:len(b)-12], pngChunk("eXIf", tiff(6, binary.BigEndian, 4)), b[len(b)-12:])
		}(),
		"WebP":             webpOf(400, 200, tiff(6, binary.LittleEndian, 3)),
		"WebP with a head": webpOf(400, 200, append([]byte(head), tiff(6, binary.BigEndian, 4)...)),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p, err := prepare(&Picture{Name: name, Data: data}, photoFrame, 0)
			require.NoError(t, err)
			assert.Equal(t, 2*p.width, p.height, "it lies on its side")
			img := decode(t, p)
			if !strings.HasPrefix(name, "WebP") {
				assert.True(t, reddish(img, p.width*3/4, p.height/4), "it is turned the wrong way")
			}
			small, err := Shrink(Picture{Name: name, Data: data}, 60, 60)
			require.NoError(t, err)
			assert.Equal(t, [2]int{30, 60}, [2]int{small.Width, small.Height})
		})
	}
	for name, data := range map[string][]byte{
		"none":                   plain,
		"nine":                   plainExif(plain, head+string(tiff(9, binary.LittleEndian, 3)), 0),
		"zero":                   plainExif(plain, head+string(tiff(0, binary.LittleEndian, 3)), 0),
		"a long one far too big": plainExif(plain, head+string(tiff(1<<31, binary.LittleEndian, 4)), 0),
		"cut":                    plainExif(plain, head+string(tiff(6, binary.LittleEndian, 3)[:29]), 0),
		"no directory":           plainExif(plain, head+"II*\x00\xff\xff\xff\xff", 0),
		"directory at the end":   plainExif(plain, head+"MM\x00*\x00\x00\x00\x08", 0),
	} {
		p, err := prepare(&Picture{Name: name, Data: data}, photoFrame, 0)
		require.NoError(t, err, name)
		assert.Equal(t, plain, p.data, "%s: it stands upright as it is", name)
	}
}

func plainExif(data []byte, exif string, fill int) []byte {
	return inserted(data, jpegSegment(0xE1, fill, exif))
}

// lyingPNG says that it has a size that its few bytes cannot hold.
func lyingPNG(w, h uint32, depth, kind byte) []byte {
	head := binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(nil, w), h)
	b := append([]byte("\x89PNG\r\n\x1a\n"), pngChunk("IHDR", append(head, depth, kind, 0, 0, 0))...)
	if kind == 3 {
		b = append(b, pngChunk("PLTE", []byte{1, 2, 3})...)
	}
	return slices.Concat(b, pngChunk("IDAT", []byte{0x78, 0x9c, 0x63, 0, 0, 0, 1, 0, 1}), pngChunk("IEND", nil))
}

// A picture that lies about its size costs nothing.
func TestALieCostsNothing(t *testing.T) {
	giant := gifOf(corners(2, 2))
	binary.LittleEndian.PutUint16(giant[6:], 8000)
	binary.LittleEndian.PutUint16(giant[8:], 8000)
	frame := jpegOf(corners(16, 16))
	at := bytes.Index(frame, []byte{0xFF, 0xC0}) + 5
	binary.BigEndian.PutUint16(frame[at:], 8000)
	binary.BigEndian.PutUint16(frame[at+2:], 8000)
	stuffed := lyingPNG(8000, 8000, 16, 6)
	stuffed = withPNG(stuffed, pngChunk("tEXt", bytes.Repeat([]byte("x"), 1<<20)))
	for name, data := range map[string][]byte{
		"PNG 16 bits with alpha":     lyingPNG(8000, 8000, 16, 6),
		"PNG 8 bits":                 lyingPNG(8000, 8000, 8, 2),
		"PNG one bit":                lyingPNG(8000, 8000, 1, 0),
		"PNG palette":                lyingPNG(8000, 8000, 8, 3),
		"PNG high and thin":          lyingPNG(1, 60_000_000, 1, 0),
		"PNG with text to fill it":   stuffed,
		"GIF":                        giant,
		"JPEG":                       frame,
		"WebP":                       riff(riffChunk("VP8L", vp8l(8000, 8000))),
		"WebP with a head":           webpOf(8000, 8000, nil),
		"PNG header with no content": lyingPNG(8000, 8000, 8, 6)[:33],
	} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		_, err := prepare(&Picture{Name: name, Data: data}, photoFrame, 0)
		_, err2 := Shrink(Picture{Name: name, Data: data}, 320, 128)
		runtime.ReadMemStats(&after)
		require.Error(t, err, name)
		require.Error(t, err2, name)
		assert.Contains(t, err.Error(), name)
		assert.Less(t, after.TotalAlloc-before.TotalAlloc, uint64(4<<20), "%s: a lie of %d bytes", name, len(data))
	}
}

// What is true is believed, however little changes in it.
func TestEmptyPicturesAreTrue(t *testing.T) {
	t.Parallel()
	for _, size := range []image.Point{{1500, 1500}, {1, 1}, {16_000, 3}} {
		white := image.NewGray(image.Rectangle{Max: size})
		for i := range white.Pix {
			white.Pix[i] = 0xff
		}
		flat := image.NewPaletted(image.Rectangle{Max: size}, color.Palette{color.Black, color.White})
		var one bytes.Buffer
		require.NoError(t, gif.Encode(&one, flat, &gif.Options{NumColors: 2}))
		for name, data := range map[string][]byte{"png": pngOf(white), "png with a palette": pngOf(flat), "jpeg": jpegOf(white), "gif": one.Bytes()} {
			_, err := prepare(&Picture{Name: name, Data: data}, photoFrame, 0)
			assert.NoError(t, err, "%v", size)
		}
	}
	_, err := prepare(&Picture{Data: webpOf(900, 900, nil)}, photoFrame, 0)
	assert.NoError(t, err)
}

// The memory of what is decoded at the same time is bounded, whoever asks.
func TestBudget(t *testing.T) {
	t.Parallel()
	b := newBudget(100)
	var now, most atomic.Int64
	var wait sync.WaitGroup
	for i := range 40 {
		wait.Go(func() {
			share := int64(10 + i%5*30) // 130 is more than there is
			giveBack := b.take(share)
			if n := now.Add(min(share, 100)); n > most.Load() {
				most.Store(n)
			}
			runtime.Gosched()
			now.Add(-min(share, 100))
			giveBack()
		})
	}
	wait.Wait()
	assert.LessOrEqual(t, most.Load(), int64(100))
	assert.Equal(t, int64(100), b.left)
	assert.GreaterOrEqual(t, decoding.whole, int64(4*DefaultMaxPixels), "the largest picture that is allowed is decoded")
}

func TestMemoryOfPictures(t *testing.T) {
	t.Parallel()
	deep := image.NewNRGBA64(image.Rect(0, 0, 10, 10))
	files := jpegFiles(t)
	for name, c := range map[string]struct {
		data []byte
		want int64 // bytes a pixel
	}{
		"png":        {pngOf(corners(10, 10)), 4},
		"png deep":   {pngOf(deep), 8},
		"png grey":   {pngOf(image.NewGray(image.Rect(0, 0, 10, 10))), 1},
		"png grey16": {pngOf(image.NewGray16(image.Rect(0, 0, 10, 10))), 2},
		"gif":        {gifOf(corners(10, 10)), 1},
		"jpeg":       {jpegOf(corners(10, 10)), 4},
		"jpeg slow":  {files["video-001.progressive.jpeg"], 15},
		"webp":       {webpOf(10, 10, nil), 8},
	} {
		o, err := open(&Picture{Data: c.data}, 0)
		require.NoError(t, err, name)
		assert.Equal(t, c.want, memory(c.data, o.format, o.config)/int64(o.config.Width*o.config.Height), name)
	}
}

// The same file is decoded once, and each place that it stands in has its name
// in an error.
func TestTheSamePictureIsPreparedOnce(t *testing.T) {
	t.Parallel()
	data := jpegOf(corners(1500, 1000))
	d := Document{Kind: WorkOrder, Language: locale.Swedish, Number: "1", Date: seen}
	for range 12 {
		d.Content.Photos = append(d.Content.Photos, Picture{Name: "x", Data: bytes.Clone(data)})
	}
	d.Content.Photos = append(d.Content.Photos, Picture{Name: "other", Data: jpegOf(corners(1000, 1500))})
	results := new(Engine).pictures(&d)
	require.Len(t, results, 13)
	first := results[&d.Content.Photos[0]]
	require.NoError(t, first.err)
	for i := range 12 { // one file in memory, which each place draws
		assert.Same(t, &first.data[0], &results[&d.Content.Photos[i]].data[0], i)
	}
	assert.NotSame(t, &first.data[0], &results[&d.Content.Photos[12]].data[0])

	d.Content.Photos = []Picture{{Name: "a", Data: data[:900]}, {Name: "b", Data: data[:900]}}
	_, err := new(Engine).Render(d)
	require.Error(t, err)
	assert.Contains(t, err.Error(), `"a"`)
	assert.Contains(t, err.Error(), `"b"`)
}

func TestShrink(t *testing.T) {
	t.Parallel()
	clear := image.NewNRGBA(image.Rect(0, 0, 1000, 400))
	for i := range 200 {
		clear.SetNRGBA(i, i, color.NRGBA{200, 0, 0, 255})
	}
	small, err := Shrink(Picture{Name: "logo.png", Data: pngOf(clear)}, 320, 96)
	require.NoError(t, err)
	assert.Equal(t, [2]int{240, 96}, [2]int{small.Width, small.Height})
	assert.Equal(t, "image/png", small.ContentType)
	img, format, err := image.Decode(bytes.NewReader(small.Data))
	require.NoError(t, err)
	assert.Equal(t, "png", format)
	_, _, _, alpha := img.At(239, 0).RGBA()
	assert.Zero(t, alpha, "what is clear stays clear")

	small, err = Shrink(Picture{Data: jpegOf(corners(900, 900))}, 320, 96)
	require.NoError(t, err)
	assert.Equal(t, SmallPicture{small.Data, "image/jpeg", 96, 96}, small)
	untouched := jpegOf(corners(50, 40))
	small, err = Shrink(Picture{Data: untouched}, 320, 96)
	require.NoError(t, err)
	assert.Equal(t, SmallPicture{untouched, "image/jpeg", 50, 40}, small)
	small, err = Shrink(Picture{Data: gifOf(corners(50, 40))}, 0, -1)
	require.NoError(t, err)
	assert.Equal(t, [2]int{1, 1}, [2]int{small.Width, small.Height})

	for name, data := range map[string][]byte{"text": []byte("hej"), "svg": []byte("<svg/>"), "cut": pngOf(corners(90, 90))[:60], "empty": nil} {
		_, err = Shrink(Picture{Name: name, Data: data}, 320, 96)
		var broken *PictureError
		require.ErrorAs(t, err, &broken)
		assert.Equal(t, name, broken.Name)
	}
}

// The limit of what is true is that of the format, to the byte.
func TestLimitOfTruth(t *testing.T) {
	t.Parallel()
	for kind, bits := range map[byte]int{0: 8, 2: 24, 3: 8, 4: 16, 6: 32} {
		data := lyingPNG(10, 10, 8, kind)
		assert.Equal(t, bits, pngBits(data), "colour type %d", kind)
		// Nine bytes of pixels, and eight that are let off, make 17 × 1032 at most.
		row := bits/8*10 + 1
		most := 17 * 1032 / row
		assert.False(t, impossible(data, "png", image.Config{Width: 10, Height: most}))
		assert.True(t, impossible(data, "png", image.Config{Width: 10, Height: most + 1}))
	}
	assert.Equal(t, 64, pngBits(nil))
	assert.Equal(t, int64(9), idatSize(lyingPNG(10, 10, 8, 2)))
	for format, ratio := range map[string]int{"gif": 4096, "jpeg": 512} {
		assert.False(t, impossible(make([]byte, 10), format, image.Config{Width: 10, Height: ratio}), format)
		assert.True(t, impossible(make([]byte, 10), format, image.Config{Width: 10, Height: ratio + 1}), format)
	}
	assert.False(t, impossible(make([]byte, 10), "webp", image.Config{Width: 1000, Height: 1000}))
	assert.True(t, impossible(make([]byte, 10), "webp", image.Config{Width: 1000, Height: 1001}))
	assert.False(t, impossible(make([]byte, 100), "webp", image.Config{Width: 1000, Height: 1638}))
}
