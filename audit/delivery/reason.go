package delivery

// Reason says, for machines, why a message was not sent: one cause has one
// reason, whichever sender meets it. A sender of a host's own may have reasons
// beside the constants. Stores keep the text, so a constant's value never
// changes. The zero value is no reason: a [Failure] always has one.
type Reason string

// On the way to the server or gateway.
const (
	ReasonHostUnknown    Reason = "host-unknown"    // no server has that name
	ReasonConnectRefused Reason = "connect-refused" // nothing listens on that port
	ReasonConnectTimeout Reason = "connect-timeout" // it could not be reached in time
	ReasonConnectFailed  Reason = "connect-failed"  // it could not be reached
	ReasonNoGreeting     Reason = "no-greeting"     // connected, and not a word was said
	ReasonConnectionLost Reason = "connection-lost" // cut before the message was handed over
	ReasonTimeout        Reason = "timeout"         // no answer in time, before the message was handed over
	ReasonNoAnswer       Reason = "no-answer"       // handed over, and no answer came
	ReasonNotUnderstood  Reason = "not-understood"  // an answer that the protocol does not have
	ReasonCancelled      Reason = "cancelled"       // the context was over
	ReasonClosed         Reason = "closed"          // the sender was closed
	ReasonNotClaimed     Reason = "not-claimed"     // the hook of [WithHandOver] refused
	ReasonNotWritten     Reason = "not-written"     // a file could not be written
	ReasonUnclassified   Reason = "unclassified"    // an error that says nothing
)

// Of the encryption and the login.
const (
	ReasonTLSWrongName    Reason = "tls-wrong-name"    // the certificate is for another name
	ReasonTLSUntrusted    Reason = "tls-untrusted"     // nobody known has signed the certificate
	ReasonTLSExpired      Reason = "tls-expired"       // the certificate's time is over
	ReasonTLSTooOld       Reason = "tls-too-old"       // the other side knows only versions that are no longer safe
	ReasonTLSFailed       Reason = "tls-failed"        // the encryption failed otherwise
	ReasonTLSNotSpoken    Reason = "tls-not-spoken"    // plain words where TLS was expected from the first byte
	ReasonTLSNotOffered   Reason = "tls-not-offered"   // the server has no STARTTLS
	ReasonTLSRequired     Reason = "tls-required"      // the server takes nothing unencrypted
	ReasonLoginRefused    Reason = "login-refused"     // user, password or token are not accepted
	ReasonLoginNotOffered Reason = "login-not-offered" // the server has no way of logging in that fits
	ReasonLoginNeedsTLS   Reason = "login-needs-tls"   // the login would go unencrypted
	ReasonLoginRequired   Reason = "login-required"    // the server wants a login first
	// the server cannot prove that it knows the password, or asks for too much or too
	// little work
	ReasonLoginUnsafe Reason = "login-unsafe"
	ReasonNoToken     Reason = "no-token" // the token for the login could not be had
)

// What the other side says of us: nothing that a recipient is to blame for.
const (
	ReasonServerUnavailable   Reason = "server-unavailable"    // the server or gateway does not work at present
	ReasonServerRefused       Reason = "server-refused"        // it refuses to talk with us
	ReasonTooManyConnections  Reason = "too-many-connections"  // more at a time than it allows
	ReasonTooManyRequests     Reason = "too-many-requests"     // more in a short time than it allows
	ReasonQuotaExceeded       Reason = "quota-exceeded"        // more in a day or an hour than our account may send
	ReasonQueueFull           Reason = "queue-full"            // its own queue is full
	ReasonNoCredit            Reason = "no-credit"             // the account has no money left
	ReasonAccountNotActive    Reason = "account-not-active"    // the account is suspended, closed or not paid for
	ReasonTrialAccount        Reason = "trial-account"         // a trial account may not write to that number
	ReasonCountryNotEnabled   Reason = "country-not-enabled"   // the account may not send to that country
	ReasonWrongAddress        Reason = "wrong-address"         // what was configured as the gateway's address is none
	ReasonRedirected          Reason = "redirected"            // the gateway's address has moved
	ReasonNoRoute             Reason = "no-route"              // the gateway has no operator for that number
	ReasonNoGateway           Reason = "no-gateway"            // every gateway of a chain is left alone for a while
	ReasonSenderRefused       Reason = "sender-refused"        // our address, name or number may not be used as sender
	ReasonSenderNotRegistered Reason = "sender-not-registered" // our number or name has to be registered first
	// SPF, DKIM, DMARC or the name of our machine do not prove us
	ReasonSenderNotProved Reason = "sender-not-proved"
	// our machine, domain or account is on a block list or has a bad name
	ReasonBlocklisted Reason = "blocklisted"
	ReasonRelayDenied Reason = "relay-denied" // the server does not send on for us
	// the server takes no mail from our machine, or not by its name
	ReasonClientRefused Reason = "client-refused"
	// the server cannot carry an address with letters beyond ASCII
	ReasonUTF8NotOffered Reason = "smtputf8-not-offered"
	ReasonTryLater       Reason = "try-later" // refused for now, without a word on why
	// refused for good, by a rule that the words or the code do not name
	ReasonRefused Reason = "refused"
)

// Of the service that sends.
const (
	ReasonNoSender        Reason = "no-sender"         // the company has no mail server or gateway
	ReasonSendersNotFound Reason = "senders-not-found" // the host could not find the company's
	ReasonPanicked        Reason = "panicked"          // code of the host's or of a sender panicked
	ReasonNoOutcomeLogged Reason = "no-outcome-logged" // handed over, and nobody wrote down what came of it
	ReasonGaveUp          Reason = "gave-up"           // tried for so long that it makes no sense any more
	// another caller sends it, and the log does not say what came of it
	ReasonTakenByAnother Reason = "taken-by-another"
)

// Of the recipient.
const (
	ReasonMailboxUnknown   Reason = "mailbox-unknown"   // the mailbox is said not to exist
	ReasonDomainUnknown    Reason = "domain-unknown"    // the address's domain is said not to exist or to take no mail
	ReasonMailboxDisabled  Reason = "mailbox-disabled"  // it exists and is closed
	ReasonMailboxFull      Reason = "mailbox-full"      // it takes nothing until its owner clears it
	ReasonRecipientRefused Reason = "recipient-refused" // the recipient is refused for another reason
	ReasonGreylisted       Reason = "greylisted"        // who comes again later is let in
	ReasonNumberUnknown    Reason = "number-unknown"    // the number is said not to exist
	ReasonNotMobile        Reason = "not-mobile"        // the number cannot receive SMS
	ReasonUnsubscribed     Reason = "unsubscribed"      // its owner wants no more from us
	ReasonBlocked          Reason = "blocked"           // its owner or operator has blocked us
	ReasonUnreachable      Reason = "unreachable"       // switched off or out of reach
	ReasonNotDelivered     Reason = "not-delivered"     // taken, and not delivered, without a word on why
	// one part of a long SMS was not delivered, whatever became of the others
	ReasonPartNotDelivered Reason = "part-not-delivered"
)

// Of the message.
const (
	ReasonInvalid        Reason = "invalid-message"          // its own Validate refuses it
	ReasonTooLarge       Reason = "too-large"                // more than the other side takes
	ReasonMessageRefused Reason = "message-refused"          // its content is refused
	ReasonFiltered       Reason = "filtered"                 // a filter takes it for spam
	ReasonAttachment     Reason = "attachment"               // a file is not what was planned
	ReasonNoAttachment   Reason = "attachment-not-available" // a file could not be fetched
)

// AddressGone reports whether f is evidence that the recipient's address or
// number does not exist or is closed for good, of which the next draft warns:
// permanent, the recipient's fault, and for one of the reasons that say so. A full
// mailbox does not, nor does any other of the constants. A reason of a host's own
// counts, since its sender has blamed the recipient for good. A nil f is none.
func (f *Failure) AddressGone() bool {
	return f != nil && f.Class == Permanent && f.Fault == FaultRecipient && f.Reason != "" && !saysOther[f.Reason]
}

// StopsOthers reports whether what keeps this message from being sent keeps every
// other of the company from it too, over the same server or gateway, until a
// person acts: a login that is refused is tried once and not for each recipient. A
// configuration that is wrong for some numbers only does not.
func (f *Failure) StopsOthers() bool {
	if f == nil || f.Class != Configuration {
		return false
	}
	switch f.Reason {
	case ReasonTrialAccount, ReasonCountryNotEnabled, ReasonNoRoute, ReasonSenderNotRegistered:
		return false
	}
	return true
}
