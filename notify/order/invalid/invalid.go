// Package invalid says what is wrong with one field of settings or of an order: for
// machines a [Code], for people a sentence in their language beside the field.
//
// Package order and those who have settings of their own, a host among them, refuse with
// it. It imports no order, so that whoever shows mistakes needs to know none.
package invalid

import (
	"cmp"
	"errors"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/budkavle/budkavle/templating"
	"github.com/budkavle/budkavle/templating/locale"
)

// Code says, for machines, what an [Error] is about. Hosts may store
// it, so a constant's value never changes.
type Code string

// The codes of what is wrong with a field.
const (
	Missing       Code = "missing"
	Colour        Code = "colour"
	OneLine       Code = "one-line"
	OneSender     Code = "one-sender" // of SMS: name, number or short code
	Negative      Code = "negative"
	Reminder      Code = "reminder"
	Quiet         Code = "quiet"
	TestEntry     Code = "test-entry"
	NoLogo        Code = "no-logo" // and it is to be shown
	PictureType   Code = "picture-type"
	NoPicture     Code = "no-picture"
	Pixels        Code = "pixels"
	Width         Code = "width"
	Language      Code = "language"
	LanguageTable Code = "language-table" // one of the host's own
	Zone          Code = "zone"
	Region        Code = "region"
	TagName       Code = "tag-name"
	Taken         Code = "taken" // the name or ID is another's
	NotBookable   Code = "not-bookable"
	Case          Code = "case"
	Twice         Code = "twice"    // two booking templates for the same order, case and language
	Template      Code = "template" // Err is the templating.Problem
	TooLong       Code = "too-long"
	Number        Code = "number" // what was typed is none
	Date          Code = "date"
	Clock         Code = "clock"         // no time of the day
	Value         Code = "value"         // Err says why it cannot be read
	Unreadable    Code = "unreadable"    // characters that could not be read, as of a page that is not UTF-8
	DaysOrHours   Code = "days-or-hours" // a reminder has both

	OrderKind   Code = "order-kind"
	Link        Code = "link"
	SendMode    Code = "send-mode"
	Booking     Code = "booking"
	OwnID       Code = "own-id" // missing, or another's
	FileContent Code = "file-content"
	FileSize    Code = "file-size"

	// Of a settings page that was open while something else was saved.
	Changed  Code = "changed"  // to another value than the user's
	Emptied  Code = "emptied"  // and the user's is not empty
	Switched Code = "switched" // of a checkbox
	Removed  Code = "removed"  // the template that the user has changed

	Right Code = "right" // whoever changes it lacks a right, which Err names
)

// An Error is what is wrong with one field of settings or of an order. It is
// made by order.Settings.Validate and order.Order.Validate, and by [Refuse].
type Error struct {
	Path string // as in JSON: "company.accent", "templates[2].body"
	Code Code
	Err  error // the cause, such as a [templating.Problem]; nil when Code says it all

	args []any
}

// Refuse returns an error that a code and its args describe completely, for
// packages with settings of their own.
func Refuse(path string, code Code, args ...any) *Error {
	return &Error{Path: path, Code: code, args: args}
}

// RefuseRight returns the refusal of a change that takes a right which the user lacks:
// lacking names the right, such as a *rights.Error.
func RefuseRight(path string, lacking tellingError) *Error {
	return &Error{Path: path, Code: Right, Err: lacking}
}

// A tellingError has words for people too.
type tellingError interface {
	error
	Message(l locale.Language) string
}

// Error gives the path and, in English, what is wrong.
func (e *Error) Error() string {
	if e.Code == Template || e.Code == Value {
		return e.Path + ": " + e.Err.Error()
	}
	text := e.Path + ": " + strings.TrimSuffix(e.Message(locale.English), ".")
	if e.Err != nil && e.Code != Right {
		text += ": " + e.Err.Error()
	}
	return text
}

// Message says what is wrong and what to write instead, beside the field and in a
// user's language. A problem of a template says line and column.
func (e *Error) Message(l locale.Language) string {
	if one, ok := errors.AsType[templating.Problem](e.Err); ok {
		return one.Message(l)
	}
	if one, ok := errors.AsType[tellingError](e.Err); ok && e.Code == Value {
		return one.Message(l)
	}
	text := l.Phrase("order.setting-"+string(e.Code), e.args...)
	if lacking, ok := errors.AsType[tellingError](e.Err); ok && e.Code == Right {
		text += " " + lacking.Message(l)
	}
	return text
}

// Unwrap returns the cause; nil when there is none.
func (e *Error) Unwrap() error { return e.Err }

// Errors returns the errors of fields in the tree of err, in order, for a page
// that shows each beside its field; nil when there is none.
func Errors(err error) []*Error {
	if own, ok := err.(*Error); ok { //nolint:errorlint // goes down the tree itself, to find every one
		return []*Error{own}
	}
	var list []*Error
	switch e := err.(type) { //nolint:errorlint // as above
	case interface{ Unwrap() []error }:
		for _, one := range e.Unwrap() {
			list = append(list, Errors(one)...)
		}
	case interface{ Unwrap() error }:
		return Errors(e.Unwrap())
	}
	return list
}

// Messages returns what [Errors] finds in a user's language, by the path
// of the field, for a page that shows it beside; never nil.
func Messages(err error, l locale.Language) map[string]string {
	by := map[string]string{}
	for _, e := range Errors(err) {
		if by[e.Path] != "" {
			by[e.Path] += " "
		}
		by[e.Path] += e.Message(l)
	}
	return by
}

// InputMessages is [Messages] by the names of the inputs that a page has posted.
// A problem of a field without an input of its own is shown at the nearest one: that of
// the field around it, or the first within it. A problem that belongs to no input of
// the page is at "", with its path, for the top of the page.
func InputMessages(err error, posted url.Values, l locale.Language) map[string]string {
	by := map[string]string{}
	for _, e := range Errors(err) {
		name, text := nearest(e.Path, posted), e.Message(l)
		if name == "" {
			text = e.Path + ": " + text
		}
		by[name] = strings.TrimPrefix(by[name]+" "+text, " ")
	}
	return by
}

// nearest is the input of a path, of the field around it, or of the first field within.
func nearest(path string, posted url.Values) string {
	for around := path; around != ""; around = around[:max(strings.LastIndexAny(around, ".["), 0)] {
		if posted.Has(around) {
			return around
		}
	}
	for _, name := range slices.Sorted(maps.Keys(posted)) {
		if strings.HasPrefix(name, path+".") || strings.HasPrefix(name, path+"[") {
			return name
		}
	}
	return ""
}

// Join returns one error of all problems, by path and by place inside a template; nil
// when there is none. It sorts the slice.
func Join(problems []*Error) error {
	slices.SortStableFunc(problems, func(a, b *Error) int {
		return cmp.Or(comparePaths(a.Path, b.Path), cmp.Compare(a.offset(), b.offset()))
	})
	list := make([]error, len(problems))
	for i, e := range problems {
		list[i] = e
	}
	return errors.Join(list...)
}

// offset is where in its text a template's problem is.
func (e *Error) offset() int {
	one, _ := errors.AsType[templating.Problem](e.Err)
	return one.Offset
}

// comparePaths compares with the places of lists as numbers: [2] before [10].
func comparePaths(a, b string) int {
	split := func(path string) []string {
		return strings.FieldsFunc(path, func(r rune) bool { return strings.ContainsRune("[].", r) })
	}
	return slices.CompareFunc(split(a), split(b), func(a, b string) int {
		i, errA := strconv.Atoi(a)
		j, errB := strconv.Atoi(b)
		if errA == nil && errB == nil {
			return cmp.Compare(i, j)
		}
		return strings.Compare(a, b)
	})
}
