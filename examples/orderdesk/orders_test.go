package main

import (
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestABookingIsToldAndToldAgain(t *testing.T) {
	t.Parallel()
	b := start(t)
	b.booking("462", "add", "2026-09-09", "07:00", "10:00", "").sees("Vill ni skicka ett epost till kontaktpersonen med bokningsbekräftelse?")
	path := b.find(`href="(/popups/[^"]+)"`)
	b.get(path)
	f := b.form()
	f.Set("sms", "on")
	f.Set("phones", "+46705123456")
	f.Set("action", "preview")
	b.submit(path, f).sees("Detta skickas", "Kalenderpost", "SMS till +46705123456")
	b.get(path+"/html/0").sees("onsdag 09 september", "07:00")
	assert.Contains(t, b.head.Get("Content-Security-Policy"), "sandbox")
	b.get(path + "/calendar/0").sees("METHOD:REQUEST")

	b.get(path)
	f.Set("action", "send")
	b.submit(path, f).sees("E-post skickad:", "anna@eken.example.com")
	assert.NotContains(t, b.page, `class="banner red"`)
	b.get("/orders/462")
	f.Set("csrf", "")
	b.submit(path, f).sees("redan skickat")
	b.get("/mailbox").sees("+46705123456")
	assert.Equal(t, 1, strings.Count(b.page, `class="bubble`), "a double click sends once")
	b.get(b.mails()[0]).sees("SUMMARY", "DTSTART: 20260909T0")
	b.get(b.mails()[0] + "/html").sees("onsdag 09 september")

	id := b.get("/orders/462").find(`(?s)name="booking" value="([^"]+)"`)
	b.booking("462", "move", "2026-09-09", "08:00", "11:00", id).sees(`class="banner red"`, "07:00–10:00 → 08:00–11:00")
	path = b.find(`href="(/popups/[^"]+)"`)
	b.get(path)
	b.send(path)
	b.get("/orders/462").sees("E-post skickad:")
	assert.NotContains(t, b.page, `class="banner red"`)
	b.get(b.mails()[0]).sees("SEQUENCE: 2", "20260909T08")
}

func TestOfTwoVisitsTheCustomerIsToldWhichIsOff(t *testing.T) {
	t.Parallel()
	b := start(t)
	b.get("/orders/463")
	ids := regexp.MustCompile(`name="booking" value="([^"]+)"`).FindAllStringSubmatch(b.page, -1)
	require.Len(t, ids, 2)
	b.booking("463", "cancel", "", "", "", ids[1][1]).sees("avbokad")
	path := b.find(`href="(/popups/[^"]+)"`)
	b.get(path)
	b.send(path).sees("E-post skickad:")
	b.get(b.mails()[0]).sees("METHOD: CANCEL", "20260914T08")
	b.get(b.mails()[0] + "/html").sees("måndag 14 september")
	assert.NotContains(t, b.page, "07 september")
}

func TestReadyForInvoicingAsks(t *testing.T) {
	t.Parallel()
	b := start(t)
	b.post("/orders/462/ready").sees(`role="alertdialog"`, "arbetsorder")
	path := b.find(`href="(/popups/[^"]+)"`)
	b.get(path)
	b.send(path)
	b.get("/mailbox").sees("anna@eken.example.com", "AO462")
}

func TestRemindersComeWithTheClock(t *testing.T) {
	t.Parallel()
	b := start(t)
	b.post("/settings/reminders", "reminders[0].daysBefore", "1")
	b.booking("462", "add", "2026-09-07", "07:00", "10:00", "")
	assert.Empty(t, b.mails())
	b.post("/session", "ahead", "60h")
	b.eventually("/mailbox", "anna@eken.example.com")
}

func TestCommentsGoBothWays(t *testing.T) {
	t.Parallel()
	b := start(t)
	b.post("/orders/462/comments", "text", "Nyckeln?", "visible", "on").sees("Nyckeln?")
	b.eventually("/mailbox", "anna@eken.example.com")
	b.get("/orders/462")
	b.post("/orders/462/comments", "text", "Bara vi")
	b.post("/session", "user", "anna")
	assert.NotContains(t, b.get("/customer/462").sees("Nyckeln?").page, "Bara vi")
	b.post("/customer/462/comments", "text", "I receptionen").sees("I receptionen")
	b.post("/session", "user", "eva")
	b.eventually("/mailbox?own", "eva@nordkyl.example.com")
}

func TestEnglish(t *testing.T) {
	t.Parallel()
	b := start(t)
	b.post("/session", "language", "en").sees("Orders", "The time is")
	b.booking("462", "add", "2026-09-09", "07:00", "10:00", "").sees("Do you want to send the contact person an e-mail with a booking confirmation?")
}

// A service order's protocol is asked about when it is made, and by whom it is wanted.
func TestAProtocolIsAskedAbout(t *testing.T) {
	t.Parallel()
	b := start(t)
	b.get("/orders/464").sees("Skapa serviceprotokoll")
	b.post("/orders/464/protocol").sees("SP464", `role="alertdialog"`, "serviceprotokoll")
	b.get(b.find(`href="(/popups/[^"]+)"`))
	b.send(b.find(`action="(/popups/[^"]+)"`)).sees("E-post skickad:")
	b.get(b.mails()[0]).sees("SP464", ".pdf")
	b.get("/")
	b.post("/orders/464/protocol").sees("Protokollet finns redan.")
	assert.Equal(t, http.StatusNotFound, b.post("/orders/462/protocol").code, "a work order has none")
}

// A purchase order goes to the supplier, and never tells of the end customer.
func TestAPurchaseOrderGoesToTheSupplier(t *testing.T) {
	t.Parallel()
	b := start(t)
	path := b.openKind("468", "purchase-order")
	b.sees(`value="order@kylgrossisten.example.com"`)
	b.send(path).sees("E-post skickad:")
	mail := b.mails()[0]
	b.get(mail).sees("IO468")
	assert.NotContains(t, b.get(mail+"/html").page, "Eken")
}

// What has a direct link leads to this program, and a customer's login alone.
func TestTheDirectLinkLeadsHere(t *testing.T) {
	t.Parallel()
	b := start(t)
	b.send(b.openKind("462", "order-confirmation"))
	link := b.get(b.mails()[0]).find(`id="direct" href="([^"]+)"`)
	require.Equal(t, b.base+"/customer/462", link)
	anna := another(t, b.app, b.base).as("anna")
	anna.get("/customer/462").sees("AO462", "Byte av kompressor")
	mats := another(t, b.app, b.base).as("mats")
	assert.Equal(t, http.StatusNotFound, mats.get("/customer/462").code)
}
