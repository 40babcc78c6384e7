package sendertest

// A Situation is what the other side of a sender does.
type Situation string

// The situations that the suites ask for.
const (
	Accepting        Situation = "accepting"          // takes what comes
	RefusesRecipient Situation = "refuses-recipient"  // says no for good to this recipient
	RefusesForNow    Situation = "refuses-for-now"    // says that it may be tried later, and has taken nothing
	RefusesLogin     Situation = "refuses-login"      // does not know the user or the password, and may repeat them
	DiesBefore       Situation = "dies-before-handed" // is gone before a message is handed over; mail only
	DiesAfter        Situation = "dies-after-handed"  // takes the message and is gone without an answer
	Silent           Situation = "silent"             // hears everything and says nothing, ever
	Garbage          Situation = "garbage"            // takes the message and answers nonsense; SMS only
)
