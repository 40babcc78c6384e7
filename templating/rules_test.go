package templating_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/templating"
	"github.com/budkavle/budkavle/templating/locale"
)

// shown writes problems as "code tag→nearest".
func shown(problems templating.Problems) string {
	var list []string
	for _, p := range problems {
		list = append(list, fmt.Sprintf("%s %s→%s", p.Code, p.Tag, p.Nearest))
	}
	return strings.Join(list, "; ")
}

func TestR301NamesOfAnyScript(t *testing.T) {
	t.Parallel()
	for source, want := range map[string]string{
		"{företag}": "unknown-tag företag→", "{nästaBokning}": "unknown-tag nästaBokning→", "{kundnämn}": "unknown-tag kundnämn→", "{åäö123}": "unknown-tag åäö123→", "{日本}": "unknown-tag 日本→",
		"{соmpany}": "unknown-tag соmpany→company", "{foretag}": "unknown-tag foretag→", "{fo\u0308retag}": "unknown-tag fo\u0308retag→", "{1a}": "unknown-tag 1a→", "{booKing}": "unknown-tag booKing→nextBooking",
		"{facility}": "unknown-tag facility→facilityOrCustomer", "{customer}": "unknown-tag customer→facilityOrCustomer", "{customerNumber}": "unknown-tag customerNumber→customerOrderNumber", "{booking}": "unknown-tag booking→nextBooking", "{date}": "unknown-tag date→nextBookingDate", "{abc}": "unknown-tag abc→",
		"{company.}": "unknown-tag company.→company", "{orderRef\u200b}": "unknown-tag orderRef\u200b→orderRef", "{-company}": "unknown-tag -company→company",
		"{next Booking}": "unknown-tag next Booking→nextBooking", "{order ref}": "unknown-tag order ref→orderRef", "{company|upper}": "unknown-tag company|upper→company", "{ company | upper }": "unknown-tag company | upper→company",
		"{a|b}": "", "{company, inc}": "", "{next week}": "",
		"{12}": "", "{}": "", "{ }": "", "{a b}": "", "{två ord}": "", "{a_b}": "", "{🙂}": "", "{\u0301}": "",
		"{" + strings.Repeat("å", 90) + "}": "unknown-tag " + strings.Repeat("å", 90) + "→", "{" + strings.Repeat("å", 120) + "}": "",
	} {
		for _, parse := range []func(string, templating.Tags) *templating.Template{templating.Parse, templating.ParseHTML} {
			template := parse(source, templating.DefaultTags())
			assert.Equal(t, want, shown(template.Problems()), source)
			assert.Equal(t, want != "", template.Err() != nil, source)
		}
	}
	text := templating.Parse("{company.} {orderRef\u200b}", templating.DefaultTags()).Problems().Message(locale.Swedish)
	assert.Equal(t, "Rad 1, tecken 1: Taggen {company.} finns inte. Menade du {company}?\nRad 1, tecken 12: Taggen {orderRef\uFFFD} finns inte. Menade du {orderRef}?", text)
}

func TestR301BlanksInsideBraces(t *testing.T) {
	t.Parallel()
	for _, inside := range []string{"{&nbsp;company&nbsp;}", "{&#160;company&#160;}", "{company&#8239;}", "{&ensp;company}", "{\n  company\n}", "{\r\ncompany\r\n}", "{\u00a0company\u202f}", "{&#xA0;company &thinsp;}", "&#123;&nbsp;company&#125;", "{\tCOMPANY }"} {
		template := templating.ParseHTML("<p>Hälsningar "+inside+"</p>", templating.DefaultTags())
		got, err := template.HTML(templating.Values{"company": "Rör AB"})
		require.NoError(t, err, inside)
		assert.Equal(t, "<p>Hälsningar Rör AB</p>", got, inside)
	}
	got, err := templating.Parse("a {\n company\r\n} {\u00a0company}", templating.DefaultTags()).Text(templating.Values{"company": "Rör AB"})
	require.NoError(t, err)
	assert.Equal(t, "a Rör AB Rör AB", got)
	for _, source := range []string{"{&nbsp;kompany}", "{&#160;företag&#160;}"} {
		assert.Contains(t, shown(templating.ParseHTML(source, templating.DefaultTags()).Problems()), "unknown-tag", source)
	}
	got, err = templating.Parse("{&nbsp;company}", templating.DefaultTags()).Text(values)
	require.NoError(t, err)
	assert.Equal(t, "{&nbsp;company}", got, "a reference in plain text is text")
}

func TestR301AngleNamesAreNeverDropped(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ source, html, problems string }{
		{"<p>Hälsningar <company/></p>", "<p>Hälsningar A</p>", ""},
		{"<company />", "A", ""},
		{`<company style="color:red"></company>`, "A", ""},
		{"<COMPANY class=x>", "A", ""},
		{"&lt;company /&gt;", "A", ""},
		{"&lt;company&gt;&lt;/company&gt;", "A", ""},
		{"&#60;company&#62;", "A", ""},
		{"&lt;company>", "A", ""},
		{"<company></COMPANY>", "A", ""},
		{"<company>x", "Ax", ""},
		{"<company></company >x", "Ax", ""},
		{`<company title="a>b">x`, "Ax", ""},
		{"<compny>", "", "unknown-tag compny→company"},
		{"&lt;compny&gt;", "", "unknown-tag compny→company"},
		{"</company>", "", "unknown-tag /company→company"},
		{"<company>x</company>", "", "unknown-tag /company→company"},
		{"<company <b>x</b>", "", "unclosed-tag company→company"},
		{"<b>x</b><br><table></table>", "<b>x</b><br><table></table>", ""},
		{"<companys x", "", "bad-html →"},
		{"<orders>x", "<orders>x", ""},
		{"&lt;company x&gt;", "&lt;company x&gt;", ""},
		{"a < company > b", "a A b", ""},
	} {
		template := templating.ParseHTML(c.source, templating.DefaultTags())
		assert.Equal(t, c.problems, shown(template.Problems()), c.source)
		if got, err := template.HTML(templating.Values{"company": "A"}); c.problems == "" {
			require.NoError(t, err, c.source)
			assert.Equal(t, c.html, got, c.source)
		}
	}
	got, err := templating.Parse("<company/> <company x> <company", templating.DefaultTags()).Text(templating.Values{"company": "A"})
	require.NoError(t, err)
	assert.Equal(t, "A <company x> <company", got, "attributes are those of HTML")
}

func TestPartsThatVanish(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ source, with, without, problems string }{
		{"Hej{company?} {company}{/company}!", "Hej A!", "Hej!", ""},
		{"{ COMPANY ? }x{/ company }y", "xy", "y", ""},
		{"{company?}{/company}", "", "", ""},
		{"a\n{company?}b {company}{/company}\nc", "a\nb A\nc", "a\nc", ""},
		{"a\n\n{company?}b{/company}\n\nc", "a\n\nb\n\nc", "a\n\nc", ""},
		{"{company?}b{/company}\nc", "b\nc", "c", ""},
		{"{company?}b{/company}\n\nc", "b\n\nc", "c", ""},
		{"a {company?}b{/company}\nc", "a b\nc", "a \nc", ""},
		{"a\n{company?}b{/company} c", "a\nb c", "a\n c", ""},
		{"a\n{company?}b{/company}", "a\nb", "a\n", ""},
		{"a\n{company?}b{/company}\n\nc", "a\nb\n\nc", "a\n\nc", ""},
		{"{company?}a{orderRef?}b{/orderRef}c{/company}", "ac", "", ""},
		{"{orderRef?}a{company?}b{/company}c{/orderRef}d", "d", "d", ""},
		{"{company?}a{/company}{company?}b{/company}", "ab", "", ""},
		{"{{company?}x{/company}}", "{x}", "{}", ""},
		{"{company?}a", "", "", "unclosed-part company→"},
		{"a{/company}", "", "", "unclosed-part company→"},
		{"{company?}a{orderRef?}b{/company}c{/orderRef}", "", "", "unclosed-part company→; unclosed-part company→"},
		{"{kompany?}a{/kompany}", "", "", "unknown-tag kompany?→company; unknown-tag /kompany→company"},
		{"{company ?? x}", "{company ?? x}", "{company ?? x}", ""},
	} {
		template := templating.Parse(c.source, templating.DefaultTags())
		if c.problems != "" {
			assert.Equal(t, c.problems, shown(template.Problems()), c.source)
			require.Error(t, template.Err())
			continue
		}
		require.NoError(t, template.Err(), c.source)
		for value, want := range map[string]string{"A": c.with, "": c.without, " \u00a0\n": c.without} {
			got, err := template.Text(templating.Values{"company": value})
			require.NoError(t, err)
			assert.Equal(t, want, got, "%q with %q", c.source, value)
		}
	}
	page := templating.ParseHTML(`{company?}<p>Av <b title="{company}">{company}</b></p>{/company}<p>x</p>`, templating.DefaultTags())
	for value, want := range map[string]string{"A&B": `<p>Av <b title="A&amp;B">A&amp;B</b></p><p>x</p>`, "": "<p>x</p>", " ": "<p>x</p>"} {
		got, err := page.HTML(templating.Values{"company": value})
		require.NoError(t, err)
		assert.Equal(t, want, got)
	}
	assert.Equal(t, []string{"company"}, page.Tags())
	for _, source := range []string{`<p title="{company?}a{/company}">x</p>`, "<p {company?}class=x{/company}>", "{company?}<p title='{/company}'>", "<style>{company?}{/company}</style>"} {
		assert.Contains(t, shown(templating.ParseHTML(source, templating.DefaultTags()).Problems()), "unsafe-context", source)
	}
	_, err := templating.ParseHTML("<p>{company?}x</p>", templating.DefaultTags()).HTML(values)
	require.ErrorContains(t, err, "unclosed-part")
}

func TestOneLineEndInside(t *testing.T) {
	t.Parallel()
	want, err := templating.Parse("a\n{company}\nb", templating.DefaultTags()).Text(templating.Values{"company": "x\ny\nz"})
	require.NoError(t, err)
	for _, end := range []string{"\r\n", "\r", "\n"} {
		got, err := templating.Parse("a"+end+"{company}"+end+"b", templating.DefaultTags()).Text(templating.Values{"company": "x" + end + "y" + end + "z"})
		require.NoError(t, err)
		assert.Equal(t, want, got)
		page, err := templating.ParseHTML("<p>a"+end+"{company}</p>", templating.DefaultTags()).HTML(templating.Values{"company": "x" + end + "y"})
		require.NoError(t, err)
		assert.Equal(t, "<p>a\nx<br>\ny</p>", page)
		assert.Equal(t, "<p>a<br>\nb</p>\n<p>c</p>\n", templating.TextToHTML("a"+end+"b"+end+end+"c"))
		p := templating.Parse("a"+end+"å{kompany}", templating.DefaultTags()).Problems()[0]
		assert.Equal(t, [3]int{2, 2, len("a" + end + "å")}, [3]int{p.Line, p.Column, p.Offset}, "%q: the place is that of what was given", end)
	}
	p := templating.Parse("\xff\x00{kompany}", templating.DefaultTags()).Problems()[0]
	assert.Equal(t, [2]int{3, 2}, [2]int{p.Column, p.Offset})
	got, err := templating.Parse("a\x00b\x1bc{company}", templating.DefaultTags()).Text(templating.Values{"company": "Kund\u202eAB\u2066\x1b\u200e"})
	require.NoError(t, err)
	assert.Equal(t, "a\uFFFDb\uFFFDcKundAB\uFFFD\u200e", got)
}

func TestR304NothingInATextIsAMark(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ source, company, want string }{
		{"<td title={company}>x</td>", "", `<td title="">x</td>`},
		{"<td title={company}{company}>x</td>", "a", `<td title="aa">x</td>`},
		{`<td title=a"{company}>x</td>`, "b", `<td title="a&#34;b">x</td>`},
		{"<td title= {company} align=left>x</td>", " ", `<td title=" " align=left>x</td>`},
		{"<p>{company}</p>", "ZgotmplZ", "<p>ZgotmplZ</p>"},
		{"<p>ZgotmplZ {company}</p>", "x", "<p>ZgotmplZ x</p>"},
		{"<p>\ue0001\ue001{company}</p>", "\ue0000\ue001", "<p>\uFFFD1\uFFFD\ue0000\ue001</p>"},
		{"<a href={company}>x</a>", "https://x.se/?a=b c", `<a href="https://x.se/?a=b%20c">x</a>`},
		{`<a href="{company}">x</a>`, "", `<a href="">x</a>`},
		{`<a href="https://{company}/?q={company}#{company}">x</a>`, "å/?", `<a href="https://%c3%a5/?/?q=%c3%a5%2f%3f#%c3%a5%2f%3f">x</a>`},
		{`<a href="mailto:{company}">x</a>`, "a@b.se?bcc=c@d.se", `<a href="mailto:a%40b.se%3fbcc%3dc%40d.se">x</a>`},
		{`<a href="tel:{company}">x</a>`, "08-1 2;x", `<a href="tel:08-1%202%3bx">x</a>`},
		{`<a href="java{company}">x</a>`, "script:alert(1)", `<a href="javascript%3aalert%281%29">x</a>`},
		{`<a href="{company}">x</a>`, "%zz%41", `<a href="%25zz%41">x</a>`},
		{`<a href="{company}">x</a>`, "TEL:+46", `<a href="TEL:+46">x</a>`},
		{`<a href="{company}">x</a>`, "/a?b=javascript:x", `<a href="/a?b=javascript:x">x</a>`},
		{`<img src={company} alt={company}>`, "cid", `<img src="cid" alt="cid">`},
		{"<textarea>{company}</textarea>", "<b>\n", "<textarea>&lt;b&gt;\n</textarea>"},
		{"a < {company}", "b", "a &lt; b"},
		{"<{company}>", "script", "&lt;script>"},
		{"</{company}>", "b", ""},
		{"<br>{company}<br/>", "x", "<br>x<br/>"},
		{"<p title = '{company}' >", "'", "<p title='&#39;' >"},
	} {
		template := templating.ParseHTML(c.source, templating.DefaultTags())
		got, err := template.HTML(templating.Values{"company": c.company})
		if c.want == "" {
			require.ErrorContains(t, err, "unsafe-context", c.source)
			continue
		}
		require.NoError(t, err, c.source)
		assert.Equal(t, c.want, got, c.source)
	}
	for _, source := range []string{`<p style={company}>`, "<p srcset='{company}'>", "<iframe>{company}</iframe>", "<noscript>{company}</noscript>", "<xmp>{company}</xmp>", "<p x{company}=1>", "<p{company}>", "<!DOCTYPE {company}>", "<?x {company}?>", "<p srcdoc={company}>"} {
		p := templating.ParseHTML(source, templating.DefaultTags()).Problems()
		require.Len(t, p, 1, source)
		assert.Equal(t, templating.UnsafeContext, p[0].Code, source)
		assert.Equal(t, strings.Index(source, "{"), p[0].Offset, source)
	}
	p := templating.ParseHTML("<p>a</p>\n {company} <p title=\"x>", templating.DefaultTags()).Problems()
	require.Len(t, p, 1)
	assert.Equal(t, [3]any{templating.BadHTML, 2, 12}, [3]any{p[0].Code, p[0].Line, p[0].Column})
	_, err := templating.ParseHTML(`<a href="{company}">x</a>`, templating.DefaultTags()).HTML(templating.Values{"company": "ftp://x"})
	require.ErrorContains(t, err, "unsafe-url {company}")
}

func TestLinksEndWherePeopleEndThem(t *testing.T) {
	t.Parallel()
	for text, link := range map[string]string{
		"”https://x.se/a”": "https://x.se/a", "”https://x.se”": "https://x.se", "»https://x.se/a«": "https://x.se/a", "„https://x.se/a“": "https://x.se/a", "’https://x.se/a’": "https://x.se/a", "https://x.se/a…": "https://x.se/a", "https://x.se/a...": "https://x.se/a",
		"https://x.se\u00a0hej": "https://x.se", "https://x.se/a_(b)": "https://x.se/a_(b)", "(https://x.se/a)": "https://x.se/a", "(se https://x.se/a_(b)).": "https://x.se/a_(b)", "[https://x.se/a]": "https://x.se/a", "https://x.se/a?b=[1]": "https://x.se/a?b=[1]", "<https://x.se/a>": "https://x.se/a",
		"https://x.se/a, b": "https://x.se/a", "https://x.se/a!": "https://x.se/a", "https://x.se/a?": "https://x.se/a", "https://åkes.se/räksmörgås": "https://åkes.se/räksmörgås", "HTTPS://x.se/A": "https://x.se/A", "https://x.se/a'b": "https://x.se/a&#39;b", "https://x.se/a\u200b": "https://x.se/a",
		"www.nordkyl.se/a.": "https://www.nordkyl.se/a", "(www.x.se)": "https://www.x.se", "http://x.se/a": "https://x.se/a", "xhttps://x.se": "https://x.se", "https://x.se/a&b=c": "https://x.se/a&amp;b=c", "https://x.se/" + strings.Repeat(")", 3): "https://x.se/", "https://x.se/a/": "https://x.se/a/",
		"https://": "", "www.": "", "www.x": "", "awww.x.se": "", "a@www.x.se": "", "https://u@x.se": "", "ftp://x.se": "", "javascript:x": "", "httpsx": "",
	} {
		got := templating.TextToHTML(text)
		if link == "" {
			assert.NotContains(t, got, "<a ", text)
		} else {
			assert.Equal(t, 1, strings.Count(got, "<a "), text)
			assert.Contains(t, got, `<a href="`+link+`">`, text)
		}
		assert.Equal(t, strings.Trim(text, "\n"), strings.TrimSuffix(plainOf(got), "\n"), "the text is as it was")
	}
	assert.Equal(t, 2, strings.Count(templating.TextToHTML("https://x.se/a,https://x.se/b"), "<p><a")+strings.Count(templating.TextToHTML("https://x.se/a https://x.se/b"), "</a></p>"))
}

// plainOf takes the tags away.
func plainOf(markup string) string {
	var b strings.Builder
	for _, token := range tags(markup) {
		if !strings.HasPrefix(token, "<p") && !strings.HasPrefix(token, "</") && !strings.HasPrefix(token, "<a") {
			b.WriteString(token)
		}
	}
	return b.String()
}

// linear fails when a source takes four times as long as its eighths one after the
// other, however often it is measured: both take about the same, so that a busy
// machine slows both down.
func linear(t *testing.T, name string, unit string, do func(source string)) {
	t.Helper()
	small, large := time.Hour, time.Hour
	for range 16 {
		large = min(large, timed(do, unit, 64<<10, 1))
		if large <= 200*time.Millisecond {
			return
		}
		if small = min(small, timed(do, unit, 8<<10, 8)); large <= 4*small {
			return
		}
	}
	t.Errorf("%s of %q: %v for 64 KiB, %v for eight times 8 KiB", name, unit, large, small)
}

// timed is how long a source of so many bytes takes, so many times.
func timed(do func(source string), unit string, n, times int) time.Duration {
	source := strings.Repeat(unit, n/len(unit)+1)
	start := time.Now()
	for range times {
		do(source)
	}
	return time.Since(start)
}

func TestR304TimeIsLinear(t *testing.T) {
	if testing.Short() {
		t.Skip("measures time")
	}
	t.Parallel()
	for _, unit := range []string{"<", "< ", "<1", "</", "<!", "<?", "<![CDATA[", "<textarea>", "<script>", "<p>", "<b>", "<div><b>", "{", "{company", "{company}", "&", "&lt;", "<company ", "<td>", "<table>", "</b>", "<b></i>", "<i title='xxxxxxxxxxxxxxxx'><b></i>", "<p><b>", "<li>", "https://x.se/", ")", "www.", "07:00 –", "-", "a=\"", "<a b='", "<compan ", "{&nbsp;", "<font color=red><p>", "<svg>", "\r", "\ue000", "<a href=", "<!--", "<xmp>"} {
		linear(t, "ParseHTML", unit, func(source string) { templating.ParseHTML(source, templating.DefaultTags()) })
		linear(t, "Parse", unit, func(source string) { templating.Parse(source, templating.DefaultTags()) })
		linear(t, "Sanitize", unit, func(source string) { templating.Sanitize(source, templating.Policy{}) })
		linear(t, "PlainText", unit, func(source string) { templating.PlainText(source) })
		linear(t, "TextToHTML", unit, func(source string) { templating.TextToHTML(source) })
	}
	for _, tail := range []string{")", "https://x.se/))))))))))))))))))))"} {
		linear(t, "TextToHTML", tail, func(source string) { templating.TextToHTML("https://x.se/" + source) })
	}
}
