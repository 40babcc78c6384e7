package compose_test

import (
	"html/template"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/notify/compose"
	"github.com/budkavle/budkavle/notify/notifytest"
)

// Suggestions to tick beside the field are inputs of its name: nobody is dropped.
func TestR620SeveralInputsOfAName(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		name string
		to   []string
		want string
	}{
		{"none", nil, ""},
		{"one, as it was typed", []string{" anna@example.se ,x"}, " anna@example.se ,x"},
		{"the field and two that were ticked", []string{"anna@example.se", "Örjan <orjan@example.se>", "info@example.se"}, "anna@example.se, Örjan <orjan@example.se>, info@example.se"},
		{"an empty field and one that was ticked", []string{"", "info@example.se"}, "info@example.se"},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			f := compose.ParseForm(url.Values{"to": row.to, "phones": row.to})
			assert.Equal(t, row.want, f.To)
			assert.Equal(t, row.want, f.Phones)
		})
	}
}

// A template is listed by the name that the company gave it, or by its subject.
func TestR306HowTemplatesAreListed(t *testing.T) {
	t.Parallel()
	s := notifytest.Settings()
	s.Templates[0].Name = ""
	for _, want := range []string{s.Templates[0].Subject, "Uppföljning"} {
		draft, err := compose.NewDraft(s, notifytest.Order(), compose.Request{Kind: compose.TemplateEmail, Template: s.Templates[0].ID, Key: "k", Now: notifytest.Now()})
		require.NoError(t, err)
		assert.Equal(t, want, draft.Form().Show.Templates[0].Label)
		s.Templates[0].Name = "Uppföljning"
	}
}

// A page finds what stands beside an input by the input's name.
func TestR620WhatStandsBesideAnInput(t *testing.T) {
	t.Parallel()
	draft, err := compose.NewDraft(notifytest.Settings(), notifytest.Order(), notifytest.Request(compose.BookingConfirmation))
	require.NoError(t, err)
	form := draft.Form()
	form.To = "ingen adress"
	require.Error(t, draft.Apply(form))
	form = draft.Form()
	var page strings.Builder
	require.NoError(t, template.Must(template.New("").Parse(`{{(.Show.Field "to").Error}}|{{(.Show.Field "nothing").Error}}`)).Execute(&page, &form))
	words, none, _ := strings.Cut(page.String(), "|")
	assert.Contains(t, words, "ingen adress")
	assert.Empty(t, none)
}

// A form that has come back and has no key, or no kind of message, is not one that a page
// gave.
func TestCheckFormRefusesWhatNoPageGave(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		change func(*compose.Request)
		ok     bool
	}{
		"as a page gives it": {func(*compose.Request) {}, true},
		"no key":             {func(r *compose.Request) { r.Key = "" }, false},
		"no kind":            {func(r *compose.Request) { r.Kind = "" }, false},
		"a broken key":       {func(r *compose.Request) { r.Key = "a\xff" }, false},
		"a NUL in the key":   {func(r *compose.Request) { r.Key = "a\x00b" }, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := notifytest.Request(compose.BookingConfirmation)
			c.change(&r)
			err := r.CheckForm()
			if c.ok {
				assert.NoError(t, err)
			} else {
				assert.ErrorIs(t, err, compose.ErrForm)
			}
		})
	}
}
