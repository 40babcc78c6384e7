package audit_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/audit"
	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/templating/locale"
)

// A visit that is moved time after time, and the user who deals with it.
func TestR703WhatWasDealtWithIsRedAgainWhenItChanges(t *testing.T) {
	t.Parallel()
	eight, nine, ten := visit("b", 9, 8, "Börje"), visit("b", 9, 9, "Börje"), visit("b", 9, 10, "Börje")
	p := newPage(anna).tell("1", annas, 0, eight, nine)
	deal := func(minutes int) {
		p.records = append(p.records, audit.Acknowledgement(p.history().Lines[0], audit.UserRef{Name: "Eva"}, at.Add(time.Duration(minutes)*time.Minute)))
	}
	require.True(t, p.history().Red())
	deal(1) // she was told by telephone
	h := p.history()
	assert.False(t, h.Red())
	assert.Equal(t, audit.StalenessFresh, h.Lines[0].Staleness, "she knows it as it is")
	assert.Equal(t, nine, h.Lines[0].Says())
	assert.Contains(t, h.Text(h.Lines[0], locale.English), "dealt with by Eva")

	p.in.Current["1"] = ten
	h = p.history()
	require.True(t, h.Red(), "moved once more")
	assert.Equal(t, "time 09:00–10:00 → 10:00–11:00", h.Booking.Changes[0].String(), "since she was called, not since the mail")
	p.in.Current["1"] = nine
	assert.False(t, p.history().Red(), "and back")

	deal(2) // as it is true now: she is off the list
	h = p.history()
	assert.Equal(t, nine, h.Lines[0].Says(), "which is still what she knows")
	assert.Equal(t, audit.StalenessFresh, h.Lines[0].Staleness)
	p.in.Current["1"] = ten
	h = p.history()
	assert.Equal(t, audit.StalenessStale, h.Lines[0].Staleness)
	assert.False(t, h.Red())
	deal(3) // and once more, though nothing is red
	p.in.Current["1"] = eight
	assert.False(t, p.history().Red(), "who is off the list does not come back")
}

func TestR703WhatWasTrueWhenItWasDealtWithIsNeverRed(t *testing.T) {
	t.Parallel()
	was, is := visit("b", 9, 8, "Börje"), visit("b", 9, 9, "Börje")
	p := newPage(anna).tell("1", annas, 0, was, was)
	p.records = append(p.records, audit.Acknowledgement(p.history().Lines[0], audit.UserRef{ID: "eva"}, at.Add(time.Minute)))
	require.Nil(t, p.records[1].Snapshot)
	p.in.Current["1"] = is
	assert.False(t, p.history().Red())
	h := p.history()
	assert.Contains(t, h.Text(h.Lines[0], locale.English), "dealt with by ")

	failed := newPage(anna).tell("1", annas, 0, was, was, func(r *audit.Record) { r.Status = delivery.StatusFailed })
	require.True(t, failed.history().Advice().SendAgain)
	failed.records = append(failed.records, audit.Acknowledgement(failed.history().Lines[0], audit.UserRef{ID: "eva"}, at.Add(time.Minute)))
	assert.Equal(t, audit.Advice{}, failed.history().Advice(), "a failure that somebody dealt with needs no advice")
}
