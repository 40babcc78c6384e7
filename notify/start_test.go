package notify_test

import (
	"go/ast"
	"go/doc"
	"go/parser"
	"go/token"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// big are the packages that a stranger needs to be led into.
var big = []string{
	"notify", "notify/compose", "notify/order", "notify/plan", "notify/rights", "notify/staff", "notify/email", "notify/email/smtp", "audit", "audit/delivery",
	"booking", "pdf", "recipients", "smsgw", "templating", "templating/locale",
}

var (
	startList = regexp.MustCompile(`Start with:\n\n((?: +- .*\n(?: {4}.*\n)*)+)`)
	startLink = regexp.MustCompile(`\[([A-Z]\w*(?:\.[A-Z]\w*)?)\]`)
)

// TestWhereToStart: each big package's comment leads to five things that are there.
func TestWhereToStart(t *testing.T) {
	t.Parallel()
	files := goFiles(t, "..")
	for _, dir := range big {
		t.Run(dir, func(t *testing.T) {
			t.Parallel()
			comment, names := documented(t, files, dir)
			found := startList.FindStringSubmatch(comment)
			require.NotNil(t, found, "the package comment has no list to start with")
			assert.Equal(t, 5, strings.Count("\n"+found[1], "\n  - "))
			for _, link := range startLink.FindAllStringSubmatch(found[1], -1) {
				assert.Contains(t, names, link[1])
			}
		})
	}
}

// documented returns a package's comment and what it exports: functions, types,
// constants, variables, fields and methods as Type.Name.
func documented(t *testing.T, files []string, dir string) (comment string, names []string) {
	t.Helper()
	fset := token.NewFileSet()
	var parsed []*ast.File
	for _, file := range files {
		if path.Dir(file) == dir {
			f, err := parser.ParseFile(fset, filepath.Join("..", file), nil, parser.ParseComments)
			require.NoError(t, err)
			parsed = append(parsed, f)
		}
	}
	p, err := doc.NewFromFiles(fset, parsed, module+dir)
	require.NoError(t, err)
	for _, values := range slices.Concat(p.Consts, p.Vars) {
		names = append(names, values.Names...)
	}
	for _, f := range p.Funcs {
		names = append(names, f.Name)
	}
	for _, kind := range p.Types {
		names = append(names, kind.Name)
		for _, values := range slices.Concat(kind.Consts, kind.Vars) {
			names = append(names, values.Names...)
		}
		for _, f := range kind.Funcs {
			names = append(names, f.Name)
		}
		for _, m := range kind.Methods {
			names = append(names, kind.Name+"."+m.Name)
		}
	}
	return p.Doc, names
}
