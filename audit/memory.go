package audit

import (
	"context"
	"errors"
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
	entries []memoryEntry // by time, then sequence
	ids     map[string]bool
	claims  map[string]string // key to plan hash
	next    int64
}

type memoryEntry struct {
	sequence int64
	record   Record
}

// NewMemory returns an empty store.
func NewMemory() *Memory { return &Memory{} }

func (m *Memory) log(company string) *memoryLog {
	if m.companies == nil {
		m.companies = map[string]*memoryLog{}
	}
	if m.companies[company] == nil {
		m.companies[company] = &memoryLog{ids: map[string]bool{}, claims: map[string]string{}}
	}
	return m.companies[company]
}

// Append stores records, all or none; see [Store]. The error is that of
// [Record.Validate] or of ctx.
func (m *Memory) Append(ctx context.Context, records ...Record) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	for i := range records {
		if err := records[i].Validate(); err != nil {
			return err
		}
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	for i := range records {
		m.log(records[i].Company).add(&records[i])
	}
	return nil
}

// add stores a copy at its place in time, unless its ID is there.
func (l *memoryLog) add(r *Record) {
	if l.ids[r.ID] {
		return
	}
	l.ids[r.ID] = true
	l.next++
	e := memoryEntry{l.next, r.clone()}
	at, _ := slices.BinarySearchFunc(l.entries, e, compareEntries)
	l.entries = slices.Insert(l.entries, at, e)
}

func compareEntries(a, b memoryEntry) int {
	if c := a.record.At.Compare(b.record.At); c != 0 {
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
	c.Snapshot = r.Snapshot.clone()
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
		if hash != claim.PlanHash {
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

// Records returns a page of a company's records; see [Store]. The error is
// [ErrNoCompany], that the cursor is not this store's, or that of ctx.
func (m *Memory) Records(ctx context.Context, q Query) (Page, error) {
	if err := ctx.Err(); err != nil {
		return Page{}, err
	}
	if q.Company == "" {
		return Page{}, ErrNoCompany
	}
	after, err := parseMemoryCursor(q.Cursor)
	if err != nil {
		return Page{}, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	entries := slices.Clone(m.log(q.Company).entries)
	if q.Latest {
		slices.Reverse(entries)
	}
	var page Page
	for i := range entries {
		e := &entries[i]
		if !q.Matches(&e.record) || after != nil && !follows(*e, *after, q.Latest) {
			continue
		}
		if len(page.Records) == q.PageSize() {
			last := page.Records[len(page.Records)-1]
			page.Next = fmt.Sprintf("%d.%d", last.At.UnixMicro(), after.sequence)
			return page, nil
		}
		page.Records = append(page.Records, e.record.clone())
		after = &memoryEntry{sequence: e.sequence, record: Record{At: e.record.At}}
	}
	return page, nil
}

func follows(e, after memoryEntry, latest bool) bool {
	if latest {
		return compareEntries(e, after) < 0
	}
	return compareEntries(e, after) > 0
}

var errCursor = errors.New("audit: the cursor is not one that a page of this store gave")

func parseMemoryCursor(cursor string) (*memoryEntry, error) {
	if cursor == "" {
		return nil, nil
	}
	at, sequence, ok := strings.Cut(cursor, ".")
	micros, err := strconv.ParseInt(at, 10, 64)
	number, err2 := strconv.ParseInt(sequence, 10, 64)
	if !ok || err != nil || err2 != nil {
		return nil, errCursor
	}
	return &memoryEntry{sequence: number, record: Record{At: time.UnixMicro(micros)}}, nil
}

// Erase removes a person from a company's log; see [Store]. The error is
// [ErrNoCompany], that there is no recipient, or that of ctx.
func (m *Memory) Erase(ctx context.Context, company, recipient string) (int, error) {
	if recipient == "" {
		return 0, errors.New("audit: erase names no recipient")
	}
	return m.change(ctx, company, func(r *Record) bool {
		if recipient == Erased || r.Recipient != recipient && r.IntendedFor != recipient {
			return false
		}
		r.Erase()
		return true
	})
}

// DropBodies removes what was written before a time; see [Store]. The error is
// [ErrNoCompany] or that of ctx.
func (m *Memory) DropBodies(ctx context.Context, company string, before time.Time) (int, error) {
	return m.change(ctx, company, func(r *Record) bool { return r.At.Before(before) && r.DropBody() })
}

func (m *Memory) change(ctx context.Context, company string, change func(*Record) bool) (int, error) {
	if err := ctx.Err(); err != nil {
		return 0, err
	}
	if company == "" {
		return 0, ErrNoCompany
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	n := 0
	entries := m.log(company).entries
	for i := range entries {
		if change(&entries[i].record) {
			n++
		}
	}
	return n, nil
}
