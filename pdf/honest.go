package pdf

import (
	"encoding/binary"
	"image"
	"image/color"
	"sync"

	"github.com/budkavle/budkavle/pdf/internal/smalljpeg"
)

// A picture says its size in its first bytes, and decoders make room for it
// before they look at the rest: seventy bytes may ask for half a gigabyte. So
// what cannot be true is refused before, and what may be true is decoded within
// one budget of memory for the whole process.

// impossible reports whether a picture has fewer bytes than its pixels need
// when nothing in them ever changes.
func impossible(data []byte, format string, c image.Config) bool {
	pixels := int64(c.Width) * int64(c.Height)
	switch format {
	case "png":
		// Deflate makes 1032 bytes of one at most (RFC 1951); a row is bytes, and
		// one for its filter.
		row := (int64(c.Width)*int64(pngBits(data))+7)/8 + 1
		return row*int64(c.Height) > 1032*(idatSize(data)+8)
	case "gif":
		// A code of twelve bits stands for 4 096 pixels at most.
		return pixels > 4096*int64(len(data))
	case "jpeg":
		// A square of 64 pixels takes one bit at least (T.81, F.1.2 and G.1.2).
		return pixels > 512*int64(len(data))
	}
	// WebP has no such limit: one colour takes forty bytes at any size. Nobody
	// sends one colour in more than a million pixels.
	return pixels > 1_000_000 && pixels > 16384*int64(len(data))
}

// pngBits is how many bits a pixel of a PNG has.
func pngBits(data []byte) int {
	if len(data) < 26 {
		return 64
	}
	samples := map[byte]int{0: 1, 2: 3, 3: 1, 4: 2, 6: 4}[data[25]]
	return int(data[24]) * max(samples, 1)
}

// idatSize is how many bytes of a PNG are pixels.
func idatSize(data []byte) (sum int64) {
	for at := 8; at+8 <= len(data); {
		size := int64(binary.BigEndian.Uint32(data[at:]))
		if string(data[at+4:at+8]) == "IDAT" {
			sum += min(size, int64(len(data)-at-8))
		}
		if size > int64(len(data)) {
			break
		}
		at += 12 + int(size)
	}
	return sum
}

// memory is about how many bytes a picture takes while it is decoded.
func memory(data []byte, format string, c image.Config) int64 {
	pixels := int64(c.Width) * int64(c.Height)
	switch format {
	case "png":
		switch c.ColorModel {
		case color.GrayModel:
			return pixels
		case color.Gray16Model:
			return 2 * pixels
		case color.RGBA64Model, color.NRGBA64Model:
			return 8 * pixels
		case color.RGBAModel, color.NRGBAModel:
			return 4 * pixels
		}
		return pixels // a palette
	case "gif":
		return pixels
	case "jpeg":
		all, _ := smalljpeg.Segments(data)
		for _, s := range all {
			if s.Marker == 0xC2 { // progressive: all coefficients are kept until the end
				return 15 * pixels
			}
		}
		return 4 * pixels
	}
	return 8 * pixels
}

// A budget is an amount of memory that those who work at the same time share.
type budget struct {
	mu    sync.Mutex
	freed sync.Cond
	left  int64
	whole int64
}

func newBudget(bytes int64) *budget {
	b := &budget{left: bytes, whole: bytes}
	b.freed.L = &b.mu
	return b
}

// take waits for a share, and returns what gives it back. What is larger than
// the whole gets the whole, alone.
func (b *budget) take(bytes int64) (giveBack func()) {
	bytes = min(bytes, b.whole)
	b.mu.Lock()
	for b.left < bytes {
		b.freed.Wait()
	}
	b.left -= bytes
	b.mu.Unlock()
	return func() {
		b.mu.Lock()
		b.left += bytes
		b.mu.Unlock()
		b.freed.Broadcast()
	}
}

// decoding is the budget of all documents that are drawn at the same time: as
// much as a picture of 64 megapixels in colour takes.
var decoding = newBudget(256 << 20)
