package main

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/notify/compose"
	"github.com/budkavle/budkavle/notify/notifytest"
)

func TestConfirmation(t *testing.T) {
	host := notifytest.NewBench()
	draft, err := compose.NewDraft(notifytest.Settings(), notifytest.Order(), notifytest.Request(compose.BookingConfirmation))
	require.NoError(t, err)
	draft.SMS = true
	plan, err := draft.Plan()
	require.NoError(t, err)
	_, err = host.Send(t.Context(), plan)
	require.NoError(t, err)
	host.Recorder.AssertEmail(t, "anna@example.se", "fredag 06 oktober, 07:00 – 10:00")
	host.Recorder.AssertSMS(t, "+46705123456", "07:00 - 10:00")
}
