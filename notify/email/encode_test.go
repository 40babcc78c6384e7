package email_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"io"
	"mime"
	"mime/multipart"
	"net/mail"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/notify/email"
	"github.com/budkavle/budkavle/recipients"
)

var update = flag.Bool("update", false, "write the golden files anew")

func mailbox(name, address string) recipients.Mailbox {
	return recipients.Mailbox{Name: name, Address: recipients.MustParseAddress(address)}
}

// plain is the least that a message needs.
func plain() *email.Message {
	return &email.Message{
		ID: "m-4711", Date: time.Date(2023, 10, 2, 14, 5, 0, 0, time.FixedZone("", 2*3600)),
		From: mailbox("Åkes Kyl & Värme AB", "service@akeskyl.se"), To: mailbox("Anna Öberg", "anna@example.se"),
		Subject: "Bokningsbekräftelse – order 4711", Text: "Hej Anna!\n\n.En rad med punkt\nVälkommen på fredag.\n",
	}
}

// full has every level of the structure.
func full() *email.Message {
	m := plain()
	m.ReplyTo = mailbox("", "order@akeskyl.se")
	m.HTML = `<html><body><p>Hej Anna!</p><img src="cid:logo@budkavle"></body></html>`
	m.Language, m.Thread, m.Automatic = "sv", "m-4700", true
	m.Inline = []email.Inline{{ContentID: "logo@budkavle", File: email.File{Name: "logotyp.png", ContentType: "image/png", Data: []byte("\x89PNG not really")}}}
	m.Calendar = &email.Calendar{Method: "REQUEST", Name: "bokning.ics", Data: []byte("BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nSUMMARY:Besök hos Åke\r\nEND:VCALENDAR\r\n")}
	m.Attachments = []email.File{
		{Name: "Följesedel åäö 4711.pdf", ContentType: "application/pdf", Data: bytes.Repeat([]byte("%PDF-1.7\n"), 40)},
		{Name: "plain.txt", ContentType: "text/plain", Data: []byte("text")},
	}
	return m
}

func TestGoldens(t *testing.T) {
	t.Parallel()
	noHTML := plain()
	noHTML.Attachments = []email.File{{Name: "order.pdf", ContentType: "application/pdf", Data: []byte("pdf")}}
	html := plain()
	html.HTML = "<p>Hej</p>"
	for name, m := range map[string]*email.Message{"plain": plain(), "html": html, "attachment": noHTML, "full": full()} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := email.Encode(m)
			require.NoError(t, err)
			file := filepath.Join("testdata", name+".eml")
			if *update {
				require.NoError(t, os.WriteFile(file, got, 0o600))
			}
			want, err := os.ReadFile(file)
			require.NoError(t, err)
			assert.Equal(t, string(want), string(got))
		})
	}
}

func TestEncodeIsDeterministic(t *testing.T) {
	t.Parallel()
	first, err := email.Encode(full())
	require.NoError(t, err)
	for range 20 {
		again, err := email.Encode(full())
		require.NoError(t, err)
		require.True(t, bytes.Equal(first, again))
	}
}

func TestStructure(t *testing.T) {
	t.Parallel()
	got, err := email.Encode(full())
	require.NoError(t, err)
	assert.Equal(t, "multipart/mixed( multipart/related( multipart/alternative( text/plain text/html text/calendar ) image/png ) application/ics application/pdf text/plain )", shape(t, got))
}

// shape names the parts of a mail as the standard library reads them.
func shape(t *testing.T, raw []byte) string {
	t.Helper()
	msg, err := mail.ReadMessage(bytes.NewReader(raw))
	require.NoError(t, err)
	boundaries := map[string]bool{}
	return partShape(t, msg.Header.Get("Content-Type"), msg.Body, boundaries)
}

func partShape(t *testing.T, contentType string, body io.Reader, seen map[string]bool) string {
	t.Helper()
	kind, params, err := mime.ParseMediaType(contentType)
	require.NoError(t, err)
	if !strings.HasPrefix(kind, "multipart/") {
		return kind
	}
	require.False(t, seen[params["boundary"]], "two levels share a boundary")
	seen[params["boundary"]] = true
	out := kind + "("
	r := multipart.NewReader(body, params["boundary"])
	for {
		part, err := r.NextRawPart()
		if err == io.EOF {
			return out + " )"
		}
		require.NoError(t, err)
		out += " " + partShape(t, part.Header.Get("Content-Type"), part, seen)
	}
}

func TestHeadersAreThoseOfGoodSenders(t *testing.T) {
	t.Parallel()
	got, err := email.Encode(full())
	require.NoError(t, err)
	msg, err := mail.ReadMessage(bytes.NewReader(got))
	require.NoError(t, err)
	var names []string
	for name, values := range msg.Header {
		names = append(names, name)
		assert.Len(t, values, 1, name)
	}
	assert.ElementsMatch(t, []string{
		"Auto-Submitted", "Content-Language", "Content-Type", "Date", "From", "In-Reply-To",
		"Message-Id", "Mime-Version", "References", "Reply-To", "Subject", "To",
	}, names)
	assert.Equal(t, "<m-4711@akeskyl.se>", msg.Header.Get("Message-Id"))
	assert.Equal(t, "<m-4700@akeskyl.se>", msg.Header.Get("References"))
	assert.Equal(t, full().MessageID(), msg.Header.Get("Message-Id"))
}

func TestSubjectsAndNamesComeBack(t *testing.T) {
	t.Parallel()
	for _, s := range []string{
		"Order 4711", "Bokningsbekräftelse – order 4711: fredag 06 oktober kl. 07:00–10:00 hos Åkes Kyl & Värme i Örnsköldsvik",
		"=?utf-8?q?=0D=0ABcc:_x@y.se?=", "a" + strings.Repeat(" ", 200) + "b", strings.Repeat("x", 900),
		strings.Repeat("å", 400), " outer ", "日本語の件名", "smile 😀 " + strings.Repeat("😀", 100), "a \"quoted\" <b@c.se>, d", strings.Repeat("ab ", 300) + "c",
		"?=", "=?", "x=?=?=",
	} {
		m := plain()
		m.Subject = s
		raw, err := email.Encode(m)
		require.NoError(t, err, s)
		checkLines(t, raw)
		msg, err := mail.ReadMessage(bytes.NewReader(raw))
		require.NoError(t, err)
		decoded, err := new(mime.WordDecoder).DecodeHeader(msg.Header.Get("Subject"))
		require.NoError(t, err)
		assert.Equal(t, strings.TrimSpace(s), strings.TrimSpace(decoded))
		if name := strings.TrimSpace(s); len(name) <= email.MaxFileName {
			m.Subject, m.To.Name = "x", name
			raw, err = email.Encode(m)
			require.NoError(t, err, name)
			checkLines(t, raw)
			msg, err = mail.ReadMessage(bytes.NewReader(raw))
			require.NoError(t, err)
			list, err := msg.Header.AddressList("To")
			require.NoError(t, err, msg.Header.Get("To"))
			require.Len(t, list, 1)
			assert.Equal(t, strings.Join(strings.Fields(name), " "), list[0].Name)
			assert.Equal(t, "anna@example.se", list[0].Address)
		}
	}
}

func checkLines(t *testing.T, raw []byte) {
	t.Helper()
	require.NoError(t, lineError(raw))
}

func TestInternationalAddresses(t *testing.T) {
	t.Parallel()
	m := plain()
	m.From = mailbox("", "info@åkeskyl.se")
	m.To = mailbox("", "anna@räksmörgås.se")
	raw, err := email.Encode(m)
	require.NoError(t, err)
	checkLines(t, raw)
	assert.Contains(t, string(raw), "anna@xn--rksmrgs-5wao1o.se")
	assert.NotContains(t, m.MessageID(), "å")
	m.To = mailbox("Åke", "åke@räksmörgås.se")
	raw, err = email.Encode(m)
	require.NoError(t, err)
	assert.Contains(t, string(raw), "<åke@xn--rksmrgs-5wao1o.se>", "an international local part travels as UTF-8 (RFC 6532)")
}

func TestMessageIDs(t *testing.T) {
	t.Parallel()
	m := plain()
	for _, id := range []string{"a b", "a@b", "å", "a\r\nBcc: x@y.se", "<x>", strings.Repeat("x", 200), ".a", "a..b"} {
		m.ID = id
		raw, err := email.Encode(m)
		require.NoError(t, err)
		checkLines(t, raw)
		assert.Regexp(t, `^<[0-9a-f]{32}@akeskyl\.se>$`, m.MessageID(), "hashed: %q", id)
	}
}

func TestEncodedSize(t *testing.T) {
	t.Parallel()
	for _, n := range []int{0, 1, 2, 3, 56, 57, 58, 113, 114, 115, 10000} {
		for _, m := range []*email.Message{plain(), full()} {
			m.Attachments = append(m.Attachments, email.File{Name: "x.bin", Data: bytes.Repeat([]byte{7}, n)})
			if m.HTML != "" {
				m.Inline[0].Data = bytes.Repeat([]byte{7}, n)
			}
			raw, err := email.Encode(m)
			require.NoError(t, err)
			size, err := email.EncodedSize(m)
			require.NoError(t, err)
			assert.Equal(t, len(raw), size, "%d bytes", n)
			assert.GreaterOrEqual(t, email.SizeBound(m), size, "%d bytes", n)
			assert.Less(t, email.SizeBound(m), 5*size+8192, "%d bytes: no more than is needed to be sure", n)
		}
	}
	size, err := email.EncodedSize(plain())
	require.NoError(t, err)
	raw, _ := email.Encode(plain())
	assert.Equal(t, len(raw), size)
}

// The bound holds for what encodes to the most bytes there are.
func TestSizeBoundIsNeverPassed(t *testing.T) {
	t.Parallel()
	for _, text := range []string{strings.Repeat("å", 30_000), strings.Repeat("=\n", 30_000), strings.Repeat(" \n", 30_000), strings.Repeat(".\r\n", 9_000), strings.Repeat("\t", 30_000), "a"} {
		m := full()
		m.Text, m.HTML = text, text
		m.Subject = strings.Repeat("ÅÄ", email.MaxSubject/4)
		m.From.Name, m.To.Name, m.ReplyTo.Name = strings.Repeat("é", email.MaxFileName/2), strings.Repeat(`"`, email.MaxFileName), strings.Repeat("\\", email.MaxFileName)
		m.ID, m.Thread = strings.Repeat("å", email.MaxID/2), strings.Repeat("ö", email.MaxID/2)
		for i := range m.Attachments {
			m.Attachments[i].Name = strings.Repeat("ä", email.MaxFileName/2)
		}
		raw, err := email.Encode(m)
		require.NoError(t, err)
		assert.GreaterOrEqual(t, email.SizeBound(m), len(raw), "%.10q", text)

		m = plain() // an invitation alone, which travels as a part of the text and as a file
		m.Calendar = &email.Calendar{Method: "REQUEST", Name: "bokning.ics", Data: []byte(strings.Repeat(text, 20))}
		raw, err = email.Encode(m)
		require.NoError(t, err)
		assert.GreaterOrEqual(t, email.SizeBound(m), len(raw), "invitation of %.10q", text)
	}
}

// TestWordsThatLookLikeOurOwn stand at every place of a folded header: none of
// them is taken for one of ours.
func TestWordsThatLookLikeOurOwn(t *testing.T) {
	t.Parallel()
	for _, word := range []string{"boundary=", "boundary=" + strings.Repeat("a", 40), "boundary=abc def", "name=x", "Content-Type: multipart/mixed;"} {
		for n := 1; n < 80; n++ {
			m := full()
			m.Subject = strings.Repeat("x ", n/2) + strings.Repeat("y", 1+n%2) + " " + word
			m.To.Name = m.Subject
			raw, err := email.Encode(m)
			require.NoError(t, err)
			require.NoError(t, intact(m, raw), m.Subject)
		}
	}
}

func TestJSONRoundTrip(t *testing.T) {
	t.Parallel()
	for _, m := range []*email.Message{plain(), full()} {
		text, err := json.Marshal(m)
		require.NoError(t, err)
		var back email.Message
		require.NoError(t, json.Unmarshal(text, &back))
		before, err := email.Encode(m)
		require.NoError(t, err)
		after, err := email.Encode(&back)
		require.NoError(t, err)
		assert.Equal(t, string(before), string(after))
	}
}

func TestABoundaryInTheTextIsPassedOver(t *testing.T) {
	t.Parallel()
	m := full()
	raw, err := email.Encode(m)
	require.NoError(t, err)
	msg, err := mail.ReadMessage(bytes.NewReader(raw))
	require.NoError(t, err)
	_, params, err := mime.ParseMediaType(msg.Header.Get("Content-Type"))
	require.NoError(t, err)
	// Who knows the ID knows the boundary, and may write it in a free text.
	m.Text = "\n--" + params["boundary"] + "\nContent-Type: text/html\n\n<script>\n--" + params["boundary"] + "--\n"
	raw, err = email.Encode(m)
	require.NoError(t, err)
	assert.Equal(t, "multipart/mixed( multipart/related( multipart/alternative( text/plain text/html text/calendar ) image/png ) application/ics application/pdf text/plain )", shape(t, raw))
}

// A name with a semicolon in it is one name, in one piece.
func TestANameWithASemicolon(t *testing.T) {
	t.Parallel()
	m := plain()
	m.Attachments = []email.File{{Name: "a; b; c.pdf", ContentType: "application/pdf", Data: []byte("x")}}
	raw, err := email.Encode(m)
	require.NoError(t, err)
	assert.Contains(t, string(raw), "Content-Disposition: attachment;\r\n filename=\"a; b; c.pdf\"\r\n")
}

// The limits are those of RFC 5322 and of file systems.
func TestLimits(t *testing.T) {
	t.Parallel()
	assert.Equal(t, []int{998, 255, 255}, []int{email.MaxSubject, email.MaxFileName, email.MaxID})
}
