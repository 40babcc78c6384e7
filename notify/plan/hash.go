package plan

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"hash"
	"time"
	"unicode/utf8"

	"github.com/budkavle/budkavle/audit"
	"github.com/budkavle/budkavle/notify/email"
	"github.com/budkavle/budkavle/recipients"
	"github.com/budkavle/budkavle/smsgw"
)

// A hasher hashes a plan's fields in their order, each with its length before it,
// so that no two plans give the same bytes. A plan that comes back from JSON has the
// same hash: what is nil and what is empty are not told apart, times are as JSON
// writes them, and a byte that is no UTF-8 is U+FFFD. A field that came later is in it
// only where it is not zero, so that plans that wait in an outbox keep their hash.
type hasher struct {
	h    hash.Hash
	b    []byte // not hashed yet
	html string // that of the mail before, which most mails of a plan share
	odd  bool   // a time that JSON cannot keep
}

// newHasher begins a hash of what is named, so that two of different things differ.
func newHasher(what string) *hasher {
	w := &hasher{h: sha256.New(), b: make([]byte, 0, 4096)}
	w.text(what)
	return w
}

// sum is the hash; "" when JSON cannot keep the plan.
func (w *hasher) sum() string {
	if w.odd {
		return ""
	}
	w.h.Write(w.b)
	var sum [sha256.Size]byte
	return hex.EncodeToString(w.h.Sum(sum[:0]))
}

// room makes room for n bytes, which are few.
func (w *hasher) room(n int) {
	if cap(w.b)-len(w.b) < n {
		w.h.Write(w.b)
		w.b = w.b[:0]
	}
}

func (w *hasher) write(data []byte) {
	if w.room(len(data)); len(data) > cap(w.b) {
		w.h.Write(data)
		return
	}
	w.b = append(w.b, data...)
}

func (w *hasher) count(n int64) {
	w.room(binary.MaxVarintLen64)
	w.b = binary.AppendVarint(w.b, n)
}

func (w *hasher) flag(on bool) {
	if on {
		w.count(1)
	} else {
		w.count(0)
	}
}

func (w *hasher) text(texts ...string) {
	for _, t := range texts {
		if !utf8.ValidString(t) {
			t = string([]rune(t)) // as JSON does
		}
		w.count(int64(len(t)))
		for len(t) > 0 {
			w.room(1)
			n := min(len(t), cap(w.b)-len(w.b))
			w.b, t = append(w.b, t[:n]...), t[n:]
		}
	}
}

func (w *hasher) data(data []byte) {
	w.count(int64(len(data)))
	w.write(data)
}

// time writes a time as JSON does, which holds no zero byte, and one behind it.
func (w *hasher) time(t time.Time) {
	w.room(len(time.RFC3339Nano) + 2)
	b, err := t.AppendText(w.b)
	w.odd = w.odd || err != nil
	w.b = append(b, 0)
}

func (w *hasher) mailbox(m recipients.Mailbox) { w.text(m.Name, m.Address.String()) }

func (w *hasher) template(t audit.TemplateRef) {
	w.text(t.ID)
	w.count(int64(t.Version))
	w.flag(t.Edited)
}

// hash is that of everything in the plan; "" when JSON cannot keep it.
func (p *Plan) hash() string {
	w := newHasher("plan")
	w.text(p.Company, p.Key, string(p.Kind), p.Order.Kind, p.Order.ID, p.Order.Number, p.Actor.ID, p.Actor.Name, p.Actor.Language)
	w.count(int64(len(p.Actor.Roles)))
	w.text(p.Actor.Roles...)
	w.text(p.Zone)
	w.time(p.Created)
	w.template(p.Template)
	w.text(string(p.Source))
	w.snapshot(p.Snapshot)
	w.flag(p.DryRun)
	w.count(int64(len(p.Messages)))
	for i := range p.Messages {
		w.message(&p.Messages[i])
	}
	w.count(int64(len(p.Documents)))
	for i := range p.Documents {
		d := &p.Documents[i]
		w.text(d.Name, d.ContentType, d.SHA256, d.Ref)
		w.count(d.Size)
		w.data(d.Data)
		w.flag(d.Rendered)
	}
	if w.flag(p.Logo != nil); p.Logo != nil {
		w.inline(p.Logo)
	}
	w.count(int64(len(p.Warnings)))
	for _, one := range p.Warnings {
		w.text(string(one.Code), one.Recipient, one.Text)
	}
	w.count(int64(len(p.LeftOut)))
	for _, one := range p.LeftOut {
		w.text(string(one.Code), string(one.Channel), one.Recipient, one.Text)
	}
	return w.sum()
}

func (w *hasher) snapshot(s *audit.Snapshot) {
	if w.flag(s != nil); s == nil {
		return
	}
	w.text(string(s.Scope), s.Salt)
	w.count(int64(len(s.Fields)))
	for i := range s.Fields {
		f := &s.Fields[i]
		w.text(f.Name, f.Item, f.List, f.Label, string(f.Form), f.Value, f.Proof)
		if f.Aside || f.Until != "" { // which came later
			w.count(-1) // no length of a text is
			w.flag(f.Aside)
			w.text(f.Until)
		}
	}
	w.count(int64(len(s.Lists)))
	w.text(s.Lists...)
	w.write(s.Whole[:])
}

func (w *hasher) message(m *Message) {
	w.text(m.ID, string(m.Channel), m.Recipient, m.Name, m.Language, m.Link, string(m.Test), m.IntendedFor, string(m.Audience))
	w.flag(m.Contact)
	if w.flag(m.Template != nil); m.Template != nil {
		w.template(*m.Template)
	}
	if w.flag(m.Email != nil); m.Email != nil {
		w.email(m.Email)
	}
	w.attachments(m.Attachments)
	if w.flag(m.SMS != nil); m.SMS != nil {
		w.sms(m.SMS)
	}
	w.text(string(m.Segments.Encoding))
	w.count(int64(m.Segments.Segments))
	w.count(int64(m.Segments.Units))
	w.count(int64(m.Segments.Left))
	w.count(int64(len(m.Replaced)))
	for _, r := range m.Replaced {
		w.count(int64(r.From))
		w.text(r.To)
		w.count(int64(r.Offset))
	}
}

func (w *hasher) attachments(list []int) {
	w.count(int64(len(list)))
	for _, n := range list {
		w.count(int64(n))
	}
}

func (w *hasher) email(m *email.Message) {
	w.text(m.ID, m.Company, m.Subject, m.Text, m.Language, m.Thread)
	w.markup(m.HTML)
	w.time(m.Date)
	w.mailbox(m.From)
	w.mailbox(m.To)
	w.mailbox(m.ReplyTo)
	w.flag(m.Automatic)
	w.count(int64(len(m.Inline)))
	for i := range m.Inline {
		w.inline(&m.Inline[i])
	}
	if w.flag(m.Calendar != nil); m.Calendar != nil {
		w.text(m.Calendar.Method, m.Calendar.Name)
		w.data(m.Calendar.Data)
	}
	w.count(int64(len(m.Attachments)))
	for _, a := range m.Attachments {
		w.text(a.Name, a.ContentType)
		w.data(a.Data)
	}
}

// markup hashes a mail's HTML, once where the mail before has the same.
func (w *hasher) markup(html string) {
	same := html == w.html
	if w.flag(same); !same {
		w.text(html)
		w.html = html
	}
}

func (w *hasher) inline(in *email.Inline) {
	w.text(in.ContentID, in.Name, in.ContentType)
	w.data(in.Data)
}

func (w *hasher) sms(s *smsgw.SMS) {
	w.text(s.ID, s.Company, s.From.String(), s.FromNumber.String(), s.FromCode.String(), s.To.String(), s.Text)
}

// content hashes what a message tells whom.
func (w *hasher) content(m *Message) {
	w.text(m.ID, m.Recipient, m.Language, m.Subject(), m.Body(), m.Link)
	w.attachments(m.Attachments)
	if w.flag(m.Email != nil); m.Email != nil {
		w.markup(m.Email.HTML)
		w.mailbox(m.Email.From)
		w.mailbox(m.Email.ReplyTo)
	}
	if w.flag(m.SMS != nil); m.SMS != nil {
		w.text(m.SMS.From.String(), m.SMS.FromNumber.String(), m.SMS.FromCode.String())
	}
}
