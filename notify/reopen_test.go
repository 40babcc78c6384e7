package notify_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/audit/delivery/reasons"
	"github.com/budkavle/budkavle/notify/codes"
	"github.com/budkavle/budkavle/notify/compose"
	"github.com/budkavle/budkavle/notify/notifytest"
	"github.com/budkavle/budkavle/notify/plan"
)

// A typed address that bounced before warns, and the user's edits stay.
func TestR618ATypedAddressIsKnownWhenTheFormComesBack(t *testing.T) {
	t.Parallel()
	h := notifytest.NewBench()
	h.Recorder.Fail("typed@example.se", &delivery.Failure{Class: delivery.Permanent, Fault: delivery.FaultRecipient, Reason: reasons.MailboxUnknown})
	request := compose.Request{Kind: compose.BookingConfirmation}
	open, err := h.Draft(ctx, notifytest.Order(), compose.Request{Kind: compose.BookingConfirmation, Key: "one"})
	require.NoError(t, err)
	form := open.Form()
	form.To = "Typed <typed@example.se>"
	draft, err := h.Reopen(ctx, notifytest.Order(), request, form)
	require.NoError(t, err)
	p, err := draft.Plan()
	require.NoError(t, err)
	_, err = h.Send(ctx, p)
	require.NoError(t, err)

	form.Key, form.Text = "two", "Egen text"
	draft, err = h.Reopen(ctx, notifytest.Order(), request, form)
	require.NoError(t, err)
	assert.Equal(t, "Egen text", draft.Text)
	warned := false
	for _, w := range draft.Warnings() {
		warned = warned || w.Code == codes.WarnBounced && w.Recipient == "typed@example.se"
	}
	assert.True(t, warned)
}

func TestR620ReopenShowsMistakesInTheForm(t *testing.T) {
	t.Parallel()
	h := notifytest.NewBench()
	draft, err := h.Reopen(ctx, notifytest.Order(), compose.Request{Kind: compose.BookingConfirmation}, compose.Form{Key: "k", Email: true, To: "nej", Text: "Hej"})
	require.NotNil(t, draft)
	require.Len(t, plan.FieldErrors(err), 1)
	assert.Equal(t, "nej", draft.Form().To)
	draft, err = h.Reopen(ctx, notifytest.Order(), compose.Request{Kind: "greeting"}, compose.Form{Key: "k"})
	require.Nil(t, draft, "there is nothing to show again")
	require.Len(t, plan.FieldErrors(err), 1)
	assert.Equal(t, plan.FieldKind, plan.FieldErrors(err)[0].Field)
}
