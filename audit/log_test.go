package audit_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/audit"
	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/templating/locale"
)

// observed counts a log's queries, and fails from one of them on.
type observed struct {
	*audit.Memory
	queries, failAt int
}

var errAway = errors.New("the log is away")

func (o *observed) Records(ctx context.Context, q audit.Query) (audit.Page, error) {
	if o.queries++; o.failAt > 0 && o.queries >= o.failAt {
		return audit.Page{}, errAway
	}
	return o.Memory.Records(ctx, q)
}

func TestR707AHashProvesSubjectAndBody(t *testing.T) {
	t.Parallel()
	m := audit.Message{BodySalt: "salt", BodyHash: audit.HashBody("salt", "subject", "body")}
	assert.True(t, m.SameBody("subject", "body"))
	for _, other := range [][2]string{{"other", "body"}, {"subject", "other"}, {"", "subject\x00body"}, {"subjectbody", ""}} {
		assert.False(t, m.SameBody(other[0], other[1]), "%q", other)
	}
	m.BodySalt = ""
	assert.False(t, m.SameBody("subject", "body"), "nobody can try without the salt")
	assert.False(t, (&audit.Message{BodyHash: ""}).SameBody("", ""))
}

func TestFoldKeepsWhatTheFirstRecordSays(t *testing.T) {
	t.Parallel()
	first := event("m", 0, delivery.StatusQueued, func(r *audit.Record) {
		r.Subject, r.Body, r.BodySalt, r.BodyHash, r.Audience, r.Contact = "subject", "body", "salt", "hash", audit.AudienceSupplier, true
		r.IntendedFor, r.RecipientName, r.Language, r.Test, r.Template, r.Key = "bo@example.se", "Anna", "sv", audit.TestRedirected, audit.TemplateRef{ID: "t"}, "key"
	})
	m := audit.Fold([]audit.Record{first, event("m", 1, delivery.StatusSent, func(r *audit.Record) { r.Body = "other" })})[0]
	assert.Equal(t, "subject body salt hash", fmt.Sprint(m.Subject, " ", m.Body, " ", m.BodySalt, " ", m.BodyHash))
	assert.Equal(t, audit.AudienceSupplier, m.Audience)
	assert.True(t, m.Contact)
	assert.Equal(t, "bo@example.se Anna sv redirected t key", fmt.Sprint(m.IntendedFor, " ", m.RecipientName, " ", m.Language, " ", m.Test, " ", m.Template.ID, " ", m.Key))
}

func TestOneSendingKeepsItsOrder(t *testing.T) {
	t.Parallel()
	var records []audit.Record
	for _, id := range []string{"1", "2", "3", "4", "5", "6", "7"} {
		records = append(records, event(id, 0, delivery.StatusSent, func(r *audit.Record) { r.Key = "form" }))
	}
	var ids string
	for _, m := range audit.Latest(audit.Fold(records)) {
		ids += m.ID
	}
	assert.Equal(t, "1234567", ids)
}

func TestFindsTheLineOfAMessage(t *testing.T) {
	t.Parallel()
	h := audit.NewHistory(audit.HistoryInput{Messages: audit.Fold([]audit.Record{event("1", 0, delivery.StatusSent), event("2", 1, delivery.StatusSent)})})
	line, ok := h.Find("1")
	assert.True(t, ok)
	assert.Equal(t, "1", line.ID)
	_, ok = h.Find("3")
	assert.False(t, ok)
}

func TestR615AdviceOfATestModeNamesTheCustomer(t *testing.T) {
	t.Parallel()
	h := newPage(anna).tell("1", "test@example.com", 0, visit("b", 9, 7, "Börje"), visit("b", 9, 8, "Börje"), func(r *audit.Record) {
		r.Test, r.IntendedFor = audit.TestRedirected, annas
	}).history()
	assert.True(t, h.Red())
	assert.Equal(t, []string{annas}, h.Advice().Recipients)
}

func TestR618ManyRecipientsAreAFewQueries(t *testing.T) {
	t.Parallel()
	log := &observed{Memory: audit.NewMemory()}
	bounced := func(id, who string, minutes int, f *delivery.Failure) audit.Record {
		return event(id, minutes, delivery.StatusBounced, func(r *audit.Record) { r.Recipient, r.Failure = who, f })
	}
	full := &delivery.Failure{Class: delivery.Permanent, Fault: delivery.FaultSender, Reason: "blocked"}
	require.NoError(t, log.Append(t.Context(),
		bounced("1", "gone@example.se", 0, nil), bounced("2", "back@example.se", 0, nil), bounced("3", "ours@example.se", 0, full),
		event("4", 5, delivery.StatusSent, func(r *audit.Record) { r.Recipient = "back@example.se" }),
		event("5", 5, delivery.StatusSent, func(r *audit.Record) { r.Recipient = "well@example.se" })))
	asked := []string{"well@example.se", "gone@example.se", "back@example.se", "ours@example.se"}
	for i := range 500 {
		asked = append(asked, fmt.Sprintf("nobody%d@example.se", i))
	}
	dead, err := audit.FailedForGoodOf(t.Context(), log, "c", asked)
	require.NoError(t, err)
	assert.Equal(t, []string{"gone@example.se"}, dead)
	assert.LessOrEqual(t, log.queries, 2)
	none, err := audit.FailedForGoodOf(t.Context(), log, "c", []string{"well@example.se"})
	require.NoError(t, err)
	assert.Empty(t, none)
	for failAt := 1; failAt <= 2; failAt++ {
		log.queries, log.failAt = 0, failAt
		_, err = audit.FailedForGoodOf(t.Context(), log, "c", asked)
		require.ErrorIs(t, err, errAway)
	}
	_, err = audit.Messages(t.Context(), log, audit.Query{Company: "c"})
	require.ErrorIs(t, err, errAway)
}

func TestAPageOfMessagesIsWhole(t *testing.T) {
	t.Parallel()
	log := &observed{Memory: audit.NewMemory()}
	for i := range 5 {
		_, err := log.Claim(t.Context(), audit.Record{ID: fmt.Sprint("claim", i), Company: "c", At: at, Key: fmt.Sprint(i)},
			event(fmt.Sprint(i), i, delivery.StatusQueued), event(fmt.Sprint(i), i+1, delivery.StatusSent, attempt(1)))
		require.NoError(t, err)
	}
	var got []string
	q := audit.Query{Company: "c", Latest: true, Limit: 2}
	for {
		page, err := audit.Messages(t.Context(), log, q)
		require.NoError(t, err)
		for _, m := range page.Messages {
			got = append(got, m.ID+" "+string(m.Status))
		}
		if q.Cursor = page.Next; page.Next == "" {
			break
		}
	}
	assert.Equal(t, []string{"4 sent", "3 sent", "2 sent", "1 sent", "0 sent"}, got)
	log.queries = 0
	_, err := audit.All(t.Context(), log, audit.Query{Company: "c"})
	require.NoError(t, err)
	assert.Equal(t, 1, log.queries)
	assert.Equal(t, audit.DefaultLimit, (&audit.Query{}).PageSize())
	assert.Equal(t, audit.MaxLimit, (&audit.Query{Limit: audit.MaxLimit + 1}).PageSize())
	assert.Equal(t, 7, (&audit.Query{Limit: 7}).PageSize())
}

func TestR702ABannerOfBothChannelsIsAboutTheMail(t *testing.T) {
	t.Parallel()
	a := visit("b", 9, 7, "Börje")
	sms := func(r *audit.Record) { r.Channel, r.Key = delivery.SMS, "form" }
	same := func(r *audit.Record) { r.Key = "form" }
	for _, minutes := range []int{0, 1} { // the SMS goes out at once, or after
		h := newPage(anna, bo).tell("1", annas, 0, a, a, same).tell("2", "+46705123456", minutes, a, a, sms).tell("3", bos, 0, a, a, same, func(r *audit.Record) { r.Audience = audit.AudienceStaff }).history()
		assert.Equal(t, "E-post skickad: 2023-10-02 12:05 till anna@example.se av Eva", h.Banner(locale.Swedish))
	}
	h := newPage(anna).tell("1", annas, 0, a, a).tell("2", "+46705123456", 1, a, a, sms).history()
	assert.Equal(t, "SMS skickat: 2023-10-02 12:06 till +46705123456 av Eva", h.Banner(locale.Swedish), "another sending")
}

// Events of a message that name no recipient are erased with it: what is left is one
// message, and nothing has its ID, which may be made of the address.
func TestR707EventsWithoutARecipientAreErasedToo(t *testing.T) {
	t.Parallel()
	ctx, log, at := t.Context(), audit.NewMemory(), time.Date(2023, time.October, 2, 12, 0, 0, 0, time.UTC)
	message := func(id, message, recipient string, status delivery.Status, note string) audit.Record {
		return audit.Record{ID: id, Company: "c", At: at, MessageID: message, Key: "k", Recipient: recipient, Status: status, Note: note, Actor: audit.UserRef{ID: "eva"}}
	}
	require.NoError(t, log.Append(ctx,
		message("1", "of-anna", "anna@example.se", delivery.StatusQueued, ""), message("2", "of-anna", "", delivery.StatusSkipped, "anna has left"),
		message("3", "of-bo", "bo@example.se", delivery.StatusQueued, ""), message("4", "of-bo", "", delivery.StatusSkipped, "off")))
	found, err := log.Erase(ctx, "c", audit.Identities{Recipients: []string{"anna@example.se"}})
	require.NoError(t, err)
	assert.Equal(t, 1, found.Messages)
	assert.Equal(t, 2, found.Records)
	records, err := audit.All(ctx, log, audit.Query{Company: "c"})
	require.NoError(t, err)
	messages := audit.Fold(records)
	require.Len(t, messages, 2)
	for _, m := range messages {
		assert.Equal(t, delivery.StatusSkipped, m.Status)
		assert.Len(t, m.Records, 2)
		assert.NotEqual(t, "of-anna", m.ID)
		if m.ID == "of-bo" {
			assert.Equal(t, "off", m.Note)
		} else {
			assert.Empty(t, m.Note)
		}
	}
	found, err = log.Erase(ctx, "c", audit.Identities{Actors: []string{"eva"}})
	require.NoError(t, err)
	assert.Equal(t, 4, found.Records, "of a user who sent, the messages stay")
	page, err := log.Records(ctx, audit.Query{Company: "c", MessageID: "of-bo"})
	require.NoError(t, err)
	assert.Len(t, page.Records, 2)
}
