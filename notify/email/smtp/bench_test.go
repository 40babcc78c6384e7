package smtp_test

import (
	"context"
	netsmtp "net/smtp"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	gomail "github.com/wneessen/go-mail"

	"github.com/budkavle/budkavle/notify/email"
	"github.com/budkavle/budkavle/notify/email/smtp"
	"github.com/budkavle/budkavle/notify/sendertest"
)

// BenchmarkDelayed compares mails of 3.7 kB to a server 20 ms away (the double
// with a delay), composed and sent.
//
//	go test -run xxx -bench Delayed -benchtime 100x ./notify/email/smtp
func BenchmarkDelayed(b *testing.B) { compare(b, 20*time.Millisecond) }

// BenchmarkLoopback is the same without a delay, where the double and composing
// are most of it:
//
//	go test -run xxx -bench Loopback -benchtime 3000x -count 3 ./notify/email/smtp
func BenchmarkLoopback(b *testing.B) { compare(b, 0) }

func compare(b *testing.B, delay time.Duration) {
	b.Run("net-smtp-reused", func(b *testing.B) {
		server := away(b, delay)
		client, err := netsmtp.Dial(hostPort(server))
		require.NoError(b, err)
		defer client.Close()
		for i := 0; b.Loop(); i++ {
			raw, err := email.Encode(threeKB("m-" + strconv.Itoa(i)))
			require.NoError(b, err)
			require.NoError(b, client.Mail("service@akeskyl.se"))
			require.NoError(b, client.Rcpt("anna@example.se"))
			w, err := client.Data()
			require.NoError(b, err)
			_, err = w.Write(raw)
			require.NoError(b, err)
			require.NoError(b, w.Close())
		}
	})
	b.Run("go-mail-DialAndSend", func(b *testing.B) {
		server := away(b, delay)
		for b.Loop() {
			client, err := gomail.NewClient("127.0.0.1", gomail.WithPort(server.Port()), gomail.WithTLSPolicy(gomail.NoTLS), gomail.WithHELO("client.test"))
			require.NoError(b, err)
			msg := gomail.NewMsg()
			require.NoError(b, msg.From("service@akeskyl.se"))
			require.NoError(b, msg.To("anna@example.se"))
			msg.Subject("Order 4711")
			msg.SetBodyString(gomail.TypeTextPlain, threeKB("m").Text)
			require.NoError(b, client.DialAndSend(msg))
		}
	})
	b.Run("one-at-a-time", func(b *testing.B) {
		s := connected(b, away(b, delay), 1)
		for i := 0; b.Loop(); i++ {
			_, err := s.Send(b.Context(), threeKB("m-"+strconv.Itoa(i)))
			require.NoError(b, err)
		}
	})
	for _, connections := range []int{1, 4} {
		b.Run("many-wait-over-"+strconv.Itoa(connections), func(b *testing.B) {
			s := connected(b, away(b, delay), connections)
			b.ResetTimer()
			many(b, s, b.N)
		})
	}
}

func away(b testing.TB, delay time.Duration) *sendertest.SMTPServer {
	server := &sendertest.SMTPServer{Delay: delay}
	require.NoError(b, server.Start())
	b.Cleanup(server.Close)
	return server
}

func hostPort(server *sendertest.SMTPServer) string {
	return "127.0.0.1:" + strconv.Itoa(server.Port())
}

// connected is a Sender whose connections are open.
func connected(b testing.TB, server *sendertest.SMTPServer, connections int) *smtp.Sender {
	s := sender(b, server, func(c *smtp.Config) { c.Connections, c.PerConnection = connections, 1<<30 })
	many(b, s, connections)
	return s
}

// many sends n mails, all of which wait at a time (64 at most).
func many(b testing.TB, s *smtp.Sender, n int) {
	atATime(n, func(i int) error {
		_, err := s.Send(context.Background(), threeKB("w-"+strconv.Itoa(i)))
		return err
	}, b.Error)
}

// atATime calls send n times, 64 at a time.
func atATime(n int, send func(int) error, failed func(...any)) {
	var work sync.WaitGroup
	numbers := make(chan int)
	for range min(n, 64) {
		work.Go(func() {
			for i := range numbers {
				if err := send(i); err != nil {
					failed(err)
				}
			}
		})
	}
	for i := range n {
		numbers <- i
	}
	close(numbers)
	work.Wait()
}

func threeKB(id string) *email.Message {
	m := message(id)
	m.Text = strings.Repeat("Vi kommer till er på fredag och går igenom kylanläggningen.\n", 45)
	return m
}

// BenchmarkComposing and BenchmarkSending differ by what delivery costs besides.
func BenchmarkComposing(b *testing.B) {
	b.ReportAllocs()
	m := threeKB("m")
	for b.Loop() {
		raw, err := email.Encode(m)
		require.NoError(b, err)
		b.ReportMetric(float64(len(raw)), "bytes/mail")
	}
}

// BenchmarkSending sends to a server that costs no allocations of its own.
func BenchmarkSending(b *testing.B) {
	s := costless(b)
	m := threeKB("m")
	_, err := s.Send(b.Context(), m)
	require.NoError(b, err)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := s.Send(context.Background(), m); err != nil {
			b.Fatal(err)
		}
	}
}
