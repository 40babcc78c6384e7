// Package sendertest checks that a sender of e-mail or SMS keeps its contract.
//
// The contracts are the numbered rules of email.Sender and smsgw.Sender. Each
// suite is a table of rules with a reason and a check; the checks are
// themselves tested against senders that break just one rule. The package is
// for tests only: it imports testing.
package sendertest

import (
	"context"
	"testing"
	"time"
)

// A Rule is one numbered rule of a contract and how to see that it is kept. S
// is what the check works on: a sender together with the other side that it
// talks to, as [Email] is. The zero value is no rule.
type Rule[S any] struct {
	Number int    // as in the interface's doc comment
	Why    string // what goes wrong for a host when it is broken
	Check  func(ctx context.Context, s S) error
}

// Patience is how long one check may take before its context is over.
const Patience = 30 * time.Second

// Run checks every rule against a fresh subject from open, each in a subtest
// named by the rule's number. open may use t.Cleanup; when it returns false,
// the adapter cannot show the rule and the subtest is skipped.
func Run[S any](t *testing.T, rules []Rule[S], open func(t *testing.T, rule Rule[S]) (S, bool)) {
	t.Helper()
	for _, rule := range rules {
		t.Run(ruleName(rule.Number), func(t *testing.T) {
			subject, ok := open(t, rule)
			if !ok {
				t.Skip("the adapter cannot show this rule: " + rule.Why)
			}
			ctx, cancel := context.WithTimeout(t.Context(), Patience)
			defer cancel()
			if err := rule.Check(ctx, subject); err != nil {
				t.Errorf("rule %d is broken: %v\nwhy it matters: %s", rule.Number, err, rule.Why)
			}
		})
	}
}

func ruleName(number int) string {
	return "rule-" + string([]byte{'0' + byte(number/10), '0' + byte(number%10)})
}
