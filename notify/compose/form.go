package compose

import (
	"net/url"
	"slices"
	"strings"

	"github.com/budkavle/budkavle/notify/plan"
	"github.com/budkavle/budkavle/smsgw"
)

// A Form is the popup as a web page has it: plain strings and flags. It goes out
// with [Draft.Form] and comes back with [Draft.Apply], as JSON or, with
// [Form.Values] and [ParseForm], as a browser posts it. The names of the fields
// are those of package plan. The zero value is an empty popup.
type Form struct {
	Key string `json:"key"` // the form's token
	// Opened is a mark of what the popup was made from, and Request what it is about:
	// post both back as they are. [Form.Hidden] has them.
	Opened  string `json:"opened,omitempty"`
	Request string `json:"request,omitempty"`

	Email    bool     `json:"email"` // send by e-mail
	SMS      bool     `json:"sms"`   // send by SMS
	To       string   `json:"to"`
	Phones   string   `json:"phones"`
	Template string   `json:"template,omitempty"` // ID of the template that subject and text come from
	Subject  string   `json:"subject"`
	Text     string   `json:"text"`
	FileName string   `json:"fileName,omitempty"`
	Files    []string `json:"files,omitempty"` // IDs of the order's uploads

	// Show is for the page alone: nobody looks at it when the form comes back.
	Show *FormPage `json:"show,omitempty"`
}

// FormPage is what a page shows around the fields of a [Form], in the user's
// language. The zero value shows nothing.
type FormPage struct {
	Title    string      `json:"title"`    // the name of the kind of message
	Language string      `json:"language"` // BCP 47, of subject and text
	HTML     bool        `json:"html,omitempty"`
	Fields   []FormField `json:"fields"` // in the order of the page

	Suggestions      []FormChoice `json:"suggestions,omitempty"`
	PhoneSuggestions []FormChoice `json:"phoneSuggestions,omitempty"`
	LeftOut          []string     `json:"leftOut,omitempty"` // contacts that cannot be chosen, and why
	Templates        []FormChoice `json:"templates,omitempty"`
	Files            []FormChoice `json:"files,omitempty"`

	Count    FormCount      `json:"count"`
	Warnings []plan.Warning `json:"warnings,omitempty"`
	Errors   []string       `json:"errors,omitempty"` // what is wrong and of no field that is shown

	// Fresh is the text as the order is now, when the order has changed since the
	// form was opened and the user had written a text of their own, which stands in
	// Text. Empty otherwise.
	Fresh string `json:"fresh,omitempty"`

	// Replaced is the user's own text whose place a template has taken that was chosen
	// since the form was opened. Empty otherwise.
	Replaced string `json:"replaced,omitempty"`
}

// Field returns what stands beside an input, by its name: {{(.Form.Show.Field "to").Error}}
// in a template of an addressable Form. It is the zero FormField where there
// is no such input.
func (p *FormPage) Field(name plan.Field) FormField {
	if i := slices.IndexFunc(p.Fields, func(f FormField) bool { return f.Name == name }); i >= 0 {
		return p.Fields[i]
	}
	return FormField{}
}

// Wrong reports whether anything keeps the form from being sent, as far as the last
// [Draft.Apply] or [Draft.Plan] has found.
func (p *FormPage) Wrong() bool {
	return len(p.Errors) > 0 || slices.ContainsFunc(p.Fields, func(f FormField) bool { return f.Error != "" })
}

// A FormField says how a page shows one field. The zero value is no field.
type FormField struct {
	Name     plan.Field `json:"name"`
	Label    string     `json:"label"`              // the field's name for people
	Shown    bool       `json:"shown"`              // this kind of message has it
	ReadOnly bool       `json:"readOnly,omitempty"` // it may not be changed
	Why      string     `json:"why,omitempty"`      // it is read-only, or not shown
	Error    string     `json:"error,omitempty"`    // what the last [Draft.Apply] or [Draft.Plan] found wrong
	// Suggestion is what the whole field may have been meant to be, to take with a click.
	Suggestion string `json:"suggestion,omitempty"`
}

// A FormChoice is a line of a list beside a field. The zero value is none.
type FormChoice struct {
	Value  string `json:"value"` // what goes into the field
	Label  string `json:"label"`
	Chosen bool   `json:"chosen,omitempty"`
}

// FormCount is the live count under the text of an SMS, and how it is split. The zero
// value is no SMS.
type FormCount struct {
	smsgw.Segments
	Room  int          `json:"room"`            // units that this many SMS hold
	Text  string       `json:"text"`            // "1 SMS · 143/160"
	Parts []smsgw.Part `json:"parts,omitempty"` // which text is in each SMS
	// Offenders are the characters that make the text UCS-2, with their places in the
	// parts taken together; Odd has those that are to blame, each once: [smsgw.Culprits].
	Offenders []smsgw.Offender `json:"offenders,omitempty"`
	Odd       string           `json:"odd,omitempty"`
}

// The names of a posted form's inputs that are no [plan.Field].
const (
	InputKey     = "key"
	InputOpened  = "opened"
	InputRequest = "request"
	InputEmail   = "email"
	InputSMS     = "sms"
)

// A FormHidden is an input that a page does not show. The zero value is none.
type FormHidden struct{ Name, Value string }

// Hidden are the inputs that a page posts back without showing them.
func (f Form) Hidden() []FormHidden {
	return []FormHidden{{InputKey, f.Key}, {InputOpened, f.Opened}, {InputRequest, f.Request}}
}

// Values returns the form as a browser posts it: a flag that is off is not there.
func (f Form) Values() url.Values {
	v := url.Values{
		InputKey:                   {f.Key},
		InputOpened:                {f.Opened},
		InputRequest:               {f.Request},
		string(plan.FieldTo):       {f.To},
		string(plan.FieldPhones):   {f.Phones},
		string(plan.FieldTemplate): {f.Template},
		string(plan.FieldSubject):  {f.Subject},
		string(plan.FieldText):     {f.Text},
		string(plan.FieldFileName): {f.FileName},
	}
	if f.Email {
		v.Set(InputEmail, "on")
	}
	if f.SMS {
		v.Set(InputSMS, "on")
	}
	if len(f.Files) > 0 {
		v[string(plan.FieldFiles)] = slices.Clone(f.Files)
	}
	return v
}

// ParseForm reads what a browser posts, such as http.Request.PostForm, which is empty
// until ParseForm or FormValue of the request was called. Inputs that are not there,
// such as disabled ones, are empty. Several inputs for addresses or numbers, such as
// suggestions to tick, are one list.
func ParseForm(v url.Values) Form {
	list := func(name plan.Field) string {
		return strings.Join(slices.DeleteFunc(slices.Clone(v[string(name)]), func(one string) bool {
			return strings.TrimSpace(one) == ""
		}), ", ")
	}
	on := func(name string) bool { t := v.Get(name); return t != "" && t != "false" && t != "0" && t != "off" }
	return Form{
		Key: v.Get(InputKey), Opened: v.Get(InputOpened),
		Request: v.Get(InputRequest), Email: on(InputEmail), SMS: on(InputSMS),
		To: list(plan.FieldTo), Phones: list(plan.FieldPhones), Template: v.Get(string(plan.FieldTemplate)),
		Subject: v.Get(string(plan.FieldSubject)), Text: v.Get(string(plan.FieldText)),
		FileName: v.Get(string(plan.FieldFileName)),
		Files:    slices.Clone(v[string(plan.FieldFiles)]),
	}
}
