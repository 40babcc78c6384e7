// Package pdf owns the documents that go with messages: their file names, their
// content as plain data, and a [Renderer] that turns them into PDF. [Engine] is
// the built-in one; a host may bring its own, and [Bytes] is one for a document
// that is ready.
//
// Start with:
//
//   - [Document] is a paper as plain data, [Kind] which
//   - [New] makes the [Engine] that draws it
//   - [Engine.Render] gives the file, [Engine.RenderWithWarnings] a [Note] too for what it could not show
//   - [FileName] names it safely
//   - [Renderer] is the contract for a host's own engine
//
// The same [Document] gives the same bytes, with the same release of Go and of
// this module: compressors differ between releases. Everything here is safe for
// concurrent use, and no input makes it panic: what cannot be drawn is an error,
// or a [Note] beside a visible substitute.
//
// Paper is A4. Text is Liberation Sans: Western characters (cp1252 and − Ω ≤ ≥)
// come from a small face cut beforehand, other Latin letters, Greek and Cyrillic
// from the whole font, of which only those travel that are used. Scripts that
// are written from the right, CJK and emoji become □ with the warning
// [NoteNoGlyph].
//
// Files are tagged PDF 1.7 in the document's language and made to the rules of
// PDF/UA-1 (ISO 14289-1): a screen reader hears headings, paragraphs, tables with
// their heads, and a picture's caption.
//
// Pictures are PNG, JPEG, GIF or WebP of at most 64 megapixels, judged by their
// first bytes before they are decoded, the same one once, all that are decoded
// at the same time within 256 MiB. They are turned upright as EXIF says in each
// of the formats, and scaled to 180 pixels an inch. The image of an upright
// JPEG that is small enough travels unchanged; what its camera noted beside it,
// the place, the time, the owner, never does. [Shrink] does the same for the
// logo of a mail.
package pdf
