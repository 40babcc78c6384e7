package email

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/recipients"
)

// TestAMailIsWrittenInOnePiece: what is set aside for it is enough, and not much more,
// whichever part makes it large.
func TestAMailIsWrittenInOnePiece(t *testing.T) {
	t.Parallel()
	const swedish = "Vi kommer till er på fredag och går igenom anläggningen.\n"
	data := bytes.Repeat([]byte("7"), 100_000)
	for name, change := range map[string]func(*Message){
		"short":      func(*Message) {},
		"text":       func(m *Message) { m.Text = strings.Repeat(swedish, 1000) },
		"html":       func(m *Message) { m.HTML = "<p>" + strings.Repeat(swedish, 1000) },
		"calendar":   func(m *Message) { m.Calendar = &Calendar{Method: "REQUEST", Name: "a.ics", Data: data} },
		"attachment": func(m *Message) { m.Attachments = []File{{Name: "a.pdf", Data: data}} },
		"picture": func(m *Message) {
			m.HTML, m.Inline = "<p>", []Inline{{ContentID: "a", File: File{Name: "a.png", ContentType: "image/png", Data: data}}}
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			to := recipients.Mailbox{Name: "Anna", Address: recipients.MustParseAddress("anna@example.se")}
			m := &Message{ID: "m", Date: time.Unix(0, 0), From: to, To: to, Subject: "Order 4711", Text: "Hej!"}
			change(m)
			raw, err := Encode(m)
			require.NoError(t, err)
			assert.LessOrEqual(t, len(raw), m.roughSize())
			assert.Less(t, m.roughSize(), len(raw)*5/4+2048)
		})
	}
}
