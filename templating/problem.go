package templating

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/budkavle/budkavle/templating/cleantext"
	"github.com/budkavle/budkavle/templating/locale"
)

// ProblemCode says, for machines, what is wrong with a template or a value. Its text is
// what hosts may keep, so a constant's value never changes.
type ProblemCode string

// The codes of problems.
const (
	UnknownTag    ProblemCode = "unknown-tag"    // {nextBokingDate}
	UnclosedTag   ProblemCode = "unclosed-tag"   // {company
	SplitTag      ProblemCode = "split-tag"      // {next<b>Booking</b>Date}
	UnsafeContext ProblemCode = "unsafe-context" // a tag in style or script
	UnsafeURL     ProblemCode = "unsafe-url"     // a value that must not become a link
	OutputLimit   ProblemCode = "output-limit"   // the result would be too large
	BadHTML       ProblemCode = "bad-html"       // markup that cannot be understood
	UnclosedPart  ProblemCode = "unclosed-part"  // {company?} without {/company}, or the other way round
)

// The codes of what is changed in a company's HTML before it is sent. They are
// minor: the mail goes out without it.
const (
	DroppedElement   ProblemCode = "dropped-element"   // <form>; what stands in it is kept as text
	DroppedContent   ProblemCode = "dropped-content"   // <style>, <script>, with all that is in it
	DroppedAttribute ProblemCode = "dropped-attribute" // onclick, background
	DroppedStyle     ProblemCode = "dropped-style"     // position: fixed
	DroppedLink      ProblemCode = "dropped-link"      // ftp:, javascript:; its text stays
	DroppedImage     ProblemCode = "dropped-image"     // from the web, where that is off; its alternative text stays
	ChangedLink      ProblemCode = "changed-link"      // http: becomes https:
	Unbalanced       ProblemCode = "unbalanced"        // </td> that closes nothing, <td> in no table
)

// A Problem is one thing that is wrong with a template, and where. It is plain
// data for the page where the template is written.
type Problem struct {
	Code    ProblemCode `json:"code"`
	Line    int         `json:"line"`             // from 1; 0 when it is about the whole
	Column  int         `json:"column"`           // from 1, in characters; 0 with Line
	Offset  int         `json:"offset"`           // in bytes from 0
	Tag     string      `json:"tag,omitzero"`     // as it was written
	Nearest string      `json:"nearest,omitzero"` // known tag that was probably meant
	// of an unknown tag without a Nearest: all that are known, ", " between
	Known  string `json:"known,omitzero"`
	Markup string `json:"markup,omitzero"` // what is dropped or changed, shortened: "position: fixed"
	Minor  bool   `json:"minor,omitzero"`  // worth a look, but it does not keep the template from being sent
}

// Error says what is wrong, where, and what to write instead.
func (p Problem) Error() string {
	where := ""
	if p.Line > 0 {
		where = fmt.Sprintf("line %d, column %d: ", p.Line, p.Column)
	}
	text := fmt.Sprintf("templating: %s%s", where, p.Code)
	switch {
	case p.Code == UnclosedTag && p.Tag != "":
		return text + fmt.Sprintf(" {%s, close it with }", p.Tag)
	case p.Markup != "":
		return text + " " + p.Markup
	case p.Tag != "":
		text += fmt.Sprintf(" {%s}", p.Tag)
	}
	switch {
	case p.Nearest != "":
		text += fmt.Sprintf(", did you mean {%s}?", p.Nearest)
	case p.Known != "":
		text += ", the tags are " + p.Known
	}
	return text
}

// Message is the problem for a form, in the user's language.
func (p Problem) Message(l locale.Language) string {
	about := visible(p.Tag)
	if p.Markup != "" {
		about = p.Markup
	}
	text := l.Phrase("templating."+string(p.Code), about)
	switch {
	case p.Code == UnclosedTag && p.Tag == "":
		text = l.Phrase("templating.open-brace")
	case p.Nearest != "":
		text += " " + l.Phrase("templating.meant", p.Nearest)
	case p.Known != "":
		text += " " + l.Phrase("templating.known", p.Known)
	}
	if p.Line > 0 {
		text = l.Phrase("templating.where", p.Line, p.Column) + " " + text
	}
	return text
}

// visible shows what cannot be seen in a name, which is why nobody finds it.
func visible(name string) string {
	return strings.Map(func(r rune) rune {
		if cleantext.Unseen(r) {
			return utf8.RuneError
		}
		return r
	}, name)
}

// Problems is an error made of everything that is wrong, in the order of the
// source. Errors of this package that hold one can be taken apart with errors.As.
type Problems []Problem

// Error gives a line for each problem.
func (p Problems) Error() string {
	texts := make([]string, len(p))
	for i := range p {
		texts[i] = p[i].Error()
	}
	return strings.Join(texts, "\n")
}

// Message is the problems for a form, a line each, in the user's language.
func (p Problems) Message(l locale.Language) string {
	texts := make([]string, len(p))
	for i := range p {
		texts[i] = p[i].Message(l)
	}
	return strings.Join(texts, "\n")
}

// serious returns the problems that keep a template from being sent.
func (p Problems) serious() error {
	var list Problems
	for _, one := range p {
		if !one.Minor {
			list = append(list, one)
		}
	}
	if len(list) == 0 {
		return nil
	}
	return list
}

// at returns a problem at an offset of source.
func at(source string, offset int, p Problem) Problem {
	before := source[:offset]
	p.Offset = offset
	p.Line = strings.Count(before, "\n") + 1
	p.Column = utf8.RuneCountInString(before[strings.LastIndexByte(before, '\n')+1:]) + 1
	return p
}
