package twilio_test

import (
	"context"
	"encoding/base64"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"

	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/recipients"
	"github.com/budkavle/budkavle/smsgw"
	"github.com/budkavle/budkavle/smsgw/twilio"
)

// An API key logs in instead of the account; the account's token is needed all
// the same, since it signs the callbacks.
func ExampleConfig() {
	_, err := twilio.New(twilio.Config{AccountSID: "AC…", KeySID: "SK…", KeySecret: "…"})
	fmt.Println(err)
	_, err = twilio.New(twilio.Config{AccountSID: "AC…", AuthToken: "…", KeySID: "SK…", KeySecret: "…"})
	fmt.Println(err)
	// Output:
	// twilio: Config.AccountSID or AuthToken is missing
	// <nil>
}

// A server stands in for https://api.twilio.com, which is called without BaseURL.
// Twilio's error codes become failures that say what to do.
func ExampleGateway() {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusBadRequest)
		_, _ = w.Write([]byte(`{"code": 21610, "message": "Attempt to send to unsubscribed recipient"}`))
	}))
	defer server.Close()
	gateway, err := twilio.New(twilio.Config{AccountSID: "AC1", AuthToken: "…", BaseURL: server.URL})
	if err != nil {
		fmt.Println(err)
		return
	}
	_, err = gateway.Send(context.Background(), &smsgw.SMS{
		ID: "m1", Company: "c1", From: smsgw.MustParseSenderName("MittBolag"), To: recipients.MustParsePhone("+46705123456"), Text: "Hej",
	})
	f := delivery.AsFailure(err)
	fmt.Println(f.Class, f.Fault, f.Reason, f.Code)
	// Output: permanent recipient unsubscribed 21610
}

// A host's test of its webhook signs a request as Twilio does.
func ExampleSignature() {
	address := "https://host.example.com/twilio?company=c1&id=m1"
	form := url.Values{"MessageSid": {"SM1"}, "MessageStatus": {"delivered"}}
	fmt.Println(base64.StdEncoding.EncodeToString(twilio.Signature("auth-token-1", address, form)))
	// Output: FlukDs0fM1FSYhEnTVGPhzqppIg=
}
