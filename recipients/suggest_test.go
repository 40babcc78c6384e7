package recipients_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/recipients"
	"github.com/budkavle/budkavle/templating/locale"
)

func TestSuggest(t *testing.T) {
	t.Parallel()
	list := recipients.Suggest([]recipients.Candidate{
		{Name: "Faktura", Email: "faktura@x.se", Source: recipients.InvoiceAddress},
		{Name: "Östen", Email: "osten@x.se", Source: recipients.CustomerContact},
		{Name: "Ärla", Email: "arla@x.se", Source: recipients.CustomerContact},
		{Name: "Åke", Email: "ake@x.se", Source: recipients.CustomerContact},
		{Name: "zeb", Email: "zeb@x.se", Source: recipients.CustomerContact},
		{Name: "Anna Ek", Email: "anna@x.se", Source: recipients.OrderContact},
		{Name: "Anna Ek", Email: "anna@X.se", Source: recipients.FacilityContact, Facility: "Centralstationen"},
		{Email: "info@x.se", Source: recipients.CustomerContact},
		{Name: "Ingen", Source: recipients.CustomerContact},
	}, locale.Swedish)
	var labels []string
	for _, s := range list.Lines {
		labels = append(labels, s.Label)
	}
	assert.Equal(t, []string{
		"info@x.se", "Anna Ek (Centralstationen) anna@x.se", "zeb zeb@x.se", "Åke ake@x.se", "Ärla arla@x.se", "Östen osten@x.se", "Faktura faktura@x.se",
	}, labels) // R111
	require.Len(t, list.Preselected(), 1)
	assert.Equal(t, []recipients.Source{recipients.OrderContact, recipients.FacilityContact}, list.Preselected()[0].Sources) // R110
	assert.Len(t, list.Search("central"), 1)                                                                                 // R112
	assert.Empty(t, list.Search("central zeb"))
}

func TestSuggestPhones(t *testing.T) {
	t.Parallel()
	got := recipients.SuggestPhones([]recipients.Candidate{
		{Name: "Bo", Phone: "+46705123456"}, {Name: "Eva", Phone: "0705123456"}, {Name: "Åsa"},
	}, "SE", locale.Swedish)
	require.Len(t, got.Lines, 1)
	require.Len(t, got.LeftOut, 2) // R113
	assert.Equal(t, recipients.ReasonNoCountryCode, got.LeftOut[0].Err.Reason)
	assert.Equal(t, "+46705123456", got.LeftOut[0].Err.Suggestion)
	assert.Equal(t, "Åsa has no mobile number.", got.LeftOut[1].Message(locale.English))
}

// Who is left out is told once, in one line, and never without a reason.
func TestLeftOut(t *testing.T) {
	t.Parallel()
	got := recipients.SuggestPhones([]recipients.Candidate{
		{Name: "Bo", Phone: "+46812345678", Source: recipients.OrderContact},
		{Name: " Bo ", Phone: "+46812345678 ", Source: recipients.CustomerContact},
		{Name: "Bo", Phone: "+46812345670"},
		{Name: "Bo\r\nBcc: x", Phone: "+46812345679"},
		{Email: "info@x.se"},
		{Email: "info2@x.se"},
		{Email: "info@x.se"},
		{Name: "Faktura", Phone: "08-1", Source: recipients.InvoiceAddress},
		{Email: "faktura@x.se", Source: recipients.InvoiceAddress},
		{Name: "Eva", Phone: "+46 70 512 34 56", Source: recipients.FacilityContact},
		{Name: "Eva", Phone: "+46705123456", Source: recipients.OrderContact},
	}, "se", locale.Swedish)
	var texts []string
	for _, left := range got.LeftOut {
		texts = append(texts, left.Message(locale.Swedish))
	}
	assert.Equal(t, []string{
		"Bo ”+46812345678”: är inget mobilnummer (fast telefon).",
		"Bo ”+46812345670”: är inget mobilnummer (fast telefon).",
		"Bo Bcc: x ”+46812345679”: är inget mobilnummer (fast telefon).",
		"info@x.se saknar mobilnummer.", "info2@x.se saknar mobilnummer.",
		"Faktura ”08-1”: saknar landskod, t.ex. +46.",
	}, texts)
	require.Len(t, got.Lines, 1)
	assert.Equal(t, []recipients.Source{recipients.FacilityContact, recipients.OrderContact}, got.Lines[0].Sources)
	assert.True(t, got.Lines[0].Preselected)

	bad := recipients.Suggest([]recipients.Candidate{
		{Name: "Bo", Email: "bo@", Source: recipients.OrderContact},
		{Name: "Bo", Email: " bo@", Source: recipients.CustomerContact},
		{Name: "Eva", Email: "bo@"},
		{Name: "Åsa", Email: " "},
		{Name: "Anna", Email: "anna@x.se"},
		{Phone: "+46705123456"},
		{Source: recipients.InvoiceAddress},
	}, locale.Swedish).LeftOut
	texts = nil
	for _, left := range bad {
		texts = append(texts, left.Message(locale.Swedish))
	}
	assert.Equal(t, []string{
		"Bo ”bo@”: saknar domänen efter @.", "Eva ”bo@”: saknar domänen efter @.", "Åsa saknar e-postadress.", "+46705123456 saknar e-postadress.",
	}, texts)
	assert.Equal(t, recipients.OrderContact, bad[0].Candidate.Source)
}

// Who has a number from one source is not said to have none because another
// source knows less; what somebody mistyped is told all the same.
func TestR113NobodyIsLeftOutWhoIsInTheList(t *testing.T) {
	t.Parallel()
	anna := recipients.Candidate{Name: "Anna Ek", Email: "anna@x.se", Phone: "+46705123456", Source: recipients.CustomerContact}
	for _, c := range []struct {
		name string
		more []recipients.Candidate
		want []string
	}{
		{"without a number in the second source", []recipients.Candidate{{Name: "Anna Ek", Source: recipients.FacilityContact}}, nil},
		{"in other letters", []recipients.Candidate{{Name: " ANNA  EK\u200b"}}, nil},
		{"by the address alone", []recipients.Candidate{{Email: "ANNA@x.se"}}, nil},
		{"a number that is none", []recipients.Candidate{{Name: "Anna Ek", Phone: "+46812345678"}}, []string{"Anna Ek ”+46812345678”: är inget mobilnummer (fast telefon)."}},
		{"known with a bad number elsewhere", []recipients.Candidate{{Name: "Bo", Email: "bo@x.se"}, {Name: "Bo", Phone: "08-1"}}, []string{"Bo ”08-1”: saknar landskod, t.ex. +46."}},
		{"somebody else", []recipients.Candidate{{Name: "Anna"}, {Email: "bo@x.se"}}, []string{"Anna saknar mobilnummer.", "bo@x.se saknar mobilnummer."}},
		{"nobody at all", []recipients.Candidate{{}, {Name: " \u200b"}}, nil},
		{"a name without end", []recipients.Candidate{{Name: strings.Repeat("å", 200)}}, []string{strings.Repeat("å", 50) + "… saknar mobilnummer."}},
	} {
		t.Run(c.name, func(t *testing.T) {
			var texts []string
			for _, left := range recipients.SuggestPhones(append(c.more, anna), "", locale.Swedish).LeftOut {
				texts = append(texts, left.Message(locale.Swedish))
			}
			assert.Equal(t, c.want, texts)
		})
	}
	twice := recipients.Suggest([]recipients.Candidate{anna, {Name: "Anna Ek", Phone: "+46705123456"}, {Phone: "+46705123456"}}, locale.Swedish)
	assert.Empty(t, twice.LeftOut)
	assert.Len(t, twice.Lines, 1)
}

// Capitals make nobody another person: one line, spelt as the first source does.
func TestR110CapitalsMakeNobodyAnother(t *testing.T) {
	t.Parallel()
	for _, n := range []int{0, 30} { // few are looked for one by one
		contacts := []recipients.Candidate{{Name: "Bo", Email: "bo@x.se", Source: recipients.OrderContact}}
		for i := range n {
			contacts = append(contacts, recipients.Candidate{Name: "Zlatan", Email: fmt.Sprintf("z%d@x.se", i)})
		}
		contacts = append(contacts, recipients.Candidate{Name: "Bo Ek", Email: "BO@X.se", Source: recipients.FacilityContact, Facility: "Hamnen"})
		list := recipients.Suggest(contacts, locale.Swedish).Lines
		require.Len(t, list, n+1)
		assert.Equal(t, "Bo (Hamnen) bo@x.se", list[0].Label)
		assert.Equal(t, []recipients.Source{recipients.OrderContact, recipients.FacilityContact}, list[0].Sources)
		assert.True(t, list[0].Preselected)
	}
}

// Without a name first, the invoice address last, whatever they are called.
func TestSuggestOrder(t *testing.T) {
	t.Parallel()
	list := recipients.Suggest([]recipients.Candidate{
		{Email: "faktura@x.se", Source: recipients.InvoiceAddress},
		{Name: "Anna", Email: "b@x.se", Source: recipients.OrderContact},
		{Name: "Anna", Email: "a@x.se"},
		{Email: "z@x.se"},
		{Email: "y@x.se", Facility: "Hamnen"},
		{Name: "\u200b", Email: "x@x.se"},
	}, locale.Swedish)
	var labels []string
	for _, s := range list.Lines {
		labels = append(labels, s.Label)
	}
	assert.Equal(t, []string{"x@x.se", "(Hamnen) y@x.se", "z@x.se", "Anna a@x.se", "Anna b@x.se", "faktura@x.se"}, labels)
}

// named makes a suggestion list of the customer's contacts with these names.
func named(l locale.Language, names ...string) (sorted []string) {
	var contacts []recipients.Candidate
	for i, name := range names {
		contacts = append(contacts, recipients.Candidate{Name: name, Email: string(rune('a'+i)) + "@x.se", Source: recipients.CustomerContact})
	}
	for _, s := range recipients.Suggest(contacts, l).Lines {
		sorted = append(sorted, s.Name)
	}
	return sorted
}

func TestSuggestSortsAsTheLanguageDoes(t *testing.T) {
	t.Parallel()
	assert.Equal(t, []string{"anna", "Bo", "Erik", "Érik", "Eva", "Zäta", "Åke", "Ärla", "Örjan"}, named(locale.Swedish, "Örjan", "Érik", "Ärla", "Åke", "Zäta", "Eva", "Bo", "Erik", "anna")) // R111
	assert.Equal(t, []string{"Andre C", "André D", "Andre E"}, named(locale.Swedish, "Andre E", "André D", "Andre C"), "é as e")
	assert.Equal(t, []string{"anna b", "Anna C", "anna d"}, named(locale.Swedish, "anna d", "Anna C", "anna b"), "upper and lower alike")
	assert.Equal(t, []string{"Zita", "Ægir", "Øystein", "Åse"}, named(locale.Danish, "Åse", "Øystein", "Ægir", "Zita"))
	assert.Equal(t, []string{"Zita", "Ægir", "Øystein", "Åse"}, named(locale.Norwegian, "Åse", "Øystein", "Ægir", "Zita"))
	assert.Equal(t, []string{"Zita", "Åse", "Ärla", "Örjan"}, named(locale.Finnish, "Ärla", "Örjan", "Åse", "Zita"))
	assert.Equal(t, []string{"Bo Ek", "Bob A"}, named(locale.Swedish, "Bob A", "Bo Ek"), "by first name")
	assert.Equal(t, []string{"Zita", "Åse", "Aase"}, named(locale.Norwegian, "Aase", "Zita", "Åse"), "aa as å")
	assert.Equal(t, []string{"Zita", "Åke"}, named(locale.Language{}, "Åke", "Zita"), "Swedish unless asked otherwise")
	assert.Equal(t, []string{"Ärla", "Örjan", "Zita"}, named(locale.German, "Zita", "Örjan", "Ärla"))
}

// A name is one line that cannot pretend to be another, in a list and its label.
func TestSuggestCleansNames(t *testing.T) {
	t.Parallel()
	assert.Equal(t, []string{"Anna Ek"}, named(locale.Swedish, " Anna\r\n\tE\u202ek\u200b "))
	assert.Equal(t, []string{"Åke"}, named(locale.Swedish, "A\u030ake"), "composed")
}

// Who comes twice keeps what either source knew (R110); an invoice address that
// is a person's too is listed as the person.
func TestSuggestMerges(t *testing.T) {
	t.Parallel()
	list := recipients.Suggest([]recipients.Candidate{
		{Email: "anna@x.se", Source: recipients.InvoiceAddress},
		{Name: "Bo", Email: " bo@x.se ", Source: recipients.SupplierContact},
		{Name: "Anna", Email: "anna@x.se", Source: recipients.InvoicedToContact},
		{Name: "Anna igen", Email: "anna@x.se", Source: recipients.InvoicedToContact, Facility: "Hamnen"},
		{Name: " ANNA", Email: "anna@X.se", Source: recipients.InvoicedToContact, Facility: "Kajen"},
		{Name: "Anna igen", Email: "anna@x.se", Source: recipients.InvoicedToContact},
		{Name: "Trasig", Email: "trasig@", Source: recipients.OrderContact},
	}, locale.Swedish)
	require.Len(t, list.Lines, 2)
	assert.Equal(t, recipients.Suggestion{
		Name: "Anna", OtherNames: []string{"Anna igen"}, Address: recipients.MustParseAddress("anna@x.se"), Facility: "Hamnen", Label: "Anna (Hamnen) anna@x.se",
		Sources: []recipients.Source{recipients.InvoiceAddress, recipients.InvoicedToContact},
	}, list.Lines[0])
	assert.Equal(t, "Bo bo@x.se", list.Lines[1].Label)
	assert.Len(t, list.Search("igen"), 1, "nobody is lost")
	assert.Nil(t, list.Preselected(), "without a contact person nobody is preselected (R111)")
	assert.Empty(t, recipients.Suggest(nil, locale.Swedish).Lines)
	assert.Nil(t, recipients.Suggest(nil, locale.Swedish).LeftOut)
}

func TestSearch(t *testing.T) {
	t.Parallel()
	list := recipients.Suggest([]recipients.Candidate{
		{Name: "André Åberg", Email: "andre@åäö.se", Facility: "Lunds Östra"}, {Name: "Anna", Email: "anna@x.se"},
	}, locale.Swedish)
	for query, found := range map[string]int{
		"": 2, "  ": 2, "AN": 2, "andre": 1, "andré": 1, "åberg": 1, "aberg": 0, "östra lund": 1, "xn--4cab6c": 1, "åäö": 1, "x.se": 1, "nobody": 0,
		"A\u030aberg": 1, "andr\xff": 0,
	} {
		assert.Len(t, list.Search(query), found, "%q", query)
	}
	accents := recipients.Suggest([]recipients.Candidate{{Name: "Élodie Müller", Email: "x@x.se"}}, locale.Swedish)
	for _, query := range []string{"elodie muller", "élodie", "lodie mü", "Muller x@x"} {
		assert.Len(t, accents.Search(query), 1, "%q: by the name alone", query)
	}
	assert.Empty(t, accents.Search("eelodie"))
}

// Who comes twice is one line, in short lists and in long ones.
func TestR110LongLists(t *testing.T) {
	t.Parallel()
	for _, n := range []int{1, 23, 24, 25, 26, 1000} {
		var contacts []recipients.Candidate
		for i := range 2 * n {
			contacts = append(contacts, recipients.Candidate{Name: "Anna", Email: fmt.Sprintf("p%04d@x.se", i%n), Source: recipients.CustomerContact})
		}
		lines := recipients.Suggest(contacts, locale.Swedish).Lines
		require.Len(t, lines, n)
		for i, line := range lines {
			assert.Equal(t, fmt.Sprintf("p%04d@x.se", i), line.Address.String())
		}
	}
}
