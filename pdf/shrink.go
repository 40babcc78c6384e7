package pdf

import (
	"bytes"
	"fmt"
	"image/jpeg"
	"image/png"
)

// A SmallPicture is a picture that [Shrink] has checked and made small.
type SmallPicture struct {
	Data          []byte
	ContentType   string // "image/png" or "image/jpeg"
	Width, Height int    // in pixels
}

// Shrink makes a picture fit into width by height pixels, its proportions kept,
// such as a company's logo for a mail: checked as those of documents are,
// upright, without what its camera noted, what is clear kept clear. One that is
// small enough keeps its size; a width or height below 1 is taken as 1. A JPEG
// stays one, everything else becomes a PNG. The picture may have
// [DefaultMaxPixels] at most. The error is a [*PictureError]. The result has
// bytes of its own, and the same picture gives the same.
func Shrink(p Picture, width, height int) (small SmallPicture, err error) {
	defer func() {
		if r := recover(); r != nil {
			small, err = SmallPicture{}, &PictureError{p.Name, "cannot be decoded", fmt.Errorf("%v", r)}
		}
	}()
	width, height = max(width, 1), max(height, 1)
	o, err := open(&p, 0)
	if err != nil {
		return SmallPicture{}, err
	}
	defer decoding.take(memory(p.Data, o.format, o.config))()
	bare, travels := o.asItIs(width, height)
	if o.turn >= 5 {
		width, height = height, width
	}
	size := o.fits(width, height)
	img, err := o.decode(size)
	if err != nil {
		return SmallPicture{}, &PictureError{p.Name, "is cut or broken", err}
	}
	if travels {
		return SmallPicture{bare.data, "image/jpeg", bare.width, bare.height}, nil
	}
	drawn := upright(scale(img, size, nil), o.turn)
	small = SmallPicture{ContentType: "image/png", Width: drawn.Rect.Dx(), Height: drawn.Rect.Dy()}
	var b bytes.Buffer
	if o.format == "jpeg" {
		small.ContentType = "image/jpeg"
		err = jpeg.Encode(&b, drawn, &jpeg.Options{Quality: 88})
	} else {
		err = (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(&b, drawn)
	}
	small.Data = b.Bytes()
	return small, err
}
