package notify_test

import (
	"context"
	"fmt"

	"github.com/budkavle/budkavle/notify/notifytest"
	"github.com/budkavle/budkavle/notify/order"
	"github.com/budkavle/budkavle/notify/order/invalid"
	"github.com/budkavle/budkavle/notify/rights"
	"github.com/budkavle/budkavle/notify/staff"
)

// Settings are saved through the desk: who lacks a right is told at the field, and
// nothing is saved.
func ExampleDesk_SaveSettings() {
	bench := notifytest.NewBench()
	after := bench.Settings()
	after.ReadyMessage = "Er order är klar."
	save := func(_ context.Context, s order.Settings) error { // to the host's own tables
		fmt.Println("saved:", s.ReadyMessage)
		return nil
	}
	bo := order.Actor{ID: "bo", Roles: []string{"technician"}}
	_, err := bench.SaveSettings(context.Background(), bo, after, save)
	for _, wrong := range invalid.Errors(err) {
		fmt.Println(wrong.Path+":", wrong.Message(bench.Language("sv")))
	}
	eva := order.Actor{ID: "eva", Roles: []string{rights.Admin}}
	_, err = bench.SaveSettings(context.Background(), eva, after, save)
	fmt.Println(err)
	// Output:
	// readyMessage: Det får du inte ändra. Du saknar rättigheten ”Meddelandetexter”. Be en administratör om den.
	// saved: Er order är klar.
	// <nil>
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
		fmt.Println(len(bench.Recorder.Emails()), err)
	}
	fmt.Println(bench.Recorder.Emails()[0].Subject)
	// Output:
	// 1 <nil>
	// 1 <nil>
	// Ny order till dig: AO462
}
