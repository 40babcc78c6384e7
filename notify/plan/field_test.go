package plan_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/budkavle/budkavle/notify/plan"
	"github.com/budkavle/budkavle/templating/locale"
)

// A form that is refused names the field by its label.
func ExampleField_Message() {
	fmt.Println(plan.FieldPhones.Message(locale.Swedish), "/", plan.FieldPhones.Message(locale.German))
	// Output: Mobilnummer / Mobilnummern
}

func TestR621FieldsHaveNames(t *testing.T) {
	t.Parallel()
	for _, l := range locale.BuiltIn() {
		for _, f := range []plan.Field{plan.FieldTo, plan.FieldFileName, plan.FieldSMSFrom, plan.FieldBooking} {
			assert.NotEqual(t, string(f), f.Message(l), l)
		}
	}
	assert.Equal(t, "own", plan.Field("own").Message(locale.Swedish))
}
