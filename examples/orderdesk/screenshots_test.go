package main

import (
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

var screenshots = flag.String("screenshots", "", "`folder` to write the README's pictures into; empty: they are taken and thrown away")

// The pictures of the README: the order whose banner is red, the popup with its
// preview, what the customer got, and a template being written.
func TestBrowserScreenshots(t *testing.T) {
	s := start(t)
	b := openTab(t, s, 1280)
	shoot := func(name string) {
		t.Helper()
		b.waits(`[...document.images].every(i => i.complete)`)
		b.run(`document.activeElement.blur(); scrollTo(0, 0); true`)
		b.waits(`[...document.querySelectorAll('iframe.phone')].slice(0, 1).every(f => performance.getEntriesByName(f.src).some(e => e.responseEnd > 0))`)
		picture, err := chromedp.Run(b.ctx, chromedp.CaptureScreenshot())
		require.NoError(t, err)
		assert.Greater(t, len(picture), 10_000, name)
		if *screenshots != "" {
			require.NoError(t, os.WriteFile(filepath.Join(*screenshots, name+".png"), picture, 0o644))
		}
	}
	b.visit("/orders/462")
	b.do(chromedp.SetValue("input[name=who]", "Börje"))
	b.book("07:00", "10:00")
	b.press(".question .yes")
	b.press(`button[value=send]`)
	b.visit("/orders/462")
	b.book("08:00", "11:00")
	b.run(`document.querySelector('#banner details').open = true`)
	shoot("order")

	b.press(".question .yes")
	b.do(chromedp.Click("#by-sms"), chromedp.Clear("#phones"), chromedp.SendKeys("#phones", "+46705123456"), chromedp.SendKeys("#text", " Välkomna 😀"))
	b.waits(`document.querySelector('#odd') !== null && document.querySelector('#plan .bubble') !== null`)
	shoot("popup")
	b.press(`button[value=send]`)
	b.visit("/mailbox")
	b.press("#mails a")
	shoot("mailbox")
	b.visit("/templates/edit?order=work-order&case=changed&language=sv")
	b.do(chromedp.SendKeys("#subject", "Ny tid: {nextBookingDate}"), chromedp.SendKeys("#body", "Hej, {facilityOrCustomer}\n\nVi kommer {nextBookingDat}."))
	b.waits(`document.querySelector('#error-template').textContent.includes('{nextBookingDate}')`)
	b.run(`document.querySelector('#body').value = ''; true`)
	b.do(chromedp.SendKeys("#body", "Hej, {facilityOrCustomer}\n\nVår servicetekniker {nextBookingName} kommer till er {nextBookingDate}, {nextBookingTime}.\n\nHälsningar {company}"))
	b.waits(`document.querySelector('#error-template').textContent === '' && document.querySelector('[data-slot=look] .phone') !== null`)
	shoot("template")
}
