package templating

import (
	"net/url"
	"slices"
	"strings"

	"github.com/budkavle/budkavle/templating/locale"
)

// word is one of the layout's own words, in the mail's language.
func (l Layout) word(key string, args ...any) string { return l.Language.Phrase(key, args...) }

// A blockWriter writes the blocks of a text, an empty line between them.
type blockWriter struct{ strings.Builder }

func (w *blockWriter) block(text string) {
	if text = strings.Trim(text, "\n"); text == "" {
		return
	}
	if w.Len() > 0 {
		w.WriteByte('\n')
	}
	w.WriteString(text)
	w.WriteByte('\n')
}

// text is the text part, which has all that the HTML has, and the footer behind
// the usual line of two hyphens and a blank.
func (w *layoutWriter) text(body string) string {
	var b blockWriter
	b.Grow(len(body) + 512)
	b.block(w.headlineText())
	b.block(w.factsText())
	if q := w.Quote; strings.TrimSpace(q.Text) != "" {
		quoted := "> " + strings.ReplaceAll(strings.TrimSpace(q.Text), "\n", "\n> ")
		if by := q.by(); by != "" {
			quoted = by + ":\n" + quoted
		}
		b.block(quoted)
	}
	b.block(body)
	for i, p := range w.Papers {
		line := w.word("templating.attached") + ": " + w.paper(p)
		if i == 0 {
			b.block(line)
		} else {
			b.WriteString(line + "\n")
		}
	}
	if w.Button.URL != "" {
		b.block(OneLine(w.Button.Label) + ": " + w.Button.URL)
	}
	b.block(w.SignOff)
	if w.phone != "" {
		b.block(w.word("templating.questions", w.phone))
	}
	w.footText(&b)
	return b.String()
}

// footText writes the company's details below the line that begins a signature.
func (w *layoutWriter) footText(b *blockWriter) {
	if len(w.details) == 0 {
		return
	}
	if b.Len() > 0 {
		b.WriteByte('\n')
	}
	b.WriteString("-- \n")
	for _, line := range w.details {
		first := true
		for _, d := range line {
			if d.text == "" {
				continue
			}
			if !first {
				b.WriteString(" · ")
			}
			first = false
			b.WriteString(d.text)
		}
		b.WriteByte('\n')
	}
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
func (w *layoutWriter) factsText() string {
	var b strings.Builder
	for i, f := range w.given {
		if i == 0 {
			b.Grow(256)
		} else {
			b.WriteByte('\n')
		}
		if f.Apart && i > 0 {
			b.WriteByte('\n')
		}
		if label := OneLine(f.Label); label != "" {
			b.WriteString(label)
			b.WriteString(": ")
		}
		value := strings.ReplaceAll(strings.TrimSpace(f.Value), "\n", ", ")
		if old := strings.ReplaceAll(strings.TrimSpace(f.Old), "\n", ", "); old != "" {
			switch look, marked := w.lookOf(f); {
			case value != "":
				value += " (" + w.word("templating.before", old) + ")"
			case marked:
				value = old + " (" + w.word(look.phrase) + ")"
			default:
				value = "(" + w.word("templating.before", old) + ")"
			}
		}
		b.WriteString(value)
	}
	return b.String()
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
	if use := OneLine(p.Use); use != "" {
		parts = append(parts, use)
	}
	return strings.Join(parts, ", ")
}

// A detail is a text in a line of the footer, and where it leads; empty: nowhere.
type detail struct{ text, link string }

// A detailLine is a line of the footer; at least one of its texts is not empty.
type detailLine [3]detail

// endsInLink reports whether the last text of the line is a link.
func (d detailLine) endsInLink() bool {
	for _, one := range slices.Backward(d[:]) {
		if one.text != "" {
			return one.link != ""
		}
	}
	return false
}

// details are the company's, a line each.
func (f Footer) details(l locale.Language) []detailLine {
	lines := make([]detailLine, 0, 4+len(f.Extra))
	add := func(line detailLine) {
		if line[0].text != "" || line[1].text != "" || line[2].text != "" {
			lines = append(lines, line)
		}
	}
	add(detailLine{{text: OneLine(f.Name)}})
	add(detailLine{{text: OneLine(strings.Join(f.Address, ", "))}})
	add(detailLine{
		{OneLine(f.Phone), telLink(f.Phone)},
		{OneLine(f.Email), emailLink(f.Email)},
		{OneLine(f.Website), webLink(f.Website)},
	})
	if number := OneLine(f.OrgNumber); number != "" {
		add(detailLine{{text: OneLine(l.Phrase("templating.org-number", number))}})
	}
	for _, line := range f.Extra {
		add(detailLine{{text: OneLine(line)}})
	}
	return lines
}

// telLink is the link to a telephone number as people write it; none when it
// holds anything but digits and what separates them.
func telLink(phone string) string {
	const scheme = "tel:"
	phone = strings.TrimSpace(phone)
	var b strings.Builder
	b.Grow(len(scheme) + len(phone))
	b.WriteString(scheme)
	for i, r := range phone {
		switch {
		case r >= '0' && r <= '9', r == '+' && i == 0:
			b.WriteByte(byte(r))
		case strings.ContainsRune(" -–/.()\u00a0\u2011", r):
		default:
			return ""
		}
	}
	link := strings.Replace(b.String(), "+460", "+46", 1) // +46(0)8
	if digits := len(link) - len(scheme); digits < 4 || digits > 18 {
		return ""
	}
	return link
}

// emailLink is the link to an address; none when it is not one.
func emailLink(address string) string {
	address = strings.TrimSpace(address)
	local, host, ok := strings.Cut(address, "@")
	if !ok || local == "" || !strings.Contains(host, ".") ||
		strings.ContainsAny(address, " \t\r\n\"'<>()[],;:\\%?&#/") || strings.Contains(host, "@") {
		return ""
	}
	return "mailto:" + address
}

// webLink is the https link to a site; none when it is not one.
func webLink(site string) string {
	site = strings.TrimSpace(site)
	for _, scheme := range [...]string{"https://", "http://"} {
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
