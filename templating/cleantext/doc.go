// Package cleantext makes texts that people typed or other systems sent fit to
// be shown, sent, compared and quoted. It is where the module decides, once,
// what in a text cannot be seen.
//
// What it decides:
//
//   - Invisible ([Invisible]) are Unicode's format characters (zero width, byte
//     order mark, soft hyphen, text direction, tags), line and paragraph
//     separators, variation selectors, fillers and the empty Braille cell.
//     Controls are not among them; [Unseen] is both.
//   - Bidi ([Bidi]) are those of them that turn the direction of what follows.
//   - A line ends in LF: CRLF, a lone CR, VT, FF, NEL and Unicode's two
//     separators are read as one line break each ([LineEnds]).
//   - A tab is a blank. A no-break space stays one in texts ([OneLine], [Lines])
//     and is a blank in names ([Name]).
//   - Letters are composed (NFC), bytes that are not UTF-8 become U+FFFD.
//   - [Lines] keeps the joiners and the selectors that emoji and some scripts are
//     written with, where they stand behind something that is seen; one-line
//     texts and names lose them, since there they only make two look like one.
//   - What is only blanks, or shows nothing, is empty.
//
// Every function returns a text that it cleaned before unchanged, allocates
// nothing for one line of clean ASCII, takes time linear in its text, and is safe
// for concurrent use.
package cleantext
