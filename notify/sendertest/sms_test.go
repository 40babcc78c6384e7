package sendertest_test

import (
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/assert"

	"github.com/budkavle/budkavle/notify/sendertest"
)

func TestAGoodSMSSenderPasses(t *testing.T) {
	t.Parallel()
	sendertest.RunSMS(t, func(*testing.T) sendertest.SMSSubject { return smsSubject("") })
}

// TestEachSMSCheckFindsItsOwnFault is TestEachCheckFindsItsOwnFault for SMS.
func TestEachSMSCheckFindsItsOwnFault(t *testing.T) {
	t.Parallel()
	found := map[int]bool{}
	for _, f := range smsFaults {
		found[f.rule] = true
		t.Run(f.name, func(t *testing.T) {
			t.Parallel()
			for _, rule := range sendertest.SMSRules() {
				synctest.Test(t, func(t *testing.T) { complains(t, f, rule, smsSubject(f.name)) })
			}
		})
	}
	for _, rule := range sendertest.SMSRules() {
		assert.True(t, found[rule.Number], "no fault breaks rule %d", rule.Number)
	}
}
