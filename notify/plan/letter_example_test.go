package plan_test

import (
	"fmt"
	"time"

	"github.com/budkavle/budkavle/notify/codes"
	"github.com/budkavle/budkavle/notify/notifytest"
	"github.com/budkavle/budkavle/notify/plan"
	"github.com/budkavle/budkavle/recipients"
	"github.com/budkavle/budkavle/templating/locale"
)

// A letter of one's own: whatever is said, the planner makes the mails and SMS.
func ExampleLetter() {
	l := plan.Letter{
		Settings: notifytest.Settings(), Kind: "greeting", Key: "form-token", Now: notifytest.Now(), Zone: time.UTC,
		Email: true, To: recipients.MustParseList("Anna <anna@example.se>"),
		EmailText: func(locale.Language) (plan.EmailText, error) {
			return plan.EmailText{Subject: "God jul", Body: "… och gott nytt år."}, nil
		},
	}
	p, err := l.Plan()
	fmt.Println(p.Messages[0].Name, p.Messages[0].Subject(), err)
	// Output: Anna God jul <nil>
}

func ExampleEmailText() {
	text := plan.EmailText{Subject: "God jul", Body: "<p>… och gott nytt år.</p>", HTML: true}
	fmt.Println(text.Subject, text.HTML)
	// Output: God jul true
}

func ExampleKind() {
	p, _ := (&plan.Letter{}).Plan()
	fmt.Println(p.Kind == plan.Kind(""))
	// Output: true
}

// Fields have the names that a form may use.
func ExampleField() {
	e := plan.Refuse(plan.FieldSubject, codes.RefusedEmpty)
	fmt.Println(e.Field, "–", e.Message(locale.Swedish))
	// Output: subject – Det här fältet är tomt: skriv något.
}

func ExampleTeller() {
	var e plan.Teller = plan.Refuse(plan.FieldTo, codes.RefusedNobody)
	fmt.Println(e.Message(locale.English) != "")
	// Output: true
}
