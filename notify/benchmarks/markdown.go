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

// head says what was measured where.
func head(ctx context.Context, out io.Writer) error {
	version, err := exec.CommandContext(ctx, "go", "env", "GOVERSION").Output()
	if err != nil {
		return fmt.Errorf("benchmarks: go env: %w", err)
	}
	modules, err := versions(ctx)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(out, "# Budkavle beside others\n\n%s, %s/%s, %d processors (%s), %s.\n\nWith %s.\n",
		strings.TrimSpace(string(version)), runtime.GOOS, runtime.GOARCH, runtime.NumCPU(), processor(), time.Now().Format(time.DateOnly), strings.Join(modules, ", "))
	return err
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
	"github.com/wneessen/go-mail", "modernc.org/sqlite", "golang.org/x/text", "github.com/go-pdf/fpdf", "github.com/valyala/fasttemplate",
}

// versions are those of what is compared, as go.mod has them.
func versions(ctx context.Context) ([]string, error) {
	output, err := exec.CommandContext(ctx, "go", append([]string{"list", "-m"}, compared...)...).Output()
	if err != nil {
		return nil, fmt.Errorf("benchmarks: go list -m: %w", err)
	}
	return strings.Split(strings.TrimSpace(string(output)), "\n"), nil
}

// compare prints a group's rows.
func (g group) compare(out io.Writer, got map[string]figure) error {
	_, _ = fmt.Fprint(out, "| what | beside | takes | Budkavle | ratio | allocations | goal | |\n|---|---|---|---|---|---|---|---|\n")
	for _, r := range g.rows {
		ours, ok := got[g.bench+"/"+r.ours]
		if !ok {
			return fmt.Errorf("there is no benchmark %s/%s", g.bench, r.ours)
		}
		theirs, ok := got[g.bench+"/"+r.rival]
		if !ok {
			return fmt.Errorf("there is no benchmark %s/%s", g.bench, r.rival)
		}
		ratio := ours[r.unit()] / theirs[r.unit()]
		_, _ = fmt.Fprintf(out, "| %s | %s | %s | %s | %s | %s | %s | %s |\n", r.what, r.beside(), r.shown(theirs), r.shown(ours),
			number(ratio), allocations(ours), r.goal(), r.verdict(ratio, ours["allocs/op"]))
	}
	return nil
}

func (r row) unit() string { return cmp.Or(r.of, "ns/op") }

// beside is the rival's name, which is behind "by=".
func (r row) beside() string {
	_, name, _ := strings.Cut(r.rival, "by=")
	return name
}

func (r row) shown(f figure) string {
	n := max(r.each, 1)
	if r.of == "B/file" {
		return fmt.Sprintf("%s kB", number(f[r.of]/1000))
	}
	d := time.Duration(f[r.unit()] / n)
	switch {
	case d >= 10*time.Millisecond:
		return d.Round(100 * time.Microsecond).String()
	case d >= 10*time.Microsecond:
		return d.Round(100 * time.Nanosecond).String()
	}
	return fmt.Sprintf("%s ns", number(f[r.unit()]/n))
}

func allocations(f figure) string {
	if n, ok := f["allocs/op"]; ok {
		return fmt.Sprintf("%.0f", n)
	}
	return ""
}

func (r row) goal() string {
	if r.atMost == 0 {
		return ""
	}
	text := "≤ " + number(r.atMost)
	if r.allocs > 0 {
		text += fmt.Sprintf(", ≤ %.0f allocations", r.allocs)
	}
	return text
}

// verdict says whether the goal is met, and why not.
func (r row) verdict(ratio, allocs float64) string {
	switch {
	case r.atMost == 0:
		return ""
	case ratio <= r.atMost && (r.allocs == 0 || allocs <= r.allocs):
		return "met"
	case r.why == "":
		return "**missed**"
	}
	return "**missed**: " + r.why
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
