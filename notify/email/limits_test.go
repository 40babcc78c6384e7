package email_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/notify/email"
)

// encoded is a mail that must be right.
func encoded(t *testing.T, m *email.Message) string {
	t.Helper()
	raw, err := email.Encode(m)
	require.NoError(t, err)
	return string(raw)
}

// unfolded is the value of a mail's first header of that name.
func unfolded(t *testing.T, raw, name string) string {
	t.Helper()
	_, rest, ok := strings.Cut("\r\n"+raw, "\r\n"+name+": ")
	require.True(t, ok, "no %s in %q", name, raw)
	rest = strings.ReplaceAll(rest, "\r\n ", " ")
	value, _, _ := strings.Cut(rest, "\r\n")
	return value
}

// TestWhatAHeaderHoldsToItsLimit: at the limit as it is, one more and it is encoded.
func TestWhatAHeaderHoldsToItsLimit(t *testing.T) {
	t.Parallel()
	word, sixty := "=?utf-8?q?", strings.Repeat("a", 60)
	for name, c := range map[string]struct{ subject, want string }{
		"a word of 60":        {sixty, sixty},
		"a word of 61":        {sixty + "a", word + strings.Repeat("a", 48) + "?= " + word + strings.Repeat("a", 13) + "?="},
		"among shorter words": {"a " + sixty + "a b", word + "a_" + strings.Repeat("a", 46) + "?= " + word + strings.Repeat("a", 15) + "_b?="},
		"a tilde":             {"about ~ 5", "about ~ 5"},
		"readable, full":      {"å" + strings.Repeat("a", 42), word + "=C3=A5" + strings.Repeat("a", 42) + "?="},
		"readable, one more":  {"å" + strings.Repeat("a", 43), word + "=C3=A5" + strings.Repeat("a", 42) + "?= " + word + "a?="},
		"base64, full":        {strings.Repeat("å", 18), "=?utf-8?b?" + strings.Repeat("w6XDpcOl", 6) + "?="},
		"base64, one more":    {strings.Repeat("å", 19), "=?utf-8?b?" + strings.Repeat("w6XDpcOl", 6) + "?= =?utf-8?b?w6U=?="},
		"characters as are":   {"å 0 9 a z A Z - ! * + /", word + "=C3=A5_0_9_a_z_A_Z_-_!_*_+_/?="},
		"characters that not": {"å . , : ; @ [ ` { _ ? =", "=?utf-8?b?w6UgLiAsIDogOyBAIFsgYCB7IF8gPyA9?="},
		"few that are not":    {"åäö abcdefgh.ijklm_no", word + "=C3=A5=C3=A4=C3=B6_abcdefgh=2Eijklm=5Fno?="},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := plain()
			m.Subject = c.subject
			assert.Equal(t, c.want, unfolded(t, encoded(t, m), "Subject"))
		})
	}
}

// TestAWordOfANameIsPlainTo60Characters beside one that has to be encoded.
func TestAWordOfANameIsPlainTo60Characters(t *testing.T) {
	t.Parallel()
	m := plain()
	m.From.Name = "Åke " + strings.Repeat("b", 60)
	assert.Equal(t, "=?utf-8?b?w4VrZQ==?= "+strings.Repeat("b", 60)+" <service@akeskyl.se>", unfolded(t, encoded(t, m), "From"))
	m.From.Name += "b"
	assert.Equal(t, "=?utf-8?q?=C3=85ke_"+strings.Repeat("b", 45)+"?= =?utf-8?q?"+strings.Repeat("b", 16)+"?= <service@akeskyl.se>", unfolded(t, encoded(t, m), "From"))
}

// TestFoldedLinesAreFilled: the second line has as much room as the first.
func TestFoldedLinesAreFilled(t *testing.T) {
	t.Parallel()
	m := plain()
	m.Subject = strings.TrimSpace(strings.Repeat("ett ord ", 30))
	_, rest, _ := strings.Cut(encoded(t, m), "\r\nSubject:")
	value, _, _ := strings.Cut(rest, "\r\nMessage-ID")
	lines := strings.Split("Subject:"+value, "\r\n")
	for i, line := range lines {
		assert.LessOrEqual(t, len(line), 78, line)
		if i+1 < len(lines) {
			first, _, _ := strings.Cut(strings.TrimPrefix(lines[i+1], " "), " ")
			assert.Greater(t, len(line)+1+len(first), 78, "%q had room for %q", line, first)
		}
	}
	require.Len(t, lines, 4)
}

// TestWhatAnIDLooksLikeInTheMessageID: one that support may search for stays as it is,
// as long as it leaves the header on one line.
func TestWhatAnIDLooksLikeInTheMessageID(t *testing.T) {
	t.Parallel()
	const short, long = "service@akeskyl.se", "a@an.office.with.quite.a.long.name.of.its.own.example.com"
	for _, c := range []struct {
		address string
		id      int
		kept    bool
	}{{short, 45, true}, {short, 46, false}, {long, 32, true}, {long, 33, false}} {
		m := plain()
		m.From = mailbox("", c.address)
		m.ID = strings.Repeat("7", c.id)
		_, domain, _ := strings.Cut(c.address, "@")
		assert.Equal(t, c.kept, m.MessageID() == "<"+m.ID+"@"+domain+">", "%d characters, %s: %s", c.id, c.address, m.MessageID())
		assert.Contains(t, encoded(t, m), "\r\nMessage-ID: "+m.MessageID()+"\r\n")
	}
}

// TestHowFilesAreNamed in both places where readers look.
func TestHowFilesAreNamed(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, kind, disposition, contentType string }{
		{"order.pdf", "", ` filename=order.pdf`, `application/octet-stream; name="order.pdf"`},
		{"order.pdf", "application/pdf", ` filename=order.pdf`, `application/pdf; name="order.pdf"`},
		{"Åke.pdf", "application/pdf", ` filename*=utf-8''%C3%85ke.pdf`, `application/pdf; name="=?utf-8?b?w4VrZS5wZGY=?="`},
		{"50%_0-9.azAZ", "x/y", ` filename*=utf-8''50%25_0-9.azAZ`, `x/y; name="50%_0-9.azAZ"`},
		{"Åke's (2).pdf", "x/y", ` filename*=utf-8''%C3%85ke%27s%20%282%29.pdf`, `x/y; name="=?utf-8?b?w4VrZSdzICgyKS5wZGY=?="`},
	} {
		m := plain()
		m.Attachments = []email.File{{Name: c.name, ContentType: c.kind, Data: []byte("x")}}
		_, part, _ := strings.Cut(encoded(t, m), "\r\nContent-Type: text/plain")
		assert.Equal(t, "attachment; "+c.disposition[1:], unfolded(t, part, "Content-Disposition"))
		assert.Equal(t, c.contentType, unfolded(t, part[strings.Index(part, "\r\n--"):], "Content-Type"))
	}
}

// TestCountingLeavesTheMessageAsItWas: its files are still to be sent.
func TestCountingLeavesTheMessageAsItWas(t *testing.T) {
	t.Parallel()
	m := full()
	_, err := email.EncodedSize(m)
	require.NoError(t, err)
	_ = email.SizeBound(m)
	assert.Equal(t, full(), m)
}

// TestWhatIsStillValid at the limits that other tests pass.
func TestWhatIsStillValid(t *testing.T) {
	t.Parallel()
	m := full()
	m.Date = time.Date(9999, 12, 31, 0, 0, 0, 0, time.UTC)
	m.Language = "a" + strings.Repeat("9", 34)
	m.Inline[0].ContentID = strings.Repeat("9", 128)
	require.NoError(t, m.Validate())
	m.Language += "9"
	m.Inline[0].ContentID += "9"
	assert.EqualError(t, m.Validate(), "email: Language is not a language tag, such as en\nemail: Inline[0].ContentID is empty, duplicated, too long or has characters other than the letters a–z, digits and .-_@")
}

// TestTheLongestHeadersAreWithinTheBound: each text of a header and of a file's own
// headers as long, and as costly to encode, as it may be.
func TestTheLongestHeadersAreWithinTheBound(t *testing.T) {
	t.Parallel()
	label := strings.Repeat("a", 60) + "."
	domain := strings.Repeat(label, 3) + "example.se"
	worst := func(files int) *email.Message {
		m := plain()
		m.From = mailbox(strings.Repeat("éaaaa", email.MaxFileName/6), strings.Repeat("a", 60)+"@"+domain)
		m.To = mailbox(strings.Repeat(`"`, email.MaxFileName), strings.Repeat("b", 60)+"@"+domain)
		m.ReplyTo = mailbox(strings.Repeat("é=", email.MaxFileName/3), strings.Repeat("c", 60)+"@"+domain)
		m.Subject = strings.Repeat("éaaaa", email.MaxSubject/6)
		m.ID, m.Thread, m.Language, m.Automatic = strings.Repeat("i", 32), strings.Repeat("j", 32), strings.Repeat("s", 35), true
		m.HTML = "<p>Hej</p>"
		for range files {
			name, kind := strings.Repeat("'é%", email.MaxFileName/4), strings.Repeat("k", 60)+"/"+strings.Repeat("s", 100)
			m.Attachments = append(m.Attachments, email.File{Name: name, ContentType: kind, Data: bytes.Repeat([]byte("x"), 57)})
			m.Inline = append(m.Inline, email.Inline{ContentID: strings.Repeat("c", 127) + string(rune('a'+len(m.Inline))), File: email.File{Name: name, ContentType: kind}})
		}
		if files > 0 {
			m.Calendar = &email.Calendar{Method: "REQUEST", Name: strings.Repeat("'é%", email.MaxFileName/4), Data: []byte("x")}
		}
		return m
	}
	for _, files := range []int{0, 1, 20} {
		m := worst(files)
		raw := encoded(t, m)
		assert.GreaterOrEqual(t, email.SizeBound(m), len(raw), "%d files", files)
	}
}
