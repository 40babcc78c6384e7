package locale_test

import (
	"regexp"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/templating/locale"
)

// A German salutation ends in a comma, with a name and without, and the sentence
// after it goes on in lower case, but for the polite pronouns; where it ends in an
// exclamation mark, and in English and Danish, the sentence begins with a capital.
func TestTheSentenceAfterTheSalutation(t *testing.T) {
	t.Parallel()
	marks := map[locale.Language]string{locale.Swedish: "!", locale.Norwegian: "!", locale.Finnish: "!", locale.English: ",", locale.German: ",", locale.Danish: "n"} // "Björkhöjden" as it is
	greeted := map[locale.Language]int{}
	for _, l := range locale.BuiltIn() {
		for _, kind := range locale.TextKinds() {
			for _, s := range situations() {
				lines := strings.Split(written(t, l, kind, ordinary(l, s)).Body, "\n")
				if len(lines) < 3 || lines[1] != "" || !strings.HasPrefix(lines[0], greeting(l)) {
					continue
				}
				greeted[l]++
				if s.name != "nothing known" {
					assert.True(t, strings.HasSuffix(lines[0], "Brf Björkhöjden"+strings.TrimPrefix(marks[l], "n")), lines[0])
				}
				first, _ := utf8.DecodeRuneInString(lines[2])
				word, _, _ := strings.Cut(lines[2], " ")
				lower := l == locale.German && word != "Ihr" && word != "Mit" // freundlichen Grüßen, where there is nothing to say
				assert.Equal(t, lower, unicode.IsLower(first), "%s %s, %s: %q after %q", l, kind, s.name, lines[2], lines[0])
			}
		}
	}
	for _, l := range locale.BuiltIn() {
		assert.Greater(t, greeted[l], 70, l)
	}
}

var tag = regexp.MustCompile(`\{\w+\}`)

// greeting is how a mail to a customer begins.
func greeting(l locale.Language) string {
	return map[string]string{"sv": "Hej", "nb": "Hei", "da": "Hej", "fi": "Hei", "en": "Hello", "de": "Guten Tag"}[l.Tag()]
}

// Words that are easily taken from a neighbour's language or from the manual stand
// as people of the country say them.
func TestWordsOfTheCountry(t *testing.T) {
	t.Parallel()
	for l, words := range map[locale.Language]map[string]string{
		locale.Swedish:   {"pdf.role.invoiced-to": "Faktura till", "pdf.fact.valid-until": "Giltig till", "compose.valid-until": "Giltig till"},
		locale.Norwegian: {"pdf.service-protocol": "Servicerapport", "pdf.role.invoiced-to": "Faktura til", "templating.state-cancelled": "Avlyst", "audit.kind.parts-delivered": "leverte varer", "pdf.article": "Varenr."},
		locale.Danish:    {"pdf.service-protocol": "Servicerapport", "pdf.role.invoiced-to": "Faktureres til", "templating.state-cancelled": "Aflyst", "pdf.article": "Varenr."},
		locale.Finnish:   {"pdf.work-order": "Työmääräys", "audit.kind.work-order": "työmääräys", "compose.order-work-order": "työmääräys", "pdf.sum": "Yhteensä", "pdf.article": "Tuotenro", "compose.field-template": "Mallipohja", "rights.templates": "Mallipohjat"},
		locale.English:   {"pdf.role.facility": "Site", "pdf.fact.service-objects": "Equipment", "pdf.role.invoiced-to": "Bill to", "pdf.article": "Item no.", "pdf.lines": "Items", "pdf.sum": "Amount", "pdf.work-protocol": "Job report", "pdf.service-protocol": "Service report", "audit.kind.service-protocol": "service report"},
		locale.German:    {"pdf.fact.contact-person": "Ansprechpartner", "audit.field.contactPerson": "Ansprechpartner", "pdf.fact.service-objects": "Anlagen", "audit.field.objects": "Anlagen", "pdf.org-number": "Reg.-Nr. %[1]s"},
	} {
		for key, want := range words {
			got, ok := l.Lookup(key)
			require.True(t, ok, key)
			assert.Equal(t, want, got, "%s %s", l, key)
		}
	}
	foreign := map[locale.Language][]string{
		locale.Norwegian: {"avbestilt", "Avbestilt", "en ny tid", "artikler", "Artikler", "Serviceprotokoll", "serviceprotokoll", "Faktureres", "booking", "Booking"},
		locale.Danish:    {"Vedhæftet som PDF", "Serviceprotokol", "serviceprotokol", "Virksomheden", "artikler"},
		locale.Finnish:   {"työtilaus", "Muutettu varaus", "tulee luoksenne", "Valitkaa", "Antakaa", "antakaa", "Mallia ", "Malli:"},
		locale.English:   {"Invoiced to", "service protocol", "Service protocol", "Report of work done", "articles", "'"},
		locale.German:    {"Kontaktperson", "Serviceobjekt", "kommt zu Ihnen", "Freundliche Grüße", "Die Firma", "Org.-Nr."},
		locale.Swedish:   {"sms-", " sms", "Faktureras"},
	}
	for l, words := range foreign {
		table := l.Table()
		check := func(where, text string) {
			text = tag.ReplaceAllString(text, "")
			for _, word := range words {
				assert.NotContains(t, text, word, "%s %s", l, where)
			}
		}
		for key, text := range table.Phrases {
			check(key, text)
		}
		for kind, form := range table.Texts {
			for _, line := range append(append([]locale.TextLine{form.Subject}, form.Body...), form.SMS...) {
				check(string(kind), strings.Join(line, "|"))
			}
		}
	}
}

// The finer points of a language: a colon is followed by a capital in German where a
// sentence follows, quotation marks are those of the language, and what is shown in
// several places has one name.
func TestPhrasesAreWrittenAlike(t *testing.T) {
	t.Parallel()
	quotes := map[locale.Language]string{locale.Swedish: "””", locale.Finnish: "””", locale.Norwegian: "«»", locale.Danish: "»«", locale.English: "“”", locale.German: "„“"}
	for _, l := range locale.BuiltIn() {
		for key, text := range l.Table().Phrases {
			for _, r := range text {
				if strings.ContainsRune("\"”“„«»", r) {
					assert.Contains(t, quotes[l], string(r), "%s %s: %s", l, key, text)
				}
			}
			assert.NotContains(t, text, "  ", key)
			assert.NotContains(t, text, " ,", key)
			assert.Equal(t, strings.TrimSpace(text), text, key)
		}
		for _, key := range []string{"work-order", "service-protocol", "quote", "purchase-order", "order-confirmation", "work-protocol"} {
			paper, subject := l.Phrase("pdf."+key), l.Table().Texts[locale.TextKind(key)].Subject
			assert.Equal(t, paper+" {orderNumber}", subject[0], "%s: the mail is called as its paper", l)
		}
	}
	for key, text := range locale.German.Table().Phrases {
		for _, verb := range []string{"wählen Sie", "schreiben Sie", "geben Sie", "lesen Sie", "senden Sie", "lassen Sie", "laden Sie", "behalten Sie"} {
			assert.NotContains(t, text, ": "+verb, key)
		}
	}
}
