package main

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"golang.org/x/text/collate"
	"golang.org/x/text/language"

	"github.com/budkavle/budkavle/recipients"
	"github.com/budkavle/budkavle/templating/locale"
)

// BenchmarkField makes the whole list under the address field, beside what
// package collate takes to sort its names alone.
func BenchmarkField(b *testing.B) {
	first, last := strings.Fields("Anna Erik Lars Karin Örjan Åke Eva Maria Johan Per Ulf Märta"), strings.Fields("Andersson Berg Ek Lindqvist Åberg Öberg Svensson")
	for _, n := range []int{20, 1000, 100_000} {
		size := n
		if testing.Short() {
			size = min(n, 100)
		}
		contacts, names := make([]recipients.Candidate, size), make([]string, size)
		for i := range size {
			names[i] = fmt.Sprintf("%s %s %d", first[i*7%len(first)], last[i*5%len(last)], i)
			contacts[i] = recipients.Candidate{Name: names[i], Email: fmt.Sprintf("namn%d@mail%d.example.com", i, i%97), Source: recipients.CustomerContact}
		}
		each(b, fmt.Sprintf("%d/by=budkavle", n), func() { recipients.Suggest(contacts, locale.Swedish) })
		c := collate.New(language.Swedish, collate.IgnoreCase)
		each(b, fmt.Sprintf("%d/by=collate", n), func() { c.SortStrings(slices.Clone(names)) })
	}
}
