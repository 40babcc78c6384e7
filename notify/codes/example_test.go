package codes_test

import (
	"fmt"

	"github.com/budkavle/budkavle/notify/codes"
	"github.com/budkavle/budkavle/notify/compose"
	"github.com/budkavle/budkavle/notify/notifytest"
	"github.com/budkavle/budkavle/notify/plan"
)

func ExampleCode() {
	draft, _ := compose.NewDraft(notifytest.Settings(), notifytest.Order(), notifytest.Request(compose.OrderConfirmation))
	draft.To = nil
	_, err := draft.Plan()
	switch plan.FieldErrors(err)[0].Code {
	case codes.RefusedNobody:
		fmt.Println("put the cursor into the address field")
	}
	// Output: put the cursor into the address field
}
