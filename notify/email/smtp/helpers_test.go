package smtp_test

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"math/big"
	"net"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/notify/email"
	"github.com/budkavle/budkavle/notify/email/smtp"
	"github.com/budkavle/budkavle/notify/sendertest"
	"github.com/budkavle/budkavle/recipients"
)

// start runs a double and a Sender for it, both closed when the test ends.
func start(t testing.TB, server *sendertest.SMTPServer, change func(*smtp.Config)) *smtp.Sender {
	t.Helper()
	require.NoError(t, server.Start())
	t.Cleanup(server.Close)
	return sender(t, server, change)
}

func sender(t testing.TB, server *sendertest.SMTPServer, change func(*smtp.Config)) *smtp.Sender {
	t.Helper()
	config := smtp.Config{
		Host: "127.0.0.1", Port: server.Port(), Security: smtp.None, HELO: "client.test",
		ConnectTimeout: 20 * time.Second, ReplyTimeout: 20 * time.Second, FinalTimeout: 20 * time.Second,
	}
	if change != nil {
		change(&config)
	}
	s, err := smtp.New(config)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, s.Close()) })
	return s
}

func message(id string) *email.Message {
	return &email.Message{
		ID: id, Date: time.Date(2023, 10, 2, 14, 5, 0, 0, time.UTC),
		From:    recipients.Mailbox{Name: "Åkes Kyl", Address: recipients.MustParseAddress("service@akeskyl.se")},
		To:      recipients.Mailbox{Name: "Anna", Address: recipients.MustParseAddress("anna@example.se")},
		Subject: "Order 4711", Text: "Hej!\n.\n..två punkter\n.\r\nQUIT\n",
	}
}

// fault is a script that does f at one step of the first connection.
func fault(at sendertest.Step, f sendertest.StepFault) func(int, sendertest.Step, string) sendertest.StepFault {
	return func(connection int, step sendertest.Step, _ string) sendertest.StepFault {
		if connection == 1 && step == at {
			return f
		}
		return sendertest.StepFault{}
	}
}

// certificate makes one that is valid for names until then, and the pool that
// trusts it.
func certificate(t testing.TB, until time.Time, names ...string) (*tls.Config, *x509.CertPool) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "double"}, DNSNames: names,
		NotBefore: time.Now().Add(-48 * time.Hour), NotAfter: until, IsCA: true, BasicConstraintsValid: true,
		KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign,
	}
	for _, n := range names {
		if ip := net.ParseIP(n); ip != nil {
			template.IPAddresses = append(template.IPAddresses, ip)
		}
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	require.NoError(t, err)
	parsed, err := x509.ParseCertificate(der)
	require.NoError(t, err)
	pool := x509.NewCertPool()
	pool.AddCert(parsed)
	return &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key}}}, pool
}

// noGoroutines fails the test when goroutines of this module are left at its
// end. It is for tests that do not run in parallel.
func noGoroutines(t *testing.T) {
	t.Helper()
	t.Cleanup(func() {
		if stacks := goroutines(); stacks != "" {
			t.Errorf("goroutines are left:\n%s", stacks)
		}
	})
}

func within(t testing.TB, d time.Duration) context.Context {
	ctx, cancel := context.WithTimeout(t.Context(), d)
	t.Cleanup(cancel)
	return ctx
}

func trusting(roots *x509.CertPool) *tls.Config { return &tls.Config{RootCAs: roots} }
