package order

// Company is the tenant and what its messages tell about it: in the footer of
// every mail and on documents. Only ID is needed.
type Company struct {
	ID        string   `json:"id"`                 // the host's key of the tenant
	Name      string   `json:"name"`               // {company}, and the sender's name where From has none
	OrgNumber string   `json:"orgNumber,omitzero"` // organisationsnummer
	Address   []string `json:"address,omitempty"`  // postal address, a line each
	Phone     string   `json:"phone,omitzero"`
	Email     string   `json:"email,omitzero"`
	Website   string   `json:"website,omitzero"`
	Extra     []string `json:"extra,omitempty"` // further lines of the footer: "Godkänd för F-skatt", bankgiro
	Logo      Logo     `json:"logo,omitzero"`
	// LogoDark is what a mail shows in the place of Logo on a dark ground, in mail
	// programs that can; papers are white. Zero: Logo, on a white plate.
	LogoDark Logo   `json:"logoDark,omitzero"`
	Accent   string `json:"accent,omitzero"` // colour as #rrggbb; zero: the layout's own
}

// Logo is a company's picture for mails, where [Settings].ShowLogo says
// so, and for documents, or the host's own for mails. The zero value is none.
type Logo struct {
	Name        string `json:"name,omitzero"`        // file name in the mail, and for errors
	ContentType string `json:"contentType,omitzero"` // image/png, image/jpeg or image/gif; zero: image/png
	Data        []byte `json:"data,omitempty"`
	// Width is that in a mail, in CSS pixels; zero: what fits into 160 by 64, no more
	// than the picture has.
	Width int `json:"width,omitzero"`
}
