package booking_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/budkavle/budkavle/booking"
)

func changes(list []booking.Change) (texts []string) {
	for _, c := range list {
		texts = append(texts, c.ID+" "+string(c.Kind))
	}
	return texts
}

// Everything that was saved at once is told of.
func TestDiff(t *testing.T) {
	t.Parallel()
	old := []booking.Booking{visit(t, "a", 6, 7, 10), visit(t, "b", 7, 7, 10), visit(t, "c", 8, 7, 10), visit(t, "d", 9, 7, 10), visit(t, "e", 10, 7, 10, cancelled), visit(t, "f", 11, 7, 10), visit(t, "same", 12, 7, 10), visit(t, "never", 13, 7, 10, cancelled)}
	now := []booking.Booking{
		visit(t, "a", 6, 8, 11), visit(t, "b", 7, 7, 10, func(b *booking.Booking) { b.Technicians = []string{"Lisa"} }), visit(t, "c", 8, 7, 10, cancelled),
		visit(t, "e", 10, 7, 10), visit(t, "f", 11, 7, 10, func(b *booking.Booking) { b.Place = "Port 3" }),
		visit(t, "same", 12, 7, 10, func(b *booking.Booking) { b.Start, b.Sequence = b.Start.UTC(), 9 }), visit(t, "new", 13, 7, 10), visit(t, "newer", 14, 7, 10), visit(t, "stillborn", 14, 7, 10, cancelled),
	}
	got := booking.Diff(old, now)
	assert.Equal(t, []string{"a moved", "b reassigned", "c cancelled", "e restored", "f altered", "new added", "newer added", "d removed"}, changes(got))
	for _, c := range got {
		assert.Equal(t, c.ID, c.Current().ID)
	}
	assert.Equal(t, []booking.Booking{old[0], now[0]}, []booking.Booking{got[0].Before, got[0].After})
	assert.Equal(t, booking.Booking{}, got[5].Before)
	assert.Equal(t, booking.Booking{}, got[7].After)
	assert.Empty(t, booking.Diff(now, now))
	assert.Nil(t, booking.Diff(nil, nil))
	assert.Equal(t, []string{"a removed", "b removed", "c removed", "d removed", "f removed", "same removed"}, changes(booking.Diff(old, nil)))
}

// What a customer is not told of is no change, and what one is told of is one.
func TestR703WhatCountsAsAChange(t *testing.T) {
	t.Parallel()
	full := func(b *booking.Booking) {
		b.Technicians, b.Place, b.Title, b.Facility, b.Zone = []string{"Börje", "Eva"}, "Port 3", "Service", "Lager 2", "Europe/Stockholm"
	}
	allDay := func(b *booking.Booking) { b.AllDay = true }
	grouped := func(b *booking.Booking) { b.Technicians, b.Group = nil, "Team 1" }
	for _, c := range []struct {
		name   string
		before func(*booking.Booking)
		change func(*booking.Booking)
		want   booking.ChangeKind
	}{
		{"nothing", full, func(*booking.Booking) {}, ""},
		{"the order of technicians", full, func(b *booking.Booking) { b.Technicians = []string{"Eva", "Börje"} }, ""},
		{"blanks in names", full, func(b *booking.Booking) { b.Technicians = []string{" Börje ", "Eva\u200b", "", "  "} }, ""},
		{"decomposed letters", full, func(b *booking.Booking) { b.Technicians = []string{"Bo\u0308rje", "Eva"} }, ""},
		{"seconds", full, func(b *booking.Booking) { b.Start, b.End = b.Start.Add(20*time.Second), b.End.Add(time.Millisecond) }, ""},
		{"a group behind technicians", full, func(b *booking.Booking) { b.Group = "Team 1" }, ""},
		{"the sequence and the users", full, func(b *booking.Booking) { b.Sequence, b.UserIDs = 7, []string{"u1"} }, ""},
		{"the zone that it is written in", full, func(b *booking.Booking) { b.Start, b.End, b.Zone = b.Start.UTC(), b.End.UTC(), "Europe/Berlin" }, ""},
		{"blanks in texts", full, func(b *booking.Booking) { b.Place, b.Title, b.Facility = " Port  3", "Service\n", "Lager 2 " }, ""},
		{"an end that is the start", func(b *booking.Booking) { b.End = time.Time{} }, func(b *booking.Booking) { b.End = b.Start }, ""},
		{"blanks around a group", grouped, func(b *booking.Booking) { b.Group = " Team 1" }, ""},
		{"any time of the last day", allDay, func(b *booking.Booking) { b.End = b.End.Add(5 * time.Hour) }, ""},
		{"any time of the first day", allDay, func(b *booking.Booking) { b.Start = b.Start.Add(-5 * time.Hour) }, ""},
		{"whatever a cancelled one says", cancelled, func(b *booking.Booking) { b.Start, b.Place = b.Start.Add(time.Hour), "Port 4" }, ""},
		{"a minute", full, func(b *booking.Booking) { b.Start = b.Start.Add(time.Minute) }, booking.ChangeMoved},
		{"the end alone", full, func(b *booking.Booking) { b.End = b.End.Add(time.Minute) }, booking.ChangeMoved},
		{"all day", full, allDay, booking.ChangeMoved},
		{"a day more", allDay, func(b *booking.Booking) { b.End = b.End.AddDate(0, 0, 1) }, booking.ChangeMoved},
		{"a day earlier", allDay, func(b *booking.Booking) { b.Start = b.Start.AddDate(0, 0, -1) }, booking.ChangeMoved},
		{"time and technician", full, func(b *booking.Booking) { b.Start, b.Technicians = b.Start.Add(time.Hour), nil }, booking.ChangeMoved},
		{"a technician less", full, func(b *booking.Booking) { b.Technicians = b.Technicians[:1] }, booking.ChangeReassigned},
		{"a group in place of technicians", full, grouped, booking.ChangeReassigned},
		{"another group", grouped, func(b *booking.Booking) { b.Group = "Team 2" }, booking.ChangeReassigned},
		{"technician and place", full, func(b *booking.Booking) { b.Technicians, b.Place = nil, "" }, booking.ChangeReassigned},
		{"the place", full, func(b *booking.Booking) { b.Place = "Port 4" }, booking.ChangeAltered},
		{"the facility", full, func(b *booking.Booking) { b.Facility = "" }, booking.ChangeAltered},
		{"the title", full, func(b *booking.Booking) { b.Title = "Reparation" }, booking.ChangeAltered},
		{"cancelled", full, cancelled, booking.ChangeCancelled},
		{"cancelled and moved", full, func(b *booking.Booking) { b.Cancelled, b.Start = true, b.Start.Add(time.Hour) }, booking.ChangeCancelled},
		{"restored", cancelled, func(b *booking.Booking) { b.Cancelled = false }, booking.ChangeRestored},
	} {
		t.Run(c.name, func(t *testing.T) {
			before := visit(t, "b", 6, 7, 10, c.before)
			after := visit(t, "b", 6, 7, 10, c.before, c.change)
			assert.Equal(t, c.want, booking.Compare(before, after))
			assert.Equal(t, c.want != "", len(booking.Diff([]booking.Booking{before}, []booking.Booking{after})) == 1)
			if c.want == "" && !before.Cancelled {
				a, b := before.Canonical(), after.Canonical()
				assert.True(t, a.Start.Equal(b.Start) && a.End.Equal(b.End))
				a.Start, a.End, a.Zone, b.Start, b.End, b.Zone = time.Time{}, time.Time{}, "", time.Time{}, time.Time{}, ""
				assert.Equal(t, a, b)
			}
		})
	}
}

func TestDiffOfADayThatCameBackInUTC(t *testing.T) {
	t.Parallel()
	before := visit(t, "b", 6, 0, 0, func(b *booking.Booking) { b.AllDay, b.Zone = true, "Europe/Stockholm" })
	after := before
	after.Start, after.End = before.Start.UTC(), before.End.UTC() // the evening before
	assert.Empty(t, booking.Diff([]booking.Booking{before}, []booking.Booking{after}))
	after.End = before.End.Add(12 * time.Hour).UTC()
	assert.Empty(t, booking.Diff([]booking.Booking{before}, []booking.Booking{after}), "any time of the last day")
	before.Zone, after.Zone, after.End = "", "", before.End.UTC()
	assert.Empty(t, booking.Diff([]booking.Booking{before}, []booking.Booking{after}), "without a zone, the same instants are the same")
	after.Start, after.End = after.Start.Add(24*time.Hour), after.End.Add(24*time.Hour)
	assert.Len(t, booking.Diff([]booking.Booking{before}, []booking.Booking{after}), 1)
}

// Bookings that have no ID, or share one, are told apart by what they say.
func TestR608DiffWithoutIDs(t *testing.T) {
	t.Parallel()
	a, b, c := visit(t, "", 6, 7, 10), visit(t, "", 7, 7, 10), visit(t, "", 8, 7, 10)
	movedA := visit(t, "", 6, 8, 11)
	for _, s := range []struct {
		name          string
		before, after []booking.Booking
		want          []string
	}{
		{"unchanged", []booking.Booking{a, b}, []booking.Booking{a, b}, nil},
		{"in another order", []booking.Booking{a, b, c}, []booking.Booking{c, a, b}, nil},
		{"the same twice", []booking.Booking{a, a}, []booking.Booking{a, a}, nil},
		{"one of the same less", []booking.Booking{a, a}, []booking.Booking{a}, []string{" removed"}},
		{"one moved", []booking.Booking{a, b}, []booking.Booking{b, movedA}, []string{" moved"}},
		{"one more", []booking.Booking{a}, []booking.Booking{b, a}, []string{" moved", " added"}},
		{"one more of several", []booking.Booking{a, b}, []booking.Booking{c, a, b}, []string{" added"}},
		{"one less", []booking.Booking{a, b}, []booking.Booking{b}, []string{" removed"}},
		{"all gone", []booking.Booking{a, b}, nil, []string{" removed", " removed"}},
		{"both moved", []booking.Booking{a, b}, []booking.Booking{movedA, c}, []string{" moved", " moved"}},
		{"a shared ID", []booking.Booking{visit(t, "x", 6, 7, 10), visit(t, "x", 7, 7, 10)}, []booking.Booking{visit(t, "x", 7, 7, 10), visit(t, "x", 6, 7, 10)}, nil},
	} {
		t.Run(s.name, func(t *testing.T) {
			assert.Equal(t, s.want, changes(booking.Diff(s.before, s.after)))
		})
	}
}

// The time is linear: ten times the bookings do not take a hundred times as long. The
// least of a few counts, for a machine may be busy.
func TestDiffOfMany(t *testing.T) {
	t.Parallel()
	compare := func(id string, n int) time.Duration {
		var list []booking.Booking
		for i := range n {
			b := booking.Booking{Start: time.Unix(int64(i)*3600, 0), Zone: "Europe/Stockholm"}
			if id != "" {
				b.ID = fmt.Sprintf(id, i)
			}
			list = append(list, b)
		}
		start := time.Now()
		assert.Empty(t, booking.Diff(list, list))
		return time.Since(start)
	}
	for _, id := range []string{"%d", ""} {
		small, large := time.Hour, time.Hour
		for try := 0; try < 8 && large > 40*small; try++ {
			small, large = min(small, compare(id, 2_000)), min(large, compare(id, 20_000))
		}
		assert.LessOrEqual(t, large, 40*small, id)
	}
}
