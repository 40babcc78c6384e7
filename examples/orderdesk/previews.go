package main

import (
	"slices"
	"strconv"
	"sync"

	"github.com/budkavle/budkavle/notify/plan"
)

// previews keep the newest plan of each popup and of each template that is being
// written, for the frames that show them. They are in memory and bounded for each
// company, so that one that works much takes nobody else's away: a preview that is gone
// is made again when its page is loaded. A host with many processes has a cache here.
type previews struct {
	mu sync.Mutex
	of map[string]*companyPreviews
}

// What a company's previews may be at most: so many plans, and so many bytes of papers.
const (
	maxPreviews     = 50
	maxPreviewBytes = 64 << 20
)

type companyPreviews struct {
	plans map[string]plan.Plan
	order []string // of the keys, the newest last
	bytes int64
}

func (s *previews) keep(company, key string, p plan.Plan) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.of == nil {
		s.of = map[string]*companyPreviews{}
	}
	c := s.of[company]
	if c == nil {
		c = &companyPreviews{plans: map[string]plan.Plan{}}
		s.of[company] = c
	}
	c.drop(key)
	c.plans[key], c.order, c.bytes = p, append(c.order, key), c.bytes+sizeOf(p)
	for len(c.order) > 1 && (len(c.order) > maxPreviews || c.bytes > maxPreviewBytes) {
		c.drop(c.order[0])
	}
}

func (c *companyPreviews) drop(key string) {
	if p, had := c.plans[key]; had {
		c.bytes -= sizeOf(p)
		delete(c.plans, key)
		c.order = slices.DeleteFunc(c.order, func(k string) bool { return k == key })
	}
}

// sizeOf is what a plan keeps of papers and files.
func sizeOf(p plan.Plan) (n int64) {
	for i := range p.Documents {
		n += int64(len(p.Documents[i].Data))
	}
	return n
}

func (s *previews) find(company, key string) (plan.Plan, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if c := s.of[company]; c != nil {
		if p, ok := c.plans[key]; ok {
			return p, nil
		}
	}
	return plan.Plan{}, errNotThere
}

// previewed finds the newest preview of a popup and the message or document n.
func (v *visit) previewed() (plan.Plan, int, error) {
	n, err := strconv.Atoi(v.r.PathValue("n"))
	if err != nil || n < 0 {
		return plan.Plan{}, 0, errNotThere
	}
	p, err := v.app.previews.find(v.user.Company, v.r.PathValue("key"))
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
