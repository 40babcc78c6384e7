package order

import (
	"encoding"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/budkavle/budkavle/notify/order/invalid"
	"github.com/budkavle/budkavle/recipients"
	"github.com/budkavle/budkavle/templating/cleantext"
)

// SettingInputs are the inputs of a settings page on their way out of settings, or back
// into them: one list of calls names each input and the field that it stands for, and
// both ways go through it. A host binds settings of its own, such as those of a mail
// server, beside those of the library. It is made by [WriteInputs] and [ReadInputs] and
// is not safe for concurrent use; the zero value reads nothing.
//
// Read, an input that is not there leaves its field alone, so that a page may show a
// part of the settings. What cannot be read is refused by the input's name
// ([SettingInputs.Err]) and leaves the field alone too.
type SettingInputs struct {
	values  url.Values
	writing bool
	checker checker
}

// WriteInputs are inputs that are filled from settings: see [SettingInputs.Values].
func WriteInputs() *SettingInputs { return &SettingInputs{values: url.Values{}, writing: true} }

// ReadInputs are inputs as a browser posts them, such as http.Request.PostForm.
func ReadInputs(posted url.Values) *SettingInputs { return &SettingInputs{values: posted} }

// Values are the inputs by name: those that were posted, or that were filled.
func (in *SettingInputs) Values() url.Values { return in.values }

// Err joins what could not be read, each an [*invalid.Error] whose Path is the input's
// name; nil when all could.
func (in *SettingInputs) Err() error { return in.checker.join() }

// Has reports whether the page has an input.
func (in *SettingInputs) Has(name string) bool { return in.values.Has(name) }

// Reading reports whether the inputs were posted, for what is bound by hand.
func (in *SettingInputs) Reading() bool { return !in.writing }

// Refuse refuses an input, for what is bound by hand.
func (in *SettingInputs) Refuse(name string, code invalid.Code, args ...any) {
	in.checker.fail(name, code, args...)
}

// get returns a posted input without blanks around it; false where the field is to be
// left alone.
func (in *SettingInputs) get(name string) (string, bool) {
	return strings.TrimSpace(in.values.Get(name)), !in.writing && in.values.Has(name)
}

func (in *SettingInputs) set(name, value string) {
	if in.writing {
		in.values.Set(name, value)
	}
}

// typed returns a posted text as it was written; false where the field is to be left
// alone, since it is not there or, which is refused, could not be read.
func (in *SettingInputs) typed(name string) (string, bool) {
	text, ok := in.values.Get(name), !in.writing && in.values.Has(name)
	if ok && !cleantext.Readable(text) {
		in.Refuse(name, invalid.Unreadable)
		return "", false
	}
	return text, ok
}

// Text binds a line of text.
func (in *SettingInputs) Text(name string, field *string) {
	in.set(name, *field)
	if text, ok := in.typed(name); ok {
		*field = strings.TrimSpace(text)
	}
}

// Area binds a text of several lines, with its blanks; line ends become LF.
func (in *SettingInputs) Area(name string, field *string) {
	in.set(name, *field)
	if text, ok := in.typed(name); ok {
		*field = cleantext.LineEnds(text)
	}
}

// Lines binds a list of texts, one a line; blank lines are left out.
func (in *SettingInputs) Lines(name string, field *[]string) {
	in.set(name, strings.Join(*field, "\n"))
	text, ok := in.typed(name)
	if !ok {
		return
	}
	*field = nil
	for line := range strings.Lines(cleantext.LineEnds(text)) {
		if line = strings.TrimSpace(line); line != "" {
			*field = append(*field, line)
		}
	}
}

// Flag binds a checkbox. A browser does not post one that is off, so the page has a
// hidden input of the same name and no value before it.
func (in *SettingInputs) Flag(name string, field *bool) {
	if in.writing {
		in.set(name, map[bool]string{true: "on"}[*field])
		return
	}
	if in.values.Has(name) {
		*field = slices.ContainsFunc(in.values[name], func(t string) bool { return t != "" && t != "false" && t != "0" && t != "off" })
	}
}

// Number binds a whole number; an empty input is 0.
func (in *SettingInputs) Number(name string, field *int) { number(in, name, field) }

// Number64 is Number of an int64.
func (in *SettingInputs) Number64(name string, field *int64) { number(in, name, field) }

func number[T int | int64](in *SettingInputs, name string, field *T) {
	if in.writing {
		in.set(name, strings.TrimPrefix(strconv.FormatInt(int64(*field), 10), "0"))
	}
	text, ok := in.get(name)
	switch n, err := strconv.ParseInt(text, 10, strconv.IntSize); {
	case !ok:
	case text == "":
		*field = 0
	case err != nil:
		in.Refuse(name, invalid.Number, quote(text))
	default:
		*field = T(n)
	}
}

// Date binds a day in a zone, as an input of the type "date" has it; an empty one is
// the zero time.
func (in *SettingInputs) Date(name string, field *time.Time, zone *time.Location) {
	if in.writing {
		in.set(name, "")
		if !field.IsZero() {
			in.set(name, field.In(zone).Format(time.DateOnly))
		}
	}
	text, ok := in.get(name)
	switch day, err := time.ParseInLocation(time.DateOnly, text, zone); {
	case !ok:
	case text == "":
		*field = time.Time{}
	case err != nil:
		in.Refuse(name, invalid.Date, quote(text))
	default:
		*field = day
	}
}

// A TextValue is a value that has a text, such as a [recipients.Address], a
// [recipients.List] or an smsgw.SenderName.
type TextValue interface {
	encoding.TextMarshaler
	encoding.TextUnmarshaler
}

// Value binds a value that has a text; an empty input is its zero value. An error that
// has words for people is told in them.
func (in *SettingInputs) Value(name string, field TextValue) {
	if in.writing {
		if text, err := field.MarshalText(); err == nil {
			in.set(name, string(text))
		}
		return
	}
	text, ok := in.get(name)
	if !ok {
		return
	}
	if text != "" { // a sender's name tells of blanks around it
		text = in.values.Get(name)
	}
	in.because(field.UnmarshalText([]byte(text)), name)
}

// Address binds an e-mail address; blanks around it do not count.
func (in *SettingInputs) Address(name string, field *recipients.Address) {
	in.set(name, field.String())
	if text, ok := in.get(name); ok {
		in.because(field.UnmarshalText([]byte(text)), name)
	}
}

// Phone binds a mobile number. The message about a bad one suggests a number of region,
// an ISO 3166 country such as [Settings.CorrectionRegion] returns.
func (in *SettingInputs) Phone(name string, field *recipients.Phone, region string) {
	in.set(name, field.String())
	text, ok := in.get(name)
	switch number, err := recipients.ParsePhoneIn(text, region); {
	case !ok:
	case text == "":
		*field = recipients.Phone{}
	case err != nil:
		in.because(err, name)
	default:
		*field = number
	}
}

func (in *SettingInputs) because(err error, name string) {
	if err != nil {
		in.checker.because(err, name, invalid.Value)
	}
}
