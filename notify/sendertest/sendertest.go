// Package sendertest checks that a sender of e-mail or SMS keeps its contract.
//
// The contracts are the numbered rules of email.Sender and smsgw.Sender. Each
// suite is a table of rules with a reason and a check; the checks are
// themselves tested against senders that break just one rule. The package is
// for tests only: it imports testing.
package sendertest

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"
)

// A Rule is one numbered rule of a contract and how to see that it is kept. S
// is what the check works on: a sender together with the other side that it
// talks to, as [EmailSubject] is. The zero value is no rule.
type Rule[S any] struct {
	Number int    // as in the interface's doc comment
	Why    string // what goes wrong for a host when it is broken
	Check  func(ctx context.Context, s S) error
}

// Patience is how long one check may take before its context is over.
const Patience = 30 * time.Second

// ErrCannotShow is what a check returns for a rule that the subject has no way
// of showing, such as a refused login where there is none. [Run] skips it.
var ErrCannotShow = errors.New("sendertest: the subject cannot show this rule")

// Run checks every rule against a fresh subject from open, each in a subtest
// named by the rule's number. open may use t.Cleanup.
func Run[S any](t *testing.T, rules []Rule[S], open func(t *testing.T) S) {
	t.Helper()
	for _, rule := range rules {
		t.Run(fmt.Sprintf("rule-%02d", rule.Number), func(t *testing.T) {
			ctx, cancel := context.WithTimeout(t.Context(), Patience)
			defer cancel()
			switch err := rule.Check(ctx, open(t)); {
			case errors.Is(err, ErrCannotShow):
				t.Skip(err.Error())
			case err != nil:
				t.Errorf("rule %d is broken: %v\nwhy it matters: %s", rule.Number, err, rule.Why)
			}
		})
	}
}
