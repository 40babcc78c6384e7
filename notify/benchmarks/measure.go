package main

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"os/exec"
	"strconv"
	"strings"
)

// A figure is the least that a benchmark took in any round, by unit: "ns/op",
// "allocs/op" and what it reports itself.
type figure map[string]float64

// measure runs a group's benchmarks, each once in every round, so that what is
// compared takes turns.
func measure(ctx context.Context, o options, g group) (map[string]figure, error) {
	got := map[string]figure{}
	args := []string{
		"-test.run", "^$", "-test.bench", "^Benchmark" + g.bench + "$",
		"-test.benchtime", o.time, "-test.timeout", "10m",
	}
	if o.short {
		args = append(args, "-test.short")
	}
	rounds := o.rounds
	if g.once {
		rounds = 1
	}
	for range rounds {
		command := exec.CommandContext(ctx, o.binary, args...)
		var errors bytes.Buffer
		command.Stderr = &errors
		output, err := command.Output()
		if err != nil {
			return nil, fmt.Errorf("%w\n%s%s", err, output, errors.Bytes())
		}
		if err := read(output, got); err != nil {
			return nil, err
		}
	}
	return got, nil
}

// read takes the figures out of what a benchmark has printed.
func read(output []byte, got map[string]figure) error {
	lines := bufio.NewScanner(bytes.NewReader(output))
	for lines.Scan() {
		fields := strings.Fields(lines.Text())
		if len(fields) < 4 || !strings.HasPrefix(fields[0], "Benchmark") {
			continue
		}
		name := benchmarkName(fields[0])
		f := got[name]
		if f == nil {
			f = figure{}
			got[name] = f
		}
		for i := 2; i+1 < len(fields); i += 2 {
			value, err := strconv.ParseFloat(fields[i], 64)
			if err != nil {
				return fmt.Errorf("the line %q: %w", lines.Text(), err)
			}
			if had, ok := f[fields[i+1]]; !ok || value < had {
				f[fields[i+1]] = value
			}
		}
	}
	return lines.Err()
}

// benchmarkName is the name without Benchmark before it and the number of
// processors behind it.
func benchmarkName(printed string) string {
	name := strings.TrimPrefix(printed, "Benchmark")
	if at := strings.LastIndexByte(name, '-'); at > 0 {
		if _, err := strconv.Atoi(name[at+1:]); err == nil {
			return name[:at]
		}
	}
	return name
}
