package compose_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/booking"
	"github.com/budkavle/budkavle/notify/compose"
	"github.com/budkavle/budkavle/notify/email"
	"github.com/budkavle/budkavle/notify/notifytest"
	"github.com/budkavle/budkavle/notify/order"
	"github.com/budkavle/budkavle/pdf"
)

// A paper has the company with its logo, every party, what the order says of itself
// and the visits to come, in the company's own time.
func TestR503WhatAPaperIsMadeFrom(t *testing.T) {
	t.Parallel()
	s, o := notifytest.Settings(), notifytest.Order()
	s.Company.Website, s.Company.Extra = "mitt-bolag.example", []string{"Bankgiro 1-1"}
	s.Company.Logo = email.File{Data: picture(t, 100, 20)}
	o.CustomerOrderNumber, o.Facts = "K-1", []pdf.Fact{{Label: "Portkod", Value: "1234"}, {Label: "Tom"}}
	o.Customer.Address, o.Customer.OrgNumber, o.Customer.Phone = []string{"Ekvägen 1"}, "769600-1234", "090-1"
	o.Facility, o.InvoicedTo = order.Party{Name: "Porten"}, order.Party{Name: "Ekonomi AB"}
	later := o.Bookings[0]
	later.ID, later.Start, later.End, later.Place = "b-2", later.Start.AddDate(0, 0, 7), later.End.AddDate(0, 0, 7), "Garaget"
	o.Bookings = []booking.Booking{later, o.Bookings[0]}
	paper := func() pdf.Document {
		var drawn seen
		r := notifytest.Request(compose.OrderConfirmation)
		r.Renderer = &drawn
		planned(t, draft(t, s, o, r))
		return drawn.doc
	}
	doc := paper()
	assert.Equal(t, pdf.Letterhead{
		Name: "Mitt bolag", Address: []string{"Storgatan 1", "111 22 Stockholm"}, Phone: "08-123 45 67", Email: "info@example.com", Web: "mitt-bolag.example",
		OrgNumber: "556000-0000", Details: []string{"Bankgiro 1-1"}, Logo: pdf.Picture{Name: "logo", Data: s.Company.Logo.Data},
	}, doc.Company)
	assert.Equal(t, []pdf.AddressBlock{
		{Role: pdf.RoleCustomer, Name: "kund", Lines: []string{"Ekvägen 1"}, OrgNumber: "769600-1234", Phone: "090-1"}, {Role: pdf.RoleFacility, Name: "Porten"}, {Role: pdf.RoleInvoicedTo, Name: "Ekonomi AB"},
	}, doc.Parties)
	assert.Equal(t, []pdf.Fact{
		{Label: pdf.FactCustomerOrderNumber, Value: "K-1"},
		{Label: pdf.FactContactPerson, Value: "Anna Ek, +46705123456"},
		{Label: pdf.FactBooking, Value: "Börje, fredag 06 oktober, 07:00 – 10:00\nBörje, fredag 13 oktober, 07:00 – 10:00, Garaget"},
		{Label: "Portkod", Value: "1234"},
	}, doc.Facts)
	assert.Equal(t, "2023-10-02 14:05", doc.Date.Format("2006-01-02 15:04"), "without a date of its own the day of sending")
	assert.Equal(t, "AO462", doc.Number)

	s.Company.Logo = email.File{Name: "ny.png", Data: s.Company.Logo.Data}
	assert.Equal(t, "ny.png", paper().Company.Logo.Name)
	s.Company.Logo = email.File{Name: "borta.png"}
	assert.Zero(t, paper().Company.Logo)
}

// The visits of a protocol stand in the order in which they took place.
func TestR503TheVisitsOfAProtocolInTheirOrder(t *testing.T) {
	t.Parallel()
	o := notifytest.Order()
	first := o.Bookings[0]
	second := first
	second.ID, second.Start, second.End = "b-2", first.Start.AddDate(0, 0, 1), first.End.AddDate(0, 0, 1)
	o.Bookings = []booking.Booking{second, first}
	var drawn seen
	r := notifytest.Request(compose.WorkProtocol)
	r.Renderer, r.Now = &drawn, second.End.Add(time.Hour)
	planned(t, draft(t, notifytest.Settings(), o, r))
	require.Len(t, drawn.doc.Visits, 2)
	assert.Equal(t, "b-1", drawn.doc.Visits[0].ID)
	assert.Equal(t, "b-2", o.Bookings[0].ID, "the host's order is as it was")
}

// A colour that is none is told, wherever the settings come from.
func TestAPaperOfABadColour(t *testing.T) {
	t.Parallel()
	s := notifytest.Settings()
	s.Company.Accent = "rött"
	_, err := draft(t, s, notifytest.Order(), notifytest.Request(compose.OrderConfirmation)).Plan()
	require.ErrorContains(t, err, "rött")
}
