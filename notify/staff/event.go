package staff

import (
	"slices"

	"github.com/budkavle/budkavle/templating/locale"
)

// Event is something that a user can be notified of. Hosts keep it, so a
// constant's value never changes. The zero value is none.
type Event string

// The events.
const (
	Assigned        Event = "assigned"         // became responsible for an order, or is no longer (tilldelad)
	Booked          Event = "booked"           // booked, moved, otherwise changed or cancelled (bokad)
	OrderCreated    Event = "order-created"    // a new order
	OrderChanged    Event = "order-changed"    // an order that was there before
	ServiceReminder Event = "service-reminder" // an object's next service is near (servicepåminnelse)
	// OtherTime is a booking that belongs to no order (övrig tid). The company
	// decides about it, see [Settings].OtherTime, and no user chooses it.
	OtherTime Event = "other-time"
)

// events are those that a user chooses among, the weightiest first: it has the
// subject of a message about several.
var events = []Event{OrderCreated, Assigned, Booked, OrderChanged, ServiceReminder}

// Events returns those that a user chooses among, in the order of a settings page.
func Events() []Event {
	return []Event{Assigned, Booked, OrderCreated, OrderChanged, ServiceReminder}
}

// Message is the event's name in a user's language, as a settings page has it.
func (e Event) Message(l locale.Language) string {
	return l.Word("staff.event-", string(e))
}

// chooseable reports whether a user can choose the event.
func (e Event) chooseable() bool { return slices.Contains(events, e) }
