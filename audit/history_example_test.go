package audit_test

import (
	"fmt"
	"time"

	"github.com/budkavle/budkavle/audit"
	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/audit/snapshots"
	"github.com/budkavle/budkavle/templating/locale"
)

// The line above an order, red since another technician comes.
func ExampleNewHistory() {
	sent := audit.Record{
		ID: "1", Company: "c1", At: time.Date(2023, 10, 2, 12, 5, 0, 0, time.UTC), MessageID: "m", Status: delivery.StatusSent,
		Channel: delivery.Email, Recipient: "anna@example.se", Actor: audit.UserRef{Name: "Eva"},
		Snapshot: &snapshots.Snapshot{Scope: snapshots.ScopeBooking, Fields: []snapshots.Field{{Name: "technician", Item: "b1", Value: "Börje"}}},
	}
	now := &snapshots.Snapshot{Scope: snapshots.ScopeBooking, Fields: []snapshots.Field{{Name: "technician", Item: "b1", Value: "Lisa"}}}
	h := audit.NewHistory(audit.HistoryInput{Messages: audit.Fold([]audit.Record{sent}), Current: map[string]*snapshots.Snapshot{"1": now, "m": now}})
	fmt.Println(h.Banner(locale.Swedish), h.Red())
	for _, c := range h.Latest().Changes {
		fmt.Println(c)
	}
	// Output:
	// E-post skickad: 2023-10-02 12:05 till anna@example.se av Eva true
	// technician Börje → Lisa
}

// A host without snapshots has at least the time of the last change.
func ExampleHistoryInput() {
	at := time.Date(2023, 10, 2, 12, 5, 0, 0, time.UTC)
	in := audit.HistoryInput{Messages: audit.Fold([]audit.Record{{ID: "1", Company: "c1", At: at, MessageID: "m", Status: delivery.StatusSent, Recipient: "anna@example.se"}})}
	in.ChangedAt = at.Add(-time.Hour)
	fmt.Println(audit.NewHistory(in).Red())
	in.ChangedAt = at.Add(time.Hour)
	fmt.Println(audit.NewHistory(in).Red())
	// Output:
	// false
	// true
}

// An order that is older than the log is unknown, not "never sent".
func ExampleHistory_Unknown() {
	h := audit.NewHistory(audit.HistoryInput{
		LoggingBegan: time.Date(2022, 12, 1, 0, 0, 0, 0, time.UTC),
		OrderCreated: time.Date(2022, 11, 1, 0, 0, 0, 0, time.UTC),
	})
	fmt.Println(h.Unknown(), h.Banner(locale.English))
	// Output: true E-mail sent: unknown, the log began 1 Dec 2022
}

// The whole list, the newest first.
func ExampleHistoryLine() {
	at := time.Date(2023, 10, 2, 12, 5, 0, 0, time.UTC)
	h := audit.NewHistory(audit.HistoryInput{Messages: audit.Fold([]audit.Record{
		{ID: "1", Company: "c1", At: at, MessageID: "m1", Status: delivery.StatusSent, Channel: delivery.Email, Recipient: "anna@example.se", Actor: audit.UserRef{Name: "Eva"}},
		{ID: "2", Company: "c1", At: at.Add(time.Hour), MessageID: "m2", Status: delivery.StatusBounced, Channel: delivery.Email, Recipient: "bo@example.se"},
	})})
	for _, line := range h.Lines {
		fmt.Println(h.Text(line, locale.English))
	}
	// Output:
	// 2 Oct 2023 13:05 bounced: bo@example.se
	// 2 Oct 2023 12:05 sent: anna@example.se (Eva)
}

// What cannot be compared is shown as such, not as unchanged.
func ExampleStaleness() {
	h := audit.NewHistory(audit.HistoryInput{Messages: audit.Fold([]audit.Record{{ID: "1", Company: "c1", At: time.Unix(0, 0), MessageID: "m", Status: delivery.StatusSent}})})
	switch h.Latest().Staleness {
	case audit.StalenessFresh:
		fmt.Println("still true")
	case audit.StalenessStale:
		fmt.Println("no longer true")
	case audit.StalenessUnknown:
		fmt.Println("nothing to compare with")
	}
	// Output: nothing to compare with
}

// Who was told otherwise, and what.
func ExampleMark() {
	was := &snapshots.Snapshot{Scope: snapshots.ScopeBooking, Fields: []snapshots.Field{{Name: "place", Value: "Port 3"}}}
	is := &snapshots.Snapshot{Scope: snapshots.ScopeBooking, Fields: []snapshots.Field{{Name: "place", Value: "Port 4"}}}
	h := audit.NewHistory(audit.HistoryInput{
		Messages: audit.Fold([]audit.Record{
			{ID: "1", Company: "c1", At: time.Unix(0, 0), MessageID: "m1", Status: delivery.StatusSent, Recipient: "anna@example.se", Snapshot: was},
			{ID: "2", Company: "c1", At: time.Unix(0, 0), MessageID: "m2", Status: delivery.StatusDelivered, Recipient: "bo@example.se", Snapshot: was},
		}),
		Current: map[string]*snapshots.Snapshot{"m1": is, "m2": is},
	})
	fmt.Println(h.Booking.Recipients, h.Booking.Changes)
	// Output: [bo@example.se anna@example.se] [place Port 3 → Port 4]
}

// A new sending is suggested, with the reason.
func ExampleHistory_Advice() {
	h := audit.NewHistory(audit.HistoryInput{Messages: audit.Fold([]audit.Record{{ID: "1", Company: "c1", At: time.Unix(0, 0), MessageID: "m", Status: delivery.StatusBounced, Recipient: "anna@example.se"}})})
	fmt.Println(h.Advice().Message(locale.English))
	// Output: The latest message did not arrive. Check the address and send it again.
}

// The button "send again" opens the popup with the same recipients.
func ExampleAdvice() {
	h := audit.NewHistory(audit.HistoryInput{Messages: audit.Fold([]audit.Record{{ID: "1", Company: "c1", At: time.Unix(0, 0), MessageID: "m", Status: delivery.StatusBounced, Recipient: "anna@example.se"}})})
	if a := h.Advice(); a.SendAgain {
		fmt.Println("send again to", a.Recipients)
	}
	// Output: send again to [anna@example.se]
}

// What is uncertain is never repeated without asking.
func ExampleAdviceReason() {
	h := audit.NewHistory(audit.HistoryInput{Messages: audit.Fold([]audit.Record{{ID: "1", Company: "c1", At: time.Unix(0, 0), MessageID: "m", Status: delivery.StatusUncertain, Recipient: "+46705123456"}})})
	a := h.Advice()
	fmt.Println(a.SendAgain, a.Reason == audit.AdviceUncertain)
	fmt.Println(a.Message(locale.English))
	// Output:
	// false true
	// It is uncertain whether the latest message arrived. Ask the recipient before sending it again.
}
