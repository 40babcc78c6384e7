package storetest

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"github.com/budkavle/budkavle/audit"
)

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
	records, err := audit.All(ctx, s, audit.Query{Company: "c"})
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
		"Erase":      func() error { return second(s.Erase(done, "c", recipients("x"))) },
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
