package main

import (
	"context"
	"database/sql"
	"errors"

	"github.com/budkavle/budkavle/notify/order"
	"github.com/budkavle/budkavle/notify/rights"
	"github.com/budkavle/budkavle/notify/staff"
)

// A user is somebody who can be chosen in the user switch. A real host has logins.
type user struct {
	ID       string
	Name     string
	Company  string
	Email    string
	Phone    string
	Role     string // at the company; a technician has none
	Customer bool
}

// office is the role of who writes to customers and minds the texts, but not the
// mail server. A host has whatever roles it likes.
const office = "kontor"

// users are those whom the switch offers.
var users = []user{
	{
		ID: "eva", Name: "Eva Holm", Company: "nordkyl", Email: "eva@nordkyl.example.com", Phone: "+46701112233",
		Role: rights.Admin,
	},
	{ID: "kim", Name: "Kim Lund", Company: "nordkyl", Email: "kim@nordkyl.example.com", Role: office},
	{ID: "borje", Name: "Börje Åkesson", Company: "nordkyl", Email: "borje@nordkyl.example.com", Phone: "+46704445566"},
	{ID: "anna", Name: "Anna Ek", Company: "nordkyl", Email: "anna@eken.example.com", Customer: true},
	{ID: "olle", Name: "Olle Strand", Company: "sydport", Email: "olle@sydport.example.com", Role: rights.Admin},
	{ID: "mats", Name: "Mats Berg", Company: "sydport", Email: "mats@hamnen.example.com", Customer: true},
}

// roles are what a company begins with.
func roles() rights.Roles {
	return rights.Roles{
		rights.Admin: {rights.Everything},
		office:       {rights.Templates, rights.Messages, rights.SendAgain, rights.OthersLog},
	}
}

// actor is the user as messages and the log tell of them.
func (u user) actor(language string) order.Actor {
	a := order.Actor{ID: u.ID, Name: u.Name, Language: language}
	if u.Role != "" {
		a.Roles = []string{u.Role}
	}
	return a
}

// colleague finds one of a company's own people.
func colleague(company, id string) (user, bool) {
	for _, u := range users {
		if u.ID == id && u.Company == company && !u.Customer {
			return u, true
		}
	}
	return user{}, false
}

// people are a company's own, with what each has chosen to be told of.
func (d *database) people(ctx context.Context, company string) ([]staff.Person, error) {
	var people []staff.Person
	for _, u := range users {
		if u.Company != company || u.Customer {
			continue
		}
		p, err := d.person(ctx, u)
		if err != nil {
			return nil, err
		}
		people = append(people, p)
	}
	return people, nil
}

func (d *database) person(ctx context.Context, u user) (staff.Person, error) {
	p := staff.Person{User: order.User{ID: u.ID, Name: u.Name, Email: u.Email, Phone: u.Phone}}
	err := d.read(ctx, &p.Preferences, "SELECT data FROM people WHERE company = ? AND id = ?", u.Company, u.ID)
	if errors.Is(err, sql.ErrNoRows) {
		err = nil
	}
	return p, err
}

func (d *database) savePreferences(ctx context.Context, u user, p staff.Preferences) error {
	return d.write(ctx, p, "INSERT OR REPLACE INTO people (company, id, data) VALUES (?, ?, ?)", u.Company, u.ID)
}

// A userRow is one of the company's own people, with what they may do.
type userRow struct{ ID, Name, Email, Phone, Rights string }

// usersPage lists the company's own people; from there an administrator changes how each
// is told.
func (v *visit) usersPage() error {
	c, err := v.app.data.company(v.ctx(), v.user.Company)
	if err != nil {
		return err
	}
	var rows []userRow
	for _, u := range users {
		if u.Company != v.user.Company || u.Customer {
			continue
		}
		var may []string
		for _, right := range rights.All() {
			if c.Roles.Allow(rights.Who{ID: u.ID, Roles: u.actor("").Roles}, right) == nil {
				may = append(may, right.Name(v.lang()))
			}
		}
		rows = append(rows, userRow{u.ID, u.Name, u.Email, u.Phone, v.lang().Join(may)})
	}
	return v.show("users", rows)
}
