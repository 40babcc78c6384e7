package recipients_test

import (
	"encoding/json"
	"errors"
	"net/mail"
	"strings"
	"testing"

	"github.com/budkavle/budkavle/recipients"
)

// FuzzList holds for any text: what is accepted comes back from every form it
// is written in, net/mail reads it as the same mailbox, and an error says where
// its entry stands and suggests only what is accepted.
func FuzzList(f *testing.F) {
	for _, seed := range []string{
		"namn.namn@mail.com,namn2.namn@mail.com", `"Bond, James" <james@bond.se>`, "a@b.se;c@d.se\te@f.se\ng@h.se",
		"info@åäö.se", "a@x.se\r\nBcc: b@x.se", `"a,b"@x.se`, "=?utf-8?q?=C3=A5?= <a@b.se>", "müller@möller.de",
		"=?utf-8?q?=80?=<0@0.a>", `"a\"b\\c" <a@x.se>`, "=\u0338@x.se", "A\ufffd\u3000b  c <a@x.se>", "Anna < a@x.se >,<mailto:b@x.se",
		"a@FAẞ.de,a@l·l.cat", `"A <a@x.se>, "B" <b@x.se>`, "a@x.se\u2028b: c", "a@x.se b@x.se",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		list, err := recipients.ParseList(text)
		if err == nil && len(list) == 0 {
			t.Fatal("neither a mailbox nor an error")
		}
		checkErrors(t, text, err)
		for _, m := range list {
			checkAddress(t, m.Address)
			checkNetEmail(t, m)
		}
		if len(list) == 0 {
			return
		}
		if again, err := recipients.ParseList(list.String()); err != nil || again.String() != list.String() {
			t.Fatalf("canonical %q becomes %q: %v", list, again, err)
		}
		b, _ := list.MarshalText()
		var back recipients.List
		if err := back.UnmarshalText(b); err != nil || len(back) != len(list) {
			t.Fatalf("marshalled %q becomes %q: %v", b, back, err)
		}
		for i := range back {
			if back[i] != list[i] {
				t.Fatalf("marshalled %q: %q becomes %q", b, list[i].Name, back[i].Name)
			}
		}
	})
}

// checkAddress sends an address through every form it is written in.
func checkAddress(t *testing.T, a recipients.Address) {
	t.Helper()
	type row struct {
		Key map[recipients.Address]recipients.Address
	}
	out, err := json.Marshal(row{map[recipients.Address]recipients.Address{a: a}})
	var in row
	if err != nil || json.Unmarshal(out, &in) != nil || in.Key[a] != a {
		t.Fatalf("%q becomes %q: %v", a, out, err)
	}
	stored, _ := a.Value()
	var scanned recipients.Address
	if err := scanned.Scan(stored); err != nil || scanned != a {
		t.Fatalf("%q is scanned as %q: %v", a, scanned, err)
	}
	for _, form := range []string{a.String(), a.ASCII(), a.Local() + "@" + a.Domain()} {
		if again, err := recipients.ParseAddress(form); err != nil || again != a {
			t.Fatalf("%q comes back as %q: %v", form, again, err)
		}
	}
}

// checkNetEmail compares a mailbox with what net/mail reads, which makes one
// space of several between unquoted words.
func checkNetEmail(t *testing.T, m recipients.Mailbox) {
	t.Helper()
	read, err := mail.ParseAddress(m.String())
	if err != nil || read.Address != m.Address.String() || oneSpace(read.Name) != oneSpace(m.Name) {
		t.Fatalf("net/mail reads %q as %v: %v", m, read, err)
	}
}

func oneSpace(s string) string { return strings.Join(strings.Fields(s), " ") }

// checkErrors checks that each error stands where it says, after the one before
// it.
func checkErrors(t *testing.T, text string, err error) {
	t.Helper()
	index, offset := -1, -1
	all, _ := errors.AsType[*recipients.ListError](err)
	if all == nil {
		return
	}
	for _, e := range all.Errors {
		if e.Index <= index || e.Offset <= offset {
			t.Fatalf("%v comes after index %d and byte %d", e, index, offset)
		}
		index, offset = e.Index, e.Offset
		if typed := strings.TrimSuffix(e.Text, "…"); !strings.HasPrefix(strings.ToValidUTF8(text[offset:], "\uFFFD"), typed) {
			t.Fatalf("%v is not at byte %d of %q", e, offset, text)
		}
		if e.Suggestion != "" {
			recipients.MustParseList(e.Suggestion) // one, or several in the place of one
		}
	}
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
