package sendertest_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	netsmtp "net/smtp"
	"net/url"
	"strings"
	"testing"

	"github.com/budkavle/budkavle/notify/email"
	"github.com/budkavle/budkavle/notify/sendertest"
)

func ExampleRunEmail() {
	// In an adapter's test:
	_ = func(t *testing.T) {
		sendertest.RunEmail(t, func(*testing.T) sendertest.EmailSubject {
			return sendertest.EmailSubject{Open: func(at sendertest.Situation) (email.Sender, func() []sendertest.Taken, bool) {
				s := &model{situation: at}
				return s, func() []sendertest.Taken { return s.taken }, true
			}}
		})
	}
	fmt.Println(len(sendertest.EmailRules()), "rules")
	// Output: 13 rules
}

func ExampleRunSMS() {
	// In an adapter's test:
	_ = func(t *testing.T) {
		sendertest.RunSMS(t, func(*testing.T) sendertest.SMSSubject {
			g := &smsModel{}
			return sendertest.SMSSubject{Sender: g, Set: g.set, Taken: g.texts}
		})
	}
	fmt.Println(len(sendertest.SMSRules()), "rules")
	// Output: 10 rules
}

// A subject may know only some situations; what the others would show is then
// skipped.
func ExampleEmailSubject() {
	s := sendertest.EmailSubject{Open: func(at sendertest.Situation) (email.Sender, func() []sendertest.Taken, bool) {
		m := &model{situation: at}
		return m, func() []sendertest.Taken { return m.taken }, at == sendertest.Accepting
	}}
	for _, rule := range sendertest.EmailRules()[3:7] {
		err := rule.Check(context.Background(), s)
		fmt.Println(rule.Number, errors.Is(err, sendertest.ErrCannotShow))
	}
	// Output:
	// 4 true
	// 5 true
	// 6 true
	// 7 true
}

func ExampleSituation() {
	m := &model{situation: sendertest.DiesAfter} // takes the mail and is gone
	_, err := m.Send(context.Background(), invitation())
	fmt.Println(len(m.taken), err)
	// Output: 1 uncertain failure: said-no
}

func ExampleTaken() {
	m := &model{situation: sendertest.Accepting}
	if _, err := m.Send(context.Background(), invitation()); err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(m.taken[0].From, "→", m.taken[0].To)
	// Output: service@akeskyl.se → anna@example.se
}

func ExampleSMSSubject() {
	g := &smsModel{}
	s := sendertest.SMSSubject{Sender: g, Set: g.set, Taken: g.texts}
	for _, rule := range sendertest.SMSRules()[:2] {
		fmt.Println(rule.Number, rule.Check(context.Background(), s))
	}
	// Output:
	// 1 <nil>
	// 2 <nil>
}

// The double of a gateway plays every situation.
func ExampleHTTPGateway_Set() {
	g := &sendertest.HTTPGateway{
		Text:   func(r *http.Request) string { return r.FormValue("text") },
		Accept: func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "ok") },
		Refuse: func(w http.ResponseWriter, _ *http.Request) { http.Error(w, "no such number", http.StatusBadRequest) },
	}
	address := g.Start()
	defer g.Close()
	for _, at := range []sendertest.Situation{sendertest.Accepting, sendertest.RefusesRecipient, sendertest.RefusesForNow} {
		g.Set(at)
		response, err := http.PostForm(address, url.Values{"text": {"Hej"}})
		if err != nil {
			fmt.Println(err)
			return
		}
		response.Body.Close()
		fmt.Println(at, response.StatusCode)
	}
	// Output:
	// accepting 200
	// refuses-recipient 400
	// refuses-for-now 503
}

func ExampleHTTPGateway() {
	g := &sendertest.HTTPGateway{
		Text:   func(r *http.Request) string { return r.FormValue("text") },
		Accept: func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "ok") },
	}
	address := g.Start()
	defer g.Close()
	response, err := http.PostForm(address, url.Values{"text": {"Vi kommer på fredag"}})
	if err != nil {
		fmt.Println(err)
		return
	}
	response.Body.Close()
	fmt.Println(g.Taken())
	// Output: [Vi kommer på fredag]
}

func ExampleSMTPServer() {
	server := &sendertest.SMTPServer{}
	if err := server.Start(); err != nil {
		fmt.Println(err)
		return
	}
	defer server.Close()
	fmt.Println(deliver(server))
	for _, m := range server.Emails() {
		fmt.Printf("%s → %s: %q\n", m.From, m.To, m.Data)
	}
	// Output:
	// <nil>
	// service@akeskyl.se → anna@example.se: "Hej!\r\n"
}

func ExampleSMTPEmail() {
	server := &sendertest.SMTPServer{}
	if err := server.Start(); err != nil {
		fmt.Println(err)
		return
	}
	defer server.Close()
	if err := deliver(server); err != nil {
		fmt.Println(err)
		return
	}
	m := server.Emails()[0]
	fmt.Println(m.Connection, m.To, strings.Fields(m.Params))
	// Output: 1 anna@example.se [BODY=8BITMIME SMTPUTF8]
}

// A fault at a step of the first connection: the mail is taken, and the server
// is gone without an answer.
func ExampleStepFault() {
	server := &sendertest.SMTPServer{Script: func(connection int, at sendertest.Step, _ string) sendertest.StepFault {
		if at == sendertest.StepDot && connection == 1 {
			return sendertest.StepFault{Cut: true, Took: true}
		}
		return sendertest.StepFault{}
	}}
	if err := server.Start(); err != nil {
		fmt.Println(err)
		return
	}
	defer server.Close()
	fmt.Println(deliver(server) != nil, len(server.Emails()))
	// Output: true 1
}

func ExampleStep() {
	server := &sendertest.SMTPServer{Script: func(_ int, at sendertest.Step, line string) sendertest.StepFault {
		if at == sendertest.StepRcpt && strings.Contains(line, "anna@") {
			return sendertest.StepFault{Reply: "550 5.1.1 no such user"}
		}
		return sendertest.StepFault{}
	}}
	if err := server.Start(); err != nil {
		fmt.Println(err)
		return
	}
	defer server.Close()
	fmt.Println(deliver(server))
	// Output: 550 "5.1.1 no such user"
}

// deliver sends one mail with the standard library.
func deliver(server *sendertest.SMTPServer) error {
	return netsmtp.SendMail(fmt.Sprintf("127.0.0.1:%d", server.Port()), nil, "service@akeskyl.se", []string{"anna@example.se"}, []byte("Hej!\r\n"))
}

// A suite for a contract of one's own: a table of rules over a subject.
func ExampleRule() {
	rules := []sendertest.Rule[string]{{
		Number: 1, Why: "an empty name shows nothing",
		Check: func(_ context.Context, name string) error {
			if name == "" {
				return errors.New("the name is empty")
			}
			return nil
		},
	}}
	fmt.Println(rules[0].Check(context.Background(), ""))
	// Output: the name is empty
}

// Run has each rule checked in a subtest of its own.
func ExampleRun() {
	_ = func(t *testing.T) {
		sendertest.Run(t, sendertest.SMSRules(), func(*testing.T) sendertest.SMSSubject {
			g := &smsModel{}
			return sendertest.SMSSubject{Sender: g, Set: g.set, Taken: g.texts}
		})
	}
	fmt.Println(sendertest.SMSRules()[3].Why)
	// Output: the customer gets the same SMS twice and pays with trust
}
