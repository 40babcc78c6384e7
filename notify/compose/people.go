package compose

import (
	"strings"

	"github.com/budkavle/budkavle/recipients"
)

// people are those whom an order knows, by address in lower case or by number,
// so that a plan for a thousand recipients looks each up once.
type people map[string]person

// A person has the first name and language that the order tells, contacts
// before logins.
type person struct {
	name, language, link string
	login                bool // a customer user or a user of the system (R605)
}

// people lists the order's contacts and those with a login.
func (o Order) people() people {
	known := people{}
	note := func(recipient string, about person) {
		key := strings.ToLower(recipient)
		p := known[key]
		p.name, p.language, p.link = first(p.name, about.name), first(p.language, about.language), first(p.link, about.link)
		p.login = p.login || about.login
		known[key] = p
	}
	for _, c := range o.contacts() {
		if a, err := recipients.ParseAddress(c.Email); err == nil {
			note(a.String(), person{name: c.Name, language: c.Language})
		}
		if p, err := recipients.ParsePhone(c.Phone); err == nil {
			note(p.String(), person{name: c.Name, language: c.Language})
		}
	}
	for _, u := range o.logins() {
		for _, m := range addressesOf(u.Email) {
			note(m.Address.String(), person{name: u.Name, language: u.Language, link: first(u.Link, o.Link), login: true})
		}
	}
	return known
}

// logins are the users who can see the order; the responsible one is a user of
// the system even if the host does not list them.
func (o Order) logins() []User {
	users := o.Users[:len(o.Users):len(o.Users)]
	if o.ResponsibleUserMail != "" {
		users = append(users, User{ID: o.ResponsibleUserID, Email: o.ResponsibleUserMail})
	}
	return users
}

// find returns what is known of an address or number. Letters' case makes
// nobody another person, though a mail server may see it so.
func (p people) find(recipient string) person { return p[strings.ToLower(recipient)] }

// addressesOf reads a contact's field as people fill it in: one address or
// several (R101). What is none is left out; whoever asks warns of it.
func addressesOf(text string) recipients.List {
	list, _ := recipients.ParseList(text)
	return list
}

// contacts lists everybody that the order knows, in the sources' own order,
// for the suggestions (R110).
func (o Order) contacts() []recipients.Contact {
	var list []recipients.Contact
	add := func(c Contact, p Party, source recipients.Source, facility string) {
		if c.IsZero() {
			return
		}
		one := recipients.Contact{Name: c.Name, Email: c.Email, Phone: c.Phone, Source: source, Facility: facility, Language: first(c.Language, p.Language)}
		for _, email := range split(c.Email) {
			one.Email = email
			list = append(list, one)
			one.Phone = ""
		}
	}
	add(o.ContactPerson, o.Customer, recipients.OrderContact, o.Facility.Name)
	for _, c := range o.Customer.Contacts {
		add(c, o.Customer, recipients.CustomerContact, "")
	}
	for _, c := range o.Facility.Contacts {
		add(c, o.Facility, recipients.FacilityContact, o.Facility.Name)
	}
	for _, c := range o.InvoicedTo.Contacts {
		add(c, o.InvoicedTo, recipients.InvoicedToContact, "")
	}
	add(Contact{Name: nameWith(o.Supplier.Name, o.Supplier.OrderEmail), Email: o.Supplier.OrderEmail}, o.Supplier, recipients.SupplierContact, "")
	for _, c := range o.Supplier.Contacts {
		add(c, o.Supplier, recipients.SupplierContact, "")
	}
	for _, p := range []Party{o.InvoicedTo, o.Customer} {
		if p.InvoiceEmail != "" {
			add(Contact{Email: p.InvoiceEmail}, p, recipients.InvoiceAddress, "")
			break
		}
	}
	return list
}

// nameWith is a name that counts only together with something else.
func nameWith(name, other string) string {
	if other == "" {
		return ""
	}
	return name
}

// split takes a field with several addresses apart, the bad entries too, so
// that each is a line of the suggestions or is told of. A field with one entry
// stays as it is but for the blanks around it; one with an attack in it stays
// whole and is refused whole.
func split(field string) []string {
	list, err := recipients.ParseList(field)
	bad, _ := err.(*recipients.ListError)
	entries := make([]string, 0, len(list))
	for _, m := range list {
		entries = append(entries, m.Address.String())
	}
	if bad != nil && len(list) > 0 {
		for _, e := range bad.Errors {
			entries = append(entries, e.Text)
		}
	}
	if len(entries) == 0 {
		return []string{strings.TrimSpace(field)}
	}
	return entries
}
