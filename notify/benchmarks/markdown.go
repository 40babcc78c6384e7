package main

import (
	"bufio"
	"cmp"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"time"
)

// head prints what was measured where, and returns it.
func head(ctx context.Context, out io.Writer) (string, error) {
	version, err := exec.CommandContext(ctx, "go", "env", "GOVERSION").Output()
	if err != nil {
		return "", fmt.Errorf("benchmarks: go env: %w", err)
	}
	modules, err := versions(ctx)
	if err != nil {
		return "", err
	}
	machine := fmt.Sprintf("%s, %s/%s, %d processors (%s), %s", strings.TrimSpace(string(version)), runtime.GOOS,
		runtime.GOARCH, runtime.NumCPU(), processor(), time.Now().Format(time.DateOnly))
	with := "With " + strings.Join(modules, ", ") + "."
	_, err = fmt.Fprintf(out, "# Budkavle beside others\n\n%s.\n\n%s\n", machine, with)
	return machine + ". " + with, err
}

// processor is the machine's own name for it, where it tells one.
func processor() string {
	file, err := os.Open("/proc/cpuinfo")
	if err != nil {
		return "unknown"
	}
	defer func() { _ = file.Close() }()
	for lines := bufio.NewScanner(file); lines.Scan(); {
		if key, value, ok := strings.Cut(lines.Text(), ":"); ok && strings.TrimSpace(key) == "model name" {
			return strings.TrimSpace(value)
		}
	}
	return "unknown"
}

// compared are the modules that are beside Budkavle in the tables.
var compared = []string{
	"github.com/wneessen/go-mail", "modernc.org/sqlite", "golang.org/x/text",
	"github.com/go-pdf/fpdf", "github.com/valyala/fasttemplate",
}

// versions are those of what is compared, as go.mod has them.
func versions(ctx context.Context) ([]string, error) {
	output, err := exec.CommandContext(ctx, "go", append([]string{"list", "-m"}, compared...)...).Output()
	if err != nil {
		return nil, fmt.Errorf("benchmarks: go list -m: %w", err)
	}
	return strings.Split(strings.TrimSpace(string(output)), "\n"), nil
}

// compare prints a group's rows, and returns what README shows of them.
func (g group) compare(out io.Writer, got map[string]figure) (shown []string, err error) {
	_, _ = fmt.Fprint(out,
		"| what | beside | takes | Budkavle | ratio | allocations | goal | |\n|---|---|---|---|---|---|---|---|\n")
	for _, r := range g.rows {
		ours, ok := got[g.bench+"/"+r.ours]
		if !ok {
			return nil, fmt.Errorf("there is no benchmark %s/%s", g.bench, r.ours)
		}
		theirs, ok := got[g.bench+"/"+r.rival]
		if !ok && r.rival != "" {
			return nil, fmt.Errorf("there is no benchmark %s/%s", g.bench, r.rival)
		}
		beside, ratio := "", ""
		if r.rival != "" {
			beside, ratio = r.shown(theirs), number(r.ratio(ours, theirs))
		}
		verdict := r.verdict(ours, theirs)
		_, _ = fmt.Fprintf(out, "| %s | %s | %s | %s | %s | %s | %s | %s |\n",
			r.what, r.beside(), beside, r.shown(ours), ratio, allocations(ours), r.goal(), verdict)
		if r.inReadme || strings.HasPrefix(verdict, missed) {
			shown = append(shown, fmt.Sprintf("| %s: %s | %s | %s | %s |", g.title, r.what, r.beside(),
				r.inShort(ours, theirs), strings.TrimSuffix(r.goal()+": "+verdict, ": ")))
		}
	}
	return shown, nil
}

const missed = "**missed**"

// inShort is the figure that the goal is about.
func (r row) inShort(ours, theirs figure) string {
	switch n := max(r.each, 1); {
	case r.rival == "":
		return r.shown(ours)
	case r.within > 0:
		return took(ours[r.unit()]/n-theirs[r.unit()]/n) + " more"
	}
	return number(r.ratio(ours, theirs))
}

func (r row) ratio(ours, theirs figure) float64 { return ours[r.unit()] / theirs[r.unit()] }

func (r row) unit() string { return cmp.Or(r.of, "ns/op") }

// beside is the rival's name, which is behind "by=".
func (r row) beside() string {
	_, name, _ := strings.Cut(r.rival, "by=")
	return cmp.Or(rivals[name], name)
}

func (r row) shown(f figure) string {
	n := max(r.each, 1)
	switch r.of {
	case "B/file":
		return fmt.Sprintf("%s kB", number(f[r.of]/1000))
	case "queries/op":
		return fmt.Sprintf("%.0f queries", f[r.of])
	}
	return took(f[r.unit()] / n)
}

// took is a time in nanoseconds, with three figures or so.
func took(ns float64) string {
	switch d := time.Duration(ns); {
	case d >= 10*time.Millisecond:
		return d.Round(100 * time.Microsecond).String()
	case d >= 10*time.Microsecond:
		return d.Round(100 * time.Nanosecond).String()
	}
	return fmt.Sprintf("%s ns", number(ns))
}

func allocations(f figure) string {
	if n, ok := f["allocs/op"]; ok {
		return fmt.Sprintf("%.0f", n)
	}
	return ""
}

func (r row) goal() string {
	var text string
	switch {
	case r.within > 0 && r.rival != "":
		text = "≤ " + r.within.String() + " more"
	case r.within > 0:
		text = "≤ " + r.within.String()
	case r.atMost > 0:
		text = "≤ " + number(r.atMost)
	}
	if r.allocs > 0 {
		text += fmt.Sprintf(", ≤ %.0f allocations", r.allocs)
	}
	return text
}

// verdict says whether the goal is met, and why not.
func (r row) verdict(ours, theirs figure) string {
	var ok bool
	switch n := max(r.each, 1); {
	case r.within > 0:
		ok = ours[r.unit()]/n-theirs[r.unit()]/n <= float64(r.within)
	case r.atMost == 0:
		return ""
	case r.rival == "":
		ok = ours[r.unit()] <= r.atMost
	default:
		ok = r.ratio(ours, theirs) <= r.atMost
	}
	switch {
	case ok && (r.allocs == 0 || ours["allocs/op"] <= r.allocs):
		return "met"
	case r.why == "":
		return missed
	}
	return missed + ": " + r.why
}

// number has three figures that say something.
func number(x float64) string {
	switch {
	case x >= 100:
		return fmt.Sprintf("%.0f", x)
	case x >= 10:
		return fmt.Sprintf("%.1f", x)
	}
	return fmt.Sprintf("%.2f", x)
}
