package rights

import (
	"slices"

	"github.com/budkavle/budkavle/templating/locale"
)

// A Right is one thing that needs a permission. Hosts store it, so a
// constant's value never changes.
type Right string

// The rights that the library knows.
const (
	EmailServer Right = "mail-server" // the company's own mail server (egen mailserver)
	Logo        Right = "logo"        // the logo, and whether mails show it (visa logga)
	SenderName  Right = "sender-name" // sender and reply address of mails, sender of SMS (avsändarnamn)
	// mail templates, booking templates, tags (mallar, bokningsbekräftelsemall)
	Templates Right = "templates"
	// the text at ready for invoicing (meddelande vid klar för fakturering)
	Messages Right = "messages"
	// uploaded files and pictures, names and sizes of files (ta med uppladdade filer)
	Files             Right = "files"
	InternalAddresses Right = "internal-addresses" // where mail about articles and purchase orders goes
	Planner           Right = "planner"            // the planner's notifications (inställningar för Planeraren)
	TestMode          Right = "test-mode"          // whether messages reach their recipients at all
	OtherSettings     Right = "other-settings"     // every setting that has no right of its own
	OthersChannels    Right = "others-channels"    // whether another user is notified by e-mail and SMS
	OthersLog         Right = "others-log"         // what other users have sent
	SendAgain         Right = "send-again"         // a message that is held: whether it is sent again or given up
	PersonalData      Right = "personal-data"      // erasing a person from the log
)

// Everything is what a role holds that may do all that needs a right: those of
// a later version and the host's own too.
const Everything Right = "everything"

// all is the closed list, in the order of a settings page.
var all = []Right{
	EmailServer, SenderName, Logo, Templates, Messages, Files, InternalAddresses, Planner, TestMode, OtherSettings,
	OthersChannels, OthersLog, SendAgain, PersonalData,
}

// All returns the rights that the library knows, in the order of a settings
// page. [Everything] is not among them.
func All() []Right { return slices.Clone(all) }

// Name returns what the right is called on a settings page and in refusals. A
// right that the language has no name for is called by its own value.
func (r Right) Name(l locale.Language) string {
	return l.Word("rights.", string(r))
}

// place is where a right stands in a list: the library's own as on a settings
// page, then the others.
func (r Right) place() int {
	if i := slices.Index(all, r); i >= 0 {
		return i
	}
	return len(all)
}
