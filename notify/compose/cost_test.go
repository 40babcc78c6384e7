package compose_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/notify/compose"
	"github.com/budkavle/budkavle/notify/notifytest"
	"github.com/budkavle/budkavle/notify/order"
	"github.com/budkavle/budkavle/pdf"
	"github.com/budkavle/budkavle/templating/locale"
)

// planAllocations is how many allocations a plan takes, from the request: what a
// host waits for is most of it memory.
func planAllocations(t *testing.T, s order.Settings, o order.Order) float64 {
	t.Helper()
	return testing.AllocsPerRun(50, func() {
		d, err := compose.NewDraft(s, o, notifytest.Request(compose.BookingConfirmation))
		require.NoError(t, err)
		_, err = d.Plan()
		require.NoError(t, err)
	})
}

func TestAPlanOfBuiltInTextAllocatesLittle(t *testing.T) {
	assert.LessOrEqual(t, planAllocations(t, notifytest.Settings(), notifytest.Order()), 250.0)
}

// A host's own languages are built for a draft and for its plan, not at each look.
func TestR408AHostsLanguageIsNotBuiltAtEachLook(t *testing.T) {
	own := locale.Swedish.Table()
	own.Tag = "et"
	s := notifytest.Settings()
	without := planAllocations(t, s, notifytest.Order())
	s.Languages = []locale.Table{own}
	built := testing.AllocsPerRun(50, func() { s.BuildLanguages() })
	// The race detector empties pools now and then; a third build would be ten times that.
	assert.LessOrEqual(t, planAllocations(t, s, notifytest.Order()), without+2.1*built)
}

// The order's pictures and uploads are read only where a message tells of them.
func TestR703TheWholeOrderIsReadOnlyWhereItIsAskedFor(t *testing.T) {
	t.Parallel()
	s, o := notifytest.Settings(), notifytest.Order()
	o.Content.Photos = []pdf.Picture{{Name: "p", Data: []byte("a")}}
	d, err := compose.NewDraft(s, o, notifytest.Request(compose.BookingConfirmation))
	require.NoError(t, err)
	assert.True(t, planned(t, d).Snapshot.Whole.IsZero())
	s.MarkAnyChange = true
	whole := func(change func(o *order.Order)) string {
		o := o.Clone()
		change(&o)
		d, err := compose.NewDraft(s, o, notifytest.Request(compose.BookingConfirmation))
		require.NoError(t, err)
		return planned(t, d).Snapshot.Whole.String()
	}
	want := whole(func(*order.Order) {})
	require.NotEmpty(t, want)
	assert.Equal(t, want, whole(func(o *order.Order) { o.Changed = notifytest.Now() }), "the time of a change is none")
	assert.Equal(t, want, whole(func(o *order.Order) { *o = o.WithHashes() }), "the host's own hash of the same bytes")
	for name, change := range map[string]func(o *order.Order){
		"photo": func(o *order.Order) { o.Content.Photos[0].Data = []byte("b") },
		"signature": func(o *order.Order) {
			o.Content.Signatures = []pdf.Signature{{Picture: pdf.Picture{Data: []byte("b")}}}
		},
		"file":     func(o *order.Order) { o.Files = []order.File{{ID: "1", Data: []byte("b")}} },
		"customer": func(o *order.Order) { o.Customer.Name += "!" },
	} {
		assert.NotEqual(t, want, whole(change), name)
	}
}
