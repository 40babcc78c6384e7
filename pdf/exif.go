package pdf

import (
	"bytes"
	"encoding/binary"
)

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

// withoutMetadata takes out what a camera notes beside the image (EXIF, XMP,
// IPTC, comments): where a photo was taken is nobody's business who gets the
// document. The image itself is not touched. A JPEG without any is returned as
// it is.
func withoutMetadata(data []byte) []byte {
	var out []byte
	kept := 0 // how much of data is settled
	i := 2
	for i+4 <= len(data) && data[i] == 0xFF && data[i+1] != 0xDA {
		marker, size := data[i+1], int(binary.BigEndian.Uint16(data[i+2:]))
		if size < 2 || i+2+size > len(data) {
			return data
		}
		if marker == 0xE1 || marker == 0xED || marker == 0xFE {
			out = append(out, data[kept:i]...)
			kept = i + 2 + size
		}
		i += 2 + size
	}
	if kept == 0 {
		return data
	}
	return append(out, data[kept:]...)
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
