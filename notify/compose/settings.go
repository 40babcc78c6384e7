package compose

import (
	"time"

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
// up when a message is delivered (R619).
type Settings struct {
	Company Company `json:"company"`

	From     recipients.Mailbox `json:"from,omitzero"`     // sender of mails; needed before mail is planned (R616)
	ReplyTo  recipients.Mailbox `json:"replyTo,omitzero"`  // zero: replies go to From
	SMSFrom  smsgw.SenderName   `json:"smsFrom,omitzero"`  // at most 11 characters (R201); it or SMSFromNumber is needed before SMS is planned
	Language string             `json:"language,omitzero"` // BCP 47; zero: Swedish
	Zone     string             `json:"zone,omitzero"`     // IANA name; zero: Europe/Stockholm
	Region   string             `json:"region,omitzero"`   // ISO 3166, for corrected telephone numbers; zero: SE

	// SMSFromNumber is a number that SMS come from and can be answered to,
	// instead of SMSFrom (R202, R616).
	SMSFromNumber recipients.Phone `json:"smsFromNumber,omitzero"`
	// PurchaseOrderTo is where purchase orders go whose supplier has no address
	// for them and that have no contact person: Standardepost för sändning av
	// inköpsorder (R801).
	PurchaseOrderTo recipients.List `json:"purchaseOrderTo,omitzero"`

	// Languages adds languages of the host's own to the built-in ones, or
	// replaces one of them (R408).
	Languages []locale.Table `json:"languages,omitempty"`

	ShowLogo               bool `json:"showLogo,omitzero"`               // Visa logga (R603)
	IncludeFiles           bool `json:"includeFiles,omitzero"`           // Ta med uppladdade filer vid sändning (R604)
	ShowImages             bool `json:"showImages,omitzero"`             // Visa bilder, on service protocols (R604)
	MachineNumberInName    bool `json:"machineNumberInName,omitzero"`    // Ta med maskinnummer i PDF-ens filnamn (R501)
	RemoteImages           bool `json:"remoteImages,omitzero"`           // keep pictures from the web in templates; they tell who reads the mail
	KeepTypographyInSMS    bool `json:"keepTypographyInSms,omitzero"`    // zero: – and “ become GSM-7's - and " (R204)
	MarkAnyChange          bool `json:"markAnyChange,omitzero"`          // any change of the order marks a sending, not just what mattered (R703)
	LeaveOutBrokenPictures bool `json:"leaveOutBrokenPictures,omitzero"` // zero: a broken picture is an error (R503)

	// ReadyMessage is the text that a free message starts with: Meddelande vid
	// klar för fakturering (R607).
	ReadyMessage string `json:"readyMessage,omitzero"`
	// BookingTemplates replace the built-in booking confirmation, one for each
	// kind of order (R407).
	BookingTemplates map[OrderKind]templating.MailTemplate `json:"bookingTemplates,omitempty"`
	// Templates are the mails that a user can choose from (R305).
	Templates []templating.MailTemplate `json:"templates,omitempty"`

	// ExtraTags are the names of the host's own tags, beside the ten of R302.
	ExtraTags []string `json:"extraTags,omitempty"`

	MaxMailBytes int64     `json:"maxMailBytes,omitzero"` // a mail as encoded, in bytes; zero: 10 MiB (R604)
	MaxPixels    int64     `json:"maxPixels,omitzero"`    // a picture, width times height; zero: 64 megapixels (R604)
	SMSWarning   int       `json:"smsWarning,omitzero"`   // warn from this number of SMS a text; zero: 3
	LoggingBegan time.Time `json:"loggingBegan,omitzero"` // older orders without records are unknown (R704)
	Test         TestMode  `json:"test,omitzero"`         // zero: off (R615)
}

// Company is the tenant and what its messages tell about it: in the footer of
// every mail (R307) and on documents. Only ID is needed.
type Company struct {
	ID        string   `json:"id"`                 // the host's key of the tenant (R619)
	Name      string   `json:"name"`               // {company}, and the sender's name where From has none
	OrgNumber string   `json:"orgNumber,omitzero"` // organisationsnummer
	Address   []string `json:"address,omitempty"`  // postal address, a line each
	Phone     string   `json:"phone,omitzero"`
	Email     string   `json:"email,omitzero"`
	Website   string   `json:"website,omitzero"`
	Extra     []string `json:"extra,omitempty"` // further lines of the footer: "Godkänd för F-skatt", bankgiro
	Logo      Logo     `json:"logo,omitzero"`
	Accent    string   `json:"accent,omitzero"` // colour as #rrggbb; zero: the layout's own
}

// Logo is a company's picture for mails, where [Settings].ShowLogo says so
// (R603), and for documents. The zero value is none.
type Logo struct {
	Name        string `json:"name,omitzero"`        // file name in the mail, and for errors
	ContentType string `json:"contentType,omitzero"` // image/png, image/jpeg or image/gif; zero: image/png
	Data        []byte `json:"data,omitempty"`
	Width       int    `json:"width,omitzero"` // in CSS pixels as shown in a mail; zero: 160
}

// TestMode keeps messages from real recipients (R615). What it did stands in
// each planned message and in the log. The zero value is off.
type TestMode struct {
	DryRun        bool               `json:"dryRun,omitzero"`        // plan and log, send nothing
	RedirectEmail recipients.Address `json:"redirectEmail,omitzero"` // every mail goes here instead, and no SMS to anybody else
	RedirectPhone recipients.Phone   `json:"redirectPhone,omitzero"` // every SMS goes here instead, and no mail to anybody else
	// Allow lists addresses, numbers and domains ("@example.se") that get
	// messages; everybody else is left out. Empty: everybody.
	Allow []string `json:"allow,omitempty"`
}

// Active reports whether any test mode is on.
func (t TestMode) Active() bool {
	return t.DryRun || !t.RedirectEmail.IsZero() || !t.RedirectPhone.IsZero() || len(t.Allow) > 0
}
