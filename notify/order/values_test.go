package order_test

import (
	"reflect"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/audit"
	"github.com/budkavle/budkavle/booking"
	"github.com/budkavle/budkavle/notify/notifytest"
	"github.com/budkavle/budkavle/notify/order"
	"github.com/budkavle/budkavle/recipients"
)

// Any field that says something makes a value not zero.
func TestZeroValues(t *testing.T) {
	t.Parallel()
	assert.True(t, order.Actor{}.IsZero())
	for _, a := range []order.Actor{{ID: "e"}, {Name: "Eva"}, {Language: "sv"}, {Roles: []string{"boss"}}} {
		assert.False(t, a.IsZero(), "%+v", a)
	}
	assert.True(t, order.Contact{Facility: "Stationen", Language: "sv"}.IsZero(), "nobody, wherever that may be")
	for _, c := range []order.Contact{{Name: "Anna"}, {Email: "a@x.se"}, {Phone: "+46705123456"}} {
		assert.False(t, c.IsZero(), "%+v", c)
	}
	assert.True(t, order.Party{Language: "sv", Phone: "08"}.IsZero())
	for _, p := range []order.Party{{Name: "Kund"}, {Contacts: []order.Contact{{}}}, {InvoiceEmail: "f@x.se"}, {OrderEmail: "o@x.se"}} {
		assert.False(t, p.IsZero(), "%+v", p)
	}
}

func TestRef(t *testing.T) {
	t.Parallel()
	assert.Equal(t, audit.OrderRef{Kind: "quote", ID: "7", Number: "OF1"}, order.Order{Kind: order.Quote, ID: "7", Number: "OF1"}.Ref())
	assert.Equal(t, audit.OrderRef{Kind: "quote", ID: "OF1", Number: "OF1"}, order.Order{Kind: order.Quote, Number: "OF1"}.Ref(), "found by its number")
}

func TestR604LimitsWhereNothingIsSaid(t *testing.T) {
	t.Parallel()
	for _, n := range []int64{0, -1} {
		s := order.Settings{MaxEmailBytes: n, MaxPixels: n, SMSWarning: int(n)}
		assert.EqualValues(t, 10<<20, s.EmailLimit())
		assert.EqualValues(t, 64_000_000, s.PixelLimit())
		assert.Equal(t, 3, s.SMSLimit())
	}
	s := order.Settings{MaxEmailBytes: 1, MaxPixels: 1, SMSWarning: 1, Region: "NO"}
	assert.EqualValues(t, 1, s.EmailLimit())
	assert.EqualValues(t, 1, s.PixelLimit())
	assert.Equal(t, 1, s.SMSLimit())
	assert.Equal(t, "NO", s.CorrectionRegion())
	assert.Equal(t, "SE", order.Settings{}.CorrectionRegion())
	assert.EqualValues(t, 1<<40, order.Settings{MaxEmailBytes: 1<<40 + 1}.EmailLimit())
}

func TestZoneOf(t *testing.T) {
	t.Parallel()
	for want, c := range map[string][2]string{"Europe/Oslo": {"Europe/Oslo", "Europe/Helsinki"}, "Europe/Helsinki": {"", "Europe/Helsinki"}, "Europe/Stockholm": {"", ""}} {
		zone, err := order.Settings{Zone: c[1]}.ZoneOf(order.Order{Zone: c[0]})
		require.NoError(t, err)
		assert.Equal(t, want, zone.String())
	}
	_, err := order.Settings{}.ZoneOf(order.Order{Number: "AO462", Zone: "Mars"})
	require.ErrorContains(t, err, `order AO462: unknown time zone "Mars"`)
}

// BookingFields say what is missing too, so that a place that was taken away is a change.
func TestR703BookingFields(t *testing.T) {
	t.Parallel()
	start := time.Date(2023, 10, 6, 5, 0, 0, 0, time.UTC)
	values := func(b booking.Booking) (list []string) {
		b.ID = "b1"
		for _, f := range order.BookingFields(b) {
			assert.Equal(t, "b1", f.Item)
			list = append(list, f.Name+" "+string(f.Form)+" "+f.Value)
		}
		return list
	}
	assert.Equal(t, []string{"time interval 2023-10-06T05:00:00Z/2023-10-06T08:00:00Z", "technician names Börje", "place  Stationen, Spår 2", "cancelled  "},
		values(booking.Booking{Start: start, End: start.Add(3 * time.Hour), Technicians: []string{"Börje"}, Facility: "Stationen", Place: "Spår 2"}))
	assert.Equal(t, []string{"time interval 2023-10-06T05:00:00Z/2023-10-06T05:00:00Z", "technician names ", "place  Spår 2", "cancelled  ✓"}, values(booking.Booking{Start: start, Place: "Spår 2", Cancelled: true}))
	assert.Equal(t, []string{"time days 2023-10-06/2023-10-06", "technician names ", "place  Stationen", "cancelled  "}, values(booking.Booking{Start: start, AllDay: true, Facility: "Stationen"}))
}

func TestR615AllowList(t *testing.T) {
	t.Parallel()
	assert.True(t, order.TestMode{}.Filter()("anybody@example.com"), "no list allows everybody")
	allow := order.TestMode{Allow: []string{" Anna@Example.SE ", "@firma.se", "+46 70 512 34 56", "nobody", "@", "x@"}}.Filter()
	for recipient, want := range map[string]bool{
		"anna@example.se": true, "ANNA@example.se": true, "bo@example.se": false, "bo@firma.se": true, "bo@FIRMA.se": true, "bo@sub.firma.se": false,
		"bo@annanfirma.se": false, "+46705123456": true, "+46705123457": false, "nobody": false, "": false, "@firma.se": true,
	} {
		assert.Equal(t, want, allow(recipient), "%q", recipient)
	}
	assert.False(t, order.TestMode{Allow: []string{"nobody"}}.Filter()("anna@example.se"), "an entry that cannot be read allows nobody")
	assert.False(t, order.TestMode{DryRun: true}.Redirects())
	assert.True(t, order.TestMode{RedirectPhone: recipients.MustParsePhone("+46705123456")}.Redirects())
	assert.True(t, order.TestMode{RedirectEmail: recipients.MustParseAddress("a@x.se")}.Redirects())
}

func TestMeasure(t *testing.T) {
	t.Parallel()
	gif := []byte("GIF89a\x02\x00\x03\x00\x00\x00\x00")
	for _, c := range []struct {
		f            order.File
		size, pixels int64
	}{
		{order.File{Size: 7, Pixels: 9}, 7, 9},
		{order.File{Data: gif, Size: 1}, int64(len(gif)), 6},
		{order.File{Data: gif, Pixels: 7}, int64(len(gif)), 7},
		{order.File{Data: []byte("text"), Size: 1}, 4, 0},
	} {
		size, pixels := c.f.Measure()
		assert.Equal(t, [2]int64{c.size, c.pixels}, [2]int64{size, pixels}, "%+v", c.f)
	}
	f, ok := order.Order{Files: []order.File{{ID: "a"}, {ID: "b", Name: "n"}}}.File("b")
	assert.True(t, ok)
	assert.Equal(t, "n", f.Name)
	_, ok = order.Order{}.File("b")
	assert.False(t, ok)
}

// No list of a copy is the original's: an element that is written there is not
// written here.
func TestCloneSharesNoList(t *testing.T) {
	t.Parallel()
	var o order.Order
	fill(reflect.ValueOf(&o).Elem())
	c := o.Clone()
	require.Equal(t, o, c)
	shared(t, "Order", reflect.ValueOf(o), reflect.ValueOf(c))
	assert.Equal(t, notifytest.Order(), notifytest.Order().Clone())
}

// fill gives every list of a value an element, and every map.
func fill(v reflect.Value) {
	switch {
	case v.Kind() == reflect.Struct && v.Type() != reflect.TypeFor[time.Time]():
		for _, field := range v.Fields() {
			if field.CanSet() {
				fill(field)
			}
		}
	case v.Kind() == reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 1, 1))
		fill(v.Index(0))
	case v.Kind() == reflect.Map:
		v.Set(reflect.MakeMap(v.Type()))
	}
}

func shared(t *testing.T, path string, a, b reflect.Value) {
	t.Helper()
	switch a.Kind() {
	case reflect.Struct:
		for i := range a.NumField() {
			if a.Type().Field(i).IsExported() {
				shared(t, path+"."+a.Type().Field(i).Name, a.Field(i), b.Field(i))
			}
		}
	case reflect.Slice:
		if a.Type().Elem().Kind() == reflect.Uint8 {
			return // bytes, which nobody writes into
		}
		assert.NotEqual(t, a.Pointer(), b.Pointer(), path)
		shared(t, path+"[0]", a.Index(0), b.Index(0))
	case reflect.Map:
		assert.NotEqual(t, a.Pointer(), b.Pointer(), path)
	}
}
