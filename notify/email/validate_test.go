package email_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/notify/email"
	"github.com/budkavle/budkavle/recipients"
	"github.com/budkavle/budkavle/templating/locale"
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
		{"Thread", func(m *email.Message) { m.Thread = strings.Repeat("x", email.MaxID+1) }},
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
		var wrong *email.MessageError
		valid := m.Validate()
		require.ErrorAs(t, valid, &wrong, c.field)
		assert.Equal(t, c.field, wrong.Field)
		for _, l := range locale.BuiltIn() {
			assert.Contains(t, wrong.Message(l), c.field)
			assert.NotContains(t, wrong.Message(l), "email.")
			assert.NotContains(t, wrong.Message(l), "%!")
		}
		_, err := email.Encode(m)
		assert.Equal(t, valid, err)
		_, err = email.EncodedSize(m)
		assert.Equal(t, valid, err)
	}
}

// TestValidateNamesEveryMistake at once, and what lies at a limit is right.
func TestValidateNamesEveryMistake(t *testing.T) {
	t.Parallel()
	m := full()
	m.ID, m.Subject, m.Text, m.Attachments[0].Name = "", "", "", "a/b"
	joined, ok := m.Validate().(interface{ Unwrap() []error })
	require.True(t, ok)
	var fields []string
	for _, err := range joined.Unwrap() {
		wrong, ok := errors.AsType[*email.MessageError](err)
		require.True(t, ok)
		fields = append(fields, wrong.Field)
	}
	assert.Equal(t, []string{"ID", "Subject", "Text", "Attachments[0].Name"}, fields)
	assert.EqualError(t, joined.Unwrap()[0], "email: ID is missing")

	var nothing *email.Message
	require.Error(t, nothing.Validate())
	_, err := email.Encode(nothing)
	require.Error(t, err)
	_, err = email.EncodedSize(nothing)
	require.Error(t, err)

	m = full()
	m.ID, m.Thread = strings.Repeat("i", email.MaxID), strings.Repeat("t", email.MaxID)
	m.Subject, m.From.Name = strings.Repeat("s", email.MaxSubject), strings.Repeat("n", email.MaxFileName)
	m.Attachments[0].Name = strings.Repeat("f", email.MaxFileName)
	m.Attachments[1].ContentType = strings.Repeat("k", 60) + "/" + strings.Repeat("s", 100)
	m.Date = time.Date(1900, 1, 1, 0, 0, 0, 0, time.UTC)
	m.Language = "az-AZ"
	require.NoError(t, m.Validate())
	m.Attachments[1].ContentType = strings.Repeat("k", 61) + "/x"
	require.Error(t, m.Validate())
	m.Attachments[1].ContentType = "x/" + strings.Repeat("k", 101)
	require.Error(t, m.Validate())
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
