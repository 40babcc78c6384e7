package reasons_test

import (
	"fmt"

	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/audit/delivery/reasons"
)

// Only what is said of the mailbox itself warns in the next draft.
func ExampleReason() {
	for _, r := range []reasons.Reason{reasons.MailboxUnknown, reasons.MailboxFull} {
		f := &delivery.Failure{Class: delivery.Permanent, Fault: delivery.FaultRecipient, Reason: r}
		fmt.Println(f.Reason, f.AddressGone())
	}
	// Output:
	// mailbox-unknown true
	// mailbox-full false
}
