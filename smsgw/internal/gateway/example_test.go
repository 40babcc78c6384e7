package gateway_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"

	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/smsgw"
	"github.com/budkavle/budkavle/smsgw/internal/gateway"
)

// A gateway's Send makes one request, whose outcome is told exactly.
func ExampleClient() {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		http.Error(w, "no credit left for pass-word-1", http.StatusPaymentRequired)
	}))
	defer server.Close()
	client := gateway.NewClient(nil, 0, "pass-word-1")
	request, err := gateway.Form(server.URL, url.Values{"to": {"+46705123456"}, "text": {"Hej"}})
	if err != nil {
		fmt.Println(err)
		return
	}
	answer, failure := client.Do(context.Background(), request)
	if failure == nil && answer.Status >= 300 {
		failure = client.Refused(answer, string(answer.Body))
	}
	fmt.Println(failure)
	// Output: configuration failure: no-credit (402): no credit left for [secret]
}

// A good status with an answer that nobody understands is uncertain: the SMS
// may have gone out.
func ExampleAnswer() {
	answer := gateway.Answer{Status: http.StatusOK, Body: []byte("<html>")}
	var said struct{ ID string }
	if err := json.Unmarshal(answer.Body, &said); err != nil {
		fmt.Println(gateway.NewClient(nil, 0).Unreadable(answer, errors.New("the answer is no JSON")))
	}
	// Output: uncertain failure: not-understood (200): the answer is no JSON
}

// The address of a report names the message, and nobody else can make it.
func ExampleCallback() {
	callback, err := gateway.NewCallback("https://host.example.com/reports", "a secret of 16 or more", false)
	if err != nil {
		fmt.Println(err)
		return
	}
	address := callback.URL(&smsgw.SMS{ID: "m1", Company: "c1"})
	fmt.Println(callback.Checked(httptest.NewRequest(http.MethodPost, address, nil)))
	fmt.Println(callback.Checked(httptest.NewRequest(http.MethodPost, "https://host.example.com/reports?company=c1&id=m1", nil)))
	// Output:
	// true
	// false
}

// A reader knows the words of its gateway; the rest is the same for all.
func ExampleReader() {
	var read gateway.Reader = func(r *http.Request) (delivery.Report, error) {
		if r.FormValue("state") != "ok" {
			return delivery.Report{}, errors.New("unknown state")
		}
		return delivery.Report{Provider: "mine", Status: delivery.StatusDelivered}, nil
	}
	everybody := func(*http.Request) bool { return true }
	handler := gateway.Handler(everybody, read, func(_ context.Context, r delivery.Report) error {
		fmt.Println(r.MessageID, r.Status)
		return nil
	})
	answer := httptest.NewRecorder()
	handler.ServeHTTP(answer, httptest.NewRequest(http.MethodGet, "/reports?id=m1&state=ok", nil))
	fmt.Println(answer.Code)
	// Output:
	// m1 delivered
	// 204
}
