package main

import (
	"fmt"
	"net/mail"
	"strings"
	"testing"

	"github.com/budkavle/budkavle/recipients"
	"github.com/budkavle/budkavle/smsgw"
)

// BenchmarkSmall reads lists of a hundred addresses beside net/mail, and counts and
// packs a text of 900 characters beside bare loops.
func BenchmarkSmall(b *testing.B) {
	plain, named := make([]string, 100), make([]string, 100)
	for i := range plain {
		plain[i] = fmt.Sprintf("namn.namn%d@mail%d.example.com", i, i%97)
		named[i] = fmt.Sprintf(`"Bond, James %d" <%s>`, i, plain[i])
	}
	for name, entries := range map[string][]string{"list": plain, "named": named} {
		text := strings.Join(entries, ",")
		each(b, name+"/by=budkavle", func() {
			_, err := recipients.ParseList(text)
			must(b, err)
		})
		each(b, name+"/by=net/mail", func() {
			_, err := mail.ParseAddressList(text)
			must(b, err)
		})
	}
	sms, codes := strings.Repeat("Vår tekniker {Åke} kommer på måndag, 10 €. ", 21), codesOf()
	each(b, "count/by=budkavle", func() { smsgw.Count(sms) })
	each(b, "count/by=loop", func() { counted(sms, codes) })
	each(b, "pack/by=budkavle", func() { smsgw.PackGSM7(sms) })
	each(b, "pack/by=loop", func() { packed(sms, codes) })
}

const tableSize = 0x2100

// codesOf is a table of the septets of characters, with how many they are in the
// upper byte.
func codesOf() *[tableSize]uint16 {
	var codes [tableSize]uint16
	for r := range rune(tableSize) {
		bits, ok := smsgw.PackGSM7(string(r))
		if !ok {
			continue
		}
		units := smsgw.Count(string(r)).Units
		all := uint(bits[0])
		if len(bits) > 1 {
			all |= uint(bits[1]) << 8
		}
		codes[r] = uint16(all>>(7*(units-1)))&0x7f | uint16(units)<<8
	}
	return &codes
}

func counted(text string, codes *[tableSize]uint16) (units int) {
	for _, r := range text {
		if r < tableSize {
			units += int(codes[r] >> 8)
		}
	}
	return units
}

func packed(text string, codes *[tableSize]uint16) []byte {
	out := make([]byte, 0, len(text))
	var pending, n uint
	for _, r := range text {
		if r >= tableSize {
			return nil
		}
		code := codes[r]
		if code>>8 == 2 {
			pending, n = pending|27<<n, n+7
		}
		pending, n = pending|uint(code&0x7f)<<n, n+7
		for n >= 8 {
			out, pending, n = append(out, byte(pending)), pending>>8, n-8
		}
	}
	if n > 0 {
		out = append(out, byte(pending))
	}
	return out
}

func TestTheLoopsDoTheSame(t *testing.T) {
	t.Parallel()
	text, codes := "Vår tekniker {Åke} kommer på måndag, 10 €.", codesOf()
	want, _ := smsgw.PackGSM7(text)
	if got := packed(text, codes); string(got) != string(want) {
		t.Errorf("%x, want %x", got, want)
	}
	if got, want := counted(text, codes), smsgw.Count(text).Units; got != want {
		t.Errorf("%d, want %d", got, want)
	}
}
