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
		{"A@X.se,", "A@x.se", "empty-token", ""},
		{"a@x.se, ", "a@x.se", "empty-token", ""},
		{"a@x.se;", "a@x.se", "semicolon", ""},
		{"\r\na@x.se\r\n\r\n", "a@x.se", "newline", ""},
		{"\u00a0a@x.se\u00a0,b@x.se", "a@x.se,b@x.se", "space", ""},
		{"a@x.se;b@x.se\tc@x.se\rd@x.se , e@x.se", "a@x.se,b@x.se,c@x.se,d@x.se,e@x.se", "semicolon tab newline space", ""},
		{"<a@x.se>\t<b@x.se> \tc@x.se", "a@x.se,b@x.se,c@x.se", "tab space", ""},
		{"Anna\t<a@x.se>", "", "", "0:0:control"},
		{"a@x.se;b@x.se", "a@x.se,b@x.se", "semicolon", ""},
		{"a@x.se\r\nb@x.se", "a@x.se,b@x.se", "newline", ""},
		{"a@x.se\tb@x.se", "a@x.se,b@x.se", "tab", ""},
		{"a@x.se,a@X.SE,A@x.se", "a@x.se,A@x.se", "duplicate", ""},
		{"info@åäö.se,info@xn--4cab6c.se", "info@åäö.se", "duplicate", ""},
		{"Anna Ek <a@x.se>,<b@x.se>", "a@x.se,b@x.se", "", ""},
		{`"Bond, James" <james@bond.se>,b@x.se`, "james@bond.se,b@x.se", "", ""},
		{`"Bond, \"007\" James" <james@bond.se>,b@x.se`, "james@bond.se,b@x.se", "", ""},
		{`"Bond\" <james@bond.se>,b@x.se`, "b@x.se", "", "0:0:syntax"}, // the backslash takes its quote
		{`"Bond\\" <james@bond.se>,b@x.se`, "james@bond.se,b@x.se", "", ""},
		{"=?utf-8?q?Bj=C3=B6rn?= <b@x.se>", "b@x.se", "", ""},
		{"=?utf-8?q?=80?= <b@x.se>,c@x.se", "c@x.se", "", "0:0:invalid-utf8"},
		{"=?utf-8?q?=E2=80=AEa?= <b@x.se>", "", "", "0:0:format-char"},
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
		{"chefer: Anna <a@x.se>, b@x.se;", "b@x.se", "", "0:0:group"},
		{"Bcc: <a@x.se>", "", "", "0:0:group"},
		{`"Bcc: x" <a@x.se>`, "a@x.se", "", ""},
		{"Anna (chef) <a@x.se>,<b@x.se> (chef),c@x.se(chef),<d(chef)@x.se>", "", "", "0:0:comment 1:21:comment 2:37:comment 3:50:comment"},
		{`"Anna (chef)" <a@x.se>`, "a@x.se", "", ""},
		{"Anna\u3000Ek <a@x.se>", "a@x.se", "", ""},
		{"A\u202enna <a@x.se>,b@x.se", "b@x.se", "", "0:0:format-char"},
		{"A\u200bnna <a@x.se>", "", "", "0:0:format-char"},
		{"Ek =?utf-8?q?Bj=C3=B6rn?= <b@x.se>", "b@x.se", "", ""},
		{"Ek =?utf-8?q?=0d=0aBcc:_x?= <b@x.se>", "", "", "0:0:control"},
		{"=?utf-8?q?a?= <a@x.se> <b@x.se>", "", "", "0:0:syntax"},
		{`"Bond <a@x.se>, "James" <b@x.se>`, "b@x.se", "", "0:0:syntax"}, // the first quote is never closed
		{`"Bond, b@x.se" Jr <a@x.se>`, "", "", "0:0:syntax"},             // this one is
		{`"Bond <a@x.se>, "007" <b@x.se>`, "b@x.se", "", "0:0:syntax"},
		{"\"a\rb@x.se,\" <d@x.se>", "b@x.se", "", "0:0:syntax 2:10:syntax"}, // a quote ends with its line
		{`Anna "A, B" Ek <a@x.se>,b@x.se`, "b@x.se", "", "0:0:syntax 1:9:syntax"},
		{strings.Repeat("a", 5000) + " <a@x.se>,b@x.se", "b@x.se", "", "0:0:syntax"},
		{`"Bond, J."` + "\u00a0<a@x.se>", "a@x.se", "", ""},
		{"Anna <a@x.se,b@x.se", "b@x.se", "", "0:0:syntax"},
		{"a@x.se>", "", "", "0:0:angle"},
		{"Anna < a@x.se>", "", "", "0:0:space"},
		{"Anna <>", "", "", "0:0:empty"},
		{"info@åäö.se,INFO@ÅÄÖ.se,info@a\u030aa\u0308o\u0308.se", "info@åäö.se,INFO@åäö.se", "duplicate", ""},
		{"a@x.se\r\nBcc: evil@example.com", "", "", "1:8:header-injection"},
		// A comment may hold a comma, if no address stands in it.
		{"anna(chef, dag)@x.se,b@x.se", "b@x.se", "", "0:0:comment"},
		{"(chef, dag) a@x.se;b@x.se", "b@x.se", "", "0:0:comment"},
		{"a(x@x.se,b@x.se", "b@x.se", "", "0:0:comment"},
		{"x(, b@x.se, y)", "b@x.se", "", "0:0:syntax 2:12:syntax"},
		{"x(\nb@x.se\n)", "b@x.se", "", "0:0:syntax 2:10:syntax"},
		{"a(" + strings.Repeat("å", 40) + ",)@x.se,b@x.se", "b@x.se", "", "0:0:syntax 1:83:comment"},
		// An address is no name, unless it is the same.
		{"to@other.com <to@example.com>,b@x.se", "b@x.se", "", "0:0:syntax"},
		{"Anna to@other.com <to@example.com>", "", "", "0:0:syntax"},
		{"Anna (to@other.com) <to@example.com>", "", "", "0:0:comment"},
		{"to@example.com <to@example.com>", "to@example.com", "", ""},
		{"TO@Example.com <to@example.com>", "to@example.com", "", ""},
		{"\"to@other.com\" <to@example.com>", "to@example.com", "name-looks-like-address", ""},
		{"\"Anna, to@other.com\" <to@example.com>", "to@example.com", "name-looks-like-address", ""},
		{"\"to@example.com\" <to@example.com>", "to@example.com", "", ""},
		{"Anna @ Kyl AB <to@example.com>", "to@example.com", "", ""},
		{"a@x,Anna <b@x.se>", "b@x.se", "", "0:0:dotless-domain"}, // no name with a comma
		{"saknas,<b@x.se>", "b@x.se", "", "0:0:no-at"},
		{"saknas;Anna <b@x.se>", "b@x.se", "", "0:0:no-at"},
		{"Ek, Anna <b@x.se>", "b@x.se", "", "0:0:syntax"},
		// Several in the place of one.
		{"a@x.se b@x.se", "", "", "0:0:space"},
		{"a@x.se\u00a0b@x.se c@x.se", "", "", "0:0:space"},
		{"a@x.se b@x", "", "", "0:0:syntax"},
		{"a@x.se，b@x.se", "", "", "0:0:syntax"},
		{"a@x.se、 b@x.se", "", "", "0:0:syntax"},
		// Names in other character sets.
		{"=?windows-1252?q?=C5sa?= <a@x.se>", "a@x.se", "", ""},
		{"=?CP1252?q?=C5sa?= <a@x.se>", "a@x.se", "", ""},
		{"=?ISO-8859-15?q?=C5sa?= <a@x.se>", "a@x.se", "", ""},
		{"=?gb2312?b?xuTWxA==?= <a@x.se>", "a@x.se", "", ""},
		{"=?windows-1252?q?a=0Db?= <a@x.se>", "", "", "0:0:control"},
		{"a@x.se\nBcc : evil@example.com,b@x.se", "", "", "1:7:header-injection"},
		{"a@x.se;b@x.se\n\tBcc:", "", "", "2:15:header-injection"}, // folded
		{"a@x.se\n\nSubject:x", "", "", "2:8:header-injection"},
		{`"Bond, James" <a@x.se>` + "\rBcc:", "", "", "1:23:header-injection"},
		{"a@x.se\vBcc:", "", "", "1:7:header-injection"},
		{"a@x.se\fBcc:,b@x.se", "", "", "1:7:header-injection"},
		{"a@x.se\u0085Bcc:,b@x.se", "", "", "1:8:header-injection"},
		{"a@x.se\u2028Bcc:,b@x.se", "", "", "1:9:header-injection"},
		{"a@x.se\u2029\u00a0Bcc:,b@x.se", "", "", "1:11:header-injection"},
		{"a@x.se,b@x.se,c@x.se\nBcc:", "", "", "3:21:header-injection"},
		{"saknas\nBcc:", "", "", "1:7:header-injection"}, // the attack alone
		{"a@x.se\nb c: d", "a@x.se", "", "1:7:group"},    // no name of a header
		{"a@x.se\n:b", "a@x.se", "", "1:7:no-at"},
		{"a@x.se\r", "a@x.se", "newline", ""},
		{"Anna <a@x.se\t>,b@x.se", "b@x.se", "", "0:0:control"},
		{"a(),b),c@x.se", "c@x.se", "", "0:0:syntax 1:4:syntax"},
		{`"",b@x.se,"`, "b@x.se", "", "0:0:syntax 2:10:syntax"},
		{`"a"b\c" <a@x.se>`, "", "", "0:0:syntax"},
		{"a@x.se\n\"Bcc: x\" <b@x.se>", "a@x.se,b@x.se", "newline", ""},
	} {
		list, warnings, err := recipients.ParseListNotes(c.in)
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
	for _, n := range []int{1, 7, 8, 9, 31, 32, 33, 64, 1000, 100_000} {
		want := addresses(n)
		twice := want + "," + want
		list, warnings, err := recipients.ParseListNotes(twice)
		require.NoError(t, err)
		assert.Equal(t, want, list.String())
		assert.Equal(t, []recipients.ListNote{recipients.NoteDuplicate}, warnings)
		list, _, err = recipients.ParseListNotes("Anna <anna@x.se>, " + strings.ReplaceAll(twice, ",", ", "))
		require.NoError(t, err)
		assert.Equal(t, "anna@x.se,"+want, list.String(), "off the fast path")
	}
}

// hostile are texts that make a careless reader slow.
var hostile = []string{
	"(", `"`, "<", ",", ";", "\t", "\n", "@", "\\", ".", "a", " ", `"\`, `",`, "a@", "<a@x.se>", "a@x.se ", "\u0301", "é", "å.", "\xff",
	"a:\n", "xn--a.", "=?utf-8?q?a?= ", `" `, "\n ", "+46", "(0)", `""`, "\u00a0", "\u2028", ";ext", "<@>", `","`,
}

// readHostile reads so many bytes of each in every way.
func readHostile(size int) {
	for _, unit := range hostile {
		text := strings.Repeat(unit, size/len(unit))
		for _, form := range []string{text, "a@x.se," + text, "a@" + text, text + "@x.se"} {
			_, _ = recipients.ParseList(form)
			_, _ = recipients.ParseAddress(form)
			_, _ = recipients.ParsePhoneListIn(form, "SE")
			_, _ = recipients.ParsePhoneIn(form, "SE")
		}
	}
}

func TestHostileListsAreRead(t *testing.T) {
	t.Parallel()
	assert.NotPanics(t, func() { readHostile(16 << 10) })
}

// A quarter of a megabyte takes milliseconds. Where the second half looks back
// over the first at every character, it takes a minute each, and all of them
// longer than a test may.
func TestHalvesAreReadInLinearTime(t *testing.T) {
	t.Parallel()
	for _, halves := range [][2]string{
		{" ", `"`}, {"\u00a0", `""`}, {`"`, " "}, {"<", ">"}, {"<@> ", "\t"}, {"\n", " "}, {"\n ", "a"}, {"a,", "<"}, {";", ";ext"}, {`"\`, `",`}, {"=?", "?="},
	} {
		text := strings.Repeat(halves[0], 128<<10/len(halves[0])) + strings.Repeat(halves[1], 128<<10/len(halves[1]))
		_, _ = recipients.ParseList(text)
		_, _ = recipients.ParsePhoneListIn(text, "SE")
	}
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
	assert.Equal(t, "”anna@x.se.”: har en punkt för mycket i domänen. Menade du anna@x.se?\n”saknas”: saknar @.", all.Message(locale.Swedish))
	one, ok := errors.AsType[*recipients.ParseError](err)
	require.True(t, ok, "the single errors are found")
	assert.Equal(t, recipients.ReasonDomainDots, one.Reason)

	_, err = recipients.ParseList("a\u202eb\x07@x.se")
	one, _ = errors.AsType[*recipients.ParseError](err)
	assert.Equal(t, "”a\ufffdb\ufffd@x.se”: innehåller ett osynligt tecken.", one.Message(locale.Swedish))
	assert.Equal(t, "„a\ufffdb\ufffd@x.se“: enthält ein unsichtbares Zeichen.", one.Message(locale.German))

	_, err = recipients.ParseAddress(strings.Repeat("å", 100))
	one, _ = errors.AsType[*recipients.ParseError](err)
	assert.LessOrEqual(t, len(one.Text), 64+len("…"))
}

// A table that starts small grows with the list, and loses no duplicate.
func TestDuplicatesBeyondTheFirstTable(t *testing.T) {
	t.Parallel()
	many := strings.ReplaceAll(addresses(500), ",", ";")
	list, _, err := recipients.ParseListNotes(many + ";" + many)
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

// What several addresses in the place of one may mean is a list.
func TestR102SuggestedLists(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ in, want string }{
		{"a@x.se b@x.se", "a@x.se,b@x.se"},
		{"a@x.se \u00a0b@X.se  c@x.se", "a@x.se,b@x.se,c@x.se"},
		{"a@x.se，b@x.se", "a@x.se,b@x.se"},
		{"a@x.se，", "a@x.se"},
		{"，", ""},
		{"a@x.se、b@x.se؛ c@x.se", "a@x.se,b@x.se,c@x.se"},
		{"a@x.se b@x", ""},
		{"a@x b@x.se", ""},
		{"a@x.se och b@x.se", "a@x.se,b@x.se"},
		{"a@x.se & Bo (chef) b@x.se", "a@x.se,b@x.se"},
		{"Anna <a@x.se> Bo <b@x.se>", "a@x.se,b@x.se"}, // never one alone: the other would be lost
		{"<a@x.se> <b@x>", ""},
		{"a@x.se Cc: b@x.se", ""},
		{"b@x.se <a@x.se>", "a@x.se"}, // a name that pretends
		{"Anna a@x.se", "a@x.se"},
		{"Anna Ek (anna@x.se)", "anna@x.se"},
		{"anna@x.se (mobil 070-1)", "anna@x.se"},
		{"E-post: anna@x.se.", "anna@x.se"},
		{"epost:anna@x.se", "anna@x.se"},
		{"anna@x.se / bo+jobb@x.se", "anna@x.se,bo+jobb@x.se"},
		{"anna@x.se | bo@x.se", "anna@x.se,bo@x.se"},
		{"Anna anna@x och bo@x.se", ""}, // half of it would be lost
		{"http://anna@x.se", ""},
		{"anna at x.se", ""},
		{strings.TrimSpace(strings.Repeat("a@x.se ", 20)), strings.TrimSuffix(strings.Repeat("a@x.se,", 20), ",")},
		{strings.TrimSpace(strings.Repeat("a@x.se ", 21)), ""},
	} {
		t.Run(c.in, func(t *testing.T) {
			_, err := recipients.ParseList(c.in)
			bad, ok := errors.AsType[*recipients.ParseError](err)
			require.True(t, ok)
			assert.Equal(t, c.want, bad.Suggestion)
			if c.want != "" {
				list, err := recipients.ParseList(bad.Suggestion)
				require.NoError(t, err)
				assert.NotEmpty(t, list)
			}
		})
	}
}

// A comma that was meant as a dot: the entry says what was meant, and hides nothing of
// what stands behind the comma.
func TestR102ACommaInAnAddress(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]struct{ list, errs, meant string }{
		"anna@example,com":                 {"", "0:0:dotless-domain:anna@example 1:13:no-at:com", "anna@example.com"},
		"anna@example, com":                {"", "0:0:dotless-domain:anna@example 1:14:no-at:com", "anna@example.com"},
		"anna@mail,example,com":            {"", "0:0:dotless-domain:anna@mail 1:10:no-at:example 2:18:no-at:com", "anna@mail.example.com"},
		"bo@x.se,anna@examp,le.com,c@x.se": {"bo@x.se,c@x.se", "1:8:dotless-domain:anna@examp 2:19:no-at:le.com", "anna@examp.le.com"},
		"anna@example,com,saknas":          {"", "0:0:dotless-domain:anna@example 1:13:no-at:com 2:17:no-at:saknas", "anna@example.com"},
		"anna@företag,se":                  {"", "0:0:dotless-domain:anna@företag 1:14:no-at:se", "anna@företag.se"},
		"anna@example,info":                {"", "0:0:dotless-domain:anna@example 1:13:no-at:info", "anna@example.info"},
		"anna@example,AZ":                  {"", "0:0:dotless-domain:anna@example 1:13:no-at:AZ", "anna@example.az"},
		"anna@example,com;":                {"", "0:0:dotless-domain:anna@example 1:13:no-at:com", "anna@example.com"},
		"anna@example,bo@x.se":             {"bo@x.se", "0:0:dotless-domain:anna@example", ""},
		"anna@example,,com":                {"", "0:0:dotless-domain:anna@example 2:14:no-at:com", ""},
		"anna@example,saknas":              {"", "0:0:dotless-domain:anna@example 1:13:no-at:saknas", ""},
		"anna@example;com":                 {"", "0:0:dotless-domain:anna@example 1:13:no-at:com", ""},
		"anna@example,c0m":                 {"", "0:0:dotless-domain:anna@example 1:13:no-at:c0m", ""},
		"anna@x.se,com":                    {"anna@x.se", "1:10:no-at:com", ""},
		"a@b,c,d,e,com":                    {"", "0:0:dotless-domain:a@b 1:4:no-at:c 2:6:no-at:d 3:8:no-at:e 4:10:no-at:com", ""},
	} {
		t.Run(text, func(t *testing.T) {
			t.Parallel()
			list, err := recipients.ParseList(text)
			bad, ok := errors.AsType[*recipients.ListError](err)
			require.True(t, ok)
			var errs []string
			for _, e := range bad.Errors {
				errs = append(errs, fmt.Sprintf("%d:%d:%s:%s", e.Index, e.Offset, e.Reason, e.Text))
			}
			assert.Equal(t, want.list, list.String())
			assert.Equal(t, want.errs, strings.Join(errs, " "))
			assert.Equal(t, want.meant, bad.Errors[0].Suggestion)
		})
	}
	_, err := recipients.ParseAddress("anna@mail.example,com")
	one, ok := errors.AsType[*recipients.ParseError](err)
	require.True(t, ok)
	assert.Equal(t, "anna@mail.example.com", one.Suggestion, "a field for one address too")
}

func TestNamesAreRead(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"Anna Ek <a@x.se>":                  "Anna Ek",
		"Anna Ek<a@x.se>":                   "Anna Ek",
		`"Ek, Anna" <a@x.se>`:               "Ek, Anna",
		`" Ek  Anna " <a@x.se>`:             "Ek  Anna",
		`"Anna \"A\" Ek" <a@x.se>`:          `Anna "A" Ek`,
		"Åsa <a@x.se>":                      "Åsa",
		"=?windows-1252?q?=C5sa?= <a@x.se>": "Åsa",
		"=?iso-8859-15?q?=A4?= <a@x.se>":    "€",
		"=?utf-8?b?w4VzYQ==?= <a@x.se>":     "Åsa",
		"=?gb2312?b?xuTWxA==?= <a@x.se>":    "",
		"=?utf-8?b?!?= <a@x.se>":            "", // not what it says
		"=?windows-1252?q?C5sa?= <a@x.se>":  "C5sa",
		"a@x.se <a@x.se>":                   "",
		"Anna @ Kyl AB <a@x.se>":            "Anna @ Kyl AB",
		"Anna <a@ÅÄÖ.se>":                   "Anna",
		"'Anna' <a@x.se>":                   "'Anna'",
	} {
		m, err := recipients.ParseMailbox(in)
		require.NoError(t, err, in)
		assert.Equal(t, want, m.Name, in)
		again, err := recipients.ParseMailbox(m.String())
		require.NoError(t, err, m.String())
		assert.Equal(t, m, again, "%s reads itself", m)
	}
}
