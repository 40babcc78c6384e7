package notify_test

import (
	"context"
	"fmt"

	"github.com/budkavle/budkavle/notify/notifytest"
	"github.com/budkavle/budkavle/notify/order"
	"github.com/budkavle/budkavle/notify/rights"
	"github.com/budkavle/budkavle/notify/staff"
)

// A page of settings asks before it saves; the refusal names what is missing.
func ExampleDesk_AllowChange() {
	bench := notifytest.NewBench()
	after := bench.Settings()
	after.ReadyMessage = "Er order är klar."
	bo := order.Actor{ID: "bo", Roles: []string{"technician"}}
	fmt.Println(bench.AllowChange(context.Background(), bo, rights.SettingsFields(), bench.Settings(), after))
	// Output: rights: not allowed without messages (Message texts)
}

// After a save: who of the company's own people is told, once.
func ExampleDesk_Tell() {
	bench := notifytest.NewBench()
	before, after := notifytest.Order(), notifytest.Order()
	after.ResponsibleUserID = "bo"
	people := []staff.Person{{
		User:        order.User{ID: "bo", Name: "Bo", Email: "bo@example.com"},
		Preferences: staff.Preferences{Events: []staff.Event{staff.Assigned}, Email: true},
	}}
	eva := order.Actor{ID: "eva", Name: "Eva"}
	for range 2 {
		notices := bench.Notices(staff.Settings{}, before, after, people, eva)
		_, err := bench.Tell(context.Background(), "save-1", notices, nil)
		fmt.Println(len(bench.Recorder.Mails()), err)
	}
	fmt.Println(bench.Recorder.Mails()[0].Subject)
	// Output:
	// 1 <nil>
	// 1 <nil>
	// Ny order till dig: AO462
}
