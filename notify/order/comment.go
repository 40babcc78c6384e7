package order

import "time"

// Comment is what somebody wrote on an order. Text is needed. It becomes a
// message to the other side: from a customer user to the company, from the
// company to the order's customer users, and then only when it is visible to
// them.
type Comment struct {
	ID                string `json:"id,omitzero"`
	Author            string `json:"author,omitzero"`
	Text              string `json:"text"`
	FromCustomer      bool   `json:"fromCustomer,omitzero"`      // written by a customer user: goes to the company
	VisibleToCustomer bool   `json:"visibleToCustomer,omitzero"` // only then does it leave the company
	// when it was written, told in the message; zero: not told
	At time.Time `json:"at,omitzero"`
}
