package notify_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// Two types of one name that a host meets together are one type, or DESIGN.md
// says why two are right.
func TestNoTwoTypesOfOneNameWithoutAReason(t *testing.T) {
	t.Parallel()
	design, err := os.ReadFile("DESIGN.md")
	require.NoError(t, err)
	_, table, found := strings.Cut(string(design), "## Names")
	require.True(t, found)
	table, _, _ = strings.Cut(table, "\n## ")
	allowed := map[string][]string{}
	for line := range strings.Lines(table) {
		if cells := strings.Split(line, "|"); len(cells) == 5 && strings.Contains(cells[1], "`") {
			packages := strings.Split(strings.TrimSpace(cells[2]), ", ")
			assert.NotEmpty(t, strings.TrimSpace(cells[3]), line)
			allowed[strings.Trim(cells[1], " `")] = slices.Sorted(slices.Values(packages))
		}
	}
	declared := map[string][]string{}
	for name, packages := range exportedTypes(t) {
		if len(packages) > 1 {
			declared[name] = slices.Sorted(maps.Keys(packages))
		}
	}
	assert.Equal(t, allowed, declared, "give one of them the name of what it is, or say in DESIGN.md why two are right")
}

// exportedTypes are the packages that declare an exported type, by its name;
// examples, benchmarks and internal packages are nobody's to import.
func exportedTypes(t *testing.T) map[string]map[string]bool {
	t.Helper()
	types := map[string]map[string]bool{}
	require.NoError(t, filepath.WalkDir("..", func(file string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && slices.Contains([]string{"examples", "internal", "benchmarks", "testdata", "node_modules"}, d.Name()):
			return filepath.SkipDir
		case !strings.HasSuffix(file, ".go") || strings.HasSuffix(file, "_test.go"):
			return nil
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		folder, err := filepath.Rel("..", filepath.Dir(file))
		if err != nil {
			return err
		}
		for _, declaration := range parsed.Decls {
			general, ok := declaration.(*ast.GenDecl)
			if !ok {
				continue
			}
			for _, spec := range general.Specs {
				if one, ok := spec.(*ast.TypeSpec); ok && one.Name.IsExported() {
					if types[one.Name.Name] == nil {
						types[one.Name.Name] = map[string]bool{}
					}
					types[one.Name.Name][filepath.ToSlash(folder)] = true
				}
			}
		}
		return nil
	}))
	require.NotEmpty(t, types)
	return types
}
