package main

import (
	"context"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// A tab is Chromium on the desk.
type tab struct {
	*browser
	ctx context.Context
}

// openTab opens Chromium with a window of some width. What the page's console says of
// an error, a policy that was broken among them, fails the test.
func openTab(t *testing.T, b *browser, width int64) *tab {
	t.Helper()
	needChromium(t)
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath("/usr/bin/chromium"), chromedp.NoSandbox, chromedp.UserDataDir(t.TempDir()))
	ctx, stop := chromedp.NewExecAllocator(context.Background(), options...)
	t.Cleanup(stop)
	ctx, stop = chromedp.NewContext(ctx)
	t.Cleanup(stop)
	require.NoError(t, chromedp.Do(ctx, chromedp.EmulateViewport(width, 900)))
	ctx, stop = context.WithTimeout(ctx, 10*time.Minute) // a browser that hangs; a busy machine is slow
	t.Cleanup(stop)
	tab := &tab{b, ctx}
	// A window that nobody looks at has no cursor without it.
	_, err := chromedp.Call(ctx, emulation.SetFocusEmulationEnabled, emulation.SetFocusEmulationEnabledParams{Enabled: true})
	require.NoError(t, err)
	tab.watchConsole()
	return tab
}

func needChromium(t *testing.T) {
	t.Helper()
	if os.Getenv("BUDKAVLE_CHROMIUM") == "" {
		t.Skip("needs Chromium: run .ci/orderdesk, or set BUDKAVLE_CHROMIUM=1 where it is installed")
	}
}

// watchConsole fails the test when a page writes an error to the console.
func (b *tab) watchConsole() {
	var mu sync.Mutex
	var errors []string
	ctx, stop := context.WithCancel(b.ctx)
	done := make(chan struct{})
	go func() {
		defer close(done)
		for m, err := range chromedp.Console(ctx) {
			if err != nil {
				return
			}
			// A form that is refused and a page that is not there are noted by the browser too.
			noted := strings.Contains(m.Text, "status of 422") || strings.HasSuffix(m.URL, "/orders/999")
			if (m.Type == chromedp.ConsoleError || m.Type == chromedp.ConsoleException) && !noted {
				mu.Lock()
				errors = append(errors, m.Text+" "+m.URL)
				mu.Unlock()
			}
		}
	}()
	b.t.Cleanup(func() {
		stop()
		<-done
		assert.Empty(b.t, errors, "in the page's console")
	})
}

func (b *tab) do(actions ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	require.NoError(b.t, chromedp.Do(b.ctx, actions...))
}

func (b *tab) visit(path string) { b.t.Helper(); b.do(chromedp.Navigate(b.base + path)) }

// theme makes the browser ask for light or dark pages.
func (b *tab) theme(name string) {
	b.t.Helper()
	_, err := chromedp.Call(b.ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: name}}})
	require.NoError(b.t, err)
}

func (b *tab) width(pixels int64) { b.t.Helper(); b.do(chromedp.EmulateViewport(pixels, 900)) }

// text is what a reader sees of an element.
func (b *tab) text(selector string) string {
	b.t.Helper()
	text, err := chromedp.Run(b.ctx, chromedp.Text(selector))
	require.NoError(b.t, err, selector)
	return text
}

// press clicks what leads to another page, and waits for that.
func (b *tab) press(selector string) {
	b.t.Helper()
	_, err := chromedp.RunResponse(b.ctx, chromedp.Click(selector))
	require.NoError(b.t, err, selector)
}

// run evaluates a line of the test's own in the page.
func (b *tab) run(script string) bool {
	b.t.Helper()
	answer, err := chromedp.Run(b.ctx, chromedp.Evaluate[bool](script))
	require.NoError(b.t, err, script)
	return answer
}

// enter presses Enter as a page sees it that keeps the browser from its own doing: the
// key alone, without the character that follows where nobody keeps it.
func (b *tab) enter() {
	b.t.Helper()
	for _, event := range []input.DispatchKeyEventType{input.DispatchKeyEventTypeRawKeyDown, input.DispatchKeyEventTypeKeyUp} {
		_, err := chromedp.Call(b.ctx, input.DispatchKeyEvent, input.DispatchKeyEventParams{Type: event, Key: "Enter", Code: "Enter", WindowsVirtualKeyCode: 13})
		require.NoError(b.t, err)
	}
}

// waits waits until a line of the test's own is true in the page; when it does not come
// true, the page's text says what is there instead.
func (b *tab) waits(script string) {
	b.t.Helper()
	err := chromedp.Do(b.ctx, chromedp.Poll[chromedp.Void](script, chromedp.WithPollingTimeout(15*time.Second)))
	require.NoError(b.t, err, "%s in %s", script, lazyText{b})
}

// A lazyText is the page's text when it is asked for.
type lazyText struct{ *tab }

func (l lazyText) String() string {
	text, err := chromedp.Run(l.ctx, chromedp.Evaluate[string](`document.querySelector("main").innerText`))
	if err != nil {
		return err.Error()
	}
	return text
}
