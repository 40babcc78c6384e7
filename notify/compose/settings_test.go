package compose_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/notify/compose"
	"github.com/budkavle/budkavle/notify/notifytest"
	"github.com/budkavle/budkavle/templating"
)

func TestSettingsAndOrdersComeBackFromJSON(t *testing.T) {
	t.Parallel()
	s := notifytest.Settings()
	s.Templates = []templating.MailTemplate{r405}
	s.Test.Allow = []string{"@example.se"}
	text, err := json.Marshal(s)
	require.NoError(t, err)
	var settings compose.Settings
	require.NoError(t, json.Unmarshal(text, &settings))
	assert.Equal(t, s, settings)

	text, err = json.Marshal(notifytest.Order())
	require.NoError(t, err)
	var order compose.Order
	require.NoError(t, json.Unmarshal(text, &order))
	assert.Equal(t, notifytest.Order(), order)

	require.NoError(t, json.Unmarshal([]byte(`{"company":{"id":"1","name":"A"}}`), &settings), "old JSON keeps loading")
	require.NoError(t, json.Unmarshal([]byte(`{}`), &compose.Settings{}))
}

func TestValidateNamesEveryProblem(t *testing.T) {
	t.Parallel()
	require.NoError(t, notifytest.Settings().Validate())
	bad := compose.Settings{
		Company: compose.Company{Accent: "blue"}, ShowLogo: true, Language: "xx", Zone: "Mars/Olympus", Region: "Sweden",
		MaxMailBytes: -1, Templates: []templating.MailTemplate{{ID: "a", Body: "{komp}"}, {ID: "a"}}, Test: compose.TestMode{Allow: []string{"nobody"}},
	}
	err := bad.Validate()
	for _, want := range []string{
		"company.id: is missing", "company.accent: \"blue\"", "company.logo: is missing", "language: \"xx\"", "zone: \"Mars/Olympus\"",
		"region: \"Sweden\"", "maxMailBytes: is -1", "templates[0]: template \"a\": body: templating: line 1, column 1: unknown-tag {komp}",
		"templates[1].id", "test.allow[0]",
	} {
		assert.ErrorContains(t, err, want)
	}
	require.NoError(t, notifytest.Order().Validate())
	err = compose.Order{Kind: "x", Link: "http://x"}.Validate()
	for _, want := range []string{"company: is missing", "number: is missing", "kind: is \"x\"", "link: "} {
		assert.ErrorContains(t, err, want)
	}
}

func TestForeignOrdersAreRefused(t *testing.T) {
	t.Parallel()
	o := notifytest.Order()
	o.Company = "annat-bolag"
	_, err := compose.NewDraft(notifytest.Settings(), o, compose.Request{Kind: compose.BookingConfirmation, Key: "k", Now: notifytest.Now()})
	require.ErrorContains(t, err, `belongs to company "annat-bolag"`)
}
