package storetest_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/audit"
	"github.com/budkavle/budkavle/audit/storetest"
)

func TestMemoryKeepsTheContract(t *testing.T) {
	t.Parallel()
	storetest.Run(t, func(*testing.T) audit.Store { return audit.NewMemory() })
}

// A faulty store is a good one with one defect.
type faulty struct {
	*audit.Memory
	append  func(ctx context.Context, m *audit.Memory, records []audit.Record) error
	claim   func(ctx context.Context, m *audit.Memory, r audit.Record, with []audit.Record) (bool, error)
	records func(ctx context.Context, m *audit.Memory, q audit.Query) (audit.Page, error)
	erase   func(ctx context.Context, m *audit.Memory, company string, who audit.Identities) (audit.Erasure, error)
	drop    func(ctx context.Context, m *audit.Memory, company string, before time.Time) (int, error)
}

func (f *faulty) Append(ctx context.Context, records ...audit.Record) error {
	if f.append != nil {
		return f.append(ctx, f.Memory, records)
	}
	return f.Memory.Append(ctx, records...)
}

func (f *faulty) Claim(ctx context.Context, r audit.Record, with ...audit.Record) (bool, error) {
	if f.claim != nil {
		return f.claim(ctx, f.Memory, r, with)
	}
	return f.Memory.Claim(ctx, r, with...)
}

func (f *faulty) Records(ctx context.Context, q audit.Query) (audit.Page, error) {
	if f.records != nil {
		return f.records(ctx, f.Memory, q)
	}
	return f.Memory.Records(ctx, q)
}

func (f *faulty) Erase(ctx context.Context, company string, who audit.Identities) (audit.Erasure, error) {
	if f.erase != nil {
		return f.erase(ctx, f.Memory, company, who)
	}
	return f.Memory.Erase(ctx, company, who)
}

func (f *faulty) DropBodies(ctx context.Context, company string, before time.Time) (int, error) {
	if f.drop != nil {
		return f.drop(ctx, f.Memory, company, before)
	}
	return f.Memory.DropBodies(ctx, company, before)
}

// changed gives back records as a defect makes them.
func changed(change func(r *audit.Record)) *faulty {
	return &faulty{records: func(ctx context.Context, m *audit.Memory, q audit.Query) (audit.Page, error) {
		p, err := m.Records(ctx, q)
		for i := range p.Records {
			change(&p.Records[i])
		}
		return p, err
	}}
}

// defects are planted faults, each breaking the rule of its number.
func defects() []struct {
	rule  int
	what  string
	store *faulty
} {
	type defect = struct {
		rule  int
		what  string
		store *faulty
	}
	var mu sync.Mutex
	calls, kept := map[*audit.Memory]int{}, map[*audit.Memory]audit.Page{}
	apart := map[*audit.Memory]*audit.Memory{}
	hidden := func(m *audit.Memory) *audit.Memory { // a second store behind each
		mu.Lock()
		defer mu.Unlock()
		if apart[m] == nil {
			apart[m] = audit.NewMemory()
		}
		return apart[m]
	}
	return []defect{
		{1, "stores in another order", &faulty{append: func(ctx context.Context, m *audit.Memory, r []audit.Record) error {
			if len(r) == 3 {
				slices.Reverse(r)
			}
			return m.Append(ctx, r...)
		}}},
		{2, "a repeated ID is an error", &faulty{append: func(ctx context.Context, m *audit.Memory, r []audit.Record) error {
			for i := range r {
				p, _ := m.Records(ctx, audit.Query{Company: r[i].Company})
				if slices.ContainsFunc(p.Records, func(o audit.Record) bool { return o.ID == r[i].ID }) {
					return errors.New("duplicate")
				}
			}
			return m.Append(ctx, r...)
		}}},
		{2, "a repeated ID is stored again", &faulty{append: func(ctx context.Context, m *audit.Memory, r []audit.Record) error {
			for i := range r {
				p, _ := m.Records(ctx, audit.Query{Company: r[i].Company, Limit: 1000})
				if slices.ContainsFunc(p.Records, func(o audit.Record) bool { return o.ID == r[i].ID }) {
					r[i].ID += " again"
				}
			}
			return m.Append(ctx, r...)
		}}},
		{3, "IDs are unique over all companies", &faulty{append: func(ctx context.Context, m *audit.Memory, r []audit.Record) error {
			seen := map[string]bool{}
			r = slices.DeleteFunc(r, func(o audit.Record) bool { had := seen[o.ID]; seen[o.ID] = true; return had })
			return m.Append(ctx, r...)
		}}},
		{4, "stores the good ones of a bad call", &faulty{append: func(ctx context.Context, m *audit.Memory, r []audit.Record) error {
			for i := range r {
				if err := m.Append(ctx, r[i]); err != nil {
					return err
				}
			}
			return nil
		}}},
		{5, "keeps seconds only", changed(func(r *audit.Record) { r.At = r.At.Truncate(time.Second) })},
		{5, "loses the template", changed(func(r *audit.Record) { r.Template = audit.TemplateRef{} })},
		{5, "cuts a text at NUL", changed(func(r *audit.Record) { r.Body, _, _ = strings.Cut(r.Body, "\x00") })},
		{6, "everybody is first", &faulty{claim: func(ctx context.Context, m *audit.Memory, r audit.Record, with []audit.Record) (bool, error) {
			first, err := m.Claim(ctx, r, with...)
			return first || err == nil && r.MessageID == "" && with == nil, err
		}}},
		{6, "a claim is not in the log", &faulty{claim: func(ctx context.Context, m *audit.Memory, r audit.Record, with []audit.Record) (bool, error) {
			if strings.HasPrefix(r.ID, "claim-") {
				return hidden(m).Claim(ctx, r)
			}
			return m.Claim(ctx, r, with...)
		}}},
		{6, "loses what comes with the claim", &faulty{claim: func(ctx context.Context, m *audit.Memory, r audit.Record, with []audit.Record) (bool, error) {
			if r.ID == "claim-with" {
				with = nil
			}
			return m.Claim(ctx, r, with...)
		}}},
		{6, "stores what comes with a claim that is not the first", &faulty{claim: func(ctx context.Context, m *audit.Memory, r audit.Record, with []audit.Record) (bool, error) {
			first, err := m.Claim(ctx, r, with...)
			if err == nil && !first {
				err = m.Append(ctx, with...)
			}
			return first, err
		}}},
		{6, "does not claim the keys of what comes with it", &faulty{claim: func(ctx context.Context, m *audit.Memory, r audit.Record, with []audit.Record) (bool, error) {
			first, err := m.Claim(ctx, r)
			if err == nil && first {
				err = m.Append(ctx, with...)
			}
			return first, err
		}}},
		{7, "other content is just not first", &faulty{claim: func(ctx context.Context, m *audit.Memory, r audit.Record, with []audit.Record) (bool, error) {
			first, err := m.Claim(ctx, r, with...)
			if errors.Is(err, audit.ErrKeyReused) && r.ID == "2" {
				err = nil
			}
			return first, err
		}}},
		{8, "keys are shared by companies", &faulty{claim: func(ctx context.Context, m *audit.Memory, r audit.Record, with []audit.Record) (bool, error) {
			if r.MessageID == "" && with == nil {
				all := r
				all.Company = "all"
				if first, err := hidden(m).Claim(ctx, all); !first {
					return false, err
				}
			}
			return m.Claim(ctx, r, with...)
		}}},
		{9, "no company means all", &faulty{records: func(ctx context.Context, m *audit.Memory, q audit.Query) (audit.Page, error) {
			if q.Company == "" {
				return audit.Page{}, nil
			}
			return m.Records(ctx, q)
		}}},
		{10, "To is included", &faulty{records: func(ctx context.Context, m *audit.Memory, q audit.Query) (audit.Page, error) {
			if !q.To.IsZero() {
				q.To = q.To.Add(time.Microsecond)
			}
			return m.Records(ctx, q)
		}}},
		{10, "the status is not looked at", &faulty{records: func(ctx context.Context, m *audit.Memory, q audit.Query) (audit.Page, error) {
			if q.Validate() == nil {
				q.Statuses = nil
			}
			return m.Records(ctx, q)
		}}},
		{10, "of many orders the first alone is looked for", &faulty{records: func(ctx context.Context, m *audit.Memory, q audit.Query) (audit.Page, error) {
			q.OrderIDs = q.OrderIDs[:min(len(q.OrderIDs), 1)]
			return m.Records(ctx, q)
		}}},
		{11, "the newest never come first", &faulty{records: func(ctx context.Context, m *audit.Memory, q audit.Query) (audit.Page, error) {
			q.Latest = false
			return m.Records(ctx, q)
		}}},
		{12, "the limit is not kept", &faulty{records: func(ctx context.Context, m *audit.Memory, q audit.Query) (audit.Page, error) {
			q.Limit = 1000
			return m.Records(ctx, q)
		}}},
		{12, "a page is skipped", &faulty{records: func(ctx context.Context, m *audit.Memory, q audit.Query) (audit.Page, error) {
			p, err := m.Records(ctx, q)
			if err == nil && p.Next != "" && q.Cursor != "" {
				q.Cursor = p.Next
				return m.Records(ctx, q)
			}
			return p, err
		}}},
		{12, "a message is cut at the page's edge", &faulty{records: func(ctx context.Context, m *audit.Memory, q audit.Query) (audit.Page, error) {
			p, err := m.Records(ctx, q)
			if n := len(p.Records); p.Next != "" && n > 1 && p.Records[n-1].MessageID == p.Records[n-2].MessageID {
				p.Records = p.Records[:n-1]
			}
			return p, err
		}}},
		{13, "a bad cursor is the first page", &faulty{records: func(ctx context.Context, m *audit.Memory, q audit.Query) (audit.Page, error) {
			p, err := m.Records(ctx, q)
			if err != nil && q.Cursor != "" {
				q.Cursor = ""
				return m.Records(ctx, q)
			}
			return p, err
		}}},
		{14, "leaves the name", changed(func(r *audit.Record) {
			if r.Recipient == audit.Erased {
				r.RecipientName = "Åsa"
			}
		})},
		{14, "still knows who a redirected message was for", changed(func(r *audit.Record) {
			if r.Recipient == audit.Erased && r.Order.ID == "" && r.Key == "" {
				r.IntendedFor = "räksmörgås@example.se"
			}
		})},
		{14, "users stay", &faulty{erase: func(ctx context.Context, m *audit.Memory, c string, who audit.Identities) (audit.Erasure, error) {
			if len(who.Recipients) == 0 {
				return audit.Erasure{}, nil
			}
			return m.Erase(ctx, c, who)
		}}},
		{14, "finds an address in one spelling alone", &faulty{erase: func(ctx context.Context, m *audit.Memory, c string, who audit.Identities) (audit.Erasure, error) {
			if len(who.Recipients) == 1 && who.Recipients[0] != strings.ToLower(who.Recipients[0]) {
				who.Recipients = append(who.Recipients, "Åsa.Ek_1@example.se")[1:]
			}
			return m.Erase(ctx, c, who)
		}}},
		{14, "takes a pattern for the address", &faulty{erase: func(ctx context.Context, m *audit.Memory, c string, who audit.Identities) (audit.Erasure, error) {
			found, err := m.Erase(ctx, c, who)
			if len(who.Recipients) == 1 && strings.Contains(who.Recipients[0], "_") {
				_, err = m.Erase(ctx, c, audit.Identities{Recipients: []string{"åsa.ekx1@example.se"}})
			}
			return found, err
		}}},
		{14, "does not say what it found", &faulty{erase: func(ctx context.Context, m *audit.Memory, c string, who audit.Identities) (audit.Erasure, error) {
			found, err := m.Erase(ctx, c, who)
			found.Found = nil
			return found, err
		}}},
		{15, "takes the proofs with it", changed(func(r *audit.Record) {
			if r.Snapshot != nil && r.Snapshot.Salt != "" {
				r.Snapshot = nil
			}
		})},
		{15, "drops what is younger too", &faulty{drop: func(ctx context.Context, m *audit.Memory, c string, b time.Time) (int, error) {
			return m.DropBodies(ctx, c, b.Add(24*time.Hour))
		}}},
		{16, "no company is no error", &faulty{drop: func(ctx context.Context, m *audit.Memory, c string, b time.Time) (int, error) {
			if c == "" {
				return 0, nil
			}
			return m.DropBodies(ctx, c, b)
		}}},
		{16, "erases the erased again", &faulty{erase: func(ctx context.Context, m *audit.Memory, c string, who audit.Identities) (audit.Erasure, error) {
			found, err := m.Erase(ctx, c, who)
			if slices.Contains(who.Recipients, audit.Erased) && err == nil {
				p, _ := m.Records(ctx, audit.Query{Company: c, Recipient: audit.Erased})
				found.Records = len(p.Records)
			}
			return found, err
		}}},
		{17, "loses one of many", &faulty{append: func(ctx context.Context, m *audit.Memory, r []audit.Record) error {
			mu.Lock()
			calls[m]++
			lost := calls[m] == 75
			mu.Unlock()
			if lost {
				return nil
			}
			return m.Append(ctx, r...)
		}}},
		{18, "the context is not looked at", &faulty{append: func(ctx context.Context, m *audit.Memory, r []audit.Record) error {
			return m.Append(context.WithoutCancel(ctx), r...)
		}}},
		{19, "gives what it keeps", &faulty{records: func(ctx context.Context, m *audit.Memory, q audit.Query) (audit.Page, error) {
			if q.Company != "å-bolaget" {
				return m.Records(ctx, q)
			}
			if kept[m].Records == nil {
				kept[m], _ = m.Records(ctx, q)
			}
			return kept[m], nil
		}}},
		{20, "the ID is what it was", changed(func(r *audit.Record) {
			if r.Recipient == audit.Erased && r.Key == "form" {
				r.ID = audit.NewID("event", audit.NewID("c", "form", "sms", "+46701739628"), string(r.Status), fmt.Sprint(r.Attempt))
			}
		})},
		{20, "the salt stays", changed(func(r *audit.Record) {
			if r.Recipient == audit.Erased {
				r.BodySalt = "salt"
			}
		})},
		{20, "the key is another's once its hash is gone", &faulty{claim: func(ctx context.Context, m *audit.Memory, r audit.Record, with []audit.Record) (bool, error) {
			first, err := m.Claim(ctx, r, with...)
			if errors.Is(err, audit.ErrKeyReused) && r.ID == "again" {
				err = nil
			}
			return first, err
		}}},
		{21, "what is no text is not found", &faulty{records: func(ctx context.Context, m *audit.Memory, q audit.Query) (audit.Page, error) {
			if err := q.Validate(); err != nil && !errors.Is(err, audit.ErrNoCompany) {
				return audit.Page{}, nil
			}
			return m.Records(ctx, q)
		}}},
	}
}

// Each planted defect is caught by the check of its rule and by no other:
// without that check it would pass.
func TestEachRuleFindsItsDefects(t *testing.T) {
	t.Parallel()
	rules := map[int]storetest.Rule{}
	for _, r := range storetest.Rules() {
		rules[r.Number] = r
	}
	found := map[int]bool{}
	for _, d := range defects() {
		t.Run(fmt.Sprintf("rule-%02d %s", d.rule, d.what), func(t *testing.T) {
			d.store.Memory = audit.NewMemory()
			require.Error(t, rules[d.rule].Check(context.Background(), d.store), d.what)
			for n, other := range rules {
				d.store.Memory = audit.NewMemory()
				if n != d.rule {
					assert.NoError(t, other.Check(context.Background(), d.store), "rule %d finds it too, so that its own check would not be missed", n)
				}
			}
		})
		found[d.rule] = true
	}
	assert.Len(t, found, len(rules), "every rule has a defect")
	assert.GreaterOrEqual(t, len(defects()), 20)
}
