package compose

import (
	"fmt"
	"strings"
	"time"

	"github.com/budkavle/budkavle/templating/locale"
)

// Limits that hold where the settings say nothing.
const (
	DefaultMaxMailBytes = 10 << 20   // 10 MiB, as encoded (R604)
	DefaultMaxPixels    = 64_000_000 // 64 megapixels a picture (R604)
	DefaultSMSWarning   = 3          // SMS a text, from which a plan warns
	DefaultZone         = "Europe/Stockholm"
	DefaultRegion       = "SE" // for corrected telephone numbers
)

// MaxSMS is how many SMS a text becomes at most: a telephone counts the parts
// in 8 bits (3GPP TS 23.040 section 9.2.3.24.1).
const MaxSMS = 255

// language returns the first of tags that is known, host's languages before
// the built-in ones, then the company's, then Swedish.
func (s Settings) language(tags ...string) locale.Language {
	for _, tag := range append(tags, s.Language) {
		if tag == "" {
			continue
		}
		if l, ok := s.findLanguage(tag); ok {
			return l
		}
	}
	return locale.Swedish
}

// findLanguage returns the language of a tag, by its primary subtag ("sv-SE").
// A table of the host's that does not work stands back for the built-in one.
func (s Settings) findLanguage(tag string) (locale.Language, bool) {
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

// zone returns the time zone of an order: its own, else the company's, else
// Europe/Stockholm.
func (s Settings) zone(order Order) (*time.Location, error) {
	name := first(order.Zone, s.Zone, DefaultZone)
	zone, err := time.LoadLocation(name)
	if err != nil || name == "Local" { // the machine's own zone is nobody's
		return nil, fmt.Errorf("compose: order %s: unknown time zone %q: want an IANA name such as %s, and a host with a zone database (import time/tzdata)", order.Number, name, DefaultZone)
	}
	return zone, nil
}

// region returns the country for corrected telephone numbers.
func (s Settings) region() string { return first(s.Region, DefaultRegion) }

func (s Settings) maxMailBytes() int64 {
	if s.MaxMailBytes > 0 {
		return min(s.MaxMailBytes, 1<<40) // more would overflow when it is counted as base64
	}
	return DefaultMaxMailBytes
}

func (s Settings) maxPixels() int64 {
	if s.MaxPixels > 0 {
		return s.MaxPixels
	}
	return DefaultMaxPixels
}

func (s Settings) smsWarning() int {
	if s.SMSWarning > 0 {
		return s.SMSWarning
	}
	return DefaultSMSWarning
}
