package main

import (
	"context"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// A tab is Chromium on the desk.
type tab struct {
	*browser
	ctx context.Context
}

func openTab(t *testing.T, b *browser, width int64) *tab {
	t.Helper()
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath("/usr/bin/chromium"), chromedp.NoSandbox, chromedp.UserDataDir(t.TempDir()))
	ctx, stop := chromedp.NewExecAllocator(context.Background(), options...)
	t.Cleanup(stop)
	ctx, stop = chromedp.NewContext(ctx)
	t.Cleanup(stop)
	require.NoError(t, chromedp.Do(ctx, chromedp.EmulateViewport(width, 800)))
	ctx, stop = context.WithTimeout(ctx, 2*time.Minute)
	t.Cleanup(stop)
	tab := &tab{b, ctx}
	return tab
}

func (b *tab) do(actions ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	require.NoError(b.t, chromedp.Do(b.ctx, actions...))
}

func (b *tab) visit(path string) { b.t.Helper(); b.do(chromedp.Navigate(b.base + path)) }

// text is what a reader sees of an element.
func (b *tab) text(selector string) string {
	b.t.Helper()
	text, err := chromedp.Run(b.ctx, chromedp.Text(selector))
	require.NoError(b.t, err)
	return text
}

// press clicks what leads to another page, and waits for that.
func (b *tab) press(selector string) {
	b.t.Helper()
	_, err := chromedp.RunResponse(b.ctx, chromedp.Click(selector))
	require.NoError(b.t, err)
}

// run evaluates a line of the test's own in the page.
func (b *tab) run(script string) bool {
	b.t.Helper()
	answer, err := chromedp.Run(b.ctx, chromedp.Evaluate[bool](script))
	require.NoError(b.t, err)
	return answer
}

func needChromium(t *testing.T) {
	t.Helper()
	if os.Getenv("BUDKAVLE_CHROMIUM") == "" {
		t.Skip("needs Chromium: run .ci/orderdesk, or set BUDKAVLE_CHROMIUM=1 where it is installed")
	}
}

func TestBrowserABookingIsToldAndToldAgain(t *testing.T) {
	needChromium(t)
	b := openTab(t, start(t), 1280)
	b.visit("/orders/462")
	b.run(`document.querySelector('input[name=from]').value = '07:00'; document.querySelector('.list details').open = true`)
	b.run(`document.querySelector('input[name=who]').value = 'Börje'; true`)
	b.press(`.list button[value=move]`)
	assert.Contains(t, b.text(".question"), "bokningsbekräftelse?")
	b.press(".question .yes")
	b.run(`document.querySelector('#phones').value = ''; true`)
	b.do(chromedp.Click(`input[name=sms]`), chromedp.SendKeys("#phones", "0705123456"))
	b.do(chromedp.Poll[chromedp.Void](`document.querySelector('[data-error=phones]').textContent.includes('+46705123456')`))
	b.do(chromedp.SetValue("#phones", "+46705123456"), chromedp.SendKeys("#text", " Hej 😀"))
	b.do(chromedp.Poll[chromedp.Void](`document.querySelector('#odd').textContent.includes('😀') && document.querySelector('[data-error=phones]').textContent === ''`))
	assert.Contains(t, b.text("#count"), " SMS · ")
	b.press(`button[value=preview]`)
	assert.Contains(t, b.text("#plan .bubble"), "Hej 😀")
	assert.Contains(t, b.text("#plan"), "Kalenderpost")
	b.press(`button[value=send]`)
	assert.Contains(t, b.text("#banner"), "E-post skickad:")

	b.visit("/mailbox")
	assert.Contains(t, b.text("article.sms"), "Hej 😀")
	b.press("#mails a")
	assert.Contains(t, b.text("#calendar"), "20260911T07")

	b.visit("/orders/462")
	b.run(`document.querySelector('.list details').open = true`)
	b.run(`document.querySelector('input[name=from]').value = '08:00'; document.querySelector('input[name=to]').value = '11:00'; true`)
	b.press(`.list button[value=move]`)
	assert.Contains(t, b.text("#banner"), "07:00–10:00 → 08:00–11:00")
	assert.True(t, b.run(`document.querySelector('#banner').classList.contains('red')`))
	b.press(".question .yes")
	b.press(`button[value=send]`)
	assert.False(t, b.run(`document.querySelector('#banner').classList.contains('red')`))
}

func TestBrowserADoubleClickSendsOnce(t *testing.T) {
	needChromium(t)
	b := openTab(t, start(t), 1280)
	b.visit("/orders/462")
	b.do(chromedp.Click("#messages summary"))
	b.press(`button[value=order-confirmation]`)
	assert.True(t, b.run(`document.querySelector('#text').readOnly && document.querySelector('.why').textContent.length > 10`))
	_, err := chromedp.RunResponse(b.ctx, chromedp.DoubleClick(`button[value=send]`))
	require.NoError(t, err)
	b.get("/mailbox")
	assert.Equal(t, 1, strings.Count(b.page, `class="file"`))
}

func TestBrowserNothingIsWiderThanATelephone(t *testing.T) {
	needChromium(t)
	s := start(t)
	popup := s.openKind("462", "free-message")
	path := s.openKind("462", "order-confirmation")
	s.send(path)
	b := openTab(t, s, 360)
	for _, page := range []string{"/", "/orders/462", popup, "/mailbox", "/mailbox/1", "/log", "/held", "/settings", "/customer/462"} {
		b.visit(page)
		assert.True(t, b.run(`document.documentElement.scrollWidth <= 360`), page)
		assert.True(t, b.run(`[...document.querySelectorAll('input:not([type=hidden]), select, textarea')].every(e => e.labels.length > 0)`), "labels on %s", page)
	}
}
