package order

import (
	"cmp"
	"fmt"
	"time"

	"github.com/budkavle/budkavle/booking"
	"github.com/budkavle/budkavle/pdf"
)

// Defaults for what the settings leave out.
const (
	DefaultMaxEmailBytes = 10 << 20             // 10 MiB, as encoded
	DefaultMaxPixels     = pdf.DefaultMaxPixels // 64 megapixels a picture
	DefaultSMSWarning    = 3                    // SMS a text, from which a plan warns
	DefaultZone          = "Europe/Stockholm"
	DefaultRegion        = "SE" // for corrected telephone numbers
)

// ZoneOf returns the time zone of an order: its own, else the company's, else
// Europe/Stockholm. An unknown one is an error.
func (s Settings) ZoneOf(o Order) (*time.Location, error) {
	name := cmp.Or(o.Zone, s.Zone, DefaultZone)
	zone, err := booking.LoadZone(name)
	if err != nil {
		return nil, fmt.Errorf("order %s: unknown time zone %q: want an IANA name such as %s, "+
			"and a host with a zone database (import time/tzdata)",
			o.Number, name, DefaultZone)
	}
	return zone, nil
}

// CorrectionRegion is the country for corrected telephone numbers: Region, else SE.
func (s Settings) CorrectionRegion() string { return cmp.Or(s.Region, DefaultRegion) }

// EmailLimit is how large a mail may be as encoded, in bytes.
func (s Settings) EmailLimit() int64 {
	if s.MaxEmailBytes > 0 {
		return min(s.MaxEmailBytes, 1<<40) // more would overflow when it is counted as base64
	}
	return DefaultMaxEmailBytes
}

// PixelLimit is how many pixels a picture may have.
func (s Settings) PixelLimit() int64 {
	if s.MaxPixels > 0 {
		return s.MaxPixels
	}
	return DefaultMaxPixels
}

// SMSLimit is the number of SMS a text from which a plan warns.
func (s Settings) SMSLimit() int {
	if s.SMSWarning > 0 {
		return s.SMSWarning
	}
	return DefaultSMSWarning
}
