package crashtest

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/audit"
	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/notify/sendertest"
)

// What is wrong after a kill is seen, and what is right is not said to be wrong.
func TestJudge(t *testing.T) {
	t.Parallel()
	message := func(statuses ...delivery.Status) []audit.Message {
		var records []audit.Record
		for i, s := range statuses {
			records = append(records, audit.Record{
				ID: string(s), Company: "c", At: time.Unix(int64(i), 0), MessageID: "m", Key: "k", Channel: delivery.Email,
				Recipient: "a@example.se", Status: s, Attempt: min(i, 1),
			})
		}
		return audit.Fold(records)
	}
	mail := func(ids ...string) (list []sendertest.SMTPEmail) {
		for _, id := range ids {
			list = append(list, sendertest.SMTPEmail{To: "a@example.se", Data: "Subject: x\r\nMessage-ID: " + id + "\r\n\r\n"})
		}
		return list
	}
	queued, sending, sent, uncertain := delivery.StatusQueued, delivery.StatusSending, delivery.StatusSent, delivery.StatusUncertain
	held := map[string]bool{"m": true}
	for name, row := range map[string]struct {
		messages []audit.Message
		held     map[string]bool
		mails    []sendertest.SMTPEmail
		want     Sum
		wrong    string
	}{
		"sent":                 {message(queued, sending, sent), nil, mail("<1>"), Sum{Messages: 1, Sent: 1}, ""},
		"held":                 {message(queued, sending, uncertain), held, nil, Sum{Messages: 1, Held: 1}, ""},
		"held and arrived":     {message(queued, sending, uncertain), held, mail("<1>"), Sum{Messages: 1, Held: 1}, ""},
		"twice, the same":      {message(queued, sending, sent), nil, mail("<1>", "<1>"), Sum{Messages: 1, Sent: 1, Second: 1}, ""},
		"twice, two mails":     {message(queued, sending, sent), nil, mail("<1>", "<2>"), Sum{Messages: 1, Sent: 1, Second: 1}, "another Message-ID"},
		"no Message-ID":        {message(queued, sending, sent), nil, mail(""), Sum{Messages: 1, Sent: 1}, "another Message-ID"},
		"said falsely":         {message(queued, sending, sent), nil, nil, Sum{Messages: 1}, "never arrived"},
		"sent and held":        {message(queued, sending, sent), held, mail("<1>"), Sum{Messages: 1, Held: 1}, "sent, and held"},
		"lost in the queue":    {message(queued), nil, nil, Sum{Messages: 1}, "lost"},
		"lost on its way":      {message(queued, sending), nil, nil, Sum{Messages: 1}, "lost"},
		"uncertain, not held":  {message(queued, sending, uncertain), nil, nil, Sum{Messages: 1}, "lost"},
		"held, not handed":     {message(queued, uncertain), held, nil, Sum{Messages: 1, Held: 1}, "certainly not handed over"},
		"arrived and not sent": {message(queued, sending), nil, mail("<1>"), Sum{Messages: 1}, "lost"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			sum, wrong := judge(row.messages, row.held, row.mails)
			assert.Equal(t, row.want, sum)
			if row.wrong == "" {
				assert.Empty(t, wrong)
			} else if assert.Len(t, wrong, 1) {
				assert.Contains(t, wrong[0], row.wrong)
			}
		})
	}
}

// What a crash may leave depends on where it was.
func TestWhatACrashMayLeave(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		crash Crash
		sum   Sum
		wrong int
	}{
		"all sent":                      {Crash{"mail", 1, 1, false}, Sum{Messages: 4, Sent: 4}, 0},
		"one is missing":                {Crash{"mail", 1, 1, false}, Sum{Messages: 3, Sent: 3}, 1},
		"held before it left":           {Crash{"mail", 1, 1, false}, Sum{Messages: 4, Sent: 3, Held: 1}, 1},
		"held when it left":             {Crash{"dot-lost", 1, 1, false}, Sum{Messages: 4, Sent: 3, Held: 1}, 0},
		"more are held":                 {Crash{"dot-lost", 1, 1, false}, Sum{Messages: 4, Sent: 2, Held: 2}, 1},
		"a second copy":                 {Crash{"dot-taken", 1, 1, false}, Sum{Messages: 4, Sent: 4, Second: 1}, 1},
		"a second copy by policy":       {Crash{"dot-taken", 1, 1, true}, Sum{Messages: 4, Sent: 4, Second: 1}, 0},
		"two by policy":                 {Crash{"dot-taken", 1, 1, true}, Sum{Messages: 4, Sent: 4, Second: 2}, 1},
		"held in spite of the policy":   {Crash{"dot-taken", 1, 1, true}, Sum{Messages: 4, Sent: 3, Held: 1}, 1},
		"several on their way are held": {Crash{"mail", 1, 8, false}, Sum{Messages: 4, Sent: 1, Held: 3}, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			assert.Len(t, row.crash.beside(row.sum), row.wrong)
		})
	}
}

func TestPointsAreEachTwiceAndTheSameEachTime(t *testing.T) {
	t.Parallel()
	count := map[string]int{}
	for _, c := range Points(0) {
		count[c.Point]++
	}
	assert.Len(t, count, 18)
	for point, n := range count {
		assert.Equal(t, !once(point), n >= 2, point)
	}
	assert.Len(t, Points(30), len(Points(0))+30)
	assert.Equal(t, Points(30), Points(30))
}

// What is held must have been on its way when a process was killed, or have taken longer
// than its lease.
func TestWhatMayBeHeldAfterOneKill(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		sum   Sum
		said  string
		wrong string
	}{
		"as many as were on their way":       {Sum{Messages: 10, Held: 8}, "PASS\n", ""},
		"one more":                           {Sum{Messages: 10, Held: 9}, "leases lost: 0\nPASS\n", "9 are held"},
		"one more, and its lease was lost":   {Sum{Messages: 10, Held: 9}, "outbox\nleases lost: 1\nPASS\n", ""},
		"two more, and one lease was lost":   {Sum{Messages: 10, Held: 10}, "leases lost: 1\nPASS\n", "10 are held"},
		"a copy, which one kill may leave":   {Sum{Messages: 10, Second: 1}, "", ""},
		"two copies":                         {Sum{Messages: 10, Second: 2}, "leases lost: 5\n", "2 second copies"},
		"a message that nobody has heard of": {Sum{Messages: 11}, "", "the log has 11 messages"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			said := lastWords{text: []byte(row.said)}
			wrong := row.sum.afterOneKill(10, said.leasesLost())
			if row.wrong == "" {
				assert.Empty(t, wrong)
				return
			}
			require.Len(t, wrong, 1)
			assert.Contains(t, wrong[0], row.wrong)
		})
	}
}
