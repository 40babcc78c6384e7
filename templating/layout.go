package templating

import (
	"strings"

	"github.com/budkavle/budkavle/templating/cleantext"
	"github.com/budkavle/budkavle/templating/locale"
)

// A Layout is a whole mail: what happened and the facts first, then the text,
// what is attached, a button, the sign-off, and the company's details below.
// [Layout.Render] makes HTML and plain text of it, which say the same. It is
// made of what mail clients show alike: tables with widths, inline styles, no
// background picture. It is plain data; every field may be zero, and all texts
// but Body are escaped.
type Layout struct {
	Language locale.Language // of the layout's own words; the zero value is Swedish
	Title    string          // of the document: the mail's subject
	// The line that an inbox shows beside the subject; not shown in the mail. It
	// should add to the subject: one that the mail begins with is left out.
	Preheader string

	Company  string    // shown above when there is no logo
	Logo     LogoImage // zero: none
	LogoDark LogoImage // in the place of Logo on a dark ground; zero: Logo, on a white plate
	Accent   string    // #rrggbb for the line above and the button; zero or bad: [DefaultAccent]

	State    State     // new, changed or cancelled, which look different; zero: none of these
	Headline string    // what happened, in large letters: "Bokningsbekräftelse"
	Facts    []BoxFact // the box under it: when, where, who, order, sum to pay
	Quote    Quote     // what somebody wrote; zero: nothing

	// HTML, as [TextToHTML] or [Template.HTML] give it. It is sanitised and
	// balanced here, so that nothing in it can leave its place.
	Body         string
	RemoteImages bool   // as in [Policy]
	Text         string // the body as plain text, which stands as [TextToHTML] writes it; looked at when Body is empty

	Papers  []Paper // what is attached, a line each
	Button  Button  // zero: none
	SignOff string  // below text and button: "Hälsningar Mitt bolag"
	// Questions says above the footer which number to call, where the footer has one:
	// "Frågor? Ring 019-123 45 67".
	Questions bool
	Footer    Footer // the company's details
}

// DefaultAccent is the colour of a layout without one.
const DefaultAccent = "#1f5f8b"

// State says what has happened to the thing that a mail is about, for a look
// that tells at a glance. The zero value says nothing.
type State string

// The states of a layout.
const (
	StateNew       State = "new"       // as booked: the company's accent
	StateChanged   State = "changed"   // amber; [BoxFact].Old is struck through
	StateCancelled State = "cancelled" // red; a fact that has only Old is said to be cancelled
)

// LogoImage is the company's picture, which travels inside the mail. The zero value
// is none.
type LogoImage struct {
	ContentID string // the mail's part, without cid:
	Alt       string // shown where pictures are off
	Width     int    // in CSS pixels; 0: 160, at most 560
}

// A BoxFact is one line of the box: "När", and when. A line break in Value is kept,
// and an interval such as 07:00 – 10:00 stays in one line. Old is what it was: it
// is struck through beside Value, or alone when Value is empty because the thing
// is off. A fact with neither is left out.
type BoxFact struct {
	Label  string
	Value  string
	Old    string
	Strong bool // larger: what the reader looks for first
	Apart  bool // begins another part of the box, as the next visit does
	// State is what became of the fact where that is not the mail's: one visit is off, and
	// the others have moved.
	State State
}

// A Quote is what a person wrote, with the author and the time above it. The
// zero value is none.
type Quote struct{ Text, Author, Time string }

// A Paper is an attachment as the mail names it: "AO462.pdf, 2 sidor, 158 kB".
type Paper struct {
	Name  string
	Pages int    // 0: not known
	Size  int64  // in bytes; 0: not known
	Use   string // what it is for, in the mail's language: "lägg in i kalendern"
}

// Button is a link that stands by itself. URL is https with a host, 2,000 bytes at
// most. The zero value is none.
type Button struct{ Label, URL string }

// Footer is the company's details; what is empty is left out. Phone, e-mail and
// web are links.
type Footer struct {
	Name      string
	Address   []string // joined with ", "
	Phone     string   // as people write it
	Email     string
	Website   string // with or without https://
	OrgNumber string // organisationsnummer; its label is in the mail's language
	Extra     []string
}

// Render returns the whole mail as HTML and as text. A button's URL that is no
// [IsButtonLink] is an error, [UnsafeURL].
func (l Layout) Render() (htmlPart, textPart string, err error) {
	if l.Button.URL != "" && !IsButtonLink(l.Button.URL) {
		return "", "", Problems{{Code: UnsafeURL}}
	}
	body, bodyText := l.body()
	l.Quote.Text, l.SignOff = cleantext.Lines(l.Quote.Text), strings.TrimSpace(cleantext.Lines(l.SignOff))
	w := &layoutWriter{Layout: l, accent: accentOf(l.Accent), given: l.given(), details: l.Footer.details(l.Language)}
	if l.Questions {
		w.phone = OneLine(l.Footer.Phone)
	}
	w.page(body, bodyText)
	return w.String(), w.text(bodyText), nil
}

// body is the body as the mail has it, and its text, in one pass.
func (l Layout) body() (markup, text string) {
	if l.Body == "" {
		return textBody(l.Text)
	}
	c := cleaner{policy: Policy{RemoteImages: l.RemoteImages}, inEmail: true, out: &strings.Builder{}, text: &textWriter{}}
	c.out.Grow(len(l.Body) + len(l.Body)/4)
	c.text.b.Grow(len(l.Body))
	c.clean(l.Body)
	return c.out.String(), c.text.finish()
}
