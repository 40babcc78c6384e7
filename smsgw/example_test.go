package smsgw_test

import (
	"fmt"

	"github.com/budkavle/budkavle/smsgw"
)

// One typographic character makes the text UCS-2, with less than half the room.
func ExampleCount() {
	text := "Vi kommer 07:00 – 10:00"
	fmt.Println(smsgw.Count(text))
	plain, _ := smsgw.Transliterate(text)
	fmt.Println(plain, smsgw.Count(plain))
	// Output:
	// {UCS-2 1 23 47}
	// Vi kommer 07:00 - 10:00 {GSM-7 1 23 137}
}

// The counter below a form's text field.
func ExampleSegments() {
	for _, text := range []string{"", "Hej, vi kommer i morgon.", "Hej, vi kommer i morgon 😀"} {
		s := smsgw.Count(text)
		fmt.Printf("%d SMS, %d left\n", s.Segments, s.Left)
	}
	// Output:
	// 0 SMS, 160 left
	// 1 SMS, 136 left
	// 1 SMS, 44 left
}

// A hint is worth showing only where the text is not GSM-7.
func ExampleEncoding() {
	for _, text := range []string{"Pris: 10 €", "Цена: 10 €"} {
		if s := smsgw.Count(text); s.Encoding == smsgw.UCS2 {
			fmt.Printf("%q has 70 characters an SMS instead of 160\n", text)
		}
	}
	// Output: "Цена: 10 €" has 70 characters an SMS instead of 160
}

// The characters to mark in the text field.
func ExampleOffender() {
	for _, o := range smsgw.Offenders("kl. 07:00 – 10:00 😀") {
		fmt.Printf("%q at character %d, byte %d\n", o.Rune, o.Index, o.Offset)
	}
	// Output:
	// '–' at character 10, byte 10
	// '😀' at character 18, byte 20
}

// Typography is written in GSM-7 where that saves something.
func ExampleTransliterate() {
	text, done := smsgw.Transliterate("”Bergs Bageri” 07:00 – 10:00")
	fmt.Println(text, len(done))
	text, _ = smsgw.Transliterate("Arbetet tar 1½ timme…")
	fmt.Println(text)
	text, done = smsgw.Transliterate("07:00 – 10:00 😀")
	fmt.Println(text, len(done))
	// Output:
	// "Bergs Bageri" 07:00 - 10:00 3
	// Arbetet tar 1 1/2 timme...
	// 07:00 – 10:00 😀 0
}

// What a preview says about the text that will be sent.
func ExampleReplacement() {
	_, done := smsgw.Transliterate("Börje … 07:00 – 10:00")
	for _, r := range done {
		fmt.Printf("%c becomes %q\n", r.From, r.To)
	}
	// Output:
	// … becomes "..."
	// – becomes "-"
}

// What a web form and a Mac send is counted as it will be sent.
func ExampleNormalize() {
	text := "A\u030ake kommer.\r\nHej"
	fmt.Println(smsgw.Count(text).Encoding, smsgw.Count(smsgw.Normalize(text)).Encoding)
	// Output: UCS-2 GSM-7
}

// The example of 3GPP TS 23.038 that every manual repeats.
func ExamplePackGSM7() {
	packed, ok := smsgw.PackGSM7("hellohello")
	fmt.Printf("%X %v\n", packed, ok)
	// Output: E8329BFD4697D9EC37 true
}
