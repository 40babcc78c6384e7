package main

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"html"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"maps"
	"math"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/templating"
	"github.com/budkavle/budkavle/templating/locale"
)

// needsChromium skips where there is no browser: plain go test needs nothing but Go.
func needsChromium(t *testing.T) {
	t.Helper()
	if os.Getenv("BUDKAVLE_CHROMIUM") == "" {
		t.Skip("needs Chromium: run .ci/chromium, or set BUDKAVLE_CHROMIUM=1 where chromium and fonts-liberation are installed")
	}
}

// A frame shows a mail in a window of some width. A browser's own window is never
// narrower than 500 pixels: a phone is a frame in it.
type frame struct {
	name   string
	width  int
	dark   bool
	markup string
}

func (f frame) scheme() string {
	if f.dark {
		return "dark"
	}
	return "light"
}

// page is a document that shows rows of frames beside each other, on a ground of
// grey.
func page(rows [][]frame, script string) string {
	var b strings.Builder
	b.WriteString(`<!DOCTYPE html><meta charset="utf-8"><body style="margin:0;background:#888">`)
	for _, frames := range rows {
		fmt.Fprintf(&b, `<div style="display:flex;flex-wrap:nowrap;gap:12px;align-items:flex-start;width:max-content;box-sizing:border-box;height:%dpx;overflow:hidden;padding:12px">`, rowHeight)
		for _, f := range frames {
			fmt.Fprintf(&b, `<iframe srcdoc="%s" data-name="%s" width="%d" height="600" style="border:0;flex:none;color-scheme:%s"></iframe>`, html.EscapeString(f.markup), html.EscapeString(f.name), f.width, f.scheme())
		}
		b.WriteString("</div>")
	}
	return b.String() + "<script>" + script + "</script>"
}

// rowHeight is more than the longest mail; a picture holds eleven rows.
const rowHeight = 1400

// fit makes every frame as high as its mail.
const fit = `addEventListener("load", () => { for (const f of document.querySelectorAll("iframe")) f.height = f.contentDocument.documentElement.scrollHeight; });`

// chromium runs the browser on a document.
func chromium(t *testing.T, document string, args ...string) []byte {
	t.Helper()
	dir := t.TempDir()
	file := filepath.Join(dir, "page.html")
	require.NoError(t, os.WriteFile(file, []byte(document), 0o600))
	args = append([]string{
		"--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
		"--hide-scrollbars", "--force-device-scale-factor=1", "--font-render-hinting=none", "--disable-lcd-text", "--virtual-time-budget=3000",
		"--user-data-dir=" + filepath.Join(dir, "profile"),
	}, args...)
	command := exec.CommandContext(t.Context(), "chromium", append(args, "file://"+file)...)
	command.WaitDelay = time.Second
	var errs bytes.Buffer
	command.Stderr = &errs
	out, err := command.Output()
	require.NoError(t, err, errs.String())
	return out
}

// photograph returns what each row of frames looks like, without the empty ground
// below.
func photograph(t *testing.T, rows [][]frame) []*image.RGBA {
	t.Helper()
	width := 12
	for _, f := range rows[0] {
		width += f.width + 12
	}
	file := filepath.Join(t.TempDir(), "shot.png")
	chromium(t, page(rows, fit), fmt.Sprintf("--window-size=%d,%d", width, rowHeight*len(rows)), "--screenshot="+file)
	whole := readPNG(t, file)
	var list []*image.RGBA
	for i := range rows {
		top, bottom := i*rowHeight, (i+1)*rowHeight
		for ; bottom > top+40 && !rowDiffers(whole, bottom-1, color.RGBA{0x88, 0x88, 0x88, 0xff}); bottom-- {
		}
		cut := image.NewRGBA(image.Rect(0, 0, width, bottom+12-top))
		draw.Draw(cut, cut.Rect, whole, image.Pt(0, top), draw.Src)
		list = append(list, cut)
	}
	return list
}

func rowDiffers(img *image.RGBA, y int, ground color.RGBA) bool {
	for x := range img.Rect.Dx() {
		if img.RGBAAt(x, y) != ground {
			return true
		}
	}
	return false
}

func readPNG(t *testing.T, file string) *image.RGBA {
	t.Helper()
	open, err := os.Open(file)
	require.NoError(t, err)
	defer func() { _ = open.Close() }()
	img, err := png.Decode(open)
	require.NoError(t, err)
	rgba := image.NewRGBA(img.Bounds())
	draw.Draw(rgba, rgba.Rect, img, image.Point{}, draw.Src)
	return rgba
}

// difference is the share of squares of 8 by 8 pixels that differ by more than a
// twelfth of the range, so that the edges of letters hardly count; everything when
// the heights differ by more than a line.
func difference(a, b *image.RGBA) float64 {
	const side = 8
	if a.Rect.Dx() != b.Rect.Dx() || abs(a.Rect.Dy()-b.Rect.Dy()) > 24 {
		return 1
	}
	odd, all := 0, 0
	for y := 0; y+side <= min(a.Rect.Dy(), b.Rect.Dy()); y += side {
		for x := 0; x+side <= a.Rect.Dx(); x += side {
			sum := 0.0
			for dy := range side {
				i, j := a.PixOffset(x, y+dy), b.PixOffset(x, y+dy)
				for k := range side * 4 {
					sum += math.Abs(float64(a.Pix[i+k]) - float64(b.Pix[j+k]))
				}
			}
			all++
			if sum/(side*side*3) > 21 {
				odd++
			}
		}
	}
	return float64(odd) / float64(all)
}

func abs(n int) int { return max(n, -n) }

// tolerance is the share of squares that another version of Chromium or of a
// font may change.
const tolerance = 0.004

// look is a mail on a phone and at a desk, light and dark.
func look(markup string) []frame {
	return []frame{{"phone, light", 360, false, markup}, {"phone, dark", 360, true, markup}, {"desk, light", 600, false, markup}, {"desk, dark", 600, true, markup}}
}

// defects are planted in the mails, and the comparison must see them.
var defects = []struct{ name, old, new string }{
	{"narrow card", "width:100%;max-width:600px;table-layout:fixed", "width:70%;max-width:600px;table-layout:fixed"},
	{"no padding", "padding:18px 28px 4px 28px", "padding:0"},
	{"tiny text", "font-size:16px;line-height:1.5", "font-size:9px;line-height:1.1"},
	{"no dark card", ".bk-card{background-color:#22272e!important", ".bk-none{background-color:#22272e!important"},
	{"no footer", "bk-foot bk-soft", "bk-foot bk-soft\" hidden class=\""},
	{"lost logo", "max-width:100%;height:auto;border:0;", "max-width:0;border:0;"},
	{"no button", "display:inline-block;padding:13px 24px;", "display:none;"},
	{"pale headline", `<h1 class="`, `<h1 hidden class="`},
	{"labels astray", `width="112" valign="top" style="width:112px;`, `width="220" valign="top" style="width:220px;`},
	{"box too dark", "background-color:#f3f6f8", "background-color:#bbbbbb"},
	{"broken dark", ".bk-ink{color:#e6e9ed!important;}", ".bk-ink{color:#22272e!important;}"},
	{"state unseen", `bgcolor="#fff3d6" style="padding:12px 16px;background-color:#fff3d6`, `style="padding:12px 16px;background-color:#302010`},
	{"dark state unseen", ".bk-sign-changed{", ".bk-none{"},
	{"first fact small", `<div style="font-size:22px;line-height:28px;font-weight:bold;">`, "<div>"},
	{"no logo in the dark", ".bk-night{display:block!important;", ".bk-none{display:block!important;"},
	{"a white plate in the dark", ".bk-plate{background-color:transparent!important;}", ""},
	{"two logos in the dark", ".bk-day{display:none!important;}", ""},
	{"whom to call unseen", `padding:0 28px 12px 28px;`, `display:none;`},
	{"old time not struck", "text-decoration:line-through", "display:none"},
}

// TestGallery compares every kind of mail with how it should look, on a phone and
// at a desk, light and dark; and each picture has planted defects that must be seen.
func TestGallery(t *testing.T) {
	needsChromium(t)
	mails, err := gallery(locale.Swedish)
	require.NoError(t, err)
	seen := map[string]bool{}
	for i, m := range mails {
		rows, names := [][]frame{look(m.html)}, []string{""}
		for n, d := range defects {
			broken := strings.Replace(m.html, d.old, d.new, 1)
			// Each defect is planted in the first mail that can have it, and two in every mail.
			if broken != m.html && len(rows) < 11 && (!seen[d.name] || len(rows) < 3 && (n+i)%3 == 0) {
				rows, names = append(rows, look(broken)), append(names, d.name)
				seen[d.name] = true
			}
		}
		t.Run(m.name, func(t *testing.T) {
			file := m.name + ".png"
			got := photograph(t, rows)
			if os.Getenv("UPDATE") != "" {
				writePNG(t, file, got[0])
			}
			want := readPNG(t, file)
			assert.LessOrEqual(t, difference(got[0], want), tolerance, "the mail looks different: see with UPDATE=1 what has changed")
			assert.Greater(t, len(rows), 1, "no defect could be planted")
			for n, name := range names[1:] {
				assert.Greater(t, difference(got[n+1], want), tolerance, "the defect %q is not seen", name)
			}
		})
	}
	assert.Len(t, seen, len(defects), "some defects were never planted")
}

// writePNG writes a picture with as few colours as it has, which is half the size.
func writePNG(t *testing.T, file string, img *image.RGBA) {
	t.Helper()
	write, err := os.Create(file)
	require.NoError(t, err)
	require.NoError(t, (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(write, paletted(img)))
	require.NoError(t, write.Close())
}

// paletted gives a picture 256 colours: its most frequent ones, the others the
// nearest of those.
func paletted(img *image.RGBA) *image.Paletted {
	count := map[color.RGBA]int{}
	for y := range img.Rect.Dy() {
		for x := range img.Rect.Dx() {
			count[img.RGBAAt(x, y)]++
		}
	}
	colours := slices.SortedFunc(maps.Keys(count), func(a, b color.RGBA) int {
		return cmp.Or(count[b]-count[a], int(a.R)-int(b.R), int(a.G)-int(b.G), int(a.B)-int(b.B))
	})
	palette := make(color.Palette, 0, 256)
	for _, c := range colours[:min(len(colours), 256)] {
		palette = append(palette, c)
	}
	small := image.NewPaletted(img.Rect, palette)
	nearest := map[color.RGBA]uint8{}
	for y := range img.Rect.Dy() {
		for x := range img.Rect.Dx() {
			c := img.RGBAAt(x, y)
			n, known := nearest[c]
			if !known {
				n = uint8(palette.Index(c))
				nearest[c] = n
			}
			small.SetColorIndex(x, y, n)
		}
	}
	return small
}

// measure looks into every frame: how wide it is, what is broken over two lines,
// and what cannot be read on its ground.
const measure = `
const lum = c => { const f = c.slice(0,3).map(v => { v /= 255; return v <= 0.04045 ? v / 12.92 : Math.pow((v + 0.055) / 1.055, 2.4) }); return 0.2126 * f[0] + 0.7152 * f[1] + 0.0722 * f[2] };
const rgb = s => { const m = s.match(/[\d.]+/g).map(Number); return m.length < 4 ? [...m, 1] : m };
const ground = (e, w) => { for (; e; e = e.parentElement) { const c = rgb(w.getComputedStyle(e).backgroundColor); if (c[3] > 0.99) return c } return null };
addEventListener("load", () => {
  const found = {};
  for (const f of document.querySelectorAll("iframe")) {
    const w = f.contentWindow, d = f.contentDocument, bad = [];
    if (d.documentElement.scrollWidth > +f.width) bad.push("is " + d.documentElement.scrollWidth + " wide");
    const walk = d.createTreeWalker(d.body, NodeFilter.SHOW_TEXT);
    for (let n; n = walk.nextNode();) {
      if (!n.data.trim()) continue;
      const e = n.parentElement, s = w.getComputedStyle(e), r = d.createRange();
      r.selectNodeContents(n);
      if (!r.getClientRects().length) continue;
      for (const m of n.data.matchAll(/\d\d?[:.]\d\d\s*[–-]\s*\d\d?[:.]\d\d/g)) {
        r.setStart(n, m.index); r.setEnd(n, m.index + m[0].length);
        const tops = new Set([...r.getClientRects()].map(b => Math.round(b.top)));
        if (tops.size > 1) bad.push("breaks " + m[0]);
      }
      r.selectNodeContents(n);
      const tops = [...new Set([...r.getClientRects()].map(b => Math.round(b.top)))].sort((a, b) => a - b);
      if (tops.some((y, i) => i && y - tops[i - 1] < 0.9 * parseFloat(s.fontSize))) bad.push("lines lie over each other: " + JSON.stringify(n.data.trim().slice(0, 30)));
      const on = ground(e, w) || (f.dataset.name.endsWith("dark") ? [22,25,29] : [255,255,255]), c = lum(rgb(s.color)), g = lum(on);
      const ratio = (Math.max(c, g) + 0.05) / (Math.min(c, g) + 0.05), large = parseFloat(s.fontSize) >= 24 || parseFloat(s.fontSize) >= 18.6 && +s.fontWeight >= 700;
      if (ratio < (large ? 3 : 4.5)) bad.push("contrast " + ratio.toFixed(2) + " of " + JSON.stringify(n.data.trim().slice(0, 30)) + " " + s.color + " on " + on);
    }
    if (bad.length) found[f.dataset.name] = bad;
  }
  document.title = "done"; document.body.textContent = "RESULT" + JSON.stringify(found) + "END";
});`

// measured returns what is wrong in each frame.
func measured(t *testing.T, frames []frame) map[string][]string {
	t.Helper()
	out := string(chromium(t, page([][]frame{frames}, measure), "--dump-dom"))
	_, rest, ok := strings.Cut(out, "<body style=\"margin:0;background:#888\">RESULT")
	require.True(t, ok, out)
	text, _, ok := strings.Cut(rest, "END")
	require.True(t, ok)
	var found map[string][]string
	require.NoError(t, json.Unmarshal([]byte(html.UnescapeString(text)), &found))
	return found
}

// everyWidth are the windows that mails are read in, light and dark.
func everyWidth(name, markup string) (frames []frame) {
	for _, width := range []int{320, 360, 600} {
		for _, dark := range []bool{false, true} {
			f := frame{width: width, dark: dark, markup: markup}
			f.name = name + " at " + strconv.Itoa(width) + " " + f.scheme()
			frames = append(frames, f)
		}
	}
	return frames
}

func TestEveryKindInEveryLanguageFitsAndCanBeRead(t *testing.T) {
	needsChromium(t)
	for _, l := range locale.BuiltIn() {
		t.Run(l.Tag(), func(t *testing.T) {
			plans, err := everyPlan(l)
			require.NoError(t, err)
			var frames []frame
			for _, one := range plans {
				markup, err := one.plan.PreviewHTML(0)
				require.NoError(t, err)
				frames = append(frames, everyWidth(one.name, markup)...)
			}
			assert.Empty(t, measured(t, frames))
		})
	}
}

func TestHostileMailsFitAndCanBeRead(t *testing.T) {
	needsChromium(t)
	var frames []frame
	for name, l := range hostile() {
		markup, _, err := l.Render()
		require.NoError(t, err)
		frames = append(frames, everyWidth(name, markup)...)
	}
	assert.Empty(t, measured(t, frames))
}

// The measure must see what is wrong.
func TestTheMeasureSees(t *testing.T) {
	needsChromium(t)
	found := measured(t, []frame{
		{"wide", 320, false, `<body style="margin:0"><div style="width:500px">x</div>`},
		{"torn", 320, false, `<body style="margin:0"><div style="width:60px">07:00 – 10:00</div>`},
		{"pale", 320, false, `<p style="color:#999">x</p>`},
		{"dense", 320, false, `<h1 style="font-size:32px;line-height:20px;width:80px">Två rader</h1>`},
		{"fine", 320, false, `<p>x <span style="color:#767676">y</span></p>`},
		{"scheme dark", 320, true, `<style>:root{color-scheme:light dark}@media (prefers-color-scheme:dark){p{background:#fff;color:#fff}}</style><p>x</p>`},
	})
	assert.Len(t, found["wide"], 1)
	assert.Len(t, found["torn"], 1)
	assert.Len(t, found["pale"], 1)
	assert.Len(t, found["dense"], 1)
	assert.Len(t, found["scheme dark"], 1, "the dark form is the one that is looked at")
	assert.NotContains(t, found, "fine")
}

// hostile are values and HTML that push a mail wider or make it pale.
func hostile() map[string]templating.Layout {
	long := strings.Repeat("Räksmörgås", 50)
	link := "https://www.dropbox.com/scl/fi/8f3kq2v9x0w1z7y6u5t4s/Ritning_kylrum_rev_B.pdf?rlkey=q8w7e6r5t4y3u2i1o0p9a8s7d6f5g4h3j2k1&dl=0"
	all := templating.Layout{
		Company: long, Headline: long, State: templating.StateChanged, Facts: []templating.BoxFact{{Label: long, Value: long, Old: long, Strong: true}, {Label: "När", Value: "fredag 06 oktober, 07:00 – 10:00"}, {Label: "a", Value: strings.Repeat("\u00a0x", 200)}},
		Quote: templating.Quote{Text: long + "\n" + link, Author: long, Time: long}, Body: templating.TextToHTML(long + "\n" + link), Papers: []templating.Paper{{Name: long + ".pdf", Pages: 3, Size: 1e9}},
		Button: templating.Button{Label: long, URL: "https://x.se"}, SignOff: long, Accent: "#f5f5f5",
		Footer: templating.Footer{Name: long, Address: []string{long}, Phone: "019-123 45 67", Email: strings.Repeat("lang", 15) + "@" + strings.Repeat("lang", 12) + ".example", Website: "www." + long + ".se", OrgNumber: long, Extra: []string{long}},
	}
	m := map[string]templating.Layout{"values": all}
	for name, body := range map[string]string{
		"long word": "<p>" + long + "</p>", "link": templating.TextToHTML(link), "pre": "<pre>" + strings.Repeat("kod ", 200) + "</pre>", "pre word": "<pre>" + long + "</pre>",
		"wide table": `<table width=900><tr><td width=450>a</td><td width=450>b</td></tr></table>`, "wide style": `<table style="width:900px"><tr><td style="width:450px">a</td><td style="min-width:450px">b</td></tr></table>`,
		"wide cells": "<table border=1 cellpadding=20 cellspacing=20><tr>" + strings.Repeat("<td>Kolumn med text</td>", 12) + "</tr></table>", "image": `<img src="cid:x" width=1200 height=300 alt="` + long + `">`, "styled image": `<img src="cid:x" style="width:1200px" alt="x">`,
		"div": `<div style="width:1000px;padding:0 400px;margin-left:300px">x</div>`, "nested lists": strings.Repeat("<ul><li>djupt ", 30) + "x", "nested quotes": strings.Repeat("<blockquote>djupt ", 30) + "x", "nested tables": strings.Repeat("<table cellpadding=20 border=3><tr><td>djupt ", 20) + "x",
		"nowrap": `<p style="white-space:nowrap">` + strings.Repeat("ord ", 100) + "</p>", "big letters": `<p style="font-size:400px;letter-spacing:300px">Stort</p>`, "huge font": `<p style="font:bold 300px/1 Arial">Stort</p>`,
		"white on dropped ground": `<a href="https://e.se" style="background:url(x);color:#ffffff">Svara</a>`, "white on its own ground": `<a href="https://e.se" style="background:#0f4c81;color:#ffffff">Svara</a>`,
		"dark heading": `<h2 style="color:#0f2a4a">Rubrik</h2><font color="#333333">text <b>fet</b></font>`, "light box": `<table bgcolor="#eeeeee"><tr><td>text utan egen färg</td></tr></table><div style="background-color:#fff7d6"><p>också <a href="https://x.se">länk</a></p></div>`,
		"dark box": `<div style="background:#102030"><p>text utan egen färg</p><p style="color:#ffffff">vit</p></div>`, "box in colour": `<div style="color:#333333"><table><tr><td bgcolor="#eeeeee">ärvd färg</td></tr></table></div>`,
		"page": `<html><head><style>.b{background:#000}</style></head><body bgcolor="#000000" text="#ffffff"><p class=b style="color:#fff">vit på svart sida</p></body></html>`, "class": `<style>.k{background:#0f4c81}</style><a class=k style="color:#fff">Knapp</a>`,
		"gradient": `<div style="background:linear-gradient(#000,#333);color:#fff">x <span style="color:white">y</span></div>`, "interval": templating.TextToHTML("Vi kommer till er på fredag den 6 oktober 2023, 07:00 – 10:00, eller kl. 7.30–9.15 samt 13:00\u00a0–\u00a015:00."),
		"nowrap cells": `<table width="2000" cellspacing="30"><tr>` + strings.Repeat(`<td nowrap style="padding:40px">ord och ord</td>`, 9) + `</tr></table>`, "pre in cells": "<table><tr><td><pre>" + long + "</pre></td><td><pre>" + strings.Repeat("kod ", 90) + "</pre></td></tr></table>",
		"wide rule": `<hr width="3000" style="width:3000px"><table align="right" width="3000"><tr><td><img src="cid:x" width="2500" alt=""></td></tr></table>`,
		"headings":  "<h1>En rubrik som är lång nog för flera rader på en telefon</h1><h2>Och en till, som också är det, under den</h2><p style=\"font-size:40px\">Stora ord i ett stycke</p>",
		"unclosed":  "<table><tr><td>x", "out": "</td></tr></table></div>efter",
	} {
		m[name] = templating.Layout{Body: body, Footer: templating.Footer{Name: "Bolag"}}
	}
	accents := []string{"#000000", "#ffffff", "#ffff00", "#808080", "#ff0000", "#00ff00", "#0000ff", "#767676", "#22272e"}
	for dice := rand.New(rand.NewPCG(17, 603)); len(accents) < 20; { // others, the same each time
		accents = append(accents, fmt.Sprintf("#%06x", dice.IntN(1<<24)))
	}
	for _, accent := range accents {
		l := all
		l.Accent = accent
		m["accent "+accent] = l
	}
	return m
}
