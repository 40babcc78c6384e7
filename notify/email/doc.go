// Package email holds one e-mail to one recipient as a plain value, [Message],
// the contract of what delivers it, [Sender], and [Encode], which turns the
// value into the bytes of RFC 5322 and MIME.
//
// Start with:
//
//   - [Message] is a mail to one recipient
//   - [Message.Validate] says what keeps it from being sent
//   - [Encode] makes its bytes
//   - [Sender] is the contract of what delivers it
//   - [File], [Inline] and [Calendar] are what goes with it
//
// Encoding is pure: the same message gives the same bytes, so that a message
// that is tried again is the same message to the servers on its way. Nothing
// in a value can become a header, a part or a second mail: [Message.Validate]
// refuses line breaks and other controls, and what it lets through is encoded.
// It is written here, with the standard library alone.
//
// Adapters: notify/email/smtp delivers over SMTP, notify/email/emlfolder writes
// .eml files. A writer of another tests it with notify/sendertest.
package email
