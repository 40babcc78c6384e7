package emlfolder_test

import (
	"bytes"
	"context"
	"fmt"
	"net/mail"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/audit/delivery/reasons"
	"github.com/budkavle/budkavle/notify/email"
	"github.com/budkavle/budkavle/notify/email/emlfolder"
	"github.com/budkavle/budkavle/notify/sendertest"
	"github.com/budkavle/budkavle/recipients"
)

func message() *email.Message {
	return &email.Message{
		ID: "4711-1", Company: "7", Date: time.Date(2023, 10, 2, 14, 5, 0, 0, time.UTC),
		From:    recipients.Mailbox{Name: "Kyl AB", Address: recipients.MustParseAddress("service@kyl.se")},
		To:      recipients.Mailbox{Address: recipients.MustParseAddress("anna@example.se")},
		Subject: "Order 4711", Text: "Välkommen!",
		Calendar:    &email.Calendar{Method: "PUBLISH", Name: "bokning.ics", Data: []byte("BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n")},
		Attachments: []email.File{{Name: "Order 4711: 2.pdf", ContentType: "application/pdf", Data: []byte("%PDF")}},
	}
}

func TestTheContract(t *testing.T) {
	sendertest.RunEmail(t, func(t *testing.T) sendertest.EmailSubject {
		return sendertest.EmailSubject{Open: func(at sendertest.Situation) (email.Sender, func() []sendertest.Taken, bool) {
			dir := filepath.Join(t.TempDir(), "mails")
			switch at {
			case sendertest.Accepting:
			case sendertest.DiesBefore:
				require.NoError(t, os.WriteFile(dir, nil, 0o600)) // a file where the folder should be
			default:
				return nil, nil, false
			}
			return emlfolder.New(dir), func() []sendertest.Taken { return taken(t, dir) }, true
		}}
	})
}

func taken(t *testing.T, dir string) []sendertest.Taken {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(dir, "*.eml"))
	require.NoError(t, err)
	var list []sendertest.Taken
	for _, name := range names {
		raw, err := os.ReadFile(name)
		require.NoError(t, err)
		m, err := mail.ReadMessage(bytes.NewReader(raw))
		require.NoError(t, err)
		to, err := m.Header.AddressList("To")
		require.NoError(t, err)
		list = append(list, sendertest.Taken{To: to[0].Address, Raw: raw})
	}
	return list
}

func TestFiles(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for range 2 { // a second time replaces
		receipt, err := emlfolder.New(dir).Send(t.Context(), message())
		require.NoError(t, err)
		assert.Equal(t, delivery.Receipt{Provider: "folder", ProviderID: "7-4711-1.eml"}, receipt)
	}
	entries, err := os.ReadDir(dir)
	require.NoError(t, err)
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	assert.Equal(t, []string{"7-4711-1-1-bokning.ics", "7-4711-1-2-Order 4711_ 2.pdf", "7-4711-1.eml"}, names)
	pdf, err := os.ReadFile(filepath.Join(dir, names[1]))
	require.NoError(t, err)
	assert.Equal(t, "%PDF", string(pdf))
}

// TestNothingIsLeftOfAMailThatCannotBeWritten: a folder stands where one of its
// files should.
func TestNothingIsLeftOfAMailThatCannotBeWritten(t *testing.T) {
	t.Parallel()
	for _, taken := range []string{"7-4711-1-1-bokning.ics", "7-4711-1-2-Order 4711_ 2.pdf", "7-4711-1.eml"} {
		dir := t.TempDir()
		require.NoError(t, os.MkdirAll(filepath.Join(dir, taken, "x"), 0o700))
		_, err := emlfolder.New(dir).Send(t.Context(), message())
		assert.Equal(t, reasons.NotWritten, delivery.AsFailure(err).Reason)
		left, err := filepath.Glob(filepath.Join(dir, ".part-*"))
		require.NoError(t, err)
		assert.Empty(t, left)
		eml, err := os.Stat(filepath.Join(dir, "7-4711-1.eml"))
		assert.True(t, err != nil || eml.IsDir(), "no mail without its files")
	}
}

func TestBaseNamesAreSafeAndDiffer(t *testing.T) {
	t.Parallel()
	seen := map[string]string{}
	for _, company := range []string{"", "7", "../x", "a-b", "a"} {
		for _, id := range []string{"1", "../../etc/passwd", "a/b", "a_b", "b-c", "c", "..", ".", "å", "ä", strings.Repeat("x", 255), "C:\\x", "b\x00"} {
			m := message()
			m.Company, m.ID = company, id
			base := emlfolder.BaseName(m)
			assert.Regexp(t, `^[A-Za-z0-9_-][A-Za-z0-9._-]*$`, base)
			assert.LessOrEqual(t, len(base), 80)
			key := company + "|" + id
			assert.Empty(t, seen[base], "%q and %q", seen[base], key)
			seen[base] = key
		}
	}
}

func ExampleSender() {
	dir, err := os.MkdirTemp("", "mails")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(dir)
	receipt, err := emlfolder.New(dir).Send(context.Background(), message())
	fmt.Println(receipt.ProviderID, err)
	// Output: 7-4711-1.eml <nil>
}
