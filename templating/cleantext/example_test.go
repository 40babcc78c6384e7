package cleantext_test

import (
	"fmt"

	"github.com/budkavle/budkavle/templating/cleantext"
)

// A web form sends CRLF for each line of a field that nobody touched.
func ExampleLineEnds() {
	fmt.Printf("%q\n", cleantext.LineEnds("Hej,\r\n\r\nAnna"))
	// Output: "Hej,\n\nAnna"
}

// What looks the same to people compares equal.
func ExampleCanonical() {
	fmt.Println(cleantext.Canonical("Byte av rem \r\nA\u030akerv\u00e4gen 3\r\n") == cleantext.Canonical("Byte av rem\n\u00c5kerv\u00e4gen 3"))
	// Output: true
}

func ExampleOneLine() {
	fmt.Printf("%q\n", cleantext.OneLine(" Service\r\n\tport 3\u200b "))
	// Output: "Service port 3"
}

// Nothing in a name can turn what follows it round.
func ExampleName() {
	fmt.Printf("%q\n", cleantext.Name("Anna\u202e\u00a0Ek\n"))
	// Output: "Anna Ek"
}

// An error repeats what was typed, and shows where something cannot be seen.
func ExampleQuote() {
	fmt.Printf("%+q\n", cleantext.Quote("anna\u200b@example.se", 64))
	// Output: "anna\ufffd@example.se"
}

func ExampleClip() {
	fmt.Println(cleantext.Clip("Räksmörgås", 4))
	// Output: Räk…
}
