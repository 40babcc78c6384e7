package compose_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/notify/compose"
	"github.com/budkavle/budkavle/notify/notifytest"
	"github.com/budkavle/budkavle/notify/order"
)

func TestR619EverythingBelongsToACompany(t *testing.T) {
	t.Parallel()
	everyMessage(t, func(t *testing.T, rules compose.Rules, o order.Order) {
		own := planned(t, whole(t, rules, o))
		assert.Equal(t, "mitt-bolag", own.Company)
		for _, m := range own.Messages {
			if m.Email != nil {
				assert.Equal(t, "mitt-bolag", m.Email.Company)
			} else {
				assert.Equal(t, "mitt-bolag", m.SMS.Company)
			}
		}
		s := notifytest.Settings()
		r := notifytest.Request(rules.Kind)
		r.Comment = order.Comment{Text: "Hej", VisibleToCustomer: true}
		o.Company = "another"
		_, err := compose.NewDraft(s, o, r)
		require.ErrorContains(t, err, "belongs to company")
		o.Company = ""
		p, err := compose.NewDraft(s, o, r)
		require.NoError(t, err, "an order may leave its company to the settings")
		assert.Equal(t, rules.Kind, p.Kind())
		s.Company.ID = ""
		_, err = compose.NewDraft(s, o, r)
		require.ErrorContains(t, err, "Company.ID")
	})
}
