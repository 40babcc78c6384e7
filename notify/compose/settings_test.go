package compose_test

import (
	"encoding/json"
	"errors"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/booking"
	"github.com/budkavle/budkavle/notify/compose"
	"github.com/budkavle/budkavle/notify/notifytest"
	"github.com/budkavle/budkavle/notify/order"
	"github.com/budkavle/budkavle/pdf"
	"github.com/budkavle/budkavle/recipients"
	"github.com/budkavle/budkavle/smsgw"
	"github.com/budkavle/budkavle/templating"
	"github.com/budkavle/budkavle/templating/locale"
)

// fullSettings have something in every field.
func fullSettings(t *testing.T) order.Settings {
	t.Helper()
	s := notifytest.Settings()
	s.Company.Website, s.Company.Extra, s.Company.Accent = "https://example.com", []string{"Godkänd för F-skatt"}, "#1f5f8b"
	s.Company.Logo = order.Logo{Name: "logo.png", ContentType: "image/png", Data: picture(t, 10, 10), Width: 120}
	s.ReplyTo = recipients.Mailbox{Name: "Svar", Address: recipients.MustParseAddress("svar@example.com")}
	s.Language, s.Region = "nb", "NO"
	s.SMSFromCode = smsgw.MustParseShortCode("71700")
	s.SMSFromNumber, s.PurchaseOrderTo = recipients.MustParsePhone("+46705000001"), recipients.MustParseList("inkop@example.se,Lager <lager@example.se>")
	s.Languages = []locale.Table{{Tag: "et"}}
	s.ShowLogo, s.IncludeFiles, s.ShowImages, s.MachineNumberInName, s.RemoteImages = true, true, true, true, true
	s.KeepTypographyInSMS, s.MarkAnyChange, s.LeaveOutBrokenPictures, s.CustomerOnPurchaseOrders = true, true, true, true
	s.ReadyMessage, s.ExtraTags = "Klart", []string{"portkod"}
	s.BookingTemplates = []order.BookingTemplate{{Order: order.WorkOrder, MailTemplate: r405}}
	s.MaxMailBytes, s.MaxPixels, s.SMSWarning = 1<<20, 1000, 2
	s.Reminders, s.Quiet = []booking.Reminder{booking.DayBefore()}, booking.NightHours()
	s.LoggingBegan = time.Date(2022, 12, 1, 0, 0, 0, 0, time.UTC)
	s.Test = order.TestMode{DryRun: true, RedirectEmail: recipients.MustParseAddress("test@example.com"), RedirectPhone: recipients.MustParsePhone("+46705000002"), Allow: []string{"@example.se"}}
	return s
}

func fullOrder() order.Order {
	o := commented(notifytest.ServiceProtocol())
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
	s, o := fullSettings(t), fullOrder()
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

func TestValidateNamesEveryProblem(t *testing.T) {
	t.Parallel()
	require.NoError(t, notifytest.Settings().Validate())
	require.NoError(t, order.Settings{Company: order.Company{ID: "1"}}.Validate(), "the zero value works")
	bad := fullSettings(t)
	bad.Company = order.Company{Accent: "blue", Logo: order.Logo{Data: []byte("no picture"), ContentType: "image/svg+xml", Width: 561}}
	bad.From, bad.ReplyTo = recipients.Mailbox{Name: "Mitt\r\nbolag", Address: bad.From.Address}, recipients.Mailbox{Name: "Svar"}
	bad.Language, bad.Zone, bad.Region = "xx", "Mars/Olympus", "Sweden"
	bad.MaxMailBytes, bad.MaxPixels, bad.SMSWarning = -1, -2, -3
	bad.ReadyMessage, bad.ExtraTags = "Hej {kompani}", []string{"2", "Company", "portkod", "PORTKOD"}
	bad.Templates = []templating.MailTemplate{{ID: "a", Subject: "{kompany}", Body: "{komp} {portkodd}"}, {ID: "a"}, {}}
	bad.BookingTemplates = []order.BookingTemplate{
		{Order: order.Quote, MailTemplate: templating.MailTemplate{ID: "q", SMS: "{nextBokingDate}"}},
		{Order: order.WorkOrder, Case: "moved", Language: "xx", MailTemplate: templating.MailTemplate{ID: "w"}},
		{Order: order.WorkOrder, Case: order.CaseNew, Language: "sv-SE", MailTemplate: templating.MailTemplate{ID: "w"}},
		{Order: order.WorkOrder, Language: "sv", MailTemplate: templating.MailTemplate{ID: "w"}},
	}
	bad.Test = order.TestMode{Allow: []string{"nobody", "@", "anna@example.se"}}
	err := bad.Validate()
	var paths []string
	for line := range strings.Lines(err.Error()) {
		path, what, _ := strings.Cut(strings.TrimSpace(line), ": ")
		paths = append(paths, path)
		assert.NotEmpty(t, what)
	}
	assert.Equal(t, []string{
		"bookingTemplates[0].order", "bookingTemplates[0].sms", "bookingTemplates[1].case", "bookingTemplates[1].language", "bookingTemplates[3]", "company.accent", "company.id", "company.logo.contentType", "company.logo.data", "company.logo.width",
		"extraTags[0]", "extraTags[1]", "extraTags[3]", "from.name", "language",
		"languages[0]", "maxMailBytes", "maxPixels", "readyMessage", "region", "replyTo.address", "smsFromCode", "smsFromNumber", "smsWarning",
		"templates[0].body", "templates[0].body", "templates[0].subject", "templates[1].id", "templates[2].id", "test.allow[0]", "test.allow[1]", "zone",
	}, slicesWithoutDetails(paths))
	one, ok := errors.AsType[*order.SettingError](err)
	require.True(t, ok)
	assert.Equal(t, "bookingTemplates[0].order", one.Path)
	for _, want := range []string{
		`company.accent: “blue” is no colour: write it as #0b5cad`, "did you mean {company}?", "did you mean {nextBookingDate}?", "did you mean {portkod}?",
		`zone: The time zone “Mars/Olympus” is unknown: write a name such as Europe/Stockholm`, "The file is no picture: choose PNG, JPEG or GIF", `“Company” is taken: choose another`,
	} {
		assert.ErrorContains(t, err, want)
	}
}

// slicesWithoutDetails leaves out the lines of an error that has several.
func slicesWithoutDetails(paths []string) []string {
	var list []string
	for _, p := range paths {
		if p != "locale" && !strings.HasPrefix(p, "locale") {
			list = append(list, p)
		}
	}
	return list
}

func TestOrderValidateNamesEveryProblem(t *testing.T) {
	t.Parallel()
	for _, o := range notifytest.Orders() {
		require.NoError(t, o.Validate())
	}
	bad := fullOrder()
	require.NoError(t, bad.Validate())
	bad.Company, bad.Number, bad.Kind, bad.Link, bad.Zone = "", "", "x", "http://x", "Local"
	bad.Users[0].Link, bad.ContactPerson.SendWorkOrder, bad.Customer.Contacts[0].SendServiceProtocol = "ftp://x", "ja", "yes"
	bad.Bookings = append(bad.Bookings, bad.Bookings[0])
	bad.Bookings[0].Start = bad.Bookings[0].Start.AddDate(1, 0, 0)
	bad.Files = append(bad.Files, order.File{ID: "f", Name: "b", Size: -1})
	err := bad.Validate()
	for _, want := range []string{
		"bookings[0]: ", "bookings[1].id: ", "contactPerson.sendWorkOrder: “ja”", "customer.contacts[0].sendServiceProtocol: ",
		"files[1].id: ", "files[1]: The file “b” has neither", "files[1]: The file “b” has a negative", "kind: “x”", "link: ", "number: Is missing", "users[0].link: ", "zone: The time zone “Local”",
	} {
		assert.ErrorContains(t, err, want)
	}
	o := notifytest.Order()
	o.ContactPerson.Email = "nobody"
	require.NoError(t, o.Validate(), "a bad contact never stops an order")
}

func TestR619EverythingBelongsToACompany(t *testing.T) {
	t.Parallel()
	everyMessage(t, func(t *testing.T, rules compose.Rules, o order.Order) {
		own := planned(t, whole(t, rules, o))
		assert.Equal(t, "mitt-bolag", own.Company)
		for _, m := range own.Messages {
			if m.Email != nil {
				assert.Equal(t, "mitt-bolag", m.Email.Company)
			} else {
				assert.Equal(t, "mitt-bolag", m.SMS.Company)
			}
		}
		s := notifytest.Settings()
		r := notifytest.Request(rules.Kind)
		r.Comment = order.Comment{Text: "Hej", VisibleToCustomer: true}
		o.Company = "another"
		_, err := compose.NewDraft(s, o, r)
		require.ErrorContains(t, err, "belongs to company")
		o.Company = ""
		p, err := compose.NewDraft(s, o, r)
		require.NoError(t, err, "an order may leave its company to the settings")
		assert.Equal(t, rules.Kind, p.Kind())
		s.Company.ID = ""
		_, err = compose.NewDraft(s, o, r)
		require.ErrorContains(t, err, "Company.ID")
	})
}
