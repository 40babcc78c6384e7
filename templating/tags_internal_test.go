package templating

import (
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

// TestHowFarNamesAreFromEachOther: letters added, taken away, changed, or swapped with
// their neighbour, each one step.
func TestHowFarNamesAreFromEachOther(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		a, b string
		want int
	}{
		{"", "", 0},
		{"", "abc", 3},
		{"abc", "", 3},
		{"abc", "abc", 0},
		{"abc", "abd", 1},
		{"abc", "ab", 1},
		{"ab", "abc", 1},
		{"abc", "xabc", 1},
		{"abc", "bc", 1},
		{"ab", "ba", 1},
		{"abcd", "bacd", 1},
		{"abcd", "abdc", 1},
		{"abcd", "badc", 2},
		{"abc", "cba", 2},
		{"kitten", "sitting", 3},
		{"aab", "aba", 1},
		{"abab", "baba", 2},
		{"ca", "abc", 3},
		{"åäö", "äåö", 1},
	} {
		assert.Equal(t, c.want, distance([]rune(c.a), []rune(c.b)), "%q to %q", c.a, c.b)
		assert.Equal(t, c.want, distance([]rune(c.b), []rune(c.a)), "%q to %q", c.b, c.a)
	}
}

// TestWhichTagWasMeant: the nearest within a third of the letters, else the shortest
// that holds what was written, or has all its letters in order.
func TestWhichTagWasMeant(t *testing.T) {
	t.Parallel()
	tags := DefaultTags()
	for written, want := range map[string]string{
		"company": "company", "COMPNAY": "company", "compan": "company", "companyy": "company", "comp": "", "kompani": "company", "xxmpany": "company", "xxxpany": "", "nextBookingNam": "nextBookingName", "orderReff": "orderRef", "": "", "zzz": "", strings.Repeat("a", 65): "",
	} {
		assert.Equal(t, want, tags.nearest(written), "%q", written)
	}
	for written, want := range map[string]string{
		"booking": "nextBooking", "Time": "nextBookingTime", "tim": "", "customerNumber": "customerOrderNumber", "number": "customerOrderNumber", "objects": "serviceObjects", "cstmrordr": "", "custordernumber": "customerOrderNumber", "ustomernumber": "", "zzzz": "", "facility": "facilityOrCustomer", "customer": "facilityOrCustomer", strings.Repeat("a", 65): "",
	} {
		assert.Equal(t, want, tags.probable(written), "%q", written)
	}
	two := Tags{}.With("abcdefgh")
	assert.Equal(t, "abcdefgh", two.probable("acegh"), "more than half of its letters")
	assert.Empty(t, two.probable("aceg"), "half of them")
	for name, want := range map[string]bool{"a": true, "Z9": true, "9a": false, "": false, "a-b": false, "a@": false, "a[": false, "a`": false, "a{": false, "å": false} {
		assert.Equal(t, want, isTagName(name), "%q", name)
	}
	for name, want := range map[string]bool{"a": true, "å1": true, "1": false, "": false, "a b": false, "a-b": false, "a\u0301": true} {
		assert.Equal(t, want, isName(name), "%q", name)
	}
	for text, want := range map[string]string{"": "", "a1b-": "a1b", "1a": "", "az{": "az", "AZ[": "AZ", "a`": "a", "a@": "a", "åa": "", strings.Repeat("a", 70): strings.Repeat("a", 65)} {
		name, rest := leadingName(text)
		assert.Equal(t, want, name, "%q", text)
		assert.Equal(t, text, name+rest)
	}
}

// TestWhatIsToldOfATemplate, place by place: what somebody meant for a tag, and nothing
// of what is text or HTML.
func TestWhatIsToldOfATemplate(t *testing.T) {
	t.Parallel()
	for source, want := range map[string]string{
		"{company}": "", "{ company }": "", "{\u00a0company\u00a0}": "", "{COMPANY}": "", "{compny}": "0 unknown-tag company", "a {compny} b {orderReff}": "2 unknown-tag company, 13 unknown-tag orderRef", "{xx}": "0 unknown-tag ", "{x y}": "", "{12}": "", "{}": "", "{ {company}": "",
		"{com.pany}": "0 unknown-tag company", "{com pany}": "0 unknown-tag company", "{c.o}": "", "{company": "0 unclosed-tag company", "a {company b": "2 unclosed-tag company", "a { b": "", "a {": "2 unclosed-tag ", "{ {": "2 unclosed-tag ", "{ }": "", "a { b {company}": "",
		"<company>": "", "<company/>": "", "<company></company>": "", "<company>x": "", "</company>": "0 unknown-tag company", "<compny>": "0 unknown-tag company", "<comp>": "", "</compny>": "", "<table>": "", "<compny": "", "<company": "", "a < b": "", "&lt;company&gt;": "", "&lt;compny&gt;": "0 unknown-tag company", "&lt;company": "",
		"{company?}x{/company}": "",
	} {
		template := Parse(source, DefaultTags())
		var told []string
		for _, p := range template.Problems() {
			told = append(told, strings.Join([]string{strconv.Itoa(p.Offset), string(p.Code), p.Nearest}, " "))
		}
		assert.Equal(t, want, strings.Join(told, ", "), source)
	}
	for source, want := range map[string]string{
		"{&nbsp;company": "0 unclosed-tag company", "&#123;company}": "", "{company&#125;": "", "{com<b>pany</b>}": "0 split-tag company", "{<b>company</b>}": "0 split-tag company", "{<b>x</b>}": "", "<company a=b>": "", "<company a='>'>": "", `<company a="<">`: "", "<company <b>": "0 unclosed-tag company", "&lt;company a=b&gt;": "", "{comp&amp;any}": "0 unknown-tag company",
	} {
		var told []string
		for _, p := range ParseHTML(source, DefaultTags()).Problems() {
			told = append(told, strings.Join([]string{strconv.Itoa(p.Offset), string(p.Code), p.Nearest}, " "))
		}
		assert.Equal(t, want, strings.Join(told, ", "), source)
	}
}
