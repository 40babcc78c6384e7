package recipients

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"golang.org/x/text/collate"

	"github.com/budkavle/budkavle/templating/locale"
)

// The keys of names in ASCII are those of package collate to the byte, in every
// built-in language and for every pair of characters.
func TestR111KeysAreThoseOfCollate(t *testing.T) {
	t.Parallel()
	for _, l := range locale.BuiltIn() {
		k := newKeys(l)
		c, buffer := collate.New(sorting(l), collate.IgnoreCase), collate.Buffer{}
		check := func(name string) {
			assert.Equal(t, c.KeyFromString(&buffer, name), k.of(name), "%s %q", l.Tag(), name)
		}
		own := 0
		for a := rune(0); a < 0x80; a++ {
			check(string(a))
			for b := rune(0); b < 0x80; b++ {
				check(string(a) + string(b))
				if _, ok := k.ofASCII(string(a) + string(b)); ok {
					own++
				}
			}
		}
		assert.GreaterOrEqual(t, own, 95*95-4, "%s: all but aa are made here", l.Tag())
		for _, name := range []string{"", "Anna Ek", "Anna-Lena O'Hara", "Aase", "bAAr", "aaa", "Åke", strings.Repeat("Anna ", 2000)} {
			check(name)
		}
	}
}

// A language that is not known to sort ASCII as the others do is left to collate.
func TestR111OtherLanguages(t *testing.T) {
	t.Parallel()
	table := locale.Swedish.Table()
	table.Tag = "cs"
	czech, err := locale.New(table)
	assert.NoError(t, err)
	assert.False(t, newKeys(czech).ascii)
	list := Suggest([]Contact{{Name: "Chalupa", Email: "a@x.se"}, {Name: "Hana", Email: "b@x.se"}, {Name: "Ivan", Email: "c@x.se"}}, czech).Lines
	assert.Equal(t, []string{"Hana", "Chalupa", "Ivan"}, []string{list[0].Name, list[1].Name, list[2].Name}, "ch behind h")
}

// Any names are in the order in which collate has them.
func FuzzSorted(f *testing.F) {
	f.Add("Anna Ek\nåke\nAase\nÉrik\nErik", byte(0))
	f.Add("aa\nå\nAA\naA a\n\nz", byte(2))
	f.Fuzz(func(t *testing.T, names string, which byte) {
		l := locale.BuiltIn()[int(which)%len(locale.BuiltIn())]
		var list []Suggestion
		for name := range strings.SplitSeq(names, "\n") {
			list = append(list, Suggestion{Name: name})
		}
		rand.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
		c := collate.New(sorting(l), collate.IgnoreCase)
		shown := sorted(list, l)
		if len(shown) != len(list) || !slices.IsSortedFunc(shown, func(a, b Suggestion) int {
			if a.Name == "" || b.Name == "" {
				return len(a.Name) - len(b.Name)
			}
			return c.CompareString(a.Name, b.Name)
		}) {
			t.Fatalf("%s: %v", l.Tag(), shown)
		}
	})
}
