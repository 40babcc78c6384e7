package notify

import (
	"context"
	"errors"
	"fmt"

	"github.com/budkavle/budkavle/audit"
	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/audit/snapshots"
	"github.com/budkavle/budkavle/notify/plan"
	"github.com/budkavle/budkavle/notify/staff"
)

// What waits for the evening is a job for each notice, all of a person and an evening
// under one topic. Whichever comes first gathers them all into one plan, whose key is
// that of the person and the evening and whose snapshot says which notices are in it:
// so the others know that they are told, whatever dies in between.

// wait puts a notice into the outbox until its evening.
func (d *Desk) wait(ctx context.Context, w staff.Waiting) error {
	j := Job{
		ID: w.ID, Company: d.settings.Company.ID, Topic: digestTopic(w), NotBefore: w.Until, Accepted: w.Until,
		Later: &Later{Kind: staff.KindDigest, Notice: &w},
	}
	return d.service.config.Outbox.Put(ctx, plan.Plan{Company: j.Company}, j)
}

// digestTopic is shared by what is told to a person in one digest.
func digestTopic(w staff.Waiting) string {
	return digestTopics(w.UserID) + w.Until.UTC().Format("2006-01-02T15:04")
}

// digestTopics is what the topics of a person's digests begin with. The length keeps
// one person's from being the beginning of another's.
func digestTopics(userID string) string {
	return fmt.Sprintf("%s%d/%s/", digestsOfAll, len(userID), userID)
}

// digestsOfAll is what the topics of all digests begin with.
const digestsOfAll = "digest/"

// Digest is what a person will be told on the next evening for which something waits,
// as it stands now, for a preview; false when nothing waits, or the person cannot be
// reached. See [staff.Preferences].Digest.
func (d *Desk) Digest(ctx context.Context, person staff.Person) (p plan.Plan, ok bool, err error) {
	if d.service.config.Outbox == nil {
		return plan.Plan{}, false, ErrNoOutbox
	}
	jobs, err := d.service.config.Outbox.Topics(ctx, d.settings.Company.ID, digestTopics(person.ID))
	if err != nil {
		return plan.Plan{}, false, err
	}
	var next []staff.Waiting
	for _, j := range jobs {
		if j.Later == nil || j.Later.Notice == nil { // a topic of the host's that looks like one of ours
			continue
		}
		switch w := j.Later.Notice; {
		case len(next) > 0 && w.Until.After(next[0].Until):
		case len(next) > 0 && w.Until.Before(next[0].Until):
			next = []staff.Waiting{*w}
		default:
			next = append(next, *w)
		}
	}
	letter, ok := staff.Digest(d.settings, person, next...)
	if !ok {
		return plan.Plan{}, false, nil
	}
	p, err = letter.Plan()
	return p, err == nil, err
}

// dropDigests takes back what waits for the evenings of a person.
func (d *Desk) dropDigests(ctx context.Context, userID, why string) error {
	if d.service.config.Outbox == nil {
		return nil
	}
	jobs, err := d.service.config.Outbox.Topics(ctx, d.settings.Company.ID, digestTopics(userID))
	if err != nil {
		return err
	}
	for _, j := range jobs {
		if _, err := d.dropTopic(ctx, j.Topic, why); err != nil {
			return err
		}
	}
	return nil
}

// digestNow tells what a job that is due has waited for, and whatever else waits for
// the same evening of the same person; what an earlier job of it has told is settled.
func (w *Worker) digestNow(ctx context.Context, j Leased) error {
	if w.config.Settings == nil || w.config.Person == nil {
		return errors.New("notify: WorkerConfig.Settings or Person is nil, " +
			"and somebody is to be told in the evening of what has happened")
	}
	desk, err := w.desk(ctx, j.Company)
	if err != nil {
		return err
	}
	person, err := w.config.Person(ctx, j.Company, j.Later.Notice.UserID)
	if errors.Is(err, ErrNoPerson) {
		return w.drop(ctx, j, "the user is gone")
	}
	if err != nil {
		return err
	}
	alone := false
	for range 3 { // another worker may be at the same digest
		known, err := desk.digestInLog(ctx, j)
		if err != nil {
			return err
		}
		switch {
		case known.told[j.ID] && known.nothing:
			return w.drop(ctx, j, nothingToTell)
		case known.told[j.ID] && !known.lost:
			return w.settle(ctx, Settlement{Leased: j, State: JobPlanned, Attempt: j.Attempt})
		}
		alone = alone || known.claimed && !known.told[j.ID]
		waiting := []staff.Waiting{*j.Later.Notice}
		if !alone {
			if waiting, err = w.waitingWith(ctx, j, known); err != nil {
				return err
			}
		}
		err = w.tellDigest(ctx, desk, j, person, waiting, alone)
		if !errors.Is(err, audit.ErrKeyReused) {
			return err
		}
		// What was claimed and never put cannot be made again as it was: it is told alone.
		alone = alone || known.lost
	}
	return fmt.Errorf("notify: digest of job %s: %w", j.ID, audit.ErrKeyReused)
}

// nothingToTell is why what has waited is dropped.
const nothingToTell = "nothing is left to tell, or there is no way to"

// tellDigest plans the digest, or a notice that came too late for it, and puts it
// into the outbox. Where nothing is left to tell, the log is told which notices that
// settles.
func (w *Worker) tellDigest(
	ctx context.Context, desk *Desk, j Leased, person staff.Person, waiting []staff.Waiting, alone bool,
) error {
	letter, ok := staff.Digest(desk.settings, person, waiting...)
	if !ok {
		if !alone {
			if err := desk.claimNothing(ctx, j, waiting); err != nil {
				return err
			}
		}
		return w.drop(ctx, j, nothingToTell)
	}
	if alone {
		letter.Key = j.ID
	}
	p, err := letter.Plan()
	if err != nil {
		return w.drop(ctx, j, "it cannot be planned")
	}
	if _, err := desk.Enqueue(ctx, p, Schedule{Quiet: desk.settings.Quiet}); err != nil {
		return err
	}
	return w.settle(ctx, Settlement{Leased: j, State: JobPlanned, Attempt: j.Attempt})
}

// waitingWith is what waits for the same evening of the same person, of what was
// lost only what was in it.
func (w *Worker) waitingWith(ctx context.Context, j Leased, known digestKnown) ([]staff.Waiting, error) {
	jobs, err := w.box.Topics(ctx, j.Company, j.Topic)
	if err != nil {
		return nil, err
	}
	var list []staff.Waiting
	for _, other := range jobs {
		if other.Topic == j.Topic && other.Later != nil &&
			other.Later.Notice != nil && (!known.lost || known.told[other.ID]) {
			list = append(list, *other.Later.Notice)
		}
	}
	return list, nil
}

// digestKnown is what is known of a digest.
type digestKnown struct {
	claimed bool
	told    map[string]bool // the notices in it, by ID
	lost    bool            // it was claimed and never came into the outbox
	nothing bool            // it was claimed, and had nothing to tell
}

// digestInLog asks the log, and of what is only queued there the outbox.
func (d *Desk) digestInLog(ctx context.Context, j Leased) (digestKnown, error) {
	company := d.settings.Company.ID
	key := staff.DigestKey(company, j.Later.Notice.UserID, j.Later.Notice.Until)
	records, err := audit.All(ctx, d.service.config.Log, audit.Query{Company: company, Key: key})
	if err != nil {
		return digestKnown{}, fmt.Errorf("notify: log of a digest: %w", err)
	}
	known := digestKnown{claimed: len(records) > 0, told: map[string]bool{}}
	for _, r := range records {
		if r.Snapshot == nil {
			continue
		}
		for _, f := range r.Snapshot.Fields {
			if f.Name == staff.DigestNotice {
				known.told[f.Item] = true
			}
		}
	}
	messages := audit.Fold(records)
	for _, m := range messages {
		if m.Status != delivery.StatusQueued {
			return known, nil
		}
	}
	if len(messages) > 0 {
		_, err := d.service.config.Outbox.Plan(ctx, company, key)
		known.lost = errors.Is(err, ErrNoPlan)
		return known, ignore(err, ErrNoPlan)
	}
	known.nothing = known.claimed
	return known, nil
}

// claimNothing writes down that a digest has nothing to tell, and of which notices:
// those that are left must not take it up without the others.
func (d *Desk) claimNothing(ctx context.Context, j Leased, waiting []staff.Waiting) error {
	key := staff.DigestKey(d.settings.Company.ID, j.Later.Notice.UserID, j.Later.Notice.Until)
	snapshot := &snapshots.Snapshot{Scope: snapshots.ScopeOrder}
	for _, w := range waiting {
		snapshot.Fields = append(snapshot.Fields, snapshots.Field{Name: staff.DigestNotice, Item: w.ID, Value: "told"})
	}
	_, err := d.service.claimPlan(ctx, audit.Record{
		ID:       audit.NewID("claim", d.settings.Company.ID, key),
		Company:  d.settings.Company.ID,
		At:       d.service.config.Now(),
		Key:      key,
		PlanHash: snapshot.Fingerprint().String(),
		Kind:     string(staff.KindDigest),
		Snapshot: snapshot,
	})
	return err
}
