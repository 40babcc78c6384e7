package compose

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/notify/email"
	"github.com/budkavle/budkavle/recipients"
	"github.com/budkavle/budkavle/templating/locale"
)

// A SettingError is what is wrong with one setting.
type SettingError struct {
	Path string // as in JSON: "company.accent", "templates[2].body"
	Err  error  // what is wrong and what to write instead
}

// Error gives the path and the reason.
func (e *SettingError) Error() string { return e.Path + ": " + e.Err.Error() }

// Unwrap returns the reason.
func (e *SettingError) Unwrap() error { return e.Err }

var (
	accentForm = regexp.MustCompile(`^#[0-9A-Fa-f]{6}$`)
	regionForm = regexp.MustCompile(`^[A-Z]{2}$`)
	tagForm    = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9]*$`)
)

// Validate checks the settings as a whole and returns every problem at once,
// each a [*SettingError] with the path of its field; nil when there is none.
func (s Settings) Validate() error {
	var problems []error
	fail := func(path, format string, args ...any) {
		problems = append(problems, &SettingError{path, fmt.Errorf(format, args...)})
	}
	if s.Company.ID == "" {
		fail("company.id", "is missing: everything belongs to a company")
	}
	if s.Company.Accent != "" && !accentForm.MatchString(s.Company.Accent) {
		fail("company.accent", "%q is no colour, want #rrggbb", s.Company.Accent)
	}
	for path, m := range map[string]recipients.Mailbox{"from.name": s.From, "replyTo.name": s.ReplyTo} {
		if len(m.Name) > email.MaxFileName || delivery.Scrub(m.Name) != m.Name {
			fail(path, "holds a line break, another control or doubled blanks, or is longer than %d bytes", email.MaxFileName)
		}
	}
	s.validateLogo(fail)
	s.validateLanguages(fail)
	if _, err := time.LoadLocation(first(s.Zone, DefaultZone)); err != nil || s.Zone == "Local" {
		fail("zone", "%q is unknown, want an IANA name such as %s", s.Zone, DefaultZone)
	}
	if s.Region != "" && !regionForm.MatchString(s.Region) {
		fail("region", "%q is no country, want two capitals such as SE", s.Region)
	}
	s.validateTemplates(fail)
	for path, n := range map[string]int64{"maxMailBytes": s.MaxMailBytes, "maxPixels": s.MaxPixels, "smsWarning": int64(s.SMSWarning)} {
		if n < 0 {
			fail(path, "is %d, want 0 for the default or more", n)
		}
	}
	for i, entry := range s.Test.Allow {
		if !validAllow(entry) {
			fail(fmt.Sprintf("test.allow[%d]", i), "%q is no address, number or @domain", entry)
		}
	}
	slices.SortStableFunc(problems, func(a, b error) int { return strings.Compare(a.Error(), b.Error()) })
	return errors.Join(problems...)
}

func validAllow(entry string) bool {
	entry = strings.TrimSpace(entry)
	if domain, ok := strings.CutPrefix(entry, "@"); ok {
		_, err := recipients.ParseAddress("a@" + domain)
		return err == nil
	}
	_, err := recipients.ParseAddress(entry)
	_, err2 := recipients.ParsePhone(entry)
	return err == nil || err2 == nil
}

func (s Settings) validateLogo(fail func(string, string, ...any)) {
	logo := s.Company.Logo
	if s.ShowLogo && len(logo.Data) == 0 {
		fail("company.logo", "is missing, and showLogo is on: upload one or turn showLogo off")
	}
	if len(logo.Data) > 0 && !slices.Contains([]string{"image/png", "image/jpeg", "image/gif"}, logo.ContentType) {
		fail("company.logo.contentType", "is %q, want image/png, image/jpeg or image/gif", logo.ContentType)
	}
	if logo.Width < 0 || logo.Width > 560 {
		fail("company.logo.width", "is %d, want 1 to 560, or 0 for 160", logo.Width)
	}
}

func (s Settings) validateLanguages(fail func(string, string, ...any)) {
	for i, table := range s.Languages {
		if _, err := locale.New(table); err != nil {
			fail(fmt.Sprintf("languages[%d]", i), "%w", err)
		}
	}
	if s.Language != "" {
		if _, ok := s.findLanguage(s.Language); !ok {
			fail("language", "%q is unknown, want one of sv, nb, da, fi, en, de or one of languages", s.Language)
		}
	}
}

func (s Settings) validateTemplates(fail func(string, string, ...any)) {
	for i, name := range s.ExtraTags {
		if !tagForm.MatchString(name) {
			fail(fmt.Sprintf("extraTags[%d]", i), "%q, want letters A–Z and digits, a letter first", name)
			return // the templates cannot be judged without the tags
		}
	}
	tags := s.Tags()
	ids := map[string]int{}
	for i, t := range s.Templates {
		path := fmt.Sprintf("templates[%d]", i)
		if before, taken := ids[t.ID]; taken {
			fail(path+".id", "%q is that of templates[%d] too", t.ID, before)
		}
		ids[t.ID] = i
		if err := t.Validate(tags); err != nil {
			fail(path, "%w", err)
		}
	}
	for kind, t := range s.BookingTemplates {
		path := fmt.Sprintf("bookingTemplates.%s", kind)
		if !slices.Contains(bookable, kind) {
			fail(path, "is no kind of order that can be booked, want one of %v", bookable)
		}
		if err := t.Validate(tags); err != nil {
			fail(path, "%w", err)
		}
	}
}

// Validate checks the order as far as messages are concerned and returns every
// problem at once, each a [*SettingError] with the path of its field. Contacts'
// addresses are not part of it: a bad one must never stop an order.
func (o Order) Validate() error {
	var problems []error
	fail := func(path, format string, args ...any) {
		problems = append(problems, &SettingError{path, fmt.Errorf(format, args...)})
	}
	if o.Company == "" {
		fail("company", "is missing: everything belongs to a company")
	}
	if o.Number == "" {
		fail("number", "is missing: messages name the order by it")
	}
	if !slices.Contains(orderKinds, o.Kind) {
		fail("kind", "is %q, want one of %v", o.Kind, orderKinds)
	}
	if o.Zone != "" {
		if _, err := time.LoadLocation(o.Zone); err != nil || o.Zone == "Local" {
			fail("zone", "%q is unknown, want an IANA name such as %s", o.Zone, DefaultZone)
		}
	}
	if o.Link != "" && !strings.HasPrefix(o.Link, "https://") {
		fail("link", "%q, want an https address", o.Link)
	}
	ids := map[string]bool{}
	for i, b := range o.Bookings {
		path := fmt.Sprintf("bookings[%d]", i)
		if err := b.Validate(); err != nil {
			fail(path, "%w", err)
		}
		if b.ID == "" || ids[b.ID] {
			fail(path+".id", "is %q, want one of its own: the calendar entry is known by it", b.ID)
		}
		ids[b.ID] = true
	}
	return errors.Join(problems...)
}
