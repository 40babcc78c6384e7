package recipients_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/recipients"
	"github.com/budkavle/budkavle/templating/locale"
)

func TestSuggest(t *testing.T) {
	t.Parallel()
	list := recipients.Suggest([]recipients.Contact{
		{Name: "Faktura", Email: "faktura@x.se", Source: recipients.InvoiceAddress},
		{Name: "Östen", Email: "osten@x.se", Source: recipients.CustomerContact},
		{Name: "Ärla", Email: "arla@x.se", Source: recipients.CustomerContact},
		{Name: "Åke", Email: "ake@x.se", Source: recipients.CustomerContact},
		{Name: "zeb", Email: "zeb@x.se", Source: recipients.CustomerContact},
		{Name: "Anna Ek", Email: "anna@x.se", Source: recipients.OrderContact},
		{Name: "Anna Ek", Email: "anna@X.se", Source: recipients.FacilityContact, Facility: "Centralstationen"},
		{Email: "info@x.se", Source: recipients.CustomerContact},
		{Name: "Ingen", Source: recipients.CustomerContact},
	}, locale.Swedish)
	var labels []string
	for _, s := range list {
		labels = append(labels, s.Label)
	}
	assert.Equal(t, []string{
		"info@x.se", "Anna Ek (Centralstationen) anna@x.se", "zeb zeb@x.se", "Åke ake@x.se", "Ärla arla@x.se", "Östen osten@x.se", "Faktura faktura@x.se",
	}, labels) // R111
	require.Len(t, list.Preselected(), 1)
	assert.Equal(t, []recipients.Source{recipients.OrderContact, recipients.FacilityContact}, list.Preselected()[0].Sources) // R110
	assert.Len(t, list.Search("central"), 1)                                                                                 // R112
	assert.Empty(t, list.Search("central zeb"))
}

func TestSuggestPhones(t *testing.T) {
	t.Parallel()
	got := recipients.SuggestPhones([]recipients.Contact{
		{Name: "Bo", Phone: "+46705123456"}, {Name: "Eva", Phone: "0705123456"}, {Name: "Åsa"},
	}, "SE", locale.Swedish)
	require.Len(t, got.Suggestions, 1)
	require.Len(t, got.LeftOut, 2) // R113
	assert.Equal(t, recipients.NoCountryCode, got.LeftOut[0].Err.Reason)
	assert.Equal(t, "+46705123456", got.LeftOut[0].Err.Suggestion)
	assert.Contains(t, got.LeftOut[1].Message(locale.English), "Åsa has no mobile number")
}
