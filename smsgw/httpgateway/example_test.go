package httpgateway_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"

	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/audit/delivery/reasons"
	"github.com/budkavle/budkavle/recipients"
	"github.com/budkavle/budkavle/smsgw"
	"github.com/budkavle/budkavle/smsgw/httpgateway"
)

// A pigeon is a host's own gateway over HTTP. Its tests call
// sendertest.RunSMS, which checks every rule of smsgw.Sender.
type pigeon struct {
	base    string
	client  *httpgateway.Client
	reports httpgateway.Reports
}

func (p pigeon) Send(ctx context.Context, sms *smsgw.SMS) (delivery.Receipt, error) {
	call, answer, failure := p.client.Exchange(ctx, sms, p.reports, p.request)
	switch {
	case failure != nil:
		return delivery.Receipt{}, failure
	case !answer.OK():
		failure = call.Refused(answer, string(answer.Body))
		if strings.Contains(failure.Text, "no such number") { // what this gateway says beyond its status
			failure.Judge(delivery.OfRecipient(reasons.NumberUnknown))
		}
		return delivery.Receipt{}, failure
	}
	var said struct{ ID string }
	if err := json.Unmarshal(answer.Body, &said); err != nil || said.ID == "" {
		return delivery.Receipt{}, call.Unreadable(answer, "the answer has no id")
	}
	return delivery.Receipt{Provider: "pigeon", ProviderID: said.ID}, nil
}

func (p pigeon) request(sms *smsgw.SMS, reportAddress string) (*http.Request, error) {
	request, err := httpgateway.Form(p.base, url.Values{"from": {sms.Originator()}, "to": {sms.To.String()}, "text": {sms.Text}, "report": {reportAddress}})
	if err != nil {
		return nil, err
	}
	request.SetBasicAuth("eva", "pass-word-1")
	return request, nil
}

func sms() *smsgw.SMS {
	return &smsgw.SMS{ID: "m1", Company: "c1", From: smsgw.MustParseSenderName("MittBolag"), To: recipients.MustParsePhone("+46705123456"), Text: "Vi kommer i morgon."}
}

// A gateway of one's own is some thirty lines, and what it says of the login or
// the text stays out of its errors.
func Example() {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		user, password, _ := r.BasicAuth()
		http.Error(w, "no credit left for "+user+" with "+password+" and "+r.FormValue("text"), http.StatusPaymentRequired)
	}))
	defer server.Close()
	gateway := pigeon{base: server.URL, client: httpgateway.New(httpgateway.Config{Secrets: delivery.NewSecrets("pass-word-1")})}
	_, err := gateway.Send(context.Background(), sms())
	fmt.Println(err)
	// Output: configuration failure: no-credit (402): no credit left for eva with [secret] and [text]
}

// The client knows the login, so that no error shows it, and what the gateway
// takes as a sender name.
func ExampleConfig() {
	client := httpgateway.New(httpgateway.Config{
		Secrets: delivery.NewSecrets("pass-word-1"),
		Names:   smsgw.NameRule{Gateway: "pigeon", Rule: "A–Z and digits", Takes: smsgw.SenderName.Portable},
	})
	message := sms()
	message.From = smsgw.MustParseSenderName("Åkes Kyl")
	_, failure := client.Begin(message, "")
	fmt.Println(failure)
	// Output: configuration failure: sender-refused: pigeon takes as sender name A–Z and digits; try AkesKyl
}

// A client prints without its secrets.
func ExampleClient() {
	fmt.Printf("%+v\n", httpgateway.New(httpgateway.Config{Secrets: delivery.NewSecrets("pass-word-1"), Names: smsgw.NameRule{Gateway: "pigeon"}}))
	// Output: pigeon over HTTP
}

// What cannot be connected is certainly unsent.
func ExampleCall() {
	call, _ := httpgateway.New(httpgateway.Config{}).Begin(sms(), "")
	request, _ := httpgateway.Form("http://127.0.0.1:1", url.Values{"text": {"Vi kommer i morgon."}})
	_, failure := call.Do(context.Background(), request)
	fmt.Println(failure.Class, failure.Reason)
	// Output: temporary connect-refused
}

// A good status with an answer that nobody understands is uncertain: the SMS
// may have gone out.
func ExampleAnswer() {
	call, _ := httpgateway.New(httpgateway.Config{}).Begin(sms(), "")
	answer := httpgateway.Answer{Status: http.StatusOK, Body: []byte("<html>")}
	if answer.OK() && !json.Valid(answer.Body) {
		fmt.Println(call.Unreadable(answer, "the answer is no JSON"))
	}
	// Output: uncertain failure: not-understood (200): the answer is no JSON
}

// To change the secret, the new one makes the addresses and the old one is heard
// for as long as reports may come.
func ExampleReportConfig() {
	before, _ := httpgateway.NewReports("pigeon", httpgateway.ReportConfig{URL: "https://host.example.com/reports", Secret: "a secret of 16 or more"})
	now, err := httpgateway.NewReports("pigeon", httpgateway.ReportConfig{
		URL: "https://host.example.com/reports", Secret: "another secret than that", OldSecret: "a secret of 16 or more",
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	_, ok := now.Caller(httptest.NewRequest(http.MethodPost, before.Address(sms()), nil))
	fmt.Println(ok)
	// Output: true
}

// The address of a report names the company and the message, and nobody else can
// make it.
func ExampleCaller() {
	reports, _ := httpgateway.NewReports("pigeon", httpgateway.ReportConfig{URL: "https://host.example.com/reports", Secret: "a secret of 16 or more"})
	caller, ok := reports.Caller(httptest.NewRequest(http.MethodPost, reports.Address(sms()), nil))
	fmt.Println(caller.Company, caller.ID, ok)
	_, ok = reports.Caller(httptest.NewRequest(http.MethodPost, "https://host.example.com/reports?company=c1&id=m1", nil))
	fmt.Println(ok)
	// Output:
	// c1 m1 true
	// false
}

// One handler hears the reports about the SMS of all companies.
func ExampleReports() {
	reports, _ := httpgateway.NewReports("pigeon", httpgateway.ReportConfig{URL: "https://host.example.com/reports", Secret: "a secret of 16 or more"})
	read := func(r *http.Request, _ httpgateway.Caller) (delivery.Report, error) {
		return delivery.Report{Status: map[string]delivery.Status{"ok": delivery.StatusDelivered}[r.FormValue("state")]}, nil
	}
	keep := func(_ context.Context, r delivery.Report) error { // or a notify.Service's Report
		fmt.Println(r.Provider, r.Company, r.MessageID, r.Status)
		return nil
	}
	handler := reports.Handler(read, keep)
	for _, company := range []string{"c1", "c2"} {
		message := sms()
		message.Company = company
		handler.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, reports.Address(message)+"&state=ok", nil))
	}
	// Output:
	// pigeon c1 m1 delivered
	// pigeon c2 m1 delivered
}

// A reader that finds the signature wrong says so, and the caller is turned away.
func ExampleReader() {
	reports, _ := httpgateway.NewReports("pigeon", httpgateway.ReportConfig{URL: "https://host.example.com/reports", Secret: "a secret of 16 or more"})
	var read httpgateway.Reader = func(r *http.Request, _ httpgateway.Caller) (delivery.Report, error) {
		if r.Header.Get("X-Pigeon-Ring") == "" {
			return delivery.Report{}, httpgateway.ErrForged
		}
		return delivery.Report{Status: delivery.StatusDelivered}, nil
	}
	answer := httptest.NewRecorder()
	reports.Handler(read, nil).ServeHTTP(answer, httptest.NewRequest(http.MethodGet, reports.Address(sms()), nil))
	fmt.Println(answer.Code)
	// Output: 403
}

// A report that cannot be kept now is asked for again.
func ExampleKeep() {
	reports, _ := httpgateway.NewReports("pigeon", httpgateway.ReportConfig{URL: "https://host.example.com/reports", Secret: "a secret of 16 or more"})
	read := func(*http.Request, httpgateway.Caller) (delivery.Report, error) {
		return delivery.Report{Status: delivery.StatusDelivered}, nil
	}
	for _, err := range []error{nil, delivery.ErrUnknownMessage, errors.New("the database is down")} {
		var keep httpgateway.Keep = func(context.Context, delivery.Report) error { return err }
		answer := httptest.NewRecorder()
		reports.Handler(read, keep).ServeHTTP(answer, httptest.NewRequest(http.MethodGet, reports.Address(sms()), nil))
		fmt.Println(answer.Code)
	}
	// Output:
	// 204
	// 204
	// 503
}

// A gateway writes 2 one day and "2" the next.
func ExampleScalar() {
	var said struct{ Parts, Cost httpgateway.Scalar }
	err := httpgateway.UnmarshalAnswer([]byte(`{"parts": "2", "cost": 3500.0}`), &said)
	fmt.Println(said.Parts.Int(), said.Cost.Int(), err)
	// Output: 2 3500 <nil>
}
