package compose

import (
	"strings"

	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/notify/email"
	"github.com/budkavle/budkavle/recipients"
	"github.com/budkavle/budkavle/templating"
	"github.com/budkavle/budkavle/templating/locale"
)

// logoID is the content ID of the company's logo.
const logoID = "logo@budkavle"

// mails plans a mail for each recipient.
func (p *planner) mails() {
	if !p.d.Email {
		return
	}
	seen := map[recipients.Address]bool{}
	for _, to := range p.d.To {
		if seen[to.Address] {
			p.leaveOut(LeftDuplicate, delivery.Email, to.Address.String(), to.Address)
			continue
		}
		seen[to.Address] = true
		if m, ok := p.mail(to); ok {
			p.plan.Messages = append(p.plan.Messages, m)
		}
	}
}

// mail plans one mail: its text in the recipient's language, the link for
// those who may log in (R605), the document and the files.
func (p *planner) mail(to recipients.Mailbox) (Message, bool) {
	d, s, address := p.d, p.d.settings, to.Address.String()
	m, send := p.underTest(delivery.Email, address)
	if !send {
		return m, false
	}
	l := d.languageOf(address)
	written, ok := p.textFor(l)
	if !ok {
		return m, false
	}
	known := d.people.find(address)
	to.Name = personName(first(to.Name, known.name))
	m.Name, m.Language, m.Link = to.Name, l.Tag(), valid(known.link)
	mailbox := to
	if m.Recipient != address {
		mailbox = recipients.Mailbox{Address: s.Test.RedirectEmail}
	}
	from := s.From
	if from.Name == "" {
		from.Name = personName(s.Company.Name)
	}
	m.Email = &email.Message{
		ID: m.ID, Company: p.plan.Company, Date: p.dateOf(), From: from, To: mailbox, ReplyTo: s.ReplyTo,
		Subject: templating.OneLine(written.subject), Language: l.Tag(), Thread: p.thread(m.ID),
	}
	p.body(&m, written, l)
	if m.Email.HTML == "" {
		return m, false // told of
	}
	p.calendar(&m, to, l)
	p.attach(&m, l)
	p.checkSize(&m)
	p.warnAboutRepeat(address, &m)
	return m, true
}

// personName makes a contact's name fit for a header: one line, no controls, no
// more bytes than a mail takes. A bad name must not keep anybody from a mail.
func personName(name string) string {
	name = delivery.Scrub(name)
	if len(name) <= email.MaxFileName {
		return name
	}
	return strings.ToValidUTF8(name[:email.MaxFileName], "")
}

// textFor is the text in a language, or what the user made of it.
func (p *planner) textFor(l locale.Language) (texts, bool) {
	if p.d.Edited() || l.Tag() == p.d.language.Tag() {
		return texts{subject: valid(p.d.Subject), body: valid(p.d.Text)}, true
	}
	w, had := p.texted[l.Tag()]
	if !had {
		t, err := p.d.write(l)
		if err != nil {
			p.refuse("text", RefusedText, err)
		}
		w = writing{t, err == nil}
		p.texted[l.Tag()] = w
	}
	return w.texts, w.ok
}

// body sanitises the text and sets it into the layout (R305, R307, R603); those
// with the same language and link share it.
func (p *planner) body(m *Message, t texts, l locale.Language) {
	key := [2]string{l.Tag(), m.Link}
	r, had := p.layouts[key]
	if !had {
		r = p.layout(m, t, l)
		p.layouts[key] = r
	}
	m.Email.HTML, m.Email.Text = r.html, r.text
}

func (p *planner) layout(m *Message, t texts, l locale.Language) rendered {
	d, company := p.d, p.d.settings.Company
	html := templating.TextToHTML(t.body)
	if d.source.html {
		html = t.body
	}
	layout := templating.Layout{
		Language: l, Title: m.Email.Subject, Company: company.Name, Accent: company.Accent,
		Facts: d.box(l), Body: html, RemoteImages: d.settings.RemoteImages, Footer: company.mailFooter(),
	}
	if d.settings.ShowLogo && len(company.Logo.Data) > 0 {
		layout.Logo = templating.Logo{ContentID: logoID, Alt: company.Name, Width: company.Logo.Width}
		p.plan.Logo = &email.Inline{ContentID: logoID, Name: safeUploadName(first(company.Logo.Name, "logo")), ContentType: mediaType(company.Logo.ContentType, "image/png"), Data: company.Logo.Data}
	}
	if m.Link != "" {
		layout.Button = templating.Button{Label: l.Phrase("compose.open-order"), URL: m.Link}
	}
	htmlPart, textPart, err := layout.Render()
	if err != nil {
		p.fail("link", RefusedLink, m.Link)
	}
	return rendered{valid(htmlPart), valid(textPart)}
}

// footer is the company's details, a line each (R307).
func (c Company) footer() []string {
	var lines []string
	for _, line := range append([]string{c.Name, strings.Join(c.Address, ", ")}, joinSet(" · ", c.Phone, c.Email, c.Website), c.OrgNumber) {
		if line != "" {
			lines = append(lines, line)
		}
	}
	return append(lines, c.Extra...)
}

// mailFooter is the company's details as a mail has them (R307).
func (c Company) mailFooter() templating.Footer {
	return templating.Footer{
		Name: c.Name, Address: c.Address, Phone: c.Phone, Email: c.Email, Website: c.Website, OrgNumber: c.OrgNumber, Extra: c.Extra,
	}
}

func joinSet(separator string, texts ...string) string {
	var set []string
	for _, t := range texts {
		if t != "" {
			set = append(set, t)
		}
	}
	return strings.Join(set, separator)
}

// box is that of a booking confirmation: what, when, where, who.
func (d *Draft) box(l locale.Language) []templating.Fact {
	if d.request.Kind != BookingConfirmation {
		return nil
	}
	var list []templating.Fact
	add := func(key, value string) {
		if value != "" {
			list = append(list, templating.Fact{Label: l.Phrase(key), Value: value})
		}
	}
	add("compose.what", joinSet("\n", l.OrderRef(d.order.Number), d.order.Description))
	b := d.visit
	if d.visiting {
		add("compose.when", b.Date(l, d.request.Now)+", "+b.Time(l))
	}
	add("compose.where", joinSet("\n", append([]string{first(b.Place, d.order.Facility.Name)}, d.order.Facility.Address...)...))
	if d.visiting && !b.Cancelled {
		add("compose.who", b.Who())
	}
	return list
}

// thread is the order's first mail, so that mail programs keep them together.
func (p *planner) thread(own string) string {
	for _, m := range p.d.request.Log {
		if m.Channel == delivery.Email && m.Good() {
			return m.ID
		}
	}
	return own
}

// checkSize refuses a mail that is larger than the limit as it travels (R604).
// Files of which only a reference is here are counted as if they were.
func (p *planner) checkSize(m *Message) {
	mail, files := *m.Email, 0
	if p.plan.Logo != nil {
		mail.Inline = []email.Inline{*p.plan.Logo}
	}
	for _, i := range m.Attachments {
		doc := p.plan.Documents[i]
		files += base64Size(doc.Size)
		mail.Attachments = append(mail.Attachments, email.Attachment{Name: doc.Name, ContentType: doc.ContentType})
	}
	size, err := email.EncodedSize(&mail)
	if err != nil {
		p.refuse("email", RefusedMail, err)
		return
	}
	if total, limit := int64(size+files), p.d.settings.maxMailBytes(); total > limit && !p.tooLarge {
		p.tooLarge = true
		p.fail("files", RefusedMailSize, total, limit)
	}
}

// base64Size is the length of n bytes as base64 in lines of 76 characters, each
// with its line break (RFC 2045 section 6.8).
func base64Size(n int64) int {
	chars := (n + 2) / 3 * 4
	return int(chars + (chars+75)/76*2)
}
