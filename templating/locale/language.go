package locale

import (
	"fmt"
	"strings"
	"time"
)

// A Language writes what a message contains as its readers would. It is
// comparable, immutable and safe for concurrent use; the zero value is
// [Swedish]. Only the package variables, [Parse] and [New] make another.
type Language struct{ source *source }

// The built-in languages. They are values that nothing changes.
var (
	Swedish   = Language{}
	Norwegian = Language{&source{tag: "nb"}}
	Danish    = Language{&source{tag: "da"}}
	Finnish   = Language{&source{tag: "fi"}}
	English   = Language{&source{tag: "en"}}
	German    = Language{&source{tag: "de"}}
)

// swedish is what the zero value stands for.
var swedish = source{tag: "sv"}

// BuiltIn returns the built-in languages, Swedish first.
func BuiltIn() []Language {
	return []Language{Swedish, Norwegian, Danish, Finnish, English, German}
}

// Parse returns the built-in language of a BCP 47 tag (RFC 5646) such as "sv",
// "sv-SE" or "nb_NO"; the primary subtag decides, without case. "no" is
// [Norwegian], and nynorsk, "nn", reads bokmål. The empty tag is Swedish. An
// unknown one is an error that lists the known: the zero value beside it is no
// answer.
func Parse(tag string) (Language, error) {
	if tag == "" {
		return Swedish, nil
	}
	primary := strings.ToLower(Primary(tag))
	if primary == "no" || primary == "nn" {
		primary = "nb"
	}
	for _, l := range [...]Language{Swedish, Norwegian, Danish, Finnish, English, German} {
		if l.Tag() == primary {
			return l, nil
		}
	}
	if len(tag) > 35 { // the longest that RFC 5646 asks anybody to hold
		tag = tag[:35]
	}
	return Language{}, fmt.Errorf("locale: no language %q, want one of sv, nb, da, fi, en, de or one made with New", tag)
}

// Primary returns the primary subtag of a BCP 47 tag as it is written: "sv" of "sv-SE"
// and of "sv_SE".
func Primary(tag string) string {
	if i := strings.IndexAny(tag, "-_"); i >= 0 {
		return tag[:i]
	}
	return tag
}

// MustParse is [Parse] for constants; it panics on an error.
func MustParse(tag string) Language {
	l, err := Parse(tag)
	if err != nil {
		panic(err)
	}
	return l
}

func (l Language) from() *source {
	if l.source == nil {
		return &swedish
	}
	return l.source
}

func (l Language) tab() *Table { return l.from().read() }

// Tag returns the BCP 47 primary subtag, such as "sv".
func (l Language) Tag() string { return l.from().tag }

// String returns the language's own name of itself, such as "svenska".
func (l Language) String() string { return l.tab().Name }

// Weekday returns the name of a day as it stands inside a sentence; "" for a day
// that is none of package time's.
func (l Language) Weekday(d time.Weekday) string {
	if d < time.Sunday || d > time.Saturday {
		return ""
	}
	return l.tab().Weekdays[d]
}

// Month returns the name of a month as it stands inside a date; "" for a month that
// is none of package time's.
func (l Language) Month(m time.Month) string {
	if m < time.January || m > time.December {
		return ""
	}
	return l.tab().Months[m-1]
}
