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

// place is what a line is sorted by. Most names differ in their first letters,
// which head has in one word.
type place struct {
	rank int
	head uint64 // the first bytes of key
	key  []byte
	line int
}

// sorted returns the lines in the order in which they are shown (R111).
func sorted(list []Suggestion, l locale.Language) []Suggestion {
	places := make([]place, len(list))
	keys := newKeys(l)
	for i := range list {
		key := keys.of(list[i].Name)
		places[i] = place{rank: list[i].rank(), head: head(key), key: key, line: i}
	}
	slices.SortFunc(places, func(a, b place) int {
		if a.rank != b.rank {
			return a.rank - b.rank
		}
		if a.head != b.head {
			return cmp.Compare(a.head, b.head)
		}
		return cmp.Or(bytes.Compare(a.key, b.key), strings.Compare(list[a.line].target(), list[b.line].target()))
	})
	shown := make([]Suggestion, len(list))
	for i, p := range places {
		shown[i] = list[p.line]
	}
	return shown
}

// rank puts entries without a name first and the invoice address last.
func (s *Suggestion) rank() int {
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
// for byte. It is asked only for the names that are not ASCII.
type keys struct {
	tag      language.Tag
	ascii    bool // the language sorts ASCII letters as the built-in ones do
	doubleA  bool // and aa as å
	collator *collate.Collator
	buffer   collate.Buffer
	room     []byte
}

func newKeys(l locale.Language) *keys {
	k := &keys{tag: sorting(l)}
	switch base, _ := k.tag.Base(); base.String() {
	case "sv", "fi", "en", "de":
		k.ascii = true
	case "nn", "da":
		k.ascii, k.doubleA = true, true
	}
	return k
}

// of returns the key of a name.
func (k *keys) of(name string) []byte {
	if key, ok := k.ofASCII(name); ok {
		return key
	}
	if k.collator == nil {
		k.collator = collate.New(k.tag, collate.IgnoreCase)
	}
	return k.collator.KeyFromString(&k.buffer, name)
}

// weights are the primary weights of printable ASCII, which the built-in languages
// have in common.
var weights = sync.OnceValue(func() (w [128]uint16) {
	c, buffer := collate.New(language.English, collate.IgnoreCase), collate.Buffer{}
	for r := ' '; r < 0x7f; r++ {
		w[r] = binary.BigEndian.Uint16(c.KeyFromString(&buffer, string(r)))
	}
	return w
})

// ofASCII makes the key of a name in printable ASCII: the primary weight of each
// character, a separator, and the same secondary weight for each.
func (k *keys) ofASCII(name string) (key []byte, ok bool) {
	if !k.ascii {
		return nil, false
	}
	before := byte(0)
	for i := range len(name) {
		c := name[i]
		if c < ' ' || c >= 0x7f || k.doubleA && c|0x20 == 'a' && before|0x20 == 'a' {
			return nil, false
		}
		before = c
	}
	size := 4*len(name) + 2
	if len(k.room) < size {
		k.room = make([]byte, max(size, 4096))
	}
	key, k.room = k.room[:size:size], k.room[size:]
	w := weights()
	for i := range len(name) {
		binary.BigEndian.PutUint16(key[2*i:], w[name[i]])
		key[2*len(name)+3+2*i] = 0x20
	}
	return key, true
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
