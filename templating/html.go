package templating

import (
	"errors"
	"html"
	"html/template"
	"slices"
	"strconv"
	"strings"

	nethtml "golang.org/x/net/html"
)

// A page is an HTML template compiled for html/template, which escapes each
// value for the place where it stands: text, attribute, URL or its query.
type page struct {
	compiled *template.Template
	places   []place // one for each tag in the source, in order
}

// place is where a tag stands.
type place struct {
	tag  string
	text bool // between elements, where a line break becomes <br>
}

// Delimiters of our own stand in place of the tags: private characters that a
// source cannot hold, because compile takes them out.
const (
	openMark  = "\ue000"
	closeMark = "\ue001"
)

// compile makes the HTML form and reports tags where none may stand.
func (t *Template) compile() {
	clean := strings.NewReplacer(openMark, "\uFFFD", closeMark, "\uFFFD", "\x00", "\uFFFD")
	var marked, source strings.Builder
	var tagParts []part
	for _, p := range t.parts {
		marked.WriteString(clean.Replace(p.text))
		source.WriteString(clean.Replace(p.text))
		if p.tag != "" {
			n := strconv.Itoa(len(tagParts))
			marked.WriteString(openMark + n + closeMark)
			source.WriteString(openMark + "index . " + n + closeMark)
			tagParts = append(tagParts, p)
		}
	}
	p := &page{places: make([]place, len(tagParts))}
	for i := range tagParts {
		p.places[i].tag = tagParts[i].tag
	}
	for _, n := range p.locate(marked.String()) {
		t.problems = append(t.problems, at(t.source, tagParts[n].offset, Problem{Code: UnsafeContext, Tag: tagParts[n].tag}))
	}
	slices.SortStableFunc(t.problems, func(a, b Problem) int { return a.Offset - b.Offset })
	compiled, err := template.New("").Delims(openMark, closeMark).Parse(source.String())
	if err == nil {
		// Escaping happens at the first execution; do it now, to find markup
		// that it cannot understand when the template is saved.
		err = compiled.Execute(discard{}, make([]any, len(tagParts)))
	}
	if err != nil {
		t.problems = append(t.problems, badHTML(err))
		return
	}
	p.compiled = compiled
	t.page = p
}

type discard struct{}

func (discard) Write(b []byte) (int, error) { return len(b), nil }

// badHTML keeps of an error of html/template what helps and quotes nothing.
func badHTML(err error) Problem {
	p := Problem{Code: BadHTML}
	if e, ok := errors.AsType[*template.Error](err); ok {
		p.Line = e.Line
		if e.Line > 0 {
			p.Column = 1
		}
	}
	return p
}

// locate walks over the markup, notes which tags stand in text, and returns
// those that stand in style or script, in a comment, in the name of an element
// or attribute, in a handler or in a style attribute.
func (p *page) locate(marked string) (refused []int) {
	z := nethtml.NewTokenizer(strings.NewReader(marked))
	raw := ""
	seen := make([]bool, len(p.places))
	refuse := func(text string) {
		for _, n := range marksIn(text) {
			if n < len(seen) && !seen[n] {
				seen[n] = true
				refused = append(refused, n)
			}
		}
	}
	for {
		switch z.Next() {
		case nethtml.ErrorToken:
			for n := range seen {
				if !seen[n] {
					refused = append(refused, n)
				}
			}
			return refused
		case nethtml.TextToken:
			text := string(z.Raw())
			if raw == "style" || raw == "script" {
				refuse(text)
				continue
			}
			for _, n := range marksIn(text) {
				if n < len(seen) {
					seen[n], p.places[n].text = true, raw == ""
				}
			}
		case nethtml.StartTagToken, nethtml.SelfClosingTagToken:
			whole := string(z.Raw())
			token := z.Token()
			raw = ""
			if slices.Contains([]string{"style", "script", "textarea", "title", "xmp", "iframe", "noembed", "noframes", "plaintext", "noscript"}, token.Data) {
				raw = token.Data
			}
			for _, a := range token.Attr {
				key := strings.ToLower(a.Key)
				if key == "style" || strings.HasPrefix(key, "on") || key == "srcdoc" || len(marksIn(a.Key)) > 0 {
					continue
				}
				for _, n := range marksIn(a.Val) {
					if n < len(seen) {
						seen[n] = true
					}
				}
			}
			refuse(whole)
		case nethtml.EndTagToken:
			raw = ""
			refuse(string(z.Raw()))
		default:
			refuse(string(z.Raw()))
		}
	}
}

// marksIn returns the numbers of the tags that stand in a piece of markup.
func marksIn(text string) []int {
	var list []int
	for {
		_, rest, ok := strings.Cut(text, openMark)
		if !ok {
			return list
		}
		number, after, _ := strings.Cut(rest, closeMark)
		if n, err := strconv.Atoi(number); err == nil {
			list = append(list, n)
		}
		text = after
	}
}

// HTML returns the template as HTML with each value escaped for the place
// where it stands (R304). It is not sanitised yet: [Sanitize] comes after. Errors
// are [Problems], and the result is then empty: those of the template, a value
// that must not become a link ([UnsafeURL]), too large a result ([OutputLimit]).
// A plain template becomes paragraphs and line breaks, as [TextToHTML] makes them
// of [Template.Text], with its errors and its preview.
func (t *Template) HTML(v Values) (string, error) {
	if !t.html {
		text, err := t.Text(v)
		return TextToHTML(text), err
	}
	if err := t.Err(); err != nil {
		return "", err
	}
	if err := t.checkSize(v); err != nil {
		return "", err
	}
	data := make([]any, len(t.page.places))
	for i, p := range t.page.places {
		value := clean(v[p.tag])
		data[i] = value
		if p.text && strings.Contains(value, "\n") {
			data[i] = template.HTML(strings.ReplaceAll(html.EscapeString(value), "\n", "<br>\n")) // escaped above
		}
	}
	var b strings.Builder
	if err := t.page.compiled.Execute(&b, data); err != nil {
		return "", Problems{badHTML(err)}
	}
	if strings.Contains(b.String(), "ZgotmplZ") {
		return "", Problems{{Code: UnsafeURL}}
	}
	if b.Len() > 8*t.limit {
		return "", Problems{{Code: OutputLimit}}
	}
	return b.String(), nil
}

// checkSize refuses a bomb before it is built.
func (t *Template) checkSize(v Values) error {
	size := t.literal
	for i := range t.parts {
		if tag := t.parts[i].tag; tag != "" {
			size += len(v[tag])
		}
	}
	if size > t.limit {
		return Problems{{Code: OutputLimit}}
	}
	return nil
}

// TextToHTML writes plain text as HTML: an empty line ends a paragraph, a line
// break is <br>, all else is escaped, and addresses that begin with https:// become
// links.
func TextToHTML(text string) string {
	var b strings.Builder
	text = strings.ReplaceAll(strings.ReplaceAll(text, "\r\n", "\n"), "\r", "\n")
	for paragraph := range strings.SplitSeq(text, "\n\n") {
		paragraph = strings.Trim(paragraph, "\n")
		if paragraph == "" {
			continue
		}
		b.WriteString("<p>")
		for i, line := range strings.Split(paragraph, "\n") {
			if i > 0 {
				b.WriteString("<br>\n")
			}
			writeLine(&b, line)
		}
		b.WriteString("</p>\n")
	}
	return b.String()
}

// writeLine writes a line with its https addresses as links.
func writeLine(b *strings.Builder, line string) {
	for {
		i := strings.Index(line, "https://")
		if i < 0 {
			b.WriteString(html.EscapeString(line))
			return
		}
		end := i
		for end < len(line) && line[end] > ' ' && !strings.ContainsRune(`"<>`, rune(line[end])) {
			end++
		}
		url := strings.TrimRight(line[i:end], ".,;:!?)")
		b.WriteString(html.EscapeString(line[:i]))
		escaped := html.EscapeString(url)
		b.WriteString(`<a href="` + escaped + `">` + escaped + `</a>`)
		line = line[i+len(url):]
	}
}

// htmlElements are the names that an angle name is never taken for a misspelt
// tag of: those of HTML.
var htmlElements = func() map[string]bool {
	names := "a abbr acronym address area article aside audio b base bdi bdo big blockquote body br button canvas caption center cite code col colgroup data datalist dd del details dfn dialog dir div dl dt em embed fieldset figcaption figure font footer form frame frameset h1 h2 h3 h4 h5 h6 head header hgroup hr html i iframe img input ins kbd label legend li link main map mark menu meta meter nav noframes noscript object ol optgroup option output p param picture pre progress q rp rt ruby s samp script search section select slot small source span strike strong style sub summary sup table tbody td template textarea tfoot th thead time title tr track tt u ul var video wbr svg math"
	m := map[string]bool{}
	for name := range strings.FieldsSeq(names) {
		m[name] = true
	}
	return m
}()
