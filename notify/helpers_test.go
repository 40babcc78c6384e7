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

// bookingPlan is a confirmation to two by mail and one by SMS.
func bookingPlan(t *testing.T, key string, changes ...func(*order.Settings)) plan.Plan {
	t.Helper()
	s := notifytest.Settings()
	for _, change := range changes {
		change(&s)
	}
	d, err := compose.NewDraft(s, notifytest.Order(), compose.Request{Kind: compose.BookingConfirmation, Key: key, Now: notifytest.Now(), Actor: order.Actor{ID: "eva", Name: "Eva"}})
	require.NoError(t, err)
	d.To = recipients.MustParseList("anna@example.se,bo@example.se")
	d.SMS = true
	p, err := d.Plan()
	require.NoError(t, err)
	return p
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
	d, err := compose.NewDraft(notifytest.Settings(), notifytest.Order(), compose.Request{Kind: compose.BookingConfirmation, Key: "many", Now: notifytest.Now()})
	require.NoError(t, err)
	d.To = nil
	for i := range n {
		d.To = append(d.To, recipients.MustParseList(fmt.Sprintf("r%d@example.se", i))...)
	}
	p, err := d.Plan()
	require.NoError(t, err)
	return p
}
