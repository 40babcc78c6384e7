package order

import (
	"cmp"
	"errors"
	"slices"
	"strings"

	"github.com/budkavle/budkavle/recipients"
)

// People are those whom an order knows, by address in lower case or by number,
// so that a plan for a thousand recipients looks each up once. The zero value is
// nobody; add with [People.Note]. Safe for concurrent reads.
type People map[string]Addressee

// An Addressee is what an order tells of a recipient: where a contact and a login have
// the same address, the contact's name and language count. The zero value is a
// stranger.
type Addressee struct {
	Name     string
	Language string // BCP 47
	Link     string // direct link to the order; empty for those without a login
	Staff    bool   // one of the company's own people
}

// Note adds what is known about an address or number; what was known before stays.
func (p People) Note(recipient string, about Addressee) {
	key := strings.ToLower(recipient)
	had := p[key]
	p[key] = Addressee{
		Name:     cmp.Or(had.Name, about.Name),
		Language: cmp.Or(had.Language, about.Language),
		Link:     cmp.Or(had.Link, about.Link),
		Staff:    had.Staff || about.Staff,
	}
}

// People returns the order's contacts and those with a login.
func (o Order) People() People {
	known := People{}
	for _, c := range o.SuggestedContacts() {
		if a, err := recipients.ParseAddress(c.Email); err == nil {
			known.Note(a.String(), Addressee{Name: c.Name, Language: c.Language})
		}
		if p, err := recipients.ParsePhone(c.Phone); err == nil {
			known.Note(p.String(), Addressee{Name: c.Name, Language: c.Language})
		}
	}
	for _, u := range o.Logins() {
		for _, m := range u.Addresses() {
			known.Note(m.Address.String(), Addressee{
				Name:     u.Name,
				Language: u.Language,
				Link:     cmp.Or(u.Link, o.Link),
				Staff:    !u.Customer,
			})
		}
		if p, err := recipients.ParsePhone(u.Phone); err == nil {
			known.Note(p.String(), Addressee{
				Name:     u.Name,
				Language: u.Language,
				Link:     cmp.Or(u.Link, o.Link),
				Staff:    !u.Customer,
			})
		}
	}
	return known
}

// Logins are the users who can see the order; the responsible one is a user of
// the system even if the host does not list them.
func (o Order) Logins() []User {
	users := o.Users[:len(o.Users):len(o.Users)]
	if o.ResponsibleUserEmail != "" {
		users = append(users, User{ID: o.ResponsibleUserID, Email: o.ResponsibleUserEmail})
	}
	return users
}

// Find returns what is known of an address or number. Letters' case makes
// nobody another person, though a mail server may see it so.
func (p People) Find(recipient string) Addressee { return p[strings.ToLower(recipient)] }

// Has reports whether an address or number is somebody's.
func (p People) Has(recipient string) bool {
	_, ok := p[strings.ToLower(recipient)]
	return ok
}

// Addresses reads the field Email as people fill it in: one address or
// several. What is no address is left out, without an error.
func (c Contact) Addresses() recipients.List { return addressesOf(c.Email) }

// Addresses reads the field Email as [Contact.Addresses] does.
func (u User) Addresses() recipients.List { return addressesOf(u.Email) }

func addressesOf(text string) recipients.List {
	list, _ := recipients.ParseList(text)
	return list
}

// SuggestedContacts lists everybody that the order knows, in the sources' own order,
// for the suggestions. Of two invoice addresses it has that of "invoiced to", who pays.
func (o Order) SuggestedContacts() []recipients.Candidate {
	var list []recipients.Candidate
	add := func(c Contact, p *Party, source recipients.Source, facility string) {
		if c.IsZero() {
			return
		}
		one := recipients.Candidate{
			Name:     c.Name,
			Email:    c.Email,
			Phone:    c.Phone,
			Source:   source,
			Facility: cmp.Or(c.Facility, facility),
			Language: cmp.Or(c.Language, p.Language),
		}
		for _, email := range split(c.Email) {
			one.Email = email
			list = append(list, one)
		}
	}
	facility := ""
	if o.Facility.has(&o.ContactPerson) {
		facility = o.Facility.Name
	}
	add(o.ContactPerson, o.partyOf(&o.ContactPerson), recipients.OrderContact, facility)
	for _, c := range o.Customer.Contacts {
		add(c, &o.Customer, recipients.CustomerContact, "")
	}
	for _, c := range o.Facility.Contacts {
		add(c, &o.Facility, recipients.FacilityContact, o.Facility.Name)
	}
	for _, c := range o.InvoicedTo.Contacts {
		add(c, &o.InvoicedTo, recipients.InvoicedToContact, "")
	}
	add(Contact{Name: nameWith(o.Supplier.Name, o.Supplier.OrderEmail), Email: o.Supplier.OrderEmail},
		&o.Supplier, recipients.SupplierContact, "")
	for _, c := range o.Supplier.Contacts {
		add(c, &o.Supplier, recipients.SupplierContact, "")
	}
	for _, p := range [...]*Party{&o.InvoicedTo, &o.Customer} {
		if strings.TrimSpace(p.InvoiceEmail) != "" {
			add(Contact{Email: p.InvoiceEmail}, p, recipients.InvoiceAddress, "")
			break
		}
	}
	return list
}

// partyOf is whose contact somebody is: the facility's, if they stand there and not
// with the customer, else the customer's.
func (o *Order) partyOf(c *Contact) *Party {
	if o.Facility.has(c) && !o.Customer.has(c) {
		return &o.Facility
	}
	return &o.Customer
}

// has reports whether somebody stands among the contacts: with one of their addresses or
// their number.
func (p *Party) has(c *Contact) bool {
	theirs := c.Addresses()
	return slices.ContainsFunc(p.Contacts, func(other Contact) bool {
		return SamePhone(c.Phone, other.Phone) || slices.ContainsFunc(other.Addresses(), func(m recipients.Mailbox) bool {
			return slices.ContainsFunc(theirs, func(own recipients.Mailbox) bool {
				return strings.EqualFold(m.Address.String(), own.Address.String())
			})
		})
	})
}

// SamePhone reports whether two fields hold the same number, however it is spaced; no
// number is nobody's.
func SamePhone(a, b string) bool {
	p, err := recipients.ParsePhone(a)
	q, _ := recipients.ParsePhone(b)
	return a != "" && a == b || err == nil && p == q
}

// nameWith is a name that counts only together with something else.
func nameWith(name, other string) string {
	if strings.TrimSpace(other) == "" {
		return ""
	}
	return name
}

// Inside reports whether an address is of the company's own people.
func (o Order) Inside(a recipients.Address) bool {
	same := func(m recipients.Mailbox) bool { return strings.EqualFold(m.Address.String(), a.String()) }
	for _, u := range o.Logins() {
		if !u.Customer && slices.ContainsFunc(u.Addresses(), same) {
			return true
		}
	}
	return false
}

// split takes a field with several addresses apart, the bad entries too, so
// that each is a line of the suggestions or is told of. A field with one entry
// stays as it is but for the blanks around it; one with an attack in it stays
// whole and is refused whole.
func split(field string) []string {
	list, err := recipients.ParseList(field)
	var bad *recipients.ListError
	errors.As(err, &bad)
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
