package templating

import (
	"fmt"
	"html"
	"regexp"
	"strings"
)

// A Layout is what stands around the text of every mail (R307, R603): logo or
// company name above, a box with details, a button, and the company's details
// below. It is made of what mail clients show alike: tables with widths,
// inline styles, no background picture. It is plain data; the zero value has none
// of its parts. All texts are escaped.
type Layout struct {
	Language  string   // BCP 47 without digits, as package locale has it; zero or another: sv
	Title     string   // of the document: the mail's subject
	Preheader string   // the line that an inbox shows beside the subject; not shown in the mail
	Company   string   // shown above when there is no logo
	Logo      Logo     // zero: none
	Accent    string   // #rrggbb for the line above and the button; zero or bad: [DefaultAccent]
	Details   []Detail // the box: what, when, where, who
	Button    Button   // zero: none
	Footer    []string // the company's details, a line each
}

// DefaultAccent is the colour of a layout without one.
const DefaultAccent = "#1f5f8b"

// Logo is the company's picture, which travels inside the mail (R603). The zero
// value is none.
type Logo struct {
	ContentID string // the mail's part, without cid:
	Alt       string // shown where pictures are off
	Width     int    // in CSS pixels; 0: 160, at most 560
}

// Detail is one line of the box: "När", and when. A line break in Value is kept.
type Detail struct{ Label, Value string }

// Button is a link that stands by itself. URL is https with a host, 2,000 bytes at
// most. The zero value is none.
type Button struct{ Label, URL string }

var accentForm = regexp.MustCompile(`^#[0-9A-Fa-f]{6}$`)

// Render sets HTML into the layout and returns the whole mail as HTML and as
// text. Body goes in as it is: call [Sanitize] before. The text has the body, the
// button's address and the footer; the details box repeats what the body says and
// is not in it. A button's URL that is not https is an error, [UnsafeURL].
func (l Layout) Render(body string) (htmlPart, textPart string, err error) {
	if l.Button.URL != "" && !isHTTPS(l.Button.URL) {
		return "", "", Problems{{Code: UnsafeURL}}
	}
	var b strings.Builder
	l.writeHead(&b)
	b.WriteString(`<tr><td class="bk-text" style="padding:24px 28px 8px 28px;font-family:Arial,Helvetica,sans-serif;font-size:16px;line-height:24px;color:#1f2933;">` + "\n")
	b.WriteString(body)
	b.WriteString("</td></tr>\n")
	l.writeDetails(&b)
	l.writeButton(&b)
	l.writeFoot(&b)
	return b.String(), l.text(body), nil
}

func (l Layout) accent() string {
	if accentForm.MatchString(l.Accent) {
		return strings.ToLower(l.Accent)
	}
	return DefaultAccent
}

// sheet is the only style sheet: what cannot be said inline, which is the dark
// form and the one for narrow windows.
const sheet = `:root{color-scheme:light dark;supported-color-schemes:light dark;}
body{margin:0;padding:0;}
p{margin:0 0 16px 0;}
a{color:inherit;}
@media (max-width:480px){.bk-text,.bk-pad{padding-left:18px!important;padding-right:18px!important;}.bk-label{width:72px!important;}}
@media (prefers-color-scheme:dark){.bk-page{background-color:#16191d!important;}.bk-card{background-color:#22272e!important;border-color:#343b45!important;}.bk-text,.bk-text p,.bk-value,.bk-name{color:#e6e9ed!important;}.bk-box{background-color:#2b323b!important;}.bk-label,.bk-foot{color:#a4adb8!important;}.bk-foot{border-color:#343b45!important;}.bk-logo{background-color:#ffffff!important;}}
`

func (l Layout) writeHead(b *strings.Builder) {
	esc := html.EscapeString
	lang := l.Language
	if !langForm.MatchString(lang) {
		lang = "sv"
	}
	fmt.Fprintf(b, `<!DOCTYPE html>
<html lang="%s">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<title>%s</title>
<style>
%s</style>
</head>
<body class="bk-page" style="margin:0;padding:0;background-color:#eef1f4;">
`, lang, esc(l.Title), sheet)
	if l.Preheader != "" {
		fmt.Fprintf(b, `<div style="display:none;max-height:0;overflow:hidden;mso-hide:all;">%s</div>`+"\n", esc(OneLine(l.Preheader)))
	}
	b.WriteString(`<table role="presentation" class="bk-page" width="100%" cellpadding="0" cellspacing="0" border="0" style="background-color:#eef1f4;"><tr><td align="center" style="padding:20px 8px;">
<table role="presentation" class="bk-card" width="600" cellpadding="0" cellspacing="0" border="0" style="width:100%;max-width:600px;background-color:#ffffff;border:1px solid #dde2e8;border-radius:6px;">
`)
	fmt.Fprintf(b, `<tr><td height="5" bgcolor="%s" style="height:5px;line-height:5px;font-size:1px;background-color:%s;border-radius:6px 6px 0 0;">&nbsp;</td></tr>`+"\n", l.accent(), l.accent())
	switch {
	case l.Logo.ContentID != "":
		width := l.Logo.Width
		if width <= 0 {
			width = 160
		}
		fmt.Fprintf(b, `<tr><td class="bk-pad" style="padding:22px 28px 0 28px;"><img class="bk-logo" src="cid:%s" alt="%s" width="%d" style="display:block;width:%dpx;max-width:100%%;height:auto;border:0;font-family:Arial,Helvetica,sans-serif;font-size:20px;font-weight:bold;color:#1f2933;background-color:#ffffff;"></td></tr>`+"\n",
			esc(l.Logo.ContentID), esc(l.Logo.Alt), min(width, 560), min(width, 560))
	case l.Company != "":
		fmt.Fprintf(b, `<tr><td class="bk-pad bk-name" style="padding:22px 28px 0 28px;font-family:Arial,Helvetica,sans-serif;font-size:20px;line-height:26px;font-weight:bold;color:#1f2933;">%s</td></tr>`+"\n", esc(l.Company))
	}
}

func (l Layout) writeDetails(b *strings.Builder) {
	if len(l.Details) == 0 {
		return
	}
	b.WriteString(`<tr><td class="bk-pad" style="padding:4px 28px 16px 28px;"><table role="presentation" class="bk-box" width="100%" cellpadding="0" cellspacing="0" border="0" style="width:100%;background-color:#f3f6f8;border-radius:4px;">` + "\n")
	for i, d := range l.Details {
		top, bottom := 6, 6
		if i == 0 {
			top = 14
		}
		if i == len(l.Details)-1 {
			bottom = 14
		}
		fmt.Fprintf(b, `<tr><td class="bk-label" width="96" valign="top" style="width:96px;padding:%dpx 8px %dpx 16px;font-family:Arial,Helvetica,sans-serif;font-size:14px;line-height:20px;color:#5c6770;">%s</td><td class="bk-value" valign="top" style="padding:%dpx 16px %dpx 0;font-family:Arial,Helvetica,sans-serif;font-size:15px;line-height:20px;color:#1f2933;">%s</td></tr>`+"\n",
			top, bottom, html.EscapeString(d.Label), top, bottom, detail(d.Value))
	}
	b.WriteString("</table></td></tr>\n")
}

// detail keeps an interval such as 07:00 – 10:00 in one line.
func detail(value string) string {
	return strings.NewReplacer("\n", "<br>", " – ", "\u00a0–\u00a0").Replace(html.EscapeString(value))
}

func (l Layout) writeButton(b *strings.Builder) {
	if l.Button.URL == "" {
		return
	}
	fmt.Fprintf(b, `<tr><td class="bk-pad" style="padding:4px 28px 20px 28px;"><table role="presentation" cellpadding="0" cellspacing="0" border="0"><tr><td bgcolor="%s" style="background-color:%s;border-radius:4px;"><a href="%s" style="display:inline-block;padding:12px 22px;font-family:Arial,Helvetica,sans-serif;font-size:16px;line-height:20px;font-weight:bold;color:%s;text-decoration:none;">%s</a></td></tr></table></td></tr>`+"\n",
		l.accent(), l.accent(), html.EscapeString(l.Button.URL), onAccent(l.accent()), html.EscapeString(l.Button.Label))
}

// onAccent is the colour of text that can be read on a colour: white, or near
// black on a light one (relative luminance of WCAG 2, simplified).
func onAccent(colour string) string {
	var r, g, b int
	if _, err := fmt.Sscanf(colour, "#%02x%02x%02x", &r, &g, &b); err == nil && 299*r+587*g+114*b > 160_000 {
		return "#1f2933"
	}
	return "#ffffff"
}

func (l Layout) writeFoot(b *strings.Builder) {
	if len(l.Footer) > 0 {
		lines := make([]string, len(l.Footer))
		for i, line := range l.Footer {
			lines[i] = html.EscapeString(OneLine(line))
		}
		fmt.Fprintf(b, `<tr><td class="bk-pad bk-foot" style="padding:16px 28px 22px 28px;border-top:1px solid #dde2e8;font-family:Arial,Helvetica,sans-serif;font-size:13px;line-height:19px;color:#5c6770;">%s</td></tr>`+"\n", strings.Join(lines, "<br>\n"))
	}
	b.WriteString("</table>\n</td></tr></table>\n</body>\n</html>\n")
}

// text is the text part: the body, the link, and the footer behind the usual
// line of two hyphens and a blank.
func (l Layout) text(body string) string {
	var b strings.Builder
	b.WriteString(PlainText(body))
	if l.Button.URL != "" {
		fmt.Fprintf(&b, "\n%s: %s\n", l.Button.Label, l.Button.URL)
	}
	if len(l.Footer) > 0 {
		b.WriteString("\n-- \n")
		for _, line := range l.Footer {
			b.WriteString(OneLine(line) + "\n")
		}
	}
	return b.String()
}
