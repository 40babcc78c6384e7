package smtp_test

import (
	"math/rand/v2"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/notify/email/smtp"
	"github.com/budkavle/budkavle/notify/sendertest"
)

// TestNothingIsClaimedFalsely sends many mails through a server that misbehaves
// at random, and holds what Send said against what was taken.
func TestNothingIsClaimedFalsely(t *testing.T) {
	t.Parallel()
	for seed := range uint64(10) {
		t.Run(strconv.FormatUint(seed, 10), func(t *testing.T) {
			t.Parallel()
			var mu sync.Mutex
			random := rand.New(rand.NewPCG(seed, 1))
			kinds := []sendertest.StepFault{
				{Cut: true},
				{Cut: true, Took: true},
				{Reply: "421 4.3.2 closing", Cut: true},
				{Reply: "451 4.3.0 later"},
				{Reply: "550 5.1.1 no"},
				{Raw: "25", Cut: true},
				{Reply: "354 what"},
				{Raw: "250 ok\r\n250 ok\r\n"},
				{Reply: "250 ok", Cut: true, Took: true},
			}
			server := &sendertest.SMTPServer{Script: func(_ int, at sendertest.Step, _ string) sendertest.StepFault {
				mu.Lock()
				defer mu.Unlock()
				if random.IntN(12) > 0 {
					return sendertest.StepFault{}
				}
				f := kinds[random.IntN(len(kinds))]
				if at == sendertest.StepBody && !strings.HasPrefix(f.Reply, "4") && !strings.HasPrefix(f.Reply, "5") {
					f = sendertest.StepFault{Cut: true} // who says yes before the dot cannot be understood
				}
				f.Took = f.Took && at == sendertest.StepDot
				if at == sendertest.StepDot && strings.HasPrefix(f.Reply+f.Raw, "250") {
					f.Took = true
				}
				return f
			}}
			if seed%2 == 1 {
				server.Extensions = []string{}
			}
			s := start(t, server, func(c *smtp.Config) { c.Connections = 3; c.ReplyTimeout, c.FinalTimeout = time.Second, time.Second })
			outcomes := make([]error, 300)
			var work sync.WaitGroup
			for i := range outcomes {
				work.Go(func() { _, outcomes[i] = s.Send(t.Context(), message("m-"+strconv.Itoa(i))) })
			}
			work.Wait()
			require.NoError(t, s.Close())
			server.Close()
			isTrue(t, server, outcomes)
		})
	}
}
