package crashtest

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/budkavle/budkavle/audit"
	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/notify/notifytest"
	"github.com/budkavle/budkavle/notify/sendertest"
)

// A Sum is what has become of all messages. The zero value is that of none.
type Sum struct {
	Kills    int
	Messages int
	Sent     int // by the log
	Held     int // a person decides: nobody knows whether it arrived
	Second   int // copies at the mail server beyond the first of a message
}

// String is the sum in a line.
func (s Sum) String() string {
	return fmt.Sprintf("%d kills, %d messages: %d sent, %d held, %d second copies",
		s.Kills, s.Messages, s.Sent, s.Held, s.Second)
}

func (s *Sum) add(o Sum) {
	s.Kills += o.Kills
	s.Messages += o.Messages
	s.Sent += o.Sent
	s.Held += o.Held
	s.Second += o.Second
}

// look reads what the log, the outbox and the mail server say, and judges it.
func look(ctx context.Context, store LoggedOutbox, mails []sendertest.SMTPEmail) (Sum, []string) {
	company := notifytest.Settings().Company.ID
	records, err := audit.All(ctx, store, audit.Query{Company: company})
	if err != nil {
		return Sum{}, []string{err.Error()}
	}
	held := map[string]bool{}
	for cursor := ""; ; {
		page, next, err := store.Held(ctx, company, cursor)
		if err != nil {
			return Sum{}, []string{err.Error()}
		}
		for _, h := range page {
			held[h.ID] = true
		}
		if cursor = next; next == "" {
			break
		}
	}
	messages := slices.DeleteFunc(audit.Fold(records), func(m audit.Message) bool { return m.Recipient == "" })
	return judge(messages, held, mails)
}

// judge says what is wrong: a message that is lost, one that is said to be sent and
// is not, one that is held and was certainly not handed over, and a second copy that
// mail programs would not know for one.
func judge(messages []audit.Message, held map[string]bool, mails []sendertest.SMTPEmail) (sum Sum, wrong []string) {
	copies, ids := map[string]int{}, map[string]string{}
	for _, m := range mails {
		copies[m.To]++
		_, rest, _ := strings.Cut(m.Data, "Message-ID: ")
		id, _, _ := strings.Cut(rest, "\r\n")
		if had, again := ids[m.To]; id == "" || again && had != id {
			wrong = append(wrong, m.To+": a copy has another Message-ID, or none")
		}
		ids[m.To] = id
	}
	sum = Sum{Messages: len(messages), Held: len(held)}
	for _, m := range messages {
		n := copies[m.Recipient]
		sum.Second += max(n-1, 0)
		handed := slices.ContainsFunc(m.Records, func(r audit.Record) bool { return r.Status == delivery.StatusSending })
		switch {
		case m.Status == delivery.StatusSent && n == 0:
			wrong = append(wrong, m.Recipient+": the log says that it was sent, and it never arrived")
		case m.Status == delivery.StatusSent && held[m.ID]:
			wrong = append(wrong, m.Recipient+": sent, and held")
		case m.Status == delivery.StatusSent:
			sum.Sent++
		case m.Status != delivery.StatusUncertain || !held[m.ID]:
			wrong = append(wrong, fmt.Sprintf("%s: lost: it is %s, and nobody sends it", m.Recipient, m.Status))
		case !handed:
			wrong = append(wrong, m.Recipient+": held, and it was certainly not handed over")
		}
	}
	return sum, wrong
}
