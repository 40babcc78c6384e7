package order

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/notify/email"
	"github.com/budkavle/budkavle/recipients"
	"github.com/budkavle/budkavle/templating"
	"github.com/budkavle/budkavle/templating/locale"
)

// A SettingError is what is wrong with one field of settings or of an order.
type SettingError struct {
	Path string // as in JSON: "company.accent", "templates[2].body"
	Err  error  // what is wrong and what to write instead
}

// Error gives the path and the reason.
func (e *SettingError) Error() string { return e.Path + ": " + e.Err.Error() }

// Unwrap returns the reason.
func (e *SettingError) Unwrap() error { return e.Err }

// isColour reports whether text is #rrggbb.
func isColour(text string) bool {
	return len(text) == 7 && text[0] == '#' && strings.Trim(text[1:], "0123456789abcdefABCDEF") == ""
}

// isRegion reports whether text has the form of an ISO 3166 country.
func isRegion(text string) bool {
	return len(text) == 2 && text[0] >= 'A' && text[0] <= 'Z' && text[1] >= 'A' && text[1] <= 'Z'
}

// isTagName reports whether text is letters A–Z and digits, a letter first.
func isTagName(text string) bool {
	for i, r := range text {
		if letter := r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z'; !letter && (i == 0 || r < '0' || r > '9') {
			return false
		}
	}
	return text != ""
}

// A checker collects everything that is wrong.
type checker struct{ problems []error }

func (c *checker) fail(path, format string, args ...any) {
	c.problems = append(c.problems, &SettingError{path, fmt.Errorf(format, args...)})
}

// join returns the problems by path; nil when there is none.
func (c *checker) join() error {
	slices.SortStableFunc(c.problems, func(a, b error) int { return strings.Compare(a.Error(), b.Error()) })
	return errors.Join(c.problems...)
}

// Validate checks the settings as a whole and returns every problem at once,
// each a [*SettingError] with the path of its field; nil when there is none.
// Settings that no message can be planned with yet, since From is missing, are
// valid: a plan tells of that.
func (s Settings) Validate() error {
	c := &checker{}
	if s.Company.ID == "" {
		c.fail("company.id", "is missing: everything belongs to a company")
	}
	if s.Company.Accent != "" && !isColour(s.Company.Accent) {
		c.fail("company.accent", "%q is no colour, want #rrggbb", s.Company.Accent)
	}
	for path, m := range map[string]recipients.Mailbox{"from": s.From, "replyTo": s.ReplyTo} {
		if len(m.Name) > email.MaxFileName || delivery.Scrub(m.Name) != m.Name {
			c.fail(path+".name", "holds a line break, another control or doubled blanks, or is longer than %d bytes: want one line", email.MaxFileName)
		}
		if m.Name != "" && m.Address.IsZero() {
			c.fail(path+".address", "is missing beside the name %q: want an e-mail address", m.Name)
		}
	}
	if !s.SMSFrom.IsZero() && !s.SMSFromNumber.IsZero() {
		c.fail("smsFromNumber", "is set beside smsFrom: want a name or a number")
	}
	if !s.SMSFromCode.IsZero() && (!s.SMSFrom.IsZero() || !s.SMSFromNumber.IsZero()) {
		c.fail("smsFromCode", "is set beside smsFrom or smsFromNumber: want one of them")
	}
	s.validateLogo(c)
	s.validatePlace(c)
	s.validateTemplates(c)
	for path, n := range map[string]int64{"maxMailBytes": s.MaxMailBytes, "maxPixels": s.MaxPixels, "smsWarning": int64(s.SMSWarning)} {
		if n < 0 {
			c.fail(path, "is %d, want 0 for the default or more", n)
		}
	}
	for i, r := range s.Reminders {
		if err := r.Validate(); err != nil {
			c.fail(fmt.Sprintf("reminders[%d]", i), "%w", err)
		}
	}
	if err := s.Quiet.Validate(); err != nil {
		c.fail("quiet", "%w", err)
	}
	for i, entry := range s.Test.Allow {
		if _, ok := canonicalEntry(entry); !ok {
			c.fail(fmt.Sprintf("test.allow[%d]", i), "%q is no address, number or @domain", entry)
		}
	}
	return c.join()
}

func (s Settings) validateLogo(c *checker) {
	logo := s.Company.Logo
	if len(logo.Data) == 0 {
		if s.ShowLogo {
			c.fail("company.logo", "is missing, and showLogo is on: upload one or turn showLogo off")
		}
		return
	}
	if !slices.Contains([]string{"", "image/png", "image/jpeg", "image/gif"}, logo.ContentType) {
		c.fail("company.logo.contentType", "is %q, want image/png, image/jpeg or image/gif", logo.ContentType)
	}
	switch pixels := pixelsOf(logo.Data); {
	case pixels == 0:
		c.fail("company.logo.data", "is no picture, want PNG, JPEG or GIF")
	case pixels > s.PixelLimit():
		c.fail("company.logo.data", "has %d pixels, at most %d are allowed", pixels, s.PixelLimit())
	}
	if logo.Width < 0 || logo.Width > 560 {
		c.fail("company.logo.width", "is %d, want 1 to 560, or 0 for 160", logo.Width)
	}
}

// validatePlace checks language, zone and country.
func (s Settings) validatePlace(c *checker) {
	for i, table := range s.Languages {
		if _, err := locale.New(table); err != nil {
			c.fail(fmt.Sprintf("languages[%d]", i), "%w", err)
		}
	}
	if _, ok := s.FindLanguage(s.Language); !ok {
		c.fail("language", "%q is unknown, want one of sv, nb, da, fi, en, de or one of languages", s.Language)
	}
	if _, err := time.LoadLocation(cmp.Or(s.Zone, DefaultZone)); err != nil || s.Zone == "Local" {
		c.fail("zone", "%q is unknown, want an IANA name such as %s", s.Zone, DefaultZone)
	}
	if s.Region != "" && !isRegion(s.Region) {
		c.fail("region", "%q is no country, want two capitals such as SE", s.Region)
	}
}

func (s Settings) validateTemplates(c *checker) {
	taken := ownTags().Names()
	for i, name := range s.ExtraTags {
		path := fmt.Sprintf("extraTags[%d]", i)
		switch {
		case !isTagName(name):
			c.fail(path, "%q is no name, want letters A–Z and digits, a letter first", name)
		case slices.ContainsFunc(taken, func(had string) bool { return strings.EqualFold(had, name) }):
			c.fail(path, "%q is taken, want another name", name)
		}
		taken = append(taken, name)
	}
	ids := map[string]int{}
	for i, t := range s.Templates {
		path := fmt.Sprintf("templates[%d]", i)
		if before, had := ids[t.ID]; had && t.ID != "" {
			c.fail(path+".id", "%q is that of templates[%d] too, want one of its own", t.ID, before)
		} else {
			ids[t.ID] = i
		}
		s.validateTemplate(c, path, t)
	}
	s.validateBookingTemplates(c)
	if err := templating.Parse(s.ReadyMessage, s.Tags()).Err(); err != nil {
		c.fail("readyMessage", "%w", err)
	}
	if n := len(s.ReadyMessage); n > templating.MaxBody {
		c.fail("readyMessage", "has %d bytes, want at most %d", n, templating.MaxBody)
	}
}

// ownTags are those that need nothing of the host's: the ten and {contactName}, whom
// the message opened with.
func ownTags() templating.Tags { return templating.DefaultTags().With("contactName") }

// Tags returns the tags that templates may use: the ten, {contactName} (the contact
// whom the message opened with; empty when they are several) and the host's own. A
// name that cannot be one, or is taken, is passed over; [Settings.Validate]
// tells of it.
func (s Settings) Tags() templating.Tags {
	tags := ownTags()
	for _, name := range s.ExtraTags {
		if isTagName(name) && !slices.ContainsFunc(tags.Names(), func(have string) bool { return strings.EqualFold(have, name) }) {
			tags = tags.With(name)
		}
	}
	return tags
}

// validateTemplate gives each mistake the path of its field.
func (s Settings) validateTemplate(c *checker, path string, t templating.MailTemplate) {
	_, err := t.Compile(s.Tags())
	joined, ok := err.(interface{ Unwrap() []error })
	if !ok {
		return
	}
	for _, one := range joined.Unwrap() {
		if field, ok := errors.AsType[*templating.FieldError](one); ok {
			c.fail(path+"."+field.Field, "%w", field.Problem)
		} else {
			c.fail(path, "%w", one)
		}
	}
}
