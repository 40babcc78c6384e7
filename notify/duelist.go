package notify

import (
	"cmp"
	"container/heap"
	"slices"
	"time"
)

// dueList holds jobs by when they can be claimed: when they are due, or when their
// lease runs out. It is a heap, in which each job knows its place.
type dueList []*memoryJob

func (j *memoryJob) from() time.Time {
	if j.until.After(j.NotBefore) {
		return j.until
	}
	return j.NotBefore
}

func (d *dueList) Len() int { return len(*d) }

func (d *dueList) Less(a, b int) bool {
	x, y := (*d)[a], (*d)[b]
	return cmp.Or(x.from().Compare(y.from()), cmp.Compare(x.serial, y.serial)) == -1
}

func (d *dueList) Swap(a, b int) {
	list := *d
	list[a], list[b] = list[b], list[a]
	list[a].place, list[b].place = a, b
}

// Push is the heap's; add is for jobs.
func (d *dueList) Push(x any) {
	j := x.(*memoryJob)
	j.place = len(*d)
	*d = append(*d, j)
}

// Pop is the heap's; next is for jobs.
func (d *dueList) Pop() any {
	last := len(*d) - 1
	j := (*d)[last]
	*d = slices.Delete(*d, last, last+1) // which keeps nothing of it
	return j
}

func (d *dueList) add(j *memoryJob) { heap.Push(d, j) }

// remove takes a job out, if it is there.
func (d *dueList) remove(j *memoryJob) {
	if j.place < len(*d) && (*d)[j.place] == j {
		heap.Remove(d, j.place)
	}
}

// next takes the job that can be claimed first, nil when none can be yet.
func (d *dueList) next(now time.Time) *memoryJob {
	if len(*d) == 0 || (*d)[0].from().After(now) {
		return nil
	}
	return heap.Pop(d).(*memoryJob)
}
