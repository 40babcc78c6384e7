package order

import (
	"cmp"
	"errors"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/budkavle/budkavle/templating"
	"github.com/budkavle/budkavle/templating/cleantext"
	"github.com/budkavle/budkavle/templating/locale"
)

// SettingCode says, for machines, what a [SettingError] is about. Hosts may store
// it, so a constant's value never changes.
type SettingCode string

// The codes of what is wrong with a field.
const (
	SettingMissing       SettingCode = "missing"
	SettingColour        SettingCode = "colour"
	SettingOneLine       SettingCode = "one-line"
	SettingOneSender     SettingCode = "one-sender" // of SMS: name, number or short code
	SettingNegative      SettingCode = "negative"
	SettingReminder      SettingCode = "reminder"
	SettingQuiet         SettingCode = "quiet"
	SettingTestEntry     SettingCode = "test-entry"
	SettingNoLogo        SettingCode = "no-logo" // and it is to be shown
	SettingPictureType   SettingCode = "picture-type"
	SettingNoPicture     SettingCode = "no-picture"
	SettingPixels        SettingCode = "pixels"
	SettingWidth         SettingCode = "width"
	SettingLanguage      SettingCode = "language"
	SettingLanguageTable SettingCode = "language-table" // one of the host's own
	SettingZone          SettingCode = "zone"
	SettingRegion        SettingCode = "region"
	SettingTagName       SettingCode = "tag-name"
	SettingTaken         SettingCode = "taken" // the name or ID is another's
	SettingNotBookable   SettingCode = "not-bookable"
	SettingCase          SettingCode = "case"
	SettingTwice         SettingCode = "twice"    // two booking templates for the same order, case and language
	SettingTemplate      SettingCode = "template" // Err is the templating.Problem
	SettingTooLong       SettingCode = "too-long"
	SettingNumber        SettingCode = "number" // what was typed is none
	SettingDate          SettingCode = "date"
	SettingClock         SettingCode = "clock"         // no time of the day
	SettingValue         SettingCode = "value"         // Err says why it cannot be read
	SettingUnreadable    SettingCode = "unreadable"    // characters that could not be read, as of a page that is not UTF-8
	SettingDaysOrHours   SettingCode = "days-or-hours" // a reminder has both

	SettingOrderKind   SettingCode = "order-kind"
	SettingLink        SettingCode = "link"
	SettingSendMode    SettingCode = "send-mode"
	SettingBooking     SettingCode = "booking"
	SettingOwnID       SettingCode = "own-id" // missing, or another's
	SettingFileContent SettingCode = "file-content"
	SettingFileSize    SettingCode = "file-size"

	SettingRight SettingCode = "right" // whoever changes it lacks a right, which Err names
)

// A SettingError is what is wrong with one field of settings or of an order. It is
// made by [Settings.Validate] and [Order.Validate].
type SettingError struct {
	Path string // as in JSON: "company.accent", "templates[2].body"
	Code SettingCode
	Err  error // the cause, such as a [templating.Problem]; nil when Code says it all

	args []any
}

// RefuseSetting returns an error that a code and its args describe completely, for
// packages with settings of their own.
func RefuseSetting(path string, code SettingCode, args ...any) *SettingError {
	return &SettingError{Path: path, Code: code, args: args}
}

// RefuseRight returns the refusal of a change that takes a right which the user lacks:
// lacking names the right, such as a *rights.Error.
func RefuseRight(path string, lacking tellingError) *SettingError {
	return &SettingError{Path: path, Code: SettingRight, Err: lacking}
}

// A tellingError has words for people too.
type tellingError interface {
	error
	Message(l locale.Language) string
}

// Error gives the path and, in English, what is wrong.
func (e *SettingError) Error() string {
	if e.Code == SettingTemplate || e.Code == SettingValue {
		return e.Path + ": " + e.Err.Error()
	}
	text := e.Path + ": " + strings.TrimSuffix(e.Message(locale.English), ".")
	if e.Err != nil && e.Code != SettingRight {
		text += ": " + e.Err.Error()
	}
	return text
}

// Message says what is wrong and what to write instead, beside the field and in a
// user's language. A problem of a template says line and column.
func (e *SettingError) Message(l locale.Language) string {
	if one, ok := errors.AsType[templating.Problem](e.Err); ok {
		return one.Message(l)
	}
	if one, ok := errors.AsType[tellingError](e.Err); ok && e.Code == SettingValue {
		return one.Message(l)
	}
	text := l.Phrase("order.setting-"+string(e.Code), e.args...)
	if lacking, ok := errors.AsType[tellingError](e.Err); ok && e.Code == SettingRight {
		text += " " + lacking.Message(l)
	}
	return text
}

// Unwrap returns the cause; nil when there is none.
func (e *SettingError) Unwrap() error { return e.Err }

// SettingErrors returns the errors of fields in the tree of err, in order, for a page
// that shows each beside its field; nil when there is none.
func SettingErrors(err error) []*SettingError {
	if own, ok := err.(*SettingError); ok { //nolint:errorlint // goes down the tree itself, to find every one
		return []*SettingError{own}
	}
	var list []*SettingError
	switch e := err.(type) { //nolint:errorlint // as above
	case interface{ Unwrap() []error }:
		for _, one := range e.Unwrap() {
			list = append(list, SettingErrors(one)...)
		}
	case interface{ Unwrap() error }:
		return SettingErrors(e.Unwrap())
	}
	return list
}

// SettingMessages returns what [SettingErrors] finds in a user's language, by the path
// of the field, for a page that shows it beside; never nil.
func SettingMessages(err error, l locale.Language) map[string]string {
	by := map[string]string{}
	for _, e := range SettingErrors(err) {
		if by[e.Path] != "" {
			by[e.Path] += " "
		}
		by[e.Path] += e.Message(l)
	}
	return by
}

// InputMessages is [SettingMessages] by the names of the inputs that a page has posted.
// A problem of a field without an input of its own is shown at the nearest one: that of
// the field around it, or the first within it. A problem that belongs to no input of
// the page is at "", with its path, for the top of the page.
func InputMessages(err error, posted url.Values, l locale.Language) map[string]string {
	by := map[string]string{}
	for _, e := range SettingErrors(err) {
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

// A checker collects everything that is wrong.
type checker struct{ problems []*SettingError }

func (c *checker) fail(path string, code SettingCode, args ...any) {
	c.problems = append(c.problems, &SettingError{Path: path, Code: code, args: args})
}

// because notes a problem that has a cause.
func (c *checker) because(cause error, path string, code SettingCode) {
	c.problems = append(c.problems, &SettingError{Path: path, Code: code, Err: cause})
}

// join returns the problems by path, and by place inside a template; nil when there
// is none.
func (c *checker) join() error {
	slices.SortStableFunc(c.problems, func(a, b *SettingError) int {
		return cmp.Or(comparePaths(a.Path, b.Path), cmp.Compare(a.offset(), b.offset()))
	})
	list := make([]error, len(c.problems))
	for i, e := range c.problems {
		list[i] = e
	}
	return errors.Join(list...)
}

// offset is where in its text a template's problem is.
func (e *SettingError) offset() int {
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

// quote is what was typed, as a message repeats it.
func quote(text string) string { return cleantext.Quote(text, 64) }
