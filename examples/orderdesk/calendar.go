package main

import (
	"strings"
	"time"
)

// calendarLines are the lines of a calendar file that say what a calendar shows.
func calendarLines(ics string) string {
	var lines []string
	for _, p := range properties(ics) {
		switch p.name {
		case "METHOD", "SUMMARY", "DTSTART", "DTEND", "LOCATION", "STATUS", "SEQUENCE", "UID":
			lines = append(lines, p.name+": "+p.value)
		}
	}
	return strings.Join(lines, "\n")
}

// An entry is a visit as a calendar shows it.
type entry struct {
	Summary, Place, When string
	Cancelled            bool
}

// readEntry reads the first entry of a calendar file, times in their own zone.
func readEntry(ics string) entry {
	var e entry
	var start, end string
	for _, p := range properties(ics) {
		switch p.name {
		case "SUMMARY":
			e.Summary = p.value
		case "LOCATION":
			e.Place = p.value
		case "DTSTART":
			start = p.value
		case "DTEND":
			end = p.value
		case "STATUS":
			e.Cancelled = p.value == "CANCELLED"
		}
	}
	from, err1 := time.Parse("20060102T150405", start)
	to, err2 := time.Parse("20060102T150405", end)
	if err1 != nil || err2 != nil { // a whole day
		e.When = start
		return e
	}
	e.When = from.Format("2006-01-02 15:04") + "–" + to.Format("15:04")
	return e
}

type property struct{ name, value string }

// properties are those of the entry itself: a zone's rules have times of their own.
func properties(ics string) []property {
	ics = strings.ReplaceAll(strings.ReplaceAll(ics, "\r\n ", ""), "\r\n", "\n")
	var all []property
	zone := false
	for line := range strings.Lines(ics) {
		name, value, _ := strings.Cut(strings.TrimSpace(line), ":")
		name, _, _ = strings.Cut(name, ";")
		if value == "VTIMEZONE" {
			zone = name == "BEGIN"
		}
		if !zone {
			all = append(all, property{name, strings.NewReplacer(`\,`, ",", `\;`, ";", `\n`, "\n", `\\`, `\`).Replace(value)})
		}
	}
	return all
}
