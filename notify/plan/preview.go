package plan

import (
	"fmt"

	"github.com/budkavle/budkavle/templating"
)

// PreviewHTML returns the HTML of message i as a browser can show it: what will be
// sent, with the company's logo inside it (R308). It is for a frame of a page that
// runs no scripts (<iframe sandbox>), and never to be sent. An SMS is an error.
func (p *Plan) PreviewHTML(i int) (string, error) {
	if i < 0 || i >= len(p.Messages) {
		return "", fmt.Errorf("plan: message %d does not exist, the plan has %d", i, len(p.Messages))
	}
	m := p.Messages[i]
	if m.Email == nil {
		return "", fmt.Errorf("plan: message %s is no mail", m.ID)
	}
	if p.Logo == nil {
		return m.Email.HTML, nil
	}
	return templating.Preview(m.Email.HTML, templating.PreviewPicture{ContentID: p.Logo.ContentID, ContentType: p.Logo.ContentType, Data: p.Logo.Data}), nil
}
