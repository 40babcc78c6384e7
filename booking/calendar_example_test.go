package booking_test

import (
	"fmt"
	"strings"
	"time"

	"github.com/budkavle/budkavle/booking"
)

// The entry moves in the customer's calendar, since its UID stays.
func ExampleEntry() {
	e := booking.Entry{
		Company: "c", Domain: "example.com", Zone: "Europe/Stockholm", Stamp: time.Date(2023, 10, 2, 12, 0, 0, 0, time.UTC), Summary: "Service",
		Booking:   booking.Booking{ID: "b1", Start: time.Date(2023, 10, 6, 5, 0, 0, 0, time.UTC)},
		Organizer: booking.Person{Name: "Mitt bolag", Email: "info@example.com"},
	}
	uid := e.UID()
	e.Booking.Start, e.Booking.Sequence = e.Booking.Start.Add(time.Hour), 1
	file, err := e.Calendar()
	for line := range strings.Lines(string(file)) {
		if strings.HasPrefix(line, "UID") || strings.HasPrefix(line, "SEQ") || strings.HasPrefix(line, "DTSTART;TZID") {
			fmt.Println(strings.TrimSpace(line))
		}
	}
	fmt.Println(e.UID() == uid, err)
	// Output:
	// UID:761c4ea8d06e5d43c308829ff1b8229a@example.com
	// SEQUENCE:1
	// DTSTART;TZID=Europe/Stockholm:20231006T080000
	// true <nil>
}

// Everything that the entry lacks is named at once.
func ExampleEntry_Calendar() {
	_, err := booking.Entry{Company: "c", Booking: booking.Booking{ID: "b1", Start: time.Unix(0, 0)}, Stamp: time.Unix(0, 0)}.Calendar()
	fmt.Println(err)
	// Output:
	// booking: calendar entry of "b1": Organizer.Email is missing
	// booking: calendar entry of "b1": Summary is missing
}

// The mail's Content-Type repeats the method.
func ExampleMethod() {
	e := booking.Entry{Booking: booking.Booking{ID: "b1"}, Attendee: booking.Person{Name: "Anna", Email: "anna@example.com"}}
	fmt.Printf("text/calendar; charset=UTF-8; method=%s\n", e.Method())
	e.Booking.Cancelled = true
	fmt.Println(e.Method() == booking.Cancel)
	// Output:
	// text/calendar; charset=UTF-8; method=REQUEST
	// true
}

// A name may hold anything: it is quoted for the calendar (RFC 6868).
func ExamplePerson() {
	file, err := booking.Entry{
		Company: "c", Booking: booking.Booking{ID: "b1", Start: time.Date(2023, 10, 6, 5, 0, 0, 0, time.UTC)}, Summary: "Service",
		Stamp: time.Date(2023, 10, 2, 12, 0, 0, 0, time.UTC), Organizer: booking.Person{Name: `Åkes "Kyl"; Värme`, Email: "info@example.com"},
	}.Calendar()
	for line := range strings.Lines(string(file)) {
		if strings.HasPrefix(line, "ORGANIZER") {
			fmt.Println(strings.TrimSpace(line), err)
		}
	}
	// Output: ORGANIZER;CN="Åkes ^'Kyl^'; Värme":mailto:info@example.com <nil>
}
