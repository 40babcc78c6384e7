package compose_test

import (
	"reflect"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/audit/snapshots"
	"github.com/budkavle/budkavle/notify/compose"
	"github.com/budkavle/budkavle/notify/notifytest"
	"github.com/budkavle/budkavle/notify/order"
)

// eachText calls do with every text of a value that is not of a type of its own.
func eachText(v reflect.Value, do func(reflect.Value)) {
	switch v.Kind() {
	case reflect.String:
		if v.CanSet() && v.Type().PkgPath() == "" {
			do(v)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				eachText(v.Field(i), do)
			}
		}
	case reflect.Slice:
		for i := range v.Len() {
			eachText(v.Index(i), do)
		}
	}
}

// An order whose texts come from a form is the order that it was: nothing is red, no
// popup is stale and no mail differs because of line ends.
func TestR620LineEndsOfAnOrderAreNoChange(t *testing.T) {
	t.Parallel()
	everyMessage(t, func(t *testing.T, rules compose.Rules, o order.Order) {
		with := func(end string) *compose.Draft {
			c := o.Clone()
			c.Description, c.Content.Terms = "En\nTvå", "En\nTvå"
			for i := range c.Bookings {
				c.Bookings[i].Place, c.Bookings[i].Title = "En\nTvå", "En\nTvå"
			}
			for i := range c.Content.Lines {
				c.Content.Lines[i].Name += "\nTvå"
			}
			eachText(reflect.ValueOf(&c).Elem(), func(v reflect.Value) { v.SetString(strings.ReplaceAll(v.String(), "\n", end)) })
			r := notifytest.Request(rules.Kind)
			r.Comment.Text = "Ett" + end + "Två"
			return draft(t, notifytest.Settings(), c, r)
		}
		open := with("\n")
		if len(open.To) == 0 {
			open.To = notifytest.Settings().PurchaseOrderTo
		}
		p := planned(t, open)
		for _, end := range []string{"\r\n", "\r"} {
			d := with(end)
			require.NoError(t, d.Apply(posted(open.Form())))
			other := planned(t, d)
			assert.Equal(t, p.ContentHash(), other.ContentHash(), "%q", end)
			assert.Empty(t, snapshots.Compare(p.Snapshot, other.Snapshot), "%q", end)
			assert.Equal(t, p.Snapshot.Whole, other.Snapshot.Whole)
			for i, m := range p.Messages {
				if m.Email != nil && m.Email.Calendar != nil {
					assert.Equal(t, string(m.Email.Calendar.Data), string(other.Messages[i].Email.Calendar.Data))
				}
			}
		}
	})
}
