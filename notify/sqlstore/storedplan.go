package sqlstore

import (
	"encoding/json"

	"github.com/budkavle/budkavle/notify/plan"
)

// A storedPlan is a plan as the table keeps it: a text that several of its messages have
// stands once (a calendar entry names its recipient, and stays). A plan of a thousand recipients is mostly
// one mail a thousand times, and whoever sends some of them has to read all of it. A
// plan of one message is kept as its own JSON.
type storedPlan struct {
	plan.Plan
	Messages []storedMessage `json:"messages"` // in the place of the plan's
	Texts    []string        `json:"texts,omitempty"`
}

// A storedMessage is a message without the texts that stand in the plan's list. Their numbers
// count from 1; 0 is what the message has itself.
type storedMessage struct {
	plan.Message
	Text int `json:"textNo,omitzero"`
	HTML int `json:"htmlNo,omitzero"`
}

// texts gives equal texts one number.
type texts struct {
	list    []string
	numbers map[string]int
}

// number is that of a text.
func (s *texts) number(text string) int {
	n, had := s.numbers[text]
	if !had {
		s.list = append(s.list, text)
		n = len(s.list)
		s.numbers[text] = n
	}
	return n
}

// at is the text of a number, or else what the message has itself.
func (s *storedPlan) at(n int, own string) string {
	if n < 1 || n > len(s.Texts) {
		return own
	}
	return s.Texts[n-1]
}

// packPlan is the JSON by which a plan is kept. The plan stays as it is.
func packPlan(p *plan.Plan) ([]byte, error) {
	if len(p.Messages) < 2 {
		return json.Marshal(p)
	}
	shared := texts{numbers: map[string]int{}}
	stored := storedPlan{Plan: *p, Messages: make([]storedMessage, len(p.Messages))}
	for i := range p.Messages {
		s := &stored.Messages[i]
		s.Message = p.Messages[i]
		if s.Email != nil {
			mail := *s.Email
			s.Text, s.HTML, mail.Text, mail.HTML = shared.number(mail.Text), shared.number(mail.HTML), "", ""
			s.Email = &mail
		} else if s.SMS != nil {
			short := *s.SMS
			s.Text, short.Text = shared.number(short.Text), ""
			s.SMS = &short
		}
	}
	stored.Texts = shared.list
	return json.Marshal(stored)
}

// unpackPlan reads what packPlan has written. What is out of order gives a plan that its
// hash does not fit.
func unpackPlan(data []byte) (plan.Plan, error) {
	var stored storedPlan
	if err := json.Unmarshal(data, &stored); err != nil {
		return plan.Plan{}, err
	}
	p := stored.Plan
	if stored.Messages != nil {
		p.Messages = make([]plan.Message, len(stored.Messages))
	}
	for i := range stored.Messages {
		s := &stored.Messages[i]
		if s.Email != nil {
			s.Email.Text, s.Email.HTML = stored.at(s.Text, s.Email.Text), stored.at(s.HTML, s.Email.HTML)
		} else if s.SMS != nil {
			s.SMS.Text = stored.at(s.Text, s.SMS.Text)
		}
		p.Messages[i] = s.Message
	}
	return p, nil
}
