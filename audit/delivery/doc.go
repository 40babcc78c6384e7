// Package delivery holds the words for what became of a message: the
// [Receipt] of a sender that took it, the [Failure] of one that did not, the
// [Report] that an operator or a mail server sends later, and the [Status]
// that follows from them all.
//
// Start with:
//
//   - [Receipt] is the answer of a sender that took a message
//   - [Failure] says why not, what to do ([Class]) and whose fault it is ([Fault])
//   - [AsFailure] finds it in any error
//   - [reasons.Reason] is the cause, for machines: one list for e-mail and SMS
//   - [Report] is what comes later, [Status] what follows from all of it
//
// It knows nothing above it: senders of e-mail and SMS, the send log and the services above
// them share these values and nothing else.
package delivery
