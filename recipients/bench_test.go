package recipients_test

import (
	"fmt"
	"net/mail"
	"slices"
	"strings"
	"testing"

	"github.com/nyaruka/phonenumbers"
	"golang.org/x/text/collate"
	"golang.org/x/text/language"

	"github.com/budkavle/budkavle/recipients"
	"github.com/budkavle/budkavle/templating/locale"
)

// addresses returns a canonical list of n different plain addresses.
func addresses(n int) string {
	var b strings.Builder
	for i := range n {
		if i > 0 {
			b.WriteByte(',')
		}
		fmt.Fprintf(&b, "namn.namn%d@mail%d.example.com", i, i%97)
	}
	return b.String()
}

// BenchmarkParseList reads lists of plain addresses beside net/mail, and beside
// a bare loop that keeps each entry and checks nothing.
//
//	go test -run xxx -bench 'List|Phone|Suggest' -benchmem ./recipients
//
// One allocation is the result, the other the table of what was seen.
func BenchmarkParseList(b *testing.B) {
	for _, n := range []int{1, 100, 10_000, 1_000_000} {
		text := addresses(n)
		b.Run(fmt.Sprintf("budkavle/%d", n), func(b *testing.B) {
			b.ReportAllocs()
			b.SetBytes(int64(len(text)))
			for b.Loop() {
				if list, err := recipients.ParseList(text); err != nil || len(list) != n {
					b.Fatal(len(list), err)
				}
			}
		})
		b.Run(fmt.Sprintf("limit/%d", n), func(b *testing.B) {
			b.ReportAllocs()
			b.SetBytes(int64(len(text)))
			for b.Loop() {
				if len(split(text)) != n {
					b.Fatal("split")
				}
			}
		})
		b.Run(fmt.Sprintf("netmail/%d", n), func(b *testing.B) {
			b.ReportAllocs()
			b.SetBytes(int64(len(text)))
			for b.Loop() {
				if list, err := mail.ParseAddressList(text); err != nil || len(list) != n {
					b.Fatal(len(list), err)
				}
			}
		})
	}
}

// split is the least that any reader of a list does: it looks at every byte
// once and keeps each entry, in one allocation.
func split(text string) []entry {
	list := make([]entry, 0, strings.Count(text, ",")+1)
	start := 0
	for i := range len(text) {
		if text[i] == ',' {
			list = append(list, entry{text: text[start:i]})
			start = i + 1
		}
	}
	return append(list, entry{text: text[start:]})
}

type entry struct{ _, text string } // as wide as a mailbox

// BenchmarkNamedList reads lists of names and addresses beside net/mail.
func BenchmarkNamedList(b *testing.B) {
	for _, n := range []int{1, 100, 10_000} {
		var list strings.Builder
		for i := range n {
			if i > 0 {
				list.WriteString(", ")
			}
			fmt.Fprintf(&list, "%s <namn%d@mail%d.example.com>", []string{"Anna Ek", `"Ek, Anna"`}[i%2], i, i%97)
		}
		text := list.String()
		b.Run(fmt.Sprintf("budkavle/%d", n), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if list, err := recipients.ParseList(text); err != nil || len(list) != n {
					b.Fatal(len(list), err)
				}
			}
		})
		b.Run(fmt.Sprintf("netmail/%d", n), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if list, err := mail.ParseAddressList(text); err != nil || len(list) != n {
					b.Fatal(len(list), err)
				}
			}
		})
	}
}

// BenchmarkSuggest makes the whole list under the address field, beside what
// package collate takes to sort its names alone.
func BenchmarkSuggest(b *testing.B) {
	first, last := strings.Fields("Anna Erik Lars Karin Örjan Åke Eva Maria Johan Per Ulf Märta"), strings.Fields("Andersson Berg Ek Lindqvist Åberg Öberg Svensson")
	for _, n := range []int{20, 1000, 100_000} {
		contacts, names := make([]recipients.Candidate, n), make([]string, n)
		for i := range n {
			names[i] = fmt.Sprintf("%s %s %d", first[i*7%len(first)], last[i*5%len(last)], i)
			contacts[i] = recipients.Candidate{Name: names[i], Email: fmt.Sprintf("namn%d@mail%d.example.com", i, i%97), Source: recipients.CustomerContact}
		}
		b.Run(fmt.Sprintf("budkavle/%d", n), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				recipients.Suggest(contacts, locale.Swedish)
			}
		})
		b.Run(fmt.Sprintf("collate/%d", n), func(b *testing.B) {
			b.ReportAllocs()
			c := collate.New(language.Swedish, collate.IgnoreCase)
			for b.Loop() {
				c.SortStrings(slices.Clone(names))
			}
		})
	}
}

// BenchmarkParsePhone, by the same command, judges a
// canonical number beside phonenumbers' own Parse,
// IsValidNumber and Format. A number that is refused takes that way as well, for
// its reason.
func BenchmarkParsePhone(b *testing.B) {
	const number = "+46705123456"
	b.Run("budkavle", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, err := recipients.ParsePhone(number); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("phonenumbers", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			parsed, err := phonenumbers.Parse(number, "")
			if err != nil || !phonenumbers.IsValidNumber(parsed) || phonenumbers.Format(parsed, phonenumbers.E164) != number {
				b.Fatal(err)
			}
		}
	})
}
