package compose_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/audit"
	"github.com/budkavle/budkavle/audit/snapshots"
	"github.com/budkavle/budkavle/notify/compose"
	"github.com/budkavle/budkavle/notify/email"
	"github.com/budkavle/budkavle/notify/notifytest"
	"github.com/budkavle/budkavle/notify/order"
	"github.com/budkavle/budkavle/notify/plan"
	"github.com/budkavle/budkavle/pdf"
)

// What a message told is compared with the same of the order now: the visits by
// themselves, a paper by its own fields, a text by its tags.
func TestR703EachThingIsComparedWithItself(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		kind   plan.Kind
		change func(*order.Settings, *order.Order)
		want   []string
	}{
		"nothing":                   {compose.BookingConfirmation, func(*order.Settings, *order.Order) {}, nil},
		"the host's time of change": {compose.OrderConfirmation, func(_ *order.Settings, o *order.Order) { o.Changed = o.Changed.Add(time.Hour) }, nil},
		"the customer's name":       {compose.BookingConfirmation, func(_ *order.Settings, o *order.Order) { o.Customer.Name = "Nytt namn" }, []string{"facility"}},
		"their address":             {compose.BookingConfirmation, func(_ *order.Settings, o *order.Order) { o.Customer.Address = []string{"Nygatan 1", "Ekby"} }, []string{"address"}},
		"the company's name":        {compose.BookingConfirmation, func(s *order.Settings, _ *order.Order) { s.Company.Name = "Nytt AB" }, nil},
		"a visit's title":           {compose.BookingConfirmation, func(_ *order.Settings, o *order.Order) { o.Bookings[0].Title = "Service" }, []string{"title"}},
		"that it is off":            {compose.BookingConfirmation, func(_ *order.Settings, o *order.Order) { o.Bookings[0].Cancelled = true }, []string{"cancelled"}},
		"a visit's day": {compose.BookingConfirmation, func(_ *order.Settings, o *order.Order) {
			o.Bookings[0].Start, o.Bookings[0].End = o.Bookings[0].Start.AddDate(0, 0, 1), o.Bookings[0].End.AddDate(0, 0, 1)
		}, []string{"time"}},
		"a title that was not told": {compose.Delayed, func(_ *order.Settings, o *order.Order) { o.Bookings[0].Title = "Service" }, nil},
		"that it has no time":       {compose.BookingConfirmation, func(_ *order.Settings, o *order.Order) { o.Bookings[0].Start = time.Time{} }, []string{"cancelled"}},
		"that it is gone":           {compose.BookingConfirmation, func(_ *order.Settings, o *order.Order) { o.Bookings = nil }, []string{"cancelled"}},
		"another visit": {compose.BookingConfirmation, func(_ *order.Settings, o *order.Order) {
			o.Bookings = append(o.Bookings, o.Bookings[0])
			o.Bookings[1].ID = "b-2"
		}, nil},
		"the zone is none any more": {compose.BookingConfirmation, func(s *order.Settings, _ *order.Order) { s.Zone = "Ingenstans/Alls" }, nil},
		"a paper's customer":        {compose.OrderConfirmation, func(_ *order.Settings, o *order.Order) { o.Customer.Name = "Nytt namn" }, []string{"name"}},
		"a paper's address":         {compose.OrderConfirmation, func(_ *order.Settings, o *order.Order) { o.Customer.Address = []string{"Nygatan 1"} }, []string{"address"}},
		"a paper's description":     {compose.OrderConfirmation, func(_ *order.Settings, o *order.Order) { o.Description = "" }, []string{"description"}},
		"a paper's line":            {compose.OrderConfirmation, func(_ *order.Settings, o *order.Order) { o.Content.Lines[0].Quantity = 3000 }, []string{"quantity"}},
		"a paper's visit":           {compose.OrderConfirmation, func(_ *order.Settings, o *order.Order) { o.Bookings[0].Technicians = []string{"Eva"} }, []string{"technician"}},
		"a paper's photo":           {compose.OrderConfirmation, func(_ *order.Settings, o *order.Order) { o.Content.Photos[0].Data = picture(t, 12, 12) }, []string{"photo", "photo"}},
		"a paper's logo":            {compose.OrderConfirmation, func(s *order.Settings, _ *order.Order) { s.Company.Logo = email.File{Data: picture(t, 100, 20)} }, nil},
		"a template's tag":          {compose.TemplateEmail, func(_ *order.Settings, o *order.Order) { o.CustomerOrderNumber = "K-2" }, []string{"customerOrderNumber"}},
		"what it does not say":      {compose.TemplateEmail, func(_ *order.Settings, o *order.Order) { o.Customer.Address = []string{"Nygatan 1"} }, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, o := notifytest.Settings(), notifytest.Order()
			s.Templates[0].Body = "{customerOrderNumber} {company}"
			o.Customer.Address, o.CustomerOrderNumber = []string{"Ekv\xe4gen 1"}, "K-1"
			o.Content.Photos = []pdf.Picture{{Name: "bild.png", Caption: "Porten", Data: picture(t, 10, 10)}}
			p := planned(t, draft(t, s, o.Clone(), notifytest.Request(c.kind)))
			m := audit.Message{ID: "m", Kind: string(c.kind), Snapshot: throughJSON(t, p.Snapshot)}
			c.change(&s, &o)
			later := audit.Message{ID: "n", Kind: string(c.kind), Snapshot: m.Snapshot}
			now := compose.Current(s, o, []audit.Message{m, {ID: "none"}, later}, notifytest.Now())
			assert.Len(t, now, 2)
			var got []string
			for _, d := range snapshots.Compare(m.Snapshot, now["m"]) {
				got = append(got, d.Field)
			}
			assert.Equal(t, c.want, got)
			assert.Equal(t, saidFields(now["m"]), saidFields(now["n"]), "two messages of a kind are compared alike")
			assert.Equal(t, len(m.Snapshot.Lists), len(now["m"].Lists))
		})
	}
}

// Where any change is to be marked, an order is what the host tells of it, with pictures and
// files by what is in them.
func TestR703AnyChangeByWhatIsInIt(t *testing.T) {
	t.Parallel()
	s, o := withFiles(notifytest.Order())
	s.MarkAnyChange = true
	o.Content.Photos = []pdf.Picture{{Name: "bild.png", Data: picture(t, 10, 10)}}
	o.Content.Signatures = []pdf.Signature{{Name: "Anna", Picture: pdf.Picture{Name: "namn.png", Data: picture(t, 11, 11)}}}
	whole := func(o order.Order) snapshots.Fingerprint {
		m := audit.Message{ID: "m", Kind: string(compose.FreeMessage), Snapshot: &snapshots.Snapshot{}}
		return compose.Current(s, o, []audit.Message{m}, notifytest.Now())["m"].Whole
	}
	was := whole(o)
	require.NotZero(t, was)
	assert.Equal(t, planned(t, draft(t, s, o, notifytest.Request(compose.FreeMessage))).Snapshot.Whole, was)
	assert.NotEmpty(t, o.Files[0].Data, "the host's own is left as it is")
	for name, c := range map[string]struct {
		change func(*order.Order)
		same   bool
	}{
		"the time of the change": {func(o *order.Order) { o.Changed = o.Changed.Add(time.Hour) }, true},
		"files by their hashes": {func(o *order.Order) {
			*o = o.WithHashes()
			for i := range o.Files {
				o.Files[i].Data = nil
			}
		}, true},
		"pictures by their hashes": {func(o *order.Order) {
			*o = o.WithHashes()
			o.Content.Photos[0].Data, o.Content.Signatures[0].Picture.Data = nil, nil
		}, true},
		"a file":        {func(o *order.Order) { o.Files[0].Data = []byte("two") }, false},
		"a photo":       {func(o *order.Order) { o.Content.Photos[0].Data = picture(t, 12, 12) }, false},
		"a signature":   {func(o *order.Order) { o.Content.Signatures[0].Picture.Data = picture(t, 12, 12) }, false},
		"a description": {func(o *order.Order) { o.Description = "Annat" }, false},
	} {
		t.Run(name, func(t *testing.T) {
			now := o.Clone()
			c.change(&now)
			assert.Equal(t, c.same, whole(now) == was)
		})
	}
	s.MarkAnyChange = false
	assert.Zero(t, whole(o))

	s.MarkAnyChange, o = true, o.WithHashes() // which it returns as it is from then on
	assert.Equal(t, was, whole(o))
	assert.NotEmpty(t, o.Files[0].Data, "the host's own is left as it is")
	assert.NotEmpty(t, o.Content.Photos[0].Data)
	assert.NotEmpty(t, o.Content.Signatures[0].Picture.Data)
}
