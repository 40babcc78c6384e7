// Package notify acts: a [Service] sends what was planned, one message per
// recipient, and writes what became of each into the send log.
//
// Start with:
//
//   - [New] makes a [Service] from a [Config]: where senders are found, and the log
//   - [Service.Desk] binds a company's settings, checked once
//   - [Desk.Prompts] and [Desk.Draft]: what to ask, and what the popup shows
//   - [Desk.Submit] takes the popup back and sends it, [Desk.Send] a plan; the [Result] has one [Outcome] a recipient
//   - [Desk.History] is what the order's page says
//
// Everything that can be decided without I/O is decided before, in package
// notify/compose and, for the company's own people, in notify/staff. A Service needs
// two things of the host: where a company's mail server and gateway are found
// ([Config.Senders]), asked anew for each sending so that no secret is stored with a
// message, and an [audit.Store] for the log.
//
// The company's own people are told by [Desk.Notices], [Desk.ArticleEmails] and
// [Desk.Tell]; [Desk.Allow] says whether a user has the rights that something takes.
//
// A Service is safe for concurrent use and has nothing to close.
package notify
