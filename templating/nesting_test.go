package templating_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/budkavle/budkavle/templating"
)

// TestWhatStaysOfMarkup, where a browser would put it.
func TestWhatStaysOfMarkup(t *testing.T) {
	t.Parallel()
	for source, want := range map[string]string{
		"<pre>\n\na</pre>":                                           "<pre>\n\na</pre>",
		"<pre>\na</pre>":                                             "<pre>a</pre>",
		"<pre><b>\na</b></pre>":                                      "<pre><b>\na</b></pre>",
		"<pre></pre>\na":                                             "<pre></pre>\na",
		"<table> <tr> <td> a </td> </tr> </table>":                   "<table><tr><td> a </td></tr></table>",
		"<table><colgroup> <col></colgroup></table>":                 "<table><colgroup><col></colgroup></table>",
		"<table><tbody> <tr><td>a":                                   "<table><tbody><tr><td>a</td></tr></tbody></table>",
		"<table>a</table>":                                           "<table><tr><td>a</td></tr></table>",
		"<table><tr><b>a</b></table>":                                "<table><tr><td><b>a</b></td></tr></table>",
		"<table><tr><img src=cid:x></table>":                         `<table><tr><td><img src="cid:x"></td></tr></table>`,
		"<table><li>a</table>":                                       "<table><tr><td><li>a</li></td></tr></table>",
		"<table><p>a</table>":                                        "<table><tr><td><p>a</p></td></tr></table>",
		"<table><table><tr><td>a":                                    "<table><tr><td><table><tr><td>a</td></tr></table></td></tr></table>",
		"<table><caption>a<tr><td>b</table>":                         "<table><caption>a</caption><tr><td>b</td></tr></table>",
		"<table><colgroup><col><col></colgroup><tr><td>":             "<table><colgroup><col><col></colgroup><tr><td></td></tr></table>",
		"<table><col><col><tr><td>a":                                 "<table><colgroup><col><col></colgroup><tr><td>a</td></tr></table>",
		"<table><colgroup>a":                                         "<table><colgroup></colgroup><tr><td>a</td></tr></table>",
		"<table><tr><td>a<td>b<tr><td>c":                             "<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>",
		"<table><td width=100>a":                                     `<table><tr><td width="100">a</td></tr></table>`,
		"<table><tr><td><table><tr><td>a</table></td><td>b</table>c": "<table><tr><td><table><tr><td>a</td></tr></table></td><td>b</td></tr></table>c",
		"<table><tr><td>a</tr></td>b":                                "<table><tr><td>a</td></tr><tr><td>b</td></tr></table>",
		"<td>a</td>b":                                                " a b",
		"<h1>a<h2>b</h1>c":                                           "<h1>a</h1><h2>b</h2>c",
		"<h1>a</h3>b":                                                "<h1>a</h1>b",
		"<div>a</h1>b":                                               "<div>ab</div>",
		"<h1><div>a</h2>b":                                           "<h1><div>a</div></h1>b",
		"<p>a<p>b":                                                   "<p>a</p><p>b</p>",
		"<p><b>a<p>b":                                                "<p><b>a</b></p><p><b>b</b></p>",
		"<p><b>a<hr>b":                                               "<p><b>a</b></p><hr><b>b</b>",
		"<p><b>a<table><tr><td>b":                                    "<p><b>a</b></p><b><table><tr><td>b</td></tr></table></b>",
		"<p><b>a<li>b":                                               "<p><b>a</b></p><li><b>b</b></li>",
		"<ul><li>a<li>b</ul>":                                        "<ul><li>a</li><li>b</li></ul>",
		"<ul><li><b>a<li>b</b></ul>":                                 "<ul><li><b>a</b></li><li><b>b</b></li></ul>",
		"<ul><li>a<ul><li>b</ul><li>c</ul>":                          "<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>",
		"<dl><dt>a<dd>b<dt>c</dl>":                                   "<dl><dt>a</dt><dd>b</dd><dt>c</dt></dl>",
		"<ul><li><p>a<li>b</ul>":                                     "<ul><li><p>a</p></li><li>b</li></ul>",
		"<b><i>a</b>b</i>c":                                          "<b><i>a</i></b><i>b</i>c",
		"<a href=https://a.se>a<a href=https://b.se>b</a>":           `<a href="https://a.se">a</a><a href="https://b.se">b</a>`,
		"<b><div>a</b>b</div>c":                                      "<b><div>ab</div></b>c",
		"a</br>b":                                                    "a<br>b",
		`<p class="x">a</br class="y">b`:                             "<p>a<br>b</p>",
		"a<br/>b":                                                    "a<br/>b",
		"<title>x</title>a<textarea>b</textarea>":                    "a",
		"</p>a</b></table>b":                                         "a b",
		`<p align="center" lang="sv-SE" dir="rtl">x`:                 `<p align="center" lang="sv-SE" dir="rtl">x</p>`,
		`<p align="ab cd" lang="s" dir="abcdefghijklm">x`:            `<p>x</p>`,
		`<p lang="abcdefghijkl">x`:                                   `<p lang="abcdefghijkl">x</p>`,
		`<ol type="1" start="3"><li value="5">x`:                     `<ol type="1" start="3"><li value="5">x</li></ol>`,
		`<ol type="11" start="x"><li value="-1">x`:                   `<ol><li>x</li></ol>`,
		`<table role="presentation"><tr><td role="presentation">x`:   `<table role="presentation"><tr><td>x</td></tr></table>`,
		`<p title="a&quot;b" id=x data-x=y style="" class="">x`:      `<p title="a&#34;b">x</p>`,
		`<p title=a title=b>x`:                                       `<p title="a">x</p>`,
		`<font color="#f00" face="Arial">x</font>`:                   `<font color="#f00" face="Arial">x</font>`,
		`<p style="width:expression(1)">x`:                           `<p>x</p>`,
		`<p style="font-family:'javascript'">x`:                      `<p>x</p>`,
		`<p style="font-family:'Expression'">x`:                      `<p>x</p>`,
		`<p style="color:red;;color:/*x*/blue">x`:                    `<p style="color: red">x</p>`,
		`<p style="font-family:` + strings.Repeat("a", 200) + `">x`:  `<p style="font-family: ` + strings.Repeat("a", 200) + `">x</p>`,
	} {
		got := templating.Sanitize(source, templating.Policy{})
		assert.Equal(t, want, got, source)
		assert.Equal(t, got, templating.Sanitize(got, templating.Policy{}), "again: %s", source)
	}
}

// TestWhatAReaderOfTextSees of markup: blocks apart, words apart, nothing twice.
func TestWhatAReaderOfTextSees(t *testing.T) {
	t.Parallel()
	for source, want := range map[string]string{
		"<p>a</p><p>b</p>": "a\n\nb\n", "a<p>b</p>c": "a\n\nb\n\nc\n", "<div>a</div><div>b</div>": "a\nb\n", "a<div>b</div>c": "a\nb\nc\n",
		"a<pre> x\n  y </pre>b c": "a\n\n x\n  y \n\nb c\n", "<pre>x</pre>  a  b": "x\n\na b\n", "<pre>x<pre>y</pre>  z</pre> a  b": "x\n\ny\n\n  z\n\na b\n",
		"a<blockquote>b</blockquote>c": "a\n\nb\n\nc\n", "a<h1>b</h1>c": "a\n\nb\n\nc\n",
		"a<br>b": "a\nb\n", "a<br><br>b": "a\n\nb\n", "a<br><br><br><br>b": "a\n\nb\n", "a <br> b": "a\nb\n", "a<hr>b": "a\n---\nb\n", "a<img alt=' x '>b": "a x b\n",
		"a<ul><li>b<li>c</ul>d": "a\n\n- b\n- c\n\nd\n", "<ol><li>a<li>b</ol>": "1. a\n2. b\n", "<ol start=5><li>a<li>b</ol>": "5. a\n6. b\n", "<ol start=0><li>a</ol>": "1. a\n", "<ol start=9999><li>a</ol>": "9999. a\n", "<ol start=10000><li>a</ol>": "1. a\n", "<ol start=x><li>a</ol>": "1. a\n",
		"<ul><li>a<ul><li>b</ul><li>c</ul>d": "- a\n  - b\n- c\n\nd\n", "<ul><li>a<ol><li>b</ol></ul>": "- a\n  1. b\n", "<li>a": "- a\n", "a</ul>b": "ab\n",
		"<table><tr><td>a<td>b<tr><th>c<th>d</table>e": "a b\nc d\ne\n", "a<table><tr><td>b</table>": "a\nb\n", "<table><tr><td><p>a</p><td>b</table>": "a\n\nb\n", "<dl><dt>a<dd>b</dl>c": "a\nb\n\nc\n",
		"<a href=https://a.se>a</a>": "a (https://a.se)\n", "<a href=https://a.se>https://a.se</a>": "https://a.se\n", "<a href=http://a.se>http://a.se</a>": "http://a.se\n", "<a href=https://a.se></a>": "https://a.se\n", "<a href=mailto:a@b.se>a@b.se</a>": "a@b.se\n", "<a href=mailto:a@b.se>skriv</a>": "skriv (a@b.se)\n", "<a href=tel:112>112</a>": "112\n", "<a href=javascript:x>a</a>": "a\n", "<a>a</a>": "a\n",
		"a\u00a0\u00a0b \t c": "a\u00a0\u00a0b c\n", " a ": "a\n", "": "", " <p> </p> ": "", "<b>a</b> <i>b</i>": "a b\n", "a<td>b</td>c": "a b c\n", "a</td>b": "a b\n",
		"<p style=display:none>x</p>a<span style=display:none>y</span>": "a\n", "<div style=display:none><p>x</div>a": "a\n", "<style>x</style>a<script>y</script>": "a\n", "a<table><tr><td>b</table></td>c": "a\nb\nc\n",
	} {
		assert.Equal(t, want, templating.PlainText(source), source)
	}
	deep := templating.PlainText(strings.Repeat("<ul><li>", 30) + "a")
	assert.Equal(t, strings.Repeat("  ", 19)+"- a", deep[strings.LastIndex(deep, "\n  ")+1:len(deep)-1], "and no deeper")
}

// TestNestingHasAnEnd: what is deeper loses its tags and keeps its words, and a table
// has room for its parts or is none.
func TestNestingHasAnEnd(t *testing.T) {
	t.Parallel()
	for n, want := range map[int]int{199: 199, 200: 200, 201: 200, 1000: 200} {
		got := templating.Sanitize(strings.Repeat("<div>", n)+"x"+strings.Repeat("</div>", n)+"y", templating.Policy{})
		assert.Equal(t, strings.Repeat("<div>", want)+"x"+strings.Repeat("</div>", want)+"y", got, n)
	}
	for n, kept := range map[int]bool{191: true, 192: false, 193: false} {
		got := templating.Sanitize(strings.Repeat("<div>", n)+"<table><tr><td>x</td></tr></table>y", templating.Policy{})
		inside := "x"
		if kept {
			inside = "<table><tr><td>x</td></tr></table>"
		}
		assert.Equal(t, strings.Repeat("<div>", n)+inside+"y"+strings.Repeat("</div>", n), got, n)
	}
	for n := range 12 { // what is opened again is bounded, too
		got := templating.Sanitize("<p>"+strings.Repeat("<b>", n)+"x<p>y", templating.Policy{})
		again := n
		if n > 8 {
			again = 0
		}
		assert.Equal(t, again, strings.Count(got[strings.Index(got, "</p>"):], "<b>"), "%d: %s", n, got)
	}
}

// TestWhatIsToldOfWhatWasDropped, and where nothing is to be told.
func TestWhatIsToldOfWhatWasDropped(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]string{
		`<p style="width:expression(1)">`: "dropped-style width: expression(1)", `<p style="position:fixed">`: "dropped-style position: fixed", `<p style="background:url(x)">`: "dropped-style background: url(x)", `<p style="background:red url(x)">`: "dropped-style background: red url(x)", `<p style="color:nocolour">`: "dropped-style color: nocolour",
		`<p style="color:inherit">`: "", `<p style="mso-x:1">`: "", `<p style="cursor:pointer">`: "", `<p style="background:none">`: "", `<p id=x class=y>`: "",
		`<p onclick=x>`: "dropped-attribute onclick=…", `<a href="javascript:x">`: "dropped-link javascript:x", `<a href="http://a.se">`: "changed-link http://a.se", `<a href=" ">`: "", `<p href="x">`: "",
		`<img src="https://a.se/x">`: "dropped-image https://a.se/x", `<img>`: "", `<blink>`: "dropped-element <blink>", `<script>x</script>`: "dropped-content <script>", `<title>x</title>`: "", `<td>`: "unbalanced <td>", `</td>`: "unbalanced </td>", `</div>`: "unbalanced </div>", `</p>`: "", `<meta x>`: "",
	} {
		var told []string
		for _, note := range (templating.EmailTemplate{ID: "t", Body: body, HTML: true}).Notes(templating.DefaultTags(), templating.Policy{}) {
			told = append(told, string(note.Problem.Code)+" "+note.Problem.Markup)
		}
		assert.Equal(t, want, strings.Join(told, "; "), body)
	}
}

// TestATemplateSaysWhatIsTooLongAndWhichTextIsWrong.
func TestATemplateSaysWhatIsTooLongAndWhichTextIsWrong(t *testing.T) {
	t.Parallel()
	fits := templating.EmailTemplate{ID: "t", Subject: strings.Repeat("s", templating.MaxSubject), Body: strings.Repeat("b", templating.MaxBody), SMS: strings.Repeat("s", templating.MaxBody)}
	_, err := fits.Compile(templating.DefaultTags())
	assert.NoError(t, err)
	for field, m := range map[string]templating.EmailTemplate{"subject": {ID: "t", Subject: fits.Subject + "x"}, "body": {ID: "t", Body: fits.Body + "x"}, "sms": {ID: "t", SMS: fits.SMS + "x"}} {
		_, err := m.Compile(templating.DefaultTags())
		limit := templating.MaxBody
		if field == "subject" {
			limit = templating.MaxSubject
		}
		assert.EqualError(t, err, fmt.Sprintf(`template "t": %s has %d bytes, at most %d are allowed`, field, limit+1, limit))
	}
	for field, m := range map[string]templating.EmailTemplate{"subject": {ID: "t", Subject: "a {"}, "body": {ID: "t", Body: "a {"}, "sms": {ID: "t", SMS: "a {"}} {
		notes := m.Notes(templating.DefaultTags(), templating.Policy{})
		if assert.Len(t, notes, 1, field) {
			assert.Equal(t, field, notes[0].Field)
		}
	}
}
