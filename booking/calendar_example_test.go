package booking_test

import (
	"fmt"
	"strings"
	"time"

	"github.com/budkavle/budkavle/booking"
	"github.com/budkavle/budkavle/recipients"
)

// The entry moves in the customer's calendar, since its UID stays.
func ExampleEntry() {
	e := booking.Entry{
		Company: "c", Order: "o", Domain: "example.com", Zone: "Europe/Stockholm", Stamp: time.Date(2023, 10, 2, 12, 0, 0, 0, time.UTC), Summary: "Service",
		Booking:   booking.Booking{ID: "b1", Start: time.Date(2023, 10, 6, 5, 0, 0, 0, time.UTC)},
		Organizer: recipients.MustParseMailbox("Mitt bolag <info@example.com>"),
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
	// UID:d4b788e52e195cd87ca4c4800e9f4983@example.com
	// SEQUENCE:1
	// DTSTART;TZID=Europe/Stockholm:20231006T080000
	// true <nil>
}

// Everything that the entry lacks is named at once.
func ExampleEntry_Calendar() {
	_, err := booking.Entry{Company: "c", Order: "o", Booking: booking.Booking{ID: "b1", Start: time.Unix(0, 0)}, Stamp: time.Unix(0, 0)}.Calendar()
	fmt.Println(err)
	// Output:
	// booking: calendar entry of "b1": Organizer is missing
	// booking: calendar entry of "b1": Summary is missing
}

// The mail's Content-Type repeats the method.
func ExampleMethod() {
	e := booking.Entry{Booking: booking.Booking{ID: "b1"}, Attendee: recipients.MustParseMailbox("Anna <anna@example.com>")}
	fmt.Printf("text/calendar; charset=UTF-8; method=%s\n", e.Method())
	e.Booking.Cancelled = true
	fmt.Println(e.Method() == booking.MethodCancel)
	// Output:
	// text/calendar; charset=UTF-8; method=REQUEST
	// true
}

// One file holds an entry for each visit that the mail tells of.
func ExampleCalendar() {
	entry := func(id string, day int) booking.Entry {
		return booking.Entry{
			Company: "c", Order: "work-order 42", Domain: "example.com", Stamp: time.Date(2023, 10, 2, 12, 0, 0, 0, time.UTC), Summary: "Service",
			Booking:   booking.Booking{ID: id, Start: time.Date(2023, 10, day, 5, 0, 0, 0, time.UTC)},
			Organizer: recipients.MustParseMailbox(`"Åkes \"Kyl\"; Värme" <info@example.com>`),
		}
	}
	file, err := booking.Calendar(entry("1", 6), entry("2", 9))
	for line := range strings.Lines(string(file)) {
		if strings.HasPrefix(line, "ORGANIZER") || strings.HasPrefix(line, "DTSTART") {
			fmt.Println(strings.TrimSpace(line))
		}
	}
	fmt.Println(err)
	// Output:
	// DTSTART:20231006T050000Z
	// ORGANIZER;CN="Åkes ^'Kyl^'; Värme":mailto:info@example.com
	// DTSTART:20231009T050000Z
	// ORGANIZER;CN="Åkes ^'Kyl^'; Värme":mailto:info@example.com
	// <nil>
}

// A visit that is not there any more is cancelled from what was last told of it.
func ExampleBooking_Canonical() {
	told := booking.Booking{ID: "b1", Start: time.Date(2023, 10, 6, 5, 0, 9, 0, time.UTC), Technicians: []string{"Lisa", " Börje"}, Sequence: 2, Title: "Service"}.Canonical()
	fmt.Println(told.Start.Format(time.DateTime), told.Technicians)

	told.Cancelled, told.Sequence = true, 3
	file, err := booking.Entry{
		Company: "c", Order: "o", Domain: "example.com", Booking: told, Stamp: time.Date(2023, 10, 3, 12, 0, 0, 0, time.UTC), Summary: told.Title,
		Organizer: recipients.MustParseMailbox("info@example.com"), Attendee: recipients.MustParseMailbox("anna@example.com"),
	}.Calendar()
	for line := range strings.Lines(string(file)) {
		if strings.HasPrefix(line, "METHOD") || strings.HasPrefix(line, "DTSTART") || strings.HasPrefix(line, "STATUS") || strings.HasPrefix(line, "SUMMARY") {
			fmt.Println(strings.TrimSpace(line))
		}
	}
	fmt.Println(err)
	// Output:
	// 2023-10-06 05:00:00 [Börje Lisa]
	// METHOD:CANCEL
	// DTSTART:20231006T050000Z
	// SUMMARY:Service
	// STATUS:CANCELLED
	// <nil>
}
