package pdf

// Style is how a company's documents look. It is plain data for [New]. The zero
// value is a calm default.
type Style struct {
	Accent string // #rrggbb; zero: dark blue
	// Font and BoldFont are TrueType files of the host's own; nil: Liberation
	// Sans, which has all Latin, Greek and Cyrillic letters. A Font without a
	// BoldFont is used for both.
	Font, BoldFont []byte
	MaxPixels      int64 // of a picture, as its header says; zero: [DefaultMaxPixels]
	LeaveOutBroken bool  // a broken picture becomes a box with its name, and a [Note], instead of an error
}

// A Renderer turns documents into PDF. Hosts may bring their own: it is safe for
// concurrent use, changes nothing of the document, gives the same bytes for the
// same document, and returns an error instead of half a file.
type Renderer interface {
	Render(d Document) ([]byte, error)
}

// Bytes is a [Renderer] of a document that is ready: it returns itself.
type Bytes []byte

// Render returns the bytes, which are not copied. The error is always nil.
func (b Bytes) Render(Document) ([]byte, error) { return b, nil }

// Note is something about a document that the user should know.
type Note struct {
	Code NoteCode
	Text string // what it is about: the characters, or the name of a picture
}

// NoteCode says what a note is about. A constant's value never changes.
type NoteCode string

// The codes of notes.
const (
	// NoteNoGlyph says that the font lacks characters, which were written as □.
	NoteNoGlyph NoteCode = "pdf-no-glyph"
	// NotePictureLeftOut says that a broken picture was left out.
	NotePictureLeftOut NoteCode = "pdf-picture-left-out"
)
