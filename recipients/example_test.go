package recipients_test

import (
	"errors"
	"fmt"

	"github.com/budkavle/budkavle/recipients"
	"github.com/budkavle/budkavle/templating/locale"
)

// A bad entry hides no other and does not go unnoticed.
func ExampleParseList() {
	list, err := recipients.ParseList(`"Bond, James" <james@bond.se>; anna@x.se, saknas`)
	fmt.Println(list)
	if all, ok := errors.AsType[*recipients.ListError](err); ok {
		fmt.Println(all.Message(locale.English))
	}
	// Output:
	// james@bond.se,anna@x.se
	// “saknas”: has no @.
}

// What was understood without being the canonical form is told too.
func ExampleParseListNotes() {
	list, warnings, err := recipients.ParseListNotes("anna@x.se; bo@x.se\nANNA@x.se, anna@X.SE")
	fmt.Println(list, err)
	fmt.Println(warnings)
	// Output:
	// anna@x.se,bo@x.se,ANNA@x.se <nil>
	// [semicolon space newline duplicate]
}

// The same for numbers.
func ExampleParsePhoneListNotes() {
	list, warnings, err := recipients.ParsePhoneListNotes("+46705123456;+46 70-512 34 56", "SE")
	fmt.Println(list, warnings, err)
	// Output: +46705123456 [semicolon duplicate] <nil>
}

// The host's country is used for the correction only.
func ExampleParsePhoneIn() {
	_, err := recipients.ParsePhoneIn("070-512 34 56", "SE")
	fmt.Println(err)
	// Output: recipients: entry 0 at byte 0: "070-512 34 56": no-country-code; did you mean "+46705123456"?
}

// One line each for the field of an order, sorted as Swedish sorts.
func ExampleSuggest() {
	list := recipients.Suggest([]recipients.Candidate{
		{Name: "Åke", Email: "ake@x.se", Source: recipients.CustomerContact},
		{Name: "Anna Ek", Email: "anna@x.se", Source: recipients.OrderContact, Facility: "Centralen"},
	}, locale.Swedish)
	for _, line := range list.Lines {
		fmt.Println(line.Label, line.Preselected)
	}
	// Output:
	// Anna Ek (Centralen) anna@x.se true
	// Åke ake@x.se false
}
