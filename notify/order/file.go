package order

import (
	"bytes"
	"image"
	"image/gif"
	"image/jpeg"
	"image/png"
	"io"
	"slices"
)

// A File is an upload on the order: its bytes or a reference that the host
// resolves when the message is sent. ID, and Data or Ref with SHA256, are needed.
type File struct {
	ID          string `json:"id"`                   // a file is chosen by it
	Name        string `json:"name"`                 // made safe when it is sent
	ContentType string `json:"contentType,omitzero"` // application/octet-stream when empty
	Size        int64  `json:"size,omitzero"`        // in bytes; needed when Data is empty
	SHA256      string `json:"sha256,omitzero"`      // lower-case hex; needed when Data is empty
	Ref         string `json:"ref,omitzero"`         // what the host resolves when Data is empty
	Data        []byte `json:"data,omitempty"`       // never changed by anybody here
	// width times height of a picture; 0 when it is none or unknown: then Data's header
	// tells
	Pixels int64 `json:"pixels,omitzero"`
}

// File returns the upload with an ID.
func (o Order) File(id string) (File, bool) {
	i := slices.IndexFunc(o.Files, func(f File) bool { return f.ID == id })
	if i < 0 {
		return File{}, false
	}
	return o.Files[i], true
}

// Measure returns the size in bytes and the pixels of a picture, of Data where it
// is there, whatever the fields say; 0 pixels for what is no PNG, JPEG or GIF.
func (f File) Measure() (size, pixels int64) {
	size = f.Size
	if len(f.Data) > 0 {
		size = int64(len(f.Data))
	}
	return size, max(f.Pixels, pixelsOf(f.Data))
}

// pixelsOf reads a picture's size from its header, whatever its name says; 0
// for what is no PNG, JPEG or GIF.
func pixelsOf(data []byte) int64 {
	for _, decode := range []func(io.Reader) (image.Config, error){png.DecodeConfig, jpeg.DecodeConfig, gif.DecodeConfig} {
		if c, err := decode(bytes.NewReader(data)); err == nil {
			return int64(c.Width) * int64(c.Height)
		}
	}
	return 0
}
