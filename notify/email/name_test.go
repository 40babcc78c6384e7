package email_test

import (
	"encoding/json"
	"net/mail"
	"os/exec"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/notify/email"
)

// names are those that companies and people have.
var names = []string{
	"Nordkyl Räksmörgås & Söner AB", "Åkes Kyl & Värme AB", "Anna Öberg", "Räksmörgås", "Kyl AB", "Kyl, Värme & Co", "A/S Åge's (Nordisk) Køling", "Übergrößenträger Müller-Lüdenscheidt GmbH & Co. KG",
	"Företaget Åäö i Örnsköldsvik Aktiebolag", "日本冷蔵株式会社", "=?utf-8?q?x?= Åke", "Åke =?x?=", "Märta #1 Kyl", "O'Brien Öst", `Åke "Kylaren" Ek`, "Öst;Väst", "Eva@Åkes", strings.Repeat("Ab ", 40) + "Ö", strings.Repeat("x", 90) + " Ö",
}

func header(t *testing.T, m *email.Message) string {
	t.Helper()
	raw, err := email.Encode(m)
	require.NoError(t, err)
	_, rest, _ := strings.Cut(string(raw), "\r\nFrom:")
	if strings.HasPrefix(string(raw), "From:") {
		rest = string(raw)[5:]
	}
	var lines []string
	for line := range strings.SplitSeq(rest, "\r\n") {
		if len(lines) > 0 && !strings.HasPrefix(line, " ") {
			break
		}
		lines = append(lines, line)
	}
	return strings.Join(lines, "\r\n")
}

// TestNamesAreReadRight by Go, and hold no two encoded words side by side where
// one has room for both: Python's email keeps the blank between them.
func TestNamesAreReadRight(t *testing.T) {
	t.Parallel()
	for _, name := range names {
		m := plain()
		m.From.Name = strings.TrimSpace(name)
		from := header(t, m)
		parsed, err := mail.ParseAddress(strings.ReplaceAll(from, "\r\n", ""))
		require.NoError(t, err, "%q", from)
		assert.Equal(t, m.From.Name, parsed.Name)
		for line := range strings.SplitSeq(from, "\r\n") {
			assert.LessOrEqual(t, len(line), 78, "%q", line)
		}
		if len(name) < 35 {
			assert.NotContains(t, strings.ReplaceAll(from, "\r\n", ""), "?= =?", "%q", from)
		}
	}
	assert.Contains(t, func() string { m := plain(); m.From.Name = names[0]; return header(t, m) }(), " Nordkyl =?utf-8?b?UsOka3Ntw7ZyZ8Olcw==?= & =?utf-8?q?S=C3=B6ner?= AB")
}

// TestPythonReadsNamesRight where there is a Python.
func TestPythonReadsNamesRight(t *testing.T) {
	t.Parallel()
	if _, err := exec.LookPath("python3"); err != nil {
		t.Skip("no python3")
	}
	for _, name := range names {
		if len(name) >= 40 {
			continue // more than one encoded word holds
		}
		m := plain()
		m.From.Name = name
		raw, err := email.Encode(m)
		require.NoError(t, err)
		python := exec.Command("python3", "-c", `import sys, json
from email import policy, message_from_bytes
print(json.dumps(message_from_bytes(sys.stdin.buffer.read(), policy=policy.default)["from"].addresses[0].display_name))`)
		python.Stdin = strings.NewReader(string(raw))
		out, err := python.Output()
		require.NoError(t, err)
		var got string
		require.NoError(t, json.Unmarshal(out, &got))
		assert.Equal(t, name, got)
	}
}

// TestPlainWordsOfANameStayAsTheyAre at the ends of what an atom may hold.
func TestPlainWordsOfANameStayAsTheyAre(t *testing.T) {
	t.Parallel()
	m := plain()
	m.From.Name = "0 9 a z A Z & Ö 0.9"
	assert.Equal(t, " 0 9 a z A Z & =?utf-8?b?w5YgMC45?= <service@akeskyl.se>", header(t, m))
}

// TestALineMayBeFull: 78 characters are one line, 79 are two.
func TestALineMayBeFull(t *testing.T) {
	t.Parallel()
	for n, lines := range map[int]int{39: 1, 40: 2} {
		m := plain()
		m.Subject = strings.Repeat("a", 29) + " " + strings.Repeat("b", n)
		raw, err := email.Encode(m)
		require.NoError(t, err)
		_, rest, _ := strings.Cut(string(raw), "\r\nSubject:")
		value, _, _ := strings.Cut(rest, "\r\nMessage-ID")
		assert.Equal(t, lines, strings.Count(value, "\r\n")+1, "%q", value)
	}
}

// TestTheLastLineIsEnded, so that what a server adds stands on its own.
func TestTheLastLineIsEnded(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"Hej", "Hej\n", "Hej\r\n"} {
		m := plain()
		m.Text = text
		raw, err := email.Encode(m)
		require.NoError(t, err)
		assert.True(t, strings.HasSuffix(string(raw), "\r\n\r\nHej\r\n"), "%q", raw[len(raw)-20:])
	}
}
