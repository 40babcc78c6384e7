package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, os.Args[1:], os.Stdout, os.Stderr); err != nil && !errors.Is(err, flag.ErrHelp) {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// options are the command's flags.
type options struct {
	only   string // a group's name; "": all
	time   string // of each benchmark, as go test -benchtime takes it
	rounds int
	binary string // of the benchmarks; "": built
	readme bool   // README's figures are made anew
	short  bool   // few recipients, mails and rows: it shows that all runs, no more
}

// run measures and prints. What takes long is said on progress.
func run(ctx context.Context, args []string, out, progress io.Writer) error {
	var o options
	flags := flag.NewFlagSet("benchmarks", flag.ContinueOnError)
	flags.StringVar(&o.only, "only", "", "measure one group: "+strings.Join(names(), ", "))
	flags.StringVar(&o.time, "time", "300ms", "of each benchmark in each round")
	flags.IntVar(&o.rounds, "rounds", 3, "in which all take turns; the least counts")
	flags.StringVar(&o.binary, "binary", "", "benchmarks that go test -c has built; built when empty")
	flags.BoolVar(&o.readme, "readme", false, "write the figures into the README of the repository, too; for all groups")
	flags.BoolVar(&o.short, "short", false, "small sizes, to see that everything runs")
	if err := flags.Parse(args); err != nil {
		return err
	}
	chosen := chosenGroups(o.only)
	if len(chosen) == 0 {
		return fmt.Errorf("benchmarks: no group %q, want one of %s", o.only, strings.Join(names(), ", "))
	}
	dir, err := os.MkdirTemp("", "budkavle-benchmarks-")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	if o.binary == "" {
		o.binary = filepath.Join(dir, "benchmarks.test")
		if output, err := exec.CommandContext(ctx, "go", "test", "-c", "-o", o.binary, ".").CombinedOutput(); err != nil {
			return fmt.Errorf("benchmarks: go test -c: %w\n%s", err, output)
		}
	}
	if o.readme && o.only != "" {
		return errors.New("benchmarks: README shows all groups, so -readme goes without -only")
	}
	machine, err := head(ctx, out)
	if err != nil {
		return err
	}
	var shown []string
	for _, g := range chosen {
		rows, err := g.print(ctx, o, dir, out, progress)
		if err != nil {
			return fmt.Errorf("benchmarks: %s: %w", g.name, err)
		}
		shown = append(shown, rows...)
	}
	if o.readme {
		return writeReadme("../../README.md", machine, shown)
	}
	return nil
}

// print measures a group and prints its table; it returns what README shows of it.
func (g group) print(ctx context.Context, o options, dir string, out, progress io.Writer) ([]string, error) {
	_, _ = fmt.Fprintf(out, "\n## %s\n\n%s\n\n", g.title, g.about)
	if g.table != nil {
		return g.table(ctx, o, dir, out, progress)
	}
	_, _ = fmt.Fprintf(progress, "measuring %s\n", g.name)
	got, err := measure(ctx, o, g)
	if err != nil {
		return nil, err
	}
	return g.compare(out, got)
}
