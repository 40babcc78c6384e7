package sendertest_test

import (
	"context"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/notify/email"
	"github.com/budkavle/budkavle/notify/sendertest"
)

func TestTheModelKeepsEveryRule(t *testing.T) {
	sendertest.RunEmail(t, func(*testing.T) sendertest.EmailSubject { return emailSubject("") })
}

// TestEachCheckFindsItsOwnFault makes one fault at a time and wants its rule's
// check to complain, and no other unless the fault breaks more than one. No
// time passes: the model waits on contexts only.
func TestEachCheckFindsItsOwnFault(t *testing.T) {
	t.Parallel()
	found := map[int]bool{}
	for _, f := range emailFaults {
		found[f.rule] = true
		t.Run(f.name, func(t *testing.T) {
			t.Parallel()
			for _, rule := range sendertest.EmailRules() {
				synctest.Test(t, func(t *testing.T) { complains(t, f, rule, emailSubject(f.name)) })
			}
		})
	}
	for _, rule := range sendertest.EmailRules() {
		assert.True(t, found[rule.Number], "no fault breaks rule %d", rule.Number)
	}
}

// complains holds what a rule's check says of a subject with a fault.
func complains[S any](t *testing.T, f fault, rule sendertest.Rule[S], subject S) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), sendertest.Patience)
	defer cancel()
	err := rule.Check(ctx, subject)
	switch {
	case rule.Number == f.rule:
		require.Error(t, err)
		assert.NotErrorIs(t, err, sendertest.ErrCannotShow)
	case f.alone:
		assert.NoError(t, err, "rule %d complains of what rule %d forbids", rule.Number, f.rule)
	}
}

func TestASubjectThatCannotShowIsSkipped(t *testing.T) {
	t.Parallel()
	none := sendertest.EmailSubject{Open: func(sendertest.Situation) (email.Sender, func() []sendertest.Taken, bool) { return nil, nil, false }}
	for _, rule := range sendertest.EmailRules() {
		assert.ErrorIs(t, rule.Check(t.Context(), none), sendertest.ErrCannotShow)
	}
}
