package plan

import (
	"github.com/budkavle/budkavle/audit"
	"github.com/budkavle/budkavle/audit/snapshots"
	"github.com/budkavle/budkavle/notify/email"
	"github.com/budkavle/budkavle/recipients"
	"github.com/budkavle/budkavle/smsgw"
)

func (w *hasher) mailbox(field int64, m recipients.Mailbox) {
	w.text(field, m.Name, m.Address.String())
}

func (w *hasher) template(t audit.TemplateRef) {
	w.text(1, t.ID)
	w.number(2, int64(t.Version))
	w.flag(3, t.Edited)
	w.end()
}

// hash is that of everything in the plan; "" when JSON cannot keep it.
func (p *Plan) hash() string {
	w := newHasher("plan")
	w.text(1, p.Company, p.Key, string(p.Kind), p.Zone, string(p.Source))
	w.text(6, p.Order.Kind, p.Order.ID, p.Order.Number)
	w.text(9, p.Actor.ID, p.Actor.Name, p.Actor.Language)
	w.texts(12, p.Actor.Roles)
	w.time(13, p.Created)
	w.flag(14, p.DryRun)
	if p.Template != (audit.TemplateRef{}) {
		w.varint(15)
		w.template(p.Template)
	}
	if p.Snapshot != nil {
		w.varint(16)
		w.snapshot(p.Snapshot)
	}
	if p.SnapshotSMS != nil {
		w.varint(22)
		w.snapshot(p.SnapshotSMS)
	}
	w.list(17, len(p.Messages))
	for i := range p.Messages {
		w.message(&p.Messages[i])
	}
	w.list(18, len(p.Documents))
	for i := range p.Documents {
		w.document(&p.Documents[i])
	}
	if p.Logo != nil {
		w.varint(19)
		w.inline(p.Logo)
	}
	if p.LogoDark != nil {
		w.varint(23)
		w.inline(p.LogoDark)
	}
	w.list(20, len(p.Warnings))
	for _, one := range p.Warnings {
		w.text(1, string(one.Code), one.Recipient, one.Text)
		w.end()
	}
	w.list(21, len(p.LeftOut))
	for _, one := range p.LeftOut {
		w.text(1, string(one.Code), string(one.Channel), one.Recipient, one.Text)
		w.end()
	}
	return w.sum()
}

func (w *hasher) snapshot(s *snapshots.Snapshot) {
	w.text(1, string(s.Scope), s.Salt)
	w.list(3, len(s.Fields))
	for i := range s.Fields {
		f := &s.Fields[i]
		w.text(1, f.Name, f.Item, f.List, f.Label, string(f.Form), f.Value, f.Proof, f.Until)
		w.flag(9, f.Aside)
		w.end()
	}
	w.texts(4, s.Lists)
	if !s.Whole.IsZero() {
		w.data(5, s.Whole[:])
	}
	w.end()
}

func (w *hasher) document(d *Document) {
	w.text(1, d.Name, d.ContentType, d.SHA256, d.Ref)
	w.number(5, d.Size)
	w.data(6, d.Data)
	w.flag(7, d.Rendered)
	w.text(8, d.ID)
	w.number(9, d.Pixels)
	w.end()
}

func (w *hasher) message(m *Message) {
	w.text(1, m.ID, string(m.Channel), m.Recipient, m.Name, m.Language, m.Link,
		string(m.Test), m.IntendedFor, string(m.Audience))
	w.flag(10, m.Contact)
	if m.Template != nil {
		w.varint(11)
		w.template(*m.Template)
	}
	if m.Email != nil {
		w.varint(12)
		w.email(m.Email)
	}
	w.numbers(13, m.Attachments)
	if m.SMS != nil {
		w.varint(14)
		w.sms(m.SMS)
	}
	w.text(15, string(m.Segments.Encoding))
	w.number(16, int64(m.Segments.Segments))
	w.number(17, int64(m.Segments.Units))
	w.number(18, int64(m.Segments.Left))
	w.list(19, len(m.Replaced))
	for _, r := range m.Replaced {
		w.number(1, int64(r.From))
		w.text(2, r.To)
		w.number(3, int64(r.Offset))
		w.end()
	}
	w.end()
}

func (w *hasher) email(m *email.Message) {
	w.text(1, m.ID, m.Company, m.Subject, m.Text, m.Language, m.Thread)
	w.markup(7, m.HTML)
	w.time(9, m.Date)
	w.mailbox(10, m.From)
	w.mailbox(12, m.To)
	w.mailbox(14, m.ReplyTo)
	w.flag(16, m.Automatic)
	w.list(17, len(m.Inline))
	for i := range m.Inline {
		w.inline(&m.Inline[i])
	}
	if m.Calendar != nil {
		w.varint(18)
		w.text(1, m.Calendar.Method, m.Calendar.Name)
		w.data(3, m.Calendar.Data)
		w.end()
	}
	w.list(19, len(m.Attachments))
	for _, a := range m.Attachments {
		w.text(1, a.Name, a.ContentType)
		w.data(3, a.Data)
		w.end()
	}
	w.end()
}

// markup hashes a mail's HTML, once where the mail before has the same.
func (w *hasher) markup(field int64, html string) {
	if html != "" && html == w.html {
		w.flag(field+1, true)
		return
	}
	w.text(field, html)
	w.html = html
}

func (w *hasher) inline(in *email.Inline) {
	w.text(1, in.ContentID, in.Name, in.ContentType)
	w.data(4, in.Data)
	w.end()
}

func (w *hasher) sms(s *smsgw.SMS) {
	w.text(1, s.ID, s.Company, s.From.String(), s.FromNumber.String(), s.FromCode.String(), s.To.String(), s.Text)
	w.end()
}

// content hashes what a message tells whom.
func (w *hasher) content(m *Message) {
	w.text(1, m.ID, m.Recipient, m.Language, m.Subject(), m.Body(), m.Link)
	w.numbers(7, m.Attachments)
	if m.Email != nil {
		w.markup(8, m.Email.HTML)
		w.mailbox(10, m.Email.From)
		w.mailbox(12, m.Email.ReplyTo)
	}
	if m.SMS != nil {
		w.text(14, m.SMS.From.String(), m.SMS.FromNumber.String(), m.SMS.FromCode.String())
	}
	w.end()
}
