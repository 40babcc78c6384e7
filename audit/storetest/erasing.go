package storetest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/budkavle/budkavle/audit"
	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/audit/snapshots"
)

// recipients names a person by addresses and numbers alone.
func recipients(list ...string) audit.Identities { return audit.Identities{Recipients: list} }

func checkErase(ctx context.Context, s audit.Store) error {
	f := full()
	f.Company = "c"
	redirected := record("c", "redirected", func(r *audit.Record) {
		r.At, r.Recipient, r.IntendedFor, r.Body = at.Add(time.Hour), "test@example.se", f.Recipient, "Hej Åsa"
	})
	others := record("c", "others", func(r *audit.Record) {
		r.At, r.Actor = at.Add(2*time.Hour), audit.UserRef{ID: "bo", Name: "Bosse"}
	})
	dealt := record("c", "dealt", func(r *audit.Record) {
		r.At, r.MessageID, r.Acknowledged, r.Status = at.Add(3*time.Hour), others.MessageID, true, ""
		r.Actor = audit.UserRef{ID: "eva", Name: "Evelina"}
	})
	f.Actor.Name = "Evelina"
	if err := s.Append(ctx, f, redirected, others, dealt); err != nil {
		return err
	}
	found, err := s.Erase(ctx, "c", recipients(f.Recipient, "nobody@example.se"))
	if err != nil || found.Records != 2 || found.Messages != 2 || found.Found[f.Recipient] != 2 ||
		len(found.Found) != 2 || found.Found["nobody@example.se"] != 0 {
		return fmt.Errorf("erased %+v (%v), want 2 of the person, one sent to them and one redirected from them, "+
			"and none of the other", found, err)
	}
	records, err := exactly(ctx, s, "c", 4)
	if err != nil {
		return err
	}
	text, _ := json.Marshal(records)
	for _, private := range []string{"räksmörgås", "Åsa", "östen", "Ämne", "Rad 1", "such -- user"} {
		if strings.Contains(string(text), private) {
			return fmt.Errorf("%q is still there", private)
		}
	}
	r := records[0]
	if r.Recipient != audit.Erased || r.Status != f.Status || r.BodyHash != f.BodyHash ||
		r.Failure == nil || r.Failure.Reason != f.Failure.Reason || r.Actor.ID != "eva" {
		return errors.New("the fact, the status, the hash or who sent it is gone too")
	}
	if err := expect(ctx, s, audit.Query{Company: "c", Recipient: f.Recipient}, ""); err != nil {
		return err
	}
	if records[2].Recipient != "anna@example.se" {
		return errors.New("another person was erased too")
	}
	if _, err = s.Erase(ctx, "c", recipients("")); err == nil {
		return errors.New("erasing nobody is no error")
	}
	if err := checkEraseActor(ctx, s); err != nil {
		return err
	}
	return checkEraseSpellings(ctx, s)
}

// checkEraseSpellings erases somebody whose address stands in the log in several ways, and
// others beside whom a pattern would find.
func checkEraseSpellings(ctx context.Context, s audit.Store) error {
	for i, address := range []string{
		"Åsa.Ek_1@example.se", "åsa.ek_1@example.se", "ÅSA.EK_1@example.se",
		"åsa.ekx1@example.se", "åsa.ek_1@example.sex", "ösa.ek_1@example.se",
	} {
		err := s.Append(ctx, record("spelled", "spelled-"+strconv.Itoa(i), func(r *audit.Record) { r.Recipient = address }))
		if err != nil {
			return err
		}
	}
	found, err := s.Erase(ctx, "spelled", recipients("åsa.EK_1@example.se"))
	if err != nil || found.Messages != 3 || found.Found["åsa.EK_1@example.se"] != 3 || len(found.Found) != 1 {
		return fmt.Errorf("erased %+v (%v), want the three of an address that is written in several ways", found, err)
	}
	for address, want := range map[string]string{
		"åsa.ekx1@example.se": "spelled-3 ", "åsa.ek_1@example.sex": "spelled-4 ",
		"ösa.ek_1@example.se": "spelled-5 ",
	} {
		if err := expect(ctx, s, audit.Query{Company: "spelled", Recipient: address}, want); err != nil {
			return fmt.Errorf("another person was erased: %w", err)
		}
	}
	return nil
}

// checkEraseActor erases the user who sent the first message of checkErase and
// dealt with the last.
func checkEraseActor(ctx context.Context, s audit.Store) error {
	found, err := s.Erase(ctx, "c", audit.Identities{Actors: []string{"eva"}})
	if err != nil || found.Records != 2 || found.Found["eva"] != 2 {
		return fmt.Errorf("erased %+v (%v), want what the user sent and what the user dealt with", found, err)
	}
	records, err := exactly(ctx, s, "c", 4)
	if err != nil {
		return err
	}
	text, _ := json.Marshal(records)
	if strings.Contains(string(text), "Evelina") {
		return errors.New("the user's name is still there")
	}
	if r := records[2]; r.Actor.Name != "Bosse" || r.Recipient != "anna@example.se" {
		return errors.New("another user was erased too")
	}
	if r := records[0]; r.Actor.ID != audit.Erased {
		return errors.New("what a user did who was erased is not marked so")
	}
	return expect(ctx, s, audit.Query{Company: "c", ActorID: "eva"}, "")
}

// checkNothingToTry erases a number whose IDs, key and hashes were made of it.
func checkNothingToTry(ctx context.Context, s audit.Store) error {
	const number = "+46701739628"
	id := func(recipient string) string { return audit.NewID("c", "form", "sms", recipient) }
	of := func(recipient string, status delivery.Status, attempt int) audit.Record {
		m := id(recipient)
		return record("c", audit.NewID("event", m, string(status), fmt.Sprint(attempt)), func(r *audit.Record) {
			r.MessageID, r.Recipient, r.Status, r.Attempt = m, recipient, status, attempt
			r.Key, r.PlanHash = "form", audit.NewID("plan", number)
			r.BodySalt, r.BodyHash = "salt", audit.HashBody("salt", "", "Ring "+number)
			if status == delivery.StatusSent {
				r.Receipt = delivery.Receipt{Provider: "folder", ProviderID: m + ".eml"}
			}
		})
	}
	sendingKey := of(number, delivery.StatusSending, 1)
	sendingKey.Key = "form#" + id(number) + "#1"
	first, err := s.Claim(ctx, claim("c", "form", audit.NewID("plan", number), "claim"),
		of(number, delivery.StatusQueued, 0), of("+46701739629", delivery.StatusQueued, 0))
	if err != nil || !first {
		return fmt.Errorf("claim: first %v (%v)", first, err)
	}
	if first, err := s.Claim(ctx, sendingKey); err != nil || !first {
		return fmt.Errorf("claim of the try: first %v (%v)", first, err)
	}
	if err := s.Append(ctx, of(number, delivery.StatusSent, 1)); err != nil {
		return err
	}
	if _, err := s.Erase(ctx, "c", recipients(number)); err != nil {
		return err
	}
	records, err := exactly(ctx, s, "c", 5)
	if err != nil {
		return err
	}
	m := id(number)
	text, _ := json.Marshal(records)
	for _, made := range []string{
		number, m, audit.NewID("event", m, "queued", "0"), audit.NewID("event", m, "sent", "1"), audit.NewID("plan", number),
	} {
		if strings.Contains(string(text), made) {
			return fmt.Errorf("%q, which the number can be tried on, is still there", made)
		}
	}
	if err := checkErasedMessage(ctx, s, records); err != nil {
		return err
	}
	for _, hash := range []string{audit.NewID("plan", number), "", "other"} {
		if first, err := s.Claim(ctx, claim("c", "form", hash, "again")); first || !errors.Is(err, audit.ErrKeyReused) {
			return fmt.Errorf("the key of what was erased claimed with hash %q: first %v (%v), want ErrKeyReused",
				hash, first, err)
		}
	}
	if first, err := s.Claim(ctx, claim("c", sendingKey.Key, "h", "try-again")); err != nil || !first {
		return fmt.Errorf("the key of the try, which is made of the number, is still claimed: first %v (%v)", first, err)
	}
	return expect(ctx, s, audit.Query{Company: "c", MessageID: m}, "")
}

// checkErasedMessage wants one of two messages erased, whole but for whom it went to.
func checkErasedMessage(ctx context.Context, s audit.Store, records []audit.Record) error {
	messages, erased := audit.Fold(records), 0
	for i := range messages {
		if one := &messages[i]; one.Recipient == audit.Erased {
			erased++
			if one.BodySalt != "" || one.BodyHash == "" || one.Status != delivery.StatusSent || len(one.Records) != 3 {
				return fmt.Errorf("the erased message has salt %q, hash %q, status %s and %d records; "+
					"want no salt, the hash, sent, 3", one.BodySalt, one.BodyHash, one.Status, len(one.Records))
			}
			if page, err := s.Records(ctx, audit.Query{Company: "c", MessageID: one.ID}); err != nil || len(page.Records) != 3 {
				return fmt.Errorf("the erased message is found by its new ID with %d records (%v), want 3", len(page.Records), err)
			}
		} else if one.BodySalt == "" {
			return errors.New("another's salt is gone")
		}
	}
	if erased != 1 || len(messages) != 2 {
		return fmt.Errorf("%d messages, %d of them erased, want 2 and 1", len(messages), erased)
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
	if r := records[0]; r.Snapshot == nil || len(snapshots.Compare(r.Snapshot, old.Snapshot)) > 0 {
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
		if _, err := s.Erase(ctx, "c1", recipients("anna@example.se")); err != nil {
			return err
		}
		if _, err := s.DropBodies(ctx, "c1", at.Add(time.Hour)); err != nil {
			return err
		}
	}
	if n, err := s.Erase(ctx, "c1", recipients(audit.Erased)); n.Records != 0 || err != nil {
		return fmt.Errorf("erasing nobody again: erased %d (%v)", n.Records, err)
	}
	n, err := s.Erase(ctx, "c1", recipients("anna@example.se"))
	m, err2 := s.DropBodies(ctx, "c1", at.Add(time.Hour))
	if n.Records != 0 || m != 0 || err != nil || err2 != nil {
		return fmt.Errorf("again: erased %d, dropped %d (%v)", n.Records, m, errors.Join(err, err2))
	}
	for _, call := range []error{
		second(s.Erase(ctx, "", recipients("anna@example.se"))), second(s.DropBodies(ctx, "", at.Add(time.Hour))),
	} {
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

func second[T any](_ T, err error) error { return err }
