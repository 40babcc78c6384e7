package order

import "github.com/budkavle/budkavle/notify/email"

// Company is the tenant and what its messages tell about it: in the footer of
// every mail and on documents. Only ID is needed: mails of a company without a Name are
// signed by nobody, so a settings page cannot take away one that is there.
type Company struct {
	ID        string   `json:"id"`                 // the host's key of the tenant
	Name      string   `json:"name"`               // {company}, and the sender's name where From has none
	OrgNumber string   `json:"orgNumber,omitzero"` // organisationsnummer
	Address   []string `json:"address,omitempty"`  // postal address, a line each
	Phone     string   `json:"phone,omitzero"`
	Email     string   `json:"email,omitzero"`
	Website   string   `json:"website,omitzero"`
	Extra     []string `json:"extra,omitempty"` // further lines of the footer: "Godkänd för F-skatt", bankgiro
	// Logo is the company's picture (PNG, JPEG or GIF): in mails where [Settings].ShowLogo
	// says so, and on documents. Without a ContentType it is a PNG. Zero: none.
	Logo email.File `json:"logo,omitzero"`
	// LogoDark is what a mail shows in the place of Logo on a dark ground, in mail
	// programs that can; papers are white. Zero: Logo, on a white plate.
	LogoDark email.File `json:"logoDark,omitzero"`
	// LogoWidth is that of both in a mail, in CSS pixels; zero: what fits into 160 by 64,
	// no more than the picture has.
	LogoWidth int    `json:"logoWidth,omitzero"`
	Accent    string `json:"accent,omitzero"` // colour as #rrggbb; zero: the layout's own
}
