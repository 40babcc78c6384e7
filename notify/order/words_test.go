package order_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/budkavle/budkavle/audit"
	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/notify/order"
	"github.com/budkavle/budkavle/notify/plan"
	"github.com/budkavle/budkavle/smsgw"
	"github.com/budkavle/budkavle/smsgw/elks46"
	"github.com/budkavle/budkavle/templating/locale"
)

// What a page shows has words in every language, and a value of the host's own shows
// itself.
func TestR621WhatAPageShowsHasWords(t *testing.T) {
	t.Parallel()
	type teller interface{ Message(locale.Language) string }
	for want, of := range map[string]teller{
		"behöver inte beställas": order.ArticleState(""), "att beställa": order.ArticleToOrder, "levererad": order.ArticleDelivered,
		"nytt besök": order.BookingCase(""), "avbokat besök": order.CaseCancelled,
		"e-post": delivery.Email, "SMS": delivery.SMS,
		"testläge: inget skickades": audit.TestDryRun, "": audit.TestOutcome(""),
		"E-post": plan.FieldEmail,
		"3 till 11 av A–Z, a–z och 0–9, en bokstav först": elks46.NameRule().Verdict(smsgw.SenderName{}),
		"A–Z":   smsgw.NameRule{Rule: "A–Z"}.Verdict(smsgw.SenderName{}),
		"own":   order.ArticleState("own"),
		"fax":   delivery.Channel("fax"),
		"other": order.BookingCase("other"),
	} {
		assert.Equal(t, want, of.Message(locale.Swedish))
	}
	for _, l := range locale.BuiltIn() {
		if l.Tag() == "sv" {
			continue
		}
		for _, of := range []teller{order.ArticleToOrder, order.CaseChanged, elks46.NameRule().Verdict(smsgw.SenderName{}), audit.TestRedirected} {
			assert.NotEqual(t, of.Message(locale.Swedish), of.Message(l), l.Tag())
		}
	}
}
