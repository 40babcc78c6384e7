package staff_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/notify/notifytest"
	"github.com/budkavle/budkavle/notify/order"
	"github.com/budkavle/budkavle/notify/staff"
	"github.com/budkavle/budkavle/recipients"
	"github.com/budkavle/budkavle/templating/locale"
)

func articleSettings() staff.Settings {
	return staff.Settings{Articles: map[order.Kind]staff.ArticleAddresses{
		order.WorkOrder:    {ToOrder: recipients.MustParseList("inkop@example.com"), Ordered: recipients.MustParseList("ordered@example.com"), Delivered: recipients.MustParseList("lager@example.com,chef@example.com")},
		order.ServiceOrder: {ToOrder: recipients.MustParseList("service@example.com")},
	}}
}

// articles reads "1 to-order, 2 ordered": ID and state.
func articles(text string) (list []order.Article) {
	for one := range strings.SplitSeq(text, ", ") {
		if id, state, ok := strings.Cut(one, " "); ok {
			list = append(list, order.Article{ID: strings.TrimPrefix(id, "-"), Name: "artikel", Quantity: 1000, State: order.ArticleState(state)})
		}
	}
	return list
}

func TestR801ArticleMails(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		name, before, after string
		kind                order.Kind
		want                []string
	}{
		{"a new line", "", "1 to-order", order.WorkOrder, []string{"articles-to-order inkop@example.com 1"}},
		{"the same again", "1 to-order", "1 to-order", order.WorkOrder, nil},
		{"one more", "1 to-order", "2 to-order, 1 to-order", order.WorkOrder, []string{"articles-to-order inkop@example.com 2"}},
		{"one step on", "1 to-order, 2 to-order", "1 ordered, 2 to-order", order.WorkOrder, []string{"articles-ordered ordered@example.com 1"}},
		{"a step is skipped", "1 to-order", "1 delivered", order.WorkOrder, []string{"parts-delivered lager@example.com,chef@example.com 1"}},
		{"back to an earlier state", "1 delivered", "1 to-order", order.WorkOrder, nil},
		{"all states in one save", "1 to-order", "1 ordered, 2 to-order, 3 delivered, 4 to-order", order.WorkOrder, []string{"articles-to-order inkop@example.com 2,4", "articles-ordered ordered@example.com 1", "parts-delivered lager@example.com,chef@example.com 3"}},
		{"no state", "", "1 ", order.WorkOrder, nil},
		{"an unknown state", "", "1 lost", order.WorkOrder, nil},
		{"a line that is gone", "1 to-order", "", order.WorkOrder, nil},
		{"lines without an ID", "- to-order", "- to-order, - to-order", order.WorkOrder, []string{"articles-to-order inkop@example.com "}},
		{"a service order", "", "1 to-order, 2 ordered, 3 delivered", order.ServiceOrder, []string{"articles-to-order service@example.com 1"}},
		{"a quote", "", "1 to-order", order.Quote, nil},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			before, after := notifytest.Order(), notifytest.Order()
			before.Kind, after.Kind = row.kind, row.kind
			before.Articles, after.Articles = articles(row.before), articles(row.after)
			var got []string
			keys := map[string]bool{}
			for _, m := range staff.ArticleEmails(notifytest.Settings(), articleSettings(), before, after, nil, order.Actor{}, notifytest.Now()) {
				var ids []string
				for _, a := range m.Articles {
					ids = append(ids, a.ID)
				}
				got = append(got, string(m.Kind)+" "+m.To.String()+" "+strings.Join(ids, ","))
				letter, ok := m.Letter("save")
				require.True(t, ok)
				assert.False(t, keys[letter.Key], "a key of its own")
				keys[letter.Key] = true
				p, err := letter.Plan()
				require.NoError(t, err)
				assert.Len(t, p.Messages, len(m.To))
				assert.Equal(t, "AO462", p.Order.Number)
			}
			assert.Equal(t, row.want, got)
		})
	}
}

func TestR801AddressesOfKindsThatHaveNone(t *testing.T) {
	t.Parallel()
	s := articleSettings()
	s.Articles[order.ServiceOrder] = s.Articles[order.WorkOrder]
	s.Articles[order.Quote] = s.Articles[order.WorkOrder]
	for kind, want := range map[order.Kind]int{order.ServiceOrder: 1, order.Quote: 0} {
		o := notifytest.Order()
		o.Kind, o.Articles = kind, articles("1 to-order, 2 ordered, 3 delivered")
		assert.Len(t, staff.ArticleEmails(notifytest.Settings(), s, order.Order{}, o, nil, order.Actor{}, notifytest.Now()), want, kind)
	}
}

func TestR801WhatIsSaidOfAnArticle(t *testing.T) {
	t.Parallel()
	o := notifytest.Order()
	o.Articles = []order.Article{
		{ID: "1", Number: "1002", Name: "Portmotor", Quantity: 1234500, Unit: "st", State: order.ArticleToOrder},
		{ID: "2", Name: "Kabel", State: order.ArticleToOrder},
		{ID: "3", Quantity: 1000, State: order.ArticleToOrder},
		{ID: "4", Name: "Skruv", Quantity: 125, Unit: "kg", State: order.ArticleToOrder},
	}
	letter, _ := staff.ArticleEmails(notifytest.Settings(), articleSettings(), order.Order{}, o, nil, order.Actor{}, notifytest.Now())[0].Letter("save")
	for l, want := range map[string]string{
		"sv": "• 1002 Portmotor: 1\u00a0234,5 st\n• Kabel\n• 3: 1\n• Skruv: 0,125 kg",
		"en": "• 1002 Portmotor: 1,234.5 st\n• Kabel\n• 3: 1\n• Skruv: 0.125 kg",
	} {
		language, err := locale.Parse(l)
		require.NoError(t, err)
		text, err := letter.EmailText(language)
		require.NoError(t, err)
		assert.Contains(t, text.Body, want)
	}
}
