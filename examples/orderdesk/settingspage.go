package main

import (
	"fmt"
	"slices"
	"strings"
)

// A settingsField is a field of a settings' form, for the page.
type settingsField struct {
	Name, Label, Type, Value, Error, Other string
	Rows                                   int
	On                                     bool // of a checkbox
}

// A wrongField is the place beside a field where a mistake stands, and a text of several
// lines that somebody else has saved meanwhile.
type wrongField struct{ Name, Text, Other string }

// Wrong is the place of the field's mistake.
func (f settingsField) Wrong() wrongField { return wrongField{f.Name, f.Error, f.Other} }

// Field is a field of the settings that the page shows.
func (p page) Field(name, label, kind string) settingsField {
	view, _ := p.Data.(settingsView)
	on := slices.ContainsFunc(view.Values[name], func(t string) bool { return t != "" })
	return settingsField{
		Name: name, Label: label, Type: kind, Value: view.Values.Get(name), On: on,
		Error: view.Errors[name], Other: severalLines(view.Others[name]),
	}
}

// Area is a field of several rows.
func (p page) Area(name, label string, rows int) settingsField {
	f := p.Field(name, label, "")
	f.Rows = rows
	return f
}

// Slots are the places of mistakes of the form that was posted.
func (p page) Slots() (all []wrongField) {
	view, _ := p.Data.(settingsView)
	for name := range view.Values {
		all = append(all, wrongField{name, view.Errors[name], severalLines(view.Others[name])})
	}
	return all
}

// severalLines is a text that a message in one line does not show as it is.
func severalLines(text string) string {
	if !strings.Contains(text, "\n") {
		return ""
	}
	return text
}

// A reminderRow is a row of inputs for a reminder.
type reminderRow struct{ Title, Days, At, Hours string }

// Reminders are a row for each reminder, and one for a new one.
func (p page) Reminders() (rows []reminderRow) {
	view, _ := p.Data.(settingsView)
	for i := 0; ; i++ {
		path := fmt.Sprintf("reminders[%d].", i)
		title := fmt.Sprintf("%s %d", p.T("Påminnelse", "Reminder"), i+1)
		rows = append(rows, reminderRow{title, path + "daysBefore", path + "at", path + "hoursBefore"})
		if last := rows[i]; view.Values.Get(last.Days)+view.Values.Get(last.At)+view.Values.Get(last.Hours) == "" {
			return rows
		}
	}
}
