package invalid_test

import (
	"errors"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/notify/order/invalid"
	"github.com/budkavle/budkavle/templating"
	"github.com/budkavle/budkavle/templating/locale"
)

// unreadable is a cause with words of its own.
type unreadable struct{}

func (unreadable) Error() string { return "recipients: cannot be read" }

func (unreadable) Message(l locale.Language) string { return "ord på " + l.Tag() }

// refused are some errors of a page.
func refused(paths ...string) error {
	var list []*invalid.Error
	for _, path := range paths {
		list = append(list, invalid.Refuse(path, invalid.Missing))
	}
	return invalid.Join(list)
}

// What cannot be read says why in the user's words, and for the log once in those of the
// cause; so does a template.
func TestTheCauseOfWhatCannotBeRead(t *testing.T) {
	t.Parallel()
	value := invalid.Refuse("from.address", invalid.Value)
	value.Err = unreadable{}
	assert.Equal(t, "ord på sv", value.Message(locale.Swedish))
	assert.Equal(t, "from.address: recipients: cannot be read", value.Error())

	_, err := templating.EmailTemplate{Subject: "{kompani}"}.Compile(templating.DefaultTags())
	problem, ok := errors.AsType[templating.Problem](err)
	require.True(t, ok)
	template := invalid.Refuse("templates[0].subject", invalid.Template)
	template.Err = problem
	assert.Equal(t, problem.Message(locale.Swedish), template.Message(locale.Swedish))
	assert.Equal(t, "templates[0].subject: "+problem.Error(), template.Error())

	plain := invalid.Refuse("region", invalid.Value)
	plain.Err = errors.New("odd")
	assert.Equal(t, "region: odd", plain.Error())
	assert.NotContains(t, plain.Message(locale.Swedish), "odd", "what has no words for people is not shown to them")
}

// A mistake stands at its input, else at that of the field around it, else at the first
// within it, else at the top of the page with its path.
func TestAMistakeStandsAtTheNearestInput(t *testing.T) {
	t.Parallel()
	const said = "Saknas: fyll i något."
	for name, c := range map[string]struct {
		paths, inputs string
		want          map[string]string
	}{
		"none":                             {"", "a", map[string]string{}},
		"its own":                          {"a.b", "a.b a", map[string]string{"a.b": said}},
		"a field around":                   {"a.b[2].c", "a.b a", map[string]string{"a.b": said}},
		"a list around":                    {"a[2].c", "a b", map[string]string{"a": said}},
		"the first within":                 {"a", "a.d a.b b", map[string]string{"a.b": said}},
		"the first within a list":          {"a", "a[1] a[0] ab", map[string]string{"a[0]": said}},
		"one that only begins alike":       {"a", "ab", map[string]string{"": "a: " + said}},
		"nowhere":                          {"a.b", "c", map[string]string{"": "a.b: " + said}},
		"two of one input":                 {"a.b a.c", "a", map[string]string{"a": said + " " + said}},
		"two nowhere":                      {"a b", "c", map[string]string{"": "a: " + said + " b: " + said}},
		"each at its own":                  {"a b", "a b", map[string]string{"a": said, "b": said}},
		"a name that is empty is no input": {"a", " ", map[string]string{"": "a: " + said}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			posted := url.Values{}
			for _, input := range strings.Split(c.inputs, " ") {
				posted.Set(input, "x")
			}
			assert.Equal(t, c.want, invalid.InputMessages(refused(strings.Fields(c.paths)...), posted, locale.Swedish))
		})
	}
}

// Places of a list are numbers, before what has a name; all of one field stay as they came.
func TestMistakesInTheOrderOfTheirPaths(t *testing.T) {
	t.Parallel()
	var paths []string
	for _, e := range invalid.Errors(refused("b", "a.x", "a[10]", "a[9].z", "a[9]", "a[9].c", "")) {
		paths = append(paths, e.Path)
	}
	assert.Equal(t, []string{"", "a[9]", "a[9].c", "a[9].z", "a[10]", "a.x", "b"}, paths)
	require.NoError(t, invalid.Join(nil))
}
