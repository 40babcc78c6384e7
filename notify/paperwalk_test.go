package notify_test

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/notify/compose"
	"github.com/budkavle/budkavle/notify/notifytest"
	"github.com/budkavle/budkavle/notify/order"
	"github.com/budkavle/budkavle/notify/plan"
	"github.com/budkavle/budkavle/pdf"
	"github.com/budkavle/budkavle/templating/locale"
)

// reader keeps what a paper would print.
type reader struct{ printed []pdf.PrintedField }

func (r *reader) Render(d pdf.Document) ([]byte, error) {
	r.printed = d.Fields()
	return []byte("%PDF-1.7"), nil
}

// fields walks over everything that an order holds: each text, number, time and tick.
func fields(v reflect.Value, path string, visit func(path string, v reflect.Value)) {
	switch v.Kind() {
	case reflect.Struct:
		if v.Type() == reflect.TypeFor[time.Time]() {
			visit(path, v)
			return
		}
		for i := range v.NumField() {
			fields(v.Field(i), path+"."+v.Type().Field(i).Name, visit)
		}
	case reflect.Slice:
		for i := range v.Len() {
			if v.Type().Elem().Kind() != reflect.Uint8 {
				fields(v.Index(i), fmt.Sprintf("%s[%d]", path, i), visit)
			}
		}
	case reflect.String, reflect.Int64, reflect.Int, reflect.Bool:
		visit(path, v)
	}
}

// alter gives a field another value.
func alter(v reflect.Value) {
	switch v.Kind() {
	case reflect.String:
		v.SetString(otherText(v.String()))
	case reflect.Int64, reflect.Int:
		v.SetInt(v.Int() + 1000)
	case reflect.Bool:
		v.SetBool(!v.Bool())
	default:
		v.Set(reflect.ValueOf(v.Interface().(time.Time).AddDate(0, 0, 1)))
	}
}

func otherText(s string) string {
	switch {
	case s == "SEK":
		return "NOK"
	case len(s) == 64:
		return strings.Repeat("c", 64)
	}
	return s + " x"
}

// notCompared are fields of an order that are another order's, or are walked by
// themselves.
var notCompared = []string{".Company", ".Kind", ".ID", ".Bookings", ".Language", ".Zone", ".Created", ".Changed"}

// names are those under which a field of an order is red on its paper, by the end of its
// path; empty, when it is what tells the item from others, so that one comes and one goes.
var names = []struct{ end, name string }{
	{"Checks[0].Name", ""},
	{"Checklists[0].Title", ""},
	{"Lines[0].Article", ""},
	{"Measurements[0].Name", ""},
	{"Photos[0].SHA256", ""},
	{"Signatures[0].Role", ""},
	{"Totals[0].Label", ""},
	{"Totals[0].Strong", ""},
	{"Facts[0].Label", ""},
	{"ServiceObjects[0].MachineNumber", ""},
	{"ContactPerson.Name", "fact"},
	{"ContactPerson.Phone", "fact"},
	{"CustomerOrderNumber", "fact"},
	{"Facts[0].Value", "fact"},
	{"Checks[0].Failed", "result"},
	{"Checks[0].NotApplicable", "result"},
	{"Checks[0].Result", "result"},
	{"Checks[0].Remark", "remark"},
	{"Lines[0].Name", "article"},
	{"Lines[0].Quantity", "quantity"},
	{"Lines[0].Unit", "quantity"},
	{"Lines[0].Discount", "discount"},
	{"Price.Minor", "price"},
	{"Price.Currency", "price"},
	{"Sum.Minor", "sum"},
	{"Sum.Currency", "sum"},
	{"Totals[0].Amount.Minor", "total"},
	{"Totals[0].Amount.Currency", "total"},
	{"Totals[0].Base.Currency", "vatBase"},
	{"Measurements[0].Value", "measured"},
	{"Measurements[0].Unit", "unit"},
	{"Photos[0].Caption", "caption"},
	{"Signatures[0].At", "signedAt"},
	{"Signatures[0].Name", "signedBy"},
	{"Signatures[0].Picture.SHA256", "signature"},
	{"Address[0]", "address"},
	{"Address[1]", "address"},
	{"ServiceObjects[0].Name", "object"},
	{"OrgNumber", "orgNumber"},
	{".Phone", "phone"},
	{".Name", "name"},
	{"Terms", "terms"},
	{".Date", "date"},
	{".Description", "description"},
	{".Number", "number"},
	{".ValidUntil", "validUntil"},
}

func nameOf(path string) (name string, known bool) {
	for _, n := range names {
		if strings.HasSuffix(path, n.end) {
			return n.name, true
		}
	}
	return "", false
}

// Each field that an order holds is changed once: what the paper prints of it makes the
// page red, by a name that every language has, and what it does not print makes nothing
// red. What somebody adds to the order or to the paper is walked by itself.
func TestR703AWalkOverTheOrder(t *testing.T) {
	t.Parallel()
	for kind, of := range map[plan.Kind]order.Kind{
		compose.OrderConfirmation: order.WorkOrder, compose.WorkProtocol: order.ServiceOrder, compose.ServiceProtocol: order.ServiceProtocol,
		compose.WorkOrder: order.WorkOrder, compose.Quote: order.Quote, compose.PurchaseOrder: order.PurchaseOrder,
	} {
		t.Run(string(kind), func(t *testing.T) {
			t.Parallel()
			made := func() order.Order {
				o := fullPaper()
				o.Kind = of
				o.Supplier = order.Party{Name: "Grossisten", OrgNumber: "1", Phone: "08-4", Address: []string{"Hamnen 1"}, OrderEmail: "order@example.net"}
				return o
			}
			printed := func(d *desk, o order.Order) []pdf.PrintedField {
				var paper reader
				r := notifytest.Request(kind)
				r.Renderer = &paper
				draft, err := d.host.For(d.settings).Draft(t.Context(), o, r)
				require.NoError(t, err)
				to("anna@example.se")(draft)
				_, err = draft.Plan()
				require.NoError(t, err)
				for i := range paper.printed {
					paper.printed[i].Item = "" // a host's key is read by nobody
				}
				return paper.printed
			}
			d := newDesk(t)
			d.settings.ShowImages = true
			d.send(made(), unprinted(kind), to("anna@example.se"))
			d.step()
			before := printed(d, made())
			var paths []string
			o := made()
			fields(reflect.ValueOf(&o).Elem(), "", func(path string, _ reflect.Value) {
				if !slices.ContainsFunc(notCompared, func(p string) bool { return path == p || strings.HasPrefix(path, p+"[") }) {
					paths = append(paths, path)
				}
			})
			require.Greater(t, len(paths), 90)
			reds := 0
			for _, path := range paths {
				o := made().Clone()
				fields(reflect.ValueOf(&o).Elem(), "", func(at string, v reflect.Value) {
					if at == path {
						alter(v)
					}
				})
				h := d.history(o)
				assert.Equal(t, !slices.Equal(before, printed(d, o)), h.Red(), "%s", path)
				if !h.Red() {
					continue
				}
				reds++
				changes := h.Lines[0].Changes
				field, known := nameOf(path)
				assert.True(t, known, "%s: under which name is it red?", path)
				switch {
				case field != "":
					assert.Len(t, changes, 1, "%s: %v", path, changes)
					assert.Equal(t, field, changes[0].Field, path)
				case strings.HasSuffix(path, "Checklists[0].Title"):
					assert.Len(t, changes, 4, "%s: the heading and its check: %v", path, changes)
				default:
					assert.Len(t, changes, 2, "%s: one came and one went: %v", path, changes)
				}
				for _, l := range locale.BuiltIn() {
					for _, c := range changes {
						assert.NotContains(t, c.Message(l), "audit.", path)
						assert.NotEmpty(t, c.Message(l))
					}
				}
			}
			assert.Greater(t, reds, 15, "a paper says something")
		})
	}
}

// Of a visit that a protocol says took place and that is not over, and of one that an
// order confirmation says is coming, each field counts, its facility too.
func TestR703AWalkOverTheVisits(t *testing.T) {
	t.Parallel()
	for kind, hours := range map[plan.Kind]int{compose.OrderConfirmation: 48, compose.BookingConfirmation: 48, compose.WorkProtocol: -1} {
		headings := map[plan.Kind]string{compose.BookingConfirmation: "rubrik"} // of the calendar's entry, which papers have not
		made := func() order.Order {
			o := fullPaper()
			start := notifytest.Now().Add(time.Duration(hours) * time.Hour)
			b := &o.Bookings[0]
			b.Start, b.End, b.Place, b.Facility = start, start.Add(4*time.Hour), "Port 3", "Skolan"
			return o
		}
		for name, c := range map[string]struct {
			change func(o *order.Order)
			field  string
		}{
			"time":       {func(o *order.Order) { o.Bookings[0].End = o.Bookings[0].End.Add(time.Hour) }, "tid"},
			"technician": {func(o *order.Order) { o.Bookings[0].Technicians = []string{"Lisa"} }, "tekniker"},
			"place":      {func(o *order.Order) { o.Bookings[0].Place = "Port 4" }, "plats"},
			"facility":   {func(o *order.Order) { o.Bookings[0].Facility = "Badhuset" }, "plats"},
			"cancelled":  {func(o *order.Order) { o.Bookings[0].Cancelled = true }, "avbokad"},
			"gone":       {func(o *order.Order) { o.Bookings = nil }, "avbokad"},
			"user":       {func(o *order.Order) { o.Bookings[0].UserIDs = []string{"u"} }, ""},
			"title":      {func(o *order.Order) { o.Bookings[0].Title = "Service" }, headings[kind]},
		} {
			d := newDesk(t)
			d.send(made(), unprinted(kind), to("anna@example.se"))
			d.step()
			o := made().Clone()
			c.change(&o)
			h := d.history(o)
			assert.Equal(t, c.field != "", h.Red(), "%s: %s", kind, name)
			if c.field != "" && assert.Len(t, h.Lines[0].Changes, 1, "%s: %s", kind, name) {
				assert.Contains(t, h.Lines[0].Changes[0].Message(locale.Swedish), c.field)
				assert.True(t, h.Booking.Red, "a visit is a booking, whoever told of it")
			}
		}
	}
}
