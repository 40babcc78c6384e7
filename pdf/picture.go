package pdf

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	_ "image/gif" // the formats that hosts' pictures come in
	"image/jpeg"
	"image/png"

	_ "golang.org/x/image/webp"

	"github.com/budkavle/budkavle/pdf/internal/smalljpeg"
)

// DefaultMaxPixels is how many pixels a picture may have, width times
// height.
const DefaultMaxPixels = 64_000_000

// A PictureError is why a picture cannot be shown. [Engine.Render] joins one for
// each broken picture.
type PictureError struct {
	Name   string // as in [Picture]
	Reason string // in English, with the limit that it breaks
	Err    error  // the decoder's; nil when it got no picture to decode
}

// Error names the picture and the reason.
func (e *PictureError) Error() string {
	text := fmt.Sprintf("pdf: picture %q %s", e.Name, e.Reason)
	if e.Err != nil {
		text += ": " + e.Err.Error()
	}
	return text
}

// Unwrap returns the decoder's error, or nil.
func (e *PictureError) Unwrap() error { return e.Err }

// A prepared picture is a JPEG or PNG that is put into the file, upright and no
// larger than what is printed.
type prepared struct {
	data          []byte
	kind          string
	width, height int
	grey          bool // one component a pixel, not three
}

// dpi is the resolution that pictures are printed at.
const dpi = 180

// A frame is the room that a picture has on paper, in millimetres. Drawings,
// which logos and signatures are, keep their sharp edges; photos become JPEG.
type frame struct {
	width, height float64
	drawing       bool
}

// prepare decodes a picture within its limits, turns it upright and scales it
// to its frame. The image of an upright JPEG of print size travels unchanged.
func prepare(p *Picture, f frame, maxPixels int64) (out prepared, err error) {
	defer func() {
		if r := recover(); r != nil {
			out, err = prepared{}, &PictureError{p.Name, "cannot be decoded", fmt.Errorf("%v", r)}
		}
	}()
	wide, high := int(f.width/25.4*dpi), int(f.height/25.4*dpi)
	o, err := open(p, maxPixels)
	if err != nil {
		return prepared{}, err
	}
	defer decoding.take(memory(p.Data, o.format, o.config))()
	asItIs, travels := o.asItIs(wide*3/2, high*3/2)
	if o.turn >= 5 {
		wide, high = high, wide
	}
	size := o.fits(wide, high)
	img, err := o.decode(size)
	if err != nil {
		return prepared{}, &PictureError{p.Name, "is cut or broken", err}
	}
	if travels {
		return asItIs, nil
	}
	return encode(upright(scale(img, size, image.White), o.turn), f.drawing || o.format == "gif")
}

// An opened picture has been judged by its first bytes.
type opened struct {
	data   []byte
	format string
	config image.Config
	turn   int // as EXIF numbers it
}

// open judges a picture before it is decoded.
func open(p *Picture, maxPixels int64) (*opened, error) {
	fail := func(reason string, err error) (*opened, error) {
		return nil, &PictureError{Name: p.Name, Reason: reason, Err: err}
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
	if config.Width <= 0 || config.Height <= 0 || int64(config.Width) > maxPixels/int64(config.Height) {
		return fail(fmt.Sprintf("has %d x %d pixels, at most %d are allowed", config.Width, config.Height, maxPixels), nil)
	}
	if impossible(p.Data, format, config) {
		return fail(fmt.Sprintf("says that it has %d x %d pixels, which its %d bytes cannot hold: it is cut or broken",
			config.Width, config.Height, len(p.Data)), nil)
	}
	return &opened{p.Data, format, config, orientation(p.Data, format)}, nil
}

// asItIs is an upright JPEG that is small enough, without what its camera noted.
func (o *opened) asItIs(wide, high int) (prepared, bool) {
	grey := o.config.ColorModel == color.GrayModel
	if o.format != "jpeg" || o.turn != 1 || !grey && o.config.ColorModel != color.YCbCrModel ||
		o.config.Width > wide || o.config.Height > high {
		return prepared{}, false
	}
	bare, ok := bareJPEG(o.data)
	return prepared{bare, "JPEG", o.config.Width, o.config.Height, grey}, ok
}

// fits is the size of a picture, not turned yet, that is no larger than the box.
func (o *opened) fits(wide, high int) image.Rectangle {
	w, h := float64(o.config.Width), float64(o.config.Height)
	factor := min(1, min(float64(wide)/w, float64(high)/h))
	return image.Rect(0, 0, max(1, int(w*factor+0.5)), max(1, int(h*factor+0.5)))
}

// decode decodes a picture that is wanted in a size; a photo of more than twice
// that is decoded no larger than a half, a quarter or an eighth of its own.
func (o *opened) decode(size image.Rectangle) (image.Image, error) {
	n := 1
	for n < 8 && o.config.Width >= 2*n*size.Dx() && o.config.Height >= 2*n*size.Dy() {
		n *= 2
	}
	if o.format == "jpeg" && n > 1 {
		if all, ok := smalljpeg.Segments(o.data); ok {
			if img, ok := smalljpeg.Decode(all, n); ok {
				return img, nil
			}
		}
	}
	img, _, err := image.Decode(bytes.NewReader(o.data))
	return img, err
}

// encode writes a drawing as PNG and a photo as JPEG.
func encode(img *image.RGBA, drawing bool) (prepared, error) {
	var b bytes.Buffer
	if !drawing {
		err := jpeg.Encode(&b, img, &jpeg.Options{Quality: 82})
		return prepared{b.Bytes(), "JPEG", img.Rect.Dx(), img.Rect.Dy(), false}, err
	}
	grey := greyOf(img)
	if grey != nil {
		err := png.Encode(&b, grey)
		return prepared{b.Bytes(), "PNG", img.Rect.Dx(), img.Rect.Dy(), true}, err
	}
	err := png.Encode(&b, img)
	return prepared{b.Bytes(), "PNG", img.Rect.Dx(), img.Rect.Dy(), false}, err
}

// greyOf is a picture without colours in a third of the room, nil for one that
// has some.
func greyOf(img *image.RGBA) *image.Gray {
	out := image.NewGray(img.Rect)
	for i := range out.Pix {
		p := img.Pix[4*i:]
		if p[0] != p[1] || p[1] != p[2] {
			return nil
		}
		out.Pix[i] = p[0]
	}
	return out
}
