package locale_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/templating/locale"
)

// spoken are the constants that are said to people: a key is the prefix and the
// constant's value. The type is "package.Type", wherever the constants lie; where
// named is given, those whose name begins so.
var spoken = []struct{ prefix, of, named string }{
	{"audit.status.", "delivery.Status", ""},
	{"audit.why.", "delivery.Fault", ""},
	{"delivery.reason.", "reasons.Reason", ""},
	{"email.", "email.Flaw", ""},
	{"audit.advice.", "audit.AdviceReason", ""},
	{"audit.test.", "audit.TestOutcome", ""},
	{"delivery.channel.", "delivery.Channel", ""},
	{"order.article-", "order.ArticleState", ""},
	{"order.case-", "order.BookingCase", ""},
	{"compose.field-", "plan.Field", ""},
	{"compose.order-", "order.Kind", ""},
	{"order.setting-", "invalid.Code", ""},
	{"compose.why-", "compose.PromptReason", ""},
	{"compose.warn-", "codes.Code", "Warn"},
	{"compose.left-", "codes.Code", "Left"},
	{"compose.refused-", "codes.Code", "Refused"},
	{"pdf.", "pdf.Kind", ""},
	{"pdf.role.", "pdf.Role", ""},
	{"recipients.", "recipients.Reason", ""},
	{"rights.", "rights.Right", ""},
	{"smsgw.", "smsgw.ParseReason", ""},
	{"compose.to-", "compose.AddressSource", ""},
	{"staff.event-", "staff.Event", ""},
	{"staff.why-", "staff.Reason", ""},
	{"templating.", "templating.ProblemCode", ""},
}

// code is what the sources of the module's packages hold, tests left out.
type code struct {
	literals  map[string]bool // every string in it
	constants []constant
}

// A constant of a type of strings.
type constant struct{ name, of, value string }

func readCode(t *testing.T) *code {
	t.Helper()
	c := &code{literals: map[string]bool{}}
	root := filepath.Join("..", "..")
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && path != root && strings.HasPrefix(d.Name(), "."), d.IsDir() && (d.Name() == "examples" || d.Name() == "testdata"):
			return fs.SkipDir
		case d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go"):
			return nil
		}
		source, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, source, 0)
		if err != nil {
			return err
		}
		ast.Inspect(file, func(n ast.Node) bool { c.note(file.Name.Name, n); return true })
		return nil
	})
	require.NoError(t, err)
	return c
}

func (c *code) note(name string, n ast.Node) {
	switch n := n.(type) {
	case *ast.BasicLit:
		if text, err := strconv.Unquote(n.Value); n.Kind == token.STRING && err == nil {
			c.literals[text] = true
		}
	case *ast.ValueSpec:
		var of string
		switch kind := n.Type.(type) {
		case *ast.Ident:
			of = name + "." + kind.Name
		case *ast.SelectorExpr: // a constant of another package's type
			of = types.ExprString(kind)
		default:
			return
		}
		for i, value := range n.Values {
			if l, ok := value.(*ast.BasicLit); ok && l.Kind == token.STRING {
				text, _ := strconv.Unquote(l.Value)
				c.constants = append(c.constants, constant{n.Names[i].Name, of, text})
			}
		}
	}
}

// rooms are the first words of keys, "pdf.".
func rooms() []string {
	set := map[string]bool{}
	for _, key := range locale.Keys() {
		room, _, _ := strings.Cut(key, ".")
		set[regexp.QuoteMeta(room)] = true
	}
	return slices.Sorted(maps.Keys(set))
}

// What the code asks for stands in the catalogue: keys that are written out,
// and the words of every constant that is said to people.
func TestEveryKeyOfTheCodeHasWords(t *testing.T) {
	t.Parallel()
	c, words := readCode(t), locale.English.Table().Phrases
	key := regexp.MustCompile(`^(` + strings.Join(rooms(), "|") + `)\.[a-zA-Z.-]*[a-zA-Z]$`)
	written := 0
	for text := range c.literals {
		if key.MatchString(text) {
			written++
			assert.NotEmpty(t, words[text], "%q has no words", text)
		}
	}
	assert.Greater(t, written, 40, "the keys are not where they were looked for")
	for _, s := range spoken {
		found := false
		for _, k := range c.constants {
			if k.of == s.of && strings.HasPrefix(k.name, s.named) && k.value != "" {
				found = true
				assert.NotEmpty(t, words[s.prefix+k.value], "%s: %q has no words", k.name, s.prefix+k.value)
			}
		}
		assert.True(t, found, "no constants %s* of %s", s.named, s.of)
	}
}

// No phrase is left over: the code has its key, or a prefix and the rest of it.
func TestNoPhraseIsUnused(t *testing.T) {
	t.Parallel()
	c := readCode(t)
	for _, key := range locale.Keys() {
		used := c.literals[key]
		for i, r := range key {
			used = used || (r == '.' || r == '-') && c.literals[key[:i+1]] && c.literals[key[i+1:]]
		}
		assert.True(t, used, "%s is said nowhere", key)
	}
}
