package compose

import (
	"go/ast"
	"go/parser"
	"go/token"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// Every phrase is there in every language, with the same things put in.
func TestEveryPhraseInEveryLanguage(t *testing.T) {
	t.Parallel()
	verb := regexp.MustCompile(`%(\[\d\])?[a-z]`)
	order := regexp.MustCompile(`\[\d\]`)
	verbs := func(text string) []string {
		found := verb.FindAllString(text, -1)
		slices.SortFunc(found, func(a, b string) int { return strings.Compare(order.FindString(a), order.FindString(b)) })
		for i := range found {
			found[i] = order.ReplaceAllString(found[i], "")
		}
		return found
	}
	require.Len(t, words, 6)
	for tag, phrases := range words {
		for key, text := range words["en"] {
			assert.NotEmpty(t, phrases[key], "%s in %s", key, tag)
			assert.Equal(t, verbs(text), verbs(phrases[key]), "%s in %s", key, tag)
		}
		assert.Len(t, phrases, len(words["en"]), tag)
	}
}

// Every code and every reason has words, and no words are left over.
func TestEveryCodeHasWords(t *testing.T) {
	t.Parallel()
	used := map[string]bool{}
	for name, prefixes := range map[string]map[string]string{
		"problem.go": {"Warn": "warn-", "Left": "left-", "Refused": "refused-"},
		"prompt.go":  {"": "why-"},
	} {
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		require.NoError(t, err)
		ast.Inspect(file, func(n ast.Node) bool {
			spec, ok := n.(*ast.ValueSpec)
			if !ok || len(spec.Values) != 1 {
				return true
			}
			literal, ok := spec.Values[0].(*ast.BasicLit)
			if !ok {
				return true
			}
			value, _ := strconv.Unquote(literal.Value)
			for prefix, word := range prefixes {
				if strings.HasPrefix(spec.Names[0].Name, prefix) {
					key := "compose." + word + value
					used[key] = true
					assert.NotEmpty(t, words["sv"][key], key)
				}
			}
			return true
		})
	}
	for key := range words["en"] {
		coded := strings.HasPrefix(key, "compose.warn-") || strings.HasPrefix(key, "compose.left-") || strings.HasPrefix(key, "compose.refused-") || strings.HasPrefix(key, "compose.why-")
		assert.True(t, !coded || used[key], "%s is never said", key)
	}
}
