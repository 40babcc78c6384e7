package compose_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	_ "time/tzdata"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/notify/compose"
	"github.com/budkavle/budkavle/notify/notifytest"
	"github.com/budkavle/budkavle/notify/order"
	"github.com/budkavle/budkavle/notify/plan"
)

// draft is what the popup of a kind of message opens with; a free message that opens
// with nothing has words.
func draft(t *testing.T, s order.Settings, o order.Order, r compose.Request) *compose.Draft {
	t.Helper()
	d, err := compose.NewDraft(s, o, r)
	require.NoError(t, err)
	if r.Kind == compose.FreeMessage && d.Text == "" {
		d.Text = "Vi har hittat era nycklar."
	}
	return d
}

// confirmation is the draft of the sample order's booking confirmation.
func confirmation(t *testing.T, s order.Settings) *compose.Draft {
	t.Helper()
	return draft(t, s, notifytest.Order(), notifytest.Request(compose.BookingConfirmation))
}

// planned plans a draft that can be planned.
func planned(t *testing.T, d *compose.Draft) plan.Plan {
	t.Helper()
	p, err := d.Plan()
	require.NoError(t, err)
	require.NoError(t, p.Verify())
	return p
}

// refusal is the one reason why a draft cannot be planned.
func refusal(t *testing.T, d *compose.Draft) *plan.FieldError {
	t.Helper()
	p, err := d.Plan()
	require.Error(t, err)
	assert.Empty(t, p.Messages, "no plan beside an error")
	list := plan.FieldErrors(err)
	require.Len(t, list, 1, "%v", err)
	assert.NotContains(t, list[0].Message(d.Language()), "compose.refused", "every refusal has words")
	return list[0]
}

func codesOf(warnings []plan.Warning) string {
	var list []string
	for _, w := range warnings {
		list = append(list, string(w.Code))
	}
	return strings.Join(list, " ")
}

// everyMessage runs a test for every kind of message from every kind of order
// that it can be sent from.
func everyMessage(t *testing.T, run func(t *testing.T, rules compose.Rules, o order.Order)) {
	t.Helper()
	for _, rules := range compose.Kinds() {
		for _, o := range notifytest.Orders() {
			if !slices.Contains(rules.Orders, o.Kind) {
				continue
			}
			o.Users = []order.User{{Name: "Karin", Email: "karin@example.se", Customer: true}}
			t.Run(string(rules.Kind)+" from "+string(o.Kind), func(t *testing.T) {
				t.Parallel()
				run(t, rules, o)
			})
		}
	}
}

// throughJSON is a value that was kept as JSON in between.
func throughJSON[T any](t *testing.T, value T) T {
	t.Helper()
	text, err := json.Marshal(value)
	require.NoError(t, err)
	var back T
	require.NoError(t, json.Unmarshal(text, &back))
	return back
}

// fork is a draft of its own with what another has.
func fork(d *compose.Draft) *compose.Draft {
	c := *d
	return &c
}
