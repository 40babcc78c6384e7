package main

import (
	"errors"
	"slices"
	"time"

	"github.com/budkavle/budkavle/booking"
	"github.com/budkavle/budkavle/notify/order"
	"github.com/budkavle/budkavle/notify/plan"
	"github.com/budkavle/budkavle/notify/staff"
	"github.com/budkavle/budkavle/recipients"
	"github.com/budkavle/budkavle/templating/locale"
)

// A namedPlan is a mail that is planned, and what the gallery calls it.
type namedPlan struct {
	name string
	plan plan.Plan
}

// everyPlan is one of each kind of mail in a language: to customers and suppliers, and
// to the company's own people.
func everyPlan(l locale.Language) ([]namedPlan, error) {
	toCustomers, err := plans(l)
	if err != nil {
		return nil, err
	}
	all, err := staffPlans(l)
	for i, p := range toCustomers {
		all = append(all, namedPlan{cases[i].name, p})
	}
	return all, err
}

// staffPlans are those to the company's own people: notifications about an order and
// about bookings, the evening's digest, a service reminder, and the mails about
// articles.
func staffPlans(l locale.Language) ([]namedPlan, error) {
	c, eva := settings(l), order.Actor{ID: "eva", Name: "Eva Holm", Language: l.Tag()}
	s, sven := staffSettings(), toldOfAll(l)
	evening := sven
	evening.Preferences.Digest = true
	before := sample(order.WorkOrder, l)
	before.Bookings[0].UserIDs = []string{"sven"}
	after := before
	after.Bookings = slices.Clone(before.Bookings)

	var letters []namedLetter
	notices := func(name string, save func(o *order.Order), person staff.Person) []staff.Notice {
		changed := after
		changed.Bookings = slices.Clone(after.Bookings)
		save(&changed)
		list := staff.Notices(c, s, before, changed, []staff.Person{person}, eva, now)
		if name != "" {
			letters = append(letters, letterOf(name, list))
		}
		return list
	}
	notices("staff-assigned", func(o *order.Order) { o.ResponsibleUserID = "sven" }, sven)
	notices("staff-moved", func(o *order.Order) { o.Bookings[0] = later(o.Bookings[0], 26*time.Hour) }, sven)
	notices("staff-cancelled", func(o *order.Order) { o.Bookings[0].Cancelled = true }, sven)
	var waiting []staff.Waiting
	for _, n := range notices("", func(o *order.Order) {
		o.ResponsibleUserID, o.Description = "sven", "Byte av kompressor i kylrum 2, och av dörrens tätning"
		o.Bookings[0] = later(o.Bookings[0], 26*time.Hour)
	}, evening) {
		if w, ok := n.Waiting("save"); ok {
			waiting = append(waiting, w)
		}
	}
	digest, ok := staff.Digest(c, evening, waiting...)
	letters = append(letters, namedLetter{"staff-digest", digest, ok})

	course := booking.Booking{
		ID: "kurs", Start: before.Bookings[0].Start, End: before.Bookings[0].End, UserIDs: []string{"sven"},
		Technicians: []string{"Sven Åkesson"}, Place: "Huvudkontoret, Industrigatan 12",
	}
	letters = append(letters,
		letterOf("staff-other-time", staff.OtherTimeNotices(c, s, booking.Booking{}, course, []staff.Person{sven}, eva, now)),
		letterOf("staff-service-reminder", staff.ServiceReminders(c, s, []staff.DueObject{
			{ID: "17", Name: "Kylrum 2", Customer: "ICA Supermarket Örebro AB", Next: now.AddDate(0, 0, 14)},
		}, []staff.Person{sven}, now)))

	needs := after
	for i, state := range order.ArticleStates() {
		needs.Articles = append(needs.Articles, order.Article{
			ID: string(rune('1' + i)), Number: "K-200", Name: "Kompressor", Quantity: 1000, Unit: "st", State: state,
		})
	}
	for _, m := range staff.ArticleEmails(c, s, after, needs, nil, eva, now) {
		letter, ok := m.Letter("save")
		letters = append(letters, namedLetter{"staff-" + string(m.Kind), letter, ok})
	}

	return plansOf(letters)
}

// plansOf are the plans of the letters, of which somebody is to be told each.
func plansOf(letters []namedLetter) ([]namedPlan, error) {
	var mails []namedPlan
	for _, one := range letters {
		if !one.ok {
			return nil, errors.New(one.name + ": nobody is told")
		}
		p, err := one.letter.Plan()
		if err != nil {
			return nil, err
		}
		mails = append(mails, namedPlan{one.name, p})
	}
	return mails, nil
}

// toldOfAll is somebody who wants to hear of everything by e-mail.
func toldOfAll(l locale.Language) staff.Person {
	return staff.Person{
		User: order.User{
			ID: "sven", Name: "Sven Åkesson", Email: "sven@nordkyl.example",
			Language: l.Tag(), Link: "https://host.example/order/462",
		},
		Preferences: staff.Preferences{Events: staff.Events(), Email: true},
	}
}

// staffSettings tell of all that can be told, and have one address for the mails about articles.
func staffSettings() staff.Settings {
	stores := recipients.MustParseList("lager@nordkyl.example")
	return staff.Settings{
		OtherTime: true, ServiceReminderDays: 14,
		Articles: map[order.Kind]staff.ArticleAddresses{
			order.WorkOrder: {ToOrder: stores, Ordered: stores, Delivered: stores},
		},
	}
}

type namedLetter struct {
	name   string
	letter *plan.Letter
	ok     bool
}

func letterOf(name string, notices []staff.Notice) namedLetter {
	for _, n := range notices {
		if letter, ok := n.Letter("save"); ok {
			return namedLetter{name, letter, true}
		}
	}
	return namedLetter{name: name}
}

func later(b booking.Booking, by time.Duration) booking.Booking {
	b.Start, b.End = b.Start.Add(by), b.End.Add(by)
	return b
}
