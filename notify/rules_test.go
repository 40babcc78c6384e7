package notify_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

var (
	ruleCited = regexp.MustCompile(`\bR[0-9]{3}\b`)
	ruleStood = regexp.MustCompile(`(?m)^- \*\*(R[0-9]{3})\*\* `)
	testNamed = regexp.MustCompile(`\b(?:Test|Fuzz|Benchmark|Example)\w*?(R[0-9]{3})(?:[^0-9]|$)`)
)

// rulesOf returns the rules that a RULES.md holds, in its order.
func rulesOf(text string) []string {
	var rules []string
	for _, found := range ruleStood.FindAllStringSubmatch(text, -1) {
		rules = append(rules, found[1])
	}
	return rules
}

// citedRules returns the rules that a text cites, by themselves or in the name of a test.
func citedRules(text string) []string {
	rules := ruleCited.FindAllString(text, -1)
	for _, found := range testNamed.FindAllStringSubmatch(text, -1) {
		rules = append(rules, found[1])
	}
	slices.Sort(rules)
	return slices.Compact(rules)
}

func TestRulesOf(t *testing.T) {
	t.Parallel()
	assert.Equal(t, []string{"R101", "R202"}, rulesOf("see R303\n- **R101** One.\n  R404\n- **R202** Two.\n- R303 no rule\n"))
}

func TestCitedRules(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		name, text string
		want       []string
	}{
		{"alone", "// The footer stands once (R307).", []string{"R307"}},
		{"several, each once", "R102, R101: R102", []string{"R101", "R102"}},
		{"in the name of a test", "func TestManualsExampleR405(t *testing.T)", []string{"R405"}},
		{"in the middle of a name", "func TestR405Holds(t *testing.T)", []string{"R405"}},
		{"a longer number is none", "R4055 CR405 XR405x", nil},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			assert.ElementsMatch(t, row.want, citedRules(row.text))
		})
	}
}

// TestEveryCitedRuleStandsInTheRules makes sure that a reader can look up every Rnnn.
func TestEveryCitedRuleStandsInTheRules(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("RULES.md")
	require.NoError(t, err)
	rules := rulesOf(string(text))
	require.Greater(t, len(rules), 50)
	assert.True(t, slices.IsSorted(rules), "the rules stand in the order of their numbers")
	assert.Len(t, slices.Compact(slices.Clone(rules)), len(rules), "a rule stands once")
	for _, cited := range citedRules(string(text)) {
		assert.Contains(t, rules, cited, "RULES.md cites it")
	}

	files := 0
	walkSources(t, "..", func(file, text string) {
		files++
		if filepath.Base(file) == "rules_test.go" {
			return
		}
		for _, cited := range citedRules(text) {
			assert.Contains(t, rules, cited, "%s cites a rule that notify/RULES.md does not have", file)
		}
	})
	assert.Greater(t, files, 100)
}

// TestNoErrorTextHasARuleNumber keeps the numbers away from users: they are for readers of the code.
func TestNoErrorTextHasARuleNumber(t *testing.T) {
	t.Parallel()
	for _, file := range goFiles(t, "..") {
		for _, literal := range stringLiterals(t, filepath.Join("..", file)) {
			assert.Empty(t, ruleCited.FindString(literal), "%s: %s", file, literal)
		}
	}
}

// walkSources calls visit with every text of the repository that may cite a rule, nested modules too.
func walkSources(t *testing.T, root string, visit func(file, text string)) {
	t.Helper()
	err := filepath.WalkDir(root, func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() {
			if d.Name() == ".git" || d.Name() == "node_modules" || d.Name() == "testdata" {
				return filepath.SkipDir
			}
			return nil
		}
		if !slices.Contains([]string{".go", ".md", ".json", ".sql", ".html", ".yml"}, filepath.Ext(name)) {
			return nil
		}
		text, err := os.ReadFile(name)
		visit(filepath.ToSlash(strings.TrimPrefix(name, root+string(filepath.Separator))), string(text))
		return err
	})
	require.NoError(t, err)
}

// stringLiterals returns the strings of a file, as they stand in the source.
func stringLiterals(t *testing.T, file string) []string {
	t.Helper()
	parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
	require.NoError(t, err)
	var list []string
	ast.Inspect(parsed, func(n ast.Node) bool {
		if literal, ok := n.(*ast.BasicLit); ok && literal.Kind == token.STRING {
			list = append(list, literal.Value)
		}
		return true
	})
	return list
}
