package email_test

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/notify/email"
)

// attacks are texts that some mail program takes for a header, a part, the end
// of a mail or another mail.
var attacks = []string{
	"\r\nBcc: eve@example.com", "\nBcc: eve@example.com", "\rBcc: eve@example.com", "\r\n\r\n<script>alert(1)</script>",
	"\n\nbody", "\r\n.\r\nMAIL FROM:<eve@example.com>\r\n", "\n.\nMAIL FROM:<eve@example.com>\n", "\r.\rQUIT\r", "\r\n.\nRSET", "\n.\r\nRSET", "\r\n.\rRSET",
	"\x00Bcc: eve@example.com", "\x0b\x0cBcc: eve@example.com", "\u0085Bcc: eve@example.com", "\u2028Bcc: eve@example.com", "\u2029Bcc: eve@example.com",
	"\r\n Bcc: eve@example.com", "\r\n\tBcc: eve@example.com", "%0d%0aBcc: eve@example.com", "\\r\\nBcc: eve@example.com",
	"=?utf-8?q?=0D=0ABcc:_eve@example.com?=", "=?utf-8?b?DQpCY2M6IGV2ZUBleGFtcGxlLmNvbQ==?=", "\"; filename=\"evil.exe", "\"\r\nX-Evil: 1", "a\"b\\c", "; boundary=evil",
	"嘊嘍Bcc: eve@example.com", "x>\r\nTo: <eve@example.com", ">, eve@example.com, <x", ", eve@example.com", "eve@example.com>", "(comment)", "\x7f", "\xff\xfe", "\xc0\x8d\xc0\x8a", "\x1b[31m",
	"--\r\nContent-Type: text/html\r\n\r\n<b>", strings.Repeat("a", 2000), strings.Repeat(" ", 500), strings.Repeat("a ", 600) + "\r\n.\r\n", "From eve@example.com Mon Oct  2", ".", "..", ".\r\n.", "\r\n..\r\n.\r\n",
}

// places are every text of a message.
var places = map[string]func(*email.Message, string){
	"ID":                func(m *email.Message, s string) { m.ID += s },
	"Company":           func(m *email.Message, s string) { m.Company += s },
	"From.Name":         func(m *email.Message, s string) { m.From.Name += s },
	"To.Name":           func(m *email.Message, s string) { m.To.Name += s },
	"ReplyTo.Name":      func(m *email.Message, s string) { m.ReplyTo.Name += s },
	"Subject":           func(m *email.Message, s string) { m.Subject += s },
	"Text":              func(m *email.Message, s string) { m.Text += s },
	"HTML":              func(m *email.Message, s string) { m.HTML += s },
	"Language":          func(m *email.Message, s string) { m.Language += s },
	"Thread":            func(m *email.Message, s string) { m.Thread += s },
	"Inline.ContentID":  func(m *email.Message, s string) { m.Inline[0].ContentID += s },
	"Inline.Name":       func(m *email.Message, s string) { m.Inline[0].Name += s },
	"Inline.Type":       func(m *email.Message, s string) { m.Inline[0].ContentType += s },
	"Inline.Data":       func(m *email.Message, s string) { m.Inline[0].Data = []byte(s) },
	"Calendar.Method":   func(m *email.Message, s string) { m.Calendar.Method += s },
	"Calendar.Name":     func(m *email.Message, s string) { m.Calendar.Name += s },
	"Calendar.Data":     func(m *email.Message, s string) { m.Calendar.Data = append(m.Calendar.Data, s...) },
	"Attachment.Name":   func(m *email.Message, s string) { m.Attachments[0].Name = s + m.Attachments[0].Name },
	"Attachment.Suffix": func(m *email.Message, s string) { m.Attachments[0].Name += s },
	"Attachment.Type":   func(m *email.Message, s string) { m.Attachments[0].ContentType += s },
	"Attachment.Data":   func(m *email.Message, s string) { m.Attachments[0].Data = append(m.Attachments[0].Data, s...) },
}

func TestNothingIsInjected(t *testing.T) {
	t.Parallel()
	for place, put := range places {
		for _, attack := range attacks {
			m := full()
			put(m, attack)
			raw, err := email.Encode(m)
			if err != nil {
				var refused *email.MessageError
				require.ErrorAs(t, err, &refused, "%s: %q", place, attack)
				assert.NotContains(t, err.Error(), "eve@", "an error shows none of the content")
				continue
			}
			require.NoError(t, intact(m, raw), "%s: %q", place, attack)
		}
	}
}

// FuzzEncode puts one text in one place of a whole message.
func FuzzEncode(f *testing.F) {
	names := slices.Sorted(maps.Keys(places)) // the same number is the same place in every run
	for _, attack := range attacks {
		f.Add(uint8(len(attack)), attack)
	}
	f.Add(uint8(5), "Vill ni skicka ett epost till kontaktpersonen med bokningsbekräftelse?")
	f.Add(uint8(6), "namn.namn@mail.com,namn2.namn@mail.com")
	f.Fuzz(func(t *testing.T, at uint8, text string) {
		place, m := names[int(at)%len(names)], full()
		places[place](m, text)
		raw, err := email.Encode(m)
		if err != nil {
			var refused *email.MessageError
			require.ErrorAs(t, err, &refused)
			return
		}
		require.NoError(t, intact(m, raw), place)
		size, err := email.EncodedSize(m)
		require.NoError(t, err)
		require.Equal(t, len(raw), size)
		require.GreaterOrEqual(t, email.SizeBound(m), size)
	})
}
