// Package outboxtest checks that a notify.Outbox keeps its contract.
//
// The contract is the numbered rules in the doc comment of notify.Outbox; [Rules]
// is a table of them with a reason and a check, and each check is itself tested
// against an outbox that breaks just that rule. A host checks its own outbox with
// one line:
//
//	outboxtest.Run(t, func(t *testing.T) (notify.Outbox, audit.Store) { s := mystore.New(t.TempDir()); return s, s })
//
// The package is for tests only: it imports testing.
package outboxtest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/budkavle/budkavle/audit"
	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/booking"
	"github.com/budkavle/budkavle/notify"
	"github.com/budkavle/budkavle/notify/email"
	"github.com/budkavle/budkavle/notify/order"
	"github.com/budkavle/budkavle/notify/plan"
)

// A Rule is one numbered rule and how to see that it is kept.
type Rule struct {
	Number int    // as in the doc comment of notify.Outbox
	Why    string // what goes wrong for a host when it is broken
	// Check looks at an outbox that is empty, and at the log that its records go into.
	Check func(ctx context.Context, box notify.Outbox, log audit.Store) error
}

// Run checks every rule against a fresh outbox from open, each in a subtest named
// by the rule's number. Open may use t.Cleanup.
func Run(t *testing.T, open func(t *testing.T) (notify.Outbox, audit.Store)) {
	t.Helper()
	for _, rule := range Rules() {
		t.Run(fmt.Sprintf("rule-%02d", rule.Number), func(t *testing.T) {
			ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
			defer cancel()
			box, log := open(t)
			if err := rule.Check(ctx, box, log); err != nil {
				t.Errorf("rule %d is broken: %v\nwhy it matters: %s", rule.Number, err, rule.Why)
			}
		})
	}
}

// Rules returns the rules with their checks, in order.
func Rules() []Rule {
	return []Rule{
		{1, "half of a plan waits, or its files are kept once a recipient", checkPut},
		{2, "a repeated save sends twice", checkPutAgain},
		{3, "something else is sent than was planned, or texts stay after they are needed", checkPlan},
		{4, "a message is sent twice, before its time, or waits behind younger ones", checkLease},
		{5, "a crash loses a message, or sends one again that has left", checkLeaseRunsOut},
		{6, "a worker that was too slow sends what another has", checkHandOver},
		{7, "a worker that was too slow undoes what another has done", checkSettle},
		{8, "a message is tried in a hurry, or by a login that is refused", checkWaitAndStop},
		{9, "a visit that is off is reminded of", checkDrop},
		{10, "a visit that has moved is reminded of twice", checkTopics},
		{11, "what nobody knows the end of is forgotten", checkHeld},
		{12, "what is to go and what is done is told wrongly", checkProgress},
		{13, "a person who asked to be forgotten gets a mail", checkEraseJobs},
		{14, "the table grows for ever, or what waits is lost", checkForget},
		{15, "a company sees or drops another's messages", checkCompanies},
		{16, "two workers send the same message", checkConcurrent},
		{17, "a request that was given up goes on writing", checkContext},
		{18, "another kind of queue sends twice, too early or never", checkLeaseJobs},
		{19, "a text that is not to be kept any longer stays with what nobody decides about", checkDropBefore},
		{20, "who asked to be forgotten is named by what is still to be told, or nobody is told of it", checkRewrite},
	}
}

// at is a time that every outbox can keep, and lease how long jobs are leased here.
var at = time.Date(2023, time.October, 2, 12, 5, 0, 123456000, time.UTC)

const lease = time.Minute

// A bench is an outbox under test.
type bench struct {
	notify.Outbox
	ctx context.Context
	log audit.Store
}

func on(ctx context.Context, box notify.Outbox, log audit.Store) bench { return bench{box, ctx, log} }

// letters is a plan with a mail to each recipient, and a file that all of them get.
func letters(company, key string, recipients ...string) plan.Plan {
	p := plan.Plan{
		Company: company, Key: key, Kind: "booking-confirmation",
		Order: audit.OrderRef{Kind: "work-order", ID: "462", Number: "AO462"}, Zone: "Europe/Stockholm", Created: at,
		Documents: []plan.Document{{File: order.File{
			Name: "räkning.pdf", ContentType: "application/pdf", Size: 4, SHA256: "x", Data: []byte{0, 1, 0xff, '\''},
		}}},
	}
	for _, r := range recipients {
		p.Messages = append(p.Messages, plan.Message{
			ID: key + "-" + r, Channel: delivery.Email, Recipient: r, Language: "sv", Attachments: []int{0},
			Email: &email.Message{Subject: "Hej Åsa 😀", Text: "Rad 1\nRad 2 {tag} %s ' \" \\"},
		})
	}
	p, _ = p.Without() // which makes its hash
	return p
}

// jobs are those of a plan, each a second after the one before.
func jobs(p plan.Plan, changes ...func(*notify.Job)) []notify.Job {
	var list []notify.Job
	for i, m := range p.Messages {
		j := notify.Job{
			ID: m.ID, Company: p.Company, PlanKey: p.Key, Channel: m.Channel, Order: p.Order,
			Topic: "topic", NotBefore: at.Add(time.Duration(i) * time.Second),
			NotAfter: at.AddDate(1, 0, 0),
			Quiet:    booking.QuietHours{From: "21:00", To: "07:00", Zone: "Europe/Stockholm"}, Accepted: at,
		}
		for _, change := range changes {
			change(&j)
		}
		list = append(list, j)
	}
	return list
}

// put puts a plan of mails to some recipients, and returns its jobs.
func (b bench) put(company, key string, recipients ...string) ([]notify.Job, error) {
	p := letters(company, key, recipients...)
	list := jobs(p)
	return list, b.Put(b.ctx, p, list...)
}

// record is what the log gets about a job.
func record(j notify.Job, status delivery.Status, id string) audit.Record {
	return audit.Record{
		ID: id, Company: j.Company, At: at, MessageID: j.ID, Key: j.PlanKey,
		Order: j.Order, Channel: j.Channel, Status: status, Attempt: 1,
	}
}

// leased leases at a time and expects some jobs by their IDs.
func (b bench) leased(now time.Time, most int, want ...string) ([]notify.Leased, error) {
	list, err := b.Lease(b.ctx, now, lease, most)
	if err != nil {
		return nil, fmt.Errorf("lease: %w", err)
	}
	got := []string{}
	for i := range list {
		got = append(got, list[i].ID)
	}
	if fmt.Sprint(got) != fmt.Sprint(append([]string{}, want...)) {
		return nil, fmt.Errorf("leased %q, want %q", got, want)
	}
	return list, nil
}

// settled leases everything that is due late enough, and settles it in a state.
func (b bench) settled(state notify.JobState) ([]notify.Leased, error) {
	list, err := b.Lease(b.ctx, at.Add(time.Hour), lease, 1000)
	if err != nil {
		return nil, err
	}
	var ends []notify.Settlement
	for _, l := range list {
		ends = append(ends, notify.Settlement{Leased: l, State: state, Attempt: 3, Why: "no-answer"})
	}
	return list, b.Settle(b.ctx, at.Add(time.Hour), ends...)
}

// logged expects the IDs of a company's records in the log.
func (b bench) logged(company string, want ...string) error {
	records, err := audit.All(b.ctx, b.log, audit.Query{Company: company})
	if err != nil {
		return err
	}
	got := []string{}
	for i := range records {
		got = append(got, records[i].ID)
	}
	if fmt.Sprint(got) != fmt.Sprint(append([]string{}, want...)) {
		return fmt.Errorf("the log has %q, want %q", got, want)
	}
	return nil
}

// stands expects the progress of a company.
func (b bench) stands(company string, want notify.Progress) error {
	got, err := b.Progress(b.ctx, company, "")
	if err == nil && got != want {
		err = fmt.Errorf("progress %+v, want %+v", got, want)
	}
	return err
}

// planned expects a plan to be there, or not.
func (b bench) planned(company, key string, want bool) error {
	_, err := b.Plan(b.ctx, company, key)
	switch {
	case want && err != nil:
		return fmt.Errorf("plan %q: %w", key, err)
	case !want && !errors.Is(err, notify.ErrNoPlan):
		return fmt.Errorf("plan %q: %v, want ErrNoPlan", key, err)
	}
	return nil
}

// same compares plain data as JSON, where a moment has one form.
func same(got, want any) error {
	a, err := json.Marshal(got)
	b, err2 := json.Marshal(want)
	if err := errors.Join(err, err2); err != nil {
		return err
	}
	if string(a) != string(b) {
		return fmt.Errorf("got %s, want %s", a, b)
	}
	return nil
}

// utc is a job with its times in UTC.
func utc(j notify.Job) notify.Job {
	j.NotBefore, j.NotAfter, j.Accepted = j.NotBefore.UTC(), j.NotAfter.UTC(), j.Accepted.UTC()
	if j.Later != nil {
		later := *j.Later
		later.Start = later.Start.UTC()
		j.Later = &later
	}
	return j
}

// first returns the first error.
func first(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}
