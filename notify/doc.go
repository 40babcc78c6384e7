// Package notify acts: a [Service] sends what was planned, one message per
// recipient, and writes what became of each into the send log.
//
// Everything that can be decided without I/O is decided before, in package
// notify/compose. A Service needs two things of the host: where a company's
// mail server and gateway are found ([Config.Senders]), asked anew for each
// sending so that no secret is stored with a message (R619), and an
// [audit.Store] for the log.
//
// A Service is safe for concurrent use and has nothing to close.
package notify
