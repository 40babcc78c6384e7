// Package smsgw owns SMS: the sender's name, how many messages a text becomes,
// and the contract of a gateway.
//
// [ParseSenderName] judges a name by what operators take (R201, R202). [Count]
// says exactly how many SMS a text is, [Offenders] which characters make it
// expensive, and [Transliterate] writes typography in the alphabet that SMS
// has (R203, R204). These are pure functions. A [Sender] acts; [Failover]
// chains several (R206).
//
// What the gateways that come with Budkavle can tell:
//
//	             parts      price   delivery report   checks the caller by   sender name (stricter than R202)
//	elks46       yes        yes     delivered/failed  secret in the URL      3–11 of A–Z a–z 0–9, a letter first
//	twilio       yes        later   sent, delivered…  X-Twilio-Signature     A–Z a–z 0–9 space + - _ &, a letter
//	kannel       counted    no      8 sent, 1, 2, 16  secret in the URL      none; what the operator takes
//	folder       counted    no      none              —                      none
package smsgw
