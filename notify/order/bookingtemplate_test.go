package order_test

import (
	"fmt"
	"testing"

	"github.com/budkavle/budkavle/notify/notifytest"
	"github.com/budkavle/budkavle/notify/order"
	"github.com/budkavle/budkavle/templating"
	"github.com/budkavle/budkavle/templating/locale"
	"github.com/stretchr/testify/assert"
)

// A booking's own text is found by order, case and language.
func TestR407BookingTemplatesByOrderCaseAndLanguage(t *testing.T) {
	t.Parallel()
	s := notifytest.Settings()
	s.Language = "nb"
	add := func(kind order.Kind, in order.BookingCase, language string) {
		id := fmt.Sprint(kind, " ", in, " ", language)
		s.BookingTemplates = append(s.BookingTemplates, order.BookingTemplate{Order: kind, Case: in, Language: language, EmailTemplate: templating.EmailTemplate{ID: id}})
	}
	add(order.WorkOrder, "", "xx") // nobody's
	add(order.WorkOrder, "", "fi")
	add(order.WorkOrder, "", "")
	add(order.ServiceOrder, order.CaseCancelled, "sv-SE")
	for _, row := range []struct {
		kind order.Kind
		in   order.BookingCase
		l    locale.Language
		want string
	}{
		{order.WorkOrder, order.CaseNew, locale.Norwegian, "work-order  "},
		{order.WorkOrder, order.CaseNew, locale.Finnish, "work-order  fi"},
		{order.WorkOrder, order.CaseNew, locale.Swedish, ""},
		{order.WorkOrder, order.CaseChanged, locale.Norwegian, ""},
		{order.ServiceOrder, order.CaseCancelled, locale.Swedish, "service-order cancelled sv-SE"},
		{order.ServiceOrder, order.CaseCancelled, locale.Norwegian, ""},
		{order.ServiceOrder, order.CaseNew, locale.Swedish, ""},
		{order.ContactOrder, order.CaseNew, locale.Norwegian, ""},
	} {
		got, ok := s.BookingTemplate(row.kind, row.in, row.l)
		assert.Equal(t, row.want != "", ok, row)
		assert.Equal(t, row.want, got.ID, row)
	}
}
