package order_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/budkavle/budkavle/notify/order"
	"github.com/budkavle/budkavle/templating/locale"
)

func TestR621KindsOfOrderHaveNames(t *testing.T) {
	t.Parallel()
	for _, l := range locale.BuiltIn() {
		for _, k := range order.Kinds() {
			name := k.Message(l)
			assert.NotEmpty(t, name)
			assert.NotContains(t, name, "-", "%s in %s has a name", k, l)
		}
	}
	assert.Equal(t, "serviceorder", order.ServiceOrder.Message(locale.Swedish))
	assert.Equal(t, "own", order.Kind("own").Message(locale.Swedish), "a kind of the host's own is its bare word")
}
