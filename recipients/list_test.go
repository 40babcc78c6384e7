package recipients_test

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/recipients"
	"github.com/budkavle/budkavle/templating/locale"
)

// faults writes errors as "index:offset:reason".
func faults(err error) (list []string) {
	if all, ok := errors.AsType[*recipients.ListError](err); ok {
		for _, one := range all.Errors {
			list = append(list, fmt.Sprintf("%d:%d:%s", one.Index, one.Offset, one.Reason))
		}
	}
	return list
}

func TestReadList(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ in, list, warnings, errors string }{
		{"namn.namn@mail.com,namn2.namn@mail.com", "namn.namn@mail.com,namn2.namn@mail.com", "", ""}, // R101
		{"a@x.se, b@x.se", "a@x.se,b@x.se", "space", ""},
		{"a@x.se,,b@x.se", "a@x.se,b@x.se", "empty-token", ""},
		{"a@x.se,", "a@x.se", "empty-token", ""},
		{"a@x.se;b@x.se", "a@x.se,b@x.se", "semicolon", ""},
		{"a@x.se\r\nb@x.se", "a@x.se,b@x.se", "newline", ""},
		{"a@x.se\tb@x.se", "a@x.se,b@x.se", "tab", ""},
		{"a@x.se,a@X.SE,A@x.se", "a@x.se,A@x.se", "duplicate", ""},
		{"info@åäö.se,info@xn--4cab6c.se", "info@åäö.se", "duplicate", ""},
		{"Anna Ek <a@x.se>,<b@x.se>", "a@x.se,b@x.se", "", ""},
		{`"Bond, James" <james@bond.se>,b@x.se`, "james@bond.se,b@x.se", "", ""},
		{`"Bond, \"007\" James" <james@bond.se>,b@x.se`, "james@bond.se,b@x.se", "", ""},
		{`"Bond\\" <james@bond.se>,b@x.se`, "james@bond.se,b@x.se", "", ""},
		{"=?utf-8?q?Bj=C3=B6rn?= <b@x.se>", "b@x.se", "", ""},
		{"=?utf-8?q?=80?= <b@x.se>,c@x.se", "c@x.se", "", "0:0:invalid-utf8"},
		{"=?utf-8?q?=E2=80=AEa?= <b@x.se>", "", "", "0:0:format-or-bidi"},
		{"", "", "", "0:0:empty"},
		{" , , ", "", "", "0:0:empty"},
		{"a@x.se,saknas,b@x.se", "a@x.se,b@x.se", "", "1:7:no-at"},
		{"a@x.se, b c@x.se", "a@x.se", "", "1:8:space"},
		{"Andersson, Anna <anna@x.se>", "anna@x.se", "", "0:0:syntax"},
		{`"a@x.se,b@x.se`, "b@x.se", "", "0:0:syntax"},
		{`"a,b"@x.se,c@x.se`, "c@x.se", "", "0:0:quoted-local"},
		{"a@x.se,b@x.se\x00", "a@x.se", "", "1:7:control"},
		{"=?utf-8?q?evil=0d=0aBcc:_x@y.se?= <asa@x.se>", "", "", "0:0:control"},
		{"a@x.se，b@x.se", "", "", "0:0:syntax"},
		{"chefer: a@x.se, b@x.se;", "b@x.se", "", "0:0:group"},
		{"a@x.se\r\nBcc: evil@example.com", "", "", "1:8:header-injection"},
		{"a@x.se\nBcc : evil@example.com,b@x.se", "", "", "1:7:header-injection"},
	} {
		list, warnings, err := recipients.ReadList(c.in)
		assert.Equal(t, c.list, list.String(), "%q", c.in)
		assert.Equal(t, c.errors, strings.Join(faults(err), " "), "%q", c.in)
		var texts []string
		for _, w := range warnings {
			texts = append(texts, string(w))
		}
		assert.Equal(t, c.warnings, strings.Join(texts, " "), "%q", c.in)
	}
}

// Lists longer than the first small table and than one block keep their order
// and lose every duplicate, wherever it stands.
func TestLongListDuplicates(t *testing.T) {
	t.Parallel()
	for _, n := range []int{1, 7, 8, 9, 31, 32, 33, 64, 1000} {
		want := addresses(n)
		twice := want + "," + want
		list, warnings, err := recipients.ReadList(twice)
		require.NoError(t, err)
		assert.Equal(t, want, list.String())
		assert.Equal(t, []recipients.Warning{recipients.WarnDuplicate}, warnings)
		list, _, err = recipients.ReadList("Anna <anna@x.se>, " + strings.ReplaceAll(twice, ",", ", "))
		require.NoError(t, err)
		assert.Equal(t, "anna@x.se,"+want, list.String(), "off the fast path")
	}
}

func TestMailboxText(t *testing.T) {
	t.Parallel()
	a := recipients.MustParseAddress("a@x.se")
	for name, want := range map[string]string{
		"":                    "a@x.se",
		"Anna Ek":             "Anna Ek <a@x.se>",
		"Ek, Anna":            `"Ek, Anna" <a@x.se>`,
		`Anna "A" Ek`:         `"Anna \"A\" Ek" <a@x.se>`,
		`back\slash`:          `"back\\slash" <a@x.se>`,
		"=?utf-8?q?a?=":       `"=?utf-8?q?a?=" <a@x.se>`,
		"Anna\r\nBcc: b@x.se": `"Anna Bcc: b@x.se" <a@x.se>`, // made by hand, not by a parser
	} {
		text := recipients.Mailbox{Name: name, Address: a}.String()
		assert.Equal(t, want, text)
		list, err := recipients.ParseList(text)
		require.NoError(t, err, text)
		assert.Equal(t, text, list[0].String(), "reads itself")
	}
	assert.True(t, recipients.Mailbox{}.IsZero())
	assert.Empty(t, recipients.Mailbox{Name: "Anna"}.String(), "a name alone is nobody")
}

// hostile are texts that make a careless reader slow.
var hostile = []string{
	"(", `"`, "<", ",", ";", "\t", "\n", "@", "\\", ".", "a", " ", `"\`, `",`, "a@", "<a@x.se>", "a@x.se ", "\u0301", "é", "å.", "\xff",
	"a:\n", "xn--a.", "=?utf-8?q?a?= ", `" `, "\n ", "+46", "(0)",
}

// readHostile reads so many bytes of each in every way.
func readHostile(size int) {
	for _, unit := range hostile {
		text := strings.Repeat(unit, size/len(unit))
		for _, form := range []string{text, "a@x.se," + text, "a@" + text, text + "@x.se"} {
			_, _ = recipients.ParseList(form)
			_, _ = recipients.ParseAddress(form)
			_, _ = recipients.ParsePhoneList(form, "SE")
			_, _ = recipients.ParsePhoneIn(form, "SE")
		}
	}
}

func TestHostileListsAreRead(t *testing.T) {
	t.Parallel()
	assert.NotPanics(t, func() { readHostile(16 << 10) })
}

// BenchmarkHostile shows that the time is linear: four times the bytes take four
// times as long (go test -run xxx -bench Hostile ./recipients).
func BenchmarkHostile(b *testing.B) {
	for _, size := range []int{64 << 10, 256 << 10, 1 << 20} {
		b.Run(strconv.Itoa(size), func(b *testing.B) {
			for b.Loop() {
				readHostile(size)
			}
		})
	}
}

func TestMessages(t *testing.T) {
	t.Parallel()
	_, err := recipients.ParseList("a@x.se,anna@x.se.,saknas")
	all, ok := errors.AsType[*recipients.ListError](err)
	require.True(t, ok)
	assert.Equal(t, "recipients: entry 1 at byte 7: \"anna@x.se.\": domain-dots; did you mean \"anna@x.se\"?\nrecipients: entry 2 at byte 18: \"saknas\": no-at", err.Error())
	assert.Equal(t, 2, strings.Count(all.Message(locale.Swedish), "”")/2)
	one, ok := errors.AsType[*recipients.ParseError](err)
	require.True(t, ok, "the single errors are found")
	assert.Equal(t, recipients.DomainDots, one.Reason)

	_, err = recipients.ParseAddress(strings.Repeat("å", 100))
	one, _ = errors.AsType[*recipients.ParseError](err)
	assert.LessOrEqual(t, len(one.Text), 64+len("…"))
}

// A table that starts small grows with the list, and loses no duplicate.
func TestDuplicatesBeyondTheFirstTable(t *testing.T) {
	t.Parallel()
	many := strings.ReplaceAll(addresses(500), ",", ";")
	list, _, err := recipients.ReadList(many + ";" + many)
	require.NoError(t, err)
	assert.Equal(t, addresses(500), list.String())
}

func TestListErrorIsShort(t *testing.T) {
	t.Parallel()
	_, err := recipients.ParseList(strings.Repeat("saknas,", 30) + "a@x.se")
	require.Error(t, err)
	assert.Equal(t, 11, strings.Count(err.Error(), "\n")+1)
	assert.Contains(t, err.Error(), "and 20 more")
	assert.Panics(t, func() { recipients.MustParseList("saknas") })
	assert.Panics(t, func() { recipients.MustParseAddress("saknas") })
	assert.Panics(t, func() { recipients.MustParsePhone("saknas") })
	assert.Panics(t, func() { recipients.MustParsePhoneList("saknas") })
}
