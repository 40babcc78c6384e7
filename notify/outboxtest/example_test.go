package outboxtest_test

import (
	"context"
	"fmt"

	"github.com/budkavle/budkavle/audit"
	"github.com/budkavle/budkavle/notify"
	"github.com/budkavle/budkavle/notify/outboxtest"
)

// While an outbox is being written, its rules can be looked at one by one, each
// with an outbox of its own; [outboxtest.Run] does the same in a test.
func ExampleRule() {
	broken := 0
	for _, rule := range outboxtest.Rules() {
		log := audit.NewMemory()
		if err := rule.Check(context.Background(), notify.NewMemoryOutbox(log), log); err != nil {
			fmt.Printf("rule %d is broken: %v (%s)\n", rule.Number, err, rule.Why)
			broken++
		}
	}
	fmt.Println(len(outboxtest.Rules()), "rules,", broken, "broken")
	// Output: 20 rules, 0 broken
}
