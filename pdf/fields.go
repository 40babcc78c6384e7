package pdf

import (
	"crypto/sha256"
	"encoding/hex"
	"strconv"
	"strings"
	"time"
)

// PrintedForm says how a [PrintedField]'s Value is written. The zero value is text.
type PrintedForm string

// The forms.
const (
	FormText    PrintedForm = ""        // as it is printed
	FormDate    PrintedForm = "date"    // 2023-10-06
	FormMoney   PrintedForm = "money"   // smallest unit, a space, ISO 4217: "123450 SEK"
	FormPicture PrintedForm = "picture" // SHA-256 of the file in hexadecimal
)

// A PrintedField is one thing that a document prints. No two of a document have both
// the same Name and the same Item.
type PrintedField struct {
	Name  string // what it is: "quantity", "address"; the same in every language
	Item  string // which of several it is, whatever its place among them; blank: the document itself
	Label string // how people know the item, in the document's language: the article, the party
	Form  PrintedForm
	Value string // to be compared, in its Form; what looks the same on paper is equal
	Text  string // as printed, in the document's language; a line break is a new line
}

// Fields returns everything that the document prints, in the order of the
// paper, apart from the fixed words: [Engine.Render] draws from the very same
// list, so that what is not in it is not on the paper. What is blank is left
// out. Pictures enter by the hash of their file; lines of tables are told apart
// by their ID or by what they are, so that one put first is one new item.
func (d Document) Fields() []PrintedField {
	var all []PrintedField
	newSheet(&d).walk(func(f PrintedField) { all = append(all, f) })
	return all
}

// A namer gives each item of a document an identity of its own.
type namer map[string]int

// item is kind and key, with a number from the second of the same on.
func (n namer) item(kind, key string) string {
	item := kind
	if key != "" {
		item += "-" + key
	}
	n[item]++
	if count := n[item]; count > 1 {
		return n.item(item, "#"+strconv.Itoa(count))
	}
	return item
}

// textField makes a field of a text.
func textField(name, item, label, value string) PrintedField {
	value = printed(value)
	return PrintedField{Name: name, Item: item, Label: label, Value: strings.ReplaceAll(value, "\u00a0", " "), Text: value}
}

func (f PrintedField) blank() bool { return f.Value == "" && f.Text == "" }

// money makes a field of an amount.
func (s *sheet) money(name, item, label string, m Money) PrintedField {
	f := PrintedField{Name: name, Item: item, Label: label, Form: FormMoney}
	if m.Currency != "" {
		f.Value, f.Text = strconv.FormatInt(m.Minor, 10)+" "+m.Currency, s.l.Money(m.Minor, m.Currency)
	}
	return f
}

// date makes a field of a day.
func (s *sheet) date(name string, t time.Time) PrintedField {
	f := PrintedField{Name: name, Form: FormDate}
	if !t.IsZero() {
		t = t.In(s.zone)
		f.Value, f.Text = t.Format(time.DateOnly), s.l.ShortDate(t)
	}
	return f
}

// picture makes a field of a picture; nothing is read where its hash is known.
func picture(name, item, label string, p *Picture) PrintedField {
	return pictureOf(name, item, label, p.hash())
}

func pictureOf(name, item, label, hash string) PrintedField {
	return PrintedField{Name: name, Item: item, Label: label, Form: FormPicture, Value: hash}
}

func (p *Picture) hash() string {
	if p.SHA256 != "" || len(p.Data) == 0 {
		return strings.ToLower(p.SHA256)
	}
	sum := sha256.Sum256(p.Data)
	return hex.EncodeToString(sum[:])
}
