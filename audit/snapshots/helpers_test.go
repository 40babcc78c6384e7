package snapshots_test

import (
	"time"

	"github.com/budkavle/budkavle/audit/snapshots"
)

var at = time.Date(2023, time.October, 2, 12, 5, 0, 0, time.UTC)

func snapshot(scope snapshots.Scope, fields ...snapshots.Field) *snapshots.Snapshot {
	return &snapshots.Snapshot{Scope: scope, Fields: fields}
}

// visit is what a confirmation says of a visit of an hour in October.
func visit(id string, day, hour int, who string) *snapshots.Snapshot {
	start := time.Date(2023, time.October, day, hour, 0, 0, 0, time.UTC)
	return snapshot(snapshots.ScopeBooking,
		snapshots.Field{Name: snapshots.FieldTime, Item: id, Form: snapshots.FormInterval, Value: snapshots.Interval(start, start.Add(time.Hour))},
		snapshots.Field{Name: snapshots.FieldTechnician, Item: id, Form: snapshots.FormNames, Value: who},
		snapshots.Field{Name: snapshots.FieldPlace, Item: id}, snapshots.Field{Name: snapshots.FieldCancelled, Item: id})
}

// lines is a paper with some lines: key, value, key, value …
func lines(entries ...string) *snapshots.Snapshot {
	s := snapshot(snapshots.ScopeOrder)
	s.AddList(snapshots.ListLines)
	for i := 0; i < len(entries); i += 2 {
		s.AddItem(snapshots.ListLines, entries[i], entries[i], snapshots.Field{Name: snapshots.FieldArticle, Value: entries[i]}, snapshots.Field{Name: snapshots.FieldQuantity, Value: entries[i+1]})
	}
	return s
}

// dropped is a snapshot whose values were dropped.
func dropped(s *snapshots.Snapshot) *snapshots.Snapshot {
	c := s.Clone()
	c.Drop()
	return c
}

func differences(before, after *snapshots.Snapshot) []string {
	var texts []string
	for _, c := range snapshots.Compare(before, after) {
		texts = append(texts, c.String())
	}
	return texts
}
