package order

import (
	"time"

	"github.com/budkavle/budkavle/booking"
	"github.com/budkavle/budkavle/notify/email"
	"github.com/budkavle/budkavle/recipients"
	"github.com/budkavle/budkavle/smsgw"
	"github.com/budkavle/budkavle/templating"
	"github.com/budkavle/budkavle/templating/locale"
)

// Settings are one company's settings for messages. They are plain data that
// the host keeps in its own tables: they go through encoding/json and back
// unchanged, and JSON from an older version keeps loading. The zero value
// works but for Company.ID; what a zero field means stands beside it. Secrets
// (a mail server's password, a gateway's token) are not here: they are looked
// up when a message is delivered.
type Settings struct {
	Company Company `json:"company"`

	From    recipients.Mailbox `json:"from,omitzero"`    // sender of mails; needed before mail is planned
	ReplyTo recipients.Mailbox `json:"replyTo,omitzero"` // zero: replies go to From
	// at most 11 characters; it, SMSFromNumber or SMSFromCode is needed before SMS is
	// planned
	SMSFrom  smsgw.SenderName `json:"smsFrom,omitzero"`
	Language string           `json:"language,omitzero"` // BCP 47; zero: Swedish
	Zone     string           `json:"zone,omitzero"`     // IANA name; zero: Europe/Stockholm
	Region   string           `json:"region,omitzero"`   // ISO 3166, for corrected telephone numbers; zero: SE

	// SMSFromNumber is a number that SMS come from and can be answered to,
	// instead of SMSFrom.
	SMSFromNumber recipients.Phone `json:"smsFromNumber,omitzero"`
	// SMSFromCode is a short code (kortnummer) in the place of both.
	SMSFromCode smsgw.ShortCode `json:"smsFromCode,omitzero"`
	// PurchaseOrderTo is where purchase orders go whose supplier has no address
	// for them and that have no contact person: Standardepost för sändning av
	// inköpsorder.
	PurchaseOrderTo recipients.List `json:"purchaseOrderTo,omitzero"`

	// Languages adds languages of the host's own to the built-in ones, or
	// replaces one of them.
	Languages []locale.Table `json:"languages,omitempty"`

	ShowLogo            bool `json:"showLogo,omitzero"`            // Visa logga: the company's, in the place of the host's
	IncludeFiles        bool `json:"includeFiles,omitzero"`        // Ta med uppladdade filer vid sändning
	ShowImages          bool `json:"showImages,omitzero"`          // Visa bilder, on service protocols
	MachineNumberInName bool `json:"machineNumberInName,omitzero"` // Ta med maskinnummer i PDF-ens filnamn
	// keep pictures from the web in templates; they tell who reads the mail
	RemoteImages        bool `json:"remoteImages,omitzero"`
	KeepTypographyInSMS bool `json:"keepTypographyInSms,omitzero"` // zero: – and “ become GSM-7's - and "
	// any change of the order marks what is sent from then on, not just what mattered
	MarkAnyChange bool `json:"markAnyChange,omitzero"`
	// CustomerOnPurchaseOrders prints customer, facility and the customer's order number
	// on the papers of purchase orders; zero: a supplier is never told of the end customer.
	CustomerOnPurchaseOrders bool `json:"customerOnPurchaseOrders,omitzero"`
	LeaveOutBrokenPictures   bool `json:"leaveOutBrokenPictures,omitzero"` // zero: a broken picture is an error

	// HostLogo is the host's own logo, which mails show where ShowLogo is off; its Name
	// without the ending is read out in its place. Zero: the company's name stands there.
	HostLogo email.File `json:"hostLogo,omitzero"`
	// HostLogoWidth is HostLogo's as [Company].LogoWidth is that of the company's.
	HostLogoWidth int `json:"hostLogoWidth,omitzero"`

	// Reminders are sent before each visit of an order that is booked: påminnelser.
	// Empty: none. See [booking.DayBefore].
	Reminders []booking.Reminder `json:"reminders,omitempty"`
	// Quiet are the hours in which no automatic SMS is sent. Zero: none.
	Quiet booking.QuietHours `json:"quiet,omitzero"`

	// ReadyMessage is the text that a free message starts with on a work order that is
	// ready for invoicing: Meddelande vid klar för fakturering. Empty, and on every other
	// order: the user writes it all.
	ReadyMessage string `json:"readyMessage,omitzero"`
	// BookingTemplates replace the built-in texts about visits, each for one kind of
	// order, one case and one language; what has none uses the built-in text.
	BookingTemplates []BookingTemplate `json:"bookingTemplates,omitempty"`
	// Templates are the mails that a user can choose from.
	Templates []templating.EmailTemplate `json:"templates,omitempty"`

	// ExtraTags are the names of the host's own tags, beside those that every template
	// knows: see [Settings.Tags].
	ExtraTags []string `json:"extraTags,omitempty"`

	MaxEmailBytes int64     `json:"maxEmailBytes,omitzero"` // a mail as encoded, in bytes; zero: 10 MiB
	MaxPixels     int64     `json:"maxPixels,omitzero"`     // a picture, width times height; zero: 64 megapixels
	SMSWarning    int       `json:"smsWarning,omitzero"`    // warn from this number of SMS a text; zero: 3
	LoggingBegan  time.Time `json:"loggingBegan,omitzero"`  // older orders without records are unknown
	Test          TestMode  `json:"test,omitzero"`          // zero: off
}

// SendsSMS reports whether the company has a sender for SMS.
func (s Settings) SendsSMS() bool {
	return !s.SMSFrom.IsZero() || !s.SMSFromNumber.IsZero() || !s.SMSFromCode.IsZero()
}
