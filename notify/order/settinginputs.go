package order

import (
	"maps"
	"net/url"
	"slices"
	"strings"

	"github.com/budkavle/budkavle/notify/order/invalid"
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
