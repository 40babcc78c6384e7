package smsgw_test

import (
	"context"
	"fmt"

	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/audit/delivery/reasons"
	"github.com/budkavle/budkavle/recipients"
	"github.com/budkavle/budkavle/smsgw"
)

// A modem is a host's own gateway. Its tests call sendertest.RunSMS, which
// checks every rule of smsgw.Sender.
type modem struct {
	write func(number, text string) error // fails before anything is sent
}

func (m modem) Send(ctx context.Context, sms *smsgw.SMS) (delivery.Receipt, error) {
	if err := sms.Validate(); err != nil {
		return delivery.Receipt{}, &delivery.Failure{Class: delivery.Permanent, Fault: delivery.FaultMessage, Reason: reasons.Invalid, Err: err}
	}
	if err := ctx.Err(); err != nil {
		return delivery.Receipt{}, &delivery.Failure{Class: delivery.Temporary, Fault: delivery.FaultSender, Reason: reasons.Cancelled, Err: err}
	}
	if err := delivery.HandOver(ctx); err != nil { // the last moment at which the SMS can be kept back
		return delivery.Receipt{}, err
	}
	if err := m.write(sms.To.String(), sms.Text); err != nil {
		return delivery.Receipt{}, &delivery.Failure{Class: delivery.Temporary, Fault: delivery.FaultSender, Reason: reasons.ConnectFailed, Err: err}
	}
	return delivery.Receipt{Provider: "modem", ProviderID: sms.ID, Segments: smsgw.Count(sms.Text).Segments}, nil
}

func ExampleSender() {
	var sender smsgw.Sender = modem{write: func(number, text string) error {
		fmt.Printf("%s: %s\n", number, text)
		return nil
	}}
	receipt, err := sender.Send(context.Background(), &smsgw.SMS{
		ID: "m1", Company: "c1", From: smsgw.MustParseSenderName("MittBolag"), To: recipients.MustParsePhone("+46705123456"), Text: "Hej",
	})
	fmt.Println(receipt.Provider, receipt.Segments, err)
	// Output:
	// +46705123456: Hej
	// modem 1 <nil>
}
