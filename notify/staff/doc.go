// Package staff decides what a company's own people are told: that they were
// assigned an order or booked on one, what changed in an order, which objects are
// due for service, which articles are to be ordered. It does no I/O and asks no
// clock: the same input gives the same answer.
//
// Start with:
//
//   - [Settings] are what the company has chosen, [Preferences] what a user has
//   - [Notices] says after a save who is told of what and how, and who is not and why
//   - [ArticleEmails] are the mails about articles
//   - [Notice.Letter] and [ArticleEmail.Letter] are planned and sent as customers' messages are
//   - [Change] says whether somebody may change how a user is notified
//
// [OtherTimeNotices] does what [Notices] does for time that belongs to no order, and
// [ServiceReminders] for objects that are due. [Digest] gathers what waits for
// somebody's evening.
//
// What is sent here is marked as the company's own ([audit.AudienceStaff]): the
// line above an order that says when a customer was written to does not count it.
package staff
