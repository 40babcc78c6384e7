package templating_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/budkavle/budkavle/templating"
	"github.com/budkavle/budkavle/templating/locale"
)

func TestR305KeepsTheLooksOfMail(t *testing.T) {
	t.Parallel()
	for source, want := range map[string]string{
		`<a href="https://e.se" style="background:#0f4c81;color:#ffffff;padding:10px 18px">Svara</a>`:                                                `<a href="https://e.se" style="background-color: #0f4c81; color: #ffffff; padding: 10px 18px">Svara</a>`,
		`<p style="background: rgb(1, 2, 3) none;color:#fff">x</p>`:                                                                                  `<p style="background-color: rgb(1, 2, 3); color: #fff">x</p>`,
		`<p style="display:inline-block;display:none">x</p>`:                                                                                         `<p style="display: inline-block; display: none">x</p>`,
		`<p style="color:rgba(0,0,0,.6);border:1px solid rgb(9,9,9);border-color:rgba(1 2 3 / 50%)">x</p>`:                                           `<p style="color: rgba(0,0,0,.6); border: 1px solid rgb(9,9,9); border-color: rgba(1 2 3 / 50%)">x</p>`,
		`<p style="font:bold 14px/1.4 Arial, 'Segoe UI';font-size:1rem;line-height:1.5;COLOR:Navy !important">x</p>`:                                 `<p style="font: bold 14px/1.4 Arial, &#39;Segoe UI&#39;; font-size: 1rem; line-height: 1.5; color: Navy">x</p>`,
		`<p style="margin:0cm 0cm 8mm;padding:.2in;line-height:107%">x</p><p style="margin:3cm;padding:20mm;text-indent:1in;line-height:400%">y</p>`: `<p style="margin: 0cm 0cm 8mm; padding: .2in; line-height: 107%">x</p><p>y</p>`,
		`<h5 align="center">x</h5><h6 align=right>y</h6><td>z</td>`:                                                                                  `<h5 align="center">x</h5><h6 align="right">y</h6> z `,
		`<font color="red" size="+1" face="Arial">x</font><font color=nocolour size=99 face="a;b">y</font>`:                                          `<font color="red" size="+1" face="Arial">x</font><font>y</font>`,
		`<table bgcolor=#EEE width=500 cellpadding=4 border=1><tr><td bgcolor="lightgray" valign=top width=50%>x</td></tr></table>`:                  `<table bgcolor="#EEE" width="500" cellpadding="4" border="1"><tr><td bgcolor="lightgray" valign="top" width="50%">x</td></tr></table>`,
		`<div bgcolor="#eee">x</div>`: `<div style="background-color: #eee">x</div>`, `<body bgcolor=#eeeeee text=#111>x</body>`: `<div style="background-color: #eeeeee">x</div>`,
		`<a href="http://x.se/a">x</a><a href="www.x.se">y</a><a href="//x.se">z</a><a href="#a">w</a><a href="/a">v</a>`:                                     `<a href="https://x.se/a">x</a><a href="https://www.x.se">y</a><a>z</a><a>w</a><a>v</a>`,
		`<a href=" https://x.se/a b ">x</a><a href="HTTPS://X.se">y</a><a href="mailto:a@b.se">z</a><a href="https://u:p@x.se">w</a><a href="https://">v</a>`: `<a href="https://x.se/a%20b">x</a><a href="https://X.se">y</a><a href="mailto:a@b.se">z</a><a>w</a><a>v</a>`,
		`<img src="https://x.se/a.png" alt="Karta &amp; väg"><img src="data:image/png;base64,x"><img alt=x><img src="cid:a b">`:                               `Karta &amp; väg x`,
		`<img src="https://x.se/a.png" alt="ett"><img src="https://x.se/b.png" alt=""><img src="https://x.se/c.png" alt=två>tre<img src=y alt=fyra>`:          `ett tvåtrefyra`,
		`<img src=" cid:logo@x " width=900 height=300><img src=cid:a width=200 height=80 border=0>`:                                                           `<img src="cid:logo@x" width="100%"><img src="cid:a" width="200" height="80" border="0">`,
		`<table width=900 style="width:900px;height:900px"><tr><td width=601 style="min-width:300px;max-width:700px">x</td></tr></table>`:                     `<table width="100%" style="width: 100%; height: 900px"><tr><td width="100%" style="max-width: 100%">x</td></tr></table>`,
		`<p style="margin:0 auto 400px;padding:0 64px;text-indent:-20px;font-size:90px;letter-spacing:2px">x</p>`:                                             `<p style="padding: 0 64px; letter-spacing: 2px">x</p>`,
		`<p style="position:fixed;color:#111;float:left;background-image:url(x)">x</p>`:                                                                       `<p style="color: #111">x</p>`,
		`<p style="width:expression(alert(1));color:red\9;font-family:a;x">x</p>`:                                                                             `<p style="font-family: a">x</p>`, `<p style="color:red;}body{x:y">x</p>`: `<p style="color: red">x</p>`,
		`<p style='font-family:"a;b";color:red'>x</p>`: `<p style="color: red">x</p>`, `<p style="background:url(a;b)">x</p>`: `<p>x</p>`, `<p style=":red;color:;color">x</p>`: `<p>x</p>`,
		`<ol start=3 type=a><li value=7>x</ol><ol start=x><li>y</ol>`:                                                   `<ol start="3" type="a"><li value="7">x</li></ol><ol><li>y</li></ol>`,
		`<p lang=sv dir=ltr title="a" role=button>x</p><table role=presentation><tr><td colspan=2 rowspan=99>y</table>`: `<p lang="sv" dir="ltr" title="a">x</p><table role="presentation"><tr><td colspan="2">y</td></tr></table>`,
	} {
		got := templating.Sanitize(source, templating.Policy{})
		assert.Equal(t, want, got, source)
		assert.Equal(t, got, templating.Sanitize(got, templating.Policy{}), "again: %s", source)
	}
	remote := templating.Policy{RemoteImages: true}
	assert.Equal(t, `<img src="https://x.se/a.png">`+`<img src="https://x.se/b.png">`, templating.Sanitize(`<img src="https://x.se/a.png"><img src="http://x.se/b.png"><img src="mailto:a@b.se"><img src="data:image/png;base64,x">`, remote))
}

func TestR305NeverLessLegibleThanItWas(t *testing.T) {
	t.Parallel()
	for source, want := range map[string]string{
		// The ground goes, and what could only be read on it goes too.
		`<a style="background:url(x);color:#ffffff">x</a>`: `<a>x</a>`, `<table><tr><td background="x.png" style="color:white">x</td></tr></table>`: "<table><tr><td>x</td></tr></table>", `<div style="background:linear-gradient(#000,#333)"><font color="#ffffff">x</font></div>`: `<div><font>x</font></div>`,
		`<div style="background-image:url(x)"><p style="color:#fefefe">x</p><p style="color:#111111">y</p></div>`: `<div><p>x</p><p style="color: #111111">y</p></div>`, `<style>.k{background:#000}</style><a class=k style="color:#fff">x</a>`: `<a>x</a>`,
		// A colour beside the picture is the ground.
		`<div style="background:url(x) #000000;color:#ffffff">x</div>`: `<div style="background-color: #000000; color: #ffffff">x</div>`, `<div style="background-image:none;color:#fff">x</div>`: `<div style="color: #fff">x</div>`,
		`<div style="background-image:url(x)"><p style="background:#000;color:#fff">x</p></div>`: `<div><p style="background-color: #000; color: #fff">x</p></div>`,
		`<div style="background:transparent;color:#fff">x</div>`:                                 `<div style="color: #fff">x</div>`, `<div style="background:none;color:#fff">x</div>`: `<div style="color: #fff">x</div>`, `<div style="background:INHERIT;color:#fff">x</div>`: `<div style="color: #fff">x</div>`, `<div style="background-color:initial;color:#fff">x</div>`: `<div style="color: #fff">x</div>`,
		// What was meant stays, though it is pale.
		`<p style="color:#bbbbbb">x</p>`: `<p style="color: #bbbbbb">x</p>`, `<a class=k style="color:#fff">x</a>`: `<a style="color: #fff">x</a>`,
		// A dark ground whose text had its colour elsewhere gets one.
		`<div style="background:#000000">x</div>`: `<div style="background-color: #000000; color: #ffffff">x</div>`, `<table bgcolor="#102030"><tr><td>x</td></tr></table>`: `<table bgcolor="#102030" style="color: #ffffff"><tr><td>x</td></tr></table>`,
		`<div style="background:#000;color:var(--x)">x</div>`: `<div style="background-color: #000; color: #ffffff">x</div>`, `<div style="background:#ffee88">x</div>`: `<div style="background-color: #ffee88">x</div>`,
	} {
		got := templating.Sanitize(source, templating.Policy{})
		assert.Equal(t, want, got, source)
		assert.Equal(t, got, templating.Sanitize(got, templating.Policy{}), "again: %s", source)
	}
}

func TestR603TheDarkFormOfAnAdministratorsColours(t *testing.T) {
	t.Parallel()
	for source, want := range map[string]string{
		`<h2 style="color:#0f2a4a">x</h2>`: `<h2 style="color: #0f2a4a" class="bk-theirs">x</h2>`, `<font color=navy>x</font>`: `<font color="navy" class="bk-theirs">x</font>`,
		`<p>x</p>`: `<p>x</p>`,
		`<div style="background:#eeeeee"><p style="color:#333333">x</p><p>y</p></div>`:         `<div style="background-color: #eeeeee; color: #1f2933"><p style="color: #333333">x</p><p>y</p></div>`,
		`<div style="color:#333333"><span style="background:#eeeeee">x</span></div>`:           `<div style="color: #333333" class="bk-theirs"><span style="background-color: #eeeeee; color: #333333">x</span></div>`,
		`<div style="background:#fff;color:#111"><span style="background:#eee">x</span></div>`: `<div style="background-color: #fff; color: #111"><span style="background-color: #eee; color: #111111">x</span></div>`,
	} {
		markup, _ := render(t, templating.Layout{Body: source})
		_, rest, _ := strings.Cut(markup, `overflow-x:auto;">`+"\n")
		got, _, _ := strings.Cut(rest, "</div></td></tr>\n<tr>")
		assert.Equal(t, want, got, source)
	}
}

func TestR305WhatIsDroppedIsTold(t *testing.T) {
	t.Parallel()
	body := "<p>Hej {company}</p>\n<form action=x><img src=\"https://x.se/å.png\"></form>\r\n<style>p{}</style><p onclick=\"x\" style=\"position:fixed;mso-x:y;overflow:hidden\" class=a id=b>å</p><form></form>\n<a href=\"ftp://x.se\">a</a><a href=\"http://{company}\">b</a><a href=\"http://x.se\">c</a></td><td>x<!-- tyst --><title>t</title><a href=''>d</a>"
	m := templating.EmailTemplate{ID: "t", Subject: "slut {", Body: body, HTML: true, SMS: "{"}
	var got []string
	for _, note := range m.Notes(templating.DefaultTags(), templating.Policy{}) {
		assert.True(t, note.Problem.Minor)
		assert.Equal(t, "t", note.Template)
		got = append(got, note.Field+" "+strings.TrimPrefix(note.Problem.Error(), "templating: "))
		if note.Problem.Markup != "" && note.Problem.Code == templating.DroppedElement {
			assert.Equal(t, note.Problem.Markup[:5], body[note.Problem.Offset:note.Problem.Offset+5], "the offset is that of what was given")
		}
	}
	assert.Equal(t, []string{
		"subject line 1, column 6: unclosed-tag",
		"body line 2, column 1: dropped-element <form>", "body line 2, column 16: dropped-image https://x.se/å.png", "body line 3, column 1: dropped-content <style>", "body line 3, column 19: dropped-style position: fixed", "body line 3, column 19: dropped-attribute onclick=…",
		"body line 4, column 1: dropped-link ftp://x.se", "body line 4, column 59: changed-link http://x.se", "body line 4, column 86: unbalanced </td>", "body line 4, column 91: unbalanced <td>",
		"sms line 1, column 1: unclosed-tag",
	}, got)
	_, err := m.Compile(templating.DefaultTags())
	assert.NoError(t, err, "the mail goes out without it")
	for _, quiet := range []string{"transparent", "none", "inherit", "initial"} {
		assert.Empty(t, templating.EmailTemplate{ID: "t", Body: `<p style="background:` + quiet + `">x</p>`, HTML: true}.Notes(templating.DefaultTags(), templating.Policy{}), quiet)
	}
	assert.Empty(t, templating.EmailTemplate{ID: "t", Body: "<form>"}.Notes(templating.DefaultTags(), templating.Policy{}), "plain text drops nothing")
	assert.Empty(t, templating.EmailTemplate{ID: "t", Body: `<img src="https://x.se/a.png"><a href="{company}"></a><img src="{company}"><company>`, HTML: true}.Notes(templating.DefaultTags(), templating.Policy{RemoteImages: true}))
	for _, l := range locale.BuiltIn() {
		for _, note := range m.Notes(templating.DefaultTags(), templating.Policy{}) {
			if text := note.Problem.Message(l); note.Problem.Markup != "" {
				assert.Contains(t, text, note.Problem.Markup, l)
			}
		}
	}
	many := templating.EmailTemplate{ID: "t", HTML: true}
	for i := range 300 {
		many.Body += `<a href="ftp://` + strings.Repeat("x", i) + `">x</a>`
	}
	notes := many.Notes(templating.DefaultTags(), templating.Policy{})
	assert.Less(t, len(notes), 100, "each once, as it is shown")
	assert.Equal(t, "ftp://"+strings.Repeat("x", 53)+"…", notes[len(notes)-1].Problem.Markup)
}

func TestHiddenTextIsNotInTheTextPart(t *testing.T) {
	t.Parallel()
	hidden := `<div style="display:none;max-height:0">Dold <b>rad</b><br><img src="cid:x" alt="bild"></div><p>Syns <span style="DISPLAY: NONE !important">inte</span></p>`
	assert.Equal(t, "Syns\n", templating.PlainText(hidden))
	assert.Contains(t, templating.Sanitize(hidden, templating.Policy{}), `<div style="display: none">Dold`)
}

// TestNothingGrowsOutOfItsPlace: more than the card's width becomes the whole of it,
// and no size pushes what stands below out of sight, in whatever unit and notation.
func TestNothingGrowsOutOfItsPlace(t *testing.T) {
	t.Parallel()
	for style, want := range map[string]string{
		"width: 544px": "width: 544px", "width: 545px": "width: 100%", "width: 99999px": "width: 100%", "max-width: 545px": "max-width: 100%",
		"width: 4000PX": "width: 100%", "WIDTH: 700Px": "width: 100%", "width: 34em": "width: 34em", "width: 35em": "width: 100%", "width: 250rem": "width: 100%",
		"width: 408pt": "width: 408pt", "width: 409pt": "width: 100%", "width: 3000": "width: 100%", "width: 100%": "width: 100%", "width: 101%": "", "width: auto": "width: auto",
		"width: 1e9px": "", "width: +900px": "", "width: -900px": "", "min-width: 281px": "", "min-width: 280px": "min-width: 280px",
		"height: 4000px": "height: 4000px", "height: 4001px": "", "height: 99999999px": "", "height: 250em": "height: 250em", "height: 251em": "", "min-height: 4001px": "", "height: 1e9px": "",
		"line-height: 1.5": "line-height: 1.5", "line-height: 6": "line-height: 6", "line-height: 6.1": "", "line-height: 96": "", "line-height: 96px": "line-height: 96px", "line-height: 97px": "",
		"line-height: 107%": "line-height: 107%", "line-height: 300%": "line-height: 300%", "line-height: 301%": "", "width: 14cm": "width: 14cm", "width: 15cm": "width: 100%", "width: 143mm": "width: 143mm", "width: 144mm": "width: 100%", "width: 6in": "width: 100%", "line-height: 20px%": "", "line-height: normal": "line-height: normal", "line-height: .": "", "line-height: %": "",
		"font: 72px Arial": "font: 72px Arial", "font: 73px Arial": "", "font: .1e9px Arial": "", "font: .5em Arial": "font: .5em Arial", "font: 9e9px Arial": "", "font: -9e9px Arial": "", "font: 5em Arial": "",
		"font: bold 700 12px/1.5 Arial, sans-serif": "font: bold 700 12px/1.5 Arial, sans-serif", "font: 9999 12px Arial": "font: 9999 12px Arial", "font: 99999 12px Arial": "",
		"font: 12px/96 Arial": "", "font: 12px/6 Arial": "font: 12px/6 Arial", "font: 12px/.9e9 Arial": "", "font: 12px/97px Arial": "", "font: 12px/150% Arial": "font: 12px/150% Arial",
		"font: 12px -apple-system": "font: 12px -apple-system", "font: '9e9px' Arial": "",
		"font-size: 72px": "font-size: 72px", "font-size: 73px": "", "font-size: .1e9px": "", "letter-spacing: 12px": "letter-spacing: 12px", "letter-spacing: 13px": "", "word-spacing: 1em": "",
	} {
		got := templating.Sanitize(`<p style="`+style+`">x</p>`, templating.Policy{})
		kept := "<p>x</p>"
		if want != "" {
			kept = `<p style="` + strings.ReplaceAll(want, "'", "&#39;") + `">x</p>`
		}
		assert.Equal(t, kept, got, style)
	}
}
