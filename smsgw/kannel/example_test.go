package kannel_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"

	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/recipients"
	"github.com/budkavle/budkavle/smsgw"
	"github.com/budkavle/budkavle/smsgw/kannel"
)

// The sendsms-user is one that Kannel's own configuration names.
func ExampleConfig() {
	_, err := kannel.New(kannel.Config{BaseURL: "http://127.0.0.1:13013", Path: "sendsms", Username: "tester", Password: "…"})
	fmt.Println(err)
	// Output: kannel: Config.Path: want /path, without query
}

// A server stands in for Kannel's smsbox.
func ExampleGateway() {
	smsbox := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusAccepted)
		_, _ = w.Write([]byte("0: Accepted for delivery"))
	}))
	defer smsbox.Close()
	gateway, err := kannel.New(kannel.Config{BaseURL: smsbox.URL, Username: "tester", Password: "…"})
	if err != nil {
		fmt.Println(err)
		return
	}
	receipt, err := gateway.Send(context.Background(), &smsgw.SMS{
		ID: "m1", Company: "c1", From: smsgw.MustParseSenderName("Åkes Kyl"), To: recipients.MustParsePhone("+46705123456"), Text: "Hej",
	})
	fmt.Println(receipt.Provider, receipt.ProviderID, receipt.Segments, receipt.Text, err)
	// Output: kannel m1 1 0: Accepted for delivery <nil>
}

// Kannel's reports come to the address that was made for the SMS.
func ExampleGateway_Reports() {
	var address string
	smsbox := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		address = r.URL.Query().Get("dlr-url") // Kannel puts its own code in for %d
		_, _ = w.Write([]byte("Sent."))
	}))
	defer smsbox.Close()
	gateway, _ := kannel.New(kannel.Config{
		BaseURL: smsbox.URL, Username: "tester", Password: "…", ReportURL: "https://host.example.com/sms-reports", ReportSecret: "a secret of 16 or more",
	})
	_, _ = gateway.Send(context.Background(), &smsgw.SMS{
		ID: "m1", Company: "c1", From: smsgw.MustParseSenderName("MittBolag"), To: recipients.MustParsePhone("+46705123456"), Text: "Hej",
	})
	reports := gateway.Reports(func(_ context.Context, r delivery.Report) error { // or a notify.Service's Report
		fmt.Println(r.Company, r.MessageID, r.Status)
		return nil
	})
	answer := httptest.NewRecorder()
	reports.ServeHTTP(answer, httptest.NewRequest(http.MethodGet, address[:len(address)-len("%d")]+"1", nil))
	fmt.Println(answer.Code)
	// Output:
	// c1 m1 delivered
	// 204
}
