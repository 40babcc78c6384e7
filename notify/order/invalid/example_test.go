package invalid_test

import (
	"fmt"

	"github.com/budkavle/budkavle/notify/notifytest"
	"github.com/budkavle/budkavle/notify/order/invalid"
	"github.com/budkavle/budkavle/templating/locale"
)

// A settings page shows each mistake beside its field.
func ExampleError() {
	s := notifytest.Settings()
	s.Region = "Sweden"
	s.ReadyMessage = "Hej {kompani}"
	for _, problem := range invalid.Errors(s.Validate()) {
		fmt.Println(problem.Path, "|", problem.Message(locale.Swedish))
	}
	// Output:
	// readyMessage | Rad 1, tecken 5: Taggen {kompani} finns inte. Menade du {company}?
	// region | ”Sweden” är inget land: skriv två versaler, till exempel SE.
}

// Codes are for a page that reacts to a mistake, and for what a host counts.
func ExampleCode() {
	s := notifytest.Settings()
	s.ShowLogo = true
	for _, problem := range invalid.Errors(s.Validate()) {
		fmt.Println(problem.Path, problem.Code == invalid.NoLogo)
	}
	// Output: company.logo true
}
