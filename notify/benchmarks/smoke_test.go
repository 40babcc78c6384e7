package main

import (
	"bytes"
	"io"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// The whole command runs, once and on small sizes, and every row has its figures.
func TestEveryTableIsMade(t *testing.T) {
	t.Parallel()
	self, err := os.Executable()
	require.NoError(t, err)
	for _, g := range groups {
		t.Run(g.name, func(t *testing.T) {
			var out bytes.Buffer
			require.NoError(t, run(t.Context(), []string{"-only", g.name, "-binary", self, "-time", "1x", "-rounds", "1", "-short"}, &out, io.Discard))
			assert.Contains(t, out.String(), "\n## "+g.title+"\n")
			assert.NotContains(t, out.String(), "NaN")
			for _, r := range g.rows {
				assert.Contains(t, out.String(), "| "+r.what+" | "+r.beside()+" |")
			}
		})
	}
}

func TestAnUnknownGroupIsRefused(t *testing.T) {
	t.Parallel()
	err := run(t.Context(), []string{"-only", "weather"}, io.Discard, io.Discard)
	require.ErrorContains(t, err, `no group "weather", want one of plan`)
}

func TestTheLeastOfTheRoundsCounts(t *testing.T) {
	t.Parallel()
	got := map[string]figure{}
	for _, printed := range []string{"goos: linux\nBenchmarkPlan/text/by=go-mail-2 \t 10\t 300 ns/op\t 20 allocs/op\nPASS\n", "BenchmarkPlan/text/by=go-mail-2 10 200 ns/op 21 allocs/op\n"} {
		require.NoError(t, read([]byte(printed), got))
	}
	assert.Equal(t, map[string]figure{"Plan/text/by=go-mail": {"ns/op": 200, "allocs/op": 20}}, got)
	require.Error(t, read([]byte("BenchmarkPlan 10 many ns/op"), got))
}

func TestAMissedGoalStandsThereAsMissed(t *testing.T) {
	t.Parallel()
	r := pair("a text", "text", "go-mail", 3).allocating(250).because("it does more")
	took := func(ns, allocs float64) figure { return figure{"ns/op": ns, "allocs/op": allocs, "queries/op": allocs} }
	for _, c := range []struct {
		ratio, allocs float64
		want          string
	}{{3, 250, "met"}, {3.1, 250, "**missed**: it does more"}, {2, 251, "**missed**: it does more"}} {
		assert.Equal(t, c.want, r.verdict(took(c.ratio, c.allocs), took(1, 0)))
	}
	assert.Equal(t, "**missed**", pair("a", "b", "c", 1).verdict(took(2, 0), took(1, 0)))
	assert.Empty(t, pair("a", "b", "c", 0).verdict(took(2, 0), took(1, 0)))
	assert.Equal(t, "≤ 3.00, ≤ 250 allocations", r.goal())

	own := alone("a page", "page", time.Millisecond)
	assert.Equal(t, "met", own.verdict(took(1e6, 0), nil))
	assert.Equal(t, "**missed**", own.verdict(took(1.1e6, 0), nil))
	assert.Equal(t, "≤ 1ms", own.goal())
	more := row{rival: "page/by=log", within: time.Millisecond}
	assert.Equal(t, "met", more.verdict(took(2e6, 0), took(1e6, 0)))
	assert.Equal(t, "**missed**", more.verdict(took(2.1e6, 0), took(1e6, 0)))
	assert.Equal(t, "≤ 1ms more", more.goal())
	asked := row{of: "queries/op", atMost: 4}
	assert.Equal(t, "met", asked.verdict(took(0, 4), nil))
	assert.Equal(t, "**missed**", asked.verdict(took(0, 5), nil))
	assert.True(t, strings.HasSuffix(benchmarkName("BenchmarkPlan/by=go-mail"), "by=go-mail"))
}

func TestTheTraceOfAStartIsAddedUp(t *testing.T) {
	t.Parallel()
	got, err := readTrace("init internal/bytealg @0.008 ms, 0.25 ms clock, 0 bytes, 0 allocs\nwhat the program says\ninit time @0.1 ms, 0.5 ms clock, 384 bytes, 7 allocs\n")
	require.NoError(t, err)
	assert.Equal(t, startUp{750 * time.Microsecond, 7}, got)
	_, err = readTrace("init time @0.1 ms, half ms clock, 384 bytes, 7 allocs\n")
	require.Error(t, err)
	assert.Equal(t, "≤ 1ms | met", importable{path: "p", goal: time.Millisecond}.verdict(time.Millisecond))
	assert.Equal(t, "≤ 1ms | **missed**", importable{path: "p", goal: time.Millisecond}.verdict(2*time.Millisecond))
}

func TestREADMEHasTheFigures(t *testing.T) {
	t.Parallel()
	text := "before\n" + figuresBegin + "old\n" + figuresEnd + "after\n"
	got, err := withFigures(text, "a machine", []string{"| one |", "| two |"})
	require.NoError(t, err)
	assert.True(t, strings.HasPrefix(got, "before\n"+figuresBegin), got)
	assert.True(t, strings.HasSuffix(got, "| one |\n| two |\n\n"+figuresEnd+"after\n"), got)
	assert.NotContains(t, got, "old")
	assert.Contains(t, got, "a machine")
	again, err := withFigures(got, "a machine", []string{"| one |", "| two |"})
	require.NoError(t, err)
	assert.Equal(t, got, again)
	for _, without := range []string{"", figuresBegin, figuresEnd + figuresBegin} {
		_, err = withFigures(without, "", nil)
		require.ErrorContains(t, err, "want the lines")
	}
	readme, err := os.ReadFile("../../README.md")
	require.NoError(t, err)
	_, err = withFigures(string(readme), "", nil)
	require.NoError(t, err)
	err = run(t.Context(), []string{"-only", "plan", "-readme"}, io.Discard, io.Discard)
	require.ErrorContains(t, err, "without -only")
}
