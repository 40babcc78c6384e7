package staff_test

import (
	"fmt"
	"time"

	"github.com/budkavle/budkavle/booking"
	"github.com/budkavle/budkavle/notify/notifytest"
	"github.com/budkavle/budkavle/notify/order"
	"github.com/budkavle/budkavle/notify/rights"
	"github.com/budkavle/budkavle/notify/staff"
	"github.com/budkavle/budkavle/recipients"
	"github.com/budkavle/budkavle/templating/locale"
)

// Interna e-postmeddelanden: mails about articles go to the addresses of the
// settings, once, when the articles come to a state.
func Example_internalMail() {
	settings := staff.Settings{Articles: map[order.Kind]staff.ArticleAddresses{
		order.WorkOrder: {ToOrder: recipients.MustParseList("inkop@example.com"), Delivered: recipients.MustParseList("lager@example.com")},
	}}
	before, after := notifytest.Order(), notifytest.Order()
	after.Articles = []order.Article{
		{ID: "1", Number: "1002", Name: "Portmotor", Quantity: 2000, Unit: "st", State: order.ArticleToOrder},
		{ID: "2", Name: "Kabel", Quantity: 12500, Unit: "m", State: order.ArticleToOrder},
		{ID: "3", Name: "Fjärr", Quantity: 1000, Unit: "st", State: order.ArticleOrdered}, // no address: off
	}
	eva := order.Actor{ID: "eva", Name: "Eva"}
	for _, mail := range staff.ArticleMails(notifytest.Settings(), settings, before, after, nil, eva, notifytest.Now()) {
		letter, _ := mail.Letter("save-1")
		p, err := letter.Plan()
		if err != nil {
			fmt.Println(err)
			return
		}
		m := p.Messages[0]
		text, _ := letter.EmailText(locale.Swedish)
		fmt.Printf("%s (%s): %s\n\n%s\n", m.Recipient, m.Audience, m.Subject(), text.Body)
	}
	fmt.Println(len(staff.ArticleMails(notifytest.Settings(), settings, after, after, nil, eva, notifytest.Now())), "mails when it is saved again")
	// Output:
	// inkop@example.com (staff): Artiklar att beställa, order AO462
	//
	// Följande artiklar ska beställas:
	// • 1002 Portmotor: 2 st
	// • Kabel: 12,5 m
	//
	// Ordernummer: AO462
	// kund
	// 0 mails when it is saved again
}

// Ändra hur notifikationer skickas inom din grupp: an administrator changes how
// another user is notified, and never of what.
func Example_groupNotifications() {
	bo := staff.Person{User: order.User{ID: "bo", Name: "Bo", Email: "bo@example.com"}}
	admin := rights.Who{ID: "eva", Roles: []string{rights.Admin}}
	fmt.Println(staff.Change(staff.Settings{}, nil, admin, bo, staff.Preferences{Email: true}))
	fmt.Println(staff.Change(staff.Settings{}, nil, admin, bo, staff.Preferences{Email: true, SMS: true}))
	fmt.Println(staff.Change(staff.Settings{}, nil, admin, bo, staff.Preferences{Events: []staff.Event{staff.Booked}}))
	fmt.Println(staff.Change(staff.Settings{}, nil, rights.Who{ID: "liv"}, bo, staff.Preferences{Email: true}))
	// Output:
	// <nil>
	// plan: bySms: sMS needs a mobile number
	// plan: events: only the user chooses this
	// plan: byEmail: you may not change this. You lack the right “Other users’ e-mail and SMS”. Ask an administrator for it
}

// Ändra hur notifikationer skickas till dig: a user chooses of what and how.
func Example_ownNotifications() {
	bo := staff.Person{User: order.User{ID: "bo", Name: "Bo", Email: "bo@example.com", Phone: "+46705123456"}}
	wants := staff.Preferences{Events: []staff.Event{staff.Booked, staff.OrderChanged}, SMS: true}
	fmt.Println(staff.Change(staff.Settings{}, nil, rights.Who{ID: "bo"}, bo, wants))
	bo.Preferences = wants

	before, after := notifytest.Order(), notifytest.Order()
	before.Bookings[0].UserIDs, after.Bookings[0].UserIDs = []string{"bo"}, []string{"bo"}
	after.Bookings[0].Start = after.Bookings[0].Start.Add(time.Hour)
	after.Bookings[0].End = after.Bookings[0].End.Add(time.Hour)
	notice := staff.Notices(notifytest.Settings(), staff.Settings{}, before, after, []staff.Person{bo}, order.Actor{ID: "eva"}, notifytest.Now())[0]
	letter, _ := notice.Letter("save-1")
	p, err := letter.Plan()
	fmt.Println(notice.Events, notice.Channels, err)
	fmt.Println(p.Messages[0].Body())
	// Output:
	// <nil>
	// [booked order-changed] [sms] <nil>
	// Din bokning har flyttats. Ny tid: fredag 06 oktober, 08:00 - 11:00. Ordernummer: AO462. kund. Order AO462 har ändrats. Ändrat: tid.
}

func ExampleNotices() {
	before, after := notifytest.Order(), notifytest.Order()
	after.ResponsibleUserID, after.Description = "bo", "Service av två portar"
	people := []staff.Person{
		{User: order.User{ID: "bo", Name: "Bo", Email: "bo@example.com"}, Preferences: staff.Preferences{Events: []staff.Event{staff.Assigned}, Email: true}},
		{User: order.User{ID: "eva", Name: "Eva", Email: "eva@example.com"}, Preferences: staff.Preferences{Events: staff.Events(), Email: true}},
		{User: order.User{ID: "kim", Name: "Kim", Email: "kim@example.com"}, Preferences: staff.Preferences{Email: true}},
	}
	for _, n := range staff.Notices(notifytest.Settings(), staff.Settings{}, before, after, people, order.Actor{ID: "eva"}, notifytest.Now()) {
		fmt.Println(n.Person.Name, n.Told, n.Events, n.Channels, n.Why)
	}
	// Output:
	// Bo true [assigned] [email] Användaren har valt det.
	// Eva false [order-changed] [] Användaren har gjort det själv.
	// Kim false [order-changed] [] Användaren har inte valt det.
}

func ExampleOtherTimeNotices() {
	bo := staff.Person{User: order.User{ID: "bo", Name: "Bo", Email: "bo@example.com"}, Preferences: staff.Preferences{Email: true}}
	course := booking.Booking{ID: "kurs", Start: notifytest.Now().Add(24 * time.Hour), AllDay: true, UserIDs: []string{"bo"}}
	for _, on := range []bool{false, true} {
		n := staff.OtherTimeNotices(notifytest.Settings(), staff.Settings{OtherTime: on}, booking.Booking{}, course, []staff.Person{bo}, order.Actor{}, notifytest.Now())[0]
		fmt.Println(n.Told, n.Why)
		if letter, ok := n.Letter("save-1"); ok {
			text, _ := letter.EmailText(locale.Swedish)
			fmt.Println(text.Body)
		}
	}
	// Output:
	// false Företagets inställning är av.
	// true Företagets inställning säger det.
	// Du är bokad för övrig tid tisdag 03 oktober (heldag).
}

func ExampleServiceReminders() {
	bo := staff.Person{User: order.User{ID: "bo", Name: "Bo", Email: "bo@example.com"}, Preferences: staff.Preferences{Events: []staff.Event{staff.ServiceReminder}, Email: true}}
	objects := []staff.DueObject{
		{ID: "17", Name: "Portautomat 1", Facility: "Centralstationen", Next: time.Date(2023, time.October, 9, 8, 0, 0, 0, time.UTC)},
		{ID: "18", Name: "Hiss", Next: time.Date(2024, time.May, 9, 8, 0, 0, 0, time.UTC)},
	}
	for _, n := range staff.ServiceReminders(notifytest.Settings(), staff.Settings{ServiceReminderDays: 14}, objects, []staff.Person{bo}, notifytest.Now()) {
		letter, _ := n.Letter("")
		text, _ := letter.EmailText(locale.Swedish)
		fmt.Println(text.Body)
	}
	// Output:
	// Det är snart dags för service: Portautomat 1, 2023-10-09.
	//
	// Centralstationen
}

func ExampleSettings() {
	s := staff.Settings{Articles: map[order.Kind]staff.ArticleAddresses{order.Quote: {}}, ServiceReminderDays: -1, Compulsory: []staff.Event{"fika"}}
	fmt.Println(s.Validate())
	// Output:
	// articles.quote: “quote” is no kind of order that tells of articles: choose work orders or service orders
	// serviceReminderDays: Is -1: enter 1 to 366 days, or 0 for never
	// compulsory[0]: “fika” is no event that a user chooses
}

func ExampleArticleAddresses() {
	var off staff.ArticleAddresses
	s := staff.Settings{Articles: map[order.Kind]staff.ArticleAddresses{order.WorkOrder: off}}
	o := notifytest.Order()
	o.Articles = []order.Article{{ID: "1", Name: "Kabel", State: order.ArticleToOrder}}
	fmt.Println(len(staff.ArticleMails(notifytest.Settings(), s, order.Order{}, o, nil, order.Actor{}, notifytest.Now())))
	// Output: 0
}

func ExampleArticleMail() {
	_, ok := staff.ArticleMail{}.Letter("save-1")
	fmt.Println(ok)
	// Output: false
}

func ExampleNotice() {
	_, ok := staff.Notice{}.Letter("save-1")
	fmt.Println(ok)
	// Output: false
}

func ExampleChoices() {
	for _, c := range staff.Choices(staff.Settings{Compulsory: []staff.Event{staff.Assigned}}, staff.Preferences{Events: []staff.Event{staff.OrderChanged}}) {
		fmt.Println(c.Event.Message(locale.English), c.On, c.Compulsory)
	}
	// Output:
	// I am assigned an order true true
	// I am booked false false
	// An order is created false false
	// An order is changed true false
	// Service reminder false false
}

func ExampleEvent() {
	fmt.Println(staff.Booked.Message(locale.Swedish))
	// Output: Jag blir bokad
}

func ExampleReason() {
	bo := staff.Person{User: order.User{ID: "bo"}, Preferences: staff.Preferences{Events: staff.Events(), SMS: true}}
	n := staff.Notices(notifytest.Settings(), staff.Settings{}, order.Order{}, notifytest.Order(), []staff.Person{bo}, order.Actor{Language: "en"}, notifytest.Now())[0]
	fmt.Println(n.Reason == staff.NoMobile, n.Why)
	// Output: true The user has no mobile number that can be used.
}

func ExamplePerson() {
	var nobody staff.Person
	n := staff.Notices(notifytest.Settings(), staff.Settings{}, order.Order{}, notifytest.Order(), []staff.Person{nobody}, order.Actor{}, notifytest.Now())[0]
	fmt.Println(n.Told, n.Reason)
	// Output: false not-wanted
}

func ExamplePreferences() {
	fmt.Println(staff.Choices(staff.Settings{}, staff.Preferences{})[0].On)
	// Output: false
}

func ExampleChoice() {
	fmt.Println(len(staff.Choices(staff.Settings{}, staff.Preferences{})) == len(staff.Events()))
	// Output: true
}

func ExampleDueObject() {
	due := staff.DueObject{ID: "17", Name: "Hiss", Next: notifytest.Now(), Responsible: []string{"bo"}}
	kim := staff.Person{User: order.User{ID: "kim"}}
	for _, n := range staff.ServiceReminders(notifytest.Settings(), staff.Settings{ServiceReminderDays: 14}, []staff.DueObject{due}, []staff.Person{kim}, notifytest.Now()) {
		fmt.Println(n.Told, n.Reason)
	}
	// Output: false not-concerned
}
