package main

import "slices"

// A settingsField is a field of a settings' form, for the page.
type settingsField struct {
	Name, Label, Type, Value, Error string
	Rows                            int
	On                              bool // of a checkbox
}

// A wrongField is the place beside a field where a mistake stands.
type wrongField struct{ Name, Text string }

// Wrong is the place of the field's mistake.
func (f settingsField) Wrong() wrongField { return wrongField{f.Name, f.Error} }

// Field is a field of the settings that the page shows.
func (p page) Field(name, label, kind string) settingsField {
	view, _ := p.Data.(settingsView)
	on := slices.ContainsFunc(view.Values[name], func(t string) bool { return t != "" })
	return settingsField{
		Name: name, Label: label, Type: kind, Value: view.Values.Get(name), Error: view.Errors[name], On: on,
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
		all = append(all, wrongField{name, view.Errors[name]})
	}
	return all
}
