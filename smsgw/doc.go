// Package smsgw owns SMS: the sender, how many messages a text becomes, and the
// contract of a gateway.
//
// Start with:
//
//   - [SMS] is a message to one number
//   - [Count] says how many SMS a text is
//   - [ParseSenderName] judges the sender's name
//   - [Sender] is the contract of a gateway
//   - [NewFailover] chains several
//
// [ParseSenderName] judges a name by what operators take, [ParseShortCode] a
// short code. [Normalize] makes a text the one that is counted and sent, [Count]
// says exactly how many SMS it is, [Offenders] which characters make it
// expensive, and [Transliterate] writes typography in the alphabet that SMS has.
// These are pure functions. A [Sender] acts; [Failover] chains several.
//
// The gateways are packages of their own, with their rules for names
// ([NameRule]) in them; a host's own over HTTP is made with package httpgateway:
//
//	             parts      price   delivery report   checks the caller by   sender name
//	elks46       yes        yes     delivered/failed  token in the address   3–11 of A–Z a–z 0–9, a letter first
//	twilio       yes        later   sent, delivered…  token and signature    A–Z a–z 0–9 space + - _ &, a letter
//	kannel       counted    no      8 sent, 1, 2, 16  token in the address   what the operator takes
//	smsfolder    counted    no      none              —                      any
package smsgw
