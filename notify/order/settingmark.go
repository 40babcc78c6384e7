package order

import (
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/budkavle/budkavle/notify/order/invalid"
	"github.com/budkavle/budkavle/templating/cleantext"
	"github.com/budkavle/budkavle/templating/locale"
)

// InputOpened is the hidden input with the mark of what a settings page was opened with:
// a digest of each input, by which it is seen which of them the user has changed, and
// which somebody else has since.
const InputOpened = "opened"

// digestChars is how long the digest of an input is in the mark.
const digestChars = 8

// markVersion is in every mark, so that one that was not made here is known.
const markVersion = "1"

// digest stands for an input and its value, with line ends as nobody can tell apart.
func digest(name, value string) string {
	sum := sha256.Sum256([]byte(name + "\x00" + cleantext.LineEnds(value)))
	return base64.RawURLEncoding.EncodeToString(sum[:digestChars*6/8])
}

// A settingMark is what a page was opened with.
type settingMark map[string]bool

func newMark() settingMark { return settingMark{digest("", markVersion): true} }

// parseMark reads the marks that were posted: one of the whole page, or several.
func parseMark(posted []string) settingMark {
	mark := settingMark{}
	for _, text := range posted {
		for ; len(text) >= digestChars; text = text[digestChars:] {
			mark[text[:digestChars]] = true
		}
	}
	return mark
}

func (m settingMark) add(name, value string)      { m[digest(name, value)] = true }
func (m settingMark) has(name, value string) bool { return m[digest(name, value)] }
func (m settingMark) String() string              { return strings.Join(slices.Sorted(maps.Keys(m)), "") }

// bind is what every input goes through. Show is the field as its input has it; read
// reads what was posted into the field, or refuses it and returns false.
func (in *SettingInputs) bind(name, posted string, show func() string, read func() bool) {
	saved := show()
	in.is.add(name, saved)
	if in.writing || !in.values.Has(name) || !in.merge(name, posted, saved, show, read) {
		in.show(name, saved)
		return
	}
	in.shown[name] = in.values[name]
}

// show sets what the page shows. One without a mark is shown as it was posted.
func (in *SettingInputs) show(name, value string) {
	if in.writing || in.was != nil {
		in.shown.Set(name, value)
	}
}

// merge reads what was posted; not, and it returns false, where the user has left what
// the page was opened with, and something else has been saved since. What both have
// changed is refused. Without a mark what was posted counts.
func (in *SettingInputs) merge(name, posted, saved string, show func() string, read func() bool) bool {
	opened := in.openedAs(name)
	switch {
	case in.was == nil, cleantext.LineEnds(posted) == cleantext.LineEnds(saved), in.was.has(opened, saved):
		read()
	case in.was.has(opened, posted):
		return false
	case !read() || show() != saved:
		in.meanwhile(name, saved)
	}
	return true
}

// meanwhile refuses an input that the user has changed, and somebody else too.
func (in *SettingInputs) meanwhile(name, saved string) {
	in.others[name] = saved
	text := shortened(saved)
	switch {
	case in.flags[name]:
		in.Refuse(name, invalid.Switched)
	case text == "":
		in.Refuse(name, invalid.Emptied)
	default:
		in.Refuse(name, invalid.Changed, text)
	}
}

// shortened is a text as a message beside an input repeats it.
func shortened(text string) string { return cleantext.Quote(cleantext.OneLine(text), 300) }

// openedAs is the name that an input had when the page was opened: a template may have
// moved in its list since.
func (in *SettingInputs) openedAs(name string) string {
	end := strings.IndexByte(name, ']') + 1
	if opened := in.moved[name[:end]]; opened != "" {
		return opened + name[end:]
	}
	return name
}

// row is the name of a place in a list.
func row(list string, i int) string { return list + "[" + strconv.Itoa(i) + "]" }

// align finds the rows of a list again that may have lost, got or moved some since the
// page was opened: ids are those of the rows that there are, in their order. What was
// written in a row that is gone is told.
func (in *SettingInputs) align(list string, ids []string) {
	for i, id := range ids {
		in.is.add(row(list, i), id)
		in.is.add(row(list, i)+".", "") // that there is one, whoever it is
	}
	if in.was == nil || !in.was.has("", markVersion) {
		return
	}
	aligned, places := url.Values{}, map[string]int{}
	for name, values := range in.values {
		opened, n := rowOf(list, name)
		if opened == "" {
			aligned[name] = values
			continue
		}
		delete(in.shown, name)
		place, known := places[opened]
		if !known {
			place = in.placeOf(opened, n, ids)
			places[opened] = place
		}
		field, text := name[len(opened):], in.values.Get(name)
		switch {
		case place >= 0:
			aligned[row(list, place)+field] = values
			in.moved[row(list, place)] = opened
		case !in.was.has(opened+".", ""): // the host's own, such as one that is new
			in.shown[name] = values
		case len(values) == 1 && text != "" && !in.was.has(name, text): // two are a checkbox, which says nothing alone
			in.Refuse(list+"[]"+field, invalid.Removed, cleantext.Quote(cleantext.OneLine(text), len(text)))
		}
	}
	in.values = aligned
}

// rowOf is the row of a list that an input is in; "" for an input that is in none.
func rowOf(list, name string) (opened string, n int) {
	place, _, _ := strings.Cut(strings.TrimPrefix(name, list+"["), "]")
	n, _ = strconv.Atoi(place) // 0 for what is no place, which then begins otherwise
	if opened = row(list, n); !strings.HasPrefix(name, opened) {
		return "", 0
	}
	return opened, n
}

// placeOf is where the row is now that was the n-th when the page was opened; -1 where
// it is gone.
func (in *SettingInputs) placeOf(opened string, n int, ids []string) int {
	if n >= 0 && n < len(ids) && in.was.has(opened, ids[n]) {
		return n
	}
	return slices.IndexFunc(ids, func(id string) bool { return in.was.has(opened, id) })
}

// Others has what is saved now, whole, of each input that was refused because somebody
// else has changed it too: what the message beside the input shortens. A page that is
// saved once more, with the mark that it was shown with, replaces it.
func (in *SettingInputs) Others() map[string]string { return in.others }

// Messages says what could not be read, and whatever else is wrong, beside the inputs of
// the page: see [invalid.InputMessages].
func (in *SettingInputs) Messages(l locale.Language, wrong ...error) map[string]string {
	return invalid.InputMessages(errors.Join(append(wrong, in.Err())...), in.values, l)
}
