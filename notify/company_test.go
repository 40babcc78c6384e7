package notify_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/notify"
	"github.com/budkavle/budkavle/notify/compose"
	"github.com/budkavle/budkavle/notify/notifytest"
)

func TestR619CompaniesAreApart(t *testing.T) {
	t.Parallel()
	var asked []string
	h := notifytest.NewBench(func(c *notify.Config) {
		c.Senders = func(_ context.Context, company string) (notify.Senders, error) {
			asked = append(asked, company)
			return notify.Senders{}, nil
		}
	})
	r, err := h.Send(ctx, bookingPlan(t, "form"))
	require.NoError(t, err)
	assert.Equal(t, []string{"mitt-bolag"}, asked)
	assert.Equal(t, delivery.Configuration, r.Outcomes[0].Failure.Class)
	o := notifytest.Order()
	o.Company = "another"
	s := notifytest.Settings()
	s.Company.ID = "another"
	history, err := h.For(s).History(ctx, o)
	require.NoError(t, err)
	assert.Empty(t, history.Lines)
}

func TestR619SettingsOfAnotherCompany(t *testing.T) {
	t.Parallel()
	h := notifytest.NewBench()
	s := notifytest.Settings()
	s.Company.ID = "other"
	_, err := h.For(s).History(ctx, notifytest.Order())
	require.ErrorContains(t, err, `the desk of "other"`)
	_, err = h.For(s).Complete(ctx, notifytest.Order(), compose.Request{})
	require.ErrorContains(t, err, `the desk of "other"`)
}
