package notify_test

import (
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const module = "github.com/budkavle/budkavle/"

// layers says for each package of the root module which packages of the module
// and which third-party modules its production files may import. A package
// that is not listed fails, so that every new one is placed on purpose.
var layers = map[string][]string{
	"audit/delivery":    {},
	"templating/locale": {},

	"recipients":                   {"templating/locale", "github.com/nyaruka/phonenumbers", "golang.org/x/net/idna", "golang.org/x/text/"},
	"recipients/internal":          {},
	"recipients/internal/plan/gen": {"github.com/nyaruka/phonenumbers"},
	"templating":                   {"templating/locale", "github.com/microcosm-cc/bluemonday", "golang.org/x/net/html", "golang.org/x/text/"},

	"booking":      {"templating/locale", "recipients", "templating"},
	"pdf":          {"templating/locale", "github.com/go-pdf/fpdf", "golang.org/x/image/", "golang.org/x/text/", "github.com/go-fonts/liberation/"},
	"pdf/internal": {"golang.org/x/image/", "golang.org/x/text/", "github.com/go-fonts/liberation/"},
	"smsgw":        {"audit/delivery", "templating/locale", "recipients", "golang.org/x/text/unicode/norm"},
	"audit":        {"audit/delivery", "templating/locale"},
	"notify/email": {"audit/delivery", "templating/locale", "recipients"},

	"notify/compose": {"audit", "audit/delivery", "booking", "notify/email", "pdf", "recipients", "smsgw", "templating", "templating/locale"},
	"notify":         {"audit", "audit/delivery", "notify/compose", "notify/email", "smsgw", "templating/locale", "recipients"},

	"notify/email/smtp":   {"audit/delivery", "notify/email", "recipients", "templating/locale", "github.com/wneessen/go-mail"},
	"notify/email/folder": {"audit/delivery", "notify/email"},
	"notify/sqlstore":     {"audit", "audit/delivery"},
	"smsgw/elks46":        {"audit/delivery", "recipients", "smsgw", "smsgw/internal"},
	"smsgw/twilio":        {"audit/delivery", "recipients", "smsgw", "smsgw/internal"},
	"smsgw/kannel":        {"audit/delivery", "recipients", "smsgw", "smsgw/internal"},
	"smsgw/internal":      {"audit/delivery", "recipients", "smsgw", "templating/locale"},
	"smsgw/folder":        {"audit/delivery", "smsgw"},

	"notify/notifytest": {"*"},
	"notify/sendertest": {"*"},
	"audit/storetest":   {"audit", "audit/delivery"},
	"examples":          {"*"},
}

// testKits are the packages for tests that may import testing: nothing that
// reaches a production binary imports them.
var testKits = []string{"notify/notifytest", "notify/sendertest", "audit/storetest"}

// homes are the third-party packages that one file only may import.
var homes = map[string]string{"github.com/go-pdf/fpdf": "pdf/"}

func TestImportsRunDownwardsOnly(t *testing.T) {
	t.Parallel()
	files := goFiles(t, "..")
	require.NotEmpty(t, files)
	users := map[string][]string{}
	for _, file := range files {
		dir := path.Dir(file)
		allowed, ok := rule(dir)
		if !assert.True(t, ok, "package %s is not in the table of layers", dir) {
			continue
		}
		for _, imported := range imports(t, filepath.Join("..", file)) {
			users[imported] = append(users[imported], file)
			if imported == "testing" || strings.HasPrefix(imported, "github.com/stretchr/testify") {
				assert.True(t, slices.Contains(testKits, dir), "%s imports %s", file, imported)
				continue
			}
			assert.True(t, permitted(imported, allowed), "%s imports %s, which its layer does not allow", file, imported)
		}
	}
	for imported, home := range homes {
		if assert.Len(t, users[imported], 1, "%s has one home", imported) {
			assert.True(t, strings.HasPrefix(users[imported][0], home))
		}
	}
}

// TestDecidingPackagesDoNoIO keeps the pure packages pure.
func TestDecidingPackagesDoNoIO(t *testing.T) {
	t.Parallel()
	pure := []string{"audit/delivery", "templating/locale", "recipients", "recipients/internal/plan", "templating", "booking", "pdf", "smsgw", "notify/compose"}
	for _, file := range goFiles(t, "..") {
		if !slices.Contains(pure, path.Dir(file)) {
			continue
		}
		for _, imported := range imports(t, filepath.Join("..", file)) {
			banned := imported == "os" || imported == "net" || imported == "database/sql" || imported == "net/smtp" ||
				(imported == "net/http" && path.Dir(file) != "smsgw")
			assert.False(t, banned, "%s imports %s", file, imported)
		}
	}
}

// rule returns what the package in dir may import: its own line of the table,
// or that of the nearest internal folder or of the examples above it.
func rule(dir string) ([]string, bool) {
	if allowed, ok := layers[dir]; ok {
		return allowed, true
	}
	if before, _, ok := strings.Cut(dir, "/internal/"); ok {
		allowed, ok := layers[before+"/internal"]
		return allowed, ok
	}
	if strings.HasPrefix(dir, "examples/") {
		return layers["examples"], true
	}
	return nil, false
}

// permitted reports whether a package may be imported under a rule.
func permitted(imported string, allowed []string) bool {
	if slices.Contains(allowed, "*") {
		return true
	}
	own, ours := strings.CutPrefix(imported, module)
	if !ours && !strings.Contains(strings.Split(imported, "/")[0], ".") {
		return true // the standard library
	}
	for _, a := range allowed {
		if ours && (own == a || a == "smsgw/internal" && strings.HasPrefix(own, a+"/") || strings.Contains(own, "/internal/") && strings.HasPrefix(own, a+"/internal/")) {
			return true
		}
		if !ours && (imported == a || strings.HasPrefix(imported, strings.TrimSuffix(a, "/")+"/")) {
			return true
		}
	}
	return ours && strings.Contains(own, "/internal/")
}

// goFiles lists the root module's production files by their slash path.
func goFiles(t *testing.T, root string) []string {
	t.Helper()
	var files []string
	err := filepath.WalkDir(root, func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		slash := filepath.ToSlash(strings.TrimPrefix(name, root+string(filepath.Separator)))
		if d.IsDir() {
			_, nested := os.Stat(filepath.Join(name, "go.mod"))
			if name != root && (nested == nil || strings.HasPrefix(d.Name(), ".") || d.Name() == "testdata") {
				return filepath.SkipDir
			}
			return nil
		}
		if strings.HasSuffix(slash, ".go") && !strings.HasSuffix(slash, "_test.go") && !ignored(name) {
			files = append(files, slash)
		}
		return nil
	})
	require.NoError(t, err)
	return files
}

// ignored reports whether a file is a generator that no build includes.
func ignored(name string) bool {
	text, err := os.ReadFile(name)
	return err == nil && strings.HasPrefix(string(text), "//go:build ignore")
}

func imports(t *testing.T, file string) []string {
	t.Helper()
	parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ImportsOnly)
	require.NoError(t, err)
	var list []string
	for _, spec := range parsed.Imports {
		value, err := strconv.Unquote(spec.Path.Value)
		require.NoError(t, err)
		list = append(list, value)
	}
	return list
}
