package templating

import (
	"net/url"
	"regexp"
	"strings"
	"sync"

	"github.com/microcosm-cc/bluemonday"
)

// Policy says what HTML of a company's own may hold (R305). The zero value is
// the policy for mail: no pictures from the web.
type Policy struct {
	RemoteImages bool // allow <img src="https://…">: the reader's client then tells the server that the mail was opened
}

// Sanitize keeps what mail needs (text markup, tables, inline styles, links to
// https, mailto and tel, pictures by cid) and drops everything else: scripts,
// handlers, forms, frames, style sheets and whatever would load from the web.
// Its result is safe to put into a layout, and sanitising it again changes
// nothing (R305). Tags must have been expanded before. It never fails: what it
// does not know is gone.
func Sanitize(html string, p Policy) string {
	if p.RemoteImages {
		return remotePolicy().Sanitize(html)
	}
	return mailPolicy().Sanitize(html)
}

// The policies are compiled at first use and never changed after.
var (
	mailPolicy   = sync.OnceValue(func() *bluemonday.Policy { return newPolicy(false) })
	remotePolicy = sync.OnceValue(func() *bluemonday.Policy { return newPolicy(true) })
)

var (
	lengthForm = regexp.MustCompile(`(?i)^(0|auto|[0-9]{1,4}(\.[0-9]{1,3})?(px|pt|em|%)?)( (0|auto|[0-9]{1,4}(\.[0-9]{1,3})?(px|pt|em|%)?)){0,3}$`)
	colourForm = regexp.MustCompile(`(?i)^(#[0-9a-f]{3}|#[0-9a-f]{6}|[a-z]{3,20}|rgb\([0-9]{1,3}, ?[0-9]{1,3}, ?[0-9]{1,3}\))$`)
	borderForm = regexp.MustCompile(`(?i)^(0|none|[0-9]{1,2}px (solid|dashed|dotted) (#[0-9a-f]{3,6}|[a-z]{3,20}))$`)
	fontForm   = regexp.MustCompile(`(?i)^[a-z0-9 ,'"-]{1,200}$`)
	wordForm   = regexp.MustCompile(`(?i)^[a-z-]{1,20}$`)
	weightForm = regexp.MustCompile(`(?i)^(normal|bold|bolder|lighter|[1-9]00)$`)
	numberForm = regexp.MustCompile(`^[0-9]{1,4}%?$`)
	langForm   = regexp.MustCompile(`^[A-Za-z-]{2,12}$`)
	cidForm    = regexp.MustCompile(`^cid:[A-Za-z0-9._@-]{1,200}$`)
	webForm    = regexp.MustCompile(`^(cid:[A-Za-z0-9._@-]{1,200}|https://[^\s"'<>\\]+)$`)
)

func newPolicy(remote bool) *bluemonday.Policy {
	p := bluemonday.NewPolicy()
	p.AllowElements("p", "br", "hr", "div", "span", "b", "strong", "i", "em", "u", "s", "small", "sub", "sup", "code", "pre",
		"blockquote", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "dl", "dt", "dd", "center",
		"table", "caption", "thead", "tbody", "tfoot", "tr", "th", "td", "colgroup", "col")
	p.AllowAttrs("align").Matching(wordForm).OnElements("p", "div", "table", "tr", "td", "th", "h1", "h2", "h3", "img")
	p.AllowAttrs("valign").Matching(wordForm).OnElements("tr", "td", "th")
	p.AllowAttrs("width", "height", "border", "cellpadding", "cellspacing", "colspan", "rowspan", "start").Matching(numberForm).OnElements("table", "tr", "td", "th", "col", "img", "ol")
	p.AllowAttrs("bgcolor").Matching(colourForm).OnElements("table", "tr", "td", "th")
	p.AllowAttrs("dir", "lang").Matching(langForm).Globally()
	p.AllowAttrs("role").Matching(regexp.MustCompile(`^presentation$`)).OnElements("table")
	p.AllowAttrs("title").Globally()
	allowStyles(p)

	p.AllowAttrs("href").OnElements("a")
	p.AllowURLSchemes("mailto", "tel", "cid")
	p.AllowURLSchemeWithCustomPolicy("https", func(u *url.URL) bool { return u.Host != "" && u.Opaque == "" && u.User == nil })
	p.RequireParseableURLs(true)
	p.AllowRelativeURLs(false)
	p.RequireNoFollowOnLinks(false)

	sources := cidForm
	if remote {
		sources = webForm
	}
	p.AllowAttrs("src").Matching(sources).OnElements("img")
	p.AllowAttrs("alt").OnElements("img")
	return p
}

// allowStyles lists the inline styles that mail clients understand and that
// cannot load or cover anything: no url(), no position, no expression.
func allowStyles(p *bluemonday.Policy) {
	p.AllowStyles("color", "background-color").Matching(colourForm).Globally()
	p.AllowStyles("margin", "margin-top", "margin-right", "margin-bottom", "margin-left",
		"padding", "padding-top", "padding-right", "padding-bottom", "padding-left",
		"width", "max-width", "min-width", "height", "font-size", "line-height", "letter-spacing", "border-radius").Matching(lengthForm).Globally()
	p.AllowStyles("border", "border-top", "border-right", "border-bottom", "border-left").Matching(borderForm).Globally()
	p.AllowStyles("font-family").Matching(fontForm).Globally()
	p.AllowStyles("font-weight").Matching(weightForm).Globally()
	p.AllowStyles("font-style", "text-align", "text-decoration", "vertical-align", "border-collapse", "white-space", "text-transform").Matching(wordForm).Globally()
}

// isHTTPS reports whether a link is one that a button may have.
func isHTTPS(link string) bool {
	odd := func(r rune) bool { return r <= ' ' || r == '"' || r == '<' || r == '>' || r == '\\' || r == 0x7f }
	u, err := url.Parse(link)
	return err == nil && u.Host != "" && len(link) <= 2000 && strings.HasPrefix(link, "https://") && !strings.ContainsFunc(link, odd)
}
