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
	head     [2]uint64 // the first bytes of the key, in which most names differ
	rank     int32
	line     int32
	from, to int // of the key
}

// arrange puts lines into the order in which they are shown (R111).
func arrange(list []Suggestion, l locale.Language) {
	places := make([]place, len(list))
	size := 0
	for i := range list {
		size += 2 * len(list[i].Name)
	}
	keys := newKeys(l, size)
	for i := range list {
		from := len(keys.all)
		keys.add(list[i].Name)
		places[i] = place{head: head(keys.all[from:]), rank: list[i].rank(), line: int32(i), from: from, to: len(keys.all)}
	}
	slices.SortFunc(places, func(a, b place) int {
		switch {
		case a.rank != b.rank:
			return cmp.Compare(a.rank, b.rank)
		case a.head[0] != b.head[0]:
			return cmp.Compare(a.head[0], b.head[0])
		case a.head[1] != b.head[1]:
			return cmp.Compare(a.head[1], b.head[1])
		}
		if c := bytes.Compare(keys.all[a.from:a.to], keys.all[b.from:b.to]); c != 0 {
			return c
		}
		return cmp.Or(keys.compare(list[a.line].Name, list[b.line].Name),
			strings.Compare(list[a.line].target(), list[b.line].target()))
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

// head returns the first sixteen bytes of a key, with zeros behind a short one.
func head(key []byte) [2]uint64 {
	var first [16]byte
	copy(first[:], key)
	return [2]uint64{binary.BigEndian.Uint64(first[:8]), binary.BigEndian.Uint64(first[8:])}
}

// keys make the keys by which names are sorted. They are those of package collate:
// of each key the primary weights are kept, byte for byte, and what stands behind
// them is looked at where two are equal. Collate is asked itself only for names
// beyond the Latin letters of Europe, and for those of languages that are not
// built in.
type keys struct {
	all      []byte // primary weights, one name behind the other
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

// add adds the primary weights of a name.
func (k *keys) add(name string) {
	if !k.latin(name) {
		k.all = append(k.all, primary(k.ask(name))...)
		k.buffer.Reset()
	}
}

// compare compares two names of the same primary weights.
func (k *keys) compare(a, b string) int {
	if a == b {
		return 0
	}
	defer k.buffer.Reset()
	return bytes.Compare(k.ask(a), k.ask(b))
}

// ask returns the key that collate makes.
func (k *keys) ask(name string) []byte {
	if k.collator == nil {
		k.collator = collate.New(sorting(k.language), collate.IgnoreCase)
	}
	return k.collator.KeyFromString(&k.buffer, name)
}

// primary returns the primary weights of a key, which are of two bytes each and
// end before a zero one.
func primary(key []byte) []byte {
	for i := 0; i+1 < len(key); i += 2 {
		if key[i] == 0 && key[i+1] == 0 {
			return key[:i]
		}
	}
	return key
}

// letters are the primary weights of single characters that have one; 0: ask
// collate.
type letters [0x180]uint16

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
		weight := primary(c.KeyFromString(&buffer, string(r)))
		if len(weight) == 2 && r != '·' { // which is one with an l before it
			all[r] = binary.BigEndian.Uint16(weight)
		}
	}
	return all
}

// latin adds the primary weights of a name in Latin letters. False: it has others.
func (k *keys) latin(name string) bool {
	if k.letters == nil {
		return false
	}
	start, before := len(k.all), rune(0)
	for _, r := range name {
		if int(r) >= len(k.letters) || k.letters[r] == 0 || k.doubleA && r|0x20 == 'a' && before|0x20 == 'a' {
			k.all = k.all[:start]
			return false
		}
		k.all = binary.BigEndian.AppendUint16(k.all, k.letters[r])
		before = r
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
