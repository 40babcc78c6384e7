package order

import (
	"cmp"
	"fmt"
	"strings"
	"time"

	"github.com/budkavle/budkavle/booking"
	"github.com/budkavle/budkavle/pdf"
	"github.com/budkavle/budkavle/templating/locale"
)

// Limits that hold where the settings say nothing.
const (
	DefaultMaxMailBytes = 10 << 20             // 10 MiB, as encoded
	DefaultMaxPixels    = pdf.DefaultMaxPixels // 64 megapixels a picture
	DefaultSMSWarning   = 3                    // SMS a text, from which a plan warns
	DefaultZone         = "Europe/Stockholm"
	DefaultRegion       = "SE" // for corrected telephone numbers
)

// LanguageOf returns the first of the BCP 47 tags that is known, host's languages before
// the built-in ones, then the company's, then Swedish.
func (s Settings) LanguageOf(tags ...string) locale.Language {
	for _, tag := range append(tags, s.Language) {
		if tag == "" {
			continue
		}
		if l, ok := s.FindLanguage(tag); ok {
			return l
		}
	}
	return locale.Swedish
}

// FindLanguage returns the language of a BCP 47 tag, by its primary subtag ("sv-SE"),
// and false for one that is unknown. A table of the host's that does not work stands back for the built-in one.
func (s Settings) FindLanguage(tag string) (locale.Language, bool) {
	primary, _, _ := strings.Cut(strings.ReplaceAll(tag, "_", "-"), "-")
	for _, table := range s.Languages {
		if tag != "" && strings.EqualFold(table.Tag, primary) {
			if l, err := locale.New(table); err == nil {
				return l, true
			}
		}
	}
	l, err := locale.Parse(tag)
	return l, err == nil
}

// ZoneOf returns the time zone of an order: its own, else the company's, else
// Europe/Stockholm. An unknown one is an error.
func (s Settings) ZoneOf(o Order) (*time.Location, error) {
	name := cmp.Or(o.Zone, s.Zone, DefaultZone)
	zone, err := booking.LoadZone(name)
	if err != nil {
		return nil, fmt.Errorf("order %s: unknown time zone %q: want an IANA name such as %s, and a host with a zone database (import time/tzdata)", o.Number, name, DefaultZone)
	}
	return zone, nil
}

// CorrectionRegion is the country for corrected telephone numbers: Region, else SE.
func (s Settings) CorrectionRegion() string { return cmp.Or(s.Region, DefaultRegion) }

// MailLimit is how large a mail may be as encoded, in bytes.
func (s Settings) MailLimit() int64 {
	if s.MaxMailBytes > 0 {
		return min(s.MaxMailBytes, 1<<40) // more would overflow when it is counted as base64
	}
	return DefaultMaxMailBytes
}

// PixelLimit is how many pixels a picture may have.
func (s Settings) PixelLimit() int64 {
	if s.MaxPixels > 0 {
		return s.MaxPixels
	}
	return DefaultMaxPixels
}

// SMSLimit is from how many SMS a text a plan warns.
func (s Settings) SMSLimit() int {
	if s.SMSWarning > 0 {
		return s.SMSWarning
	}
	return DefaultSMSWarning
}
