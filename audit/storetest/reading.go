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

func checkSorting(ctx context.Context, s audit.Store) error {
	late := record("c", "late", func(r *audit.Record) { r.At = at.Add(time.Hour) })
	early := record("c", "early", func(r *audit.Record) { r.At = at.Add(-time.Hour) })
	if err := s.Append(ctx, late, record("c", "b"), record("c", "a"), early); err != nil {
		return err
	}
	// What comes later does not move a message, and stands in it by its own time.
	for i, of := range []string{"early", "b"} {
		more := record("c", of+"-more", func(r *audit.Record) {
			r.MessageID, r.At = "m-"+of, at.Add(time.Duration(i+2)*time.Hour)
		})
		before := record("c", of+"-before", func(r *audit.Record) { r.MessageID, r.At = "m-"+of, at.Add(-2*time.Hour) })
		if err := s.Append(ctx, more, before); err != nil {
			return err
		}
	}
	err := expect(ctx, s, audit.Query{Company: "c"}, "early-before early early-more b-before b b-more a late ")
	if err != nil {
		return err
	}
	return expect(ctx, s, audit.Query{Company: "c", Latest: true},
		"late a b-before b b-more early-before early early-more ")
}

func checkPages(ctx context.Context, s audit.Store) error {
	var records []audit.Record
	for i := range 250 {
		for n := range 1 + i%3 { // messages of one to three records
			records = append(records, record("c", fmt.Sprintf("%03d-%d", i, n), func(r *audit.Record) {
				r.MessageID, r.At = fmt.Sprintf("m-%03d", i), at.Add(time.Duration(i/3)*time.Second)
			}))
		}
	}
	if err := s.Append(ctx, records...); err != nil {
		return err
	}
	page, err := s.Records(ctx, audit.Query{Company: "c"})
	if err != nil || len(audit.Fold(page.Records)) != audit.DefaultLimit || page.Next == "" {
		return fmt.Errorf("the first page has %d messages and next %q (%v), want %d and a next",
			len(audit.Fold(page.Records)), page.Next, err, audit.DefaultLimit)
	}
	for _, latest := range []bool{false, true} {
		if err := walk(ctx, s, latest, records); err != nil {
			return fmt.Errorf("latest first %v: %w", latest, err)
		}
	}
	return nil
}

// walk goes through all pages and meets each message once and whole.
func walk(ctx context.Context, s audit.Store, latest bool, records []audit.Record) error {
	q := audit.Query{Company: "c", Limit: 7, Latest: latest}
	seen, met := map[string]bool{}, map[string]bool{}
	for n := 0; ; n++ {
		page, err := s.Records(ctx, q)
		if err != nil {
			return err
		}
		here := map[string]bool{}
		for _, r := range page.Records {
			if seen[r.ID] || met[r.MessageID] {
				return fmt.Errorf("message %s is on two pages", r.MessageID)
			}
			seen[r.ID], here[r.MessageID] = true, true
		}
		if len(here) > 7 {
			return fmt.Errorf("a page of 7 has %d messages", len(here))
		}
		for id := range here {
			met[id] = true
		}
		if n == 3 { // others append meanwhile: a message, and to one that was there and to one that is to come
			extra := func(id, message string) audit.Record {
				return record("c", fmt.Sprint(id, latest), func(r *audit.Record) {
					r.MessageID, r.At = message, at.Add(24*time.Hour)
				})
			}
			err := s.Append(ctx, extra("new", fmt.Sprint("m-new", latest)), extra("first", "m-000"), extra("last", "m-249"))
			if err != nil {
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
			return fmt.Errorf("record %s is on no page", r.ID)
		}
	}
	return nil
}

func checkCursor(ctx context.Context, s audit.Store) error {
	if err := s.Append(ctx, record("c", "1")); err != nil {
		return err
	}
	for _, cursor := range []string{"x", "1", "a.b", "' OR 1=1 --", strings.Repeat("9", 100)} {
		if _, err := s.Records(ctx, audit.Query{Company: "c", Cursor: cursor}); !errors.Is(err, audit.ErrCursor) {
			return fmt.Errorf("the cursor %q gives the error %v, want audit.ErrCursor", cursor, err)
		}
	}
	return nil
}

func checkQueries(ctx context.Context, s audit.Store) error {
	if err := s.Append(ctx, record("c", "1")); err != nil {
		return err
	}
	for what, q := range map[string]audit.Query{
		"a NUL": {Recipient: "anna@example.se\x00"}, "broken UTF-8": {OrderID: "\xff"},
		"a NUL among many":  {MessageIDs: []string{"m-1", "\x00"}},
		"an unknown status": {Statuses: []delivery.Status{"gone"}},
	} {
		q.Company = "c"
		if page, err := s.Records(ctx, q); err == nil {
			return fmt.Errorf("a query with %s is no error and finds %d records", what, len(page.Records))
		}
	}
	return nil
}
