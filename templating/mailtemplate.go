package templating

import (
	"errors"
	"fmt"
)

// A EmailTemplate is a company's own text for mails: a subject and a body with
// tags. It is plain data that goes through encoding/json and back unchanged.
// The zero value is not to be saved: it has no ID.
type EmailTemplate struct {
	ID      string `json:"id"`               // needed: the log remembers it
	Name    string `json:"name,omitzero"`    // for the host's list of templates
	Version int    `json:"version,omitzero"` // counted up when the text changes: by notify.Desk where that saves it
	Subject string `json:"subject"`          // [MaxSubject] bytes at most
	Body    string `json:"body"`             // [MaxBody] bytes at most
	HTML    bool   `json:"html,omitzero"`    // the body is HTML ("kod")
	SMS     string `json:"sms,omitzero"`     // a shorter text for SMS, [MaxBody] bytes at most; the body when empty
}

// Limits of a template, in bytes.
const (
	MaxSubject = 1000
	MaxBody    = 256 << 10 // of the SMS too
)

// A TemplateError is what is wrong with one field of a template.
type TemplateError struct {
	Template string // its ID
	Field    string // "subject", "body" or "sms"
	Problem  Problem
}

// Error names the field and the problem.
func (e *TemplateError) Error() string {
	return fmt.Sprintf("template %q: %s: %s", e.Template, e.Field, e.Problem.Error())
}

// Unwrap returns the [Problem] as an error.
func (e *TemplateError) Unwrap() error { return e.Problem }

// Compiled is a mail template ready to be expanded. SMS is empty when the template
// has none of its own.
type Compiled struct{ Subject, Body, SMS *Template }

// Compile compiles the three texts. The error, if any, joins everything that is
// wrong: a [*TemplateError] for each problem of a text that is not Minor, and plain
// errors for a text that is too long and for a missing ID. A template with an error
// is not to be saved and never sent.
func (m EmailTemplate) Compile(tags Tags) (Compiled, error) {
	body := Parse
	if m.HTML {
		body = ParseHTML
	}
	c := Compiled{Subject: Parse(m.Subject, tags), Body: body(m.Body, tags), SMS: Parse(m.SMS, tags)}
	var problems []error
	for _, field := range []struct {
		name     string
		template *Template
	}{{"subject", c.Subject}, {"body", c.Body}, {"sms", c.SMS}} {
		for _, p := range field.template.problems {
			if !p.Minor {
				problems = append(problems, &TemplateError{m.ID, field.name, p})
			}
		}
	}
	tooLong := func(field, text string, limit int) {
		if len(text) > limit {
			problems = append(problems,
				fmt.Errorf("template %q: %s has %d bytes, at most %d are allowed", m.ID, field, len(text), limit))
		}
	}
	tooLong("subject", m.Subject, MaxSubject)
	tooLong("body", m.Body, MaxBody)
	tooLong("sms", m.SMS, MaxBody)
	if m.ID == "" {
		problems = append(problems,
			fmt.Errorf("template %q: id is missing: the log remembers which template was used", m.Name))
	}
	return c, errors.Join(problems...)
}

// Notes returns what is worth a look when the template is saved, though it does
// not keep it from being sent: oddities of its texts, and what [Sanitize] drops of
// its HTML. nil when there is nothing.
func (m EmailTemplate) Notes(tags Tags, p Policy) []*TemplateError {
	c, _ := m.Compile(tags)
	var notes []*TemplateError
	add := func(field string, problems Problems) {
		for _, one := range problems {
			if one.Minor {
				notes = append(notes, &TemplateError{m.ID, field, one})
			}
		}
	}
	add("subject", c.Subject.problems)
	add("body", c.Body.problems)
	add("body", c.Body.Dropped(p))
	add("sms", c.SMS.problems)
	return notes
}
