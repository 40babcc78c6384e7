package booking_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/booking"
)

func TestLoadZone(t *testing.T) {
	t.Parallel()
	zone, err := booking.LoadZone("Europe/Helsinki")
	require.NoError(t, err)
	assert.Equal(t, "Europe/Helsinki", zone.String())
	again, err := booking.LoadZone("Europe/Helsinki")
	require.NoError(t, err)
	assert.Same(t, zone, again, "read once")
	none, err := booking.LoadZone("")
	require.NoError(t, err)
	assert.Nil(t, none)
	for _, name := range []string{"Local", "Europe/Atlantis", "../etc/passwd"} {
		for range 2 {
			_, err := booking.LoadZone(name)
			assert.ErrorContains(t, err, "want an IANA name such as Europe/Stockholm", name)
		}
	}
}
