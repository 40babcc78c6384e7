package parsertest

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-message"
	"github.com/emersion/go-message/mail"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/notify/email"
	"github.com/budkavle/budkavle/recipients"
	"github.com/budkavle/budkavle/templating/locale"
)

// A view is what a parser sees in a mail.
type view struct {
	Subject           string
	From, To, ReplyTo [2]string
	ID                string
	References        []string
	Date              string
	Text, HTML        string
	Method, Calendar  string // the invitation that becomes a button
	Headers           []string
	Defects           []string
	Files             []file
}

type file struct{ Name, Type, SHA, CID string }

// TestThreeParsersAgree needs python3, node and npm, and the npm registry once.
func TestThreeParsersAgree(t *testing.T) {
	if os.Getenv("BUDKAVLE_PARSERS") != "1" {
		t.Skip("set BUDKAVLE_PARSERS=1 to read the mails with Python's email, mailparser and go-message")
	}
	dir := t.TempDir()
	want := map[string]view{}
	mails := kinds()
	maps.Copy(mails, customerEmails(t))
	maps.Copy(mails, staffEmails(t))
	for name, m := range mails {
		raw, err := email.Encode(m)
		require.NoError(t, err, name)
		require.NoError(t, os.WriteFile(filepath.Join(dir, name+".eml"), raw, 0o600))
		want[name+".eml"] = expected(m)
	}
	parsers := map[string]map[string]view{
		"python":     run(t, exec.Command("python3", "parse.py", dir)),
		"mailparser": run(t, mailparser(t, dir)),
		"go-message": goMessage(t, dir),
	}
	for parser, seen := range parsers {
		assert.Len(t, seen, len(want), parser)
		for name, w := range want {
			if parser == "python" && name == "smtputf8.eml" {
				continue // Python's email does not read the raw UTF-8 of RFC 6532
			}
			t.Run(parser+" "+name, func(t *testing.T) { compare(t, w, seen[name]) })
		}
	}
}

func compare(t *testing.T, want, got view) {
	t.Helper()
	assert.Empty(t, got.Defects)
	assert.Equal(t, want.Subject, got.Subject)
	assert.Equal(t, want.From, got.From)
	assert.Equal(t, want.To, got.To)
	assert.Equal(t, want.ReplyTo, got.ReplyTo)
	assert.Equal(t, want.ID, got.ID)
	assert.Equal(t, want.References, append([]string{}, got.References...))
	assert.Equal(t, want.Date, got.Date)
	assert.Equal(t, want.Text, lines(got.Text))
	assert.Equal(t, want.HTML, lines(got.HTML))
	assert.Equal(t, want.Calendar, lines(got.Calendar))
	assert.Equal(t, want.Method, got.Method)
	assert.ElementsMatch(t, want.Files, got.Files)
}

// lines takes the line ends of every parser for the same; the last one belongs
// to the boundary for some of them.
func lines(s string) string {
	return strings.TrimRight(strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(s), "\n")
}

func expected(m *email.Message) view {
	box := func(mb recipients.Mailbox) [2]string {
		if mb.Address.IsZero() {
			return [2]string{}
		}
		return [2]string{mb.Name, mb.Address.ASCII()}
	}
	v := view{
		Subject: m.Subject, From: box(m.From), To: box(m.To), ReplyTo: box(m.ReplyTo), ID: m.MessageID(), References: []string{},
		Date: m.Date.UTC().Format("2006-01-02T15:04:05.000Z"), Text: lines(m.Text), HTML: lines(m.HTML),
	}
	if m.Thread != "" && m.Thread != m.ID {
		first := *m
		first.ID = m.Thread
		v.References = []string{first.MessageID()}
	}
	for _, in := range m.Inline {
		v.Files = append(v.Files, file{in.Name, in.ContentType, sum(in.Data), "<" + in.ContentID + ">"})
	}
	if m.Calendar != nil {
		v.Method, v.Calendar = m.Calendar.Method, lines(string(m.Calendar.Data))
		v.Files = append(v.Files, file{m.Calendar.Name, "application/ics", sum(m.Calendar.Data), ""})
	}
	for _, a := range m.Attachments {
		kind := a.ContentType
		if kind == "" {
			kind = "application/octet-stream"
		}
		v.Files = append(v.Files, file{a.Name, kind, sum(a.Data), ""})
	}
	return v
}

func sum(b []byte) string {
	s := sha256.Sum256(b)
	return hex.EncodeToString(s[:])
}

func run(t *testing.T, command *exec.Cmd) map[string]view {
	t.Helper()
	var errors bytes.Buffer
	command.Stderr = &errors
	out, err := command.Output()
	require.NoError(t, err, "%s", errors.String())
	var views map[string]view
	require.NoError(t, json.Unmarshal(out, &views))
	return views
}

// mailparser installs the pinned packages beside a copy of parse.js.
func mailparser(t *testing.T, dir string) *exec.Cmd {
	t.Helper()
	home := t.TempDir()
	for _, name := range []string{"package.json", "package-lock.json", "parse.js"} {
		text, err := os.ReadFile(name)
		require.NoError(t, err)
		require.NoError(t, os.WriteFile(filepath.Join(home, name), text, 0o600))
	}
	install := exec.Command("npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts")
	install.Dir = home
	out, err := install.CombinedOutput()
	require.NoError(t, err, "%s", out)
	command := exec.Command("node", "parse.js", dir)
	command.Dir = home
	return command
}

func goMessage(t *testing.T, dir string) map[string]view {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(dir, "*.eml"))
	require.NoError(t, err)
	views := map[string]view{}
	for _, name := range names {
		raw, err := os.ReadFile(name)
		require.NoError(t, err)
		v, err := read(raw)
		require.NoError(t, err, name)
		views[filepath.Base(name)] = v
	}
	return views
}

func read(raw []byte) (view, error) {
	entity, err := message.Read(bytes.NewReader(raw))
	if err != nil {
		return view{}, err
	}
	h := mail.Header{Header: entity.Header}
	subject, e1 := h.Subject()
	date, e2 := h.Date()
	v := view{Subject: subject, ID: h.Get("Message-Id"), Date: date.UTC().Format("2006-01-02T15:04:05.000Z")}
	from, e3 := box(h, "From")
	to, e4 := box(h, "To")
	reply, e5 := box(h, "Reply-To")
	v.From, v.To, v.ReplyTo = from, to, reply
	if refs := h.Get("References"); refs != "" {
		v.References = strings.Fields(refs)
	}
	err = entity.Walk(func(_ []int, part *message.Entity, err error) error {
		if err != nil {
			return err
		}
		kind, params, err := part.Header.ContentType()
		if err != nil || strings.HasPrefix(kind, "multipart/") {
			return err
		}
		content, err := io.ReadAll(part.Body)
		if err != nil {
			return err
		}
		name, err := (&mail.AttachmentHeader{Header: part.Header}).Filename()
		switch {
		case err != nil:
			return err
		case name != "":
			v.Files = append(v.Files, file{name, kind, sum(content), part.Header.Get("Content-Id")})
		case kind == "text/plain":
			v.Text = string(content)
		case kind == "text/html":
			v.HTML = string(content)
		case kind == "text/calendar":
			v.Method, v.Calendar = params["method"], string(content)
		}
		return nil
	})
	return v, errors.Join(e1, e2, e3, e4, e5, err)
}

func box(h mail.Header, field string) ([2]string, error) {
	list, err := h.AddressList(field)
	if err != nil || len(list) == 0 {
		return [2]string{}, err
	}
	return [2]string{list[0].Name, list[0].Address}, nil
}

// TestTheMailsAreAllShapes keeps the list from shrinking unnoticed, and runs
// without the parsers.
func TestTheMailsAreAllShapes(t *testing.T) {
	names := []string{}
	for name, m := range kinds() {
		names = append(names, name)
		_, err := email.Encode(m)
		require.NoError(t, err, name)
	}
	slices.Sort(names)
	assert.GreaterOrEqual(t, len(names), 40)
	customers, calendars, documents := customerEmails(t), 0, 0
	for name, m := range customers {
		assert.True(t, strings.HasSuffix(name, m.Language), "%s is in %s", name, m.Language)
		assert.NotEmpty(t, m.HTML, name)
		assert.Equal(t, 2, len(m.Inline), name)
		documents += len(m.Attachments)
		if m.Calendar != nil {
			calendars++
		}
	}
	languages := len(locale.BuiltIn())
	assert.Equal(t, []int{40 * languages, 10 * languages, 6 * languages}, []int{len(customers), documents, calendars})
	assert.Equal(t, 7*languages, len(staffEmails(t)))
	assert.WithinDuration(t, time.Date(2023, 10, 2, 12, 5, 9, 0, time.UTC), kinds()["text"].Date, 0)
}
