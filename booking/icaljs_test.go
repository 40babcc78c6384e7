package booking_test

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"
	_ "time/tzdata"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/booking"
	"github.com/budkavle/budkavle/recipients"
)

// entryFor is a whole entry; tests change it.
func entryFor(changes ...func(*booking.Entry)) booking.Entry {
	e := booking.Entry{
		Company: "c", Order: "o", Domain: "example.com", Zone: "Europe/Stockholm", Stamp: time.Date(2023, time.October, 2, 12, 5, 0, 0, time.UTC),
		Booking: booking.Booking{
			ID: "b1", Start: time.Date(2023, time.October, 6, 5, 0, 0, 0, time.UTC), End: time.Date(2023, time.October, 6, 8, 0, 0, 0, time.UTC),
			Technicians: []string{"Börje"}, Place: "Åkervägen 3; port A, plan 2",
		},
		Organizer: recipients.MustParseMailbox("Mitt bolag <info@example.com>"),
		Attendee:  recipients.MustParseMailbox("Anna Ek <anna@example.se>"),
		Summary:   "Service, Mitt bolag", Details: "Ordernummer: AO462\nTa med \\ nyckel",
	}
	for _, change := range changes {
		change(&e)
	}
	return e
}

// read is what an independent reader makes of a calendar.
type read struct {
	Method, UID, Summary, Description, Location, Status string
	Start, End                                          string // UTC
	AllDay                                              bool
	Sequence                                            int
	Organizer, OrganizerName, Attendee, AttendeeName    string
	RSVP                                                string
	Events                                              int
}

// readAll lets ical.js read calendars, in the order given.
func readAll(t *testing.T, calendars ...[]byte) []read {
	t.Helper()
	dir := os.Getenv("BUDKAVLE_ICALJS")
	if dir == "" {
		t.Skip("needs ical.js: run .ci/icaljs, or set BUDKAVLE_ICALJS to a folder where npm has installed it")
	}
	texts := make([]string, len(calendars))
	for i, c := range calendars {
		texts[i] = string(c)
	}
	input, err := json.Marshal(texts)
	require.NoError(t, err)
	command := exec.Command("node", "--input-type=module", "-e", `
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
const require = createRequire(process.cwd() + '/');
let ICAL = require('ical.js'); ICAL = ICAL.default || ICAL;
const out = JSON.parse(readFileSync(0, 'utf8')).map(text => {
  const root = new ICAL.Component(ICAL.parse(text));
  for (const zone of root.getAllSubcomponents('vtimezone')) ICAL.TimezoneService.register(new ICAL.Timezone(zone));
  const events = root.getAllSubcomponents('vevent');
  const e = new ICAL.Event(events[0]);
  const p = (name) => events[0].getFirstProperty(name);
  const value = (name) => p(name) ? String(p(name).getFirstValue()) : '';
  for (const zone of root.getAllSubcomponents('vtimezone')) {
    const z = new ICAL.Timezone(zone);
    for (const time of [e.startDate, e.endDate]) if (time && time.timezone === z.tzid) time.zone = z;
  }
  const iso = (time) => time ? (time.isDate ? time.toString() : new Date(time.toUnixTime() * 1000).toISOString()) : '';
  const r = { Method: String(root.getFirstPropertyValue('method')), UID: e.uid, Summary: e.summary || '', Description: e.description || '', Location: e.location || '',
    Status: value('status'), Start: iso(e.startDate), End: iso(e.endDate), AllDay: e.startDate.isDate, Sequence: e.sequence || 0,
    Organizer: value('organizer'), OrganizerName: p('organizer').getParameter('cn') || '', Attendee: value('attendee'),
    AttendeeName: p('attendee') ? p('attendee').getParameter('cn') || '' : '', RSVP: p('attendee') ? p('attendee').getParameter('rsvp') || '' : '', Events: events.length };
  ICAL.TimezoneService.reset();
  return r;
});
process.stdout.write(JSON.stringify(out));
`)
	command.Dir = dir
	command.Stdin = strings.NewReader(string(input))
	var problems strings.Builder
	command.Stderr = &problems
	out, err := command.Output()
	require.NoError(t, err, problems.String())
	var list []read
	require.NoError(t, json.Unmarshal(out, &list))
	return list
}

func calendar(t *testing.T, e booking.Entry) []byte {
	t.Helper()
	data, err := e.Calendar()
	require.NoError(t, err)
	return data
}

func TestICalJSReadsEveryVariant(t *testing.T) {
	at := func(year int, month time.Month, day, hour, minute int) time.Time {
		return time.Date(year, month, day, hour, minute, 0, 0, time.UTC)
	}
	variants := []struct {
		name   string
		change func(*booking.Entry)
		check  func(r *read)
	}{
		{"as it is", func(*booking.Entry) {}, func(*read) {}},
		{"UTC", func(e *booking.Entry) { e.Zone = "" }, func(*read) {}},
		{"another zone", func(e *booking.Entry) { e.Booking.Zone = "America/New_York" }, func(*read) {}},
		{"no attendee", func(e *booking.Entry) { e.Attendee = recipients.Mailbox{} }, func(r *read) {
			r.Method, r.Attendee, r.AttendeeName, r.RSVP = "PUBLISH", "", "", ""
		}},
		{"cancelled", func(e *booking.Entry) { e.Booking.Cancelled, e.Booking.Sequence = true, 3 }, func(r *read) {
			r.Method, r.Status, r.Sequence = "CANCEL", "CANCELLED", 3
		}},
		{"all day", func(e *booking.Entry) { e.Booking.AllDay = true }, func(r *read) { r.AllDay, r.Start, r.End = true, "2023-10-06", "2023-10-07" }},
		{"several days", func(e *booking.Entry) { e.Booking.AllDay = true; e.Booking.End = e.Booking.End.AddDate(0, 0, 2) }, func(r *read) {
			r.AllDay, r.Start, r.End = true, "2023-10-06", "2023-10-09"
		}},
		{"hard names", func(e *booking.Entry) {
			e.Organizer.Name, e.Attendee.Name = "Åkes \"El\" ^; AB,\nfilial: 2", strings.Repeat("Räksmörgås 😀 ", 10)
		}, func(r *read) {
			r.OrganizerName, r.AttendeeName = "Åkes \"El\" ^; AB, filial: 2", strings.TrimSpace(strings.Repeat("Räksmörgås 😀 ", 10))
		}},
		{"long text", func(e *booking.Entry) { e.Details = strings.Repeat("Å😀;,\\n\n", 60) + "slut" }, func(r *read) { r.Description = strings.Repeat("Å😀;,\\n\n", 60) + "slut" }},
		{"injection", func(e *booking.Entry) { e.Summary = "x\r\nATTENDEE:mailto:evil@example.com\nEND:VEVENT" }, func(r *read) {
			r.Summary = "x ATTENDEE:mailto:evil@example.com END:VEVENT"
		}},
		{"into summer time", func(e *booking.Entry) { e.Booking.Start, e.Booking.End = at(2024, 3, 31, 0, 30), at(2024, 3, 31, 2, 0) }, func(r *read) {
			r.Start, r.End = "2024-03-31T00:30:00.000Z", "2024-03-31T02:00:00.000Z"
		}},
		{"out of summer time", func(e *booking.Entry) {
			e.Booking.Start, e.Booking.End = at(2023, 10, 28, 22, 0), at(2023, 10, 29, 5, 0)
		}, func(r *read) {
			r.Start, r.End = "2023-10-28T22:00:00.000Z", "2023-10-29T05:00:00.000Z"
		}},
		{"in the hour that comes twice", func(e *booking.Entry) {
			e.Booking.Start, e.Booking.End = at(2023, 10, 29, 0, 30), at(2023, 10, 29, 1, 30)
		}, func(r *read) {
			r.Start, r.End = "2023-10-29T00:30:00.000Z", "2023-10-29T01:30:00.000Z"
		}},
	}
	var calendars [][]byte
	for _, v := range variants {
		calendars = append(calendars, calendar(t, entryFor(v.change)))
	}
	got := readAll(t, calendars...)
	for i, v := range variants {
		want := read{
			Method: "REQUEST", UID: entryFor().UID(), Summary: "Service, Mitt bolag", Description: "Ordernummer: AO462\nTa med \\ nyckel", Location: "Åkervägen 3; port A, plan 2",
			Status: "CONFIRMED", Start: "2023-10-06T05:00:00.000Z", End: "2023-10-06T08:00:00.000Z",
			Organizer: "mailto:info@example.com", OrganizerName: "Mitt bolag", Attendee: "mailto:anna@example.se", AttendeeName: "Anna Ek", RSVP: "FALSE", Events: 1,
		}
		v.check(&want)
		assert.Equal(t, want, got[i], v.name)
	}
}

// TestICalJSOneEntry is the story of a booking that is made, moved twice and
// cancelled: a calendar that keeps the highest sequence of each UID ends with
// one entry, and it is cancelled.
func TestICalJSOneEntry(t *testing.T) {
	var calendars [][]byte
	for sequence := range 4 {
		calendars = append(calendars, calendar(t, entryFor(func(e *booking.Entry) {
			e.Booking.Sequence, e.Booking.Cancelled = sequence, sequence == 3
			e.Booking.Start, e.Booking.End = e.Booking.Start.Add(time.Duration(sequence)*time.Hour), e.Booking.End.Add(time.Duration(sequence)*time.Hour)
			e.Stamp = e.Stamp.Add(time.Duration(sequence) * time.Hour)
		})))
	}
	entries := map[string]read{}
	for _, r := range readAll(t, calendars...) {
		if before, ok := entries[r.UID]; !ok || r.Sequence > before.Sequence {
			entries[r.UID] = r
		}
	}
	require.Len(t, entries, 1)
	for _, r := range entries {
		assert.Equal(t, "CANCEL CANCELLED 3", fmt.Sprint(r.Method, " ", r.Status, " ", r.Sequence))
	}
}
