package templating

import (
	"html"
	"net/url"
	"strings"

	"github.com/budkavle/budkavle/templating/locale"
)

// word is one of the layout's own words, in the mail's language.
func (l Layout) word(key string, args ...any) string { return l.Language.Phrase(key, args...) }

// text is the text part, which has all that the HTML has, and the footer behind
// the usual line of two hyphens and a blank.
func (l Layout) text(body string) string {
	var b strings.Builder
	block := func(text string) {
		if text = strings.Trim(text, "\n"); text == "" {
			return
		}
		if b.Len() > 0 {
			b.WriteString("\n")
		}
		b.WriteString(text + "\n")
	}
	block(l.headlineText())
	block(l.factsText())
	if q := l.Quote; strings.TrimSpace(q.Text) != "" {
		quoted := "> " + strings.ReplaceAll(strings.TrimSpace(lineEnds(q.Text)), "\n", "\n> ")
		if by := q.by(); by != "" {
			quoted = by + ":\n" + quoted
		}
		block(quoted)
	}
	block(body)
	for i, p := range l.Papers {
		line := l.word("templating.attached") + ": " + l.paper(p)
		if i == 0 {
			block(line)
		} else {
			b.WriteString(line + "\n")
		}
	}
	if l.Button.URL != "" {
		block(OneLine(l.Button.Label) + ": " + l.Button.URL)
	}
	block(strings.TrimSpace(lineEnds(l.SignOff)))
	if lines := l.Footer.lines(l.Language, false); len(lines) > 0 {
		block("-- \n" + strings.Join(lines, "\n"))
	}
	return b.String()
}

// headlineText is the headline, unless it is the subject, which every reader of
// text has above it.
func (l Layout) headlineText() string {
	if headline := l.headline(); headline != OneLine(l.Title) {
		return headline
	}
	return ""
}

// factsText is the box, a line each: "När: fredag 06 oktober, 07:00 – 10:00".
func (l Layout) factsText() string {
	var lines []string
	for _, f := range l.given() {
		value := strings.ReplaceAll(strings.TrimSpace(lineEnds(f.Value)), "\n", ", ")
		if old := strings.ReplaceAll(strings.TrimSpace(lineEnds(f.Old)), "\n", ", "); old != "" {
			switch look, marked := stateLooks[l.State]; {
			case value != "":
				value += " (" + l.word("templating.before", old) + ")"
			case marked:
				value = old + " (" + l.word(look.phrase) + ")"
			default:
				value = "(" + l.word("templating.before", old) + ")"
			}
		}
		if label := OneLine(f.Label); label != "" {
			value = label + ": " + value
		}
		lines = append(lines, value)
	}
	return strings.Join(lines, "\n")
}

// paper names an attachment: "AO462.pdf, 2 sidor, 158 kB".
func (l Layout) paper(p Paper) string {
	parts := []string{OneLine(p.Name)}
	switch {
	case p.Pages == 1:
		parts = append(parts, l.word("templating.page"))
	case p.Pages > 1:
		parts = append(parts, l.word("templating.pages", p.Pages))
	}
	switch {
	case p.Size >= 1e6:
		parts = append(parts, l.word("templating.megabytes", l.Language.Number((p.Size+5e4)/1e5, 1)))
	case p.Size > 0:
		parts = append(parts, l.word("templating.kilobytes", l.Language.Number((p.Size+999)/1000, 0)))
	}
	return strings.Join(parts, ", ")
}

// lines are the company's details, a line each, as HTML with links or as text.
func (f Footer) lines(l locale.Language, asHTML bool) []string {
	show := func(text, link string) string {
		text = OneLine(text)
		switch {
		case !asHTML || text == "":
			return text
		case link == "":
			return html.EscapeString(text)
		}
		style := "color:inherit;text-decoration:underline;"
		if strings.HasPrefix(link, "tel:") {
			style += "white-space:nowrap;"
		}
		return `<a href="` + html.EscapeString(link) + `" style="` + style + `">` + html.EscapeString(text) + "</a>"
	}
	var lines []string
	add := func(separator string, texts ...string) {
		var set []string
		for _, t := range texts {
			if t != "" {
				set = append(set, t)
			}
		}
		if len(set) > 0 {
			lines = append(lines, strings.Join(set, separator))
		}
	}
	add("", show(f.Name, ""))
	add("", show(strings.Join(f.Address, ", "), ""))
	dot := " · "
	if asHTML {
		dot = `<span class="bk-dot"> · </span>`
	}
	add(dot, show(f.Phone, telLink(f.Phone)), show(f.Email, mailLink(f.Email)), show(f.Website, webLink(f.Website)))
	if number := OneLine(f.OrgNumber); number != "" {
		add("", show(l.Phrase("templating.org-number", number), ""))
	}
	for _, line := range f.Extra {
		add("", show(line, ""))
	}
	return lines
}

// telLink is the link to a telephone number as people write it; none when it
// holds anything but digits and what separates them.
func telLink(phone string) string {
	var b strings.Builder
	for i, r := range strings.TrimSpace(phone) {
		switch {
		case r >= '0' && r <= '9', r == '+' && i == 0:
			b.WriteRune(r)
		case strings.ContainsRune(" -–/.()\u00a0\u2011", r):
		default:
			return ""
		}
	}
	number := strings.Replace(b.String(), "+460", "+46", 1) // +46(0)8
	if len(number) < 4 || len(number) > 18 {
		return ""
	}
	return "tel:" + number
}

// mailLink is the link to an address; none when it is not one.
func mailLink(address string) string {
	address = strings.TrimSpace(address)
	local, host, ok := strings.Cut(address, "@")
	if !ok || local == "" || !strings.Contains(host, ".") || strings.ContainsAny(address, " \t\r\n\"'<>()[],;:\\%?&#/") || strings.Contains(host, "@") {
		return ""
	}
	return "mailto:" + address
}

// webLink is the https link to a site; none when it is not one.
func webLink(site string) string {
	site = strings.TrimSpace(site)
	for _, scheme := range []string{"https://", "http://"} {
		if len(site) > len(scheme) && strings.EqualFold(site[:len(scheme)], scheme) {
			site = site[len(scheme):]
			break
		}
	}
	link := "https://" + site
	if u, err := url.Parse(link); err != nil || !strings.Contains(u.Host, ".") || u.User != nil || !isHTTPS(link) {
		return ""
	}
	return link
}
