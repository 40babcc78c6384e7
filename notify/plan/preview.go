package plan

import (
	"fmt"

	"github.com/budkavle/budkavle/templating"
)

// PreviewHTML returns the HTML of message i as a browser can show it: what will be
// sent, with the company's logo inside it. It is for a frame of a page that
// runs no scripts (<iframe sandbox>), and never to be sent. An SMS is an error.
func (p *Plan) PreviewHTML(i int) (string, error) {
	if i < 0 || i >= len(p.Messages) {
		return "", fmt.Errorf("plan: message %d does not exist, the plan has %d", i, len(p.Messages))
	}
	m := p.Messages[i]
	if m.Email == nil {
		return "", fmt.Errorf("plan: message %s is no mail", m.ID)
	}
	var pictures []templating.PreviewPicture
	for _, i := range p.inline() {
		pictures = append(pictures, templating.PreviewPicture{
			ContentID: i.ContentID, ContentType: i.ContentType, Data: i.Data,
		})
	}
	return templating.Preview(m.Email.HTML, pictures...), nil
}
