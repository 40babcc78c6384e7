// Package locale holds the languages that messages are written in: how each
// writes dates, times, numbers and money, the fixed words around an order, and
// the built-in text of every kind of message (R408).
//
// Swedish, Norwegian (bokmål), Danish, Finnish, English and German are built
// in. A host adds one with [New]. The package is a leaf and uses tables of its
// own: the CLDR library weighs 35 MB in a binary.
package locale
