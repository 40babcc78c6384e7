package templating_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/net/html"

	"github.com/budkavle/budkavle/templating"
)

// everyLayout are layouts that have between them all that a mail can have.
func everyLayout() map[string]templating.Layout {
	all := map[string]templating.Layout{"nothing": {}, "usual": layout()}
	for _, state := range []templating.State{"", templating.StateNew, templating.StateChanged, templating.StateCancelled} {
		l := layout()
		l.State = state
		l.Facts = []templating.BoxFact{
			{Label: "När", Value: "fredag 06 oktober", Old: "torsdag 05 oktober", Strong: true}, {Label: "Var", Value: "Åkervägen 3"}, {Label: "Vem", Old: "Börje Öhman"}, {Label: "När", Old: "lördag", Apart: true, State: templating.StateCancelled}, {Label: "Pris", Value: "100 kr", Old: "90 kr", Strong: true},
		}
		l.Quote = templating.Quote{Text: "Rad 1\nRad 2 https://a.se", Author: "Anna Ek", Time: "2023-10-02 14:05"}
		l.Papers = []templating.Paper{{Name: "AO462.pdf", Pages: 2, Size: 157_600}, {Name: "bild.jpg", Size: 999}}
		l.Logo, l.Questions = templating.LogoImage{ContentID: "logo@x", Alt: "Åkes"}, true
		all["state "+string(state)] = l
		l.LogoDark = templating.LogoImage{ContentID: "dark@x", Alt: "Åkes"}
		l.Facts = []templating.BoxFact{{Label: "När", Old: "torsdag 05 oktober"}}
		l.Headline, l.Quote.Author, l.Body = "", "", ""
		all["little, "+string(state)] = l
	}
	return all
}

// TestALayoutIsBalanced: every element that is opened is closed where it stands, in the
// comments for Outlook, too, and nothing else is.
func TestALayoutIsBalanced(t *testing.T) {
	t.Parallel()
	for name, l := range everyLayout() {
		markup, _ := render(t, l)
		var open []string
		outlook := ""
		z := html.NewTokenizer(strings.NewReader(markup))
		for kind := z.Next(); kind != html.ErrorToken; kind = z.Next() {
			token := z.Token()
			switch kind {
			case html.StartTagToken:
				if !slices.Contains([]string{"meta", "br", "img"}, token.Data) {
					open = append(open, token.Data)
				}
			case html.EndTagToken:
				require.NotEmpty(t, open, "%s: </%s>", name, token.Data)
				require.Equal(t, open[len(open)-1], token.Data, "%s: what is open is %v", name, open)
				open = open[:len(open)-1]
			case html.CommentToken:
				if inside, ok := strings.CutPrefix(token.Data, "[if mso]>"); ok {
					outlook += strings.TrimSuffix(inside, "<![endif]")
				}
			}
		}
		assert.Empty(t, open, name)
		assert.Equal(t, strings.Count(outlook, "<table"), strings.Count(outlook, "</table>"), name)
		assert.Equal(t, strings.Count(outlook, "<td"), strings.Count(outlook, "</td>"), name)
		assert.Equal(t, strings.Count(markup, "<!--[if !mso]><!-->"), strings.Count(markup, "<!--<![endif]-->"), name)
		sheet := markup[strings.Index(markup, "<style>"):strings.Index(markup, "</style>")]
		assert.Equal(t, strings.Count(sheet, "{"), strings.Count(sheet, "}"), name)
	}
}

// TestTheSheetAndTheMarkupKnowEachOther: what has a class has a look for it, and no look
// is for what no mail has.
func TestTheSheetAndTheMarkupKnowEachOther(t *testing.T) {
	t.Parallel()
	used, known := map[string]bool{}, map[string]bool{}
	for _, l := range everyLayout() {
		l.Body += `<p style="color:red">x</p>`
		markup, _ := render(t, l)
		for _, m := range regexp.MustCompile(`class="([^"]*)"`).FindAllStringSubmatch(markup, -1) {
			for class := range strings.FieldsSeq(m[1]) {
				used[class] = true
			}
		}
		sheet := markup[strings.Index(markup, "<style>"):strings.Index(markup, "</style>")]
		for _, m := range regexp.MustCompile(`\.(bk-[a-z-]+)`).FindAllStringSubmatch(sheet, -1) {
			known[m[1]] = true
		}
	}
	for class := range known {
		assert.True(t, used[class], "nothing is of class %s", class)
	}
	for class := range used { // some say only what a thing is
		assert.True(t, known[class] || slices.Contains([]string{"bk-first", "bk-text", "bk-state", "bk-day", "bk-plate", "bk-night"}, class), "no look is for %s", class)
	}
}

// TestALayoutWithoutItsPartsHasNoRoomForThem.
func TestALayoutWithoutItsPartsHasNoRoomForThem(t *testing.T) {
	t.Parallel()
	markup, text := render(t, templating.Layout{Title: "Order", Text: "Hej"})
	assert.Equal(t, 1, strings.Count(markup, "bk-pad bk-ink bk-text"))
	assert.Equal(t, 1, strings.Count(markup, `<td class="bk-pad`), "no row but that of the text")
	assert.NotContains(t, markup, "bk-box\"")
	assert.Equal(t, "Hej\n", text)
	markup, _ = render(t, templating.Layout{Facts: []templating.BoxFact{{Label: "När", Value: "nu", Strong: true}}})
	assert.Equal(t, 1, strings.Count(markup, `class="bk-box"`))
	assert.NotContains(t, markup, `class="bk-label`, "one fact has no rows under it")
	assert.NotContains(t, markup, "bk-body\"")
	l := layout()
	l.Footer = templating.Footer{Name: "Åkes", Phone: "019-12 34 56", Website: "akes.se"}
	markup, text = render(t, l)
	assert.Contains(t, markup, `019-12 34 56</a><span class="bk-dot"> · </span><a href="https://akes.se"`)
	assert.Contains(t, text, "-- \nÅkes\n019-12 34 56 · akes.se\n")
}

// TestWhoWroteAQuoteAndWhen, as far as it is known.
func TestWhoWroteAQuoteAndWhen(t *testing.T) {
	t.Parallel()
	for want, q := range map[string]templating.Quote{"Anna, 14:05:\n> Hej": {Author: "Anna", Time: "14:05"}, "Anna:\n> Hej": {Author: "Anna"}, "14:05:\n> Hej": {Time: "14:05"}, "> Hej": {}} {
		q.Text = "Hej"
		markup, text := render(t, templating.Layout{Quote: q})
		assert.Equal(t, want+"\n", text)
		by, _, found := strings.Cut(want, ":\n")
		if assert.Equal(t, found, strings.Contains(markup, "bk-soft\"")); found {
			assert.Contains(t, markup, ">"+by+"</span><br>\nHej")
		}
	}
}
