package templating_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/templating"
)

func TestButtonLinks(t *testing.T) {
	t.Parallel()
	for link, want := range map[string]bool{
		"https://host.example/order/1":   true,
		"https://localhost/":             true,
		"http://localhost":               true,
		"http://localhost:8080/order/1":  true,
		"http://LOCALHOST/":              true,
		"http://mitt-bolag.localhost/":   true,
		"http://127.0.0.1:8080/":         true,
		"http://127.8.8.8/":              true,
		"http://[::1]:8080/":             true,
		"http://host.example/":           false,
		"http://localhost.example/":      false,
		"http://127.0.0.1.example/":      false,
		"http://notlocalhost/":           false,
		"http://localhost@host.example/": false,
		"http://eva@localhost/":          false,
		"http://10.0.0.1/":               false,
		"http://0.0.0.0/":                false,
		"http://[::]/":                   false,
		"http://localhost/\"x":           false,
		"http://":                        false,
		"http:///x":                      false,
		"HTTP://localhost/":              false,
		"javascript:alert(1)":            false,
		"//localhost/":                   false,
		"":                               false,
	} {
		assert.Equal(t, want, templating.IsButtonLink(link), link)
		_, _, err := templating.Layout{Button: templating.Button{Label: "Order", URL: link}}.Render()
		if want || link == "" {
			require.NoError(t, err, link)
		} else {
			require.Error(t, err, link)
		}
	}
}

func ExampleIsButtonLink() {
	fmt.Println(templating.IsButtonLink("https://host.example/orders/462"), templating.IsButtonLink("http://localhost:8080/orders/462"), templating.IsButtonLink("http://host.example/orders/462"))
	// Output: true true false
}
