package order_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/budkavle/budkavle/notify/order"
	"github.com/budkavle/budkavle/templating/locale"
)

// estonian is a host's own language: English in all but its name.
func estonian() locale.Table {
	t := locale.English.Table()
	t.Tag, t.Name = "et", "eesti"
	return t
}

func ExampleLanguages() {
	settings := order.Settings{Language: "fi", Languages: []locale.Table{estonian()}}
	known := settings.BuildLanguages()
	fmt.Println(known.Of("et-EE"), known.Of("fr"), known.Of("", "de"))
	_, ok := known.Find("fr")
	fmt.Println(ok)
	// Output:
	// eesti suomi Deutsch
	// false
}

func TestR408LanguagesOfTheHost(t *testing.T) {
	t.Parallel()
	english := estonian()
	english.Tag, english.Name = "en", "English of ours"
	for _, c := range []struct {
		name     string
		settings order.Settings
		tags     []string
		want     string
	}{
		{"none", order.Settings{}, nil, "svenska"},
		{"unknown company's", order.Settings{Language: "xx"}, []string{"yy"}, "svenska"},
		{"the company's", order.Settings{Language: "nn"}, []string{"", "yy"}, "norsk bokmål"},
		{"the first that is known", order.Settings{}, []string{"xx", "da-DK", "de"}, "dansk"},
		{"the host's", order.Settings{Languages: []locale.Table{estonian()}}, []string{"ET_ee"}, "eesti"},
		{"the host's company's", order.Settings{Language: "et", Languages: []locale.Table{estonian()}}, nil, "eesti"},
		{"in the place of a built-in one", order.Settings{Languages: []locale.Table{{Tag: "en"}, english}}, []string{"en"}, "English of ours"},
		{"one that does not work", order.Settings{Languages: []locale.Table{{Tag: "en"}}}, []string{"en"}, "English"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			assert.Equal(t, c.want, c.settings.BuildLanguages().Of(c.tags...).String())
			assert.Equal(t, c.want, c.settings.LanguageOf(c.tags...).String())
		})
	}
}

// A host's language is built once, however often it is looked up.
func TestR408LanguagesAreBuiltOnce(t *testing.T) {
	settings := order.Settings{Languages: []locale.Table{estonian()}}
	known := settings.BuildLanguages()
	first, _ := known.Find("et")
	again, _ := known.Find("et-EE")
	assert.Equal(t, first, again)
	assert.True(t, first == again, "the same language, not one like it")
	assert.Zero(t, testing.AllocsPerRun(100, func() { known.Of("et") }))
}
