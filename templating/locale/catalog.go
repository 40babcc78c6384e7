package locale

import "fmt"

// A Catalog holds a package's own phrases: language tag, then key, then text.
// A key is "package.name", such as "recipients.no-at"; a text is a fmt format
// where [Language.Phrase] gets arguments, and is taken as it stands elsewhere.
// English must have every key, since it stands in for a missing translation. The
// zero value has no phrases.
type Catalog map[string]map[string]string

// Phrase returns the text of key in l with args put in: first what the host
// gave in [Table].Phrases, then the catalog's, then the catalog's English. An
// unknown key is returned as it stands, so that a mistake shows.
func (l Language) Phrase(c Catalog, key string, args ...any) string {
	text, ok := l.tab().Phrases[key]
	if !ok {
		text, ok = c[l.Tag()][key]
	}
	if !ok {
		text, ok = c["en"][key]
	}
	if !ok {
		return key
	}
	if len(args) == 0 {
		return text
	}
	return fmt.Sprintf(text, args...)
}
