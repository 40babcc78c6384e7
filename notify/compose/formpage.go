package compose

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/notify/codes"
	"github.com/budkavle/budkavle/notify/plan"
	"github.com/budkavle/budkavle/smsgw"
)

// Form returns the popup as plain strings, with what a page shows beside them.
// What the user typed and [Draft.Apply] could not take stands in it as typed.
func (d *Draft) Form() Form {
	f := Form{
		Key:      d.request.Key,
		Opened:   d.Opened(),
		Request:  d.request.forForm(),
		Email:    d.Email,
		SMS:      d.SMS,
		To:       d.To.String(),
		Phones:   d.Phones.String(),
		Template: d.templateChosen(),
		Subject:  d.Subject,
		Text:     d.Text,
		FileName: d.FileName,
		Files:    slices.Clone(d.Files),
	}
	if d.applied.typed {
		f.To, f.Phones = d.applied.to, d.applied.phones
	}
	f.Show = d.page()
	return f
}

func (d *Draft) page() *FormPage {
	user := d.userLanguage()
	p := &FormPage{
		Title: d.rules.Kind.Message(user), Language: d.language.Tag(), HTML: d.source.html,
		Fields: d.formFields(), Count: d.formCount(), Warnings: d.Warnings(),
		Fresh: d.applied.fresh, Replaced: d.applied.replaced,
	}
	for _, e := range slices.Concat(d.refused, d.noted) {
		if f := p.field(e.Field); f != nil {
			f.Error = strings.TrimSpace(f.Error + " " + e.Message(user))
			f.Suggestion = cmp.Or(e.Suggestion, f.Suggestion)
		} else {
			p.Errors = append(p.Errors, e.Message(user))
		}
	}
	addresses, phones := d.Suggestions(), d.PhoneSuggestions()
	for _, s := range addresses.Lines {
		p.Suggestions = append(p.Suggestions, FormChoice{Value: s.Address.String(), Label: s.Label, Chosen: s.Preselected})
	}
	for _, s := range phones.Lines {
		p.PhoneSuggestions = append(p.PhoneSuggestions, FormChoice{
			Value: s.Phone.String(), Label: s.Label, Chosen: s.Preselected,
		})
	}
	if !slices.Contains(d.rules.Channels, delivery.SMS) { // nobody needs a number
		phones.LeftOut = nil
	}
	for _, l := range slices.Concat(addresses.LeftOut, phones.LeftOut) {
		if text := l.Message(user); !slices.Contains(p.LeftOut, text) {
			p.LeftOut = append(p.LeftOut, text)
		}
	}
	for _, t := range d.Templates() {
		p.Templates = append(p.Templates, FormChoice{
			Value: t.ID, Label: cmp.Or(t.Name, t.Subject), Chosen: t.ID == d.source.template.ID,
		})
	}
	for _, f := range d.SelectableFiles() {
		p.Files = append(p.Files, FormChoice{Value: f.ID, Label: f.Name, Chosen: slices.Contains(d.Files, f.ID)})
	}
	return p
}

// field finds a field that is shown.
func (p *FormPage) field(name plan.Field) *FormField {
	i := slices.IndexFunc(p.Fields, func(f FormField) bool { return f.Name == name && f.Shown })
	if i < 0 {
		return nil
	}
	return &p.Fields[i]
}

// formFields says of each field whether this kind of message has it and whether
// it may be changed.
func (d *Draft) formFields() []FormField {
	user := d.userLanguage()
	fixed := plan.Refuse(plan.FieldText, codes.RefusedFixed).Message(user)
	fields := []FormField{
		{Name: plan.FieldEmail, Shown: d.rules.Can(delivery.Email)},
		{Name: plan.FieldTo, Shown: d.rules.Can(delivery.Email)},
		{Name: plan.FieldSMS, Shown: d.rules.Can(delivery.SMS)},
		{Name: plan.FieldPhones, Shown: d.rules.Can(delivery.SMS)},
		{Name: plan.FieldTemplate, Shown: len(d.Templates()) > 0},
		{Name: plan.FieldSubject, Shown: d.rules.Can(delivery.Email), ReadOnly: !d.rules.EditSubject},
		{Name: plan.FieldText, Shown: true, ReadOnly: !d.rules.EditText},
		{Name: plan.FieldFileName, Shown: d.rules.AttachPDF},
		{Name: plan.FieldFiles, Shown: d.FilesOff() == nil && len(d.order.Files) > 0},
	}
	for i := range fields {
		f := &fields[i]
		f.Label = f.Name.Message(user)
		if f.ReadOnly {
			f.Why = fixed
		}
		if off := d.FilesOff(); f.Name == plan.FieldFiles && off != nil {
			f.Why = off.Message(user)
		}
	}
	return fields
}

// formCount is the live count as data and in words.
func (d *Draft) formCount() FormCount {
	text := d.SMSText()
	c := FormCount{Segments: smsgw.Count(text)}
	if c.Segments.Segments == 0 {
		return c
	}
	c.Room, c.Parts, c.Offenders = c.Units+c.Left, smsgw.Split(text), smsgw.Offenders(text)
	c.Odd = smsgw.Culprits(text, d.settings.KeepTypographyInSMS)
	c.Text = fmt.Sprintf("%d SMS · %d/%d", c.Segments.Segments, c.Units, c.Room)
	return c
}
