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
	for _, c := range []struct {
		ratio, allocs float64
		want          string
	}{{3, 250, "met"}, {3.1, 250, "**missed**: it does more"}, {2, 251, "**missed**: it does more"}} {
		assert.Equal(t, c.want, r.verdict(c.ratio, c.allocs))
	}
	assert.Equal(t, "**missed**", pair("a", "b", "c", 1).verdict(2, 0))
	assert.Empty(t, pair("a", "b", "c", 0).verdict(2, 0))
	assert.Equal(t, "≤ 3.00, ≤ 250 allocations", r.goal())
	assert.True(t, strings.HasSuffix(benchmarkName("BenchmarkPlan/by=go-mail"), "by=go-mail"))
}

func TestTheTraceOfAStartIsAddedUp(t *testing.T) {
	t.Parallel()
	got, err := readTrace("init internal/bytealg @0.008 ms, 0.25 ms clock, 0 bytes, 0 allocs\nwhat the program says\ninit time @0.1 ms, 0.5 ms clock, 384 bytes, 7 allocs\n")
	require.NoError(t, err)
	assert.Equal(t, startUp{750 * time.Microsecond, 7}, got)
	_, err = readTrace("init time @0.1 ms, half ms clock, 384 bytes, 7 allocs\n")
	require.Error(t, err)
	assert.Equal(t, "≤ 1ms | met", importable{"p", time.Millisecond}.verdict(time.Millisecond))
	assert.Equal(t, "≤ 1ms | **missed**", importable{"p", time.Millisecond}.verdict(2*time.Millisecond))
}
