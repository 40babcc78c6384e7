package templating_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/budkavle/budkavle/templating"
	"github.com/budkavle/budkavle/templating/locale"
)

// A logo for the dark takes the place of the other on a dark ground, by the media
// query and by what Outlook on the web marks; wherever neither is known it stays
// hidden. Without one the logo stands on a white plate.
func TestR603ALogoForTheDark(t *testing.T) {
	t.Parallel()
	l := layout()
	l.Logo = templating.LogoImage{ContentID: "logo@x", Alt: "Åkes <Kyl>", Width: 200}
	plain, _ := render(t, l)
	assert.Contains(t, plain, `bgcolor="#ffffff" style="background-color:#ffffff;padding:8px 8px 8px 0;border-radius:4px;" class="bk-logo"><img src="cid:logo@x"`)
	assert.NotContains(t, plain, "bk-night")

	l.LogoDark = templating.LogoImage{ContentID: "logo-dark@x", Alt: "Åkes <Kyl>"}
	markup, text := render(t, l)
	assert.Contains(t, markup, `<img class="bk-day" src="cid:logo@x" alt="Åkes &lt;Kyl&gt;" width="200"`)
	assert.Contains(t, markup, `<!--[if !mso]><!--><div class="bk-night" style="display:none;max-height:0;overflow:hidden;mso-hide:all;"><img class="bk-ink" src="cid:logo-dark@x" alt="Åkes &lt;Kyl&gt;" width="160"`)
	assert.Contains(t, markup, `bgcolor="#ffffff" style="background-color:#ffffff;padding:8px 8px 8px 0;border-radius:4px;" class="bk-plate"><img class="bk-day"`, "on a plate")
	sheet, _, _ := strings.Cut(markup, "</style>")
	_, dark, _ := strings.Cut(sheet, "@media (prefers-color-scheme:dark){")
	dark, after, _ := strings.Cut(dark, "}}\n")
	const swap = ".bk-day{display:none!important;}"
	assert.Contains(t, dark, ".bk-plate{background-color:transparent!important;}", "which the dark is without")
	assert.Contains(t, after, "[data-ogsc] .bk-plate{background-color:transparent!important;}")
	assert.Contains(t, dark, swap+".bk-night{display:block!important;max-height:none!important;overflow:visible!important;")
	assert.Contains(t, after, "[data-ogsc] "+swap+"[data-ogsc] .bk-night{display:block!important;")
	assert.NotContains(t, after, "prefers-color-scheme")
	light, _, _ := strings.Cut(sheet, "@media (prefers-color-scheme:dark){")
	assert.NotContains(t, light, "bk-night")
	_, plainText := render(t, layout())
	assert.Equal(t, plainText, text)

	l.Logo = templating.LogoImage{}
	alone, _ := render(t, l)
	assert.NotContains(t, alone, "<img", "where there is no logo, none is for the dark")
}

// With questions one calls: above the footer, where the company has a telephone.
func TestR307QuestionsAboveTheFooter(t *testing.T) {
	t.Parallel()
	l := layout()
	l.Questions = true
	markup, text := render(t, l)
	assert.Contains(t, markup, `>Frågor? Ring <a href="tel:081234567" style="color:inherit;text-decoration:underline;white-space:nowrap;">08-123 45 67</a></td></tr>`)
	assert.Less(t, strings.Index(markup, "Hälsningar"), strings.Index(markup, "Frågor?"))
	assert.Less(t, strings.Index(markup, "Frågor?"), strings.Index(markup, "bk-foot bk-soft"))
	assert.Equal(t, 1, strings.Count(visible(t, markup), "Frågor? Ring 08-123 45 67"))
	assert.Contains(t, text, "Hälsningar Åkes Kyl & Värme\n\nFrågor? Ring 08-123 45 67\n\n-- \nÅkes Kyl & Värme AB\nStorgatan 1, 111 22 Stockholm\n08-123 45 67 · info@example.com · www.example.com\n")

	for _, l := range []templating.Layout{{Questions: true}, {Questions: true, Footer: templating.Footer{Phone: " \t"}}, {Footer: templating.Footer{Phone: "08-123 45 67"}}} {
		markup, text := render(t, l)
		assert.NotContains(t, markup+text, "Frågor")
	}
	markup, text = render(t, templating.Layout{Questions: true, Footer: templating.Footer{Phone: "<växeln>"}})
	assert.Contains(t, markup, ">Frågor? Ring &lt;växeln&gt;</td>", "what cannot be called is no link")
	assert.Equal(t, "Frågor? Ring <växeln>\n\n-- \n<växeln>\n", text)
	for l, want := range map[locale.Language]string{
		locale.Norwegian: "Spørsmål? Ring 08-1", locale.Danish: "Spørgsmål? Ring 08-1", locale.Finnish: "Kysyttävää? Soittakaa: 08-1", locale.English: "Questions? Call 08-1", locale.German: "Fragen? Rufen Sie uns an: 08-1",
	} {
		_, text := render(t, templating.Layout{Language: l, Questions: true, Footer: templating.Footer{Phone: "08-1"}})
		assert.Equal(t, want+"\n\n-- \n08-1\n", text)
	}
}
