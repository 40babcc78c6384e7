package audit

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

// Memory is a [Store] that lasts as long as the program: for tests, examples
// and development. It keeps every rule of that contract but what another process
// would see, and is safe for concurrent use. Its zero value is ready; it must not
// be copied after use. A query's cost grows with the company's log.
type Memory struct {
	mu        sync.Mutex
	companies map[string]*memoryLog
}

type memoryLog struct {
	threads []*memoryThread // by time, then sequence
	index   map[string]*memoryThread
	claims  map[string]string // key to plan hash; Erased for one that was erased
	next    int64
}

// A memoryThread is a message, or a record that is of none.
type memoryThread struct {
	sequence int64
	at       time.Time
	records  []Record // as they were stored
}

// NewMemory returns an empty store.
func NewMemory() *Memory { return &Memory{} }

func (m *Memory) log(company string) *memoryLog {
	if m.companies == nil {
		m.companies = map[string]*memoryLog{}
	}
	if m.companies[company] == nil {
		m.companies[company] = &memoryLog{index: map[string]*memoryThread{}, claims: map[string]string{}}
	}
	return m.companies[company]
}

// Append stores records, all or none; see [Store]. The error is that of
// [Record.Validate] or of ctx.
func (m *Memory) Append(ctx context.Context, records ...Record) error {
	if err := validRecords(ctx, records...); err != nil {
		return err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	for i := range records {
		m.log(records[i].Company).add(&records[i])
	}
	return nil
}

func validRecords(ctx context.Context, records ...Record) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	for i := range records {
		if err := records[i].Validate(); err != nil {
			return err
		}
	}
	return nil
}

// add stores a copy with its message, unless its ID is there.
func (l *memoryLog) add(r *Record) {
	thread := l.index[r.Thread()]
	if thread == nil {
		l.next++
		thread = &memoryThread{sequence: l.next, at: r.At.Truncate(time.Microsecond)}
		l.index[r.Thread()] = thread
		at, _ := slices.BinarySearchFunc(l.threads, thread, compareThreads)
		l.threads = slices.Insert(l.threads, at, thread)
	}
	if slices.ContainsFunc(thread.records, func(had Record) bool { return had.ID == r.ID }) {
		return
	}
	thread.records = append(thread.records, r.clone())
}

func compareThreads(a, b *memoryThread) int {
	if c := a.at.Compare(b.at); c != 0 {
		return c
	}
	return int(a.sequence - b.sequence)
}

// clone copies what a record points to and cuts its time to what every store
// keeps.
func (r *Record) clone() Record {
	c := *r
	c.At = c.At.Truncate(time.Microsecond)
	if r.Failure != nil {
		f := *r.Failure
		f.Err = nil
		c.Failure = &f
	}
	c.Snapshot = r.Snapshot.Clone()
	return c
}

// Claim gives one caller per key the right to send; see [Store]. The error is
// [ErrKeyReused], that of [Record.Validate], that there is no key, or that of ctx.
func (m *Memory) Claim(ctx context.Context, claim Record, with ...Record) (bool, error) {
	if err := ctx.Err(); err != nil {
		return false, err
	}
	if err := ValidateClaim(&claim, with); err != nil {
		return false, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	l := m.log(claim.Company)
	if hash, claimed := l.claims[claim.Key]; claimed {
		if hash != claim.PlanHash || hash == Erased {
			return false, ErrKeyReused
		}
		return false, nil
	}
	for i := range with {
		if _, claimed := l.claims[with[i].Key]; claimed {
			return false, ErrKeyReused
		}
	}
	l.claims[claim.Key] = claim.PlanHash
	l.add(&claim)
	for i := range with {
		if _, claimed := l.claims[with[i].Key]; !claimed && with[i].Key != "" {
			l.claims[with[i].Key] = with[i].PlanHash
		}
		l.add(&with[i])
	}
	return true, nil
}

// Records returns a page of a company's messages; see [Store]. The error is that of
// [Query.Validate], that the cursor is not this store's, or that of ctx.
func (m *Memory) Records(ctx context.Context, q Query) (Page, error) {
	if err := ctx.Err(); err != nil {
		return Page{}, err
	}
	if err := q.Validate(); err != nil {
		return Page{}, err
	}
	after, err := parseMemoryCursor(q.Cursor)
	if err != nil {
		return Page{}, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	threads := slices.Clone(m.log(q.Company).threads)
	if q.Latest {
		slices.Reverse(threads)
	}
	var page Page
	found := 0
	for _, t := range threads {
		if after != nil && !follows(t, after, q.Latest) || !q.Matches(t.records) {
			continue
		}
		if found == q.PageSize() {
			page.Next = fmt.Sprintf("%d.%d", after.at.UnixMicro(), after.sequence)
			return page, nil
		}
		found++
		page.Records = append(page.Records, t.sorted()...)
		after = t
	}
	return page, nil
}

// sorted are copies of a message's records by time.
func (t *memoryThread) sorted() []Record {
	records := make([]Record, len(t.records))
	for i := range t.records {
		records[i] = t.records[i].clone()
	}
	slices.SortStableFunc(records, func(a, b Record) int { return a.At.Compare(b.At) })
	return records
}

func follows(t, after *memoryThread, latest bool) bool {
	if latest {
		return compareThreads(t, after) < 0
	}
	return compareThreads(t, after) > 0
}

func parseMemoryCursor(cursor string) (*memoryThread, error) {
	if cursor == "" {
		return nil, nil
	}
	at, sequence, ok := strings.Cut(cursor, ".")
	micros, err := strconv.ParseInt(at, 10, 64)
	number, err2 := strconv.ParseInt(sequence, 10, 64)
	if !ok || err != nil || err2 != nil {
		return nil, ErrCursor
	}
	return &memoryThread{sequence: number, at: time.UnixMicro(micros)}, nil
}

// Erase removes a person from a company's log; see [Store]. The error is
// [ErrNoCompany], that of [Identities.Validate], or that of ctx.
func (m *Memory) Erase(ctx context.Context, company string, who Identities) (Erasure, error) {
	l, unlock, err := m.locked(ctx, company)
	if err != nil {
		return Erasure{}, err
	}
	defer unlock()
	e, err := NewEraser(who)
	if err != nil {
		return Erasure{}, err
	}
	for _, t := range l.threads {
		before, keys := t.records[0].Thread(), keysOf(t.records)
		if !e.Erase(t.records) {
			continue
		}
		delete(l.index, before)
		l.index[t.records[0].Thread()] = t
		for i, key := range keys {
			if now := t.records[i].Key; now != key {
				if _, claimed := l.claims[key]; claimed {
					delete(l.claims, key)
					l.claims[now] = Erased
				}
			}
		}
	}
	for _, t := range l.threads {
		for i := range t.records {
			e.Unhash(&t.records[i])
		}
	}
	for _, key := range e.Keys() {
		if _, claimed := l.claims[key]; claimed {
			l.claims[key] = Erased
		}
	}
	return e.Erasure(), nil
}

func keysOf(records []Record) []string {
	keys := make([]string, len(records))
	for i := range records {
		keys[i] = records[i].Key
	}
	return keys
}

// DropBodies removes what was written before a time; see [Store]. The error is
// [ErrNoCompany] or that of ctx.
func (m *Memory) DropBodies(ctx context.Context, company string, before time.Time) (int, error) {
	l, unlock, err := m.locked(ctx, company)
	if err != nil {
		return 0, err
	}
	defer unlock()
	n := 0
	for _, t := range l.threads {
		for i := range t.records {
			if r := &t.records[i]; r.At.Before(before) && r.DropBody() {
				n++
			}
		}
	}
	return n, nil
}

// locked returns a company's log for a change.
func (m *Memory) locked(ctx context.Context, company string) (*memoryLog, func(), error) {
	if err := ctx.Err(); err != nil {
		return nil, nil, err
	}
	if company == "" {
		return nil, nil, ErrNoCompany
	}
	m.mu.Lock()
	return m.log(company), m.mu.Unlock, nil
}
