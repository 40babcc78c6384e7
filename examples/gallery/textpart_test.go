package main

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/net/html"

	"github.com/budkavle/budkavle/templating/locale"
)

// absent returns what can be seen in a mail's HTML, or hit, and stands neither in
// its text part nor in its subject.
func absent(t *testing.T, subject, markup, text string) (lost []string) {
	t.Helper()
	joined := func(s string) string { return strings.Join(strings.Fields(s), " ") }
	all := joined(subject + "\n" + strings.NewReplacer("\n> ", "\n", "https://", "").Replace(text))
	want := func(what string) {
		if what = joined(what); what != "" && what != "·" && !strings.Contains(all, what) {
			lost = append(lost, what)
		}
	}
	root, err := html.Parse(strings.NewReader(markup))
	require.NoError(t, err)
	var walk func(n *html.Node)
	walk = func(n *html.Node) {
		attrs := map[string]string{}
		for _, a := range n.Attr {
			attrs[a.Key] = a.Val
		}
		if n.Data == "head" || strings.Contains(attrs["style"], "display:none") {
			return
		}
		if n.Type == html.TextNode {
			want(strings.ReplaceAll(n.Data, "https://", ""))
		}
		want(attrs["alt"])
		if link, ok := strings.CutPrefix(attrs["href"], "https://"); ok {
			want(link)
		}
		for c := range n.ChildNodes() {
			walk(c)
		}
	}
	walk(root)
	return lost
}

// Whatever the HTML of a mail shows, its text part says: every kind in every
// language, and what pushes its edges.
func TestTheTextPartHasWhatTheHTMLShows(t *testing.T) {
	t.Parallel()
	for _, l := range locale.BuiltIn() {
		plans, err := everyPlan(l)
		require.NoError(t, err)
		for _, one := range plans {
			m := one.plan.Messages[0].Email
			name := fmt.Sprintf("%s, %s", one.name, l.Tag())
			assert.Empty(t, absent(t, m.Subject, m.HTML, m.Text), name)
		}
	}
	for name, l := range hostile() {
		markup, text, err := l.Render()
		require.NoError(t, err)
		assert.Empty(t, absent(t, l.Title, markup, text), name)
	}
	assert.Equal(t, []string{"x.se/a", "dold"}, absent(t, "Ämne", `<h1>Ämne</h1><p>synlig</p><a href="https://x.se/a">dold</a><i style="display:none">x</i>`, "synlig"), "what is lost is seen")
}
