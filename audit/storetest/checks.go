package storetest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/budkavle/budkavle/audit"
	"github.com/budkavle/budkavle/audit/delivery"
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
		"no time": func(r *audit.Record) { r.At = time.Time{} }, "odd status": func(r *audit.Record) { r.Status = "odd" },
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
	records, err := list(ctx, s, audit.Query{Company: "c", Key: "k"})
	if err != nil {
		return err
	}
	if len(records) != 1 {
		return fmt.Errorf("the claim is in the log %d times", len(records))
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

func checkCompanies(ctx context.Context, s audit.Store) error {
	if err := s.Append(ctx, record("c1", "1"), record("c2", "2")); err != nil {
		return err
	}
	if _, err := s.Records(ctx, audit.Query{}); !errors.Is(err, audit.ErrNoCompany) {
		return fmt.Errorf("a query without a company: %v, want ErrNoCompany", err)
	}
	return expect(ctx, s, audit.Query{Company: "c1", Recipient: "anna@example.se"}, "1 ")
}

func checkFilters(ctx context.Context, s audit.Store) error {
	f := full()
	f.Company = "c"
	other := record("c", "other", func(r *audit.Record) { r.At = at.Add(time.Hour) })
	if err := s.Append(ctx, f, other); err != nil {
		return err
	}
	for _, q := range []audit.Query{
		{OrderKind: "work-order"}, {OrderID: "462"}, {MessageID: "m"}, {Provider: "smtp", ProviderID: "q1"}, {Key: "key"}, {ActorID: "eva"},
		{Recipient: "räksmörgås@example.se"}, {Kind: "booking-confirmation"}, {Channel: delivery.Email}, {Status: delivery.StatusBounced},
		{To: at.Add(time.Microsecond)}, {From: at, To: at.Add(time.Hour)},
	} {
		q.Company = "c"
		if err := expect(ctx, s, q, "full "); err != nil {
			return err
		}
	}
	for _, q := range []audit.Query{{OrderID: "462", Kind: "quote"}, {To: at}, {From: at.Add(time.Hour + time.Microsecond)}, {Recipient: "' OR 1=1 --"}} {
		q.Company = "c"
		if err := expect(ctx, s, q, ""); err != nil {
			return err
		}
	}
	return expect(ctx, s, audit.Query{Company: "c", From: at.Add(time.Hour)}, "other ")
}

func checkSorting(ctx context.Context, s audit.Store) error {
	late := record("c", "late", func(r *audit.Record) { r.At = at.Add(time.Hour) })
	early := record("c", "early", func(r *audit.Record) { r.At = at.Add(-time.Hour) })
	if err := s.Append(ctx, late, record("c", "b"), record("c", "a"), early); err != nil {
		return err
	}
	if err := expect(ctx, s, audit.Query{Company: "c"}, "early b a late "); err != nil {
		return err
	}
	return expect(ctx, s, audit.Query{Company: "c", Latest: true}, "late a b early ")
}

func checkPages(ctx context.Context, s audit.Store) error {
	var records []audit.Record
	for i := range 250 {
		records = append(records, record("c", fmt.Sprintf("%03d", i), func(r *audit.Record) { r.At = at.Add(time.Duration(i/3) * time.Second) }))
	}
	if err := s.Append(ctx, records...); err != nil {
		return err
	}
	page, err := s.Records(ctx, audit.Query{Company: "c"})
	if err != nil || len(page.Records) != audit.DefaultLimit || page.Next == "" {
		return fmt.Errorf("the first page has %d records and next %q (%v), want %d and a next", len(page.Records), page.Next, err, audit.DefaultLimit)
	}
	for _, latest := range []bool{false, true} {
		q := audit.Query{Company: "c", Limit: 7, Latest: latest}
		seen := map[string]bool{}
		for n := 0; ; n++ {
			page, err := s.Records(ctx, q)
			if err != nil {
				return err
			}
			if len(page.Records) > 7 {
				return fmt.Errorf("a page of 7 has %d records", len(page.Records))
			}
			for _, r := range page.Records {
				if seen[r.ID] {
					return fmt.Errorf("record %s is on two pages", r.ID)
				}
				seen[r.ID] = true
			}
			if n == 3 { // others append meanwhile
				if err := s.Append(ctx, record("c", fmt.Sprintf("new-%v", latest), func(r *audit.Record) { r.At = at.Add(24 * time.Hour) })); err != nil {
					return err
				}
			}
			if page.Next == "" {
				break
			}
			q.Cursor = page.Next
		}
		for _, r := range records {
			if !seen[r.ID] {
				return fmt.Errorf("record %s is on no page (latest first: %v)", r.ID, latest)
			}
		}
	}
	return nil
}

func checkCursor(ctx context.Context, s audit.Store) error {
	if err := s.Append(ctx, record("c", "1")); err != nil {
		return err
	}
	for _, cursor := range []string{"x", "1", "a.b", "' OR 1=1 --", strings.Repeat("9", 100)} {
		if _, err := s.Records(ctx, audit.Query{Company: "c", Cursor: cursor}); err == nil {
			return fmt.Errorf("the cursor %q is no error", cursor)
		}
	}
	return nil
}

func checkErase(ctx context.Context, s audit.Store) error {
	f := full()
	f.Company = "c"
	if err := s.Append(ctx, f, record("c", "other")); err != nil {
		return err
	}
	n, err := s.Erase(ctx, "c", f.Recipient)
	if err != nil || n != 1 {
		return fmt.Errorf("erased %d (%v), want 1", n, err)
	}
	records, err := exactly(ctx, s, "c", 2)
	if err != nil {
		return err
	}
	text, _ := json.Marshal(records[0])
	for _, private := range []string{"räksmörgås", "Åsa", "Ämne", "Rad 1", "such -- user"} {
		if strings.Contains(string(text), private) {
			return fmt.Errorf("%q is still there", private)
		}
	}
	if r := records[0]; r.Status != f.Status || r.BodyHash != f.BodyHash || r.Failure == nil || r.Failure.Reason != f.Failure.Reason || r.MessageID != f.MessageID {
		return errors.New("the fact, the status or the hash is gone too")
	}
	if err := expect(ctx, s, audit.Query{Company: "c", Recipient: f.Recipient}, ""); err != nil {
		return err
	}
	if records[1].Recipient != "anna@example.se" {
		return errors.New("another person was erased too")
	}
	_, err = s.Erase(ctx, "c", "")
	if err == nil {
		return errors.New("erasing nobody is no error")
	}
	return nil
}

func checkDropBodies(ctx context.Context, s audit.Store) error {
	old := full()
	old.Company = "c"
	young := full()
	young.Company, young.ID, young.At = "c", "young", at.Add(time.Hour)
	if err := s.Append(ctx, old, young); err != nil {
		return err
	}
	n, err := s.DropBodies(ctx, "c", at.Add(time.Hour))
	if err != nil || n != 1 {
		return fmt.Errorf("dropped %d (%v), want 1", n, err)
	}
	records, err := exactly(ctx, s, "c", 2)
	if err != nil {
		return err
	}
	if r := records[0]; r.Body != "" || r.Subject != "" || r.Snapshot != nil || r.Recipient != old.Recipient || r.BodyHash != "h" || r.Failure == nil {
		return errors.New("subject, body and snapshot go, all else stays")
	}
	if r := records[1]; r.Body == "" || r.Snapshot == nil {
		return errors.New("a younger body was dropped")
	}
	return nil
}

func checkErasureStaysInside(ctx context.Context, s audit.Store) error {
	body := func(r *audit.Record) { r.Body = "body" }
	if err := s.Append(ctx, record("c1", "1", body), record("c2", "2", body)); err != nil {
		return err
	}
	for range 2 {
		if _, err := s.Erase(ctx, "c1", "anna@example.se"); err != nil {
			return err
		}
		if _, err := s.DropBodies(ctx, "c1", at.Add(time.Hour)); err != nil {
			return err
		}
	}
	n, err := s.Erase(ctx, "c1", "anna@example.se")
	m, err2 := s.DropBodies(ctx, "c1", at.Add(time.Hour))
	if n != 0 || m != 0 || err != nil || err2 != nil {
		return fmt.Errorf("again: erased %d, dropped %d (%v)", n, m, errors.Join(err, err2))
	}
	for _, call := range []error{second(s.Erase(ctx, "", "anna@example.se")), second(s.DropBodies(ctx, "", at.Add(time.Hour)))} {
		if !errors.Is(call, audit.ErrNoCompany) {
			return fmt.Errorf("without a company: %v, want ErrNoCompany", call)
		}
	}
	records, err := exactly(ctx, s, "c2", 1)
	if err != nil {
		return err
	}
	if records[0].Body != "body" || records[0].Recipient != "anna@example.se" {
		return errors.New("another company's record was changed")
	}
	return nil
}

// exactly returns n records of a company, or an error.
func exactly(ctx context.Context, s audit.Store, company string, n int) ([]audit.Record, error) {
	records, err := list(ctx, s, audit.Query{Company: company})
	if err == nil && len(records) != n {
		err = fmt.Errorf("got %d records, want %d", len(records), n)
	}
	return records, err
}

func second(_ int, err error) error { return err }

func checkConcurrent(ctx context.Context, s audit.Store) error {
	var wg sync.WaitGroup
	problems := make(chan error, 8)
	for i := range 8 {
		wg.Go(func() {
			for n := range 10 {
				if err := s.Append(ctx, record("c", fmt.Sprintf("%d-%d", i, n))); err != nil {
					problems <- err
					return
				}
			}
		})
	}
	wg.Wait()
	close(problems)
	if err := <-problems; err != nil {
		return err
	}
	records, err := list(ctx, s, audit.Query{Company: "c"})
	if err == nil && len(records) != 80 {
		err = fmt.Errorf("80 records were appended at once, %d are there", len(records))
	}
	return err
}

func checkContext(ctx context.Context, s audit.Store) error {
	done, cancel := context.WithCancel(ctx)
	cancel()
	calls := map[string]func() error{
		"Append":     func() error { return s.Append(done, record("c", "1")) },
		"Claim":      func() error { _, err := s.Claim(done, claim("c", "k", "h", "2")); return err },
		"Records":    func() error { _, err := s.Records(done, audit.Query{Company: "c"}); return err },
		"Erase":      func() error { return second(s.Erase(done, "c", "x")) },
		"DropBodies": func() error { return second(s.DropBodies(done, "c", at)) },
	}
	for name, call := range calls {
		if err := call(); !errors.Is(err, context.Canceled) {
			return fmt.Errorf("%s with a context that is done: %v, want context.Canceled", name, err)
		}
	}
	return expect(ctx, s, audit.Query{Company: "c"}, "")
}

func checkCopies(ctx context.Context, s audit.Store) error {
	r := full()
	if err := s.Append(ctx, r); err != nil {
		return err
	}
	r.Failure.Reason, r.Snapshot.Fields[0].Value = "changed", "changed"
	for range 2 {
		records, err := exactly(ctx, s, r.Company, 1)
		if err != nil {
			return err
		}
		if records[0].Failure.Reason != "mailbox-unknown" || records[0].Snapshot.Fields[0].Value != "v" {
			return errors.New("a change outside changed the record")
		}
		records[0].Failure.Reason, records[0].Snapshot.Fields[0].Value = "changed", "changed"
	}
	return nil
}
