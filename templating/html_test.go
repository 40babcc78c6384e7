package templating_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/net/html"

	"github.com/budkavle/budkavle/templating"
)

func TestR304HTMLByPlace(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ source, company, want, problem string }{
		{"<p>{company}</p>", `<b>&"'`, "<p>&lt;b&gt;&amp;&#34;&#39;</p>", ""},
		{"<p>{company}</p>", "rad 1\nrad 2 <x>", "<p>rad 1<br>\nrad 2 &lt;x&gt;</p>", ""},
		{`<p title="{company}">x</p>`, `a" onmouseover="x`, `<p title="a&#34; onmouseover=&#34;x">x</p>`, ""},
		{`<p title='{company}'>x</p>`, "a' b", `<p title='a&#39; b'>x</p>`, ""},
		{`<p title={company}>x</p>`, "a b=c", `<p title="a b=c">x</p>`, ""},
		{`<a href="https://x.se/?o={company}">o</a>`, `1&x="><script>`, `<a href="https://x.se/?o=1%26x%3d%22%3e%3cscript%3e">o</a>`, ""},
		{`<a href="https://x.se/{company}/a">o</a>`, "å b", `<a href="https://x.se/%c3%a5%20b/a">o</a>`, ""},
		{`<a href="{company}">o</a>`, "https://x.se/a?b=c&d=e", `<a href="https://x.se/a?b=c&amp;d=e">o</a>`, ""},
		{`<a href="{company}">o</a>`, "javascript:alert(1)", "", "unsafe-url"},
		{`<a href="{company}">o</a>`, " JaVaScRiPt:alert(1)", "", "unsafe-url"},
		{`<a href="{company}">o</a>`, "data:text/html,x", "", "unsafe-url"},
		{"<style>.a{color:{company}}</style>", "red", "", "unsafe-context"},
		{"<script>var a = '{company}'</script>", "x", "", "unsafe-context"},
		{`<p style="color:{company}">x</p>`, "red", "", "unsafe-context"},
		{`<p onclick="f('{company}')">x</p>`, "x", "", "unsafe-context"},
		{"<!-- {company} -->", "x", "", "unsafe-context"},
		{"<{company}>", "b", "&lt;b>", ""},
		{"<p {company}=x>", "b", "", "unsafe-context"},
		{"{next<b>Booking</b>Date}", "", "", "split-tag"},
		{"&#123;company&#125; {company&#x7d; &lbrace;company&rbrace;", "A", "A A A", ""},
		{"&lt;company&gt; <company></company>", "A", "A A", ""},
		{"<p>{unknown}</p>", "", "", "unknown-tag"},
		{"<p title=\"{company}>", "x", "", "bad-html"},
	} {
		template := templating.ParseHTML(c.source, templating.DefaultTags())
		got, err := template.HTML(templating.Values{"company": c.company})
		if c.problem == "" {
			require.NoError(t, err, c.source)
			assert.Equal(t, c.want, got, c.source)
			continue
		}
		require.ErrorContains(t, err, c.problem, c.source)
		assert.Empty(t, got)
	}
}

// payloads are attempts to run something or to load something from the web.
var payloads = []string{
	`<script>alert(1)</script>`, `<img src=x onerror=alert(1)>`, `<svg onload=alert(1)>`, `<svg><script>alert(1)</script></svg>`, `<math><mi xlink:href="javascript:x">`,
	`<a href="javascript:alert(1)">x</a>`, `<a href="jav&#x09;ascript:alert(1)">x</a>`, `<a href=" &#14; javascript:alert(1)">x</a>`, `<a href="vbscript:x">x</a>`, `<a href="data:text/html;base64,x">x</a>`,
	`<iframe src="https://evil.example"></iframe>`, `<object data="https://evil.example"></object>`, `<embed src="https://evil.example">`, `<link rel=stylesheet href="https://evil.example">`,
	`<style>@import url(https://evil.example)</style>`, `<div style="background:url(https://evil.example)">x</div>`, `<div style="background-image:url('https://evil.example')">x</div>`,
	`<div style="width:expression(alert(1))">x</div>`, `<div style="behavior:url(x)">x</div>`, `<div style="position:fixed;top:0;left:0;width:100%;height:100%">x</div>`, `<p style="color:red;background:u\72l(https://evil.example)">x</p>`,
	`<img src="https://evil.example/pixel.gif">`, `<img src="//evil.example/p">`, `<img srcset="https://evil.example 1x">`, `<video poster="https://evil.example"></video>`, `<audio src="https://evil.example">`, `<input type=image src="https://evil.example">`,
	`<body background="https://evil.example">`, `<table background="https://evil.example"><tr><td background="https://evil.example">x</td></tr></table>`, `<form action="https://evil.example"><input name=a><button>x</button></form>`,
	`<meta http-equiv=refresh content="0;url=https://evil.example">`, `<base href="https://evil.example">`, `<details open ontoggle=alert(1)>`, `<marquee onstart=alert(1)>`, `<!--[if mso]><script>x</script><![endif]-->`,
	`"><script>alert(1)</script>`, `</title><script>alert(1)</script>`, `<noscript><p title="</noscript><img src=x onerror=alert(1)>">`, `<template><script>x</script></template>`, `<a href="https://x.se" onclick="x" target="_blank" ping="https://evil.example">x</a>`,
	`<svg><animate onbegin=alert(1) attributeName=x dur=1s>`, `<img src="cid:x" onload="x">`, `<p style="font-family:'x';background:url(//evil.example)">x</p>`, "<scr\x00ipt>alert(1)</script>", `<IMG SRC=JaVaScRiPt:alert(1)>`, `<div style="list-style:url(https://evil.example)">x</div>`, `<a href=https:0//>x</a>`,
}

// harmless walks over markup and fails for anything that runs or loads.
func harmless(t *testing.T, source, markup string) {
	t.Helper()
	root, err := html.Parse(strings.NewReader(markup))
	require.NoError(t, err)
	for n := range root.Descendants() {
		if n.Type == html.CommentNode {
			t.Errorf("%q left a comment: %q", source, markup)
		}
		if n.Type != html.ElementNode {
			continue
		}
		switch n.Data {
		case "script", "style", "iframe", "object", "embed", "link", "meta", "base", "form", "input", "button", "svg", "math", "video", "audio", "template", "noscript":
			t.Errorf("%q left <%s>: %q", source, n.Data, markup)
		}
		for _, a := range n.Attr {
			value := strings.ToLower(a.Val)
			if a.Key == "title" || a.Key == "alt" {
				continue // shown, not run
			}
			link := n.Data == "a" && a.Key == "href" && (strings.HasPrefix(value, "https://") || strings.HasPrefix(value, "mailto:") || strings.HasPrefix(value, "tel:"))
			if strings.HasPrefix(a.Key, "on") || (a.Key == "href" || a.Key == "src") && strings.Contains(strings.SplitAfter(value+":", ":")[0], "script") || a.Key == "style" && strings.Contains(value, "url(") || a.Key == "style" && strings.Contains(value, "expression") ||
				strings.Contains(value, "//") && !link || a.Key == "src" && !strings.HasPrefix(value, "cid:") {
				t.Errorf("%q left %s=%q: %q", source, a.Key, a.Val, markup)
			}
		}
	}
}

func TestR305NothingRunsAndNothingLoads(t *testing.T) {
	t.Parallel()
	for _, payload := range payloads {
		clean := templating.Sanitize(payload, templating.Policy{})
		harmless(t, payload, clean)
		assert.Equal(t, clean, templating.Sanitize(clean, templating.Policy{}), "sanitising again changes nothing")
		for _, source := range []string{"<p>{company}</p>", `<p title="{company}">x</p>`, `<a href="https://x.se/?a={company}">x</a>`} {
			expanded, err := templating.ParseHTML(source, templating.DefaultTags()).HTML(templating.Values{"company": payload})
			require.NoError(t, err)
			harmless(t, payload, expanded)
		}
		template := templating.ParseHTML(payload+" {company}", templating.DefaultTags())
		if expanded, err := template.HTML(values); err == nil {
			harmless(t, payload, templating.Sanitize(expanded, templating.Policy{}))
		}
		harmless(t, payload, templating.TextToHTML(payload))
	}
}

func TestR305WhatMailNeedsStays(t *testing.T) {
	t.Parallel()
	for _, keep := range []string{
		`<table width="100%" cellpadding="4" border="0"><tr><td align="right" valign="top" bgcolor="#eeeeee" style="padding: 4px 8px; color: #333333">x</td></tr></table>`,
		`<p style="font-size: 16px; font-weight: bold; text-align: center">x <b>y</b> <i>z</i></p>`, `<a href="https://x.se/a?b=c">x</a>`, `<a href="mailto:a@b.se">x</a>`, `<a href="tel:+46812345">x</a>`,
		`<img src="cid:logo@budkavle" alt="Logga" width="160"/>`, `<ul><li>a</li></ul><ol start="3"><li>b</li></ol>`, `<h1>x</h1><blockquote>y</blockquote><hr/>`,
	} {
		assert.Equal(t, keep, templating.Sanitize(keep, templating.Policy{}))
	}
	remote := `<img src="https://x.se/a.png" alt="x"/>`
	assert.NotContains(t, templating.Sanitize(remote, templating.Policy{}), "https://")
	assert.Equal(t, remote, templating.Sanitize(remote, templating.Policy{RemoteImages: true}))
}

func TestPlainText(t *testing.T) {
	t.Parallel()
	for source, want := range map[string]string{
		"":                      "",
		"<p>a</p><p>b<br>c</p>": "a\n\nb\nc\n",
		"a   b\n c":             "a b c\n",
		"<h1>A</h1>text":        "A\n\ntext\n",
		`<a href="https://x.se">hit</a>, <a href="https://x.se">x.se</a>, <a href="mailto:a@b.se">a@b.se</a>`: "hit (https://x.se), x.se, a@b.se\n",
		"<table><tr><th>a</th><td>b</td></tr><tr><td>c</td><td>d</td></tr></table>":                           "a b\nc d\n",
		"x<ul><li>a</li><li>b<ul><li>c</li></ul></li></ul><ol start=2><li>d</li><li>e</li></ol>y":             "x\n\n- a\n- b\n  - c\n\n2. d\n3. e\n\ny\n",
		"<style>x</style><script>y</script><title>z</title>a":                                                 "a\n",
		`<img alt="Logga" src="cid:x"> &amp; &lt;b&gt; å`:                                                     "Logga & <b> å\n",
		"<pre>a\n  b</pre>":     "a\n  b\n",
		"a<hr>b":                "a\n---\nb\n",
		"<p>kl.&nbsp;07:00</p>": "kl.\u00a007:00\n",
	} {
		assert.Equal(t, want, templating.PlainText(source), source)
	}
	assert.NotPanics(t, func() { templating.PlainText(strings.Repeat("<div>", 100_000) + "x") })
}
