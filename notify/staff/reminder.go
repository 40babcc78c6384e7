package staff

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/budkavle/budkavle/notify/order"
	"github.com/budkavle/budkavle/templating/locale"
)

// A DueObject is a thing that is serviced and the day of its next service. ID,
// Name and Next are needed.
type DueObject struct {
	ID          string    `json:"id"` // the host's key
	Name        string    `json:"name"`
	Customer    string    `json:"customer,omitzero"`
	Facility    string    `json:"facility,omitzero"`
	Next        time.Time `json:"next"`                  // any time of the day, in the company's zone
	Responsible []string  `json:"responsible,omitempty"` // IDs of users; empty: all who have chosen to be reminded
	Link        string    `json:"link,omitzero"`         // https address of the object in the host's system
}

// text is the object with its day. The day is written with its year, so that a
// reminder says the same whenever it is made.
func (o DueObject) text(l locale.Language) string { return o.Name + ", " + l.ShortDate(o.Next) }

// place is where the object stands.
func (o DueObject) place() string {
	return cmp.Or(strings.TrimSpace(o.Facility), strings.TrimSpace(o.Customer))
}

// ServiceReminders decides who is reminded of objects whose next service is at most
// the company's lead time away and not past. It may be asked every day, or more
// often: a reminder's key is that of the object, its date and the person, so that
// each is sent once, and a day that was missed is made up for. It returns a Notice
// for each such object and person, told or not; none when the lead time is 0.
func ServiceReminders(c order.Settings, s Settings, objects []DueObject, people []Person, now time.Time) []Notice {
	if s.ServiceReminderDays <= 0 {
		return nil
	}
	var notices []Notice
	for _, object := range objects {
		o := newOccasion(c, s, order.Order{Link: object.Link}, order.Actor{}, now)
		object.Next = object.Next.In(o.zone)
		left := daysBetween(now.In(o.zone), object.Next)
		if object.Next.IsZero() || left < 0 || left > s.ServiceReminderDays {
			continue
		}
		o.parts = []string{"service", object.ID, object.Next.Format(time.DateOnly)}
		for _, p := range once(people) {
			var happened []Event
			if len(object.Responsible) == 0 || p.ID != "" && slices.Contains(object.Responsible, p.ID) {
				happened = []Event{ServiceReminder}
			}
			n := o.notice(p, happened)
			n.Object = object
			notices = append(notices, n)
		}
	}
	return notices
}

// daysBetween counts the days from one to another, by the calendar.
func daysBetween(from, to time.Time) int {
	day := func(t time.Time) time.Time {
		year, month, day := t.Date()
		return time.Date(year, month, day, 0, 0, 0, 0, time.UTC)
	}
	return int(day(to).Sub(day(from)) / (24 * time.Hour))
}
