package compose_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/budkavle/budkavle/notify/codes"
	"github.com/budkavle/budkavle/notify/compose"
	"github.com/budkavle/budkavle/notify/email"
	"github.com/budkavle/budkavle/notify/notifytest"
	"github.com/budkavle/budkavle/notify/order"
	"github.com/budkavle/budkavle/notify/plan"
	"github.com/budkavle/budkavle/recipients"
	"github.com/budkavle/budkavle/smsgw"
	"github.com/budkavle/budkavle/templating"
)

// pixel is a picture of one point.
var pixel = []byte("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89\x00\x00\x00\rIDATx\x9cc\xf8\xcf\xc0\xf0\x1f\x00\x05\x00\x01\xff\x89\x99=\x1d\x00\x00\x00\x00IEND\xaeB`\x82")

// withLogo are settings that show a logo.
func withLogo() order.Settings {
	s := notifytest.Settings()
	s.ShowLogo, s.Company.Logo = true, email.File{Name: "logo.png", Data: pixel}
	return s
}

// page is the first mail of a preview as a browser shows it.
func page(t *testing.T, p plan.Plan) string {
	t.Helper()
	html, err := p.PreviewHTML(0)
	require.NoError(t, err)
	return html
}

func TestSampleOrdersOfEveryKind(t *testing.T) {
	t.Parallel()
	for _, kind := range order.Kinds() {
		o := compose.SampleOrder(kind, notifytest.Now())
		assert.Equal(t, kind, o.Kind)
		require.NoError(t, o.Validate())
		assert.Equal(t, o, throughJSON(t, o))
	}
	assert.Equal(t, order.WorkOrder, compose.SampleOrder("", notifytest.Now()).Kind)
}

// Every kind of message from every kind of order can be seen before there is one, the
// logo inside it.
func TestR308EveryMessageIsSeenBeforeThereIsAnOrder(t *testing.T) {
	t.Parallel()
	for _, rules := range compose.Kinds() {
		for _, kind := range rules.Orders {
			t.Run(string(rules.Kind)+" from "+string(kind), func(t *testing.T) {
				t.Parallel()
				sample := compose.Sample{Kind: rules.Kind, Order: kind}
				if rules.Kind == compose.TemplateEmail {
					sample.Template = "enkat"
				}
				p, err := compose.Preview(withLogo(), sample, notifytest.Now())
				require.NoError(t, err)
				assert.Equal(t, rules.Kind, p.Kind)
				assert.Equal(t, string(kind), p.Order.Kind)
				assert.Len(t, p.Messages, len(rules.Channels))
				html := page(t, p)
				assert.Contains(t, html, "data:image/png;base64,")
				assert.NotContains(t, html, "cid:")
				assert.Contains(t, html, "Mitt bolag")
				for _, m := range p.Messages {
					if m.SMS != nil {
						assert.NotEmpty(t, m.Parts())
					}
				}
				if rules.AttachPDF {
					require.NotEmpty(t, p.Documents)
					assert.True(t, strings.HasPrefix(string(p.Documents[0].Data), "%PDF"))
				}
				require.ErrorIs(t, p.Verify(), plan.ErrChanged, "it cannot be sent")
				for _, w := range p.Warnings {
					assert.NotEqual(t, codes.WarnSpecialDomain, w.Code)
				}
			})
		}
	}
}

func TestR308TheCaseAndLanguageOfASample(t *testing.T) {
	t.Parallel()
	s := notifytest.Settings()
	for _, in := range order.BookingCases() {
		for _, language := range []string{"", "en"} {
			s.BookingTemplates = append(s.BookingTemplates, order.BookingTemplate{
				Order: order.ServiceOrder, Case: in, Language: language,
				EmailTemplate: templating.EmailTemplate{ID: string(in) + language, Subject: "S", Body: "own " + string(in) + " " + language + ": {nextBookingDate}"},
			})
		}
	}
	for _, in := range order.BookingCases() {
		for language, says := range map[string]string{"": "oktober", "en": "October", "de": "Oktober"} {
			p, err := compose.Preview(s, compose.Sample{Order: order.ServiceOrder, Case: in, Language: language}, notifytest.Now())
			require.NoError(t, err)
			html := page(t, p)
			own := "own " + string(in) + " " + language + ": "
			assert.Equal(t, language != "de", strings.Contains(html, own), "%s %q", in, language)
			assert.Contains(t, html, says, "%s %q", in, language)
		}
	}
	built := map[string]bool{}
	for _, in := range append(order.BookingCases(), "") {
		p, err := compose.Preview(notifytest.Settings(), compose.Sample{Case: in}, notifytest.Now())
		require.NoError(t, err)
		built[p.Messages[0].Subject()] = true
	}
	assert.Len(t, built, len(order.BookingCases()), "each case has its own words, and none is a new visit")
	p, err := compose.Preview(notifytest.Settings(), compose.Sample{Language: "xx"}, notifytest.Now())
	require.NoError(t, err)
	assert.Contains(t, codesOf(p.Warnings), string(codes.WarnUnknownLanguage))
}

func TestR308ATemplateIsSeenBeforeItIsSaved(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		template templating.EmailTemplate
		order    order.Kind
		has      string
	}{
		"text":                {templating.EmailTemplate{Subject: "Om {orderRef}", Body: "Hej {facilityOrCustomer}, vi ses {nextBookingDate}."}, "", "Hej Brf Eken, vi ses onsdag 04 oktober."},
		"HTML":                {templating.EmailTemplate{Subject: "Om {orderRef}", Body: "<p>Hej <b>{facilityOrCustomer}</b></p>", HTML: true}, "", "<b>Brf Eken</b>"},
		"on a quote":          {templating.EmailTemplate{Subject: "S", Body: "{orderRef}"}, order.Quote, "OF118"},
		"on a purchase order": {templating.EmailTemplate{Subject: "S", Body: "Hej {facilityOrCustomer}"}, order.PurchaseOrder, "Hej Portgrossisten"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := notifytest.Settings()
			c.template.ID = "ny"
			s.Templates = append(s.Templates, c.template)
			p, err := compose.Preview(s, compose.Sample{Template: "ny", Order: c.order}, notifytest.Now())
			require.NoError(t, err)
			assert.Contains(t, page(t, p), c.has)
		})
	}
	_, err := compose.Preview(notifytest.Settings(), compose.Sample{Template: "borta"}, notifytest.Now())
	require.Error(t, err)
	s := notifytest.Settings()
	s.Templates[0].Body = "{kompani}"
	_, err = compose.Preview(s, compose.Sample{Template: "enkat"}, notifytest.Now())
	require.Error(t, err)
}

// What a company has not set up yet keeps nobody from seeing what it has.
func TestR308APreviewNeedsNoSenderAndNoTestMode(t *testing.T) {
	t.Parallel()
	s := order.Settings{Company: order.Company{ID: "1", Name: "Ny"}, Test: order.TestMode{DryRun: true, Allow: []string{"@intern.se"}}}
	p, err := compose.Preview(s, compose.Sample{}, notifytest.Now())
	require.NoError(t, err)
	require.Len(t, p.Messages, 2)
	assert.False(t, p.DryRun)
	s.SMSFromNumber = recipients.MustParsePhone("+46705123456")
	p, err = compose.Preview(s, compose.Sample{}, notifytest.Now())
	require.NoError(t, err)
	assert.Equal(t, "+46705123456", p.Messages[1].SMS.Originator())
	s.SMSFromNumber, s.SMSFrom = recipients.Phone{}, smsgw.MustParseSenderName("Ny")
	p, err = compose.Preview(s, compose.Sample{}, notifytest.Now())
	require.NoError(t, err)
	assert.Equal(t, "Ny", p.Messages[1].SMS.Originator())
	for _, sample := range []compose.Sample{{Kind: "greeting"}, {Kind: compose.WorkProtocol, Order: order.Quote}, {Order: order.Quote, Case: order.CaseChanged}, {Order: "x"}} {
		_, err = compose.Preview(s, sample, notifytest.Now())
		assert.Equal(t, sample.Order == "x", err == nil, "%+v", sample)
	}
	_, err = compose.Preview(order.Settings{}, compose.Sample{}, notifytest.Now())
	require.Error(t, err, "no company")
}

// A template as it was typed, seen before it is saved.
func ExamplePreview() {
	s := notifytest.Settings()
	s.Templates = []templating.EmailTemplate{{ID: "ny", Subject: "Om {orderRef}", Body: "Vi ses {nextBookingDate}."}}
	p, err := compose.Preview(s, compose.Sample{Template: "ny", Order: order.ServiceOrder, Language: "en"}, notifytest.Now())
	if err != nil {
		panic(err)
	}
	html, _ := p.PreviewHTML(0) // for <iframe sandbox srcdoc="…">
	fmt.Println(p.Messages[0].Subject(), strings.Contains(html, "Vi ses Wednesday 4 October."))
	// Output: Om Order number: SO17 true
}

func ExampleSample() {
	for _, in := range order.BookingCases() {
		p, _ := compose.Preview(notifytest.Settings(), compose.Sample{Case: in}, notifytest.Now())
		fmt.Println(p.Messages[0].Subject())
	}
	// Output:
	// Bokningsbekräftelse AO462
	// Ändrad bokning, order AO462
	// Avbokat besök, order AO462
	// Påminnelse om besök, order AO462
}

// The visit of a sample order is at nine two days from now, on a protocol the day before, and
// takes two hours; a quote is valid for a month.
func TestWhenASampleOrderIsVisited(t *testing.T) {
	t.Parallel()
	now := notifytest.Now()
	day := time.Date(now.Year(), now.Month(), now.Day(), 9, 0, 0, 0, now.Location())
	for kind, days := range map[order.Kind]int{order.WorkOrder: 2, order.ServiceOrder: 2, order.ContactOrder: 2, order.ServiceProtocol: -1} {
		bookings := compose.SampleOrder(kind, now).Bookings
		require.Len(t, bookings, 1, kind)
		assert.Equal(t, day.AddDate(0, 0, days), bookings[0].Start, kind)
		assert.Equal(t, 2*time.Hour, bookings[0].End.Sub(bookings[0].Start), kind)
	}
	assert.Equal(t, day.AddDate(0, 1, 0), compose.SampleOrder(order.Quote, now).ValidUntil)
}

// A protocol of a sample order shows a check that was passed and one that was not.
func TestASampleProtocolHasAChecklist(t *testing.T) {
	t.Parallel()
	lists := compose.SampleOrder(order.ServiceProtocol, notifytest.Now()).Content.Checklists
	require.Len(t, lists, 1)
	failed := 0
	for _, c := range lists[0].Checks {
		if c.Failed {
			failed++
		}
	}
	assert.Equal(t, 1, failed)
	assert.Len(t, lists[0].Checks, 2)
}

// A visit that has moved is previewed as one that takes place the day after, as long as it
// was.
func TestR308AMovedVisitBesideWhatWasTold(t *testing.T) {
	t.Parallel()
	p, err := compose.Preview(notifytest.Settings(), compose.Sample{Case: order.CaseChanged}, notifytest.Now())
	require.NoError(t, err)
	assert.Contains(t, p.Messages[0].Email.Text, "När: torsdag 05 oktober, 11:00 – 13:00 (tidigare onsdag 04 oktober, 11:00 – 13:00)\n")
}

// A free message is previewed with the company's words for an order that is ready for
// invoicing, where it has some; a template mail has no words before a template is chosen.
func TestR308TheWordsOfAFreeMessage(t *testing.T) {
	t.Parallel()
	s := notifytest.Settings()
	p, err := compose.Preview(s, compose.Sample{Kind: compose.FreeMessage}, notifytest.Now())
	require.NoError(t, err)
	assert.Equal(t, "Service", p.Messages[1].SMS.Text)
	s.ReadyMessage = "{orderRef} är klar"
	p, err = compose.Preview(s, compose.Sample{Kind: compose.FreeMessage}, notifytest.Now())
	require.NoError(t, err)
	assert.Equal(t, "Ordernummer: AO462 är klar", p.Messages[1].SMS.Text)
	_, err = compose.Preview(s, compose.Sample{Kind: compose.TemplateEmail}, notifytest.Now())
	require.Error(t, err)
}
