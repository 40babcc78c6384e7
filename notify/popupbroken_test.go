package notify_test

import (
	"maps"
	"net/url"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/audit"
	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/notify/compose"
	"github.com/budkavle/budkavle/notify/notifytest"
	"github.com/budkavle/budkavle/notify/order"
	"github.com/budkavle/budkavle/notify/plan"
	"github.com/budkavle/budkavle/notify/rights"
	"github.com/budkavle/budkavle/templating/locale"
)

// What no page of ours has given is the browser's fault and not the host's: an error
// that a handler answers 400.
func TestR620APostThatNoPageGaveIsTheBrowsersFault(t *testing.T) {
	t.Parallel()
	h := notifytest.NewBench()
	draft, err := h.Draft(ctx, notifytest.Order(), notifytest.Request(compose.BookingConfirmation))
	require.NoError(t, err)
	whole := draft.Form().Values()
	spoil := func(name string, value ...string) url.Values {
		v := maps.Clone(whole)
		v[name] = value
		return v
	}
	for name, posted := range map[string]url.Values{
		"nothing": {}, "another page's form": {"csrf": {"x"}, "action": {"send"}}, "no key": spoil(compose.InputKey), "no request": spoil(compose.InputRequest),
		"half a request": spoil(compose.InputRequest, `{"kind":"booking-conf`), "another type": spoil(compose.InputRequest, `[1]`),
		"a key that nobody keeps": spoil(compose.InputKey, "\xff"), "a key with a NUL": spoil(compose.InputKey, "a\x00b"),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, checked := h.Check(ctx, notifytest.Order(), compose.Request{}, compose.ParseForm(posted))
			popup, submitted := h.Submit(ctx, notifytest.Order(), compose.Request{}, compose.ParseForm(posted))
			assert.False(t, popup.Sent)
			for _, err := range []error{checked, submitted} {
				require.ErrorIs(t, err, compose.ErrForm)
				require.Len(t, plan.FieldErrors(err), 1)
				assert.Equal(t, plan.FieldForm, plan.FieldErrors(err)[0].Field)
				assert.Equal(t, "Formuläret kom inte tillbaka i sin helhet: öppna det på nytt.", plan.FieldErrors(err)[0].Message(locale.Swedish))
			}
		})
	}
}

// A link to a page of the log that somebody has written by hand is no fault of the store.
func TestR621ACursorThatNoPageGaveIsTheBrowsersFault(t *testing.T) {
	t.Parallel()
	h := notifytest.NewBench()
	chef := order.Actor{ID: "chef", Roles: []string{rights.Admin}}
	for _, cursor := range []string{"x", "1", "9.", ".", "1.2.3", "' OR 1=1", "99999999999999999999.1"} {
		_, err := h.Messages(ctx, audit.Query{Cursor: cursor}, chef)
		require.ErrorIs(t, err, audit.ErrCursor, cursor)
		require.ErrorIs(t, err, audit.ErrQuery, cursor)
		_, err = h.UserLog(ctx, "eva", cursor, chef)
		require.ErrorIs(t, err, audit.ErrCursor, cursor)
	}
	for _, q := range []audit.Query{{Recipient: "\x00"}, {Kind: "\xff"}, {Statuses: []delivery.Status{"gone"}}} {
		_, err := h.Messages(ctx, q, chef)
		require.ErrorIs(t, err, audit.ErrQuery)
		require.NotErrorIs(t, err, audit.ErrCursor)
	}
}
