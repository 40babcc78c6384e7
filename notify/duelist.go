package notify

import (
	"cmp"
	"container/heap"
	"slices"
	"time"
)

// dueList holds jobs by when they can be claimed: when they are due, or when their
// lease runs out.
type dueList struct {
	heap  jobHeap
	place map[*memoryJob]int
}

type jobHeap struct {
	list  []*memoryJob
	moved func(j *memoryJob, i int)
}

func (j *memoryJob) from() time.Time {
	if j.until.After(j.NotBefore) {
		return j.until
	}
	return j.NotBefore
}

func (h *jobHeap) Len() int { return len(h.list) }

func (h *jobHeap) Less(a, b int) bool {
	x, y := h.list[a], h.list[b]
	return cmp.Or(x.from().Compare(y.from()), cmp.Compare(x.serial, y.serial)) == -1
}

func (h *jobHeap) Swap(a, b int) {
	h.list[a], h.list[b] = h.list[b], h.list[a]
	h.moved(h.list[a], a)
	h.moved(h.list[b], b)
}

func (h *jobHeap) Push(x any) {
	j := x.(*memoryJob)
	h.list = append(h.list, j)
	h.moved(j, len(h.list)-1)
}

func (h *jobHeap) Pop() any {
	last := len(h.list) - 1
	j := h.list[last]
	h.list = slices.Delete(h.list, last, last+1) // which keeps nothing of it
	return j
}

func (d *dueList) add(j *memoryJob) {
	if d.place == nil {
		d.place = map[*memoryJob]int{}
		d.heap.moved = func(j *memoryJob, i int) { d.place[j] = i }
	}
	heap.Push(&d.heap, j)
}

func (d *dueList) remove(j *memoryJob) {
	if i, ok := d.place[j]; ok {
		heap.Remove(&d.heap, i)
		delete(d.place, j)
	}
}

// next takes the job that can be claimed first, nil when none can be yet.
func (d *dueList) next(now time.Time) *memoryJob {
	if len(d.heap.list) == 0 || d.heap.list[0].from().After(now) {
		return nil
	}
	j := heap.Pop(&d.heap).(*memoryJob)
	delete(d.place, j)
	return j
}
