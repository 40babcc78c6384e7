package main

import (
	"context"
	"maps"
	"net/http"

	"github.com/budkavle/budkavle/notify/order"
	"github.com/budkavle/budkavle/notify/plan"
	"github.com/budkavle/budkavle/notify/staff"
)

// An accountView is a user's own page: of what to be told, and how.
type accountView struct {
	Person  staff.Person
	Own     bool // the page is the user's own
	Choices []accountChoice
	Errors  map[string]string
	Others  []choiceOf // whose channels an administrator may set
	Opened  string     // what the page was opened with
}

type accountChoice struct {
	staff.Choice
	Name string
}

// account shows the user's own page, or a colleague's.
func (v *visit) account() error {
	id := v.r.PathValue("id")
	if id == "" {
		id = v.user.ID
	}
	c, person, err := v.colleague(id)
	if err != nil {
		return err
	}
	return v.showAccount(http.StatusOK, c, person, person.Preferences, nil)
}

func (v *visit) colleague(id string) (company, staff.Person, error) {
	u, ok := colleague(v.user.Company, id)
	if !ok {
		return company{}, staff.Person{}, errNotThere
	}
	c, err := v.app.data.company(v.ctx(), v.user.Company)
	if err != nil {
		return c, staff.Person{}, err
	}
	p, err := v.app.data.person(v.ctx(), u)
	return c, p, err
}

// showAccount shows a person with what they have chosen, or what was typed, on a page
// that is opened with what is saved.
func (v *visit) showAccount(status int, c company, person staff.Person, saved staff.Preferences, refused error) error {
	in := order.WriteInputs()
	saved.Bind(in)
	view := accountView{
		Person: person, Own: person.ID == v.user.ID, Errors: map[string]string{}, Opened: in.Values().Get(order.InputOpened),
	}
	for _, choice := range staff.Choices(c.Staff, person.Preferences) {
		view.Choices = append(view.Choices, accountChoice{choice, v.title(choice.Event.Message(v.lang()))})
	}
	for _, e := range plan.FieldErrors(refused) {
		view.Errors[string(e.Field)] = e.Message(v.lang())
	}
	for _, u := range users {
		if u.Company == v.user.Company && !u.Customer && u.ID != person.ID {
			view.Others = append(view.Others, choiceOf{u.ID, u.Name})
		}
	}
	return v.render(status, "account", view)
}

// saveAccount saves what is told and how. Of what, only the user chooses; how, an
// administrator too.
func (v *visit) saveAccount() error {
	id := v.r.PathValue("id")
	v.app.data.settings.Lock()
	defer v.app.data.settings.Unlock()
	c, person, err := v.colleague(id)
	if err != nil {
		return err
	}
	form := maps.Clone(v.r.PostForm)
	for _, box := range []plan.Field{staff.FieldEvents, staff.FieldByEmail, staff.FieldBySMS, staff.FieldOwnActions} {
		if name := string(box); !form.Has(name) { // the page has them all, and a browser posts none that is off
			form.Set(name, "")
		}
	}
	in, after := order.ReadInputs(form), person.Preferences
	after.Bind(in)
	d, err := v.desk()
	if err != nil {
		return err
	}
	u, _ := colleague(v.user.Company, id)
	refused := d.SavePreferences(v.ctx(), v.actor(), c.Staff, person, after,
		func(ctx context.Context, p staff.Preferences) error {
			return v.app.data.savePreferences(ctx, u, p)
		})
	if refused != nil {
		if len(plan.FieldErrors(refused)) == 0 {
			return refused
		}
		opened := person.Preferences
		person.Preferences = after
		return v.showAccount(http.StatusUnprocessableEntity, c, person, opened, refused)
	}
	return v.to("/account/"+id, v.words("Inställningarna är sparade.", "The settings are saved."))
}
