package notify_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	_ "time/tzdata"

	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/notify"
	"github.com/budkavle/budkavle/notify/compose"
	"github.com/budkavle/budkavle/notify/notifytest"
	"github.com/budkavle/budkavle/notify/order"
	"github.com/budkavle/budkavle/notify/plan"
	"github.com/budkavle/budkavle/recipients"
)

var ctx = context.Background()

// confirming is the request of a booking confirmation that nobody has asked for.
func confirming(key string) compose.Request {
	return compose.Request{Kind: compose.BookingConfirmation, Key: key, Now: notifytest.Now()}
}

// planOf plans a draft as a popup opens it, after edits as a user makes them.
func planOf(t *testing.T, s order.Settings, o order.Order, r compose.Request, edits ...func(*compose.Draft)) plan.Plan {
	t.Helper()
	d, err := compose.NewDraft(s, o, r)
	require.NoError(t, err)
	for _, edit := range edits {
		edit(d)
	}
	p, err := d.Plan()
	require.NoError(t, err)
	return p
}

// onePlan is a confirmation to one, as it opens.
func onePlan(t *testing.T, key string) plan.Plan {
	t.Helper()
	return planOf(t, notifytest.Settings(), notifytest.Order(), confirming(key))
}

// bookingPlan is a confirmation to two by mail and one by SMS.
func bookingPlan(t *testing.T, key string, changes ...func(*order.Settings)) plan.Plan {
	t.Helper()
	s, r := notifytest.Settings(), confirming(key)
	for _, change := range changes {
		change(&s)
	}
	r.Actor = order.Actor{ID: "eva", Name: "Eva"}
	return planOf(t, s, notifytest.Order(), r, func(d *compose.Draft) {
		d.To, d.SMS = recipients.MustParseList("anna@example.se,bo@example.se"), true
	})
}

func statuses(r notify.Result) string {
	var list []string
	for _, o := range r.Outcomes {
		list = append(list, string(o.Status))
	}
	return strings.Join(list, " ")
}

// done is an observer that is told of outcomes alone.
type done func()

func (done) Start(context.Context, *plan.Plan, *plan.Message) context.Context { return nil }

func (d done) Done(context.Context, *plan.Plan, notify.Outcome) { d() }

// confirmationTo is a confirmation to many.
func confirmationTo(t *testing.T, n int) plan.Plan {
	t.Helper()
	return planOf(t, notifytest.Settings(), notifytest.Order(), confirming("many"), func(d *compose.Draft) { d.To = many(n) })
}

func many(n int) (list recipients.List) {
	for i := range n {
		list = append(list, recipients.MustParseList(fmt.Sprintf("r%d@example.se", i))...)
	}
	return list
}
