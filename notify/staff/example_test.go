package staff_test

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/budkavle/budkavle/booking"
	"github.com/budkavle/budkavle/notify/compose"
	"github.com/budkavle/budkavle/notify/notifytest"
	"github.com/budkavle/budkavle/notify/order"
	"github.com/budkavle/budkavle/notify/order/invalid"
	"github.com/budkavle/budkavle/notify/plan"
	"github.com/budkavle/budkavle/notify/rights"
	"github.com/budkavle/budkavle/notify/staff"
	"github.com/budkavle/budkavle/recipients"
	"github.com/budkavle/budkavle/templating/locale"
)

// Interna e-postmeddelanden: an administrator fills in the addresses. Mails about
// articles go there, once, when the articles come to a state; a purchase order whose
// supplier has no address goes to the default.
func Example_internalEmail() {
	bench, ctx := notifytest.NewBench(), context.Background()
	eva := order.Actor{ID: "eva", Name: "Eva", Roles: []string{rights.Admin}}
	settings := staff.Settings{Articles: map[order.Kind]staff.ArticleAddresses{
		order.WorkOrder:    {ToOrder: recipients.MustParseList("inkop@example.com"), Delivered: recipients.MustParseList("lager@example.com,chef@example.com")},
		order.ServiceOrder: {ToOrder: recipients.MustParseList("service@example.com")},
	}}
	err := bench.SaveStaffSettings(ctx, eva, staff.Settings{}, settings, func(context.Context, staff.Settings) error { return nil })
	fmt.Println("saved:", err)

	save := func(id string, before, after order.Order) {
		mails, _ := bench.ArticleEmails(ctx, settings, before, after, eva)
		results, err := bench.Tell(ctx, id, nil, mails)
		fmt.Println(id+":", len(results), err)
	}
	before, after, service := notifytest.Order(), notifytest.Order(), notifytest.ServiceOrder()
	after.Articles = []order.Article{
		{ID: "1", Number: "1002", Name: "Portmotor", Quantity: 2000, Unit: "st", State: order.ArticleToOrder},
		{ID: "2", Name: "Kabel", Quantity: 12500, Unit: "m", State: order.ArticleToOrder},
		{ID: "3", Name: "Fjärr", Quantity: 1000, Unit: "st", State: order.ArticleOrdered}, // no address: off
	}
	service.Articles = after.Articles[:1]
	save("work order", before, after)
	save("the same again", before, after)
	save("service order", order.Order{}, service)
	for _, m := range bench.Recorder.Emails() {
		text, _, _ := strings.Cut(m.Text, "\n-- \n")
		fmt.Printf("-- %s: %s\n%s", m.To.Address, m.Subject, text)
	}

	company := bench.Settings()
	company.PurchaseOrderTo = recipients.MustParseList("bestallning@example.com")
	next, err := bench.SaveSettings(ctx, eva, company, func(context.Context, order.Settings) error { return nil })
	fmt.Println("-- saved:", err)
	purchase := notifytest.PurchaseOrder()
	purchase.Supplier, purchase.ContactPerson = order.Party{Name: "Grossisten"}, order.Contact{}
	draft, _ := next.Draft(ctx, purchase, compose.Request{Kind: compose.PurchaseOrder, Key: "form"})
	fmt.Println(draft.To, "from", draft.AddressSource())
	// Output:
	// saved: <nil>
	// work order: 1 <nil>
	// the same again: 0 <nil>
	// service order: 1 <nil>
	// -- inkop@example.com: Artiklar att beställa, order AO462
	// Följande artiklar ska beställas:
	// • 1002 Portmotor: 2 st
	// • Kabel: 12,5 m
	//
	// Ordernummer: AO462
	// kund
	// -- service@example.com: Artiklar att beställa, order SO17
	// Följande artiklar ska beställas:
	// • 1002 Portmotor: 2 st
	//
	// Ordernummer: SO17
	// kund
	// -- saved: <nil>
	// bestallning@example.com from default-address
}

// Ändra hur notifikationer skickas inom din grupp: an administrator switches on, in
// the planner's settings, that those who are booked for other time are told.
func Example_groupNotifications() {
	bench, ctx := notifytest.NewBench(), context.Background()
	var kept staff.Settings // as the host's table has it
	save := func(_ context.Context, s staff.Settings) error {
		kept = s
		return nil
	}
	course := booking.Booking{ID: "kurs", Start: notifytest.Now().Add(24 * time.Hour), AllDay: true, UserIDs: []string{"bo"}}
	bo := staff.Person{User: order.User{ID: "bo", Name: "Bo", Email: "bo@example.com"}, Preferences: staff.Preferences{Email: true}}
	for _, by := range []order.Actor{{ID: "liv"}, {ID: "eva", Roles: []string{rights.Admin}}} {
		err := bench.SaveStaffSettings(ctx, by, kept, staff.Settings{OtherTime: true}, save)
		for _, wrong := range invalid.Errors(err) {
			fmt.Println(by.ID+":", wrong.Path, wrong.Message(locale.Swedish))
		}
		notices := bench.OtherTimeNotices(kept, booking.Booking{}, course, []staff.Person{bo}, by)
		_, err = bench.Tell(ctx, "save-1", notices, nil)
		fmt.Println(notices[0].Told, notices[0].Why, err)
	}
	fmt.Println(bench.Recorder.Emails()[0].To.Address, bench.Recorder.Emails()[0].Subject)
	// Output:
	// liv: otherTime Det får du inte ändra. Du saknar rättigheten ”Inställningar för Planeraren”. Be en administratör om den.
	// false Företagets inställning är av. <nil>
	// true Företagets inställning är på. <nil>
	// bo@example.com Du är bokad på övrig tid
}

// Ändra hur notifikationer skickas till dig: a user chooses of what to be told, and
// how. An administrator may change how, and never of what.
func Example_ownNotifications() {
	bench, ctx := notifytest.NewBench(), context.Background()
	bo := staff.Person{User: order.User{ID: "bo", Name: "Bo", Email: "bo@example.com", Phone: "+46705123456"}}
	change := func(by order.Actor, to staff.Preferences) {
		err := bench.SavePreferences(ctx, by, staff.Settings{}, bo, to, func(_ context.Context, p staff.Preferences) error {
			bo.Preferences = p
			return nil
		})
		for _, wrong := range plan.FieldErrors(err) {
			fmt.Println(by.ID+":", wrong.Field.Message(locale.Swedish)+":", wrong.Message(locale.Swedish))
		}
	}
	eva := order.Actor{ID: "eva", Roles: []string{rights.Admin}}
	change(order.Actor{ID: "bo"}, staff.Preferences{Events: []staff.Event{staff.Booked, staff.OrderChanged}, Email: true})
	change(eva, staff.Preferences{Events: bo.Preferences.Events, SMS: true})
	change(eva, staff.Preferences{SMS: true})
	fmt.Println(bo.Preferences.Events, bo.Preferences.Email, bo.Preferences.SMS)

	before, after := notifytest.Order(), notifytest.Order()
	before.Bookings[0].UserIDs, after.Bookings[0].UserIDs = []string{"bo"}, []string{"bo"}
	after.Bookings[0].Start = after.Bookings[0].Start.Add(time.Hour)
	after.Bookings[0].End = after.Bookings[0].End.Add(time.Hour)
	_, err := bench.Tell(ctx, "save-1", bench.Notices(staff.Settings{}, before, after, []staff.Person{bo}, eva), nil)
	fmt.Println(err, bench.Recorder.SentSMS()[0].Text)
	// Output:
	// eva: Händelser: Det väljer bara användaren själv.
	// [booked order-changed] false true
	// <nil> Din bokning har flyttats. Ny tid: fredag 06 oktober, 08:00 - 11:00. Ordernummer: AO462. kund. Ändrat: tid.
}

// In the evening somebody is told in one message of all that happened since.
func ExampleDigest() {
	bo := staff.Person{
		User:        order.User{ID: "bo", Name: "Bo", Email: "bo@example.com"},
		Preferences: staff.Preferences{Events: []staff.Event{staff.Assigned, staff.OrderChanged}, Email: true, Digest: true},
	}
	first, second, third := notifytest.Order(), notifytest.Order(), notifytest.Order()
	second.ResponsibleUserID, second.Description = "bo", "Service av tva portar"
	third.ResponsibleUserID, third.Description = "bo", "Service av två portar"
	var waiting []staff.Waiting // as an outbox keeps them
	for i, save := range [][2]order.Order{{first, second}, {second, third}} {
		now := notifytest.Now().Add(time.Duration(i) * time.Minute)
		notice := staff.Notices(notifytest.Settings(), staff.Settings{}, save[0], save[1], []staff.Person{bo}, order.Actor{ID: "eva"}, now)[0]
		if w, ok := notice.Waiting(fmt.Sprint("save-", i)); ok {
			fmt.Println("waits until", w.Until)
			waiting = append(waiting, w)
		}
	}
	letter, _ := staff.Digest(notifytest.Settings(), bo, waiting...)
	text, _ := letter.EmailText(locale.Swedish)
	fmt.Println(text.Body)
	// Output:
	// waits until 2023-10-02 17:00:00 +0200 CEST
	// waits until 2023-10-02 17:00:00 +0200 CEST
	// Det här är nytt sedan sist:
	//
	// AO462, kund
	// Du har tilldelats order AO462.
	// Order AO462 har ändrats.
	// • beskrivning Service av portautomat → Service av två portar
}

func ExampleWaiting() {
	_, ok := staff.Digest(notifytest.Settings(), staff.Person{}, staff.Waiting{})
	fmt.Println(ok)
	// Output: false
}

func ExampleAboutOrder() {
	w := staff.Waiting{About: "order/work-order/462", Order: staff.AboutOrder{Number: "AO462", Customer: "Brf Åkern"}, Events: []staff.Event{staff.OrderCreated}}
	bo := staff.Person{User: order.User{ID: "bo", Phone: "+46705123456"}, Preferences: staff.Preferences{SMS: true}}
	letter, _ := staff.Digest(notifytest.Settings(), bo, w)
	text, _ := letter.SMSText(locale.Swedish)
	fmt.Println(text)
	// Output:
	// Nytt om ordrar och bokningar.
	// AO462, Brf Åkern: Order AO462 har skapats.
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
	// true Företagets inställning är på.
	// Du är bokad på övrig tid tisdag 03 oktober (heldag).
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
	// articles.quote: “quote” is not a kind of order that reports items: choose work orders or service orders
	// serviceReminderDays: Is -1: enter 1 to 366 days, or 0 for never
	// compulsory[0]: “fika” is not an event that a user can choose
}

func ExampleArticleAddresses() {
	var off staff.ArticleAddresses
	s := staff.Settings{Articles: map[order.Kind]staff.ArticleAddresses{order.WorkOrder: off}}
	o := notifytest.Order()
	o.Articles = []order.Article{{ID: "1", Name: "Kabel", State: order.ArticleToOrder}}
	fmt.Println(len(staff.ArticleEmails(notifytest.Settings(), s, order.Order{}, o, nil, order.Actor{}, notifytest.Now())))
	// Output: 0
}

func ExampleArticleEmail() {
	_, ok := staff.ArticleEmail{}.Letter("save-1")
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
