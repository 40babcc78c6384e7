package recipients_test

import (
	"fmt"
	"net/mail"
	"strings"
	"testing"

	"github.com/nyaruka/phonenumbers"

	"github.com/budkavle/budkavle/recipients"
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
// once and keeps where each entry and its @ are, in one allocation.
func split(text string) []entry {
	list := make([]entry, 0, strings.Count(text, ",")+1)
	start, at := 0, 0
	for i := range len(text) {
		switch text[i] {
		case '@':
			at = i - start
		case ',':
			list = append(list, entry{text: text[start:i], at: at})
			start = i + 1
		}
	}
	return append(list, entry{text: text[start:], at: at})
}

type entry struct {
	name, text, wire string
	at               int
}

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
