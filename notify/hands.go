package notify

import (
	"sync"

	"github.com/budkavle/budkavle/notify/plan"
)

// hands are the plans that this process is sending, by company and key.
type hands struct {
	mu    sync.Mutex
	plans map[string]int
}

// take notes that a plan is being sent until the returned function is called.
func (h *hands) take(p *plan.Plan) (release func()) {
	key := p.Company + "\x00" + p.Key
	h.mu.Lock()
	h.plans[key]++
	h.mu.Unlock()
	return func() {
		h.mu.Lock()
		defer h.mu.Unlock()
		if h.plans[key]--; h.plans[key] == 0 {
			delete(h.plans, key)
		}
	}
}

// have reports whether a plan is being sent.
func (h *hands) have(p *plan.Plan) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.plans[p.Company+"\x00"+p.Key] > 0
}
