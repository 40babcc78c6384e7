package staff_test

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/audit"
	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/booking"
	"github.com/budkavle/budkavle/notify/notifytest"
	"github.com/budkavle/budkavle/notify/order"
	"github.com/budkavle/budkavle/notify/plan"
	"github.com/budkavle/budkavle/notify/rights"
	"github.com/budkavle/budkavle/notify/staff"
)

var update = flag.Bool("update", false, "write testdata anew")

// person is one of the company's own people.
func person(id, name string, p staff.Preferences, changes ...func(*staff.Person)) staff.Person {
	one := staff.Person{User: order.User{ID: id, Name: name, Email: id + "@example.com", Phone: "+46705123456"}, Preferences: p}
	for _, change := range changes {
		change(&one)
	}
	return one
}

func in(language string) func(*staff.Person) { return func(p *staff.Person) { p.Language = language } }

// visit is a booking on a day of October 2023 from an hour in UTC, two hours long.
func visit(id string, day, from int, users ...string) booking.Booking {
	start := time.Date(2023, time.October, day, from, 0, 0, 0, time.UTC)
	return booking.Booking{ID: id, Start: start, End: start.Add(2 * time.Hour), Technicians: []string{"Börje"}, UserIDs: users}
}

// sixChanges is an order before and after a save that changes six things.
func sixChanges() (before, after order.Order) {
	before, after = notifytest.Order(), notifytest.Order()
	before.Bookings = []booking.Booking{visit("moved", 6, 5, "cia"), visit("cancelled", 9, 5, "dan")}
	after.Bookings = []booking.Booking{visit("moved", 6, 7, "cia"), visit("cancelled", 9, 5, "dan"), visit("new", 12, 5, "bo")}
	after.Bookings[1].Cancelled = true
	after.ResponsibleUserID = "anna"
	after.Description = "Service av två portar"
	after.CustomerOrderNumber = "K-4711"
	return before, after
}

// A saved order with six changes notifies five people as each of them chose, and
// the sixth finds out why not (R802, R803, R804, R806).
func TestR803SixChangesTellFivePeople(t *testing.T) {
	t.Parallel()
	before, after := sixChanges()
	people := []staff.Person{
		person("anna", "Anna", staff.Preferences{Events: []staff.Event{staff.Assigned}, Email: true}),
		person("bo", "Bo", staff.Preferences{Events: []staff.Event{staff.Booked}, SMS: true}, in("fi")),
		person("cia", "Cia", staff.Preferences{Events: []staff.Event{staff.Booked}, Email: true, SMS: true}, in("de")),
		person("dan", "Dan", staff.Preferences{Events: []staff.Event{staff.Booked, staff.OrderCreated}, Email: true}, in("en")),
		person("eli", "Eli", staff.Preferences{Events: []staff.Event{staff.OrderChanged}, Email: true}, in("nb")),
		person("fia", "Fia", staff.Preferences{Events: staff.Events(), Email: true}),
	}
	notices := staff.Notices(notifytest.Settings(), staff.Settings{}, before, after, people, order.Actor{ID: "fia", Name: "Fia"}, notifytest.Now())
	require.Len(t, notices, 6)
	var page strings.Builder
	for _, n := range notices {
		fmt.Fprintf(&page, "== %s: told %v of %v by %v. %s\n", n.Person.Name, n.Told, n.Events, n.Channels, n.Why)
		letter, ok := n.Letter("save-1")
		require.Equal(t, n.Told, ok)
		if !ok {
			continue
		}
		p, err := letter.Plan()
		require.NoError(t, err)
		for _, m := range p.Messages {
			assert.Equal(t, audit.AudienceStaff, m.Audience)
			fmt.Fprintf(&page, "-- %s to %s: %s\n%s\n", m.Channel, m.Recipient, m.Subject(), bodyOf(m.Body()))
		}
	}
	golden(t, "testdata/sixchanges.txt", page.String())
	assert.False(t, notices[5].Told)
	assert.Equal(t, staff.OwnAction, notices[5].Reason)
	assert.Equal(t, []delivery.Channel{delivery.Email, delivery.SMS}, notices[2].Channels)
}

// bodyOf is a mail without the company's details.
func bodyOf(text string) string {
	body, _, _ := strings.Cut(text, "\n-- \n")
	return strings.TrimSpace(body) + "\n"
}

func golden(t *testing.T, file, got string) {
	t.Helper()
	if *update {
		require.NoError(t, os.WriteFile(file, []byte(got), 0o600))
	}
	want, err := os.ReadFile(file)
	require.NoError(t, err)
	assert.Equal(t, string(want), got)
}

// Every text in six languages, as people read it: of each kind of message with
// ordinary data, the mail and the SMS; then the page on which a user chooses, and why
// somebody is told or not.
func TestTextsInSixLanguages(t *testing.T) {
	t.Parallel()
	before, after := sixChanges()
	for i := range before.Bookings {
		before.Bookings[i].UserIDs, after.Bookings[i].UserIDs = []string{"bo"}, []string{"bo"}
	}
	after.ResponsibleUserID = "bo"
	for _, o := range []*order.Order{&before, &after} {
		o.Facility.Name = "Brf Åkern"
	}
	withArticles := after
	withArticles.Articles = []order.Article{{ID: "1", Number: "1002", Name: "Portmotor", Quantity: 1250, Unit: "st"}}
	theirs := after
	theirs.ResponsibleUserID = "kim"
	needs := after
	for i, state := range order.ArticleStates() {
		needs.Articles = append(needs.Articles,
			order.Article{ID: fmt.Sprint(2 * i), Number: "1002", Name: "Portmotor", Quantity: 2000, Unit: "st", State: state},
			order.Article{ID: fmt.Sprint(2*i + 1), Name: "Kabel", Quantity: 1234500, Unit: "m", State: state})
	}
	booked := func(b ...booking.Booking) order.Order {
		o := after
		o.Bookings = b
		return o
	}
	elsewhere, course := visit("v", 9, 5, "bo"), visit("kurs", 6, 5, "bo")
	elsewhere.Place = "Lager 2"
	otherPlace := course
	otherPlace.Technicians, otherPlace.Place = nil, "Kontoret"
	object := staff.DueObject{ID: "17", Name: "Hiss", Customer: "Brf Åkern", Next: notifytest.Now()}
	for _, tag := range []string{"sv", "nb", "da", "fi", "en", "de"} {
		t.Run(tag, func(t *testing.T) {
			t.Parallel()
			everything := staff.Preferences{Events: staff.Events(), Email: true, SMS: true}
			bo := []staff.Person{person("bo", "Bo", everything, in(tag))}
			c, s, eva := notifytest.Settings(), articleSettings(), order.Actor{ID: "eva", Language: tag}
			c.Language, s.OtherTime, s.ServiceReminderDays = tag, true, 1
			language := c.LanguageOf(tag)
			notices := func(before, after order.Order) *plan.Letter {
				letter, ok := staff.Notices(c, s, before, after, bo, eva, notifytest.Now())[0].Letter("save")
				require.True(t, ok)
				return letter
			}
			otherTime := func(before, after booking.Booking) *plan.Letter {
				letter, ok := staff.OtherTimeNotices(c, s, before, after, bo, eva, notifytest.Now())[0].Letter("save")
				require.True(t, ok)
				return letter
			}
			reminder, _ := staff.ServiceReminders(c, s, []staff.DueObject{object}, bo, notifytest.Now())[0].Letter("")
			letters := []*plan.Letter{
				notices(before, withArticles), notices(order.Order{}, after), notices(after, theirs),
				notices(booked(), booked(visit("v", 9, 5, "bo"))), notices(booked(visit("v", 9, 5, "bo")), booked(visit("v", 10, 6, "bo"))),
				notices(booked(visit("v", 9, 5, "bo")), booked(elsewhere)), notices(booked(visit("v", 9, 5, "bo")), booked()),
				otherTime(booking.Booking{}, course), otherTime(course, otherPlace), otherTime(course, booking.Booking{}), reminder,
			}
			for _, m := range staff.ArticleEmails(c, s, after, needs, nil, eva, notifytest.Now()) {
				letter, ok := m.Letter("save")
				require.True(t, ok)
				letters = append(letters, letter)
			}
			require.Len(t, letters, 14)
			var page strings.Builder
			for _, letter := range letters {
				p, err := letter.Plan()
				require.NoError(t, err)
				fmt.Fprintf(&page, "== %s\n", p.Kind.Message(language))
				channel := delivery.Channel("")
				for _, m := range p.Messages {
					assert.Equal(t, tag, m.Language)
					if m.Channel != channel { // the same to everybody
						fmt.Fprintf(&page, "-- %s: %s\n%s\n", m.Channel, m.Subject(), bodyOf(m.Body()))
					}
					channel = m.Channel
				}
			}
			for _, choice := range staff.Choices(s, everything) {
				fmt.Fprintf(&page, "[x] %s\n", choice.Event.Message(language))
			}
			for _, field := range []plan.Field{staff.FieldEvents, staff.FieldByEmail, staff.FieldBySMS, staff.FieldOwnActions, staff.FieldDigest} {
				fmt.Fprintf(&page, "%s\n", field.Message(language))
			}
			per := person("per", "Per", staff.Preferences{}, func(p *staff.Person) { p.Phone = "" })
			wrong := staff.Change(staff.Settings{Compulsory: []staff.Event{staff.Booked}}, nil, rights.Who{ID: "kim"},
				staff.Person{User: per.User, Preferences: staff.Preferences{Events: staff.Events()}}, staff.Preferences{Events: []staff.Event{"fika"}, Email: true, SMS: true, OwnActions: true, Digest: true})
			for _, e := range plan.FieldErrors(wrong) {
				fmt.Fprintf(&page, "%s: %s\n", e.Field.Message(language), e.Message(language))
			}
			for _, reason := range []staff.Reason{
				staff.Wanted, staff.Compulsory, staff.Setting, staff.NotConcerned, staff.NotWanted, staff.OwnAction, staff.NoChannel, staff.NoEmail, staff.NoMobile,
				staff.NoSMSSender, staff.SettingOff, staff.CustomerUser,
			} {
				fmt.Fprintf(&page, "%s: %s\n", reason, language.Phrase("staff.why-"+string(reason)))
			}
			golden(t, "testdata/texts."+tag+".txt", page.String())
		})
	}
}
