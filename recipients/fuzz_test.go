package recipients_test

import (
	"net/mail"
	"testing"

	"github.com/budkavle/budkavle/recipients"
)

// FuzzList holds for any text: what is accepted comes back from its own text,
// and net/mail reads each mailbox as the same address.
func FuzzList(f *testing.F) {
	for _, seed := range []string{
		"namn.namn@mail.com,namn2.namn@mail.com", `"Bond, James" <james@bond.se>`, "a@b.se;c@d.se\te@f.se\ng@h.se",
		"info@åäö.se", "a@x.se\r\nBcc: b@x.se", `"a,b"@x.se`, "=?utf-8?q?=C3=A5?= <a@b.se>", "müller@möller.de",
		"=?utf-8?q?=80?=<0@0.a>", `"a\"b\\c" <a@x.se>`,
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		list, err := recipients.ParseList(text)
		if err == nil && len(list) == 0 {
			t.Fatal("neither a mailbox nor an error")
		}
		for _, m := range list {
			if again, err := recipients.ParseAddress(m.Address.String()); err != nil || again != m.Address {
				t.Fatalf("%q comes back as %q: %v", m.Address, again, err)
			}
			read, err := mail.ParseAddress(m.Address.String())
			if err != nil || read.Address != m.Address.String() {
				t.Fatalf("net/mail reads %q as %v: %v", m.Address, read, err)
			}
		}
		if len(list) > 0 {
			if again, err := recipients.ParseList(list.String()); err != nil || again.String() != list.String() {
				t.Fatalf("canonical %q becomes %q: %v", list, again, err)
			}
			b, _ := list.MarshalText()
			var back recipients.List
			if err := back.UnmarshalText(b); err != nil || back.String() != list.String() {
				t.Fatalf("marshalled %q becomes %q: %v", b, back, err)
			}
			for i := range back {
				if back[i] != list[i] {
					t.Fatalf("marshalled %q: %q becomes %q", b, list[i].Name, back[i].Name)
				}
			}
		}
	})
}

// FuzzPhone holds for any text: what is accepted is its own canonical form,
// and a suggestion is a number that is accepted.
func FuzzPhone(f *testing.F) {
	for _, seed := range []string{"+46705123456", "0705123456", "0046705123456", "+46(0)705 12 34 56", "tel:+46705123456;ext=1", "٠٧٠"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		p, err := recipients.ParsePhoneIn(text, "SE")
		if err == nil {
			if again, err := recipients.ParsePhone(p.String()); err != nil || again != p {
				t.Fatalf("%q comes back as %q: %v", p, again, err)
			}
			return
		}
		if bad := err.(*recipients.ParseError); bad.Suggestion != "" {
			recipients.MustParsePhone(bad.Suggestion)
		}
	})
}
