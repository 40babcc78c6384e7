package main

import (
	"context"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// The small host of examples/webhost, which is of the standard library alone, is clicked
// through here, where a browser's driver is at hand.

// startWebhost builds and runs it; what it writes lies in a folder of the test's.
func startWebhost(t *testing.T) (base string) {
	t.Helper()
	dir := t.TempDir()
	program := filepath.Join(dir, "webhost")
	out, err := exec.CommandContext(t.Context(), "go", "build", "-C", filepath.Join("..", "webhost"), "-o", program, ".").CombinedOutput()
	require.NoError(t, err, string(out))
	free, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	address := free.Addr().String()
	require.NoError(t, free.Close())
	command := exec.CommandContext(t.Context(), program, "-listen", address, "-out", filepath.Join(dir, "out"))
	command.Dir = dir
	require.NoError(t, command.Start())
	t.Cleanup(func() { _ = command.Process.Kill(); _ = command.Wait() })
	base = "http://" + address
	require.Eventually(t, func() bool {
		answer, err := http.Get(base)
		if err == nil {
			_ = answer.Body.Close()
		}
		return err == nil
	}, 20*time.Second, 20*time.Millisecond)
	return base
}

// A webTab is Chromium at the small host.
type webTab struct {
	t    *testing.T
	ctx  context.Context
	base string
}

func openWebTab(t *testing.T, base string, width int64) *webTab {
	t.Helper()
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath("/usr/bin/chromium"), chromedp.NoSandbox, chromedp.UserDataDir(t.TempDir()))
	ctx, stop := chromedp.NewExecAllocator(context.Background(), options...)
	t.Cleanup(stop)
	ctx, stop = chromedp.NewContext(ctx)
	t.Cleanup(stop)
	require.NoError(t, chromedp.Do(ctx, chromedp.EmulateViewport(width, 800)))
	ctx, stop = context.WithTimeout(ctx, 2*time.Minute)
	t.Cleanup(stop)
	return &webTab{t: t, ctx: ctx, base: base}
}

func (w *webTab) do(actions ...chromedp.Action[chromedp.Void]) {
	w.t.Helper()
	require.NoError(w.t, chromedp.Do(w.ctx, actions...))
}

func (w *webTab) visit(path string) { w.t.Helper(); w.do(chromedp.Navigate(w.base + path)) }

// key presses keys, one of which leads to another page.
func (w *webTab) key(keys string) {
	w.t.Helper()
	_, err := chromedp.RunResponse(w.ctx, chromedp.KeyEvent(keys))
	require.NoError(w.t, err)
}

func (w *webTab) click(selector string) {
	w.t.Helper()
	_, err := chromedp.RunResponse(w.ctx, chromedp.Click(selector))
	require.NoError(w.t, err)
}

func (w *webTab) text() string {
	w.t.Helper()
	text, err := chromedp.Run(w.ctx, chromedp.Evaluate[string](`document.body.innerText`))
	require.NoError(w.t, err)
	return text
}

// on is the name of the field that has the keyboard.
func (w *webTab) on() string {
	w.t.Helper()
	name, err := chromedp.Run(w.ctx, chromedp.Evaluate[string](`document.activeElement.name || document.activeElement.tagName`))
	require.NoError(w.t, err)
	return name
}

// fits says whether the page is as wide as its window, every field has a label and axe,
// where it is at hand, finds nothing. With SCREENSHOTS it leaves a picture there.
func (w *webTab) fits(name string, width int64) {
	w.t.Helper()
	wide, err := chromedp.Run(w.ctx, chromedp.Evaluate[int64](`document.documentElement.scrollWidth`))
	require.NoError(w.t, err)
	assert.LessOrEqual(w.t, wide, width, name)
	unlabelled, err := chromedp.Run(w.ctx, chromedp.Evaluate[int64](`[...document.querySelectorAll('input:not([type=hidden]), select, textarea')].filter(e => e.labels.length == 0).length`))
	require.NoError(w.t, err)
	assert.Zero(w.t, unlabelled, "labels on %s", name)
	if folder := os.Getenv("BUDKAVLE_AXE"); folder != "" {
		axe, err := os.ReadFile(filepath.Join(folder, "node_modules", "axe-core", "axe.min.js"))
		require.NoError(w.t, err)
		for _, v := range (&tab{browser: &browser{t: w.t}, ctx: w.ctx}).violations(string(axe)) {
			w.t.Errorf("%s: %s", name, v)
		}
	}
	if dir := os.Getenv("SCREENSHOTS"); dir != "" {
		picture, err := chromedp.Run(w.ctx, chromedp.FullScreenshot(100))
		require.NoError(w.t, err)
		require.NoError(w.t, os.WriteFile(filepath.Join(dir, name+".png"), picture, 0o600))
	}
}

// Nothing but the keyboard: from the order to what was sent.
func TestWebhostByTheKeyboard(t *testing.T) {
	needChromium(t)
	w := openWebTab(t, startWebhost(t), 1280)
	w.visit("/login/eva")
	w.visit("/orders/sample/send?kind=booking-confirmation")
	var way []string
	for range 8 {
		w.do(chromedp.KeyEvent(kb.Tab))
		way = append(way, w.on())
	}
	assert.Equal(t, []string{"A", "A", "A", "email", "to", "sms", "phones", "subject"}, way)
	w.do(chromedp.Focus("input[name=sms]"), chromedp.KeyEvent(" "), chromedp.Focus("textarea"), chromedp.KeyEvent(" Hej 😀"))
	w.do(chromedp.Poll[chromedp.Void](`/^[1-9] SMS · \d+\/\d+$/.test(document.getElementById('count').textContent)`))
	w.do(chromedp.KeyEvent(kb.Tab)) // to the button that sends
	assert.Equal(t, "do", w.on())
	w.do(chromedp.KeyEvent(kb.Tab))
	w.key(kb.Enter) // the preview
	assert.Contains(t, w.text(), "Hej 😀")
	in, err := chromedp.Run(w.ctx, chromedp.Evaluate[string](`document.querySelector('iframe').srcdoc`))
	require.NoError(t, err)
	assert.Contains(t, in, "Hej 😀")
	w.do(chromedp.Focus("input[name=to]"))
	w.key(kb.Enter) // as every form is sent
	assert.Contains(t, w.text(), "till anna@example.com av Eva")
	w.visit("/log")
	assert.Contains(t, w.text(), "+46700000000")
}

// An untouched form, a template from the list, a visit that moves: as a mouse does it.
func TestWebhostByTheMouse(t *testing.T) {
	needChromium(t)
	w := openWebTab(t, startWebhost(t), 1280)
	w.visit("/login/eva")
	w.visit("/orders/sample")
	w.click("form button")
	assert.Contains(t, w.text(), "bokningsbekräftelse?", "the host asks")
	w.click("button[value=send]")
	assert.Contains(t, w.text(), "E-post skickad: 2")
	w.click("form button")
	w.visit("/orders/sample")
	red, err := chromedp.Run(w.ctx, chromedp.Evaluate[bool](`document.getElementById('banner').classList.contains('red')`))
	require.NoError(t, err)
	assert.True(t, red)
	w.visit("/orders/sample/send?kind=template-mail")
	_, err = chromedp.RunResponse(w.ctx, chromedp.Evaluate[chromedp.Void](`form.template.value = 'tack'; form.template.dispatchEvent(new Event('change'))`))
	require.NoError(t, err)
	filled, err := chromedp.Run(w.ctx, chromedp.Value("textarea"))
	require.NoError(t, err)
	assert.Contains(t, filled, "Tack för förtroendet!")
	_, err = chromedp.RunResponse(w.ctx, chromedp.DoubleClick("button[value=send]"))
	require.NoError(t, err)
	assert.Contains(t, w.text(), "e-post med mall, skickad")
}

// On a telephone and at a desk no page is wider than its window.
func TestWebhostFits(t *testing.T) {
	needChromium(t)
	base := startWebhost(t)
	for _, width := range []int64{360, 1280} {
		at := map[int64]string{360: "phone", 1280: "desk"}[width]
		w := openWebTab(t, base, width)
		w.visit("/")
		w.fits(at+"-login", width)
		w.visit("/login/eva")
		w.fits(at+"-orders", width)
		w.visit("/orders/sample/send?kind=booking-confirmation")
		w.fits(at+"-popup", width)
		w.do(chromedp.Click("input[name=sms]"), chromedp.SetValue("input[name=phones]", "0700000000"))
		w.click("button[value=send]")
		w.fits(at+"-mistakes", width)
		w.do(chromedp.SetValue("input[name=phones]", "+46700000000"))
		w.click("button[value=preview]")
		w.fits(at+"-preview", width)
		w.click("button[value=send]")
		w.fits(at+"-order", width)
		w.visit("/log")
		w.fits(at+"-log", width)
		w.visit("/settings")
		w.do(chromedp.SetValue("select[name=about]", "quote"))
		w.click("button[value=preview]")
		w.fits(at+"-settings", width)
	}
}
