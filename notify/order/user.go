package order

import "github.com/budkavle/budkavle/audit/delivery"

// A User is somebody with a login: a customer user (kundanvändare) or a user
// of the host's system. A message to a user's address has a direct link to the
// order besides the PDF.
type User struct {
	ID    string `json:"id,omitzero"` // the host's key
	Name  string `json:"name,omitzero"`
	Email string `json:"email"`          // compared without case; needed
	Phone string `json:"phone,omitzero"` // mobile number, "+46705123456", of those of the company who get SMS
	// CommentsBy is how comments reach the user; empty: by e-mail. One without a
	// mobile number gets them by e-mail too.
	CommentsBy []delivery.Channel `json:"commentsBy,omitempty"`

	Customer bool   `json:"customer,omitzero"` // a customer user; false is a user of the system
	Link     string `json:"link,omitzero"`     // the user's own https link; the order's when empty
	Language string `json:"language,omitzero"` // BCP 47
}

// Actor is the user who does something, as the log tells it. The zero value is
// the system itself.
type Actor struct {
	ID       string   `json:"id,omitzero"`
	Name     string   `json:"name,omitzero"`
	Language string   `json:"language,omitzero"` // BCP 47, for questions and warnings; the company's when empty
	Roles    []string `json:"roles,omitempty"`   // at the company, for what needs a right; no plan or log keeps them
}

// IsZero reports whether it is the system itself that does something.
func (a Actor) IsZero() bool {
	return a.ID == "" && a.Name == "" && a.Language == "" && len(a.Roles) == 0
}
