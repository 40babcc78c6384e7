package order

import (
	"strings"

	"github.com/budkavle/budkavle/templating/locale"
)

// Languages are those that a company's messages are written in: the host's own, built
// once, and the built-in ones. It is made by [Settings.BuildLanguages], immutable and
// safe for concurrent use; the zero value has the built-in ones and speaks Swedish.
type Languages struct {
	own     []locale.Language
	company string // BCP 47
}

// BuildLanguages builds the host's languages, for whoever looks up more than one: each
// of [Settings.LanguageOf] and [Settings.FindLanguage] builds them anew. A table that
// does not work is left out, as [Settings.Validate] tells.
func (s Settings) BuildLanguages() Languages {
	known := Languages{company: s.Language}
	for _, table := range s.Languages {
		if l, err := locale.New(table); err == nil {
			known.own = append(known.own, l)
		}
	}
	return known
}

// Of returns the first of the BCP 47 tags that is known, the host's languages before
// the built-in ones, then the company's, then Swedish.
func (k Languages) Of(tags ...string) locale.Language {
	for _, tag := range tags {
		if l, ok := k.Find(tag); ok && tag != "" {
			return l
		}
	}
	if l, ok := k.Find(k.company); ok {
		return l
	}
	return locale.Swedish
}

// Find returns the language of a BCP 47 tag, by its primary subtag ("sv-SE"), and false
// for one that is unknown. The empty tag is Swedish.
func (k Languages) Find(tag string) (locale.Language, bool) {
	primary := locale.Primary(tag)
	for _, l := range k.own {
		if strings.EqualFold(l.Tag(), primary) {
			return l, true
		}
	}
	l, err := locale.Parse(tag)
	return l, err == nil
}

// LanguageOf returns the first of the BCP 47 tags that is known, the host's languages
// before the built-in ones, then the company's, then Swedish.
func (s Settings) LanguageOf(tags ...string) locale.Language { return s.BuildLanguages().Of(tags...) }

// FindLanguage returns the language of a BCP 47 tag, by its primary subtag ("sv-SE"),
// and false for one that is unknown. A host's table that does not work is passed over,
// and the built-in language is returned.
func (s Settings) FindLanguage(tag string) (locale.Language, bool) {
	return s.BuildLanguages().Find(tag)
}
