package booking_test

import (
	"fmt"
	"time"

	"github.com/budkavle/budkavle/booking"
	"github.com/budkavle/budkavle/templating/locale"
)

// The values of the ten tags, as a template takes them.
func ExampleFacts() {
	stockholm, _ := time.LoadLocation("Europe/Stockholm")
	f := booking.Facts{
		Company: "Mitt bolag", OrderNumber: "AO462", Customer: "kund", Zone: stockholm, Now: time.Date(2023, 10, 2, 12, 0, 0, 0, time.UTC),
		Bookings: []booking.Booking{{ID: "b", Start: time.Date(2023, 10, 6, 5, 0, 0, 0, time.UTC), End: time.Date(2023, 10, 6, 8, 0, 0, 0, time.UTC), Technicians: []string{"Börje"}}},
	}
	values, note := f.Values()
	fmt.Printf("%s %q\n", values["nextBooking"], note)
	// Output: Börje, fredag 06 oktober, 07:00 – 10:00 ""
}

// A confirmation is not sent while the tags have nothing to say.
func ExampleValueNote() {
	f := booking.Facts{Now: time.Date(2023, 10, 2, 12, 0, 0, 0, time.UTC)}
	_, note := f.Values()
	switch note {
	case booking.NoComingBooking:
		fmt.Println("no booking is coming: book the visit first")
	case booking.UnderWay:
		fmt.Println("the visit has begun")
	case booking.BookingCancelled:
		fmt.Println("the visit is cancelled")
	}
	// Output: no booking is coming: book the visit first
}

// A night's work, as a list on the host's page shows it.
func ExampleBooking() {
	stockholm, _ := time.LoadLocation("Europe/Stockholm")
	b := booking.Booking{
		ID: "b1", Start: time.Date(2023, 10, 6, 20, 0, 0, 0, time.UTC), End: time.Date(2023, 10, 7, 2, 0, 0, 0, time.UTC),
		Technicians: []string{"Börje", "Lisa"},
	}
	fmt.Println(b.In(stockholm).Line(locale.Swedish, b.Start))
	b.AllDay = true
	fmt.Println(b.In(stockholm).Line(locale.English, b.Start))
	// Output:
	// Börje, Lisa, fredag 06 oktober – lördag 07 oktober, 22:00 – 04:00
	// Börje, Lisa, Friday 6 October – Saturday 7 October, all day
}

func ExampleBooking_Validate() {
	start := time.Date(2023, 10, 6, 5, 0, 0, 0, time.UTC)
	fmt.Println(booking.Booking{ID: "b1", Start: start, End: start.Add(-time.Hour), Zone: "Stockholm"}.Validate())
	// Output:
	// booking "b1": end 2023-10-06T04:00:00Z is before start 2023-10-06T05:00:00Z
	// booking "b1": zone "Stockholm" is unknown, want an IANA name such as Europe/Stockholm
}

// What is under way is the next one only when nothing is coming.
func ExampleNext() {
	at := func(day, hour int) time.Time { return time.Date(2023, 10, day, hour, 0, 0, 0, time.UTC) }
	bookings := []booking.Booking{
		{ID: "later", Start: at(9, 7)}, {ID: "under way", Start: at(6, 7), End: at(6, 12)}, {ID: "cancelled", Start: at(7, 7), Cancelled: true},
	}
	next, ok := booking.Next(bookings, at(6, 8))
	fmt.Println(next.ID, ok)
	next, ok = booking.Next(bookings[1:], at(6, 8))
	fmt.Println(next.ID, ok)
	// Output:
	// later true
	// under way true
}

// What became of an order's bookings when it was saved.
func ExampleDiff() {
	start := time.Date(2023, 10, 6, 5, 0, 0, 0, time.UTC)
	before := []booking.Booking{{ID: "b1", Start: start}, {ID: "b2", Start: start}, {ID: "b3", Start: start}}
	after := []booking.Booking{{ID: "b1", Start: start.Add(time.Hour)}, {ID: "b2", Start: start, Cancelled: true}, {ID: "b4", Start: start}}
	for _, c := range booking.Diff(before, after) {
		fmt.Println(c.ID, c.Kind)
	}
	// Output:
	// b1 moved
	// b2 cancelled
	// b4 added
	// b3 removed
}

// A change holds both versions, for "was … is now …".
func ExampleChange() {
	before := booking.Booking{ID: "b1", Start: time.Date(2023, 10, 6, 5, 0, 0, 0, time.UTC), Technicians: []string{"Börje"}}
	after := before
	after.Technicians = []string{"Lisa"}
	for _, c := range booking.Diff([]booking.Booking{before}, []booking.Booking{after}) {
		fmt.Println(c.Before.Who(), "→", c.After.Who())
	}
	// Output: Börje → Lisa
}

// Which built-in text tells the customer of a change.
func ExampleChangeKind() {
	text := func(kind booking.ChangeKind) locale.TextKind {
		switch kind {
		case booking.ChangeCancelled, booking.ChangeRemoved:
			return locale.TextBookingCancelled
		case booking.ChangeAdded, booking.ChangeRestored:
			return locale.TextBookingConfirmation
		}
		return locale.TextBookingChanged // ChangeMoved, ChangeReassigned, ChangeAltered
	}
	fmt.Println(locale.Swedish.Text(text(booking.ChangeMoved), nil).Subject)
	// Output: Ändrad bokning, order {orderNumber}
}

// Nine o'clock is nine o'clock on both sides of a change to winter time.
func ExampleReminder() {
	stockholm, _ := time.LoadLocation("Europe/Stockholm")
	visit := booking.Booking{ID: "b", Start: time.Date(2023, 10, 30, 6, 0, 0, 0, time.UTC)}
	at, ok := booking.DayBefore().At(visit, stockholm)
	fmt.Println(at, ok)
	at, ok = booking.Reminder{Before: 2 * time.Hour}.At(visit, stockholm)
	fmt.Println(at, ok)
	// Output:
	// 2023-10-29 09:00:00 +0100 CET true
	// 2023-10-30 05:00:00 +0100 CET true
}

// An SMS that would come at night goes in the morning.
func ExampleQuietHours() {
	stockholm, _ := time.LoadLocation("Europe/Stockholm")
	quiet := booking.QuietHours{From: "21:00", To: "07:00"}
	fmt.Println(quiet.Next(time.Date(2023, 10, 28, 23, 15, 0, 0, stockholm), stockholm))
	fmt.Println(quiet.Next(time.Date(2023, 10, 29, 12, 0, 0, 0, stockholm), stockholm))
	// Output:
	// 2023-10-29 07:00:00 +0100 CET
	// 2023-10-29 12:00:00 +0100 CET
}
