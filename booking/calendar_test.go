package booking_test

import (
	"fmt"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/booking"
	"github.com/budkavle/budkavle/recipients"
)

// unfolded are the content lines of a file without their folds, each of which is
// checked (RFC 5545 section 3.1).
func unfolded(t testing.TB, file []byte) []string {
	t.Helper()
	text := string(file)
	require.True(t, utf8.ValidString(text) && strings.HasSuffix(text, "\r\n"))
	for line := range strings.SplitSeq(strings.TrimSuffix(text, "\r\n"), "\r\n") {
		require.LessOrEqual(t, len(line), 75, line)
		require.NotContains(t, line, "\n")
	}
	return strings.Split(strings.TrimSuffix(strings.ReplaceAll(text, "\r\n ", ""), "\r\n"), "\r\n")
}

// the whole file, line by line, for a visit in summer time.
func TestR409TheWholeFile(t *testing.T) {
	t.Parallel()
	e := entryFor(func(e *booking.Entry) { e.URL, e.Booking.Sequence = "https://example.com/o/42", 2 })
	assert.Equal(t, []string{
		"BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Budkavle//Budkavle//SV", "CALSCALE:GREGORIAN", "METHOD:REQUEST",
		"BEGIN:VTIMEZONE", "TZID:Europe/Stockholm",
		"BEGIN:STANDARD", "DTSTART:20221030T030000", "TZOFFSETFROM:+0200", "TZOFFSETTO:+0100", "TZNAME:CET", "END:STANDARD",
		"BEGIN:DAYLIGHT", "DTSTART:20230326T020000", "TZOFFSETFROM:+0100", "TZOFFSETTO:+0200", "TZNAME:CEST", "END:DAYLIGHT",
		"END:VTIMEZONE",
		"BEGIN:VEVENT", "UID:" + e.UID(), "DTSTAMP:20231002T120500Z", "SEQUENCE:2",
		"DTSTART;TZID=Europe/Stockholm:20231006T070000", "DTEND;TZID=Europe/Stockholm:20231006T100000",
		`SUMMARY:Service\, Mitt bolag`, `DESCRIPTION:Ordernummer: AO462\nTa med \\ nyckel`, `LOCATION:Åkervägen 3\; port A\, plan 2`,
		"URL:https://example.com/o/42", `ORGANIZER;CN="Mitt bolag":mailto:info@example.com`,
		`ATTENDEE;ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION;RSVP=FALSE;CN="Anna Ek":mailto:anna@example.se`,
		"STATUS:CONFIRMED", "TRANSP:OPAQUE", "END:VEVENT", "END:VCALENDAR",
	}, unfolded(t, calendar(t, e)))
	assert.Equal(t, calendar(t, e), calendar(t, e), "the same bytes for the same entry")
}

// observances are the parts of a file's VTIMEZONE, one line each: kind, onset,
// from, to, name.
func observances(t testing.TB, file []byte) (list []string) {
	t.Helper()
	var values []string
	for _, line := range unfolded(t, file) {
		name, value, _ := strings.Cut(line, ":")
		switch {
		case name == "BEGIN" && (value == "STANDARD" || value == "DAYLIGHT"):
			values = []string{value}
		case name == "END" && len(values) > 0:
			list = append(list, strings.Join(values, " "))
			values = nil
		case len(values) > 0:
			values = append(values, value)
		}
	}
	return list
}

// line returns the value of the first line that begins with a name, "" for none.
func line(t testing.TB, file []byte, name string) string {
	t.Helper()
	for _, l := range unfolded(t, file) {
		if value, ok := strings.CutPrefix(l, name); ok {
			return value
		}
	}
	return ""
}

func TestR409TimeZones(t *testing.T) {
	t.Parallel()
	winter2022, summer2023, winter2023 := "STANDARD 20221030T030000 +0200 +0100 CET", "DAYLIGHT 20230326T020000 +0100 +0200 CEST", "STANDARD 20231029T030000 +0200 +0100 CET"
	for _, c := range []struct {
		name, zone, start, end string
		want                   []string
	}{
		{"summer", "Europe/Stockholm", "2023-07-03T07:00:00Z", "2023-07-03T09:00:00Z", []string{winter2022, summer2023}},
		{"winter", "Europe/Stockholm", "2023-12-03T07:00:00Z", "2023-12-03T09:00:00Z", []string{summer2023, winter2023}},
		{"the first moment of winter time", "Europe/Stockholm", "2023-10-29T02:30:00Z", "2023-10-29T03:00:00Z", []string{summer2023, winter2023}},
		{"over both changes", "Europe/Stockholm", "2023-03-01T07:00:00Z", "2023-11-03T09:00:00Z", []string{"DAYLIGHT 20220327T020000 +0100 +0200 CEST", winter2022, summer2023, winter2023}},
		{"to the moment of the change", "Europe/Stockholm", "2023-03-25T07:00:00Z", "2023-03-26T01:00:00Z", []string{"DAYLIGHT 20220327T020000 +0100 +0200 CEST", winter2022, summer2023}},
		{"Irish winter", "Europe/Dublin", "2023-12-03T07:00:00Z", "2023-12-03T09:00:00Z", []string{"DAYLIGHT 20230326T010000 +0000 +0100 IST", "STANDARD 20231029T020000 +0100 +0000 GMT"}},
		{"Irish summer", "Europe/Dublin", "2023-07-03T07:00:00Z", "2023-07-03T09:00:00Z", []string{"STANDARD 20221030T020000 +0100 +0000 GMT", "DAYLIGHT 20230326T010000 +0000 +0100 IST"}},
		{"summer time at midnight", "America/Havana", "2024-07-03T12:00:00Z", "2024-07-03T14:00:00Z", []string{"STANDARD 20231105T010000 -0400 -0500 CST", "DAYLIGHT 20240310T000000 -0500 -0400 CDT"}},
		{"the other half of the year", "America/Santiago", "2024-01-03T12:00:00Z", "2024-01-03T14:00:00Z", []string{"STANDARD 20230402T000000 -0300 -0400 -04", "DAYLIGHT 20230903T000000 -0400 -0300 -03"}},
		{"Azores", "Atlantic/Azores", "2024-07-03T12:00:00Z", "2024-07-03T14:00:00Z", []string{"STANDARD 20231029T010000 +0000 -0100 -01", "DAYLIGHT 20240331T000000 -0100 +0000 +00"}},
		{"half an hour", "Asia/Kolkata", "2024-07-03T12:00:00Z", "2024-07-03T14:00:00Z", []string{"STANDARD 19451015T000000 +0630 +0530 IST"}},
		{"half an hour of summer time", "Australia/Lord_Howe", "2024-07-03T12:00:00Z", "2024-07-03T14:00:00Z", []string{"DAYLIGHT 20231001T020000 +1030 +1100 +11", "STANDARD 20240407T020000 +1100 +1030 +1030"}},
		{"no summer time any more", "America/Sao_Paulo", "2024-07-03T12:00:00Z", "2024-07-03T14:00:00Z", []string{"STANDARD 20190217T000000 -0200 -0300 -03"}},
		{"never a change", "Etc/GMT-3", "2024-07-03T12:00:00Z", "2024-07-03T14:00:00Z", []string{"STANDARD 19700101T000000 +0300 +0300 +03"}},
		{"before the first change", "Europe/Stockholm", "1870-07-03T12:00:00Z", "1870-07-03T14:00:00Z", []string{"STANDARD 19700101T000000 +011212 +011212 LMT"}},
		{"a change that is no summer time", "Europe/Volgograd", "2021-02-03T12:00:00Z", "2021-02-03T14:00:00Z", []string{"STANDARD 20181028T020000 +0300 +0400 +04", "STANDARD 20201227T020000 +0400 +0300 MSK"}},
		{"UTC", "UTC", "2024-07-03T12:00:00Z", "2024-07-03T14:00:00Z", nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			file := calendar(t, entryFor(func(e *booking.Entry) {
				e.Zone, e.Booking.Start, e.Booking.End = c.zone, moment(t, c.start), moment(t, c.end)
			}))
			assert.Equal(t, c.want, observances(t, file))
			assert.Equal(t, len(c.want) > 0, line(t, file, "TZID:") == c.zone)
		})
	}
}

func TestR409Times(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, zone, start, end string
		allDay                 bool
		wantStart, wantEnd     string
	}{
		{"in a zone", "Europe/Stockholm", "2023-10-06T05:00:00Z", "2023-10-06T08:00:00Z", false, ";TZID=Europe/Stockholm:20231006T070000", ";TZID=Europe/Stockholm:20231006T100000"},
		{"in UTC", "", "2023-10-06T05:00:00Z", "2023-10-06T08:00:00Z", false, ":20231006T050000Z", ":20231006T080000Z"},
		{"without an end", "", "2023-10-06T05:00:00Z", "", false, ":20231006T050000Z", ""},
		{"an end that is the start", "Europe/Stockholm", "2023-10-06T05:00:00Z", "2023-10-06T05:00:00Z", false, ";TZID=Europe/Stockholm:20231006T070000", ""},
		{"all day", "Europe/Stockholm", "2023-10-06T05:00:00Z", "", true, ";VALUE=DATE:20231006", ";VALUE=DATE:20231007"},
		{"several days", "Europe/Stockholm", "2023-10-06T05:00:00Z", "2023-10-08T05:00:00Z", true, ";VALUE=DATE:20231006", ";VALUE=DATE:20231009"},
		{"all day from the evening before in UTC", "Europe/Stockholm", "2023-10-05T22:00:00Z", "", true, ";VALUE=DATE:20231006", ";VALUE=DATE:20231007"},
		{"all day in the Azores in spring", "Atlantic/Azores", "2024-03-29T12:00:00Z", "2024-03-31T12:00:00Z", true, ";VALUE=DATE:20240329", ";VALUE=DATE:20240401"},
		{"all day until the day before", "America/Havana", "2024-03-09T12:00:00Z", "", true, ";VALUE=DATE:20240309", ";VALUE=DATE:20240310"},
		{"an hour that comes twice is no matter for days", "Asia/Amman", "2021-10-28T22:30:00Z", "", true, ";VALUE=DATE:20211029", ";VALUE=DATE:20211030"},
		{"it ends in the first of two hours", "Europe/Stockholm", "2023-10-28T23:00:00Z", "2023-10-29T00:30:00Z", false, ":20231028T230000Z", ":20231029T003000Z"},
		{"it ends in the second", "Europe/Stockholm", "2023-10-28T23:00:00Z", "2023-10-29T01:30:00Z", false, ":20231028T230000Z", ":20231029T013000Z"},
		{"it begins in the first", "Europe/Stockholm", "2023-10-29T00:30:00Z", "2023-10-29T05:00:00Z", false, ":20231029T003000Z", ":20231029T050000Z"},
		{"it begins in the second", "Europe/Stockholm", "2023-10-29T01:30:00Z", "2023-10-29T05:00:00Z", false, ":20231029T013000Z", ":20231029T050000Z"},
		{"the first moment behind both", "Europe/Stockholm", "2023-10-29T02:00:00Z", "2023-10-29T05:00:00Z", false, ";TZID=Europe/Stockholm:20231029T030000", ";TZID=Europe/Stockholm:20231029T060000"},
		{"the last moment before both", "Europe/Stockholm", "2023-10-28T22:00:00Z", "2023-10-28T23:59:00Z", false, ";TZID=Europe/Stockholm:20231029T000000", ";TZID=Europe/Stockholm:20231029T015900"},
		{"midnight twice", "America/Havana", "2023-11-05T04:30:00Z", "2023-11-05T12:00:00Z", false, ":20231105T043000Z", ":20231105T120000Z"},
		{"the evening twice", "America/Santiago", "2024-04-07T03:30:00Z", "2024-04-07T12:00:00Z", false, ":20240407T033000Z", ":20240407T120000Z"},
	} {
		t.Run(c.name, func(t *testing.T) {
			file := calendar(t, entryFor(func(e *booking.Entry) {
				e.Zone, e.Booking.AllDay, e.Booking.Start, e.Booking.End = c.zone, c.allDay, moment(t, c.start), time.Time{}
				if c.end != "" {
					e.Booking.End = moment(t, c.end)
				}
			}))
			assert.Equal(t, c.wantStart, eventLine(t, file, "DTSTART"))
			assert.Equal(t, c.wantEnd, eventLine(t, file, "DTEND"))
			assert.Equal(t, strings.Contains(c.wantStart, "TZID"), line(t, file, "BEGIN:VTIMEZONE") == "" && len(observances(t, file)) > 0)
		})
	}
}

// eventLine is line for those of the VEVENT.
func eventLine(t testing.TB, file []byte, name string) string {
	t.Helper()
	_, event, ok := strings.Cut(string(file), "BEGIN:VEVENT\r\n")
	require.True(t, ok)
	return line(t, []byte(event), name)
}

func TestR409UID(t *testing.T) {
	t.Parallel()
	entry := func(company, order, id, domain string) booking.Entry {
		return booking.Entry{Company: company, Order: order, Domain: domain, Booking: booking.Booking{ID: id}}
	}
	uid := entry("c", "o", "1", "example.com").UID()
	assert.Equal(t, uid, entryFor(func(e *booking.Entry) { e.Booking.ID = "1" }).UID(), "nothing else is in it")
	seen := map[string]string{}
	for _, e := range []booking.Entry{
		entry("c", "o", "1", "example.com"), entry("c", "o", "2", "example.com"), entry("c", "p", "1", "example.com"), entry("d", "o", "1", "example.com"), entry("c", "o", "1", ""),
		entry("co", "", "1", "example.com"), entry("c", "o1", "", "example.com"), entry("c\x00o", "1", "", "example.com"), entry("c", "\x00o", "1", "example.com"), entry(`c" "o`, "1", "", "example.com"),
	} {
		assert.Empty(t, seen[e.UID()], "%q", e)
		seen[e.UID()] = fmt.Sprint(e)
		local, _, _ := strings.Cut(e.UID(), "@")
		assert.Len(t, local, 32)
	}
	assert.True(t, strings.HasSuffix(entry("c", "o", "1", "").UID(), "@budkavle.invalid"))
}

// Several visits are one file, each zone told once; what is cancelled, and what
// names nobody, has a file of its own.
func TestR409SeveralVisits(t *testing.T) {
	t.Parallel()
	of := func(id string, changes ...func(*booking.Entry)) booking.Entry {
		return entryFor(append(changes, func(e *booking.Entry) { e.Booking.ID = id })...)
	}
	shift := func(days int) func(*booking.Entry) {
		return func(e *booking.Entry) {
			e.Booking.Start, e.Booking.End = e.Booking.Start.AddDate(0, 0, days), e.Booking.End.AddDate(0, 0, days)
		}
	}
	file, err := booking.Calendar(of("1", shift(90)), of("2", shift(0)), of("3", func(e *booking.Entry) { e.Booking.Zone = "America/New_York" }, shift(-200)), of("4", func(e *booking.Entry) { e.Booking.AllDay = true }))
	require.NoError(t, err)
	text := strings.Join(unfolded(t, file), "\n")
	assert.Equal(t, 4, strings.Count(text, "BEGIN:VEVENT"))
	assert.Equal(t, 1, strings.Count(text, "TZID:Europe/Stockholm"))
	assert.Equal(t, 1, strings.Count(text, "TZID:America/New_York"))
	assert.Equal(t, []string{
		"STANDARD 20221030T030000 +0200 +0100 CET", "DAYLIGHT 20230326T020000 +0100 +0200 CEST", "STANDARD 20231029T030000 +0200 +0100 CET", // from the first visit there to the last
		"STANDARD 20221106T020000 -0400 -0500 EST", "DAYLIGHT 20230312T020000 -0500 -0400 EDT",
	}, observances(t, file))
	assert.Less(t, strings.Index(text, "20240104T060000"), strings.Index(text, "20231006T070000"), "in the order given")

	files := map[string][]booking.Entry{
		"no entry":           nil,
		"in the file alread": {of("1", shift(0)), of("1", shift(1))},
		"method CANCEL in a file of method REQUEST":  {of("1", shift(0)), of("2", func(e *booking.Entry) { e.Booking.Cancelled = true })},
		"method PUBLISH in a file of method REQUEST": {of("1", shift(0)), of("2", func(e *booking.Entry) { e.Attendee = recipients.Mailbox{} })},
		`"2": Summary is missing`:                    {of("1", shift(0)), of("2", func(e *booking.Entry) { e.Summary = " \u200b" })},
	}
	for want, entries := range files {
		_, err := booking.Calendar(entries...)
		require.ErrorContains(t, err, want)
	}
}

func TestR409People(t *testing.T) {
	t.Parallel()
	for address, want := range map[string]string{
		"asa+jobb%x@example.com":      "asa+jobb%25x@example.com",
		"a/b?c=d&e#f@example.com":     "a%2Fb%3Fc%3Dd%26e%23f@example.com",
		"{a}|b^c`d@example.com":       "%7Ba%7D%7Cb%5Ec%60d@example.com",
		"o'hara.x-y_z~1*@example.com": "o'hara.x-y_z~1*@example.com",
		"pelé@åäö.se":                 "pel%C3%A9@xn--4cab6c.se",
	} {
		file := calendar(t, entryFor(func(e *booking.Entry) {
			e.Attendee = recipients.MustParseMailbox(address)
			e.Organizer = e.Attendee
		}))
		assert.Equal(t, ":mailto:"+want, line(t, file, "ORGANIZER"))
		assert.True(t, strings.HasSuffix(line(t, file, "ATTENDEE"), "RSVP=FALSE:mailto:"+want))
	}
	names := calendar(t, entryFor(func(e *booking.Entry) {
		e.Organizer.Name, e.Attendee.Name = "Åkes \"El\" ^; AB,\nfilial: 2\u202e", " \t"
	}))
	assert.Equal(t, `;CN="Åkes ^'El^' ^^; AB, filial: 2":mailto:info@example.com`, line(t, names, "ORGANIZER"))
	assert.NotContains(t, line(t, names, "ATTENDEE"), "CN=")
	alone := entryFor(func(e *booking.Entry) { e.Attendee = recipients.Mailbox{Name: "Anna"} })
	assert.Equal(t, booking.MethodPublish, alone.Method())
	assert.Empty(t, line(t, calendar(t, alone), "ATTENDEE"))
	assert.Equal(t, "PUBLISH", line(t, calendar(t, alone), "METHOD:"))
	gone := entryFor(func(e *booking.Entry) { e.Booking.Cancelled = true })
	assert.Equal(t, "CANCEL CANCELLED", line(t, calendar(t, gone), "METHOD:")+" "+line(t, calendar(t, gone), "STATUS:"))
}

func TestR409Texts(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, in, details, location, summary string
	}{
		{"empty", "", "", `Åkervägen 3\; port A\, plan 2`, "-"},
		{"escapes", `a\b;c,d`, `a\\b\;c\,d`, `a\\b\;c\,d`, `a\\b\;c\,d`},
		{"line ends", "a\r\nb\rc\nd", `a\nb\nc\nd`, `a\nb\nc\nd`, "a b c d"},
		{"an injected line", "x\r\nATTENDEE:mailto:evil@example.com", `x\nATTENDEE:mailto:evil@example.com`, `x\nATTENDEE:mailto:evil@example.com`, "x ATTENDEE:mailto:evil@example.com"},
		{"controls and tricks", "a\x00\x1bb\u202ec\td\xff", `abc d` + "\ufffd", `abc d` + "\ufffd", `abc d` + "\ufffd"},
		{"long", strings.Repeat("Å😀;", 60), strings.Repeat(`Å😀\;`, 60), strings.Repeat(`Å😀\;`, 60), strings.Repeat(`Å😀\;`, 60)},
		{"long in ASCII", strings.Repeat("0123456789", 60), strings.Repeat("0123456789", 60), strings.Repeat("0123456789", 60), strings.Repeat("0123456789", 60)},
	} {
		t.Run(c.name, func(t *testing.T) {
			file := calendar(t, entryFor(func(e *booking.Entry) {
				e.Details, e.Location, e.Summary = c.in, c.in, c.in
				if c.in == "" {
					e.Summary = "-"
				}
			}))
			assert.Equal(t, c.details, line(t, file, "DESCRIPTION:"))
			assert.Equal(t, c.location, line(t, file, "LOCATION:"))
			assert.Equal(t, c.summary, line(t, file, "SUMMARY:"))
		})
	}
	plain := calendar(t, entryFor(func(e *booking.Entry) { e.Details, e.Booking.Place = "", "" }))
	for _, name := range []string{"DESCRIPTION", "LOCATION", "URL"} {
		assert.Empty(t, line(t, plain, name))
	}
}

func TestR409WhatAnEntryLacks(t *testing.T) {
	t.Parallel()
	for want, change := range map[string]func(*booking.Entry){
		"Company is missing":          func(e *booking.Entry) { e.Company = "" },
		"Order is missing":            func(e *booking.Entry) { e.Order = "" },
		"Booking.ID is missing":       func(e *booking.Entry) { e.Booking.ID = "" },
		"Organizer is missing":        func(e *booking.Entry) { e.Organizer = recipients.Mailbox{Name: "Mitt bolag"} },
		"Summary is missing":          func(e *booking.Entry) { e.Summary = " " },
		"Stamp is missing":            func(e *booking.Entry) { e.Stamp = time.Time{} },
		`zone "Mars"`:                 func(e *booking.Entry) { e.Zone = "Mars" },
		`zone "Local"`:                func(e *booking.Entry) { e.Zone = "Local" },
		"start is missing":            func(e *booking.Entry) { e.Booking.Start = time.Time{} },
		`URL has a character`:         func(e *booking.Entry) { e.URL = "https://x\r\nX:y" },
		"URL has a character ":        func(e *booking.Entry) { e.URL = "https://x/\u200b" },
		"Domain has a character":      func(e *booking.Entry) { e.Domain = "x;y" },
		"Domain has a character ":     func(e *booking.Entry) { e.Domain = "x y" },
		"Domain has a character that": func(e *booking.Entry) { e.Domain = `x"y` },
	} {
		_, err := entryFor(change).Calendar()
		require.ErrorContains(t, err, want)
	}
	assert.Equal(t, "https://example.com/a;b", line(t, calendar(t, entryFor(func(e *booking.Entry) { e.URL = "https://example.com/a;b" })), "URL:"))
}

// The story of a visit: made, moved twice, and taken away when nothing of it is
// left but what was told. The UID stays and the sequence rises.
func TestR409OneEntryThroughAllChanges(t *testing.T) {
	t.Parallel()
	var sequences, uids []string
	b := entryFor().Booking
	for sequence := range 4 {
		told := b.Canonical()
		told.Sequence, told.Cancelled = sequence, sequence == 3
		told.Start, told.End = told.Start.Add(time.Duration(min(sequence, 2))*time.Hour), told.End.Add(time.Duration(min(sequence, 2))*time.Hour)
		file := calendar(t, entryFor(func(e *booking.Entry) { e.Booking = told }))
		sequences = append(sequences, line(t, file, "SEQUENCE:")+" "+line(t, file, "METHOD:")+eventLine(t, file, "DTSTART"))
		if uid := line(t, file, "UID:"); len(uids) == 0 || uids[0] != uid {
			uids = append(uids, uid)
		}
	}
	assert.Len(t, uids, 1)
	assert.Equal(t, []string{
		"0 REQUEST;TZID=Europe/Stockholm:20231006T070000", "1 REQUEST;TZID=Europe/Stockholm:20231006T080000",
		"2 REQUEST;TZID=Europe/Stockholm:20231006T090000", "3 CANCEL;TZID=Europe/Stockholm:20231006T090000",
	}, sequences)
}

func FuzzCalendar(f *testing.F) {
	f.Add("Mitt bolag", "Service", "Ordernummer: AO462\nTa med nyckel", "Åkervägen 3", int64(1696568400), int64(3))
	f.Add("\r", "a", "b", "c", int64(1698537600), int64(5))
	f.Add("x\";EVIL=1", "a\r\nATTENDEE:mailto:x@y.se", strings.Repeat("😀", 100), "\x00\xff", int64(0), int64(0))
	f.Fuzz(func(t *testing.T, name, summary, details, place string, start, hours int64) {
		if start < -1<<31 || start > 1<<32 || hours < 0 || hours > 9000 {
			return
		}
		file, err := entryFor(func(e *booking.Entry) {
			e.Organizer.Name, e.Summary, e.Details, e.Location = name, summary, details, place
			e.Booking.Start = time.Unix(start, 0)
			e.Booking.End = e.Booking.Start.Add(time.Duration(hours) * time.Hour)
		}).Calendar()
		if err != nil {
			return
		}
		text := "\r\n" + strings.Join(unfolded(t, file), "\r\n") + "\r\n"
		if strings.Count(text, "\r\nATTENDEE") != 1 || strings.Count(text, "\r\nEND:VEVENT\r\n") != 1 || !strings.HasSuffix(text, "END:VCALENDAR\r\n") {
			t.Fatalf("a line was injected: %q", text)
		}
	})
}

// The zone of a file reaches from its first visit to the end of its last, in whatever
// order they stand.
func TestR409TheZoneReachesToTheEndOfTheLastVisit(t *testing.T) {
	t.Parallel()
	of := func(id, start, end string) booking.Entry {
		e := entryFor()
		e.Zone, e.Booking.ID, e.Booking.Start, e.Booking.End = "Europe/Stockholm", id, moment(t, start), moment(t, end)
		return e
	}
	summer, winter := of("1", "2023-07-03T07:00:00Z", "2023-07-03T09:00:00Z"), of("2", "2023-12-04T07:00:00Z", "2024-04-02T09:00:00Z")
	one, err := booking.Calendar(summer, winter)
	require.NoError(t, err)
	other, err := booking.Calendar(winter, summer)
	require.NoError(t, err)
	zone := func(file []byte) string {
		text := string(file)
		return text[strings.Index(text, "BEGIN:VTIMEZONE"):strings.Index(text, "END:VTIMEZONE")]
	}
	assert.Equal(t, zone(one), zone(other))
	assert.Contains(t, zone(one), "DTSTART:20231029T030000")
	assert.Contains(t, zone(one), "DTSTART:20240331T020000", "summer time has begun when the last visit ends")
}
