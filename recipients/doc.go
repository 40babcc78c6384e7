// Package recipients owns who a message can go to: e-mail addresses and mobile
// numbers as values that are valid when they exist, the lists that people type
// with commas between, and the suggestions under the address field.
//
// Start with:
//
//   - [ParseList] reads a field of addresses, [ParsePhoneList] one of numbers
//   - [ListError] lists each bad entry, with a correction where there is one
//   - [Address] and [Phone] are valid when they exist
//   - [Suggest] makes the list under the field
//   - [Suggestions.Search] narrows it while somebody types
//
// [ParseAddress] and [ParsePhone] judge one, [ParseList] and [ParsePhoneList] a
// whole field: every valid entry is returned, and one error lists each bad one
// with its place, a [Reason] and, where one can be computed, a correction.
// Nothing is ever repaired silently.
//
// [Suggest] and [SuggestPhones] make the list under the field from the people
// whom an order knows.
//
// All functions are pure and safe for concurrent use. What is known of telephone
// numbering plans is read when the first number is refused, in some milliseconds;
// a program that only sends mail never reads it.
package recipients
