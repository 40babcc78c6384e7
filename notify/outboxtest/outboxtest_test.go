package outboxtest_test

import (
	"sync"
	"testing"

	"github.com/budkavle/budkavle/audit"
	"github.com/budkavle/budkavle/notify"
	"github.com/budkavle/budkavle/notify/outboxtest"
)

func TestMemoryKeepsTheContract(t *testing.T) {
	t.Parallel()
	outboxtest.Run(t, func(*testing.T) (notify.Outbox, audit.Store) {
		log := audit.NewMemory()
		return notify.NewMemoryOutbox(log), log
	})
}

// twice guards what a defect remembers.
var twice sync.Mutex
