package templating_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/budkavle/budkavle/templating"
)

// A number in an attribute is kept up to the last that leaves a mail in its place.
func TestR305NumbersUpToTheirLast(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ last, first string }{
		{`<img src="cid:x" height="4000">`, `<img src="cid:x" height="4001">`},
		{`<table width="100%">`, `<table width="101%">`},
		{`<table border="30">`, `<table border="31">`},
		{`<table><tr><td colspan="50">`, `<table><tr><td colspan="51">`},
		{`<table><tr><td colspan="1">`, `<table><tr><td colspan="0">`},
	} {
		assert.Contains(t, templating.Sanitize(c.last, templating.Policy{}), `="`+lastNumber(c.last)+`"`, c.last)
		assert.NotContains(t, templating.Sanitize(c.first, templating.Policy{}), `="`+lastNumber(c.first)+`"`, c.first)
	}
	assert.Equal(t, `<img src="cid:x" width="544">`, templating.Sanitize(`<img src="cid:x" width="544">`, templating.Policy{}), "as wide as the card's text")
	for _, wide := range []string{"545", "900", "+900px", "1e9", "Inf"} {
		assert.Equal(t, `<img src="cid:x" width="100%">`, templating.Sanitize(`<img src="cid:x" width="`+wide+`">`, templating.Policy{}), wide)
	}
}

// lastNumber is the value of the last attribute.
func lastNumber(markup string) string {
	end := len(markup) - 2
	start := end
	for markup[start-1] != '"' {
		start--
	}
	return markup[start:end]
}

// A known name in an angle bracket that is not closed is told where HTML would go on
// with attributes or with its end, and nowhere else.
func TestR301AnUnclosedAngleName(t *testing.T) {
	t.Parallel()
	for source, want := range map[string]bool{
		"<company\nclass=x": true, "<company class=x": true, "<company/ hej": true,
		"<company; hej": false, "<company, hej": false, "<company": false, "<company>": false, "<company\n>": false,
	} {
		told := slices.ContainsFunc(templating.ParseHTML(source, templating.BuiltInTags()).Problems(), func(p templating.Problem) bool { return p.Code == templating.UnclosedTag })
		assert.Equal(t, want, told, "%q", source)
	}
}
