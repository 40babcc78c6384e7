package recipients

import (
	"bytes"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"golang.org/x/text/collate"

	"github.com/budkavle/budkavle/templating/locale"
)

// The keys of names in Latin letters are those of package collate to the byte, in
// every built-in language and for every pair of characters.
func TestR111KeysAreThoseOfCollate(t *testing.T) {
	t.Parallel()
	for _, l := range locale.BuiltIn() {
		t.Run(l.Tag(), func(t *testing.T) {
			t.Parallel()
			k := newKeys(l, 0)
			c, buffer := collate.New(sorting(l), collate.IgnoreCase), collate.Buffer{}
			of := func(name string) []byte {
				k.all = k.all[:0]
				k.add(name)
				return k.all
			}
			made := 0
			check := func(name string) {
				k.all = k.all[:0]
				if !k.latin(name) {
					return
				}
				made++
				if want := primary(c.KeyFromString(&buffer, name)); !bytes.Equal(want, k.all) {
					t.Errorf("%q has key %x, want %x", name, k.all, want)
				}
				buffer.Reset()
			}
			for a := range rune(0x180) {
				check(string(a))
				for b := range rune(0x180) {
					check(string(a) + string(b))
				}
			}
			assert.Greater(t, made, 300*300, "nearly all are made here")
			for _, name := range []string{"", "Anna Ek", "Anna-Lena O'Hara", "Aase", "bAAr", "Åke Öberg", "Weiß", "Łukasz", strings.Repeat("Anna ", 2000)} {
				assert.Equal(t, string(primary(c.KeyFromString(&buffer, name))), string(of(name)), name)
			}
			for _, name := range []string{"Анна", "A\u030ake", "王"} {
				assert.False(t, k.latin(name), name)
				assert.Equal(t, primary(c.KeyFromString(&buffer, name)), of(name), name)
			}
		})
	}
}

// A language that is not known to sort ASCII as the others do is left to collate.
func TestR111OtherLanguages(t *testing.T) {
	t.Parallel()
	table := locale.Swedish.Table()
	table.Tag = "cs"
	czech, err := locale.New(table)
	assert.NoError(t, err)
	assert.Nil(t, newKeys(czech, 0).letters)
	list := Suggest([]Candidate{{Name: "Chalupa", Email: "a@x.se"}, {Name: "Hana", Email: "b@x.se"}, {Name: "Ivan", Email: "c@x.se"}}, czech).Lines
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
		shown := slices.Clone(list)
		arrange(shown, l)
		if !sameNames(shown, list) || !slices.IsSortedFunc(shown, func(a, b Suggestion) int {
			if a.Name == "" || b.Name == "" {
				return len(a.Name) - len(b.Name)
			}
			return c.CompareString(a.Name, b.Name)
		}) {
			t.Fatalf("%s: %v", l.Tag(), shown)
		}
	})
}

func sameNames(a, b []Suggestion) bool {
	names := func(list []Suggestion) (names []string) {
		for _, s := range list {
			names = append(names, s.Name)
		}
		slices.Sort(names)
		return names
	}
	return slices.Equal(names(a), names(b))
}
