package smsgw_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"time"

	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/recipients"
	"github.com/budkavle/budkavle/smsgw"
	"github.com/budkavle/budkavle/smsgw/elks46"
	"github.com/budkavle/budkavle/smsgw/kannel"
	"github.com/budkavle/budkavle/smsgw/smsfolder"
	"github.com/budkavle/budkavle/smsgw/twilio"
	"github.com/budkavle/budkavle/templating/locale"
)

// A name that operators take may still not be one that every gateway takes.
func ExampleSenderName() {
	n, err := smsgw.ParseSenderName("Åkes Kyl")
	fmt.Println(n, err)
	fmt.Println(n.Portable(), n.Suggestion())
	// Output:
	// Åkes Kyl <nil>
	// false AkesKyl
}

// The error says what is wrong, for the log and for the form.
func ExampleParseError() {
	_, err := smsgw.ParseSenderName("Serviceproto")
	fmt.Println(err)
	var e *smsgw.ParseError
	if errors.As(err, &e) {
		fmt.Println(e.Message(locale.Swedish))
	}
	// Output:
	// smsgw: sender name "Serviceproto": has 12 characters, at most 11 are allowed; try "Serviceprot"
	// Avsändarnamnet har 12 tecken; högst 11 är tillåtna. Prova Serviceprot.
}

// A form that counts along may pass over what is only not finished yet.
func ExampleParseReason() {
	for _, typed := range []string{"", "46", "Bolag!"} {
		var e *smsgw.ParseError
		if _, err := smsgw.ParseSenderName(typed); errors.As(err, &e) && e.Reason != smsgw.NameEmpty {
			fmt.Printf("%q: %s\n", typed, e.Reason)
		}
	}
	// Output:
	// "46": no-letter
	// "Bolag!": character
}

// A settings page shows what the gateways that the host uses say to a name.
func ExampleNameRule() {
	name := smsgw.MustParseSenderName("El & Kyl")
	for _, rule := range []smsgw.NameRule{elks46.NameRule(), twilio.NameRule(), kannel.NameRule()} {
		fmt.Println(rule.Gateway, rule.Verdict(name).OK)
	}
	// Output:
	// 46elks false
	// twilio true
	// kannel true
}

// Where a country has a rule of its own, it can be told before anything is sent.
func ExampleNameVerdict() {
	v := twilio.NameRule().VerdictTo(smsgw.MustParseSenderName("MittBolag"), recipients.MustParsePhone("+12025550123"))
	fmt.Println(v.Gateway, v.OK, v.Country)
	// Output: twilio false refused
}

// The countries where a company's name needs to be registered at its gateway.
func ExampleCountryRule() {
	for _, region := range []string{"SE", "BE", "US"} {
		switch twilio.NameRule().Countries[region] {
		case smsgw.CountryRefuses:
			fmt.Println(region, "use a number")
		case smsgw.CountryRestricts:
			fmt.Println(region, "register the name first")
		default:
			fmt.Println(region, "is fine")
		}
	}
	// Output:
	// SE is fine
	// BE register the name first
	// US use a number
}

// A short code is a sender of its own kind: it can be answered, a name cannot.
func ExampleShortCode() {
	code, err := smsgw.ParseShortCode("71700")
	fmt.Println(code, err)
	sms := &smsgw.SMS{ID: "m1", Company: "c1", FromCode: code, To: recipients.MustParsePhone("+46705123456"), Text: "Hej"}
	fmt.Println(sms.Originator(), sms.Answerable(), sms.Validate())
	// Output:
	// 71700 <nil>
	// 71700 true <nil>
}

// What an SMS lacks is said at once, and never its text.
func ExampleSMS() {
	sms := &smsgw.SMS{ID: "m1", Company: "c1", From: smsgw.MustParseSenderName("MittBolag"), Text: "Hej"}
	fmt.Println(sms.Validate())
	sms.To = recipients.MustParsePhone("+46705123456")
	fmt.Println(sms.Validate())
	// Output:
	// smsgw: SMS "m1": To is missing
	// <nil>
}

// The second gateway takes what the first certainly did not.
func ExampleFailover() {
	broken := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		http.Error(w, "down for maintenance", http.StatusServiceUnavailable)
	}))
	defer broken.Close()
	dir, _ := os.MkdirTemp("", "sms")
	defer func() { _ = os.RemoveAll(dir) }()

	first, err := elks46.New(elks46.Config{Username: "u1234", Password: "…", BaseURL: broken.URL})
	if err != nil {
		fmt.Println(err)
		return
	}
	gateways, err := smsgw.NewFailover(smsgw.FailoverConfig{Gateways: []smsgw.Sender{first, smsfolder.New(dir)}})
	if err != nil {
		fmt.Println(err)
		return
	}
	receipt, err := gateways.Send(context.Background(), &smsgw.SMS{
		ID: "m1", Company: "c1", From: smsgw.MustParseSenderName("MittBolag"), To: recipients.MustParsePhone("+46705123456"), Text: "Hej",
	})
	fmt.Println(receipt.Provider, err)
	// Output: folder <nil>
}

// While all gateways are left alone, the failure says when to come back.
func ExampleFailoverConfig() {
	broken := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		http.Error(w, "down for maintenance", http.StatusServiceUnavailable)
	}))
	defer broken.Close()
	only, _ := elks46.New(elks46.Config{Username: "u1234", Password: "…", BaseURL: broken.URL})
	noon := time.Date(2023, 10, 6, 12, 0, 0, 0, time.UTC)
	gateways, err := smsgw.NewFailover(smsgw.FailoverConfig{
		Gateways: []smsgw.Sender{only},
		Pause:    5 * time.Minute,
		Now:      func() time.Time { return noon },
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	for range 2 {
		_, err = gateways.Send(context.Background(), &smsgw.SMS{
			ID: "m1", Company: "c1", From: smsgw.MustParseSenderName("MittBolag"), To: recipients.MustParsePhone("+46705123456"), Text: "Hej",
		})
		f := delivery.AsFailure(err)
		fmt.Println(f.Class, f.Reason, f.RetryAfter)
	}
	// Output:
	// temporary server-unavailable 0s
	// temporary no-gateway 5m0s
}
