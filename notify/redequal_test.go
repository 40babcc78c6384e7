package notify_test

import (
	"encoding/json"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/notify/compose"
	"github.com/budkavle/budkavle/notify/notifytest"
	"github.com/budkavle/budkavle/notify/order"
	"github.com/budkavle/budkavle/pdf"
	"github.com/budkavle/budkavle/recipients"
	"github.com/budkavle/budkavle/templating"
)

// An order that went through the host's tables, or whose fields came back from a web form,
// says what it said: no message of any kind turns red by it, while the log has its texts and
// once they were dropped.
func TestR703AnOrderThatCameBackIsUnchanged(t *testing.T) {
	t.Parallel()
	for _, rules := range compose.Kinds() {
		for _, o := range notifytest.Orders() {
			if !slices.Contains(rules.Orders, o.Kind) {
				continue
			}
			for _, language := range []string{"sv", "fi"} {
				t.Run(string(rules.Kind)+" from "+string(o.Kind)+" in "+language, func(t *testing.T) {
					t.Parallel()
					h := notifytest.NewBench()
					h.Desk = h.For(taggedSettings(language))
					o := taggedOrder(o)
					d, err := h.Draft(ctx, o, notifytest.Request(rules.Kind))
					require.NoError(t, err)
					if len(d.To) == 0 {
						d.To = recipients.MustParseList("anna@example.se")
					}
					if d.Text == "" {
						d.Text = "Hej"
					}
					d.SMS = len(d.Phones) > 0
					p, err := d.Plan()
					require.NoError(t, err)
					_, err = h.Send(ctx, p)
					require.NoError(t, err)
					h.Clock.Advance(time.Hour)

					text, err := json.Marshal(o)
					require.NoError(t, err)
					var stored order.Order
					require.NoError(t, json.Unmarshal(text, &stored))
					typed := o.Clone()
					typed.Changed, typed.Customer.Name, typed.Description = h.Clock.Now(), " "+o.Customer.Name+" ", o.Description+"\r\n"
					typed.Tags["portkod"] = "12\n34"
					unchanged := func(when string) {
						for name, back := range map[string]order.Order{"stored": stored, "typed": typed} {
							history, err := h.History(ctx, back)
							require.NoError(t, err)
							assert.False(t, history.Red(), "%s, %s", name, when)
							assert.Empty(t, history.Advice().Reason)
						}
					}
					unchanged("with its texts")
					dropped, err := h.Log.DropBodies(ctx, o.Company, h.Clock.Now())
					require.NoError(t, err)
					require.Positive(t, dropped)
					unchanged("after they were dropped")
				})
			}
		}
	}
}

// taggedSettings are settings whose own texts say what orders hold.
func taggedSettings(language string) order.Settings {
	s := notifytest.Settings()
	s.Language, s.ExtraTags = language, []string{"portkod"}
	s.ReadyMessage = "Er ref {customerOrderNumber} {futureBookings} {portkod}"
	s.Templates[0].Body = "Hej {futureBookings} {portkod} {customerOrderNumber}"
	s.BookingTemplates = []order.BookingTemplate{{Order: order.WorkOrder, EmailTemplate: templating.EmailTemplate{
		ID: "besok", Subject: "Besök {orderRef}", Body: "Vi kommer {nextBookingDate} {portkod} {serviceObjects}",
	}}}
	return s
}

// taggedOrder is an order with all that the texts of taggedSettings ask for.
func taggedOrder(o order.Order) order.Order {
	o = o.Clone()
	o.ReadyForInvoicing, o.CustomerOrderNumber = true, "K1"
	o.Tags = map[string]string{"portkod": "12\r\n34"}
	o.Users = []order.User{{Name: "Karin", Email: "karin@example.se", Customer: true}}
	o.Facility = order.Party{Name: "Centralstationen", Address: []string{"Gatan 1"}}
	o.Facts = []pdf.Fact{{Label: "Villkor", Value: "30 dagar"}}
	return o
}
