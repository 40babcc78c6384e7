package locale

import (
	"bytes"
	"encoding/json"
	"iter"
	"slices"
	"strings"
)

// A TextForm is a built-in message as a language keeps it. Its tags are the ten
// that every template knows and the few more that [Language.Text] tells of. It is plain data; the zero
// value is no message.
type TextForm struct {
	Subject TextLine   `json:"subject"`
	Body    []TextLine `json:"body"` // the lines of a mail; an empty one between paragraphs
	// the sentences of an SMS, a space between; messages with documents have none
	SMS []TextLine `json:"sms,omitempty"`
}

// A TextLine is one line of a message in alternatives: the first whose tags all have
// values is taken. A line none of whose alternatives can be taken is left out, so
// that nobody reads "will visit you on ,". In JSON it is a string where there is
// one alternative, else an array.
type TextLine []string

// MarshalJSON writes one alternative as a string.
func (l TextLine) MarshalJSON() ([]byte, error) {
	if len(l) == 1 {
		return encode(l[0])
	}
	return encode([]string(l))
}

// encode leaves <, > and & as a translator typed them.
func encode(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	err := e.Encode(v)
	return bytes.TrimSpace(b.Bytes()), err
}

// UnmarshalJSON reads a string or an array of strings.
func (l *TextLine) UnmarshalJSON(data []byte) error {
	if bytes.HasPrefix(data, []byte(`"`)) {
		*l = make(TextLine, 1)
		return json.Unmarshal(data, &(*l)[0])
	}
	return json.Unmarshal(data, (*[]string)(l))
}

// take returns the first alternative whose tags all have values.
func (l TextLine) take(has func(tag string) bool) (string, bool) {
	for _, text := range l {
		fits := true
		for tag := range partsOf(text) {
			fits = fits && has(tag)
		}
		if fits {
			return text, true
		}
	}
	return "", false
}

// tags are those of all lines.
func (f TextForm) tags() []string {
	var tags []string
	for _, line := range slices.Concat([]TextLine{f.Subject}, f.Body, f.SMS) {
		for _, text := range line {
			tags = slices.AppendSeq(tags, partsOf(text))
		}
	}
	return tags
}

func (f TextForm) clone() TextForm {
	copied := func(lines []TextLine) []TextLine {
		lines = slices.Clone(lines)
		for i := range lines {
			lines[i] = slices.Clone(lines[i])
		}
		return lines
	}
	return TextForm{slices.Clone(f.Subject), copied(f.Body), copied(f.SMS)}
}

// Text is a built-in message as a template. The zero value is no text.
type Text struct {
	Subject string // of the mail, one line
	Body    string // plain text, for e-mail
	SMS     string // for telephones: with ordinary data one SMS of GSM-7; messages with documents have none
}

// Text returns the built-in message of a kind for an order whose tags have these
// values: what has none is not spoken of. A tag that is missing or blank has
// none; nil values stand for an ordinary order: one technician booked, and a
// company that can be answered. The language's own message is taken, or else the
// English one; an unknown kind gives the zero value.
//
// Beside the ten tags of every template there are {orderNumber}, the bare number;
// {nextBookingNames}, several technicians as in a sentence, "A och B", empty
// unless there are several; {nextBookingWhen}, day and time as in a sentence;
// {visits}, where the message is about several, a line each, empty otherwise;
// {articles} and {changes}, a line each; {expectedTime}, the clock when a
// technician is expected, and {expectedWhen}, with its day where that is not the
// visit's; {companyPhone}, for an SMS that cannot be answered.
func (l Language) Text(kind TextKind, values map[string]string) Text {
	form, ok := l.tab().Texts[kind]
	if !ok {
		form = English.tab().Texts[kind]
	}
	has := func(tag string) bool { return strings.TrimSpace(values[tag]) != "" }
	if values == nil {
		has = func(tag string) bool {
			return tag != "nextBookingNames" && tag != "visits" && tag != "expectedWhen" && tag != "companyPhone"
		}
	}
	subject, _ := form.Subject.take(has)
	return Text{subject, join(form.Body, "\n", has), join(form.SMS, " ", has)}
}

// join puts the lines that can be said together; where one is left out, its
// empty line goes with it. What separates the first from nothing is trimmed.
func join(lines []TextLine, separator string, has func(tag string) bool) string {
	var b strings.Builder
	b.Grow(room(lines, len(separator)))
	last := ""
	for _, line := range lines {
		text, ok := line.take(has)
		if !ok || text == "" && last == "" {
			continue
		}
		if !strings.HasSuffix(last, "\n") && !strings.HasPrefix(text, "\n") {
			b.WriteString(separator)
		}
		b.WriteString(text)
		last = text
	}
	return strings.TrimSpace(b.String())
}

// room is about what lines become when all can be said whole.
func room(lines []TextLine, separator int) int {
	n := 0
	for _, line := range lines {
		if len(line) > 0 {
			n += len(line[0]) + separator
		}
	}
	return n
}

// partsOf yields the names in braces of a text.
func partsOf(text string) iter.Seq[string] {
	return func(yield func(string) bool) {
		for {
			_, rest, _ := strings.Cut(text, "{")
			name, after, ok := strings.Cut(rest, "}")
			if !ok || !yield(name) {
				return
			}
			text = after
		}
	}
}
