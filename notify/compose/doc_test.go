package compose_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// exported are the names that a package gives to others, "Type.Member" too.
func exported(t *testing.T, dir string) map[string]bool {
	t.Helper()
	names := map[string]bool{}
	for _, file := range sources(t, dir, false) {
		for _, d := range file.Decls {
			switch d := d.(type) {
			case *ast.FuncDecl:
				names[strings.TrimPrefix(receiver(d)+"."+d.Name.Name, ".")] = true
			case *ast.GenDecl:
				for _, spec := range d.Specs {
					declare(names, spec)
				}
			}
		}
	}
	return names
}

func receiver(d *ast.FuncDecl) string {
	if d.Recv == nil {
		return ""
	}
	switch t := d.Recv.List[0].Type.(type) {
	case *ast.Ident:
		return t.Name
	case *ast.StarExpr:
		if name, ok := t.X.(*ast.Ident); ok {
			return name.Name
		}
	}
	return "a generic type" // none of these is exported
}

func declare(names map[string]bool, spec ast.Spec) {
	switch spec := spec.(type) {
	case *ast.ValueSpec:
		for _, n := range spec.Names {
			names[n.Name] = true
		}
	case *ast.TypeSpec:
		names[spec.Name.Name] = true
		if s, ok := spec.Type.(*ast.StructType); ok {
			for _, f := range s.Fields.List {
				for _, n := range f.Names {
					names[spec.Name.Name+"."+n.Name] = true
				}
			}
		}
	}
}

func sources(t *testing.T, dir string, tests bool) []*ast.File {
	t.Helper()
	names, err := fs.Glob(os.DirFS(dir), "*.go")
	require.NoError(t, err)
	var files []*ast.File
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") != tests {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), dir+"/"+name, nil, parser.ParseComments)
		require.NoError(t, err)
		files = append(files, file)
	}
	return files
}

// Every name in the table of the package comment exists.
func TestTheManualsTable(t *testing.T) {
	t.Parallel()
	packages := map[string]string{
		"": ".", "recipients": "../../recipients", "smsgw": "../../smsgw", "notify": "..", "order": "../order", "plan": "../plan", "audit": "../../audit", "smtp": "../email/smtp",
		"templating": "../../templating", "booking": "../../booking", "pdf": "../../pdf", "rights": "../rights", "staff": "../staff",
	}
	text, err := os.ReadFile("doc.go")
	require.NoError(t, err)
	rows := regexp.MustCompile(`(?m)^//\t(.+?)  +(.+)$`).FindAllStringSubmatch(string(text), -1)
	require.Greater(t, len(rows), 30)
	known := map[string]map[string]bool{}
	for _, row := range rows {
		for name := range strings.SplitSeq(row[2], ", ") {
			home, rest, _ := strings.Cut(name, ".")
			if _, ok := packages[home]; !ok {
				home, rest = "", name
			}
			if known[home] == nil {
				known[home] = exported(t, packages[home])
			}
			assert.True(t, known[home][rest], "%q of %q does not exist", name, row[1])
		}
	}
}

// Every exported type has an example, and every exported name says what it is.
func TestEveryTypeHasAnExample(t *testing.T) {
	t.Parallel()
	for _, dir := range []string{".", "..", "../order", "../plan", "../staff", "../notifytest"} {
		var examples []string
		for _, file := range sources(t, dir, true) {
			for _, d := range file.Decls {
				if f, ok := d.(*ast.FuncDecl); ok && strings.HasPrefix(f.Name.Name, "Example") {
					examples = append(examples, f.Name.Name)
				}
			}
		}
		for _, file := range sources(t, dir, false) {
			for _, d := range file.Decls {
				for _, name := range undocumented(d) {
					assert.Fail(t, "has no comment", "%s in %s", name, dir)
				}
				for _, name := range types(d) {
					assert.True(t, slices.ContainsFunc(examples, func(e string) bool {
						return e == "Example"+name || strings.HasPrefix(e, "Example"+name+"_")
					}), "type %s in %s has no example", name, dir)
				}
			}
		}
	}
}

func types(d ast.Decl) (names []string) {
	g, ok := d.(*ast.GenDecl)
	for i := 0; ok && i < len(g.Specs); i++ {
		if spec, is := g.Specs[i].(*ast.TypeSpec); is && spec.Name.IsExported() {
			names = append(names, spec.Name.Name)
		}
	}
	return names
}

// undocumented are exported names without a comment before or behind them.
func undocumented(d ast.Decl) (names []string) {
	if f, ok := d.(*ast.FuncDecl); ok {
		if f.Name.IsExported() && f.Doc == nil && (f.Recv == nil || ast.IsExported(receiver(f))) {
			names = append(names, f.Name.Name)
		}
		return names
	}
	g, _ := d.(*ast.GenDecl)
	for _, spec := range g.Specs {
		switch spec := spec.(type) {
		case *ast.TypeSpec:
			if spec.Name.IsExported() && g.Doc == nil && spec.Doc == nil {
				names = append(names, spec.Name.Name)
			}
		case *ast.ValueSpec:
			if spec.Names[0].IsExported() && g.Doc == nil && spec.Doc == nil && spec.Comment == nil {
				names = append(names, spec.Names[0].Name)
			}
		}
	}
	return names
}
