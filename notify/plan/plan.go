package plan

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/budkavle/budkavle/audit"
	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/audit/snapshots"
	"github.com/budkavle/budkavle/notify/email"
	"github.com/budkavle/budkavle/notify/order"
	"github.com/budkavle/budkavle/smsgw"
)

// A Plan is exactly what will go out: every message, its text, its files, the
// number of SMS, and who is left out and why. It is plain data that can be
// shown, kept as JSON and sent later unchanged; a plan that was changed is known
// by its hash and not sent. It is made by [Letter.Plan]; the zero value is no
// plan. It holds no secret, but texts and addresses: keep it as you keep those.
// Safe for concurrent reads.
type Plan struct {
	Company  string              `json:"company"` // the tenant
	Key      string              `json:"key"`     // one key sends once
	Kind     Kind                `json:"kind"`
	Order    audit.OrderRef      `json:"order"`
	Actor    order.Actor         `json:"actor,omitzero"`     // zero: the system
	Zone     string              `json:"zone,omitzero"`      // IANA name, of the order
	Created  time.Time           `json:"created"`            // the request's Now, and the date of its mails
	Template audit.TemplateRef   `json:"template,omitzero"`  // which, and whether the text was edited
	Source   TextSource          `json:"source,omitzero"`    // where the text came from
	Snapshot *snapshots.Snapshot `json:"snapshot,omitempty"` // what mattered of the order
	// what mattered for SMS, where mails tell something else; nil: the same
	SnapshotSMS *snapshots.Snapshot `json:"snapshotSMS,omitempty"`

	DryRun    bool          `json:"dryRun,omitzero"` // log, send nothing
	Messages  []Message     `json:"messages"`
	Documents []Document    `json:"documents,omitempty"` // what mails attach, each once
	Logo      *email.Inline `json:"logo,omitempty"`      // the company's picture in every mail; nil for none
	LogoDark  *email.Inline `json:"logoDark,omitempty"`  // what mails show in its place on a dark ground; nil for none
	Warnings  []Warning     `json:"warnings,omitempty"`
	LeftOut   []LeftOut     `json:"leftOut,omitempty"`

	Hash string `json:"hash"` // of everything above
}

// A Message is one message to one recipient: a mail or an SMS, the other is
// nil. It is made by [Letter.Plan].
type Message struct {
	ID        string           `json:"id"` // the same for the same company, key, channel and recipient
	Channel   delivery.Channel `json:"channel"`
	Recipient string           `json:"recipient"`     // canonical address or number
	Name      string           `json:"name,omitzero"` // one line, at most [email.MaxFileName] bytes
	Language  string           `json:"language"`      // BCP 47, of the recipient
	Link      string           `json:"link,omitzero"` // direct link to the order, for those who may log in

	// the template of the text, where it is not the plan's; nil: the plan's, and its
	// zero value: none
	Template *audit.TemplateRef `json:"template,omitempty"`

	Email       *email.Message `json:"email,omitempty"`       // without its files and the logo: [Plan.EmailOf] has them
	Attachments []int          `json:"attachments,omitempty"` // which of the plan's documents go with the mail

	SMS      *smsgw.SMS          `json:"sms,omitempty"`
	Segments smsgw.Segments      `json:"segments,omitzero"`  // how many SMS the text becomes
	Replaced []smsgw.Replacement `json:"replaced,omitempty"` // typography written in GSM-7

	Test audit.TestOutcome `json:"test,omitzero"` // what the test mode did
	// whose message was redirected to Recipient; in a dry run, would be
	IntendedFor string `json:"intendedFor,omitzero"`

	Audience audit.Audience `json:"audience,omitzero"` // on which side of the company the recipient is
	Contact  bool           `json:"contact,omitzero"`  // one of the order's people; false: the address was typed
}

// Body is the text that the log keeps: the mail's text part or the SMS.
func (m *Message) Body() string {
	if m.Email != nil {
		return m.Email.Text
	}
	if m.SMS != nil {
		return m.SMS.Text
	}
	return ""
}

// Parts returns which text is in each of the SMS that the message becomes; nil for a
// mail. [smsgw.Offenders] of the text are the characters that make it UCS-2.
func (m *Message) Parts() []smsgw.Part {
	if m.SMS == nil {
		return nil
	}
	return smsgw.Split(m.SMS.Text)
}

// Subject is that of a mail; "" for an SMS.
func (m *Message) Subject() string {
	if m.Email != nil {
		return m.Email.Subject
	}
	return ""
}

// inline are the pictures that travel in every mail.
func (p *Plan) inline() []email.Inline {
	var list []email.Inline
	for _, picture := range []*email.Inline{p.Logo, p.LogoDark} {
		if picture != nil {
			list = append(list, *picture)
		}
	}
	return list
}

// EmailOf returns the whole mail of a message: with its attachments, whose bytes
// resolve gets for a document that has only a reference. What it returns is
// checked against the planned size and hash. Resolve may be nil when every
// document has its bytes.
func (p *Plan) EmailOf(i int, resolve func(order.File) ([]byte, error)) (*email.Message, error) {
	if i < 0 || i >= len(p.Messages) {
		return nil, fmt.Errorf("plan: message %d does not exist, the plan has %d", i, len(p.Messages))
	}
	m := p.Messages[i]
	if m.Email == nil {
		return nil, fmt.Errorf("plan: message %s is no mail", m.ID)
	}
	whole := *m.Email
	whole.Inline = p.inline()
	for _, n := range m.Attachments {
		if n < 0 || n >= len(p.Documents) {
			return nil, fmt.Errorf("plan: message %s attaches document %d, the plan has %d", m.ID, n, len(p.Documents))
		}
		d := p.Documents[n]
		data := d.Data
		if len(data) == 0 {
			if resolve == nil {
				return nil, fmt.Errorf("plan: document %q has only a reference and nobody to resolve it", d.Name)
			}
			var err error
			if data, err = resolve(d.File); err != nil {
				return nil, fmt.Errorf("plan: document %q: %w", d.Name, err)
			}
		}
		if int64(len(data)) != d.Size || hashOf(data) != d.SHA256 {
			return nil, fmt.Errorf("plan: document %q is not the one that was planned: it was changed since", d.Name)
		}
		whole.Attachments = append(whole.Attachments, email.File{Name: d.Name, ContentType: d.ContentType, Data: data})
	}
	return &whole, nil
}

// ErrChanged is the error of a plan that is not what was planned.
var ErrChanged = errors.New("plan: the plan was changed after it was made: plan again")

// Verify returns [ErrChanged] when the plan's hash is not that of its content.
func (p *Plan) Verify() error {
	if p.Hash == "" || p.Hash != p.hash() {
		return ErrChanged
	}
	return nil
}

// ContentHash is a hash of what the plan tells whom: senders, texts, files, what
// mattered of the order. The times at which it was planned are no part of it,
// nor are the bytes of a document that was drawn then, so a form that is sent
// twice has the same content although each click was planned at its own time.
func (p *Plan) ContentHash() string {
	w := newHasher("content")
	w.text(1, p.Company, p.Key, string(p.Kind), p.Order.Kind, p.Order.ID)
	w.flag(6, p.DryRun)
	w.list(7, len(p.Messages))
	for i := range p.Messages {
		w.content(&p.Messages[i])
	}
	w.list(8, len(p.Documents))
	for _, d := range p.Documents {
		w.text(1, d.Name, d.ContentType, d.Ref)
		if !d.Rendered {
			w.text(4, d.SHA256)
		}
		w.end()
	}
	if p.Snapshot != nil {
		told := p.Snapshot.Fingerprint()
		w.data(9, told[:])
	}
	if p.SnapshotSMS != nil {
		told := p.SnapshotSMS.Fingerprint()
		w.data(10, told[:])
	}
	return w.sum()
}

func hashOf(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}

// Told is what the messages over a channel tell of the order; nil for nothing.
func (p *Plan) Told(c delivery.Channel) *snapshots.Snapshot {
	if c == delivery.SMS && p.SnapshotSMS != nil {
		return p.SnapshotSMS
	}
	return p.Snapshot
}

// Count returns how many mails and SMS the plan sends, an SMS of three parts
// counted as three.
func (p *Plan) Count() (mails, sms int) {
	for _, m := range p.Messages {
		if m.Channel == delivery.Email {
			mails++
		}
		sms += m.Segments.Segments
	}
	return mails, sms
}

// Without returns the plan without the messages to some recipients, by canonical
// address or number, redirected ones included, and the IDs of those messages. The
// hash is that of the plan that is left.
func (p *Plan) Without(recipients ...string) (left Plan, gone []string) {
	is := func(text string) bool {
		return slices.ContainsFunc(recipients, func(r string) bool { return r != "" && strings.EqualFold(r, text) })
	}
	left = *p
	left.Messages, left.LeftOut, left.Warnings = nil, nil, nil
	for _, m := range p.Messages {
		if is(m.Recipient) || is(m.IntendedFor) {
			gone = append(gone, m.ID)
		} else {
			left.Messages = append(left.Messages, m)
		}
	}
	for _, l := range p.LeftOut {
		if !is(l.Recipient) {
			left.LeftOut = append(left.LeftOut, l)
		}
	}
	for _, w := range p.Warnings {
		if !is(w.Recipient) {
			left.Warnings = append(left.Warnings, w)
		}
	}
	left.Hash = left.hash()
	return left, gone
}
