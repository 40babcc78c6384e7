package crashtest_test

import (
	"fmt"
	"testing"

	"github.com/budkavle/budkavle/notify/crashtest"
)

// What a host writes whose outbox is in a database of its own.
func ExampleHost() {
	host := crashtest.Host{
		Child: "TestCrashChild",
		New:   func(t *testing.T) string { return t.TempDir() + "/crm.db" },
		Open:  func(t *testing.T, where string) crashtest.LoggedOutbox { t.Skip("not there: ", where); return nil },
	}
	_ = func(t *testing.T) { host.Kill(t, crashtest.Points(0)...) } // TestSIGKILL
	_ = func(t *testing.T) { host.Trial(t, 300) }                   // TestThreeProcesses
	_ = func(t *testing.T) { host.RunChild(t) }                     // TestCrashChild
}

func ExampleCrash() {
	fmt.Println(len(crashtest.Points(0)), "kills, the first:", crashtest.Points(0)[0])
	// Output: 42 kills, the first: greeting 1 in flight 1 resend false
}

func ExampleSum() {
	fmt.Println(crashtest.Sum{Kills: 1, Messages: 4, Sent: 3, Held: 1})
	// Output: 1 kills, 4 messages: 3 sent, 1 held, 0 second copies
}

// River's worker is the host's own.
func ExampleWork() {
	host := crashtest.Host{}
	host.Work = nil // a function that sends by the Worker of a [crashtest.Work] until its context ends
	fmt.Println(host.Work == nil)
	// Output: true
}
