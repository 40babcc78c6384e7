package notify_test

import (
	"maps"
	"slices"
	"strings"
	"time"
)

// A told is one message of a model's log: what it told whom, by unit. A unit is a
// visit's field ("b-1 time") or something of the order or its paper ("address").
type told struct {
	address   string
	sending   int    // which sending it is of; of one sending the first message counts as the newest
	person    string // whose address it was when it was sent; "" when it was typed
	tested    bool   // went to a tester in the reader's place
	good      bool
	dealt     bool // marked as dealt with while it was true
	dropped   bool // what it said is not kept
	visitOnly bool // it is about visits: nothing of it matters once they are over
	says      map[string]string
}

// A world is an order as the rule for red sees it: people, what is true now, and what
// was told. It follows the words of R703 and shares no code with the library.
type world struct {
	people map[string][]string // those on the order, and where they can be written to
	visits map[string]visitNow
	facts  map[string]string
	log    []*told // in the order in which it was sent
	clock  time.Time
}

type visitNow struct {
	end    time.Time
	fields map[string]string
}

// readers are those who read a message, as the order knows them now.
func (w *world) readers(m *told) []string {
	var list []string
	for name, addresses := range w.people {
		if slices.Contains(addresses, m.address) {
			list = append(list, "on:"+name)
		}
	}
	if len(list) == 0 {
		list = []string{w.stranger(m)}
	}
	if m.tested {
		for i := range list {
			list[i] = "tester for " + list[i]
		}
	}
	return list
}

// stranger is somebody whom the order does not know: who has left it, or was typed,
// as the newest good message to the address has it.
func (w *world) stranger(m *told) string {
	newest := m
	for _, tested := range []bool{true, false} { // what was really sent comes first
		for _, other := range w.log {
			if other.good && other.address == m.address && other.tested == tested {
				newest = other
			}
		}
	}
	if newest.person == "" {
		return "typed:" + m.address
	}
	return "left:" + newest.person
}

// now is what a unit that a message told of is now; over, when nothing of it matters
// any more.
func (w *world) now(m *told, unit string) (value string, over bool) {
	id, field, isVisit := strings.Cut(unit, " ")
	if !isVisit {
		return w.facts[unit], false
	}
	v, there := w.visits[id]
	if !there || v.fields["off"] != "" { // cancelled or taken away: it is off, and else as it was told
		v = visitNow{end: endOf(m.says[id+" time"]), fields: map[string]string{"off": "yes"}}
		if field != "off" {
			v.fields[field] = m.says[unit]
		}
	}
	return v.fields[field], !v.end.After(w.clock)
}

// untrue are the units that are not as a message told them.
func (w *world) untrue(m *told) map[string]bool {
	changed := map[string]bool{}
	visits, ahead := false, false
	for unit, said := range m.says {
		value, over := w.now(m, unit)
		if strings.Contains(unit, " ") {
			visits, ahead = true, ahead || !over
		}
		if value != said && !over {
			changed[unit] = true
		}
	}
	if m.visitOnly && visits && !ahead {
		return nil
	}
	return changed
}

// decides is the message that a reader has a unit from: the newest good one. What a
// tester got decides only where nothing was really sent.
func (w *world) decides(reader, unit string) *told {
	real := strings.TrimPrefix(reader, "tester for ")
	var newest *told
	for _, m := range w.log {
		if _, tells := m.says[unit]; !tells || !m.good {
			continue
		}
		readers := w.readers(m)
		if real != reader && slices.Contains(readers, real) {
			return nil
		}
		if slices.Contains(readers, reader) && (newest == nil || newest.sending != m.sending) {
			newest = m
		}
	}
	return newest
}

// knows reports whether somebody on the order knows a unit as it is now.
func (w *world) knows(unit string, tester bool) bool {
	for name := range w.people {
		for _, reader := range []string{"on:" + name, "tester for on:" + name} {
			if reader != "on:"+name && !tester {
				continue
			}
			if m := w.decides(reader, unit); m != nil && !w.untrue(m)[unit] {
				return true
			}
		}
	}
	return false
}

// red is the rule: a message is red when a reader has something from it that is no
// longer so.
func (w *world) red(m *told) bool {
	if !m.good || m.dealt {
		return false
	}
	_, paper := m.says["paper.head"]
	for unit := range w.untrue(m) {
		if paper && slices.Contains([]string{"facility", "address", "reference"}, unit) {
			continue // the paper says it in its own words
		}
		for _, reader := range w.readers(m) {
			left := strings.Contains(reader, "left:")
			if w.decides(reader, unit) == m && !(left && w.knows(unit, m.tested)) {
				return true
			}
		}
	}
	return false
}

// acknowledge marks a message as dealt with: what is so now counts as told; one that
// is true counts no longer.
func (w *world) acknowledge(m *told) {
	if !m.good || m.dealt || len(w.untrue(m)) == 0 {
		m.dealt = true
		return
	}
	says, kept := maps.Clone(m.says), true
	for unit := range m.says {
		says[unit], _ = w.now(m, unit)
		id, _, isVisit := strings.Cut(unit, " ")
		kept = kept && (!isVisit || w.visits[id].fields != nil && w.visits[id].fields["off"] == "")
	}
	m.dropped = m.dropped && !kept
	m.says, m.dealt = says, false
}

// lastTold is what was told of a visit last, of each field, to whomever: a visit that is
// off is known by it. Nil: nobody knows.
func (w *world) lastTold(id string, testers bool) map[string]string {
	last := map[string]string{}
	for _, m := range w.log {
		for _, field := range []string{" time", " who", " place", " title"} {
			if value, tells := m.says[id+field]; tells && m.good && (testers || !m.tested) {
				if last[id+field] = value; m.dropped {
					last[id+field] = ""
				}
			}
		}
	}
	if time := last[id+" time"]; time == "" || !endOf(time).After(w.clock) {
		return nil
	}
	return last
}

const hours = "2006-01-02T15:04 "

func interval(start time.Time, end time.Time) string {
	return start.Format(hours) + end.Format(time.RFC3339)
}

func endOf(interval string) time.Time {
	_, end, _ := strings.Cut(interval, " ")
	t, _ := time.Parse(time.RFC3339, end)
	return t
}

// takesMessages reports whether the newest message to an address did not bounce.
func (w *world) takesMessages(address string) bool {
	for _, m := range slices.Backward(w.log) {
		if m.address == address && !m.tested {
			return m.good
		}
	}
	return true
}

// hasLeft reports whether an address was that of one of the order's people, and is of
// nobody now.
func (w *world) hasLeft(address string) bool {
	left := false
	for _, m := range w.log {
		if m.address == address && !m.tested {
			left = m.person != ""
		}
	}
	for _, addresses := range w.people {
		left = left && !slices.Contains(addresses, address)
	}
	return left
}
