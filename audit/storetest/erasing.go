package storetest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/budkavle/budkavle/audit"
)

func checkErase(ctx context.Context, s audit.Store) error {
	f := full()
	f.Company = "c"
	redirected := record("c", "redirected", func(r *audit.Record) {
		r.At, r.Recipient, r.IntendedFor, r.Body = at.Add(time.Hour), "test@example.se", f.Recipient, "Hej Åsa"
	})
	if err := s.Append(ctx, f, record("c", "other"), redirected); err != nil {
		return err
	}
	n, err := s.Erase(ctx, "c", f.Recipient)
	if err != nil || n != 2 {
		return fmt.Errorf("erased %d (%v), want 2: one sent to the person, one redirected from them", n, err)
	}
	records, err := exactly(ctx, s, "c", 3)
	if err != nil {
		return err
	}
	byID := map[string]audit.Record{}
	for _, r := range records {
		byID[r.ID] = r
	}
	text, _ := json.Marshal([]audit.Record{byID[f.ID], byID[redirected.ID]})
	for _, private := range []string{"räksmörgås", "Åsa", "östen", "Ämne", "Rad 1", "such -- user"} {
		if strings.Contains(string(text), private) {
			return fmt.Errorf("%q is still there", private)
		}
	}
	if r := byID[f.ID]; r.Status != f.Status || r.BodyHash != f.BodyHash || r.Failure == nil || r.Failure.Reason != f.Failure.Reason || r.MessageID != f.MessageID {
		return errors.New("the fact, the status or the hash is gone too")
	}
	if err := expect(ctx, s, audit.Query{Company: "c", Recipient: f.Recipient}, ""); err != nil {
		return err
	}
	if byID["other"].Recipient != "anna@example.se" {
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
	if r := records[0]; r.HasBody() || r.Recipient != old.Recipient || r.BodyHash != "h" || r.Failure == nil {
		return errors.New("subject, body and the snapshot's values go, all else stays")
	}
	if r := records[0]; r.Snapshot == nil || len(audit.Compare(r.Snapshot, old.Snapshot)) > 0 {
		return errors.New("what has not changed is not known any more")
	}
	if r := records[1]; r.Body == "" || r.Snapshot == nil || r.Snapshot.Salt != "" {
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
	if n, err := s.Erase(ctx, "c1", audit.Erased); n != 0 || err != nil {
		return fmt.Errorf("erasing nobody again: erased %d (%v)", n, err)
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

func second(_ int, err error) error { return err }
