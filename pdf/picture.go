package pdf

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"image"
	"image/color"
	_ "image/gif" // the formats that hosts' pictures come in
	"image/jpeg"
	_ "image/png"

	"golang.org/x/image/draw"
	_ "golang.org/x/image/webp"
)

// DefaultMaxPixels is how many pixels a picture may have (R604).
const DefaultMaxPixels = 64_000_000

// A PictureError is why a picture cannot be shown.
type PictureError struct {
	Name   string
	Reason string
	Err    error
}

// Error names the picture and the reason.
func (e *PictureError) Error() string {
	text := fmt.Sprintf("pdf: picture %q %s", e.Name, e.Reason)
	if e.Err != nil {
		text += ": " + e.Err.Error()
	}
	return text
}

// Unwrap returns the decoder's error.
func (e *PictureError) Unwrap() error { return e.Err }

// A prepared picture is a JPEG that fpdf understands, upright and no larger
// than what is printed.
type prepared struct {
	data          []byte
	kind          string
	width, height int
}

// dpi is the resolution that photos are printed at.
const dpi = 150

// prepare decodes a picture within its limits, turns it upright and scales it
// to a box of w times h millimetres. An upright JPEG of print size travels
// unchanged.
func prepare(p Picture, w, h float64, maxPixels int64) (prepared, error) {
	fail := func(reason string, err error) (prepared, error) {
		return prepared{}, &PictureError{Name: p.Name, Reason: reason, Err: err}
	}
	if len(p.Data) == 0 {
		return fail("is empty", nil)
	}
	if maxPixels <= 0 {
		maxPixels = DefaultMaxPixels
	}
	config, format, err := image.DecodeConfig(bytes.NewReader(p.Data))
	if err != nil {
		return fail("is not a PNG, JPEG, GIF or WebP that can be read", err)
	}
	if config.Width <= 0 || config.Height <= 0 || int64(config.Width)*int64(config.Height) > maxPixels {
		return fail(fmt.Sprintf("has %d x %d pixels, at most %d are allowed", config.Width, config.Height, maxPixels), nil)
	}
	turn := 1
	if format == "jpeg" {
		turn = orientation(p.Data)
	}
	wide, high := int(w/25.4*dpi), int(h/25.4*dpi)
	if turn >= 5 {
		wide, high = high, wide
	}
	plain := config.ColorModel == color.YCbCrModel || config.ColorModel == color.GrayModel
	if format == "jpeg" && turn == 1 && plain && config.Width <= wide*3/2 && config.Height <= high*3/2 {
		if _, err := jpeg.Decode(bytes.NewReader(p.Data)); err != nil {
			return fail("is cut or broken", err)
		}
		return prepared{p.Data, "JPEG", config.Width, config.Height}, nil
	}
	img, _, err := image.Decode(bytes.NewReader(p.Data))
	if err != nil {
		return fail("is cut or broken", err)
	}
	return encode(upright(scale(img, wide, high), turn))
}

// scale draws a picture on white, no larger than the box.
func scale(img image.Image, wide, high int) *image.RGBA {
	b := img.Bounds()
	factor := min(1, min(float64(wide)/float64(b.Dx()), float64(high)/float64(b.Dy())))
	size := image.Rect(0, 0, max(1, int(float64(b.Dx())*factor)), max(1, int(float64(b.Dy())*factor)))
	out := image.NewRGBA(size)
	draw.Draw(out, size, image.White, image.Point{}, draw.Src)
	if factor == 1 {
		draw.Draw(out, size, img, b.Min, draw.Over)
	} else {
		draw.ApproxBiLinear.Scale(out, size, img, b, draw.Over, nil)
	}
	return out
}

// upright undoes an EXIF orientation.
func upright(img *image.RGBA, turn int) *image.RGBA {
	if turn <= 1 || turn > 8 {
		return img
	}
	w, h := img.Rect.Dx(), img.Rect.Dy()
	out := image.NewRGBA(image.Rect(0, 0, w, h))
	if turn >= 5 {
		out = image.NewRGBA(image.Rect(0, 0, h, w))
	}
	for y := range h {
		for x := range w {
			tx, ty := x, y
			switch turn {
			case 2:
				tx = w - 1 - x
			case 3:
				tx, ty = w-1-x, h-1-y
			case 4:
				ty = h - 1 - y
			case 5:
				tx, ty = y, x
			case 6:
				tx, ty = h-1-y, x
			case 7:
				tx, ty = h-1-y, w-1-x
			case 8:
				tx, ty = y, w-1-x
			}
			copy(out.Pix[out.PixOffset(tx, ty):][:4], img.Pix[img.PixOffset(x, y):][:4])
		}
	}
	return out
}

func encode(img *image.RGBA) (prepared, error) {
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, &jpeg.Options{Quality: 82}); err != nil {
		return prepared{}, err
	}
	return prepared{b.Bytes(), "JPEG", img.Rect.Dx(), img.Rect.Dy()}, nil
}

// orientation reads the EXIF orientation of a JPEG (CIPA DC-008, tag 0x0112);
// 1, upright, when there is none.
func orientation(data []byte) int {
	for i := 2; i+4 <= len(data) && data[i] == 0xFF; {
		marker, size := data[i+1], int(binary.BigEndian.Uint16(data[i+2:]))
		if marker == 0xDA || size < 2 || i+2+size > len(data) {
			return 1
		}
		if segment := data[i+4 : i+2+size]; marker == 0xE1 && bytes.HasPrefix(segment, []byte("Exif\x00\x00")) {
			return exifOrientation(segment[6:])
		}
		i += 2 + size
	}
	return 1
}

func exifOrientation(tiff []byte) int {
	if len(tiff) < 8 {
		return 1
	}
	var order binary.ByteOrder = binary.LittleEndian
	if tiff[0] == 'M' {
		order = binary.BigEndian
	}
	at := int(order.Uint32(tiff[4:]))
	if at < 8 || at+2 > len(tiff) {
		return 1
	}
	for n, i := int(order.Uint16(tiff[at:])), at+2; n > 0 && i+12 <= len(tiff); n, i = n-1, i+12 {
		if order.Uint16(tiff[i:]) == 0x0112 {
			if v := int(order.Uint16(tiff[i+8:])); v >= 1 && v <= 8 {
				return v
			}
			return 1
		}
	}
	return 1
}
