package elks46_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"

	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/recipients"
	"github.com/budkavle/budkavle/smsgw"
	"github.com/budkavle/budkavle/smsgw/elks46"
)

// What is wrong with the settings is said when the gateway is made.
func ExampleConfig() {
	_, err := elks46.New(elks46.Config{Username: "u1234", Password: "…", ReportURL: "https://host.example.com/sms-reports"})
	fmt.Println(err)
	// Output: elks46: Config.ReportSecret: want at least 16 characters that nobody can guess
}

// A server stands in for https://api.46elks.com/a1, which is called without BaseURL.
func ExampleGateway() {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = w.Write([]byte(`{"id": "s70df", "status": "created", "parts": 1, "cost": 3500}`))
	}))
	defer server.Close()
	gateway, err := elks46.New(elks46.Config{Username: "u1234", Password: "…", BaseURL: server.URL})
	if err != nil {
		fmt.Println(err)
		return
	}
	receipt, err := gateway.Send(context.Background(), &smsgw.SMS{
		ID: "m1", Company: "c1", From: smsgw.MustParseSenderName("MittBolag"), To: recipients.MustParsePhone("+46705123456"), Text: "Hej",
	})
	fmt.Println(receipt.ProviderID, receipt.Segments, "SMS,", float64(receipt.Cost)/10_000, receipt.Currency, err)
	// Output: s70df 1 SMS, 0.35 SEK <nil>
}

// The host mounts the handler where ReportURL leads; whoever calls without the
// token of the SMS is turned away.
func ExampleGateway_Reports() {
	gateway, err := elks46.New(elks46.Config{Username: "u1234", Password: "…", ReportURL: "https://host.example.com/sms-reports", ReportSecret: "a secret of 16 or more"})
	if err != nil {
		fmt.Println(err)
		return
	}
	mux := http.NewServeMux()
	mux.Handle("/sms-reports", gateway.Reports(func(context.Context, delivery.Report) error { return nil })) // or a notify.Service's Report
	forged := httptest.NewRequest(http.MethodPost, "/sms-reports?company=c1&id=m1&token=x", strings.NewReader("id=s1&status=delivered"))
	answer := httptest.NewRecorder()
	mux.ServeHTTP(answer, forged)
	fmt.Println(answer.Code)
	// Output: 403
}
