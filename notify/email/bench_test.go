package email_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	gomail "github.com/wneessen/go-mail"

	"github.com/budkavle/budkavle/notify/email"
)

// threeKB is a mail of 3 kB in text and HTML.
func threeKB() *email.Message {
	m := plain()
	m.Text = strings.Repeat("Vi kommer till er på fredag och går igenom anläggningen.\n", 22)
	m.HTML = "<html><body>" + strings.Repeat("<p>Vi kommer till er på fredag och går igenom den.</p>\n", 22) + "</body></html>"
	return m
}

// BenchmarkEncode composes a text and HTML mail of 3 kB, ours beside go-mail:
//
//	go test -run xxx -bench Encode/ -count 5 ./notify/email
func BenchmarkEncode(b *testing.B) {
	m := threeKB()
	b.Run("ours", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			_, err := email.Encode(m)
			require.NoError(b, err)
		}
	})
	b.Run("go-mail", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			msg := gomail.NewMsg()
			require.NoError(b, msg.FromFormat(m.From.Name, m.From.Address.String()))
			require.NoError(b, msg.AddToFormat(m.To.Name, m.To.Address.String()))
			msg.Subject(m.Subject)
			msg.SetBodyString(gomail.TypeTextPlain, m.Text)
			msg.AddAlternativeString(gomail.TypeTextHTML, m.HTML)
			var buf bytes.Buffer
			_, err := msg.WriteTo(&buf)
			require.NoError(b, err)
		}
	})
}

// BenchmarkEncodeFile encodes a mail with a PDF of 1 MB.
func BenchmarkEncodeFile(b *testing.B) {
	m := threeKB()
	m.Attachments = []email.File{{Name: "order.pdf", ContentType: "application/pdf", Data: bytes.Repeat([]byte("%PDF-1.7"), 1<<17)}}
	b.SetBytes(1 << 20)
	b.ReportAllocs()
	for b.Loop() {
		_, err := email.Encode(m)
		require.NoError(b, err)
	}
}
