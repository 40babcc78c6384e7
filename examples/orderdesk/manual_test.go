package main

import (
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// link goes where a link leads that a reader sees, by its words: of the menus, of a page.
func (b *tab) link(words string) {
	b.t.Helper()
	found := b.run(`(() => { document.querySelectorAll('main details').forEach(d => { d.open = true });
		const a = [...document.querySelectorAll('a')].find(a => a.checkVisibility() && a.textContent.replace(/\s+/g, ' ').trim().startsWith(` + "`" + words + "`" + `)); if (a) a.id = 'the-link'; return !!a })()`)
	if assert.True(b.t, found, "there is no %q on %s", words, lazyText{b}) {
		b.press("#the-link")
	}
}

// labelled says that a field stands on the page under the words of the manual.
func (b *tab) labelled(words string) {
	b.t.Helper()
	assert.True(b.t, b.run("[...document.querySelectorAll('main label')].some(l => l.checkVisibility() && l.textContent.trim().startsWith(`"+words+"`))"), "no field %q on %s", words, lazyText{b})
}

func (b *tab) shows(words ...string) {
	b.t.Helper()
	text := lazyText{b}.String()
	for _, w := range words {
		assert.Contains(b.t, text, w)
	}
}

// Every setting is where the manual says it is, under the words that it has there.
func TestBrowserSettingsAreWhereTheManualSays(t *testing.T) {
	b := openTab(t, start(t), 1280)
	b.visit("/")
	for _, c := range []struct {
		menus, fields []string
	}{
		{[]string{"Modulinställningar", "Epostinställningar"}, []string{"Avsändarnamn i SMS"}},
		{[]string{"Gruppinställningar", "Epostinställningar"}, []string{"Ta med uppladdade filer vid sändning", "Visa logga", "Server", "Port", "Användarnamn", "Lösenord"}},
		{[]string{"Gruppinställningar", "Företag, logga och färg"}, []string{"Ny logga"}},
		{[]string{"Modulinställningar", "Serviceprotokollsinställningar"}, []string{"Visa bilder"}},
		{[]string{"Modulinställningar", "Epostinställningar/mallar", "+ Skapa en ny mall"}, []string{"Ämne", "Text", "Texten är kod"}},
		{[]string{"Modulinställningar", "Ändra arbetsorderinställningar"}, []string{"Epost för artiklar att beställa", "Epost för beställda artiklar", "Epost för levererade delar", "Meddelande vid klar för fakturering"}},
		{[]string{"Modulinställningar", "Ändra serviceorderinställningar"}, []string{"Epost för artiklar att beställa"}},
		{[]string{"Modulinställningar", "Ändra inköpsorderinställningar"}, []string{"Standardepost för sändning av inköpsorder", "Ta med maskinnummer i PDF-ens filnamn"}},
		{[]string{"Modulinställningar", "Ändra inställningar för Planeraren"}, []string{"Skicka notifikation på bokning med övrig tid"}},
		{[]string{"Modulinställningar", "Servicepåminnelser"}, []string{"Servicepåminnelse, dagar före"}},
		{[]string{"Eva Holm"}, []string{"Jag tilldelas en order", "Jag blir bokad", "En order skapas", "En order ändras", "Servicepåminnelse", "E-post", "SMS"}},
		{[]string{"Användare", "Ändra användarinställningar"}, []string{"E-post", "SMS"}},
	} {
		for _, menu := range c.menus {
			b.link(menu)
		}
		for _, field := range c.fields {
			b.labelled(field)
		}
	}
	b.link("Gruppinställningar")
	b.shows("Bokningsbekräftelsemall", "Arbetsorder, svenska", "Serviceorder, svenska", "Kontaktorder, svenska")
	b.link("Nytt besök")
	b.shows("{company}", "{futureBookings}", "{orderRef}", "{nextBooking}", "{nextBookingName}", "{nextBookingDate}", "{nextBookingTime}", "{facilityOrCustomer}", "{customerOrderNumber}", "{serviceObjects}")
}

// The planner and the objects as a person clicks them.
func TestBrowserThePlannerAndServiceReminders(t *testing.T) {
	b := openTab(t, start(t), 1280)
	b.visit("/")
	b.link("Modulinställningar")
	b.link("Ändra inställningar för Planeraren")
	b.do(chromedp.Click("#otherTime"))
	b.press("button[value=save]")
	b.link("Planeraren")
	b.do(chromedp.SetValue("#new-othertime [name=title]", "Utbildning"), chromedp.SetValue("#new-othertime [name=user]", "borje"))
	b.press("#new-othertime button[value=add]")
	b.shows("Meddelande går till Börje Åkesson.", "Utbildning", "lördag 05 september, 13:00 – 14:00")
	b.do(chromedp.Click("#othertime summary"), chromedp.SetValue("#othertime [name=from]", "12:00"))
	b.press("#othertime button[value=move]")
	b.shows("12:00 – 14:00")
	b.do(chromedp.Click("#othertime summary"))
	b.press("#othertime button[value=delete]")
	assert.NotContains(t, lazyText{b}.String(), "Utbildning")

	b.link("Objekt")
	b.shows("Kylrum 2", "inom påminnelsetiden")
	b.press("#reminders button")
	b.shows("Ingen ny servicepåminnelse") // Börje has not chosen it
	b.do(chromedp.SetValue("#new-object [name=name]", "Portautomat"), chromedp.SetValue("#new-object [name=next]", "2026-09-10"))
	b.press("#new-object button")
	b.shows("Portautomat")
	b.visit("/account")
	b.do(chromedp.Click("input[value=service-reminder]"))
	b.press("#account .yes")
	b.link("Objekt")
	b.press("#reminders button")
	b.shows("1 servicepåminnelse skickas.")
	b.visit("/mailbox?own")
	assert.Eventually(t, func() bool {
		b.visit("/mailbox?own")
		return strings.Contains(lazyText{b}.String(), "Dags för service")
	}, 20*time.Second, 100*time.Millisecond)
	b.link("Kö")
	assert.True(t, strings.HasPrefix(b.text("#morning"), "Väntar: 0"))
}

// The order's functions are where the manual says they are; a template is chosen with the
// cursor in the subject.
func TestBrowserAnOrdersFunctionsAreWhereTheManualSays(t *testing.T) {
	b := openTab(t, start(t), 1280)
	b.visit("/orders/462")
	b.shows("E-post skickad: nej", "Bokad", "Skicka bokningsbekräftelse", "Klar för fakturering", "Kommentarer", "Kontaktperson")
	b.do(chromedp.Click("#contacts summary"))
	b.labelled("Skicka arbetsorder")
	b.labelled("Skicka serviceprotokoll")
	assert.True(t, b.run(`document.querySelector('#messages').closest('footer').nextElementSibling === null`), "at the very bottom")
	b.do(chromedp.Click("#messages summary"))
	for _, words := range []string{"E-posta orderbekräftelse", "E-posta protokoll", "E-posta med mall", "Skicka meddelande"} {
		assert.Contains(t, b.text("#messages"), words)
	}
	b.press("button[value=template-mail]")
	b.do(chromedp.Click("#subject"))
	b.waits(`!document.querySelector('#list-subject').hidden`)
	b.do(chromedp.KeyEvent(kb.ArrowDown))
	_, err := chromedp.RunResponse(b.ctx, chromedp.KeyEvent(kb.Enter))
	require.NoError(t, err)
	filled, err := chromedp.Run(b.ctx, chromedp.Value("#text"))
	require.NoError(t, err)
	assert.Contains(t, filled, "Svara gärna på tre frågor")
	b.press("button[value=send]")
	b.shows("Meddelandet är skickat.", "E-post skickad: 2026-09-04")

	b.visit("/orders/469") // a service protocol
	b.do(chromedp.Click("#messages summary"))
	assert.Contains(t, b.text("#messages"), "E-posta protokoll")
}
