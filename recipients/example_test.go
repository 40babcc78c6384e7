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
	// ”saknas”: has no @.
}

// An international domain is shown in Unicode and sent as A-labels.
func ExampleAddress() {
	a := recipients.MustParseAddress("info@åäö.se")
	fmt.Println(a, a.ASCII(), a.NeedsSMTPUTF8())
	// Output: info@åäö.se info@xn--4cab6c.se false
}

// The host's country is used for the correction only.
func ExampleParsePhoneIn() {
	_, err := recipients.ParsePhoneIn("070-512 34 56", "SE")
	fmt.Println(err)
	// Output: recipients: entry 0 at byte 0: "070-512 34 56": no-country-code; did you mean "+46705123456"?
}

func ExampleSuggest() {
	list := recipients.Suggest([]recipients.Contact{
		{Name: "Åke", Email: "ake@x.se", Source: recipients.CustomerContact},
		{Name: "Anna Ek", Email: "anna@x.se", Source: recipients.OrderContact, Facility: "Centralen"},
	}, locale.Swedish)
	for _, line := range list {
		fmt.Println(line.Label, line.Preselected)
	}
	// Output:
	// Anna Ek (Centralen) anna@x.se true
	// Åke ake@x.se false
}
