package storetest

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/budkavle/budkavle/audit"
	"github.com/budkavle/budkavle/audit/delivery"
)

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
