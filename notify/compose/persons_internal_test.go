package compose

import (
	"fmt"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/budkavle/budkavle/audit"
	"github.com/budkavle/budkavle/audit/snapshots"
	"github.com/budkavle/budkavle/notify/order"
)

// A contact who stands in several places is one person; two who share an address and
// have different names are two.
func TestPersonsOnce(t *testing.T) {
	t.Parallel()
	anna := order.Contact{Name: "Anna", Email: "anna@example.se", Phone: "+46705123456"}
	for name, c := range map[string]struct {
		contacts []order.Contact
		want     []audit.Person
	}{
		"nobody": {[]order.Contact{{Name: "Anna"}}, nil},
		"twice":  {[]order.Contact{anna, anna}, []audit.Person{{Name: "Anna", Addresses: []string{"anna@example.se", "+46705123456"}}}},
		"by the number alone": {
			[]order.Contact{anna, {Name: "Anna", Email: "anna@firma.se", Phone: "+46705123456"}},
			[]audit.Person{{Name: "Anna", Addresses: []string{"anna@example.se", "+46705123456", "anna@firma.se"}}},
		},
		"two of one address": {
			[]order.Contact{anna, {Name: "Bo", Email: "anna@example.se"}},
			[]audit.Person{{Name: "Anna", Addresses: []string{"anna@example.se", "+46705123456"}}, {Name: "Bo", Addresses: []string{"anna@example.se"}}},
		},
		"without a name it is the first's": {
			[]order.Contact{anna, {Name: "Bo", Email: "anna@example.se"}, {Email: "anna@example.se,x@example.se"}},
			[]audit.Person{{Name: "Anna", Addresses: []string{"anna@example.se", "+46705123456", "x@example.se"}}, {Name: "Bo", Addresses: []string{"anna@example.se"}}},
		},
		"a name comes later": {
			[]order.Contact{{Email: "anna@example.se"}, anna},
			[]audit.Person{{Name: "Anna", Addresses: []string{"anna@example.se", "+46705123456"}}},
		},
		"what joined leads on": {
			[]order.Contact{{Name: "Anna", Email: "a@example.se"}, {Name: "Anna", Email: "a@example.se,b@example.se"}, {Name: "Anna", Email: "b@example.se,c@example.se"}},
			[]audit.Person{{Name: "Anna", Addresses: []string{"a@example.se", "b@example.se", "c@example.se"}}},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			assert.Equal(t, c.want, persons(order.Settings{}, order.Order{Customer: order.Party{Contacts: c.contacts}}))
		})
	}
	main := persons(order.Settings{}, order.Order{ContactPerson: anna, Customer: order.Party{Contacts: []order.Contact{anna}}})
	assert.Equal(t, []audit.Person{{Name: "Anna", Addresses: []string{"anna@example.se", "+46705123456"}, Main: true}}, main)
}

// What a person was told at any of their addresses and numbers, they were told.
func TestTheirAddresses(t *testing.T) {
	t.Parallel()
	o := order.Order{Customer: order.Party{Contacts: []order.Contact{
		{Name: "Anna", Email: "Anna@example.se", Phone: "+46705123456"}, {Name: "Bo", Email: "bo@example.se"}, {Name: "Bodil", Email: "bo@example.se", Phone: "+46705123457"},
	}}}
	for name, c := range map[string]struct {
		chosen     []order.Contact
		yes, other []string
	}{
		"by the other address": {[]order.Contact{{Email: "anna@EXAMPLE.se"}}, []string{"anna@example.se", "+46705123456"}, []string{"bo@example.se", "+46705123457", "x@example.se"}},
		"by the number":        {[]order.Contact{{Phone: "+46 705-12 34 56"}}, []string{"anna@example.se", "+46705123456"}, []string{"bo@example.se"}},
		"a stranger":           {[]order.Contact{{Email: "x@example.se"}}, []string{"x@example.se"}, []string{"anna@example.se", "bo@example.se"}},
		"of two the first":     {[]order.Contact{{Phone: "+46705123457"}}, []string{"+46705123457"}, []string{"bo@example.se", "anna@example.se"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := &Draft{order: o, chosen: c.chosen}
			for _, address := range c.yes {
				assert.True(t, d.isTheirs(&audit.Message{Recipient: address}), address)
				assert.True(t, d.isTheirs(&audit.Message{Recipient: "test@example.se", IntendedFor: address}), fmt.Sprint("meant for ", address))
			}
			for _, address := range c.other {
				assert.False(t, d.isTheirs(&audit.Message{Recipient: address}), address)
			}
		})
	}
	assert.True(t, (&Draft{order: o}).isTheirs(&audit.Message{Recipient: "x@example.se"}), "of nobody in particular")
}

// The fields of an item are found wherever they stand, and the snapshot stays as it is.
func TestItemFieldsApart(t *testing.T) {
	t.Parallel()
	field := func(item, name string) snapshots.Field { return snapshots.Field{Item: item, Name: name} }
	s := &snapshots.Snapshot{Fields: []snapshots.Field{field("a", "1"), field("a", "2"), field("b", "1"), field("a", "3"), field("b", "2"), field("c", "1"), field("c", "2")}}
	before := slices.Clone(s.Fields)
	for item, want := range map[string][]snapshots.Field{
		"a": {before[0], before[1], before[3]}, "b": {before[2], before[4]}, "c": {before[5], before[6]}, "d": nil,
	} {
		assert.Equal(t, want, itemFields(s, item), item)
	}
	_ = append(itemFields(&snapshots.Snapshot{Fields: s.Fields[:3]}, "a"), field("x", "x"))
	assert.Equal(t, before, s.Fields, "who appends to them gets a list of their own")
}
