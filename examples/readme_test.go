package examples_test

import (
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestREADMEShowsTheProgram keeps the README's program the one that is built
// and run here.
func TestREADMEShowsTheProgram(t *testing.T) {
	t.Parallel()
	readme, err := os.ReadFile("../README.md")
	require.NoError(t, err)
	program, err := os.ReadFile("first/main.go")
	require.NoError(t, err)
	before, rest, ok := strings.Cut(string(readme), "```go\n")
	require.True(t, ok, "the README has a Go program")
	shown, _, _ := strings.Cut(rest, "```\n")
	assert.Equal(t, string(program), shown)
	assert.LessOrEqual(t, strings.Count(before, "\n")+1, 20, "the program begins by line 20")
}

// TestREADMEBuildsThePage keeps the four steps to a web page the program that is built
// and run here.
func TestREADMEBuildsThePage(t *testing.T) {
	t.Parallel()
	readme, err := os.ReadFile("../README.md")
	require.NoError(t, err)
	program, err := os.ReadFile("page/main.go")
	require.NoError(t, err)
	_, steps, ok := strings.Cut(string(readme), "in four steps\n")
	require.True(t, ok)
	var pieces []string
	for range 4 {
		_, rest, ok := strings.Cut(steps, "```go\n")
		require.True(t, ok, "four pieces of Go")
		piece, after, _ := strings.Cut(rest, "```\n")
		pieces, steps = append(pieces, piece), after
	}
	assert.Equal(t, string(program), strings.Join(pieces, "\n"))
}

// TestREADMEShowsATest keeps the README's test the one that is run.
func TestREADMEShowsATest(t *testing.T) {
	t.Parallel()
	readme, err := os.ReadFile("../README.md")
	require.NoError(t, err)
	file, err := os.ReadFile("first/main_test.go")
	require.NoError(t, err)
	_, rest, ok := strings.Cut(string(readme), "```go\nfunc Test")
	require.True(t, ok, "the README has a test")
	shown, _, _ := strings.Cut("func Test"+rest, "```\n")
	assert.True(t, strings.HasSuffix(string(file), shown))
}

// TestREADMENamesEveryPackage keeps the table of packages whole.
func TestREADMENamesEveryPackage(t *testing.T) {
	t.Parallel()
	readme, err := os.ReadFile("../README.md")
	require.NoError(t, err)
	for _, dir := range []string{"audit", "booking", "notify", "pdf", "recipients", "smsgw", "templating"} {
		for _, folder := range append([]string{"."}, folders(t, "../"+dir)...) {
			name := strings.TrimSuffix(dir+"/"+folder, "/.")
			assert.Contains(t, string(readme), "]("+name+")", "package %s", name)
		}
	}
}

// folders are the folders of dir that hold a package of the root module.
func folders(t *testing.T, dir string) []string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	require.NoError(t, err)
	var names []string
	for _, e := range entries {
		if !e.IsDir() || e.Name() == "testdata" || e.Name() == "internal" {
			continue
		}
		if _, err := os.Stat(dir + "/" + e.Name() + "/go.mod"); err == nil {
			continue
		}
		files, err := os.ReadDir(dir + "/" + e.Name())
		require.NoError(t, err)
		for _, f := range files {
			text, _ := os.ReadFile(dir + "/" + e.Name() + "/" + f.Name())
			generator := strings.HasPrefix(string(text), "//go:build ignore")
			if strings.HasSuffix(f.Name(), ".go") && !strings.HasSuffix(f.Name(), "_test.go") && !generator {
				names = append(names, e.Name())
				break
			}
		}
	}
	return names
}
