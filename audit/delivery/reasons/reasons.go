// Package reasons lists why a message was not sent: one cause has one reason, whichever
// sender, server or gateway meets it.
//
// It is one list for e-mail and SMS, so that a host that counts, translates or acts on
// failures does it in one place. Standard library and the catalogue of phrases only. Safe
// for concurrent use.
package reasons

import "github.com/budkavle/budkavle/templating/locale"

// Reason says, for machines, why a message was not sent: one cause has one
// reason, whichever sender meets it. A sender of a host's own may have reasons
// beside the constants. Stores keep the text, so a constant's value never
// changes. The zero value is no reason: a delivery.Failure always has one.
type Reason string

// On the way to the server or gateway.
const (
	HostUnknown    Reason = "host-unknown"    // no server has that name
	ConnectRefused Reason = "connect-refused" // nothing listens on that port
	ConnectTimeout Reason = "connect-timeout" // it could not be reached in time
	ConnectFailed  Reason = "connect-failed"  // it could not be reached
	NoGreeting     Reason = "no-greeting"     // connected, and not a word was said
	ConnectionLost Reason = "connection-lost" // cut before the message was handed over
	Timeout        Reason = "timeout"         // no answer in time, before the message was handed over
	NoAnswer       Reason = "no-answer"       // handed over, and no answer came
	NotUnderstood  Reason = "not-understood"  // an answer that the protocol does not have
	Cancelled      Reason = "cancelled"       // the context was over
	Closed         Reason = "closed"          // the sender was closed
	NotClaimed     Reason = "not-claimed"     // the hook of delivery.WithHandOver refused
	NotWritten     Reason = "not-written"     // a file could not be written
	Unclassified   Reason = "unclassified"    // an error that says nothing
)

// Of the encryption and the login.
const (
	TLSWrongName    Reason = "tls-wrong-name"    // the certificate is for another name
	TLSUntrusted    Reason = "tls-untrusted"     // nobody known has signed the certificate
	TLSExpired      Reason = "tls-expired"       // the certificate's time is over
	TLSTooOld       Reason = "tls-too-old"       // the other side knows only versions that are no longer safe
	TLSFailed       Reason = "tls-failed"        // the encryption failed otherwise
	TLSNotSpoken    Reason = "tls-not-spoken"    // plain words where TLS was expected from the first byte
	TLSNotOffered   Reason = "tls-not-offered"   // the server has no STARTTLS
	TLSRequired     Reason = "tls-required"      // the server takes nothing unencrypted
	LoginRefused    Reason = "login-refused"     // user, password or token are not accepted
	LoginNotOffered Reason = "login-not-offered" // the server has no way of logging in that fits
	LoginNeedsTLS   Reason = "login-needs-tls"   // the login would go unencrypted
	LoginRequired   Reason = "login-required"    // the server wants a login first
	// the server cannot prove that it knows the password, or asks for too much or too
	// little work
	LoginUnsafe Reason = "login-unsafe"
	NoToken     Reason = "no-token" // the token for the login could not be had
)

// What the other side says of us: nothing that a recipient is to blame for.
const (
	ServerUnavailable   Reason = "server-unavailable"    // the server or gateway does not work at present
	ServerRefused       Reason = "server-refused"        // it refuses to talk with us
	TooManyConnections  Reason = "too-many-connections"  // more at a time than it allows
	TooManyRequests     Reason = "too-many-requests"     // more in a short time than it allows
	QuotaExceeded       Reason = "quota-exceeded"        // more in a day or an hour than our account may send
	QueueFull           Reason = "queue-full"            // its own queue is full
	NoCredit            Reason = "no-credit"             // the account has no money left
	AccountNotActive    Reason = "account-not-active"    // the account is suspended, closed or not paid for
	TrialAccount        Reason = "trial-account"         // a trial account may not write to that number
	CountryNotEnabled   Reason = "country-not-enabled"   // the account may not send to that country
	WrongAddress        Reason = "wrong-address"         // what was configured as the gateway's address is none
	Redirected          Reason = "redirected"            // the gateway's address has moved
	NoRoute             Reason = "no-route"              // the gateway has no operator for that number
	NoGateway           Reason = "no-gateway"            // every gateway of a chain is left alone for a while
	SenderRefused       Reason = "sender-refused"        // our address, name or number may not be used as sender
	SenderNotRegistered Reason = "sender-not-registered" // our number or name has to be registered first
	// SPF, DKIM, DMARC or the name of our machine do not prove us
	SenderNotProved Reason = "sender-not-proved"
	// our machine, domain or account is on a block list or has a bad name
	Blocklisted Reason = "blocklisted"
	RelayDenied Reason = "relay-denied" // the server does not send on for us
	// the server takes no mail from our machine, or not by its name
	ClientRefused Reason = "client-refused"
	// the server cannot carry an address with letters beyond ASCII
	UTF8NotOffered Reason = "smtputf8-not-offered"
	TryLater       Reason = "try-later" // refused for now, without a word on why
	// refused for good, by a rule that the words or the code do not name
	Refused Reason = "refused"
)

// Of the service that sends.
const (
	NoSender        Reason = "no-sender"         // the company has no mail server or gateway
	SendersNotFound Reason = "senders-not-found" // the host could not find the company's
	Panicked        Reason = "panicked"          // code of the host's or of a sender panicked
	NoOutcomeLogged Reason = "no-outcome-logged" // handed over, and nobody wrote down what came of it
	GaveUp          Reason = "gave-up"           // tried for so long that it makes no sense any more
	// another caller sends it, and the log does not say what came of it
	TakenByAnother Reason = "taken-by-another"
)

// Of the recipient.
const (
	MailboxUnknown   Reason = "mailbox-unknown"   // the mailbox is said not to exist
	DomainUnknown    Reason = "domain-unknown"    // the address's domain is said not to exist or to take no mail
	MailboxDisabled  Reason = "mailbox-disabled"  // it exists and is closed
	MailboxFull      Reason = "mailbox-full"      // it takes nothing until its owner clears it
	RecipientRefused Reason = "recipient-refused" // the recipient is refused for another reason
	Greylisted       Reason = "greylisted"        // who comes again later is let in
	NumberUnknown    Reason = "number-unknown"    // the number is said not to exist
	NotMobile        Reason = "not-mobile"        // the number cannot receive SMS
	Unsubscribed     Reason = "unsubscribed"      // its owner wants no more from us
	Blocked          Reason = "blocked"           // its owner or operator has blocked us
	Unreachable      Reason = "unreachable"       // switched off or out of reach
	NotDelivered     Reason = "not-delivered"     // taken, and not delivered, without a word on why
	// one part of a long SMS was not delivered, whatever became of the others
	PartNotDelivered Reason = "part-not-delivered"
)

// Of the message.
const (
	Invalid        Reason = "invalid-message"          // its own Validate refuses it
	TooLarge       Reason = "too-large"                // more than the other side takes
	MessageRefused Reason = "message-refused"          // its content is refused
	Filtered       Reason = "filtered"                 // a filter takes it for spam
	Attachment     Reason = "attachment"               // a file is not what was planned
	NoAttachment   Reason = "attachment-not-available" // a file could not be fetched
)

// Message says a reason to a person, as the end of a sentence such as "not sent:".
// A reason that is none of the constants is given as it stands.
func (r Reason) Message(l locale.Language) string {
	return l.Word("delivery.reason.", string(r))
}
