package locale

import (
	"embed"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
)

// phraseFiles hold a [Table] for each built-in language: all that the library
// says to anybody, in one file that a translator can open.
//
//go:embed phrases/*.json
var phraseFiles embed.FS

// A source is where a language's table comes from: a built-in one is read from
// its file when it is first asked for, so that a program pays for the
// languages that it speaks; a host's own is there from the start.
type source struct {
	tag   string
	once  sync.Once
	table Table
}

// read returns the table, from its file if it has not been read yet. The files
// are part of the binary and every one is read by a test, so there is no error
// to tell of.
func (s *source) read() *Table {
	s.once.Do(func() {
		if s.table.Tag != "" {
			return
		}
		text, err := phraseFiles.ReadFile("phrases/" + s.tag + ".json")
		if err == nil {
			_ = json.Unmarshal(text, &s.table)
		}
	})
	return &s.table
}

// Keys returns the keys of every phrase that the library says, sorted. A key is
// "room.name", such as "recipients.no-at".
func Keys() []string { return slices.Sorted(maps.Keys(English.tab().Phrases)) }

// Table returns a copy of what is known about the language: what a host that
// wants one more begins from, in a file of its own.
func (l Language) Table() Table { return l.tab().clone() }

// Lookup returns the text of a key, a fmt format where [Language.Phrase] gets
// arguments, and whether there is one: English stands in for a phrase that the
// language lacks.
func (l Language) Lookup(key string) (text string, ok bool) {
	if text, ok = l.tab().Phrases[key]; !ok {
		text, ok = English.tab().Phrases[key]
	}
	return text, ok
}

// Word returns what a value of a list is called, such as a status or a kind of order:
// the text of the key prefix+value, or the value itself where it has none, since it may
// be one of a host's own.
func (l Language) Word(prefix, value string) string {
	if text, ok := l.Lookup(prefix + value); ok {
		return text
	}
	return value
}

// Phrase returns the text of key with args put in where it has a place for them
// (%[1]s for the first). An unknown key is returned as it stands, so that a
// mistake shows.
func (l Language) Phrase(key string, args ...any) string {
	text, ok := l.Lookup(key)
	switch {
	case !ok:
		return key
	case len(args) == 0, !strings.Contains(text, "%"): // a phrase need not use what it is given
		return text
	}
	return fmt.Sprintf(text, args...)
}
