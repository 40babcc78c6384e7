package notify

import (
	"maps"
	"slices"
	"sync"

	"github.com/budkavle/budkavle/notify/plan"
)

// hands are the plans that this process is sending, with company and key.
type hands struct {
	mu    sync.Mutex
	plans map[*plan.Plan][2]string
}

// take notes that a plan is being sent until the returned function is called.
func (h *hands) take(p *plan.Plan) (release func()) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.plans[p] = [2]string{p.Company, p.Key}
	return func() {
		h.mu.Lock()
		defer h.mu.Unlock()
		delete(h.plans, p)
	}
}

// have reports whether a plan is being sent, by whatever caller.
func (h *hands) have(p *plan.Plan) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	return slices.Contains(slices.Collect(maps.Values(h.plans)), [2]string{p.Company, p.Key})
}
