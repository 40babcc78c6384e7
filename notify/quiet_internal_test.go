package notify

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/budkavle/budkavle/booking"
)

// Quiet hours of a zone that this machine does not know are kept by UTC: a message waits
// too long or too short, and no worker dies of it.
func TestQuietHoursOfAnUnknownZone(t *testing.T) {
	t.Parallel()
	evening := time.Date(2023, time.October, 2, 22, 0, 0, 0, time.UTC)
	quiet := booking.NightHours()
	for zone, want := range map[string]time.Time{
		"Mars/Olympus":     evening.Add(9 * time.Hour),
		"Europe/Stockholm": evening.Add(7 * time.Hour), // where it is midnight
	} {
		quiet.Zone = zone
		for _, now := range []time.Time{evening, evening.In(time.FixedZone("of the machine", 11*3600))} {
			got := new(Worker).afterQuiet(Leased{Job: Job{Quiet: quiet}}, now)
			assert.True(t, got.Equal(want), "%s: %s", zone, got)
		}
	}
	assert.Equal(t, evening, new(Worker).afterQuiet(Leased{}, evening))
}
