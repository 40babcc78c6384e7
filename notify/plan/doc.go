// Package plan holds what goes out, and makes it: a [Letter] is what somebody has
// decided to send, a [Plan] every message of it, exactly. It does no I/O and asks
// no clock, so that what is shown is what is sent.
//
// Start with:
//
//   - [Plan] is what will be sent: look at its messages, warnings and who is left out
//   - [Message] is one of them, to one recipient
//   - [Warning] and [LeftOut] say what the user should know before sending
//   - [FieldErrors] takes the error of a plan apart, by field of the form
//   - [Letter.Plan] makes a plan: for those who decide about messages of their own
//
// Package compose fills letters to customers.
package plan
