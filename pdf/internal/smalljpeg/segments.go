package smalljpeg

import (
	"bytes"
	"encoding/binary"
)

// A Segment is a part of a JPEG (ITU-T T.81, B.1.1): marker, payload without its length and, after a
// start of scan, the coded image up to the next marker that is none of it.
type Segment struct {
	Marker  byte
	Payload []byte
	Scan    []byte
}

// Segments takes a JPEG apart up to the end of its image, and reports whether
// it has one. Bytes of fill before a marker and what stands behind the end are
// passed over.
func Segments(data []byte) (all []Segment, ok bool) {
	if !bytes.HasPrefix(data, []byte{0xFF, 0xD8}) {
		return nil, false
	}
	for i := 2; i < len(data); {
		if data[i] != 0xFF {
			return all, false
		}
		for i < len(data) && data[i] == 0xFF { // any number of them is fill
			i++
		}
		if i == len(data) {
			return all, false
		}
		s := Segment{Marker: data[i]}
		i++
		switch {
		case s.Marker == 0xD9: // end of image
			return all, true
		case s.Marker == 0x01 || s.Marker >= 0xD0 && s.Marker <= 0xD7: // no payload
			continue
		case s.Marker == 0 || s.Marker == 0xD8:
			return all, false
		}
		if i+2 > len(data) {
			return all, false
		}
		size := int(binary.BigEndian.Uint16(data[i:]))
		if size < 2 || i+size > len(data) {
			return all, false
		}
		s.Payload = data[i+2 : i+size]
		i += size
		if s.Marker == 0xDA {
			end := scanEnd(data, i)
			s.Scan, i = data[i:end], end
		}
		all = append(all, s)
	}
	return all, false
}

// scanEnd is where the coded image ends: before the first marker that is not
// part of it.
func scanEnd(data []byte, i int) int {
	for {
		found := bytes.IndexByte(data[i:], 0xff)
		if found < 0 || i+found+1 >= len(data) {
			return len(data)
		}
		i += found
		switch next := data[i+1]; {
		case next == 0, next >= 0xd0 && next <= 0xd7:
			i += 2 // a byte of the image, or a restart
		case next == 0xff:
			i++
		default:
			return i
		}
	}
}
