package compose

import (
	"cmp"
	"slices"
	"strings"

	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/booking"
	"github.com/budkavle/budkavle/notify/codes"
	"github.com/budkavle/budkavle/notify/plan"
	"github.com/budkavle/budkavle/pdf"
	"github.com/budkavle/budkavle/recipients"
	"github.com/budkavle/budkavle/templating"
	"github.com/budkavle/budkavle/templating/locale"
)

// warnings collects what the user should know of a draft.
type warnings struct {
	d    *Draft
	user locale.Language
	list []plan.Warning
}

func (w *warnings) warn(code codes.Code, recipient string, args ...any) {
	w.list = append(w.list, plan.Warn(w.user, code, recipient, args...))
}

// ownWarnings tells of everything that the draft knows before a message is made,
// beside what the planner finds.
func (d *Draft) ownWarnings() []plan.Warning {
	w := &warnings{d: d, user: d.userLanguage()}
	if d.rules.aboutVisit {
		switch d.note() {
		case booking.NoComingBooking:
			w.warn(codes.WarnNoBooking, "")
		case booking.UnderWay:
			w.warn(codes.WarnUnderWay, "")
		}
	}
	w.aboutLanguages()
	w.aboutTags()
	w.aboutName()
	w.aboutNews()
	named := pdf.SafeFileName(d.FileName)
	if d.FileName != d.original.fileName && named != d.FileName && named != d.FileName+".pdf" {
		w.warn(codes.WarnFileName, "", named)
	}
	if d.Email {
		w.aboutContacts()
	}
	return w.list
}

// aboutName tells when a text names the contact whom it opened with and goes to
// others too.
func (w *warnings) aboutName() {
	d := w.d
	name := d.contactName()
	if name == "" || d.Edited() ||
		!slices.Contains(append(d.tags(delivery.Email), d.tags(delivery.SMS)...), "contactName") {
		return
	}
	for _, recipient := range d.reached() {
		isTheirs := func(m recipients.Mailbox) bool { return m.Address.String() == recipient }
		theirs := slices.ContainsFunc(d.original.to, isTheirs) ||
			slices.ContainsFunc(d.original.phones, func(p recipients.Phone) bool { return p.String() == recipient })
		if !theirs {
			w.warn(codes.WarnContactName, recipient, recipient, name)
		}
	}
}

// aboutNews tells of those who read that a visit has changed and never heard of it: the text
// was written for whom the popup opened with.
func (w *warnings) aboutNews() {
	d := w.d
	if d.request.Kind != BookingConfirmation || d.Edited() || d.variant() != locale.TextBookingChanged {
		return
	}
	know := d.whoKnow()
	for _, recipient := range d.reached() {
		if !know[strings.ToLower(recipient)] {
			w.warn(codes.WarnNotToldBefore, recipient, recipient)
		}
	}
}

// aboutTags tells of empty tags, of oddities in the company's own template,
// and of tags that somebody typed into a text whose tags are replaced already.
func (w *warnings) aboutTags() {
	d := w.d
	if d.Edited() {
		typed := templating.Parse(d.Subject+"\n"+d.Text, d.settings.Tags())
		names := typed.Tags()
		for _, problem := range typed.Problems() {
			names = append(names, problem.Tag)
		}
		for _, name := range names {
			if name != "" {
				w.warn(codes.WarnTagInText, "", name)
			}
		}
		return
	}
	c, err := d.compile(d.language, nil) // a built-in text that has left something out tells of it too
	if err != nil {
		return // told where the text is written
	}
	values := d.values(d.language)
	for _, t := range []*templating.Template{c.Subject, c.Body, c.SMS} {
		if t == nil || t == c.Subject && !d.Email || t == c.SMS && !d.SMS {
			continue
		}
		for _, tag := range t.Tags() {
			if strings.TrimSpace(values[tag]) == "" {
				w.warn(codes.WarnEmptyTag, "", tag)
			}
		}
		problems := t.Problems() // the serious ones never come so far
		for _, problem := range append(problems, t.Dropped(templating.Policy{RemoteImages: d.settings.RemoteImages})...) {
			w.warn(codes.WarnTemplate, "", problem.Message(w.user))
		}
	}
}

// aboutContacts tells of those whom the popup offered and who have no
// address, unless the user has typed another, or an SMS reaches them.
func (w *warnings) aboutContacts() {
	d := w.d
	if len(d.To) > len(d.original.to) {
		return
	}
	for _, c := range d.chosen {
		if phone, err := recipients.ParsePhone(c.Phone); err == nil && d.SMS && slices.Contains(d.Phones, phone) {
			continue
		}
		if who := cmp.Or(c.Name, c.Email, c.Phone); who != "" && len(c.Addresses()) == 0 {
			w.warn(codes.WarnNoAddress, who, who)
		}
	}
}
