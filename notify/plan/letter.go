package plan

import (
	"cmp"
	"time"

	"github.com/budkavle/budkavle/audit"
	"github.com/budkavle/budkavle/audit/snapshots"
	"github.com/budkavle/budkavle/notify/email"
	"github.com/budkavle/budkavle/notify/order"
	"github.com/budkavle/budkavle/recipients"
	"github.com/budkavle/budkavle/templating"
	"github.com/budkavle/budkavle/templating/locale"
)

// A Letter is what is to be said to whom, before it is known how each recipient
// gets it. Packages that decide about messages fill one in, and [Letter.Plan] makes
// the mails and SMS. The functions are asked once for each language or recipient
// and must be pure; Settings, Kind, Key, Now and Zone are needed. The zero value
// plans nothing.
type Letter struct {
	Settings order.Settings
	Order    audit.OrderRef // what it is about; zero for what belongs to no order
	Kind     Kind
	Actor    order.Actor // who sends; zero: the system
	// Automatic says that no person sends it, though an Actor may be known: a mode
	// that sends at once, a reminder. Mails of the system always say so.
	Automatic bool
	Key       string    // one key sends once
	Now       time.Time // the date of the mails
	Zone      *time.Location

	Email  bool // send by e-mail
	SMS    bool // send by SMS
	To     recipients.List
	Phones recipients.PhoneList
	People order.People // names, languages and links of recipients
	// Audience says whether the recipients who are not the company's own people are
	// customers or suppliers; zero: customers.
	Audience audit.Audience
	// Language is that of recipients who have none in People, as a BCP 47 tag; empty:
	// the company's.
	Language string

	// EmailText is the subject and body of mails in a language.
	EmailText func(l locale.Language) (EmailText, error)
	// SMSText is the text of SMS in a language.
	SMSText func(l locale.Language) (string, error)
	// Layout is what stands around a mail's body in a language, apart from what
	// every mail of the company has (logo, colour, footer) and from what the planner
	// knows (language, title, link, attachments). A mail without a Headline has its
	// subject as one, unless its body is HTML. Nil: nothing.
	Layout func(l locale.Language) templating.Layout
	// Documents are what mails in a language attach. Nil: nothing.
	Documents func(l locale.Language) ([]Document, []Warning, error)
	// Calendar is the calendar entry of the mail to somebody. Nil: none.
	Calendar func(to recipients.Mailbox, l locale.Language, link string) (*email.Calendar, error)

	Template audit.TemplateRef // which, and whether the text was edited
	// TemplateIn is the template of the text in a language, where languages have
	// different ones; nil: Template.
	TemplateIn func(l locale.Language) audit.TemplateRef
	Source     TextSource          // where the text came from
	Snapshot   *snapshots.Snapshot // what the message tells of the order
	// SnapshotSMS is what an SMS tells, where a mail tells something else; nil: the same.
	SnapshotSMS *snapshots.Snapshot

	// Log holds earlier messages of the order, for the thread and for warnings of
	// repetition; Bounced the addresses and numbers that failed for good.
	Log     []audit.Message
	Bounced []string

	// Refused keeps the letter from being planned, Warnings and LeftOut stand in
	// its plan beside the planner's own.
	Refused  []*FieldError
	Warnings []Warning
	LeftOut  []LeftOut
}

// EmailText is what a mail says.
type EmailText struct {
	Subject string
	Body    string
	HTML    bool   // Body is HTML of a company's template, which is sanitised
	SignOff string // plain text below body and button; zero: none
}

// otherTemplate is the template of the text in a language, where it is not that of
// the letter.
func (l *Letter) otherTemplate(in locale.Language) *audit.TemplateRef {
	if l.TemplateIn == nil {
		return nil
	}
	if t := l.TemplateIn(in); t != l.Template {
		return &t
	}
	return nil
}

// audienceOf is on which side of the company a recipient is.
func (l *Letter) audienceOf(recipient string) audit.Audience {
	if l.People.Find(recipient).Staff {
		return audit.AudienceStaff
	}
	return cmp.Or(l.Audience, audit.AudienceCustomer)
}
