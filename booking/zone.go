package booking

import (
	"fmt"
	"sync"
	"time"
)

// loaded are those that were read, by name: reading one takes longer than all else
// that an entry needs of it, and there are only as many as the zone database has.
var loaded sync.Map

// LoadZone returns the zone of an IANA name such as Europe/Stockholm, nil for the
// empty one. The machine's own zone, "Local", is nobody's, and an error as an unknown
// one is. Each zone is read once. It is safe for concurrent use.
func LoadZone(name string) (*time.Location, error) {
	if name == "" {
		return nil, nil
	}
	if zone, ok := loaded.Load(name); ok {
		return zone.(*time.Location), nil
	}
	zone, err := time.LoadLocation(name)
	if err != nil || name == "Local" {
		return nil, fmt.Errorf("zone %q is unknown, want an IANA name such as Europe/Stockholm", name)
	}
	loaded.Store(name, zone)
	return zone, nil
}
