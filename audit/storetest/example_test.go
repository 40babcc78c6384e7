package storetest_test

import (
	"context"
	"fmt"

	"github.com/budkavle/budkavle/audit"
	"github.com/budkavle/budkavle/audit/storetest"
)

// While a store is being written, its rules can be looked at one by one, each
// with a store of its own; [storetest.Run] does the same in a test.
func ExampleRule() {
	broken := 0
	for _, rule := range storetest.Rules() {
		if err := rule.Check(context.Background(), audit.NewMemory()); err != nil {
			fmt.Printf("rule %d is broken: %v (%s)\n", rule.Number, err, rule.Why)
			broken++
		}
	}
	fmt.Println(len(storetest.Rules()), "rules,", broken, "broken")
	// Output: 21 rules, 0 broken
}
