package order

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/budkavle/budkavle/booking"
	"github.com/budkavle/budkavle/notify/order/invalid"
)

// A reminderRow is a row of inputs for a reminder: so many days before at a time of the
// day, or so many hours before the visit.
type reminderRow struct{ days, at, hours string }

// reminderInputs are the names of a row's inputs.
func reminderInputs(i int) (names reminderRow) {
	path := row("reminders", i) + "."
	return reminderRow{path + "daysBefore", path + "at", path + "hoursBefore"}
}

// reminderRows are reminders as their inputs have them.
func reminderRows(reminders []booking.Reminder) []reminderRow {
	rows := make([]reminderRow, len(reminders))
	number := func(n int) string { return strings.TrimPrefix(strconv.Itoa(n), "0") }
	for i, r := range reminders {
		rows[i] = reminderRow{days: number(r.DaysBefore), hours: number(int(r.Before / time.Hour))}
		if r.DaysBefore > 0 {
			rows[i].at = fmt.Sprintf("%02d:%02d", r.Hour, r.Minute)
		}
	}
	return rows
}

// reminderText is all rows in which something is written as one text, for the mark and
// for people.
func reminderText(rows []reminderRow) string {
	var texts []string
	for _, r := range rows {
		var words []string
		for _, part := range []struct{ value, unit string }{{r.days, " d"}, {r.at, ""}, {r.hours, " h"}} {
			if value := strings.TrimSpace(part.value); value != "" {
				words = append(words, value+part.unit)
			}
		}
		if words != nil {
			texts = append(texts, strings.Join(words, " "))
		}
	}
	return strings.Join(texts, ", ")
}

// bindReminders binds a row of inputs for each reminder. A row in which nothing is
// written is none; posted rows are counted from 0 without a gap, and replace what was
// there. They are one list: what changes in a row has changed it.
func (s *Settings) bindReminders(in *SettingInputs) {
	show := func() string { return reminderText(reminderRows(s.Reminders)) }
	saved, savedRows := show(), reminderRows(s.Reminders)
	in.is.add("reminders", saved)
	var posted []reminderRow
	for i := 0; ; i++ {
		names := reminderInputs(i)
		if !slices.ContainsFunc([]string{names.days, names.at, names.hours}, in.Has) {
			break
		}
		posted = append(posted, reminderRow{in.values.Get(names.days), in.values.Get(names.at), in.values.Get(names.hours)})
	}
	read := func() bool { return s.readReminders(in, posted) }
	if posted == nil || !in.merge("reminders", reminderText(posted), saved, show, read) {
		in.showReminders(len(posted), savedRows)
	}
}

// showReminders shows rows of reminders in the place of those that were posted.
func (in *SettingInputs) showReminders(posted int, rows []reminderRow) {
	for i := range max(posted, len(rows)) {
		names, values := reminderInputs(i), reminderRow{}
		if i < len(rows) {
			values = rows[i]
		}
		in.show(names.days, values.days)
		in.show(names.at, values.at)
		in.show(names.hours, values.hours)
	}
}

// readReminders reads all rows; those that cannot be read are refused, and it returns
// false.
func (s *Settings) readReminders(in *SettingInputs, rows []reminderRow) bool {
	wrong := len(in.checker.problems)
	var read []booking.Reminder
	for i, row := range rows {
		names := reminderInputs(i)
		days, _ := in.whole(names.days, row.days)
		hours, _ := in.whole(names.hours, row.hours)
		before := int(hours)
		r := booking.Reminder{DaysBefore: int(days), Before: time.Duration(before) * time.Hour}
		if i < len(s.Reminders) && int(s.Reminders[i].Before/time.Hour) == before {
			r.Before = s.Reminders[i].Before // with the minutes that no input shows
		}
		if r.DaysBefore != 0 && before != 0 {
			in.Refuse(names.hours, invalid.DaysOrHours)
		}
		if r.DaysBefore != 0 {
			r.Before = 0
			clock := strings.TrimSpace(row.at)
			if r.Hour = booking.DayBefore().Hour; clock != "" {
				t, err := time.Parse("15:04", clock)
				if err != nil {
					in.Refuse(names.at, invalid.Clock, quote(clock))
				}
				r.Hour, r.Minute = t.Hour(), t.Minute()
			}
		}
		if r != (booking.Reminder{}) {
			read = append(read, r)
		}
	}
	s.Reminders = read
	return len(in.checker.problems) == wrong
}
