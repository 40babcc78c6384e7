package audit_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/budkavle/budkavle/audit"
	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/audit/delivery/reasons"
	"github.com/budkavle/budkavle/audit/snapshots"
)

// gone is how a mailbox that does not exist answers.
func gone(r *audit.Record) {
	r.Status, r.Failure = delivery.StatusBounced, &delivery.Failure{Class: delivery.Permanent, Fault: delivery.FaultRecipient, Reason: reasons.MailboxUnknown}
}

func uncertain(r *audit.Record) { r.Status = delivery.StatusUncertain }

func failed(f delivery.Failure) func(*audit.Record) {
	return func(r *audit.Record) { r.Status, r.Failure = delivery.StatusFailed, &f }
}

var (
	laterOn    = delivery.Failure{Class: delivery.Temporary, Fault: delivery.FaultRecipient}
	notAllowed = delivery.Failure{Class: delivery.Permanent, Fault: delivery.FaultMessage}
)

// An address that came back is not advised again; what says nothing of it does not change
// that, and what arrived there since does.
func TestR703AdviceTakesAnotherWayThanTheOneThatIsClosed(t *testing.T) {
	t.Parallel()
	a, b := visit("a", 9, 7, "Börje"), visit("b", 9, 7, "Börje")
	const number = "+46705123456"
	for name, c := range map[string]struct {
		page *page
		who  string
	}{
		"it came back": {newPage(anna).tell("1", annas, 0, a, a, gone), number},
		"it came back, and the next is on its way":  {newPage(anna).tell("1", annas, 0, a, a, gone).tell("2", annas, 1, b, b, status(delivery.StatusQueued)), number},
		"it came back, and the next failed for now": {newPage(anna).tell("1", annas, 0, a, a, gone).tell("2", annas, -1, b, b, failed(laterOn)), number},
		"another arrived there since":               {newPage(anna).tell("1", annas, 0, a, a, gone).tell("2", annas, 1, b, b), annas},
		"another is on its way":                     {newPage(anna).tell("1", annas, 0, a, a, failed(notAllowed)).tell("2", annas, 1, b, b, status(delivery.StatusQueued)), annas},
		"another failed without a word of whom":     {newPage(anna).tell("1", annas, 0, a, a, failed(notAllowed)).tell("2", annas, -1, b, b, failed(laterOn)), annas},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			assert.Equal(t, []string{c.who}, c.page.history().Advice().Recipients)
		})
	}
}

func status(s delivery.Status) func(*audit.Record) { return func(r *audit.Record) { r.Status = s } }

// Whoever has left the order is not written to: those who are on it are, and where there is
// nobody somebody has to be told otherwise.
func TestR703AdviceInThePlaceOfWhoHasLeft(t *testing.T) {
	t.Parallel()
	a, b := visit("a", 9, 7, "Börje"), visit("b", 9, 7, "Börje")
	assert.Equal(t, audit.Advice{SendAgain: true, Reason: audit.AdviceFailed, Recipients: []string{bos}}, newPage(bo).tell("1", annas, 0, a, a, gone).history().Advice())
	assert.Equal(t, audit.Advice{Reason: audit.AdviceTell}, newPage().tell("1", annas, 0, a, a, gone).history().Advice(), "nobody is on the order")
	typedSince := newPage(bo).tell("1", annas, 0, a, a, failed(notAllowed)).tell("2", annas, 1, b, b, typed)
	assert.Equal(t, []string{bos}, typedSince.history().Advice().Recipients, "she was on the order, though her address was typed since")
	stranger := newPage(bo).tell("1", annas, 0, a, a, failed(notAllowed), typed)
	assert.Equal(t, []string{annas}, stranger.history().Advice().Recipients, "who was typed is asked again")
}

// What is uncertain is about the one who perhaps has it, wherever they are now.
func TestR703AnUncertainMessageNamesWhoPerhapsHasIt(t *testing.T) {
	t.Parallel()
	a, b := visit("a", 9, 7, "Börje"), visit("b", 9, 7, "Börje")
	want := audit.Advice{Reason: audit.AdviceUncertain, Recipients: []string{annas}}
	assert.Equal(t, want, newPage(bo).tell("1", annas, 0, a, a, uncertain).history().Advice(), "she has left")
	assert.Equal(t, want, newPage(anna).tell("1", annas, 1, a, a, uncertain).tell("2", annas, 0, b, b, gone).history().Advice(), "her address is closed")
	p := newPage(anna).tell("1", annas, 0, a, a, uncertain)
	p.in.Unsendable = []string{"booking-confirmation"}
	assert.Equal(t, want, p.history().Advice(), "nothing is to be sent, so it does not matter what can be")
}

// The worst of one sending is what counts, whenever each of its messages failed; messages
// without a key are a sending of their own each.
func TestR703TheWorstOfASendingWhenItsMessagesFailAtTheirOwnTimes(t *testing.T) {
	t.Parallel()
	a := visit("a", 9, 7, "Börje")
	page := func(key string) *page {
		with := func(r *audit.Record) { r.Key = key }
		return newPage(anna, bo).tell("1", annas, 0, a, a, failed(notAllowed), with).tell("2", bos, 5, a, a, failed(laterOn), with)
	}
	assert.Equal(t, audit.Advice{SendAgain: true, Reason: audit.AdviceRefused, Recipients: []string{annas}}, page("form").history().Advice())
	assert.Equal(t, audit.Advice{SendAgain: true, Reason: audit.AdviceLater, Recipients: []string{bos}}, page("").history().Advice())
}

// A booking message that names no visit, such as one about the order's address, is not over.
func TestR703AFailedBookingMessageWithoutVisits(t *testing.T) {
	t.Parallel()
	address := snapshot(snapshots.ScopeBooking, snapshots.Field{Name: snapshots.FieldAddress, Value: "A"})
	h := newPage(anna).tell("1", annas, 0, address, address, failed(notAllowed)).history()
	assert.Equal(t, []string{annas}, h.Advice().Recipients)
}

// Everybody who is to be written to is named, in one order.
func TestR703AdviceIsInOneOrder(t *testing.T) {
	t.Parallel()
	a := visit("a", 9, 7, "Börje")
	for _, order := range [][]string{{annas, bos}, {bos, annas}} {
		p := newPage(anna, bo)
		for i, who := range order {
			p.tell(who, who, i, a, a, failed(notAllowed), func(r *audit.Record) { r.Key = "form" })
		}
		assert.Equal(t, []string{annas, bos}, p.history().Advice().Recipients)
	}
}

// A tester who stands in for somebody on the order knows nothing for them: who left was told
// for real, and it is still to be mended.
func TestR703ATestMessageExcusesNobody(t *testing.T) {
	t.Parallel()
	was, is := visit("b", 9, 7, "Börje"), visit("b", 9, 8, "Börje")
	toTester := func(r *audit.Record) { r.Test, r.IntendedFor = audit.TestRedirected, bos }
	p := newPage(bo).tell("1", annas, 0, was, is).tell("2", "test@example.com", 1, is, is, toTester, typed)
	assert.True(t, p.history().Red())
	assert.False(t, p.tell("3", bos, 2, is, is).history().Red(), "told for real, Bo excuses her")
	// And the other way round: what the tester read for her is mended by what was said to Bo.
	p = newPage(bo).tell("1", "test@example.com", 0, was, is, func(r *audit.Record) { r.Test, r.IntendedFor = audit.TestRedirected, annas })
	assert.True(t, p.history().Red())
	assert.False(t, p.tell("2", "test@example.com", 1, is, is, toTester, typed).history().Red())
}

// Who left by one name may have had two numbers: the second is somebody else's.
func TestR703TwoNumbersOfOneNameMayBeTwoPeople(t *testing.T) {
	t.Parallel()
	was, is := visit("b", 9, 7, "Börje"), visit("b", 9, 8, "Börje")
	named := func(r *audit.Record) { r.RecipientName = "Anna" }
	bySMS := func(r *audit.Record) { r.Channel = delivery.SMS }
	p := newPage(bo).tell("1", annas, 2, is, is, named).tell("2", "+46705123456", 1, is, is, named, bySMS)
	assert.False(t, p.history().Red())
	assert.True(t, p.tell("3", "+46705999999", 0, was, is, named, bySMS).history().Red())
}

// What was redirected to a tester was meant for somebody, also where they are not on the order.
func TestR703ATesterReadsForWhomItWasMeant(t *testing.T) {
	t.Parallel()
	was, is := visit("b", 6, 7, "Börje"), visit("b", 6, 8, "Börje")
	redirected := func(r *audit.Record) { r.Test, r.IntendedFor = audit.TestRedirected, annas }
	p := newPage(anna, bo).tell("1", "test@example.com", 0, was, is, redirected, typed)
	assert.Equal(t, []string{annas}, p.history().Advice().Recipients)
	assert.True(t, p.tell("2", bos, 1, is, is).history().Red(), "Bo was told, and Anna not")
	assert.False(t, p.tell("3", annas, 2, is, is, typed).history().Red(), "she was told for real")
	kept := newPage(anna).tell("1", annas, 0, was, is, typed, func(r *audit.Record) { r.IntendedFor = bos }) // nothing was redirected
	assert.False(t, kept.tell("2", annas, 1, is, is).history().Red())
	when := newPage(anna).tell("1", annas, 0, was, is, func(r *audit.Record) { r.Test = audit.TestRedirected }) // for whom is not known
	assert.False(t, when.tell("2", annas, 1, is, is, func(r *audit.Record) { r.Test = audit.TestRedirected }).history().Red())
}
