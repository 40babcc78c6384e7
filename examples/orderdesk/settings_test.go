package main

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestAWrongPasswordIsSaidAndMended(t *testing.T) {
	t.Parallel()
	b := start(t)
	server := []string{"host", "", "port", "", "username", "nordkyl", "password", "fel", "action"}
	b.post("/settings/server", append(server, "test")...)
	text := b.find(`id="server-text" role="alert" class="error">([^<]+)<`)
	assert.Contains(t, text, "lösenord")
	assert.NotContains(t, text, "fel ")
	b.post("/settings/server", append(server, "save")...).sees("Inställningarna är sparade.")

	path := b.openKind("462", "order-confirmation")
	b.send(path)
	assert.Empty(t, b.mails())
	b.get("/queue").sees("Väntar: 1 ", "E-post står still sedan 2026-09-04", "inloggningen godtogs inte")
	b.as("borje")
	assert.NotContains(t, b.get("/queue").sees("Väntar: 1 ", "Du saknar rättighet").page, "inloggningen")
	assert.Equal(t, http.StatusForbidden, b.post("/queue", "action", "resume").code)
	b.as("eva")
	b.get("/queue")
	server[7] = password
	b.post("/settings/server", append(server, "test")...)
	assert.NotContains(t, b.page, `role="alert" class="error"`)
	b.post("/settings/server", append(server, "save")...)
	b.post("/queue", "action", "resume").sees("Kön går igen.")
	b.eventually("/mailbox", "AO462.pdf")
}

func TestATemplateWithAWrongTagIsNotSaved(t *testing.T) {
	t.Parallel()
	b := start(t)
	key := []string{"order", "work-order", "case", "new", "language", "sv"}
	wrong := append(key, "subject", "Besök {nextBokingDate}", "body", "Hej {facilityOrCustomer}")
	b.post("/templates/edit/live", wrong...).sees("{nextBookingDate}", "Ämne: ")
	b.get("/")
	b.post("/templates/edit", wrong...).sees("{nextBookingDate}", "Hej {facilityOrCustomer}")
	assert.Equal(t, http.StatusUnprocessableEntity, b.code)
	b.post("/templates/edit", append(key, "subject", "Besök {nextBookingDate}", "body", "Hej {facilityOrCustomer}")...).sees("Mallen är sparad.", "Nytt besök ✓")
	b.openKind("462", "booking-confirmation")
	b.sees("Besök fredag 11 september")
	b.openKind("464", "booking-confirmation")
	assert.NotContains(t, b.page, `value="Besök`, "a service order has texts of its own")

	b.get("/templates/edit?order=work-order&case=new&language=sv").sees("Använd den inbyggda")
	b.post("/templates/edit", append(key, "action", "delete")...).sees("Mallen är sparad.")
	b.openKind("462", "booking-confirmation")
	assert.NotContains(t, b.page, `value="Besök fredag`)
}

func TestEachCaseAndLanguageHasAPreview(t *testing.T) {
	t.Parallel()
	b := start(t)
	for _, c := range []struct{ in, language, words string }{
		{"new", "sv", "Hej Brf Eken"}, {"changed", "sv", "Hej Brf Eken"}, {"cancelled", "sv", "Hej Brf Eken"}, {"reminder", "sv", "Hej Brf Eken"}, {"cancelled", "en", "Hej Brf Eken"},
	} {
		b.get("/")
		b.post("/templates/edit/live", "order", "service-order", "case", c.in, "language", c.language, "subject", "Om {nextBookingDate}", "body", "Hej {facilityOrCustomer}!", "sms", "Kort {nextBookingTime}")
		require.NotContains(t, b.page, `class="error"`, c)
		frame := b.find(`src="(/templates/previews/[^"]+)"`)
		b.sees("Kort ")
		b.get(frame).sees(c.words)
	}
	for _, address := range []string{
		"/templates/edit?order=quote&case=new&language=sv", "/templates/edit?order=work-order&case=other&language=sv",
		"/templates/edit?order=work-order&case=new&language=xx", "/templates/edit?id=nothing", "/templates/edit",
	} {
		assert.Equal(t, http.StatusNotFound, b.get(address).code, address)
	}
}

func TestMailTemplates(t *testing.T) {
	t.Parallel()
	b := start(t)
	b.get("/templates").sees("Enkät", "+ Skapa en ny mall")
	b.get("/templates/edit?id=new").sees(`data-insert="{nextBooking}"`)
	b.post("/templates/edit/live", "id", "new", "subject", "Ny", "body", "<p>Hej</p><script>x</script>", "html", "on").sees(`class="warning"`, "script")
	b.get("/")
	b.post("/templates/edit", "id", "new", "newID", "jul", "name", "God jul", "subject", "God jul", "body", "Hej {contactName}").sees("God jul")
	b.post("/templates/edit", "id", "jul", "name", "God jul", "subject", "God jul!", "body", "Hej").sees("God jul")
	c, err := b.app.data.company(t.Context(), "nordkyl")
	require.NoError(t, err)
	last := c.Settings.Templates[len(c.Settings.Templates)-1]
	assert.Equal(t, 2, last.Version, "counted up when the text changes")
	b.post("/templates/edit", "id", "jul", "action", "delete")
	assert.NotContains(t, b.get("/templates").page, "God jul")
}

func TestTheSenderNameAndEachGatewaysOpinion(t *testing.T) {
	t.Parallel()
	b := start(t)
	sender := func(name string) []string {
		return []string{"from.name", "Nordkyl", "from.address", "order@nordkyl.example.com", "smsFrom", name}
	}
	b.post("/settings/sender/live", sender("Åkes Kyl")...)
	list := b.find(`(?s)<ul id="verdicts">(.*?)</ul>`)
	assert.Regexp(t, `46elks</strong> <span class="changed">tar det inte`, list)
	assert.Regexp(t, `kannel</strong> tar namnet`, list)
	b.sees(`data-value="AkesKyl"`)
	b.get("/")
	b.post("/settings/sender/live", sender("Nordkyl")...)
	assert.NotContains(t, b.page, "tar det inte")
	b.get("/")
	b.post("/settings/sender", sender("Ett alldeles för långt namn")...).sees(`class="error"`, "Ett alldeles för långt namn", "27")
	b.post("/settings/sender", "from.name", "Nordkyl", "from.address", "order@", "replyTo.address", "svar@nordkyl.example.com", "smsFrom", "Nordkyl").sees(`class="error"`)
	assert.Equal(t, http.StatusUnprocessableEntity, b.code)
	b.post("/settings/sender", "from.name", "Vi på Nordkyl", "from.address", "order@nordkyl.example.com", "replyTo.address", "svar@nordkyl.example.com", "smsFrom", "Kyla").sees("sparade", `value="Vi på Nordkyl"`)
	path := b.openKind("462", "free-message")
	f := b.form()
	f.Set("email", "on")
	f.Set("subject", "Klart")
	f.Set("text", "Hej")
	f.Set("sms", "on")
	f.Set("phones", "+46705123456")
	f.Set("action", "send")
	b.submit(path, f)
	b.eventually("/mailbox", "<strong>Kyla</strong>")
	b.sees("Vi på Nordkyl")
}

func TestLogoAndColour(t *testing.T) {
	t.Parallel()
	b := start(t)
	b.get("/settings/company").sees("Företagets namn")
	var picture bytes.Buffer
	img := image.NewNRGBA(image.Rect(0, 0, 120, 40))
	img.Set(1, 1, color.NRGBA{200, 0, 0, 255})
	require.NoError(t, png.Encode(&picture, img))
	post := func(name string, logo []byte, accent string) {
		var body bytes.Buffer
		m := multipart.NewWriter(&body)
		for k, v := range map[string]string{"csrf": csrf.FindStringSubmatch(b.page)[1], "company.name": name, "company.accent": accent, "company.logo": "", "showLogo": "on", "company.address": "Gatan 1\r\n702 36 Örebro"} {
			require.NoError(t, m.WriteField(k, v))
		}
		w, err := m.CreateFormFile("company.logo", "logga.png")
		require.NoError(t, err)
		_, err = w.Write(logo)
		require.NoError(t, err)
		require.NoError(t, m.Close())
		b.read(b.c.Post(b.base+"/settings/company", m.FormDataContentType(), &body))
	}
	post("Nordkyl", []byte("no picture at all"), "#aa3300")
	assert.Equal(t, http.StatusUnprocessableEntity, b.code)
	b.sees(`id="error-company.logo"`)
	assert.Regexp(t, `id="error-company.logo"[^>]*><p class="error">.+</p>`, b.page)
	post("Nordkyl", picture.Bytes(), "rött")
	assert.Regexp(t, `id="error-company.accent"[^>]*><p class="error">.+</p>`, b.page)
	post("Nordkyl", picture.Bytes(), "#aa3300")
	b.sees("Inställningarna är sparade.", `src="/settings/logo"`)
	b.get("/settings/logo")
	assert.Equal(t, "image/png", b.head.Get("Content-Type"))
	frame := b.get("/settings/company").find(`src="(/templates/previews/settings[^"]+)"`)
	b.get(frame).sees("data:image/png;base64", "#aa3300")
	b.get("/settings/company")
	b.post("/settings/company", "company.name", "Nordkyl", "company.accent", "#aa3300", "removeLogo", "on")
	assert.Equal(t, http.StatusNotFound, b.get("/settings/logo").code)
	b.get("/settings/company")
	post("Nordkyl", bytes.Repeat([]byte("x"), maxForm), "#aa3300")
	assert.Equal(t, http.StatusRequestEntityTooLarge, b.code)
}

func TestInternalAddressesAndWhatFollows(t *testing.T) {
	t.Parallel()
	b := start(t)
	b.post("/settings/workorders", "articles.work-order.toOrder", "inkop@nordkyl.example.com,chef@").sees("”chef@”")
	assert.Equal(t, http.StatusUnprocessableEntity, b.code)
	b.post("/settings/workorders", "articles.work-order.toOrder", "inkop@nordkyl.example.com, chef@nordkyl.example.com").sees("sparade", "inkop@nordkyl.example.com,chef@nordkyl.example.com")
	b.post("/settings/service", "serviceReminderDays", "7").sees("sparade", `value="7"`)
	b.post("/orders/462/articles", "article", "1", "state", "to-order").sees("Ordern är sparad.")
	b.eventually("/mailbox?own", "chef@nordkyl.example.com")
	b.eventually("/mailbox?own", "inkop@nordkyl.example.com")
	assert.Equal(t, http.StatusNotFound, b.post("/orders/462/articles", "article", "1", "state", "lost").code)
}

func TestTheUsersOwnPage(t *testing.T) {
	t.Parallel()
	b := start(t)
	b.get("/account").sees("Eva Holm")
	b.as("borje")
	b.get("/account").sees("Börje Åkesson")
	b.post("/account/borje", "events", "booked", "byEmail", "on").sees("sparade")
	b.as("eva")
	b.booking("462", "add", "2026-09-09", "07:00", "10:00", "")
	assert.NotContains(t, b.page, "Meddelande går till", "the booking names nobody of the system")
	id := b.get("/orders/462").find(`name="booking" value="(b1)"`)
	b.booking("462", "move", "2026-09-12", "13:00", "15:00", id).sees("Meddelande går till Börje Åkesson.")
	b.eventually("/mailbox?own", "borje@nordkyl.example.com")

	b.post("/account/kim", "byEmail", "on", "bySms", "on", "events", "assigned", "events", "booked").sees("mobil")
	assert.Equal(t, http.StatusUnprocessableEntity, b.code, "SMS needs a number")
	b.post("/account/borje", "byEmail", "on", "bySms", "on", "events", "booked").sees("sparade")
	b.post("/account/borje", "byEmail", "on", "events", "order-created")
	assert.Equal(t, http.StatusUnprocessableEntity, b.code, "of what, only the user chooses")
	b.as("kim")
	b.post("/account/borje", "events", "booked")
	assert.Equal(t, http.StatusUnprocessableEntity, b.code, "how takes a right")
	b.as("eva")
	assert.Equal(t, http.StatusNotFound, b.get("/account/olle").code)
	assert.Equal(t, http.StatusNotFound, b.get("/account/anna").code, "a customer's login is no colleague")
}

// Who lacks the right sees the page and why it cannot be changed; a form that is
// posted all the same changes nothing.
func TestSettingsTakeTheirRights(t *testing.T) {
	t.Parallel()
	forms := map[string][]string{
		"server":         {"host", "mail.example.com"},
		"sender":         {"from.address", "x@nordkyl.example.com", "smsFrom", "X1"},
		"company":        {"company.name", "Annat"},
		"workorders":     {"readyMessage", "Annat"},
		"serviceorders":  {"articles.service-order.toOrder", "x@nordkyl.example.com"},
		"protocols":      {"showImages", ""},
		"purchaseorders": {"machineNumberInName", "on"},
		"planner":        {"otherTime", "on"},
		"service":        {"serviceReminderDays", "3"},
		"reminders":      {"reminders[0].daysBefore", "2"},
		"test":           {"test.dryRun", "on"},
	}
	b := start(t)
	for _, s := range sections() {
		require.Contains(t, forms, s.id, "a page of the settings without a form here")
		for _, c := range []struct {
			user    string
			allowed bool
		}{{"borje", false}, {"kim", s.id == "workorders"}, {"eva", true}} {
			b.as(c.user)
			before, err := b.app.data.company(t.Context(), "nordkyl")
			require.NoError(t, err)
			b.get("/settings/" + s.id)
			assert.Equal(t, !c.allowed, strings.Contains(b.page, `id="refused"`), "%s %s", c.user, s.id)
			b.post("/settings/"+s.id, forms[s.id]...)
			after, err := b.app.data.company(t.Context(), "nordkyl")
			require.NoError(t, err)
			if c.allowed {
				assert.Equal(t, http.StatusOK, b.code, "%s %s", c.user, s.id)
				assert.NotEqual(t, before, after, "%s %s", c.user, s.id)
				require.NoError(t, b.app.data.saveCompany(t.Context(), before))
				continue
			}
			assert.Equal(t, http.StatusForbidden, b.code, "%s %s", c.user, s.id)
			b.sees("Du saknar rättighet")
			assert.Equal(t, before, after, "%s %s", c.user, s.id)
		}
	}
	b.as("borje")
	b.post("/templates/edit", "order", "work-order", "case", "new", "language", "sv", "subject", "X", "body", "Y").sees("Du saknar rättighet")
	assert.Equal(t, http.StatusForbidden, b.code)
	b.as("kim")
	b.post("/templates/edit", "order", "work-order", "case", "new", "language", "sv", "subject", "X", "body", "Y").sees("Mallen är sparad.")
}

func TestTestModeSendsNothing(t *testing.T) {
	t.Parallel()
	b := start(t)
	b.post("/settings/test", "test.dryRun", "on", "test.redirectEmail", "inte en adress").sees("”inte en adress”")
	assert.Equal(t, http.StatusUnprocessableEntity, b.code)
	b.post("/settings/test", "test.dryRun", "on").sees("sparade")
	b.send(b.openKind("462", "order-confirmation"))
	assert.Empty(t, b.mails())
	b.get("/log?" + url.Values{"kind": {"order-confirmation"}}.Encode()).sees("anna@eken.example.com")
}
