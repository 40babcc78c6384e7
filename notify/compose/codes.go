package compose

import (
	"errors"

	"github.com/budkavle/budkavle/notify/plan"
)

// The codes of warnings beside those of package plan: none keeps a message from
// being sent.
const (
	WarnNoBooking plan.Code = "no-booking"  // a confirmation without a booking, which the caller allowed
	WarnUnderWay  plan.Code = "under-way"   // a confirmation of a visit that has begun
	WarnEmptyTag  plan.Code = "empty-tag"   // a tag of the text has no value
	WarnTagInText plan.Code = "tag-in-text" // somebody typed a tag, which is sent as it stands
	// something odd in the template, such as a brace that nothing closes
	WarnTemplate        plan.Code = "template"
	WarnNoAddress       plan.Code = "no-address"       // a preselected contact has no usable e-mail address
	WarnFileName        plan.Code = "file-name"        // the name that was typed was made safe
	WarnNoGlyph         plan.Code = "pdf-no-glyph"     // the document's font lacks characters
	WarnUnknownLanguage plan.Code = "unknown-language" // a language that is unknown, so that another is used
	// recipients who get the user's own words in another language than theirs
	WarnOtherLanguage  plan.Code = "other-language"
	WarnContactName    plan.Code = "contact-name"         // the text names a contact, and others get it too
	WarnNotToldBefore  plan.Code = "not-told-before"      // a recipient who never heard of the visit reads that it has changed
	WarnPictureLeftOut plan.Code = "pdf-picture-left-out" // a broken picture is not in the document
)

// The codes of those who are left out, beside those of package plan.
const (
	LeftNoMobile   plan.Code = "no-mobile"    // a preselected contact's number gets no SMS: a landline, say
	LeftSentBefore plan.Code = "already-sent" // got it before, and nobody asked for it again
)

// The codes of refusals beside those of package plan: the user or an
// administrator has to act first.
const (
	RefusedFixed       plan.Code = "fixed"             // a fixed text was changed
	RefusedNoDocument  plan.Code = "no-document"       // there is no file to name
	RefusedNoBooking   plan.Code = "no-booking"        // no booking is coming
	RefusedBookingGone plan.Code = "booking-gone"      // the order does not have the booking that was named
	RefusedFilesOff    plan.Code = "files-off"         // a setting that files need is off; the message names it
	RefusedFilesSMS    plan.Code = "files-need-mail"   // files were chosen, e-mail was not
	RefusedNoFile      plan.Code = "no-such-file"      // the order has no such file
	RefusedFile        plan.Code = "file-incomplete"   // neither bytes nor a reference with size and hash
	RefusedFileSize    plan.Code = "file-too-large"    // a file alone passes the limit of a mail
	RefusedPicture     plan.Code = "picture-too-large" // a picture passes the limit of pixels
	RefusedNoSMS       plan.Code = "no-sms"            // the kind of message goes by e-mail alone
	// entries of a list are no addresses or numbers; the message names each
	RefusedEntries plan.Code = "bad-entries"
	// the order has changed since the form was opened, in what the message tells
	RefusedOrderChanged plan.Code = "order-changed"
	// the template of the text was saved since the form was opened
	RefusedTemplateSaved plan.Code = "template-saved"
	// the text has become another since the form was opened, though neither the order nor
	// its template has changed: time has passed, something was sent, settings were saved
	RefusedTextChanged plan.Code = "text-changed"
	// characters of the text could not be read, as when the page is not UTF-8
	RefusedUnreadable plan.Code = "unreadable"
	RefusedNoTemplate plan.Code = "no-such-template" // the settings have no such template
	// a template was chosen since the form was opened: its text is shown first
	RefusedTemplateChosen plan.Code = "template-chosen"
	RefusedKind           plan.Code = "wrong-kind"     // no such message can be sent from the order
	RefusedKeyUsed        plan.Code = "key-used"       // the form has sent something else before
	RefusedForm           plan.Code = "form-not-whole" // the form came back without what it was opened with
	RefusedNoComment      plan.Code = "no-comment"     // the comment has no text
	RefusedCommentInside  plan.Code = "comment-inside" // the comment is not visible to the customer
	RefusedOutside        plan.Code = "outside"        // a comment that is not visible would leave the company
)

// The causes that a host may want to tell apart.
var (
	// ErrFixedText is the cause when a text that is fixed was changed.
	ErrFixedText = errors.New("compose: the text is fixed for this kind of message")
	// ErrForm is the cause when a form came back without what it was opened with, such
	// as an empty post: nothing is to be shown again.
	ErrForm = errors.New("compose: the form came back without its key or its request")
	// ErrNoBooking is the cause when a booking confirmation has no booking.
	ErrNoBooking = errors.New("compose: no booking is coming")
)
