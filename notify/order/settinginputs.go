package order

import (
	"cmp"
	"encoding"
	"maps"
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
//
// A page that is open in two tabs undoes nothing: it posts back, in the hidden input
// [InputOpened], the mark that [SettingInputs.Values] has among the inputs. Then an input
// that the user has not changed leaves its field as it is saved now; one that somebody
// else has changed meanwhile is refused, with what is saved now. Settings that are shown
// on one page are bound to the same SettingInputs, since it makes one mark for all.
type SettingInputs struct {
	values  url.Values // as posted; a template's by the place that it has now
	shown   url.Values // as the page shows them
	writing bool
	checker checker

	is     settingMark       // of what is saved
	was    settingMark       // of what the page was opened with; nil: it has none
	moved  map[string]string // what a place in a list was when the page was opened
	others map[string]string
	flags  map[string]bool
}

// WriteInputs are inputs that are filled from settings: see [SettingInputs.Values].
func WriteInputs() *SettingInputs {
	return &SettingInputs{writing: true, shown: url.Values{}, is: newMark()}
}

// ReadInputs are inputs as a browser posts them, such as http.Request.PostForm. The
// fields that are bound to them hold what is saved now: read it in the transaction that
// saves it, where two can save at once.
func ReadInputs(posted url.Values) *SettingInputs {
	in := &SettingInputs{
		values: maps.Clone(posted), shown: maps.Clone(posted), is: newMark(),
		moved: map[string]string{}, others: map[string]string{}, flags: map[string]bool{},
	}
	if posted.Has(InputOpened) {
		in.was = parseMark(posted[InputOpened])
	}
	return in
}

// Values are the inputs by name, for the page: as they are saved, or as they were
// posted. [InputOpened] is among them, the mark of what is saved; where it was posted,
// inputs that were not are there too, and those that the user has not changed are as they
// are saved now.
func (in *SettingInputs) Values() url.Values {
	if in.writing || in.was != nil {
		in.shown.Set(InputOpened, in.is.String())
	}
	return in.shown
}

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

// line binds an input of one line, whose blanks around do not count.
func (in *SettingInputs) line(name string, show func() string, read func(text string) bool) {
	in.bind(name, in.values.Get(name), show, func() bool { return read(strings.TrimSpace(in.values.Get(name))) })
}

// text binds an input whose text counts as it was written, if it can be read.
func (in *SettingInputs) text(name string, show func() string, read func(text string) bool) {
	in.bind(name, in.values.Get(name), show, func() bool {
		if !cleantext.Readable(in.values.Get(name)) {
			in.Refuse(name, invalid.Unreadable)
			return false
		}
		return read(in.values.Get(name))
	})
}

// Text binds a line of text.
func (in *SettingInputs) Text(name string, field *string) {
	in.text(name, func() string { return *field }, func(text string) bool {
		*field = strings.TrimSpace(text)
		return true
	})
}

// Area binds a text of several lines, with its blanks; line ends become LF.
func (in *SettingInputs) Area(name string, field *string) {
	in.text(name, func() string { return *field }, func(text string) bool {
		*field = cleantext.LineEnds(text)
		return true
	})
}

// Lines binds a list of texts, one a line; blank lines are left out.
func (in *SettingInputs) Lines(name string, field *[]string) {
	in.text(name, func() string { return strings.Join(*field, "\n") }, func(text string) bool {
		*field = nil
		for line := range strings.Lines(cleantext.LineEnds(text)) {
			if line = strings.TrimSpace(line); line != "" {
				*field = append(*field, line)
			}
		}
		return true
	})
}

// Secret binds a password or the like, which is never shown: an empty input leaves it as
// it is. The mark has nothing of it, so that what is typed counts, whoever has changed it
// meanwhile.
func (in *SettingInputs) Secret(name string, field *string) {
	text := in.values.Get(name)
	if in.writing || in.values.Has(name) {
		in.shown.Set(name, "")
	}
	switch {
	case !cleantext.Readable(text):
		in.Refuse(name, invalid.Unreadable)
	case text != "":
		*field = text
	}
}

// Flag binds a checkbox. A browser does not post one that is off, so the page has a
// hidden input of the same name and no value before it.
func (in *SettingInputs) Flag(name string, field *bool) {
	word := func(on bool) string { return map[bool]string{true: "on"}[on] }
	on := slices.ContainsFunc(in.values[name], func(t string) bool {
		return t != "" && t != "false" && t != "0" && t != "off"
	})
	if !in.writing {
		in.flags[name] = true
	}
	in.bind(name, word(on), func() string { return word(*field) }, func() bool {
		*field = on
		return true
	})
}

// Checked binds checkboxes of one name, each with a value of its own, to those that are
// on. So that the last one can be switched off the page has a hidden input of the name
// and no value before them. What each box was counts by itself.
func (in *SettingInputs) Checked(name string, field *[]string) {
	posted := in.values[name]
	if in.writing || in.was != nil && !in.values.Has(name) {
		in.shown[name] = slices.Clone(*field)
	}
	box := func(value string) string { return name + "\x00" + value }
	for _, value := range *field {
		in.is.add(box(value), "on")
	}
	if !in.values.Has(name) {
		return
	}
	var on []string
	for _, value := range slices.Concat(*field, posted) {
		is := slices.Contains(posted, value)
		if in.was != nil && is == in.was.has(box(value), "on") { // the user has left it
			is = slices.Contains(*field, value)
		}
		if is && value != "" && !slices.Contains(on, value) {
			on = append(on, value)
		}
	}
	*field = on
	if in.was != nil {
		in.shown[name] = on
	}
}

// Number binds a whole number; an empty input is 0.
func (in *SettingInputs) Number(name string, field *int) { number(in, name, field) }

// Number64 is Number of an int64.
func (in *SettingInputs) Number64(name string, field *int64) { number(in, name, field) }

func number[T int | int64](in *SettingInputs, name string, field *T) {
	show := func() string { return strings.TrimPrefix(strconv.FormatInt(int64(*field), 10), "0") }
	in.line(name, show, func(text string) bool {
		n, ok := in.whole(name, text)
		if ok {
			*field = T(n)
		}
		return ok
	})
}

// whole reads a whole number, or refuses the input.
func (in *SettingInputs) whole(name, text string) (int64, bool) {
	text = strings.TrimSpace(text)
	n, err := strconv.ParseInt(cmp.Or(text, "0"), 10, strconv.IntSize)
	if err != nil {
		in.Refuse(name, invalid.Number, quote(text))
	}
	return n, err == nil
}

// Date binds a day in a zone, as an input of the type "date" has it; an empty one is
// the zero time.
func (in *SettingInputs) Date(name string, field *time.Time, zone *time.Location) {
	in.date(name, field, zone, zone)
}

// date is Date of a day that was one in another zone.
func (in *SettingInputs) date(name string, field *time.Time, was, zone *time.Location) {
	show := func() string {
		if field.IsZero() {
			return ""
		}
		return field.In(was).Format(time.DateOnly)
	}
	in.line(name, show, func(text string) bool {
		day, err := time.ParseInLocation(time.DateOnly, text, zone)
		if err != nil && text != "" {
			in.Refuse(name, invalid.Date, quote(text))
			return false
		}
		*field = day // the zero time where nothing is written
		return true
	})
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
	show := func() string {
		text, _ := field.MarshalText()
		return string(text)
	}
	in.bind(name, in.values.Get(name), show, func() bool {
		text := in.values.Get(name) // a sender's name tells of blanks around it
		if strings.TrimSpace(text) == "" {
			text = ""
		}
		return in.because(field.UnmarshalText([]byte(text)), name)
	})
}

// Address binds an e-mail address; blanks around it do not count.
func (in *SettingInputs) Address(name string, field *recipients.Address) {
	in.line(name, func() string { return field.String() },
		func(text string) bool { return in.because(field.UnmarshalText([]byte(text)), name) })
}

// Phone binds a mobile number. The message about a bad one suggests a number of region,
// an ISO 3166 country such as [Settings.CorrectionRegion] returns.
func (in *SettingInputs) Phone(name string, field *recipients.Phone, region string) {
	in.line(name, func() string { return field.String() }, func(text string) bool {
		number, err := recipients.ParsePhoneIn(text, region)
		if text != "" && err != nil {
			return in.because(err, name)
		}
		*field = number
		return true
	})
}

// because refuses an input for a cause, if there is one: then it returns false.
func (in *SettingInputs) because(err error, name string) bool {
	if err != nil {
		in.checker.because(err, name, invalid.Value)
	}
	return err == nil
}
