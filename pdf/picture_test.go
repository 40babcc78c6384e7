package pdf

import (
	"bytes"
	"encoding/binary"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/templating/locale"
)

var photoFrame = frame{photoWidth, photoHeight, false}

// corners is a picture whose upper left quarter is red and the rest blue.
func corners(w, h int) *image.RGBA {
	img := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			img.SetRGBA(x, y, color.RGBA{0, 0, 200, 255})
			if x < w/2 && y < h/2 {
				img.SetRGBA(x, y, color.RGBA{200, 0, 0, 255})
			}
		}
	}
	return img
}

func jpegOf(img image.Image) []byte {
	var b bytes.Buffer
	_ = jpeg.Encode(&b, img, nil)
	return b.Bytes()
}

func pngOf(img image.Image) []byte {
	var b bytes.Buffer
	_ = png.Encode(&b, img)
	return b.Bytes()
}

func gifOf(img image.Image) []byte {
	var b bytes.Buffer
	_ = gif.Encode(&b, img, nil)
	return b.Bytes()
}

// withOrientation puts an EXIF orientation into a JPEG.
func withOrientation(data []byte, turn byte, order binary.AppendByteOrder) []byte {
	tiff := []byte("II*\x00")
	if order == binary.AppendByteOrder(binary.BigEndian) {
		tiff = []byte("MM\x00*")
	}
	tiff = order.AppendUint32(tiff, 8)
	tiff = order.AppendUint16(tiff, 1)
	tiff = order.AppendUint16(tiff, 0x0112)
	tiff = order.AppendUint16(tiff, 3)
	tiff = order.AppendUint32(tiff, 1)
	tiff = order.AppendUint16(tiff, uint16(turn))
	tiff = append(tiff, 0, 0, 0, 0, 0, 0)
	segment := append([]byte("Exif\x00\x00"), tiff...)
	out := append([]byte{}, data[:2]...)
	out = append(out, 0xFF, 0xE1)
	out = binary.BigEndian.AppendUint16(out, uint16(len(segment)+2))
	return append(append(out, segment...), data[2:]...)
}

func decode(t *testing.T, p prepared) image.Image {
	t.Helper()
	img, format, err := image.Decode(bytes.NewReader(p.data))
	require.NoError(t, err)
	assert.Equal(t, map[string]string{"jpeg": "JPEG", "png": "PNG"}[format], p.kind)
	assert.Equal(t, image.Pt(p.width, p.height), img.Bounds().Size())
	return img
}

func reddish(img image.Image, x, y int) bool {
	r, _, b, _ := img.At(x, y).RGBA()
	return r > b
}

func TestOrientationIsObeyed(t *testing.T) {
	t.Parallel()
	// Where the red corner of a picture with each orientation belongs.
	for turn, at := range map[byte][2]bool{1: {false, false}, 2: {true, false}, 3: {true, true}, 4: {false, true}, 5: {false, false}, 6: {true, false}, 7: {true, true}, 8: {false, true}} {
		for _, order := range []binary.AppendByteOrder{binary.LittleEndian, binary.BigEndian} {
			p, err := prepare(&Picture{Name: "x", Data: withOrientation(jpegOf(corners(200, 100)), turn, order)}, photoFrame, 0)
			require.NoError(t, err)
			img := decode(t, p)
			size := image.Pt(200, 100)
			if turn >= 5 {
				size = image.Pt(100, 200)
			}
			require.Equal(t, size, img.Bounds().Size(), "orientation %d", turn)
			x, y := size.X/4, size.Y/4
			if at[0] {
				x = size.X - x
			}
			if at[1] {
				y = size.Y - y
			}
			assert.True(t, reddish(img, x, y), "orientation %d", turn)
			assert.False(t, reddish(img, size.X-x, size.Y-y), "orientation %d", turn)
		}
	}
}

func TestFormats(t *testing.T) {
	t.Parallel()
	deep := image.NewNRGBA64(image.Rect(0, 0, 40, 40))
	deep.SetNRGBA64(5, 5, color.NRGBA64{0xffff, 0, 0, 0xffff})
	grey := image.NewGray(image.Rect(0, 0, 40, 40))
	for name, data := range map[string][]byte{
		"16-bit with alpha": pngOf(deep), "grey png": pngOf(grey), "grey jpeg": jpegOf(grey), "gif": gifOf(corners(40, 40)), "one pixel": pngOf(corners(1, 1)), "strip": pngOf(corners(3000, 1)),
	} {
		for _, drawing := range []bool{false, true} {
			p, err := prepare(&Picture{Name: name, Data: data}, frame{photoWidth, photoHeight, drawing}, 0)
			require.NoError(t, err, name)
			decode(t, p)
		}
	}
	p, err := prepare(&Picture{Data: pngOf(deep)}, frame{20, 20, true}, 0)
	require.NoError(t, err)
	img := decode(t, p)
	assert.Equal(t, color.RGBAModel.Convert(color.White), color.RGBAModel.Convert(img.At(0, 0)), "what is clear is white")
	assert.True(t, reddish(img, 5, 5))

	// What Go cannot encode: CMYK and progressive JPEG, WebP.
	files, err := filepath.Glob("testdata/pictures/*.*")
	require.NoError(t, err)
	require.NotEmpty(t, files)
	for _, file := range files {
		data, err := os.ReadFile(file)
		require.NoError(t, err)
		p, err := prepare(&Picture{Name: file, Data: data}, photoFrame, 0)
		require.NoError(t, err, file)
		decode(t, p)
	}
}

func TestScaledToPrint(t *testing.T) {
	t.Parallel()
	small := jpegOf(corners(500, 400))
	p, err := prepare(&Picture{Data: small}, photoFrame, 0)
	require.NoError(t, err)
	assert.True(t, bytes.Equal(small, p.data), "an upright JPEG of print size travels unchanged")

	for _, size := range []image.Point{{1401, 1049}, {700, 1750}, {1200, 900}} {
		p, err = prepare(&Picture{Data: jpegOf(corners(size.X, size.Y))}, photoFrame, 0)
		require.NoError(t, err)
		assert.LessOrEqual(t, p.width, 600)
		assert.LessOrEqual(t, p.height, 440)
		assert.InDelta(t, float64(size.X)/float64(size.Y), float64(p.width)/float64(p.height), 0.01)
		img := decode(t, p)
		assert.True(t, reddish(img, p.width/4, p.height/4))
		assert.False(t, reddish(img, p.width*3/4, p.height/4))
		assert.False(t, reddish(img, p.width/4, p.height*3/4))
	}
}

func TestHugePictureIsRefusedByItsHeader(t *testing.T) {
	t.Parallel()
	data := pngOf(corners(2, 2))
	binary.BigEndian.PutUint32(data[16:], 100_000) // width and height; the check sum is not looked at before
	binary.BigEndian.PutUint32(data[20:], 100_000)
	_, err := prepare(&Picture{Name: "bomb.png", Data: data}, photoFrame, 0)
	require.Error(t, err)
	assert.Contains(t, err.Error(), `"bomb.png"`)

	_, err = prepare(&Picture{Name: "a.png", Data: pngOf(corners(11, 10))}, photoFrame, 100)
	require.Error(t, err)
	assert.Contains(t, err.Error(), "has 11 x 10 pixels, at most 100")
	_, err = prepare(&Picture{Name: "a.png", Data: pngOf(corners(10, 10))}, photoFrame, 100)
	require.NoError(t, err)
}

func FuzzPicture(f *testing.F) {
	for _, data := range [][]byte{jpegOf(corners(20, 10)), pngOf(corners(9, 9)), gifOf(corners(5, 7)), withOrientation(jpegOf(corners(20, 10)), 6, binary.BigEndian), []byte("RIFF\x00\x00\x00\x00WEBPVP8 "), nil} {
		f.Add(data)
	}
	engine, err := New(Style{MaxPixels: 1 << 18})
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		d := Document{Kind: WorkOrder, Language: locale.Swedish, Number: "1", Date: seen, Content: Content{Photos: []Picture{{Name: "it", Data: data}}}}
		out, err := engine.Render(d)
		_, bad := prepare(&d.Content.Photos[0], photoFrame, 1<<18)
		if (err == nil) != (bad == nil) || err == nil && len(out) == 0 {
			t.Fatalf("render says %v, the picture %v", err, bad)
		}
	})
}

// jpegFiles are the JPEGs that other programs made.
func jpegFiles(t *testing.T) map[string][]byte {
	t.Helper()
	files, err := filepath.Glob("testdata/pictures/*.jpeg")
	require.NoError(t, err)
	require.NotEmpty(t, files)
	all := map[string][]byte{}
	for _, file := range files {
		all[filepath.Base(file)], err = os.ReadFile(file)
		require.NoError(t, err)
	}
	return all
}
