package order_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/booking"
	"github.com/budkavle/budkavle/notify/email"
	"github.com/budkavle/budkavle/notify/notifytest"
	"github.com/budkavle/budkavle/notify/order"
	"github.com/budkavle/budkavle/notify/order/invalid"
	"github.com/budkavle/budkavle/recipients"
	"github.com/budkavle/budkavle/smsgw"
	"github.com/budkavle/budkavle/templating"
	"github.com/budkavle/budkavle/templating/locale"
)

func TestValidateNamesEveryProblem(t *testing.T) {
	t.Parallel()
	require.NoError(t, notifytest.Settings().Validate())
	require.NoError(t, order.Settings{Company: order.Company{ID: "1"}}.Validate(), "the zero value works")
	bad := fullSettings()
	bad.Company = order.Company{Accent: "blue", LogoWidth: 561, Logo: email.File{Data: []byte("no picture"), ContentType: "image/svg+xml"}}
	bad.From, bad.ReplyTo = recipients.Mailbox{Name: "Mitt\r\nbolag", Address: bad.From.Address}, recipients.Mailbox{Name: "Svar"}
	bad.Language, bad.Zone, bad.Region = "xx", "Mars/Olympus", "Sweden"
	bad.MaxEmailBytes, bad.MaxPixels, bad.SMSWarning = -1, -2, -3
	bad.ReadyMessage, bad.ExtraTags = "Hej {kompani}", []string{"2", "Company", "portkod", "PORTKOD"}
	bad.Templates = []templating.EmailTemplate{{ID: "a", Subject: "{kompany}", Body: "{komp} {portkodd}"}, {ID: "a"}, {}}
	bad.BookingTemplates = []order.BookingTemplate{
		{Order: order.Quote, EmailTemplate: templating.EmailTemplate{ID: "q", SMS: "{nextBokingDate}"}},
		{Order: order.WorkOrder, Case: "moved", Language: "xx", EmailTemplate: templating.EmailTemplate{ID: "w"}},
		{Order: order.WorkOrder, Case: order.CaseNew, Language: "sv-SE", EmailTemplate: templating.EmailTemplate{ID: "w"}},
		{Order: order.WorkOrder, Language: "sv", EmailTemplate: templating.EmailTemplate{ID: "w"}},
	}
	bad.Test = order.TestMode{Allow: []string{"nobody", "@", "anna@example.se"}}
	err := bad.Validate()
	var paths []string
	for _, e := range invalid.Errors(err) {
		paths = append(paths, e.Path)
	}
	assert.Equal(t, []string{
		"bookingTemplates[0].order", "bookingTemplates[0].sms", "bookingTemplates[1].case", "bookingTemplates[1].language", "bookingTemplates[3]", "company.accent", "company.id", "company.logo.contentType", "company.logo.data", "company.logoWidth",
		"extraTags[0]", "extraTags[1]", "extraTags[3]", "from.name", "language",
		"languages[0]", "maxEmailBytes", "maxPixels", "readyMessage", "region", "replyTo.address", "smsFromCode", "smsFromNumber", "smsWarning",
		"templates[0].body", "templates[0].body", "templates[0].subject", "templates[1].id", "templates[2].id", "test.allow[0]", "test.allow[1]", "zone",
	}, paths)
	one, ok := errors.AsType[*invalid.Error](err)
	require.True(t, ok)
	assert.Equal(t, "bookingTemplates[0].order", one.Path)
	for _, want := range []string{
		`company.accent: “blue” is not a colour: enter one such as #0b5cad`, "did you mean {company}?", "did you mean {nextBookingDate}?", "did you mean {portkod}?",
		`zone: The time zone “Mars/Olympus” is unknown: enter a name such as Europe/Stockholm`, "The file is not a picture: choose PNG, JPEG or GIF", `“Company” is taken: choose another`,
	} {
		assert.ErrorContains(t, err, want)
	}
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
		"files[1].id: ", "files[1]: The file “b” has neither", "files[1]: The file “b” has a negative", "kind: “x”", "link: ", "number: Missing", "users[0].link: ", "zone: The time zone “Local”",
	} {
		assert.ErrorContains(t, err, want)
	}
	o := notifytest.Order()
	o.ContactPerson.Email = "nobody"
	require.NoError(t, o.Validate(), "a bad contact never stops an order")
}

// One mistake is one problem at its field, and what is next to it is none.
func TestEachSettingIsJudgedByItself(t *testing.T) {
	t.Parallel()
	gif := func(width, height byte) []byte {
		return []byte("GIF89a" + string([]byte{width, 0, height, 0, 0, 0, 0}))
	}
	mail := func(id, subject, body, sms string) templating.EmailTemplate {
		return templating.EmailTemplate{ID: id, Subject: subject, Body: body, SMS: sms}
	}
	rows := map[string]struct {
		change func(*order.Settings)
		want   string // path and code of each problem
	}{
		"nothing":                     {func(*order.Settings) {}, ""},
		"no company":                  {func(s *order.Settings) { s.Company.ID = "" }, "company.id missing"},
		"a colour":                    {func(s *order.Settings) { s.Company.Accent = "#0aF9bC" }, ""},
		"a colour of six":             {func(s *order.Settings) { s.Company.Accent = "#0af9b" }, "company.accent colour"},
		"a colour of eight":           {func(s *order.Settings) { s.Company.Accent = "#0af9bcd" }, "company.accent colour"},
		"a colour without #":          {func(s *order.Settings) { s.Company.Accent = "00af9bc" }, "company.accent colour"},
		"a colour with #s":            {func(s *order.Settings) { s.Company.Accent = "##af9bc" }, "company.accent colour"},
		"a colour of letters":         {func(s *order.Settings) { s.Company.Accent = "#0af9bg" }, "company.accent colour"},
		"a name of 255":               {func(s *order.Settings) { s.From.Name = strings.Repeat("n", 255) }, ""},
		"a name of 256":               {func(s *order.Settings) { s.From.Name = strings.Repeat("n", 256) }, "from.name one-line"},
		"a name of two lines":         {func(s *order.Settings) { s.From.Name = "a\nb" }, "from.name one-line"},
		"a name without an address":   {func(s *order.Settings) { s.ReplyTo = recipients.Mailbox{Name: "Svar"} }, "replyTo.address missing"},
		"a number alone":              {func(s *order.Settings) { s.SMSFrom, s.SMSFromNumber = smsgw.SenderName{}, number }, ""},
		"a code alone":                {func(s *order.Settings) { s.SMSFrom, s.SMSFromCode = smsgw.SenderName{}, code }, ""},
		"a name and a number":         {func(s *order.Settings) { s.SMSFromNumber = number }, "smsFromNumber one-sender"},
		"a name and a code":           {func(s *order.Settings) { s.SMSFromCode = code }, "smsFromCode one-sender"},
		"a number and a code":         {func(s *order.Settings) { s.SMSFrom, s.SMSFromNumber, s.SMSFromCode = smsgw.SenderName{}, number, code }, "smsFromCode one-sender"},
		"a reminder":                  {func(s *order.Settings) { s.Reminders = []booking.Reminder{{DaysBefore: 1, Hour: 23}} }, ""},
		"a reminder at 25":            {func(s *order.Settings) { s.Reminders = []booking.Reminder{{Before: 1}, {DaysBefore: 1, Hour: 25}} }, "reminders[1] reminder"},
		"quiet hours":                 {func(s *order.Settings) { s.Quiet = booking.QuietHours{From: "21:00", To: "07:00"} }, ""},
		"quiet hours in words":        {func(s *order.Settings) { s.Quiet = booking.QuietHours{From: "nine", To: "07:00"} }, "quiet quiet"},
		"no logo to show":             {func(s *order.Settings) { s.ShowLogo = true }, "company.logo no-logo"},
		"a logo":                      {func(s *order.Settings) { s.ShowLogo, s.Company.Logo.Data = true, gif(10, 10) }, ""},
		"a logo of another type":      {func(s *order.Settings) { s.Company.Logo = email.File{Data: gif(1, 1), ContentType: "image/webp"} }, "company.logo.contentType picture-type"},
		"a logo that is none":         {func(s *order.Settings) { s.Company.Logo.Data = []byte("<svg/>") }, "company.logo.data no-picture"},
		"a logo at the limit":         {func(s *order.Settings) { s.MaxPixels, s.Company.Logo.Data = 100, gif(10, 10) }, ""},
		"a logo over the limit":       {func(s *order.Settings) { s.MaxPixels, s.Company.Logo.Data = 99, gif(10, 10) }, "company.logo.data pixels"},
		"a logo of 560":               {func(s *order.Settings) { s.Company.LogoWidth, s.HostLogoWidth = 560, 560 }, ""},
		"a logo of 561":               {func(s *order.Settings) { s.Company.LogoWidth = 561 }, "company.logoWidth width"},
		"a logo of less than nothing": {func(s *order.Settings) { s.Company.LogoWidth = -1 }, "company.logoWidth width"},
		"a logo for the dark":         {func(s *order.Settings) { s.Company.LogoDark.Data = []byte("<svg/>") }, "company.logoDark.data no-picture"},
		"a host's logo of 561":        {func(s *order.Settings) { s.HostLogoWidth = 561 }, "hostLogoWidth width"},
		"a host's logo that is none":  {func(s *order.Settings) { s.HostLogo.Data = []byte("<svg/>") }, "hostLogo.data no-picture"},
		"a host's logo":               {func(s *order.Settings) { s.HostLogo.Data = gif(10, 10) }, ""},
		"a language":                  {func(s *order.Settings) { s.Language = "de-AT" }, ""},
		"an unknown language":         {func(s *order.Settings) { s.Language = "xx" }, "language language"},
		"a zone":                      {func(s *order.Settings) { s.Zone = "Europe/Helsinki" }, ""},
		"an unknown zone":             {func(s *order.Settings) { s.Zone = "Mars" }, "zone zone"},
		"the machine's zone":          {func(s *order.Settings) { s.Zone = "Local" }, "zone zone"},
		"a country from A to Z":       {func(s *order.Settings) { s.Region = "AZ" }, ""},
		"a country from Z to A":       {func(s *order.Settings) { s.Region = "ZA" }, ""},
		"a country of three":          {func(s *order.Settings) { s.Region = "SWE" }, "region region"},
		"a country of one":            {func(s *order.Settings) { s.Region = "S" }, "region region"},
		"a small country":             {func(s *order.Settings) { s.Region = "Se" }, "region region"},
		"a country below A":           {func(s *order.Settings) { s.Region = "@Z" }, "region region"},
		"a country beyond Z":          {func(s *order.Settings) { s.Region = "[Z" }, "region region"},
		"a country that ends below A": {func(s *order.Settings) { s.Region = "A@" }, "region region"},
		"a country that ends after Z": {func(s *order.Settings) { s.Region = "A[" }, "region region"},
		"tags":                        {func(s *order.Settings) { s.ExtraTags = []string{"a", "Zz", "A0", "z9Z"} }, ""},
		"no tag":                      {func(s *order.Settings) { s.ExtraTags = []string{""} }, "extraTags[0] tag-name"},
		"tags that are none": {
			func(s *order.Settings) { s.ExtraTags = []string{"0a", "a/", "a:", "@a", "[a", "`a", "{a", "å"} },
			"extraTags[0] tag-name, extraTags[1] tag-name, extraTags[2] tag-name, extraTags[3] tag-name, extraTags[4] tag-name, extraTags[5] tag-name, extraTags[6] tag-name, extraTags[7] tag-name",
		},
		"a tag of ours":            {func(s *order.Settings) { s.ExtraTags = []string{"CONTACTNAME"} }, "extraTags[0] taken"},
		"a tag twice":              {func(s *order.Settings) { s.ExtraTags = []string{"portkod", "PortKod"} }, "extraTags[1] taken"},
		"a template":               {func(s *order.Settings) { s.Templates = []templating.EmailTemplate{mail("a", "S", "B {company}", "")} }, ""},
		"a template without an ID": {func(s *order.Settings) { s.Templates = []templating.EmailTemplate{mail("", "S", "B", "")} }, "templates[0].id missing"},
		"two templates without an ID": {func(s *order.Settings) {
			s.Templates = []templating.EmailTemplate{mail("", "S", "B", ""), mail("", "S", "B", "")}
		}, "templates[0].id missing, templates[1].id missing"},
		"two templates of one ID": {func(s *order.Settings) {
			s.Templates = []templating.EmailTemplate{mail("a", "S", "B", ""), mail("a", "S", "B", "")}
		}, "templates[1].id taken"},
		"a subject of the most": {func(s *order.Settings) {
			s.Templates = []templating.EmailTemplate{mail("a", strings.Repeat("s", templating.MaxSubject), "B", "")}
		}, ""},
		"a subject of more": {func(s *order.Settings) {
			s.Templates = []templating.EmailTemplate{mail("a", strings.Repeat("s", templating.MaxSubject+1), "B", "")}
		}, "templates[0].subject too-long"},
		"a text of more": {func(s *order.Settings) {
			s.Templates = []templating.EmailTemplate{mail("a", "S", strings.Repeat("s", templating.MaxBody+1), "")}
		}, "templates[0].body too-long"},
		"an SMS of more": {func(s *order.Settings) {
			s.Templates = []templating.EmailTemplate{mail("a", "S", "B", strings.Repeat("s", templating.MaxBody+1))}
		}, "templates[0].sms too-long"},
		"the ready message of more":    {func(s *order.Settings) { s.ReadyMessage = strings.Repeat("s", templating.MaxBody+1) }, "readyMessage too-long"},
		"the ready message's tags":     {func(s *order.Settings) { s.ReadyMessage = "{a}{company}{b}" }, "readyMessage template, readyMessage template"},
		"templates of bookings":        {func(s *order.Settings) { s.BookingTemplates = bookings("sv", "en", "NB-no") }, ""},
		"a template of nothing booked": {func(s *order.Settings) { s.BookingTemplates = bookings(""); s.BookingTemplates[0].Order = order.Quote }, "bookingTemplates[0].order not-bookable"},
		"a case of no visit":           {func(s *order.Settings) { s.BookingTemplates = bookings(""); s.BookingTemplates[0].Case = "moved" }, "bookingTemplates[0].case case"},
		"a visit's unknown language":   {func(s *order.Settings) { s.BookingTemplates = bookings("xx") }, "bookingTemplates[0].language language"},
		"two for one case":             {func(s *order.Settings) { s.BookingTemplates = bookings("sv", "") }, "bookingTemplates[1] twice"},
		"limits":                       {func(s *order.Settings) { s.MaxEmailBytes, s.MaxPixels, s.SMSWarning = -1, -1, -1 }, "maxEmailBytes negative, maxPixels negative, smsWarning negative"},
		"allowed":                      {func(s *order.Settings) { s.Test.Allow = []string{" a@example.se ", "@example.se", "+46705123456"} }, ""},
		"not to be allowed":            {func(s *order.Settings) { s.Test.Allow = []string{"@", "0705", "anna"} }, "test.allow[0] test-entry, test.allow[1] test-entry, test.allow[2] test-entry"},
	}
	for name, row := range rows {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := notifytest.Settings()
			row.change(&s)
			assert.Equal(t, row.want, problems(s.Validate()))
		})
	}
}

var (
	number = recipients.MustParsePhone("+46705123456")
	code   = smsgw.MustParseShortCode("72456")
)

// problems are the paths and codes of an error.
func problems(err error) string {
	var list []string
	for _, e := range invalid.Errors(err) {
		list = append(list, e.Path+" "+string(e.Code))
	}
	return strings.Join(list, ", ")
}

// bookings are templates of a work order's new visit, one a language.
func bookings(languages ...string) (list []order.BookingTemplate) {
	for i, l := range languages {
		list = append(list, order.BookingTemplate{Order: order.WorkOrder, Language: l, EmailTemplate: templating.EmailTemplate{ID: fmt.Sprint(i), Subject: "S", Body: "B"}})
	}
	return list
}

func TestEachFieldOfAnOrderIsJudgedByItself(t *testing.T) {
	t.Parallel()
	rows := map[string]struct {
		change func(*order.Order)
		want   string
	}{
		"nothing":                    {func(*order.Order) {}, ""},
		"no number":                  {func(o *order.Order) { o.Number = "" }, "number missing"},
		"no kind":                    {func(o *order.Order) { o.Kind = "invoice" }, "kind order-kind"},
		"a zone":                     {func(o *order.Order) { o.Zone = "Europe/Oslo" }, ""},
		"an unknown zone":            {func(o *order.Order) { o.Zone = "Oslo" }, "zone zone"},
		"the machine's zone":         {func(o *order.Order) { o.Zone = "Local" }, "zone zone"},
		"a visit without an ID":      {func(o *order.Order) { o.Bookings[0].ID = "" }, "bookings[0].id own-id"},
		"two visits of one ID":       {func(o *order.Order) { o.Bookings = append(o.Bookings, o.Bookings[0]) }, "bookings[1].id own-id"},
		"a visit that ends too soon": {func(o *order.Order) { o.Bookings[0].End = o.Bookings[0].Start.Add(-1) }, "bookings[0] booking"},
		"a file":                     {func(o *order.Order) { o.Files = []order.File{{ID: "f", Data: []byte("x")}} }, ""},
		"a file elsewhere":           {func(o *order.Order) { o.Files = []order.File{{ID: "f", Ref: "r", Size: 1, SHA256: "00"}} }, ""},
		"R611 a file without a size": {func(o *order.Order) { o.Files = []order.File{{ID: "f", Ref: "r", SHA256: "00"}} }, "files[0] file-content"},
		"R611 a file without a hash": {func(o *order.Order) { o.Files = []order.File{{ID: "f", Ref: "r"}} }, "files[0] file-content"},
		"R611 a hash of nothing":     {func(o *order.Order) { o.Files = []order.File{{ID: "f", SHA256: "00"}} }, "files[0] file-content"},
		"a file without an ID":       {func(o *order.Order) { o.Files = []order.File{{Data: []byte("x")}} }, "files[0].id own-id"},
		"two files of one ID": {func(o *order.Order) {
			o.Files = []order.File{{ID: "f", Data: []byte("x")}, {ID: "f", Data: []byte("x")}}
		}, "files[1].id own-id"},
		"a file of less than 0":    {func(o *order.Order) { o.Files = []order.File{{ID: "f", Data: []byte("x"), Size: -1}} }, "files[0] file-size"},
		"a picture of less than 0": {func(o *order.Order) { o.Files = []order.File{{ID: "f", Data: []byte("x"), Pixels: -1}} }, "files[0] file-size"},
		"a mode that is none":      {func(o *order.Order) { o.ContactPerson.SendWorkOrder = "ja" }, "contactPerson.sendWorkOrder send-mode"},
		"a customer's mode":        {func(o *order.Order) { o.Customer.Contacts = []order.Contact{{}, {SendServiceProtocol: "yes"}} }, "customer.contacts[1].sendServiceProtocol send-mode"},
		"a facility's mode":        {func(o *order.Order) { o.Facility.Contacts = []order.Contact{{SendWorkOrder: "yes"}} }, "facility.contacts[0].sendWorkOrder send-mode"},
	}
	for name, row := range rows {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := notifytest.Order()
			row.change(&o)
			assert.Equal(t, row.want, problems(o.Validate()))
		})
	}
}

// In development an order's page is on the machine itself.
func TestLinksOfAnOrder(t *testing.T) {
	t.Parallel()
	for link, good := range map[string]bool{
		"": true, "https://host.example/orders/1": true, "http://localhost:8080/orders/1": true, "http://127.0.0.1/": true,
		"http://host.example/": false, "https://": false, "javascript:alert(1)": false, "https://user@host.example/": false,
	} {
		o := notifytest.Order()
		o.Link, o.Users = link, []order.User{{Name: "Karin", Email: "karin@example.se", Link: link}}
		var paths []string
		for _, e := range invalid.Errors(o.Validate()) {
			assert.Equal(t, invalid.Link, e.Code)
			paths = append(paths, e.Path)
		}
		if good {
			assert.Empty(t, paths, link)
		} else {
			assert.Equal(t, []string{"link", "users[0].link"}, paths, link)
		}
	}
}

func TestWhatWasTypedIsRepeatedInPart(t *testing.T) {
	t.Parallel()
	s := notifytest.Settings()
	for _, typed := range []string{strings.Repeat("x", 64), strings.Repeat("x", 65)} {
		s.Zone = typed
		text := invalid.Errors(s.Validate())[0].Message(locale.English)
		assert.Equal(t, len(typed) == 64, strings.Contains(text, "“"+typed+"”"), text)
		assert.Contains(t, text, typed[:60])
	}
}

// SMS can be sent from a name, a number or a short code.
func TestR201WhoSendsSMS(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		s    order.Settings
		want bool
	}{
		"nobody":   {order.Settings{}, false},
		"a name":   {order.Settings{SMSFrom: smsgw.MustParseSenderName("Nordkyl")}, true},
		"a number": {order.Settings{SMSFromNumber: number}, true},
		"a code":   {order.Settings{SMSFromCode: code}, true},
	} {
		assert.Equal(t, c.want, c.s.SendsSMS(), name)
	}
}
