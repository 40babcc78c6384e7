package templating

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

// TestWhichLinksAMailMayHave (R304, R305), to the edges of what is refused.
func TestWhichLinksAMailMayHave(t *testing.T) {
	t.Parallel()
	long := "https://a.se/" + strings.Repeat("x", 2000-len("https://a.se/"))
	for _, c := range []struct {
		text, link string
		changed    bool
	}{
		{"https://a.se", "https://a.se", false},
		{"HTTPS://A.se/X", "https://A.se/X", false},
		{"http://a.se", "https://a.se", true},
		{"HTTP://a.se", "https://a.se", true},
		{"www.a.se", "https://www.a.se", true},
		{"WWW.a.se", "https://WWW.a.se", true},
		{"www.a", "https://www.a", true},
		{"www.", "", false},
		{"ww.a.se", "", false},
		{"a.se", "", false},
		{"", "", false},
		{"https", "", false},
		{"https:", "", false},
		{"https:a.se", "", false},
		{"https:/a.se", "", false},
		{"https://", "", false},
		{"https:///a.se", "", false},
		{"https://:443/", "", false},
		{"https://a.se:443/", "https://a.se:443/", false},
		{"https://a.se:port/", "", false},
		{"https://eva@a.se", "", false},
		{"https://eva:x@a.se", "", false},
		{"https://[::1", "", false},
		{"//a.se", "", false},
		{"ftp://a.se", "", false},
		{"javascript:alert(1)", "", false},
		{"javascript://a.se/%0aalert(1)", "", false},
		{"data:text/html,x", "", false},
		{"mailto:a@b.se", "mailto:a@b.se", false},
		{"MailTo:a@b.se?subject=x", "mailto:a@b.se?subject=x", false},
		{"mailto:", "", false},
		{"mailto://a@b.se", "", false},
		{"mailto", "", false},
		{"tel:+46701234567", "tel:+46701234567", false},
		{"TEL:112", "tel:112", false},
		{"tel:", "", false},
		{"tel://112", "", false},
		{" \t\n\x01\u00a0https://a.se\u00a0\x00 ", "https://a.se", false},
		{`https://a.se/a b"c<d>e` + "`f", "https://a.se/a%20b%22c%3Cd%3Ee%60f", false},
		{"https://a.se/\x1fx", "", false},
		{"https://a.se/\nx", "", false},
		{`https://a.se/\x`, "", false},
		{`https:\\a.se`, "", false},
		{"https://a.se/\x7fx", "", false},
		{"https://a.se/\u007fx", "", false},
		{"https://a.se/\u0080x", "", false},
		{"https://a.se/\u009fx", "", false},
		{"https://a.se/\u00a0x", "https://a.se/\u00a0x", false},
		{"https://a.se/å~x", "https://a.se/å~x", false},
		{"https://a.se/\u202ex", "", false},
		{"https://a.se/\xffx", "", false},
		{long, long, false},
		{long + "x", "", false},
	} {
		link, changed, ok := emailLinkOf(c.text)
		assert.Equal(t, c.link, link, "%.80q", c.text)
		assert.Equal(t, c.link != "", ok, "%.80q", c.text)
		assert.Equal(t, c.changed, changed, "%.80q", c.text)
	}
}

// TestWhereAButtonMayLead: to https, and to the machine itself while a host is made.
func TestWhereAButtonMayLead(t *testing.T) {
	t.Parallel()
	long := "https://a.se/" + strings.Repeat("x", 2000-len("https://a.se/"))
	for link, want := range map[string]bool{
		"https://a.se": true, "https://a.se/order?id=1#x": true, "https://a.se/å~": true, "https://localhost": true, long: true, long + "x": false,
		"": false, "https://": false, "HTTPS://a.se": false, "http://a.se": false, "//a.se": false, "a.se": false, "mailto:a@b.se": false, "https://eva@a.se": false, "https://[::1": false,
		"https://a.se/ x": false, "https://a.se/\x1f": false, "https://a.se/\"": false, "https://a.se/<": false, "https://a.se/>": false, `https://a.se/\`: false, "https://a.se/\x7f": false,
		"http://localhost": true, "http://LOCALHOST:8080/x": true, "http://app.localhost/": true, "http://127.0.0.1:8080": true, "http://127.9.9.9": true, "http://[::1]:8080": true,
		"http://192.0.2.1": false, "http://10.0.0.1": false, "http://localhost.example.se": false, "http://notlocalhost": false, "http://eva@localhost": false, "http://localhost/ x": false, "http://[::1": false, "http://": false,
	} {
		assert.Equal(t, want, IsButtonLink(link), "%.80q", link)
	}
}

// TestWhereALinkEnds, as people end one: the punctuation of the sentence is not its.
func TestWhereALinkEnds(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"https://a.se. Hej":       "https://a.se",
		"https://a.se!?;:,.'*’–—": "https://a.se",
		"https://a.se/(x) y":      "https://a.se/(x)",
		"https://a.se/(x)) y":     "https://a.se/(x)",
		"https://a.se/x) y":       "https://a.se/x",
		"https://a.se/x)) y":      "https://a.se/x",
		"https://a.se/[x] y":      "https://a.se/[x]",
		"https://a.se/[x]] y":     "https://a.se/[x]",
		"https://a.se/x]). y":     "https://a.se/x",
		"https://a.se/((x) y":     "https://a.se/((x)",
		"https://a.se/x)y":        "https://a.se/x)y",
		"https://a.se/<b>":        "https://a.se/",
		"https://a.se/\u200bx":    "https://a.se/",
		"https://a.se/\u202ex":    "https://a.se/",
		"https://a.se/\x00x":      "https://a.se/",
		"https://a.se/x":          "https://a.se/x",
		"…":                       "",
		"":                        "",
		".,":                      "",
	} {
		assert.Equal(t, want, text[:linkEnd(text)], "%q", text)
	}
}

// TestTheLinksOfAFooter are made of what people write, or none is.
func TestTheLinksOfAFooter(t *testing.T) {
	t.Parallel()
	for phone, want := range map[string]string{
		"0660-123 45": "tel:066012345", "+46 660 123 45": "tel:+4666012345", "+46(0)8-123 45": "tel:+46812345", " 08/12.34–5 ": "tel:0812345", "08\u00a012\u201134": "tel:081234",
		"123": "", "1234": "tel:1234", "123456789012345678": "tel:123456789012345678", "1234567890123456789": "", "08-12 34 växel": "", "0+8 1234": "", "": "", "08a1234": "", "08:1234": "",
	} {
		assert.Equal(t, want, telLink(phone), "%q", phone)
	}
	for address, want := range map[string]string{
		"info@akeskyl.se": "mailto:info@akeskyl.se", " info@akeskyl.se\n": "mailto:info@akeskyl.se", "info@localhost": "", "@akeskyl.se": "", "info": "", "a@b@c.se": "", "a b@c.se": "", "a@b.se?x": "", "a@b.se&x": "", "a%41@b.se": "", "": "",
	} {
		assert.Equal(t, want, emailLink(address), "%q", address)
	}
	for site, want := range map[string]string{
		"www.akeskyl.se": "https://www.akeskyl.se", "akeskyl.se/kontakt": "https://akeskyl.se/kontakt", "HTTP://akeskyl.se": "https://akeskyl.se", "https://akeskyl.se ": "https://akeskyl.se",
		"http://": "", "https://": "", "akeskyl": "", "eva@akeskyl.se": "", "akeskyl.se/a b": "", "https://http://akeskyl.se": "", "": "", "a.se\\x": "",
	} {
		assert.Equal(t, want, webLink(site), "%q", site)
	}
}

// TestHowAnAttachmentIsNamed: its pages and its size as people say them.
func TestHowAnAttachmentIsNamed(t *testing.T) {
	t.Parallel()
	var l Layout
	for want, p := range map[string]Paper{
		"a.pdf":                           {Name: " a.pdf "},
		"a.pdf, 1 sida":                   {Name: "a.pdf", Pages: 1},
		"a.pdf, 2 sidor":                  {Name: "a.pdf", Pages: 2},
		"a.pdf, 1 kB":                     {Name: "a.pdf", Size: 1},
		"b.pdf, 1 kB":                     {Name: "b.pdf", Size: 1000},
		"a.pdf, 2 kB":                     {Name: "a.pdf", Size: 1001},
		"a.pdf, 1\u00a0000 kB":            {Name: "a.pdf", Size: 999_999},
		"a.pdf, 1,0 MB":                   {Name: "a.pdf", Size: 1_000_000},
		"b.pdf, 1,0 MB":                   {Name: "b.pdf", Size: 1_049_999},
		"a.pdf, 1,1 MB":                   {Name: "a.pdf", Size: 1_050_000},
		"a.pdf, 3 sidor, 2 kB, att fylla": {Name: "a.pdf", Pages: 3, Size: 1500, Use: "att fylla"},
	} {
		assert.Equal(t, want, l.paper(p))
	}
}

// TestWhereAWebAddressBegins: www. only where a word does, and where there is more.
func TestWhereAWebAddressBegins(t *testing.T) {
	t.Parallel()
	for line, want := range map[string]int{
		"https://a": 0, "https://": -1, "http://a": 0, "http://": -1, "se HTTP://a": 3, "xhttps://a": 1, "h https://a": 2, "wwhttps://a": 2,
		"www.a.se": 0, "www.ab": -1, "www.": -1, "www.a.": -1, "se www.a.se": 3, "(www.a.se)": 1, "xwww.a.se": -1, "0www.a.se": -1, "9www.a.se": -1, "Zwww.a.se": -1, "åwww.a.se": -1,
		"@www.a.se": -1, ".www.a.se": -1, "-www.a.se": -1, "/www.a.se": -1, ":www.a.se": 1, "[www.a.se": 1, "`www.a.se": 1, "{www.a.se": 1, "xwww.a.se www.b.se": 10, "w": -1, "": -1, "hej": -1,
	} {
		assert.Equal(t, want, nextLink(line), "%q", line)
	}
}
