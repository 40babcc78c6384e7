// Package codes lists what a plan may have to say: what to warn of, who is left out and
// why, and what keeps a message from being planned.
//
// It is one list for all who decide about messages to customers, so that a host that
// switches on codes or words them anew finds them in one place; what is said of the
// company's own people only is in package staff. It imports nothing. Safe for concurrent
// use.
package codes

// Code says, for machines, what a plan.Warning, a plan.LeftOut or a plan.FieldError is
// about. Hosts may store it, so a constant's value never changes. The zero value is none.
// Warnings, omissions and refusals are told apart by the type that has the code: one
// text may stand for a warning and for a refusal of the same cause.
type Code string

// Warnings about recipients, senders and length: none keeps a message from being sent.
const (
	WarnBounced        Code = "bounced"             // the address or number failed for good before
	WarnSentBefore     Code = "sent-before"         // the same text went to the same recipient
	WarnJustSent       Code = "just-sent"           // somebody else sent such a message minutes ago
	WarnCapitals       Code = "capitals"            // two addresses that differ in capitals alone get one mail each
	WarnMaybeSent      Code = "maybe-sent-before"   // so it may have: nobody knows whether it arrived
	WarnSpecialDomain  Code = "special-domain"      // a domain that does not exist on the internet
	WarnMixedScript    Code = "mixed-script"        // a domain that mixes alphabets, as somebody in disguise does
	WarnSMTPUTF8       Code = "smtputf8"            // an address that not every mail server takes
	WarnNotAnswerable  Code = "sms-not-answerable"  // the SMS comes from a text, which cannot be answered
	WarnNotPortable    Code = "sender-not-portable" // a sender name that some gateways refuse
	WarnManySMS        Code = "many-sms"            // the text becomes several SMS
	WarnManySMSBecause Code = "many-sms-because"    // so it does because of some characters
	WarnUnreadable     Code = "unreadable"          // the text has characters that could not be read
	WarnTestRedirect   Code = "test-redirect"       // test mode: somebody else gets the message
	WarnTestDryRun     Code = "test-dry-run"        // test mode: nothing is sent
)

// Warnings about what a message to a customer says: none keeps it from being sent.
const (
	WarnNoBooking Code = "no-booking"  // a confirmation without a booking, which the caller allowed
	WarnUnderWay  Code = "under-way"   // a confirmation of a visit that has begun
	WarnEmptyTag  Code = "empty-tag"   // a tag of the text has no value
	WarnTagInText Code = "tag-in-text" // somebody typed a tag, which is sent as it stands
	// something odd in the template, such as a brace that nothing closes
	WarnTemplate        Code = "template"
	WarnNoAddress       Code = "no-address"       // a preselected contact has no usable e-mail address
	WarnFileName        Code = "file-name"        // the name that was typed was made safe
	WarnNoGlyph         Code = "pdf-no-glyph"     // the document's font lacks characters
	WarnUnknownLanguage Code = "unknown-language" // a language that is unknown, so that another is used
	// recipients who get the user's own words in another language than theirs
	WarnOtherLanguage  Code = "other-language"
	WarnContactName    Code = "contact-name"         // the text names a contact, and others get it too
	WarnNotToldBefore  Code = "not-told-before"      // a recipient who never heard of the visit reads that it has changed
	WarnPictureLeftOut Code = "pdf-picture-left-out" // a broken picture is not in the document
)

// Why somebody is left out.
const (
	LeftDuplicate     Code = "duplicate"      // listed twice, gets one message
	LeftNotAllowed    Code = "not-allowed"    // not on the test mode's list
	LeftNotRedirected Code = "not-redirected" // the test mode has nobody for this channel
	LeftNoMobile      Code = "no-mobile"      // no number that gets SMS: a landline, say
	LeftNoEmail       Code = "no-email"       // no usable e-mail address
	LeftSentBefore    Code = "already-sent"   // got it before, and nobody asked for it again
)

// Refusals of any message: the user or an administrator has to act first.
const (
	RefusedEmpty       Code = "empty"          // a subject or text is missing
	RefusedTooLong     Code = "too-long"       // a subject of more bytes than email.MaxSubject
	RefusedManySMS     Code = "too-many-sms"   // a text of more parts than plan.MaxSMS
	RefusedText        Code = "text"           // the text could not be made
	RefusedLink        Code = "link"           // the order's link is no https address
	RefusedEmailSize   Code = "mail-too-large" // the mail as encoded passes its limit
	RefusedDocument    Code = "document"       // the document could not be made
	RefusedCalendar    Code = "calendar"       // the booking cannot stand in a calendar
	RefusedEmail       Code = "mail"           // the mail cannot be sent as it is
	RefusedNoChannel   Code = "no-channel"     // neither e-mail nor SMS was chosen
	RefusedNobody      Code = "nobody"         // nobody to send to
	RefusedRecipient   Code = "no-recipient"   // an entry of the list is no address or number
	RefusedNoSender    Code = "no-sender"      // the company has no sender address
	RefusedNoSMSSender Code = "no-sms-sender"  // the company has no sender for SMS
	RefusedSettings    Code = "settings"       // the company's settings are wrong; the message says where
)

// Refusals of what a popup asks for: the user has to act first.
const (
	RefusedFixed       Code = "fixed"             // a fixed text was changed
	RefusedNoDocument  Code = "no-document"       // there is no file to name
	RefusedNoBooking   Code = "no-booking"        // no booking is coming
	RefusedBookingGone Code = "booking-gone"      // the order does not have the booking that was named
	RefusedFilesOff    Code = "files-off"         // a setting that files need is off; the message names it
	RefusedFilesSMS    Code = "files-need-mail"   // files were chosen, e-mail was not
	RefusedNoFile      Code = "no-such-file"      // the order has no such file
	RefusedFile        Code = "file-incomplete"   // neither bytes nor a reference with size and hash
	RefusedFileSize    Code = "file-too-large"    // a file alone passes the limit of a mail
	RefusedPicture     Code = "picture-too-large" // a picture passes the limit of pixels
	RefusedNoSMS       Code = "no-sms"            // the kind of message goes by e-mail alone
	// entries of a list are no addresses or numbers; the message names each
	RefusedEntries Code = "bad-entries"
	// the order has changed since the form was opened, in what the message tells
	RefusedOrderChanged Code = "order-changed"
	// the template of the text was saved since the form was opened
	RefusedTemplateSaved Code = "template-saved"
	// the text has become another since the form was opened, though neither the order nor
	// its template has changed: time has passed, something was sent, settings were saved
	RefusedTextChanged Code = "text-changed"
	// characters of the text could not be read, as when the page is not UTF-8
	RefusedUnreadable Code = "unreadable"
	RefusedNoTemplate Code = "no-such-template" // the settings have no such template
	// a template was chosen since the form was opened: its text is shown first
	RefusedTemplateChosen Code = "template-chosen"
	RefusedKind           Code = "wrong-kind"     // no such message can be sent from the order
	RefusedKeyUsed        Code = "key-used"       // the form has sent something else before
	RefusedForm           Code = "form-not-whole" // the form came back without what it was opened with
	RefusedNoComment      Code = "no-comment"     // the comment has no text
	RefusedCommentInside  Code = "comment-inside" // the comment is not visible to the customer
	RefusedOutside        Code = "outside"        // a comment that is not visible would leave the company
)
