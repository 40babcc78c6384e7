package recipients_test

import (
	"errors"
	"fmt"

	"github.com/budkavle/budkavle/recipients"
	"github.com/budkavle/budkavle/templating/locale"
)

func ExamplePhone() {
	p, _ := recipients.ParsePhone("+46 70-512 34 56")
	fmt.Println(p, p.Region())
	_, err := recipients.ParsePhoneIn("070-512 34 56", "SE")
	fmt.Println(err)
	// Output:
	// +46705123456 SE
	// recipients: entry 0 at byte 0: "070-512 34 56": no-country-code; did you mean "+46705123456"?
}

func ExampleMailbox() {
	list, _ := recipients.ParseList(`"Bond, James" <james@bond.se>`)
	fmt.Println(list[0].Name, list[0].Address)
	fmt.Println(list[0])
	// Output:
	// Bond, James james@bond.se
	// "Bond, James" <james@bond.se>
}

func ExampleParseError() {
	_, err := recipients.ParseList("anna@example.se,bo@example")
	var bad *recipients.ParseError
	if errors.As(err, &bad) {
		fmt.Println(bad.Index, bad.Offset, bad.Reason)
		fmt.Println(bad.Message(locale.Swedish))
	}
	// Output:
	// 1 16 dotless-domain
	// ”bo@example”: har en domän utan punkt.
}

func ExamplePhoneList() {
	list, _ := recipients.ParsePhoneList("+46705123456; +46 70 512 34 57", "SE")
	fmt.Println(list)
	// Output: +46705123456,+46705123457
}
