package email_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/notify/email"
	"github.com/budkavle/budkavle/recipients"
)

// TestValidateNamesTheField for every way to be wrong.
func TestValidateNamesTheField(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		field string
		spoil func(*email.Message)
	}{
		{"ID", func(m *email.Message) { m.ID = "" }},
		{"ID", func(m *email.Message) { m.ID = strings.Repeat("x", email.MaxID+1) }},
		{"ID", func(m *email.Message) { m.Thread = strings.Repeat("x", email.MaxID+1) }},
		{"Date", func(m *email.Message) { m.Date = time.Time{} }},
		{"Date", func(m *email.Message) { m.Date = time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC) }},
		{"From", func(m *email.Message) { m.From.Address = recipients.Address{} }},
		{"To", func(m *email.Message) { m.To = recipients.Mailbox{} }},
		{"ReplyTo", func(m *email.Message) { m.ReplyTo.Address = recipients.Address{}; m.ReplyTo.Name = "x" }},
		{"To.Name", func(m *email.Message) { m.To.Name = "a\r\nBcc: b" }},
		{"To.Name", func(m *email.Message) { m.To.Name = strings.Repeat("x", email.MaxFileName+1) }},
		{"From.Name", func(m *email.Message) { m.From.Name = "\xff" }},
		{"Subject", func(m *email.Message) { m.Subject = " " }},
		{"Subject", func(m *email.Message) { m.Subject = strings.Repeat("x", email.MaxSubject+1) }},
		{"Subject", func(m *email.Message) { m.Subject = "a\u2028b" }},
		{"Text", func(m *email.Message) { m.Text = "" }},
		{"Text", func(m *email.Message) { m.Text = "a\x00b" }},
		{"HTML", func(m *email.Message) { m.HTML = "\xff" }},
		{"Language", func(m *email.Message) { m.Language = "sv, en" }},
		{"Inline", func(m *email.Message) { m.HTML = "" }},
		{"Inline[0].ContentID", func(m *email.Message) { m.Inline[0].ContentID = "a>b" }},
		{"Inline[1].ContentID", func(m *email.Message) { m.Inline = append(m.Inline, m.Inline[0]) }},
		{"Inline[0].ContentType", func(m *email.Message) { m.Inline[0].ContentType = "image/png; x=y" }},
		{"Calendar.Method", func(m *email.Message) { m.Calendar.Method = "REPLY" }},
		{"Calendar.Data", func(m *email.Message) { m.Calendar.Data = nil }},
		{"Calendar.Name", func(m *email.Message) { m.Calendar.Name = "" }},
		{"Attachments[0].Name", func(m *email.Message) { m.Attachments[0].Name = "a/b" }},
		{"Attachments[0].Name", func(m *email.Message) { m.Attachments[0].Name = `a\b` }},
		{"Attachments[0].Name", func(m *email.Message) { m.Attachments[0].Name = ".." }},
		{"Attachments[1].Name", func(m *email.Message) { m.Attachments[1].Name = "=?utf-8?q?x?=.pdf" }},
		{"Attachments[0].ContentType", func(m *email.Message) { m.Attachments[0].ContentType = "pdf" }},
		{"Attachments[0].ContentType", func(m *email.Message) { m.Attachments[0].ContentType = "multipart/mixed" }},
		{"Attachments[0].ContentType", func(m *email.Message) { m.Attachments[0].ContentType = "Message/rfc822" }},
	} {
		m := full()
		c.spoil(m)
		var wrong *email.Error
		require.ErrorAs(t, m.Validate(), &wrong, c.field)
		assert.Equal(t, c.field, wrong.Field)
		_, err := email.Encode(m)
		assert.Equal(t, wrong, err)
		_, err = email.EncodedSize(m)
		assert.Equal(t, wrong, err)
	}
}

// TestWhoStartsAThread refers to no other mail.
func TestWhoStartsAThread(t *testing.T) {
	t.Parallel()
	for _, thread := range []string{"", plain().ID} {
		m := plain()
		m.Thread = thread
		raw, err := email.Encode(m)
		require.NoError(t, err)
		assert.NotContains(t, string(raw), "References")
		assert.NotContains(t, string(raw), "In-Reply-To")
	}
}
