package templating

import (
	"html"
	"strconv"
	"strings"
)

// A layoutWriter writes a layout as HTML and as text.
type layoutWriter struct {
	Layout
	strings.Builder // the HTML
	accent          colour
	given           []BoxFact    // those that say something
	details         []detailLine // of the footer
	phone           string       // to call with questions
}

// put writes pieces of markup.
func (w *layoutWriter) put(pieces ...string) {
	for _, p := range pieces {
		w.WriteString(p)
	}
}

// page writes the whole mail around a body that is sanitised and balanced.
func (w *layoutWriter) page(body, bodyText string) {
	w.Grow(len(body) + 8<<10)
	w.head(bodyText)
	w.brand()
	w.writeHeadline()
	w.facts()
	w.quote()
	if body != "" {
		w.put(`<tr><td class="bk-pad bk-ink bk-text" style="padding:18px 28px 4px 28px;`,
			font, `font-size:16px;line-height:1.5;color:`, lightInk, `;`, breaks, `">`,
			`<div class="bk-body" style="overflow-x:auto;">`, "\n", body, "</div></td></tr>\n")
	}
	w.papers()
	w.button()
	w.signOff()
	w.questions()
	w.foot()
}

func (w *layoutWriter) head(bodyText string) {
	lang := html.EscapeString(w.Language.Tag())
	w.put("<!DOCTYPE html>\n<html lang=\"", lang, `" xmlns:o="urn:schemas-microsoft-com:office:office">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="x-apple-disable-message-reformatting">
<meta name="format-detection" content="telephone=no,date=no,address=no,email=no,url=no">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<title>`, html.EscapeString(OneLine(w.Title)), "</title>\n<style>\n", sheet)
	w.darkEnd()
	w.put(`</style>
`, outlookScale, `</head>
<body class="bk-page" bgcolor="`, lightPage, `" style="margin:0;padding:0;background-color:`, lightPage, ";\">\n")
	if line := w.preheader(bodyText); line != "" {
		w.put(`<div style="display:none;max-height:0;overflow:hidden;mso-hide:all;">`, html.EscapeString(line), "</div>\n")
	}
	// Outlook for Windows knows no max-width: it gets a table of 600 pixels around.
	// Webmail drops the html element: the language is said once more inside.
	w.put(`<table role="presentation" class="bk-page" width="100%" cellpadding="0" cellspacing="0" border="0" lang="`,
		lang, `" bgcolor="`, lightPage, `" style="width:100%;background-color:`, lightPage, `;">`,
		`<tr><td align="center" style="padding:20px 8px;">`, "\n",
		`<!--[if mso]><table role="presentation" width="600" align="center" cellpadding="0" cellspacing="0" border="0">`,
		`<tr><td width="600"><![endif]-->`, "\n",
		`<table role="presentation" class="bk-card bk-edge" width="100%" cellpadding="0" cellspacing="0" border="0" `,
		`bgcolor="`, lightCard, `" style="width:100%;max-width:600px;table-layout:fixed;background-color:`, lightCard,
		`;border:1px solid `, lightEdge, `;border-radius:6px;border-collapse:separate;">`, "\n")
	line, class := w.accent.String(), "bk-line"
	if look, ok := stateLooks[w.State]; ok {
		line, class = look.line, "bk-state"
	}
	w.put(`<tr><td class="`, class, `" height="5" bgcolor="`, line,
		`" style="height:5px;line-height:5px;font-size:1px;background-color:`, line,
		";border-radius:6px 6px 0 0;\">&nbsp;</td></tr>\n")
}

// preheader is the line for the inbox, unless the mail begins with it.
func (w *layoutWriter) preheader(bodyText string) string {
	line := OneLine(w.Preheader)
	if line == OneLine(w.Title) || line == OneLine(w.Headline) || beginsWith(bodyText, strings.TrimRight(line, "…. ")) {
		return ""
	}
	return line
}

// brand is the logo, else the company's name. The logo stands on a white plate, since
// nobody knows what is transparent in it: in the dark too, unless another is shown there.
func (w *layoutWriter) brand() {
	switch {
	case w.Logo.ContentID != "":
		w.put(`<tr><td class="bk-pad" style="padding:20px 28px 0 28px;">`,
			`<table role="presentation" cellpadding="0" cellspacing="0" border="0"><tr><td bgcolor="#ffffff" `,
			`style="background-color:#ffffff;padding:8px 8px 8px 0;border-radius:4px;" class="`)
		if w.LogoDark.ContentID == "" {
			w.put(`bk-logo">`)
			w.picture(w.Logo, "")
		} else {
			w.put(`bk-plate">`)
			w.picture(w.Logo, ` class="bk-day"`)
			// Where nothing is known of the dark, as in Outlook for Windows, it stays hidden.
			w.put("<!--[if !mso]><!-->",
				`<div class="bk-night" style="display:none;max-height:0;overflow:hidden;mso-hide:all;">`)
			w.picture(w.LogoDark, ` class="bk-ink"`)
			w.put("</div><!--<![endif]-->")
		}
		w.put("</td></tr></table></td></tr>\n")
	case w.Company != "":
		w.put(`<tr><td class="bk-pad bk-ink" style="padding:22px 28px 0 28px;`, font,
			`font-size:17px;line-height:24px;font-weight:bold;color:`, lightInk, `;`, breaks, `">`,
			html.EscapeString(OneLine(w.Company)), "</td></tr>\n")
	}
}

// picture is a logo; where pictures are off its text stands in its place.
func (w *layoutWriter) picture(l LogoImage, class string) {
	width := l.Width
	if width <= 0 {
		width = 160
	}
	px := strconv.Itoa(min(width, 560))
	w.put(`<img`, class, ` src="cid:`, html.EscapeString(l.ContentID), `" alt="`, html.EscapeString(l.Alt),
		`" width="`, px, `" style="display:block;width:`, px, `px;max-width:100%;height:auto;border:0;`, font,
		`font-size:20px;font-weight:bold;color:`, lightInk, `;">`)
}

// headline is what happened; the state's word, where nothing else is said.
func (l Layout) headline() string {
	if look, marked := stateLooks[l.State]; marked && OneLine(l.Headline) == "" {
		return l.word(look.phrase)
	}
	return OneLine(l.Headline)
}

// writeHeadline writes it as a heading, a state's on a ground of its own.
func (w *layoutWriter) writeHeadline() {
	headline := w.headline()
	if headline == "" {
		return
	}
	heading := func(class, ink string) {
		w.put(`<h1 class="`, class, `" style="margin:0;`, font,
			`font-size:22px;line-height:28px;font-weight:bold;text-wrap:balance;color:`, ink, `;`, breaks, `">`,
			html.EscapeString(headline), "</h1>")
	}
	w.put(`<tr><td class="bk-pad" style="padding:20px 28px 0 28px;">`)
	if look, marked := stateLooks[w.State]; marked {
		w.put(fullTable, `<tr><td class="bk-sign-`, string(w.State), `" bgcolor="`, look.ground,
			`" style="padding:12px 16px;background-color:`, look.ground, `;border-left:4px solid `, look.line,
			`;border-radius:4px;">`)
		heading("bk-word-"+string(w.State), look.ink)
		w.put("</td></tr></table>")
	} else {
		heading("bk-ink", lightInk)
	}
	w.put("</td></tr>\n")
}

// quote is what somebody wrote, behind a bar.
func (w *layoutWriter) quote() {
	q := w.Quote
	if strings.TrimSpace(q.Text) == "" {
		return
	}
	accent := w.accent.String()
	w.put(`<tr><td class="bk-pad" style="padding:18px 28px 8px 28px;">`, fullTable,
		`<tr><td class="bk-bar bk-ink" style="border-left:4px solid `, accent, `;padding:2px 0 2px 16px;`,
		font, `font-size:16px;line-height:24px;color:`, lightInk, `;`, breaks, `">`)
	if by := q.by(); by != "" {
		w.put(`<span class="bk-soft" style="font-size:14px;line-height:22px;color:`, lightSoft, `;">`,
			html.EscapeString(by), "</span><br>\n")
	}
	for i, line := range strings.Split(strings.TrimSpace(q.Text), "\n") {
		if i > 0 {
			w.put("<br>\n")
		}
		writeLine(&w.Builder, line, written)
	}
	w.put("</td></tr></table></td></tr>\n")
}

// by is who wrote it and when.
func (q Quote) by() string {
	author, time := OneLine(q.Author), OneLine(q.Time)
	if author != "" && time != "" {
		return author + ", " + time
	}
	return author + time
}

// written is text in HTML with its line breaks, and with every interval of times
// in one line.
func written(text string) string {
	return strings.ReplaceAll(unbroken(html.EscapeString(text)), "\n", "<br>\n")
}

// button is a link that can be hit anywhere on its ground. Outlook for Windows knows
// no padding of a link: there the cell has it.
func (w *layoutWriter) button() {
	if w.Button.URL == "" {
		return
	}
	accent := w.accent.String()
	w.put(`<tr><td class="bk-pad" style="padding:14px 28px 12px 28px;">`,
		`<table role="presentation" class="bk-act" cellpadding="0" cellspacing="0" border="0">`,
		`<tr><td class="bk-btn" align="center" bgcolor="`, accent, `" style="background-color:`, accent,
		`;border-radius:4px;mso-padding-alt:13px 24px;`, font, `font-size:16px;line-height:20px;`, breaks, `"><a href="`,
		html.EscapeString(w.Button.URL),
		`" style="display:inline-block;padding:13px 24px;mso-padding-alt:0;border-radius:4px;font-weight:bold;color:`,
		w.accent.ink().String(), `;text-decoration:none;">`, html.EscapeString(OneLine(w.Button.Label)),
		"</a></td></tr></table></td></tr>\n")
}

func (w *layoutWriter) signOff() {
	if w.SignOff == "" {
		return
	}
	w.put(`<tr><td class="bk-pad bk-ink" style="padding:8px 28px 12px 28px;`, font,
		`font-size:16px;line-height:24px;color:`, lightInk, `;`, breaks, `">`, written(w.SignOff), "</td></tr>\n")
}

// questions is whom to call, where a telephone calls by itself.
func (w *layoutWriter) questions() {
	if w.phone == "" {
		return
	}
	before, after, _ := strings.Cut(w.word("templating.questions", w.phone), w.phone)
	w.put(`<tr><td class="bk-pad bk-ink" style="padding:0 28px 12px 28px;`, font,
		`font-size:16px;line-height:24px;color:`, lightInk, `;`, breaks, `">`, html.EscapeString(before))
	w.link(detail{w.phone, telLink(w.phone)})
	w.put(html.EscapeString(after), "</td></tr>\n")
}

func (w *layoutWriter) foot() {
	if len(w.details) > 0 {
		w.put(`<tr><td height="8" style="height:8px;line-height:8px;font-size:1px;">&nbsp;</td></tr>`, "\n",
			`<tr><td class="bk-pad bk-foot bk-soft bk-edge" style="padding:16px 28px 22px 28px;border-top:1px solid `,
			lightEdge, `;`, font, `font-size:13px;line-height:20px;color:`, lightSoft, `;`, breaks, `">`)
		for i, d := range w.details {
			switch {
			case i == 0:
			case w.details[i-1].endsInLink(): // a telephone shows each link on a line of its own
				w.put(`<br class="bk-dot">`, "\n")
			default:
				w.put("<br>\n")
			}
			w.detail(d)
		}
		w.put("</td></tr>\n")
	}
	if len(w.details) == 0 {
		w.put(`<tr><td height="12" style="height:12px;line-height:12px;font-size:1px;">&nbsp;</td></tr>`, "\n")
	}
	w.put("</table>\n<!--[if mso]></td></tr></table><![endif]-->\n</td></tr></table>\n</body>\n</html>\n")
}

// detail writes a line of the footer, with its links.
func (w *layoutWriter) detail(line detailLine) {
	first := true
	for _, d := range line {
		if d.text == "" {
			continue
		}
		if !first {
			w.put(`<span class="bk-dot"> · </span>`)
		}
		first = false
		w.link(d)
	}
}

// link writes a text that may lead somewhere.
func (w *layoutWriter) link(d detail) {
	if d.link == "" {
		w.put(html.EscapeString(d.text))
		return
	}
	w.put(`<a href="`, html.EscapeString(d.link), `" style="color:inherit;text-decoration:underline;`)
	if strings.HasPrefix(d.link, "tel:") {
		w.put("white-space:nowrap;")
	}
	w.put(`">`, html.EscapeString(d.text), "</a>")
}
