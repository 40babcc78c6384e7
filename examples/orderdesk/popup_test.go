package main

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

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

// Where the page comes back with a mistake, the cursor is at the first, and a screen
// reader says that it is one.
func TestThePopupComesBackAtTheFirstMistake(t *testing.T) {
	t.Parallel()
	b := start(t)
	path := b.openKind("462", "free-message")
	assert.NotContains(t, b.raw, "autofocus")
	assert.NotContains(t, b.raw, "aria-invalid")
	b.submit(path, b.filled("email", "on", "to", "anna@", "sms", "on", "phones", "0705", "text", "Hej", "action", "send"))
	assert.Regexp(t, `<input id="to"[^>]* aria-invalid="true" autofocus>`, b.raw)
	assert.Regexp(t, `<input id="phones"[^>]* aria-invalid="true">`, b.raw)
	assert.Equal(t, 1, strings.Count(b.raw, "autofocus"))
	b.submit(path, b.filled("email", "on", "to", "anna@eken.example.com", "phones", "+46705123456", "text", " ", "action", "send"))
	assert.Regexp(t, `<textarea id="text"[^>]* aria-invalid="true" autofocus>`, b.raw)
	b.sees("<noscript>", "Kontaktpersoner: ", "Anna Ek")
}

// Two tabs of one popup: the second, with other words, is shown again, and goes when it
// is sent once more.
func TestASecondTabWithOtherWordsIsSentWhenAskedTwice(t *testing.T) {
	t.Parallel()
	b := start(t)
	path := b.openKind("462", "booking-confirmation")
	second := b.filled("text", "Ring mig i stället.", "action", "send")
	b.send(path)
	b.eventually("/mailbox", "anna@eken.example.com")
	b.submit(path, second).sees("redan skickat något annat", "Ring mig i stället.")
	assert.Equal(t, http.StatusUnprocessableEntity, b.code)
	b.send(path)
	assert.Equal(t, http.StatusOK, b.code)
	assert.Eventually(t, func() bool { return len(b.mails()) == 2 }, time.Minute, 50*time.Millisecond)
}

// A page that was made for another user, or before the program was started anew, saves
// and sends nothing, and says why.
func TestAPageOfAnotherUserIsTooOld(t *testing.T) {
	t.Parallel()
	b := start(t)
	old := csrf.FindStringSubmatch(b.get("/orders/462").page)[1]
	b.as("kim")
	b.read(b.c.PostForm(b.base+"/orders/462/comments", url.Values{"csrf": {old}, "text": {"Skrivet av Eva"}})).sees("Sidan är för gammal", "Inget är sparat eller skickat")
	assert.Equal(t, http.StatusForbidden, b.code)
	b.get("/orders/462")
	assert.NotContains(t, b.page, "Skrivet av Eva")
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
