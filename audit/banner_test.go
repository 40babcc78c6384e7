package audit_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/budkavle/budkavle/audit"
	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/templating/locale"
)

// The banner names people alike whoever's message was through first.
func TestR702TheBannerIsInOneOrder(t *testing.T) {
	t.Parallel()
	one := func(to string) func(*audit.Record) { return func(r *audit.Record) { r.Recipient, r.Key = to, "form" } }
	late := []string{"z@example.se", "y@example.se"}
	for _, order := range [][]string{{"cia@example.se", "anna@example.se", "bo@example.se"}, {"bo@example.se", "cia@example.se", "anna@example.se"}} {
		slices.Reverse(late)
		var records []audit.Record
		for i, to := range order {
			records = append(records, event(to, i, delivery.StatusSent, one(to)))
		}
		records = append(records, event("x", 9, delivery.StatusBounced, one(late[0])), event("y", 10, delivery.StatusBounced, one(late[1])))
		h := audit.NewHistory(audit.HistoryInput{Messages: audit.Fold(records)})
		assert.Contains(t, h.Banner(locale.Swedish), " till anna@example.se, bo@example.se, cia@example.se av Eva; nådde inte y@example.se, z@example.se")
	}
}

// Of two who were told, the one who knows it otherwise is named; where all do, nobody.
func TestR703TheMarkSaysWhoIsNotTold(t *testing.T) {
	t.Parallel()
	was, is := visit("b", 6, 7, "Börje"), visit("b", 6, 8, "Börje")
	both := newPage(anna, bo).tell("1", annas, 0, was, is).tell("2", bos, 1, was, is).history()
	assert.Equal(t, "tid 07:00–08:00 → 08:00–09:00", both.Booking.Message(locale.Swedish))
	again := newPage(anna, bo).tell("1", annas, 0, was, is).tell("2", bos, 1, was, is).tell("3", annas, 2, is, is).history()
	assert.Equal(t, "tid 07:00–08:00 → 08:00–09:00 (inte meddelat till "+bos+")", again.Booking.Message(locale.Swedish))
	assert.Equal(t, "time 07:00–08:00 → 08:00–09:00 (not told to "+bos+")", again.Booking.Message(locale.English))
	assert.Empty(t, again.Sending.Message(locale.Swedish))
	failed := newPage(anna, bo).tell("1", bos, 0, was, is).tell("2", annas, 1, is, is, func(r *audit.Record) { r.Status = delivery.StatusFailed }).history()
	assert.Equal(t, "tid 07:00–08:00 → 08:00–09:00", failed.Booking.Message(locale.Swedish), "who got nothing knows nothing")
}
