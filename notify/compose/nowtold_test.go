package compose_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/audit"
	"github.com/budkavle/budkavle/audit/snapshots"
	"github.com/budkavle/budkavle/notify/compose"
	"github.com/budkavle/budkavle/notify/notifytest"
	"github.com/budkavle/budkavle/notify/order"
	"github.com/budkavle/budkavle/pdf"
)

// changedSince are the fields of what a snapshot told that are no longer so.
func changedSince(kind string, snap *snapshots.Snapshot, s order.Settings, o order.Order) []string {
	m := audit.Message{ID: "m", Kind: kind, Snapshot: snap}
	var fields []string
	for _, d := range snapshots.Compare(snap, compose.Current(s, o, []audit.Message{m}, notifytest.Now())["m"]) {
		fields = append(fields, d.Field)
	}
	return fields
}

// Whatever a paper lists is told as a whole: what comes into a list that was empty is a
// change, also when what the paper said is no longer kept.
func TestR703WhatComesIntoAListOfAPaper(t *testing.T) {
	t.Parallel()
	amount := pdf.Money{Minor: 100, Currency: "SEK"}
	for name, c := range map[string]struct {
		change func(*order.Order)
		list   string // "" where nothing has changed
	}{
		"nothing": {func(*order.Order) {}, ""},
		"a line":  {func(o *order.Order) { o.Content.Lines = []pdf.Line{{Article: "1", Name: "Bult", Quantity: 1000}} }, "lines"},
		"a total": {func(o *order.Order) { o.Content.Totals = []pdf.Total{{Label: "Summa", Amount: amount}} }, "totals"},
		"a checklist": {func(o *order.Order) {
			o.Content.Checklists = []pdf.Checklist{{Title: "Besiktning", Checks: []pdf.Check{{Name: "Nödstopp"}}}}
		}, "checks"},
		"a check": {func(o *order.Order) {
			o.Content.Checklists = []pdf.Checklist{{Checks: []pdf.Check{{Name: "Nödstopp", Result: "OK"}}}}
		}, "checks"},
		"a measurement": {func(o *order.Order) { o.Content.Measurements = []pdf.Measurement{{Name: "Kraft", Value: "12 N"}} }, "measurements"},
		"an object":     {func(o *order.Order) { o.ServiceObjects = []order.ServiceObject{{Name: "Port", MachineNumber: "M9"}} }, "objects"},
		"a party":       {func(o *order.Order) { o.InvoicedTo.Name = "Moderbolaget" }, "parties"},
		"a fact":        {func(o *order.Order) { o.Facts = []pdf.Fact{{Label: "Portkod", Value: "1234"}} }, "facts"},
		"a photo":       {func(o *order.Order) { o.Content.Photos = []pdf.Picture{{Name: "bild.png", Data: pixel}} }, "photos"},
		"a signature":   {func(o *order.Order) { o.Content.Signatures = []pdf.Signature{{Name: "Anna"}} }, "signatures"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, o := notifytest.Settings(), order.Order{Kind: order.WorkOrder, ID: "1", Number: "AO1", ContactPerson: order.Contact{Email: "anna@example.se"}}
			kept := planned(t, draft(t, s, o, notifytest.Request(compose.OrderConfirmation))).Snapshot
			dropped := kept.Clone()
			dropped.Drop()
			c.change(&o)
			kind := string(compose.OrderConfirmation)
			if c.list == "" {
				assert.Empty(t, changedSince(kind, kept, s, o))
				assert.Empty(t, changedSince(kind, throughJSON(t, dropped), s, o))
				return
			}
			assert.NotEmpty(t, changedSince(kind, kept, s, o))
			assert.Contains(t, changedSince(kind, throughJSON(t, dropped), s, o), c.list)
		})
	}
}

// A picture is told by the beginning of its hash: enough to tell it from another, and short
// where a change of it is shown.
func TestR703APictureIsToldShortly(t *testing.T) {
	t.Parallel()
	o := notifytest.Order()
	o.Content.Photos = []pdf.Picture{{Name: "bild.png", Data: picture(t, 10, 10)}, {Name: "utan.png", SHA256: "abc", Data: picture(t, 11, 11)}}
	var told []string
	for _, f := range planned(t, draft(t, notifytest.Settings(), o, notifytest.Request(compose.OrderConfirmation))).Snapshot.Fields {
		if f.List == "photos" && f.Name == "photo" {
			told = append(told, f.Value)
			assert.LessOrEqual(t, len(f.Value), 8)
		}
	}
	require.Len(t, told, 2)
	assert.NotEqual(t, told[0], told[1])
}

// A template tells of the next visit what its tags say: the day alone is not changed by
// another hour, and a visit whose time was not told is still known to be gone.
func TestR703WhatATemplateTellsOfTheNextVisit(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		body   string
		change func(*order.Order)
		want   []string
	}{
		"the day, another hour":            {"{nextBookingDate}", func(o *order.Order) { o.Bookings[0].Start = o.Bookings[0].Start.Add(time.Hour) }, nil},
		"the day, another day":             {"{nextBookingDate}", func(o *order.Order) { *o = moved() }, []string{"date"}},
		"the day, another one":             {"{nextBookingDate}", func(o *order.Order) { o.Bookings[0].Technicians = []string{"Eva"} }, nil},
		"the day, it is gone":              {"{nextBookingDate}", func(o *order.Order) { o.Bookings = nil }, []string{"cancelled"}},
		"who comes, another day":           {"{nextBookingName}", func(o *order.Order) { *o = moved() }, nil},
		"who comes, another one":           {"{nextBookingName}", func(o *order.Order) { o.Bookings[0].Technicians = []string{"Eva"} }, []string{"technician"}},
		"who comes, it is gone":            {"{nextBookingName}", func(o *order.Order) { o.Bookings = nil }, []string{"cancelled"}},
		"the hours, another hour":          {"{nextBookingTime}", func(o *order.Order) { o.Bookings[0].Start = o.Bookings[0].Start.Add(time.Hour) }, []string{"time"}},
		"both, another day":                {"{nextBookingDate} {nextBookingTime}", func(o *order.Order) { *o = moved() }, []string{"time"}},
		"the day, and all of it in a list": {"{nextBookingDate} {futureBookings}", func(o *order.Order) { *o = moved() }, []string{"time"}},
		"both, saved anew as it is":        {"{nextBookingDate} {nextBookingTime}", func(o *order.Order) { o.Bookings[0].ID = "b-9" }, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, o := notifytest.Settings(), notifytest.Order()
			s.Templates[0].Subject, s.Templates[0].Body = "Hej", c.body
			snap := planned(t, draft(t, s, o, notifytest.Request(compose.TemplateEmail))).Snapshot
			c.change(&o)
			assert.Equal(t, c.want, changedSince(string(compose.TemplateEmail), throughJSON(t, snap), s, o))
		})
	}
}
