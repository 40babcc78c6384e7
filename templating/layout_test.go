package templating_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/net/html"

	"github.com/budkavle/budkavle/templating"
	"github.com/budkavle/budkavle/templating/locale"
)

func layout() templating.Layout {
	return templating.Layout{
		Language: locale.Swedish, Title: "Bokningsbekräftelse – AO462", Preheader: "Börje kommer fredag", Company: "Åkes Kyl & Värme", Accent: "#1F5F8B",
		State: templating.StateNew, Headline: "Bokningsbekräftelse",
		Facts: []templating.BoxFact{
			{Label: "När", Value: "fredag 06 oktober, 07:00 – 10:00", Strong: true},
			{Label: "Var", Value: "Åkervägen 3\n703 61 Örebro"},
			{Label: "Vem", Value: "Börje Öhman"},
			{Label: "Order", Value: "AO462"},
			{Label: "Vad", Value: "Service av portautomat"},
			{Label: "Tom"},
		},
		Body:    templating.TextToHTML("Hej, Brf Björkhöjden\n\nVår servicetekniker Börje kommer till er fredag 06 oktober, 07:00 – 10:00"),
		Button:  templating.Button{Label: "Öppna ordern", URL: "https://host.example.com/ao462?a=1&b=2"},
		SignOff: "Hälsningar Åkes Kyl & Värme",
		Footer: templating.Footer{
			Name: "Åkes Kyl & Värme AB", Address: []string{"Storgatan 1", "111 22 Stockholm"}, Phone: "08-123 45 67", Email: "info@example.com",
			Website: "www.example.com", OrgNumber: "556000-0000", Extra: []string{"Godkänd för F-skatt"},
		},
	}
}

func render(t *testing.T, l templating.Layout) (markup, text string) {
	t.Helper()
	markup, text, err := l.Render()
	require.NoError(t, err)
	return markup, text
}

func TestR603TheTextPartHasAllThatTheHTMLHas(t *testing.T) {
	t.Parallel()
	l := layout()
	l.State, l.Facts[0].Old = templating.StateChanged, "torsdag 05 oktober, 07:00 – 10:00"
	l.Quote = templating.Quote{Text: "Rad 1\r\nRad 2", Author: "Anna Ek", Time: "2023-10-02 14:05"}
	l.Papers = []templating.Paper{{Name: "AO462.pdf", Pages: 2, Size: 157_600}, {Name: "bild.jpg", Size: 999, Pages: 1}}
	_, text := render(t, l)
	assert.Equal(t, `Bokningsbekräftelse

När: fredag 06 oktober, 07:00 – 10:00 (tidigare torsdag 05 oktober, 07:00 – 10:00)
Var: Åkervägen 3, 703 61 Örebro
Vem: Börje Öhman
Order: AO462
Vad: Service av portautomat

Anna Ek, 2023-10-02 14:05:
> Rad 1
> Rad 2

Hej, Brf Björkhöjden

Vår servicetekniker Börje kommer till er fredag 06 oktober, 07:00 – 10:00

Bifogat: AO462.pdf, 2 sidor, 158 kB
Bifogat: bild.jpg, 1 sida, 1 kB

Öppna ordern: https://host.example.com/ao462?a=1&b=2

Hälsningar Åkes Kyl & Värme

-- 
Åkes Kyl & Värme AB
Storgatan 1, 111 22 Stockholm
08-123 45 67 · info@example.com · www.example.com
Org.nr 556000-0000
Godkänd för F-skatt
`, text)
}

// visible is what a reader sees of markup, as words.
func visible(t *testing.T, markup string) string {
	t.Helper()
	root, err := html.Parse(strings.NewReader(markup))
	require.NoError(t, err)
	var words []string
	var walk func(n *html.Node)
	walk = func(n *html.Node) {
		if n.Data == "head" || strings.Contains(attr(n, "style"), "display:none") {
			return
		}
		if n.Type == html.TextNode {
			words = append(words, strings.Fields(n.Data)...)
		}
		for c := range n.ChildNodes() {
			walk(c)
		}
	}
	walk(root)
	return strings.Join(words, " ")
}

func attr(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

func TestR603TheMostImportantComesFirst(t *testing.T) {
	t.Parallel()
	l := layout()
	l.Quote, l.Papers = templating.Quote{Text: "Citat"}, []templating.Paper{{Name: "AO462.pdf"}}
	markup, text := render(t, l)
	for name, content := range map[string]string{"html": visible(t, markup), "text": text} {
		last := -1
		for _, part := range []string{"Bokningsbekräftelse", "07:00 – 10:00", "Örebro", "Öhman", "Citat", "Hej, Brf", "AO462.pdf", "Öppna ordern", "Hälsningar", "Storgatan 1"} {
			at := strings.Index(content, part)
			require.GreaterOrEqual(t, at, 0, "%s lacks %s", name, part)
			assert.Greater(t, at, last, "%s: %s", name, part)
			last = at
		}
	}
	assert.Contains(t, markup, `font-size:22px;line-height:28px;font-weight:bold;text-wrap:balance;color:#1f2933;word-break:break-word;overflow-wrap:anywhere;">Bokningsbekräftelse</h1>`)
	assert.NotContains(t, visible(t, markup), "Tom", "a fact without a value is left out")
	assert.NotContains(t, text, "Tom")
}

// What a reader looks for first stands in the headline's size, over the width of the
// box; a strong fact further down is only larger than the others.
func TestR603TheFirstFactIsAsLargeAsTheHeadline(t *testing.T) {
	t.Parallel()
	const box, large = `class="bk-first bk-ink" style="padding:12px 16px `, `<div style="font-size:22px;line-height:28px;font-weight:bold;">`
	l := layout()
	markup, _ := render(t, l)
	assert.Equal(t, 1, strings.Count(markup, box+"6px"))
	assert.Contains(t, markup, ">När</div>\n"+large+"fredag 06 oktober")
	assert.NotContains(t, markup, "font-size:18px")
	assert.Equal(t, 4, strings.Count(markup, `class="bk-label bk-soft"`), "the others stand under it")
	assert.Contains(t, markup, `valign="top" style="width:112px;padding:5px 8px 5px 16px;`)
	assert.NotContains(t, markup, `padding:14px 8px`, "the box's upper margin is that of the first fact")

	l.Facts = []templating.BoxFact{{Label: "När", Value: "fredag", Strong: true}}
	markup, _ = render(t, l)
	assert.Contains(t, markup, box+"14px", "alone it keeps the box's lower margin")
	assert.NotContains(t, markup, `class="bk-label`)

	l.Facts = []templating.BoxFact{{Value: "fredag", Old: "torsdag", Strong: true}, {Label: "Var", Value: "Örebro", Strong: true}}
	markup, _ = render(t, l)
	assert.Contains(t, markup, ">torsdag</s></div>\n"+large+"fredag</div>")
	assert.NotContains(t, markup, `<div class="bk-soft"`, "no label, no line of it")
	assert.Equal(t, 1, strings.Count(markup, "font-size:18px;line-height:24px;font-weight:bold;"))

	l.Facts, l.State = []templating.BoxFact{{Old: "torsdag", Strong: true}}, templating.StateCancelled
	markup, _ = render(t, l)
	assert.Contains(t, markup, ">torsdag</s></div>\n"+large+`<span class="bk-cancelled" style="font-weight:bold;color:#9b1c1c;">Avbokat</span></div>`)

	l.Facts = []templating.BoxFact{{Label: "Var", Value: "Örebro"}, {Label: "När", Value: "fredag", Strong: true}}
	markup, _ = render(t, l)
	assert.NotContains(t, markup, `class="bk-first`, "only the first one can be")
	assert.Contains(t, markup, `padding:14px 8px 5px 16px;`)
}

// A button is hit anywhere on its ground, and its ground is a cell's, for Outlook
// for Windows, which gives a link neither padding nor ground.
func TestR603AButtonIsHitAnywhere(t *testing.T) {
	t.Parallel()
	markup, _ := render(t, layout())
	root, err := html.Parse(strings.NewReader(markup))
	require.NoError(t, err)
	found := false
	for n := range root.Descendants() {
		if n.Data == "a" && strings.HasPrefix(attr(n, "href"), "https://host.example.com/") {
			found = true
			assert.Contains(t, attr(n, "style"), "display:inline-block;padding:13px 24px;")
			assert.NotContains(t, attr(n.Parent, "style"), ";padding:", "padding of the cell is ground that does nothing")
			assert.Contains(t, attr(n.Parent, "style"), "mso-padding-alt:13px 24px;")
			assert.Equal(t, "#1f5f8b", attr(n.Parent, "bgcolor"))
		}
	}
	assert.True(t, found)
}

// A screen reader finds the headline as one, and reads the mail in its language
// though webmail drops the document around it.
func TestR603TheHeadlineIsOneAndTheLanguageIsSaid(t *testing.T) {
	t.Parallel()
	for _, l := range locale.BuiltIn() {
		mail := layout()
		mail.Language = l
		for _, mail.State = range []templating.State{"", templating.StateChanged, templating.StateCancelled} {
			markup, _ := render(t, mail)
			root, err := html.Parse(strings.NewReader(markup))
			require.NoError(t, err)
			headings, said := 0, 0
			for n := range root.Descendants() {
				switch {
				case n.Data == "h1":
					headings++
				case n.Data == "table" && attr(n, "lang") == l.Tag():
					said++
				}
			}
			assert.Equal(t, 1, headings)
			assert.Equal(t, 1, said)
		}
	}
	markup, _ := render(t, templating.Layout{})
	assert.NotContains(t, markup, "<h1")
}

// What ends a line of a value, in whatever alphabet of controls, is a line break, and
// what nobody sees or what turns the direction of what follows is not there.
func TestR304ValuesOfTheBoxAreClean(t *testing.T) {
	t.Parallel()
	const value = "ett\u0085två\u2028tre\rfyra\r\nfem\u2029sex \u202elive\u202c\u2066x\u2069\x07\x1b\u200bslut"
	l := templating.Layout{State: templating.StateChanged, Facts: []templating.BoxFact{{Label: "Vad", Value: value, Old: value}}, Quote: templating.Quote{Text: value, Author: "Eva\u2028Ek\u202e"}, SignOff: value + "\n"}
	markup, text := render(t, l)
	for _, r := range "\u0085\u2028\u2029\r\u202e\u202c\u2066\u2069\x07\x1b\u200b" {
		assert.NotContains(t, markup+text, string(r), "%U", r)
	}
	assert.Equal(t, 4, strings.Count(markup, "ett<br>\ntvå<br>\ntre<br>\nfyra<br>\nfem<br>\nsex livexslut"))
	assert.Contains(t, text, "Vad: ett, två, tre, fyra, fem, sex livexslut (tidigare ett, två, tre, fyra, fem, sex livexslut)\n")
	assert.Contains(t, text, "> ett\n> två\n> tre\n> fyra\n> fem\n> sex livexslut\n")
	assert.True(t, strings.HasSuffix(text, "\n\nett\ntvå\ntre\nfyra\nfem\nsex livexslut\n"), text)
}

// Visits stand apart in the box, and one that is off says so among those that are not.
func TestR406AVisitThatIsOffAmongOthers(t *testing.T) {
	t.Parallel()
	l := layout()
	when := l.Facts[0].Label
	l.Facts = []templating.BoxFact{
		{Label: when, Value: "fredag", Old: "torsdag", Strong: true},
		{Label: "Vem", Value: "Börje"},
		{Label: when, Old: "lördag", Strong: true, Apart: true, State: templating.StateCancelled},
		{Label: "Order", Value: "AO462", Apart: true},
	}
	const rule = `<div class="bk-rule" style="border-top:1px solid #dde2e8;`
	for _, state := range []templating.State{"", templating.StateNew, templating.StateChanged} {
		l.State = state
		markup, text := render(t, l)
		assert.Contains(t, text, "När: fredag (tidigare torsdag)\nVem: Börje\n\nNär: lördag (Avbokat)\n\nOrder: AO462\n")
		assert.Contains(t, markup, `>lördag</s><br>`+"\n"+`<span class="bk-cancelled" style="font-weight:bold;color:#9b1c1c;">Avbokat</span></td>`)
		assert.Equal(t, 2, strings.Count(markup, rule))
		assert.NotContains(t, markup, "colspan", "a telephone shows the cells below each other, each as wide as the box")
		assert.NotContains(t, text, "Ändrat\n")
	}
	l.Facts = l.Facts[2:3]
	markup, text := render(t, l)
	assert.NotContains(t, markup, rule, "the first stands apart already")
	assert.Contains(t, text, "\n\nNär: lördag (Avbokat)\n")
	l.Facts[0].Strong = false
	markup, _ = render(t, l)
	assert.NotContains(t, markup, rule)
}

func TestR406StatesLookDifferent(t *testing.T) {
	t.Parallel()
	l := layout()
	looks := map[templating.State]string{}
	for _, s := range []templating.State{"", templating.StateNew, templating.StateChanged, templating.StateCancelled, "no such"} {
		l.State, l.Facts[0].Value, l.Facts[0].Old = s, "fredag", ""
		switch s {
		case templating.StateChanged:
			l.Facts[0].Old = "torsdag"
		case templating.StateCancelled:
			l.Facts[0].Value, l.Facts[0].Old = "", "fredag"
		}
		looks[s], _ = render(t, l)
	}
	assert.Equal(t, looks[""], looks[templating.StateNew], "a new one has the company's accent")
	assert.Equal(t, looks[""], looks["no such"])
	changed, cancelled := looks[templating.StateChanged], looks[templating.StateCancelled]
	assert.Contains(t, visible(t, changed), "Bokningsbekräftelse När torsdag fredag")
	assert.Contains(t, changed, ">torsdag</s></div>\n")
	l.Facts[0].Strong, l.Facts[0].Old, l.Facts[0].Value, l.State = false, "torsdag", "fredag", templating.StateChanged
	plainly, _ := render(t, l)
	assert.Contains(t, plainly, ">torsdag</s><br>\nfredag</td>")
	l.Facts[0].Value, l.State = "", ""
	plainly, _ = render(t, l)
	assert.Contains(t, plainly, ">torsdag</s></td>", "no state, no word of it")
	assert.Contains(t, visible(t, cancelled), "Bokningsbekräftelse När fredag Avbokat Var")
	assert.Contains(t, cancelled, ">fredag</s></div>\n")
	assert.Contains(t, cancelled, "<span class=\"bk-cancelled\"")
	assert.Contains(t, cancelled, `class="bk-sign-cancelled" bgcolor="#fde8e8"`)
	assert.Contains(t, cancelled, `<h1 class="bk-word-cancelled" style="`)
	assert.Contains(t, cancelled, ".bk-sign-cancelled{background-color:#4a2024!important;}.bk-word-cancelled,.bk-cancelled{color:#ff9d9d!important;}")
	assert.Contains(t, changed, "#b7791f")
	assert.Contains(t, cancelled, "#c81e1e")
	assert.NotContains(t, looks[""], "<s ")
	l.State, l.Language, l.Facts[0] = templating.StateCancelled, locale.Finnish, templating.BoxFact{Label: "Milloin", Old: "perjantaina"}
	_, text := render(t, l)
	assert.Contains(t, text, "Milloin: perjantaina (Peruttu)")
	l.State, l.Headline = "", ""
	_, text = render(t, l)
	assert.True(t, strings.HasPrefix(text, "Milloin: (aiemmin perjantaina)"), text)
}

func TestR402AnIntervalIsNeverBroken(t *testing.T) {
	t.Parallel()
	for value, want := range map[string]string{
		"07:00 – 10:00":                    "[07:00 – 10:00]",
		"fre 07:00 – 10:00, lör 7.30-8.15": "fre [07:00 – 10:00], lör [7.30-8.15]",
		"07:00\u00a0–\u00a010:00":          "[07:00\u00a0–\u00a010:00]",
		"23:00 - 01:30":                    "[23:00 - 01:30]",
		"a – b":                            "a – b", "1:00–": "1:00–", "–1:00": "–1:00", "107:00 – 10:00": "107:00 – 10:00",
		"07:00 – 10:000": "07:00 – 10:000", "7:0 – 10:00": "7:0 – 10:00", "07;00 – 10:00": "07;00 – 10:00", "07:00 – lördag 10:00": "07:00 – lördag 10:00",
		"2023-10-06": "[2023-10-06]", "den 2023-10-06.": "den [2023-10-06].", "2023-10-06 07:00–10:00 → 2023-10-07 08:00–11:00": "[2023-10-06] [07:00–10:00] → [2023-10-07] [08:00–11:00]",
		"12023-10-06": "12023-10-06", "2023-10-061": "2023-10-061", "A-2023-10-06": "A-2023-10-06", "2023-10-06-1": "2023-10-06-1", "2023-1-06": "2023-1-06", "2023-10": "2023-10", "2023/10/06": "2023/10/06",
		"1:00–2:00–3:00": "[1:00–2:00]–3:00", "– – 1:00 – 2:00": "– – [1:00 – 2:00]", "1:00 – 2:00 – 3:00 - 4:00": "[1:00 – 2:00] – [3:00 - 4:00]",
	} {
		markup, text := render(t, templating.Layout{Facts: []templating.BoxFact{{Value: value}}, Quote: templating.Quote{Text: value}, SignOff: value, Body: templating.TextToHTML(value)})
		want = strings.NewReplacer("[", `<span style="white-space:nowrap">`, "]", "</span>").Replace(want)
		assert.Equal(t, 4, strings.Count(strings.ReplaceAll(markup, "white-space: nowrap", "white-space:nowrap"), ">"+want+"<"), "%s: %s", value, markup)
		assert.NotContains(t, text, "<", value)
	}
}

func TestR307TheFooterStandsOnceAndItsPartsAreLinks(t *testing.T) {
	t.Parallel()
	markup, text := render(t, layout())
	assert.Equal(t, 1, strings.Count(markup, "Åkes Kyl &amp; Värme AB"))
	assert.Equal(t, 1, strings.Count(text, "Åkes Kyl & Värme AB"))
	for _, c := range []struct {
		footer templating.Footer
		want   string // href; empty: no link at all
	}{
		{templating.Footer{Phone: "08-123 45 67"}, "tel:081234567"},
		{templating.Footer{Phone: "+46 (0)8-123 45 67"}, "tel:+4681234567"},
		{templating.Footer{Phone: "0771–11\u00a022 33"}, "tel:0771112233"},
		{templating.Footer{Phone: "ring oss"}, ""},
		{templating.Footer{Phone: "112"}, ""},
		{templating.Footer{Phone: "1+2345"}, ""},
		{templating.Footer{Phone: "1234567890123456789"}, ""},
		{templating.Footer{Phone: "1234"}, "tel:1234"},
		{templating.Footer{Email: "info@x.se"}, "mailto:info@x.se"},
		{templating.Footer{Email: "info@x.se?bcc=a@b.se"}, ""},
		{templating.Footer{Email: "info"}, ""},
		{templating.Footer{Email: "a@b@c.se"}, ""},
		{templating.Footer{Email: "@c.se"}, ""},
		{templating.Footer{Email: "a@localhost"}, ""},
		{templating.Footer{Website: "x.se"}, "https://x.se"},
		{templating.Footer{Website: "HTTP://x.se/a"}, "https://x.se/a"},
		{templating.Footer{Website: "https://åkes.se"}, "https://åkes.se"},
		{templating.Footer{Website: "javascript:alert(1)"}, ""},
		{templating.Footer{Website: "u@x.se"}, ""},
		{templating.Footer{Website: "hemsida"}, ""},
		{templating.Footer{Website: `x.se"><b>`}, ""},
		{templating.Footer{Name: "Bolag", Address: []string{"Gatan 1"}, OrgNumber: "1", Extra: []string{"x"}}, ""},
	} {
		markup, _ := render(t, templating.Layout{Footer: c.footer})
		if c.want == "" {
			assert.NotContains(t, markup, "href", "%+v", c.footer)
		} else {
			assert.Contains(t, markup, `<a href="`+c.want+`" `, "%+v", c.footer)
		}
	}
	for l, want := range map[locale.Language]string{locale.Swedish: "Org.nr 1", locale.Norwegian: "Org.nr. 1", locale.Danish: "CVR-nr. 1", locale.Finnish: "Y-tunnus 1", locale.English: "Reg. no. 1", locale.German: "Reg.-Nr. 1"} {
		_, text := render(t, templating.Layout{Language: l, Footer: templating.Footer{OrgNumber: "1"}})
		assert.Equal(t, "-- \n"+want+"\n", text)
	}
}

func TestR603TheLayoutIsMadeOfWhatMailClientsShow(t *testing.T) {
	t.Parallel()
	markup, _ := render(t, layout())
	for _, never := range []string{"flex", "grid", "background-image", "url(", "<script", "float:", "position:", "http://", "vw;", "calc("} {
		assert.NotContains(t, markup, never)
	}
	root, err := html.Parse(strings.NewReader(markup))
	require.NoError(t, err)
	cells := 0
	for n := range root.Descendants() {
		switch n.Data {
		case "table":
			assert.Equal(t, "presentation", attr(n, "role"))
		case "td":
			cells++
			assert.NotEmpty(t, attr(n, "style"), "every cell has its style inline")
		}
	}
	assert.Greater(t, cells, 8)
	for _, want := range []string{"prefers-color-scheme:dark", `<html lang="sv"`, `<meta name="x-apple-disable-message-reformatting">`, "<o:PixelsPerInch>96</o:PixelsPerInch>", "Börje kommer fredag", `<!--[if mso]><table role="presentation" width="600"`, "<!--[if mso]></td></tr></table><![endif]-->", `class="bk-page" width="100%"`, `height="5" bgcolor="#1f5f8b"`} {
		assert.Contains(t, markup, want)
	}
	l := layout()
	for width, want := range map[int]string{0: "160", 80: "80", 999: "560", -1: "160"} {
		l.Logo = templating.LogoImage{ContentID: "logo@budkavle", Alt: "Åkes Kyl", Width: width}
		markup, _ = render(t, l)
		assert.Contains(t, markup, `src="cid:logo@budkavle" alt="Åkes Kyl" width="`+want+`"`)
	}
	assert.NotContains(t, visible(t, markup), "Åkes Kyl & Värme Bokningsbekräftelse", "the logo replaces the name")
}

func TestLayoutOfHostileTextsAndOfNothing(t *testing.T) {
	t.Parallel()
	for _, url := range []string{"javascript:x", "http://x.se", "https://x.se/\" onclick=\"x", "https://x.se/ y", "https://", "https:///x", "https://x.se/" + strings.Repeat("a", 2000)} {
		bad := layout()
		bad.Button.URL = url
		_, _, err := bad.Render()
		require.ErrorContains(t, err, "unsafe-url", url)
	}
	hostile := templating.Layout{
		Company: "<b>", Title: "</title><script>", Preheader: "<i>", Accent: "red;}", Headline: "<h1>", State: templating.StateChanged, Facts: []templating.BoxFact{{Label: "<a>", Value: "<s1>", Old: "<s2>"}},
		Quote: templating.Quote{Text: "<q1>", Author: "<q2>", Time: "<q3>"}, Papers: []templating.Paper{{Name: "<p1>"}}, SignOff: "<g>", Button: templating.Button{Label: "<l>", URL: "https://x.se"},
		Footer: templating.Footer{Name: "<f1>", Address: []string{"<f2>"}, Phone: "<f3>", Email: "<f4>", Website: "<f5>", OrgNumber: "<f6>", Extra: []string{"<f7>"}}, Logo: templating.LogoImage{ContentID: `"><z`, Alt: `"><y`},
	}
	markup, _ := render(t, hostile)
	for _, never := range []string{"<b>", "<script", "<i>", "<h1>", "<a>", "<s1", "<s2", "<q", "<p1", "<g>", "<l>", "<f", "<z", "<y", "red;}"} {
		assert.NotContains(t, markup, never)
	}
	markup, text := render(t, templating.Layout{})
	assert.Empty(t, text)
	assert.Empty(t, visible(t, markup), "the zero value is an empty card")
	markup, _ = render(t, templating.Layout{Button: templating.Button{Label: "x"}})
	assert.NotContains(t, markup, "<a ", "a button without a link is none")
}

func TestThePreheaderAddsAndNeverRepeats(t *testing.T) {
	t.Parallel()
	l := layout()
	for _, repeats := range []string{"", " ", l.Title, l.Headline, "Hej, Brf Björkhöjden Vår service…"} {
		l.Preheader = repeats
		markup, _ := render(t, l)
		assert.NotContains(t, markup, "mso-hide", repeats)
	}
	l.Preheader = "Börje\nkommer\u202e"
	markup, text := render(t, l)
	assert.Contains(t, markup, `mso-hide:all;">Börje kommer</div>`)
	assert.NotContains(t, text, "Börje kommer\n")
}

func TestWhatMarksTheBoxes(t *testing.T) {
	t.Parallel()
	l := layout()
	l.Papers = []templating.Paper{{Name: "a.pdf"}, {Name: "b.pdf"}}
	l.Footer.Extra = []string{"rad\r\nbruten", " \n"}
	markup, text := render(t, l)
	assert.Equal(t, 2, strings.Count(markup, `class="bk-value bk-ink bk-last" valign="top" style="padding:`), "the last row of each of two boxes")
	assert.Equal(t, 2, strings.Count(markup, `<table role="presentation" class="bk-box"`), "the facts' and the attachments'")
	assert.Equal(t, strings.Count(markup, "<table"), strings.Count(markup, "</table>"))
	assert.Equal(t, 1, strings.Count(visible(t, markup), "Bifogat"), "the first of the attachments says so")
	assert.Contains(t, visible(t, markup), "Bifogat a.pdf b.pdf")
	assert.Contains(t, text, "\nrad bruten\n")
	assert.NotContains(t, text, "\n\n\n")
	assert.Contains(t, markup, "<br>\nrad bruten</td>")
}
