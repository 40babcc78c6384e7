package audit_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/audit"
	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/audit/delivery/reasons"
	"github.com/budkavle/budkavle/audit/snapshots"
	"github.com/budkavle/budkavle/templating/locale"
)

var at = time.Date(2023, time.October, 2, 12, 5, 0, 0, time.UTC)

// event is a record of a message, so many minutes later.
func event(message string, minutes int, status delivery.Status, changes ...func(*audit.Record)) audit.Record {
	r := audit.Record{
		ID: fmt.Sprintf("%s-%s-%d", message, status, minutes), Company: "c", At: at.Add(time.Duration(minutes) * time.Minute), MessageID: message,
		Status: status, Channel: delivery.Email, Kind: "booking-confirmation", Recipient: "anna@example.se", Actor: audit.UserRef{ID: "eva", Name: "Eva"},
	}
	for _, change := range changes {
		change(&r)
	}
	return r
}

func attempt(n int) func(*audit.Record) { return func(r *audit.Record) { r.Attempt = n } }

func TestFoldIsMonotonic(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name   string
		events []audit.Record
		want   delivery.Status
	}{
		{"sent", []audit.Record{event("m", 0, delivery.StatusQueued), event("m", 1, delivery.StatusSending, attempt(1)), event("m", 2, delivery.StatusSent, attempt(1))}, delivery.StatusSent},
		{"no outcome", []audit.Record{event("m", 0, delivery.StatusQueued), event("m", 1, delivery.StatusSending, attempt(1))}, delivery.StatusSending},
		{"late sent after delivered", []audit.Record{event("m", 1, delivery.StatusSent, attempt(1)), event("m", 2, delivery.StatusDelivered), event("m", 3, delivery.StatusSent)}, delivery.StatusDelivered},
		{"twice", []audit.Record{event("m", 1, delivery.StatusDelivered), event("m", 1, delivery.StatusDelivered)}, delivery.StatusDelivered},
		{"delivered before sent is logged", []audit.Record{event("m", 1, delivery.StatusDelivered), event("m", 2, delivery.StatusSent, attempt(1))}, delivery.StatusDelivered},
		{"bounced", []audit.Record{event("m", 1, delivery.StatusSent, attempt(1)), event("m", 9, delivery.StatusBounced)}, delivery.StatusBounced},
		{"failed, tried again", []audit.Record{event("m", 1, delivery.StatusFailed, attempt(1)), event("m", 2, delivery.StatusSending, attempt(2))}, delivery.StatusSending},
		{"failed, then sent", []audit.Record{event("m", 1, delivery.StatusFailed, attempt(1)), event("m", 2, delivery.StatusSent, attempt(2))}, delivery.StatusSent},
		{"failed twice", []audit.Record{event("m", 1, delivery.StatusFailed, attempt(1)), event("m", 2, delivery.StatusFailed, attempt(2))}, delivery.StatusFailed},
		{"uncertain, then an operator knows", []audit.Record{event("m", 1, delivery.StatusUncertain, attempt(1)), event("m", 5, delivery.StatusDelivered)}, delivery.StatusDelivered},
		{"superseded", []audit.Record{event("m", 1, delivery.StatusSuperseded)}, delivery.StatusSuperseded},
	} {
		messages := audit.Fold(append([]audit.Record{{ID: "claim", Company: "c", At: at, Key: "k"}}, c.events...))
		require.Len(t, messages, 1, c.name)
		assert.Equal(t, c.want, messages[0].Status, c.name)
	}
}

func TestR702OnlyWhatWasSentCounts(t *testing.T) {
	t.Parallel()
	h := audit.NewHistory(audit.HistoryInput{Messages: audit.Fold([]audit.Record{
		event("1", 0, delivery.StatusSent),
		event("2", 5, delivery.StatusFailed), event("3", 6, delivery.StatusUncertain), event("4", 7, delivery.StatusBounced), event("5", 8, delivery.StatusSkipped),
	})})
	assert.Equal(t, "1", h.Latest().ID)
	assert.Len(t, h.Lines, 5)
	assert.Equal(t, "E-post skickad: 2023-10-02 12:05 till anna@example.se av Eva", h.Banner(locale.Swedish))
}

func TestR702TheBannerNamesEverybodyOfOneSending(t *testing.T) {
	t.Parallel()
	key := func(r *audit.Record) { r.Key = "form" }
	bo := func(r *audit.Record) { r.Recipient, r.Key = "bo@example.se", "form" }
	sms := func(r *audit.Record) { r.Channel, r.Recipient, r.Key = delivery.SMS, "+46705123456", "form" }
	stockholm := time.FixedZone("", 7200)
	h := audit.NewHistory(audit.HistoryInput{Zone: stockholm, Messages: audit.Fold([]audit.Record{event("1", 0, delivery.StatusSent, key), event("2", 0, delivery.StatusSent, bo), event("3", 0, delivery.StatusSent, sms)})})
	assert.Equal(t, "E-mail sent: 2 Oct 2023 14:05 to anna@example.se, bo@example.se by Eva", h.Banner(locale.English))
	assert.Equal(t, "SMS sendt: 02.10.2023 kl. 14:05 til +46705123456 av Eva",
		audit.NewHistory(audit.HistoryInput{Zone: stockholm, Messages: audit.Fold([]audit.Record{event("3", 0, delivery.StatusSent, sms)})}).Banner(locale.Norwegian))
}

func TestR704BeforeTheLogBegan(t *testing.T) {
	t.Parallel()
	began := time.Date(2022, time.December, 1, 0, 0, 0, 0, time.UTC)
	old := audit.NewHistory(audit.HistoryInput{LoggingBegan: began, OrderCreated: began.AddDate(0, -1, 0)})
	assert.True(t, old.Unknown())
	assert.Equal(t, "E-post skickad: okänt, loggen började 2022-12-01", old.Banner(locale.Swedish))
	young := audit.NewHistory(audit.HistoryInput{LoggingBegan: began, OrderCreated: began.AddDate(0, 1, 0)})
	assert.False(t, young.Unknown())
	assert.Equal(t, "E-post skickad: nej", young.Banner(locale.Swedish))
	logged := audit.NewHistory(audit.HistoryInput{LoggingBegan: began, OrderCreated: began.AddDate(0, -1, 0), Messages: audit.Fold([]audit.Record{event("1", 0, delivery.StatusSent)})})
	assert.False(t, logged.Unknown())
}

func snapshot(scope snapshots.Scope, fields ...snapshots.Field) *snapshots.Snapshot {
	return &snapshots.Snapshot{Scope: scope, Fields: fields}
}

func TestR703MarksAndClears(t *testing.T) {
	t.Parallel()
	sent := snapshot(snapshots.ScopeBooking, snapshots.Field{Name: "place", Value: "Port 3"})
	with := func(s *snapshots.Snapshot) func(*audit.Record) { return func(r *audit.Record) { r.Snapshot = s } }
	now := snapshot(snapshots.ScopeBooking, snapshots.Field{Name: "place", Value: "Port 4"})
	current := map[string]*snapshots.Snapshot{}
	for _, id := range []string{"1", "2", "3", "4"} {
		current[id] = now
	}

	first := event("1", 0, delivery.StatusSent, with(sent))
	h := audit.NewHistory(audit.HistoryInput{Messages: audit.Fold([]audit.Record{first}), Current: current})
	assert.True(t, h.Booking.Red)
	assert.False(t, h.Sending.Red)
	assert.Equal(t, []string{"anna@example.se"}, h.Booking.Recipients)
	assert.Equal(t, audit.Advice{SendAgain: true, Reason: audit.AdviceChanged, Recipients: []string{"anna@example.se"}}, h.Advice())
	assert.NotEmpty(t, h.Advice().Message(locale.Swedish))

	failed := event("2", 1, delivery.StatusFailed, with(now))
	assert.True(t, audit.NewHistory(audit.HistoryInput{Messages: audit.Fold([]audit.Record{first, failed}), Current: current}).Red(), "a failed one clears nothing")
	good := event("3", 2, delivery.StatusSent, with(now))
	cleared := audit.NewHistory(audit.HistoryInput{Messages: audit.Fold([]audit.Record{first, good}), Current: current})
	assert.False(t, cleared.Red())
	assert.True(t, cleared.Lines[1].Replaced)
	order := *snapshot(snapshots.ScopeOrder, snapshots.Field{Name: "description", Value: "Rem"})
	current["5"], current["6"] = now, snapshot(snapshots.ScopeOrder, snapshots.Field{Name: "description", Value: "Fläkt"})
	second := event("5", 1, delivery.StatusSent, with(sent), func(r *audit.Record) { r.Kind = "reminder" })
	third := event("6", 1, delivery.StatusSent, with(&order), func(r *audit.Record) { r.Kind = "order-confirmation" })
	twice := audit.NewHistory(audit.HistoryInput{Messages: audit.Fold([]audit.Record{first, second, third}), Current: current})
	assert.Equal(t, []string{"anna@example.se"}, twice.Booking.Recipients, "each once")
	assert.Equal(t, []string{"anna@example.se"}, twice.Sending.Recipients)
	assert.Equal(t, []string{"anna@example.se"}, twice.Advice().Recipients)

	bo := event("4", 2, delivery.StatusSent, with(now), func(r *audit.Record) { r.Recipient = "bo@example.se" })
	assert.True(t, audit.NewHistory(audit.HistoryInput{Messages: audit.Fold([]audit.Record{first, bo}), Current: current}).Red(), "Anna still believes the old one")
}

func TestR703AnyChangeAndTimeOnly(t *testing.T) {
	t.Parallel()
	old := &snapshots.Snapshot{Whole: snapshots.Fingerprint{1}}
	now := &snapshots.Snapshot{Whole: snapshots.Fingerprint{2}}
	record := event("1", 0, delivery.StatusSent, func(r *audit.Record) { r.Snapshot = old })
	in := audit.HistoryInput{Messages: audit.Fold([]audit.Record{record}), Current: map[string]*snapshots.Snapshot{"1": now, "m": now}}
	assert.False(t, audit.NewHistory(in).Red())
	in.AnyChange = true
	h := audit.NewHistory(in)
	assert.True(t, h.Red())
	assert.Equal(t, "ordern har ändrats", h.Latest().Changes[0].Message(locale.Swedish))

	in = audit.HistoryInput{Messages: audit.Fold([]audit.Record{event("1", 0, delivery.StatusSent)})}
	assert.Equal(t, audit.StalenessUnknown, audit.NewHistory(in).Latest().Staleness)
	in.ChangedAt = at.Add(time.Minute)
	assert.True(t, audit.NewHistory(in).Red())
	in.ChangedAt = at.Add(-time.Minute)
	assert.Equal(t, audit.StalenessFresh, audit.NewHistory(in).Latest().Staleness)
}

func TestAMessageWithoutOutcomeIsUncertain(t *testing.T) {
	t.Parallel()
	in := audit.HistoryInput{Messages: audit.Fold([]audit.Record{event("1", 0, delivery.StatusSending, attempt(1))}), Now: at.Add(time.Minute)}
	assert.Equal(t, delivery.StatusSending, audit.NewHistory(in).Lines[0].Status, "it may be on its way")
	in.Now = at.Add(time.Hour)
	assert.Equal(t, delivery.StatusUncertain, audit.NewHistory(in).Lines[0].Status)
}

func TestAtTheSameInstantTheLaterSendingIsTheNewest(t *testing.T) {
	t.Parallel()
	form := func(key, to string) func(*audit.Record) {
		return func(r *audit.Record) {
			r.Key, r.Recipient, r.Snapshot = key, to, &snapshots.Snapshot{Fields: []snapshots.Field{{Name: "time", Value: key}}}
		}
	}
	second := &snapshots.Snapshot{Fields: []snapshots.Field{{Name: "time", Value: "second"}}}
	h := audit.NewHistory(audit.HistoryInput{
		Messages: audit.Fold([]audit.Record{
			event("1", 0, delivery.StatusSent, form("first", "anna@example.se")), event("2", 0, delivery.StatusSent, form("first", "bo@example.se")),
			event("3", 0, delivery.StatusSent, form("second", "anna@example.se")), event("4", 0, delivery.StatusSent, form("second", "bo@example.se")),
		}),
		Current: map[string]*snapshots.Snapshot{"1": second, "2": second, "3": second, "4": second},
	})
	var ids string
	for _, line := range h.Lines {
		ids += line.ID
	}
	assert.Equal(t, "3412", ids)
	assert.False(t, h.Red(), "what was replaced is not red")
}

func TestTheZeroHistory(t *testing.T) {
	t.Parallel()
	line := audit.HistoryLine{Message: audit.Message{Status: delivery.StatusSent, Recipient: "test@example.se", Test: "redirected from anna@example.se", SentAt: at}}
	text := audit.History{}.Text(line, locale.Swedish)
	assert.Contains(t, text, "skickad: test@example.se [redirected from anna@example.se]")
	assert.NotEmpty(t, audit.History{}.Banner(locale.Swedish))
}

func TestAdvice(t *testing.T) {
	t.Parallel()
	assert.Equal(t, audit.AdviceNone, audit.History{}.Advice().Reason)
	for status, want := range map[delivery.Status]audit.AdviceReason{
		delivery.StatusSent: audit.AdviceNone, delivery.StatusFailed: audit.AdviceFailed, delivery.StatusBounced: audit.AdviceFailed,
		delivery.StatusUncertain: audit.AdviceUncertain, delivery.StatusSending: audit.AdviceNone,
	} {
		a := audit.NewHistory(audit.HistoryInput{Messages: audit.Fold([]audit.Record{event("1", 0, status)})}).Advice()
		assert.Equal(t, want, a.Reason)
		if want == audit.AdviceUncertain {
			assert.False(t, a.SendAgain, "never repeated silently")
		}
	}
}

func TestR618FailedForGood(t *testing.T) {
	t.Parallel()
	failure := func(class delivery.Class, fault delivery.Fault) func(*audit.Record) {
		return func(r *audit.Record) { r.Failure = &delivery.Failure{Class: class, Fault: fault, Reason: "r"} }
	}
	bounced := event("1", 0, delivery.StatusBounced)
	assert.True(t, audit.FailedForGood([]audit.Record{bounced}))
	assert.False(t, audit.FailedForGood([]audit.Record{bounced, event("2", 1, delivery.StatusSent)}))
	assert.True(t, audit.FailedForGood([]audit.Record{event("1", 0, delivery.StatusFailed, failure(delivery.Permanent, delivery.FaultRecipient))}))
	assert.False(t, audit.FailedForGood([]audit.Record{event("1", 0, delivery.StatusFailed, failure(delivery.Permanent, delivery.FaultMessage))}))
	full := func(r *audit.Record) {
		r.Failure = &delivery.Failure{Class: delivery.Permanent, Fault: delivery.FaultRecipient, Reason: reasons.MailboxFull}
	}
	assert.False(t, audit.FailedForGood([]audit.Record{event("1", 0, delivery.StatusFailed, full)}))
	assert.False(t, audit.FailedForGood([]audit.Record{event("1", 0, delivery.StatusBounced, full)}))
	assert.False(t, audit.FailedForGood([]audit.Record{event("1", 0, delivery.StatusFailed, failure(delivery.Temporary, delivery.FaultRecipient))}))
}

func TestExportIsJSONLines(t *testing.T) {
	t.Parallel()
	store := audit.NewMemory()
	for i := range 5 {
		require.NoError(t, store.Append(context.Background(), event(fmt.Sprint(i), i, delivery.StatusSent)))
	}
	var b bytes.Buffer
	require.NoError(t, audit.Export(context.Background(), store, audit.Query{Company: "c", Limit: 2}, &b))
	lines := strings.Split(strings.TrimSpace(b.String()), "\n")
	require.Len(t, lines, 5)
	var r audit.Record
	require.NoError(t, json.Unmarshal([]byte(lines[4]), &r))
	assert.Equal(t, event("4", 4, delivery.StatusSent), r)
	require.Error(t, audit.Export(context.Background(), store, audit.Query{}, &b))
}

func TestEveryLanguageIsComplete(t *testing.T) {
	t.Parallel()
	assert.Empty(t, audit.TestOutcome("").Message(locale.English))
	for _, l := range locale.BuiltIn() {
		for _, status := range []delivery.Status{delivery.StatusQueued, delivery.StatusSending, delivery.StatusFailed, delivery.StatusSkipped, delivery.StatusSuperseded, delivery.StatusUncertain, delivery.StatusSent, delivery.StatusDelivered, delivery.StatusBounced} {
			h := audit.NewHistory(audit.HistoryInput{Messages: audit.Fold([]audit.Record{event("1", 0, status)})})
			for _, text := range []string{h.Banner(l), h.Text(h.Lines[0], l), h.Advice().Message(l)} {
				assert.NotContains(t, text, "audit.", l)
				assert.NotContains(t, text, "%!", l)
			}
		}
	}
}

func TestAdviceSaysWhatToMend(t *testing.T) {
	t.Parallel()
	for want, f := range map[audit.AdviceReason]delivery.Failure{
		audit.AdviceFailed:  {Class: delivery.Permanent, Fault: delivery.FaultRecipient},
		audit.AdviceRefused: {Class: delivery.Permanent, Fault: delivery.FaultMessage},
		audit.AdviceNotSent: {Class: delivery.Configuration, Fault: delivery.FaultSender},
		audit.AdviceLater:   {Class: delivery.Temporary, Fault: delivery.FaultRecipient},
	} {
		failed := event("1", 0, delivery.StatusFailed, func(r *audit.Record) { r.Failure = &f })
		a := audit.NewHistory(audit.HistoryInput{Messages: audit.Fold([]audit.Record{failed})}).Advice()
		assert.Equal(t, want, a.Reason)
		assert.True(t, a.SendAgain)
	}
}

func TestTextOfNoMessageIsEmpty(t *testing.T) {
	t.Parallel()
	var h audit.History
	assert.Empty(t, h.Text(h.Latest(), locale.Swedish))
}

func TestTextSaysWhatAndWhy(t *testing.T) {
	t.Parallel()
	var h audit.History
	line := audit.HistoryLine{Message: audit.Message{
		Kind: "booking-confirmation", Recipient: "anna@example.se", Status: delivery.StatusFailed,
		Failure: &delivery.Failure{Class: delivery.Permanent, Fault: delivery.FaultRecipient, Reason: "mailbox-unknown", Code: "550 5.1.1"},
	}}
	assert.Contains(t, h.Text(line, locale.Swedish), " bokningsbekräftelse, misslyckades: anna@example.se; mottagaren tog inte emot det (adressen finns inte, 550 5.1.1)")
	line.Kind, line.Failure, line.Test, line.IntendedFor = "egen", nil, audit.TestRedirected, "bo@example.se"
	assert.Contains(t, h.Text(line, locale.Swedish), " egen, misslyckades: anna@example.se [testläge: omdirigerat från bo@example.se]")
	line.IntendedFor = ""
	assert.Contains(t, h.Text(line, locale.Swedish), "[testläge: omdirigerat]", "erased")
}
