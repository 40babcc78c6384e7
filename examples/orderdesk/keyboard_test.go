package main

import (
	"fmt"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// tabTo goes on with the tabulator until an element has the cursor, which must be seen.
func (b *tab) tabTo(selector string) {
	b.t.Helper()
	for range 150 {
		b.do(chromedp.KeyEvent(kb.Tab))
		if b.run(fmt.Sprintf(`document.activeElement.matches(%q)`, selector)) {
			assert.True(b.t, b.run(`getComputedStyle(document.activeElement).outlineStyle !== 'none'`), "nobody sees where the cursor is: %s", selector)
			return
		}
	}
	require.Fail(b.t, "the tabulator never comes to "+selector)
}

// goes presses a key that leads to another page.
func (b *tab) goes(keys string) {
	b.t.Helper()
	_, err := chromedp.RunResponse(b.ctx, chromedp.KeyEvent(keys))
	require.NoError(b.t, err)
}

// A message is opened, addressed, seen and sent without a mouse.
func TestBrowserTheKeyboardAlone(t *testing.T) {
	b := openTab(t, start(t), 1280)
	b.visit("/orders/462")
	b.do(chromedp.KeyEvent(kb.Tab))
	assert.True(t, b.run(`document.activeElement.matches('.skip') && document.activeElement.getBoundingClientRect().width > 50`), "the first stop leads past the head, and is seen")
	b.do(chromedp.KeyEvent(kb.Enter))
	b.tabTo("#messages summary")
	b.do(chromedp.KeyEvent(kb.Enter))
	b.tabTo("button[value=free-message]")
	b.goes(kb.Enter)
	b.tabTo("#to")
	b.do(chromedp.KeyEvent(kb.End), chromedp.KeyEvent(",lisa"), chromedp.KeyEvent(kb.ArrowDown))
	assert.True(t, b.run(`document.getElementById(document.activeElement.getAttribute('aria-activedescendant')).getAttribute('aria-selected') === 'true'`))
	b.enter()
	assert.True(t, b.run(`document.querySelector('#to').value === 'anna@eken.example.com,lisa@eken.example.com'`))
	b.tabTo("#text")
	b.do(chromedp.KeyEvent("Varan finns att hämta."))
	b.waits(`document.querySelectorAll('#plan .phone').length === 2`)
	b.tabTo("button[value=send]")
	b.goes(kb.Enter)
	assert.Contains(t, b.text(".note"), "Meddelandet är skickat.")
	assert.Len(t, b.mails(), 2)
}

// The customer gets a mail with a direct link, opens the order there with a login of
// their own, sees the visit and what is for them, and answers; the company is told.
func TestBrowserTheCustomersSide(t *testing.T) {
	s := start(t)
	b := openTab(t, s, 1280)
	b.visit("/orders/462")
	b.do(chromedp.SendKeys("#comments textarea", "Var finns nyckeln?"), chromedp.Click("#comments input[name=visible]"))
	b.press("#comments form button")
	b.do(chromedp.SendKeys("#comments textarea", "Kunden är sen med betalningen"))
	b.press("#comments form button")
	b.visit("/mailbox")
	b.press("#mails a")
	link := b.text("#direct")

	b.do(chromedp.SetValue("select[name=user]", "anna"))
	b.press(".tools form button")
	assert.NotContains(t, b.text("nav"), "Logg")
	b.do(chromedp.Navigate(link))
	assert.Contains(t, b.text("main"), "fredag 11 september")
	assert.Contains(t, b.text("main"), "Var finns nyckeln?")
	assert.NotContains(t, b.text("main"), "betalningen", "what is internal stays in the company")
	b.do(chromedp.SendKeys("textarea[name=text]", "I receptionen"))
	b.press("main form button")
	assert.Contains(t, b.text("main"), "I receptionen")

	s.as("eva")
	s.eventually("/mailbox?own", "eva@nordkyl.example.com")
	s.get("/orders/462").sees("I receptionen", "<em>kunden</em>")
}
