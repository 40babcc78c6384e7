package drivertest

import (
	"database/sql"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/audit"
	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/notify/sqlstore"
)

// However many messages there are, and however many of them the indexes have, the
// answers are those of the memory.
func TestTheStoreAnswersAsTheMemoryDoes(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, db *sql.DB, d sqlstore.Dialect, prefix string) {
		store, memory := newStore(t, db, d, prefix), audit.NewMemory()
		random := rand.New(rand.NewPCG(1, 2))
		for n := range 200 {
			var records []audit.Record
			for range 1 + random.IntN(3) {
				records = append(records, anyRecord(random, n))
			}
			require.NoError(t, store.Append(t.Context(), records...))
			require.NoError(t, memory.Append(t.Context(), records...))
			if n%5 == 0 || n > 190 {
				sameAnswer(t, store, memory, anyQuery(random))
			}
		}
		for _, who := range []audit.Identities{{Actors: []string{"u1"}}, {Recipients: []string{"r2@example.se"}}} {
			theirs, err := memory.Erase(t.Context(), "c", who)
			require.NoError(t, err)
			ours, err := store.Erase(t.Context(), "c", who)
			require.NoError(t, err)
			assert.Equal(t, theirs, ours)
		}
		theirs, err := memory.DropBodies(t.Context(), "c", at.Add(100*time.Hour))
		require.NoError(t, err)
		ours, err := store.DropBodies(t.Context(), "c", at.Add(100*time.Hour))
		require.NoError(t, err)
		assert.Equal(t, theirs, ours)
		assert.Positive(t, ours)
		// IDs that take others' places are by chance.
		for _, q := range []audit.Query{{ActorID: "u1"}, {Recipients: []string{"r2@example.se"}}, {ActorID: audit.Erased}, {Recipients: []string{audit.Erased}}} {
			q.Company, q.Limit = "c", audit.MaxLimit
			a, err := store.Records(t.Context(), q)
			require.NoError(t, err)
			b, err := memory.Records(t.Context(), q)
			require.NoError(t, err)
			assert.Len(t, a.Records, len(b.Records), "%+v", q)
		}
	})
}

// sameAnswer compares page by page.
func sameAnswer(t *testing.T, store, memory audit.Store, q audit.Query) {
	t.Helper()
	for ours, theirs := q, q; ; {
		got, err := store.Records(t.Context(), ours)
		require.NoError(t, err)
		want, err := memory.Records(t.Context(), theirs)
		require.NoError(t, err)
		require.Len(t, got.Records, len(want.Records), "%+v", q)
		for i := range got.Records {
			require.Equal(t, want.Records[i], got.Records[i], "%+v", q)
		}
		require.Equal(t, want.Next == "", got.Next == "", "%+v", q)
		if got.Next == "" {
			return
		}
		ours.Cursor, theirs.Cursor = got.Next, want.Next
	}
}

// anyRecord is one of some message's that may have come before.
func anyRecord(random *rand.Rand, n int) audit.Record {
	m := max(0, n-random.IntN(90))
	own := rand.New(rand.NewPCG(uint64(m), 3)) // what is the same in all of a message's records
	number := func(prefix string, of int) string { return fmt.Sprint(prefix, own.IntN(of)) }
	r := audit.Record{
		ID: fmt.Sprint("event", random.IntN(4)), Company: "c", At: at.Add(time.Duration(n-random.IntN(30)) * time.Hour), MessageID: fmt.Sprint("m", m), Key: number("form", 40),
		Order: audit.OrderRef{Kind: "work-order", ID: number("o", 30)}, Kind: number("kind", 3), Channel: delivery.Channel(number("channel", 3)),
		Recipient: number("r", 20) + "@example.se", Actor: audit.UserRef{ID: number("u", 5)}, Template: audit.TemplateRef{ID: number("t", 3)},
		Attempt: 1, Status: statuses[m%len(statuses)],
	}
	switch random.IntN(5) {
	case 0:
		r.Receipt = delivery.Receipt{Provider: fmt.Sprint("p", random.IntN(2)), ProviderID: fmt.Sprint("q", random.IntN(20))}
	case 1:
		r.Subject, r.Body = "S", "B"
	case 2:
		r.MessageID, r.Status, r.Attempt = "", "", 0
		r.ID = fmt.Sprint("claim", n, random.Int())
	}
	return r
}

var statuses = []delivery.Status{
	delivery.StatusQueued, delivery.StatusSending, delivery.StatusFailed, delivery.StatusSkipped, delivery.StatusSuperseded,
	delivery.StatusUncertain, delivery.StatusSent, delivery.StatusDelivered, delivery.StatusBounced,
}

func anyQuery(random *rand.Rand) audit.Query {
	q := audit.Query{Company: "c", Latest: random.IntN(2) == 0, Limit: 1 + random.IntN(30)}
	number := func(prefix string, of int) string { return fmt.Sprint(prefix, random.IntN(of)) }
	for range random.IntN(3) {
		switch random.IntN(11) {
		case 0:
			q.Key = number("form", 40)
		case 1:
			q.OrderIDs = []string{number("o", 30), number("o", 30)}
		case 2:
			q.Kind = number("kind", 3)
		case 3:
			q.Channel = delivery.Channel(number("channel", 3))
		case 4:
			q.Recipients = []string{number("r", 20) + "@example.se", "nobody@example.se"}
		case 5:
			q.ActorID = number("u", 5)
		case 6:
			q.TemplateID = number("t", 3)
		case 7:
			q.Statuses = []delivery.Status{statuses[random.IntN(len(statuses))], statuses[random.IntN(len(statuses))]}
		case 8:
			q.ProviderID = number("q", 20)
		case 9:
			q.Provider = number("p", 2)
		case 10:
			q.NoClaims, q.From, q.To = true, at.Add(50*time.Hour), at.Add(150*time.Hour)
		}
	}
	return q
}

// A record is known by its ID, whatever else looks like one.
func TestARecordIsKnownByItsIDAlone(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, db *sql.DB, d sqlstore.Dialect, prefix string) {
		store := newStore(t, db, d, prefix)
		first := record("1")
		first.Actor.ID, first.Template.ID, first.Body = "2", "3", `{"id":"4","company":"c",`
		require.NoError(t, store.Append(t.Context(), first))
		for _, id := range []string{"2", "3", "4", `5","company":`, `6\`, "7\n8", "1"} {
			more := record("1")
			more.ID = id
			require.NoError(t, store.Append(t.Context(), more))
			require.NoError(t, store.Append(t.Context(), more, more))
		}
		page, err := store.Records(t.Context(), audit.Query{Company: "c"})
		require.NoError(t, err)
		require.Len(t, page.Records, 7)
		assert.Equal(t, first.Body, page.Records[0].Body)
		assert.Equal(t, "7\n8", page.Records[6].ID)
	})
}

// Each of a message's receipts leads to it, and none that was erased; so does whoever
// has dealt with it.
func TestEveryReceiptLeadsToItsMessage(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, db *sql.DB, d sqlstore.Dialect, prefix string) {
		store := newStore(t, db, d, prefix)
		for i, receipt := range []delivery.Receipt{{}, {Provider: "p", ProviderID: "anna@example.se-1"}, {Provider: "p", ProviderID: "2"}, {Provider: "q", ProviderID: "2"}, {Provider: "r"}} {
			r := record("1")
			r.ID, r.Receipt = fmt.Sprint(i), receipt
			require.NoError(t, store.Append(t.Context(), r))
		}
		dealt := record("1")
		dealt.ID, dealt.Acknowledged, dealt.Status, dealt.Actor = "dealt", true, "", audit.UserRef{ID: "bo", Name: "Bo"}
		require.NoError(t, store.Append(t.Context(), dealt))
		find := func(provider, id string) int {
			page, err := store.Records(t.Context(), audit.Query{Company: "c", Provider: provider, ProviderID: id})
			require.NoError(t, err)
			return len(page.Records)
		}
		for _, q := range [][2]string{{"p", "anna@example.se-1"}, {"", "anna@example.se-1"}, {"p", "2"}, {"q", "2"}, {"", "2"}, {"p", ""}, {"q", ""}, {"r", ""}} {
			assert.Equal(t, 6, find(q[0], q[1]), q)
		}
		for _, q := range [][2]string{{"q", "anna@example.se-1"}, {"", "bo"}, {"by", "bo"}, {"s", ""}} {
			assert.Zero(t, find(q[0], q[1]), q)
		}
		erased, err := store.Erase(t.Context(), "c", audit.Identities{Actors: []string{"bo"}})
		require.NoError(t, err)
		assert.Equal(t, 1, erased.Records)
		_, err = store.Erase(t.Context(), "c", audit.Identities{Recipients: []string{"anna@example.se"}})
		require.NoError(t, err)
		assert.Zero(t, find("p", "anna@example.se-1"))
		assert.Equal(t, 6, find("q", "2"))
		var left int
		require.NoError(t, db.QueryRow("SELECT COUNT(*) FROM "+prefix+"links WHERE value LIKE '%anna%' OR value = 'bo'").Scan(&left))
		assert.Zero(t, left)
	})
}
