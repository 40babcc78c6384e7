package smtp_test

import (
	"context"
	"fmt"

	"github.com/budkavle/budkavle/audit/delivery"
	"github.com/budkavle/budkavle/notify/email/smtp"
	"github.com/budkavle/budkavle/notify/sendertest"
)

func ExampleSender_Send() {
	server := &sendertest.SMTPServer{} // a company's mail server
	if err := server.Start(); err != nil {
		panic(err)
	}
	defer server.Close()

	s, err := smtp.New(smtp.Config{Host: "127.0.0.1", Port: server.Port(), Security: smtp.None})
	if err != nil {
		panic(err)
	}
	defer s.Close()
	receipt, err := s.Send(context.Background(), message("4711-1"))
	fmt.Println(receipt.ProviderID, err)
	// Output: D0001 <nil>
}

// A failure says what to do about it.
func ExampleSender() {
	server := &sendertest.SMTPServer{Script: fault(sendertest.StepRcpt, sendertest.StepFault{Reply: "450 4.2.0 Greylisted, try again in 300 seconds"})}
	if err := server.Start(); err != nil {
		panic(err)
	}
	defer server.Close()
	s, err := smtp.New(smtp.Config{Host: "127.0.0.1", Port: server.Port(), Security: smtp.None})
	if err != nil {
		panic(err)
	}
	defer s.Close()
	_, err = s.Send(context.Background(), message("4711-1"))
	failure := delivery.AsFailure(err)
	fmt.Println(failure.Class, failure.Reason, failure.RetryAfter)
	// Output: temporary greylisted 5m0s
}

// A Config never prints its password.
func ExampleConfig() {
	config := smtp.Config{
		Host: "mail.akeskyl.se", Port: 465, Security: smtp.TLS,
		Username: "service@akeskyl.se", Password: "hemligt", Auth: smtp.AuthPlain,
	}
	fmt.Printf("%+v\n", config)
	// Output: smtp service@akeskyl.se@mail.akeskyl.se:465 (tls)
}

// The zero value is STARTTLS; each has its usual port.
func ExampleSecurity() {
	for _, security := range []smtp.Security{"", smtp.TLS, smtp.None} {
		s, err := smtp.New(smtp.Config{Host: "mail.akeskyl.se", Security: security})
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(s)
		_ = s.Close()
	}
	// Output:
	// smtp mail.akeskyl.se:587 (starttls)
	// smtp mail.akeskyl.se:465 (tls)
	// smtp mail.akeskyl.se:25 (none)
}

// The way of logging in is the server's best, unless one is named. Microsoft 365
// and Google want a token in place of a password.
func ExampleAuth() {
	s, err := smtp.New(smtp.Config{
		Host: "smtp.office365.com", Username: "service@akeskyl.se",
		Token: func(context.Context) (string, error) { return "an access token", nil }, // of golang.org/x/oauth2, say
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer s.Close()
	_, err = smtp.New(smtp.Config{Host: "smtp.office365.com", Auth: "NTLM"})
	fmt.Println(err)
	// Output: smtp: Config.Auth is "NTLM", want nothing, "PLAIN", "LOGIN", "CRAM-MD5", "SCRAM-SHA-256", "XOAUTH2" or "OAUTHBEARER"
}
