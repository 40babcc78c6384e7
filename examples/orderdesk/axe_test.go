package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// A place is a page in a state that somebody sees.
type place struct {
	name, path string
	then       func(*tab) // what is done there first; nil: nothing
}

// everyPlace makes data for every page, and lists the pages in the states that look
// differently. A page without a place here fails.
func everyPlace(t *testing.T, s *browser) []place {
	t.Helper()
	s.booking("462", "move", "2026-09-11", "08:00", "10:00", "b1") // a question
	free := s.openKind("462", "free-message")
	template := s.openKind("462", "template-mail")
	fixed := s.openKind("462", "order-confirmation")
	s.get(fixed)
	s.send(fixed)
	told := s.openKind("463", "booking-confirmation")
	s.get(told)
	s.send(told)
	s.booking("463", "move", "2026-09-08", "12:00", "14:00", "b1") // red
	s.post("/planner", "action", "add", "day", "2026-09-08", "from", "13:00", "to", "14:00", "user", "borje", "title", "Möte")
	s.get("/orders/462")
	s.post("/orders/462/comments", "text", "Nyckeln finns i receptionen.", "visible", "on")
	protocol := s.openKind("469", "service-protocol")
	mails := s.mails()
	places := []place{
		{"orders", "/", nil},
		{"order with a question", "/orders/462", func(b *tab) { b.run(`document.querySelectorAll('details').forEach(d => { d.open = true }); true`) }},
		{"order that is red", "/orders/463", func(b *tab) { b.run(`document.querySelectorAll('details').forEach(d => { d.open = true }); true`) }},
		{"popup", free, nil},
		{"popup with suggestions", free, func(b *tab) {
			b.do(chromedp.Click("#to"))
			b.waits(`!document.querySelector('#list-to').hidden`)
		}},
		{"popup with templates", template, func(b *tab) {
			b.do(chromedp.Click("#subject"))
			b.waits(`!document.querySelector("#list-subject").hidden`)
		}},
		{"popup with mistakes", free, func(b *tab) {
			b.do(chromedp.SendKeys("#to", "anna@"), chromedp.Click("#by-sms"), chromedp.SendKeys("#phones", "0705123456"))
			b.press("button[value=send]")
		}},
		{"popup with fixed text and PDF", fixed, func(b *tab) { b.waits(`document.querySelector('#plan .phone') !== null`) }},
		{"popup of a protocol", protocol, nil},
		{"inbox", "/mailbox", nil},
		{"own inbox", "/mailbox?own", nil},
		{"mail", mails[0], nil},
		{"log", "/log", nil},
		{"logged message", s.lines("")[0], nil},
		{"queue", "/queue", nil},
		{"planner", "/planner", func(b *tab) { b.run(`document.querySelectorAll('details').forEach(d => { d.open = true }); true`) }},
		{"objects", "/objects", func(b *tab) { b.run(`document.querySelectorAll('details').forEach(d => { d.open = true }); true`) }},
		{"users", "/users", func(b *tab) { b.run(`document.querySelectorAll('details').forEach(d => { d.open = true }); true`) }},
		{"templates", "/templates", nil},
		{"mail template", "/templates/edit?id=enkat", nil},
		{"booking template", "/templates/edit?order=work-order&case=changed&language=en", nil},
		{"account", "/account", nil},
		{"another's account", "/account/kim", nil},
		{"customer", "/customer/462", nil},
		{"no page", "/orders/999", nil},
	}
	for _, section := range sections() {
		places = append(places, place{"settings " + section.id, "/settings/" + section.id, nil})
	}
	for name := range pages {
		seen := map[string]string{"message": "/log/", "mail": "/mailbox/", "popup": "/popups/", "order": "/orders/", "template": "/templates/edit", "problem": "/orders/999", "orders": "/"}
		prefix, other := seen[name]
		if !other {
			prefix = "/" + name
		}
		found := false
		for _, p := range places {
			found = found || strings.HasPrefix(p.path, prefix)
		}
		assert.True(t, found, "the page %q is looked at nowhere", name)
	}
	return places
}

// axe finds nothing wrong with any page: labels, roles, order of headings, contrast of
// AA, in the light and in the dark, at a desk and on a telephone.
func TestBrowserAxeFindsNothing(t *testing.T) {
	needChromium(t)
	folder := os.Getenv("BUDKAVLE_AXE")
	if folder == "" {
		t.Skip("needs axe-core: run .ci/orderdesk, or set BUDKAVLE_AXE to the folder with its node_modules")
	}
	axe, err := os.ReadFile(filepath.Join(folder, "node_modules", "axe-core", "axe.min.js"))
	require.NoError(t, err)
	s := start(t)
	places := everyPlace(t, s)
	b := openTab(t, s, 1280)
	for _, look := range []struct {
		theme string
		width int64
	}{{"light", 1280}, {"light", 360}, {"dark", 1440}, {"dark", 360}} {
		b.theme(look.theme)
		b.width(look.width)
		for _, p := range places {
			b.visit(p.path)
			if p.then != nil {
				p.then(b)
			}
			for _, v := range b.violations(string(axe)) {
				t.Errorf("%s, %s, %d px: %s", p.name, look.theme, look.width, v)
			}
		}
	}
	b.theme("light")
	b.visit("/orders/462")
	b.run(`document.querySelector('main').append(document.createElement('input')); document.querySelector('main').style.color = '#bbb'; true`)
	found := strings.Join(b.violations(string(axe)), " ")
	assert.Contains(t, found, "label", "axe sees a field without a label")
	assert.Contains(t, found, "color-contrast", "and a colour that is too weak")
}

// violations are what axe says of the page that is shown. The mails in frames are not
// pages of ours: the gallery's tests judge them.
func (b *tab) violations(axe string) []string {
	b.t.Helper()
	_, err := chromedp.Run(b.ctx, chromedp.Evaluate[bool](axe+"; true"))
	require.NoError(b.t, err)
	const run = `axe.run(document, {iframes: false, resultTypes: ["violations"], runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]})
		.then(r => JSON.stringify(r.violations.map(v => ({id: v.id, help: v.help, nodes: v.nodes.map(n => n.html.slice(0, 200) + " " + n.failureSummary.slice(0, 300))}))))`
	answer, err := chromedp.Run(b.ctx, chromedp.Evaluate[string](run, chromedp.EvalAwaitPromise))
	require.NoError(b.t, err)
	var found []struct {
		ID, Help string
		Nodes    []string
	}
	require.NoError(b.t, json.Unmarshal([]byte(answer), &found))
	var all []string
	for _, f := range found {
		all = append(all, fmt.Sprintf("%s: %s\n%s", f.ID, f.Help, strings.Join(f.Nodes, "\n")))
	}
	return all
}

// No page is wider than its window, whatever that is, and every field has a label.
func TestBrowserEveryPageFitsFrom360To1440(t *testing.T) {
	needChromium(t)
	s := start(t)
	places := everyPlace(t, s)
	b := openTab(t, s, 360)
	for _, width := range []int64{360, 768, 1440} {
		b.width(width)
		for _, p := range places {
			b.visit(p.path)
			if p.then != nil {
				p.then(b)
			}
			assert.True(t, b.run(fmt.Sprintf(`document.documentElement.scrollWidth <= %d`, width)), "%s at %d px", p.name, width)
			assert.True(t, b.run(`[...document.querySelectorAll('input:not([type=hidden]), select, textarea')].every(e => e.labels.length > 0)`), "labels on %s", p.name)
		}
	}
}
