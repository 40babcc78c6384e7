package compose

import (
	"fmt"
	"strings"

	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/booking"
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
			p.leaveOut("duplicate", delivery.Email, to.Address.String(), to.Address.String())
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
	d, address := p.d, to.Address.String()
	to.Name = personName(first(to.Name, d.nameOf(address)))
	target, test, send := p.testMode(delivery.Email, address)
	if !send {
		return Message{}, false
	}
	l := d.languageOf(address)
	m := Message{
		ID: p.messageID(delivery.Email, address), Channel: delivery.Email, Recipient: target, Name: to.Name,
		Language: l.Tag(), Link: d.linkFor(address), Test: test,
	}
	written, err := p.textFor(l)
	if err != nil {
		p.fail("text", err)
		return m, false
	}
	mailbox := recipients.Mailbox{Name: to.Name, Address: to.Address}
	if target != address {
		mailbox = recipients.Mailbox{Address: d.settings.Test.RedirectEmail}
	}
	s := d.settings
	from := s.From
	if from.Name == "" {
		from.Name = s.Company.Name
	}
	m.Email = &email.Message{
		ID: m.ID, Company: p.plan.Company, Date: p.dateOf(), From: from, To: mailbox, ReplyTo: s.ReplyTo,
		Subject: templating.OneLine(written.subject), Language: l.Tag(), Thread: p.thread(m.ID),
	}
	p.body(&m, written, l)
	p.calendar(&m, to, l)
	p.attach(&m, l)
	p.checkSize(&m)
	if to.Address.SpecialUse() {
		p.warn("special-domain", address, address)
	}
	if to.Address.NeedsSMTPUTF8() {
		p.warn("smtputf8", address, address)
	}
	p.warnAboutRecipient(address, &m)
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
func (p *planner) textFor(l locale.Language) (texts, error) {
	if p.d.Edited() || l.Tag() == p.d.language.Tag() {
		return texts{subject: p.d.Subject, body: p.d.Text}, nil
	}
	return p.d.write(l)
}

// body sanitises the text and sets it into the layout (R305, R307, R603).
func (p *planner) body(m *Message, t texts, l locale.Language) {
	d := p.d
	html := templating.TextToHTML(t.body)
	if d.source.html {
		html = templating.Sanitize(t.body, templating.Policy{RemoteImages: d.settings.RemoteImages})
	}
	layout := templating.Layout{
		Language: l.Tag(), Title: m.Email.Subject, Preheader: preheader(html), Company: d.settings.Company.Name,
		Accent: d.settings.Company.Accent, Footer: d.settings.Company.footer(), Details: d.details(l),
	}
	if logo := d.settings.Company.Logo; d.settings.ShowLogo && len(logo.Data) > 0 {
		layout.Logo = templating.Logo{ContentID: logoID, Alt: d.settings.Company.Name, Width: logo.Width}
		m.Email.Inline = []email.Inline{{ContentID: logoID, Name: first(logo.Name, "logo"), ContentType: first(logo.ContentType, "image/png"), Data: logo.Data}}
	}
	if m.Link != "" {
		layout.Button = templating.Button{Label: l.Phrase(words, "compose.open-order"), URL: m.Link}
	}
	var err error
	m.Email.HTML, m.Email.Text, err = layout.Render(html)
	if err != nil {
		p.fail("link", fmt.Errorf("the order's link %q is not an https address", m.Link))
	}
}

// preheader is the beginning of the text, for the inbox.
func preheader(html string) string {
	text := []rune(templating.OneLine(templating.PlainText(html)))
	if len(text) > 110 {
		text = append(text[:109], '…')
	}
	return string(text)
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

func joinSet(separator string, texts ...string) string {
	var set []string
	for _, t := range texts {
		if t != "" {
			set = append(set, t)
		}
	}
	return strings.Join(set, separator)
}

// details are the box of a booking confirmation: what, when, where, who.
func (d *Draft) details(l locale.Language) []templating.Detail {
	if d.request.Kind != BookingConfirmation {
		return nil
	}
	facts := d.facts(l)
	var list []templating.Detail
	add := func(key, value string) {
		if value != "" {
			list = append(list, templating.Detail{Label: l.Phrase(words, "compose."+key), Value: value})
		}
	}
	add("what", joinSet("\n", l.OrderRef(d.order.Number), d.order.Description))
	b, ok := facts.Booking()
	if ok {
		add("when", b.Date(l, d.request.Now)+", "+b.Time(l))
	}
	add("where", joinSet("\n", append([]string{first(b.Place, d.order.Facility.Name)}, d.order.Facility.Address...)...))
	if ok && !b.Cancelled {
		add("who", b.Who())
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

// calendar adds the booking's entry (R409).
func (p *planner) calendar(m *Message, to recipients.Mailbox, l locale.Language) {
	d := p.d
	b, ok := d.facts(l).Booking()
	if !d.rules.CalendarFile || !ok || b.ID == "" {
		return
	}
	b.Sequence = max(b.Sequence, d.timesTold(b))
	organizer := d.settings.ReplyTo
	if organizer.IsZero() {
		organizer = d.settings.From
	}
	entry := booking.Entry{
		Company: p.plan.Company, Domain: domainOf(d.settings.From.Address), Booking: b, Zone: d.zone.String(), Stamp: p.plan.Created,
		Organizer: booking.Person{Name: first(organizer.Name, d.settings.Company.Name), Email: organizer.Address.ASCII()},
		Attendee:  booking.Person{Name: to.Name, Email: to.Address.ASCII()},
		Summary:   joinSet(", ", d.settings.Company.Name, first(b.Title, d.order.Number)),
		Details:   joinSet("\n", l.OrderRef(d.order.Number), d.order.Description, b.Who()),
		Location:  first(b.Place, joinSet(", ", append([]string{d.order.Facility.Name}, d.order.Facility.Address...)...)),
		URL:       m.Link,
	}
	data, err := entry.Calendar()
	if err != nil {
		p.problems = append(p.problems, err)
		return
	}
	m.Email.Calendar = &email.Calendar{Method: string(entry.Method()), Name: safeUploadName(d.order.Number + ".ics"), Data: data}
}

func domainOf(a recipients.Address) string {
	_, domain, _ := strings.Cut(a.ASCII(), "@")
	return domain
}

// timesTold is how often the customer was told something else of a booking: a
// sequence for hosts that keep none (RFC 5545 section 3.8.7.4).
func (d *Draft) timesTold(b booking.Booking) int {
	told := map[string]bool{}
	for _, m := range d.request.Log {
		if m.Kind != string(BookingConfirmation) || !m.Good() || m.Snapshot == nil {
			continue
		}
		if fields := itemFields(m.Snapshot, b.ID); len(fields) > 0 {
			told[fmt.Sprint(fields)] = true
		}
	}
	delete(told, fmt.Sprint(bookingFields(b)))
	return len(told)
}

// user returns who has an address as login.
func (d Draft) user(address string) (User, bool) {
	for _, u := range d.order.Users {
		if a, err := recipients.ParseAddress(strings.TrimSpace(u.Email)); err == nil && sameAddress(a, address) {
			return u, true
		}
	}
	return User{}, false
}

// sameAddress compares without case, since a person is one however they type.
func sameAddress(a recipients.Address, address string) bool {
	return strings.EqualFold(a.String(), address)
}

// linkFor is the direct link for somebody with a login (R605).
func (d Draft) linkFor(address string) string {
	u, ok := d.user(address)
	if !ok {
		return ""
	}
	return first(u.Link, d.order.Link)
}

// nameOf is the name that the order knows for an address.
func (d Draft) nameOf(address string) string {
	for _, c := range d.order.contacts() {
		if c.Name != "" && sameRecipient(c, address) {
			return c.Name
		}
	}
	u, _ := d.user(address)
	return u.Name
}

// sameRecipient reports whether a contact has an address or number.
func sameRecipient(c recipients.Contact, recipient string) bool {
	if a, err := recipients.ParseAddress(strings.TrimSpace(c.Email)); err == nil && sameAddress(a, recipient) {
		return true
	}
	phone, err := recipients.ParsePhone(c.Phone)
	return err == nil && phone.String() == recipient
}
