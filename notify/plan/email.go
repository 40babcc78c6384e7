package plan

import (
	"bytes"
	"cmp"
	"path"
	"strings"

	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/notify/codes"
	"github.com/budkavle/budkavle/notify/email"
	"github.com/budkavle/budkavle/notify/order"
	"github.com/budkavle/budkavle/pdf"
	"github.com/budkavle/budkavle/recipients"
	"github.com/budkavle/budkavle/templating"
	"github.com/budkavle/budkavle/templating/locale"
)

// The content IDs of the company's logos.
const logoID, logoDarkID = "logo@budkavle", "logo-dark@budkavle"

// planEmails plans a mail for each recipient.
func (p *planner) planEmails() {
	if !p.l.Email {
		return
	}
	seen := map[recipients.Address]bool{}
	for _, to := range p.l.To {
		if seen[to.Address] {
			p.leaveOut(codes.LeftDuplicate, delivery.Email, to.Address.String(), to.Address)
			continue
		}
		seen[to.Address] = true
		if m, ok := p.planEmail(to); ok {
			p.plan.Messages = append(p.plan.Messages, m)
		}
	}
}

// planEmail plans one mail: its text in the recipient's language, the link for
// those who may log in (R605), the document and the files.
func (p *planner) planEmail(to recipients.Mailbox) (Message, bool) {
	s, address := p.l.Settings, to.Address.String()
	m, send := p.underTest(delivery.Email, address)
	if !send {
		return m, false
	}
	l := p.languageOf(address)
	written, ok := p.emailText(l)
	if !ok {
		return m, false
	}
	known := p.l.People.Find(address)
	to.Name = PersonName(cmp.Or(to.Name, known.Name))
	m.Name, m.Language, m.Link, m.Template = to.Name, l.Tag(), Valid(known.Link), p.l.otherTemplate(l)
	mailbox := to
	if m.Recipient != address {
		mailbox = recipients.Mailbox{Address: s.Test.RedirectEmail}
	}
	from := s.From
	if from.Name == "" {
		from.Name = PersonName(s.Company.Name)
	}
	m.Email = &email.Message{
		ID: m.ID, Company: p.plan.Company, Date: p.dateOf(), From: from, To: mailbox, ReplyTo: s.ReplyTo,
		Subject: templating.OneLine(written.Subject), Language: l.Tag(), Thread: p.thread(m.ID),
		Automatic: p.l.Automatic || p.plan.Actor.IsZero(),
	}
	p.attach(&m, l)
	if p.l.Calendar != nil {
		calendar, err := p.l.Calendar(to, l, m.Link)
		if err != nil {
			p.noteErr(FieldBooking, codes.RefusedCalendar, err)
		}
		m.Email.Calendar = calendar
	}
	p.body(&m, written, l)
	if m.Email.HTML == "" {
		return m, false // told of
	}
	p.checkSize(&m)
	p.warnUnreadable(&m)
	p.warnAboutRepeat(address, &m)
	return m, true
}

// PersonName makes a contact's name fit for a header: one line, without controls, no
// longer than a mail takes. A name that is spoilt must not keep anybody from getting a
// mail.
func PersonName(name string) string {
	name = delivery.Scrub(name)
	return strings.ToValidUTF8(name[:min(len(name), email.MaxFileName)], "")
}

// emailText is the letter's text in a language.
func (p *planner) emailText(l locale.Language) (EmailText, bool) {
	t, had := p.texts[l.Tag()]
	if !had {
		text, err := p.l.EmailText(l)
		if err != nil {
			p.noteErr(FieldText, codes.RefusedText, err)
		}
		t = textOrNot{text, err == nil}
		p.texts[l.Tag()] = t
	}
	return t.EmailText, t.ok
}

// body sanitises the text and sets it into the layout (R305, R307, R603); those
// with the same language and link share it.
func (p *planner) body(m *Message, t EmailText, l locale.Language) {
	key := [2]string{l.Tag(), m.Link}
	r, had := p.layouts[key]
	if !had {
		r = p.layout(m, t, l)
		p.layouts[key] = r
	}
	m.Email.HTML, m.Email.Text = r.html, r.text
}

func (p *planner) layout(m *Message, t EmailText, l locale.Language) rendered {
	s, company := p.l.Settings, p.l.Settings.Company
	var layout templating.Layout
	if p.l.Layout != nil {
		layout = p.l.Layout(l)
	}
	layout.Language, layout.Title, layout.RemoteImages = l, m.Email.Subject, s.RemoteImages
	if t.HTML {
		layout.Body = t.Body
	} else {
		layout.Text = t.Body
	}
	layout.Company, layout.Accent, layout.Footer, layout.SignOff = company.Name, company.Accent, footer(company), t.SignOff
	layout.Papers = p.papers(m, l)
	if layout.Headline == "" && !t.HTML {
		layout.Headline = m.Email.Subject
	}
	logo, dark, width, alt := company.Logo, company.LogoDark, company.LogoWidth, company.Name
	if !s.ShowLogo { // the company's replaces the host's
		logo, dark, width = s.HostLogo, email.File{}, s.HostLogoWidth
		alt = cmp.Or(strings.TrimSuffix(logo.Name, path.Ext(logo.Name)), company.Name)
	}
	if len(logo.Data) > 0 {
		p.logos(logo, dark, width)
		layout.Logo = templating.LogoImage{ContentID: logoID, Alt: alt, Width: p.logoWidth}
		if p.plan.LogoDark != nil {
			layout.LogoDark = templating.LogoImage{ContentID: logoDarkID, Alt: alt, Width: p.logoDarkWidth}
		}
	}
	if m.Link != "" {
		label := "compose.open-order"
		if p.l.Order.ID == "" { // a course, or an object that is due
			label = "compose.open"
		}
		layout.Button = templating.Button{Label: l.Phrase(label), URL: m.Link}
	}
	htmlPart, textPart, err := layout.Render()
	if err != nil {
		p.fail(FieldLink, codes.RefusedLink, m.Link)
	}
	return rendered{Valid(htmlPart), Valid(textPart)}
}

// papers are the mail's attachments as its text names them, the calendar's with
// what to do with it.
func (p *planner) papers(m *Message, l locale.Language) []templating.Paper {
	var list []templating.Paper
	for _, i := range m.Attachments {
		doc := p.plan.Documents[i]
		paper := templating.Paper{Name: doc.Name, Size: doc.Size}
		if doc.ContentType == "application/pdf" {
			paper.Pages = pages(doc.Data)
		}
		list = append(list, paper)
	}
	if c := m.Email.Calendar; c != nil {
		use := "compose.calendar-add"
		if c.Method == "CANCEL" { // RFC 5546
			use = "compose.calendar-remove"
		}
		list = append(list, templating.Paper{Name: c.Name, Use: l.Phrase(use)})
	}
	return list
}

// pages counts the pages of a PDF whose page objects can be seen, as those of the
// built-in renderer can; 0 when there is none to see.
func pages(pdf []byte) int {
	n := 0
	for {
		_, rest, ok := bytes.Cut(pdf, []byte("/Type /Page"))
		if !ok {
			return n
		}
		if len(rest) > 0 && rest[0] != 's' {
			n++
		}
		pdf = rest
	}
}

// logos puts the pictures at the head of mails into the plan, once.
func (p *planner) logos(logo, dark email.File, width int) {
	if p.plan.Logo != nil {
		return
	}
	p.plan.Logo, p.logoWidth = p.logo(logo, logoID, width)
	if len(dark.Data) > 0 && p.plan.Logo != nil {
		p.plan.LogoDark, p.logoDarkWidth = p.logo(dark, logoDarkID, width)
	}
}

// logo is a picture as it travels: checked, without what a camera noted, and no
// larger than a mail shows it on a dense screen (R603); and how wide a mail shows it.
func (p *planner) logo(l email.File, id string, asked int) (picture *email.Inline, width int) {
	name, _, _ := strings.Cut(id, "@")
	name = cmp.Or(l.Name, name)
	wide, high := defaultLogoWidth, defaultLogoHeight
	if asked > 0 {
		wide, high = asked, asked
	}
	small, err := pdf.Shrink(pdf.Picture{Name: name, Data: l.Data}, 2*wide, 2*high)
	if err != nil {
		p.refuse(FieldEmail, codes.RefusedEmail, err)
		return nil, 0
	}
	// One of few pixels is not blown up, unless the host says so.
	width = cmp.Or(asked, max(1, min(small.Width, wide, small.Width*high/small.Height)))
	file := email.File{Name: SafeFileName(name), ContentType: small.ContentType, Data: small.Data}
	return &email.Inline{ContentID: id, File: file}, width
}

// How wide and how high a mail shows a logo of which nothing is said, in CSS pixels:
// one bound or the other, so that a square one is no poster.
const defaultLogoWidth, defaultLogoHeight = 160, 64

// footer is the company's details as a mail has them (R307).
func footer(c order.Company) templating.Footer {
	return templating.Footer{
		Name: c.Name, Address: c.Address, Phone: c.Phone, Email: c.Email,
		Website: c.Website, OrgNumber: c.OrgNumber, Extra: c.Extra,
	}
}

// thread is the order's first mail, so that mail programs keep them together.
func (p *planner) thread(own string) string {
	for _, m := range p.l.Log {
		if m.Channel == delivery.Email && m.Good() {
			return m.ID
		}
	}
	return own
}

// checkSize refuses a mail that is larger than the limit as it travels (R604).
// Files of which only a reference is here are counted as if they were.
func (p *planner) checkSize(m *Message) {
	mail, files, limit := *m.Email, 0, p.l.Settings.EmailLimit()
	mail.Inline = p.plan.inline()
	for _, i := range m.Attachments {
		doc := p.plan.Documents[i]
		if doc.Size > limit { // by itself; a host may say any size of what it resolves later
			p.refuseSize(doc.Size, limit)
			return
		}
		files += email.Base64Size(int(doc.Size))
		mail.Attachments = append(mail.Attachments, email.File{Name: doc.Name, ContentType: doc.ContentType})
	}
	if bound := email.SizeBound(&mail); int64(bound+files) <= limit { // as nearly every mail
		if err := mail.Validate(); err != nil {
			p.refuse(FieldEmail, codes.RefusedEmail, err)
		}
		return
	}
	size, err := email.EncodedSize(&mail)
	if err != nil {
		p.refuse(FieldEmail, codes.RefusedEmail, err)
		return
	}
	if total := int64(size + files); total > limit {
		p.refuseSize(total, limit)
	}
}

// refuseSize refuses a mail that is too large, the first that is.
func (p *planner) refuseSize(size, limit int64) {
	if !p.tooLarge {
		p.tooLarge = true
		p.fail(FieldFiles, codes.RefusedEmailSize, size, limit)
	}
}
