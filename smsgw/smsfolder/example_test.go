package smsfolder_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"github.com/budkavle/budkavle/recipients"
	"github.com/budkavle/budkavle/smsgw"
	"github.com/budkavle/budkavle/smsgw/smsfolder"
)

// What would have been sent lies in the folder, to be read.
func ExampleSender() {
	dir, _ := os.MkdirTemp("", "sms")
	defer func() { _ = os.RemoveAll(dir) }()
	_, err := smsfolder.New(dir).Send(context.Background(), &smsgw.SMS{
		ID: "m1", Company: "c1", From: smsgw.MustParseSenderName("MittBolag"), To: recipients.MustParsePhone("+46705123456"), Text: "Vi kommer i morgon.",
	})
	text, _ := os.ReadFile(filepath.Join(dir, "sms-46705123456-m1.txt"))
	fmt.Printf("%v\n%s", err, text)
	// Output:
	// <nil>
	// From: MittBolag
	// To: +46705123456
	// SMS: 1 (GSM-7)
	//
	// Vi kommer i morgon.
}
