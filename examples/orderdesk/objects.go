package main

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/budkavle/budkavle/notify/rights"
	"github.com/budkavle/budkavle/notify/staff"
)

// An objectRow is a thing that is serviced, as the page has it.
type objectRow struct {
	staff.DueObject
	Day, Who, User string
	Due            bool // within the lead time
}

// An objectsView is the page of objects with the run of service reminders.
type objectsView struct {
	Rows    []objectRow
	People  []choiceOf
	Days    int // of lead time; 0: nobody is reminded
	Problem string
}

// objects shows what is serviced and when next.
func (v *visit) objects() error { return v.showObjects("") }

func (v *visit) showObjects(problem string) error {
	c, err := v.app.data.company(v.ctx(), v.user.Company)
	if err != nil {
		return err
	}
	all, err := v.app.data.objects(v.ctx(), v.user.Company)
	if err != nil {
		return err
	}
	view := objectsView{People: v.colleagues(), Days: c.Staff.ServiceReminderDays, Problem: problem}
	now := v.app.now()
	today, _ := time.ParseInLocation(time.DateOnly, now.Format(time.DateOnly), v.app.zone)
	for _, o := range all {
		row := objectRow{DueObject: o, Day: o.Next.In(v.app.zone).Format(time.DateOnly)}
		if len(o.Responsible) > 0 {
			row.User = o.Responsible[0]
			u, _ := colleague(v.user.Company, row.User)
			row.Who = u.Name
		}
		row.Due = !o.Next.Before(today) && !o.Next.After(today.AddDate(0, 0, view.Days)) && view.Days > 0
		view.Rows = append(view.Rows, row)
	}
	slices.SortStableFunc(view.Rows, func(a, b objectRow) int { return a.Next.Compare(b.Next) })
	return v.show("objects", view)
}

// saveObject sets the day of an object's next service and who is reminded of it, or
// makes an object.
func (v *visit) saveObject() error {
	all, err := v.app.data.objects(v.ctx(), v.user.Company)
	if err != nil {
		return err
	}
	form := v.r.PostForm
	o := staff.DueObject{
		ID: token(), Name: strings.TrimSpace(form.Get("name")), Facility: strings.TrimSpace(form.Get("facility")),
	}
	if id := form.Get("object"); id != "" {
		i := slices.IndexFunc(all, func(o staff.DueObject) bool { return o.ID == id })
		if i < 0 {
			return errNotThere
		}
		o = all[i]
	}
	o.Next, err = time.ParseInLocation(time.DateOnly, form.Get("next"), v.app.zone)
	if err != nil || o.Name == "" {
		return v.showObjects(v.words("Objektet behöver ett namn och dagen för nästa service.",
			"The object needs a name and the day of its next service."))
	}
	o.Responsible = nil
	if id := form.Get("user"); id != "" {
		if _, ok := colleague(v.user.Company, id); !ok {
			return errNotThere
		}
		o.Responsible = []string{id}
	}
	err = v.app.data.write(v.ctx(), o, "INSERT OR REPLACE INTO objects (company, id, data) VALUES (?, ?, ?)",
		v.user.Company, o.ID)
	if err != nil {
		return err
	}
	return v.to("/objects", v.words("Objektet är sparat.", "The object is saved."))
}

// runReminders reminds of every object that is due, at once instead of in the morning.
func (v *visit) runReminders() error {
	d, err := v.desk()
	if err == nil {
		err = d.Allow(v.ctx(), v.actor(), rights.OtherSettings)
	}
	if err != nil {
		return err
	}
	fresh, err := v.app.remind(v.ctx(), v.user.Company)
	if err != nil {
		return err
	}
	said := number(fresh) + v.words(" servicepåminnelser skickas.", " service reminders are sent.")
	switch fresh {
	case 0:
		said = v.words("Ingen ny servicepåminnelse: var och en skickas en gång per objekt och datum.",
			"No new service reminder: each is sent once for an object and date.")
	case 1:
		said = v.words("1 servicepåminnelse skickas.", "1 service reminder is sent.")
	}
	return v.to("/objects", said)
}

// remind reminds a company's people of the objects that are due, and returns how many
// reminders are new. It may be asked as often as one likes: each object and date is told
// of once.
func (a *app) remind(ctx context.Context, companyID string) (fresh int, err error) {
	c, err := a.data.company(ctx, companyID)
	if err != nil {
		return 0, err
	}
	people, err := a.data.people(ctx, companyID)
	if err != nil {
		return 0, err
	}
	all, err := a.data.objects(ctx, companyID)
	if err != nil {
		return 0, err
	}
	d, err := a.desk(ctx, companyID)
	if err != nil {
		return 0, err
	}
	results, err := d.Tell(ctx, "", d.ServiceReminders(c.Staff, all, people), nil)
	for _, r := range results {
		if !r.Duplicate {
			fresh++
		}
	}
	a.worker.Wake()
	return fresh, err
}

func (d *database) objects(ctx context.Context, company string) ([]staff.DueObject, error) {
	return readAll[staff.DueObject](ctx, d, "SELECT data FROM objects WHERE company = ? ORDER BY id", company)
}
