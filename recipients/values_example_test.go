package recipients_test

import (
	"encoding/json"
	"errors"
	"fmt"

	"github.com/budkavle/budkavle/recipients"
	"github.com/budkavle/budkavle/templating/locale"
)

// An international domain is shown in Unicode and sent as A-labels.
func ExampleAddress() {
	a := recipients.MustParseAddress("info@ÅÄÖ.se")
	fmt.Println(a, a.ASCII(), a.NeedsSMTPUTF8())
	fmt.Println(a == recipients.MustParseAddress("info@xn--4cab6c.se"))
	// Output:
	// info@åäö.se info@xn--4cab6c.se false
	// true
}

// A Cyrillic р is no p: the address is valid, and somebody else's.
func ExampleAddress_MixedScript() {
	fmt.Println(recipients.MustParseAddress("anna@examрle.com").MixedScript())
	fmt.Println(recipients.MustParseAddress("anna@example.com").MixedScript())
	// Output:
	// true
	// false
}

// A number is read with blanks and hyphens, and kept in E.164.
func ExamplePhone() {
	p, err := recipients.ParsePhone("+46 70-512 34 56")
	fmt.Println(p, p.Region(), err)
	_, err = recipients.ParsePhone("+46 8 12 34 56 78")
	fmt.Println(err)
	// Output:
	// +46705123456 SE <nil>
	// recipients: entry 0 at byte 0: "+46 8 12 34 56 78": not-mobile (FIXED_LINE)
}

// A name with a comma is quoted where it is written.
func ExampleMailbox() {
	list, _ := recipients.ParseList(`"Bond, James" <james@bond.se>`)
	fmt.Println(list[0].Name, list[0].Address)
	fmt.Println(list[0])
	// Output:
	// Bond, James james@bond.se
	// "Bond, James" <james@bond.se>
}

// The canonical form has the addresses alone; JSON keeps the names.
func ExampleList() {
	list := recipients.MustParseList("Anna Ek <anna@x.se>, bo@x.se")
	fmt.Println(list)
	text, _ := json.Marshal(map[string]recipients.List{"to": list})
	var back map[string]recipients.List
	fmt.Println(json.Unmarshal(text, &back), back["to"][0].Name)
	// Output:
	// anna@x.se,bo@x.se
	// <nil> Anna Ek
}

// The canonical form has commas and no blanks.
func ExamplePhoneList() {
	list, _ := recipients.ParsePhoneListIn("+46705123456; +46 70 512 34 57", "SE")
	fmt.Println(list)
	// Output: +46705123456,+46705123457
}

// The error says which entry, where it stands and why; the message is for the
// form.
func ExampleParseError() {
	_, err := recipients.ParseList("anna@example.se,bo@example")
	if bad, ok := errors.AsType[*recipients.ParseError](err); ok {
		fmt.Println(bad.Index, bad.Offset, bad.Reason)
		fmt.Println(bad.Message(locale.Swedish))
	}
	// Output:
	// 1 16 dotless-domain
	// ”bo@example”: har en domän utan punkt.
}

// Every bad entry is there, each with what may have been meant.
func ExampleListError() {
	_, err := recipients.ParsePhoneListIn("0705123456, +46705123457, +46(0)705123458", "SE")
	if all, ok := errors.AsType[*recipients.ListError](err); ok {
		for _, bad := range all.Errors {
			fmt.Println(bad.Index, bad.Reason, bad.Suggestion)
		}
	}
	// Output:
	// 0 no-country-code +46705123456
	// 2 trunk-prefix +46705123458
}

// A program decides by the reason, which never changes its text.
func ExampleReason() {
	_, err := recipients.ParseList("anna@x.se\r\nBcc: eva@x.se")
	if bad, ok := errors.AsType[*recipients.ParseError](err); ok && bad.Reason == recipients.ReasonHeaderInjection {
		fmt.Println("an attack, to be logged:", bad.Reason)
	}
	// Output: an attack, to be logged: header-injection
}

// A form can tell that one was typed twice.
func ExampleListNote() {
	_, warnings, _ := recipients.ParseListNotes("anna@x.se,anna@X.se")
	for _, w := range warnings {
		fmt.Println(w == recipients.NoteDuplicate, w)
	}
	// Output: true duplicate
}
