package smsgw_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/budkavle/budkavle/smsgw"
)

func TestR203TheTextOfEachPart(t *testing.T) {
	t.Parallel()
	a := func(n int) string { return strings.Repeat("a", n) }
	for _, c := range []struct {
		name, text string
		want       []smsgw.Part
	}{
		{"empty", "", nil},
		{"one", "Hej", []smsgw.Part{{"Hej", 3}}},
		{"one that is full", a(160), []smsgw.Part{{a(160), 160}}},
		{"one more", a(160) + "b", []smsgw.Part{{a(153), 153}, {a(7) + "b", 8}}},
		{"two that are full", a(306), []smsgw.Part{{a(153), 153}, {a(153), 153}}},
		{"€ on the edge", a(152) + "€" + a(10), []smsgw.Part{{a(152), 152}, {"€" + a(10), 12}}},
		{"one of UCS-2", strings.Repeat("ж", 70), []smsgw.Part{{strings.Repeat("ж", 70), 70}}},
		{"two of UCS-2", "ł" + a(70), []smsgw.Part{{"ł" + a(66), 67}, {a(4), 4}}},
		{"😀 on the edge", a(66) + "😀" + a(10), []smsgw.Part{{a(66), 66}, {"😀" + a(10), 12}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			assert.Equal(t, c.want, smsgw.Split(c.text))
		})
	}
}

func FuzzSplit(f *testing.F) {
	for _, text := range []string{"", "Hej", strings.Repeat("å€", 150), strings.Repeat("😀", 68), strings.Repeat("x\xff", 60), strings.Repeat("å€", 35) + "\xe2\x82"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		c, whole, units := smsgw.Count(text), "", 0
		parts := smsgw.Split(text)
		for _, p := range parts {
			whole += p.Text
			units += p.Units
			// A part whose own characters are all of GSM-7 is still written as the whole is.
			if own := smsgw.Count(p.Text); own.Encoding == c.Encoding && own.Units > p.Units {
				t.Fatalf("%q has more than %d units", p.Text, p.Units)
			}
		}
		if len(parts) != c.Segments || whole != text || units != c.Units {
			t.Fatalf("%d parts of %d units, counted as %+v", len(parts), units, c)
		}
	})
}

func ExamplePart() {
	for i, p := range smsgw.Split("Vi kommer 😀. " + strings.Repeat("Ring gärna. ", 6)) {
		fmt.Printf("%d: %d %q\n", i+1, p.Units, p.Text)
	}
	// Output:
	// 1: 67 "Vi kommer 😀. Ring gärna. Ring gärna. Ring gärna. Ring gärna. Ring "
	// 2: 19 "gärna. Ring gärna. "
}
