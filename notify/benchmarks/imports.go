package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

const module = "github.com/budkavle/budkavle/"

// An importable is a package that a program may import, and how long its start may
// take.
type importable struct {
	path     string
	goal     time.Duration // 0: none
	inReadme bool
}

// importables are what hosts import, and what is beside it.
var importables = []importable{
	{path: ""},
	{path: "github.com/wneessen/go-mail"},
	{path: "github.com/go-pdf/fpdf"},
	{path: module + "templating", goal: time.Millisecond},
	{path: module + "recipients", goal: time.Millisecond},
	{path: module + "booking", goal: time.Millisecond},
	{path: module + "smsgw/elks46", goal: time.Millisecond},
	{path: module + "notify/email/smtp", goal: time.Millisecond, inReadme: true},
	{path: module + "pdf", goal: 2 * time.Millisecond},
	{path: module + "audit", goal: time.Millisecond},
	{path: module + "notify/compose", goal: 2 * time.Millisecond},
	{path: module + "notify", goal: 2 * time.Millisecond},
	{path: module + "notify/sqlstore", goal: 2 * time.Millisecond, inReadme: true},
}

// imports builds a program for each package and prints what it costs.
func imports(ctx context.Context, o options, dir string, out, progress io.Writer) (readme []string, err error) {
	list := importables
	if o.short {
		list = list[:1]
	}
	_, _ = fmt.Fprint(out, "| a program with | starts in | allocations | size | goal | |\n|---|---|---|---|---|---|\n")
	for _, p := range list {
		_, _ = fmt.Fprintf(progress, "building with %s\n", p.path)
		program, err := build(ctx, dir, p.path)
		if err != nil {
			return nil, err
		}
		info, err := os.Stat(program)
		if err != nil {
			return nil, err
		}
		var best startUp
		for i := range max(o.rounds, 1) {
			now, err := start(ctx, program)
			if err != nil {
				return nil, err
			}
			if i == 0 || now.took < best.took {
				best = now
			}
		}
		_, _ = fmt.Fprintf(out, "| %s | %v | %d | %.1f MB | %s |\n",
			p.name(), best.took.Round(10*time.Microsecond), best.allocations, float64(info.Size())/1e6, p.verdict(best.took))
		if verdict := p.verdict(best.took); p.inReadme || strings.HasSuffix(verdict, missed) {
			readme = append(readme, fmt.Sprintf("| starting a program with %s | | %v | %s |",
				p.name(), best.took.Round(10*time.Microsecond), strings.Replace(verdict, " | ", ": ", 1)))
		}
	}
	return readme, nil
}

func (p importable) name() string {
	if p.path == "" {
		return "nothing but fmt"
	}
	return strings.TrimPrefix(p.path, module)
}

// verdict is the goal and whether it is met.
func (p importable) verdict(took time.Duration) string {
	switch {
	case p.goal == 0:
		return "| "
	case took <= p.goal:
		return fmt.Sprintf("≤ %v | met", p.goal)
	}
	return fmt.Sprintf("≤ %v | **missed**", p.goal)
}

// build makes a program that imports a package and does nothing.
func build(ctx context.Context, dir, path string) (string, error) {
	source, program := filepath.Join(dir, "main.go"), filepath.Join(dir, "program")
	text := "package main\n\nimport \"fmt\"\n"
	if path != "" {
		text += "import _ \"" + path + "\"\n"
	}
	if err := os.WriteFile(source, []byte(text+"\nfunc main() { fmt.Print() }\n"), 0o600); err != nil {
		return "", err
	}
	command := exec.CommandContext(ctx, "go", "build", "-trimpath", "-ldflags=-s -w", "-o", program, source)
	output, err := command.CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("go build with %q: %w\n%s", path, err, output)
	}
	return program, nil
}

// A startUp is what the initialisers of a program took.
type startUp struct {
	took        time.Duration
	allocations int
}

// start runs a program and adds up what the run time tells of its initialisers.
func start(ctx context.Context, program string) (startUp, error) {
	command := exec.CommandContext(ctx, program)
	command.Env = append(os.Environ(), "GODEBUG=inittrace=1")
	var told bytes.Buffer
	command.Stderr = &told
	if err := command.Run(); err != nil {
		return startUp{}, fmt.Errorf("%w\n%s", err, told.Bytes())
	}
	return readTrace(told.String())
}

// readTrace adds up lines such as
//
//	init internal/bytealg @0.008 ms, 0.010 ms clock, 0 bytes, 0 allocs
func readTrace(text string) (startUp, error) {
	var s startUp
	for line := range strings.Lines(text) {
		fields := strings.Fields(line)
		if len(fields) != 11 || fields[0] != "init" {
			continue
		}
		ms, err := strconv.ParseFloat(fields[4], 64)
		if err != nil {
			return s, fmt.Errorf("the line %q: %w", line, err)
		}
		n, err := strconv.Atoi(fields[9])
		if err != nil {
			return s, fmt.Errorf("the line %q: %w", line, err)
		}
		s.took += time.Duration(ms * float64(time.Millisecond))
		s.allocations += n
	}
	return s, nil
}
