package main

import (
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/net/html"

	"github.com/budkavle/budkavle/notify/compose"
	"github.com/budkavle/budkavle/notify/order"
)

func read(t *testing.T, answer *http.Response, err error) string {
	t.Helper()
	require.NoError(t, err)
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	require.NoError(t, err)
	require.Equal(t, http.StatusOK, answer.StatusCode)
	return string(text)
}

// inputs are what a browser posts of a page's form.
func inputs(t *testing.T, page string) url.Values {
	t.Helper()
	doc, err := html.Parse(strings.NewReader(page))
	require.NoError(t, err)
	form := url.Values{}
	for n := range doc.Descendants() {
		attr := map[string]string{}
		for _, a := range n.Attr {
			attr[a.Key] = a.Val
		}
		_, checked := attr["checked"]
		switch {
		case n.Data == "input" && attr["type"] == "checkbox":
			if checked {
				form.Set(attr["name"], "on")
			}
		case n.Data == "input":
			form.Set(attr["name"], attr["value"])
		case n.Data == "textarea" && n.FirstChild != nil:
			form.Set(attr["name"], strings.ReplaceAll(n.FirstChild.Data, "\n", "\r\n"))
		}
	}
	return form
}

// From the order's page to the popup, the preview, a mistake, and what was sent.
func TestThePage(t *testing.T) {
	t.Parallel()
	desk, err := newDesk(t.TempDir())
	require.NoError(t, err)
	server := httptest.NewServer(handler(desk, compose.SampleOrder(order.WorkOrder, time.Now()), order.Actor{ID: "eva", Name: "Eva"}))
	t.Cleanup(server.Close)
	get := func(path string) string {
		answer, err := http.Get(server.URL + path)
		return read(t, answer, err)
	}
	post := func(form url.Values) string {
		answer, err := http.PostForm(server.URL+"/popup", form)
		return read(t, answer, err)
	}
	assert.Contains(t, get("/"), "E-post skickad: nej")
	form := inputs(t, get("/popup"))
	require.Equal(t, "anna@example.com", form.Get("to"))
	form.Set("sms", "on")
	form.Set("do", "preview")
	page := post(form)
	assert.Contains(t, page, "<iframe sandbox")
	assert.Contains(t, page, "<pre>Börje kommer")
	assert.Contains(t, get("/"), "E-post skickad: nej")

	form.Set("do", "send")
	form.Set("phones", "0700000000")
	assert.Contains(t, post(form), "Menade du &#43;46700000000?")
	form.Set("phones", "+46700000000")
	for range 2 {
		assert.Contains(t, post(form), "till anna@example.com av Eva")
	}
	history, err := desk.History(t.Context(), compose.SampleOrder(order.WorkOrder, time.Now()))
	require.NoError(t, err)
	assert.Len(t, history.Lines, 2, "the second click sends nothing more")
	answer, err := http.PostForm(server.URL+"/popup", url.Values{"do": {"send"}})
	require.NoError(t, err)
	assert.Equal(t, http.StatusBadRequest, answer.StatusCode, "a post that no page gave")
	require.NoError(t, answer.Body.Close())
}
