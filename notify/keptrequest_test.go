package notify_test

import (
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/audit/delivery/reasons"
	"github.com/budkavle/budkavle/notify/compose"
	"github.com/budkavle/budkavle/notify/notifytest"
	"github.com/budkavle/budkavle/notify/order"
)

// posted is a form as a browser posts what a page shows.
func posted(t *testing.T, f compose.Form) compose.Form {
	t.Helper()
	v, err := url.ParseQuery(f.Values().Encode())
	require.NoError(t, err)
	return compose.ParseForm(v)
}

// A host that keeps a popup's request, its key with it, can send the form again that it
// was told to send again.
func TestR612AKeptRequestTakesTheKeyOfTheNextTry(t *testing.T) {
	t.Parallel()
	kept := compose.Request{Kind: compose.BookingConfirmation, Key: "kept", Actor: order.Actor{ID: "eva", Name: "Eva"}}
	t.Run("something else was sent", func(t *testing.T) {
		t.Parallel()
		h := notifytest.NewBench()
		open, err := h.Open(ctx, notifytest.Order(), kept)
		require.NoError(t, err)
		first, err := h.Submit(ctx, notifytest.Order(), kept, posted(t, open.Form))
		require.NoError(t, err)
		require.True(t, first.Sent)
		for i, text := range []string{"Ring mig", "Ring mig genast"} {
			open.Form.Text = text // the form of another tab
			other, err := h.Submit(ctx, notifytest.Order(), kept, posted(t, open.Form))
			require.NoError(t, err)
			require.False(t, other.Sent)
			assert.Contains(t, strings.Join(other.Form.Show.Errors, " "), "redan skickat något annat")
			for range i + 1 { // until its key is none that was used
				form := posted(t, other.Form)
				other, err = h.Submit(ctx, notifytest.Order(), kept, form)
				require.NoError(t, err)
				again, err := h.Submit(ctx, notifytest.Order(), kept, form)
				require.NoError(t, err)
				assert.Equal(t, other.Sent, again.Sent && again.Result.Duplicate, "a double click sends once")
			}
			require.True(t, other.Sent)
			require.Len(t, h.Recorder.Emails(), i+2)
		}
	})
	t.Run("nobody got anything", func(t *testing.T) {
		t.Parallel()
		h := notifytest.NewBench()
		for _, wrong := range []string{"anna@example.se", "bo@example.se"} {
			h.Recorder.Fail(wrong, &delivery.Failure{Class: delivery.Permanent, Fault: delivery.FaultRecipient, Reason: reasons.Timeout})
		}
		open, err := h.Open(ctx, notifytest.Order(), kept)
		require.NoError(t, err)
		form := posted(t, open.Form)
		for _, to := range []string{"anna@example.se", "bo@example.se", "cia@example.se"} {
			form.To = to
			popup, err := h.Submit(ctx, notifytest.Order(), kept, form)
			require.NoError(t, err)
			require.Equal(t, to == "cia@example.se", popup.Sent)
			form = posted(t, popup.Form)
		}
		h.Recorder.AssertEmail(t, "cia@example.se")
	})
	t.Run("another form's key", func(t *testing.T) {
		t.Parallel()
		h := notifytest.NewBench()
		open, err := h.Open(ctx, notifytest.Order(), kept)
		require.NoError(t, err)
		for _, key := range []string{"", "other", "other~2", "kept~1", "kept~02", "kept~", "kept~2~2", "kept~101000"} {
			form := posted(t, open.Form)
			form.Key = key
			popup, err := h.Check(ctx, notifytest.Order(), kept, form)
			require.NoError(t, err)
			assert.Equal(t, "kept", popup.Plan.Key, key)
		}
	})
}
