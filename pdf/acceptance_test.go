package pdf

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/templating/locale"
)

// A quote can be accepted on the paper itself, in the words of the language, and
// says how long it holds.
func TestR503AQuoteHasLinesForItsAcceptance(t *testing.T) {
	t.Parallel()
	for l, want := range map[locale.Language][]string{
		locale.Swedish:   {"Accept av offerten", "Vi accepterar härmed offert O17. Offerten gäller till och med 2023-11-05.", "Ort och datum", "Underskrift", "Namnförtydligande"},
		locale.Norwegian: {"Aksept av tilbudet", "Vi aksepterer herved tilbud O17. Tilbudet gjelder til og med 05.11.2023.", "Sted og dato", "Underskrift", "Navn med blokkbokstaver"},
		locale.Danish:    {"Accept af tilbuddet", "Vi accepterer hermed tilbud O17. Tilbuddet gælder til og med 05.11.2023.", "Sted og dato", "Underskrift", "Navn med blokbogstaver"},
		locale.Finnish:   {"Tarjouksen hyväksyminen", "Hyväksymme tarjouksen O17. Tarjous on voimassa 5.11.2023 asti.", "Paikka ja päiväys", "Allekirjoitus", "Nimenselvennys"},
		locale.English:   {"Acceptance of the quote", "We accept quote O17. The quote is valid until 5 Nov 2023.", "Place and date", "Signature", "Name in capitals"},
		locale.German:    {"Annahme des Angebots", "Wir nehmen das Angebot O17 an. Das Angebot ist gültig bis 05.11.2023.", "Ort und Datum", "Unterschrift", "Name in Druckbuchstaben"},
	} {
		d := Document{Kind: Quote, Language: l, Number: "O17", Date: seen, ValidUntil: seen.AddDate(0, 0, 30), Content: Content{Lines: []Line{{Name: "Arbete"}}}}
		data, err := new(Engine).Render(d)
		require.NoError(t, err)
		texts := drawn(t, data)
		i := slices.Index(texts, want[0])
		require.GreaterOrEqual(t, i, 0, "%s: %q", l, texts)
		assert.Equal(t, want, texts[i:i+len(want)], l)
	}
}

// Without a last day nothing is said of one; other papers, and a quote that has
// signatures of its own, have no such lines.
func TestOnlyAQuoteIsAccepted(t *testing.T) {
	t.Parallel()
	paper := func(change func(*Document)) []string {
		d := Document{Kind: Quote, Number: "O17", Date: seen, Content: Content{Lines: []Line{{Name: "Arbete"}}}}
		change(&d)
		data, err := new(Engine).Render(d)
		require.NoError(t, err)
		return drawn(t, data)
	}
	assert.Contains(t, paper(func(d *Document) { d.ValidUntil = time.Time{} }), "Vi accepterar härmed offert O17.")
	for _, kind := range Kinds() {
		if kind != Quote {
			assert.NotContains(t, paper(func(d *Document) { d.Kind = kind }), "Ort och datum", kind)
		}
	}
	signed := paper(func(d *Document) { d.Content.Signatures = []Signature{{Role: "Kund", Name: "Anna Ek"}} })
	assert.NotContains(t, signed, "Ort och datum")
	assert.Contains(t, signed, "Anna Ek")
}

// The lines stand together, and never alone on a page: the last row of sums, or of
// the terms, comes along.
func TestTheAcceptanceIsNotAlone(t *testing.T) {
	t.Parallel()
	for rows := range 50 {
		for _, terms := range []string{"", "30 dagar netto."} {
			d := someRows(rows)
			d.Kind, d.Content.Signatures, d.Content.Terms = Quote, nil, terms
			data, err := new(Engine).Render(d)
			require.NoError(t, err)
			pages := spots(t, data)
			at := func(text string) int {
				return slices.IndexFunc(pages, func(page []spot) bool {
					return slices.ContainsFunc(page, func(s spot) bool { return strings.HasPrefix(s.text, text) })
				})
			}
			heading := at("Accept av offerten")
			require.GreaterOrEqual(t, heading, 0)
			assert.Equal(t, heading, at("Vi accepterar"), rows)
			assert.Equal(t, heading, at("Namnförtydligande"), rows)
			first := slices.IndexFunc(pages[heading], func(s spot) bool { return s.text == "Accept av offerten" })
			assert.Positive(t, first, "%d rows: alone on page %d", rows, heading+1)
		}
	}
}
