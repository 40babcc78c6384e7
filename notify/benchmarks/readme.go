package main

import (
	"fmt"
	"os"
	"strings"
)

// The lines of README between which the figures stand.
const (
	figuresBegin = "<!-- figures: made by go -C notify/benchmarks run . -readme -->\n"
	figuresEnd   = "<!-- end of figures -->\n"
)

// writeReadme puts the figures of a run into the README.
func writeReadme(file, machine string, rows []string) error {
	text, err := os.ReadFile(file)
	if err != nil {
		return fmt.Errorf("benchmarks: %w", err)
	}
	changed, err := withFigures(string(text), machine, rows)
	if err != nil {
		return fmt.Errorf("benchmarks: %s: %w", file, err)
	}
	return os.WriteFile(file, []byte(changed), 0o644) // as the file is
}

// withFigures replaces what stands between the two lines.
func withFigures(text, machine string, rows []string) (string, error) {
	before, rest, ok := strings.Cut(text, figuresBegin)
	_, after, closed := strings.Cut(rest, figuresEnd)
	if !ok || !closed {
		return "", fmt.Errorf("want the lines %q and %q", figuresBegin, figuresEnd)
	}
	return before + figuresBegin + "\nMade by `go -C notify/benchmarks run . -readme` with " + machine + "\n\n" +
		"A ratio is what Budkavle takes for each unit of what the other takes, in one run: below 1 is less.\n\n" +
		"| what | beside | ratio, or what it takes | goal |\n|---|---|---|---|\n" +
		strings.Join(rows, "\n") + "\n\n" + figuresEnd + after, nil
}
