package order

import (
	"cmp"
	"encoding"
	"strconv"
	"strings"
	"time"

	"github.com/budkavle/budkavle/notify/order/invalid"
	"github.com/budkavle/budkavle/recipients"
)

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
