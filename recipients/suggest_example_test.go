package recipients_test

import (
	"fmt"

	"github.com/budkavle/budkavle/recipients"
	"github.com/budkavle/budkavle/templating/locale"
)

// contacts are those of an order, as the host has them.
var contacts = []recipients.Candidate{
	{Name: "Anna Ek", Email: "anna@x.se", Phone: "+46705123456", Source: recipients.OrderContact},
	{Name: "Östen Berg", Email: "osten@x.se", Phone: "08-12 34 56 78", Source: recipients.CustomerContact},
	{Name: "Anna Ek", Email: "anna@X.se", Phone: "+46 70 512 34 56", Source: recipients.FacilityContact, Facility: "Centralstationen"},
	{Email: "faktura@x.se", Source: recipients.InvoiceAddress},
}

// A contact is given as it is, valid or not.
func ExampleCandidate() {
	list := recipients.SuggestPhones([]recipients.Candidate{
		{Name: "Bo", Phone: "0705123456", Source: recipients.CustomerContact},
	}, "SE", locale.Swedish)
	fmt.Println(len(list.Lines), list.LeftOut[0].Err.Suggestion)
	// Output: 0 +46705123456
}

// The same person from two sources is one line, and remembers both.
func ExampleSuggestion() {
	line := recipients.Suggest(contacts, locale.Swedish).Lines[0]
	fmt.Println(line.Label)
	fmt.Println(line.Sources, line.Preselected)
	// Output:
	// Anna Ek (Centralstationen) anna@x.se
	// [order facility] true
}

// The list opens with the order's contact person, and is searched at every key.
func ExampleSuggestions() {
	list := recipients.Suggest(contacts, locale.Swedish)
	for _, line := range list.Lines {
		fmt.Println(line.Label)
	}
	fmt.Println(list.Preselected()[0].Address)
	fmt.Println(list.Search("central")[0].Name)
	// Output:
	// Anna Ek (Centralstationen) anna@x.se
	// Östen Berg osten@x.se
	// faktura@x.se
	// anna@x.se
	// Anna Ek
}

// Accents may be left out, and the facility's name is searched too.
func ExampleSuggestions_Search() {
	list := recipients.Suggest([]recipients.Candidate{
		{Name: "André Berg", Email: "andre@x.se", Facility: "Lunds Östra"}, {Name: "Bo", Email: "bo@x.se"},
	}, locale.Swedish)
	for _, query := range []string{"andre", "östra andré", "bo@"} {
		fmt.Println(list.Search(query)[0].Label)
	}
	// Output:
	// André Berg (Lunds Östra) andre@x.se
	// André Berg (Lunds Östra) andre@x.se
	// Bo bo@x.se
}

// The invoice address is listed last, whatever it is called.
func ExampleSource() {
	list := recipients.Suggest([]recipients.Candidate{
		{Name: "Affakturering", Email: "faktura@x.se", Source: recipients.InvoiceAddress},
		{Name: "Bo", Email: "bo@x.se", Source: recipients.InvoicedToContact},
	}, locale.Swedish)
	for _, line := range list.Lines {
		fmt.Println(line.Sources, line.Name)
	}
	// Output:
	// [invoiced-to] Bo
	// [invoice] Affakturering
}

// A number that cannot get SMS is not in the list, and the reason is at hand.
func ExampleSuggestions_leftOut() {
	list := recipients.SuggestPhones(contacts, "SE", locale.Swedish)
	for _, line := range list.Lines {
		fmt.Println(line.Label)
	}
	for _, left := range list.LeftOut {
		fmt.Println(left.Candidate.Name, left.Err.Reason)
	}
	// Output:
	// Anna Ek (Centralstationen) +46705123456
	// Östen Berg no-country-code
}

// Who is left out is said in the user's language.
func ExampleUnlisted() {
	list := recipients.SuggestPhones([]recipients.Candidate{{Name: "Åsa"}, {Name: "Bo", Phone: "+46812345678"}}, "SE", locale.English)
	for _, left := range list.LeftOut {
		fmt.Println(left.Message(locale.English))
	}
	// Output:
	// Åsa has no mobile number.
	// Bo “+46812345678”: is not a mobile number (landline).
}
