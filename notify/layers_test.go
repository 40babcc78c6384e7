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
// that is not listed fails, so that every new one is placed on purpose; so does
// a permission that nobody uses, so that the picture says what is. The line of
// an internal folder is that of every package in it.
var layers = map[string][]string{
	"audit/delivery":    {"audit/delivery/reasons", "templating/cleantext", "templating/locale"},
	"templating/locale": {},

	"audit/delivery/reasons": {"templating/locale"},
	"audit/snapshots":        {"templating/locale", "golang.org/x/text/unicode/norm"},
	"templating/cleantext":   {"golang.org/x/text/unicode/norm"},

	"recipients":                   {"recipients/internal", "templating/cleantext", "templating/locale", "golang.org/x/net/idna", "golang.org/x/text/"},
	"recipients/internal":          {},
	"recipients/internal/plan/gen": {"recipients/internal/plan", "github.com/nyaruka/phonenumbers"},
	"templating":                   {"templating/cleantext", "templating/locale", "golang.org/x/net/html"},

	"booking":      {"recipients", "templating/cleantext", "templating/locale"},
	"pdf":          {"pdf/internal", "templating/cleantext", "templating/locale", "golang.org/x/image/", "golang.org/x/text/unicode/norm", "github.com/go-fonts/liberation/"},
	"pdf/internal": {},
	"smsgw":        {"audit/delivery", "audit/delivery/reasons", "recipients", "templating/cleantext", "templating/locale", "golang.org/x/text/unicode/norm"},
	"audit":        {"audit/delivery", "audit/delivery/reasons", "audit/snapshots", "templating/locale"},
	"notify/email": {"audit/delivery", "recipients", "templating/locale"},

	"notify/rights":        {"templating/locale"},
	"notify/codes":         {},
	"notify/order/invalid": {"templating", "templating/locale"},
	"notify/order":         {"audit", "audit/delivery", "audit/snapshots", "booking", "notify/email", "notify/order/invalid", "pdf", "recipients", "smsgw", "templating", "templating/cleantext", "templating/locale"},
	"notify/plan":          {"audit", "audit/delivery", "audit/snapshots", "notify/codes", "notify/email", "notify/order", "pdf", "recipients", "smsgw", "templating", "templating/cleantext", "templating/locale"},
	"notify/compose":       {"audit", "audit/delivery", "audit/snapshots", "booking", "notify/codes", "notify/email", "notify/order", "notify/plan", "pdf", "recipients", "smsgw", "templating", "templating/cleantext", "templating/locale"},
	"notify/staff":         {"audit", "audit/delivery", "audit/snapshots", "booking", "notify/codes", "notify/order", "notify/order/invalid", "notify/plan", "notify/rights", "recipients", "templating", "templating/cleantext", "templating/locale"},
	"notify":               {"audit", "audit/delivery", "audit/delivery/reasons", "audit/snapshots", "booking", "notify/codes", "notify/compose", "notify/email", "notify/order", "notify/order/invalid", "notify/plan", "notify/rights", "notify/staff", "recipients", "smsgw", "templating/locale", "golang.org/x/time/rate"},

	"notify/email/smtp":      {"audit/delivery", "audit/delivery/reasons", "notify/email", "recipients", "templating/locale", "github.com/wneessen/go-mail"},
	"notify/email/emlfolder": {"audit/delivery", "audit/delivery/reasons", "notify/email"},
	"notify/sqlstore":        {"audit", "audit/delivery", "audit/delivery/reasons", "audit/snapshots", "booking", "notify", "notify/plan"},
	"smsgw/elks46":           {"audit/delivery", "audit/delivery/reasons", "smsgw", "smsgw/httpgateway"},
	"smsgw/twilio":           {"audit/delivery", "audit/delivery/reasons", "smsgw", "smsgw/httpgateway"},
	"smsgw/kannel":           {"audit/delivery", "audit/delivery/reasons", "smsgw", "smsgw/httpgateway"},
	"smsgw/httpgateway":      {"audit/delivery", "audit/delivery/reasons", "smsgw"},
	"smsgw/smsfolder":        {"audit/delivery", "audit/delivery/reasons", "smsgw"},

	"notify/notifytest": {"*"},
	"notify/sendertest": {"*"},
	"notify/outboxtest": {"*"},
	"notify/crashtest":  {"*"},
	"audit/storetest":   {"audit", "audit/delivery", "audit/delivery/reasons", "audit/snapshots"},
	"examples":          {"*"},
}

// testKits are the packages for tests that may import testing: nothing that
// reaches a production binary imports them.
var testKits = []string{"notify/notifytest", "notify/sendertest", "notify/outboxtest", "notify/crashtest", "audit/storetest"}

// homes are the third-party packages that one file only may import.
var homes = map[string]string{"github.com/wneessen/go-mail/smtp": "notify/email/smtp/", "golang.org/x/image/webp": "pdf/"}

// pure are the packages that decide: what they do, they do without the machine.
var pure = []string{
	"audit/delivery", "audit/delivery/reasons", "audit/snapshots", "templating/cleantext", "templating/locale", "recipients", "recipients/internal/plan", "templating",
	"booking", "pdf", "smsgw", "notify/codes", "notify/order", "notify/order/invalid", "notify/plan", "notify/compose", "notify/staff", "notify/rights",
}

func TestImportsRunDownwardsOnly(t *testing.T) {
	t.Parallel()
	files := goFiles(t, "..")
	require.NotEmpty(t, files)
	users := map[string][]string{} // by what they import
	uses := map[string][]string{}  // by line of the table
	for _, file := range files {
		dir := path.Dir(file)
		row, ok := rowOf(dir)
		if !assert.True(t, ok, "package %s is not in the table of layers", dir) {
			continue
		}
		uses[row] = append(uses[row], "")
		for _, imported := range imports(t, filepath.Join("..", file)) {
			users[imported] = append(users[imported], file)
			uses[row] = append(uses[row], imported)
			if imported == "testing" || strings.HasPrefix(imported, "github.com/stretchr/testify") {
				assert.True(t, slices.Contains(testKits, dir), "%s imports %s", file, imported)
				continue
			}
			assert.True(t, permitted(imported, layers[row]), "%s imports %s, which its layer does not allow", file, imported)
		}
	}
	for imported, home := range homes {
		if assert.Len(t, users[imported], 1, "%s has one home", imported) {
			assert.True(t, strings.HasPrefix(users[imported][0], home))
		}
	}
	for row, allowed := range layers {
		if len(uses[row]) == 0 {
			assert.Fail(t, "a package that is not there", "%s is in the table of layers", row)
			continue
		}
		for _, idle := range unused(allowed, uses[row]) {
			assert.Fail(t, "a permission that nobody uses", "%s may import %s and does not: take it out of the table of layers", row, idle)
		}
	}
}

// TestDecidingPackagesDoNoIO keeps the pure packages pure.
func TestDecidingPackagesDoNoIO(t *testing.T) {
	t.Parallel()
	for _, dir := range pure {
		_, ok := rowOf(dir)
		assert.True(t, ok, "package %s is not in the table of layers", dir)
	}
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

func TestPermitted(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		imported string
		allowed  []string
		want     bool
	}{
		{"net/http", nil, true},
		{module + "audit", nil, false},
		{module + "audit", []string{"*"}, true},
		{module + "audit", []string{"audit"}, true},
		{module + "audit/delivery", []string{"audit"}, false},
		{module + "recipients/internal/plan", []string{"recipients"}, false},
		{module + "recipients/internal/plan", []string{"recipients/internal"}, true},
		{"golang.org/x/text/language", []string{"golang.org/x/text/"}, true},
		{"golang.org/x/textile", []string{"golang.org/x/text/"}, false},
		{"github.com/wneessen/go-mail/smtp", []string{"github.com/wneessen/go-mail"}, true},
		{"github.com/go-fonts/liberation", []string{"pdf", "audit"}, false},
	} {
		t.Run(row.imported+" by "+strings.Join(row.allowed, ","), func(t *testing.T) {
			t.Parallel()
			assert.Equal(t, row.want, permitted(row.imported, row.allowed))
		})
	}
}

func TestUnusedPermissions(t *testing.T) {
	t.Parallel()
	imported := []string{"fmt", module + "audit", module + "recipients/internal/plan", "golang.org/x/text/language"}
	assert.Empty(t, unused([]string{"audit", "recipients/internal", "golang.org/x/text/"}, imported))
	assert.Equal(t, []string{"pdf", "github.com/go-fonts/liberation"}, unused([]string{"audit", "pdf", "github.com/go-fonts/liberation"}, imported))
	assert.Empty(t, unused([]string{"*"}, nil), "who may import everything need not")
}

// rowOf returns the line of the table that holds for the package in dir: its
// own, or that of the nearest internal folder or of the examples above it.
func rowOf(dir string) (string, bool) {
	if _, ok := layers[dir]; ok {
		return dir, true
	}
	row := dir
	if before, _, ok := strings.Cut(dir, "/internal/"); ok {
		row = before + "/internal"
	} else if strings.HasPrefix(dir, "examples/") {
		row = "examples"
	}
	_, ok := layers[row]
	return row, ok
}

// permitted reports whether a package may be imported under a line of the table.
func permitted(imported string, allowed []string) bool {
	if !strings.Contains(strings.Split(imported, "/")[0], ".") {
		return true // the standard library
	}
	return slices.ContainsFunc(allowed, func(permission string) bool { return permission == "*" || covers(permission, imported) })
}

// unused returns the permissions that none of the imports needs.
func unused(allowed, imported []string) []string {
	var idle []string
	for _, permission := range allowed {
		if permission != "*" && !slices.ContainsFunc(imported, func(i string) bool { return covers(permission, i) }) {
			idle = append(idle, permission)
		}
	}
	return idle
}

// covers reports whether a permission is that of an imported package: of the
// package itself, of every package in an internal folder, or of every package
// of a third-party module.
func covers(permission, imported string) bool {
	own, ours := strings.CutPrefix(imported, module)
	switch {
	case !ours:
		return imported == permission || strings.HasPrefix(imported, strings.TrimSuffix(permission, "/")+"/")
	case strings.HasSuffix(permission, "/internal"):
		return strings.HasPrefix(own, permission+"/")
	}
	return own == permission
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
