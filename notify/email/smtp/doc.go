// Package smtp delivers e-mail over SMTP (RFC 5321) to the company's own mail
// server and says honestly what became of it.
//
// Start with:
//
//   - [New] makes a [Sender] from a [Config]: server, login, encryption
//   - [Sender.Send] delivers one message and says what became of it
//   - [Sender.Check] is the connection test of a settings page, in plain words
//   - [Auth] and [Security] are the choices of login and encryption
//   - [Sender.Close] closes the connections that are kept
//
// The ways of logging in are go-mail's; the conversation is our own, because
// its outcome must be exact: a reply before the final dot, a connection that
// dies before it and one that dies after it are three different things. The
// envelope is pipelined where the server allows it (RFC 2920), and while
// messages wait, the next envelope follows the dot of the one before, so that
// a mail costs one round trip. Connections are kept in a small pool; one that
// died while it was idle is noticed by using it, and the message, of which
// nothing was sent, goes over another.
//
// A [Sender] belongs to one company's server and login. It starts goroutines
// only while messages are being sent and holds none when idle.
package smtp
