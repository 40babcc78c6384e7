// Package delivery holds the words for what became of a message: the
// [Receipt] of a sender that took it, the [Failure] of one that did not, the
// [Report] that an operator or a mail server sends later, and the [Status]
// that follows from them all.
//
// It is a leaf: senders of e-mail and SMS, the send log and the services above
// them share these values and nothing else.
package delivery
