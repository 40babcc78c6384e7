package order

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/notify/email"
	"github.com/budkavle/budkavle/notify/order/invalid"
	"github.com/budkavle/budkavle/recipients"
	"github.com/budkavle/budkavle/templating"
	"github.com/budkavle/budkavle/templating/locale"
)

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

// Validate checks the settings as a whole and returns every problem at once,
// each an [*invalid.Error] with the path of its field, in the order of the paths and
// inside a template of line and column; nil when there is none. [invalid.Errors] takes
// the error apart.
// Settings that no message can be planned with yet, since From is missing, are
// valid: a plan tells of that.
func (s Settings) Validate() error {
	c := &checker{}
	if s.Company.ID == "" {
		c.fail("company.id", invalid.Missing)
	}
	if s.Company.Accent != "" && !isColour(s.Company.Accent) {
		c.fail("company.accent", invalid.Colour, quote(s.Company.Accent))
	}
	for path, m := range map[string]recipients.Mailbox{"from": s.From, "replyTo": s.ReplyTo} {
		if len(m.Name) > email.MaxFileName || delivery.Scrub(m.Name) != m.Name {
			c.fail(path+".name", invalid.OneLine, email.MaxFileName)
		}
		if m.Name != "" && m.Address.IsZero() {
			c.fail(path+".address", invalid.Missing)
		}
	}
	if !s.SMSFrom.IsZero() && !s.SMSFromNumber.IsZero() {
		c.fail("smsFromNumber", invalid.OneSender)
	}
	if !s.SMSFromCode.IsZero() && (!s.SMSFrom.IsZero() || !s.SMSFromNumber.IsZero()) {
		c.fail("smsFromCode", invalid.OneSender)
	}
	s.validateLogo(c)
	s.validatePlace(c)
	s.validateTemplates(c)
	for path, n := range map[string]int64{
		"maxEmailBytes": s.MaxEmailBytes, "maxPixels": s.MaxPixels, "smsWarning": int64(s.SMSWarning),
	} {
		if n < 0 {
			c.fail(path, invalid.Negative, n)
		}
	}
	for i, r := range s.Reminders {
		if err := r.Validate(); err != nil {
			c.because(err, fmt.Sprintf("reminders[%d]", i), invalid.Reminder)
		}
	}
	if err := s.Quiet.Validate(); err != nil {
		c.because(err, "quiet", invalid.Quiet)
	}
	for i, entry := range s.Test.Allow {
		if _, ok := canonicalEntry(entry); !ok {
			c.fail(fmt.Sprintf("test.allow[%d]", i), invalid.TestEntry, quote(entry))
		}
	}
	return c.join()
}

func (s Settings) validateLogo(c *checker) {
	if len(s.Company.Logo.Data) > 0 {
		s.validatePicture(c, "company.logo", s.Company.Logo)
	} else if s.ShowLogo {
		c.fail("company.logo", invalid.NoLogo)
	}
	if dark := s.Company.LogoDark; len(dark.Data) > 0 {
		s.validatePicture(c, "company.logoDark", dark)
	}
	if len(s.HostLogo.Data) > 0 {
		s.validatePicture(c, "hostLogo", s.HostLogo)
	}
	width := func(path string, pixels int) {
		if pixels < 0 || pixels > 560 {
			c.fail(path, invalid.Width, pixels)
		}
	}
	width("company.logoWidth", s.Company.LogoWidth)
	width("hostLogoWidth", s.HostLogoWidth)
}

func (s Settings) validatePicture(c *checker, path string, logo email.File) {
	if !slices.Contains([]string{"", "image/png", "image/jpeg", "image/gif"}, logo.ContentType) {
		c.fail(path+".contentType", invalid.PictureType, quote(logo.ContentType))
	}
	switch pixels := pixelsOf(logo.Data); {
	case pixels == 0:
		c.fail(path+".data", invalid.NoPicture)
	case pixels > s.PixelLimit():
		c.fail(path+".data", invalid.Pixels, pixels, s.PixelLimit())
	}
}

// validatePlace checks language, zone and country.
func (s Settings) validatePlace(c *checker) {
	for i, table := range s.Languages {
		if _, err := locale.New(table); err != nil {
			c.because(err, fmt.Sprintf("languages[%d]", i), invalid.LanguageTable)
		}
	}
	if _, ok := s.FindLanguage(s.Language); !ok {
		c.fail("language", invalid.Language, quote(s.Language))
	}
	if _, err := time.LoadLocation(cmp.Or(s.Zone, DefaultZone)); err != nil || s.Zone == "Local" {
		c.fail("zone", invalid.Zone, quote(s.Zone), DefaultZone)
	}
	if s.Region != "" && !isRegion(s.Region) {
		c.fail("region", invalid.Region, quote(s.Region))
	}
}

func (s Settings) validateTemplates(c *checker) {
	taken := ownTags().Names()
	for i, name := range s.ExtraTags {
		path := fmt.Sprintf("extraTags[%d]", i)
		switch {
		case !isTagName(name):
			c.fail(path, invalid.TagName, quote(name))
		case slices.ContainsFunc(taken, func(had string) bool { return strings.EqualFold(had, name) }):
			c.fail(path, invalid.Taken, quote(name))
		}
		taken = append(taken, name)
	}
	ids := map[string]bool{}
	for i, t := range s.Templates {
		path := fmt.Sprintf("templates[%d]", i)
		if ids[t.ID] && t.ID != "" {
			c.fail(path+".id", invalid.Taken, quote(t.ID))
		}
		ids[t.ID] = true
		s.validateTemplate(c, path, t)
	}
	s.validateBookingTemplates(c)
	ready := templating.Parse(s.ReadyMessage, s.Tags())
	if problems, ok := errors.AsType[templating.Problems](ready.Err()); ok {
		for _, one := range problems {
			c.because(one, "readyMessage", invalid.Template)
		}
	}
	c.checkLength("readyMessage", s.ReadyMessage, templating.MaxBody)
}

// ownTags are those that need nothing of the host's: the ten and {contactName}, whom
// the message opened with.
var ownTags = sync.OnceValue(func() templating.Tags { return templating.DefaultTags().With("contactName") })

// Tags returns the tags that templates may use: the ten, {contactName} (the contact
// whom the message opened with; empty when they are several) and the host's own. A
// name that cannot be one, or is taken, is passed over; [Settings.Validate]
// tells of it.
func (s Settings) Tags() templating.Tags {
	tags := ownTags()
	for _, name := range s.ExtraTags {
		if isTagName(name) &&
			!slices.ContainsFunc(tags.Names(), func(have string) bool { return strings.EqualFold(have, name) }) {
			tags = tags.With(name)
		}
	}
	return tags
}

// validateTemplate gives each mistake the path of its field.
func (s Settings) validateTemplate(c *checker, path string, t templating.EmailTemplate) {
	before := len(c.problems)
	_, err := t.Compile(s.Tags())
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		for _, one := range joined.Unwrap() {
			if field, ok := errors.AsType[*templating.TemplateError](one); ok {
				c.because(field.Problem, path+"."+field.Field, invalid.Template)
			}
		}
	}
	if t.ID == "" {
		c.fail(path+".id", invalid.Missing)
	}
	c.checkLength(path+".subject", t.Subject, templating.MaxSubject)
	c.checkLength(path+".body", t.Body, templating.MaxBody)
	c.checkLength(path+".sms", t.SMS, templating.MaxBody)
	if err != nil && len(c.problems) == before { // never passed in silence
		c.because(err, path, invalid.Template)
	}
}

// checkLength finds a text of too many bytes.
func (c *checker) checkLength(path, text string, most int) {
	if n := len(text); n > most {
		c.fail(path, invalid.TooLong, n, most)
	}
}
