package main

import (
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// red reports whether the banner of the order's page is red.
func (b *tab) red() bool {
	b.t.Helper()
	return b.run(`document.querySelector('#banner').classList.contains('red')`)
}

// book opens the first visit on the page and gives it other times.
func (b *tab) book(from, to string) {
	b.t.Helper()
	b.run(`document.querySelector('#bookings details').open = true`)
	b.do(chromedp.SetValue("input[name=from]", from), chromedp.SetValue("input[name=to]", to))
	b.press(`#bookings button[value=move]`)
}

// The first of the stories: a booking is changed, the question is answered with yes,
// the message is seen before it goes, and the customer gets mail, calendar entry and
// SMS; the visit moves, the line is red and says what changed, and a new confirmation
// makes it good.
func TestBrowserABookingIsToldAndToldAgain(t *testing.T) {
	b := openTab(t, start(t), 1280)
	b.visit("/orders/462")
	b.do(chromedp.SetValue("input[name=who]", "Börje"))
	b.book("07:00", "10:00")
	assert.Contains(t, b.text(".question"), "Vill ni skicka ett epost till kontaktpersonen med bokningsbekräftelse?")
	b.press(".question .yes")
	b.waits(`document.querySelector('#plan .phone') !== null`)
	assert.Contains(t, b.text("#plan"), "Kalenderpost")

	b.do(chromedp.Click("#by-sms"), chromedp.Clear("#phones"), chromedp.SendKeys("#phones", "0705123456"))
	b.waits(`document.querySelector('#error-phones').textContent.includes('+46705123456')`)
	assert.True(t, b.run(`document.querySelector('#phones').getAttribute('aria-invalid') === 'true'`))
	b.do(chromedp.Click("#error-phones button"))
	b.waits(`document.querySelector('#phones').value === '+46705123456' && document.querySelector('#error-phones').textContent === ''`)
	b.do(chromedp.Focus("#text"), chromedp.SendKeys("#text", " Hej på er!"))
	b.waits(`/^1 SMS · \d+\/160$/.test(document.querySelector('#count').textContent)`)
	b.do(chromedp.SendKeys("#text", " 😀"))
	b.waits(`document.querySelector('#odd') && /😀 gör det till \d SMS i stället för \d/.test(document.querySelector('#odd').textContent)`)
	b.waits(`document.querySelector('#plan .bubble').textContent.includes('Hej på er! 😀')`)
	b.press(`button[value=send]`)
	assert.Contains(t, b.text("#banner"), "E-post skickad:")
	assert.False(t, b.red())

	b.visit("/mailbox")
	assert.Contains(t, b.text("article.sms"), "Hej på er! 😀")
	b.press("#mails a")
	assert.Contains(t, b.text("#entry"), "2026-09-11 07:00–10:00")
	assert.True(t, b.run(`[...document.querySelectorAll('a')].some(a => a.textContent.endsWith('.ics'))`))

	b.visit("/orders/462")
	b.book("08:00", "11:00")
	assert.Contains(t, b.text("#banner"), "07:00–10:00 → 08:00–11:00")
	assert.True(t, b.red())
	b.press(".question .yes")
	b.press(`button[value=send]`)
	// The SMS went to another number's owner too, who is told as well.
	b.run(`document.querySelector('#banner details').open = true`)
	assert.NotContains(t, b.text("#banner > details > summary"), "07:00–10:00")
	assert.False(t, b.red())
	b.visit("/mailbox")
	b.press("#mails a")
	assert.Contains(t, b.text("#entry"), "08:00–11:00", "the same entry, moved")
}

// Of two visits one is cancelled, and the customer is told which.
func TestBrowserOfTwoVisitsTheCustomerIsToldWhich(t *testing.T) {
	b := openTab(t, start(t), 1280)
	b.visit("/orders/463")
	b.run(`document.querySelectorAll('#bookings > li > details')[1].open = true`)
	b.press(`#bookings > li:nth-child(2) button[value=cancel]`)
	assert.Contains(t, b.text("#bookings > li:nth-child(2)"), "avbokad")
	b.press(".question .yes")
	b.waits(`document.querySelector('#plan .phone') !== null`)
	b.press(`button[value=send]`)
	b.visit("/mailbox")
	b.press("#mails a")
	assert.Contains(t, b.text("#entry"), "avbokad")
	assert.Contains(t, b.text("#entry"), "2026-09-14 08:00")
	b.get(b.mails()[0]+"/html").sees("måndag 14 september", "08:00")
	assert.NotContains(t, b.page, "07 september", "the other visit")
}

// A mail server with a wrong password: said in plain words, mended, and what waited
// goes on.
func TestBrowserAWrongPasswordIsMended(t *testing.T) {
	b := openTab(t, start(t), 1280)
	b.visit("/settings/server")
	b.do(chromedp.SetValue("#username", "nordkyl"), chromedp.SetValue("#password", "fel lösenord"))
	b.press("button[value=test]")
	assert.Contains(t, b.text("#server-text.error"), "lösenord")
	b.do(chromedp.SetValue("#password", "fel lösenord"))
	b.press("button[value=save]")
	b.visit("/orders/462")
	b.do(chromedp.Click("#messages summary"))
	b.press(`button[value=order-confirmation]`)
	b.press(`button[value=send]`)
	b.visit("/queue")
	assert.Contains(t, b.text("#progress"), "Väntar: 1")
	assert.Contains(t, b.text("#stopped"), "inlogg")
	b.visit("/settings/server")
	b.do(chromedp.SetValue("#password", password))
	b.press("button[value=test]")
	assert.NotEmpty(t, b.text("#server-text.note"))
	b.do(chromedp.SetValue("#password", password))
	b.press("button[value=save]")
	b.visit("/queue")
	b.press("button[value=resume]")
	b.waits(`document.querySelector('#progress').textContent.includes('skickade: 1')`) // by itself, without a reload
	require.Len(t, b.mails(), 1)
}

func TestBrowserADoubleClickSendsOnce(t *testing.T) {
	b := openTab(t, start(t), 1280)
	b.visit("/orders/462")
	b.do(chromedp.Click("#messages summary"))
	b.press(`button[value=order-confirmation]`)
	assert.True(t, b.run(`document.querySelector('#text').readOnly && document.querySelector('#why-text').textContent.length > 10`))
	_, err := chromedp.RunResponse(b.ctx, chromedp.DoubleClick(`button[value=send]`))
	require.NoError(t, err)
	assert.Len(t, b.mails(), 1)
}

// Suggestions come as somebody types, by the contact's name or the facility's, and are
// taken with the keyboard or the mouse; every bad address is named.
func TestBrowserSuggestionsByKeyboardAndMouse(t *testing.T) {
	b := openTab(t, start(t), 1280)
	b.visit(b.openKind("462", "free-message"))
	value := func() string {
		text, err := chromedp.Run(b.ctx, chromedp.Value("#to"))
		require.NoError(t, err)
		return text
	}
	b.do(chromedp.Clear("#to"), chromedp.Focus("#to"))
	b.waits(`!document.querySelector('#list-to').hidden`)
	b.do(chromedp.SendKeys("#to", "ica supermarket eken"))
	b.waits(`[...document.querySelectorAll('#list-to li')].filter(o => !o.hidden).length === 1`)
	b.do(chromedp.KeyEvent(kb.ArrowDown))
	b.enter()
	assert.Equal(t, "lisa@eken.example.com", value())
	assert.True(t, b.run(`document.querySelector('#to').getAttribute('aria-expanded') === 'false' && document.querySelector('#by-email').checked`))
	b.do(chromedp.KeyEvent(",öst"))
	b.waits(`[...document.querySelectorAll('#list-to li')].filter(o => !o.hidden).length === 1`)
	b.do(chromedp.KeyEvent(kb.Escape))
	assert.True(t, b.run(`document.querySelector('#list-to').hidden`))
	b.do(chromedp.KeyEvent(kb.ArrowDown), chromedp.KeyEvent(kb.ArrowUp))
	b.enter()
	assert.Equal(t, "lisa@eken.example.com,osten@eken.example.com", value())
	b.do(chromedp.Click("#to"))
	b.waits(`!document.querySelector('#list-to').hidden`)
	b.do(chromedp.Click(`#list-to li[data-value="anna@eken.example.com"]`))
	assert.Equal(t, "lisa@eken.example.com,osten@eken.example.com,anna@eken.example.com", value())
	b.do(chromedp.KeyEvent(",kalle@,olle"))
	b.waits(`['”kalle@”', '”olle”'].every(a => document.querySelector('#error-to').textContent.includes(a))`)
	b.do(chromedp.Focus("#text"))
	assert.True(t, b.run(`document.querySelector('#list-to').hidden`))
}

// The order moves while the popup is open, and the popup tells it.
func TestBrowserMovedWhileOpenIsTold(t *testing.T) {
	s := start(t)
	b := openTab(t, s, 1280)
	b.visit(s.openKind("462", "booking-confirmation"))
	id := s.get("/orders/462").find(`name="booking" value="([^"]+)"`)
	s.booking("462", "move", "2026-09-12", "13:00", "15:00", id)
	b.press(`button[value=send]`)
	assert.Contains(t, b.text("#error-text"), "ändrats")
	assert.Contains(t, b.text("#plan"), "Förhandsvisningen")
	assert.Empty(t, b.mails())
	b.press(`button[value=send]`)
	assert.Len(t, b.mails(), 1)
}
