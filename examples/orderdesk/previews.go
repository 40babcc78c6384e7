package main

import (
	"strconv"
	"sync"

	"github.com/budkavle/budkavle/notify/plan"
)

// previews keep the newest plan of each popup and of each template that is being
// written, for the frames that show them. A host with many users has a cache here.
type previews struct {
	mu    sync.Mutex
	plans map[string]plan.Plan
	order []string // of the keys, the oldest first
}

const maxPreviews = 200

func (s *previews) keep(key string, p plan.Plan) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.plans == nil {
		s.plans = map[string]plan.Plan{}
	}
	if _, had := s.plans[key]; !had {
		s.order = append(s.order, key)
	}
	s.plans[key] = p
	for len(s.order) > maxPreviews {
		delete(s.plans, s.order[0])
		s.order = s.order[1:]
	}
}

func (s *previews) find(key string) (plan.Plan, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	p, ok := s.plans[key]
	if !ok {
		return p, errNotThere
	}
	return p, nil
}

// previewed finds the newest preview of a popup and the message or document n.
func (v *visit) previewed() (plan.Plan, int, error) {
	n, err := strconv.Atoi(v.r.PathValue("n"))
	if err != nil || n < 0 {
		return plan.Plan{}, 0, errNotThere
	}
	p, err := v.app.previews.find(v.user.Company + "/" + v.r.PathValue("key"))
	return p, n, err
}

func (v *visit) previewHTML() error {
	p, n, err := v.previewed()
	if err != nil || n >= len(p.Messages) || p.Messages[n].Email == nil {
		return errNotThere
	}
	html, err := p.PreviewHTML(n)
	if err != nil {
		return err
	}
	return v.foreign("text/html; charset=utf-8", "", []byte(html))
}

func (v *visit) previewDocument() error {
	p, n, err := v.previewed()
	if err != nil || n >= len(p.Documents) {
		return errNotThere
	}
	d := p.Documents[n]
	return v.foreign(d.ContentType, d.Name, d.Data)
}

func (v *visit) previewCalendar() error {
	p, n, err := v.previewed()
	if err != nil || n >= len(p.Messages) || p.Messages[n].Email == nil || p.Messages[n].Email.Calendar == nil {
		return errNotThere
	}
	c := p.Messages[n].Email.Calendar
	return v.foreign("text/calendar", c.Name, c.Data)
}
