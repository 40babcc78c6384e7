package pdf

import (
	"image"

	"golang.org/x/image/draw"
)

// scale draws a picture on a ground, in a size that is no larger than it. A nil
// ground keeps what is clear clear.
func scale(img image.Image, size image.Rectangle, ground image.Image) *image.RGBA {
	b := img.Bounds()
	if photo, ok := img.(*image.YCbCr); ok {
		img = halve(photo, size.Dx())
		b = img.Bounds()
	}
	for b.Dx() > 2*size.Dx() && b.Dy() > 2*size.Dy() {
		half := image.NewRGBA(image.Rect(0, 0, b.Dx()/2, b.Dy()/2))
		draw.ApproxBiLinear.Scale(half, half.Rect, img, b, draw.Src, nil)
		img, b = half, half.Rect
	}
	out := image.NewRGBA(size)
	if opaque, ok := img.(interface{ Opaque() bool }); ground != nil && (!ok || !opaque.Opaque()) {
		draw.Draw(out, size, ground, image.Point{}, draw.Src)
	}
	switch {
	case b.Size() == size.Size():
		draw.Draw(out, size, img, b.Min, draw.Over)
	default:
		draw.ApproxBiLinear.Scale(out, size, img, b, draw.Over, nil)
	}
	return out
}

// halve takes a photo to the smallest whole fraction that is still as wide
// as what is printed, by the mean of each square: much less work than
// scaling all of it, and nothing shimmers.
func halve(img *image.YCbCr, wide int) *image.YCbCr {
	n := img.Rect.Dx() / wide
	if n < 2 {
		return img
	}
	b := img.Rect
	out := image.NewYCbCr(image.Rect(0, 0, b.Dx()/n, max(1, b.Dy()/n)), img.SubsampleRatio)
	mean(out.Y, out.YStride, img.Y[img.YOffset(b.Min.X, b.Min.Y):], img.YStride, b.Dx(), b.Dy(), n)
	cw, ch := chroma(img)
	c := img.COffset(b.Min.X, b.Min.Y)
	mean(out.Cb, out.CStride, img.Cb[c:], img.CStride, cw, ch, n)
	mean(out.Cr, out.CStride, img.Cr[c:], img.CStride, cw, ch, n)
	return out
}

// chroma is the size of the colour planes.
func chroma(img *image.YCbCr) (w, h int) {
	if img.CStride == 0 {
		return 0, 0
	}
	w, h = img.Rect.Dx(), img.Rect.Dy()
	switch img.SubsampleRatio {
	case image.YCbCrSubsampleRatio420:
		return (w + 1) / 2, (h + 1) / 2
	case image.YCbCrSubsampleRatio422:
		return (w + 1) / 2, h
	case image.YCbCrSubsampleRatio440:
		return w, (h + 1) / 2
	case image.YCbCrSubsampleRatio411:
		return (w + 3) / 4, h
	case image.YCbCrSubsampleRatio410:
		return (w + 3) / 4, (h + 1) / 2
	}
	return w, h
}

// mean fills a plane with the means of squares of n by n of another; where the
// smaller has a row or column more, the last of the larger are taken again.
func mean(out []byte, outStride int, in []byte, inStride, w, h, n int) {
	if outStride == 0 || w == 0 || h == 0 {
		return
	}
	sums := make([]uint32, outStride)
	for row := 0; row*outStride < len(out); row++ {
		clear(sums)
		for dy := range n {
			line := in[min(row*n+dy, h-1)*inStride:][:w]
			x := 0
			for i := range sums {
				if x+n <= w {
					for _, v := range line[x : x+n] {
						sums[i] += uint32(v)
					}
				} else {
					sums[i] += uint32(line[w-1]) * uint32(n)
				}
				x += n
			}
		}
		for i, s := range sums {
			out[row*outStride+i] = byte(s / uint32(n*n))
		}
	}
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
