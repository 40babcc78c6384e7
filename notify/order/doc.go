// Package order holds what the host knows: an order with its parties, contacts,
// bookings and files, the company and its settings for messages. It is plain
// data that goes through encoding/json and back unchanged; zero values work.
//
// Start with:
//
//   - [Order] is an order of any [Kind], with what messages tell of it
//   - [Settings] are a company's, [Company] is what its messages say of it
//   - [Settings.Validate] and [Order.Validate] name every mistake at once, in the words
//     and codes of package invalid
//   - [Contact] is somebody who can be written to, [User] somebody with a login
//   - [TestMode] keeps messages from real recipients
//
// [Settings.Form] and [ParseSettings] are a page of the settings, out and back. The
// package decides nothing: notify/compose does. Values are safe for concurrent reads.
package order
