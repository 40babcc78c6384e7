package booking_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"strconv"
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

// byICalJS lets ical.js read calendars, in the order given: the first entry of
// each.
func byICalJS(t *testing.T, calendars ...[]byte) []read {
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

// byLibICal lets libical read them, which many calendars on desks are made of.
func byLibICal(t *testing.T, calendars ...[]byte) []read {
	t.Helper()
	program := os.Getenv("BUDKAVLE_LIBICAL")
	if program == "" {
		t.Skip("needs libical: run .ci/libical, or set BUDKAVLE_LIBICAL to the compiled testdata/readcalendar.c")
	}
	var list []read
	for _, c := range calendars {
		command := exec.Command(program)
		command.Stdin = bytes.NewReader(c)
		out, err := command.Output()
		require.NoError(t, err)
		events := strings.Split(strings.TrimSuffix(string(out), "\n\n"), "\n\n")
		values := map[string]string{}
		for line := range strings.SplitSeq(events[0], "\n") {
			name, value, _ := strings.Cut(line, "\t")
			values[name] = strings.NewReplacer(`\\`, `\`, `\n`, "\n").Replace(value)
		}
		r := read{
			Method: values["Method"], UID: values["UID"], Summary: values["Summary"], Description: values["Description"], Location: values["Location"], Status: values["Status"],
			Organizer: values["Organizer"], OrganizerName: values["OrganizerName"], Attendee: values["Attendee"], AttendeeName: values["AttendeeName"], RSVP: values["RSVP"], Events: len(events),
		}
		r.Sequence, err = strconv.Atoi(values["Sequence"])
		require.NoError(t, err)
		r.Start, r.AllDay = isoTime(t, values["Start"])
		r.End, _ = isoTime(t, values["End"])
		list = append(list, r)
	}
	return list
}

// isoTime writes a time of iCalendar as ical.js does, and reports whether it is a
// day.
func isoTime(t *testing.T, text string) (iso string, day bool) {
	t.Helper()
	if when, err := time.Parse("20060102T150405Z", text); err == nil {
		return when.Format("2006-01-02T15:04:05.000Z"), false
	}
	when, err := time.Parse("20060102", text)
	require.NoError(t, err)
	return when.Format(time.DateOnly), true
}

func TestICalJSReadsEveryVariant(t *testing.T) { readsEveryVariant(t, byICalJS) }

func TestLibICalReadsEveryVariant(t *testing.T) { readsEveryVariant(t, byLibICal) }

// readsEveryVariant asks an independent reader what it makes of entries.
func readsEveryVariant(t *testing.T, readAll func(*testing.T, ...[]byte) []read) {
	at := func(year int, month time.Month, day, hour, minute int) time.Time {
		return time.Date(year, month, day, hour, minute, 0, 0, time.UTC)
	}
	type variant struct {
		name   string
		change func(*booking.Entry)
		check  func(r *read)
	}
	variants := []variant{
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
		{"percent in an address", func(e *booking.Entry) {
			e.Attendee = recipients.MustParseMailbox("asa+jobb%x@example.com")
		}, func(r *read) {
			r.Attendee, r.AttendeeName = "mailto:asa+jobb%25x@example.com", ""
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
	for _, z := range []struct{ name, zone, start, end string }{
		{"summer", "Europe/Stockholm", "2024-07-03T07:00:00Z", "2024-07-03T09:00:00Z"},
		{"winter", "Europe/Stockholm", "2024-12-03T07:00:00Z", "2024-12-03T09:00:00Z"},
		{"the first of two hours", "Europe/Stockholm", "2023-10-28T23:00:00Z", "2023-10-29T00:30:00Z"},
		{"into the second", "Europe/Stockholm", "2023-10-29T00:45:00Z", "2023-10-29T01:15:00Z"},
		{"over half a year", "Europe/Stockholm", "2024-02-03T07:00:00Z", "2024-12-03T09:00:00Z"},
		{"Irish winter", "Europe/Dublin", "2024-12-03T07:00:00Z", "2024-12-03T09:00:00Z"},
		{"Irish summer", "Europe/Dublin", "2024-07-03T07:00:00Z", "2024-07-03T09:00:00Z"},
		{"Azores", "Atlantic/Azores", "2024-03-31T00:30:00Z", "2024-03-31T12:00:00Z"},
		{"Azores, over the change", "Atlantic/Azores", "2024-03-31T01:30:00Z", "2024-04-02T12:00:00Z"},
		{"Havana", "America/Havana", "2024-03-10T04:30:00Z", "2024-03-10T12:00:00Z"},
		{"Havana, midnight twice", "America/Havana", "2024-11-03T04:30:00Z", "2024-11-03T05:30:00Z"},
		{"Santiago in summer", "America/Santiago", "2024-01-03T12:00:00Z", "2024-01-03T13:00:00Z"},
		{"Santiago, the evening twice", "America/Santiago", "2024-04-07T02:30:00Z", "2024-04-07T03:30:00Z"},
		{"Santiago into summer", "America/Santiago", "2024-09-08T03:30:00Z", "2024-09-08T05:00:00Z"},
		{"half an hour", "Asia/Kolkata", "2024-07-03T07:00:00Z", "2024-07-03T09:00:00Z"},
		{"half an hour of summer time", "Australia/Lord_Howe", "2024-07-03T07:00:00Z", "2024-07-03T09:00:00Z"},
		{"no summer time any more", "America/Sao_Paulo", "2024-07-03T07:00:00Z", "2024-07-03T09:00:00Z"},
	} {
		variants = append(variants, variant{z.name, func(e *booking.Entry) {
			e.Zone, e.Booking.Start, e.Booking.End = z.zone, moment(t, z.start), moment(t, z.end)
		}, func(r *read) {
			r.Start, r.End = strings.Replace(z.start, "Z", ".000Z", 1), strings.Replace(z.end, "Z", ".000Z", 1)
		}})
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

func TestICalJSOneEntry(t *testing.T) { readsOneEntry(t, byICalJS) }

func TestLibICalOneEntry(t *testing.T) { readsOneEntry(t, byLibICal) }

// readsOneEntry is the story of a booking that is made, moved twice and
// cancelled: a calendar that keeps the highest sequence of each UID ends with
// one entry, and it is cancelled.
func readsOneEntry(t *testing.T, readAll func(*testing.T, ...[]byte) []read) {
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

func TestICalJSReadsSeveralVisits(t *testing.T) { readsSeveralVisits(t, byICalJS) }

func TestLibICalReadsSeveralVisits(t *testing.T) { readsSeveralVisits(t, byLibICal) }

// readsSeveralVisits asks for all visits of one file: with another first in each,
// as the readers tell of the first.
func readsSeveralVisits(t *testing.T, readAll func(*testing.T, ...[]byte) []read) {
	var visits []booking.Entry
	for i, start := range []string{"2024-02-03T07:00:00Z", "2024-07-03T07:00:00Z", "2024-10-27T00:30:00Z"} {
		visits = append(visits, entryFor(func(e *booking.Entry) {
			e.Booking.ID, e.Booking.Start, e.Booking.End = strconv.Itoa(i), moment(t, start), moment(t, start).Add(time.Hour)
		}))
	}
	for range visits {
		file, err := booking.Calendar(visits...)
		require.NoError(t, err)
		r := readAll(t, file)[0]
		assert.Equal(t, len(visits), r.Events)
		assert.Equal(t, visits[0].UID(), r.UID)
		assert.Equal(t, visits[0].Booking.Start.Format("2006-01-02T15:04:05.000Z"), r.Start)
		assert.Equal(t, visits[0].Booking.End.Format("2006-01-02T15:04:05.000Z"), r.End)
		visits = append(visits[1:], visits[0])
	}
}
