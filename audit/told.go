package audit

import (
	"time"

	"github.com/budkavle/budkavle/audit/snapshots"
)

// A verdict says which message decides what somebody knows of a unit, and whether
// that is still so.
type verdict struct {
	line  int
	true  bool
	dealt bool // marked as dealt with while it was true: whatever becomes of it, it is not red
}

// told finds for each person and each unit the newest good message that told
// this person of it, of whatever kind and channel: it decides.
type told struct {
	in       *HistoryInput
	readers  *readers
	verdicts map[*reader]map[snapshots.Unit]verdict
	changes  [][]snapshots.Difference // of each line by itself
	aside    [][]snapshots.Unit       // that each line tells otherwise, in words of which there is no change by itself
}

// The units of a message that cannot be compared by what it said: by the time of
// the order's last change, or by the whole of the order.
func byTime(kind string) snapshots.Unit { return snapshots.Unit{Name: "\x00time", Item: kind} }

var byWhole = snapshots.Unit{Name: "\x00whole"}

// judge compares each line with what is now and finds who still believes what.
// Lines come with the newest first.
func judge(in *HistoryInput, lines []HistoryLine) *told {
	t := &told{
		in:       in,
		readers:  newReaders(in.People),
		verdicts: map[*reader]map[snapshots.Unit]verdict{},
		changes:  make([][]snapshots.Difference, len(lines)),
		aside:    make([][]snapshots.Unit, len(lines)),
	}
	for _, tester := range []bool{false, true} { // a test message decides only where nothing real does
		for i := range lines {
			m := &lines[i].Message
			if !m.countsAsTold() || (m.Test == TestRedirected) != tester {
				continue
			}
			staleness, changes, units := in.compare(m)
			for _, c := range changes {
				if !c.Aside() {
					t.changes[i] = append(t.changes[i], c)
				} else if units[c.Units()[0]] {
					t.aside[i] = append(t.aside[i], c.Units()[0])
				}
			}
			if lines[i].Staleness = staleness; staleness == StalenessStale && len(t.changes[i]) == 0 {
				lines[i].Staleness = StalenessFresh
			}
			t.decide(i, m, units)
		}
	}
	return t
}

// decide gives a line the units that nothing newer has told its readers of.
func (t *told) decide(i int, m *Message, units map[snapshots.Unit]bool) {
	changed := map[snapshots.Unit]bool{}
	for _, c := range t.changes[i] {
		for _, u := range c.Units() {
			changed[u] = true
			units[u] = true
		}
	}
	for _, u := range t.aside[i] {
		changed[u] = true
	}
	dealt := m.dealtWith()
	for _, r := range t.readers.of(m) {
		if t.verdicts[r] == nil {
			t.verdicts[r] = map[snapshots.Unit]verdict{}
		}
		for u := range units {
			_, had := t.verdicts[r][u]
			_, forReal := t.verdicts[r.real][u]
			if !had && !forReal {
				t.verdicts[r][u] = verdict{line: i, true: !changed[u], dealt: dealt}
			}
		}
	}
}

// counts returns the changes of a line that somebody still has to be told of, and
// whether anything in it has not been told anew since.
func (t *told) counts(i int, m *Message) (changes []snapshots.Difference, newest bool) {
	for _, r := range t.readers.of(m) {
		for _, v := range t.verdicts[r] {
			newest = newest || v.line == i
		}
		for _, c := range t.changes[i] {
			for _, u := range c.Units() {
				if v, ok := t.verdicts[r][u]; ok && v.line == i && !v.true && !v.dealt && !t.excused(r, u) {
					changes = appendChange(changes, c)
					break
				}
			}
		}
	}
	return changes, newest
}

// excused reports whether nobody has to tell a person any more: who has left the
// order, once somebody who is on it knows the thing as it is now.
func (t *told) excused(r *reader, u snapshots.Unit) bool {
	if r.standing != left {
		return false
	}
	for other, verdicts := range t.verdicts {
		if other.standing == onOrder && (other.real == nil || r.real != nil) && verdicts[u].true {
			return true
		}
	}
	return false
}

// compare decides by content where there is any, else by time. Units are what the
// message told of and can be told anew.
func (in *HistoryInput) compare(m *Message) (Staleness, []snapshots.Difference, map[snapshots.Unit]bool) {
	before, since := m.Says(), m.SentAt
	if a := m.Acknowledged; a != nil {
		since = a.At
	}
	now := in.Current[m.ID]
	if before == nil || now == nil {
		units := map[snapshots.Unit]bool{byTime(m.Kind): true}
		switch {
		case in.ChangedAt.IsZero():
			return StalenessUnknown, nil, units
		case in.ChangedAt.After(since):
			return StalenessStale, []snapshots.Difference{snapshots.Other(byTime(m.Kind))}, units
		}
		return StalenessFresh, nil, units
	}
	units := before.Units()
	over := in.over(before, now)
	if before.Scope == snapshots.ScopeBooking && allOver(units, over) {
		return StalenessFresh, nil, units // the visits have been
	}
	var changes []snapshots.Difference
	for _, c := range snapshots.CompareAll(before, now) {
		if c.Item == "" || !over[c.Item] {
			changes = append(changes, c)
		}
	}
	if in.AnyChange && !before.Whole.IsZero() {
		units[byWhole] = true
		if len(changes) == 0 && before.Whole != now.Whole {
			changes = []snapshots.Difference{snapshots.Other(byWhole)}
		}
	}
	if len(changes) > 0 {
		return StalenessStale, changes, units
	}
	return StalenessFresh, nil, units
}

// over are the items that are past: those the host names, and those whose time is
// over as it is now, or as it was told where the item is gone.
func (in *HistoryInput) over(before, now *snapshots.Snapshot) map[string]bool {
	over := map[string]bool{}
	if !in.Now.IsZero() {
		for _, s := range []*snapshots.Snapshot{before, now} {
			for i := range s.Fields {
				if end, ok := s.Fields[i].Ends(in.zone()); ok && s.Fields[i].Item != "" && !s.Fields[i].Aside {
					over[s.Fields[i].Item] = !end.After(in.Now) // what is now comes last and decides
				}
			}
		}
	}
	for _, it := range in.Over {
		over[it] = true
	}
	return over
}

// allOver reports whether there are items, and every one is over.
func allOver(units map[snapshots.Unit]bool, over map[string]bool) bool {
	any := false
	for u := range units {
		if u.Item == "" {
			continue
		}
		if any = true; !over[u.Item] {
			return false
		}
	}
	return any
}

func (in *HistoryInput) zone() *time.Location {
	if in.Zone == nil {
		return time.UTC
	}
	return in.Zone
}

func appendChange(list []snapshots.Difference, c snapshots.Difference) []snapshots.Difference {
	for _, had := range list {
		if had.Same(c) {
			return list
		}
	}
	return append(list, c)
}
