package storetest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/budkavle/budkavle/audit"
)

func checkOrder(ctx context.Context, s audit.Store) error {
	if err := s.Append(ctx, record("c", "b"), record("c", "a"), record("c", "d")); err != nil {
		return err
	}
	if err := s.Append(ctx); err != nil {
		return fmt.Errorf("append of nothing: %w", err)
	}
	return expect(ctx, s, audit.Query{Company: "c"}, "b a d ")
}

func checkIdempotent(ctx context.Context, s audit.Store) error {
	first := record("c", "1", func(r *audit.Record) { r.Note = "first" })
	second := record("c", "1", func(r *audit.Record) { r.Note = "second" })
	for _, call := range [][]audit.Record{{first, second}, {second}, {record("c", "2"), first}} {
		if err := s.Append(ctx, call...); err != nil {
			return fmt.Errorf("a repeated ID is an error: %w", err)
		}
	}
	records, err := exactly(ctx, s, "c", 2)
	if err != nil {
		return err
	}
	if records[0].Note != "first" {
		return fmt.Errorf("the record has the note %q, want the first one's", records[0].Note)
	}
	return nil
}

func checkIDsPerCompany(ctx context.Context, s audit.Store) error {
	if err := s.Append(ctx, record("c1", "1"), record("c2", "1")); err != nil {
		return err
	}
	if err := expect(ctx, s, audit.Query{Company: "c1"}, "1 "); err != nil {
		return err
	}
	return expect(ctx, s, audit.Query{Company: "c2"}, "1 ")
}

func checkInvalid(ctx context.Context, s audit.Store) error {
	for what, change := range map[string]func(*audit.Record){
		"no ID": func(r *audit.Record) { r.ID = "" }, "no company": func(r *audit.Record) { r.Company = "" },
		"no time":                        func(r *audit.Record) { r.At = time.Time{} },
		"a NUL in its key":               func(r *audit.Record) { r.Key = "a\x00" },
		"an order's ID that is no UTF-8": func(r *audit.Record) { r.Order.ID = "\xff" },
		"odd status":                     func(r *audit.Record) { r.Status = "odd" },
	} {
		if err := s.Append(ctx, record("c", "good"), record("c", "bad", change)); err == nil {
			return fmt.Errorf("a record with %s was stored", what)
		}
	}
	return expect(ctx, s, audit.Query{Company: "c"}, "")
}

func checkRoundTrip(ctx context.Context, s audit.Store) error {
	want := full()
	empty := audit.Record{ID: "empty", Company: want.Company, At: at.Add(time.Second)}
	zoned := audit.Record{ID: "zoned", Company: want.Company, At: at.Add(2 * time.Second).In(time.FixedZone("", 7200))}
	if err := s.Append(ctx, want, empty, zoned); err != nil {
		return err
	}
	records, err := exactly(ctx, s, want.Company, 3)
	if err != nil {
		return err
	}
	for i, w := range []audit.Record{want, empty, zoned} {
		if !records[i].At.Equal(w.At) {
			return fmt.Errorf("record %s: time %v, want %v", w.ID, records[i].At, w.At)
		}
		records[i].At, w.At = time.Time{}, time.Time{}
		got, _ := json.Marshal(records[i])
		wanted, _ := json.Marshal(w)
		if string(got) != string(wanted) {
			return fmt.Errorf("record %s came back as\n%s\nwant\n%s", w.ID, got, wanted)
		}
	}
	return nil
}

func claim(company, key, hash, id string) audit.Record {
	return audit.Record{ID: id, Company: company, At: at, Key: key, PlanHash: hash}
}

func checkClaim(ctx context.Context, s audit.Store) error {
	var wg sync.WaitGroup
	var mu sync.Mutex
	firsts := 0
	var problem error
	for i := range 8 {
		wg.Go(func() {
			first, err := s.Claim(ctx, claim("c", "k", "h", fmt.Sprintf("claim-%d", i)))
			mu.Lock()
			defer mu.Unlock()
			if err != nil {
				problem = err
			}
			if first {
				firsts++
			}
		})
	}
	wg.Wait()
	if problem != nil || firsts != 1 {
		return fmt.Errorf("%d of 8 callers were first (%v)", firsts, problem)
	}
	records, err := audit.All(ctx, s, audit.Query{Company: "c", Key: "k"})
	if err != nil {
		return err
	}
	if len(records) != 1 {
		return fmt.Errorf("the claim is in the log %d times", len(records))
	}
	return checkClaimWith(ctx, s)
}

// checkClaimWith is about what comes with a claim.
func checkClaimWith(ctx context.Context, s audit.Store) error {
	bad := claim("c", "k1#1", "h", "bad")
	bad.Status = "odd"
	if _, err := s.Claim(ctx, claim("c", "k1", "h", "claim-bad"), bad); err == nil {
		return errors.New("a claim with a record that nobody takes is no error")
	}
	if first, err := s.Claim(ctx, claim("c", "k1", "h", "claim-good")); err != nil || !first {
		return fmt.Errorf("a key whose claim was refused: first %v, %v", first, err)
	}
	beside := claim("c", "k2", "h", "with-1")
	try := claim("c", "k2#1", "h", "with-2")
	first, err := s.Claim(ctx, claim("c", "k2", "h", "claim-with"), beside, try)
	if err != nil || !first {
		return fmt.Errorf("a claim with records: first %v, %v", first, err)
	}
	late := claim("c", "k2", "h", "with-3")
	if first, err := s.Claim(ctx, claim("c", "k2", "h", "claim-late"), late); err != nil || first {
		return fmt.Errorf("a later claim with records: first %v, %v", first, err)
	}
	if first, err := s.Claim(ctx, claim("c", "k2#1", "h", "try-late")); err != nil || first {
		return fmt.Errorf("a key that was claimed with another: first %v, %v", first, err)
	}
	if first, err := s.Claim(ctx, claim("c", "free", "h", "3"), claim("c", "k2#1", "h", "4")); first {
		return fmt.Errorf("a key beside the claim was claimed before: first %v, %v", first, err)
	}
	records, err := audit.All(ctx, s, audit.Query{Company: "c"})
	if err != nil {
		return err
	}
	had := map[string]bool{}
	for _, r := range records {
		had[r.ID] = true
	}
	if !had["with-1"] || !had["with-2"] || had["with-3"] || had["claim-late"] || had["try-late"] {
		return fmt.Errorf("the log has %v: want what came with the first claim and nothing of the later ones", had)
	}
	return nil
}

func checkKeyReused(ctx context.Context, s audit.Store) error {
	if _, err := s.Claim(ctx, claim("c", "k", "h", "1")); err != nil {
		return err
	}
	first, err := s.Claim(ctx, claim("c", "k", "other", "2"))
	if first || !errors.Is(err, audit.ErrKeyReused) {
		return fmt.Errorf("other content under the key: first %v, error %v, want ErrKeyReused", first, err)
	}
	return nil
}

func checkKeysPerCompany(ctx context.Context, s audit.Store) error {
	for _, company := range []string{"c1", "c2"} {
		first, err := s.Claim(ctx, claim(company, "k", company, "1"))
		if err != nil || !first {
			return fmt.Errorf("company %s: first %v, %v", company, first, err)
		}
	}
	if _, err := s.Claim(ctx, claim("c1", "", "h", "2")); err == nil {
		return errors.New("a claim without a key is no error")
	}
	return nil
}
