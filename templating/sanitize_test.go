package templating_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/budkavle/budkavle/templating"
)

// evil is HTML as editors, pasted pages and people who want out of their place
// leave it.
var evil = []string{
	"</table>x", "<p>a</p></td></tr></table></td></tr></table><p>efter</p>", "<table><tr><td>x", "</div></div></td></tr></table></body></html>x", "<table>x<tr>y<td>z</table>w",
	"<table><td>a<td>b<tr><th>c</table>", "<tr><td>a</td></tr>", "<td>a", "</td></tr><tr><td>", "<table><table><tr><td>inner</table></table>", "<table><tr><td><table><tr><td>a</td></tr></td></tr></table>",
	"<table><caption>t<caption>u</table>", "<table><col><tr><td>a<col></table>", "<table><colgroup><td>a</colgroup></table>", "<table><thead><tr><th>a<tbody><tr><td>b</table>", "<table><tr></td><td>a</table>", "<table></tr></td></table>",
	"<p>a<p>b<div>c<p>d", "<p><div>a</p>b</div>", "<b><p>x</b>y</p>z", "<b><i>x</b>y</i>z", "<p><b>x<p>y</b>z", "<b><div>x</b>y</div>z", "<a href='https://a.se'>x<a href='https://b.se'>y</a>z</a>", "<a href='https://a.se'><table><tr><td>x<a href='https://b.se'>y</table>z",
	"<ul><li>a<li>b<ul><li>c</ul><li>d</ul>", "<li>a<li>b", "<ul><li><div>a<li>b</ul>", "<dl><dt>a<dd>b<dt>c</dl>", "<h1>a<h2>b</h1>c", "<h1><b>a<h2>b</h1>", "<p>a<table><tr><td>b</table>c</p>", "<center><p>x</center>y",
	"<pre>\n\na</pre>", "<pre><p>a</pre>b", "a<br/>b</br>c", "<hr>a<p>b<hr>c", "<img src=cid:a><img src=cid:b/>", "<p title='>'>a</p>", "<p title=\"</td></tr></table>\">a</p>", "<div style=\"color:red;}</style></td>\">a</div>",
	"<font color=red>a<p>b</font>c", "<span><td>x</td></span>", "<table><span>x</span><tr><td>y</table>", "<table><p>a<tr><td>b</table>", "<table><form><tr><td>a</form></table>", "<table> <tr> <td> a </td> </tr> </table>",
	"<body bgcolor=black text=white><p>a</body>", "<html><head><title>t</title><style>p{}</style></head><body>a</body></html>", "<!DOCTYPE html><p>a", "<![CDATA[</td>]]>x", "<!-- </td> -->x", "<!--></td>-->x", "<!--[if mso]><table><![endif]-->x", "<?php echo '</td>' ?>x",
	"<svg><td>x</svg>", "<math><mi><table><tr><td>x", "<select><option>a</select>b", "<button><p>a</button><p>b", "<template></td></template>x", "<noscript></td></noscript>x", "<textarea></td></textarea>x", "<xmp></td></xmp>x", "<plaintext></td>x", "<title></td></title>x", "<iframe></td></iframe>x", "<script>document.write('</td>')</script>x", "<style></td></style>x",
	"<marquee><p>a", "<nobr>a<nobr>b", "<applet><td>x", "<object><td>x</object>", "<frameset><frame>", "<ruby>a<rt>b</ruby>", "<o:p></o:p><p class=MsoNormal>a<o:p>&nbsp;</o:p></p>", "<label>a<input>b</label>", "<details><summary>a</summary>b</details>",
	"<b><b><b><b><b><p>x</p></b></b></b></b></b>y", "<table><tr><td><b>a</table>b", "<table><tr><td><ul><li>a</table><li>b", "</p>a</p>", "<p></div>a", "<div></p>a</div>b", "<small><table><tr><td>a</small>b</table>c", "<i><table><tr>x<td>y</table></i>",
	"<table><tr><td></table></td></tr></table>x", strings.Repeat("<div>", 300) + "x", strings.Repeat("<table><tr><td>", 120) + "x", strings.Repeat("<b>", 50) + "x" + strings.Repeat("<p>y", 50), strings.Repeat("<ul><li>", 150) + "x", "\x00<p>\x00a\x1b</p>", "<p>a\r\nb\rc</p>", "a < b & c > d &lt;td&gt; &#60;/td&#62;",
	"<tbody><tr><td>a", "<caption>a", "<table><tbody><thead>x", "<table><tr><th>a</td>b</th></tr></table>", "<blockquote><li>a</blockquote><li>b", "<dd>a<p>b<dd>c", "<u><s>a</u>b</s>", "<a>x<p>y</a>z</p>", "<h2>a<p>b</h2>c", "<p><h2>a</p>b",
	"<span style='display:none'><p>a</span>b", "<td><table><td>a</td></table></td>", "<table><tr><td>a</td>b<td>c</td></tr></table>", "<table><tr><td>a</td></tr>b</table>", "<table><tr>&nbsp;<td>a</table>",
}

// tags are the tokens of markup, without sections that parsers imply.
func tags(markup string) []string {
	var list []string
	z := html.NewTokenizer(strings.NewReader(markup))
	for {
		switch kind := z.Next(); kind {
		case html.ErrorToken:
			return list
		case html.TextToken:
			list = append(list, string(z.Text()))
		default:
			if t := z.Token(); t.Data != "tbody" {
				kind := "<"
				if t.Type == html.EndTagToken {
					kind = "</"
				}
				list = append(list, kind+t.Data)
			}
		}
	}
}

// assertBalanced fails unless a browser builds, inside a cell, just the tree that
// the markup says.
func assertBalanced(t *testing.T, source, markup string) {
	t.Helper()
	nodes, err := html.ParseFragment(strings.NewReader(markup), &html.Node{Type: html.ElementNode, Data: "td", DataAtom: atom.Td})
	require.NoError(t, err)
	var b strings.Builder
	for _, n := range nodes {
		require.NoError(t, html.Render(&b, n))
	}
	if want, got := tags(markup), tags(b.String()); !assert.ObjectsAreEqual(want, got) {
		t.Errorf("%.200q became %.300q, which browsers read as %.300q", source, markup, b.String())
	}
}

// assertInPlace fails unless the layout around a body stands as if it were empty.
func assertInPlace(t *testing.T, body string) {
	t.Helper()
	markup, _, err := templating.Layout{Body: body, Company: "Bolag", Button: templating.Button{Label: "Öppna", URL: "https://x.se"}, Footer: templating.Footer{Name: "Foten"}}.Render()
	require.NoError(t, err)
	root, err := html.Parse(strings.NewReader(markup))
	require.NoError(t, err)
	found := 0
	for n := range root.Descendants() {
		if strings.Contains(attr(n, "class"), "bk-foot") {
			found++
			card := n.Parent.Parent.Parent
			if !strings.Contains(attr(card, "class"), "bk-card") {
				t.Errorf("%.200q moves the footer into %s: %.2000s", body, card.Data, markup[strings.Index(markup, "bk-body"):])
			}
			rows := 0
			for row := range n.Parent.Parent.ChildNodes() {
				if row.Data == "tr" {
					rows++
				}
			}
			if rows != 6 { // line, company, body, button, room, footer
				if body != "" && rows != 5 {
					t.Errorf("%.200q leaves %d rows in the card", body, rows)
				}
			}
		}
	}
	if found != 1 {
		t.Errorf("%.200q leaves %d footers", body, found)
	}
}

func TestR305NothingLeavesItsPlace(t *testing.T) {
	t.Parallel()
	for _, source := range append(evil, payloads...) {
		markup := templating.Sanitize(source, templating.Policy{})
		assertBalanced(t, source, markup)
		assert.Equal(t, markup, templating.Sanitize(markup, templating.Policy{}), "sanitising again changes nothing: %.200q", source)
		assertInPlace(t, source)
		harmless(t, source, markup)
	}
}

func TestR305EvilHTMLKeepsItsText(t *testing.T) {
	t.Parallel()
	for source, want := range map[string]string{
		"</table>x": " x", "<p>a</p></td></tr></table></td></tr></table><p>efter</p>": "<p>a</p>      <p>efter</p>", "<table><tr><td>x": "<table><tr><td>x</td></tr></table>",
		"<table>x<tr>y<td>z</table>w":                      "<table><tr><td>x</td></tr><tr><td>y</td><td>z</td></tr></table>w",
		"<b><i>x</b>y</i>z":                                "<b><i>x</i></b><i>y</i>z",
		"<p><b>x<p>y</b>z":                                 "<p><b>x</b></p><p><b>y</b>z</p>",
		"<b><div>x</b>y</div>z":                            "<b><div>xy</div></b>z",
		"<ul><li>a<li>b</ul>":                              "<ul><li>a</li><li>b</li></ul>",
		"<a href='https://a.se'>x<a href='https://b.se'>y": `<a href="https://a.se">x</a><a href="https://b.se">y</a>`,
		"<table><col><tr><td>a</table>":                    "<table><colgroup><col></colgroup><tr><td>a</td></tr></table>",
		"<section><header>a</header></section>":            "<div><div>a</div></div>", "a<br>b</br>c<br/>": "a<br>b<br>c<br/>", "<p>a<hr>b": "<p>a</p><hr>b",
		"<h1>a<h2>b</h1>c": "<h1>a</h1><h2>b</h2>c", "<dl><dt>a<dd>b<dt>c": "<dl><dt>a</dt><dd>b</dd><dt>c</dt></dl>",
		"<pre>\n a\n</pre>": "<pre> a\n</pre>", "<td>a": " a", "a < b & c": "a &lt; b &amp; c", "<style>x</style><title>y</title><script>z</script>w": "w",
		"<p title=\"1\" title=\"2\" class=x id=y data-z=1>a</p>": `<p title="1">a</p>`, "<p>\x00a\x1b\r\nb</p>": "<p>\uFFFDa\uFFFD\nb</p>",
	} {
		assert.Equal(t, want, templating.Sanitize(source, templating.Policy{}), source)
	}
}

func FuzzSanitize(f *testing.F) {
	for _, p := range append(payloads, evil...) {
		f.Add(p)
	}
	f.Fuzz(func(t *testing.T, source string) {
		markup := templating.Sanitize(source, templating.Policy{})
		harmless(t, source, markup)
		assertBalanced(t, source, markup)
		assertInPlace(t, source)
		if again := templating.Sanitize(markup, templating.Policy{}); again != markup {
			t.Errorf("%q becomes %q, then %q", source, markup, again)
		}
		templating.PlainText(source)
	})
}
