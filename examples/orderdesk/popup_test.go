package main

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestThePopupNamesWhatIsWrong(t *testing.T) {
	t.Parallel()
	b := start(t)
	path := b.openKind("462", "free-message")
	f := b.filled("email", "on", "to", "anna@eken.example.com,anna@,osten", "sms", "on", "phones", "0705123456", "text", "Hej – på er!", "action", "send")
	b.submit(path, f).sees("”anna@”", "”osten”", "Menade du +46705123456?", "Hej – på er!", "anna@eken.example.com,anna@,osten")
	assert.Equal(t, http.StatusUnprocessableEntity, b.code)
	b.get(path)
	b.submit(path+"/live", f).sees("1 SMS · 12/160", "”anna@”")
	b.get(path)
	f.Set("text", strings.Repeat("å", 150)+"😀")
	b.submit(path+"/live", f).sees("😀 gör det till 3 SMS i stället för 1")
	b.get(path)
	f.Set("text", strings.Repeat("å", 140)+" – 😀☃")
	b.submit(path+"/live", f).sees(">😀 ☃ gör det till 3 SMS i stället för 1") // the dash is not to blame

	path = b.openKind("462", "order-confirmation")
	b.sees("Texten är fast", "readonly")
	f = b.filled("text", "Något annat", "action", "send")
	assert.Equal(t, http.StatusUnprocessableEntity, b.submit(path, f).code)
	assert.Empty(t, b.mails())
}

func TestMovedWhileThePopupIsOpen(t *testing.T) {
	t.Parallel()
	b := start(t)
	path := b.openKind("462", "booking-confirmation")
	f := b.form()
	id := b.get("/orders/462").find(`name="booking" value="([^"]+)"`)
	b.booking("462", "move", "2026-09-12", "13:00", "15:00", id)
	f.Set("action", "send")
	b.submit(path, f).sees("12 september")
	assert.Equal(t, http.StatusUnprocessableEntity, b.code)
	assert.Empty(t, b.mails())
}

func TestAMessageForLater(t *testing.T) {
	t.Parallel()
	b := start(t)
	path := b.openKind("462", "free-message")
	f := b.filled("email", "on", "subject", "Klart", "text", "Varan finns att hämta.", "action", "send", "when", "2026-09-04T08:00")
	assert.Equal(t, http.StatusUnprocessableEntity, b.submit(path, f).code, "a time that is past")
	f.Set("when", "2026-09-05T08:00")
	b.submit(path, f).sees("skickas 2026-09-05 08:00")
	assert.Empty(t, b.mails())
	b.get("/")
	b.post("/session", "ahead", "24h")
	b.eventually("/mailbox", "anna@eken.example.com")
}

func TestChoosingATemplateKeepsTheRecipients(t *testing.T) {
	t.Parallel()
	b := start(t)
	path := b.openKind("462", "template-mail")
	f := b.filled("email", "on", "to", "lisa@eken.example.com", "template", "enkat", "action", "template")
	b.submit(path, f).sees("Vad tyckte ni om vårt besök?", "lisa@eken.example.com")
	f = b.filled("email", "on", "template", "enkat", "action", "send")
	b.submit(path, f)
	b.get("/mailbox").sees("lisa@eken.example.com")
}
