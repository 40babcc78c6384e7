package recipients

import (
	"cmp"
	"strings"

	"github.com/budkavle/budkavle/recipients/internal/plan"
)

// A PhoneList is the recipients of an SMS in the order in which they were
// typed, each once. The zero value has nobody.
type PhoneList []Phone

// String returns the canonical form: the numbers with a comma between.
func (l PhoneList) String() string {
	texts := make([]string, len(l))
	for i, p := range l {
		texts[i] = p.String()
	}
	return strings.Join(texts, ",")
}

// MarshalText returns [PhoneList.String]; the error is always nil.
func (l PhoneList) MarshalText() ([]byte, error) { return []byte(l.String()), nil }

// UnmarshalText is [ParsePhoneList], all or nothing: an error leaves l as it was.
// The empty text is a nil PhoneList.
func (l *PhoneList) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*l = nil
		return nil
	}
	parsed, err := ParsePhoneList(string(text))
	if err == nil {
		*l = parsed
	}
	return err
}

// ParsePhoneList reads the numbers of a field as [ParseList] reads
// addresses: every valid number once, in order, and a [*ListError] for the
// bad entries.
func ParsePhoneList(text string) (PhoneList, error) { return ParsePhoneListIn(text, "") }

// ParsePhoneListIn is [ParsePhoneList] with the country that corrections are
// looked for in, as in [ParsePhoneIn].
func ParsePhoneListIn(text, region string) (PhoneList, error) {
	list, _, err := ParsePhoneListNotes(text, region)
	return list, err
}

// MustParsePhoneList is [ParsePhoneList] for constants and tests; it panics on
// an error.
func MustParsePhoneList(text string) PhoneList {
	list, err := ParsePhoneList(text)
	if err != nil {
		panic(err)
	}
	return list
}

// ParsePhoneListNotes is [ParsePhoneListIn] that also tells what it passed over,
// as [ParseListNotes] does.
func ParsePhoneListNotes(text, region string) (PhoneList, []ListNote, error) {
	if plan.GetsSMS(text) { // one canonical number, as most fields hold
		return PhoneList{{text}}, nil, nil
	}
	r := reader{text: text}
	if r.attacked(phoneToken) {
		return nil, nil, &ListError{r.errs}
	}
	var list PhoneList
	known := map[Phone]bool{}
	for more := true; more; {
		t := phoneToken(text, r.pos)
		r.pos, more = t.next, t.separator != 0
		if t.separator != 0 && t.separator != ',' {
			r.note(separatorNote(t.separator))
		}
		if trimmed, offset := r.trim(t); trimmed != "" {
			r.phone(trimmed, offset, region, known, &list)
		}
		r.index++
	}
	if len(list) == 0 && len(r.errs) == 0 {
		r.index = 0
		r.fail(0, "", ReasonEmpty, "", "")
	}
	if len(r.errs) > 0 {
		return list, nil, &ListError{r.errs}
	}
	return list, r.notes, nil
}

// phone judges one entry and adds it to the list.
func (r *reader) phone(trimmed string, offset int, region string, known map[Phone]bool, list *PhoneList) {
	number, reason, detail := judgePhone(trimmed)
	p := Phone{number}
	switch {
	case reason != "":
		reason, detail, suggestion := correctPhone(trimmed, region, reason, detail)
		suggestion = cmp.Or(suggestSeveralPhones(trimmed, region), suggestion)
		r.fail(offset, trimmed, reason, detail, suggestion)
	case known[p]:
		r.note(NoteDuplicate)
	default:
		known[p] = true
		*list = append(*list, p)
	}
}

// suggestSeveralPhones returns the list that an entry is, once a stroke, a comma of
// another script, or the + of the next number stands for a comma; "" when something in it
// is no number that can be read or corrected.
func suggestSeveralPhones(text, region string) string {
	var b strings.Builder
	var last rune
	for _, r := range text {
		if r == '+' && blank(last) {
			b.WriteByte(',')
		}
		last = r
		if listSeparator(r) || r == '/' {
			r = ','
		}
		b.WriteRune(r)
	}
	var numbers []string
	for part := range strings.FieldsFuncSeq(b.String(), func(r rune) bool { return r == ',' }) {
		number, reason, _ := judgePhone(part)
		if reason != "" {
			_, _, number = correctPhone(part, region, reason, "")
		}
		if number == "" || len(numbers) == maxSeveral {
			return ""
		}
		numbers = append(numbers, number)
	}
	return strings.Join(numbers, ",")
}

// phoneToken reads the token that begins at start: a number has no quotes.
func phoneToken(text string, start int) token {
	for i := start; i < len(text); i++ {
		switch text[i] {
		case ';':
			// ";ext=12" belongs to its number, whose error says so.
			if len(text) >= i+4 && strings.EqualFold(text[i+1:i+4], "ext") {
				continue
			}
			return cutToken(text, start, i)
		case ',', '\t', '\n', '\r':
			return cutToken(text, start, i)
		}
	}
	return token{text: text[start:], offset: start, next: len(text)}
}
