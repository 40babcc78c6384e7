package compose

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/templating"
)

func TestTemplatesAreCompiledOnce(t *testing.T) {
	t.Parallel()
	var c compiledTemplates
	template, tags := templating.EmailTemplate{ID: "a", Subject: "{orderRef}", Body: "Hej {company}"}, templating.DefaultTags()
	first, err := c.of(template, tags, "ten")
	require.NoError(t, err)
	again, err := c.of(template, tags, "ten")
	require.NoError(t, err)
	assert.Same(t, first.Body, again.Body)

	other := template
	other.Body += "!"
	changed, err := c.of(other, tags, "ten")
	require.NoError(t, err)
	assert.NotSame(t, first.Body, changed.Body, "another text")
	own := template
	own.Body = "{gate}"
	_, err = c.of(own, tags.With("gate"), "eleven")
	require.NoError(t, err)
	for range 2 {
		_, err = c.of(own, tags, "ten")
		assert.ErrorContains(t, err, "gate", "what another company may use is unknown here, each time")
	}
}

// Each of a template's texts counts, once, and so do the names of the tags.
func TestWhatACompiledTemplateTakes(t *testing.T) {
	t.Parallel()
	var c compiledTemplates
	for range 2 {
		_, err := c.of(templating.EmailTemplate{ID: "a", Subject: "Om {orderRef}", Body: "Hej {company}!", SMS: "Hej"}, templating.DefaultTags(), "ten")
		require.NoError(t, err)
		assert.Equal(t, len("Om {orderRef}")+len("Hej {company}!")+len("Hej")+len("ten"), c.bytes)
	}
}

func TestCompiledTemplatesAreBounded(t *testing.T) {
	t.Parallel()
	var c compiledTemplates
	for i := range maxCompiledCount + 10 {
		_, err := c.of(templating.EmailTemplate{ID: fmt.Sprint(i), Subject: "s", Body: "b"}, templating.DefaultTags(), "")
		require.NoError(t, err)
		require.LessOrEqual(t, len(c.had), maxCompiledCount)
	}
	large := strings.Repeat("x", templating.MaxBody-100)
	for i := range 2*maxCompiledBytes/len(large) + 1 {
		_, err := c.of(templating.EmailTemplate{ID: fmt.Sprint(i), Subject: "s", Body: large}, templating.DefaultTags(), "")
		require.NoError(t, err)
		assert.LessOrEqual(t, c.bytes, maxCompiledBytes)
	}
	assert.LessOrEqual(t, len(c.had), maxCompiledBytes/len(large))
}
