package booking

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/budkavle/budkavle/templating/cleantext"
	"github.com/budkavle/budkavle/templating/locale"
)

// Facts are what the ten tags of every template are made from. The zero value works: it
// gives empty texts and warnings. A text that is only blanks is missing.
type Facts struct {
	Company             string    // the name that customers know
	OrderNumber         string    // "AO462"; {orderRef} is empty without one
	Facility            string    // anläggning; a visit that was asked for and has its own stands before it
	Customer            string    // stands in for a missing facility
	PurchaseOrder       bool      // {facilityOrCustomer} is the supplier, and never the end customer
	Supplier            string    // of a purchase order
	CustomerOrderNumber string    // missing: "saknas" in the language
	ServiceObjects      []string  // names
	Bookings            []Booking // all of the order, in any order

	// About are the IDs of the bookings that were saved and that the message is
	// about, all of them; empty: the next one.
	About []string

	Now      time.Time       // what is coming and which year goes without saying
	Zone     *time.Location  // nil: the bookings' own
	Language locale.Language // the recipient's; zero: Swedish
}

// ValueNote says what the user should know of the values before a message goes. The
// zero value is nothing: they are about a booking that is coming.
type ValueNote string

// The notes.
const (
	// NoComingBooking says that the booking tags are empty.
	NoComingBooking ValueNote = "no-coming-booking"
	// UnderWay says that the tags are about a booking that has started.
	UnderWay ValueNote = "under-way"
	// BookingCancelled says that the booking asked for is cancelled; the tags
	// are about it all the same, so that a cancellation can name it.
	BookingCancelled ValueNote = "booking-cancelled"
)

// Visits returns the bookings that the message is about, in order of start, with
// their times in their zones: those asked for that are there, or else the next.
func (f Facts) Visits() []Booking {
	return f.visits(zones{}.all(f.Bookings, f.Zone))
}

// visits is Visits for bookings whose times are in their zones.
func (f Facts) visits(bookings []Booking) []Booking {
	if len(f.About) == 0 {
		if next, ok := Next(bookings, f.Now); ok {
			return []Booking{next}
		}
		return nil
	}
	var asked []Booking
	for i, id := range f.About {
		if b, ok := Find(bookings, id); ok && !slices.Contains(f.About[:i], id) {
			asked = append(asked, b)
		}
	}
	return pick(asked, func(Booking) bool { return true })
}

// Booking returns the booking that {nextBooking} is: of those that the message
// is about the first one that is coming, or else under way, over, or cancelled.
// False: there is none.
func (f Facts) Booking() (Booking, bool) { return f.BookingOf(f.Visits()) }

// BookingOf is [Facts.Booking] for whoever has the visits of [Facts.Visits].
func (f Facts) BookingOf(visits []Booking) (Booking, bool) {
	if len(visits) == 0 {
		return Booking{}, false
	}
	return slices.MinFunc(visits, func(a, b Booking) int { return cmp.Compare(f.rank(a), f.rank(b)) }), true
}

// rank orders what {nextBooking} can be.
func (f Facts) rank(b Booking) int {
	switch {
	case b.Cancelled:
		return 3
	case b.Over(f.Now):
		return 2
	case b.Started(f.Now):
		return 1
	}
	return 0
}

// Values returns the text of each of the ten tags, by its canonical name, and
// what is to be known of them. All ten are there, the empty ones too. Times are
// in the booking's zone. {futureBookings} is all that are coming, or, when
// several bookings are asked for, those. Nothing is escaped: package templating
// does that.
func (f Facts) Values() (map[string]string, ValueNote) {
	bookings := zones{}.all(f.Bookings, f.Zone)
	visits := f.visits(bookings)
	b, found := f.BookingOf(visits)
	values := make(map[string]string, roomForValues)
	f.fill(values, b, found, bookings, visits)
	return values, f.note(b, found)
}

// roomForValues is for the tags of every template, those of the built-in messages
// and some of the host's.
const roomForValues = 20

// fill writes the ten; b is the booking that they are about, if one is found.
func (f Facts) fill(values map[string]string, b Booking, found bool, bookings, visits []Booking) {
	values["company"] = cleantext.OneLine(f.Company)
	values["orderRef"] = ""
	if number := cleantext.OneLine(f.OrderNumber); number != "" {
		values["orderRef"] = f.Language.OrderRef(number)
	}
	values["facilityOrCustomer"] = f.facilityOrCustomer(visits)
	values["customerOrderNumber"] = cmp.Or(cleantext.OneLine(f.CustomerOrderNumber), f.Language.Missing())
	values["serviceObjects"] = joinNames(f.ServiceObjects)
	var who, date, clock, next string
	if found {
		who, date, clock = b.Who(), b.Date(f.Language, f.Now), b.Time(f.Language)
		next = line(who, date, clock)
	}
	values["nextBooking"], values["nextBookingName"] = next, who
	values["nextBookingDate"], values["nextBookingTime"] = date, clock
	listed := f.listed(bookings, visits)
	if len(listed) == 1 && found && listed[0].readsAs(b) {
		values["futureBookings"] = next
	} else {
		values["futureBookings"] = f.futureBookings(listed)
	}
}

// readsAs reports whether the line of another booking is that of b.
func (b Booking) readsAs(other Booking) bool {
	return b.Start == other.Start && b.End == other.End && b.AllDay == other.AllDay &&
		b.Group == other.Group && slices.Equal(b.Technicians, other.Technicians)
}

// note is what is to be known of the booking that the tags are about.
func (f Facts) note(b Booking, found bool) ValueNote {
	if !found {
		return NoComingBooking
	}
	switch f.rank(b) {
	case 3:
		return BookingCancelled
	case 2:
		return NoComingBooking
	case 1:
		return UnderWay
	}
	return ""
}

// OwnFacilityOrCustomer is {facilityOrCustomer} of the order itself, wherever its
// visits are.
func (f Facts) OwnFacilityOrCustomer() string {
	f.About = nil
	return f.facilityOrCustomer(nil)
}

// facilityOrCustomer is whom a text speaks to (R404): on a purchase order the
// supplier and nobody else.
func (f Facts) facilityOrCustomer(visits []Booking) string {
	if f.PurchaseOrder {
		return cleantext.OneLine(f.Supplier)
	}
	own := ""
	if len(f.About) > 0 {
		own = commonFacility(visits)
	}
	return cmp.Or(own, cleantext.OneLine(f.Facility), cleantext.OneLine(f.Customer))
}

// commonFacility is the facility that all visits have as their own.
func commonFacility(visits []Booking) string {
	common := ""
	for i, b := range visits {
		own := cleantext.OneLine(b.Facility)
		if i > 0 && own != common {
			return ""
		}
		common = own
	}
	return common
}

// futureBookings is one line for each booking, in order (R403). When several were
// asked for it is those, or only the ones that still take place if there are any.
func (f Facts) futureBookings(listed []Booking) string {
	lines := make([]string, len(listed))
	for i, b := range listed {
		lines[i] = b.Line(f.Language, f.Now)
	}
	return strings.Join(lines, "\n")
}

// Listed returns the bookings of {futureBookings}, with their times in their zones.
func (f Facts) Listed() []Booking {
	bookings := zones{}.all(f.Bookings, f.Zone)
	return f.listed(bookings, f.visits(bookings))
}

// listed are the bookings of {futureBookings}.
func (f Facts) listed(bookings, visits []Booking) []Booking {
	listed := visits
	if len(f.About) < 2 {
		listed = Coming(bookings, f.Now)
	} else if on := pick(visits, func(b Booking) bool { return f.rank(b) < 2 }); len(on) > 0 {
		listed = on
	}
	return listed
}

// Line is name, date and time in one line: "Börje, fredag 06 oktober, 07:00 –
// 10:00". A booking without a technician begins with the date. Like [Booking.Date] and
// [Booking.Time] it writes the times as they are: call [Booking.In] before.
func (b Booking) Line(l locale.Language, now time.Time) string {
	return line(b.Who(), b.Date(l, now), b.Time(l))
}

func line(who, date, clock string) string {
	if who == "" {
		return date + ", " + clock
	}
	return who + ", " + date + ", " + clock
}
