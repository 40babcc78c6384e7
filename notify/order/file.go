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

// A File is what the host has to send along: its bytes, or a reference that the host
// resolves when the message is sent. Data, or Ref with Size and SHA256, is needed; an
// upload on an order needs an ID too.
type File struct {
	ID          string `json:"id,omitzero"`          // an upload is chosen by it
	Name        string `json:"name"`                 // made safe when it is sent
	ContentType string `json:"contentType,omitzero"` // empty: application/octet-stream; of a document application/pdf
	Size        int64  `json:"size,omitzero"`        // in bytes; needed when Data is empty
	SHA256      string `json:"sha256,omitzero"`      // lower-case hex; needed when Data is empty
	Ref         string `json:"ref,omitzero"`         // what notify.Config.Resolve gets when Data is empty
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

// Complete reports whether there are bytes, or a reference to bytes of a known size and
// hash. Only a file whose hash says that it is empty may have the size 0.
func (f File) Complete() bool {
	sized := f.Size > 0 || f.Size == 0 && f.SHA256 == emptyHash
	return len(f.Data) > 0 || f.Ref != "" && f.SHA256 != "" && sized
}

// emptyHash is the SHA-256 of no bytes at all.
const emptyHash = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

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
