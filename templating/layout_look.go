package templating

import "strings"

// The colours of a mail. Text on each of its grounds is legible, light and dark
// (WCAG 2.2, level AA), which the tests compute.
const (
	lightPage, darkPage = "#eef1f4", "#16191d"
	lightCard, darkCard = "#ffffff", "#22272e"
	lightBox, darkBox   = "#f3f6f8", "#2b323b"
	lightEdge, darkEdge = "#dde2e8", "#343b45"
	darkRule            = "#4a535f" // on the box
	lightInk, darkInk   = "#1f2933", "#e6e9ed"
	lightSoft, darkSoft = "#52606d", "#a4adb8" // labels, footer, what is struck through
)

// A stateLook is how a state looks: the line above the card and beside the
// headline, the headline's ground and the text on it, light and dark.
type stateLook struct{ line, ground, ink, darkGround, dark, phrase string }

var stateLooks = map[State]stateLook{
	StateChanged:   {"#b7791f", "#fff3d6", "#704400", "#3d3013", "#f0c36d", "templating.state-changed"},
	StateCancelled: {"#c81e1e", "#fde8e8", "#9b1c1c", "#4a2024", "#ff9d9d", "templating.state-cancelled"},
}

// outlookScale tells Outlook for Windows that a pixel is a ninety-sixth of an inch,
// so that what has a width in pixels grows with the letters on a dense screen.
const outlookScale = "<!--[if mso]><xml><o:OfficeDocumentSettings><o:PixelsPerInch>96</o:PixelsPerInch>" +
	"</o:OfficeDocumentSettings></xml><![endif]-->\n"

const font = "font-family:Arial,Helvetica,sans-serif;"

// breaks lets a word that is longer than the line be broken, so that nothing is
// wider than a phone.
const breaks = "word-break:break-word;overflow-wrap:anywhere;"

// sheet is the only style sheet: what cannot be said inline, which is the form for
// narrow windows and the dark one. What has a colour of its own in a company's
// HTML keeps it on a ground of its own, and gets the card's elsewhere.
var sheet = `:root{color-scheme:light dark;supported-color-schemes:light dark;}
body{margin:0;padding:0;-webkit-text-size-adjust:100%;}
p{margin:0 0 16px 0;}
h1,h2,h3{line-height:1.25;}
a{color:inherit;}
a[x-apple-data-detectors]{color:inherit!important;text-decoration:none!important;}
.bk-body>table{margin:0 0 16px 0;}
.bk-body img{max-width:100%!important;height:auto!important;}
.bk-body pre{white-space:pre-wrap!important;}
.bk-body table{max-width:100%!important;}
` + narrow + "\n" + strings.NewReplacer(
	"PAGE", darkPage, "CARD", darkCard, "BOX", darkBox, "EDGE", darkEdge,
	"INK", darkInk, "SOFT", darkSoft, "RULE", darkRule,
).Replace(dark) + stateLooks[StateChanged].sheet(StateChanged) + stateLooks[StateCancelled].sheet(StateCancelled) +
	`.bk-body .bk-theirs{color:inherit!important;}`

// narrow is for a telephone: labels stand above their values, and what is pressed is large.
const narrow = `@media (max-width:480px){` +
	`.bk-pad{padding-left:18px!important;padding-right:18px!important;}` +
	`.bk-label{display:block!important;width:auto!important;padding:10px 16px 0 16px!important;}` +
	`.bk-value{display:block!important;padding:0 16px 6px 16px!important;}` +
	`.bk-last{padding-bottom:14px!important;}.bk-act,.bk-btn a{display:block!important;}` +
	`.bk-act tbody,.bk-act tr,.bk-btn{display:block!important;text-align:center!important;}` +
	`.bk-foot{line-height:26px!important;}.bk-foot a{display:block!important;}` +
	`.bk-dot{display:none!important;}` +
	`.bk-body td,.bk-body th,.bk-body col{width:auto!important;min-width:0!important;}` +
	`}`

// dark is what a program that shows dark mails takes; the colours are put in.
const dark = `@media (prefers-color-scheme:dark){` +
	`.bk-page{background-color:PAGE!important;}` +
	`.bk-card{background-color:CARD!important;border-color:EDGE!important;}.bk-ink{color:INK!important;}` +
	`.bk-box{background-color:BOX!important;}.bk-soft{color:SOFT!important;}` +
	`.bk-edge{border-color:EDGE!important;}.bk-rule{border-color:RULE!important;}` +
	`.bk-logo{padding-left:8px!important;}`

// sheet is the dark form of a state: its headline, and its word in the box.
func (l stateLook) sheet(s State) string {
	return ".bk-sign-" + string(s) + "{background-color:" + l.darkGround + "!important;}.bk-word-" + string(s) +
		",.bk-" + string(s) + "{color:" + l.dark + "!important;}"
}

// darkEnd writes the end of the sheet: the accent as it can be seen on the dark card,
// and the logo for it.
func (w *layoutWriter) darkEnd() {
	c := w.accent.lightened(mustHex(darkCard))
	text := c.String()
	w.put(".bk-line{background-color:", text, "!important;}.bk-bar{border-color:", text,
		"!important;}.bk-btn{background-color:", text, "!important;}.bk-btn a{color:", c.ink().String(), "!important;}")
	if w.LogoDark.ContentID == "" {
		w.put("}\n")
		return
	}
	w.put(nightLogo(""), "}\n", nightLogo("[data-ogsc] "), "\n")
}

// nightLogo shows the logo for the dark in the place of the other. Outlook on the web
// has no media query for it: it marks what it has made dark by data-ogsc.
func nightLogo(where string) string {
	return where + ".bk-plate{background-color:transparent!important;}" + where +
		".bk-day{display:none!important;}" + where +
		".bk-night{display:block!important;max-height:none!important;overflow:visible!important;}"
}
