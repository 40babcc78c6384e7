package main

import (
	"context"
	"slices"
	"strings"

	"github.com/budkavle/budkavle/booking"
	"github.com/budkavle/budkavle/notify"
	"github.com/budkavle/budkavle/notify/order"
	"github.com/budkavle/budkavle/notify/staff"
)

// A plannerView is the planner: time that belongs to no order.
type plannerView struct {
	Slots   []slot
	People  []choiceOf
	Day     string // of a new booking
	Problem string
}

// planner shows the bookings of other time.
func (v *visit) planner() error { return v.showPlanner("") }

func (v *visit) showPlanner(problem string) error {
	all, err := v.app.data.otherTime(v.ctx(), v.user.Company)
	if err != nil {
		return err
	}
	d, err := v.desk()
	if err != nil {
		return err
	}
	view := plannerView{Day: v.app.now().AddDate(0, 0, 1).Format("2006-01-02"), People: v.colleagues(), Problem: problem}
	if view.Slots, err = v.slots(d, order.Order{Bookings: all}); err != nil {
		return err
	}
	return v.show("planner", view)
}

// saveOtherTime makes, moves or deletes a booking of other time, and tells those who
// are booked, or were, as the company's setting and their own choices say.
func (v *visit) saveOtherTime() error {
	all, err := v.app.data.otherTime(v.ctx(), v.user.Company)
	if err != nil {
		return err
	}
	d, err := v.desk()
	if err != nil {
		return err
	}
	form := v.r.PostForm
	var before, after booking.Booking
	i := slices.IndexFunc(all, func(b booking.Booking) bool { return b.ID == form.Get("booking") })
	action := form.Get("action")
	if (i < 0) != (action == "add") || !slices.Contains([]string{"add", "move", "delete"}, action) {
		return errNotThere
	}
	if i >= 0 {
		before = all[i]
	}
	if action != "delete" {
		after = before
		if after.ID == "" {
			after.ID = token()
		}
		if err := v.times(d, order.Order{}, &after); err != nil {
			return v.showPlanner(err.Error())
		}
		who, ok := colleague(v.user.Company, form.Get("user"))
		if !ok {
			return errNotThere
		}
		after.UserIDs, after.Technicians = []string{who.ID}, []string{who.Name}
		after.Title, after.Sequence = strings.TrimSpace(form.Get("title")), before.Sequence+1
	}
	if err := v.app.data.saveOtherTime(v.ctx(), v.user.Company, before, after); err != nil {
		return err
	}
	told, err := v.tellOfOtherTime(d, before, after)
	if err != nil {
		return err
	}
	return v.to("/planner", v.words("Planeraren är sparad. ", "The planner is saved. ")+told)
}

func (v *visit) tellOfOtherTime(d *notify.Desk, before, after booking.Booking) (string, error) {
	c, err := v.app.data.company(v.ctx(), v.user.Company)
	if err != nil {
		return "", err
	}
	people, err := v.app.data.people(v.ctx(), v.user.Company)
	if err != nil {
		return "", err
	}
	notices := d.OtherTimeNotices(c.Staff, before, after, people, v.actor())
	if _, err := d.Tell(v.ctx(), token(), notices, nil); err != nil {
		return "", err
	}
	v.app.worker.Wake()
	told := v.goesTo(notices)
	for _, n := range notices { // who is concerned and not told wonders why
		if !n.Told && n.Reason != staff.NotConcerned {
			told += " " + n.Person.Name + ": " + n.Why
		}
	}
	return strings.TrimSpace(told), nil
}

// colleagues are the company's own people, who can be booked and are responsible.
func (v *visit) colleagues() (all []choiceOf) {
	for _, u := range users {
		if u.Company == v.user.Company && !u.Customer {
			all = append(all, choiceOf{u.ID, u.Name})
		}
	}
	return all
}

// goesTo says which of the user's colleagues are told.
func (v *visit) goesTo(notices []staff.Notice) string {
	var names []string
	for _, n := range notices {
		if n.Told {
			names = append(names, n.Person.Name)
		}
	}
	if len(names) == 0 {
		return ""
	}
	return v.words("Meddelande går till ", "A message goes to ") + v.lang().Join(names) + "."
}

func (d *database) otherTime(ctx context.Context, company string) ([]booking.Booking, error) {
	return readAll[booking.Booking](ctx, d, "SELECT data FROM othertime WHERE company = ?", company)
}

// saveOtherTime stores a booking as it is after; one that has no ID any more is deleted.
func (d *database) saveOtherTime(ctx context.Context, company string, before, after booking.Booking) error {
	if after.ID == "" {
		_, err := d.db.ExecContext(ctx, "DELETE FROM othertime WHERE company = ? AND id = ?", company, before.ID)
		return err
	}
	return d.write(ctx, after, "INSERT OR REPLACE INTO othertime (company, id, data) VALUES (?, ?, ?)", company, after.ID)
}
