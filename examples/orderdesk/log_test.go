package main

import (
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// lines are the addresses of the messages that the log's page shows.
func (b *browser) lines(query string) []string {
	b.t.Helper()
	var all []string
	for _, m := range regexp.MustCompile(`href="(/log/[^"?]+)"`).FindAllStringSubmatch(b.get("/log"+query).page, -1) {
		all = append(all, m[1])
	}
	return all
}

func TestTheLogsFilters(t *testing.T) {
	t.Parallel()
	b := start(t)
	b.send(b.openKind("462", "order-confirmation"))
	path := b.openKind("463", "free-message")
	f := b.filled("email", "on", "to", "lisa@eken.example.com", "sms", "on", "phones", "+46705123456", "subject", "Hej", "text", "Hej på er", "action", "send")
	b.submit(path, f)
	b.as("borje").send(b.openKind("462", "order-confirmation"))
	b.as("eva")
	for query, want := range map[string]int{
		"": 4, "?channel=sms": 1, "?channel=email": 3, "?recipient=anna@eken.example.com": 2, "?recipient=ANNA@EKEN.example.com": 2, "?recipient=%2B46 70 512 34 56": 1,
		"?kind=free-message": 2, "?kind=order-confirmation&user=borje": 1, "?user=eva": 3, "?status=failed": 0, "?status=sent": 4,
		"?from=2026-09-04&to=2026-09-04": 4, "?to=2026-09-03": 0, "?from=2026-09-05": 0,
	} {
		assert.Len(t, b.lines(strings.ReplaceAll(query, " ", "%20")), want, query)
	}
	b.get("/log?from=igår").sees("Filtret går inte att läsa.")
	b.as("borje")
	assert.Len(t, b.lines(""), 1, "others' messages take a right")
	assert.Len(t, b.lines("?user=eva"), 1)
	b.as("kim")
	assert.Len(t, b.lines("?user=eva"), 3)
}

func TestAMessageIsSentAgain(t *testing.T) {
	t.Parallel()
	b := start(t)
	path := b.openKind("462", "template-mail")
	f := b.filled("to", "lisa@eken.example.com", "template", "enkat", "action", "template")
	b.submit(path, f)
	f = b.filled("email", "on", "to", "lisa@eken.example.com", "template", "enkat", "action", "send")
	b.submit(path, f).sees("Meddelandet är skickat.")
	line := b.lines("")[0]
	b.get(line).sees("Mall</dt><dd>enkat", "lisa@eken.example.com", "Vad tyckte ni om vårt besök?", "Vad som hände")
	b.as("borje")
	assert.Equal(t, http.StatusNotFound, b.get(line).code, "another user's, without the right")
	b.get("/")
	assert.Equal(t, http.StatusNotFound, b.post(line+"/again").code)
	b.as("eva")
	b.get(line)
	b.post(line+"/again").sees(`value="lisa@eken.example.com"`, "Vad tyckte ni om vårt besök?")
	again := b.find(`action="(/popups/[^"]+)"`)
	require.NotEqual(t, path, again)
	b.send(again)
	require.Len(t, b.mails(), 2)

	sms := b.openKind("462", "booking-confirmation")
	f = b.form()
	f.Del("email")
	f.Set("sms", "on")
	f.Set("phones", "+46705123456")
	f.Set("action", "send")
	b.submit(sms, f)
	line = b.lines("?channel=sms")[0]
	b.get(line)
	b.post(line+"/again").sees(`name="sms" checked`, `value="+46705123456"`)
	assert.NotContains(t, b.page, `name="email" checked`)
}

func TestACommentIsNotSentAgain(t *testing.T) {
	t.Parallel()
	b := start(t)
	b.get("/orders/462")
	b.post("/orders/462/comments", "text", "Nyckeln?", "visible", "on")
	line := b.lines("?kind=comment")[0]
	assert.NotContains(t, b.get(line).page, "Skicka igen")
	assert.Equal(t, http.StatusNotFound, b.post(line+"/again").code)
}
