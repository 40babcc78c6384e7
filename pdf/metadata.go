package pdf

import (
	"bytes"
	"encoding/binary"

	"github.com/budkavle/budkavle/pdf/internal/smalljpeg"
)

// What a camera notes beside the image, where it was taken, when, by whom, is
// nobody's business who gets the document. Only a JPEG travels as it is, and of
// it only what is needed to draw it: the list says what is kept, and everything
// else stays at home, known or not.

// kept reports whether a segment is needed to draw the image.
func kept(s *smalljpeg.Segment) bool {
	switch {
	case s.Marker == 0xC8: // reserved
		return false
	case s.Marker >= 0xC0 && s.Marker <= 0xCF: // frames, Huffman tables, arithmetic
		return true
	case s.Marker == 0xDA, s.Marker == 0xDB, s.Marker == 0xDC, s.Marker == 0xDD: // scan, quantisation, lines, restarts
		return true
	case s.Marker == 0xEE:
		return bytes.HasPrefix(s.Payload, []byte("Adobe")) // which colours they are
	}
	return false
}

// bareJPEG is a JPEG of the image alone. It is nothing where the file is not
// made as it should be: it must be encoded anew then.
func bareJPEG(data []byte) ([]byte, bool) {
	all, ok := smalljpeg.Segments(data)
	if !ok {
		return nil, false
	}
	out := make([]byte, 0, len(data))
	out = append(out, 0xFF, 0xD8)
	for _, s := range all {
		if s.Marker == 0xE0 && bytes.HasPrefix(s.Payload, []byte("JFIF\x00")) && len(s.Payload) >= 12 {
			// As it is, without the small picture that it may hold.
			out = append(out, 0xFF, 0xE0, 0, 16)
			out = append(append(out, s.Payload[:12]...), 0, 0)
			continue
		}
		if !kept(&s) {
			continue
		}
		payload := s.Payload
		if s.Marker == 0xEE {
			payload = payload[:min(len(payload), 12)]
		}
		out = binary.BigEndian.AppendUint16(append(out, 0xFF, s.Marker), uint16(len(payload)+2))
		out = append(append(out, payload...), s.Scan...)
	}
	return append(out, 0xFF, 0xD9), true
}

// orientation is how an image must be turned to stand upright, as EXIF numbers
// it (CIPA DC-008, tag 0x0112); 1, upright, when nothing says so.
func orientation(data []byte, format string) int {
	switch format {
	case "jpeg":
		all, _ := smalljpeg.Segments(data)
		for _, s := range all {
			if s.Marker == 0xE1 && bytes.HasPrefix(s.Payload, []byte("Exif\x00")) {
				if turn := exifOrientation(s.Payload); turn > 0 {
					return turn
				}
			}
		}
	case "png":
		if turn := exifOrientation(chunk(data, 8, "eXIf", binary.BigEndian, 4)); turn > 0 {
			return turn
		}
	case "webp":
		if turn := exifOrientation(chunk(data, 12, "EXIF", binary.LittleEndian, 0)); turn > 0 {
			return turn
		}
	}
	return 1
}

// chunk is the payload of the first chunk of a name, nil where there is none.
// PNG has the length before the name and a check sum of four bytes after the
// payload; WebP has it after the name, and a blank byte after an odd one.
func chunk(data []byte, at int, name string, order binary.ByteOrder, sum int) []byte {
	for at+8 <= len(data) {
		size, kind := order.Uint32(data[at:]), string(data[at+4:at+8])
		if sum == 0 {
			size, kind = order.Uint32(data[at+4:]), string(data[at:at+4])
		}
		if uint64(size) > uint64(len(data)-at-8) {
			return nil
		}
		if kind == name {
			return data[at+8 : at+8+int(size)]
		}
		at += 8 + int(size) + sum
		if sum == 0 {
			at += int(size) & 1
		}
	}
	return nil
}

// exifOrientation reads the tag of the first directory, 0 where it has none.
// Some writers put "Exif" before the directories where the format does not ask
// for it, or write the number as a byte or a long one.
func exifOrientation(exif []byte) int {
	if rest, ok := bytes.CutPrefix(exif, []byte("Exif\x00")); ok && len(rest) > 0 {
		exif = rest[1:]
	}
	if len(exif) < 8 {
		return 0
	}
	var order binary.ByteOrder = binary.LittleEndian
	if exif[0] == 'M' {
		order = binary.BigEndian
	}
	at := order.Uint32(exif[4:])
	if at < 8 || uint64(at)+2 > uint64(len(exif)) {
		return 0
	}
	i := int(at) + 2
	for n := int(order.Uint16(exif[at:])); n > 0 && i+12 <= len(exif); n, i = n-1, i+12 {
		if order.Uint16(exif[i:]) != 0x0112 {
			continue
		}
		v := 0
		switch order.Uint16(exif[i+2:]) {
		case 1, 6, 7:
			v = int(exif[i+8])
		case 4, 9:
			v = int(min(order.Uint32(exif[i+8:]), 9))
		default:
			v = int(order.Uint16(exif[i+8:]))
		}
		if v >= 1 && v <= 8 {
			return v
		}
		return 0
	}
	return 0
}
