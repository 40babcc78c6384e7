package main

import (
	"errors"
	"net/url"
	"strconv"

	"github.com/budkavle/budkavle/booking"
	"github.com/budkavle/budkavle/notify/order"
	"github.com/budkavle/budkavle/notify/staff"
	"github.com/budkavle/budkavle/recipients"
)

func set(values url.Values, name string, on bool) {
	if on {
		values.Set(name, "on")
	}
}

func fillMessage(c company, values url.Values) { values.Set("readyMessage", c.Settings.ReadyMessage) }

func readMessage(r *reading, c *company) { c.Settings.ReadyMessage = r.lines("readyMessage") }

func fillFiles(c company, values url.Values) {
	set(values, "includeFiles", c.Settings.IncludeFiles)
	set(values, "showImages", c.Settings.ShowImages)
	set(values, "machineNumber", c.Settings.MachineNumberInName)
}

func readFiles(r *reading, c *company) {
	c.Settings.IncludeFiles, c.Settings.ShowImages, c.Settings.MachineNumberInName = r.on("includeFiles"), r.on("showImages"), r.on("machineNumber")
}

func fillReminders(c company, values url.Values) {
	for _, reminder := range c.Settings.Reminders {
		values.Set("days", strconv.Itoa(reminder.DaysBefore))
	}
}

// readReminders takes one reminder, at nine in the morning so many days before.
func readReminders(r *reading, c *company) {
	c.Settings.Reminders = nil
	if r.text("days") == "" {
		return
	}
	days, err := strconv.Atoi(r.text("days"))
	if err != nil || days < 0 {
		r.wrong("days", errors.New(page{Lang: r.lang.Tag()}.T("Skriv ett antal dagar, eller ingenting.", "Write a number of days, or nothing.")))
		return
	}
	c.Settings.Reminders = []booking.Reminder{{DaysBefore: days, Hour: 9}}
}

func fillTest(c company, values url.Values) {
	set(values, "dryRun", c.Settings.Test.DryRun)
	values.Set("redirect", c.Settings.Test.RedirectEmail.String())
}

func readTest(r *reading, c *company) {
	c.Settings.Test = order.TestMode{DryRun: r.on("dryRun")}
	if text := r.text("redirect"); text != "" {
		address, err := recipients.ParseAddress(text)
		r.wrong("redirect", err)
		c.Settings.Test.RedirectEmail = address
	}
}

func fillInternal(c company, values url.Values) {
	work, service := c.Staff.Articles[order.WorkOrder], c.Staff.Articles[order.ServiceOrder]
	values.Set("workToOrder", work.ToOrder.String())
	values.Set("workOrdered", work.Ordered.String())
	values.Set("workDelivered", work.Delivered.String())
	values.Set("serviceToOrder", service.ToOrder.String())
	values.Set("purchaseOrders", c.Settings.PurchaseOrderTo.String())
	if days := c.Staff.ServiceReminderDays; days > 0 {
		values.Set("serviceDays", strconv.Itoa(days))
	}
	set(values, "otherTime", c.Staff.OtherTime)
}

// readInternal takes the addresses; an empty list is off.
func readInternal(r *reading, c *company) {
	list := func(name string) recipients.List {
		if r.text(name) == "" {
			return nil
		}
		list, err := recipients.ParseList(r.form.Get(name))
		r.wrong(name, err)
		return list
	}
	c.Staff.Articles = map[order.Kind]staff.ArticleAddresses{}
	work := staff.ArticleAddresses{ToOrder: list("workToOrder"), Ordered: list("workOrdered"), Delivered: list("workDelivered")}
	if len(work.ToOrder)+len(work.Ordered)+len(work.Delivered) > 0 {
		c.Staff.Articles[order.WorkOrder] = work
	}
	if service := list("serviceToOrder"); len(service) > 0 {
		c.Staff.Articles[order.ServiceOrder] = staff.ArticleAddresses{ToOrder: service}
	}
	c.Settings.PurchaseOrderTo = list("purchaseOrders")
	c.Staff.OtherTime = r.on("otherTime")
	c.Staff.ServiceReminderDays = 0
	if text := r.text("serviceDays"); text != "" {
		days, err := strconv.Atoi(text)
		if err != nil {
			r.wrong("serviceDays", errors.New(page{Lang: r.lang.Tag()}.T("Skriv ett antal dagar, eller ingenting.", "Write a number of days, or nothing.")))
		}
		c.Staff.ServiceReminderDays = days
	}
}
