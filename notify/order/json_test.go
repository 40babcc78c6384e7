package order_test

import (
	"encoding/json"
	"reflect"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/booking"
	"github.com/budkavle/budkavle/notify/email"
	"github.com/budkavle/budkavle/notify/notifytest"
	"github.com/budkavle/budkavle/notify/order"
	"github.com/budkavle/budkavle/pdf"
	"github.com/budkavle/budkavle/recipients"
	"github.com/budkavle/budkavle/smsgw"
	"github.com/budkavle/budkavle/templating"
	"github.com/budkavle/budkavle/templating/locale"
)

// fullSettings have something in every field.
func fullSettings() order.Settings {
	s := notifytest.Settings()
	s.Company.Website, s.Company.Extra, s.Company.Accent = "https://example.com", []string{"Godkänd för F-skatt"}, "#1f5f8b"
	s.Company.Logo = email.File{Name: "logo.gif", Data: []byte("GIF89a\x0a\x00\x0a\x00\x00\x00\x00"), ContentType: "image/gif"}
	s.Company.LogoDark = email.File{Name: "dark.gif", Data: []byte("GIF89a\x0a\x00\x0a\x00\x00\x00\x00"), ContentType: "image/gif"}
	s.Company.LogoWidth, s.HostLogoWidth = 120, 130
	s.HostLogo = email.File{Name: "värd.gif", Data: []byte("GIF89a\x0a\x00\x0a\x00\x00\x00\x00"), ContentType: "image/gif"}
	s.ReplyTo = recipients.Mailbox{Name: "Svar", Address: recipients.MustParseAddress("svar@example.com")}
	s.Language, s.Region = "nb", "NO"
	s.SMSFromCode = smsgw.MustParseShortCode("71700")
	s.SMSFromNumber, s.PurchaseOrderTo = recipients.MustParsePhone("+46705000001"), recipients.MustParseList("inkop@example.se,Lager <lager@example.se>")
	s.Languages = []locale.Table{{Tag: "et"}}
	s.ShowLogo, s.IncludeFiles, s.ShowImages, s.MachineNumberInName, s.RemoteImages = true, true, true, true, true
	s.KeepTypographyInSMS, s.MarkAnyChange, s.LeaveOutBrokenPictures, s.CustomerOnPurchaseOrders = true, true, true, true
	s.ReadyMessage, s.ExtraTags = "Klart", []string{"portkod"}
	s.BookingTemplates = []order.BookingTemplate{{Order: order.WorkOrder, EmailTemplate: templating.EmailTemplate{ID: "bokning", Subject: "Bokning {orderRef}", Body: "Hej, {facilityOrCustomer}"}}}
	s.MaxEmailBytes, s.MaxPixels, s.SMSWarning = 1<<20, 1000, 2
	s.Reminders, s.Quiet = []booking.Reminder{booking.DayBefore()}, booking.NightHours()
	s.LoggingBegan = time.Date(2022, 12, 1, 0, 0, 0, 0, time.UTC)
	s.Test = order.TestMode{DryRun: true, RedirectEmail: recipients.MustParseAddress("test@example.com"), RedirectPhone: recipients.MustParsePhone("+46705000002"), Allow: []string{"@example.se"}}
	return s
}

func fullOrder() order.Order {
	o := notifytest.ServiceProtocol()
	o.Users = []order.User{{Name: "Karin", Email: "kund@example.se", Customer: true}, {Name: "Sven", Email: "sven@example.com"}}
	o.ResponsibleUserEmail, o.Link = "eva@example.com", "https://host.example.com/462"
	o.Facility = order.Party{Name: "Centralen", OrgNumber: "1", Address: []string{"Gatan 1"}, Phone: "08-1", InvoiceEmail: "faktura@example.se", OrderEmail: "o@example.se", Language: "en", Contacts: o.Customer.Contacts}
	o.InvoicedTo, o.Supplier = o.Facility, o.Facility
	o.ContactPerson = order.Contact{Name: "Anna", Email: "anna@example.se", Phone: "+46705123456", Language: "sv", SendWorkOrder: order.SendAsk, SendServiceProtocol: order.SendAtOnce}
	o.CustomerOrderNumber, o.Bookings = "K1", notifytest.Order().Bookings
	o.Content.Lines, o.Content.Totals = notifytest.Quote().Content.Lines, notifytest.Quote().Content.Totals
	o.Content.Photos, o.Content.Terms = []pdf.Picture{{Name: "p", Data: []byte("p")}}, "30 dagar"
	o.Files = []order.File{{ID: "f", Name: "a.png", ContentType: "image/png", Size: 1, SHA256: "00", Ref: "r", Data: []byte("a"), Pixels: 9}}
	o.Articles = []order.Article{{ID: "1", Number: "1002", Name: "Portmotor", Quantity: 1000, Unit: "st", State: order.ArticleOrdered}}
	o.Tags, o.Language, o.Zone = map[string]string{"portkod": "1"}, "sv", "Europe/Oslo"
	o.Changed, o.ReadyForInvoicing, o.ResponsibleUserID = notifytest.Now(), true, "eva"
	o.Date, o.ValidUntil = time.Date(2023, 10, 2, 0, 0, 0, 0, time.UTC), time.Date(2023, 11, 2, 0, 0, 0, 0, time.UTC)
	o.Facts = []pdf.Fact{{Label: "Portkod", Value: "1234"}}
	return o
}

// zeroFields are the fields that hold nothing, so that no new field is
// forgotten in a round trip.
func zeroFields(v any) (names []string) {
	value := reflect.ValueOf(v)
	for i := range value.NumField() {
		if value.Field(i).IsZero() {
			names = append(names, value.Type().Field(i).Name)
		}
	}
	return names
}

func TestSettingsAndOrdersComeBackFromJSON(t *testing.T) {
	t.Parallel()
	s, o := fullSettings(), fullOrder()
	require.Empty(t, zeroFields(s))
	require.Empty(t, zeroFields(s.Company))
	require.Empty(t, zeroFields(s.Test))
	require.Empty(t, zeroFields(o))
	require.Empty(t, zeroFields(o.Supplier))
	require.Empty(t, zeroFields(o.Files[0]))
	assert.Equal(t, s, throughJSON(t, s))
	assert.Equal(t, o, throughJSON(t, o))
	for _, o := range notifytest.Orders() {
		assert.Equal(t, o, throughJSON(t, o))
	}
	assert.Equal(t, order.Settings{}, throughJSON(t, order.Settings{}))
	assert.Equal(t, order.Order{}, throughJSON(t, order.Order{}))
	text, err := json.Marshal(order.Settings{})
	require.NoError(t, err)
	assert.JSONEq(t, `{"company":{"id":"","name":""}}`, string(text), "a field that is not set is not there")
}

// What hosts have kept loads, from before a field was added and from after it.
func TestOldAndNewJSONLoads(t *testing.T) {
	t.Parallel()
	var s order.Settings
	require.NoError(t, json.Unmarshal([]byte(`{
		"company": {"id": "1", "name": "Mitt bolag", "colourOfTomorrow": "blue"},
		"from": {"name": "Mitt bolag", "address": "info@example.com"}, "smsFrom": "MittBolag", "replyTo": {"address": ""},
		"templates": [{"id": "t", "subject": "S", "body": "B"}], "somethingNew": {"a": [1, 2]}
	}`), &s))
	require.NoError(t, s.Validate())
	assert.Equal(t, "MittBolag", s.SMSFrom.String())
	assert.True(t, s.ReplyTo.IsZero())
	require.NoError(t, json.Unmarshal([]byte(`{}`), &order.Settings{}))
	var o order.Order
	require.NoError(t, json.Unmarshal([]byte(`{"company":"1","kind":"work-order","number":"AO1","bookings":[{"id":"b","start":"2023-10-06T07:00:00+02:00"}],"new":1}`), &o))
	require.NoError(t, o.Validate())
}

func throughJSON[T any](t *testing.T, value T) T {
	t.Helper()
	text, err := json.Marshal(value)
	require.NoError(t, err)
	var back T
	require.NoError(t, json.Unmarshal(text, &back))
	return back
}
