package recipients

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"slices"
	"strings"
	"sync"

	"golang.org/x/text/collate"
	"golang.org/x/text/language"

	"github.com/budkavle/budkavle/templating/locale"
)

// place is what a line is sorted by. It holds no pointers, so that moving it costs
// the garbage collector nothing.
type place struct {
	head     uint64 // the first bytes of the key, in which most names differ
	rank     int32
	line     int32
	from, to int // of the key
}

// arrange puts lines into the order in which they are shown (R111).
func arrange(list []Suggestion, l locale.Language) {
	places := make([]place, len(list))
	size := 0
	for i := range list {
		size += 4*len(list[i].Name) + 2
	}
	keys := newKeys(l, size)
	for i := range list {
		from := len(keys.all)
		keys.add(list[i].Name)
		places[i] = place{head: head(keys.all[from:]), rank: list[i].rank(), line: int32(i), from: from, to: len(keys.all)}
	}
	slices.SortFunc(places, func(a, b place) int {
		if a.rank != b.rank {
			return cmp.Compare(a.rank, b.rank)
		}
		if a.head != b.head {
			return cmp.Compare(a.head, b.head)
		}
		return cmp.Or(bytes.Compare(keys.all[a.from:a.to], keys.all[b.from:b.to]), strings.Compare(list[a.line].target(), list[b.line].target()))
	})
	permute(list, places)
}

// permute moves each line to its place, once.
func permute(list []Suggestion, places []place) {
	const done = -1
	for i := range places {
		if places[i].line == done || int(places[i].line) == i {
			continue
		}
		first, at := list[i], i
		for {
			from := int(places[at].line)
			places[at].line = done
			if from == i {
				list[at] = first
				break
			}
			list[at] = list[from]
			at = from
		}
	}
}

// rank puts entries without a name first and the invoice address last.
func (s *Suggestion) rank() int32 {
	switch {
	case len(s.Sources) == 1 && s.Sources[0] == InvoiceAddress:
		return 2
	case s.Name == "":
		return 0
	}
	return 1
}

// head returns the first eight bytes of a key, with zeros behind a short one.
func head(key []byte) uint64 {
	var first [8]byte
	copy(first[:], key)
	return binary.BigEndian.Uint64(first[:])
}

// keys make the keys by which names are sorted: those of package collate, byte
// for byte. It is asked itself only for names beyond the Latin letters of Europe,
// and for those of languages that are not built in.
type keys struct {
	all      []byte // one behind the other
	language locale.Language
	letters  *letters // nil: ask collate for each name
	doubleA  bool     // aa is sorted as å
	collator *collate.Collator
	buffer   collate.Buffer
}

// newKeys has room for keys of about so many bytes.
func newKeys(l locale.Language, size int) *keys {
	k := &keys{all: make([]byte, 0, size), language: l}
	tag := l.Tag()
	if read, ok := lettersOf[tag]; ok {
		k.letters = read()
	}
	k.doubleA = tag == "nb" || tag == "da"
	return k
}

// add adds the key of a name.
func (k *keys) add(name string) {
	if k.latin(name) {
		return
	}
	if k.collator == nil {
		k.collator = collate.New(sorting(k.language), collate.IgnoreCase)
	}
	k.all = append(k.all, k.collator.KeyFromString(&k.buffer, name)...)
	k.buffer.Reset()
}

// letters are the weights of single characters: what each adds to the two parts
// of a key, its primary and its secondary weights.
type letters [0x180]struct{ primary, secondary string }

// lettersOf has those of the built-in languages, read at their first use. None of
// these has a letter of several characters but the aa of Norwegian and Danish.
var lettersOf = map[string]func() *letters{
	"sv": sync.OnceValue(func() *letters { return readLetters(language.Swedish) }),
	"nb": sync.OnceValue(func() *letters { return readLetters(language.MustParse("nn")) }),
	"da": sync.OnceValue(func() *letters { return readLetters(language.Danish) }),
	"fi": sync.OnceValue(func() *letters { return readLetters(language.Finnish) }),
	"en": sync.OnceValue(func() *letters { return readLetters(language.English) }),
	"de": sync.OnceValue(func() *letters { return readLetters(language.German) }),
}

func readLetters(tag language.Tag) *letters {
	c, buffer, all := collate.New(tag, collate.IgnoreCase), collate.Buffer{}, new(letters)
	for r := ' '; int(r) < len(all); r++ { // controls are in no name
		key := c.KeyFromString(&buffer, string(r))
		if primary, secondary, ok := bytes.Cut(key, []byte{0, 0}); ok && len(primary) > 0 && r != '·' { // which is one with an l before it
			all[r].primary, all[r].secondary = string(primary), string(secondary)
		}
	}
	return all
}

// latin adds the key of a name in Latin letters: the primary weights of each
// character, a separator, and their secondary weights. False: it has others.
func (k *keys) latin(name string) bool {
	if k.letters == nil {
		return false
	}
	start, before := len(k.all), rune(0)
	for _, r := range name {
		if int(r) >= len(k.letters) || k.letters[r].primary == "" || k.doubleA && r|0x20 == 'a' && before|0x20 == 'a' {
			k.all = k.all[:start]
			return false
		}
		k.all = append(k.all, k.letters[r].primary...)
		before = r
	}
	k.all = append(k.all, 0, 0)
	for _, r := range name {
		k.all = append(k.all, k.letters[r].secondary...)
	}
	return true
}

// sorting returns the language in whose order names are sorted. The collation
// tables do not find bokmål under any of its tags; nynorsk has the same order.
func sorting(l locale.Language) language.Tag {
	tag, err := language.Parse(l.Tag())
	if err != nil {
		return language.Swedish
	}
	if base, _ := tag.Base(); base.String() == "nb" || base.String() == "no" {
		return language.MustParse("nn")
	}
	return tag
}
