package audit

import (
	"cmp"
	"slices"
	"strings"

	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/audit/snapshots"
)

// severity orders the reasons of one sending, the worst first.
var severity = []AdviceReason{AdviceFailed, AdviceRefused, AdviceNotSent, AdviceUncertain, AdviceLater}

// An advisor looks at a history's lines for what is to be done.
type advisor struct {
	*History
	in   *HistoryInput
	told *told
	dead map[string]bool // addresses in lower case that take nothing
}

func (a *advisor) findDead() {
	for _, address := range a.in.Unreachable {
		a.dead[strings.ToLower(address)] = true
	}
	seen := map[string]bool{}
	for i := range a.Lines {
		m := &a.Lines[i].Message
		if key := strings.ToLower(m.Recipient); !seen[key] {
			gone, known := m.reached()
			seen[key], a.dead[key] = known, a.dead[key] || gone
		}
	}
}

// outstanding reports whether a line is of a message that did not arrive, or
// perhaps not, and that nothing has made up for since.
func (a *advisor) outstanding(i int) bool {
	m := &a.Lines[i].Message
	switch m.Status {
	case delivery.StatusFailed, delivery.StatusBounced, delivery.StatusUncertain:
	default:
		return false
	}
	if !m.Audience.outside() || m.Acknowledged != nil || m.Recipient == Erased {
		return false
	}
	visits := a.comingVisits(m)
	if m.Snapshot != nil && m.Snapshot.Scope == snapshots.ScopeBooking && len(visits) == 0 && a.hasItems(m) {
		return false // what it told of is over
	}
	for j := range a.Lines {
		if good := &a.Lines[j].Message; good.Good() && a.makesUpFor(j, i, visits) {
			return false
		}
	}
	return true
}

// makesUpFor reports whether a good message has told the reader of line i what
// that one did not: by another channel in the same sending, or later. What went
// to somebody who is not on the order is made up for by any later sending, since
// nobody else knows who it should have gone to.
func (a *advisor) makesUpFor(j, i int, visits []string) bool {
	good, bad := &a.Lines[j].Message, &a.Lines[i].Message
	sameSending := good.Key != "" && good.Key == bad.Key
	if j > i && !sameSending || !good.Audience.outside() {
		return false
	}
	if len(visits) == 0 && good.Kind != bad.Kind {
		return false
	}
	told := good.Snapshot.Units()
	for _, visit := range visits {
		if !tellsOf(told, visit) {
			return false
		}
	}
	readers, others := a.told.readers.of(bad), a.told.readers.of(good)
	for _, r := range readers {
		if slices.Contains(others, r) || r.standing != onOrder && !sameSending {
			return true
		}
	}
	return false
}

func tellsOf(units map[snapshots.Unit]bool, item string) bool {
	for u := range units {
		if u.Item == item {
			return true
		}
	}
	return false
}

func (a *advisor) hasItems(m *Message) bool {
	return slices.ContainsFunc(m.Snapshot.Fields, func(f snapshots.Field) bool { return f.Item != "" && f.List == "" })
}

// comingVisits are the items that a message told of by themselves and that are
// not over.
func (a *advisor) comingVisits(m *Message) []string {
	if m.Snapshot == nil {
		return nil
	}
	now := a.in.Current[m.ID]
	if now == nil {
		now = &snapshots.Snapshot{}
	}
	over := a.in.over(m.Snapshot, now)
	var visits []string
	for i := range m.Snapshot.Fields {
		if f := &m.Snapshot.Fields[i]; f.Item != "" && f.List == "" && !over[f.Item] {
			visits = appendNew(visits, f.Item)
		}
	}
	return visits
}

// aboutFailures advises about the newest sending that did not reach somebody.
func (a *advisor) aboutFailures(lines []int) Advice {
	newest := slices.MaxFunc(lines, func(i, j int) int { return a.Lines[i].ChangedAt.Compare(a.Lines[j].ChangedAt) })
	when, key := a.Lines[newest].ChangedAt, a.Lines[newest].Key
	reason := AdviceLater
	for _, i := range lines {
		m := &a.Lines[i].Message
		same := m.Key == key && key != "" || m.ChangedAt.Equal(when)
		if same && slices.Index(severity, reasonOf(m)) < slices.Index(severity, reason) {
			reason = reasonOf(m)
		}
	}
	advice := Advice{SendAgain: reason != AdviceUncertain, Reason: reason}
	for _, i := range lines {
		m := &a.Lines[i].Message
		if reasonOf(m) != reason {
			continue
		}
		if slices.Contains(a.in.Unsendable, m.Kind) && reason != AdviceUncertain {
			return Advice{Reason: AdviceTell, Recipients: []string{m.Recipient}}
		}
		if reason == AdviceUncertain {
			advice.Recipients = appendNew(advice.Recipients, m.Recipient)
		} else {
			advice.Recipients = appendNew(advice.Recipients, a.anotherWay(m)...)
		}
	}
	if len(advice.Recipients) == 0 {
		return Advice{Reason: AdviceTell}
	}
	return advice
}

// reasonOf tells what has to be done before sending again.
func reasonOf(m *Message) AdviceReason {
	f := m.Failure
	switch {
	case m.Status == delivery.StatusUncertain:
		return AdviceUncertain
	case f == nil:
		return AdviceFailed
	case f.Class == delivery.Temporary:
		return AdviceLater
	case f.Class == delivery.Configuration, f.Fault == delivery.FaultSender:
		return AdviceNotSent
	case f.Fault == delivery.FaultMessage:
		return AdviceRefused
	}
	return AdviceFailed
}

// anotherWay is an address of the message's reader that takes messages, or the
// one that did not; for who has left the order, those who are on it. Whoever was a contact
// when the message was planned has left, though the address had been typed before.
func (a *advisor) anotherWay(m *Message) []string {
	for _, r := range a.told.readers.of(m) {
		if r.standing == left || r.standing == typed && m.Contact {
			return a.onTheOrder()
		}
		if address := a.address(r, m.Recipient); address != "" {
			return []string{address}
		}
	}
	return []string{m.Recipient}
}

// address is where a reader can be written to, best at the address that was used;
// "" when nowhere.
func (a *advisor) address(r *reader, used string) string {
	if !a.dead[strings.ToLower(used)] {
		return used
	}
	if r.person != nil {
		for _, address := range r.person.Addresses {
			if !a.dead[strings.ToLower(address)] {
				return address
			}
		}
	}
	return ""
}

// aboutChanges advises to tell those who believe what is no longer so, and in
// the place of who has left those who are on the order.
func (a *advisor) aboutChanges() Advice {
	var to []string
	for i := range a.Lines {
		line := &a.Lines[i]
		if !line.Red() || slices.Contains(a.in.Unsendable, cmp.Or(a.in.Instead[line.Kind], line.Kind)) {
			continue
		}
		for _, r := range a.told.readers.of(&line.Message) {
			if r.standing == left {
				to = appendNew(to, a.onTheOrder()...)
				continue
			}
			used := line.Recipient
			if r.real != nil {
				used = line.IntendedFor
			}
			if address := a.address(r, used); address != "" {
				to = appendNew(to, address)
			}
		}
	}
	if len(to) == 0 {
		return Advice{Reason: AdviceTell}
	}
	return Advice{SendAgain: true, Reason: AdviceChanged, Recipients: to}
}

// onTheOrder is who can be written to in the place of somebody who has left: the
// order's contact person, or without one everybody.
func (a *advisor) onTheOrder() []string {
	var main, all []string
	for _, r := range a.told.readers.known {
		if len(r.person.Addresses) == 0 {
			continue
		}
		address := a.address(r, r.person.Addresses[0])
		if address == "" {
			continue
		}
		all = appendNew(all, address)
		if r.person.Main {
			main = appendNew(main, address)
		}
	}
	if len(main) > 0 {
		return main
	}
	return all
}
