package delivery_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"strconv"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/audit/delivery/reasons"
	"github.com/budkavle/budkavle/templating/locale"
)

// allReasons are the constants of the source, so that none is forgotten.
func allReasons(t *testing.T) []reasons.Reason {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), "reasons/reasons.go", nil, 0)
	require.NoError(t, err)
	var list []reasons.Reason
	ast.Inspect(file, func(n ast.Node) bool {
		if spec, ok := n.(*ast.ValueSpec); ok && len(spec.Values) == 1 {
			if literal, ok := spec.Values[0].(*ast.BasicLit); ok {
				value, err := strconv.Unquote(literal.Value)
				require.NoError(t, err)
				list = append(list, reasons.Reason(value))
			}
		}
		return true
	})
	require.Greater(t, len(list), 50)
	return list
}

// TestEveryReasonHasWordsInEveryLanguage, and no two causes say the same (R621).
func TestEveryReasonHasWordsInEveryLanguage(t *testing.T) {
	t.Parallel()
	for _, l := range locale.BuiltIn() {
		said := map[string]reasons.Reason{}
		for _, r := range allReasons(t) {
			text := r.Message(l)
			assert.NotEqual(t, string(r), text, "%s: %s", l.Tag(), r)
			assert.Empty(t, said[text], "%s: %s says %q", l.Tag(), r, text)
			said[text] = r
		}
		for _, s := range []delivery.Status{delivery.StatusSent, delivery.StatusBounced, delivery.StatusUncertain} {
			assert.NotEmpty(t, s.Message(l))
		}
	}
	assert.Equal(t, "a-hosts-own", reasons.Reason("a-hosts-own").Message(locale.Swedish))
	assert.Empty(t, delivery.Status("").Message(locale.English))
	assert.Equal(t, "odd", delivery.Status("odd").Message(locale.English))
	assert.Equal(t, "delivered", delivery.StatusDelivered.Message(locale.English))
}

func TestFailureMessage(t *testing.T) {
	t.Parallel()
	assert.Equal(t, "the address does not exist (550 5.1.1 no such user)", (&delivery.Failure{Reason: reasons.MailboxUnknown, Code: "550 5.1.1", Text: "no such user"}).Message(locale.English))
	assert.Equal(t, "the address does not exist (550)", (&delivery.Failure{Reason: reasons.MailboxUnknown, Code: "550"}).Message(locale.English))
	assert.Equal(t, "the address does not exist (gone)", (&delivery.Failure{Reason: reasons.MailboxUnknown, Text: "gone"}).Message(locale.English))
	assert.Equal(t, "the address does not exist", (&delivery.Failure{Reason: reasons.MailboxUnknown}).Message(locale.English))
	assert.Empty(t, (*delivery.Failure)(nil).Message(locale.English))
}

// What a user reads about a message that did not arrive.
func ExampleFailure_Message() {
	f := &delivery.Failure{Class: delivery.Permanent, Fault: delivery.FaultRecipient, Reason: reasons.MailboxFull, Code: "552 5.2.2", Text: "over quota"}
	fmt.Println(delivery.StatusFailed.Message(locale.Swedish)+":", f.Message(locale.Swedish))
	// Output: misslyckades: mottagarens brevlåda är full (552 5.2.2 over quota)
}
