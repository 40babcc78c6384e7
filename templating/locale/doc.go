// Package locale holds the languages that messages are written in: how each
// writes dates, times, numbers and money, the built-in text of every kind of
// message, and all that the library says to the people who use it.
//
// Start with:
//
//   - [Swedish] and the other languages that are built in, [BuiltIn] lists them
//   - [Parse] finds one by its tag
//   - [Language.Date], [Language.Clock] and [Language.Money] write values
//   - [Language.Phrase] says a phrase by its key, [Keys] lists them
//   - [New] adds a language from a [Table]
//
// Swedish, Norwegian (bokmål), Danish, Finnish, English and German are built
// in, each a file of phrases that holds a whole [Table]. The other packages have
// only the keys of what they say; a new one is put into all six files. A host
// adds a language with [New], from a file that [Language.Table] begins. The
// package is a leaf and uses tables of its own: the CLDR library weighs 35 MB in
// a binary.
package locale
